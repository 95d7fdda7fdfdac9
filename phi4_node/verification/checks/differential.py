"""Differential equations: the answer satisfies the equation, the initial values, and is general enough.

With as many initial values as the order, and an equation that is smooth around them and can be solved for the
highest derivative, there is exactly one solution (Picard and Lindelöf). Without initial values only linear
equations are decided: an answer that is linear in as many independent constants as the order is general.
"""

from __future__ import annotations

import re
from typing import Any

import sympy
from sympy.polys.polyerrors import BasePolynomialError

from phi4_node.schema import Check
from phi4_node.verification.checks.base import UndecidedError, fails, holds, written
from phi4_node.verification.checks.branches import agree_in_part
from phi4_node.verification.checks.case import Case, unnamed
from phi4_node.verification.checks.signs import sign_of
from phi4_node.verification.claims import DifferentialClaim
from phi4_node.verification.zero.zero import is_zero

_METHOD = "substitution into the differential equation"
_CONSTANT = re.compile(r"(?:[CcKkAB]|const)(?:_?\d)?")
MAX_ORDER = 4

Initial = tuple[int, sympy.Expr, sympy.Expr]


def derivative_name(order: int) -> str:
    """How a claim writes the function (order 0) and its derivatives."""
    return f"D_{order}"


def check_differential(case: Case) -> Check:
    """The answer solves the differential equation with its initial values."""
    claim = case.claim
    assert isinstance(claim, DifferentialClaim)
    scope = case.scope
    values = [scope.evaluate(scope.parse(text)) for text in claim.terms]
    residual, rest = values[0], values[1:]
    initial = [(int(rest[i]), rest[i + 1], rest[i + 2]) for i in range(0, len(rest), 3)]
    x = scope.symbol(claim.variable)
    derivatives = [scope.symbol(derivative_name(order)) for order in range(claim.order + 1)]
    if not isinstance(residual, sympy.Expr) or not residual.has(derivatives[-1]):
        raise UndecidedError("this is not a differential equation")
    given, constants = _solution(case, claim, x, residual.free_symbols | {x})
    chain = [given]
    for _ in range(claim.order):
        chain.append(sympy.diff(chain[-1], x))
    left = residual.subs(list(zip(derivatives, chain, strict=True)), simultaneous=True)
    zero = is_zero(left)
    evidence = {"answer": given, "constants": [str(name) for name in constants], "residual": left}
    if zero is None:
        raise UndecidedError("it was not proven whether the answer satisfies the equation")
    if not zero:
        if agree_in_part(left) and not _broken(initial, chain, constants, x):
            raise UndecidedError("the answer satisfies the equation on a part of the line only")
        return fails(
            claim,
            _METHOD,
            "The answer does not satisfy the differential equation.",
            f"substituting {written(given)}, both sides differ by {written(left)}",
            **evidence,
        )
    if not initial:
        _refuse_special(residual, derivatives, chain, constants, x)
        return holds(claim, _METHOD, "The answer is the general solution.", **evidence)
    wrong = _broken(initial, chain, constants, x)
    if wrong:
        return fails(claim, _METHOD, "The answer does not have the given values.", wrong, **evidence)
    _refuse_ambiguous(residual, derivatives, initial, constants, x)
    return holds(claim, _METHOD, "The answer is the solution with these values.", **evidence)


def _solution(
    case: Case, claim: DifferentialClaim, x: sympy.Symbol, known: set[Any]
) -> tuple[sympy.Expr, list[sympy.Symbol]]:
    y = claim.function
    answer = unnamed(case, {y, f"{y}({x})"})
    if answer.kind not in ("expression", "number") or answer.unit or answer.also or answer.rounded:
        raise UndecidedError("the answer is not one expression")
    given = case.plain().evaluate(answer.node)
    if not isinstance(given, sympy.Expr) or given.has(sympy.nan, sympy.zoo, sympy.Abs, sympy.I):
        raise UndecidedError("the answer is not a real function that can be differentiated")
    constants = sorted(given.free_symbols - known, key=str)
    if any(not _CONSTANT.fullmatch(symbol.name) for symbol in constants):
        raise UndecidedError("the answer has letters that are neither the variable nor constants")
    return given, constants


def _broken(
    initial: list[Initial], chain: list[sympy.Expr], constants: list[sympy.Symbol], x: sympy.Symbol
) -> str:
    for order, point, value in initial:
        reached = chain[order].subs(x, point)
        if reached.has(sympy.nan, sympy.zoo, sympy.oo):
            raise UndecidedError("the answer has no value where one is given")
        if constants:
            continue
        zero = is_zero(reached - value)
        if zero is None:
            raise UndecidedError("an initial value could not be compared")
        if not zero:
            return f"at {x} = {written(point)} it gives {written(reached)}, not {written(value)}"
    return ""


def _refuse_ambiguous(
    residual: sympy.Expr,
    derivatives: list[sympy.Symbol],
    initial: list[Initial],
    constants: list[sympy.Symbol],
    x: sympy.Symbol,
) -> None:
    if constants:
        raise UndecidedError("the constants were not determined")
    order = len(derivatives) - 1
    places = {point for _, point, _ in initial}
    if sorted(index for index, _, _ in initial) != list(range(order)) or len(places) != 1:
        raise UndecidedError("the values given do not determine one solution, or that is not known")
    place = {derivatives[index]: value for index, _, value in initial} | {x: places.pop()}
    top = derivatives[-1]
    try:
        poly = sympy.Poly(sympy.fraction(sympy.together(residual))[0], top)
    except BasePolynomialError as error:
        raise UndecidedError("the equation is not linear in its highest derivative") from error
    if poly.degree() != 1:
        raise UndecidedError("the equation is not linear in its highest derivative")
    lead, rest = poly.all_coeffs()
    if is_zero(lead.subs(place, simultaneous=True)) is not False:
        raise UndecidedError("the equation cannot be solved for its highest derivative there")
    for part in (lead, rest):
        _refuse_rough(part, place)


_SMOOTH = (sympy.Add, sympy.Mul, sympy.sin, sympy.cos, sympy.exp, sympy.sinh, sympy.cosh, sympy.atan)


def _refuse_rough(expr: sympy.Expr, place: dict[Any, Any]) -> None:
    """Everything in the equation has continuous derivatives around the initial values."""
    for part in sympy.preorder_traversal(expr):
        if not part.free_symbols or part.is_Symbol or isinstance(part, _SMOOTH):
            continue
        if isinstance(part, (sympy.Pow, sympy.log)):
            inner = part.args[0].subs(place, simultaneous=True)
            exponent = part.args[1] if isinstance(part, sympy.Pow) else sympy.S.Half
            if exponent.is_Integer and exponent > 0:
                continue
            if exponent.is_Integer and is_zero(inner) is False:
                continue
            if sign_of(inner) == 1:
                continue
        raise UndecidedError("whether there is only one solution is not known")


def _refuse_special(
    residual: sympy.Expr,
    derivatives: list[sympy.Symbol],
    chain: list[sympy.Expr],
    constants: list[sympy.Symbol],
    x: sympy.Symbol,
) -> None:
    """Refuse what may not be every solution."""
    order = len(derivatives) - 1
    if len(constants) != order:
        raise UndecidedError(
            f"the answer solves the equation, but the general solution has {order} constants"
        )
    try:
        poly = sympy.Poly(residual, *derivatives)
    except BasePolynomialError as error:
        raise UndecidedError("only of linear equations it is known what all solutions are") from error
    if poly.total_degree() != 1:
        raise UndecidedError("only of linear equations it is known what all solutions are")
    if any(sympy.diff(chain[0], one, two) != 0 for one in constants for two in constants):
        raise UndecidedError("the answer is not linear in its constants")
    wronskian = sympy.Matrix(
        order, order, lambda row, column: sympy.diff(chain[row], constants[column])
    ).det()
    if is_zero(wronskian) is not False:
        raise UndecidedError("the constants of the answer may depend on each other")


OPERATIONS: dict[str, Any] = {}
CHECKS = {"differential": check_differential}
