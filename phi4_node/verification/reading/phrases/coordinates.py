"""Points, lines and curves in the plane by their equations.

Categories:
    spot    a point, as a pair of terms
    spots   several points
    plot    the equation of a line or curve in x and y
"""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Builder, Rule, rule, rules
from phi4_node.verification.reading.statements import AskSolve, AskValue, Given
from phi4_node.verification.reading.trees import call, free_names, number, put, relation, symbol

Spot = tuple[Node, Node]
_ORIGIN: Spot = (number(0), number(0))


def _spot(m: Node) -> Spot | None:
    return (m.args[0], m.args[1]) if m.op in ("pair", "tuple") and len(m.args) == 2 else None


def _spots(m: Node) -> tuple[Spot, ...] | None:
    found = [_spot(part) for part in m.args] if m.op == "list" else []
    return tuple(spot for spot in found if spot) if found and all(found) else None


def _curve(m: Node) -> Node | None:
    """An equation in x and y, or in x or y alone."""
    return m if m.op == "rel" and m.name == "=" and free_names(m) & {"x", "y"} else None


def _zero(c: Node) -> Node:
    return Node("sub", c.args)


def _middle(p: Spot, q: Spot) -> Spot:
    x, y = (Node("div", (Node("add", pair), number(2))) for pair in zip(p, q, strict=True))
    return x, y


def _slope(p: Spot, q: Spot) -> Node:
    return Node("div", (Node("sub", (q[1], p[1])), Node("sub", (q[0], p[0]))))


def distance(p: Spot, q: Spot) -> Node:
    """How far two points are apart."""
    squares = [Node("pow", (Node("sub", pair), number(2))) for pair in zip(p, q, strict=True)]
    return call("sqrt", Node("add", tuple(squares)))


def _through(g: Node, p: tuple[Spot, ...]) -> tuple[Given]:
    return (Given(tuple(put(g, {"x": x, "y": y}) for x, y in p)),)


def _two(build: Builder) -> Builder:
    return lambda p: build(*p) if len(p) == 2 else None


def _coordinate(v: Node, s: Spot) -> Node | None:
    return {"x": s[0], "y": s[1]}.get(v.name) if v.op == "sym" else None


def _meeting(c: Node, d: Node) -> tuple[AskSolve]:
    return (AskSolve((c, d), ("x", "y")),)


def _part_of_meeting(v: Node, c: Node, d: Node) -> tuple[Given, AskValue] | None:
    return (Given((c, d)), AskValue((v,))) if v in (symbol("x"), symbol("y")) else None


def _is_at(s: Spot, q: Spot) -> tuple[Given]:
    return (Given(tuple(relation(one, "=", other) for one, other in zip(q, s, strict=True))),)


def _crossings(v: Node, c: Node) -> Node | None:
    return call(f"{v.name}intercepts", _zero(c)) if v.op == "sym" and v.name in ("x", "y") else None


def _function(c: Node) -> Node | None:
    """The right side of `y = ...`."""
    left, right = c.args
    is_y = left == symbol("y") or (left.op == "call" and left.args == (symbol("x"),))
    return right if is_y and free_names(right) <= {"x"} else None


_KIND = "(line|lines|parabola|circle|ellipse|hyperbola|graph|curve|region|function|quadratic|equation)"
_CURVE = (
    f"[the|a] [graph of] [the|a] [{_KIND}] [that is the graph of|with [the] equation|given"
    f" by|described by|defined by|whose equation is|represented by|is given by|enclosed by|bounded"
    f" by] [the] [graph of] [the] [equation|function|{_KIND}]"
)
_SEGMENT = "[the] [line] [segment] [with endpoints|connecting|joining|between|from|whose endpoints are]"
_LINE = (
    "the line [segment] (containing|passing through|through|that passes"
    " through|connecting|joining|which passes through|that contains|that goes through)"
)
_PASSES = "(passes through|goes through|contains|passing through|pass through|contain|go through|containing)"


def _axis_crossing(p: tuple[Spot, ...], y: Node) -> Node | None:
    """Where the line through two points meets an axis: the coordinate along that axis."""
    if len(p) != 2 or y not in (symbol("x"), symbol("y")):
        return None
    (a, b), (c, d) = p
    if y == symbol("x"):
        a, b, c, d = b, a, d, c
    rise = Node("div", (Node("sub", (d, b)), Node("sub", (c, a))))
    return Node("sub", (b, Node("mul", (rise, a), "*")))


RULES: list[Rule] = [
    rule("spot", "{m:math}", _spot),
    rule("spot", "[the] (point|points|vertex) {m:math}", _spot),
    rule("spot", "the origin", lambda: _ORIGIN),
    rule("spot", "[the] point with coordinates {m:math}", _spot),
    rule("spots", "{m:math}", _spots),
    rule("spots", "{s:spot}", lambda s: (s,)),
    *rules(
        "spots",
        [
            "{a:spots} [,] and {b:spots}",
            "{a:spots} , {b:spots}",
            "the points [with coordinates] {a:spots} and {b:spots}",
        ],
        lambda a, b: a + b,
    ),
    rule("plot", f"{_CURVE} {{m:math}}", _curve),
    *rules(
        "found_spot",
        [
            f"the midpoint of {_SEGMENT} [the] [points] [with coordinates] {{p:spots}}",
            "the midpoint between {p:spots}",
        ],
        _two(_middle),
    ),
    rule(
        "found_spot",
        "the (center|centre) of {c:plot}",
        lambda c: (call("centrex", _zero(c)), call("centrey", _zero(c))),
    ),
    rule(
        "found_spot",
        "the vertex of {c:plot}",
        lambda c: (call("vertexx", _zero(c)), call("vertexy", _zero(c))),
    ),
    rule("spot", "{s:found_spot}", lambda s: s),
    *rules(
        "statement",
        ["(what is|what are|find|determine|compute) [the coordinates of] {s:found_spot}"],
        lambda s: (
            AskSolve(
                tuple(relation(symbol(name), "=", part) for name, part in zip("xy", s, strict=True)),
                ("x", "y"),
            ),
        ),
    ),
    *rules("statement", ["[if|suppose|given that] {s:found_spot} is [at] {q:spot}"], _is_at),
    *rules(
        "term",
        [
            "[the] distance (between|from) [the] [points] {p:spots}",
            "[the] length of {_SEGMENT} {p:spots}".replace("{_SEGMENT}", _SEGMENT),
        ],
        _two(distance),
    ),
    rule("term", "[the] distance from {p:spot} to {q:spot}", distance),
    rule("term", "[the] sum of the [x and y] coordinates of {s:spot}", lambda s: Node("add", s)),
    rule("term", "[the] product of the [x and y] coordinates of {s:spot}", lambda s: Node("mul", s, "*")),
    rule("term", "[the] {v:math} - coordinate of {s:spot}", _coordinate),
    rule("term", "[the] x-coordinate of {s:spot}", lambda s: s[0]),
    rule("term", "[the] y-coordinate of {s:spot}", lambda s: s[1]),
    rule("term", f"[the] slope of {_LINE} [the] [points] {{p:spots}}", _two(_slope)),
    *rules(
        "term",
        [
            f"[the] {{y:math}} - coordinate (of|for) the {{z:math}} - intercept of {_LINE} [the] [points]"
            " {p:spots}",
        ],
        lambda p, y, z: _axis_crossing(p, y) if y == z else None,
    ),
    *rules(
        "statement",
        [
            "[a|the] line {j:math} is perpendicular to {c:plot} . (what is|find) the slope of line {k:math}",
        ],
        lambda j, c, k: (
            (AskValue((Node("div", (Node("neg", (number(1),)), call("slopeof", _zero(c)))),)),)
            if j == k
            else None
        ),
    ),
    *rules(
        "statement",
        [
            "[a|the] line {j:math} is parallel to {c:plot} . (what is|find) the slope of line {k:math}",
        ],
        lambda j, c, k: (AskValue((call("slopeof", _zero(c)),)),) if j == k else None,
    ),
    *rules(
        "statement",
        [
            "a line (is drawn through|passes through|goes through) [the] [points] {p:spots} . what is the"
            " {y:math} - coordinate of the point where (this|the) line intersects the {z:math} - axis",
        ],
        lambda p, y, z: (
            (AskValue((found,)),) if y == z and (found := _axis_crossing(p, y)) is not None else None
        ),
    ),
    rule("term", "[the] slope of {c:plot}", lambda c: call("slopeof", _zero(c))),
    rule("term", "[the] radius of {c:plot}", lambda c: call("sqrt", call("squaredradius", _zero(c)))),
    rule(
        "term",
        "[the] area of {c:plot}",
        lambda c: call("ellipsearea", _zero(c)),
    ),
    rule("crossings", "{v:math} - (intercept|intercepts) of {c:plot}", _crossings),
    rule("root_set", "{s:crossings}", lambda s: s),
    *rules(
        "term",
        ["[the] {v:math} - coordinate of the {s:crossings}"],
        lambda v, s: call("only", s) if s.name == f"{v.name}intercepts" else None,
    ),
    *rules(
        "statement",
        [
            "how many {v:math} - intercepts does {c:plot} have",
            "how many {v:math} - intercepts are there (of|on) {c:plot}",
        ],
        lambda v, c: (
            (AskValue((call("count", found),)),) if (found := _crossings(v, c)) is not None else None
        ),
    ),
    rule(
        "statement",
        "how many vertical asymptotes does {c:plot} have",
        lambda c: (
            (AskValue((call("count", call("poles", found)),)),)
            if (found := _function(c)) is not None
            else None
        ),
    ),
    *rules("term", ["[the] slope of a line (parallel to) {c:plot}"], lambda c: call("slopeof", _zero(c))),
    *rules(
        "term",
        ["[the] slope of a line (perpendicular to) {c:plot}"],
        lambda c: Node("div", (Node("neg", (number(1),)), call("slopeof", _zero(c)))),
    ),
    *rules(
        "statement",
        [
            f"[if|suppose|given that] {{g:plot}} {_PASSES} [the] [points|point] {{p:spots}}",
            f"(the|a) {_KIND} {{g:plot_form}} {_PASSES} [the] [points|point] {{p:spots}}",
        ],
        _through,
    ),
    rule(
        "plot_form",
        "{m:math}",
        lambda m: (
            relation(symbol("y"), "=", m)
            if free_names(m) >= {"x"} and m.op in ("add", "sub", "mul", "pow")
            else None
        ),
    ),
    rule(
        "statement",
        "[if|suppose|given that] [the] [point] {s:spot} (is on|lies on|is a point on) {g:plot}",
        lambda s, g: _through(g, (s,)),
    ),
    *rules(
        "statement",
        [
            "(at what point do|find the point where|at which point do) [the] [lines|graphs|two lines|lines"
            " with equations] {c:plot} and {d:plot} (intersect|meet|cross)",
            "(what is|find|what are) the [coordinates of the] [point of] intersection [point] of [the]"
            " [lines|graphs|two lines] {c:plot} and {d:plot}",
        ],
        _meeting,
    ),
    *rules(
        "statement",
        [
            "(what is|find) the {v:math} - coordinate of the [point of] intersection [point] of [the]"
            " [lines|graphs|two lines] {c:plot} and {d:plot}",
            "the [two] (lines|graphs) {c:plot} and {d:plot} intersect . what is the value of {v:math} at"
            " the point of intersection",
        ],
        _part_of_meeting,
    ),
    *rules(
        "statement",
        ["[the] [two] (lines|graphs [of]) {c:plot} and {d:plot} (intersect|meet) [at] {s:spot}"],
        lambda c, d, s: (Given((*_through(c, (s,))[0].conditions, *_through(d, (s,))[0].conditions)),),
    ),
]
