"""Checks of lists whose order counts, and of the coordinates of a point; operations on bits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy

from phi4_node.schema import Check
from phi4_node.verification.answers.answer import Answer
from phi4_node.verification.answers.rounding import decimal_of, rounds_to
from phi4_node.verification.answers.tree import typed
from phi4_node.verification.checks.base import UndecidedError, fails, holds, written
from phi4_node.verification.checks.case import Case, listed, scalar
from phi4_node.verification.checks.comparison import truth_of
from phi4_node.verification.checks.finished import unfinished
from phi4_node.verification.claims import ListingClaim
from phi4_node.verification.expressions.render import render
from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.zero.zero import are_equal

_METHOD = "exact comparison"


def check_listing(case: Case) -> Check:
    """The answer lists the values in their order, and nothing else."""
    claim = case.claim
    assert isinstance(claim, ListingClaim)
    trees = [case.scope.parse(term) for term in claim.terms]
    if claim.shape == "chosen":
        half = len(trees) // 2
        trees = [
            tree
            for tree, condition in zip(trees[:half], trees[half:], strict=True)
            if truth_of(case.scope, condition)
        ]
    values = [_value(case, tree) for tree in trees]
    single = claim.shape not in ("point", "ratio") and case.answer.kind == "number"
    if claim.shape == "ratio":
        given = _parts(case.answer)
    else:
        given = (case.answer,) if single else listed(case.answer, point=claim.shape == "point")
    for part in given:
        why = unfinished(part.node)
        if why:
            raise UndecidedError(why)
    numbers = [scalar(case, part) for part in given]
    shown = ", ".join(map(_shown, trees, values)) or "nothing"
    same = len(values) == len(numbers) and all(map(_equal, values, numbers))
    if same:
        return holds(claim, _METHOD, f"The list is {shown}.", values=list(values))
    if len(values) == len(numbers) and all(
        _may_be_rounded(_unrounded(case, tree), number, part)
        for tree, number, part in zip(trees, numbers, given, strict=True)
    ):
        raise UndecidedError(
            "the decimals agree with the values as far as they go, but are not equal to them"
        )
    if (
        claim.shape == "ratio"
        and len(numbers) == 2
        and _equal(values[0] * numbers[1], values[1] * numbers[0])
    ):
        raise UndecidedError("the ratio is right, but not in lowest terms")
    if claim.shape not in ("point", "ratio") and _same_members(values, numbers):
        raise UndecidedError("the answer lists the right values in another order")
    return fails(
        claim, _METHOD, f"The list is {shown}.", f"it is {shown}, not {written(numbers)}", values=list(values)
    )


def _parts(answer: Answer) -> tuple[Answer, ...]:
    """The two sides of `2:3`; as a fraction, 2/3 says the same."""
    node = answer.node
    is_ratio = (node.op == "call" and node.name == "ratio") or node.op == "div"
    if answer.kind != "number" or answer.unit or not is_ratio or len(node.args) != 2:
        raise UndecidedError("the answer is not a ratio of two numbers")
    return tuple(typed(part) for part in node.args)


def _unrounded(case: Case, tree: Node) -> sympy.Expr:
    """The value before it was rounded, so that a tie may go either way."""
    return _value(case, tree.args[0] if tree.op == "call" and tree.name == "round" else tree)


def _shown(tree: Node, value: sympy.Expr) -> str:
    """A numeral as the asker wrote it."""
    return (
        render(tree)
        if value.is_Rational and not value.is_Integer and tree.op in ("num", "neg")
        else written(value)
    )


def _value(case: Case, tree: Node) -> sympy.Expr:
    value = case.scope.evaluate(tree)
    if not isinstance(value, sympy.Expr) or value.free_symbols or value.has(sympy.nan, sympy.zoo, sympy.oo):
        raise UndecidedError("one of the values is not a number")
    return value


def _equal(left: sympy.Expr, right: sympy.Expr) -> bool:
    equal = are_equal(left, right)
    if equal is None:
        raise UndecidedError("two values could not be told apart")
    return equal


def _may_be_rounded(value: sympy.Expr, number: sympy.Expr, part: Answer) -> bool:
    decimal = decimal_of(part.node)
    return _equal(value, number) or (decimal is not None and rounds_to(value, decimal) is not False)


def _same_members(values: list[sympy.Expr], numbers: list[sympy.Expr]) -> bool:
    rest = list(numbers)
    for value in values:
        match = next((number for number in rest if _equal(value, number)), None)
        if match is None:
            return False
        rest.remove(match)
    return not rest


# Operations on bits -------------------------------------------------------------------------------

_MAX_BITS = 4_096


def _bitwise(work: Callable[[int, int], int], *, shift: bool = False) -> Callable[[Any, Any], sympy.Integer]:
    """Integers of any size; negative ones as if they had endless sign bits."""

    def operation(left: Any, right: Any) -> sympy.Integer:
        if not (isinstance(left, sympy.Integer) and isinstance(right, sympy.Integer)):
            raise UndecidedError("only whole numbers have bits")
        a, b = int(left), int(right)
        if a.bit_length() > _MAX_BITS or b.bit_length() > _MAX_BITS or (shift and not 0 <= b <= _MAX_BITS):
            raise UndecidedError("these numbers are too large, or a shift is negative")
        return sympy.Integer(work(a, b))

    return operation


OPERATIONS: dict[str, Any] = {
    "shift_left": _bitwise(lambda a, b: a << b, shift=True),
    "shift_right": _bitwise(lambda a, b: a >> b, shift=True),
    "bit_and": _bitwise(lambda a, b: a & b),
    "bit_or": _bitwise(lambda a, b: a | b),
}
CHECKS = {"listing": check_listing}
