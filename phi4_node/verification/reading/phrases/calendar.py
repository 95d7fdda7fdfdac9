"""Dates and weekdays.

Conventions: the calendar is Gregorian, from 1583. Days between two dates are their difference; both are
counted only if the words say so. Weekdays in `a year` that is not named are only read as far as they do not
depend on whether it is a leap year.
"""

from __future__ import annotations

import datetime

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rules
from phi4_node.verification.reading.moments import Moment, settled
from phi4_node.verification.reading.phrases.measures import Amount, in_unit
from phi4_node.verification.reading.statements import AskClaim, AskTruth, AskValue, Note, Statement
from phi4_node.verification.reading.tokens import FIRST_YEAR, Day
from phi4_node.verification.reading.trees import call, number

Said = tuple[Statement, ...]

_NEW_YEAR = Day(0, 1, 1)


def _number_of(day: Day) -> Node:
    return call("day_number", number(day.year), number(day.month), number(day.day))


def _known(d: Day) -> bool:
    return d.year > 0 and d.exists()


def _both(d: Day, e: Day) -> tuple[Day, Day] | None:
    """Two dates in order, of which the first may leave out the year of the second."""
    if not d.year and e.year:
        d = Day(e.year, d.month, d.day, d.weekday)
    if not (_known(d) and _known(e)) or _ordinal(d) > _ordinal(e):
        return None
    return d, e


def _ordinal(day: Day) -> int:
    return datetime.date(day.year, day.month, day.day).toordinal()


def _plus(term: Node, days: Node | int, sign: int = 1) -> Node:
    amount = number(days) if isinstance(days, int) else days
    return Node("add" if sign > 0 else "sub", (term, amount))


def _weekday(term: Node) -> Said:
    return (AskClaim("notation", (term,), (("notation", "weekday"),)),)


def _date(term: Node, *, year_known: bool = False) -> Said:
    detail = (("detail", "year known"),) if year_known else ()
    return (AskClaim("notation", (term,), (("notation", "date"), *detail)),)


def _days(a: Amount) -> Node | None:
    """A number of days, from days and weeks."""
    if not all(node.op == "num" and name in ("day", "week") for node, name in a):
        return None
    return in_unit(a, "day")


def _weekday_of(d: Day) -> Said | None:
    return _weekday(_number_of(d)) if _known(d) and d.weekday == -1 else None


def _weekday_of_moment(m: Moment) -> Said | None:
    """Of `01/17/2022`, where 17 is no month."""
    found = settled(m) if m.slashed and m.clock < 0 else None
    return _weekday_of(found[0].day) if found and found[0].day else None


def _weekday_after(a: Amount, d: Day, sign: int) -> Said | None:
    days = _days(a)
    return _weekday(_plus(_number_of(d), days, sign)) if days is not None and _known(d) else None


def _weekday_from(a: Amount, w: int, sign: int) -> Said | None:
    days = _days(a)
    return None if days is None else _weekday(_plus(number(w), days, sign))


def _date_after(a: Amount, d: Day, sign: int) -> Said | None:
    days = _days(a)
    return _date(_plus(_number_of(d), days, sign)) if days is not None and _known(d) else None


def _in_same_year(w: int, d: Day, first: Day = _NEW_YEAR) -> Said | None:
    """The weekday of a date in a year of which only the weekday of another date is known."""
    if d.year or first.year or not d.exists() or not first.exists() or (d.month > 2) != (first.month > 2):
        return None  # February may have 28 or 29 days
    if (2, 29) in ((d.month, d.day), (first.month, first.day)):
        return None
    between = _ordinal(Day(2001, d.month, d.day)) - _ordinal(Day(2001, first.month, first.day))
    return _weekday(_plus(number(w), abs(between), 1 if between >= 0 else -1))


def _in_same_year_later(e: Day, w: int, d: Day) -> Said | None:
    """An earlier day of the year may be one of the next year."""
    return _in_same_year(w, d, e) if (d.month, d.day) >= (e.month, e.day) else None


def _in_known_year(w: int, d: Day, leap: bool) -> Said | None:
    if d.year or not d.exists() or ((d.month, d.day) == (2, 29) and not leap):
        return None
    between = _ordinal(Day(2000 if leap else 2001, d.month, d.day)) - _ordinal(
        Day(2000 if leap else 2001, 1, 1)
    )
    return _weekday(_plus(number(w), between))


def _count(d: Day, e: Day, days: tuple[int, ...]) -> Node | None:
    ends = _both(d, e)
    if ends is None:
        return None
    return call("count_weekdays", *map(_number_of, ends), *map(number, days))


def _difference(d: Day, e: Day, more: int = 0) -> Said | None:
    ends = _both(d, e)
    if ends is None:
        return None
    term = Node("sub", (_number_of(ends[1]), _number_of(ends[0])))
    if more:
        term = Node("add", (term, number(more)))
    return (AskClaim("notation", (term,), (("notation", "unit"), ("detail", "day"))),)


def _in_month(n: int, w: int, m: int, y: int) -> Node | None:
    return call("weekday_in_month", number(y), number(m), number(w), number(n)) if _is_year(y) else None


def _is_year(y: int) -> bool:
    return FIRST_YEAR <= y <= 9999


def _leap(y: int) -> Node | None:
    return call("isleap", number(y)) if _is_year(y) else None


def _values(term: Node | None) -> Said | None:
    return None if term is None else (AskValue((term,)),)


_INCLUSIVE = (
    r"(\( inclusive [of both dates] \)|\( (counting|including) both [start and end] [dates|days] \)|,"
    " inclusive|inclusive|including both dates|, including both dates)"
)
_BUSINESS = (
    r"(business days|weekdays|working days|workdays) [\( (monday-friday|monday through friday|monday to"
    r" friday|excluding weekends) \)]"
)
_WHICH = "(what|which) (day of the week|weekday|day)"
_WAS = "(is|was|will be|will it be|was it|is it|falls on|did|does|fall on)"
_REPLY = "(answer|reply|respond|give|state|provide|write|express|name|report|return|specify|indicate)"

RULES: list[Rule] = [
    *rules(
        "statement",
        [
            f"(on|)({_WHICH}|what day of the week) {_WAS} {{d:date}} [fall|falls|fell|occur] [on]",
            "(on which|on what) (weekday|day of the week|day) (did|does|will) {d:date}"
            " (fall|occur|land) [on]",
            "{d:date} (is|was|falls on|fell on) (what|which) (day of the week|weekday)",
            "what weekday (was|is|will be) {d:date}",
            "(determine|find|name|give|state|identify|tell me) the (day of the week|weekday)"
            " (of|for|on|that is)"
            " {d:date}",
            "{d:date}是(星期几|周几|礼拜几)",
        ],
        _weekday_of,
    ),
    *rules(
        "statement",
        [
            f"(on|)({_WHICH}|what day of the week) {_WAS} {{m:moment}} [fall|falls|fell|occur] [on]",
            "(on which|on what) (weekday|day of the week|day) (did|does|will) {m:moment}"
            " (fall|occur|land) [on]",
            "{m:moment} (is|was|falls on|fell on) (what|which) (day of the week|weekday)",
            "what weekday (was|is|will be) {m:moment}",
            "(determine|find|name|give|state|identify|tell me) the (day of the week|weekday)"
            " (of|for|on|that is)"
            " {m:moment}",
            "{m:moment}是(星期几|周几|礼拜几)",
        ],
        _weekday_of_moment,
    ),
    *rules(
        "statement",
        [
            f"if today is {{d:date}} [,] {_WHICH} will it be (in {{a:amount}}|{{a:amount}} from"
            " (now|today)|after {a:amount})",
            f"today is {{d:date}} [.|,] {_WHICH} will it be (in {{a:amount}}|{{a:amount}} from"
            " (now|today)|after {a:amount})",
            "count forward {a:amount} from {d:date} [-|–|—|,|:] (what's|what is|which is) the (weekday|day"
            " of the week)",
            f"{_WHICH} (is|was|will be|will it be|falls) {{a:amount}} (after|from) {{d:date}}",
            f"(starting|counting|counting forward) from {{d:date}} [,] {_WHICH} (will it be|is it|was"
            f" it|will be)"
            " [in] {a:amount} [(after|later|afterwards|from then)]",
        ],
        lambda a, d: _weekday_after(a, d, 1),
    ),
    *rules(
        "statement",
        [
            f"if today is {{d:date}} [,] {_WHICH} was it {{a:amount}} (ago|before)",
            f"today is {{d:date}} [.|,] {_WHICH} was it {{a:amount}} (ago|before)",
            "count (backward|backwards|back) {a:amount} from {d:date} [-|–|—|,|:] (what's|what is|which is)"
            " the (weekday|day of the week)",
            f"{_WHICH} (is|was|will be|was it) {{a:amount}} before {{d:date}}",
            f"(starting|counting|going back|counting back) from {{d:date}} [,] {_WHICH} (was|is) it"
            f" {{a:amount}}"
            " (before|earlier|ago|prior)",
        ],
        lambda a, d: _weekday_after(a, d, -1),
    ),
    *rules(
        "statement",
        [
            f"(if|) today is [a] {{w:weekday}} [.|,] [then] {_WHICH} will it be (in"
            " {a:amount}|{a:amount} from"
            " (now|today)|after {a:amount}|{a:amount} later)",
            f"{_WHICH} (is|was|will be|will it be) {{a:amount}} after [a] {{w:weekday}}",
            "(如果|若|)今天是{w:weekday}[,](那么|)(再过|过|){a:amount}[后|之后](是|将是)(星期几|周几|礼拜几)",
        ],
        lambda a, w: _weekday_from(a, w, 1),
    ),
    *rules(
        "statement",
        [
            f"(if|) today is [a] {{w:weekday}} [.|,] [then] {_WHICH} was it {{a:amount}} ago",
            f"{_WHICH} (is|was|will be) {{a:amount}} before [a] {{w:weekday}}",
        ],
        lambda a, w: _weekday_from(a, w, -1),
    ),
    *rules(
        "statement",
        [
            "(what is the date|what date is it|what date is|what date was|what date will it be|which date is)"
            " {a:amount} (after|from) {d:date}",
        ],
        lambda a, d: _date_after(a, d, 1),
    ),
    *rules(
        "statement",
        [
            "(what is the date|what date is it|what date is|what date was|which date is) {a:amount}"
            " before {d:date}"
        ],
        lambda a, d: _date_after(a, d, -1),
    ),
    *rules(
        "statement",
        [
            f"if the first day of the year (was|is) a {{w:weekday}} , {_WHICH} (will|is|was) {{d:date}} [be]",
            "(given that|if) january 1 (fell on|falls on|is|was) [a] {w:weekday} , (which|what)"
            " (weekday|day of the week|day) (occurs on|is|falls on) {d:date}",
            "in a year where {w:weekday} is january 1st , name the (weekday|day of the week) of {d:date}",
            f"in a year where january 1[st] is a {{w:weekday}} , {_WHICH} is {{d:date}}",
        ],
        _in_same_year,
    ),
    *rules(
        "statement",
        [
            f"if {{e:date}} (is|was|falls on|fell on) a {{w:weekday}} , {_WHICH} (will|is|was|does)"
            " {d:date} of (that|the same) year [be|fall on]",
        ],
        lambda e, w, d: _in_same_year(w, d, e),
    ),
    *rules(
        "statement",
        [
            f"if {{e:date}} (is|was|falls on|fell on) a {{w:weekday}} , {_WHICH} (will|is|was|does)"
            " {d:date} [be|fall on]",
        ],
        _in_same_year_later,
    ),
    *rules(
        "statement",
        [
            f"in a {kind} where (january 1st is [a] {{w:weekday}}|{{w:weekday}} is january 1st) , (name"
            f" the weekday of {{d:date}}|{_WHICH} is {{d:date}})"
            for kind in ("leap year",)
        ],
        lambda w, d: _in_known_year(w, d, True),
    ),
    *rules(
        "term",
        [
            "how many {w:weekdays} (are there|occur|are) (from|between) {d:date} (to|and)"
            f" {{e:date}} {_INCLUSIVE}",
            "(count the occurrences of|the number of) {w:weekdays} (from|between) {d:date}"
            f" (to|and) {{e:date}} {_INCLUSIVE}",
            f"(between|from) {{d:date}} (and|to) {{e:date}} {_INCLUSIVE} , how many times does"
            " {w:weekday} (occur|appear|fall)",
        ],
        lambda d, e, w: _count(d, e, (w,)),
    ),
    *rules(
        "term",
        [
            f"how many {_BUSINESS} (are there|are) (from|between) {{d:date}} (to|and) {{e:date}}"
            f" {_INCLUSIVE}",
            f"(count the|the number of) {_BUSINESS} (from|between) {{d:date}} (to|and) {{e:date}}"
            f" {_INCLUSIVE}",
            f"(between|from) {{d:date}} (and|to) {{e:date}} {_INCLUSIVE} , (what's|what is) the total"
            f" (count|number) of {_BUSINESS}",
        ],
        lambda d, e: _count(d, e, (1, 2, 3, 4, 5)),
    ),
    *rules(
        "statement",
        [
            "how many days (are there|are) between {d:date} and {e:date}",
            "how many days (is|are) it from {d:date} to {e:date}",
            "[the] number of days between {d:date} and {e:date}",
            "how many days (after|past) {d:date} is {e:date}",
            "how many days before {e:date} is {d:date}",
        ],
        _difference,
    ),
    *rules(
        "statement",
        [
            f"how many days (are there|are) (from|between) {{d:date}} (to|and) {{e:date}} {_INCLUSIVE}",
            "从{d:date}到{e:date}[一共|共]有多少天\\( (包括|含)(首尾|两端) \\)",
        ],
        lambda d, e: _difference(d, e, 1),
    ),
    *rules(
        "rank",
        ["{n:ordinal}", "last"],
        lambda n=-1: n if n <= 5 else None,
    ),
    *rules(
        "term",
        [
            "the day of the month (for|of) the {n:rank} {w:weekday} (in|of) {m:month} {y:whole}",
            "in {m:month} {y:whole} , if an event recurs on the {n:rank} {w:weekday} , what is the date"
            r" \( day of the month \) of the event",
            "if a meeting is scheduled on the {n:rank} {w:weekday} of {m:month} {y:whole} , on which"
            " day of the"
            " month does it occur",
        ],
        _in_month,
    ),
    *rules(
        "statement",
        [
            "(on|) (what|which) day of [the month|{m:month} {y:whole}] (is|does) the {n:rank}"
            " {w:weekday} (in|of)"
            " {m:month} {y:whole} [fall|occur|fall on]",
        ],
        lambda n, w, m, y: _values(_in_month(n, w, m, y)),
    ),
    *rules(
        "proposition", ["[the year] {y:whole} (is|was|be|will be) a leap year", "{y:whole}年是闰年"], _leap
    ),
    *rules(
        "statement",
        [
            "(is|was|will) [the year] {y:whole} [be] a leap year",
            "tell me (whether|if) [the year] {y:whole} is a leap year",
            "(determine|decide|check|state) (whether|if) [the year] {y:whole} (is|was) a leap year",
            "{y:whole}年是(闰年吗|不是闰年|不是闰年吗)",
        ],
        lambda y: None if _leap(y) is None else (AskTruth(_leap(y) or number(0)),),
    ),
    *rules(
        "statement",
        [
            "how many days (are there|are|were there) in {m:month} [of] {y:whole}",
            "{y:whole}年{m:month}有多少天",
        ],
        lambda m, y: (
            (
                AskClaim(
                    "notation",
                    (call("month_length", number(y), number(m)),),
                    (("notation", "unit"), ("detail", "day")),
                ),
            )
            if _is_year(y)
            else None
        ),
    ),
    *rules(
        "note",
        [
            f"{_REPLY} [with] [just|only] the (weekday|weekday name|weekday's name|day of the"
            " week|day's name)"
            " [in full]",
            f"{_REPLY} [with] the [full] (weekday|weekday's name|weekday name|day's name|day name|day"
            f" of the week"
            "|name of the day|name of the weekday) [\\( {weekday_samples} \\)]",
            f"{_REPLY} (the day of the week|the weekday|the weekday name) in full",
            f"{_REPLY} [the|your answer] using the (complete|full) (weekday name|name of the weekday)",
            "(write|spell) out the (full|complete) (weekday name|name of the weekday|day name)",
            f"{_REPLY} [with] [just|only] (the|a) (number|numerical value|count|total number|amount)"
            " [as a number]",
            f"{_REPLY} (your answer|the count|the amount|the answer|the total|it) (as a number|numerically|in"
            " digits|in numbers)",
            f"{_REPLY} the [total] (number|count|amount)",
            f"{_REPLY} with yes or no",
            "answer with -1 if the ordinal does not exist in the month",
        ],
        lambda: Note(),
    ),
    *rules(
        "weekday_samples",
        [
            "monday-sunday",
            "monday through sunday",
            "(e.g.|for example|such as|like) [,] monday [,] [(tuesday|or tuesday|and tuesday)] [,] [etc] [.]",
            "monday to sunday",
            "monday - sunday",
            "e.g. , monday",
            "e.g. monday",
        ],
        lambda: (),
    ),
]
