"""Angles and sides of polygons in words, edges of prisms and pyramids, possible sides of triangles."""

from __future__ import annotations

from fractions import Fraction

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.progressions import exact
from phi4_node.verification.reading.statements import AskValue
from phi4_node.verification.reading.trees import call, number, relation, symbol

_CORNERS = {
    "triangular": 3,
    "rectangular": 4,
    "square": 4,
    "pentagonal": 5,
    "hexagonal": 6,
    "heptagonal": 7,
    "octagonal": 8,
    "nonagonal": 9,
    "decagonal": 10,
}
_NAMED = {"triangle": 3, "quadrilateral": 4, "pentagon": 5, "hexagon": 6}
_PARTS: dict[tuple[str, str], tuple[int, int]] = {
    ("prism", "edges"): (3, 0),
    ("prism", "vertices"): (2, 0),
    ("prism", "faces"): (1, 2),
    ("pyramid", "edges"): (2, 0),
    ("pyramid", "vertices"): (1, 1),
    ("pyramid", "faces"): (1, 1),
}
"""How many of them there are: so many times the corners of the base, and so many more."""


def _degrees(a: Node) -> Node | None:
    inner = a.args[0] if a.op == "degree" else a
    return inner if inner.op in ("num", "sym", "add", "sub", "mul", "div") else None


def _rest(whole: int, a: tuple[Node, ...]) -> Node | None:
    """What is left of some degrees."""
    parts = [_degrees(part) for part in a]
    total: Node = number(whole)
    for part in parts:
        if part is None or ((value := exact(part)) is not None and value <= 0):
            return None
        total = Node("sub", (total, part))
    values = [part.value for part in parts if part is not None and part.value is not None]
    if any(value <= 0 for value in values) or sum(values) >= whole:
        return None  # nothing is left for an angle: there is no such figure
    return call("angle", total)


def _last_angle(n: int, m: int, k: int, a: tuple[Node, ...]) -> tuple[AskValue] | None:
    """`Three angles of a quadrilateral are ...`: the fourth."""
    if not n == len(a) == m - 1 or k != m:
        return None
    found = _rest(180 * (m - 2), a)
    return None if found is None else (AskValue((found,)),)


def _sides(a: Node) -> Node | None:
    """How many sides a regular polygon has with these interior angles."""
    inner = _degrees(a)
    if inner is None or inner.value is None or not 0 < inner.value < 180:
        return None
    sides = Fraction(360) / (180 - inner.value)
    if sides.denominator != 1 or sides < 3:
        return None
    return Node("div", (number(360), Node("sub", (number(180), number(inner.value)))))


def _half(n: int, m: int) -> Node:
    """A number of diagonals: no number of degrees."""
    return Node("div", (Node("mul", (number(n), number(m)), "*"), number(2)))


def _parts(n: int, times: int, more: int) -> Node:
    """A number of edges, vertices or faces."""
    return Node("add", (Node("mul", (number(times), number(n)), "*"), number(more)))


def _third_sides(a: tuple[Node, ...]) -> Node | None:
    """The integers that can be the third side of a triangle that is more than a line."""
    numbers = [part for part in a if part.op == "num"]
    letters = [part for part in a if part.op == "sym"]
    if len(numbers) != 2 or len(letters) != 1:
        return None
    return _between(numbers[0], numbers[1], letters[0])


def _between(a: Node, b: Node, x: Node) -> Node:
    conditions = (
        relation(x, "<", Node("add", (a, b))),
        relation(x, ">", Node("abs", (Node("sub", (a, b)),))),
    )
    return call("integers", Node("and", conditions), x)


_SIDE = symbol("k_0")
_ASK_DEGREES = "(how many degrees are in|what is|find) [the] [degree] [measure] [, in degrees ,] [of] the"
_SIDED = "(a|the) triangle (with|has|having) (side lengths|sides|sides of length|sides of lengths) {a:terms}"

RULES: list[Rule] = [
    *rules(
        "term",
        [
            "[the] measure [, in degrees ,] [in degrees] of the complement of an angle [that"
            " (measures|is)|measuring|of]"
            " {a:math} [degrees]",
            "[the] complement of an angle (that measures|measuring|of) {a:math} [degrees]",
        ],
        lambda a: _rest(90, (a,)),
    ),
    *rules(
        "term",
        [
            "[the] measure [, in degrees ,] [in degrees] of the supplement of an angle [that"
            " (measures|is)|measuring|of]"
            " {a:math} [degrees]",
            "[the] supplement of an angle (that measures|measuring|of) {a:math} [degrees]",
        ],
        lambda a: _rest(180, (a,)),
    ),
    *[rule("sided", f"(a|the) [convex] {word}", lambda n=n: n) for word, n in _NAMED.items()],
    *rules(
        "statement",
        [
            f"{{n:whole}} [interior] angles (of|in) {{m:sided}} (are|measure) {{a:terms}} [degrees] ."
            f" {_ASK_DEGREES}"
            " {k:ordinal} angle",
        ],
        _last_angle,
    ),
    *rules(
        "statement",
        [
            "a regular polygon has interior angles of {a:math} [degrees] . how many sides does (the|this)"
            " polygon have",
            "how many sides does a regular polygon (with|have if it has) interior angles of {a:math}"
            " [degrees] have",
        ],
        lambda a: (AskValue((found,)),) if (found := _sides(a)) is not None else None,
    ),
    *rules(
        "statement",
        [
            "how many [different|unique|distinct] diagonals (can be drawn in|are in|are there in) (a|an)"
            " [convex|regular] {n:polygon}",
            "how many [different|unique|distinct] diagonals does (a|an) [convex|regular] {n:polygon} have",
        ],
        lambda n: (AskValue((_half(n, n - 3),)),) if n > 3 else None,
    ),
    *[
        rule(
            "statement",
            f"how many {part} does (a|an) [regular] {word} {solid} have",
            lambda n=n, times=times, more=more: (AskValue((_parts(n, times, more),)),),
        )
        for (solid, part), (times, more) in _PARTS.items()
        for word, n in _CORNERS.items()
    ],
    *rules(
        "statement",
        [
            f"in {_SIDED} , what is the sum of all [the] possible (integral|integer|whole number) values"
            f" of {{x:math}}",
            f"{_SIDED} . what is the sum of all [the] possible (integral|integer|whole number) values of"
            f" {{x:math}}",
        ],
        lambda a, x: (
            (AskValue((call("sum_of", found),)),)
            if x in a and (found := _third_sides(a)) is not None
            else None
        ),
    ),
    *rules(
        "statement",
        [
            "[in|if|suppose] a triangle (with|has) [two] sides [of length|of lengths] {b:math} and"
            " {c:math} [units] ."
            " how many (integer|whole number) lengths are possible for the third side",
        ],
        lambda b, c: (AskValue((call("count", _between(b, c, _SIDE)),)),) if b.op == c.op == "num" else None,
    ),
]
