"""Small helpers over syntax trees that the rules of the grammar share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from phi4_node.verification.expressions.syntax import Node

BINDERS = {
    "derivative": 1,
    "antiderivative": 1,
    "integral": 1,
    "limit": 1,
    "sum": 1,
    "product": 1,
    "roots": 1,
    "solutions": 1,
    **dict.fromkeys(("integers", "image"), 1),
    **{
        f"{domain}_where": 1
        for domain in ("real", "integer", "natural", "positive", "negative", "nonnegative", "nonzero")
    },
    "identical": 1,
    "vieta": 1,
    "coefficient": 1,
    "polynomial_degree": 1,
    "leading": 1,
    "coefficient_sum": 1,
    "coefficient_squares": 1,
    "discriminant": 1,
    "quadraticdiscriminant": 1,
    "asymptote": 1,
    **dict.fromkeys(("slope_at", "tangent", "normal", "taylor", "taylor_coefficient", "implicit"), 1),
}
"""Calls that bind the variable named by this argument inside their first argument."""

CLOSED = frozenset(
    "minimum maximum argmin argmax range domain slopeof xintercepts yintercepts centrex centrey "
    "squaredradius vertexx vertexy poles levelof ellipsearea tuples integer_tuples possible".split()
)
"""Calls that bind every letter in them."""

HOLE = Node("hole")


def number(value: int | Fraction) -> Node:
    """A numeral; a fraction becomes a quotient and a negative one a negation."""
    exact = Fraction(value)
    if exact < 0:
        return Node("neg", (number(-exact),))
    if exact.denominator != 1:
        return Node("div", (number(exact.numerator), number(exact.denominator)))
    return Node("num", value=exact)


def symbol(name: str) -> Node:
    """A variable."""
    return Node("sym", name=name)


def call(name: str, *args: Node) -> Node:
    """A call of an operation of the term language."""
    return Node("call", args, name=name)


def relation(left: Node, sign: str, right: Node) -> Node:
    """A relation such as `left <= right`."""
    return Node("rel", (left, right), name=sign)


def is_condition(node: Node) -> bool:
    """Whether it is an equation, an inequality or several joined by `and`."""
    if node.op in ("and", "or"):
        return all(is_condition(part) for part in node.args)
    return node.op in ("rel", "chain")


def gives_meaning_to_a_sign(node: Node) -> bool:
    """`Define a * b = a + 2b`: such an equation says what `*` means here, and nothing about a and b."""
    if node.op != "rel" or node.name != "=":
        return False
    left = node.args[0]
    return left.op in ("add", "sub", "mul", "div", "pow", "fact") and all(
        part.op == "sym" for part in left.args
    )


def is_value(node: Node) -> bool:
    """Whether it is a single thing with a value: neither a statement nor a list of things."""
    return node.op not in _NOT_VALUES


_NOT_VALUES = {"rel", "chain", "and", "or", "not", "implies", "iff", "xor", "list", "hole", "text", "pm"}


def items_of(node: Node) -> tuple[Node, ...]:
    """The parts of a bare list, or the thing itself."""
    return node.args if node.op == "list" else (node,)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, in the order in which it is written."""
    waiting = [node]  # not by recursion, in which each node passes through all those above it
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node.args[::-1])


def free_names(node: Node, bound: frozenset[str] = frozenset()) -> set[str]:
    """Names of variables that a tree leaves free."""
    if node.op == "sym":
        return set() if node.name in bound else {node.name}
    if node.op == "call" and node.name in CLOSED:
        return set()
    if node.op == "call" and node.name in BINDERS and len(node.args) > BINDERS[node.name]:
        variable = node.args[BINDERS[node.name]]
        if variable.op == "sym":
            names = set()
            if node.name == "derivative":  # the derivative is still a function of the variable
                names |= free_names(node.args[0], bound)
            else:
                names |= free_names(node.args[0], bound | {variable.name})
            for part in node.args[BINDERS[node.name] + 1 :]:
                names |= free_names(part, bound)
            return names
    found: set[str] = set()
    for part in node.args:
        found |= free_names(part, bound)
    return found


def rebuild(node: Node, args: tuple[Node, ...]) -> Node:
    """The same node with other parts."""
    return node if args == node.args else replace(node, args=args)


def renamed(node: Node, old: str, new: str) -> Node:
    """The same tree with another name for a variable."""
    if node.op == "sym":
        return symbol(new) if node.name == old else node
    return rebuild(node, tuple(renamed(part, old, new) for part in node.args))


def put(node: Node, values: dict[str, Node]) -> Node:
    """The tree with terms in the place of letters."""
    if node.op == "sym":
        return values.get(node.name, node)
    return rebuild(node, tuple(put(part, values) for part in node.args))
