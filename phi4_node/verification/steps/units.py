"""Units in the words of a step: whether a conversion that is not written down may explain a difference."""

from __future__ import annotations

from fractions import Fraction

import sympy

from phi4_node.verification.answers.answer import walk
from phi4_node.verification.expressions.units import find_unit
from phi4_node.verification.steps.sides import Side
from phi4_node.verification.steps.values import Value

_METRIC = (10, 100, 1000, 10_000, 1_000_000)
_FACTORS: dict[str, tuple[int, ...]] = {
    "pair": (2,),
    "couple": (2,),
    "dozen": (12,),
    "week": (7, 52, 4, 5, 168),
    "fortnight": (14, 2),
    "month": (12, 4, 30, 31, 28),
    "year": (12, 52, 365, 366, 10, 100),
    "day": (7, 24, 30, 31, 365, 5, 1440),
    "hour": (60, 24, 3600),
    "minute": (60, 1440),
    "second": (60, 3600),
    "foot": (12, 3, 5280),
    "inch": (12, 36),
    "yard": (3, 36, 1760),
    "mile": (5280, 1760),
    "pound": (16, 2000),
    "ounce": (16, 8),
    "cup": (2, 4, 8, 16),
    "pint": (2, 8, 16),
    "quart": (2, 4, 16),
    "gallon": (4, 8, 16, 128),
    "cent": (100,),
    "penny": (100,),
    "nickel": (5, 20),
    "dime": (10,),
    "quarter": (25, 4),
    "dollar": (100, 4, 10, 20),
    "ton": (2000, 1000),
}
_SPELLINGS = {
    "hr": "hour", "min": "minute", "sec": "second", "feet": "foot", "ft": "foot", "inche": "inch",
    "yd": "yard", "mi": "mile", "lb": "pound", "oz": "ounce", "pennie": "penny",
}  # fmt: skip


def may_be_converted(left: Value, right: Value) -> bool:
    """Whether a conversion that is not written down may explain the difference.

    In a product it could only be off by the factors between units; so could a sum whose terms all have the
    same units. In any other sum of things with units, everything is possible.
    """
    units = _units(left.side) | _units(right.side)
    if not units:
        return False
    if not (_is_uniform(left) and _is_uniform(right)):
        return True
    ratio = _ratio(left, right)
    if ratio is None or ratio == 0:
        return True
    factors = {Fraction(factor) for unit in units for factor in _of(unit)}
    factors |= {1 / factor for factor in factors}
    return ratio in factors or (len(units) > 1 and any(ratio / factor in factors for factor in factors))


def _is_uniform(value: Value) -> bool:
    """Whether a side only multiplies, or adds things of the same units."""
    if not any(part.op in ("add", "sub") for part in walk(value.node)):
        return True
    found = [_units_of(group) for group in value.side.groups]
    return len(set(found)) <= 1


def _ratio(left: Value, right: Value) -> Fraction | None:
    if (
        not isinstance(left.exact, sympy.Rational)
        or not isinstance(right.exact, sympy.Rational)
        or right.exact == 0
    ):
        return None
    return Fraction(int(left.exact.p), int(left.exact.q)) / Fraction(int(right.exact.p), int(right.exact.q))


def _of(unit: str) -> tuple[int, ...]:
    return _FACTORS.get(unit, _METRIC)


def _units(side: Side) -> frozenset[str]:
    """The units on a side that can be converted into others."""
    return frozenset(name for group in side.groups for name in _units_of(group))


def _units_of(group: tuple[str, ...]) -> frozenset[str]:
    """The units behind one number; the words right behind it count."""
    found = set()
    for word in group[:2]:
        name = word.lower().rstrip("s")
        name = _SPELLINGS.get(name, name)
        if name in _FACTORS or (len(word) > 1 and find_unit(word) is not None):
            found.add(name)
    return frozenset(found)
