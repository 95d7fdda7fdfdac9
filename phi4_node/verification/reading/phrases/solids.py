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
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.statements import AskClaim, AskValue, Note
from phi4_node.verification.reading.trees import call, number, symbol

Length = tuple[Node, str]
"""A length and its unit, which may be empty."""

Figure = dict[str, tuple[Node, int]]
"""What is known of a figure: a measure with the power of the unit of length in it."""


def times(*factors: Node | int | Fraction) -> Node:
    """A product."""
    nodes = [factor if isinstance(factor, Node) else number(factor) for factor in factors]
    product = nodes[0]
    for factor in nodes[1:]:
        product = Node("mul", (product, factor), "*")
    return product


def power(base: Node, exponent: int) -> Node:
    """A power."""
    return Node("pow", (base, number(exponent)))


def _plus(*terms: Node) -> Node:
    total = terms[0]
    for term in terms[1:]:
        total = Node("add", (total, term))
    return total


def _root(value: Node) -> Node:
    return call("sqrt", value)


_PI = symbol("pi")
_LENGTH = (("length", 1),)


def _circle(radius: Node) -> Figure:
    return {
        "area": (times(_PI, power(radius, 2)), 2),
        "circumference": (times(2, _PI, radius), 1),
        "diameter": (times(2, radius), 1),
    }


def _sphere(radius: Node) -> Figure:
    return {
        "volume": (times(Fraction(4, 3), _PI, power(radius, 3)), 3),
        "surface area": (times(4, _PI, power(radius, 2)), 2),
    }


def _cylinder(radius: Node, height: Node) -> Figure:
    return {
        "volume": (times(_PI, power(radius, 2), height), 3),
        "lateral": (times(2, _PI, radius, height), 2),
        "surface area": (_plus(times(2, _PI, power(radius, 2)), times(2, _PI, radius, height)), 2),
    }


def _cone(radius: Node, height: Node) -> Figure:
    slant = _root(_plus(power(radius, 2), power(height, 2)))
    return {
        "volume": (times(Fraction(1, 3), _PI, power(radius, 2), height), 3),
        "slant height": (slant, 1),
        "lateral": (times(_PI, radius, slant), 2),
        "surface area": (_plus(times(_PI, power(radius, 2)), times(_PI, radius, slant)), 2),
    }


def _cube(side: Node) -> Figure:
    return {
        "volume": (power(side, 3), 3),
        "surface area": (times(6, power(side, 2)), 2),
        "space diagonal": (times(side, _root(number(3))), 1),
    }


def _box(a: Node, b: Node, c: Node) -> Figure:
    return {
        "volume": (times(a, b, c), 3),
        "surface area": (times(2, _plus(times(a, b), times(b, c), times(a, c))), 2),
        "space diagonal": (_root(_plus(power(a, 2), power(b, 2), power(c, 2))), 1),
    }


def _rectangle(a: Node, b: Node) -> Figure:
    return {
        "area": (times(a, b), 2),
        "perimeter": (times(2, _plus(a, b)), 1),
        "diagonal": (_root(_plus(power(a, 2), power(b, 2))), 1),
    }


def _square(side: Node) -> Figure:
    return {
        "area": (power(side, 2), 2),
        "perimeter": (times(4, side), 1),
        "diagonal": (times(side, _root(number(2))), 1),
    }


def _equilateral(side: Node) -> Figure:
    return {
        "area": (times(Fraction(1, 4), _root(number(3)), power(side, 2)), 2),
        "perimeter": (times(3, side), 1),
        "height": (times(Fraction(1, 2), _root(number(3)), side), 1),
    }


def _hexagon(side: Node) -> Figure:
    return {
        "area": (times(Fraction(3, 2), _root(number(3)), power(side, 2)), 2),
        "perimeter": (times(6, side), 1),
    }


def _triangle(a: Node, b: Node, c: Node) -> Figure:
    return {"area": (call("heron", a, b, c), 2), "perimeter": (call("triangle_perimeter", a, b, c), 1)}


def _right(a: Node, b: Node) -> Figure:
    hypotenuse = _root(_plus(power(a, 2), power(b, 2)))
    return {
        "area": (times(Fraction(1, 2), a, b), 2),
        "hypotenuse": (hypotenuse, 1),
        "perimeter": (_plus(a, b, hypotenuse), 1),
    }


def _based(base: Node, height: Node) -> Figure:
    return {"area": (times(Fraction(1, 2), base, height), 2)}


def _rhombus(first: Node, second: Node) -> Figure:
    side = _root(_plus(power(first, 2), power(second, 2)))
    return {"area": (times(Fraction(1, 2), first, second), 2), "perimeter": (times(2, side), 1)}


def _parallelogram(base: Node, height: Node) -> Figure:
    return {"area": (times(base, height), 2)}


def _trapezoid(a: Node, b: Node, height: Node) -> Figure:
    return {"area": (times(Fraction(1, 2), _plus(a, b), height), 2)}


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
    return call("angle", Node("sub", (number(180 * (n - 2)), _plus(*angles))))


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
    *rules("polygon", ["polygon (with|having|of) {n:whole} sides", "{n:whole} - sided polygon"], lambda n: n),
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
    rule("figure", f"circle {_WITH} {_R}", _figure(_circle)),
    rule("figure", f"circle {_WITH} {_D}", _figure(_circle, _HALF)),
    rule("figure", f"sphere {_WITH} {_R}", _figure(_sphere)),
    rule("figure", f"sphere {_WITH} {_D}", _figure(_sphere, _HALF)),
    *rules(
        "figure",
        [
            f"[right] [circular] cylinder {_WITH} {_R} and {_H}",
            f"[right] [circular] cylinder {_WITH} [a] [base] radius {_IS} {{r:length}} and {_H}",
        ],
        _figure(_cylinder),
    ),
    rule("figure", f"[right] [circular] cylinder {_WITH} {_D} and {_H}", _figure(_cylinder, _HALF)),
    *rules(
        "figure",
        [
            f"[right] [circular] cone {_WITH} {_R} and {_H}",
            f"[right] [circular] cone {_WITH} [a] [base] radius {_IS} {{r:length}} and {_H}",
        ],
        _figure(_cone),
    ),
    rule("figure", f"[right] [circular] cone {_WITH} {_D} and {_H}", _figure(_cone, _HALF)),
    rule("figure", f"cube {_WITH} {_S}", _figure(_cube)),
    rule("figure", f"square {_WITH} {_S}", _figure(_square)),
    rule("figure", f"equilateral triangle {_WITH} {_S}", _figure(_equilateral)),
    rule("figure", f"regular hexagon {_WITH} {_S}", _figure(_hexagon)),
    *rules(
        "figure",
        [
            f"rectangle {_WITH} [a] length {_IS} {{a:length}} and [a] width {_IS} {{b:length}}",
            f"rectangle {_WITH} [a] width {_IS} {{a:length}} and [a] length {_IS} {{b:length}}",
            f"rectangle {_WITH} (sides|side lengths|dimensions|sides of length) {{a:length}}"
            f" (and|by|x) {{b:length}}",
        ],
        _figure(_rectangle),
    ),
    *rules(
        "figure",
        [
            f"(rectangular prism|box|rectangular box|cuboid) {_WITH} (dimensions|side lengths|edges)"
            " {a:length} (,|by|x) {b:length} (, and|and|,|by|x) {c:length}",
            f"(rectangular prism|box|rectangular box|cuboid) {_WITH} length {_IS} {{a:length}} , width {_IS}"
            f" {{b:length}} [,] and height {_IS} {{c:length}}",
        ],
        _figure(_box),
    ),
    *rules(
        "figure",
        [
            f"triangle {_WITH} (sides|side lengths|sides of length|sides of lengths|sides"
            f" measuring) {{a:length}} ,"
            " {b:length} [,] and {c:length}",
        ],
        _figure(_triangle),
    ),
    *rules(
        "figure",
        [
            f"right triangle {_WITH} (legs|legs of length|legs of lengths|legs measuring)"
            f" {{a:length}} and {{b:length}}",
        ],
        _figure(_right),
    ),
    *rules("figure", [f"triangle {_WITH} [a] base {_IS} {{b:length}} and {_H}"], _figure(_based)),
    *rules(
        "figure", [f"parallelogram {_WITH} [a] base {_IS} {{b:length}} and {_H}"], _figure(_parallelogram)
    ),
    *rules(
        "figure",
        [
            f"rhombus {_WITH} (diagonals|diagonals of length|diagonals of lengths)"
            f" {{a:length}} and {{b:length}}"
        ],
        _figure(_rhombus),
    ),
    *rules(
        "figure",
        [
            f"(trapezoid|trapezium) {_WITH} (bases|parallel sides|bases of length)"
            f" {{a:length}} and {{b:length}}"
            f" and {_H}",
        ],
        _figure(_trapezoid),
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
        _named("triangle", _figure(_triangle)),
    ),
    rule("said_figure", f"a circle has {_R}", _named("circle", _figure(_circle))),
    rule("said_figure", f"a circle has {_D}", _named("circle", _figure(_circle, _HALF))),
    rule(
        "said_figure",
        f"a [right] [circular] cylinder has {_R} and {_H}",
        _named("cylinder", _figure(_cylinder)),
    ),
    rule("said_figure", f"a [right] [circular] cone has {_R} and {_H}", _named("cone", _figure(_cone))),
    *rules(
        "said_figure",
        [
            f"a rectangle has [a] length {_IS} {{a:length}} and [a] width {_IS} {{b:length}}",
            f"a rectangle has [a] width {_IS} {{a:length}} and [a] length {_IS} {{b:length}}",
        ],
        _named("rectangle", _figure(_rectangle)),
    ),
    rule(
        "said_figure",
        "a right triangle has (legs|legs of length|legs of lengths) {a:length} and {b:length}",
        _named("triangle", _figure(_right)),
    ),
    rule(
        "statement",
        "半径(为|是){r:length}的圆的面积(是多少|为多少|)",
        lambda r: _ask("area", (_circle(r[0]), r[1])),
    ),
    rule(
        "statement",
        "半径(为|是){r:length}的圆的周长(是多少|为多少|)",
        lambda r: _ask("circumference", (_circle(r[0]), r[1])),
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
