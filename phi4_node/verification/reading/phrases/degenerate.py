"""Conditions on an equation that is written like a quadratic one, but whose first coefficients may be zero.

`k x^2 + k x + 1 = 0` has no real solution for 0 < k < 4, where its discriminant is negative, and for k = 0.
"""

from __future__ import annotations

from fractions import Fraction

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.trees import call, free_names, number, relation

Conditions = tuple[Node, ...]


def is_quadratic(value: Node, letter: Node) -> bool:
    """Whether one sees that the square of a letter has a number as coefficient, and nothing is higher."""
    found = False
    for term in _terms(value):
        times = _occurrences(term, letter)
        if times and any(part.op not in ("mul", "div", "num", "sym") for part in _around(term, letter)):
            return False
        if 2 in times and free_names(term) != {letter.name}:
            return False
        if len(times) > 1 or not times <= {1, 2}:
            return False
        found |= 2 in times
    return found


def _terms(node: Node) -> list[Node]:
    if node.op in ("add", "sub"):
        return _terms(node.args[0]) + _terms(node.args[1])
    return _terms(node.args[0]) if node.op in ("neg", "pos") else [node]


def _occurrences(node: Node, letter: Node) -> set[int]:
    """The powers in which a letter occurs in a product; 0 stands for anything else."""
    if node == letter:
        return {1}
    if node.op == "pow" and node.args[0] == letter:
        return {2} if node.args[1].op == "num" and node.args[1].value == Fraction(2) else {0}
    found = [_occurrences(part, letter) for part in node.args]
    several = sum(map(bool, found)) > 1
    return {0} if several else set().union(*found)


def _around(node: Node, letter: Node) -> list[Node]:
    """The nodes above the letter in a term."""
    if node == letter or (node.op == "pow" and node.args[0] == letter):
        return []
    inner = [part for part in node.args if letter.name in free_names(part)]
    divided = node.op == "div" and letter.name in free_names(node.args[1])
    above = [Node("pow", node.args)] if divided else [node]
    return above + [part for one in inner for part in _around(one, letter)]


def _parts(value: Node, letter: Node) -> tuple[Node, Node, Node]:
    """Discriminant, the sum of the squares of the first two coefficients, and the square of the last one."""
    square, linear, constant = (call("coefficient", value, letter, number(power)) for power in (2, 1, 0))
    size = Node("add", (Node("mul", (square, square), "*"), Node("mul", (linear, linear), "*")))
    return call("quadraticdiscriminant", value, letter), size, Node("mul", (constant, constant), "*")


def one_solution(value: Node, letter: Node) -> Conditions:
    """A double root, or no square but the unknown itself."""
    discriminant, size, _ = _parts(value, letter)
    product = Node("mul", (discriminant, call("coefficient", value, letter, number(2))), "*")
    return relation(product, "=", number(0)), relation(size, "!=", number(0))


def solvable(value: Node, letter: Node) -> Conditions:
    """There is a real solution; where both first coefficients are zero, only if the last one is."""
    discriminant, size, last = _parts(value, letter)
    either = Node("or", (relation(size, "!=", number(0)), relation(last, "<=", number(0))))
    return relation(discriminant, ">=", number(0)), either


def never_zero(value: Node, letter: Node) -> Conditions:
    """There is no real solution; where both first coefficients are zero, because the last one is not."""
    discriminant, size, last = _parts(value, letter)
    false = Node("and", (relation(size, "<=", number(0)), relation(last, ">", number(0))))
    return (Node("or", (relation(discriminant, "<", number(0)), false)),)
