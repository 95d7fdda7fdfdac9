"""Kinds of integers, order and statistics, as Chinese schools word them.

从a到b includes both; between and 以内 are only decided where it does not matter. 方差 is that of the data
themselves (divided by n), as Chinese schools teach.
"""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Builder, Rule, rule, rules
from phi4_node.verification.reading.kinds import EVEN, IT, POSITIVE, SQUARE, Kind, closed, divides
from phi4_node.verification.reading.statements import AskChoice, AskOrder, AskValue, Statement
from phi4_node.verification.reading.trees import call, number, relation

Items = tuple[Node, ...]


def _value(v: Node) -> tuple[AskValue]:
    return (AskValue((v,)),)


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

RULES: list[Rule] = [
    # Kinds of integers
    rule("kind", "偶数", lambda: Kind((EVEN,))),
    rule("kind", "奇数", lambda: Kind((Node("not", (EVEN,)),))),
    rule("kind", "合数", lambda: Kind((call("iscomposite", IT),))),
    rule("kind", "完全平方数", lambda: Kind(SQUARE)),
    rule("kind", "正{k:kind}", _such(POSITIVE)),
    rule("kind", "数", lambda: Kind(whole=False)),
    rule("kind", "能被{a:term}整除的{k:kind}", lambda a, k: k.such(divides(a, IT), whole=True)),
    rule(
        "kind",
        "不能被{a:term}整除的{k:kind}",
        lambda a, k: k.such(Node("not", (divides(a, IT),)), whole=True),
    ),
    rule(
        "kind",
        "除以{a:term}余{b:term}的{k:kind}",
        lambda a, b, k: k.such(relation(call("remainder", IT, a), "=", b), whole=True),
    ),
    *rules(
        "kind",
        ["从{a:term}到{b:term}[的][所有|全部]{k:kind}", "{a:term}到{b:term}[的][所有|全部]{k:kind}"],
        _from_to,
    ),
    *rules(
        "kind",
        ["{a:term}到{b:term}(之间|中)[的][所有|全部]{k:kind}", "{a:term}和{b:term}之间的[所有|全部]{k:kind}"],
        _between,
    ),
    *rules("kind", ["{a:term}以内[的][所有|全部]{k:kind}"], _within),
    *rules("kind", ["{r:relation}{a:term}的[所有|全部]{k:kind}"], _related),
    rule("term", "{a:term}以内最小的{k:kind}", lambda a, k: _reduced("least", counted=False)(_within(a, k))),
    rule(
        "term", "{a:term}以内最大的{k:kind}", lambda a, k: _reduced("greatest", counted=False)(_within(a, k))
    ),
    *rules(
        "kind",
        ["{items:terms}的(公因数|公约数)"],
        lambda items: (
            Kind((*[divides(IT, a) for a in items], POSITIVE), fixed=True) if len(items) > 1 else None
        ),
    ),
    *rules(
        "kind",
        ["{r:relation}{a:term}(且|并且|而|又)[又]{s:relation}{b:term}的[所有|全部]{k:kind}"],
        lambda r, a, s, b, k: k.such(relation(IT, r, a), relation(IT, s, b)),
    ),
    *rules(
        "kind",
        ["绝对值{r:relation}{a:term}的[所有|全部]{k:kind}"],
        lambda r, a, k: k.such(relation(Node("abs", (IT,)), r, a)),
    ),
    rule("term", "最小的{k:kind}", _reduced("least", counted=False)),
    rule("term", "最大的{k:kind}", _reduced("greatest", counted=False)),
    *rules("term", ["所有{k:kind}(的和|之和)"], _reduced("sum_of")),
    *rules(
        "statement", ["{k:kind}(有哪些|是哪些|都有哪些)", "(写出|列出|找出|求)(所有|全部){k:kind}"], _members
    ),
    *rules("statement", ["{k:kind}[一共|共](有|是)(多少|几)个", "{k:kind}的个数(是|为)多少"], _how_many),
    rule("term", "{k:kind}的个数", _reduced("count")),
    *rules(
        "statement",
        ["[在]{a:term}(到|和|与|至){b:term}之间[,][一共|共]有(多少|几)个{k:kind}"],
        _how_many_between,
    ),
    *rules(
        "statement",
        [
            "[在]{a:term}(到|和|与|至){b:term}之间[,]有哪些{k:kind}",
            "[在]{a:term}(到|和|与|至){b:term}之间的{k:kind}有哪些",
        ],
        _members_between,
    ),
    # Order
    *rules(
        "statement",
        [
            f"[将|把]{_NUMBERS}[按|按照]{_UP}{_ORDER}:{{items:terms}}",
            f"[将|把]{_NUMBERS}{{items:terms}}[,][按|按照]{_UP}{_ORDER}",
        ],
        _ordered,
    ),
    *rules(
        "statement",
        [
            f"[将|把]{_NUMBERS}[按|按照]{_DOWN}{_ORDER}:{{items:terms}}",
            f"[将|把]{_NUMBERS}{{items:terms}}[,][按|按照]{_DOWN}{_ORDER}",
        ],
        _ordered_down,
    ),
    *rules(
        "statement",
        [
            "(比较大小|比大小)[:]{items:terms}[,](哪个大|哪个更大|哪个数大|谁大|哪个最大)",
            "[在]{items:terms}[这{n:whole}个数](中|里|这些数中)[,]最大的[数|一个](是|为)(多少|哪个|几|哪个数|谁)",
            "{items:terms}(哪个数大|谁大|谁更大|哪一个大)",
        ],
        lambda items, n=0: _choice(-1)(items) if n in (0, len(items)) else None,
    ),
    *rules(
        "statement",
        [
            "(比较大小|比大小)[:]{items:terms}[,](哪个小|哪个更小|哪个数小|谁小|哪个最小)",
            "[在]{items:terms}[这{n:whole}个数](中|里|这些数中)[,]最小的[数|一个](是|为)(多少|哪个|几|哪个数|谁)",
            "{items:terms}(哪个数小|谁小|谁更小|哪一个小)",
        ],
        lambda items, n=0: _choice(1)(items) if n in (0, len(items)) else None,
    ),
    # Data
    *rules("data", ["[一组|这组|样本]数据[:][为|是]{items:data}"], lambda items: items),
    rule("data", "{n:whole}个数[:]{items:data}", lambda n, items: items if n == len(items) else None),
    *[
        entry
        for word, build in _STATISTICS.items()
        for entry in (
            *rules(
                "term",
                [
                    f"{{items:data}}[,|.](则|那么|求|)(这组|该组|这)[组]数据的{word}",
                    f"{{items:data}}的{word}",
                ],
                build,
            ),
        )
    ],
]
