"""Lines in space by vectors, matrices that are inverses, unit vectors, projections along an axis."""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.statements import AskValue, Given, Statement
from phi4_node.verification.reading.trees import call, number, relation, symbol

Line = tuple[Node, str]
"""A point that runs along a line, and the letter with which it runs."""

_PARAMETERS = frozenset("tsuvkr")


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


def _by_axes(u: Node, v: Node, w: Node, x: Node, p: Node, kept: int) -> tuple[AskValue] | None:
    """The matrix that keeps two coordinates and makes the third so many times what it was."""
    names = [part.name for part in p.args] if p.op == "mul" else []
    third = set("xyz") - set(names)
    if len(names) != 2 or len(third) != 1 or w != Node("mul", (u, v), w.name) or x != v:
        return None
    place = "xyz".index(third.pop())
    rows = [
        [kept if row == column == place else int(row == column) for column in range(3)] for row in range(3)
    ]
    return (AskValue((Node("matrix", tuple(Node("list", tuple(map(number, row))) for row in rows)),)),)


def _parallelogram(items: tuple[Node, ...]) -> Node | None:
    """`0, v, w and v + w` are the corners, if the last is the sum of two others."""
    if len(items) != 4 or items[3].op != "add" or set(items[3].args) != set(items[1:3]):
        return None
    return call("spanned_area", items[1], items[2])


_FIND = "(find|determine|compute|what is|give)"
_LINES = "[the] [two] lines (described|defined|given|parameterized) by [the equations]"

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
    *rules(
        "statement",
        [
            f"{_FIND} the matrix {{u:math}} such that for any vector {{v:math}} , {{w:math}} is the"
            " projection of {x:math} onto the {p:math} - plane",
        ],
        lambda u, v, w, x, p: _by_axes(u, v, w, x, p, 0),
    ),
    *rules(
        "statement",
        [
            f"{_FIND} the matrix {{u:math}} such that for any vector {{v:math}} , {{w:math}} is the"
            " reflection of {x:math} (through|across|over) the {p:math} - plane",
        ],
        lambda u, v, w, x, p: _by_axes(u, v, w, x, p, -1),
    ),
    rule("term", "[the] area of the parallelogram with vertices {items:terms}", _parallelogram),
]
