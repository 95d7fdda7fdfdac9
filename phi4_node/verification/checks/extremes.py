"""Least and greatest values, and ranges, of functions: exact where it can be proven.

One unknown: rational functions, roots and absolute values, by the zeros of the derivative on the set where
the function is defined. Several unknowns: quadratic polynomials under linear equations, by completing
squares.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from sympy.polys.polyerrors import BasePolynomialError

from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.checks.comparison import sorted_indices
from phi4_node.verification.checks.inequalities import Piece, as_set, between, region
from phi4_node.verification.checks.roots import candidates
from phi4_node.verification.checks.scope import Scope
from phi4_node.verification.checks.signs import sign_of
from phi4_node.verification.checks.solving import relation_holds
from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.zero.zero import is_zero


@dataclass(frozen=True, slots=True)
class _Value:
    """A value of the function, or a limit that it does not reach, and where."""

    value: sympy.Expr
    place: sympy.Expr
    attained: bool


def evaluate(scope: Scope, node: Node) -> Any:
    """`minimum(f)`, `maximum(f)`, `argmin(f)`, `argmax(f)`, `range(f)` or `domain(f)`, under conditions."""
    term = node.args[0]
    conditions = _related(scope, term)
    names = scope.unknowns([term, *conditions])
    if node.name == "domain":
        if len(names) != 1 or conditions:
            raise UndecidedError("whose domain is asked for is not clear")
        return as_set(region(scope, (), names[0], (term,)))
    if len(names) == 1:
        return _of_one(scope, node.name, term, names[0], conditions)
    term, conditions = _solved(scope, term, conditions)
    names = scope.unknowns([term, *conditions])
    if len(names) == 1:
        return _of_one(scope, node.name, term, names[0], conditions)
    return _of_several(scope, node.name, term, names, conditions)


def _related(scope: Scope, term: Node) -> list[Node]:
    """The conditions about the unknowns of a term, and about those that they bring in."""
    names = set(scope.unknowns([term]))
    found: list[Node] = []
    growing = True
    while growing:
        growing = False
        for condition in scope.conditions:
            about = set(scope.unknowns([condition]))
            if condition not in found and about & names:
                found.append(condition)
                names |= about
                growing = True
    return [condition for condition in scope.conditions if condition in found]


def _solved(scope: Scope, term: Node, conditions: list[Node]) -> tuple[Node, list[Node]]:
    """`y` in `y = x^2 - 6x` is what it equals."""
    for condition in conditions:
        if condition.op == "rel" and condition.name == "=":
            left, right = condition.args
            if left == term and left.op == "sym" and left.name not in scope.unknowns([right]):
                rest = [other for other in conditions if other is not condition]
                if left.name not in scope.unknowns(rest) and left.name not in scope.source.domains:
                    return right, rest
    return term, conditions


# One unknown --------------------------------------------------------------------------------------


def _of_one(scope: Scope, what: str, term: Node, name: str, conditions: Sequence[Node]) -> Any:
    if scope.source.domains.get(name) in ("integer", "natural", "rational"):
        raise UndecidedError("extremes over integers are not known")
    unknown = scope.symbol(name)
    value = scope.evaluate(term)
    if not isinstance(value, sympy.Expr) or not value.has(unknown):
        raise UndecidedError("the expression does not depend on the unknown")
    pieces = region(scope, conditions, name, (term,))
    real = sympy.Dummy(real=True)
    graphs = [_graph(value.xreplace({unknown: real}), real, piece) for piece in pieces]
    if not graphs:
        raise UndecidedError("the function is defined nowhere")
    if what == "range":
        return _image(graphs)
    best = _best([point for graph in graphs for point in graph], greatest=what in ("maximum", "argmax"))
    if what in ("minimum", "maximum"):
        return best[0].value
    places = {point.place for point in best}
    if len(places) != 1:
        raise UndecidedError("the extreme value is taken at several places")
    return places.pop()


def _graph(f: sympy.Expr, x: sympy.Symbol, piece: Piece) -> list[_Value]:
    """Values at the ends and turning points of a piece, from left to right; between them f is monotone."""
    ends = [piece.low, *_corners(f, x, piece), piece.high]
    points: list[_Value] = []
    for low, high in itertools.pairwise(ends):
        if low == high:
            continue
        smooth = _without_corners(f, x, between(low, high))
        if not points:
            points.append(_end(smooth, x, low, not piece.left_open, 1))
        slope = sympy.together(sympy.diff(smooth, x))
        if is_zero(slope) is not True:
            inside = [place for place in candidates(slope, x, real=True) if _inside(place, low, high)]
            for index in sorted_indices(inside):
                points.append(_at(f, x, inside[index]))
        is_last = high == piece.high
        points.append(_end(smooth, x, high, not (is_last and piece.right_open), -1))
    return points or [_at(f, x, piece.low)]


def _inside(place: sympy.Expr, low: sympy.Expr, high: sympy.Expr) -> bool:
    return (low == -sympy.oo or relation_holds(">", place - low)) and (
        high == sympy.oo or relation_holds("<", place - high)
    )


def _corners(f: sympy.Expr, x: sympy.Symbol, piece: Piece) -> list[sympy.Expr]:
    found: list[sympy.Expr] = []
    turning = {part.args[0] for part in f.atoms(sympy.Abs)}
    turning |= {part.base for part in f.atoms(sympy.Pow) if not part.exp.is_Integer}
    for inner in sorted((inner for inner in turning if inner.has(x)), key=sympy.default_sort_key):
        for place in candidates(inner, x, real=True):
            if _inside(place, piece.low, piece.high) and place not in found:
                found.append(place)
    return [found[index] for index in sorted_indices(found)]


def _without_corners(f: sympy.Expr, x: sympy.Symbol, sample: sympy.Expr) -> sympy.Expr:
    """The function on a piece where no absolute value changes its sign."""
    for part in sorted(f.atoms(sympy.Abs), key=sympy.default_sort_key):
        sign = sign_of(part.args[0].xreplace({x: sample}))
        if not sign:
            raise UndecidedError("the sign inside an absolute value is not known")
        f = f.xreplace({part: sign * part.args[0]})
    return f


def _at(f: sympy.Expr, x: sympy.Symbol, place: sympy.Expr) -> _Value:
    value = f.xreplace({x: place})
    if value.has(sympy.nan, sympy.zoo):
        raise UndecidedError("the function has no value at a turning point")
    if not isinstance(value, sympy.Rational):
        value = sympy.sqrtdenest(sympy.radsimp(sympy.expand(value)))
    return _Value(value, place, True)


def _end(f: sympy.Expr, x: sympy.Symbol, place: sympy.Expr, attained: bool, side: int) -> _Value:
    if attained and place.is_finite:
        return _at(f, x, place)
    value = f.xreplace({x: place}) if place.is_finite else sympy.nan
    if value.has(sympy.nan, sympy.zoo, sympy.oo):
        if not f.is_rational_function(x):
            raise UndecidedError("the limit at an end is not known")
        value = sympy.limit(f, x, place, "+" if side > 0 else "-")
    return _Value(value, place, False)


def _best(points: list[_Value], *, greatest: bool) -> list[_Value]:
    """The points with the extreme value, which must be attained."""
    sign = 1 if greatest else -1
    best: list[_Value] = []
    for point in points:
        if point.value == sign * sympy.oo:
            raise UndecidedError("there is no extreme value")
        order = 1 if not best else _order(point.value, best[0].value) * sign
        best = [point] if order > 0 else [*best, point] if order == 0 else best
    reached = [point for point in best if point.attained]
    if not reached:
        raise UndecidedError("the extreme value is not attained")
    return reached


def _order(left: sympy.Expr, right: sympy.Expr) -> int:
    for one, other, sign in ((left, right, 1), (right, left, -1)):
        if one == sympy.oo or other == -sympy.oo:
            return 0 if one == other else sign
    sign_known = sign_of(left - right)
    if sign_known is None:
        raise UndecidedError("two values could not be told apart")
    return sign_known


def _image(graphs: list[list[_Value]]) -> sympy.Set:
    """All values: between neighbouring points a continuous function takes every value."""
    parts: list[sympy.Set] = []
    for graph in graphs:
        for point in graph:
            if point.attained:
                parts.append(sympy.FiniteSet(point.value))
        for one, other in itertools.pairwise(graph):
            low, high = (one, other) if _order(one.value, other.value) <= 0 else (other, one)
            if _order(low.value, high.value):
                parts.append(sympy.Interval.open(low.value, high.value))
    return sympy.Union(*parts)


# Several unknowns ---------------------------------------------------------------------------------


def _of_several(scope: Scope, what: str, term: Node, names: list[str], conditions: Sequence[Node]) -> Any:
    if what not in ("minimum", "maximum") or not 2 <= len(names) <= 6:
        raise UndecidedError("extremes of several unknowns are not known here")
    symbols = [scope.symbol(name) for name in names]
    value = scope.evaluate(term)
    equations, others = [], []
    for condition in conditions:
        if condition.op != "rel":
            raise UndecidedError("a condition is no equation or inequality")
        left, right = (scope.evaluate(part) for part in condition.args)
        if condition.name == "=":
            equations.append(left - right)
        else:
            others.append((condition.name, left - right))
    fixed = _linear(equations, symbols)
    free = [symbol for symbol in symbols if symbol not in fixed]
    inner = sympy.expand(value.subs(fixed, simultaneous=True))
    place = _vertex(inner, free, 1 if what == "minimum" else -1)
    everything = {symbol: fixed.get(symbol, symbol).subs(place) for symbol in symbols}
    for sign, expr in others:
        if not relation_holds(sign, expr.subs(everything)):
            raise UndecidedError("the extreme value lies outside of what is allowed")
    for symbol, name in zip(symbols, names, strict=True):
        sign = {"positive": ">", "nonnegative": ">=", "negative": "<", "nonzero": "!="}.get(
            scope.source.domains.get(name, "real"), ""
        )
        if scope.source.domains.get(name, "real") in ("integer", "natural", "rational", "complex"):
            raise UndecidedError("extremes over such numbers are not known")
        if sign and not relation_holds(sign, everything[symbol]):
            raise UndecidedError("the extreme value lies outside of what is allowed")
    return inner.subs(place)


def _linear(equations: list[sympy.Expr], symbols: list[sympy.Symbol]) -> dict[Any, Any]:
    if not equations:
        return {}
    try:
        polys = [sympy.Poly(equation, *symbols) for equation in equations]
    except BasePolynomialError as error:
        raise UndecidedError("the conditions are not linear") from error
    if any(poly.total_degree() > 1 for poly in polys):
        raise UndecidedError("the conditions are not linear")
    rows = sympy.linsolve([poly.as_expr() for poly in polys], *symbols)
    if rows is sympy.S.EmptySet:
        raise UndecidedError("the conditions contradict each other")
    row = next(iter(rows))
    return {symbol: value for symbol, value in zip(symbols, row, strict=True) if value != symbol}


def _vertex(value: sympy.Expr, free: list[sympy.Symbol], sign: int) -> dict[Any, Any]:
    """The one place where a quadratic polynomial is extreme, if its form is definite."""
    try:
        poly = sympy.Poly(value, *free)
    except BasePolynomialError as error:
        raise UndecidedError("it is not a quadratic polynomial") from error
    if poly.total_degree() != 2 or not (poly.domain.is_ZZ or poly.domain.is_QQ):
        raise UndecidedError("it is not a quadratic polynomial")
    matrix = sympy.hessian(sign * value, free)
    if not matrix.is_positive_definite:
        raise UndecidedError("the quadratic form is not definite")
    row = next(iter(sympy.linsolve([sympy.diff(value, symbol) for symbol in free], *free)))
    return dict(zip(free, row, strict=True))


def _by_scope(value: Any) -> Any:
    raise UndecidedError("extremes are found from what was written")  # the scope does it


NAMES = ("minimum", "maximum", "argmin", "argmax", "range", "domain")
OPERATIONS: dict[str, Any] = dict.fromkeys(NAMES, _by_scope)
CHECKS: dict[str, Any] = {}

__all__ = ["CHECKS", "NAMES", "OPERATIONS", "evaluate"]
