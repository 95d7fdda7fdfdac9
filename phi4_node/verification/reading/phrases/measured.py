"""Figures without letters and what is said of their measures: `the volume of a cube is 27 cubic inches`.

Categories:
    solid      a figure by its kind: `the cube`, `a right circular cylinder`
    quality_of what is measured: `the surface area`
    sized      an amount with or without a unit
    sides_said what is said of a figure: `a radius of 6 inches and a height of 12 inches`
    wholly     a figure with what is said of it: `a circle with a circumference of 8 pi units`
"""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.expressions.units import find_unit
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.phrases.coordinates import Spot, distance
from phi4_node.verification.reading.phrases.measures import Amount
from phi4_node.verification.reading.plane.measures import amount, measured, measures_of
from phi4_node.verification.reading.statements import AskValue, Given, Statement
from phi4_node.verification.reading.trees import call, is_value, number, relation, symbol

Said = tuple[tuple[str, Node], ...]
"""Measures with their amounts."""
Whole = tuple[str, Said]

_SOLIDS = {
    "circle": "circle",
    "sphere": "sphere",
    "cube": "cube",
    "square": "square",
    "rectangle": "rectangle",
    "[right] [circular] cylinder": "cylinder",
    "[right] [circular] cone": "cone",
    "equilateral triangle": "equilateral triangle",
    "regular hexagon": "hexagon",
    "(rectangular prism|rectangular box|rectangular solid|right rectangular prism)": "box",
    "regular tetrahedron": "tetrahedron",
    "(right square pyramid|square pyramid|right pyramid with a square base)": "square pyramid",
}
_QUALITIES = {
    "area": "area",
    "perimeter": "perimeter",
    "circumference": "circumference",
    "volume": "volume",
    "[total] surface area": "surface area",
    "(lateral|curved) surface area": "lateral",
    "[length of the|length of its] radius": "radius",
    "radius length": "radius",
    "[length of the|length of its|length of a] diameter": "diameter",
    "(height|altitude)": "height",
    "length": "length",
    "width": "width",
    "(side length|edge length|length of (a|one|each|its) (side|edge)|length of its (sides|edges))": "side",
    "(side|edge)": "side",
    "[length of (a|its|the)] diagonal": "diagonal",
    "area of (its|the) base": "base area",
}


def _sized(m: Node) -> Node | None:
    if m.op == "quantity":
        return amount(m.args[0], m.name)
    return (
        m if is_value(m) and m.op not in ("pair", "tuple", "percent", "degree", "interval", "set") else None
    )


def _amount(a: Amount) -> Node | None:
    return amount(*a[0]) if len(a) == 1 else None


def _measure(q: str, s: str) -> Node | None:
    known = measures_of(s).get(q)
    return None if known is None else measured(*known)


def _conditions(s: str, c: Said) -> tuple[Node, ...] | None:
    found = [(_measure(quality, s), value) for quality, value in c]
    if any(term is None for term, _ in found):
        return None
    return tuple(relation(term, "=", value) for term, value in found if term is not None)


def _has(w: Whole) -> tuple[Given] | None:
    conditions = _conditions(*w)
    return None if conditions is None else (Given(conditions),)


def _ask(q: str, w: Whole, u: str = "") -> tuple[Statement, ...] | None:
    """What is the volume of the cube, and what else is said of it there?"""
    given, term = _conditions(*w), _measure(q, w[0])
    if given is None or term is None:
        return None
    asked = _in_unit(term, u)
    if asked is None:
        return None
    return (*((Given(given),) if given else ()), AskValue((asked,)))


def _in_unit(term: Node, u: str) -> Node | None:
    if not u:
        return term
    found = find_unit(u)
    if found is None or len(found.dimension) != 1 or found.dimension[0][0] != "length":
        return None
    return call("amount", term, number(found.dimension[0][1]), symbol(found.name))


def _term(q: str, w: Whole) -> Node | None:
    return _measure(q, w[0]) if not w[1] else None


_INSCRIBED = {
    ("circle", "square"): ("diameter", "side"),
    ("sphere", "cube"): ("diameter", "side"),
    ("square", "circle"): ("diagonal", "diameter"),
    ("cube", "sphere"): ("space diagonal", "diameter"),
}
"""What is equal when one figure is inscribed in another."""


def _inscribed(v: Whole, w: Whole) -> tuple[Given] | None:
    equal = _INSCRIBED.get((v[0], w[0]))
    first, second = _conditions(*v), _conditions(*w)
    if equal is None or first is None or second is None:
        return None
    one, other = _measure(equal[0], v[0]), _measure(equal[1], w[0])
    if one is None or other is None:
        return None
    return (Given((relation(one, "=", other), *first, *second)),)


def _diameter(p: tuple[Spot, ...]) -> tuple[Given] | None:
    """Two points in the plane, whose distance has no unit."""
    if len(p) != 2:
        return None
    return (Given((relation(measures_of("circle")["diameter"][0], "=", distance(*p)),)),)


def _its(q: str) -> Node:
    return call("its", symbol(q))


_FIND = "(find|determine|calculate|compute|what is|what's|express)"
_OF = "[is|of|equal to|that is|measuring|=]"
_HAVE = "(with|having|whose|that has|which has|of|has)"
_A = "[a|an|the|its]"
_UNITS = "[unit|units|square units|cubic units]"

RULES: list[Rule] = [
    *[
        rule("solid", f"[a|an|the|this|that] {words}", lambda kind=kind: kind)
        for words, kind in _SOLIDS.items()
    ],
    *[rule("quality_of", words, lambda name=name: name) for words, name in _QUALITIES.items()],
    rule("sized", f"{{m:math}} {_UNITS}", _sized),
    rule("sized", "{a:amount}", _amount),
    rule(
        "sized",
        "{m:math} [-] {u:unit}",
        lambda m, u: amount(m, u) if m.op != "quantity" and is_value(m) else None,
    ),
    *rules(
        "sides_said",
        [f"{_A} {{q:quality_of}} {_OF} {{v:sized}}"],
        lambda q, v: ((q, v),),
    ),
    *rules(
        "sides_said",
        ["{a:sides_said} [,] and {b:sides_said}", "{a:sides_said} , {b:sides_said}"],
        lambda a, b: a + b,
    ),
    rule("wholly", "{s:solid}", lambda s: (s, ())),
    *rules("wholly", [f"{{s:solid}} {_HAVE} {{c:sides_said}}"], lambda s, c: (s, c)),
    *rules(
        "statement",
        [f"[if|suppose|given that|given|consider] {{s:solid}} {_HAVE} {{c:sides_said}}"],
        lambda s, c: _has((s, c)),
    ),
    *rules("term", ["[the] {q:quality_of} of {w:wholly}"], _term),
    rule("term", "its {q:quality_of}", _its),
    *rules("statement", ["[if] {v:wholly} is inscribed in {w:wholly}"], _inscribed),
    *rules(
        "statement",
        [
            "[if] {p:spots} are [the] endpoints of a diameter of a circle [graphed in a coordinate plane|in"
            " the coordinate plane]",
        ],
        _diameter,
    ),
    *rules(
        "statement",
        ["[if|and] its {c:sides_said}"],
        lambda c: (Given(tuple(relation(_its(quality), "=", value) for quality, value in c)),),
    ),
    *rules(
        "statement",
        [
            f"{_FIND} its {{q:quality_of}} [,] [in {{u:unit}}|in units|in square units|in cubic units]",
            "how many {u:unit} (are in|is) its {q:quality_of}",
        ],
        lambda q, u="": (AskValue((found,)),) if (found := _in_unit(_its(q), u)) is not None else None,
    ),
    *rules(
        "statement",
        [
            "[if] [the] {q:quality_of} of {s:solid} is {v:sized}",
            "[if] {s:solid} 's {q:quality_of} is {v:sized}",
        ],
        lambda q, s, v: _has((s, ((q, v),))),
    ),
    *rules(
        "statement",
        [
            "[if] [the] {q:quality_of} of {s:solid} is {v:sized} [,] and (its|the) {p:quality_of} is"
            " {w:sized}",
        ],
        lambda q, s, v, p, w: _has((s, ((q, v), (p, w)))),
    ),
    *rules(
        "statement",
        [
            f"{_FIND} [the] [number of {{u:unit}} in the] {{q:quality_of}} [, in {{u:unit}} ,|, in units"
            f" ,|, in square"
            " units ,|, in cubic units ,|in {u:unit}|in square units|in cubic units] of {w:wholly}",
            f"{_FIND} [the] {{q:quality_of}} of {{w:wholly}} [,] [in {{u:unit}}|in units|in square"
            f" units|in cubic"
            " units]",
            "how many {u:unit} are (in|there in) the {q:quality_of} of {w:wholly}",
            f"{_FIND} [the] number of (units|square units|cubic units) in the {{q:quality_of}} of"
            f" {{w:wholly}}",
            "in {u:unit} , what is the {q:quality_of} of {w:wholly}",
        ],
        _ask,
    ),
    *rules(
        "statement",
        [
            "[if] [the] {q:quality_of} of {s:solid} is {v:sized} [, then|. then|, and|.|,] (what is|find)"
            " (its|the)"
            " {p:quality_of} [in {u:unit}|in units|in square units|in cubic units|of the {s:solid}]",
        ],
        lambda q, s, v, p, u="": _ask(p, (s, ((q, v),)), u),
    ),
    *rules(
        "statement",
        [
            f"[if] {{s:solid}} {_HAVE} {{c:sides_said}} [, then|. then|, and|.|,] (what is|find) (its|the)"
            " {p:quality_of} [, in {u:unit} ,] [in {u:unit}|in units|in square units|in cubic units] [of the"
            " {s:solid}]",
        ],
        lambda s, c, p, u="": _ask(p, (s, c), u),
    ),
]
