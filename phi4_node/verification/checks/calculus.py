"""Derivatives, integrals and limits."""

from __future__ import annotations

from typing import Any

import sympy

from phi4_node.schema import Check
from phi4_node.verification.answers.answer import Answer
from phi4_node.verification.checks.base import UndecidedError, fails, holds, written
from phi4_node.verification.checks.branches import agree_in_part
from phi4_node.verification.checks.case import Case, unnamed
from phi4_node.verification.checks.integrals import antiderivative, definite
from phi4_node.verification.checks.series import limit_by_series
from phi4_node.verification.claims import AntiderivativeClaim
from phi4_node.verification.expressions.bounds import expanded_terms
from phi4_node.verification.zero.zero import are_equal, is_zero

_MAX_ORDER = 50
_MAX_TERMS = 100
_ONE = sympy.Integer(1)
_WITH_POLES = (sympy.tan, sympy.cot, sympy.sec, sympy.csc)
"""Functions that no value close to a point speaks for: SymPy finds that tan x - x^2 tends to -oo."""

_CONSTANT_NAMES = ("C", "c", "K", "k", "C_1", "C1", "const", "constant")


def derivative(f: Any, variable: Any, order: Any = _ONE, point: Any = None) -> sympy.Expr:
    """The derivative of an order, or its value at a point."""
    if not isinstance(variable, sympy.Symbol) or not isinstance(f, sympy.Expr):
        raise UndecidedError("this is not differentiated by a variable")
    if not isinstance(order, sympy.Integer) or not 0 <= order <= _MAX_ORDER:
        raise UndecidedError("the order of a derivative is not a small number")
    if f.has(sympy.floor, sympy.ceiling, sympy.Abs, sympy.sign, sympy.Piecewise):
        raise UndecidedError("a function with corners is not differentiated")
    result = _expanded(f, variable) if f.is_polynomial(variable) else f
    for _ in range(int(order)):
        result = sympy.diff(result, variable)
    if point is not None:
        result = result.subs(variable, point)
        if result.has(sympy.nan, sympy.zoo):
            raise UndecidedError("the derivative has no value at this point")
    return result


def _expanded(f: sympy.Expr, variable: sympy.Symbol) -> sympy.Expr:
    return f if isinstance(f, sympy.Add) or expanded_terms(f) > _MAX_TERMS else sympy.expand(f)


def limit(f: Any, variable: Any, point: Any, side: Any = None) -> sympy.Expr:
    """A limit that independent ways agree on.

    SymPy's algorithm finds it. Exact power series near the point must find the same where the function has
    such series, which is a proof; values close to the point must agree in any case.

    Raises:
        UndecidedError: The ways differ, or nothing was found.
    """
    if not isinstance(variable, sympy.Symbol) or not isinstance(f, sympy.Expr):
        raise UndecidedError("this is not a limit by a variable")
    x = sympy.Dummy(variable.name, real=True)
    expr = f.xreplace({variable: x})
    if expr.free_symbols - {x}:
        raise UndecidedError("a limit with other letters is not checked")
    directions = ["+" if side == 1 else "-"] if side is not None else ["+", "-"]
    if point in (sympy.oo, -sympy.oo):
        directions = ["-" if point == sympy.oo else "+"]
    values = {sympy.limit(expr, x, point, direction) for direction in directions}
    if len(values) > 1:
        raise UndecidedError("the limits from the two sides differ")
    value = values.pop()
    if value.has(sympy.Limit, sympy.AccumBounds, sympy.nan, sympy.zoo):
        raise UndecidedError("the limit was not found")
    for direction in directions:
        proven = limit_by_series(expr, x, point, direction)
        if proven is not None and not _is_same_limit(proven, value):
            raise UndecidedError("the limit by power series is not the one that was found")
        if proven is None and (not value.is_finite or expr.has(*_WITH_POLES)):
            raise UndecidedError("what was found is not proven where values may be beyond all bounds")
        if not _approaches(expr, x, point, direction, value):
            raise UndecidedError("values close to the point do not agree with the limit that was found")
    return value


def _is_same_limit(one: sympy.Expr, other: sympy.Expr) -> bool:
    """Whether two limits are equal for certain; an infinite one only equals itself."""
    if one.is_finite and other.is_finite:
        return are_equal(one, other) is True
    return bool(one == other)


def _approaches(
    expr: sympy.Expr, x: sympy.Symbol, point: sympy.Expr, direction: str, value: sympy.Expr
) -> bool:
    """Whether values ever closer to the point come ever closer to the limit."""
    distances = []
    for exponent in (4, 8, 16):
        step = sympy.Rational(1, 10**exponent)
        if point in (sympy.oo, -sympy.oo):
            place = sympy.Integer(10) ** exponent * (1 if point == sympy.oo else -1)
        else:
            place = point + (step if direction == "+" else -step)
        # As a float: an exact power with so large an exponent could not even be built.
        near = expr.evalf(40, subs={x: sympy.N(place, 200)}, maxn=400)
        if not near.is_Float and not near.is_Rational:
            return False
        distances.append(abs(near - value) if value.is_finite else 1 / (1 + abs(near)))
    target = max(abs(value.evalf(20)), 1) if value.is_finite else 1
    return bool(distances[-1] <= distances[0]) and bool(distances[-1] < target / 100)


# Antiderivatives ----------------------------------------------------------------------------------


def check_antiderivative(case: Case) -> Check:
    """The derivative of the answer is the integrand, and a constant of integration is written."""
    claim = case.claim
    assert isinstance(claim, AntiderivativeClaim)
    method = "differentiation of the answer"
    integrand_node = case.scope.parse(claim.integrand)
    values = case.scope.evaluate_all(integrand_node)
    if len(values) != 1:
        raise UndecidedError("the integrand is not determined")
    integrand = values[0][1]
    variable = case.scope.symbol(claim.variable)
    given, constants = _primitive(case, case.answer, variable, integrand)
    slope = sympy.diff(given, variable)
    equal = are_equal(slope, integrand)
    if equal is None:
        raise UndecidedError("it was not proven whether the derivative of the answer is the integrand")
    evidence = {"derivative": slope, "integrand": integrand, "constants": constants}
    if not equal:
        _refuse_other_branch(slope, integrand)
        return fails(
            claim,
            method,
            "The derivative of the answer is not the integrand.",
            f"the derivative of {written(given)} is {written(slope)}, not {written(integrand)}",
            **evidence,
        )
    if not constants:
        raise UndecidedError("the derivative is right, but there is no constant of integration")
    return holds(claim, method, f"The derivative of the answer is {written(integrand)}.", **evidence)


def _primitive(
    case: Case, answer: Answer, variable: sympy.Symbol, integrand: sympy.Expr
) -> tuple[sympy.Expr, list[str]]:
    """The answer as an expression, and the names of its constants of integration."""
    if answer.kind in ("assignment", "equation"):
        answer = unnamed(case, {"F(" + variable.name + ")", "y", "F", "I"})
    if answer.kind not in ("expression", "number") or answer.unit or answer.also or answer.rounded:
        raise UndecidedError("the answer is not one expression")
    given = case.plain().evaluate(answer.node)
    if not isinstance(given, sympy.Expr) or (
        given.has(sympy.nan, sympy.zoo, sympy.Abs) and not _is_log_of_abs(given)
    ):
        raise UndecidedError("the answer has no value")
    given = _without_abs(given)
    extra = {
        symbol for symbol in given.free_symbols if symbol.name in _CONSTANT_NAMES
    } - integrand.free_symbols
    constants = []
    for symbol in sorted(extra - {variable}, key=str):
        if (
            is_zero(sympy.diff(given, symbol) - 1) is not True
            and is_zero(sympy.diff(given, symbol) + 1) is not True
        ):
            raise UndecidedError("the constant of integration is not added")
        constants.append(symbol.name)
    if (given.free_symbols - extra) - integrand.free_symbols - {variable}:
        raise UndecidedError("the answer has letters that the question does not have")
    return given, constants


def _is_log_of_abs(expr: sympy.Expr) -> bool:
    return all(
        any(isinstance(part, sympy.log) and part.args[0] == absolute for part in expr.atoms(sympy.log))
        for absolute in expr.atoms(sympy.Abs)
    )


def _without_abs(expr: sympy.Expr) -> sympy.Expr:
    """`ln|u|` has the derivative u'/u, as `ln u` has."""
    return expr.replace(
        lambda part: isinstance(part, sympy.log) and isinstance(part.args[0], sympy.Abs),
        lambda part: sympy.log(part.args[0].args[0], evaluate=False),
    )


def _refuse_other_branch(slope: sympy.Expr, integrand: sympy.Expr) -> None:
    """Roots of squares and the like may differ in sign only; that refutes nothing."""
    if slope.has(sympy.sign, sympy.Abs, sympy.Derivative):
        raise UndecidedError("the derivative of the answer depends on the sign of a part")
    if not integrand.has(sympy.Abs) and agree_in_part(slope - integrand):
        raise UndecidedError("the derivative of the answer is the integrand on a part of the line")


OPERATIONS = {"derivative": derivative, "integral": definite, "limit": limit}
CHECKS = {"antiderivative": check_antiderivative}

__all__ = ["CHECKS", "OPERATIONS", "antiderivative", "derivative", "limit"]
