"""Triangles given by the coordinates of their corners.

Angles are in degrees. What is asked for is a calculation with the coordinates; a triangle whose corners lie
on a line has none of it, and then a division by zero leaves the question undecided.
"""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Builder, Rule, rule, rules
from phi4_node.verification.reading.phrases.coordinates import Spot
from phi4_node.verification.reading.statements import AskClaim, AskValue, Note, Statement
from phi4_node.verification.reading.trees import call, number

Corners = tuple[tuple[str, Spot], ...]
Said = tuple[Statement, ...]


def _corner(m: Node) -> Corners | None:
    """`A = (7, 4)`."""
    if m.op != "rel" or m.name != "=" or m.args[0].op != "sym" or not m.args[0].name.isupper():
        return None
    spot = m.args[1]
    if spot.op not in ("pair", "tuple") or len(spot.args) != 2:
        return None
    return ((m.args[0].name, (spot.args[0], spot.args[1])),)


def _corners(m: Node) -> Corners | None:
    found = [_corner(part) for part in m.args] if m.op in ("list", "and") else []
    return tuple(corner for part in found if part for corner in part) if found and all(found) else None


def _named(c: Corners, v: str = "") -> Corners | None:
    """Three corners, named as the words name the triangle."""
    names = [name for name, _ in c]
    if len(c) != 3 or len(set(names)) != 3 or (v and sorted(v) != sorted(names)):
        return None
    return c


def _sub(left: Node, right: Node) -> Node:
    return Node("sub", (left, right))


def _add(*parts: Node) -> Node:
    total = parts[0]
    for part in parts[1:]:
        total = Node("add", (total, part))
    return total


def _mul(left: Node, right: Node) -> Node:
    return Node("mul", (left, right), "*")


def _div(left: Node, right: Node) -> Node:
    return Node("div", (left, right))


def _square(value: Node) -> Node:
    return Node("pow", (value, number(2)))


def _length(p: Spot, q: Spot) -> Node:
    return call("sqrt", _add(_square(_sub(p[0], q[0])), _square(_sub(p[1], q[1]))))


def _cross(p: Spot, q: Spot, r: Spot) -> Node:
    """Twice the area with its sign."""
    return _sub(
        _mul(_sub(q[0], p[0]), _sub(r[1], p[1])),
        _mul(_sub(r[0], p[0]), _sub(q[1], p[1])),
    )


def _dot(p: Spot, q: Spot, r: Spot) -> Node:
    """The scalar product of the vectors from p to q and from p to r."""
    return _add(_mul(_sub(q[0], p[0]), _sub(r[0], p[0])), _mul(_sub(q[1], p[1]), _sub(r[1], p[1])))


def _spots(t: Corners) -> tuple[Spot, Spot, Spot]:
    return t[0][1], t[1][1], t[2][1]


def _area(t: Corners) -> Node:
    return _div(Node("abs", (_cross(*_spots(t)),)), number(2))


def _perimeter(t: Corners) -> Node:
    p, q, r = _spots(t)
    return _add(_length(q, r), _length(r, p), _length(p, q))


def _inradius(t: Corners) -> Node:
    return _div(Node("abs", (_cross(*_spots(t)),)), _perimeter(t))


def _circumradius(t: Corners) -> Node:
    p, q, r = _spots(t)
    sides = _mul(_mul(_length(q, r), _length(r, p)), _length(p, q))
    return _div(sides, _mul(number(2), Node("abs", (_cross(p, q, r),))))


def _centroid(t: Corners) -> Spot:
    p, q, r = _spots(t)
    return _div(_add(p[0], q[0], r[0]), number(3)), _div(_add(p[1], q[1], r[1]), number(3))


def _circumcenter(t: Corners) -> Spot:
    p, q, r = _spots(t)
    area = _mul(number(2), _cross(p, q, r))
    b = _add(_square(_sub(q[0], p[0])), _square(_sub(q[1], p[1])))
    c = _add(_square(_sub(r[0], p[0])), _square(_sub(r[1], p[1])))
    x = _div(_sub(_mul(_sub(r[1], p[1]), b), _mul(_sub(q[1], p[1]), c)), area)
    y = _div(_sub(_mul(_sub(q[0], p[0]), c), _mul(_sub(r[0], p[0]), b)), area)
    return _add(p[0], x), _add(p[1], y)


def _orthocenter(t: Corners) -> Spot:
    """The corners added, less twice the circumcentre: Euler's line."""
    p, q, r = _spots(t)
    center = _circumcenter(t)
    x, y = (_sub(_add(p[axis], q[axis], r[axis]), _mul(number(2), center[axis])) for axis in (0, 1))
    return x, y


def _angle(t: Corners, at: str) -> Node | None:
    """The angle at a corner, in degrees."""
    known = dict(t)
    if at not in known:
        return None
    others = [spot for name, spot in t if name != at]
    p = known[at]
    cosine = _div(_dot(p, *others), _mul(_length(p, others[0]), _length(p, others[1])))
    return call("angle", _mul(_div(number(180), Node("sym", name="pi")), call("acos", cosine)))


def _angle_named(t: Corners, v: str) -> Node | None:
    return _angle(t, v[1]) if len(v) == 3 and sorted(v) == sorted(name for name, _ in t) else None


def _side(t: Corners, v: str) -> Node | None:
    known = dict(t)
    return (
        _length(known[v[0]], known[v[1]]) if len(v) == 2 and v[0] != v[1] and set(v) <= set(known) else None
    )


def _point(spot: Spot) -> Said:
    return (AskClaim("listing", spot, (("shape", "point"),)),)


def _of(build: Builder) -> Builder:
    """A question that waits for its triangle."""
    return lambda **slots: (build, tuple(slots.items()))


def _asked(t: Corners, q: tuple[Builder, tuple[tuple[str, str], ...]], same: str = "") -> Said | None:
    build, slots = q
    if same and sorted(same) != sorted(name for name, _ in t):
        return None
    found = build(t, **dict(slots))
    if found is None:
        return None
    return (AskValue((found,)),) if isinstance(found, Node) else _point(found)


_WHOSE = (
    "(with|whose|having|has) [the] (coordinates|vertices|corners|vertex coordinates) [are|at|being] [at] [:]"
)
_FIND = "(find|determine|compute|calculate|what is|what are|give)"
_AFTER = "[of (it|the triangle|this triangle|triangle {same:letters})]"
_SIGN = "(angle|∠)"

RULES: list[Rule] = [
    rule("located_corners", "{m:math}", _corner),
    rule("located_corners", "{m:math}", _corners),
    *rules(
        "located_corners",
        ["{a:located_corners} [,] and {b:located_corners}", "{a:located_corners} , {b:located_corners}"],
        lambda a, b: a + b,
    ),
    *rules(
        "located_triangle",
        [
            f"[a|the] triangle {_WHOSE} {{c:located_corners}}",
            "三角形的(顶点|三个顶点)[坐标]为{c:located_corners}",
        ],
        _named,
    ),
    *rules(
        "located_triangle",
        [
            f"[the] triangle {{v:letters}} {_WHOSE} {{c:located_corners}}",
            "三角形{v:letters}的[三个]顶点[坐标](为|是|分别为|分别是){c:located_corners}",
        ],
        _named,
    ),
    *[
        made
        for words, build in (
            (
                "[the] (radius of its (incircle|inscribed circle)|inradius|incircle radius|radius of the"
                " (incircle|inscribed circle))",
                _inradius,
            ),
            (
                "[the] (radius of its (circumcircle|circumscribed circle)|circumradius|circumcircle"
                " radius|radius"
                " of the (circumcircle|circumscribed circle))",
                _circumradius,
            ),
            ("[the|its] area", _area),
            ("[the|its] perimeter", _perimeter),
            (
                "[the] [coordinates of] [the|its] (orthocenter|orthocentre)"
                " [\\( [the] intersection of [the] altitudes \\)]",
                _orthocenter,
            ),
            ("[the] [coordinates of] [the|its] (centroid)", _centroid),
            ("[the] [coordinates of] [the|its] (circumcenter|circumcentre)", _circumcenter),
        )
        for made in rules("triangle_part", [words], _of(build))
    ],
    *rules(
        "triangle_part",
        [
            f"[the] [measure|size] [\\( in degrees \\)] [of] [the] {_SIGN} {{v:letters}} [in degrees]",
        ],
        _of(_angle_named),
    ),
    *rules(
        "triangle_part",
        [
            "[the] [measure|size] [of] [the] angle at {at:letters} [in degrees]",
        ],
        _of(_angle),
    ),
    *rules("triangle_part", ["[the] length of [the] [side] {v:letters}"], _of(_side)),
    *rules(
        "statement",
        [
            f"(given|for|in|consider|let us consider|take) {{t:located_triangle}} [,|.] {_FIND}"
            f" {{q:triangle_part}} {_AFTER}",
            f"{_FIND} {{q:triangle_part}} of {{t:located_triangle}}",
            f"{{t:located_triangle}} [,|.] {_FIND} {{q:triangle_part}} {_AFTER}",
        ],
        _asked,
    ),
    *rules(
        "note",
        [
            "for all geometry problems :",
            "give coordinates in the form {math}",
            "use the degree symbol ° for angles",
            "return only the angle , coordinates , or radius as your answer",
        ],
        lambda: Note(),
    ),
    *rules(
        "note",
        [
            "round [all] (decimal answers|decimals|decimal values|your answers|answers) to {n:cardinal}"
            " decimal"
            " (places|place)",
        ],
        lambda n: Note(places=n),
    ),
]
