"""Lines in space by vectors, asymptotes, where curves meet, points that are turned, acute angles."""

from __future__ import annotations

from itertools import combinations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.phrases.coordinates import Spot
from phi4_node.verification.reading.statements import AskClaim, AskSolve, AskValue, Assume, Given, Statement
from phi4_node.verification.reading.trees import call, free_names, is_condition, number, put, relation, symbol

Line = tuple[Node, str]
"""A point that runs along a line, and the letter with which it runs."""

_PARAMETERS = frozenset("tsuvkr")
_PI = symbol("pi")


def _line(m: Node) -> Line | None:
    """`p + t d`, or `v = p + t d`, with vectors that are written out."""
    if m.op == "rel" and m.name == "=" and m.args[0].op == "sym":
        m = m.args[1]
    if m.op != "add" or m.args[0].op != "matrix":
        return None
    step = m.args[1]
    letter = step.args[0] if step.op == "mul" else step
    if (
        step.op != "mul"
        or letter.op != "sym"
        or letter.name not in _PARAMETERS
        or step.args[1].op != "matrix"
    ):
        return None
    return m, letter.name


def _direction(line: Line) -> Node:
    return line[0].args[1].args[1]


def _meeting(a: Line, b: Line) -> tuple[Statement, ...] | None:
    """The point at which two lines meet; the letters with which they run are different ones."""
    if a[1] == b[1]:
        return None
    return (Given((relation(a[0], "=", b[0]),)), AskValue((a[0],)))


def _at_right_angles(a: Line, b: Line) -> tuple[Node, ...]:
    return (relation(Node("mul", (_direction(a), _direction(b)), "·"), "=", number(0)),)


def _graph(m: Node) -> Node | None:
    """The function of x whose graph it is."""
    if m.op == "rel" and m.name == "=":
        left, right = m.args
        is_head = left == symbol("y") or (left.op == "call" and left.args == (symbol("x"),))
        m = right if is_head else m
    return (
        m
        if not is_condition(m) and free_names(m) - {"e", "pi"} >= {"x"} and "y" not in free_names(m)
        else None
    )


def _asymptote(g: Node) -> tuple[AskClaim]:
    term = Node("sub", (symbol("y"), call("asymptote", g, symbol("x"))))
    return (AskClaim("locus", (term,), (), ("x", "y")),)


def _level(g: Node, m: Node) -> tuple[Node, ...] | None:
    """The graph has the horizontal asymptote `y = c`."""
    if m.op != "rel" or m.name != "=" or m.args[0] != symbol("y") or "x" in free_names(m.args[1]):
        return None
    return (relation(m.args[1], "=", call("levelof", g)),)


def _ellipse(m: Node) -> Node | None:
    if m.op != "rel" or m.name != "=" or not {"x", "y"} <= free_names(m):
        return None
    return call("ellipsearea", Node("sub", m.args))


def _both_meet(c: Node, d: Node, p: Spot, q: Spot) -> tuple[Given] | None:
    """Two different points are on two curves."""
    if any(m.op != "rel" or m.name != "=" for m in (c, d)):
        return None
    on = [put(curve, dict(zip("xy", spot, strict=True))) for curve in (c, d) for spot in (p, q)]
    apart = Node("add", tuple(Node("pow", (Node("sub", pair), number(2))) for pair in zip(p, q, strict=True)))
    return (Given((*on, relation(apart, "!=", number(0)))),)


def _turned(s: Spot, a: Node, d: int) -> tuple[AskSolve] | None:
    """Where a point comes when it is turned about the origin."""
    angle = a if a.op == "degree" or free_names(a) == {"pi"} else None
    if angle is None:
        return None
    cosine, sine = call("cos", angle), call("sin", angle)
    if d < 0:
        sine = Node("neg", (sine,))
    x = Node("sub", (Node("mul", (s[0], cosine), "*"), Node("mul", (s[1], sine), "*")))
    y = Node("add", (Node("mul", (s[0], sine), "*"), Node("mul", (s[1], cosine), "*")))
    return (AskSolve((relation(symbol("x"), "=", x), relation(symbol("y"), "=", y)), ("x", "y")),)


def _acute(u: tuple[str, ...], c: tuple[Node, ...] = ()) -> tuple[Given]:
    right = Node("div", (_PI, number(2)))
    inside = [
        part
        for name in u
        for part in (relation(symbol(name), ">", number(0)), relation(symbol(name), "<", right))
    ]
    return (Given((*inside, *c)),)


def _distinct(u: tuple[str, ...]) -> tuple[Node, ...]:
    return tuple(relation(symbol(one), "!=", symbol(other)) for one, other in combinations(u, 2))


def _inverses(m: Node, n: Node) -> tuple[Given] | None:
    """Their product is the identity."""
    if m.op != "matrix" or n.op != "matrix" or not len(m.args) == len(n.args) == len(m.args[0].args):
        return None
    size = len(m.args)
    one = Node(
        "matrix",
        tuple(Node("list", tuple(number(int(row == place)) for place in range(size))) for row in range(size)),
    )
    return (Given((relation(Node("mul", (m, n), "*"), "=", one),)),)


def _parallelogram(items: tuple[Node, ...]) -> Node | None:
    """`0, v, w and v + w` are the corners, if the last is the sum of two others."""
    if len(items) != 4 or items[3].op != "add" or set(items[3].args) != set(items[1:3]):
        return None
    return call("spanned_area", items[1], items[2])


_FIND = "(find|determine|compute|what is|give)"
_LINES = "[the] [two] lines (described|defined|given|parameterized) by [the equations]"
_GRAPH = "[the] [graph of] [the] [rational] [function|curve|graph] [of]"

RULES: list[Rule] = [
    rule("line_in_space", "{m:math}", _line),
    *rules(
        "statement",
        [
            f"{_FIND} the (intersection point|point of intersection|intersection) of {_LINES}"
            " {a:line_in_space} and {b:line_in_space}",
            f"{_LINES} {{a:line_in_space}} and {{b:line_in_space}} intersect [at a point] ."
            f" {_FIND} [the] [coordinates of] the (intersection point|point of intersection)",
        ],
        _meeting,
    ),
    *rules(
        "conditions",
        [f"{_LINES} {{a:line_in_space}} and {{b:line_in_space}} are (perpendicular|orthogonal)"],
        _at_right_angles,
    ),
    *rules(
        "statement",
        ["the matrices {m:math} and {n:math} are inverses [of each other]"],
        lambda m, n: _inverses(m, n),
    ),
    rule(
        "statement",
        "the matrices {m:math} are inverses [of each other]",
        lambda m: _inverses(*m.args) if m.op in ("list", "and") and len(m.args) == 2 else None,
    ),
    *rules(
        "statement",
        [
            "the (matrices|vectors|matrix|vector) {d:conditions} (satisfy|satisfies) {c:conditions}",
        ],
        lambda d, c: (Given(d), Given(c)),
    ),
    *rules(
        "statement",
        ["(let|suppose|if) {u:names} be a unit vector"],
        lambda u: (
            (Given((relation(Node("norm", (symbol(u[0]),)), "=", number(1)),)),) if len(u) == 1 else None
        ),
    ),
    rule("graph_of", "{m:math}", _graph),
    *rules(
        "statement",
        [
            f"{_FIND} [the equation of] the (oblique|slant|horizontal) asymptote [of] {_GRAPH}"
            f" {{g:graph_of}}",
        ],
        _asymptote,
    ),
    *rules(
        "conditions",
        [f"{_GRAPH} {{g:graph_of}} has (a|the) horizontal asymptote [of] [at] {{m:math}}"],
        _level,
    ),
    *rules(
        "statement",
        [
            f"[if|suppose|given that] {_GRAPH} {{g:graph_of}} has (a|the) horizontal asymptote [of] [at]"
            f" {{m:math}}"
        ],
        lambda g, m: (Given(found),) if (found := _level(g, m)) is not None else None,
    ),
    rule("term", "[the] area of (the|an) ellipse [given by] {m:math}", _ellipse),
    *rules(
        "statement",
        [
            "[the] (parabolas|graphs|curves|circles|lines) [defined by|given by|of|with] [the] [equations]"
            " {c:math} and {d:math} (intersect|meet) at [the] [two] [points] {p:spot} and {q:spot}",
        ],
        _both_meet,
    ),
    *rules(
        "statement",
        [
            "the point {s:spot} is rotated {a:math} {d:turn} (about|around) the origin ."
            f" {_FIND} [the coordinates of] the (resulting point|image|image of the point)",
            f"{_FIND} the image of [the point] {{s:spot}} after a rotation [of] {{a:math}} {{d:turn}}"
            f" about the origin",
        ],
        _turned,
    ),
    *rules("statement", ["[if|let|suppose|given that] {u:names} (are|be) acute angles"], _acute),
    *rules(
        "statement",
        [
            "[if|let|suppose|given that] {u:names} (are|be) acute angles (such that|with|satisfying)"
            " {c:conditions}",
            "[if|let|suppose|given that] {u:names} (is|be) an acute angle (such that|with|satisfying)"
            " {c:conditions}",
        ],
        _acute,
    ),
    *rules(
        "statement",
        [
            "[if|let|suppose|given that] {u:names} (is|be) an angle (such that|with|satisfying|for which)"
            " {c:conditions}",
            "[if|let|suppose|given that] {u:names} (are|be) angles (such that|with|satisfying|for which)"
            " {c:conditions}",
        ],
        lambda u, c: (Given(c),) if set(u) <= set().union(*map(free_names, c)) else None,
    ),
    rule("term", "[the] radical conjugate of {a:term}", lambda a: call("radical_conjugate", a)),
    rule("term", "[the] area of the parallelogram with vertices {items:terms}", _parallelogram),
    *rules(
        "statement",
        ["[where|if|let|suppose] {u:names} (are|be) distinct real numbers"],
        lambda u: (Assume(u, "real"), Given(_distinct(u))) if len(u) > 1 else None,
    ),
    *rules(
        "statement",
        [
            "[where|if|let|suppose] {u:names} (are|be) distinct real numbers (such that|satisfying|with)"
            " {c:conditions}"
        ],
        lambda u, c: (Assume(u, "real"), Given((*_distinct(u), *c))) if len(u) > 1 else None,
    ),
    rule(
        "statement",
        "for (a|any|every|all) complex (number|numbers) {u:names}",
        lambda u: (Assume(u, "complex"),),
    ),
    *[
        rule(
            "statement",
            f"{_FIND} [the] {words} [possible] [real] value of {{x:math}} for which {{c:conditions}} has"
            f" a [real]"
            " solution",
            lambda x, c, name=name: (Given(c), AskValue((call(name, x),))) if x.op == "sym" else None,
        )
        for words, name in (
            ("(largest|greatest|maximum)", "maximum"),
            ("(smallest|least|minimum)", "minimum"),
        )
    ],
]
