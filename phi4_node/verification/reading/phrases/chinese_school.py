"""Wordings of Chinese schoolbooks that belong to no one family."""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Builder, Rule, rule, rules
from phi4_node.verification.reading.kinds import IT, Kind, closed
from phi4_node.verification.reading.phrases.coordinates import Spot
from phi4_node.verification.reading.statements import (
    AskChoice,
    AskClaim,
    AskRewrite,
    AskSolve,
    AskValue,
    Statement,
)
from phi4_node.verification.reading.trees import call, is_condition, number, relation, symbol

Said = tuple[Statement, ...]

_WHAT = "(多少|几|什么)"


def _counted(k: Kind, a: Node, b: Node) -> Said | None:
    within = k.such(relation(IT, ">=", a), relation(IT, "<=", b), whole=True)
    found = closed(within)
    return None if found is None else (AskValue((call("count", found),)),)


def _slope(p: Spot, q: Spot) -> Node:
    return Node("div", (Node("sub", (q[1], p[1])), Node("sub", (q[0], p[0]))))


def _line(p: Spot, q: Spot) -> Said:
    """The line through two points: the area of the triangle that a point on it makes with them is zero."""
    x, y = symbol("x"), symbol("y")
    rise = Node("mul", (Node("sub", (q[1], p[1])), Node("sub", (x, p[0]))), "*")
    run = Node("mul", (Node("sub", (q[0], p[0])), Node("sub", (y, p[1]))), "*")
    return (AskClaim("locus", (Node("sub", (rise, run)),), (), ("x", "y")),)


def _open_side(m: Node) -> Said | None:
    """`a^2 - b = ?`."""
    is_open = m.op == "rel" and m.name == "=" and m.args[1].op == "hole" and m.args[1].name in ("?", "")
    return (AskValue((m.args[0],)),) if is_open else None


def _bigger(rank: int) -> Builder:
    return lambda a, b: (AskChoice((("", a), ("", b)), rank),)


RULES: list[Rule] = [
    *rules("statement", ["(则|那么|求|问|所以|then|so|find|what is|compute|calculate) {m:math}"], _open_side),
    *rules(
        "statement",
        [
            "(则|那么|求|问|所以){v:value} = [\\?]",
            "(则|那么){v:value}(的值|)(是|为|等于){_WHAT}".replace("{_WHAT}", _WHAT),
        ],
        lambda v: (AskValue((v,)),),
    ),
    *rules(
        "statement",
        [
            "[将|把](下列|下面|以下)[各](多项式|式子|式|代数式)(因式分解|分解因式|进行因式分解)[:]{a:term}",
            "(因式分解|分解因式)(下列|下面|以下)[各](多项式|式子|式)[:]{a:term}",
        ],
        lambda a: None if is_condition(a) else (AskRewrite(a, "factored"),),
    ),
    *rules(
        "statement",
        [
            "[在]{a:math}(到|至|~|和|与){b:math}(之间的数|的整数|的自然数|的数|)(中|里|之间)[,][一共|共](有)(多少|几)个{k:kind}",
            "从{a:math}(到|至){b:math}(的整数|的自然数|的数|)(中|里|)[,][一共|共](有)(多少|几)个{k:kind}",
        ],
        _counted,
    ),
    *rules(
        "statement",
        [
            "从{n:whole}(个|名|位)(人|同学|学生|人中|同学中|学生中|不同的元素|元素)[中|里|当中][,](选|选出|选取|挑选|挑)"
            "{k:whole}(个|名|位|)(人|同学|学生|)[,](排成一排|排成一列|排队|站成一排)[,][一共|共]有(多少|几)种[不同的|不同](排法|站法|排列方法|方法)",
        ],
        lambda n, k: (AskValue((call("permutations", number(n), number(k)),)),) if 0 < k <= n else None,
    ),
    *rules(
        "statement",
        ["(求|计算)(一元|二元|)[一|二|三]次方程{c:conditions}的(解|根|所有解|实数根|实数解|两根)"],
        lambda c: (AskSolve(c),),
    ),
    *rules(
        "statement",
        [
            "(求|计算|)[经]过[点]{p:spot}(和|与|,|、)[点]{q:spot}[两点]的(直线)的方程[是什么]",
            "(求|计算|)[经]过[点]{p:spot}(和|与|,|、)[点]{q:spot}[两点]的(直线)方程[是什么]",
        ],
        _line,
    ),
    *rules(
        "term",
        ["[经]过[点]{p:spot}(和|与|,|、)[点]{q:spot}[两点]的直线的(斜率)"],
        _slope,
    ),
    *rules(
        "statement", ["比较{a:term}(和|与){b:term}的大小[,](哪个大|哪个更大|谁大|较大的是哪个)"], _bigger(-1)
    ),
    *rules(
        "statement", ["比较{a:term}(和|与){b:term}的大小[,](哪个小|哪个更小|谁小|较小的是哪个)"], _bigger(1)
    ),
    rule("statement", "(设|已知|若)集合{d:definitions}", lambda d: d),
    rule("definition", "集合{d:definition}", lambda d: d),
]
