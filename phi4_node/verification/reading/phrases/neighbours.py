"""Whole numbers beside a number: the closest, those between which it lies; consecutive integers."""

from __future__ import annotations

from itertools import pairwise

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rules
from phi4_node.verification.reading.statements import AskValue, Assume, Define, Given, Statement
from phi4_node.verification.reading.trees import call, is_value, number, relation, symbol


def _between(a: Node, u: tuple[str, ...]) -> tuple[Statement, ...] | None:
    """A number lies between two consecutive integers, and is neither of them."""
    if len(u) != 2 or not is_value(a):
        return None
    low, high = map(symbol, u)
    return (
        Define(u[0], (), Node("floor", (a,))),
        Define(u[1], (), Node("add", (low, number(1)))),
        Given((relation(Node("ceiling", (a,)), "=", high),)),
    )


def _closest(a: Node) -> Node:
    return call("nearest_integer", a)


def _only_between(a: Node, b: Node) -> Node:
    """The one integer between two numbers, in whatever order they are named."""
    name = symbol("n_0")
    ends = call("min", a, b), call("max", a, b)
    inside = Node("and", (relation(ends[0], "<", name), relation(name, "<", ends[1])))
    return call("only", call("integer_where", inside, name))


def _in_a_row(u: tuple[str, ...], c: tuple[Node, ...] = ()) -> tuple[Statement, ...] | None:
    """`a and b are consecutive integers`: which of two is greater must be said, or not matter."""
    if len(u) < 2:
        return None
    letters = list(map(symbol, u))
    said: list[Statement] = [Assume(u, "integer")]
    if len(u) == 2:
        gap = Node("pow", (Node("sub", (letters[1], letters[0])), number(2)))
        return (*said, Given((relation(gap, "=", number(1)), *c)))
    steps = [relation(later, "=", Node("add", (letter, number(1)))) for letter, later in pairwise(letters)]
    return (*said, Given((*steps, *c)))


_FIND = "(what is|find|determine|compute|which is)"
_CLOSEST = "(closest|nearest) [in value] to"

RULES: list[Rule] = [
    *rules(
        "statement",
        [
            "[if] [the value of] {a:term} (is|lies) between [the] [two] consecutive [positive] integers"
            " {u:names}",
            "[if] [the value of] {a:term} (is|lies) between {u:names} [,] where {names} are consecutive"
            " [positive]"
            " integers",
        ],
        _between,
    ),
    *rules(
        "term",
        [
            f"the [whole number|integer] {_CLOSEST} {{a:term}}",
            f"the (integer|whole number) {_CLOSEST} {{a:term}}",
        ],
        _closest,
    ),
    *rules(
        "statement",
        [f"(what|which) (integer|whole number) is {_CLOSEST} {{a:term}}"],
        lambda a: _asked(_closest(a)),
    ),
    *rules(
        "term",
        [
            "the [only] (integer|whole number) (that lies|lying|that is|which lies) between {a:term} and"
            " {b:term}"
        ],
        _only_between,
    ),
    *rules(
        "statement",
        [
            "[if|suppose|given that|let] {u:names} (are|be) [two|three] consecutive integers",
            "[if|suppose|given that|let] {u:names} (are|be) [two|three] consecutive integers [,]"
            " (and|with|such that)"
            " {c:conditions}",
        ],
        _in_a_row,
    ),
]


def _asked(term: Node) -> tuple[Statement, ...]:
    return (AskValue((term,)),)
