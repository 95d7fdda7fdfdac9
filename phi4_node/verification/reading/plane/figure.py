"""Points with coordinates, and the lengths, angles and areas between them as terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.scan import WordsError
from phi4_node.verification.reading.plane.notation import code
from phi4_node.verification.reading.progressions import exact
from phi4_node.verification.reading.trees import call, number, relation, symbol

ZERO = number(0)


def plus(*parts: Node) -> Node:
    """A sum, without zeros."""
    some = [part for part in parts if part != ZERO]
    total = some[0] if some else ZERO
    for part in some[1:]:
        total = Node("add", (total, part))
    return total


def minus(left: Node, right: Node) -> Node:
    """A difference, without zeros."""
    if right == ZERO:
        return left
    return Node("neg", (right,)) if left == ZERO else Node("sub", (left, right))


def times(left: Node, right: Node) -> Node:
    """A product, without zeros and ones."""
    if ZERO in (left, right):
        return ZERO
    if left == number(1):
        return right
    return left if right == number(1) else Node("mul", (left, right), "*")


def over(left: Node, right: Node) -> Node:
    """A quotient."""
    return Node("div", (left, right))


def square(part: Node) -> Node:
    """A square."""
    return ZERO if part == ZERO else Node("pow", (part, number(2)))


Spot = tuple[Node, ...]
"""Coordinates."""


def goes_round(corners: Sequence[Spot]) -> bool:
    """Whether corners with known coordinates are named on a way around a convex figure of the plane."""
    known = [tuple(map(exact, corner)) for corner in corners]
    places = [
        (x, y) for x, y in (spot for spot in known if len(spot) == 2) if x is not None and y is not None
    ]
    if len(places) < len(corners) or len(set(places)) < len(corners) or len(corners) < 3:
        return False
    turns = []
    for index, (x, y) in enumerate(places):
        for u, v in places[index + 1 :] + places[:index]:
            after = places[(index + 1) % len(places)]
            turns.append((after[0] - x) * (v - y) - (after[1] - y) * (u - x))
    sides = [turn for turn in turns if turn != 0]
    return all(turn > 0 for turn in sides) or all(turn < 0 for turn in sides)


@dataclass
class Figure:
    """Points and what holds between them.

    Attributes:
        spots: The coordinates of each point.
        facts: Equations and inequalities between coordinates.
        polygons: Points in the order in which they are the corners of a figure that is named.
        sides: Letters that are taken for positive lengths along the first axis.
    """

    spots: dict[str, Spot] = field(default_factory=dict)
    facts: list[Node] = field(default_factory=list)
    polygons: list[str] = field(default_factory=list)
    sides: set[Node] = field(default_factory=set)
    spare: int = 0

    def spot(self, point: str) -> Spot:
        """Where a point is."""
        if point not in self.spots:
            raise WordsError(f"where {point} lies is not said")
        return self.spots[point]

    def free(self, point: str) -> None:
        """Let a point be anywhere."""
        self.spots[point] = (symbol(f"X_{code(point)}"), symbol(f"Y_{code(point)}"))

    def parameter(self) -> Node:
        """An unknown number that has no name in the text."""
        self.spare += 1
        return symbol(f"U_{self.spare:02d}")

    def positive(self, length: Node) -> Node:
        """The same unknown, which is greater than zero."""
        self.facts.append(relation(length, ">", ZERO))
        self.sides.add(length)
        return length

    # Terms ----------------------------------------------------------------------------------------

    def step(self, start: str, end: str) -> Spot:
        """The coordinates of one point as seen from another."""
        return tuple(minus(one, other) for one, other in zip(self.spot(end), self.spot(start), strict=True))

    def squared_distance(self, one: str, other: str) -> Node:
        """The square of a length."""
        return plus(*map(square, self.step(one, other)))

    def distance(self, one: str, other: str) -> Node:
        """A length."""
        along = [part for part in self.step(one, other) if part != ZERO]
        if len(along) == 1:
            inner = along[0].args[0] if along[0].op == "neg" else along[0]
            if inner in self.sides:
                return inner
        return call("sqrt", self.squared_distance(one, other))

    def dot(self, first: Spot, second: Spot) -> Node:
        """A scalar product."""
        return plus(*[times(one, other) for one, other in zip(first, second, strict=True)])

    def cross(self, first: Spot, second: Spot) -> Node:
        """Twice the area between two vectors of the plane, with its sign."""
        if len(first) != 2 or len(second) != 2:
            raise WordsError("areas in space are not read")
        return minus(times(first[0], second[1]), times(first[1], second[0]))

    def cosine(self, one: str, vertex: str, other: str) -> Node:
        """The cosine of an angle."""
        product = self.dot(self.step(vertex, one), self.step(vertex, other))
        return over(product, times(self.distance(vertex, one), self.distance(vertex, other)))

    def sine(self, one: str, vertex: str, other: str) -> Node:
        """The sine of an angle, which is between 0 and 180 degrees."""
        product = Node("abs", (self.cross(self.step(vertex, one), self.step(vertex, other)),))
        return over(product, times(self.distance(vertex, one), self.distance(vertex, other)))

    def area(self, corners: str) -> Node:
        """The area of a polygon whose corners are named in their order."""
        start = corners[0]
        steps = [self.step(start, corner) for corner in corners[1:]]
        parts = [self.cross(one, other) for one, other in pairwise(steps)]
        return over(Node("abs", (plus(*parts),)), number(2))

    def perimeter(self, corners: str) -> Node:
        """The sum of the sides of a polygon."""
        return plus(*[self.distance(one, other) for one, other in self.edges(corners)])

    def edges(self, corners: str) -> Sequence[tuple[str, str]]:
        """The sides of a polygon."""
        return list(zip(corners, corners[1:] + corners[0], strict=True))

    # Facts ----------------------------------------------------------------------------------------

    def equal(self, left: Node, right: Node) -> None:
        """Two terms are equal."""
        self.facts.append(relation(left, "=", right))

    def right_angle(self, first: Spot, second: Spot) -> None:
        """Two vectors are at a right angle."""
        self.equal(self.dot(first, second), ZERO)

    def parallel(self, first: Spot, second: Spot) -> None:
        """Two vectors have the same direction, or opposite ones."""
        self.equal(self.cross(first, second), ZERO)

    def between(self, point: str, one: str, other: str) -> None:
        """A point lies on a segment, not at its ends."""
        share = self.parameter()
        self.facts += [relation(share, ">", ZERO), relation(share, "<", number(1))]
        self.on_line(point, one, other, share)

    def on_line(self, point: str, one: str, other: str, share: Node | None = None) -> None:
        """A point lies on a line; if it is known already, that is one more thing that holds of it."""
        share = share or self.parameter()
        place = tuple(
            plus(start, times(share, along))
            for start, along in zip(self.spot(one), self.step(one, other), strict=True)
        )
        self.put(point, place)

    def put(self, point: str, place: Spot) -> None:
        """A point is at a place."""
        if point not in self.spots:
            self.spots[point] = place
            return
        if len(self.spots[point]) != len(place):
            raise WordsError("points of the plane and of space")
        for one, other in zip(self.spots[point], place, strict=True):
            self.equal(one, other)

    def middle(self, one: str, other: str) -> Spot:
        """The midpoint of a segment."""
        return tuple(
            over(plus(first, second), number(2))
            for first, second in zip(self.spot(one), self.spot(other), strict=True)
        )
