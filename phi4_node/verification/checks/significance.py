"""Significant digits, and answers that miss a rounded value by no mistake of their own."""

from __future__ import annotations

from typing import Any

import sympy

from phi4_node.verification.answers.answer import Answer
from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.checks.roundings import round_to
from phi4_node.verification.checks.signs import sign_of
from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.trees import walk

_MOST_DIGITS = 60
_MANY = 8


def exponent_of(value: sympy.Expr) -> int:
    """The integer e with 10^e <= |value| < 10^(e+1), proven; the value is not zero."""
    size = abs(value)
    guess = int(sympy.floor(sympy.log(size.evalf(40), 10)))
    for exponent in (guess - 1, guess, guess + 1):
        low = sign_of(size - sympy.Integer(10) ** exponent)
        high = sign_of(size - sympy.Integer(10) ** (exponent + 1))
        if low is None or high is None:
            break
        if low >= 0 > high:
            return exponent
    raise UndecidedError("the size of what is to be rounded is not known")


def _unit(value: sympy.Expr, digits: int) -> sympy.Rational:
    return sympy.Integer(10) ** (exponent_of(value) - digits + 1)


def _digits(digits: Any) -> int:
    if not isinstance(digits, sympy.Integer) or not 1 <= digits <= _MOST_DIGITS:
        raise UndecidedError("the number of significant digits is not a small natural number")
    return int(digits)


def round_significant(value: Any, digits: Any) -> sympy.Expr:
    """To significant digits, half away from zero."""
    amount = _digits(digits)
    if not isinstance(value, sympy.Expr) or value.free_symbols:
        raise UndecidedError("what is to be rounded is not a number")
    if sign_of(value) == 0:
        return sympy.S.Zero
    return round_to(value, _unit(value, amount))


def refuse_near_miss(term: Node, value: sympy.Expr, given: sympy.Expr) -> None:
    """What differs from the value in a way that the words leave room for is no mistake.

    Raises:
        UndecidedError: the answer has more digits than were asked for, or its last of many digits differs by
            one, as rounding in between does.
    """
    if not isinstance(given, sympy.Rational) or not isinstance(value, sympy.Rational):
        return
    if term.op == "call" and term.name == "round_significant" and value:
        digits = _digits(sympy.Integer(int(term.args[1].value or 0)))
        if given and round_significant(given, sympy.Integer(digits)) == value:
            raise UndecidedError("the answer has more digits than were asked for")
        if digits >= _MANY and abs(given - value) <= _unit(value, digits):
            raise UndecidedError("only the last digit differs, as rounding in between can make it")


def refuse_more_digits(term: Node, answer: Answer) -> None:
    """`1.4140` is no way to write the square root of 2 to three places, and a fraction has no places.

    Raises:
        UndecidedError: the question asks for a number of places, and the answer is not written with at most
            so many.
    """
    if term.op != "call" or term.name != "round":
        return
    asked = int(term.args[1].value or 0) if len(term.args) > 1 and term.args[1].op == "num" else 0
    places = [part.places or 0 for part in walk(answer.node)]
    if answer.rounded or max(places) > max(asked, 0) or (asked > 0 and answer.node.op == "div"):
        raise UndecidedError("the answer is not written with the decimal places that were asked for")


def refuse_doubtful_sign(term: Node) -> None:
    """`-95.24^8`: where a negative decimal was put in for a number, the sign is hardly outside of the power.

    Raises:
        UndecidedError: the term is such a power.
    """
    inner = term.args[0] if term.op == "call" and term.name.startswith("round") else term
    if inner.op == "neg" and inner.args[0].op == "pow":
        base, exponent = inner.args[0].args
        if base.op == "num" and base.places and not (exponent.op == "num" and (exponent.value or 0) % 2 == 1):
            raise UndecidedError("whether the sign belongs to what is raised to the power is not clear")


OPERATIONS: dict[str, Any] = {"round_significant": round_significant}
CHECKS: dict[str, Any] = {}
