"""Nodes made from what was read, where one sign or name stands for more than one node."""

from __future__ import annotations

from fractions import Fraction

from phi4_node.verification.expressions.syntax import Node, ReadError
from phi4_node.verification.expressions.tokens import Token
from phi4_node.verification.expressions.vocabulary import BOLD

_VECTORS = frozenset(("matrix", "tuple", "pair"))
_VECTOR_CALLS = frozenset(("projection", "transpose", "inverse"))
_NODES_BY_NAME = frozenset(("abs", "norm", "floor", "ceiling", "factorial"))


def literal(token: Token) -> Node:
    """The node of a numeral that is more than digits."""
    value = token.value
    assert value is not None
    if token.name in ("vulgar", "fraction"):
        if value.denominator == 1:
            return Node("num", value=value)
        return Node(
            "div",
            (Node("num", value=Fraction(value.numerator)), Node("num", value=Fraction(value.denominator))),
        )
    if token.name == "percentage":
        return Node("percent", (Node("num", value=value),))
    if token.name == "based":
        return Node("based", (Node("num", value=value),), token.text)
    if token.name == "scientific":
        mantissa, _, power = token.text.partition("e")
        number = Node("num", value=Fraction(mantissa), places=len(mantissa.partition(".")[2]) or None)
        exponent = Node("num", value=Fraction(abs(int(power))))
        if power.startswith("-"):
            exponent = Node("neg", (exponent,))
        return Node("mul", (number, Node("pow", (Node("num", value=Fraction(10)), exponent))), "*")
    return Node(token.name, name=token.text, value=value)


def called(name: str, arguments: tuple[Node, ...]) -> Node:
    """A call, or the node that this name is another way to write."""
    if name in _NODES_BY_NAME and len(arguments) == 1:
        return Node(name, arguments)
    if name in ("list", "tuple"):
        return Node(name, arguments)
    if name == "interval" and len(arguments) == 2:
        return Node(name, arguments, "()")
    return Node("call", arguments, name)


def mixed(whole: Node, fraction: Node, token: Token) -> Node:
    """A mixed number; refused if the fraction is improper, because then it may be a product."""
    above, below = fraction.args
    assert above.value is not None and below.value is not None
    if above.value >= below.value or above.places is not None or below.places is not None or above.value == 0:
        raise ReadError(
            "a number beside an improper fraction: mixed number or product? write a sign", token.start
        )
    return Node("mixed", (whole, fraction))


def enclosed(brackets: str, parts: tuple[Node, ...], token: Token) -> Node:
    """What a pair of brackets makes of its parts."""
    if brackets in ("{}", "\\{\\}"):
        return Node("set", parts)
    if brackets == "()":
        if len(parts) == 1:
            return parts[0]
        return Node("pair" if len(parts) == 2 else "tuple", parts)
    if brackets == "[]":
        rows = [part for part in parts if part.op == "list" or (part.op, part.name) == ("interval", "[]")]
        if rows and len(rows) == len(parts) and len({len(row.args) for row in rows}) == 1 and rows[0].args:
            return Node("matrix", tuple(Node("list", row.args) for row in rows))
        if len(parts) == 1 and parts[0].op == "matrix":
            return parts[0]
        return Node("interval", parts, "[]") if len(parts) == 2 else Node("list", parts)
    if len(parts) != 2:
        raise ReadError("brackets that do not match", token.start)
    return Node("interval", parts, brackets)


def may_be_vector(node: Node) -> bool:
    """Whether it can be a vector, so that × and · mean different products."""
    if node.op in _VECTORS:
        return True
    if node.op == "sym":
        return node.name[:1] in BOLD
    if node.op == "mul" and node.name == "·":
        return False
    if node.op == "call":
        return node.name in _VECTOR_CALLS
    return node.op in ("neg", "pos", "add", "sub", "mul", "div", "pow") and any(map(may_be_vector, node.args))
