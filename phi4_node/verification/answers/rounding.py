"""Decimals: what was written after the point, and whether it is what an exact value rounds to."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.zero.enclosure import Encloser, NoEnclosureError, OutsideDomainError

_MAX_PLACES = 200


@dataclass(frozen=True, slots=True)
class Rounding:
    """The rounding that the asker wanted; exactly one of the two is set.

    Attributes:
        places: Digits after the point; negative for tens, hundreds, ...
        significant: Significant digits.
    """

    places: int | None = None
    significant: int | None = None


@dataclass(frozen=True, slots=True)
class Decimal:
    """A numeral as written: its value, and the size of a unit in its last place."""

    value: Fraction
    places: int

    @property
    def unit(self) -> Fraction:
        """One unit in the last place."""
        return Fraction(1, 10**self.places)

    @property
    def significant(self) -> int:
        """How many digits it shows, from the first that is not 0."""
        return len(str(abs(int(self.value * 10**self.places)))) if self.value else 1


def decimal_of(node: Node) -> Decimal | None:
    """The decimal that a tree is, with digits after the point; None for everything else."""
    sign = 1
    while node.op in ("neg", "pos"):
        sign = -sign if node.op == "neg" else sign
        node = node.args[0]
    if node.op != "num" or node.value is None or not node.places or node.places > _MAX_PLACES:
        return None
    return Decimal(sign * node.value, node.places)


def is_within(value: sympy.Expr, center: Fraction, distance: Fraction) -> bool | None:
    """Whether |value - center| <= distance, for a constant; None if that cannot be bounded."""
    exact = sympy.Rational(center.numerator, center.denominator)
    limit = sympy.Rational(distance.numerator, distance.denominator)
    if isinstance(value, sympy.Rational):
        return bool(abs(value - exact) <= limit)
    for bits in (120, 480):
        try:
            box = Encloser(bits, real=True).enclose(value - exact)
            reach = Encloser(bits, real=True).enclose(limit)
        except NoEnclosureError:
            continue
        except OutsideDomainError:
            return None
        if box.a > reach.b or box.b < -reach.b:
            return False
        if box.b <= reach.a and box.a >= -reach.a:
            return True
    return None


def rounds_to(value: sympy.Expr, decimal: Decimal) -> bool | None:
    """Whether the decimal is the value rounded at its last place; a tie may go either way."""
    return is_within(value, decimal.value, decimal.unit / 2)


def truncates_to(value: sympy.Expr, decimal: Decimal) -> bool | None:
    """Whether the decimal is the value cut off, or rounded up, after its last place."""
    return is_within(value, decimal.value, decimal.unit)


def is_correctly_rounded(value: sympy.Expr, given: Fraction, rounding: Rounding) -> bool | None:
    """Whether `given` is the value rounded as wanted; None for a tie that is not rounded away from zero."""
    places = rounding.places
    if places is None:
        places = _places_for(value, rounding.significant or 1)
    if places is None or abs(places) > _MAX_PLACES:
        return None
    unit = Fraction(1, 10**places) if places >= 0 else Fraction(10**-places)
    if (given / unit).denominator != 1:
        return False
    near = is_within(value, given, unit / 2)
    if near and isinstance(value, sympy.Rational):
        exact = Fraction(int(value.p), int(value.q))
        if abs(exact - given) == unit / 2 and abs(given) < abs(exact):
            return None
    return near


def _places_for(value: sympy.Expr, significant: int) -> int | None:
    """How many places after the point show that many significant digits of the value."""
    for bits in (120, 480):
        try:
            box = abs(Encloser(bits, real=True).enclose(value))
        except (NoEnclosureError, OutsideDomainError):
            return None
        for exponent in range(-40, 41):
            power = Fraction(10) ** exponent
            low = Encloser(bits, real=True).enclose(sympy.Rational(power.numerator, power.denominator))
            high = low * 10
            if box.a >= low.b and box.b < high.a:
                return significant - 1 - exponent
    return None
