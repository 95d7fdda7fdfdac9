"""What is said of points as equations between coordinates: midpoints, altitudes, centres, parallels."""

from __future__ import annotations

from collections.abc import Callable

from phi4_node.verification.reading.plane.figure import Figure, minus, over, plus, times
from phi4_node.verification.reading.trees import number


def _midpoint(figure: Figure, names: list[str]) -> None:
    middle, one, other = names
    missing = [name for name in (one, other) if name not in figure.spots]
    if missing:  # an end that is sought: as far beyond the middle as the other end is before it
        known = other if missing[0] == one else one
        figure.spots[missing[0]] = tuple(
            minus(times(number(2), center), end)
            for center, end in zip(figure.spot(middle), figure.spot(known), strict=True)
        )
        return
    figure.put(middle, figure.middle(one, other))


def _foot(figure: Figure, names: list[str]) -> None:
    foot, vertex, one, other = names
    figure.on_line(foot, one, other)
    figure.right_angle(figure.step(vertex, foot), figure.step(one, other))


def _bisector(figure: Figure, names: list[str]) -> None:
    """The bisector divides the opposite side like the sides beside it."""
    foot, vertex, one, other = names
    first, second = figure.distance(vertex, one), figure.distance(vertex, other)
    figure.on_line(foot, one, other, over(first, plus(first, second)))


def _centroid(figure: Figure, names: list[str]) -> None:
    corners = [figure.spot(name) for name in names[1:]]
    figure.put(names[0], tuple(over(plus(*parts), number(3)) for parts in zip(*corners, strict=True)))


def _orthocenter(figure: Figure, names: list[str]) -> None:
    center, a, b, c = names
    figure.free(center)
    figure.right_angle(figure.step(a, center), figure.step(b, c))
    figure.right_angle(figure.step(b, center), figure.step(a, c))


def _circumcenter(figure: Figure, names: list[str]) -> None:
    center, a, b, c = names
    figure.free(center)
    figure.equal(figure.squared_distance(center, a), figure.squared_distance(center, b))
    figure.equal(figure.squared_distance(center, a), figure.squared_distance(center, c))


def _incenter(figure: Figure, names: list[str]) -> None:
    center, a, b, c = names
    weights = [figure.distance(b, c), figure.distance(c, a), figure.distance(a, b)]
    corners = [figure.spot(name) for name in (a, b, c)]
    figure.put(
        center,
        tuple(
            over(
                plus(*[times(weight, part) for weight, part in zip(weights, parts, strict=True)]),
                plus(*weights),
            )
            for parts in zip(*corners, strict=True)
        ),
    )


RULES: dict[str, Callable[[Figure, list[str]], None]] = {
    "midpoint_fact": _midpoint,
    "median_fact": lambda figure, names: figure.put(names[0], figure.middle(names[2], names[3])),
    "on_fact": lambda figure, names: figure.between(names[0], names[1], names[2]),
    "line_fact": lambda figure, names: figure.on_line(names[0], names[1], names[2]),
    "altitude_fact": _foot,
    "bisector_fact": _bisector,
    "centroid_fact": _centroid,
    "orthocenter_fact": _orthocenter,
    "circumcenter_fact": _circumcenter,
    "incenter_fact": _incenter,
    "parallel_fact": lambda figure, names: figure.parallel(
        figure.step(names[0], names[1]), figure.step(names[2], names[3])
    ),
    "perpendicular_fact": lambda figure, names: figure.right_angle(
        figure.step(names[0], names[1]), figure.step(names[2], names[3])
    ),
}
"""By the name of a fact: what it does to a figure, given the names of its points."""

NEW_POINT = frozenset(
    "midpoint_fact on_fact line_fact altitude_fact median_fact bisector_fact centroid_fact orthocenter_fact"
    " circumcenter_fact incenter_fact".split()
)
"""Facts that say where their first point is."""
