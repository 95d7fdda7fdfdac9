"""How answers write a time span: `02:58`, `90 days, 19:40:00`, `2 h 58 min`."""

from __future__ import annotations

import re
from fractions import Fraction

from phi4_node.verification.answers.peel import peel
from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.expressions.units import find_unit

_DAY = 86_400_000
_CLOCKED = re.compile(
    r"(?:(?P<days>\d{1,7})\s*days?,?\s*)?(?P<hours>\d{1,6}):(?P<minutes>[0-5]\d)"
    r"(?::(?P<seconds>[0-5]\d)(?:\.(?P<thousandths>\d{3}))?)?"
)
_PART = re.compile(r"\s*(?:,|and|，|又)?\s*(\d{1,9}(?:\.\d{1,6})?)\s*([A-Za-z]+|[\u4e00-\u9fff]{1,3})\.?")


def milliseconds_of(text: str) -> tuple[Fraction, str] | None:
    """The span that a text says, and how it is written; None if it says none."""
    text = peel(text).strip()
    clocked = _CLOCKED.fullmatch(text)
    if clocked is not None:
        hours, minutes, seconds = (int(clocked.group(name) or 0) for name in ("hours", "minutes", "seconds"))
        total = int(clocked.group("days") or 0) * _DAY + ((hours * 60 + minutes) * 60 + seconds) * 1000
        if clocked.group("days") and hours > 23:
            return None
        finest = next((name for name in ("thousandths", "seconds") if clocked.group(name)), "minutes")
        finest = "milliseconds" if finest == "thousandths" else finest
        return (
            Fraction(total + int(clocked.group("thousandths") or 0)),
            f"days, {finest}" if clocked.group("days") else finest,
        )
    return _in_words(text)


def _in_words(text: str) -> tuple[Fraction, str] | None:
    """`2 hours 58 minutes`: each unit smaller than the one before it."""
    position, total, last = 0, Fraction(0), None
    while position < len(text):
        match = _PART.match(text, position)
        unit = find_unit(match.group(2)) if match else None
        if (
            match is None
            or unit is None
            or unit.dimension != (("time", 1),)
            or (last and unit.factor >= last)
        ):
            return None
        total += Fraction(match.group(1)) * unit.factor * 1000
        last, position = unit.factor, match.end()
    return (total, "days" if last == Fraction(86_400) else "words") if last else None


def shown_span(value: int) -> str:
    """A number of milliseconds for a person."""
    days, rest = divmod(abs(value), _DAY)
    seconds, thousandths = divmod(rest, 1000)
    text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    text += f".{thousandths:03d}" if thousandths else ""
    return ("-" if value < 0 else "") + (f"{days} days, {text}" if days else text)


def duration(text: str, detail: str, value: int) -> tuple[str, bool]:
    """What the span is, and whether an answer says so in the way that was asked for.

    Raises:
        UndecidedError: the answer is no span, is written in another way, or leaves out what is less than its
            smallest unit.
    """
    found = milliseconds_of(text)
    if found is None:
        raise UndecidedError("the answer is not a time span")
    given, way = found
    if value < 0:
        raise UndecidedError("the second moment is before the first")
    right = given == value
    smallest = {"minutes": 60_000, "seconds": 1_000, "days": _DAY}.get(detail.rsplit(" ", 1)[-1], 2)
    if not right and smallest in (60_000, 1_000) and given == value - value % smallest:
        right = value % smallest * 2 < smallest  # cut off and rounded, it is the same
    if not right and abs(given - value) < smallest:
        raise UndecidedError("the answer differs by less than the smallest part of the notation asked for")
    if right and detail and way != detail:
        raise UndecidedError("the answer is right, but not in the notation that was asked for")
    return shown_span(value), right
