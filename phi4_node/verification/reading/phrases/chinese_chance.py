"""Dice, coins and balls, as Chinese schools word them.

Coins and dice are fair; balls are alike but for their colour, and what is drawn is drawn at random.
从中摸出两个球 without a word about putting back is drawing two at once.
恰好, 至少 or 至多 must be said of how many.
"""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.phrases import chance, drawing
from phi4_node.verification.reading.phrases.chance import Happening, Throws
from phi4_node.verification.reading.phrases.drawing import Counts, Drawing, Event
from phi4_node.verification.reading.statements import AskValue, Statement


def _value(v: Node) -> tuple[AskValue]:
    return (AskValue((v,)),)


def _sum_compared(r: str, n: int) -> Happening | None:
    low, high = {">": (n + 1, -1), ">=": (n, -1), "<": (0, n - 1), "<=": (0, n)}.get(r, (0, -2))
    return Happening("sum", low, high) if high != -2 and n > 0 else None


# Chance -------------------------------------------------------------------------------------------


def _throws(n: int = 1, k: int = 6) -> Throws | None:
    return Throws(n, k) if 0 < n <= 60 else None


def _side(f: tuple[int, int], n: int = 0) -> Happening:
    return Happening("faces", f[0], f[1], (-1,), n)


def _faces_where(keep: tuple[int, ...]) -> Happening:
    return Happening("faces", -2, -2, keep, 1)


def _compared(r: str, n: int) -> Happening | None:
    keep = tuple(
        f
        for f in range(1, 7)
        if {"<": f < n, ">": f > n, "<=": f <= n, ">=": f >= n, "=": f == n, "!=": f != n}[r]
    )
    return _faces_where(keep) if keep and n <= 6 else None


def _chance(t: Throws, e: Happening) -> tuple[Statement, ...] | None:
    if e.kind == "faces" and e.number == 1 and t.count == 1 and t.faces != 6 and e.faces != (-1,):
        return None
    term = chance.probability(t, e)
    return None if term is None else _value(term)


_COLOURS = {
    "红": "red",
    "白": "white",
    "黑": "black",
    "蓝": "blue",
    "黄": "yellow",
    "绿": "green",
    "紫": "purple",
}


def _drawn(b: Counts, e: Event, n: int = 1, replaced: bool = False) -> tuple[Statement, ...] | None:
    term = drawing._probability(Drawing(b, n, replaced), e)
    return None if term is None else _value(term)


_IN_BAG = (
    "(袋中|袋子里|袋子中|袋里|口袋里|口袋中|盒子里|盒子中|盒中|盒里|箱子里|箱子中|布袋中|布袋里|"
    "不透明的袋子里|不透明的袋子中|不透明的袋中|不透明的口袋里|不透明的盒子里)"
)
_ALIKE = "[,][这些球]除颜色外[其余|其他|都|完全|无其他差别|]相同"
_DRAW = "[,|.|;][小明|小红|若|如果|现|现在]从(中|袋中|盒中|袋子中|盒子里|袋子里|里面)[任意|随机|任][地]"
_TAKE = "(摸出|取出|抽取|抽出|摸|取|拿出|摸取)"
_PROBABILITY = "的概率[(是|为|等于|=)(多少|几)]"

RULES: list[Rule] = [
    # Dice and coins
    *rules(
        "zhthrows",
        [
            "[同时|随机|先后|连续](掷|抛掷|投掷|抛)[一次|]{n:zhcount}(枚|个|颗|次)[质地]均匀的[正方体|六面]骰子[一次]",
            "[同时|随机](掷|抛掷|投掷|抛){n:zhcount}(枚|个|颗)[普通的|标准的|正方体]骰子[一次]",
        ],
        lambda n: _throws(n, 6),
    ),
    *rules(
        "zhthrows",
        ["[同时|随机](掷|抛掷|投掷|抛){n:zhcount}枚[质地][均匀的]硬币[一次]"],
        lambda n: _throws(n, 2),
    ),
    *rules(
        "zhthrows",
        [
            "[连续|先后|重复](掷|抛掷|投掷|抛)(一枚|1枚|一个)[质地][均匀的]硬币{n:zhcount}次",
            "将(一枚|1枚|一个)[质地][均匀的]硬币[连续|先后|重复](掷|抛掷|投掷|抛){n:zhcount}次",
        ],
        lambda n: _throws(n, 2),
    ),
    *rules(
        "zhthrows",
        ["[连续|先后|重复](掷|抛掷|投掷|抛)(一枚|1枚|一个|一颗)[质地][均匀的]骰子{n:zhcount}次"],
        lambda n: _throws(n, 6),
    ),
    *rules("zhcount", ["{n:cardinal}"], lambda n: n),
    *rules(
        "zhrange",
        ["(恰好|恰|正好|刚好)(有|出现|)[{n:cardinal}](次|枚|个)".replace("[{n:cardinal}]", "{n:cardinal}")],
        lambda n: (n, n),
    ),
    *rules("zhrange", ["至少(有|出现|){n:cardinal}(次|枚|个)"], lambda n: (n, -1)),
    *rules("zhrange", ["(至多|最多)(有|出现|){n:cardinal}(次|枚|个)"], lambda n: (0, n)),
    *rules("zhhappening", ["{f:zhrange}[是|都是|出现|为](正面|反面)[朝上|向上]"], _side),
    *rules(
        "zhhappening",
        ["{n:cardinal}(枚|次)[硬币](都是|都|全是|均为|全部)(正面|反面)[朝上|向上]"],
        lambda n: Happening("faces", -2, -2, (-1,), n),
    ),
    *rules(
        "zhhappening",
        [
            "[朝上的|向上的|出现的|朝上一面的|所得的]点数(之和|的和)(是|为|等于){n:whole}",
        ],
        lambda n: Happening("sum", n, n),
    ),
    *rules(
        "zhhappening",
        ["(两枚|两次|两个)[骰子|骰子的]点数(之和|的和)(是|为|等于){n:whole}"],
        lambda n: Happening("sum", n, n, number=2),
    ),
    *rules(
        "zhhappening",
        ["[朝上的|向上的|出现的|朝上一面的|掷得的]点数(之和|的和){r:relation}{n:whole}"],
        lambda r, n: _sum_compared(r, n),
    ),
    *rules(
        "zhhappening",
        ["[朝上的|向上的|出现的|朝上一面的|掷得的|掷出的]点数(是|为)偶数"],
        lambda: _faces_where((2, 4, 6)),
    ),
    *rules(
        "zhhappening",
        ["[朝上的|向上的|出现的|朝上一面的|掷得的|掷出的]点数(是|为)奇数"],
        lambda: _faces_where((1, 3, 5)),
    ),
    *rules(
        "zhhappening",
        ["[朝上的|向上的|出现的|朝上一面的|掷得的|掷出的]点数(是|为)(质数|素数)"],
        lambda: _faces_where((2, 3, 5)),
    ),
    *rules(
        "zhhappening", ["[朝上的|向上的|出现的|朝上一面的|掷得的|掷出的]点数{r:relation}{n:whole}"], _compared
    ),
    *rules(
        "zhhappening",
        ["[朝上的|向上的|出现的|朝上一面的|掷得的|掷出的]点数(是|为){n:whole}"],
        lambda n: _compared("=", n),
    ),
    *rules("statement", [f"{{t:zhthrows}}[,|.][则|求|那么]{{e:zhhappening}}{_PROBABILITY}"], _chance),
    # Balls
    *[rule("zhcolour", sign, lambda name=name: name) for sign, name in _COLOURS.items()],
    *rules(
        "zhballs",
        ["{n:cardinal}(个|只){c:zhcolour}[色的|色]球", "{c:zhcolour}[色]球{n:cardinal}(个|只)"],
        lambda n, c: ((c, n),) if n else None,
    ),
    *rules("zhballs", ["{a:zhballs},{b:zhballs}", "{a:zhballs}[,](和|与){b:zhballs}"], lambda a, b: a + b),
    *rules(
        "zhbag",
        [
            f"[在][一个|一只]{_IN_BAG}(有|装有|放有|装着|只有){{b:zhballs}}[{_ALIKE}]",
            f"[一个|一只](袋子|盒子|口袋|布袋)(里|中)(有|装有|放有|装着){{b:zhballs}}[{_ALIKE}]",
        ],
        lambda b: b,
    ),
    *rules(
        "zhevent",
        [
            "(摸到|摸出|取到|取出|抽到|摸到的是|摸出的是|它是|是|取出的是|摸出的球是|摸到的球是|取出的球是)(一个|){c:zhcolour}[色的|色]球"
        ],
        lambda c: Event("one", order=(c,), number=1),
    ),
    *rules(
        "zhevent",
        ["{n:cardinal}个[球](都是|全是|均为|都为){c:zhcolour}[色的|色]球"],
        lambda n, c: Event("all", order=(c,), number=n),
    ),
    *rules(
        "zhevent",
        ["[摸出的|取出的](球|)(都是|全是|均为|都为){c:zhcolour}[色的|色]球"],
        lambda c: Event("all", order=(c,)),
    ),
    *rules("zhevent", ["{n:cardinal}个球颜色相同"], lambda n: Event("same", number=n)),
    *rules("zhevent", ["(两|2)个球颜色不同"], lambda: Event("different", number=2)),
    *rules(
        "zhevent", ["至少(有|摸到|摸出)(一|1)个[是]{c:zhcolour}[色]球"], lambda c: Event("some", order=(c,))
    ),
    *rules(
        "statement",
        [
            f"{{b:zhbag}}{_DRAW}{_TAKE}(一个|1个|一个小|1个小)球[,][则|求|那么]{{e:zhevent}}{_PROBABILITY}",
            f"{{b:zhbag}}[,|.](任意|随机|任|)[地]{_TAKE}(一个|1个|一)[球][,][则|求|那么]{{e:zhevent}}{_PROBABILITY}",
        ],
        _drawn,
    ),
    *rules(
        "statement",
        [
            f"{{b:zhbag}}{_DRAW}[一次|同时|不放回地|不放回|一次性][地]{_TAKE}{{n:cardinal}}个球[,][则|求|那么]{{e:zhevent}}{_PROBABILITY}"
        ],
        lambda b, n, e: _drawn(b, e, n) if n > 1 else None,
    ),
    *rules(
        "statement",
        [
            f"{{b:zhbag}}{_DRAW}(有放回地|放回地){_TAKE}{{n:cardinal}}个球[,][则|求|那么]{{e:zhevent}}{_PROBABILITY}"
        ],
        lambda b, n, e: _drawn(b, e, n, True) if n > 1 else None,
    ),
]
