"""Arithmetic and geometric sequences and sums with `...` in them: what the terms that are shown determine."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.trees import call, number, rebuild, symbol, walk

_MAX_STEPS = 10**9


def exact(node: Node) -> Fraction | None:
    """The value of a numeral or fraction; None for everything else."""
    if node.op in ("num", "repeat"):
        return node.value
    if node.op in ("neg", "pos"):
        inner = exact(node.args[0])
        if inner is None:
            return None
        return -inner if node.op == "neg" else inner
    if node.op in ("div", "mul") and len(node.args) == 2:
        first, second = exact(node.args[0]), exact(node.args[1])
        if first is None or second is None or (node.op == "div" and second == 0):
            return None
        return first / second if node.op == "div" else first * second
    if node.op == "pow":
        base, exponent = exact(node.args[0]), exact(node.args[1])
        if base is None or exponent is None or exponent.denominator != 1 or not 0 <= exponent <= 200:
            return None
        return base ** int(exponent) if base else None
    return None


@dataclass(frozen=True, slots=True)
class Progression:
    """A sequence with a constant difference or ratio.

    Attributes:
        first: Its first term.
        step: The difference, or the ratio.
        geometric: Which of them `step` is.
        last: Its last term, if it ends.
        dotted: It goes on after the terms that are shown; else they may be all of it.
    """

    first: Node
    step: Node
    geometric: bool = False
    last: Node | None = None
    dotted: bool = True

    def term(self, position: Node) -> Node:
        """The term at a position, counted from 1."""
        before = Node("sub", (position, number(1)))
        if self.geometric:
            return Node("mul", (self.first, Node("pow", (self.step, before))), "*")
        return Node("add", (self.first, Node("mul", (before, self.step), "*")))

    def sum(self, count: Node) -> Node:
        """The sum of its first terms."""
        if self.geometric:
            above = Node("sub", (Node("pow", (self.step, count)), number(1)))
            quotient = Node("div", (above, Node("sub", (self.step, number(1)))))
            return Node("mul", (self.first, quotient), "*")
        ends = Node("add", (self.first, self.term(count)))
        return Node("div", (Node("mul", (count, ends), "*"), number(2)))

    def count(self) -> int | None:
        """How many terms it has, if it ends and can be counted."""
        if self.last is None:
            return None
        first, step, last = exact(self.first), exact(self.step), exact(self.last)
        if first is None or step is None or last is None:
            return None
        return _steps(first, step, last, self.geometric)


def _steps(first: Fraction, step: Fraction, last: Fraction, geometric: bool) -> int | None:
    """How many terms there are from `first` to `last`; None if `last` is none of them."""
    if not geometric:
        if step == 0:
            return None
        count = (last - first) / step + 1
        return int(count) if count.denominator == 1 and 0 < count < _MAX_STEPS else None
    if step in (0, 1, -1) or first == 0:
        return None
    value, place = first, 1
    while value != last and place < 400:
        value, place = value * step, place + 1
    return place if value == last else None


def progression(
    items: Sequence[Node], after: Sequence[Node] = (), *, geometric: bool | None = None, least: int = 3
) -> Progression | None:
    """The progression that the terms shown belong to; None if they do not or there are too few.

    Args:
        items: Terms from the start.
        after: Terms after `...`, up to the last.
        geometric: Which kind the words say; None if they say none.
        least: How many terms must be shown.
    """
    values = [exact(item) for item in items]
    ends = [exact(item) for item in after]
    known = [value for value in values if value is not None]
    known_ends = [value for value in ends if value is not None]
    if len(known) < max(2, least) or len(known) < len(values) or len(known_ends) < len(ends):
        return None
    last = after[-1] if after else None
    if geometric is not True and len({b - a for a, b in itertools.pairwise(known)}) == 1:
        step = known[1] - known[0]
        found = Progression(items[0], number(step), last=last)
        return found if _fits(known[0], step, known_ends, False) else None
    if geometric is not False and 0 not in known and len({b / a for a, b in itertools.pairwise(known)}) == 1:
        step = known[1] / known[0]
        found = Progression(items[0], number(step), True, last)
        return found if _fits(known[0], step, known_ends, True) else None
    return None


def _fits(first: Fraction, step: Fraction, ends: list[Fraction], geometric: bool) -> bool:
    """Whether the terms after `...` are terms, one after the other."""
    places = [_steps(first, step, end, geometric) for end in ends]
    return all(place is not None for place in places) and all(
        (b or 0) - (a or 0) == 1 for a, b in itertools.pairwise(places)
    )


# Sums with dots -----------------------------------------------------------------------------------


def summands(node: Node) -> list[Node]:
    """The parts of a sum with their signs."""
    if node.op == "add":
        return summands(node.args[0]) + summands(node.args[1])
    if node.op == "sub":
        return summands(node.args[0]) + [_negated(part) for part in summands(node.args[1])]
    return [node]


def _negated(node: Node) -> Node:
    if node.op == "neg":
        return node.args[0]
    return node if node.op == "hole" else Node("neg", (node,))


def series(node: Node) -> Node | None:
    """`1 + 2 + 3 + ... + 100` without its dots; None if it is no such sum or its rule is not plain."""
    if node.op not in ("add", "sub"):
        return None
    parts = summands(node)
    holes = [index for index, part in enumerate(parts) if part.op == "hole"]
    if len(holes) != 1 or any(
        part.op == "hole" for item in parts if item.op != "hole" for part in walk(item)
    ):
        return None
    shown, after = parts[: holes[0]], parts[holes[0] + 1 :]
    if len(shown) < 2 or (len(shown) < 3 and (len(after) < 2 or not after)):
        return None
    found = progression(shown, after, least=2 if len(shown) + len(after) > 3 else 3)
    if found is not None:
        return _total(found)
    return _by_shape(shown, after) if after else None


def _total(found: Progression) -> Node | None:
    step = exact(found.step)
    if found.last is None:
        if not found.geometric or step is None or abs(step) >= 1:
            return None
        return Node("div", (found.first, Node("sub", (number(1), found.step))))
    count = found.count()
    return None if count is None else found.sum(number(count))


def _by_shape(shown: list[Node], after: list[Node]) -> Node | None:
    """`f(1) + f(2) + ... + f(9)`: summands that differ only in integers that count up together."""
    if len(shown) < 3 and len(shown) + len(after) < 4:
        return None
    used = {part.name for item in shown for part in walk(item) if part.op == "sym"}
    name = next(name for name in ("k_0", "j_0", "m_0") if name not in used)
    body = _pattern(shown, symbol(name))
    if body is None or not any(part == symbol(name) for part in walk(body)):
        return None
    places = [_place(body, item, name) for item in after]
    if any(place is None for place in places):
        return None
    counted = [place for place in places if place is not None]
    if any(b - a != 1 for a, b in itertools.pairwise(counted)) or counted[0] < len(shown):
        return None
    return call("sum", body, symbol(name), number(0), number(counted[-1]))


def _pattern(items: list[Node], index: Node) -> Node | None:
    """The common shape, with `start + index*step` for integers that change by a constant step."""
    first = items[0]
    if all(item == first for item in items):
        return first
    if all(item.op == "num" for item in items):
        values = [item.value for item in items if item.value is not None and item.value.denominator == 1]
        steps = {b - a for a, b in itertools.pairwise(values)}
        if len(values) < len(items) or len(steps) != 1:
            return None
        step = steps.pop()
        return Node("add", (first, Node("mul", (number(step), index), "*")))
    if len({(item.op, item.name, len(item.args)) for item in items}) > 1:
        return None
    parts = [_pattern([item.args[at] for item in items], index) for at in range(len(first.args))]
    if not parts or any(part is None for part in parts):
        return None
    return rebuild(first, tuple(part for part in parts if part is not None))


def _place(body: Node, item: Node, name: str) -> int | None:
    """Which index makes the pattern this summand; None if none does."""
    found: set[Fraction] = set()
    if not _matches(body, item, name, found) or len(found) != 1:
        return None
    place = found.pop()
    return int(place) if place.denominator == 1 and 0 <= place < _MAX_STEPS else None


def _matches(body: Node, item: Node, name: str, found: set[Fraction]) -> bool:
    if body.op == "add" and body.args[1].op == "mul" and body.args[1].args[1] == symbol(name):
        start, step = exact(body.args[0]), exact(body.args[1].args[0])
        value = exact(item) if item.op in ("num", "neg") else None
        if start is None or not step or value is None:
            return False
        found.add((value - start) / step)
        return True
    if (body.op, body.name, body.value, len(body.args)) != (item.op, item.name, item.value, len(item.args)):
        return False
    return all(_matches(b, i, name, found) for b, i in zip(body.args, item.args, strict=True))
