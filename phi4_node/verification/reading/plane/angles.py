"""Angles at points: their sines and cosines as terms, and equations between them.

An angle of a figure is between 0 and 180 degrees, so two are equal if their cosines are, and two sums that
stay below 360 degrees if their cosines and their sines are.
"""

from __future__ import annotations

from fractions import Fraction

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.scan import WordsError
from phi4_node.verification.reading.plane.figure import Figure, minus, over, plus, times
from phi4_node.verification.reading.plane.notation import is_named, letters_in
from phi4_node.verification.reading.trees import call, number, relation

_FUNCTIONS = frozenset(("sin", "cos", "tan", "cot", "sec", "csc"))
_MOST_TURNS = 4

Wave = tuple[Node, Node]
"""The cosine and the sine of an angle."""


def full_angle(figure: Figure, names: str) -> str:
    """An angle by three points; one letter is a corner of the only triangle."""
    if len(names) == 3:
        return names
    corners = [polygon for polygon in figure.polygons if names in polygon]
    if len(corners) != 1:
        raise WordsError(f"which angle at {names} is meant is not said")
    place = corners[0].index(names)
    return corners[0][place - 1] + names + corners[0][(place + 1) % len(corners[0])]


def is_angle(tree: Node) -> bool:
    """Whether a term is made of angles: `2 * angle ABC`, `angle A + 30 degrees`."""
    if tree.op == "sym":
        return is_named(tree.name, "N")
    return tree.op in ("add", "sub", "mul", "div", "neg") and any(map(is_angle, tree.args))


def trigonometric(figure: Figure, tree: Node) -> Node | None:
    """`cos B` or `tan(angle ABC + angle ACB)` in coordinates; None if it is about no angle of the figure."""
    if tree.op == "pow" and tree.args[0].op == "call" and tree.args[0].name in _FUNCTIONS:
        inner = trigonometric(figure, tree.args[0])
        return None if inner is None else Node("pow", (inner, tree.args[1]))
    if tree.op != "call" or tree.name not in _FUNCTIONS or len(tree.args) != 1:
        return None
    if not _is_about_corners(figure, tree.args[0]):
        return None
    cosine, sine = _wave(figure, tree.args[0])
    return {
        "sin": sine,
        "cos": cosine,
        "tan": over(sine, cosine),
        "cot": over(cosine, sine),
        "sec": over(number(1), cosine),
        "csc": over(number(1), sine),
    }[tree.name]


def _is_about_corners(figure: Figure, tree: Node) -> bool:
    if tree.op == "sym":
        return is_named(tree.name, "N") or _is_corner(figure, tree.name)
    return any(_is_about_corners(figure, part) for part in tree.args)


def _is_corner(figure: Figure, name: str) -> bool:
    return any(name in polygon for polygon in figure.polygons if len(name) == 1)


def _wave(figure: Figure, tree: Node) -> Wave:
    if tree.op == "sym" and (is_named(tree.name, "N") or _is_corner(figure, tree.name)):
        names = full_angle(figure, letters_in(tree.name) if is_named(tree.name, "N") else tree.name)
        return figure.cosine(*names), figure.sine(*names)
    if tree.op in ("add", "sub"):
        left, right = (_wave(figure, part) for part in tree.args)
        return _sum(left, right if tree.op == "add" else (right[0], Node("neg", (right[1],))))
    if tree.op == "mul":
        count = tree.args[0].value
        if (
            tree.args[0].op == "num"
            and count is not None
            and count.denominator == 1
            and 1 <= count <= _MOST_TURNS
        ):
            one = _wave(figure, tree.args[1])
            total = one
            for _ in range(int(count) - 1):
                total = _sum(total, one)
            return total
    if tree.op == "degree" or not any(_is_about_corners(figure, part) for part in tree.args):
        return call("cos", tree), call("sin", tree)
    raise WordsError("an angle that is no sum of angles")


def _sum(left: Wave, right: Wave) -> Wave:
    return (
        minus(times(left[0], right[0]), times(left[1], right[1])),
        plus(times(left[1], right[0]), times(left[0], right[1])),
    )


def angle_relation(figure: Figure, tree: Node) -> Node:
    """`angle B = 90 degrees`, `angle A = 2 * angle C`."""
    left, right = tree.args
    if tree.name != "=":
        raise WordsError("an inequality between angles")
    for one, other in ((left, right), (right, left)):
        if one.op == "sym" and is_named(one.name, "N"):
            known = _degrees(other)
            if known is not None and 0 < known < 180:
                return _has_angle(figure, full_angle(figure, letters_in(one.name)), known)
    sides = _opposite(figure, left, right)
    if sides is not None:
        return sides
    if _turns(left) > 2 or _turns(right) > 2:
        raise WordsError("sums of angles that may be more than a full turn")
    waves = [_wave(figure, part) for part in (left, right)]
    both = [relation(one, "=", other) for one, other in zip(*waves, strict=True)]
    return Node("and", tuple(both))


def _opposite(figure: Figure, left: Node, right: Node) -> Node | None:
    """Two angles of a triangle are equal if the sides opposite are."""
    if not all(part.op == "sym" and is_named(part.name, "N") for part in (left, right)):
        return None
    first, second = (full_angle(figure, letters_in(part.name)) for part in (left, right))
    if set(first) != set(second) or first[1] == second[1]:
        return None
    one, other = (figure.squared_distance(names[0], names[2]) for names in (first, second))
    return relation(one, "=", other)


def _has_angle(figure: Figure, names: str, degrees: Fraction) -> Node:
    if degrees == 90:
        one, vertex, other = tuple(names)
        product = figure.dot(figure.step(vertex, one), figure.step(vertex, other))
        return relation(product, "=", number(0))
    return relation(figure.cosine(*names), "=", call("cos", Node("degree", (number(degrees),))))


def _degrees(tree: Node) -> Fraction | None:
    inner = tree.args[0] if tree.op == "degree" else tree
    return inner.value if inner.op == "num" else None


def _turns(tree: Node) -> Fraction:
    """How many half turns a sum of angles may come to."""
    if tree.op == "sym":
        return Fraction(1)
    if tree.op in ("add", "sub"):
        return sum(map(_turns, tree.args), Fraction(0))
    if tree.op == "mul" and tree.args[0].op == "num" and tree.args[0].value is not None:
        return abs(tree.args[0].value) * _turns(tree.args[1])
    known = _degrees(tree)
    if known is None:
        raise WordsError("an angle that is no sum of angles")
    return abs(known) / 180
