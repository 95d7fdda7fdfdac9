"""Equations of lines and curves: an equation is right if it says the same as the one that was worked out.

Two polynomial equations in the coordinates are taken for the same if one is a multiple of the other by a
constant. For lines, planes and circles that is exact: their polynomials have no repeated factors.
"""

from __future__ import annotations

import sympy
from sympy.polys.polyerrors import BasePolynomialError

from phi4_node.schema import Check
from phi4_node.verification.checks.base import UndecidedError, fails, holds, written
from phi4_node.verification.checks.case import Case
from phi4_node.verification.checks.finished import unfinished
from phi4_node.verification.claims import LocusClaim
from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.zero.zero import is_zero

_METHOD = "comparison of coefficients"


def check_locus(case: Case) -> Check:
    """The answer is an equation of the curve."""
    claim = case.claim
    assert isinstance(claim, LocusClaim)
    values = [value for _, value in case.scope.evaluate_all(case.scope.parse(claim.terms[0]))]
    if len(values) != 1 or not isinstance(values[0], sympy.Expr):
        raise UndecidedError("the curve is not determined")
    coordinates = [case.scope.symbol(name) for name in claim.unknowns]
    expected = _polynomial(values[0], coordinates)
    node = case.answer.node
    if case.answer.kind not in ("equation", "assignment") or node.op != "rel" or node.name != "=":
        raise UndecidedError("the answer is not one equation")
    if unfinished(node):
        raise UndecidedError(unfinished(node))
    left, right = (case.plain().evaluate(side) for side in node.args)
    given = _polynomial(left - right, coordinates)
    if _proportional(expected, given):
        _refuse_other_form(claim, node)
        return holds(claim, _METHOD, f"The equation is {written(expected.as_expr())} = 0.")
    return fails(
        claim,
        _METHOD,
        f"The equation is {written(expected.as_expr())} = 0.",
        f"{written(given.as_expr())} = 0 is another curve than {written(expected.as_expr())} = 0",
    )


def _polynomial(expr: sympy.Expr, coordinates: list[sympy.Symbol]) -> sympy.Poly:
    if not isinstance(expr, sympy.Expr) or expr.free_symbols - set(coordinates):
        raise UndecidedError("the equation has other letters")
    above, below = sympy.fraction(sympy.together(expr))
    if below.free_symbols:
        raise UndecidedError("a coordinate stands in a denominator")
    try:
        poly = sympy.Poly(sympy.expand(above), *coordinates)
    except BasePolynomialError as error:
        raise UndecidedError("the equation is not a polynomial one") from error
    if poly.is_zero or poly.total_degree() < 1:
        raise UndecidedError("the equation says nothing about the coordinates")
    return poly


def _proportional(left: sympy.Poly, right: sympy.Poly) -> bool:
    first = {powers: value for powers, value in left.terms() if value != 0}
    second = {powers: value for powers, value in right.terms() if value != 0}
    lead = max(first)
    if lead not in second:
        return False
    for powers in {*first, *second}:
        zero = is_zero(first.get(powers, 0) * second[lead] - second.get(powers, sympy.S.Zero) * first[lead])
        if zero is None:
            raise UndecidedError("two coefficients could not be told apart")
        if not zero:
            return False
    return True


def _refuse_other_form(claim: LocusClaim, node: Node) -> None:
    left, right = node.args
    if claim.solved_for and not (
        left == Node("sym", name=claim.solved_for) and claim.solved_for not in str(right)
    ):
        raise UndecidedError(f"the equation is right, but not solved for {claim.solved_for}")


OPERATIONS: dict[str, object] = {}
CHECKS = {"locus": check_locus}
