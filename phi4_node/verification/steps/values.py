"""What a side of a step is worth: exactly, and with what its rounded decimals may hide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import sympy
from sympy.core.function import AppliedUndef

from phi4_node.verification.answers.answer import walk
from phi4_node.verification.answers.rounding import Decimal, is_within
from phi4_node.verification.answers.values import value_of
from phi4_node.verification.expressions.parser import parse
from phi4_node.verification.expressions.syntax import Names, Node, ReadError
from phi4_node.verification.steps.sides import Side
from phi4_node.verification.zero.zero import are_equal

_MAX_POWER = 200
_MAX_BITS = 4_000
_OPERATIONS = frozenset("add sub mul div pow call factorial abs floor ceiling".split())
_SCALARS = frozenset(
    "num neg pos add sub mul div pow mixed percent repeat sym call factorial abs floor ceiling degree "
    "quantity".split()
)


@dataclass(frozen=True, slots=True)
class Value:
    """A side that was read.

    Attributes:
        side: Where it came from.
        node: Its tree.
        exact: Its value.
        low: Smallest value, if every decimal in it was rounded or cut off at its last place.
        high: Biggest such value.
        decimal: The side, if it is nothing but one decimal.
        bound: Names of variables whose earlier value was used.
    """

    side: Side
    node: Node
    exact: sympy.Expr
    low: Fraction | None
    high: Fraction | None
    decimal: Decimal | None
    bound: frozenset[str]

    @property
    def calculates(self) -> bool:
        """Whether something is calculated: more than one number, maybe with a sign."""
        return any(part.op in _OPERATIONS for part in walk(self.node))


def value_of_side(
    side: Side, bindings: Mapping[str, Fraction], given: frozenset[Fraction] = frozenset()
) -> Value | None:
    """Evaluate a side; None if anything in it is not understood.

    Args:
        side: What was read.
        bindings: What variables stand for.
        given: Decimals that the asker gave, which are exact.
    """
    if not side.text or len(side.text) > 400:
        return None
    try:
        node = parse(side.text, Names(variables=frozenset(bindings)))
        if any(part.op not in _SCALARS for part in walk(node)):
            return None
        node = _without_units(node)
        names = frozenset(part.name for part in walk(node) if part.op == "sym") - {"pi"}
        if not names <= set(bindings):
            return None
        exact = value_of(node)
    except ReadError:
        return None
    if not isinstance(exact, sympy.Expr):
        return None
    known = {sympy.Symbol(name): _rational(bindings[name]) for name in names}
    exact = exact.xreplace(known)
    if exact.free_symbols or exact.has(sympy.nan, sympy.zoo, sympy.oo) or exact.atoms(AppliedUndef):
        return None
    low, high = _range(node, bindings, given) or (None, None)
    return Value(side, node, exact, low, high, _decimal(node, side), names)


def _rational(value: Fraction) -> sympy.Rational:
    return sympy.Rational(value.numerator, value.denominator)


def _without_units(node: Node) -> Node:
    """Units and degree signs only name what is counted, except within a sine."""
    if node.op in ("quantity", "degree"):
        return _without_units(node.args[0])
    if node.op == "call":
        return node
    return Node(node.op, tuple(map(_without_units, node.args)), node.name, node.value, node.places)


def _decimal(node: Node, side: Side) -> Decimal | None:
    """The one number that a side is; an integer has no places."""
    sign = 1
    while node.op in ("neg", "pos"):
        sign = -sign if node.op == "neg" else sign
        node = node.args[0]
    if node.op == "percent":
        inner = _decimal(node.args[0], side)
        return Decimal(sign * inner.value / 100, inner.places + 2) if inner else None
    if node.op != "num" or node.value is None:
        return None
    return Decimal(sign * node.value, node.places or 0)


# Ranges --------------------------------------------------------------------------------------------

_Range = tuple[Fraction, Fraction]


def _range(node: Node, bindings: Mapping[str, Fraction], given: frozenset[Fraction]) -> _Range | None:
    """Bounds for the value, with every decimal uncertain by one unit in its last place; None if unknown."""
    if node.op == "num" or node.op == "repeat":
        value = node.value or Fraction(0)
        slack = Fraction(1, 10**node.places) if node.places and value not in given else Fraction(0)
        return value - slack, value + slack
    if node.op == "sym":
        return (bindings[node.name],) * 2 if node.name in bindings else None
    parts = [_range(arg, bindings, given) for arg in node.args]
    if any(part is None for part in parts):
        return None
    return _combine(node, [part for part in parts if part is not None])


def _combine(node: Node, parts: list[_Range]) -> _Range | None:
    if max(abs(end).numerator.bit_length() for part in parts for end in part) > _MAX_BITS:
        return None
    first = parts[0]
    if node.op == "neg":
        return -first[1], -first[0]
    if node.op == "pos":
        return first
    if node.op == "percent":
        return first[0] / 100, first[1] / 100
    if len(parts) != 2:
        return None
    second = parts[1]
    if node.op in ("add", "mixed"):
        return first[0] + second[0], first[1] + second[1]
    if node.op == "sub":
        return first[0] - second[1], first[1] - second[0]
    if node.op == "mul":
        return _span([one * other for one in first for other in second])
    if node.op == "div":
        if second[0] <= 0 <= second[1]:
            return None
        return _span([one / other for one in first for other in second])
    if (
        node.op == "pow"
        and second[0] == second[1]
        and second[0].denominator == 1
        and 0 <= second[0] <= _MAX_POWER
    ):
        if first[0] < 0 < first[1]:
            return None
        power = int(second[0])
        return _span([end**power for end in first])
    return None


def _span(values: list[Fraction]) -> _Range:
    return min(values), max(values)


# Comparing -----------------------------------------------------------------------------------------


def equal(first: Value, second: Value) -> bool | None:
    """Whether two sides have the same exact value."""
    return are_equal(first.exact, second.exact)


def is_rounding(exact: Value, rounded: Value) -> bool:
    """Whether one side is the other, rounded or cut off at the places that are written."""
    decimal = rounded.decimal
    if decimal is None or (exact.exact * 10**decimal.places).is_integer:
        return False  # nothing had to be rounded
    return is_within(exact.exact, decimal.value, decimal.unit) is True


def may_be_equal(first: Value, second: Value) -> bool:
    """Whether the sides agree within what the decimals in them may hide."""
    if first.low is None or first.high is None or second.low is None or second.high is None:
        return any(part.op == "num" and part.places for side in (first, second) for part in walk(side.node))
    if _needs_no_rounding(first, second) or _needs_no_rounding(second, first):
        return False
    return first.low <= second.high and second.low <= first.high


def _needs_no_rounding(exact: Value, written: Value) -> bool:
    """Whether one side is known exactly and would fit into the places that the other side shows."""
    if exact.low is None or exact.low != exact.high or written.decimal is None:
        return False
    return bool((exact.low * 10**written.decimal.places).denominator == 1)
