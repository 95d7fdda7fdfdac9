"""How exercises are introduced: words that say what kind of task follows, and notes on how to answer.

An introduction is only skipped if it fits any task that could follow it; one that names an operation must
fit what follows.
"""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Builder, Rule, rule, rules
from phi4_node.verification.reading.statements import AskRewrite, AskValue, Note
from phi4_node.verification.reading.trees import call, number, walk


def _value(v: Node) -> tuple[AskValue]:
    return (AskValue((v,)),)


def _only(op: str) -> Builder:
    """The task is one operation, and what follows is one."""
    return lambda v: _value(v) if v.op == op else None


def _complex(op: str) -> Builder:
    def build(v: Node) -> tuple[AskValue] | None:
        letters = {part.name for part in walk(v) if part.op == "sym"}
        return _value(v) if v.op == op and letters <= {"i"} else None

    return build


def _bits(a: Node) -> Node:
    return call("digit_sum_in_base", a, number(2))


RULES: list[Rule] = [
    *rules(
        "statement",
        [
            f"{ask} (the following|this) [arithmetic|maths|math] [problem|calculation|expression] :"
            f" {{v:value}} [=]"
            for ask in (
                "(state|give|find|calculate|write) the [final] (answer|result) (to|of|for)",
                "(calculate|compute|evaluate|work out)",
            )
        ],
        _value,
    ),
    *rules("statement", ["(solve|calculate) the following multiplication : {v:value} [=]"], _only("mul")),
    *rules("statement", ["(solve|calculate) the following addition : {v:value} [=]"], _only("add")),
    *rules("statement", ["(solve|calculate) the following subtraction : {v:value} [=]"], _only("sub")),
    *rules("statement", ["(solve|calculate) the following division : {v:value} [=]"], _only("div")),
    *rules("statement", ["add the complex numbers : {v:term}"], _complex("add")),
    *rules("statement", ["subtract the complex numbers : {v:term}"], _complex("sub")),
    *rules("statement", ["multiply the complex numbers : {v:term}"], _complex("mul")),
    *rules("statement", ["divide the complex numbers : {v:term}"], _complex("div")),
    *rules(
        "term",
        [
            "[the] number of (1s|ones|1 bits|set bits|one bits) in the binary"
            " (representation|expansion|form) of [the"
            " number] {a:term}"
        ],
        _bits,
    ),
    *rules(
        "statement",
        [
            "how many (1s|ones|1 bits|set bits|one bits) (are there in|are in) the binary"
            " (representation|expansion|form) of [the number] {a:term}"
        ],
        lambda a: _value(_bits(a)),
    ),
    rule("statement", "simplify this expression [:] {a:term}", lambda a: (AskRewrite(a, "simplified"),)),
    *rules(
        "note",
        [
            "your task is to (convert a number between two different bases|compute an exponentiation of"
            " a number)",
            "if the target base is > 10 , use lowercase letters a-z for digits above 9",
            "now",
            "use [the] same variable symbols as given in the question",
            "[{cardinal} .] use {quoted} or {quoted} for the exponential function \\( i.e. use capital E"
            " for Euler's"
            " number \\)",
            "(give|return|write|report) only the (result|answer|number|value) as your final answer",
            "only reply with the final value",
        ],
        lambda: Note(),
    ),
]
