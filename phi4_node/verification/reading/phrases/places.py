"""Asymptotes, ellipses, where curves meet, points that are turned, acute angles, distinct numbers."""

from __future__ import annotations

from itertools import combinations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.phrases.coordinates import Spot
from phi4_node.verification.reading.statements import AskClaim, AskSolve, AskValue, Assume, Given
from phi4_node.verification.reading.trees import call, free_names, is_condition, number, put, relation, symbol

_PI = symbol("pi")


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


def _asymptote(height: Node) -> tuple[AskClaim]:
    return (AskClaim("locus", (Node("sub", (symbol("y"), height)),), (), ("x", "y")),)


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


_FIND = "(find|determine|compute|what is|give)"
_GRAPH = "[the] [graph of] [the] [rational] [function|curve|graph] [of]"

RULES: list[Rule] = [
    *rules(
        "statement",
        ["(let|suppose|if) {c:conditions} be real numbers"],
        lambda c: (Assume(tuple(sorted(set().union(*map(free_names, c)))), "real"), Given(c)),
    ),
    *rules(
        "statement",
        [
            "the equation of (a|an|the) (ellipse|circle|curve|hyperbola|parabola) is [given] [by]"
            " {c:conditions}"
        ],
        lambda c: (Given(c),) if set().union(*map(free_names, c)) == {"x", "y"} else None,
    ),
    *[
        rule(
            "term",
            f"[the] {words} value of the {{v:math}} - coordinate of a point on (this|the)"
            " (ellipse|circle|curve)",
            lambda v, name=name: call(name, v) if v in (symbol("x"), symbol("y")) else None,
        )
        for words, name in (
            ("(largest|greatest|maximum)", "maximum"),
            ("(smallest|least|minimum)", "minimum"),
        )
    ],
    rule("graph_of", "{m:math}", _graph),
    *rules(
        "statement",
        [
            f"{_FIND} [the equation of] the (oblique|slant) asymptote [of] {_GRAPH} {{g:graph_of}}",
        ],
        lambda g: _asymptote(call("asymptote", g, symbol("x"))),
    ),
    *rules(
        "statement",
        [f"{_FIND} [the equation of] the horizontal asymptote [of] {_GRAPH} {{g:graph_of}}"],
        lambda g: _asymptote(call("levelof", g)),
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
