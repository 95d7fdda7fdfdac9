"""Derivatives, integrals, limits and series, as Chinese textbooks word them."""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.phrases.calculus import at, derivative
from phi4_node.verification.reading.statements import AskValue
from phi4_node.verification.reading.trees import HOLE, call, number


def _ask(f: Node) -> tuple[AskValue]:
    return (AskValue((derivative(f),)),)


def _is(name: str, m: Node) -> Node | None:
    return m if m.op == "call" and m.name == name else None


def _point(m: Node) -> tuple[Node, Node] | None:
    """`(1, 2)` or `A(1, 2)`."""
    is_named = m.op == "call" and len(m.name) == 1 and m.name.isupper()
    return (m.args[0], m.args[1]) if (is_named or m.op == "pair") and len(m.args) == 2 else None


def _distance(a: tuple[Node, Node], b: tuple[Node, Node]) -> Node:
    squares = [Node("pow", (Node("sub", pair), number(2))) for pair in zip(a, b, strict=True)]
    return call("sqrt", Node("add", tuple(squares)))


RULES: list[Rule] = [
    *rules(
        "statement",
        ["求导[数][:]{f:zhfunction}", "(对|将|把)?{f:zhfunction}求导".replace("?", ""), "{f:zhfunction}求导"],
        _ask,
    ),
    *rules("term", ["{f:zhfunction}的{n:cardinal}阶导[函]数"], lambda f, n: derivative(f, n=n)),
    *rules("term", ["{f:zhfunction}(对|关于){v:math}的[一阶]偏导数"], lambda f, v: derivative(f, v)),
    rule("term", "{f:zhfunction}的导[函]数", derivative),
    *rules("term", ["{f:zhfunction}在[点]{p:math}处的导数[值]"], lambda f, p: at(derivative(f), p)),
    *rules(
        "term", ["{f:zhfunction}的(一个原函数|原函数|不定积分)"], lambda f: call("antiderivative", f, HOLE)
    ),
    *rules(
        "term",
        ["{f:zhfunction}从{a:math}到{b:math}的[定]积分", "{f:zhfunction}在[区间]{i:math}上的定积分"],
        lambda f, a=None, b=None, i=None: _integral(f, a, b, i),
    ),
    rule("term", "极限[:]{m:math}", lambda m: _is("limit", m)),
    rule("term", "[无穷]级数{m:math}的和", lambda m: _is("sum", m)),
    rule("spot", "[点]{m:math}", _point),
    *rules(
        "term", ["{a:spot}(与|和|到){b:spot}[之间|间]的距离", "{a:spot} , {b:spot}[之间|间]的距离"], _distance
    ),
    rule("term", "行列式{m:math}", lambda m: _is("det", m)),
    rule("term", "复数{m:math}的模[长]", lambda m: Node("abs", (m,))),
]


def _integral(f: Node, a: Node | None, b: Node | None, i: Node | None) -> Node | None:
    if i is not None:
        if i.op != "interval" or i.name != "[]":
            return None
        a, b = i.args
    if a is None or b is None or a.op in ("rel", "list") or b.op in ("rel", "list"):
        return None
    return call("integral", f, HOLE, a, b)
