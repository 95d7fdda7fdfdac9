"""Logical formulas: the same truth table is the same formula."""

from __future__ import annotations

from itertools import product

from phi4_node.verification.answers.matching import Sameness
from phi4_node.verification.expressions.syntax import Node

_MOST_LETTERS = 10


class NotAFormulaError(ValueError):
    """The tree is not made of letters and logical signs."""


def letters_of(node: Node) -> frozenset[str]:
    """The letters in a formula."""
    if node.op == "sym":
        return frozenset() if node.name in ("True", "False") else frozenset((node.name,))
    return frozenset().union(*(letters_of(arg) for arg in node.args))


def evaluate(node: Node, values: dict[str, bool]) -> bool:
    """The truth value of a formula.

    Raises:
        NotAFormulaError: something in it is not logical.
    """
    if node.op == "sym":
        return node.name == "True" if node.name in ("True", "False") else values[node.name]
    args = [evaluate(arg, values) for arg in node.args]
    if node.op == "not":
        return not args[0]
    if node.op == "and":
        return all(args)
    if node.op == "or":
        return any(args)
    if node.op == "implies":
        return not args[0] or args[1]
    if node.op == "iff":
        return args[0] == args[1]
    if node.op == "xor":
        return args[0] != args[1]
    raise NotAFormulaError(f"{node.op} is not a logical sign")


def same_formula(first: Node, second: Node) -> Sameness:
    """Compare two formulas on all values of their letters."""
    try:
        letters = sorted(letters_of(first) | letters_of(second))
        if len(letters) > _MOST_LETTERS:
            return Sameness(None, f"more than {_MOST_LETTERS} letters")
        for row in product((False, True), repeat=len(letters)):
            values = dict(zip(letters, row, strict=True))
            if evaluate(first, values) != evaluate(second, values):
                return Sameness(
                    False, "the formulas differ for " + ", ".join(f"{k}={v}" for k, v in values.items())
                )
    except NotAFormulaError as error:
        return Sameness(None, str(error))
    return Sameness(True, "the same truth table")
