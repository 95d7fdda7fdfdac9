"""Moments as logs and tables write them: `2024-01-15 (Monday) 14:30:45 +0100`, `01/31/2024`, `09:43:58`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from phi4_node.verification.reading.grammar.scan import Builtin, Result, Scan
from phi4_node.verification.reading.spoken import WEEKDAYS
from phi4_node.verification.reading.tokens import Day, day_at


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, a time of day, or both.

    Attributes:
        day: Nothing for a time of day.
        slashed: `01/31/2024`, of which it is not known whether the month comes first.
        clock: Milliseconds after midnight; -1 if only the day is said.
        is_whole_day: The time is certainly counted up to 24 hours.
        offset: Minutes ahead of UTC, if they are said.
    """

    day: Day | None = None
    slashed: tuple[int, int, int] | None = None
    clock: int = -1
    is_whole_day: bool = False
    offset: int | None = None


_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?![\d-])(?:\s*\(\s*([A-Za-z]+)\s*\))?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])")
_BETWEEN = re.compile(r"T(?=\d)|\s*,?\s+(?:at\s+)?(?=\d{1,2}:\d\d)")
_CLOCK = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{3}))?)?(?![\d:]|\.\d)(?!\s?[ap]\.?m\b)", re.IGNORECASE
)
_OFFSET = re.compile(r"\s*(?:([-+])(\d{2}):?(\d{2})(?!\d)|(Z|UTC|GMT)(?![A-Za-z+-]))")


def _clock(text: str, position: int) -> tuple[int, bool, int] | None:
    """Milliseconds after midnight, whether they are certain, and where they end."""
    match = _CLOCK.match(text, position)
    if match is None:
        return None
    hour, minute, second = int(match.group(1)), int(match.group(2)), int(match.group(3) or 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    certain = match.group(1).startswith("0") or hour > 12 or match.group(3) is not None
    return ((hour * 60 + minute) * 60 + second) * 1000 + int(match.group(4) or 0), certain, match.end()


def _date(text: str, position: int) -> tuple[Day | None, tuple[int, int, int] | None, int] | None:
    iso = _ISO.match(text, position)
    if iso is not None:
        year, month, day = (int(part) for part in iso.groups()[:3])
        named = iso.group(4)
        if named is not None and named.lower() not in WEEKDAYS:
            return None
        return Day(year, month, day, WEEKDAYS[named.lower()] if named else -1), None, iso.end()
    slashed = _SLASHED.match(text, position)
    if slashed is not None:
        first, second, year = map(int, slashed.groups())
        return None, (first, second, year), slashed.end()
    found = day_at(text, position)
    return (found[0], None, found[1]) if found and found[0].year else None


def moment_at(text: str, position: int) -> tuple[Moment, int] | None:
    """The moment that stands at a position, and where it ends."""
    date = _date(text, position)
    if date is None:
        clock = _clock(text, position)
        return (Moment(clock=clock[0], is_whole_day=clock[1]), clock[2]) if clock else None
    day, slashed, end = date
    between = _BETWEEN.match(text, end)
    clock = _clock(text, between.end()) if between else None
    if clock is None:
        return Moment(day, slashed), end
    offset = _OFFSET.match(text, clock[2])
    minutes = None
    if offset is not None:
        sign = -1 if offset.group(1) == "-" else 1
        minutes = 0 if offset.group(4) else sign * (int(offset.group(2)) * 60 + int(offset.group(3)))
    return Moment(day, slashed, clock[0], True, minutes), offset.end() if offset else clock[2]


def _moment(scan: Scan, position: int) -> list[Result]:
    found = moment_at(scan.text, position)
    return [(found[1], found[0])] if found else []


def settled(*moments: Moment) -> tuple[Moment, ...] | None:
    """The moments with their days known: one day after the 12th tells the order of `01/31/2024` for all."""
    slashes = [moment.slashed for moment in moments if moment.slashed]
    month_first = any(second > 12 for _, second, _ in slashes)
    day_first = any(first > 12 for first, _, _ in slashes)
    if slashes and month_first == day_first and any(first != second for first, second, _ in slashes):
        return None
    found = []
    for moment in moments:
        day = moment.day
        if moment.slashed:
            first, second, year = moment.slashed
            day = Day(year, second, first) if day_first else Day(year, first, second)
        if day is not None and not (day.year and day.exists()):
            return None
        found.append(Moment(day, None, moment.clock, moment.is_whole_day, moment.offset))
    return tuple(found)


MOMENTS: dict[str, Builtin] = {"moment": _moment}
"""What stands in the text, by category."""
