"""Sides with one unknown as polynomials: exact, small, and without a symbolic engine."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from phi4_node.verification.answers.answer import walk
from phi4_node.verification.expressions.parser import parse
from phi4_node.verification.expressions.syntax import Names, Node, ReadError
from phi4_node.verification.steps.sides import Side

_MAX_DEGREE = 12
_MAX_BITS = 2_000
_MAX_CHARACTERS = 400
_CONSTANTS = frozenset(("e", "i", "E", "I", "pi", "oo"))

Coefficients = dict[int, Fraction]
"""Coefficients by power; none of them is 0."""


@dataclass(frozen=True, slots=True)
class Polynomial:
    """A side as a polynomial.

    Attributes:
        side: Where it came from.
        node: Its tree.
        variable: Its only unknown; empty if it is a number.
        coefficients: By power.
        has_decimals: Whether a numeral with a point occurs, which may be rounded.
    """

    side: Side
    node: Node
    variable: str
    coefficients: Coefficients
    has_decimals: bool

    @property
    def degree(self) -> int:
        """The highest power; 0 for a number."""
        return max(self.coefficients, default=0)

    def at(self, value: Fraction) -> Fraction:
        """The value of the polynomial at a place."""
        return sum((factor * value**power for power, factor in self.coefficients.items()), Fraction(0))


def polynomial_of(side: Side) -> Polynomial | None:
    """Read a side; None if it is anything but a polynomial in at most one letter."""
    if not side.text or len(side.text) > _MAX_CHARACTERS or side.truncated or side.has_percent:
        return None
    try:
        node = parse(side.text, Names())
    except ReadError:
        return None
    parts = list(walk(node))
    names = {part.name for part in parts if part.op == "sym"}
    if len(names) > 1 or names & _CONSTANTS or any(len(name) > 1 for name in names):
        return None
    coefficients = _coefficients(node)
    if coefficients is None:
        return None
    has_decimals = any(part.op == "num" and part.places for part in parts)
    return Polynomial(side, node, "".join(names), coefficients, has_decimals)


def is_collected(node: Node) -> bool:
    """Whether a tree is a sum of different powers with a number each: nothing is left to simplify."""
    powers = []
    for term in _terms(node):
        factors = list(_factors(term))
        if any(part.op in ("add", "sub") for factor in factors for part in walk(factor)):
            return False
        if sum(not _has_unknown(factor) for factor in factors) > 1:
            return False
        coefficients = _coefficients(term) or {}
        powers += list(coefficients) or [0]
    return len(powers) == len(set(powers))


def _terms(node: Node) -> list[Node]:
    if node.op in ("add", "sub"):
        return [term for arg in node.args for term in _terms(arg)]
    if node.op in ("neg", "pos") and node.args[0].op in ("add", "sub"):
        return [node]
    return _terms(node.args[0]) if node.op in ("neg", "pos") else [node]


def _factors(node: Node) -> list[Node]:
    if node.op == "mul":
        return [factor for arg in node.args for factor in _factors(arg)]
    return [node]


def _has_unknown(node: Node) -> bool:
    return any(part.op == "sym" for part in walk(node))


def _coefficients(node: Node) -> Coefficients | None:
    if node.op == "num" and node.value is not None:
        return _cleaned({0: node.value})
    if node.op == "sym":
        return {1: Fraction(1)}
    if node.op == "pow":
        return _power(node)
    parts = [_coefficients(arg) for arg in node.args]
    known = [part for part in parts if part is not None]
    if not known or len(known) != len(parts):
        return None
    first = known[0]
    if node.op == "pos":
        return first
    if node.op == "neg":
        return {power: -factor for power, factor in first.items()}
    if len(known) != 2:
        return None
    second = known[1]
    if node.op in ("add", "mixed"):
        return _sum(first, second)
    if node.op == "sub":
        return _sum(first, {power: -factor for power, factor in second.items()})
    if node.op == "mul":
        return _product(first, second)
    if node.op == "div" and set(second) == {0}:
        return {power: factor / second[0] for power, factor in first.items()}
    return None


def _power(node: Node) -> Coefficients | None:
    base, exponent = _coefficients(node.args[0]), node.args[1]
    if base is None or exponent.op != "num" or exponent.value is None or exponent.value.denominator != 1:
        return None
    times = int(exponent.value)
    if not 0 <= times <= _MAX_DEGREE or times * max(base, default=0) > _MAX_DEGREE:
        return None
    result: Coefficients | None = {0: Fraction(1)}
    for _ in range(times):
        result = _product(result, base) if result is not None else None
    return result


def _sum(first: Coefficients, second: Coefficients) -> Coefficients:
    return _cleaned(
        {power: first.get(power, Fraction(0)) + second.get(power, Fraction(0)) for power in {*first, *second}}
    )


def _product(first: Coefficients, second: Coefficients) -> Coefficients | None:
    if max(first, default=0) + max(second, default=0) > _MAX_DEGREE:
        return None
    found: Coefficients = {}
    for one, factor in first.items():
        for other, by in second.items():
            found[one + other] = found.get(one + other, Fraction(0)) + factor * by
    if any(factor.numerator.bit_length() > _MAX_BITS for factor in found.values()):
        return None
    return _cleaned(found)


def _cleaned(coefficients: Coefficients) -> Coefficients:
    return {power: factor for power, factor in coefficients.items() if factor}
