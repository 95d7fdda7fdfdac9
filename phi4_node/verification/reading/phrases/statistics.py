"""Mean, median, mode and range of a list of numbers, also with unknowns in it.

`The mean of 3, 5 and x is 6` is an equation.
Standard deviations are not read: they are divided by n to some and by n - 1 to others.
"""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Builder, Rule, rule, rules
from phi4_node.verification.reading.statements import AskValue, Given
from phi4_node.verification.reading.tokens import Numbers
from phi4_node.verification.reading.trees import call, is_value, number, relation, walk

_MOST = 60
_NAMES = frozenset(("mean", "median", "mode", "data_range"))

Items = tuple[Node, ...]


def _listed(s: Numbers) -> Items | None:
    return s.items if not s.hole else None


def _bracketed(m: Node) -> Items | None:
    """A set or list in brackets; a pair may be a point."""
    if m.op not in ("set", "list", "tuple") or not all(is_value(part) for part in m.args):
        return None
    if m.op == "set" and len(set(m.args)) < len(m.args):
        return None  # a set has every member once, but its writer may mean a list
    return m.args


def _data_set(m: Node) -> Items | None:
    return m.args if m.op == "set" and all(is_value(part) for part in m.args) else None


def _data(items: Items) -> Items | None:
    """Items with letters or words; plain numerals are read at once, which keeps the readings few.

    `The median of 1, 2 and the mean of 4, 6` asks for two things.
    """
    parts = [part for item in items for part in walk(item)]
    if all(part.op in ("num", "neg", "div") for part in parts) or any(part.name in _NAMES for part in parts):
        return None
    return items if 1 < len(items) <= _MOST else None


def _counted(n: int, items: Items) -> Items | None:
    """`the three numbers 1, x and 5`."""
    return items if n == len(items) and n > 1 else None


def _integers(items: Items) -> Items | None:
    """Unknowns that are said to be integers would be a condition of their own."""
    known = all(
        part.op == "neg" or (part.op == "num" and part.value is not None and part.value.denominator == 1)
        for item in items
        for part in walk(item)
    )
    return items if known and len(items) > 1 else None


def _mean(items: Items) -> Node:
    return call("mean", *items)


def _product(items: Items) -> Node:
    total = items[0]
    for item in items[1:]:
        total = Node("mul", (total, item), "*")
    return total


def _geometric_mean(items: Items) -> Node | None:
    if any(item.op == "neg" for item in items):
        return None  # only numbers that are not negative have one
    inner = _product(items)
    return call("sqrt", inner) if len(items) == 2 else call("root", inner, number(len(items)))


def _harmonic_mean(items: Items) -> Node:
    return Node("div", (number(1), _mean(tuple(Node("div", (number(1), item)) for item in items))))


def _operation(name: str) -> Builder:
    return lambda items: call(name, *items)


RULES: list[Rule] = [
    rule("data", "{items:terms}", _data),
    rule("data", "{s:numbers}", _listed),
    rule("data", "[the] [following] data set [:] {m:math}", _data_set),
    rule("data", "{m:math}", _bracketed),
    *rules(
        "data",
        [
            "[the] [following] (numbers|values|data set|data|list|set of numbers|list of numbers|data"
            " points|scores) [:] {items:data}",
            "[the] set {items:data}",
        ],
        lambda items: items,
    ),
    *rules(
        "data", ["[the] {n:whole} (numbers|values) {items:data}", "{items:data}这{n:whole}个数"], _counted
    ),
    *rules("data", ["[the] [following] integers [:] {items:data}"], _integers),
    *rules(
        "term",
        [
            "[the] [arithmetic] (mean|average|mean value|average value) of {items:data}",
            "{items:data}的(平均数|平均值|算术平均数)",
        ],
        _mean,
    ),
    *rules("term", ["[the] geometric mean of {items:data}"], _geometric_mean),
    *rules("term", ["[the] harmonic mean of {items:data}"], _harmonic_mean),
    *rules("term", ["[the] median [value] of {items:data}", "{items:data}的中位数"], _operation("median")),
    *rules("term", ["[the] mode of {items:data}", "{items:data}的众数"], _operation("mode")),
    *rules("term", ["[the] range of {items:data}", "{items:data}的极差"], _operation("data_range")),
    *rules(
        "statement",
        [f"the {word} of {{items:data}} is {{b:term}}" for word in ("(arithmetic mean|mean|average)",)],
        lambda items, b: (Given((relation(_mean(items), "=", b),)),),
    ),
    *rules(
        "statement",
        ["[real] numbers {c:conditions}"],
        lambda c: (Given(c),),
    ),
    *rules("statement", ["average {items:data}"], lambda items: (AskValue((_mean(items),)),)),
    *rules(
        "conditions",
        ["{items:terms} have (a|an) [arithmetic] (mean|average) of {b:math}"],
        lambda items, b: (relation(_mean(items), "=", b),) if len(items) > 1 else None,
    ),
    *rules(
        "conditions",
        [
            "{items:terms} have (a|an) [arithmetic] (mean|average) of {b:math} and a geometric mean of"
            " {g:math}"
        ],
        lambda items, b, g: (
            (relation(_mean(items), "=", b), relation(middle, "=", g))
            if len(items) > 1 and (middle := _geometric_mean(items)) is not None
            else None
        ),
    ),
    *rules(
        "conditions",
        ["{items:terms} have a geometric mean of {b:math}"],
        lambda items, b: (
            (relation(middle, "=", b),)
            if len(items) > 1 and (middle := _geometric_mean(items)) is not None
            else None
        ),
    ),
]
