"""One claim with the answer to it, and what every family asks of an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy

from phi4_node.verification.answers.answer import Answer
from phi4_node.verification.answers.rounding import decimal_of, rounds_to, truncates_to
from phi4_node.verification.answers.tree import typed
from phi4_node.verification.checks.base import UndecidedError, written
from phi4_node.verification.checks.scope import Scope
from phi4_node.verification.claims import Claim, Context
from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.trees import walk
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
    for side in answer.also:
        if are_equal(scope.evaluate(side), value) is not True:
            raise UndecidedError("the answer contradicts itself: its sides are not equal")
    for side in answer.rounded:
        decimal = decimal_of(side)
        agrees = (
            truncates_to(value, decimal) if decimal is not None else are_equal(scope.evaluate(side), value)
        )
        if agrees is not True:
            raise UndecidedError("the answer contradicts itself: the approximation does not fit")
    return value


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


def unfinished(node: Node) -> str:
    """What still has to be calculated in an answer: `3 + 4`, `2*3*x`; empty if nothing."""
    for part in walk(node):
        if part.op == "neg" and part.args[0].op == "num" and part.args[0].value == 0:
            return "minus zero is not a way to write zero"
        if (_is_rational_arithmetic(part) and not _is_written_out(part)) or _is_open_function(part):
            return "the answer is a calculation that was not carried out"
        if part.op == "call" and part.name in _TRIGONOMETRIC and _is_part_of_a_turn(part.args[0]):
            return "a trigonometric function of an angle was not worked out"
    return ""


def _is_part_of_a_turn(angle: Node) -> bool:
    """Whether it is so many degrees or so many times pi, where roots or a plain number may say the same."""
    parts = list(walk(angle))
    is_number = all(part.name == "pi" for part in parts if part.op == "sym")
    return is_number and any(part.op == "degree" or part.name == "pi" for part in parts)


def _is_open_function(node: Node) -> bool:
    """Whether a function of rational numbers stands in place of its value: `17 mod 5`, `16^(1/2)`."""
    if any(part.op in ("sym", "percent", "degree", "quantity") for part in walk(node)):
        return False
    if node.op == "pow":
        base, exponent = (Scope(Context(), {}).evaluate(part) for part in node.args)
        if not (isinstance(base, sympy.Rational) and isinstance(exponent, sympy.Rational)):
            return False
        return exponent.q != 1 and isinstance(base**exponent, sympy.Rational)
    return node.op in _OF_NUMBERS or (node.op == "call" and node.name not in _MAY_STAY)


_TRIGONOMETRIC = frozenset(("sin", "cos", "tan", "cot", "sec", "csc"))
_OF_NUMBERS = frozenset(("abs", "norm", "floor", "ceil", "ceiling"))
_MAY_STAY = frozenset("sqrt cbrt root log ln exp subscript ratio setbuilder".split()) | frozenset(
    prefix + name + suffix
    for name in ("sin", "cos", "tan", "cot", "sec", "csc")
    for prefix in ("", "a")
    for suffix in ("", "h")
)
"""Functions whose values at numbers may have no other name."""


def _is_written_out(node: Node) -> bool:
    """Whether arithmetic of numerals is a way to write one number: `-3/4`, `3*10^8`, `1 1/2`."""
    if node.op == "div":
        return all(_is_numeral(side) for side in node.args)
    if node.op in ("add", "sub", "mul", "pow", "factorial"):
        return _is_scientific(node) or _is_simple_fraction_term(node)
    return True


def _is_rational_arithmetic(node: Node) -> bool:
    if node.op in ("num", "repeat"):
        return True
    if node.op == "pow":
        exponent = node.args[1]
        return _is_rational_arithmetic(node.args[0]) and _is_integer(exponent)
    return node.op in ("add", "sub", "mul", "div", "neg", "pos", "mixed", "factorial") and all(
        _is_rational_arithmetic(part) for part in node.args
    )


def _is_integer(node: Node) -> bool:
    while node.op in ("neg", "pos"):
        node = node.args[0]
    return node.op == "num" and node.value is not None and node.value.denominator == 1


def _is_numeral(node: Node) -> bool:
    while node.op in ("neg", "pos"):
        node = node.args[0]
    return node.op == "num"


def _is_scientific(node: Node) -> bool:
    """`3*10^8` and the `10^8` in it."""
    power = node.args[1] if node.op == "mul" else node
    return (
        power.op == "pow"
        and power.args[0].op == "num"
        and power.args[0].value == Fraction(10)
        and (node is power or _is_numeral(node.args[0]))
    )


def _is_simple_fraction_term(node: Node) -> bool:
    """A negative fraction, written as a product or quotient by the reader."""
    return (
        node.op == "mul"
        and all(_is_numeral(part) for part in node.args)
        and Fraction(1) in {abs(part.value or 0) for part in node.args if part.op == "num"}
    )


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
