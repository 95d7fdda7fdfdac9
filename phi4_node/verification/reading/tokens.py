"""Small things that stand in the asker's text and that code reads better than rules.

Categories:
    letter    one letter that stands alone, plain or in mathematics: `k`
    person    a name with a capital letter
    letters   a word as it is written, as a string of letters: `wwwdodol`
    digits    digits and letters that may be a numeral of any base: `2db99`
    anydigits  as digits, where a base is named before, so that they may be letters alone: `f`
    whole     a natural number or zero, in digits or in words: 12
    spoken    a fraction in words: `three quarters`
    nth       a position: `100th` is 100, `k'th` is its letter
    unit      a unit of measurement, by its canonical name
    chinese_amount  a numeral with a Chinese unit, as both
    weekday   0 for Sunday to 6 for Saturday
    weekdays  as weekday, perhaps in the plural
    month     1 to 12
    date      a day of the Gregorian calendar
    differential  `dx` is x
    numbers   a list of numerals and how it goes on
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass

from phi4_node.verification.expressions.parser import parse
from phi4_node.verification.expressions.syntax import Node, ReadError
from phi4_node.verification.expressions.units import find_unit
from phi4_node.verification.reading import spoken
from phi4_node.verification.reading.grammar.scan import Builtin, Result, Scan
from phi4_node.verification.reading.text import BEGIN, END
from phi4_node.verification.reading.trees import is_value, items_of

MAX_WHOLE = 10**12
FIRST_YEAR = 1583
"""Before the calendar was reformed, dates and weekdays depend on which calendar is meant."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date as written; the year and the weekday may be missing.

    Attributes:
        year: 0 if it is not said.
        month: 1 to 12.
        day: Of the month.
        weekday: 0 is Sunday; -1 if it is not said.
    """

    year: int
    month: int
    day: int
    weekday: int = -1

    def exists(self) -> bool:
        """Whether there is such a day, and on the weekday that is said."""
        try:
            date = datetime.date(self.year or 2000, self.month, self.day)
        except ValueError:
            return False
        if not self.year:
            return True
        return self.year >= FIRST_YEAR and self.weekday in (-1, date.toordinal() % 7)


@dataclass(frozen=True, slots=True)
class Numbers:
    """A list of numerals.

    Attributes:
        items: Those that are shown from the start.
        after: Those after `...`.
        hole: `...` or `?` where something is left out; empty if nothing is.
    """

    items: tuple[Node, ...]
    after: tuple[Node, ...] = ()
    hole: str = ""


def _by_pattern(pattern: str, value: Callable[[re.Match[str]], object], flags: int = 0) -> Builtin:
    compiled = re.compile(pattern, flags)

    def read(scan: Scan, position: int) -> list[Result]:
        match = compiled.match(scan.text, position)
        found = value(match) if match else None
        return [] if match is None or found is None else [(match.end(), found)]

    return read


def _nth(match: re.Match[str]) -> int | str | None:
    if match.group("letter"):
        return match.group("letter")
    number = int(match.group("number"))
    return number if 0 < number < MAX_WHOLE else None


_TH = r"(?:st|nd|rd|th)"
_NTH = (
    rf"{BEGIN}?\s*(?:(?P<number>\d{{1,12}})|(?P<letter>[A-Za-z]))\s*"
    rf"(?:(?<=\d){_TH}(?![A-Za-z])\s*{END}?|['’]?th(?![A-Za-z])|{END}?\s*[-'’]?\s*{_TH}(?![A-Za-z])"
    rf"|\^\s*(?:\{{\s*)?(?:\\(?:text|mathrm|textrm|rm|mbox)\s*)?\{{?\s*{_TH}\s*\}}*\s*{END}?)"
)


def _whole(scan: Scan, position: int) -> list[Result]:
    said = spoken.whole_at(scan.text, position)
    if said is not None:
        return [(said[1], said[0])]
    found: list[Result] = []
    for end, node in scan.read("math", position):
        value = node.value if node.op == "num" and not node.places else None
        if value is not None and value.denominator == 1 and 0 <= value < MAX_WHOLE:
            found.append((end, int(value)))
    return found


def _spoken(scan: Scan, position: int) -> list[Result]:
    said = spoken.fraction_at(scan.text, position)
    return [] if said is None else [(said[1], said[0])]


_UNIT = re.compile(
    r"(?:(?:square|cubic|sq|cu)\.? )?[A-Za-zμ°℃$€£]+(?:\s?(?:\^\s?[23]|²|³))?(?:\s?/\s?[A-Za-z]+| per"
    r" [a-z]+)?(?![A-Za-z])"
    r"|[\u4e00-\u9fff]{1,6}"
)


def _unit(scan: Scan, position: int) -> list[Result]:
    match = _UNIT.match(scan.text, position)
    if match is None:
        return []
    text = match.group()
    chinese = not text.isascii() and "\u4e00" <= text[0] <= "\u9fff"
    ends = range(len(text), 0, -1) if chinese else [len(text)]
    for end in ends:
        unit = find_unit(text[:end])
        if unit is not None:
            return [(position + end, unit.name)]
    return []


_CHINESE_AMOUNT = re.compile(r"(\d+(?:\.\d+)?(?:/\d+)?)\s*(?=[\u4e00-\u9fff])")


def _chinese_amount(scan: Scan, position: int) -> list[Result]:
    """`5千米` is 5 km: the sign for a thousand belongs to the unit here."""
    match = _CHINESE_AMOUNT.match(scan.text, position)
    found = _unit(scan, match.end()) if match else []
    return [(end, (parse(match.group(1)), unit)) for end, unit in found] if match else []


_DAY = "|".join(sorted((re.escape(name) for name in spoken.WEEKDAYS), key=len, reverse=True))
_MONTH = "|".join(sorted(spoken.MONTHS, key=len, reverse=True))
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:(?P<weekday>{_DAY}),?\s+)?(?:the\s+)?(?P<month>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:{_TH})?"
        rf"(?:(?:,|\s+of|\s+in)?\s*(?P<year>\d{{4}}))?(?![\d/])",
        rf"(?:(?P<weekday>{_DAY}),?\s+)?(?:the\s+)?(?P<day>\d{{1,2}})(?:{_TH})?\s+(?:of\s+)?(?P<month>{_MONTH})"
        rf"(?:,?\s+(?P<year>\d{{4}}))?(?![\d/A-Za-z])",
        r"(?P<weekday>)(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?![\d-])",
        rf"(?:(?P<year>\d{{4}})年)?(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})[日号](?:\(?(?P<weekday>{_DAY})\)?)?",
    )
)


def day_at(text: str, position: int) -> tuple[Day, int] | None:
    """The date that stands at a position, and where it ends."""
    for pattern in _DATES:
        match = pattern.match(text, position)
        if match:
            month = match.group("month").lower()
            weekday = match.group("weekday")
            day = Day(
                int(match.group("year") or 0),
                int(month) if month.isdigit() else spoken.MONTHS[month],
                int(match.group("day")),
                spoken.WEEKDAYS[weekday.lower()] if weekday else -1,
            )
            return day, match.end()
    return None


def _date(scan: Scan, position: int) -> list[Result]:
    found = day_at(scan.text, position)
    return [(found[1], found[0])] if found else []


_ITEM = r"[-−]?\s?(?:\d+(?:\.\d+)?(?:/\d+)?)"
_GAP = r"\s*(?:,\s*(?:and\s+)?|\band\s+)"
_DOTS = rf"{BEGIN}?\s*(?:\.\s?\.\s?\.|…|\\(?:ldots|dots|cdots))\s*{END}?"
_LIST = re.compile(rf"{_ITEM}(?:{_GAP}{_ITEM})+")
_OPEN = re.compile(rf"\s*,\s*(?:{_DOTS}|(?P<unknown>\?|_+|\(\s*\)|x(?=\s*[.?]?\s*$)))")
_REST = re.compile(rf"\s*,\s*({_ITEM}(?:{_GAP}{_ITEM})*)")
_GROUPED = re.compile(r"\d,\d{3}(?!\d)")


def _numbers(scan: Scan, position: int) -> list[Result]:
    if scan.text.startswith(BEGIN, position):
        return _marked_numbers(scan.text, position) or _marked_one_by_one(scan.text, position)
    match = _LIST.match(scan.text, position)
    if match is None or _GROUPED.search(match.group()):
        return []  # 1,000 may be one number or two
    try:
        return _plain_numbers(scan, match)
    except ReadError:
        return []  # 1/0 looks like a number and is none


def _plain_numbers(scan: Scan, match: re.Match[str]) -> list[Result]:
    items, end = _items(match.group()), match.end()
    opened = _OPEN.match(scan.text, end)
    if opened is None:
        return [(end, Numbers(items))]
    hole = "?" if opened.group("unknown") else "..."
    rest = _REST.match(scan.text, opened.end()) if hole == "..." else None
    if rest is None:
        return [(opened.end(), Numbers(items, hole=hole))]
    return [(rest.end(), Numbers(items, _items(rest.group(1)), hole))]


_NEXT_MARKED = re.compile(rf"{_GAP}(?={BEGIN})")


def _marked_one_by_one(text: str, position: int) -> list[Result]:
    """`$1,$ $2$ and $3$`."""
    items: list[Node] = []
    while True:
        end = text.index(END, position)
        try:
            node = parse(text[position + 1 : end])
        except ReadError:
            return []
        if not is_value(node):
            return []
        items.append(node)
        following = _NEXT_MARKED.match(text, end + 1)
        if following is None:
            return [(end + 1, Numbers(tuple(items)))] if len(items) > 1 else []
        position = following.end()


def _items(text: str) -> tuple[Node, ...]:
    return tuple(parse(piece.replace("−", "-").strip()) for piece in re.split(_GAP, text))


def _marked_numbers(text: str, position: int) -> list[Result]:
    end = text.index(END, position)
    content = text[position + 1 : end]
    if _GROUPED.search(content):
        return []
    try:
        node = parse(content.strip().rstrip(",").strip("()[]") if content.strip()[:1] in "([" else content)
    except ReadError:
        return []
    parts = items_of(node)
    holes = [index for index, part in enumerate(parts) if part.op == "hole"]
    if len(parts) < 2 or len(holes) > 1 or not all(is_value(part) or part.op == "hole" for part in parts):
        return []
    if not holes:
        return [(end + 1, Numbers(parts))]
    at = holes[0]
    hole = "?" if parts[at].name not in ("...", "") else "..."
    return [(end + 1, Numbers(parts[:at], parts[at + 1 :], hole))]


_NUMERAL = rf"{BEGIN}?-?(?=[A-Za-z]{{0,80}}\d)[0-9A-Za-z]{{1,80}}(?![A-Za-z0-9_(]|\.\d){END}?"

_NOBODY = "No|None|Nobody|Neither|Not|Who|Never|If|When|What|How|Find|The|Each|Every|All|Both|Only|Some|Any"

TOKENS: dict[str, Builtin] = {
    "differential": _by_pattern(r"d\s?([A-Za-z])(?![A-Za-z])", lambda match: match.group(1)),
    "person": _by_pattern(rf"(?!(?:{_NOBODY})\b)[A-Z][a-z]+(?![A-Za-z])", lambda match: match.group()),
    "letter": _by_pattern(
        rf"{BEGIN}\s*([A-Za-z])\s*{END}|([A-Za-z])(?![A-Za-z0-9_^(])",
        lambda match: match.group(1) or match.group(2),
    ),
    "letters": _by_pattern(r"[A-Za-z]{1,60}(?![A-Za-z0-9])", lambda match: match.group()),
    "digits": _by_pattern(_NUMERAL, lambda match: match.group().strip(BEGIN + END)),
    "anydigits": _by_pattern(r"-?[0-9A-Za-z]{1,80}(?![A-Za-z0-9_(]|\.\d)", lambda match: match.group()),
    "nth": _by_pattern(_NTH, _nth),
    "weekday": _by_pattern(
        rf"({_DAY})(?![A-Za-z])", lambda match: spoken.WEEKDAYS[match.group(1).lower()], re.I
    ),
    "weekdays": _by_pattern(
        rf"({_DAY})s?(?![A-Za-z])", lambda match: spoken.WEEKDAYS[match.group(1).lower()], re.I
    ),
    "month": _by_pattern(
        rf"({_MONTH})(?![A-Za-z])", lambda match: spoken.MONTHS[match.group(1).lower()], re.I
    ),
    "whole": _whole,
    "spoken": _spoken,
    "unit": _unit,
    "chinese_amount": _chinese_amount,
    "date": _date,
    "numbers": _numbers,
}
"""What stands in the text, by category."""

__all__ = ["FIRST_YEAR", "MAX_WHOLE", "TOKENS", "Day", "Numbers", "day_at"]
