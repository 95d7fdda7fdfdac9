"""Solutions that the asker wants rounded to decimal places."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy

from phi4_node.schema import Check
from phi4_node.verification.answers.answer import Answer
from phi4_node.verification.answers.rounding import Rounding, is_correctly_rounded
from phi4_node.verification.checks.base import UndecidedError, fails, holds, written
from phi4_node.verification.checks.case import Case, scalar
from phi4_node.verification.checks.signs import sign_of
from phi4_node.verification.claims import SolutionsClaim

_METHOD = "complete solution and rounding"


def compare_rounded(case: Case, expected: list[tuple[Any, ...]], answers: list[tuple[Answer, ...]]) -> Check:
    """The answer lists all solutions of one unknown, rounded, and nothing else.

    Raises:
        UndecidedError: there are several unknowns, solutions that look alike when rounded, or a value that is
            not rounded as was asked.
    """
    claim = case.claim
    assert isinstance(claim, SolutionsClaim) and claim.places is not None
    roots = [row[0] for row in expected]
    if len(claim.unknowns) != 1 or not roots:
        raise UndecidedError("only the solutions for one unknown can be rounded")
    if not all(isinstance(root, sympy.Expr) and root.is_real and not root.free_symbols for root in roots):
        raise UndecidedError("a solution is no real number, or that is not known")
    given = [_rational(case, row[0]) for row in answers]
    matches = [[_agrees(claim, root, value) for value in given] for root in roots]
    if any(sum(row) > 1 for row in matches) or any(sum(column) > 1 for column in zip(*matches, strict=True)):
        raise UndecidedError("two solutions cannot be told apart when they are rounded")
    shown = written(roots)
    if all(map(any, matches)) and all(map(any, zip(*matches, strict=True))):
        return holds(claim, _METHOD, f"These are all solutions, rounded: {written(given)}.", solutions=shown)
    for value in given:
        if any(abs(root.evalf(30) - value) < 2 * sympy.Integer(10) ** -claim.places for root in roots):
            continue
        reason = f"{written(value)} is not a solution, rounded."
        return fails(claim, _METHOD, reason, f"the solutions are {shown}", solutions=shown)
    if len(given) < len(roots):
        return fails(claim, _METHOD, "A solution is missing.", f"the solutions are {shown}", solutions=shown)
    raise UndecidedError("a value is close to a solution, but not rounded as was asked")


def _rational(case: Case, answer: Answer) -> sympy.Rational:
    value = scalar(case, answer)
    if not isinstance(value, sympy.Rational):
        raise UndecidedError("a value in the answer is not rounded")
    return value


def _agrees(claim: SolutionsClaim, root: sympy.Expr, value: sympy.Rational) -> bool:
    given = Fraction(int(value.p), int(value.q))
    near = is_correctly_rounded(root, given, Rounding(places=claim.places))
    if near is None:
        raise UndecidedError("how a solution is rounded was not proven, or is a tie")
    if not near or not claim.rounding_unclear:
        return near
    beyond = sign_of(abs(value) - abs(root))
    if beyond is None:
        raise UndecidedError("how a solution is rounded was not proven")
    return beyond <= 0  # cut off, it is the same
