"""Lines, circles and parabolas by equations in x and y: slopes, intercepts, centres, asymptotes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from sympy.polys.polyerrors import BasePolynomialError

from phi4_node.verification.checks import integer_tuples
from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.checks.roots import roots_of
from phi4_node.verification.checks.scope import Scope
from phi4_node.verification.checks.signs import sign_of
from phi4_node.verification.checks.solving import solve_conditions
from phi4_node.verification.expressions.syntax import Node

_X, _Y = sympy.Symbol("x"), sympy.Symbol("y")


def evaluate(scope: Scope, node: Node) -> Any:
    """The part of a graph that `node` names; its argument is zero on the graph, or the function itself."""
    if node.name == "tuples":
        return _tuples(scope, node)
    if node.name == "integer_tuples":
        return integer_tuples.tuples(scope, node)
    value = scope.evaluate(node.args[0], {"x": _X, "y": _Y})
    if not isinstance(value, sympy.Expr):
        raise UndecidedError("this is no equation of a graph")
    return _PARTS[node.name](value)


def _tuples(scope: Scope, node: Node) -> sympy.FiniteSet:
    """All solutions of a condition in several real unknowns."""
    condition, *letters = node.args
    names = [letter.name for letter in letters]
    unknowns = scope.unknowns([condition])
    if sorted(unknowns) != sorted(names) or any(name in scope.unknowns(scope.conditions) for name in names):
        raise UndecidedError("the condition is about other unknowns")
    found = solve_conditions(scope, [condition], names)
    return sympy.FiniteSet(*[sympy.Tuple(*[row[name] for name in names]) for row in found])


def _poly(value: sympy.Expr, degree: int) -> sympy.Poly:
    """The numerator as a polynomial in x and y of a degree, if its divisor has no unknown."""
    above, below = sympy.fraction(sympy.together(value))
    if below.has(_X, _Y):
        raise UndecidedError("an equation with x or y in a divisor")
    try:
        poly = sympy.Poly(above / below, _X, _Y)
    except BasePolynomialError as error:
        raise UndecidedError("the equation of the graph is no polynomial") from error
    if poly.total_degree() != degree or any(part.has(_X, _Y) for part in poly.coeffs()):
        raise UndecidedError("the graph is of another kind")
    return poly


def _part(poly: sympy.Poly, i: int, j: int) -> sympy.Expr:
    return poly.coeff_monomial(_X**i * _Y**j)


def _slope(value: sympy.Expr) -> sympy.Expr:
    poly = _poly(value, 1)
    if _part(poly, 0, 1) == 0:
        raise UndecidedError("a vertical line has no slope")
    return -_part(poly, 1, 0) / _part(poly, 0, 1)


def _intercepts(axis: sympy.Symbol, other: sympy.Symbol) -> Callable[[sympy.Expr], sympy.FiniteSet]:
    def found(value: sympy.Expr) -> sympy.FiniteSet:
        inside = value.subs(other, 0)
        try:
            poly = sympy.Poly(inside, axis)
        except BasePolynomialError as error:
            raise UndecidedError("the equation of the graph is no polynomial") from error
        if poly.is_zero or not (poly.domain.is_ZZ or poly.domain.is_QQ):
            raise UndecidedError("where the graph meets the axis is not known")
        return sympy.FiniteSet(*roots_of(poly, real=True))

    return found


def _centre(value: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr]:
    poly = _poly(value, 2)
    square_x, square_y = _part(poly, 2, 0), _part(poly, 0, 2)
    if square_x == 0 or square_y == 0 or _part(poly, 1, 1) != 0:
        raise UndecidedError("the graph has no centre that is known here")
    return -_part(poly, 1, 0) / (2 * square_x), -_part(poly, 0, 1) / (2 * square_y)


def _squared_radius(value: sympy.Expr) -> sympy.Expr:
    poly = _poly(value, 2)
    if sympy.expand(_part(poly, 2, 0) - _part(poly, 0, 2)) != 0:
        raise UndecidedError("the graph is no circle")
    x, y = _centre(value)
    square = x**2 + y**2 - _part(poly, 0, 0) / _part(poly, 2, 0)
    if sign_of(square) != 1:
        raise UndecidedError("the graph is no circle")
    return square


def _ellipse_area(value: sympy.Expr) -> sympy.Expr:
    poly = _poly(value, 2)
    x, y = _centre(value)
    a, c = _part(poly, 2, 0), _part(poly, 0, 2)
    size = a * x**2 + c * y**2 - _part(poly, 0, 0)
    if sign_of(a * c) != 1 or sign_of(size / a) != 1:
        raise UndecidedError("the graph is no ellipse")
    return sympy.pi * sympy.sqrt(sympy.expand(size / a) * sympy.expand(size / c))


def _vertex(value: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr]:
    poly = _poly(value, 2)
    if _part(poly, 1, 1) != 0:
        raise UndecidedError("the graph is no parabola that is known here")
    for one, other, swap in ((_X, _Y, False), (_Y, _X, True)):
        square = _part(poly, 0, 2) if swap else _part(poly, 2, 0)
        against = _part(poly, 2, 0) if swap else _part(poly, 0, 2)
        linear = _part(poly, 1, 0) if swap else _part(poly, 0, 1)
        if square != 0 and against == 0 and linear != 0:
            place = -(_part(poly, 0, 1) if swap else _part(poly, 1, 0)) / (2 * square)
            height = -poly.as_expr().subs({one: place, other: 0}) / linear
            return (height, place) if swap else (place, height)
    raise UndecidedError("the graph is no parabola")


def _poles(value: sympy.Expr) -> sympy.FiniteSet:
    """Where a rational function of x grows beyond all bounds: a hole is none."""
    above, below = sympy.fraction(sympy.cancel(value))
    try:
        poly = sympy.Poly(below, _X)
        sympy.Poly(above, _X)
    except BasePolynomialError as error:
        raise UndecidedError("only rational functions have known asymptotes") from error
    if value.free_symbols != {_X} or not (poly.domain.is_ZZ or poly.domain.is_QQ):
        raise UndecidedError("only rational functions have known asymptotes")
    return sympy.FiniteSet(*roots_of(poly, real=True))


def _level(value: sympy.Expr) -> sympy.Expr:
    """The height of the horizontal asymptote of a rational function."""
    above, below = sympy.fraction(sympy.cancel(value))
    try:
        first, second = sympy.Poly(above, _X), sympy.Poly(below, _X)
    except BasePolynomialError as error:
        raise UndecidedError("only rational functions have known asymptotes") from error
    if first.degree() > second.degree():
        raise UndecidedError("there is no horizontal asymptote")
    return first.LC() / second.LC() if first.degree() == second.degree() else sympy.Integer(0)


_PARTS: dict[str, Callable[[sympy.Expr], Any]] = {
    "slopeof": _slope,
    "xintercepts": _intercepts(_X, _Y),
    "yintercepts": _intercepts(_Y, _X),
    "centrex": lambda value: _centre(value)[0],
    "centrey": lambda value: _centre(value)[1],
    "squaredradius": _squared_radius,
    "vertexx": lambda value: _vertex(value)[0],
    "vertexy": lambda value: _vertex(value)[1],
    "poles": _poles,
    "levelof": _level,
    "ellipsearea": _ellipse_area,
}


def _only(values: Any) -> Any:
    """The one member of a set."""
    if not isinstance(values, sympy.FiniteSet) or len(values.args) != 1:
        raise UndecidedError("there is not exactly one such value")
    return values.args[0]


def _by_scope(*values: Any) -> Any:
    raise UndecidedError("graphs are read from what was written")  # the scope does it


OPERATIONS: dict[str, Any] = {
    **dict.fromkeys((*_PARTS, "tuples", "integer_tuples"), _by_scope),
    "only": _only,
}
CHECKS: dict[str, Any] = {}
