"""Vectors of which only lengths and scalar products are known.

Every length and scalar product of sums of multiples of such vectors is a sum of products of pairs, whatever
the dimension: `|a + b|^2` is `a.a + 2 a.b + b.b`. Each pair becomes an unknown number of its own.
"""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.expressions.vocabulary import BOLD
from phi4_node.verification.reading.grammar.scan import WordsError
from phi4_node.verification.reading.trees import call, number, rebuild, symbol, walk

Combination = dict[str, Node]
"""A vector as a sum of multiples of named ones."""


def without_vectors(tree: Node) -> Node:
    """The tree with numbers for all lengths and scalar products.

    Raises:
        WordsError: a vector occurs in another way.
    """
    if tree.op in ("norm", "abs") and _mentions(tree.args[0]):
        inner = _combination(tree.args[0])
        return call("sqrt", _product(inner, inner))
    if tree.op == "mul" and tree.name == "·" and all(map(_mentions, tree.args)):
        return _product(*map(_combination, tree.args))
    if tree.op == "sym" and tree.name[:1] in BOLD:
        raise WordsError("a vector of which too little is known")
    return rebuild(tree, tuple(map(without_vectors, tree.args)))


def _mentions(tree: Node) -> bool:
    return any(node.op == "sym" and node.name[:1] in BOLD for node in walk(tree))


def _combination(tree: Node) -> Combination:
    if tree.op == "sym" and tree.name[:1] in BOLD:
        return {tree.name: number(1)}
    if tree.op in ("neg", "pos"):
        sign = number(-1 if tree.op == "neg" else 1)
        return {name: _times(sign, part) for name, part in _combination(tree.args[0]).items()}
    if tree.op in ("add", "sub"):
        left, right = map(_combination, tree.args)
        for name, part in right.items():
            known = left.get(name, number(0))
            left[name] = Node(tree.op, (known, part))
        return left
    if tree.op == "mul" and tree.name != "×":
        for scalar, vector in (tree.args, tree.args[::-1]):
            if not _mentions(scalar):
                return {name: _times(scalar, part) for name, part in _combination(vector).items()}
    if tree.op == "div" and not _mentions(tree.args[1]):
        return {name: Node("div", (part, tree.args[1])) for name, part in _combination(tree.args[0]).items()}
    raise WordsError("a vector of which too little is known")


def _times(left: Node, right: Node) -> Node:
    return Node("mul", (left, right), "*")


def _product(left: Combination, right: Combination) -> Node:
    total: Node | None = None
    for first, one in left.items():
        for second, other in right.items():
            term = _times(_times(one, other), pair(first, second))
            total = term if total is None else Node("add", (total, term))
    assert total is not None
    return total


def pair(first: str, second: str) -> Node:
    """The unknown number for the scalar product of two vectors."""
    codes = sorted(ord(name[0]) - 0x1D400 for name in (first, second))
    return symbol(f"G_{codes[0]:02d}{codes[1]:02d}")
