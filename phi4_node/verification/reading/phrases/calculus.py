"""Derivatives, integrals and limits in words.

A variable that the words leave open is a hole in the tree; `resolve` fills it once all names are known.
"""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.trees import HOLE, call, number

_BY = "(with respect to|w.r.t.|wrt|by|in)"


def derivative(f: Node, v: Node = HOLE, n: int = 1) -> Node:
    """The n-th derivative of f by v."""
    return call("derivative", f, v, number(n))


def at(t: Node, p: Node) -> Node | None:
    """A term at a point `x = 3`."""
    if p.op == "rel" and p.name == "=" and p.args[0].op == "sym":
        return call("at", t, p.args[0], p.args[1])
    return None


def _limit(f: Node, v: Node, a: Node, side: str = "") -> Node | None:
    if v.op != "sym":
        return None
    sides = {"": (), "left": (number(-1),), "right": (number(1),)}
    return call("limit", f, v, a, *sides[side])


def _integral(f: Node, a: Node, b: Node, v: Node = HOLE) -> Node:
    return call("integral", f, v, a, b)


def _between(f: Node, a: Node, b: Node) -> Node | None:
    """`from x = 0 to x = 1`, `from x = 0 to 1`, `from 0 to 1`."""
    ends = []
    names = set()
    for end in (a, b):
        if end.op == "rel" and end.name == "=" and end.args[0].op == "sym":
            names.add(end.args[0])
            end = end.args[1]
        ends.append(end)
    if len(names) > 1 or any(end.op in ("rel", "list") for end in ends):
        return None
    return call("integral", f, names.pop() if names else HOLE, *ends)


RULES: list[Rule] = [
    *rules(
        "term",
        [
            f"[the] {{n:ordinal}} derivative of {{f:term}} {_BY} {{v:math}}",
            "{f:term}(对|关于){v:math}的{n:ordinal}阶导数",
            "{f:term}(对|关于){v:math}的{n:cardinal}阶导数",
        ],
        derivative,
    ),
    *rules(
        "term",
        [
            f"[the] derivative of {{f:term}} {_BY} {{v:math}}",
            f"differentiate {{f:term}} {_BY} {{v:math}}",
            "[the] partial derivative of {f:term} (with respect to|w.r.t.|wrt) {v:math}",
            "{f:term}(对|关于){v:math}的[偏]导数",
        ],
        derivative,
    ),
    *rules(
        "term",
        [
            "[the] {n:ordinal} derivative of {f:term}",
            "{f:term}的{n:cardinal}阶导数",
            "{f:term}的{n:ordinal}阶导数",
        ],
        lambda f, n: derivative(f, n=n),
    ),
    *rules(
        "term",
        ["[the] derivative of {f:term}", "differentiate {f:term}", "{f:term}的导数", "{f:term}的导函数"],
        derivative,
    ),
    *rules("value", ["{t:term} at {p:math}", "{t:term}在{p:math}处的值"], at),
    *rules(
        "term",
        [
            "[the] limit of {f:term} as {v:math} (approaches|tends to|goes to|->) {a:math}",
            "[the] limit as {v:math} (approaches|tends to|goes to) {a:math} of {f:term}",
            "当{v:math}(趋于|趋近于|趋向于|趋向){a:math}时[,]{f:term}的极限",
            "{f:term}当{v:math}(趋于|趋近于|趋向于|趋向){a:math}时的极限",
        ],
        _limit,
    ),
    rule(
        "term",
        "[the] limit of {f:term} as {v:math} (approaches|tends to) {a:math} from the (right|positive side)",
        lambda f, v, a: _limit(f, v, a, "right"),
    ),
    rule(
        "term",
        "[the] limit of {f:term} as {v:math} (approaches|tends to) {a:math} from the (left|negative side)",
        lambda f, v, a: _limit(f, v, a, "left"),
    ),
    *rules(
        "term",
        ["[the] limit {f:math}", "[the] limit of {f:math}", "极限{f:math}"],
        lambda f: f if f.op == "call" and f.name == "limit" else None,
    ),
    *rules(
        "term",
        [
            "[the] [definite] integral of {f:term} from {a:math} to {b:math}",
            "integrate {f:term} from {a:math} to {b:math}",
            "{f:term}从{a:math}到{b:math}的[定]积分",
        ],
        _between,
    ),
    *rules(
        "term",
        [
            f"[the] [definite] integral of {{f:term}} {_BY} {{v:math}} from {{a:math}} to {{b:math}}",
            f"integrate {{f:term}} {_BY} {{v:math}} from {{a:math}} to {{b:math}}",
        ],
        _integral,
    ),
    *rules(
        "term",
        [
            f"[the] (indefinite integral|integral|antiderivative|general antiderivative) of {{f:term}}"
            f" {_BY} {{v:math}}",
            f"an antiderivative of {{f:term}} {_BY} {{v:math}}",
            f"integrate {{f:term}} {_BY} {{v:math}}",
            "{f:term}(对|关于){v:math}的不定积分",
        ],
        lambda f, v: call("antiderivative", f, v),
    ),
    *rules(
        "term",
        [
            "[the] (indefinite integral|integral|antiderivative|general antiderivative) of {f:term}",
            "an antiderivative of {f:term}",
            "integrate {f:term}",
            "{f:term}的(不定积分|原函数)",
        ],
        lambda f: call("antiderivative", f, HOLE),
    ),
    *rules(
        "term",
        [
            "[the] (indefinite integral|definite integral|integral|antiderivative) [of] [:] {f:math}",
            "(不定积分|定积分|积分)[:]{f:math}",
        ],
        lambda f: f if f.op == "call" and f.name in ("integral", "antiderivative") else None,
    ),
    *rules(
        "term",
        [
            "[the] (slope|gradient) of [the graph of] {f:term} at {p:math}",
            "[the] rate of change of {f:term} at {p:math}",
        ],
        lambda f, p: at(derivative(f), p),
    ),
]
