"""Arithmetic, shares, divisors, kinds of integers, order, statistics, as Chinese schools word them.

Conventions: 增加20% and 增加了20% add a fifth; 增加到 is something else and not read. 比20多1/4 may mean a
quarter of 20 or the number 1/4, so it is only read with whole numbers and percentages. A quotient is only
read where nothing remains. 方差 is that of the data themselves (divided by n), as Chinese schools teach.
"""

from __future__ import annotations

from fractions import Fraction

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Builder, Rule, rule, rules
from phi4_node.verification.reading.kinds import Conditions
from phi4_node.verification.reading.statements import (
    AskClaim,
    AskRewrite,
    AskSolve,
    AskValue,
)
from phi4_node.verification.reading.trees import call, free_names, number, relation, symbol

Items = tuple[Node, ...]
_WHAT = "(是|为|等于|=|)(多少|几)"
_IS_WHAT = "(是|为|等于|=)(多少|几|什么)"


def _whole(node: Node) -> int | None:
    value = node.value
    return int(value) if node.op == "num" and value is not None and value.denominator == 1 else None


def _value(v: Node) -> tuple[AskValue]:
    return (AskValue((v,)),)


def _two(op: str) -> Builder:
    return lambda items: Node(op, items) if len(items) == 2 else None


def _exact_quotient(a: Node, b: Node) -> Node | None:
    """A quotient without remainder; otherwise it may be whole or not."""
    above, below = _whole(a), _whole(b)
    return Node("div", (a, b)) if above is not None and below and above % below == 0 else None


def _divided_by(b: Node, a: Node) -> Node | None:
    """`b 除 a` is a / b; not read where somebody may mean b / a."""
    above, below = _whole(a), _whole(b)
    if above is None or not above or not below or above % below or below % above == 0:
        return None
    return Node("div", (a, b))


def _share(a: Node, b: Node) -> Node | None:
    """`b的三分之二`."""
    is_fraction = b.op == "div" and all(_whole(part) for part in b.args)
    return Node("mul", (a, b), "*") if is_fraction else None


def _by_percent(op: str, a: Node, b: Node) -> Node:
    """A share of `a` is added to it, or taken away."""
    return Node("mul", (a, Node(op, (number(1), Node("div", (b.args[0], number(100)))))), "*")


def _changed(op: str) -> Builder:
    def build(a: Node, b: Node) -> Node | None:
        return _by_percent(op, a, b) if b.op == "percent" else None

    return build


def _compared(op: str) -> Builder:
    def build(a: Node, b: Node) -> Node | None:
        if b.op == "percent":
            return _by_percent(op, a, b)
        return Node(op, (a, b)) if _whole(b) is not None else None

    return build


def _percentage(a: Node, b: Node) -> tuple[AskClaim]:
    share = Node("mul", (number(100), Node("div", (a, b))), "*")
    return (AskClaim("notation", (share,), (("notation", "unit"), ("detail", "%"))),)


def _discount(a: tuple[tuple[Node, str], ...], z: Node) -> tuple[AskClaim] | None:
    """八折 is 80 %, 七五折 is 75 %."""
    if len(a) != 1 or a[0][1] != "元" or z.op != "num" or z.value is None or not 0 < z.value < 100:
        return None
    if z.value > 10 and (z.value.denominator != 1 or z.value % 10 == 0):
        return None
    share = z.value / 10 if z.value < 10 else z.value / 100
    term = Node("mul", (a[0][0], number(Fraction(share))), "*")
    return (
        (AskClaim("notation", (term,), (("notation", "unit"), ("detail", "元"))),) if z.value != 10 else None
    )


_UNITS = {Fraction(1, 10**places) for places in range(7)}


def _of_negative(op: str) -> Builder:
    """What is asked of a negative numeral is asked of the number, not of its digits."""

    def build(a: Node) -> Node | None:
        if a.op != "neg" or a.args[0].op not in ("num", "div"):
            return None
        return Node("abs", (a,)) if op == "abs" else call("root", a, number(3))

    return build


def _squares(op: str, items: Items) -> Node | None:
    if len(items) < 2:
        return None
    total = Node("pow", (items[0], number(2)))
    for item in items[1:]:
        total = Node(op, (total, Node("pow", (item, number(2)))))
    return total


def _asked_quotient(a: Node, b: Node) -> tuple[AskValue] | None:
    found = _exact_quotient(a, b)
    return None if found is None else _value(found)


def _both_roots(a: Node) -> tuple[AskSolve] | None:
    """The square roots of a positive number are two: those whose square it is."""
    if free_names(a):
        return None
    root = symbol("x")
    return (AskSolve((relation(Node("pow", (root, number(2))), "=", a),), ("x",), "real"),)


def _shown(op: str) -> Builder:
    """`1/3 + 1/4的和`: the word names the operation that is written."""
    return lambda a: a if a.op == op else None


def _both(items: Items) -> tuple[Node, Node]:
    return call("gcd", *items), call("lcm", *items)


RULES: list[Rule] = [
    # Arithmetic
    rule("term", "{items:terms}的差", _two("sub")),
    *[
        rule("term", f"{{a:math}}{word}", _shown(op))
        for op, word in (("add", "的和"), ("sub", "的差"), ("mul", "的(积|乘积)"))
    ],
    rule("term", "{a:operand}减[去]{b:operand}(的差|所得的差)", lambda a, b: Node("sub", (a, b))),
    rule("term", "{a:operand}加[上]{b:operand}(的和|所得的和)", lambda a, b: Node("add", (a, b))),
    rule("term", "{a:operand}乘[以]{b:operand}(的积|所得的积)", lambda a, b: Node("mul", (a, b), "*")),
    rule("term", "从{a:operand}(里|中)(减去|去掉){b:operand}", lambda a, b: Node("sub", (a, b))),
    *rules(
        "term",
        ["{items:terms}的(最大公约数|最大公因数)(与|和)[它们的]最小公倍数的(积|乘积)"],
        lambda items: Node("mul", _both(items), "*") if len(items) > 1 else None,
    ),
    *rules(
        "term",
        ["{items:terms}的(最大公约数|最大公因数)(与|和)[它们的]最小公倍数的和"],
        lambda items: Node("add", _both(items)) if len(items) > 1 else None,
    ),
    *rules("term", ["{items:terms}的平方和"], lambda items: _squares("add", items)),
    *rules(
        "term", ["{items:terms}的平方差"], lambda items: _squares("sub", items) if len(items) == 2 else None
    ),
    rule("term", "{a:operand}除以{b:divisor}(的商|所得的商)", _exact_quotient),
    rule("term", "{items:terms}的商", lambda items: _exact_quotient(*items) if len(items) == 2 else None),
    *rules("term", ["{b:math}除{a:math}", "用{b:math}(去除|除){a:math}"], _divided_by),
    *rules(
        "statement",
        [
            "用{b:math}(去除|除){a:math}[,](商是|商为|得)(多少|几)",
            "{a:math}除以{b:math}[,]商(是|为)(多少|几)",
        ],
        lambda a, b: _asked_quotient(a, b),
    ),
    rule("term", "{a:operand}的{b:math}", _share),
    *rules(
        "statement", ["求{a:grouped}的平方根", f"{{a:grouped}}的平方根{_IS_WHAT}"], lambda a: _both_roots(a)
    ),
    *[
        rule("term", f"{{a:math}}的{word}", _of_negative(op))
        for op, word in (("cbrt", "立方根"), ("abs", "绝对值"))
    ],
    *rules(
        "term",
        ["{a:tight}的{n:whole}次方", "{a:tight}的{n:whole}次幂"],
        lambda a, n: Node("pow", (a, number(n))) if n > 30 else None,
    ),
    *rules(
        "value",
        ["(将|把|)[{a0}]{a:term}(四舍五入到|精确到|四舍五入精确到){p:place}".replace("[{a0}]", "")],
        lambda a, p: call("round", a, number(-p)),
    ),
    *rules(
        "value",
        ["[将|把]{a:term}精确到{u:math}"],
        lambda a, u: call("round_to", a, u) if u.op == "num" and u.value in _UNITS else None,
    ),
    *rules("statement", ["{a:term}比{b:term}(多|大)(多少|几)"], lambda a, b: _value(Node("sub", (a, b)))),
    *rules("statement", ["{a:term}比{b:term}(少|小)(多少|几)"], lambda a, b: _value(Node("sub", (b, a)))),
    # Shares
    *rules("statement", ["{a:term}(是|占|相当于){b:term}的百分之(几|多少)"], _percentage),
    *rules(
        "statement",
        ["{a:term}(是|占|相当于){b:term}的几分之几"],
        lambda a, b: (AskRewrite(Node("div", (a, b)), "lowest_terms"),),
    ),
    *rules("statement", ["{a:term}是{b:term}的(几倍|多少倍)"], lambda a, b: _value(Node("div", (a, b)))),
    *rules("term", ["比{a:operand}(多|大){b:operand}的数"], _compared("add")),
    *rules("term", ["{a:operand}增加[了]{b:math}[后|以后][的数]"], _changed("add")),
    *rules("term", ["比{a:operand}(少|小){b:operand}的数"], _compared("sub")),
    *rules("term", ["{a:operand}减少[了]{b:math}[后|以后][的数]"], _changed("sub")),
    *rules(
        "statement",
        [
            "{a:amount}打{z:math}折[后|以后|之后][,][现价|售价|价格](是|为)(多少|多少元|多少钱)",
            "(原价|定价|标价)[是|为]{a:amount}[的(商品|衣服|书包|书|鞋|鞋子|外套|手机|裤子|裙子|玩具)][,][现在|现|按]打{z:math}折[出售|销售][后|以后|之后][,][现价|售价|现在的价格|价格|实际售价](是|为|是:|)(多少|多少元|多少钱)",
        ],
        _discount,
    ),
    *rules(
        "statement",
        ["[将|把][小数|分数|百分数]{a:term}(化成|化为|写成|改写成|转化为)(分数|最简分数)"],
        lambda a: (AskRewrite(a, "lowest_terms"),),
    ),
    *rules(
        "statement",
        ["[将|把][分数|百分数]{a:term}(化成|化为|写成|改写成|转化为)小数"],
        lambda a: (AskRewrite(a, "decimal"),),
    ),
    *rules(
        "statement",
        ["[将|把][小数|分数]{a:term}(化成|化为|写成|改写成|转化为)百分数"],
        lambda a: _percentage(a, number(1)),
    ),
    # Divisors
    *rules(
        "term",
        ["(最大公约数|最大公因数)[:]{items:terms}"],
        lambda items: call("gcd", *items) if len(items) > 1 else None,
    ),
    *rules(
        "term", ["最小公倍数[:]{items:terms}"], lambda items: call("lcm", *items) if len(items) > 1 else None
    ),
    *rules(
        "statement",
        ["[将|把]{a:term}(分解质因数|分解素因数|质因数分解)", "(分解质因数|质因数分解)[:]{a:term}"],
        lambda a: _value(call("factorization", a)),
    ),
    *rules(
        "statement",
        [
            "{a:term}的[所有|全部](因数|约数)(有哪些|是什么|是哪些)",
            "(写出|列出|找出){a:term}的(所有|全部)(因数|约数)",
        ],
        lambda a: _value(call("divisors", a)),
    ),
    *rules(
        "statement",
        [
            "{a:term}的[所有|全部](质因数|素因数)(有哪些|是什么|是哪些)",
            "(写出|列出|找出){a:term}的(所有|全部)(质因数|素因数)",
        ],
        lambda a: _value(call("primes", a)),
    ),
    *rules(
        "statement",
        [
            "{a:term}[一共|共]有(多少|几)个[不同的](因数|约数)",
            "{a:term}的[不同的](因数|约数)[一共|共]有(多少|几)个",
        ],
        lambda a: _value(call("count", call("divisors", a))),
    ),
    *rules("term", ["{a:term}的(因数|约数)的个数"], lambda a: call("count", call("divisors", a))),
    *rules(
        "statement",
        ["{a:term}除以{b:divisor}[,]余(几|多少)", "{a:term}除以{b:divisor}[,]余数(是|为)(几|多少)"],
        lambda a, b: _value(call("remainder", a, b)),
    ),
    rule("term", "{a:math}的余数", lambda a: call("remainder", *a.args) if a.op == "div" else None),
    *rules(
        "statement",
        [
            "{a:term}除以{b:divisor}[,][的]商和余数(各|分别)(是|为)(多少|几)",
            "求{a:term}除以{b:divisor}的商和余数",
        ],
        lambda a, b: (AskValue((call("quotient", a, b), call("remainder", a, b))),),
    ),
]

__all__ = ["RULES", "Conditions"]
