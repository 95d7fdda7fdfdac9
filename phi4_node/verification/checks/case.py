"""One claim with the answer to it, and what every family asks of an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sympy

from phi4_node.verification.answers.answer import Answer, symbols_of, walk
from phi4_node.verification.answers.rounding import decimal_of, rounds_to
from phi4_node.verification.answers.tree import typed
from phi4_node.verification.checks.base import UndecidedError, written
from phi4_node.verification.checks.scope import Scope
from phi4_node.verification.claims import Claim, Context
from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.zero.zero import are_equal


@dataclass(frozen=True)
class Case:
    """What a check gets.

    Attributes:
        claim: What the answer must be.
        scope: The meaning of the problem's names.
        answer: The typed answer.
        text: The answer as written.
    """

    claim: Claim
    scope: Scope
    answer: Answer
    text: str

    def plain(self) -> Scope:
        """The scope in which answers are read: the problem's variables, but none of its definitions."""
        context = self.scope.source
        return Scope(Context(domains=context.domains, variables=context.variables), {})


def scalar(case: Case, answer: Answer | None = None) -> sympy.Expr:
    """The value of an answer that is one number or expression.

    Raises:
        UndecidedError: it is something else, or it contradicts itself.
    """
    answer = answer or case.answer
    if answer.kind not in ("number", "expression"):
        raise UndecidedError(f"the answer is a {answer.kind} where one value is asked for")
    if answer.unit:
        raise UndecidedError(f"the answer has the unit {answer.unit}, which the question does not name")
    scope = case.plain()
    value = scope.evaluate(answer.node)
    if not isinstance(value, sympy.Expr) or value.has(sympy.nan, sympy.zoo):
        raise UndecidedError("the answer has no value")
    _refuse_cancelled(case, answer.node, value)
    for side in answer.also:
        if are_equal(scope.evaluate(side), value) is not True:
            raise UndecidedError("the answer contradicts itself: its sides are not equal")
    for side in answer.rounded:
        decimal = decimal_of(side)
        agrees = rounds_to(value, decimal) if decimal is not None else are_equal(scope.evaluate(side), value)
        if agrees is not True:
            raise UndecidedError("the answer contradicts itself: the approximation does not fit")
    return value


def _refuse_cancelled(case: Case, node: Node, value: sympy.Expr) -> None:
    """`7 + x - x` and `i^4` are no ways to write a number, unless i is a letter of the question's like x.

    Raises:
        UndecidedError: a letter of the answer is not in its value.
    """
    names = symbols_of(node) | {part.name for part in walk(node) if part.name == "i"}
    gone = names - {symbol.name for symbol in value.free_symbols} - ({"i"} if value.has(sympy.I) else set())
    if gone and not (gone == {"i"} and _is_same_in_i(case, node)):
        raise UndecidedError("letters of the answer cancel")


def _is_same_in_i(case: Case, node: Node) -> bool:
    source = case.scope.source
    scope = Scope(source.model_copy(update={"variables": (*source.variables, "i")}), case.scope.operations)
    values = [scope.evaluate(tree) for tree in (scope.parse(getattr(case.claim, "term", "0")), node)]
    if not all(isinstance(value, sympy.Expr) and value.has(scope.symbol("i")) for value in values):
        return False
    return are_equal(*values) is True


def unnamed(case: Case, names: set[str]) -> Answer:
    """The value behind `x = 5` or `f(2) = 5`, if the name is one that the question asks for."""
    answer = case.answer
    if answer.kind not in ("assignment", "equation"):
        if answer.variable:
            raise UndecidedError(f"the answer is about {answer.variable}")
        return answer
    if len(answer.solutions) != 1 or len(answer.solutions[0]) != 1:
        raise UndecidedError("the answer names several values where one is asked for")
    name, value = answer.solutions[0][0]
    if name.replace(" ", "") not in names:
        raise UndecidedError(f"the answer is about {name}, which is not what is asked for")
    return value


def compare(value: Any, given: sympy.Expr, node: Node) -> bool:
    """Whether a given value is the right one; UndecidedError if that is not known."""
    if not isinstance(value, sympy.Expr):
        raise UndecidedError("the right answer is not a single value")
    equal = are_equal(value, given)
    if equal is None:
        raise UndecidedError(f"it was not proven whether the answer equals {written(value)}")
    if not equal and not value.free_symbols:
        decimal = decimal_of(node)
        if decimal is not None and decimal.significant > 2 and rounds_to(value, decimal) is not False:
            raise UndecidedError(
                "the decimal agrees with the exact value as far as it goes, but is not equal to it"
            )
    return equal


def members(case: Case) -> Iterator[Answer]:
    """The members of a list, set or tuple, or the one thing itself."""
    answer = case.answer
    if answer.kind in ("list", "set", "tuple"):
        yield from answer.items
    else:
        yield answer


def listed(answer: Answer, *, point: bool = False) -> tuple[Answer, ...]:
    """The parts of an answer that is a list or a point; `[1, 2]` is a list of two here, no interval.

    Raises:
        UndecidedError: it is something else, or names things that may or may not belong to it (`1 or 2`).
    """
    if answer.kind == "interval" and answer.node.name == "[]" and not point:
        return tuple(typed(part) for part in answer.node.args)
    if answer.kind in (("tuple",) if point else ("list", "tuple")) and answer.node.op != "or":
        return answer.items
    raise UndecidedError("the answer is not a point" if point else "the answer is not a list")
