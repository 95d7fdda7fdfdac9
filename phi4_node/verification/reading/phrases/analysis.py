"""Slopes, tangent lines, Taylor polynomials, implicit derivatives; extremes and equations on an interval."""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.statements import AskClaim, AskSolve, AskValue, Given, Statement
from phi4_node.verification.reading.trees import (
    HOLE,
    call,
    free_names,
    is_condition,
    number,
    relation,
    symbol,
)

Curve = tuple[Node, str]
"""The function whose graph it is, and the name of the other coordinate."""


def _curve(m: Node) -> Curve | None:
    """`y = x^2`, `f(x) = x^2` or `x^2`."""
    if m.op == "rel" and m.name == "=":
        left, right = m.args
        if is_condition(right):
            return None
        if left.op == "sym" and left.name not in free_names(right):
            return right, left.name
        if left.op == "call" and len(left.args) == 1 and left.args[0].op == "sym":
            return right, "y"
        return None
    return None if is_condition(m) or m.op in ("list", "pair", "tuple") else (m, "y")


def _place(p: Node) -> tuple[Node, ...] | None:
    """`x = 3` or `(3, 9)`."""
    if p.op == "rel" and p.name == "=" and p.args[0].op == "sym":
        return (p.args[1],)
    return p.args if p.op == "pair" else None


def _slope(c: Curve, p: tuple[Node, ...]) -> Node:
    return call("slope_at", c[0], HOLE, *p)


def _line(kind: str, c: Curve, p: tuple[Node, ...]) -> tuple[AskClaim] | None:
    names = free_names(c[0]) - {"e", "i", "pi"}
    if len(names) != 1 or names == {c[1]}:
        return None
    x = names.pop()
    height = Node("sub", (symbol(c[1]), call(kind, c[0], symbol(x), *p)))
    return (AskClaim("locus", (height,), (), (x, c[1])),)


def _taylor(f: Node, n: int, p: Node | None = None) -> Node | None:
    """The polynomial of a degree about `x = a`, or about a number."""
    if p is None:
        return call("taylor", f, HOLE, number(0), number(n))
    if p.op == "rel" and p.name == "=" and p.args[0].op == "sym":
        return call("taylor", f, p.args[0], p.args[1], number(n))
    return None if is_condition(p) else call("taylor", f, HOLE, p, number(n))


def _series_coefficient(m: Node, f: Node, p: Node | None = None) -> Node | None:
    """The coefficient of `x^n` in the series about 0."""
    if m.op != "pow" or m.args[0].op != "sym" or m.args[1].value is None:
        return None
    if p is not None and p not in (number(0), relation(m.args[0], "=", number(0))):
        return None
    return call("taylor_coefficient", f, m.args[0], number(0), m.args[1])


def _implicit(d: Node, c: tuple[Node, ...], p: Node | None = None) -> tuple[AskValue] | None:
    """`dy/dx` along a curve `F(x, y) = G(x, y)`."""
    if d.op != "call" or d.name != "derivative" or len(d.args) != 3 or len(c) != 1 or c[0].name != "=":
        return None
    y, x, order = d.args
    if y.op != "sym" or x.op != "sym" or order != number(1) or not {x.name, y.name} <= free_names(c[0]):
        return None
    if c[0].args[0] == y and y.name not in free_names(c[0].args[1]):
        return None  # y is given as a function of x
    if p is not None and p.op != "pair":
        return None
    point = p.args if p is not None else ()
    return (AskValue((call("implicit", Node("sub", c[0].args), x, y, *point),)),)


# Intervals ----------------------------------------------------------------------------------------


def inside(i: Node, name: str) -> tuple[Node, ...] | None:
    """The conditions that a variable lies in an interval."""
    if i.op == "pair":
        i = Node("interval", i.args, "()")
    if i.op == "chain" or (i.op == "rel" and i.name in ("<", "<=", ">", ">=")):
        return (i,) if free_names(i) - {"e", "i", "pi"} == {name} else None
    if i.op != "interval":
        return None
    low, high = i.args
    infinite = symbol("oo")
    found = []
    if low != Node("neg", (infinite,)):
        found.append(relation(symbol(name), ">=" if i.name[0] == "[" else ">", low))
    if high != infinite:
        found.append(relation(symbol(name), "<=" if i.name[1] == "]" else "<", high))
    return tuple(found)


_STRICT = frozenset("<>")


def as_called(i: Node, *, closed: bool) -> Node | None:
    """An interval that is called closed or open, if it is written so."""
    if i.op in ("chain", "rel"):
        signs = {part.name for part in (i.args if i.op == "chain" else (i,))}
        return i if signs and signs <= (frozenset(("<=", ">=")) if closed else _STRICT) else None
    if i.op == "pair":
        return None if closed else i
    return i if i.op == "interval" and i.name == ("[]" if closed else "()") else None


def _only_name(trees: tuple[Node, ...]) -> str:
    names = set().union(*(free_names(tree) for tree in trees)) - {"e", "i", "pi"}
    return names.pop() if len(names) == 1 else ""


def _extreme(kind: str, f: Node, i: Node) -> tuple[Statement, ...] | None:
    name = _only_name((f,))
    conditions = inside(i, name) if name else None
    return None if conditions is None else (Given(conditions), AskValue((call(kind, f),)))


def _solve_inside(c: tuple[Node, ...], i: Node) -> tuple[AskSolve] | None:
    name = _only_name(c)
    conditions = inside(i, name) if name else None
    return None if conditions is None else (AskSolve((*c, *conditions), (name,)),)


_FIND = "(find|determine|compute|calculate|what is|give)"
_GRAPH = "[the] [graph of] [the] [curve|graph|function|parabola] [of] [given by|defined by|with equation]"
_IMPLICIT = f"[use implicit differentiation to] {_FIND} {{d:math}} [by implicit differentiation]"
_GIVEN = "(if|for|given|given that|on|when|where) [the] [curve|equation] [:]"
_AT = "(at|when|where) [the] [point] [where]"
_TO_CURVE = f"{_GRAPH} {{c:curve}} {_AT} {{p:place_on}}"
_INTERVAL = "(on|in|over|for|within|,) {i:interval_said}"
_ABOUT = "(at|about|around|near|centered at|centred at|expanded about|in powers of)"

RULES: list[Rule] = [
    rule("curve", "{m:math}", _curve),
    rule("place_on", "{p:math}", _place),
    rule("interval_said", "[the] [interval] [where] {i:math}", lambda i: i),
    rule("interval_said", "[the] closed [interval] {i:math}", lambda i: as_called(i, closed=True)),
    rule("interval_said", "[the] open [interval] {i:math}", lambda i: as_called(i, closed=False)),
    *rules(
        "value",
        [
            f"[the] (slope|gradient) of [the] tangent [line] (to|of) {_TO_CURVE}",
            f"[the] (slope|gradient) of [the line] tangent to {_TO_CURVE}",
            f"[the] (slope|gradient) of {_TO_CURVE}",
            "曲线{c:curve}在[点]{p:place_on}处的切线[的]斜率",
        ],
        _slope,
    ),
    *rules(
        "statement",
        [
            f"{_FIND} [the|an] equation of [the] tangent [line] (to|of) {_TO_CURVE}",
            f"{_FIND} [the|an] equation of the line tangent to {_TO_CURVE}",
            f"{_FIND} the tangent line (to|of) {_TO_CURVE}",
            "求曲线{c:curve}在[点]{p:place_on}处的切线[的]方程",
        ],
        lambda c, p: _line("tangent", c, p),
    ),
    *rules(
        "statement",
        [
            f"{_FIND} [the|an] equation of [the] normal [line] (to|of) {_TO_CURVE}",
            "求曲线{c:curve}在[点]{p:place_on}处的法线[的]方程",
        ],
        lambda c, p: _line("normal", c, p),
    ),
    *rules(
        "term",
        [
            f"[the] Taylor polynomial of (degree|order) {{n:whole}} (of|for) {{f:term}} {_ABOUT} {{p:math}}",
            f"[the] degree {{n:whole}} Taylor polynomial (of|for) {{f:term}} {_ABOUT} {{p:math}}",
            f"[the] {{n:ordinal}} (degree|order) Taylor polynomial (of|for) {{f:term}} {_ABOUT} {{p:math}}",
            f"[the] Taylor (series|expansion) (of|for) {{f:term}} {_ABOUT} {{p:math}} [up] to"
            " (degree|order) {n:whole}",
            "{f:term}在{p:math}处的{n:cardinal}(阶|次)泰勒多项式",
        ],
        _taylor,
    ),
    *rules(
        "term",
        [
            "[the] Maclaurin polynomial of (degree|order) {n:whole} (of|for) {f:term}",
            "[the] degree {n:whole} Maclaurin polynomial (of|for) {f:term}",
            "[the] {n:ordinal} (degree|order) Maclaurin polynomial (of|for) {f:term}",
            "[the] Maclaurin (series|expansion) (of|for) {f:term} [up] to (degree|order) {n:whole}",
            "{f:term}的{n:cardinal}(阶|次)麦克劳林(多项式|展开式)",
        ],
        _taylor,
    ),
    *rules(
        "term",
        [
            "[the] coefficient of {m:math} in the Maclaurin (series|expansion) (of|for) {f:term}",
            "[the] coefficient of {m:math} in the Taylor (series|expansion) (of|for) {f:term}"
            f" {_ABOUT} {{p:math}}",
        ],
        _series_coefficient,
    ),
    *rules(
        "statement",
        [
            f"{_IMPLICIT} {_GIVEN} {{c:conditions}}",
            f"{_IMPLICIT} at [the point] {{p:math}} {_GIVEN} {{c:conditions}}",
            f"{_IMPLICIT} {_GIVEN} {{c:conditions}} at [the point] {{p:math}}",
        ],
        _implicit,
    ),
    *rules(
        "statement",
        [
            f"{_FIND} [the] [absolute|global] (maximum|greatest|largest) [value] of [the function] {{f:term}}"
            f" {_INTERVAL}",
            "[求][函数]{f:term}在[区间]{i:math}上的最大值",
        ],
        lambda f, i: _extreme("maximum", f, i),
    ),
    *rules(
        "statement",
        [
            f"{_FIND} [the] [absolute|global] (minimum|least|smallest) [value] of [the function] {{f:term}}"
            f" {_INTERVAL}",
            "[求][函数]{f:term}在[区间]{i:math}上的最小值",
        ],
        lambda f, i: _extreme("minimum", f, i),
    ),
    *rules(
        "statement",
        [
            f"solve [the] [following] [trigonometric] [equation] [:] {{c:conditions}} {_INTERVAL}",
            "(find|determine|give|list|what are) [all] [the] [exact] (solutions|solution) (of|to) [the]"
            f" [following] [trigonometric] [equation] [:] {{c:conditions}} {_INTERVAL}",
        ],
        _solve_inside,
    ),
    rule("bare", "{c:conditions}", lambda c: (AskSolve(c),) if len(c) > 1 else None),
    *rules(
        "term",
        [
            "[the] (indefinite integral|integral|antiderivative|general antiderivative) of {f:term}"
            " {v:differential}",
            "integrate {f:term} {v:differential}",
        ],
        lambda f, v: call("antiderivative", f, symbol(v)),
    ),
    *rules(
        "term",
        [
            "[the] [definite] integral of {f:term} {v:differential} from {a:math} to {b:math}",
            "[the] [definite] integral from {a:math} to {b:math} of {f:term} {v:differential}",
            "integrate {f:term} {v:differential} from {a:math} to {b:math}",
        ],
        lambda f, v, a, b: (
            None if is_condition(a) or is_condition(b) else call("integral", f, symbol(v), a, b)
        ),
    ),
    *rules(
        "term",
        [
            "[the] limit of {f:term} as {v:math} (approaches|tends to) {a:math} from (above|the right)",
            "[the] right-hand limit of {f:term} as {v:math} (approaches|tends to|goes to) {a:math}",
            "{f:term}当{v:math}(趋于|趋近于|趋向于|趋向){a:math}时的右极限",
        ],
        lambda f, v, a: call("limit", f, v, a, number(1)) if v.op == "sym" else None,
    ),
    *rules(
        "term",
        [
            "[the] limit of {f:term} as {v:math} (approaches|tends to) {a:math} from (below|the left)",
            "[the] left-hand limit of {f:term} as {v:math} (approaches|tends to|goes to) {a:math}",
            "{f:term}当{v:math}(趋于|趋近于|趋向于|趋向){a:math}时的左极限",
        ],
        lambda f, v, a: call("limit", f, v, a, number(-1)) if v.op == "sym" else None,
    ),
    *rules("term", ["函数{m:math}的导数", "函数{m:math}的导函数"], lambda m: _derivative_of(m)),
]


def _derivative_of(m: Node) -> Node | None:
    curve = _curve(m)
    return None if curve is None else call("derivative", curve[0], HOLE, number(1))


def _quadrant(u: tuple[str, ...], q: int) -> tuple[Given] | None:
    """An angle whose sine and cosine have these signs; it may be turned by any number of full turns."""
    if len(u) != 1 or not 1 <= q <= 4:
        return None
    sine, cosine = (call(name, symbol(u[0])) for name in ("sin", "cos"))
    signs = (">" if q < 3 else "<", ">" if q in (1, 4) else "<")
    return (
        Given(tuple(relation(f, sign, number(0)) for f, sign in zip((sine, cosine), signs, strict=True))),
    )


def _between_right_angles(u: tuple[str, ...], q: int) -> tuple[Given] | None:
    """An acute or an obtuse angle."""
    if len(u) != 1:
        return None
    angle, right = symbol(u[0]), Node("div", (symbol("pi"), number(2)))
    low, high = (Node("mul", (number(times), right), "*") for times in (q - 1, q))
    return (Given((relation(angle, ">", low), relation(angle, "<", high))),)


_IF = "[and|where|if|given that|with] [the] [angle]"
_LIES = f"{_IF} {{u:names}} (lies|is|is an angle|is an angle that is) in"

RULES += [
    *[rule("roman", word, lambda n=n: n) for n, word in enumerate(("I", "II", "III", "IV"), start=1)],
    *rules(
        "where_angle", [f"{_LIES} [the] {{q:ordinal}} quadrant", f"{_LIES} quadrant {{q:roman}}"], _quadrant
    ),
    rule("where_angle", f"{_IF} {{u:names}} is [an] acute [angle]", lambda u: _between_right_angles(u, 1)),
    rule("where_angle", f"{_IF} {{u:names}} is [an] obtuse [angle]", lambda u: _between_right_angles(u, 2)),
    rule("statement", "{w:where_angle}", lambda w: w),
    rule("statement", "{w:where_angle} and {c:conditions}", lambda w, c: (*w, Given(c))),
]
