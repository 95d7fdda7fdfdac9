"""Numbers rounded to places and to multiples, half away from zero as schools do."""

from __future__ import annotations

from typing import Any

import sympy

from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.checks.signs import sign_of


def rational(value: Any, what: str) -> sympy.Rational:
    """The value if it is a rational number; UndecidedError if it is none. `what` says what it is."""
    if not isinstance(value, sympy.Rational):
        raise UndecidedError(f"{what} is not a rational number")
    return value


def round_places(value: Any, places: Any = sympy.S.Zero) -> sympy.Expr:
    """To decimal places, half away from zero; a negative number of places rounds to tens, hundreds, ..."""
    amount = rational(places, "the number of places")
    if amount.q != 1 or abs(amount.p) > 1_000:
        raise UndecidedError("the number of places is not a small integer")
    return round_to(value, sympy.Integer(10) ** (-amount))


def round_to(value: Any, unit: Any) -> sympy.Expr:
    """To the nearest multiple of a unit, half away from zero."""
    step = rational(unit, "the unit of rounding")
    if step.p <= 0:
        raise UndecidedError("the unit of rounding is not positive")
    if not isinstance(value, sympy.Expr) or value.free_symbols:
        raise UndecidedError("what is to be rounded is not a number")
    sign = sign_of(value)
    if sign is None:
        raise UndecidedError("the sign of what is to be rounded is not known")
    whole = floor_of(abs(value) / step + sympy.Rational(1, 2))
    return sign * whole * step


def floor_of(value: sympy.Expr) -> sympy.Integer:
    """The floor of a positive number, proven by signs."""
    if isinstance(value, sympy.Rational):
        return sympy.Integer(value.p // value.q)
    guess = sympy.Integer(int(sympy.floor(value.evalf(60))))
    for candidate in (guess - 1, guess, guess + 1):
        below, above = sign_of(value - candidate), sign_of(value - candidate - 1)
        if below is None or above is None:
            raise UndecidedError("a floor is not known")
        if below >= 0 and above < 0:
            return candidate
    raise UndecidedError("a floor is not known")
