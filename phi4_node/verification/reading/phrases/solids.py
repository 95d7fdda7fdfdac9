"""Plane figures and solids that a few lengths determine: areas, perimeters, volumes, angles of polygons.

Every formula holds for the figure as it is named and for positive lengths; a name that leaves something open
(`a triangle`, `a pyramid`) is only read with what determines it. Units: an answer may repeat the unit of the
lengths, in the power that is measured.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.expressions.units import find_unit
from phi4_node.verification.reading.figures import (
    Figure,
    based_triangle,
    box,
    circle,
    cone,
    cube,
    cylinder,
    equilateral,
    hexagon,
    parallelogram,
    plus,
    rectangle,
    rhombus,
    right_triangle,
    sphere,
    square,
    times,
    trapezoid,
    triangle,
)
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.progressions import exact
from phi4_node.verification.reading.statements import AskClaim, AskValue, Note
from phi4_node.verification.reading.trees import call, number

Length = tuple[Node, str]
"""A length and its unit, which may be empty."""
_LENGTH = (("length", 1),)


# Lengths ------------------------------------------------------------------------------------------


def _length(m: Node) -> Length | None:
    """`5`, `5 cm` or `s`."""
    if m.op == "quantity":
        unit = find_unit(m.name)
        return (m.args[0], unit.name) if unit is not None and unit.dimension == _LENGTH else None
    if m.op in ("rel", "chain", "list", "pair", "tuple", "matrix", "percent", "degree", "interval"):
        return None
    return (m, "")


def _with_unit(m: Node, u: str) -> Length | None:
    unit = find_unit(u)
    return (m, u) if unit is not None and unit.dimension == _LENGTH and _length(m) == (m, "") else None


def _figure(
    build: Callable[..., Figure], halved: frozenset[str] = frozenset()
) -> Callable[..., Sized | None]:
    def made(**lengths: Length) -> Sized | None:
        units = {unit for _, unit in lengths.values() if unit}
        if len(units) > 1 or (units and any(not unit for _, unit in lengths.values())):
            return None
        values = {
            name: times(Fraction(1, 2), node) if name in halved else node
            for name, (node, _) in lengths.items()
        }
        return build(*values.values()), next(iter(units), "")

    return made


Sized = tuple[Figure, str]


def _ask(q: str, f: Sized) -> tuple[AskClaim | AskValue] | None:
    figure, unit = f
    if q not in figure:
        return None
    term, dimension = figure[q]
    if not unit:
        return (AskValue((term,)),)
    measured = find_unit(unit + {1: "", 2: "^2", 3: "^3"}[dimension])
    if measured is None:
        return None
    return (AskClaim("notation", (term,), (("notation", "unit"), ("detail", measured.name))),)


def _named(shape: str, build: Callable[..., Sized | None]) -> Callable[..., tuple[Sized, str] | None]:
    """A figure that is described in a sentence of its own, with what it may be called afterwards."""

    def made(**lengths: Length) -> tuple[Sized, str] | None:
        sized = build(**lengths)
        return None if sized is None else (sized, shape)

    return made


def _ask_said(f: tuple[Sized, str], q: str, s: str = "") -> tuple[AskClaim | AskValue] | None:
    return _ask(q, f[0]) if s in ("", f[1]) else None


def _angle_sum(n: int) -> Node | None:
    return call("angle", number(180 * (n - 2))) if n >= 3 else None


def _missing_angle(n: int, a: tuple[Node, ...]) -> Node | None:
    """The last interior angle of a polygon, in degrees."""
    if n < 3 or len(a) != n - 1:
        return None
    angles = [part.args[0] if part.op == "degree" else part for part in a]
    known = [value for angle in angles if (value := exact(angle)) is not None]
    if not all(0 < value < 180 for value in known) or sum(known) >= 180 * (n - 2):
        return None  # there is no such angle, or nothing is left for the last one
    return call("angle", Node("sub", (number(180 * (n - 2)), plus(*angles))))


def _last_angle(n: int, k: int, a: tuple[Node, ...]) -> tuple[AskValue] | None:
    term = _missing_angle(n, a)
    return (AskValue((term,)),) if term is not None and k == n - 1 else None


_POLYGONS = {
    "triangle": 3,
    "quadrilateral": 4,
    "pentagon": 5,
    "hexagon": 6,
    "heptagon": 7,
    "octagon": 8,
    "nonagon": 9,
    "decagon": 10,
    "dodecagon": 12,
}
_WITH = "(with|having|of|whose|that has|which has)"
_IS = "[is|of|measuring|equal to|=]"
_R = f"[a|the] radius {_IS} {{r:length}}"
_D = f"[a|the] diameter {_IS} {{r:length}}"
_H = f"[a|the|an] (height|altitude) {_IS} {{h:length}}"
_S = (
    "[a|the] (side length|sides of length|side lengths|side|sides|edge length|edges of length)"
    f" {_IS} {{s:length}}"
)
_HALF = frozenset("r")
_FIND = "(find|determine|calculate|compute|what is)"
_LAST = "the measure of the (last|remaining|missing) [interior] angle [\\( in degrees \\)] [in degrees]"

RULES: list[Rule] = [
    rule("length", "{m:math}", _length),
    rule("length", "{m:math} [-] {u:unit}", _with_unit),
    *[rule("polygon", word, lambda n=n: n) for word, n in _POLYGONS.items()],
    *rules(
        "polygon",
        ["polygon (with|having|of) {n:whole} sides", "{n:whole} - sided [convex] polygon"],
        lambda n: n,
    ),
    *[
        rule("measured", word, lambda word=word: word)
        for word in (
            "area",
            "perimeter",
            "circumference",
            "volume",
            "surface area",
            "hypotenuse",
            "slant height",
        )
    ],
    *rules("measured", ["total surface area"], lambda: "surface area"),
    *rules("measured", ["(lateral|curved) surface area", "lateral area"], lambda: "lateral"),
    *rules("measured", ["length of (the|a) diagonal", "diagonal [length]"], lambda: "diagonal"),
    *rules("measured", ["length of (the|a) space diagonal", "space diagonal"], lambda: "space diagonal"),
    *rules("measured", ["length of the hypotenuse"], lambda: "hypotenuse"),
    rule("figure", f"circle {_WITH} {_R}", _figure(circle)),
    rule("figure", f"circle {_WITH} {_D}", _figure(circle, _HALF)),
    rule("figure", f"sphere {_WITH} {_R}", _figure(sphere)),
    rule("figure", f"sphere {_WITH} {_D}", _figure(sphere, _HALF)),
    *rules(
        "figure",
        [
            f"[right] [circular] cylinder {_WITH} {_R} and {_H}",
            f"[right] [circular] cylinder {_WITH} [a] [base] radius {_IS} {{r:length}} and {_H}",
        ],
        _figure(cylinder),
    ),
    rule("figure", f"[right] [circular] cylinder {_WITH} {_D} and {_H}", _figure(cylinder, _HALF)),
    *rules(
        "figure",
        [
            f"[right] [circular] cone {_WITH} {_R} and {_H}",
            f"[right] [circular] cone {_WITH} [a] [base] radius {_IS} {{r:length}} and {_H}",
        ],
        _figure(cone),
    ),
    rule("figure", f"[right] [circular] cone {_WITH} {_D} and {_H}", _figure(cone, _HALF)),
    rule("figure", f"cube {_WITH} {_S}", _figure(cube)),
    rule("figure", f"square {_WITH} {_S}", _figure(square)),
    rule("figure", f"equilateral triangle {_WITH} {_S}", _figure(equilateral)),
    rule("figure", f"regular hexagon {_WITH} {_S}", _figure(hexagon)),
    *rules(
        "figure",
        [
            f"rectangle {_WITH} [a] length {_IS} {{a:length}} and [a] width {_IS} {{b:length}}",
            f"rectangle {_WITH} [a] width {_IS} {{a:length}} and [a] length {_IS} {{b:length}}",
            f"rectangle {_WITH} (sides|side lengths|dimensions|sides of length) {{a:length}}"
            f" (and|by|x) {{b:length}}",
        ],
        _figure(rectangle),
    ),
    *rules(
        "figure",
        [
            f"(rectangular prism|box|rectangular box|cuboid) {_WITH} (dimensions|side lengths|edges)"
            " {a:length} (,|by|x) {b:length} (, and|and|,|by|x) {c:length}",
            f"(rectangular prism|box|rectangular box|cuboid) {_WITH} length {_IS} {{a:length}} , width {_IS}"
            f" {{b:length}} [,] and height {_IS} {{c:length}}",
        ],
        _figure(box),
    ),
    *rules(
        "figure",
        [
            f"triangle {_WITH} (sides|side lengths|sides of length|sides of lengths|sides"
            f" measuring) {{a:length}} ,"
            " {b:length} [,] and {c:length}",
        ],
        _figure(triangle),
    ),
    *rules(
        "figure",
        [
            f"right triangle {_WITH} (legs|legs of length|legs of lengths|legs measuring)"
            f" {{a:length}} and {{b:length}}",
        ],
        _figure(right_triangle),
    ),
    *rules("figure", [f"triangle {_WITH} [a] base {_IS} {{b:length}} and {_H}"], _figure(based_triangle)),
    *rules("figure", [f"parallelogram {_WITH} [a] base {_IS} {{b:length}} and {_H}"], _figure(parallelogram)),
    *rules(
        "figure",
        [
            f"rhombus {_WITH} (diagonals|diagonals of length|diagonals of lengths)"
            f" {{a:length}} and {{b:length}}"
        ],
        _figure(rhombus),
    ),
    *rules(
        "figure",
        [
            f"(trapezoid|trapezium) {_WITH} (bases|parallel sides|bases of length)"
            f" {{a:length}} and {{b:length}}"
            f" and {_H}",
        ],
        _figure(trapezoid),
    ),
    *rules(
        "statement",
        [
            "(find|determine|calculate|compute|what is|what's) the {q:measured} of (a|an|the) {f:figure}",
            "(a|an|the) {f:figure} . (find|determine|calculate|compute|what is|what's)"
            " (its|the) {q:measured}",
        ],
        _ask,
    ),
    rule("statement", f"{{f:said_figure}} . {_FIND} (its|the) {{q:measured}}", _ask_said),
    rule("statement", f"{{f:said_figure}} . {_FIND} the {{q:measured}} of (the|this) {{s:shape}}", _ask_said),
    *[
        rule("shape", word, lambda word=word: word)
        for word in ("triangle", "circle", "rectangle", "cylinder", "cone")
    ],
    *rules(
        "said_figure",
        [
            "the [measures|lengths] of the sides of a triangle are {a:length} , {b:length} [,]"
            " and {c:length}",
            "a triangle has (sides|side lengths|sides of length|sides of lengths) {a:length} , {b:length} [,]"
            " and {c:length}",
        ],
        _named("triangle", _figure(triangle)),
    ),
    rule("said_figure", f"a circle has {_R}", _named("circle", _figure(circle))),
    rule("said_figure", f"a circle has {_D}", _named("circle", _figure(circle, _HALF))),
    rule(
        "said_figure",
        f"a [right] [circular] cylinder has {_R} and {_H}",
        _named("cylinder", _figure(cylinder)),
    ),
    rule("said_figure", f"a [right] [circular] cone has {_R} and {_H}", _named("cone", _figure(cone))),
    *rules(
        "said_figure",
        [
            f"a rectangle has [a] length {_IS} {{a:length}} and [a] width {_IS} {{b:length}}",
            f"a rectangle has [a] width {_IS} {{a:length}} and [a] length {_IS} {{b:length}}",
        ],
        _named("rectangle", _figure(rectangle)),
    ),
    rule(
        "said_figure",
        "a right triangle has (legs|legs of length|legs of lengths) {a:length} and {b:length}",
        _named("triangle", _figure(right_triangle)),
    ),
    rule(
        "statement",
        "半径(为|是){r:length}的圆的面积(是多少|为多少|)",
        lambda r: _ask("area", (circle(r[0]), r[1])),
    ),
    rule(
        "statement",
        "半径(为|是){r:length}的圆的周长(是多少|为多少|)",
        lambda r: _ask("circumference", (circle(r[0]), r[1])),
    ),
    *rules(
        "statement",
        [
            f"a [convex] {{n:polygon_of}} . the measures of the first {{k:whole}} interior"
            f" angles are : {{a:terms}} ."
            f" {_FIND} {_LAST}",
            f"given a [convex] {{n:polygon_of}} , its first {{k:whole}} interior angles are :"
            f" {{a:terms}} . {_FIND}"
            f" {_LAST}",
            f"consider a [convex] {{n:polygon_of}} whose first {{k:whole}} interior angles"
            f" are : {{a:terms}} ."
            f" {_FIND} {_LAST}",
        ],
        _last_angle,
    ),
    *rules("polygon_of", ["{n:polygon}", "polygon has {n:whole} sides", "{n:whole}-gon"], lambda n: n),
    *rules(
        "note",
        [
            "return only the angle as your answer",
            "do not give the units in your answer",
            "do not include [the] units in your answer",
        ],
        Note,
    ),
    *rules(
        "term",
        [
            "[the] sum of [the measures of] the [interior] angles (of|in) (a|an|the)"
            " [convex|regular] {n:polygon}",
            "[the] sum [,] [in degrees] [,] of the [measures of the] interior angles (of|in)"
            " (a|an|the) [convex|regular]"
            " {n:polygon}",
        ],
        _angle_sum,
    ),
    *rules(
        "term",
        [
            "[the] measure of [each|an|one] interior angle (of|in) a regular {n:polygon}",
            "[the] interior angle of a regular {n:polygon}",
        ],
        lambda n: call("angle", number(Fraction(180 * (n - 2), n))) if n >= 3 else None,
    ),
    *rules(
        "term",
        ["[the] measure of [each|an|one] exterior angle (of|in) a regular {n:polygon}"],
        lambda n: call("angle", number(Fraction(360, n))) if n >= 3 else None,
    ),
]
