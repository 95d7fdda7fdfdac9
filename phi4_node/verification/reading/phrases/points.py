"""What is said of named points: triangles and quadrilaterals, midpoints, altitudes, points on sides, areas.

What they mean in coordinates is in `plane/settle.py`.

Categories:
    pt        a point by its letter
    pts       several points
    seg       a segment by its ends: `AB`
    segs      several segments
    corners   the corners of a polygon: `triangle ABC` without the word
    figured   a polygon with its word, which says what it is
"""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Builder, Rule, rule, rules
from phi4_node.verification.reading.phrases.coordinates import Spot
from phi4_node.verification.reading.plane.notation import code, is_named, letters_in
from phi4_node.verification.reading.plane.settle import FACTS, TERMS
from phi4_node.verification.reading.statements import AskSolve, AskValue, Given, Statement
from phi4_node.verification.reading.trees import call, items_of, relation, symbol, walk

Segment = str


def _point(m: Node) -> str | None:
    return m.name if m.op == "sym" and len(m.name) == 1 and m.name.isupper() else None


def _points(m: Node) -> tuple[str, ...] | None:
    found = [_point(part) for part in items_of(m)]
    return tuple(name for name in found if name) if all(found) else None


def _segment(m: Node) -> Segment | None:
    return letters_in(m.name) if m.op == "sym" and is_named(m.name, "D") else None


def _corners(m: Node) -> str | None:
    return letters_in(m.name) if m.op == "sym" and is_named(m.name, "T") else None


def _fact(name: str, *points: str) -> Node:
    return call(f"{name}_fact", *map(symbol, points))


def _shape(kind: str, corners: int) -> Builder:
    def made(t: str, q: str = "") -> tuple[str, str] | None:
        return (f"{q} {kind}".strip(), t) if len(t) == corners else None

    return made


def _given(f: tuple[str, str]) -> tuple[Given]:
    return (Given((_fact("shape", f[0].replace(" ", "_"), *f[1]),)),)


def _figured(f: tuple[str, str], c: tuple[Node, ...]) -> tuple[Given]:
    return (Given((*_given(f)[0].conditions, *c)),)


def _place_of(m: Node) -> tuple[Node, ...] | None:
    """`A = (2, 5)`, and lists of such."""
    found = []
    for part in items_of(m):
        if part.op != "rel" or part.name != "=" or _point(part.args[0]) is None:
            return None
        if part.args[1].op not in ("pair", "tuple"):
            return None
        found.append(call("at_fact", part.args[0], *part.args[1].args))
    return tuple(found)


def _midpoints(p: tuple[str, ...], s: tuple[Segment, ...]) -> tuple[Given] | None:
    if len(p) != len(s):
        return None
    return (Given(tuple(_fact("midpoint", point, *ends) for point, ends in zip(p, s, strict=True))),)


def _on(p: tuple[str, ...], s: tuple[Segment, ...]) -> tuple[Given] | None:
    """Points on segments, each on its own or all on one."""
    if len(s) == 1:
        s = s * len(p)
    if len(p) != len(s):
        return None
    return (Given(tuple(_fact("on", point, *ends) for point, ends in zip(p, s, strict=True))),)


def _mutual(name: str) -> Builder:
    return lambda a, b: (_fact(name, *a, *b),)


def _cevian(name: str) -> Builder:
    """`AD is an altitude of triangle ABC`: from A to the side opposite."""

    def made(s: Segment, t: str) -> tuple[Given] | None:
        if len(t) != 3 or s[0] not in t or s[1] in t:
            return None
        others = [corner for corner in t if corner != s[0]]
        return (Given((_fact(name, s[1], s[0], *others),)),)

    return made


def _center(name: str) -> Builder:
    return lambda p, t: (Given((_fact(name, p, *t),)),) if len(t) == 3 else None


def _spot(p: str) -> Spot:
    return (call("abscissa", symbol(p)), call("ordinate", symbol(p)))


def _of(name: str) -> Builder:
    return lambda t: call(f"{name}_of", *map(symbol, t))


def _angle(m: Node) -> Node | None:
    if m.op != "sym" or not is_named(m.name, "N"):
        return None
    return call("angle_of", *map(symbol, letters_in(m.name)))


def _said(c: tuple[Node, ...]) -> tuple[Given] | None:
    """A sentence that says something of lengths and angles."""
    return (Given(c),) if any(map(_is_of_points, c)) else None


def _is_of_points(tree: Node) -> bool:
    return any(
        (part.op == "sym" and is_named(part.name)) or (part.op == "call" and part.name in FACTS | TERMS)
        for part in walk(tree)
    )


def _where(p: str) -> tuple[Statement, ...]:
    x, y = symbol("x"), symbol("y")
    spot = _spot(p)
    return (AskSolve((relation(x, "=", spot[0]), relation(y, "=", spot[1])), ("x", "y")),)


def _sought(p: str, c: tuple[Given]) -> tuple[Statement, ...]:
    """`Find point T such that Q is the midpoint of PT`."""
    return (*c, *_where(p))


_ON = (
    "(is|are|lie|lies|is located|is chosen|are located|are chosen|be|is a point|are points|be points|be a"
    " point)"
)
_SIDE = "[side|sides|segment|segments|line segment|leg|legs|hypotenuse|diagonal|edge|base|bases]"
_IF = "[if|suppose|let|given|given that|where|suppose that|and|such that|so that|assume|assume that]"
_TRIANGLE_KINDS = ("right", "isosceles", "equilateral", "acute", "isosceles right", "right isosceles")

RULES: list[Rule] = [
    rule("pt", "{m:math}", _point),
    *rules("pt", ["[the] (point|vertex) {m:math}"], _point),
    rule("pts", "{m:math}", _points),
    *rules("pts", ["(points|vertices) {p:pts}", "point {p:pts}"], lambda p: p),
    *rules("pts", ["{a:pts} [,] and {b:pts}", "{a:pts} , {b:pts}"], lambda a, b: a + b),
    rule("seg", "{m:math}", _segment),
    *rules(
        "seg",
        ["[the] (segment|line segment|side|leg|hypotenuse|diagonal|edge|base|chord) {m:math}"],
        _segment,
    ),
    rule("segs", "{s:seg}", lambda s: (s,)),
    *rules(
        "segs",
        [
            "{a:segs} [,] and {b:segs}",
            "{a:segs} , {b:segs}",
        ],
        lambda a, b: a + b,
    ),
    rule("segs", "(sides|segments|legs|line segments) {s:segs}", lambda s: s),
    rule("corners", "{m:math}", _corners),
    # Figures
    *[rule("kind_of_triangle", word, lambda word=word: word) for word in _TRIANGLE_KINDS],
    *rules("figured", ["[the] [{q:kind_of_triangle}] triangle {t:corners}"], _shape("triangle", 3)),
    *rules("figured", ["[the] {q:kind_of_triangle} {t:corners}"], _shape("triangle", 3)),
    *[
        rule("figured", f"[the] {word} {{t:corners}}", _shape(word, 4))
        for word in ("square", "rectangle", "parallelogram", "rhombus", "kite")
    ],
    *rules("figured", ["[the] [convex] quadrilateral {t:corners}"], _shape("quadrilateral", 4)),
    *rules(
        "figured",
        ["{t:corners} (is|be) (a|an) {q:kind_of_triangle} triangle", "{t:corners} (is|be) a triangle"],
        _shape("triangle", 3),
    ),
    *[
        rule("figured", f"{{t:corners}} (is|be) a {word}", _shape(word, 4))
        for word in ("square", "rectangle", "parallelogram", "rhombus")
    ],
    rule("figured", "{t:corners}", lambda t: ("triangle", t) if len(t) == 3 else None),
    *rules(
        "statement",
        [
            "(in|given|consider|for|let|suppose|if|suppose that) {f:figured} [,]"
            " [(we have|it is given that|let|suppose|suppose that|if)]",
            "{f:figured} (has|with)",
        ],
        _given,
    ),
    *rules(
        "statement",
        [
            "(in|given|for|let|suppose|if) {f:figured} [,] [we have|it is given that|with] {c:conditions}",
            "{f:figured} has {c:conditions}",
        ],
        _figured,
    ),
    *rules(
        "statement",
        ["{f:figured} is {q:kind_of_triangle}"],
        lambda f, q: _given((f"{q} {f[0]}", f[1])),
    ),
    *rules("statement", [f"{_IF} {{c:conditions}} [units]"], _said),
    *rules("statement", ["[then] we have {c:conditions}"], lambda c: (Given(c),)),
    # Where points are
    rule("placed", "{m:math}", _place_of),
    *rules("placed", ["[the] (point|points|vertex|vertices) {m:math}"], _place_of),
    *rules("placed", ["{a:placed} [,] and {b:placed}", "{a:placed} , {b:placed}"], lambda a, b: a + b),
    *rules(
        "placed",
        [
            "{p:pt} (is|be) [the] [point] {m:math}",
            "{p:pt} (is|be) (located at|at) {m:math}",
            "{p:pt} has coordinates {m:math}",
        ],
        lambda p, m: (
            (call("at_fact", symbol(p), *m.args),) if m.op in ("pair", "tuple") and len(m.args) > 1 else None
        ),
    ),
    *rules("statement", [f"{_IF} {{a:placed}}", "{a:placed} is one endpoint"], lambda a: (Given(a),)),
    *rules(
        "statement",
        ["[the] {f:figured} (has|with) (coordinates|vertices) [at] {a:placed}"],
        lambda f, a: _figured(f, a),
    ),
    *rules(
        "statement",
        ["{a:placed} are [the] vertices of {f:figured}", "{a:placed} are the vertices of {f:figured}"],
        lambda a, f: _figured(f, a),
    ),
    # Points on others
    *rules(
        "fact_said",
        [
            "{p:pts} (is|be|as|are) [the] (midpoint|midpoints) of {s:segs} [,] [respectively]",
        ],
        _midpoints,
    ),
    rule(
        "fact_said",
        "{a:placed} (is|be) the midpoint of {s:seg}",
        lambda a, s: (Given((*a, _fact("midpoint", a[0].args[0].name, *s))),) if len(a) == 1 else None,
    ),
    *rules(
        "fact_said",
        [
            f"{{p:pts}} {_ON} on {_SIDE} {{s:segs}} [,] [respectively]",
            f"{{p:pts}} on {_SIDE} {{s:segs}} [,] [respectively]",
        ],
        _on,
    ),
    *[
        entry
        for name, words in (
            ("altitude", "[an|the] altitude"),
            ("median", "[a|the] median"),
            ("bisector", "[an|the] angle bisector"),
        )
        for entry in (
            rule("fact_said", f"{{s:seg}} (is|be) {words} of [triangle] {{t:corners}}", _cevian(name)),
        )
    ],
    *[
        entry
        for word in ("centroid", "orthocenter", "circumcenter", "incenter")
        for entry in (
            rule("fact_said", f"{{p:pt}} (is|be) the {word} of [triangle] {{t:corners}}", _center(word)),
        )
    ],
    rule("statement", f"{_IF} {{f:fact_said}}", lambda f: f),
    rule("statement", f"{_IF} {{f:fact_said}} of {{g:figured}}", lambda f, g: (*_given(g), *f)),
    rule("conditions", "{a:seg} (is|are) parallel to {b:seg}", _mutual("parallel")),
    rule("conditions", "{a:seg} and {b:seg} are parallel", _mutual("parallel")),
    rule("conditions", "{a:seg} is perpendicular to {b:seg}", _mutual("perpendicular")),
    rule("conditions", "{a:seg} and {b:seg} are perpendicular", _mutual("perpendicular")),
    *rules("statement", ["(find|determine) {p:pt} such that {c:fact_said}"], _sought),
    *rules("statement", ["(what are|find|determine) the coordinates of {p:pt}"], _where),
    # Terms
    *rules("spot", ["{p:pt}"], _spot),
    *rules("spots", ["{s:seg}"], lambda s: tuple(map(_spot, s))),
    *rules(
        "term",
        [
            "[the] area of"
            " [triangle|quadrilateral|rectangle|square|parallelogram|trapezoid|rhombus|pentagon|polygon]"
            " {t:corners}",
        ],
        _of("area"),
    ),
    *rules("term", ["[the] area of (the|this) triangle"], lambda: call("area_of")),
    *rules(
        "term",
        [
            "[the] perimeter of"
            " [triangle|quadrilateral|rectangle|square|parallelogram|trapezoid|rhombus|pentagon"
            "|polygon] {t:corners}",
        ],
        _of("perimeter"),
    ),
    *rules("term", ["[the] perimeter of (the|this) triangle"], lambda: call("perimeter_of")),
    *rules(
        "term",
        [
            "[the] (inradius|radius of the (incircle|inscribed circle)) of [triangle] {t:corners}",
            "[the] radius of the circle inscribed in [triangle] {t:corners}",
            "[the] radius of the circle that is inscribed in [triangle] {t:corners}",
        ],
        _of("inradius"),
    ),
    *rules(
        "term",
        [
            "[the] (circumradius|radius of the (circumcircle|circumscribed circle)) of [triangle]"
            " {t:corners}",
            "[the] radius of the circle circumscribed about [triangle] {t:corners}",
        ],
        _of("circumradius"),
    ),
    *rules(
        "term",
        ["[the] length of {s:seg}", "(side|segment|leg|hypotenuse|diagonal) {s:seg}"],
        lambda s: symbol(f"D_{code(s)}"),
    ),
    *rules(
        "term",
        [
            "[the] [degree] measure of {m:math} [, in degrees|in degrees]",
            "the measure , in degrees , of {m:math}",
        ],
        _angle,
    ),
    rule("term", "{m:math} [,] in degrees", _angle),
    *rules(
        "statement",
        ["(what is|find|compute|determine) {m:math} [, in degrees|in degrees]"],
        lambda m: (AskValue((found,)),) if (found := _angle(m)) is not None else None,
    ),
    *rules("term", ["[the] ratio of {a:term} to {b:term}"], lambda a, b: Node("div", (a, b))),
]
