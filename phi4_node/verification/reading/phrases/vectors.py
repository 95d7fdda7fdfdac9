"""Vectors and matrices in words; points in space; polar, cylindrical and spherical coordinates."""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.expressions.vocabulary import BOLD
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.statements import AskValue, Given, Note
from phi4_node.verification.reading.trees import call, number, relation, symbol
from phi4_node.verification.reading.vectors import orthogonal, sought

_COORDINATES = (["r", "theta"], ["r", "theta", "z"], ["rho", "theta", "phi"], ["x", "y"], ["x", "y", "z"])


def _is_point(node: Node) -> bool:
    return node.op in ("tuple", "pair") or (node.op == "matrix" and len(node.args[0].args) == 1)


def _point(m: Node) -> Node | None:
    """`(1, 2, 3)` or `P = (1, 2, 3)`, or `A(1, 2, 3)`."""
    if m.op == "rel" and m.name == "=" and m.args[0].op in ("sym", "pair", "tuple"):
        if m.args[0].op != "sym" and [part.name for part in m.args[0].args] not in _COORDINATES:
            return None
        m = m.args[1]
    if m.op == "call" and len(m.name) == 1 and m.name.isupper() and len(m.args) in (2, 3):
        m = Node("pair" if len(m.args) == 2 else "tuple", m.args)
    return m if m.op in ("tuple", "pair") else None


def _points(m: Node) -> tuple[Node, ...] | None:
    parts = tuple(_point(part) for part in m.args) if m.op == "list" else ()
    return tuple(part for part in parts if part is not None) if parts and all(parts) else None


def _vector(m: Node) -> Node | None:
    """A vector that is written out or named by a bold letter."""
    if _is_point(m) or (m.op == "sym" and m.name[0] in BOLD):
        return m
    return m if m.op in ("add", "sub", "neg", "mul") and any(_vector(part) for part in m.args) else None


def _matrix(m: Node) -> Node | None:
    if m.op == "matrix" or (m.op == "sym" and m.name[0] in BOLD):
        return m
    return m if m.op in ("add", "sub", "mul", "pow") and any(_matrix(part) for part in m.args) else None


def _in_degrees(angle: Node) -> tuple[AskValue]:
    return _said("degrees", angle)


def _said(name: str, *args: Node) -> tuple[AskValue]:
    return (AskValue((call(name, *args),)),)


def _rotated(a: Node, d: int) -> tuple[AskValue]:
    return _said("rotation", a if d > 0 else Node("neg", (a,)))


def _perpendicular(a: Node, b: Node) -> tuple[Given] | None:
    return (Given(orthogonal(a, b)),)


def _at_angle(a: Node, b: Node, t: Node) -> tuple[Node, ...]:
    lengths = Node("mul", (Node("norm", (a,)), Node("norm", (b,))), "*")
    product = Node("mul", (lengths, call("cos", t)), "*")
    return (relation(Node("mul", (a, b), "·"), "=", product),)


def _vectors_with(u: tuple[str, ...] = (), k: str = "", c: tuple[Node, ...] = ()) -> tuple[Given, ...] | None:
    """`Let a and b be unit vectors such that ...`."""
    if any(name[0] not in BOLD for name in u):
        return None
    lengths = [Node("norm", (symbol(name),)) for name in u]
    about = tuple(relation(length, k, number(1 if k == "=" else 0)) for length in lengths) if k else ()
    return (Given((*about, *c)),) if about or c else ()


_FIND = "(find|determine|compute|calculate|what is|give|evaluate)"
_VECTORS = "[the] [two] [vectors|vector]"
_ENTER_POLAR = "enter your answer in the form {f:math} [,] where {c:conditions}"

RULES: list[Rule] = [
    rule("point", "[the] [point] {m:math}", _point),
    rule("points", "[the] [points|point] {m:math}", _points),
    *rules("points", ["{a:points} [,] and {b:points}", "{a:points} , {b:points}"], lambda a, b: a + b),
    rule("points", "{p:point}", lambda p: (p,)),
    rule("vector", "[the] [vector] {m:math}", _vector),
    rule("matrix", "[the] [matrix] {m:math}", _matrix),
    *rules(
        "term",
        [
            f"[the] dot product of {_VECTORS} {{a:vector}} and {{b:vector}}",
            "向量{a:vector}(与|和){b:vector}的(点积|数量积|内积)",
        ],
        lambda a, b: call("dot_product", a, b),
    ),
    *rules(
        "term",
        [
            f"[the] cross product of {_VECTORS} {{a:vector}} and {{b:vector}}",
            "向量{a:vector}(与|和){b:vector}的(叉积|向量积)",
        ],
        lambda a, b: call("cross_product", a, b),
    ),
    *rules(
        "term",
        [
            "[the] (magnitude|length|norm) of [the] vector {a:vector}",
            "[the] (magnitude|norm) of {a:vector}",
            "向量{a:vector}的(模|长度)",
        ],
        lambda a: call("magnitude", a),
    ),
    *rules(
        "term",
        [
            "[the] [vector|orthogonal] projection of {a:vector} (onto|on) {b:vector}",
            "向量{a:vector}在向量{b:vector}上的投影向量",
        ],
        lambda a, b: call("projection", a, b),
    ),
    *rules(
        "term",
        ["[the] unit vector in the [same] direction (of|as) {a:vector}"],
        lambda a: call("unit_vector", a),
    ),
    *rules(
        "statement",
        [
            f"{_FIND} the angle between {_VECTORS} {{a:vector}} and {{b:vector}} [,] in degrees",
            f"{_FIND} the (degree measure of the angle|angle in degrees|angle , in"
            f" degrees ,) between {_VECTORS}"
            " {a:vector} and {b:vector}",
        ],
        lambda a, b: _in_degrees(call("angle_between", a, b)),
    ),
    *rules(
        "term",
        [
            f"[the] angle [in radians] between {_VECTORS} {{a:vector}} and {{b:vector}} [,] in radians",
            f"[the] angle in radians between {_VECTORS} {{a:vector}} and {{b:vector}}",
        ],
        lambda a, b: call("angle_between", a, b),
    ),
    *rules(
        "term",
        [f"[the] cosine of the angle between {_VECTORS} {{a:vector}} and {{b:vector}}"],
        lambda a, b: call("cos", call("angle_between", a, b)),
    ),
    *rules(
        "term",
        ["[the] determinant of {a:matrix}", "矩阵{a:matrix}的行列式"],
        lambda a: call("determinant_of", a),
    ),
    *rules("term", ["[the] trace of {a:matrix}", "矩阵{a:matrix}的迹"], lambda a: call("trace_of", a)),
    *rules(
        "term",
        ["[the] inverse [matrix] of {a:matrix}", "矩阵{a:matrix}的逆[矩阵]"],
        lambda a: call("inverse_matrix", a),
    ),
    *rules(
        "term",
        ["[the] transpose of {a:matrix}", "矩阵{a:matrix}的转置[矩阵]"],
        lambda a: call("transpose_of", a),
    ),
    *rules(
        "term",
        ["[all] [the] eigenvalues of {a:matrix}", "矩阵{a:matrix}的[所有]特征值"],
        lambda a: call("eigenvalues_of", a),
    ),
    *rules(
        "term",
        [
            "[the] area of [the] parallelogram (spanned|generated|formed|determined) by"
            f" {_VECTORS} {{a:vector}} and {{b:vector}}",
        ],
        lambda a, b: call("spanned_area", a, b),
    ),
    *rules(
        "term",
        [
            "[the] area of [the] triangle (with|whose) vertices [are] [at] {p:points}",
            "顶点为{p:points}的三角形的面积",
        ],
        lambda p: call("vertices_area", *p) if len(p) == 3 else None,
    ),
    *rules(
        "term",
        [
            "[the] volume of [the] parallelepiped (spanned|generated|formed|determined) by"
            f" {_VECTORS} {{a:vector}} [,] [and] {{b:vector}} [,] and {{c:vector}}",
        ],
        lambda a, b, c: call("spanned_volume", a, b, c),
    ),
    rule(
        "term",
        "[the] distance between [the] [two] [points] {p:points}",
        lambda p: call("point_distance", *p) if len(p) == 2 else None,
    ),
    rule(
        "term",
        "[the] midpoint of [the] [line] [segment] (joining|between|with endpoints|from) {p:points}",
        lambda p: call("midpoint_of", *p) if len(p) == 2 else None,
    ),
    *rules(
        "term",
        ["[the] distance from {p:point} to the line (through|passing through) {q:points}"],
        lambda p, q: call("line_distance", p, *q) if len(q) == 2 else None,
    ),
    *rules(
        "term",
        ["[the] foot of the perpendicular from {p:point} to the line (through|passing through) {q:points}"],
        lambda p, q: call("foot", p, *q) if len(q) == 2 else None,
    ),
    *rules(
        "statement",
        [
            f"{_FIND} the [(row|column)] (vector|matrix) {{u:names}} (such that|so"
            f" that|satisfying|that satisfies|if)"
            " {c:conditions}",
            f"{_FIND} the {{s:math}} matrix {{u:names}} (such that|so"
            f" that|satisfying|that satisfies|if) {{c:conditions}}",
        ],
        lambda u, c, s=None: sought(u, c),
    ),
    *rules(
        "conditions",
        [
            f"{_VECTORS} {{a:vector}} and {{b:vector}} are (orthogonal|perpendicular)",
            f"{_VECTORS} {{a:vector}} is (orthogonal|perpendicular) to {_VECTORS} {{b:vector}}",
        ],
        orthogonal,
    ),
    rule(
        "conditions",
        f"the angle between {_VECTORS} {{a:vector}} and {{b:vector}} is {{t:math}}",
        _at_angle,
    ),
    rule("vector_kind", "vectors", lambda: ""),
    rule("vector_kind", "(nonzero|non-zero) vectors", lambda: ">"),
    rule("vector_kind", "unit vectors", lambda: "="),
    *rules(
        "statement",
        [
            "(let|suppose|if|suppose that) {u:names} (be|are) [the] [two|three] {k:vector_kind}",
            "(let|suppose|if|suppose that) {u:names} (be|are) [the] [two|three] {k:vector_kind} [,] (such"
            " that|satisfying|with|where|so that) {c:conditions}",
            "[two] {k:vector_kind} {u:names} satisfy {c:conditions}",
            "also , {c:conditions}",
        ],
        _vectors_with,
    ),
    # Matrices of transformations
    rule("turn", "(counter-clockwise|counterclockwise|anti-clockwise|anticlockwise)", lambda: 1),
    rule("turn", "clockwise", lambda: -1),
    *rules(
        "statement",
        [
            f"{_FIND} the [2 x 2] matrix (for|that corresponds to|corresponding"
            f" to|representing) (rotating|rotation|a"
            " rotation) about the origin by an angle of {a:math} [in the] {d:turn} [direction]",
        ],
        _rotated,
    ),
    *rules(
        "statement",
        [
            f"{_FIND} the matrix (for|that corresponds to|corresponding to)"
            f" (projecting|projection) onto {{v:vector}}",
        ],
        lambda v: _said("projector", v),
    ),
    *rules(
        "statement",
        [
            f"{_FIND} the matrix (for|that corresponds to|corresponding to)"
            f" (reflecting|reflection) over {{v:vector}}",
        ],
        lambda v: _said("reflector", v),
    ),
    # Coordinates
    *rules(
        "statement",
        [
            "convert [the point] {p:point} (in|from) rectangular coordinates to"
            " (polar|cylindrical) coordinates .",
            "convert [the point] {p:point} (in|from) rectangular coordinates to"
            " (polar|cylindrical) coordinates",
        ],
        lambda p: _said("to_polar", p),
    ),
    *rules(
        "statement",
        ["convert [the point] {p:point} (in|from) rectangular coordinates to spherical coordinates"],
        lambda p: _said("to_spherical", p),
    ),
    *rules(
        "statement",
        [
            "convert [the point] {p:point} (in|from) (polar|cylindrical) coordinates to"
            " rectangular coordinates"
        ],
        lambda p: _said("from_polar", p),
    ),
    *rules(
        "statement",
        ["convert [the point] {p:point} (in|from) spherical coordinates to rectangular coordinates"],
        lambda p: _said("from_spherical", p),
    ),
    rule("note", _ENTER_POLAR, lambda f, c: Note() if _is_polar(f, c) else None),
    rule("note", "enter your answer as a (vector|matrix|column vector|point)", lambda: Note()),
]


def _is_polar(form: Node, conditions: tuple[Node, ...]) -> bool:
    """The usual ranges: r > 0, 0 <= theta < 2*pi, 0 <= phi <= pi."""
    names = [part.name for part in form.args] if form.op in ("pair", "tuple") else []
    if names not in _COORDINATES[:3]:
        return False
    zero, turn = number(0), Node("mul", (number(2), symbol("pi")))
    theta = Node(
        "chain",
        (
            Node("rel", (zero, symbol("theta")), "<="),
            Node("rel", (symbol("theta"), turn), "<"),
        ),
    )
    phi = Node(
        "chain",
        (
            Node("rel", (zero, symbol("phi")), "<="),
            Node("rel", (symbol("phi"), symbol("pi")), "<="),
        ),
    )
    wanted = [Node("rel", (symbol(names[0]), zero), ">"), theta, *([phi] if "phi" in names else [])]
    return all(condition in wanted for condition in conditions) and len(conditions) == len(wanted)
