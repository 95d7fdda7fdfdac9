"""Calculations that a puzzle asks for: 24 from 3, 4, 7 and 10."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

from phi4_node.schema import Check
from phi4_node.verification.answers.answer import walk
from phi4_node.verification.checks.base import UndecidedError, fails, holds, written
from phi4_node.verification.checks.case import Case, scalar
from phi4_node.verification.claims import MakingClaim
from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.zero.zero import are_equal

_METHOD = "exact evaluation"
_SIGNS = {"neg": "-", "add": "+", "sub": "-", "mul": "*", "div": "/"}


def check_making(case: Case) -> Check:
    """The answer is a calculation with exactly these numbers, and has this value."""
    claim = case.claim
    assert isinstance(claim, MakingClaim)
    target, *numbers = (case.scope.evaluate(case.scope.parse(term)) for term in claim.terms)
    node = case.answer.node
    if case.answer.kind not in ("number", "expression") or case.answer.also or case.answer.unit:
        raise UndecidedError("the answer is not one calculation")
    for part in walk(node):
        if part.op != "num" and (_SIGNS.get(part.op) or "?") not in claim.operators:
            raise UndecidedError(f"the answer has more in it than numbers and {' '.join(claim.operators)}")
    value = scalar(case)
    used, given = _numerals(node), Counter(Fraction(int(one.p), int(one.q)) for one in numbers)
    if not are_equal(value, target):
        shown = f"it is {written(value)}, not {written(target)}"
        return fails(claim, _METHOD, f"The calculation gives {written(value)}.", shown, value=value)
    if any(count > given[number] for number, count in used.items()):
        shown = "a number is used that is not given, or too often"
        return fails(claim, _METHOD, "It uses numbers that are not given.", shown, value=value)
    if used != given:
        raise UndecidedError("not all numbers are used, and whether they have to be is a matter of the rules")
    return holds(claim, _METHOD, f"It gives {written(value)} and uses every number once.", value=value)


def _numerals(node: Node) -> Counter[Fraction]:
    return Counter(part.value for part in walk(node) if part.op == "num" and part.value is not None)


OPERATIONS: dict[str, Any] = {}
CHECKS = {"making": check_making}
