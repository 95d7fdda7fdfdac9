"""How close to zero an algebraic number can come without being zero.

A number built from integers by +, -, *, / and roots is a quotient of algebraic integers whose conjugates have
known bounds. If it is not zero, its norm is at least 1, which keeps it away from zero by a computable
distance (Burnikel, Funke, Mehlhorn, Schirra, Schmitt: "A separation bound for real algebraic expressions",
2001). The argument only uses norms, so it holds for complex numbers and whatever branch of a root is meant.
Once an enclosure is narrower than this distance and still holds zero, the number *is* zero: a proof, at the
price of some digits.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import isfinite, lcm

import sympy

_TRIGONOMETRIC = {sympy.sin, sympy.cos, sympy.tan, sympy.cot, sympy.sec, sympy.csc}


class NotAlgebraicError(ValueError):
    """The expression is not built from integers by arithmetic and roots alone."""


@dataclass
class _Bounds:
    """Collects the field degree while walking over an expression."""

    radicals: dict[sympy.Basic, int] = field(default_factory=dict)
    unity: int = 1
    """Order of the root of unity that all sines and cosines need."""

    def walk(self, expr: sympy.Basic) -> tuple[float, float]:
        """Bit bounds (log2 of u, log2 of l) of the conjugates of numerator and denominator."""
        if isinstance(expr, sympy.Rational):
            return float(abs(int(expr.p)).bit_length()), float(int(expr.q).bit_length())
        if expr is sympy.I:
            self.unity = lcm(self.unity, 4)
            return 0.0, 0.0
        if expr is sympy.GoldenRatio:
            return self.walk((1 + sympy.sqrt(5)) / 2)
        if isinstance(expr, sympy.Add):
            return self._sum(expr)
        if isinstance(expr, sympy.Mul):
            pairs = [self.walk(arg) for arg in expr.args]
            return sum(upper for upper, _ in pairs), sum(lower for _, lower in pairs)
        if isinstance(expr, sympy.exp):
            return self._unity_power(expr.args[0] / (2 * sympy.pi * sympy.I))
        if isinstance(expr, sympy.Pow):
            return self._power(expr)
        if expr.func in _TRIGONOMETRIC:
            return self._trigonometric(expr.args[0])
        raise NotAlgebraicError(f"{expr.func} is not algebraic")

    def _sum(self, expr: sympy.Add) -> tuple[float, float]:
        pairs = [self.walk(arg) for arg in expr.args]
        upper, lower = pairs[0]
        for next_upper, next_lower in pairs[1:]:
            upper = max(upper + next_lower, lower + next_upper) + 1
            lower += next_lower
        return upper, lower

    def _power(self, expr: sympy.Pow) -> tuple[float, float]:
        base, exponent = expr.args
        if not isinstance(exponent, sympy.Rational):
            raise NotAlgebraicError("only rational exponents are algebraic")
        upper, lower = self.walk(base)
        degree = int(exponent.q)
        if degree > 1:
            known = self.radicals.get(base, 1)
            self.radicals[base] = lcm(known, degree)
            upper, lower = self._root(upper, lower, degree)
        power = abs(int(exponent.p))
        upper, lower = upper * power, lower * power
        return (lower, upper) if exponent.is_negative else (upper, lower)

    def _root(self, upper: float, lower: float, degree: int) -> tuple[float, float]:
        if upper >= lower:
            return (upper + (degree - 1) * lower) / degree, lower
        return upper, ((degree - 1) * upper + lower) / degree

    def _trigonometric(self, argument: sympy.Basic) -> tuple[float, float]:
        turns = argument / (2 * sympy.pi)
        if not isinstance(turns, sympy.Rational):
            raise NotAlgebraicError("only angles that are rational parts of a turn are algebraic")
        # With z a root of unity: cos = (z + 1/z)/2, sin = (z - 1/z)/(2i), the others are quotients of these.
        self.unity = lcm(self.unity, int(turns.q), 4)
        return 1.0, 1.0

    def _unity_power(self, turns: sympy.Basic) -> tuple[float, float]:
        if not isinstance(turns, sympy.Rational):
            raise NotAlgebraicError("only powers of e that are roots of unity are algebraic")
        self.unity = lcm(self.unity, int(turns.q))
        return 0.0, 0.0

    def degree(self) -> int:
        """An upper bound on the degree of the field that everything lives in."""
        degree = int(sympy.totient(self.unity))
        for root in self.radicals.values():
            degree *= root
        return degree


def separation_bits(expr: sympy.Basic, most: int) -> int | None:
    """Bits b such that the value of `expr` is 0 or at least 2**-b from 0; None if unknown or above `most`.

    Args:
        expr: A constant.
        most: The largest number of bits that is of use to the caller.
    """
    bounds = _Bounds()
    try:
        upper, lower = bounds.walk(expr)
    except NotAlgebraicError:
        return None
    if not isfinite(upper) or not isfinite(lower):
        return None
    degree = bounds.degree()
    # Floats only carry sizes here; the margin is far above their error.
    needed = Fraction(max(upper, 1.0)) * (degree - 1) + Fraction(lower)
    needed = needed * Fraction(1001, 1000) + 16
    return int(needed) if needed <= most else None
