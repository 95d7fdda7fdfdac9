"""Whether an answer has a value wherever the right one has.

`3x^3/x` is no derivative of x^3 at 0, and `3e^(2 ln x)` none below it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

import sympy
from sympy.polys.polyerrors import BasePolynomialError

from phi4_node.verification.checks.base import UndecidedError, written
from phi4_node.verification.checks.case import Case
from phi4_node.verification.checks.evaluation import Guard
from phi4_node.verification.expressions.syntax import Node, ReadError


def refuse_holes(case: Case, term: Node, value: sympy.Expr, answer: Node) -> None:
    """What must be so for the answer to have a value must be so for the question, too.

    Raises:
        UndecidedError: something more must be so, as far as is known.
    """
    needed: list[Guard] = []
    case.plain().evaluate(answer, guards=needed)
    if not needed:
        return
    known: list[Guard] = []
    case.scope.evaluate(term, guards=known)
    with contextlib.suppress(ReadError):  # no plain text; what the question itself needs is known without
        case.plain().evaluate(case.plain().parse(written(value)), guards=known)
    if not all(_is_always_so(guard) or _follows(guard, known) for guard in needed):
        raise UndecidedError("the answer may have no value somewhere where the right one has")


def _is_always_so(guard: Guard) -> bool:
    letters = {letter: sympy.Dummy(real=True) for letter in guard.expr.free_symbols if not letter.is_real}
    expr = guard.expr.xreplace(letters)
    if guard.kind == "nonnegative":
        return expr.is_nonnegative is True
    if guard.kind == "positive" and expr.is_positive is not True:
        return False
    return expr.is_nonzero is True or _has_no_roots(expr)


def _has_no_roots(expr: sympy.Expr) -> bool:
    letters = expr.free_symbols
    if len(letters) != 1 or not expr.is_polynomial(*letters):
        return False
    try:
        return bool(sympy.Poly(expr, *letters, domain="QQ").count_roots() == 0)
    except BasePolynomialError:
        return False


def _follows(guard: Guard, known: Sequence[Guard]) -> bool:
    """Whether what is known says so: the same divisors, or the same thing under a root."""
    if guard.kind == "nonzero":
        factors = {factor for one in known for factor in _factors(one.expr)}
        mine = _factors(guard.expr)
        return all(factor in factors or -factor in factors or _has_no_roots(factor) for factor in mine)
    return any(
        one.kind != "nonzero" and sympy.cancel(guard.expr / one.expr).is_positive is True
        for one in known
        if one.expr != 0
    )


def _factors(expr: Any) -> set[sympy.Expr]:
    """The irreducible factors above and below the line, without numbers and exponents."""
    above, below = sympy.fraction(sympy.together(expr))
    try:
        found = [factor for part in (above, below) for factor, _ in sympy.factor_list(part)[1]]
    except BasePolynomialError:
        return {expr}
    return {root for factor in found if factor.free_symbols for root in [_without_exponent(factor)]}


def _without_exponent(factor: sympy.Expr) -> sympy.Expr:
    return factor.base if isinstance(factor, sympy.Pow) and factor.exp.is_Rational else factor
