"""Equations and inequalities: two of them say the same if one is a multiple of the other."""

from __future__ import annotations

import sympy
from sympy.core.function import AppliedUndef
from sympy.polys.polyerrors import BasePolynomialError

from phi4_node.verification.answers.matching import Sameness
from phi4_node.verification.answers.values import value_of
from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.zero.zero import are_equal, is_zero, sample_points

_MAX_DEGREE = 12


def same_equation(first: Node, second: Node) -> Sameness:
    """Compare `a = b` with `c = d`: the same up to a factor that is a nonzero number."""
    one, other = _difference(first), _difference(second)
    if one is None or other is None:
        return Sameness(None, "an equation between things that cannot be subtracted")
    factor = _factor(one, other)
    if factor is not None and is_zero(factor) is False and is_zero(one - factor * other):
        return Sameness(True, "one equation is a multiple of the other")
    different = _different_curves(one, other)
    if different:
        return Sameness(False, "the equations are not multiples of each other")
    return Sameness(None, "whether the equations have the same solutions was not proven")


def same_inequality(first: Node, second: Node) -> Sameness:
    """Compare inequalities in several variables: the same up to positive factors, in any order."""
    ones, others = _constraints(first), _constraints(second)
    if ones is None or others is None or len(ones) != len(others):
        return Sameness(None, "the inequalities are built differently")
    pending = list(others)
    for one in ones:
        found = next((other for other in pending if _same_constraint(one, other)), None)
        if found is None:
            return Sameness(None, "whether the inequalities say the same was not proven")
        pending.remove(found)
    return Sameness(True, "the same inequalities")


def _difference(node: Node) -> sympy.Expr | None:
    left, right = value_of(node.args[0]), value_of(node.args[1])
    if not isinstance(left, sympy.Expr) or not isinstance(right, sympy.Expr):
        return None
    return left - right


def _factor(one: sympy.Expr, other: sympy.Expr) -> sympy.Expr | None:
    """The number that `other` must be multiplied by, found at one point where `other` is not zero."""
    if any(expr.has(sympy.Max, sympy.Min) and expr.has(sympy.I) for expr in (one, other)):
        return None  # numbers that are not real have no greatest
    symbols = one.free_symbols | other.free_symbols
    for values in sample_points(symbols, one + other):
        below = other.xreplace(values)
        if is_zero(below) is False:
            factor = one.xreplace(values) / below
            return None if factor.free_symbols or factor.atoms(AppliedUndef) else factor
    return None


def _different_curves(one: sympy.Expr, other: sympy.Expr) -> bool:
    """Whether two polynomial equations certainly have different solutions (complex ones included)."""
    symbols = sorted(one.free_symbols | other.free_symbols, key=lambda symbol: symbol.sort_key())
    if not symbols:
        return False
    try:
        first, second = (sympy.Poly(expr, *symbols, domain="QQ") for expr in (one, other))
    except BasePolynomialError:
        return False
    if first.is_zero or second.is_zero or max(first.total_degree(), second.total_degree()) > _MAX_DEGREE:
        return False
    return bool(first.sqf_part().monic() != second.sqf_part().monic())


_Constraint = tuple[sympy.Expr, str]


def _constraints(node: Node) -> list[_Constraint] | None:
    """As `expression R 0` with R one of <, <=, !=."""
    if node.op in ("chain", "and", "list"):
        parts = [_constraints(arg) for arg in node.args]
        return (
            None if any(part is None for part in parts) else [pair for part in parts if part for pair in part]
        )
    if node.op != "rel" or node.name not in ("<", "<=", ">", ">=", "!="):
        return None
    difference = _difference(node)
    if difference is None:
        return None
    if node.name in (">", ">="):
        return [(-difference, node.name.replace(">", "<"))]
    return [(difference, node.name)]


def _same_constraint(first: _Constraint, second: _Constraint) -> bool:
    if first[1] != second[1]:
        return False
    if are_equal(first[0], second[0]):
        return True
    factor = _factor(first[0], second[0])
    if factor is None or not isinstance(factor, sympy.Rational) or (factor <= 0 and first[1] != "!="):
        return False
    return bool(is_zero(first[0] - factor * second[0]))
