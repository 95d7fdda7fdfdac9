"""Local properties of functions: slopes, tangent lines, Taylor polynomials, implicit derivatives."""

from __future__ import annotations

from typing import Any

import sympy

from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.checks.calculus import derivative
from phi4_node.verification.zero.zero import is_zero

MAX_DEGREE = 12


def _value_at(f: sympy.Expr, x: sympy.Symbol, point: sympy.Expr) -> sympy.Expr:
    value = f.subs(x, point)
    if not isinstance(value, sympy.Expr) or value.has(
        sympy.nan, sympy.zoo, sympy.oo, sympy.AccumBounds, sympy.I
    ):
        raise UndecidedError("the function has no value at this point")
    return value


def _slope_at(f: Any, x: Any, point: Any, height: Any = None) -> sympy.Expr:
    """The derivative at a point; if its height is given too, the point must lie on the graph."""
    if not isinstance(f, sympy.Expr) or not isinstance(point, sympy.Expr) or point.has(x):
        raise UndecidedError("this is not the slope of a graph at a point")
    value = _value_at(f, x, point)
    if height is not None and is_zero(value - height) is not True:
        raise UndecidedError("the point does not lie on the graph")
    return _value_at(derivative(f, x), x, point)


def _tangent(f: Any, x: Any, point: Any, height: Any = None) -> sympy.Expr:
    """The linear function that touches the graph at a point."""
    slope = _slope_at(f, x, point, height)
    return sympy.expand(_value_at(f, x, point) + slope * (x - point))


def _normal(f: Any, x: Any, point: Any, height: Any = None) -> sympy.Expr:
    """The linear function whose graph is perpendicular to the graph at a point."""
    slope = _slope_at(f, x, point, height)
    if is_zero(slope) is not False:
        raise UndecidedError("the normal is vertical, or that is not known")
    return sympy.expand(_value_at(f, x, point) - (x - point) / slope)


def _taylor(f: Any, x: Any, point: Any, degree: Any) -> sympy.Expr:
    """The Taylor polynomial up to a degree."""
    return sympy.Add(
        *[term * (x - point) ** power for power, term in enumerate(_coefficients(f, x, point, degree))]
    )


def _taylor_coefficient(f: Any, x: Any, point: Any, degree: Any) -> sympy.Expr:
    """The coefficient of one power in the Taylor series."""
    return _coefficients(f, x, point, degree)[-1]


def _coefficients(f: Any, x: Any, point: Any, degree: Any) -> list[sympy.Expr]:
    if not isinstance(f, sympy.Expr) or not isinstance(point, sympy.Expr) or point.has(x):
        raise UndecidedError("this has no Taylor polynomial")
    if not isinstance(degree, sympy.Integer) or not 0 <= degree <= MAX_DEGREE:
        raise UndecidedError("the degree is not a small natural number")
    found = []
    for order in range(int(degree) + 1):
        found.append(_value_at(derivative(f, x, sympy.Integer(order)), x, point) / sympy.factorial(order))
    return found


def _implicit(f: Any, x: Any, y: Any, *point: Any) -> sympy.Expr:
    """dy/dx where f(x, y) = 0; at a point, which must lie on the curve."""
    if not isinstance(f, sympy.Expr) or not isinstance(y, sympy.Symbol) or not f.has(y):
        raise UndecidedError("this is no curve")
    above, below = sympy.diff(f, x), sympy.diff(f, y)
    if below == 0:
        raise UndecidedError("the curve has no slope")
    if not point:
        return sympy.cancel(-above / below)
    if len(point) != 2:
        raise UndecidedError("the point is not understood")
    place = dict(zip((x, y), point, strict=True))
    if is_zero(f.subs(place, simultaneous=True)) is not True:
        raise UndecidedError("the point does not lie on the curve")
    slope = below.subs(place, simultaneous=True)
    if is_zero(slope) is not False:
        raise UndecidedError("the slope there is not defined")
    return -above.subs(place, simultaneous=True) / slope


OPERATIONS: dict[str, Any] = {
    "slope_at": _slope_at,
    "tangent": _tangent,
    "normal": _normal,
    "taylor": _taylor,
    "taylor_coefficient": _taylor_coefficient,
    "implicit": _implicit,
}
CHECKS: dict[str, Any] = {}
