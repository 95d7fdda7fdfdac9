"""Progressions, number systems, choices, dice, coins and balls, as Chinese schools word them.

Coins and dice are fair; balls are alike but for their colour, and what is drawn is drawn at random.
从中摸出两个球 without a word about putting back is drawing two at once. 恰好, 至少 or 至多 must be said of
how many.
"""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Builder, Rule, rule, rules
from phi4_node.verification.reading.phrases import bases, sequences
from phi4_node.verification.reading.progressions import Progression, exact, series
from phi4_node.verification.reading.statements import AskClaim, AskValue
from phi4_node.verification.reading.tokens import Numbers
from phi4_node.verification.reading.trees import call, number, symbol

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
    return (
        call("permutations", *m.args)
        if m.op == "call" and m.name in ("A", "P") and len(m.args) == 2
        else None
    )


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
            rule(
                "progression",
                f"{noun}[{{anyname}}]中[,]{{c:math}} , {{d:math}}",
                lambda c, d, geometric=geometric: _both(c, d, geometric),
            ),
        )
    ],
    rule("anyname", "{m:math}", lambda m: () if m.op == "set" and m.args == (symbol("a_n"),) else None),
    *rules("anyname", ["\\{ a _ n \\}"], lambda: ()),
    *rules(
        "statement",
        [
            f"[在][已知|若]{{s:progression}}[,|.](则|那么|求|)[它的|该数列的|数列的|这个数列的]第{{n:whole}}项[{_WHAT}]"
        ],
        lambda s, n: _value(s.term(number(n))) if n else None,
    ),
    *rules(
        "statement",
        [
            f"[在][已知|若]{{s:progression}}[,|.](则|那么|求|)[它的|该数列的|数列的|这个数列的]前{{n:whole}}项[的|之]和[{_WHAT}]",
        ],
        lambda s, n: _value(found) if (found := _sum(s, n)) is not None else None,
    ),
    *rules(
        "statement",
        [f"[在][已知|若]{{s:progression}}[,|.](则|那么|求|){{m:math}}[{_WHAT}]"],
        lambda s, m: _value(found) if (found := _nth(s, m) or _named_sum(s, m)) is not None else None,
    ),
    rule("formula", "数列[{anyname}]的通项公式[是|为|:]{m:math}", _formula),
    *rules(
        "statement",
        [f"[已知|若]{{f:formula}}[,|.](则|那么|求|){{m:math}}[{_WHAT}]"],
        lambda f, m: _value(found) if (found := _formula_term(f, m)) is not None else None,
    ),
    *rules(
        "statement",
        [f"[已知|若]{{f:formula}}[,|.](则|那么|求|)[它的|该数列的|数列的]第{{n:whole}}项[{_WHAT}]"],
        lambda f, n: _value(_put(f, number(n))) if n else None,
    ),
    *rules(
        "statement",
        [f"[已知|若]{{f:formula}}[,|.](则|那么|求|)[它的|该数列的|数列的]前{{n:whole}}项[的|之]和[{_WHAT}]"],
        lambda f, n: _value(found) if (found := _formula_sum(f, n)) is not None else None,
    ),
    *rules(
        "statement",
        ["(找规律[,]填数|找规律[,]填空|按规律填数|按规律填空|找出规律[,]填数|根据规律填数)[:]{s:numbers}"],
        _next,
    ),
    *rules(
        "statement",
        [
            "[数列]{s:numbers}[,](的下一项|的下一个数|下一个数|下一项|的后一个数)(是|应是|应该是)(多少|几|什么)"
        ],
        _next,
    ),
    rule("term", "{m:math}的和", lambda m: series(m)),
    rule("term", "{s:progression}(的和|各项之和|各项的和)", sequences._sum_of_all),
    *rules(
        "statement",
        ["{s:progression}[一共|共]有多少项", "{s:progression}的项数[是多少]"],
        lambda s: _value(found) if (found := sequences._count(s)) is not None else None,
    ),
    # Number systems
    *rules(
        "statement",
        [
            "{n:numeral}(的|用|等于){b:base}[的|表示|表示形式](是|为|)(多少|什么)",
            "{n:numeral}等于{b:base}的(多少|几)",
        ],
        lambda n, b: bases._written(n, b),
    ),
    rule("term", "组合数{m:math}", _binomial),
    rule("term", "排列数{m:math}", _permutations),
]


def _both(c: Node, d: Node, geometric: bool) -> Progression | None:
    """`a_1 = 2`, `d = 3`."""
    return _given(geometric)(c, d) if c.op == d.op == "rel" else None


__all__ = ["RULES"]
