"""Arithmetic in words."""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Builder, Rule, rule, rules
from phi4_node.verification.reading.progressions import exact
from phi4_node.verification.reading.trees import call, free_names, is_value, number, walk

_SIGNS = {"add": "", "sub": "", "mul": "*", "div": ""}
"""Products are written with their sign, so that the text of a claim reads back."""

_PLAIN = frozenset(("sqrt", "root", "cbrt", "abs", "log", "ln"))
"""Functions whose value words behind them do not narrow, as they narrow `the largest root less than 3`."""


def _binary(op: str) -> Builder:
    return lambda a, b: Node(op, (a, b), _SIGNS[op])


def _by(op: str) -> Builder:
    """`5 less than 12`; of `one third less than 12` it is not clear whether a third of 12 is meant.

    `The largest root less than 3` is one of the roots, not a number by which 3 is made smaller.
    """

    def build(a: Node, b: Node) -> Node | None:
        if any(part.op == "call" and part.name not in _PLAIN for part in walk(b)):
            return None
        if b.op in ("add", "sub", "pow") and free_names(b):
            return None  # `the minimum of x^2 + 3 more than 2`
        difference, start = exact(b), exact(a)
        is_part = difference is not None and 0 < difference < 1 and not b.places
        return None if is_part and (start is None or start.denominator == 1) else Node(op, (a, b), _SIGNS[op])

    return build


def _fold(op: str) -> Builder:
    def build(items: tuple[Node, ...]) -> Node | None:
        if len(items) < 2:
            return None
        total = items[0]
        for item in items[1:]:
            total = Node(op, (total, item), _SIGNS[op])
        return total

    return build


def _root(a: Node, n: int) -> Node:
    return call("root", a, number(n))


def _called(op: str) -> Builder:
    """`the product xy`: the word must fit."""
    return lambda a: a if a.op == op else None


def _ends(op: str, m: Node) -> Node | None:
    """The greatest and the least number of a list."""
    if m.op != "list" or not all(map(is_value, m.args)):
        return None
    return Node(op, (call("max", *m.args), call("min", *m.args)))


RULES: list[Rule] = [
    rule("term", "{n:spoken}", lambda n: number(n)),
    *rules(
        "term",
        [
            "[the] sum of the (largest|greatest) and [the] (smallest|least) of the following [numbers]"
            " [:|?|.] {m:math}",
            "[the] sum of the (smallest|least) and [the] (largest|greatest) of the following [numbers]"
            " [:|?|.] {m:math}",
        ],
        lambda m: _ends("add", m),
    ),
    *rules(
        "term",
        [
            "[the] [positive] difference between the (largest|greatest) and [the] (smallest|least) of the"
            " following"
            " [numbers] [:|?|.] {m:math}",
        ],
        lambda m: _ends("sub", m),
    ),
    rule("term", "the product {a:math}", _called("mul")),
    rule("term", "the sum {a:math}", _called("add")),
    rule("term", "the difference {a:math}", _called("sub")),
    *rules("term", ["the (quotient|fraction|ratio) {a:math}"], _called("div")),
    *rules(
        "term",
        [
            "the value of {a:term}",
            "the result of {a:term}",
            "the expression {a:term}",
            "the (quantity|number) {a:math}",
            "{a:math}的值",
        ],
        lambda a: a,
    ),
    *rules("term", ["[the] sum of {items:terms}", "{items:terms}的和"], _fold("add")),
    *rules("term", ["[the] product of {items:terms}", "{items:terms}的(积|乘积)"], _fold("mul")),
    *rules(
        "term",
        ["[the] difference (of|between) {items:terms}"],
        lambda items: Node("sub", items) if len(items) == 2 else None,
    ),
    # The difference of 3 and 5 is 2 to some and -2 to others: both are read, and only what fits both can
    # hold.
    *rules(
        "term",
        [
            "[the] difference between {items:terms}",
            "[the] positive difference (of|between) {items:terms}",
            "[the] distance between {items:terms}",
        ],
        lambda items: Node("abs", (Node("sub", items),)) if len(items) == 2 else None,
    ),
    rule(
        "term",
        "[the] distance from {a:term} to {b:term}",
        lambda a, b: Node("abs", (Node("sub", (a, b)),)),
    ),
    rule(
        "term",
        "[the] difference of {items:terms}",
        lambda items: (
            Node("abs", (Node("sub", items),))
            if len(items) == 2 and not any(map(free_names, items))
            else None
        ),
    ),
    *rules("term", ["{b:term} (less|smaller) than {a:term}"], _by("sub")),
    *rules("term", ["{b:term} more than {a:term}"], _by("add")),
    *rules("term", ["sum {items:terms}"], _fold("add")),
    *rules(
        "term",
        ["[the] quotient of {items:terms}"],
        lambda items: Node("div", items) if len(items) == 2 else None,
    ),
    *rules(
        "term",
        [
            "{a:term} (plus|added to) {b:term}",
            "{a:term}加[上]{b:term}",
            "add {a:term} (and|to) {b:term}",
            "add together {a:term} and {b:term}",
            "add {a:term} and {b:term} together",
            "total of {a:term} and {b:term}",
            "put together {a:term} and {b:term}",
            "work out {a:term} plus {b:term}",
        ],
        _binary("add"),
    ),
    *rules(
        "term",
        [
            "{a:term} (minus|take away|less) {b:operand}",
            "{a:term}减[去]{b:operand}",
            "[the] difference from {b:term} to {a:term}",
        ],
        _binary("sub"),
    ),
    *rules("term", ["subtract {b:term} from {a:term}", "take {b:term} away from {a:term}"], _binary("sub")),
    *rules(
        "term",
        [
            "{a:operand} (times|multiplied by) {b:operand}",
            "multiply {a:term} (by|and|with) {b:operand}",
            "{a:operand}乘[以]{b:operand}",
        ],
        _binary("mul"),
    ),
    *rules(
        "term",
        [
            "{a:operand} divided by {b:divisor}",
            "{a:operand} over {b:divisor}",
            "divide {a:term} by {b:divisor}",
            "{a:operand}除以{b:divisor}",
        ],
        _binary("div"),
    ),
    *rules(
        "term",
        ["{a:operand} (percent|per cent) of {b:operand}", "{a:operand} of {b:operand}"],
        lambda a, b: Node("mul", (a, b), "*") if a.op in ("percent", "div", "mixed") else None,
    ),
    rule(
        "term",
        "{a:math} (percent|per cent) of {b:operand}",
        lambda a, b: Node("mul", (Node("percent", (a,)), b), "*") if a.op == "num" else None,
    ),
    rule(
        "term", "{b:operand}的{a:math}", lambda a, b: Node("mul", (b, a), "*") if a.op == "percent" else None
    ),
    *rules(
        "term",
        [
            "{a:tight} [raised] to the power [of] {b:divisor}",
            "{a:tight} to the power of {b:divisor}",
            "{a:before_de}的{b:cardinal}次方",
        ],
        lambda a, b: Node("pow", (a, b if isinstance(b, Node) else number(b))),
    ),
    *rules(
        "term",
        ["{a:tight} squared", "[the] square of {a:grouped}", "{a:before_de}的平方"],
        lambda a: Node("pow", (a, number(2))),
    ),
    *rules(
        "term",
        ["{a:tight} cubed", "[the] cube of {a:grouped}", "{a:before_de}的立方"],
        lambda a: Node("pow", (a, number(3))),
    ),
    *rules(
        "term",
        ["[the] [positive|principal] square root of {a:grouped}", "{a:before_de}的(算术平方根)"],
        lambda a: call("sqrt", a),
    ),
    *rules("term", ["[the] cube root of {a:grouped}", "{a:before_de}的立方根"], lambda a: _root(a, 3)),
    rule("term", "[the] {n:ordinal} root of {a:grouped}", lambda n, a: _root(a, n) if n > 1 else None),
    *rules(
        "term",
        ["[the] (absolute value|modulus|magnitude) of {a:grouped}", "{a:before_de}的绝对值"],
        lambda a: Node("abs", (a,)),
    ),
    *rules(
        "term",
        ["[the] (reciprocal|multiplicative inverse) of {a:grouped}", "{a:operand}的倒数"],
        lambda a: Node("div", (number(1), a)),
    ),
    *rules(
        "term",
        ["[the] (negative|opposite|additive inverse) of {a:grouped}", "{a:operand}的相反数"],
        lambda a: Node("neg", (a,)),
    ),
    *rules("term", ["(half|one half) of {a:grouped}"], lambda a: Node("div", (a, number(2)))),
    *rules("term", ["(twice|double) {a:operand}"], lambda a: Node("mul", (number(2), a), "*")),
    *rules(
        "term",
        ["[the] factorial of {a:grouped}", "{a:tight} factorial", "{a:before_de}的阶乘"],
        lambda a: Node("factorial", (a,)),
    ),
    *rules(
        "term",
        ["[the] {p:place} digit of {a:term}", "{a:term}的{p:place}数字"],
        lambda p, a: call("digit", a, number(p)) if p >= 0 else None,
    ),
    *rules(
        "value",
        [
            "round {a:term} to {n:cardinal} (dp|dps|d.p.|decimal places|decimal place|decimals)",
            "将{a:term}(四舍五入)(保留|到){n:cardinal}位小数",
        ],
        lambda a, n: call("round", a, number(n)),
    ),
    rule("value", "round {a:term} to the nearest {p:place}", lambda a, p: call("round", a, number(-p))),
    rule("value", "round {a:term} to the nearest {unit:math}", lambda a, unit: call("round_to", a, unit)),
]
