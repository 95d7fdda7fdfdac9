"""Polygons whose corners are given by their coordinates without names: areas, perimeters, longest sides."""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rules
from phi4_node.verification.reading.phrases.coordinates import Spot, distance
from phi4_node.verification.reading.plane.figure import goes_round
from phi4_node.verification.reading.statements import AskValue, Given
from phi4_node.verification.reading.trees import call, number, relation


def _longest(p: tuple[Spot, ...], name: str) -> Node:
    """The longest side of a polygon."""
    return call(name, *_sides(p))


def _sides(p: tuple[Spot, ...]) -> list[Node]:
    return [distance(one, other) for one, other in zip(p, (*p[1:], p[0]), strict=True)]


def _perimeter(p: tuple[Spot, ...]) -> Node:
    total, *others = _sides(p)
    for side in others:
        total = Node("add", (total, side))
    return total


def _area(p: tuple[Spot, ...]) -> Node | None:
    """Of a triangle, whose corners can be named in any order."""
    if len(p) != 3:
        return None
    (a, b), (c, d) = ([Node("sub", pair) for pair in zip(other, p[0], strict=True)] for other in p[1:])
    twice = Node("sub", (Node("mul", (a, d), "*"), Node("mul", (b, c), "*")))
    return Node("div", (Node("abs", (twice,)), number(2)))


RULES: list[Rule] = [
    *rules(
        "statement",
        ["[if|suppose|given that] [the] area of {p:cornered} is {a:term} [square units|units]"],
        lambda p, a: (Given((relation(found, "=", a),)),) if (found := _area(p)) is not None else None,
    ),
    *rules(
        "cornered",
        [
            "[the|a] (triangle|quadrilateral|rectangle|square|parallelogram|polygon) (with|has|having)"
            " [its|the] vertices [at] [the] [points] [with] [coordinates] {p:spots}",
            "[the|a] triangle whose vertices are [at] {p:spots}",
        ],
        # Corners that are no triangle's may be named in an order that is no way around the figure.
        lambda p: p if len(p) == 3 or (len(p) > 3 and goes_round(p)) else None,
    ),
    *rules("term", ["[the] area of {p:cornered}"], lambda p: _area(p)),
    *rules("term", ["[the] perimeter of {p:cornered}"], lambda p: _perimeter(p)),
    *[
        entry
        for word, name in (("longest", "max"), ("shortest", "min"))
        for entry in rules(
            "statement",
            [
                "{p:cornered} . (what is|find|determine) [the] [number of units in the] [length] [of] [the]"
                f" [length of] [the] {word} side [of the triangle]",
            ],
            lambda p, name=name: (AskValue((_longest(p, name),)),),
        )
    ],
    *rules(
        "statement",
        ["{p:cornered} . (what is|find|determine) [the] area of (the|this) triangle"],
        lambda p: (AskValue((found,)),) if (found := _area(p)) is not None else None,
    ),
]
