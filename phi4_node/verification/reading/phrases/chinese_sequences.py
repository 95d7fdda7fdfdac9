"""Progressions, number systems, choices, dice, coins and balls, as Chinese schools word them.

Coins and dice are fair; balls are alike but for their colour, and what is drawn is drawn at random. 从中摸出两个球 without
a word about putting back is drawing two at once. 恰好, 至少 or 至多 must be said of how many.
"""

from __future__ import annotations

from phi4_node.verification.reading.grammar import Builder, Rule, rule, rules
from phi4_node.verification.reading.phrases import bases, chance, drawing
from phi4_node.verification.reading.phrases.chance import Happening, Throws
from phi4_node.verification.reading.phrases.drawing import Counts, Drawing, Event
from phi4_node.verification.reading.progressions import Progression, exact
from phi4_node.verification.reading.statements import AskClaim, AskValue, Statement
from phi4_node.verification.reading.tokens import Numbers
from phi4_node.verification.reading.trees import call, number, symbol
from phi4_node.verification.syntax import Node

_WHAT = "(是|为|等于|=|)(多少|几)"
_KINDS = {"等差数列": ("公差", False), "等比数列": ("公比", True)}


def _given(geometric: bool) -> Builder:
    def build(a: Node, d: Node) -> Progression | None:
        a, d = _right_side(a, "a_1"), _right_side(d, "q" if geometric else "d")
        return None if exact(a) is None or exact(d) is None else Progression(a, d, geometric)

    return build


def _right_side(node: Node, name: str) -> Node:
    """`a_1 = 2` and `2`."""
    if node.op == "rel" and node.name == "=" and node.args[0].op == "sym" and node.args[0].name == name:
        return node.args[1]
    return node


def _index(m: Node) -> int | None:
    """The place of `a_10`."""
    if m.op == "sym" and m.name.startswith("a_") and m.name[2:].isdecimal():
        return int(m.name[2:])
    return None


def _nth(s: Progression, m: Node) -> Node | None:
    place = _index(m)
    return s.term(number(place)) if place else None


def _named_sum(s: Progression, m: Node) -> Node | None:
    if m.op != "sym" or not m.name.startswith("S_") or not m.name[2:].isdecimal():
        return None
    return _sum(s, int(m.name[2:]))


def _sum(s: Progression, n: int) -> Node | None:
    return None if n < 1 or (s.geometric and exact(s.step) == 1) else s.sum(number(n))


def _formula(m: Node) -> Node | None:
    """What `a_n = 2n + 1` says a term is, with n for its place."""
    if m.op != "rel" or m.name != "=" or m.args[0] != symbol("a_n"):
        return None
    return m.args[1] if all(part.name == "n" for part in _symbols(m.args[1])) else None


def _symbols(node: Node) -> list[Node]:
    here = [node] if node.op == "sym" and node.name not in ("pi", "e") else []
    return here + [found for part in node.args for found in _symbols(part)]


def _put(node: Node, value: Node) -> Node:
    if node == symbol("n"):
        return value
    return Node(node.op, tuple(_put(part, value) for part in node.args), node.name, node.value, node.places)


def _formula_term(f: Node, m: Node) -> Node | None:
    place = _index(m)
    return _put(f, number(place)) if place else None


def _formula_sum(f: Node, n: int) -> Node | None:
    if not 1 <= n <= 60:
        return None
    total = _put(f, number(1))
    for place in range(2, n + 1):
        total = Node("add", (total, _put(f, number(place))))
    return total


def _value(v: Node) -> tuple[AskValue]:
    return (AskValue((v,)),)


def _next(s: Numbers) -> tuple[AskClaim] | None:
    if s.after or not 3 <= len(s.items) <= 40:
        return None
    return (AskClaim("continuation", s.items),)


def _binomial(m: Node) -> Node | None:
    return call("binomial", *m.args) if m.op == "call" and m.name == "C" and len(m.args) == 2 else None


def _permutations(m: Node) -> Node | None:
    return call("permutations", *m.args) if m.op == "call" and m.name in ("A", "P") and len(m.args) == 2 else None


# Chance -------------------------------------------------------------------------------------------


def _throws(n: int = 1, k: int = 6) -> Throws | None:
    return Throws(n, k) if 0 < n <= 60 else None


def _side(f: tuple[int, int], n: int = 0) -> Happening:
    return Happening("faces", f[0], f[1], (-1,), n)


def _faces_where(keep: tuple[int, ...]) -> Happening:
    return Happening("faces", -2, -2, keep, 1)


def _compared(r: str, n: int) -> Happening | None:
    keep = tuple(f for f in range(1, 7) if {"<": f < n, ">": f > n, "<=": f <= n, ">=": f >= n, "=": f == n, "!=": f != n}[r])
    return _faces_where(keep) if keep and n <= 6 else None


def _chance(t: Throws, e: Happening) -> tuple[Statement, ...] | None:
    if e.kind == "faces" and e.number == 1 and t.count == 1 and t.faces != 6 and e.faces != (-1,):
        return None
    term = chance.probability(t, e)
    return None if term is None else _value(term)


_COLOURS = {"红": "red", "白": "white", "黑": "black", "蓝": "blue", "黄": "yellow", "绿": "green", "紫": "purple"}


def _drawn(b: Counts, e: Event, n: int = 1, replaced: bool = False) -> tuple[Statement, ...] | None:
    term = drawing._probability(Drawing(b, n, replaced), e)  # noqa: SLF001  (one family in two languages)
    return None if term is None else _value(term)


_IN_BAG = "(袋中|袋子里|袋子中|袋里|口袋里|口袋中|盒子里|盒子中|盒中|盒里|箱子里|箱子中|布袋中|布袋里|不透明的袋子里|不透明的袋子中|不透明的袋中|不透明的口袋里|不透明的盒子里)"
_ALIKE = "[,][这些球]除颜色外[其余|其他|都|完全|无其他差别|]相同"
_DRAW = "[,|.|;][小明|小红|若|如果|现|现在]从(中|袋中|盒中|袋子中|盒子里|袋子里|里面)[任意|随机|任][地]"
_TAKE = "(摸出|取出|抽取|抽出|摸|取|拿出|摸取)"
_PROBABILITY = "的概率[(是|为|等于|=)(多少|几)]"

RULES: list[Rule] = [
    # Progressions
    *[
        entry
        for noun, (step, geometric) in _KINDS.items()
        for entry in (
            *rules(
                "progression",
                [
                    f"{noun}[\\{{ a_n \\}}][的|中][,]首项[是|为|=]{{a:math}} , {step}[是|为|=]{{d:math}}",
                    f"首项[是|为|=]{{a:math}} , {step}[是|为|=]{{d:math}}的{noun}",
                    f"{noun}{{anyname}}(中|的)[,]首项[是|为|=]{{a:math}} , {step}[是|为|=]{{d:math}}",
                ],
                _given(geometric),
            ),
            rule("progression", f"{noun}[{{anyname}}]中[,]{{c:math}} , {{d:math}}", lambda c, d, geometric=geometric: _both(c, d, geometric)),
        )
    ],
    rule("anyname", "{m:math}", lambda m: () if m.op == "set" and m.args == (symbol("a_n"),) else None),
    *rules("anyname", ["\\{ a _ n \\}"], lambda: ()),
    *rules("statement", [f"[在][已知|若]{{s:progression}}[,|.](则|那么|求|)[它的|该数列的|数列的|这个数列的]第{{n:whole}}项[{_WHAT}]"], lambda s, n: _value(s.term(number(n))) if n else None),
    *rules(
        "statement",
        [
            f"[在][已知|若]{{s:progression}}[,|.](则|那么|求|)[它的|该数列的|数列的|这个数列的]前{{n:whole}}项[的|之]和[{_WHAT}]",
        ],
        lambda s, n: _value(found) if (found := _sum(s, n)) is not None else None,
    ),
    *rules("statement", [f"[在][已知|若]{{s:progression}}[,|.](则|那么|求|){{m:math}}[{_WHAT}]"], lambda s, m: _value(found) if (found := _nth(s, m) or _named_sum(s, m)) is not None else None),
    rule("formula", "数列[{anyname}]的通项公式[是|为|:]{m:math}", _formula),
    *rules("statement", [f"[已知|若]{{f:formula}}[,|.](则|那么|求|){{m:math}}[{_WHAT}]"], lambda f, m: _value(found) if (found := _formula_term(f, m)) is not None else None),
    *rules("statement", [f"[已知|若]{{f:formula}}[,|.](则|那么|求|)[它的|该数列的|数列的]第{{n:whole}}项[{_WHAT}]"], lambda f, n: _value(_put(f, number(n))) if n else None),
    *rules("statement", [f"[已知|若]{{f:formula}}[,|.](则|那么|求|)[它的|该数列的|数列的]前{{n:whole}}项[的|之]和[{_WHAT}]"], lambda f, n: _value(found) if (found := _formula_sum(f, n)) is not None else None),
    *rules("statement", ["(找规律[,]填数|找规律[,]填空|按规律填数|按规律填空|找出规律[,]填数|根据规律填数)[:]{s:numbers}"], _next),
    # Number systems
    *rules("statement", ["{n:numeral}(的|用|等于){b:base}[的|表示|表示形式](是|为|)(多少|什么)", "{n:numeral}等于{b:base}的(多少|几)"], lambda n, b: bases._written(n, b)),  # noqa: SLF001
    rule("term", "组合数{m:math}", _binomial),
    rule("term", "排列数{m:math}", _permutations),
    # Dice and coins
    *rules("zhthrows", ["[同时|随机|先后|连续](掷|抛掷|投掷|抛)[一次|]{n:zhcount}(枚|个|颗|次)[质地]均匀的[正方体|六面]骰子[一次]", "[同时|随机](掷|抛掷|投掷|抛){n:zhcount}(枚|个|颗)[普通的|标准的|正方体]骰子[一次]"], lambda n: _throws(n, 6)),
    *rules("zhthrows", ["[同时|随机](掷|抛掷|投掷|抛){n:zhcount}枚[质地][均匀的]硬币[一次]"], lambda n: _throws(n, 2)),
    *rules("zhthrows", ["[连续|先后|重复](掷|抛掷|投掷|抛)(一枚|1枚|一个)[质地][均匀的]硬币{n:zhcount}次", "将(一枚|1枚|一个)[质地][均匀的]硬币[连续|先后|重复](掷|抛掷|投掷|抛){n:zhcount}次"], lambda n: _throws(n, 2)),
    *rules("zhthrows", ["[连续|先后|重复](掷|抛掷|投掷|抛)(一枚|1枚|一个|一颗)[质地][均匀的]骰子{n:zhcount}次"], lambda n: _throws(n, 6)),
    *rules("zhcount", ["{n:cardinal}"], lambda n: n),
    *rules("zhrange", ["(恰好|恰|正好|刚好)(有|出现|)[{n:cardinal}](次|枚|个)".replace("[{n:cardinal}]", "{n:cardinal}")], lambda n: (n, n)),
    *rules("zhrange", ["至少(有|出现|){n:cardinal}(次|枚|个)"], lambda n: (n, -1)),
    *rules("zhrange", ["(至多|最多)(有|出现|){n:cardinal}(次|枚|个)"], lambda n: (0, n)),
    *rules("zhhappening", ["{f:zhrange}[是|都是|出现|为](正面|反面)[朝上|向上]"], _side),
    *rules("zhhappening", ["{n:cardinal}(枚|次)[硬币](都是|都|全是|均为|全部)(正面|反面)[朝上|向上]"], lambda n: Happening("faces", -2, -2, (-1,), n)),
    *rules("zhhappening", ["(两枚|两次|两个)[骰子|骰子的]点数(之和|的和)(是|为|等于){n:whole}", "[朝上的|向上的|出现的|朝上一面的|所得的]点数(之和|的和)(是|为|等于){n:whole}"], lambda n: Happening("sum", n, n)),
    *rules("zhhappening", ["[朝上的|向上的|出现的|朝上一面的|掷得的]点数(之和|的和){r:relation}{n:whole}"], lambda r, n: _sum_compared(r, n)),
    *rules("zhhappening", ["[朝上的|向上的|出现的|朝上一面的|掷得的|掷出的]点数(是|为)偶数"], lambda: _faces_where((2, 4, 6))),
    *rules("zhhappening", ["[朝上的|向上的|出现的|朝上一面的|掷得的|掷出的]点数(是|为)奇数"], lambda: _faces_where((1, 3, 5))),
    *rules("zhhappening", ["[朝上的|向上的|出现的|朝上一面的|掷得的|掷出的]点数(是|为)(质数|素数)"], lambda: _faces_where((2, 3, 5))),
    *rules("zhhappening", ["[朝上的|向上的|出现的|朝上一面的|掷得的|掷出的]点数{r:relation}{n:whole}"], _compared),
    *rules("zhhappening", ["[朝上的|向上的|出现的|朝上一面的|掷得的|掷出的]点数(是|为){n:whole}"], lambda n: _compared("=", n)),
    *rules("statement", [f"{{t:zhthrows}}[,|.][则|求|那么]{{e:zhhappening}}{_PROBABILITY}"], _chance),
    # Balls
    *[rule("zhcolour", sign, lambda name=name: name) for sign, name in _COLOURS.items()],
    *rules("zhballs", ["{n:cardinal}(个|只){c:zhcolour}[色的|色]球", "{c:zhcolour}[色]球{n:cardinal}(个|只)"], lambda n, c: ((c, n),) if n else None),
    *rules("zhballs", ["{a:zhballs},{b:zhballs}", "{a:zhballs}[,](和|与){b:zhballs}"], lambda a, b: a + b),
    *rules("zhbag", [f"[在][一个|一只]{_IN_BAG}(有|装有|放有|装着|只有){{b:zhballs}}[{_ALIKE}]", f"[一个|一只](袋子|盒子|口袋|布袋)(里|中)(有|装有|放有|装着){{b:zhballs}}[{_ALIKE}]"], lambda b: b),
    *rules("zhevent", ["(摸到|摸出|取到|取出|抽到|摸到的是|摸出的是|它是|是|取出的是|摸出的球是|摸到的球是|取出的球是)(一个|){c:zhcolour}[色的|色]球"], lambda c: Event("one", order=(c,), number=1)),
    *rules("zhevent", ["{n:cardinal}个[球](都是|全是|均为|都为){c:zhcolour}[色的|色]球"], lambda n, c: Event("all", order=(c,), number=n)),
    *rules("zhevent", ["{n:cardinal}个球颜色相同"], lambda n: Event("same", number=n)),
    *rules("zhevent", ["(两|2)个球颜色不同"], lambda: Event("different", number=2)),
    *rules("zhevent", ["至少(有|摸到|摸出)(一|1)个[是]{c:zhcolour}[色]球"], lambda c: Event("some", order=(c,))),
    *rules("statement", [f"{{b:zhbag}}{_DRAW}{_TAKE}(一个|1个|一个小|1个小)球[,][则|求|那么]{{e:zhevent}}{_PROBABILITY}", f"{{b:zhbag}}[,|.](任意|随机)[地]{_TAKE}(一个|1个)球[,][则|求|那么]{{e:zhevent}}{_PROBABILITY}"], _drawn),
    *rules("statement", [f"{{b:zhbag}}{_DRAW}[一次|同时|不放回地|不放回|一次性][地]{_TAKE}{{n:cardinal}}个球[,][则|求|那么]{{e:zhevent}}{_PROBABILITY}"], lambda b, n, e: _drawn(b, e, n) if n > 1 else None),
    *rules("statement", [f"{{b:zhbag}}{_DRAW}(有放回地|放回地){_TAKE}{{n:cardinal}}个球[,][则|求|那么]{{e:zhevent}}{_PROBABILITY}"], lambda b, n, e: _drawn(b, e, n, True) if n > 1 else None),
]


def _sum_compared(r: str, n: int) -> Happening | None:
    low, high = {">": (n + 1, -1), ">=": (n, -1), "<": (0, n - 1), "<=": (0, n)}.get(r, (0, -2))
    return Happening("sum", low, high) if high != -2 and n > 0 else None


def _both(c: Node, d: Node, geometric: bool) -> Progression | None:
    """`a_1 = 2`, `d = 3`."""
    return _given(geometric)(c, d) if c.op == d.op == "rel" else None


__all__ = ["RULES"]
