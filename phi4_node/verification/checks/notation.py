"""Values that the answer has to write in a certain way: with a unit, in a base, as a time, weekday or date.

Conventions: a bare number counts the unit that was asked for, and bare digits are read in the base that was
asked for. An equal amount in another unit is right and yet not what was asked: it decides nothing. Times are
minutes from midnight. Weekdays and dates are day numbers of the proleptic Gregorian calendar, in which day 1
is Monday, January 1 of the year 1; a bare weekday is a number from 0 (Sunday) to 6.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

import sympy

from phi4_node.schema import Check
from phi4_node.verification.answers.answer import Answer, AnswerError
from phi4_node.verification.answers.peel import peel
from phi4_node.verification.answers.reader import read_answer
from phi4_node.verification.answers.rounding import decimal_of, rounds_to
from phi4_node.verification.checks.base import UndecidedError, fails, holds, written
from phi4_node.verification.checks.case import Case, compare, scalar, unnamed
from phi4_node.verification.checks.durations import duration
from phi4_node.verification.checks.finished import unfinished
from phi4_node.verification.claims import NotationClaim
from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.expressions.units import find_unit
from phi4_node.verification.reading.spoken import WEEKDAYS
from phi4_node.verification.reading.tokens import day_at

_METHOD = "exact evaluation"
_DAY_MINUTES = 1440
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
MAX_BASE = len(_DIGITS)


def check_notation(case: Case) -> Check:
    """The answer is the value of the term, in the notation asked for."""
    claim = case.claim
    assert isinstance(claim, NotationClaim)
    values = [value for _, value in case.scope.evaluate_all(case.scope.parse(claim.terms[0]))]
    if len(values) != 1:
        raise UndecidedError("the conditions do not determine one value")
    value = values[0]
    if not isinstance(value, sympy.Expr) or value.free_symbols or value.has(sympy.oo, sympy.nan, sympy.zoo):
        raise UndecidedError("the question has no single finite value")
    if claim.notation == "unit":
        return _unit(case, claim, value)
    if not isinstance(value, sympy.Integer):
        raise UndecidedError("the value is not a whole number")
    shown, right = _READERS[claim.notation](case, claim, int(value))
    reason = f"It is {shown}."
    if right:
        return holds(claim, _METHOD, reason, value=shown)
    return fails(claim, _METHOD, reason, f"{claim.terms[0]} is {shown}, not {_short(case.text)}", value=shown)


def answer_in_notation(text: str) -> Answer:
    """The answer as a typed value if it is one; digits with letters and names of days stay as they are."""
    text = re.sub(r"(?<=\d)\s*千([米克])", lambda match: " km" if match.group(1) == "米" else " kg", text)
    try:
        return read_answer(text)
    except AnswerError:
        return Answer("text", Node("text", name=text), word=text)


def _short(text: str) -> str:
    text = peel(text)
    return text if len(text) <= 60 else text[:60] + "..."


# Units --------------------------------------------------------------------------------------------


def _unit(case: Case, claim: NotationClaim, value: sympy.Expr) -> Check:
    answer = unnamed(case, set())
    asked = find_unit(claim.detail)
    if asked is None and (claim.detail != "%" or answer.unit not in ("", "%")):
        raise UndecidedError(f"{claim.detail} is not a known unit, or not that of the answer")
    size, given = Fraction(1), answer.unit
    if asked is not None and given and given != claim.detail:
        unit = find_unit(given)
        if unit is None:
            raise UndecidedError(f'the answer has the unit "{given}", which is not known')
        if unit.dimension != asked.dimension:
            reason = f"The answer is in {given}, which cannot measure what is asked for in {claim.detail}."
            return fails(claim, _METHOD, reason, f"{given} is not a unit of the same kind as {claim.detail}")
        size = unit.factor / asked.factor
    amount = scalar(case, replace(answer, unit="")) * sympy.Rational(size.numerator, size.denominator)
    if amount.free_symbols:
        raise UndecidedError("the answer is not one amount")
    shown = f"{written(value)} {claim.detail}"
    if _equal(value, amount, answer, size):
        if size != 1:
            raise UndecidedError(f"the answer is right, but not in {claim.detail}")
        if unfinished(answer.node):
            raise UndecidedError(unfinished(answer.node))
        return holds(claim, _METHOD, f"It is {shown}.", value=shown)
    return fails(claim, _METHOD, f"It is {shown}.", f"it is {shown}, not {written(amount)}", value=shown)


def _equal(value: sympy.Expr, amount: sympy.Expr, answer: Answer, size: Fraction) -> bool:
    """Whether the amounts are equal; UndecidedError if the answer is only the value rounded."""
    if size == 1 and compare(value, amount, answer.node):
        return True
    if size != 1 and compare(value, amount, replace(answer.node, places=None)):
        return True
    decimal = decimal_of(answer.node)
    exact = value / sympy.Rational(size.numerator, size.denominator)
    if decimal is not None and rounds_to(exact, decimal) is not False:
        raise UndecidedError("the answer is the value rounded, which was not asked for")
    if isinstance(value, sympy.Rational) and value.q != 1 and abs(amount - value) < 1 and decimal is None:
        raise UndecidedError("the answer may be the value rounded, which was not asked for")
    return False


# Bases --------------------------------------------------------------------------------------------

_IN_BASE = re.compile(
    r"(?P<digits>-?[0-9A-Za-z]+)"
    r"(?:_(?P<a>\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|twelve|sixteen)"
    r"|\s*\(\s*base\s+(?P<b>\d{1,2})\s*\)|,?\s+(?:in\s+)?base\s+(?P<c>\d{1,2}))?"
)
_NAMED = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
_NAMED |= {"ten": 10, "twelve": 12, "sixteen": 16}
_LATEX = re.compile(r"\\(?:text|mathrm|textbf|textrm|rm)(?![A-Za-z])|\\[,!; ]|[$~]")
_SUBSCRIPT = re.compile(r"_\s*\{+\s*(\w+)\s*\}+")
_GROUP = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def _base(case: Case, claim: NotationClaim, value: int) -> tuple[str, bool]:
    """Digits of the asked base; another base that is written is another notation."""
    base = int(claim.detail)
    shown = f"{digits_of(value, base)} (base {base})"
    plain = peel(case.text)
    if plain.startswith("~"):
        raise UndecidedError("the answer is only said to be about that")
    text = _SUBSCRIPT.sub(r"_\1", _LATEX.sub("", plain)).strip()
    match = _IN_BASE.fullmatch(_GROUP.sub("", text))
    if match is None:
        raise UndecidedError("the answer is not one numeral")
    named = match.group("a") or match.group("b") or match.group("c")
    used = base if named is None else _NAMED.get(named) or int(named)
    digits = _without_prefix(match.group("digits"), used)
    given = _value_of(digits, used)
    if given is None:
        raise UndecidedError(f"the answer has digits that base {used} does not have")
    if used != base:
        if given == value:
            raise UndecidedError(f"the answer is right, but not in base {base}")
        return shown, False
    if given == value and re.match(r"-?0.|-0", digits):
        raise UndecidedError("the answer has zeros in front")
    return shown, given == value


_PREFIXES = {16: "0x", 2: "0b", 8: "0o"}


def _without_prefix(digits: str, base: int) -> str:
    """`0x1f` is 1f in base 16; `0b1` may also be four digits there."""
    prefix = _PREFIXES.get(base)
    sign = "-" if digits.startswith("-") else ""
    rest = digits.removeprefix("-")
    return sign + rest[2:] if prefix and len(rest) > 2 and rest.lower().startswith(prefix) else digits


def digits_of(value: int, base: int) -> str:
    """The digits of an integer in a base up to 36, with letters after 9."""
    if value < 0:
        return "-" + digits_of(-value, base)
    found = ""
    while value >= base:
        value, digit = divmod(value, base)
        found = _DIGITS[digit] + found
    return _DIGITS[value] + found


def _value_of(digits: str, base: int) -> int | None:
    """The integer that digits in a base are; None if the base has no such digits."""
    sign, digits = (-1, digits[1:]) if digits.startswith("-") else (1, digits)
    if not 2 <= base <= MAX_BASE:
        return None
    total = 0
    for digit in digits.lower():
        place = _DIGITS.find(digit)
        if not 0 <= place < base:
            return None
        total = total * base + place
    return sign * total


# Times, weekdays, dates ---------------------------------------------------------------------------


def _time(case: Case, claim: NotationClaim, value: int) -> tuple[str, bool]:
    minutes = value % _DAY_MINUTES
    hour, minute = divmod(minutes, 60)
    half = "AM" if hour < 12 else "PM"
    shown = f"{hour % 12 or 12}:{minute:02d} {half} ({hour:02d}:{minute:02d})"
    node = case.answer.node
    if case.answer.kind != "time" or node.value is None:
        raise UndecidedError("the answer is not a time of day")
    given = int(node.value)
    if not node.name and claim.detail == "half" and given != minutes:
        if given % 720 == minutes % 720:
            raise UndecidedError("the answer does not say whether it is in the morning")
        return shown, False
    if not node.name and claim.detail == "half" and hour >= 1 and hour <= 12:
        raise UndecidedError("the answer does not say whether it is in the morning")
    return shown, given == minutes


_WEEKDAY_NAMES = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split()


def _weekday(case: Case, claim: NotationClaim, value: int) -> tuple[str, bool]:
    shown = _WEEKDAY_NAMES[value % 7]
    text = re.sub(r"^\\text(?:bf)?\s*\{(.*)\}$", r"\1", peel(case.text)).strip().rstrip(".").lower()
    text = re.sub(r"^(?:on |a |it (?:is|was|will be) )(?:a )?", "", text)
    if text not in WEEKDAYS:
        raise UndecidedError("the answer is not a weekday")
    return shown, WEEKDAYS[text] == value % 7


def _date(case: Case, claim: NotationClaim, value: int) -> tuple[str, bool]:
    """A date; without its year it is only right if the year was not in question."""
    if not 1 <= value <= datetime.date.max.toordinal():
        raise UndecidedError("the date is outside the calendar")
    date = datetime.date.fromordinal(value)
    shown = f"{_WEEKDAY_NAMES[value % 7]}, {date.isoformat()}"
    text = peel(case.text).strip().rstrip(".")
    found = day_at(text, 0)
    if found is None or found[1] != len(text):
        raise UndecidedError("the answer is not a date")
    day = found[0]
    if not day.exists():
        raise UndecidedError("there is no such day")
    matches = (day.month, day.day) == (date.month, date.day) and day.weekday in (-1, value % 7)
    if not day.year and matches and claim.detail != "year known":
        raise UndecidedError("the answer does not say the year")
    return shown, matches and day.year in (0, date.year)


def _duration(case: Case, claim: NotationClaim, value: int) -> tuple[str, bool]:
    return duration(case.text, claim.detail, value)


_READERS = {"duration": _duration, "base": _base, "time": _time, "weekday": _weekday, "date": _date}


# Operations ---------------------------------------------------------------------------------------


def _integers(*values: Any) -> list[int]:
    if not all(isinstance(value, sympy.Integer) for value in values):
        raise UndecidedError("this is only defined for whole numbers")
    return [int(value) for value in values]


def _day_number(year: Any, month: Any, day: Any) -> sympy.Integer:
    """The number of a day of the proleptic Gregorian calendar; 1 is January 1 of the year 1."""
    try:
        return sympy.Integer(datetime.date(*_integers(year, month, day)).toordinal())
    except (ValueError, OverflowError) as error:
        raise UndecidedError("there is no such day") from error


def _count_weekdays(first: Any, last: Any, *weekdays: Any) -> sympy.Integer:
    """How many days from `first` to `last`, both included, are one of these weekdays."""
    start, end, *wanted = _integers(first, last, *weekdays)
    if end < start:
        raise UndecidedError("the last day is before the first")
    # Days up to n that are weekday w (0 is Sunday) are those k <= n with k % 7 == w.
    return sympy.Integer(sum((end - day) // 7 - (start - 1 - day) // 7 for day in set(wanted)))


def _weekday_in_month(year: Any, month: Any, weekday: Any, which: Any) -> sympy.Integer:
    """The day of the month of, for example, its third Friday; -1 counts from the end."""
    y, m, wanted, rank = _integers(year, month, weekday, which)
    first = int(_day_number(*map(sympy.Integer, (y, m, 1))))
    days = [day for day in range(1, _length(y, m) + 1) if (first + day - 1) % 7 == wanted % 7]
    if rank == 0 or not -len(days) <= rank <= len(days):
        raise UndecidedError("the month has no such day")
    return sympy.Integer(days[rank - 1 if rank > 0 else rank])


def _length(year: int, month: int) -> int:
    after = datetime.date(year + month // 12, month % 12 + 1, 1) if (year, month) < (9999, 12) else None
    return 31 if after is None else (after - datetime.timedelta(days=1)).day


def _month_length(year: Any, month: Any) -> sympy.Integer:
    y, m = _integers(year, month)
    _day_number(sympy.Integer(y), sympy.Integer(m), sympy.Integer(1))
    return sympy.Integer(_length(y, m))


def _is_leap(year: Any) -> Any:
    """Whether a year of the Gregorian calendar has 366 days."""
    (number,) = _integers(year)
    if not 1583 <= number <= 10**6:
        raise UndecidedError("the Gregorian calendar has no such year")
    return sympy.true if number % 4 == 0 and (number % 100 != 0 or number % 400 == 0) else sympy.false


def _digitsum_in(value: Any, base: Any) -> sympy.Integer:
    """The sum of the digits of a natural number in a base."""
    number, by = _integers(value, base)
    if number < 0 or not 2 <= by <= MAX_BASE:
        raise UndecidedError("the digits of this number are not known here")
    return sympy.Integer(sum(_DIGITS.index(digit) for digit in digits_of(number, by)))


OPERATIONS: dict[str, Any] = {
    "digitsum_in": _digitsum_in,
    "day_number": _day_number,
    "count_weekdays": _count_weekdays,
    "weekday_in_month": _weekday_in_month,
    "month_length": _month_length,
    "isleap": _is_leap,
}
CHECKS = {"notation": check_notation}
