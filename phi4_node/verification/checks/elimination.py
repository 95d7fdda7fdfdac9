"""A value that polynomial conditions determine although they do not determine every unknown.

If `p - c*q` lies in the ideal of the conditions, `p/q` is c wherever the conditions hold and q is not zero.
The ideal of the conditions must not be the whole ring: from a contradiction everything would follow.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import sympy
from sympy.polys.polyerrors import BasePolynomialError

from phi4_node.verification.checks import trigonometric
from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.checks.evaluation import Guard
from phi4_node.verification.checks.scope import Scope
from phi4_node.verification.expressions.syntax import Node

_MAX_UNKNOWNS = 6
_MAX_DEGREE = 12


def determined(scope: Scope, node: Node, conditions: Sequence[Node]) -> sympy.Expr | None:
    """The one value of a term under polynomial conditions; None if none is known."""
    names = scope.unknowns([*conditions, node])
    if not conditions or len(names) > _MAX_UNKNOWNS:
        return None
    guards: list[Guard] = []
    equations: list[sympy.Expr] = []
    for condition in conditions:
        if condition.op == "rel" and condition.name != "=":
            continue  # what holds without it holds with it
        equations += equations_of(scope, condition, guards)
    value = scope.evaluate(node)
    if isinstance(value, sympy.MatrixBase) and equations:
        symbols = [scope.symbol(name) for name in names]
        parts = [_value(part, equations, guards, symbols) for part in value]
        return None if None in parts else sympy.ImmutableMatrix(*value.shape, parts)
    if not isinstance(value, sympy.Expr) or not equations:
        return None
    symbols = [scope.symbol(name) for name in names]
    try:
        if any(trigonometric.concerns(expr, symbol) for expr in [value, *equations] for symbol in symbols):
            return _of_angles(value, equations, guards, symbols)
        return _value(value, equations, guards, symbols)
    except BasePolynomialError:
        return None


def _of_angles(
    value: sympy.Expr, equations: list[sympy.Expr], guards: list[Guard], symbols: list[sympy.Symbol]
) -> sympy.Expr | None:
    """The same with sines and cosines for the unknowns."""
    found = trigonometric.algebraic([value, *equations, *(guard.expr for guard in guards)], symbols)
    if found is None:
        return None
    exprs, relations, left = found
    count = 1 + len(equations)
    kinds = [
        Guard(guard.kind, expr)
        for guard, expr in zip(guards, exprs[count:], strict=True)
        if expr.free_symbols
    ]
    return _value(exprs[0], [*exprs[1:count], *relations], kinds, left)


def _value(
    value: sympy.Expr, equations: list[sympy.Expr], guards: list[Guard], symbols: list[sympy.Symbol]
) -> sympy.Expr | None:
    above, below = sympy.fraction(sympy.together(value))
    numerators = [sympy.fraction(sympy.together(equation))[0] for equation in equations]
    divisors = {guard.expr for guard in guards if guard.kind == "nonzero"}
    if any(guard.kind != "nonzero" for guard in guards):
        return None
    spare = sympy.Dummy()
    if divisors:
        product = sympy.fraction(sympy.together(sympy.Mul(*divisors)))[0]
        numerators.append(1 - spare * product)
    letters = [spare, *symbols] if divisors else list(symbols)
    polys = [sympy.Poly(part, *letters) for part in [*numerators, above, below]]
    if any(
        not (poly.domain.is_ZZ or poly.domain.is_QQ) or poly.total_degree() > _MAX_DEGREE for poly in polys
    ):
        return None
    basis = sympy.groebner(
        [poly for poly in polys[:-2] if not poly.is_zero], *letters, order="grevlex", domain="QQ"
    )
    if basis.exprs == [1]:
        return None
    first, second = (
        sympy.Poly(basis.reduce(poly.as_expr())[1], *letters, domain="QQ") for poly in polys[-2:]
    )
    if second.is_zero:
        return None
    quotient = first.LC() / second.LC()
    return quotient if (first - second * quotient).is_zero else None


def equations_of(scope: Scope, condition: Node, guards: list[Guard]) -> list[sympy.Expr]:
    """The expressions that a condition makes zero."""
    if condition.op in ("and", "chain"):
        return [part for inner in condition.args for part in equations_of(scope, inner, guards)]
    if condition.op == "rel" and condition.name == "=":
        left, right = (scope.evaluate(part, guards=guards) for part in condition.args)
        if isinstance(left, sympy.MatrixBase) and isinstance(right, sympy.MatrixBase):
            if left.shape != right.shape:
                raise UndecidedError("vectors or matrices of different sizes")
            return [one - other for one, other in zip(left, right, strict=True)]
        if not isinstance(left, sympy.Expr) or not isinstance(right, sympy.Expr):
            raise UndecidedError("a condition is not about numbers")
        return [left - right]
    if condition.op == "call" and condition.name == "identical":
        return _identity(scope, condition)
    if condition.op == "call" and condition.name == "vieta":
        return _vieta(scope, condition, guards)
    raise UndecidedError(f"a condition of the kind {condition.name or condition.op} is not solved")


def _identity(scope: Scope, condition: Node) -> list[sympy.Expr]:
    """`identical(f, x)`: f is zero for every x for which it is defined, so all its coefficients are."""
    variable = scope.symbol(condition.args[1].name)
    value = scope.evaluate(condition.args[0], {condition.args[1].name: variable})
    if not isinstance(value, sympy.Expr):
        raise UndecidedError("only expressions can be identical")
    numerator = sympy.fraction(sympy.together(value))[0]
    try:
        return [part for part in sympy.Poly(numerator, variable).coeffs() if part != 0]
    except BasePolynomialError as error:
        raise UndecidedError("the two forms are not polynomials") from error


def _vieta(scope: Scope, condition: Node, guards: list[Guard]) -> list[sympy.Expr]:
    """`vieta(f, x, a, b, c)`: a, b and c are all roots of f, each as often as it occurs."""
    poly_node, variable_node, *roots = condition.args
    variable = scope.symbol(variable_node.name)
    value = scope.evaluate(poly_node, {variable_node.name: variable})
    try:
        poly = sympy.Poly(value, variable)
    except BasePolynomialError as error:
        raise UndecidedError("only the roots of a polynomial are known") from error
    names = [scope.evaluate(root) for root in roots]
    if poly.degree() != len(names):
        raise UndecidedError("the number of roots is not the degree")
    coefficients = poly.all_coeffs()
    return [
        coefficients[0]
        * (-1) ** size
        * sympy.Add(*[sympy.Mul(*chosen) for chosen in combinations(names, size)])
        - coefficients[size]
        for size in range(1, len(names) + 1)
    ]


def _condition(*arguments: Any) -> Any:
    raise UndecidedError("a condition has no value")


OPERATIONS: dict[str, Any] = {"identical": _condition, "vieta": _condition}
CHECKS: dict[str, Any] = {}
