"""Arithmetic, shares, divisors, kinds of integers, order, statistics, as Chinese schools word them.

Conventions: 增加20% and 增加了20% add a fifth; 增加到 is something else and not read. 比20多1/4 may mean a quarter of 20 or
the number 1/4, so it is only read with whole numbers and percentages. A quotient is only read where nothing remains.
方差 is that of the data themselves (divided by n), as Chinese schools teach.
"""

from __future__ import annotations

from fractions import Fraction

from phi4_node.verification.reading.grammar import Builder, Rule, rule, rules
from phi4_node.verification.reading.kinds import EVEN, IT, POSITIVE, Conditions, Kind, closed, divides
from phi4_node.verification.reading.statements import AskChoice, AskClaim, AskOrder, AskRewrite, AskSolve, AskValue, Statement
from phi4_node.verification.reading.trees import call, free_names, number, relation, symbol
from phi4_node.verification.syntax import Node

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
    return (AskClaim("notation", (term,), (("notation", "unit"), ("detail", "元"))),) if z.value != 10 else None


# Kinds of integers --------------------------------------------------------------------------------


def _such(*conditions: Node) -> Builder:
    return lambda k: k.such(*conditions, whole=True)


def _from_to(a: Node, b: Node, k: Kind) -> Kind:
    return k.such(Node("chain", (relation(a, "<=", IT), relation(IT, "<=", b))))


def _between(a: Node, b: Node, k: Kind) -> Kind:
    return k.such(call("between", IT, a, b))


def _within(a: Node, k: Kind) -> Kind:
    return k.such(call("between", IT, number(0), a))


def _related(r: str, a: Node, k: Kind) -> Kind:
    return k.such(relation(IT, r, a))


def _reduced(name: str, *, counted: bool = True) -> Builder:
    def build(k: Kind) -> Node | None:
        found = closed(k, counted=counted)
        return None if found is None else call(name, found)

    return build


def _members(k: Kind) -> tuple[AskValue] | None:
    found = closed(k)
    return None if found is None else _value(found)


def _how_many(k: Kind) -> tuple[AskValue] | None:
    found = closed(k)
    return None if found is None else _value(call("count", found))


def _how_many_between(a: Node, b: Node, k: Kind) -> tuple[AskValue] | None:
    return _how_many(_between(a, b, k))


def _members_between(a: Node, b: Node, k: Kind) -> tuple[AskValue] | None:
    return _members(_between(a, b, k))


# Data ---------------------------------------------------------------------------------------------


def _mean(items: Items) -> Node:
    total = items[0]
    for item in items[1:]:
        total = Node("add", (total, item))
    return Node("div", (total, number(len(items))))


def _variance(items: Items) -> Node:
    mean = _mean(items)
    return _mean(tuple(Node("pow", (Node("sub", (item, mean)), number(2))) for item in items))


def _operation(name: str) -> Builder:
    return lambda items: call(name, *items)


_STATISTICS: dict[str, Builder] = {
    "(平均数|平均值|算术平均数)": _mean,
    "中位数": _operation("median"),
    "众数": _operation("mode"),
    "极差": _operation("data_range"),
    "方差": _variance,
    "标准差": lambda items: call("sqrt", _variance(items)),
}


def _ordered(items: Items) -> tuple[AskOrder] | None:
    return (AskOrder(items),) if len(items) > 1 else None


def _ordered_down(items: Items) -> tuple[AskOrder] | None:
    return (AskOrder(items, descending=True),) if len(items) > 1 else None


def _choice(rank: int) -> Builder:
    def build(items: Items) -> tuple[Statement] | None:
        return (AskChoice(tuple(("", item) for item in items), rank),) if len(items) > 1 else None

    return build


_NUMBERS = "[(下列|以下|下面)(各数|各组数|数|分数|小数|几个数|数字)][:]"
_UP = "(从小到大|由小到大)"
_DOWN = "(从大到小|由大到小)"
_ORDER = "[的顺序|的次序](排列|排序|排列起来|排一排|排成一列)"

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
    *[rule("term", f"{{a:math}}{word}", _shown(op)) for op, word in (("add", "的和"), ("sub", "的差"), ("mul", "的(积|乘积)"))],
    rule("term", "{a:operand}减[去]{b:operand}(的差|所得的差)", lambda a, b: Node("sub", (a, b))),
    rule("term", "{a:operand}加[上]{b:operand}(的和|所得的和)", lambda a, b: Node("add", (a, b))),
    rule("term", "{a:operand}乘[以]{b:operand}(的积|所得的积)", lambda a, b: Node("mul", (a, b), "*")),
    rule("term", "从{a:operand}(里|中)(减去|去掉){b:operand}", lambda a, b: Node("sub", (a, b))),
    *rules("term", ["{items:terms}的(最大公约数|最大公因数)(与|和)[它们的]最小公倍数的(积|乘积)"], lambda items: Node("mul", _both(items), "*") if len(items) > 1 else None),
    *rules("term", ["{items:terms}的(最大公约数|最大公因数)(与|和)[它们的]最小公倍数的和"], lambda items: Node("add", _both(items)) if len(items) > 1 else None),
    *rules("term", ["{items:terms}的平方和"], lambda items: _squares("add", items)),
    *rules("term", ["{items:terms}的平方差"], lambda items: _squares("sub", items) if len(items) == 2 else None),
    rule("term", "{a:operand}除以{b:divisor}(的商|所得的商)", _exact_quotient),
    rule("term", "{items:terms}的商", lambda items: _exact_quotient(*items) if len(items) == 2 else None),
    *rules("term", ["{b:math}除{a:math}", "用{b:math}(去除|除){a:math}"], _divided_by),
    *rules("statement", ["用{b:math}(去除|除){a:math}[,](商是|商为|得)(多少|几)", "{a:math}除以{b:math}[,]商(是|为)(多少|几)"], lambda a, b: _asked_quotient(a, b)),
    rule("term", "{a:operand}的{b:math}", _share),
    *rules("statement", ["求{a:grouped}的平方根", f"{{a:grouped}}的平方根{_IS_WHAT}"], lambda a: _both_roots(a)),
    *[rule("term", f"{{a:math}}的{word}", _of_negative(op)) for op, word in (("cbrt", "立方根"), ("abs", "绝对值"))],
    *rules("term", ["{a:tight}的{n:whole}次方", "{a:tight}的{n:whole}次幂"], lambda a, n: Node("pow", (a, number(n))) if n > 30 else None),
    *rules("value", ["(将|把|)[{a0}]{a:term}(四舍五入到|精确到|四舍五入精确到){p:place}".replace("[{a0}]", "")], lambda a, p: call("round", a, number(-p))),
    # Shares
    *rules("statement", ["{a:term}(是|占|相当于){b:term}的百分之(几|多少)"], _percentage),
    *rules("statement", ["{a:term}(是|占|相当于){b:term}的几分之几"], lambda a, b: (AskRewrite(Node("div", (a, b)), "lowest_terms"),)),
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
    *rules("statement", ["[将|把][小数|分数|百分数]{a:term}(化成|化为|写成|改写成|转化为)(分数|最简分数)"], lambda a: (AskRewrite(a, "lowest_terms"),)),
    *rules("statement", ["[将|把][分数|百分数]{a:term}(化成|化为|写成|改写成|转化为)小数"], lambda a: (AskRewrite(a, "decimal"),)),
    *rules("statement", ["[将|把][小数|分数]{a:term}(化成|化为|写成|改写成|转化为)百分数"], lambda a: _percentage(a, number(1))),
    # Divisors
    *rules("term", ["(最大公约数|最大公因数)[:]{items:terms}"], lambda items: call("gcd", *items) if len(items) > 1 else None),
    *rules("term", ["最小公倍数[:]{items:terms}"], lambda items: call("lcm", *items) if len(items) > 1 else None),
    *rules("statement", ["[将|把]{a:term}(分解质因数|分解素因数|质因数分解)", "(分解质因数|质因数分解)[:]{a:term}"], lambda a: _value(call("factorization", a))),
    *rules("statement", ["{a:term}的[所有|全部](因数|约数)(有哪些|是什么|是哪些)", "(写出|列出|找出){a:term}的(所有|全部)(因数|约数)"], lambda a: _value(call("divisors", a))),
    *rules("statement", ["{a:term}的[所有|全部](质因数|素因数)(有哪些|是什么|是哪些)", "(写出|列出|找出){a:term}的(所有|全部)(质因数|素因数)"], lambda a: _value(call("primes", a))),
    *rules(
        "statement",
        ["{a:term}[一共|共]有(多少|几)个[不同的](因数|约数)", "{a:term}的[不同的](因数|约数)[一共|共]有(多少|几)个"],
        lambda a: _value(call("count", call("divisors", a))),
    ),
    *rules("term", ["{a:term}的(因数|约数)的个数"], lambda a: call("count", call("divisors", a))),
    *rules("statement", ["{a:term}除以{b:divisor}[,]余(几|多少)", "{a:term}除以{b:divisor}[,]余数(是|为)(几|多少)"], lambda a, b: _value(call("remainder", a, b))),
    rule("term", "{a:math}的余数", lambda a: call("remainder", *a.args) if a.op == "div" else None),
    *rules(
        "statement",
        ["{a:term}除以{b:divisor}[,][的]商和余数(各|分别)(是|为)(多少|几)", "求{a:term}除以{b:divisor}的商和余数"],
        lambda a, b: (AskValue((call("quotient", a, b), call("remainder", a, b))),),
    ),
    # Kinds of integers
    rule("kind", "偶数", lambda: Kind((EVEN,))),
    rule("kind", "奇数", lambda: Kind((Node("not", (EVEN,)),))),
    rule("kind", "合数", lambda: Kind((call("iscomposite", IT),))),
    rule("kind", "完全平方数", lambda: Kind((call("ispower", IT, number(2)),))),
    rule("kind", "正{k:kind}", _such(POSITIVE)),
    rule("kind", "数", lambda: Kind(whole=False)),
    rule("kind", "能被{a:term}整除的{k:kind}", lambda a, k: k.such(divides(a, IT), whole=True)),
    rule("kind", "不能被{a:term}整除的{k:kind}", lambda a, k: k.such(Node("not", (divides(a, IT),)), whole=True)),
    rule("kind", "除以{a:term}余{b:term}的{k:kind}", lambda a, b, k: k.such(relation(call("remainder", IT, a), "=", b), whole=True)),
    *rules("kind", ["从{a:term}到{b:term}[的][所有|全部]{k:kind}", "{a:term}到{b:term}[的][所有|全部]{k:kind}"], _from_to),
    *rules("kind", ["{a:term}到{b:term}(之间|中)[的][所有|全部]{k:kind}", "{a:term}和{b:term}之间的[所有|全部]{k:kind}"], _between),
    *rules("kind", ["{a:term}以内[的][所有|全部]{k:kind}"], _within),
    *rules("kind", ["{r:relation}{a:term}的[所有|全部]{k:kind}"], _related),
    *rules("kind", ["{r:relation}{a:term}(且|并且|而|又)[又]{s:relation}{b:term}的[所有|全部]{k:kind}"], lambda r, a, s, b, k: k.such(relation(IT, r, a), relation(IT, s, b))),
    *rules("kind", ["绝对值{r:relation}{a:term}的[所有|全部]{k:kind}"], lambda r, a, k: k.such(relation(Node("abs", (IT,)), r, a))),
    rule("term", "最小的{k:kind}", _reduced("least", counted=False)),
    rule("term", "最大的{k:kind}", _reduced("greatest", counted=False)),
    *rules("term", ["所有{k:kind}(的和|之和)"], _reduced("sum_of")),
    *rules("statement", ["{k:kind}(有哪些|是哪些|都有哪些)", "(写出|列出|找出|求)(所有|全部){k:kind}"], _members),
    *rules("statement", ["{k:kind}[一共|共](有|是)(多少|几)个", "{k:kind}的个数(是|为)多少"], _how_many),
    rule("term", "{k:kind}的个数", _reduced("count")),
    *rules("statement", ["[在]{a:term}(到|和|与|至){b:term}之间[,][一共|共]有(多少|几)个{k:kind}"], _how_many_between),
    *rules("statement", ["[在]{a:term}(到|和|与|至){b:term}之间[,]有哪些{k:kind}", "[在]{a:term}(到|和|与|至){b:term}之间的{k:kind}有哪些"], _members_between),
    # Order
    *rules("statement", [f"[将|把]{_NUMBERS}[按|按照]{_UP}{_ORDER}:{{items:terms}}", f"[将|把]{_NUMBERS}{{items:terms}}[,][按|按照]{_UP}{_ORDER}"], _ordered),
    *rules("statement", [f"[将|把]{_NUMBERS}[按|按照]{_DOWN}{_ORDER}:{{items:terms}}", f"[将|把]{_NUMBERS}{{items:terms}}[,][按|按照]{_DOWN}{_ORDER}"], _ordered_down),
    *rules("statement", ["(比较大小|比大小)[:]{items:terms}[,](哪个大|哪个更大|哪个数大|谁大|哪个最大)", "[在]{items:terms}[这{n:whole}个数](中|里|这些数中)[,]最大的[数|一个](是|为)(多少|哪个|几|哪个数|谁)", "{items:terms}(哪个数大|谁大|谁更大|哪一个大)"], lambda items, n=0: _choice(-1)(items) if n in (0, len(items)) else None),
    *rules("statement", ["(比较大小|比大小)[:]{items:terms}[,](哪个小|哪个更小|哪个数小|谁小|哪个最小)", "[在]{items:terms}[这{n:whole}个数](中|里|这些数中)[,]最小的[数|一个](是|为)(多少|哪个|几|哪个数|谁)", "{items:terms}(哪个数小|谁小|谁更小|哪一个小)"], lambda items, n=0: _choice(1)(items) if n in (0, len(items)) else None),
    # Data
    *rules("data", ["[一组|这组|样本]数据[:][为|是]{items:data}"], lambda items: items),
    rule("data", "{n:whole}个数[:]{items:data}", lambda n, items: items if n == len(items) else None),
    *[
        entry
        for word, build in _STATISTICS.items()
        for entry in (
            *rules("term", [f"{{items:data}}[,|.](则|那么|求|)(这组|该组|这)[组]数据的{word}", f"{{items:data}}的{word}"], build),
        )
    ],
]

__all__ = ["RULES", "Conditions"]
