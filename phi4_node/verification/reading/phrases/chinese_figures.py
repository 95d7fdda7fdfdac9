"""Areas, perimeters and volumes of the figures of school, from the lengths that Chinese exercises give.

Every length that is given must be one that the formula uses, in one unit for all, so that nothing is left
over. With units, the answer has the unit that the question names, or the unit of the lengths squared or
cubed. π is π unless the exercise says which number to take for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.expressions.units import find_unit
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.phrases.measures import Amount
from phi4_node.verification.reading.progressions import exact
from phi4_node.verification.reading.statements import AskClaim, AskValue, Note
from phi4_node.verification.reading.trees import call, number, symbol

Size = tuple[Node, str]
Sizes = tuple[tuple[str, Size], ...]
"""Lengths with their names; two equal names are the two legs or the like."""
Formula = Callable[..., Node]
_PI = symbol("pi")


def _mul(*parts: Node) -> Node:
    product = parts[0]
    for part in parts[1:]:
        product = Node("mul", (product, part), "*")
    return product


def _add(*parts: Node) -> Node:
    total = parts[0]
    for part in parts[1:]:
        total = Node("add", (total, part))
    return total


def _power(base: Node, exponent: int) -> Node:
    return Node("pow", (base, number(exponent)))


def _half(node: Node) -> Node:
    return Node("div", (node, number(2)))


def _n(value: int) -> Node:
    return number(value)


def _hypotenuse(a: Node, b: Node) -> Node:
    return call("sqrt", _add(_power(a, 2), _power(b, 2)))


Key = tuple[str, tuple[str, ...], str]
"""A figure, the names of its lengths in order, and what is asked."""

_FORMULAS: Mapping[Key, tuple[int, Formula]] = {
    ("长方形", ("长", "宽"), "面积"): (2, _mul),
    ("长方形", ("长", "宽"), "周长"): (1, lambda a, b: _mul(_n(2), _add(a, b))),
    ("长方形", ("长", "宽"), "对角线"): (1, _hypotenuse),
    ("正方形", ("边长",), "面积"): (2, lambda a: _power(a, 2)),
    ("正方形", ("边长",), "周长"): (1, lambda a: _mul(_n(4), a)),
    ("正方形", ("边长",), "对角线"): (1, lambda a: _mul(a, call("sqrt", _n(2)))),
    ("正方形", ("周长",), "面积"): (2, lambda c: _power(Node("div", (c, _n(4))), 2)),
    ("正方形", ("周长",), "边长"): (1, lambda c: Node("div", (c, _n(4)))),
    ("圆", ("半径",), "面积"): (2, lambda r: _mul(_PI, _power(r, 2))),
    ("圆", ("半径",), "周长"): (1, lambda r: _mul(_n(2), _PI, r)),
    ("圆", ("直径",), "面积"): (2, lambda d: _mul(_PI, _power(_half(d), 2))),
    ("圆", ("直径",), "周长"): (1, lambda d: _mul(_PI, d)),
    ("三角形", ("底", "高"), "面积"): (2, lambda a, h: _half(_mul(a, h))),
    ("三角形", ("边", "边", "边"), "周长"): (1, _add),
    ("平行四边形", ("底", "高"), "面积"): (2, _mul),
    ("梯形", ("上底", "下底", "高"), "面积"): (2, lambda a, b, h: _half(_mul(_add(a, b), h))),
    ("菱形", ("对角线", "对角线"), "面积"): (2, lambda a, b: _half(_mul(a, b))),
    ("菱形", ("边长",), "周长"): (1, lambda a: _mul(_n(4), a)),
    ("等边三角形", ("边长",), "周长"): (1, lambda a: _mul(_n(3), a)),
    ("等边三角形", ("边长",), "面积"): (
        2,
        lambda a: Node("div", (_mul(call("sqrt", _n(3)), _power(a, 2)), _n(4))),
    ),
    ("直角三角形", ("直角边", "直角边"), "斜边"): (1, _hypotenuse),
    ("直角三角形", ("直角边", "直角边"), "面积"): (2, lambda a, b: _half(_mul(a, b))),
    ("直角三角形", ("直角边", "直角边"), "周长"): (1, lambda a, b: _add(a, b, _hypotenuse(a, b))),
    ("直角三角形", ("斜边", "直角边"), "直角边"): (
        1,
        lambda c, a: call("sqrt", Node("sub", (_power(c, 2), _power(a, 2)))),
    ),
    ("正方体", ("棱长",), "体积"): (3, lambda a: _power(a, 3)),
    ("正方体", ("棱长",), "表面积"): (2, lambda a: _mul(_n(6), _power(a, 2))),
    ("正方体", ("棱长",), "棱长总和"): (1, lambda a: _mul(_n(12), a)),
    ("长方体", ("长", "宽", "高"), "体积"): (3, _mul),
    ("长方体", ("长", "宽", "高"), "表面积"): (
        2,
        lambda a, b, c: _mul(_n(2), _add(_mul(a, b), _mul(a, c), _mul(b, c))),
    ),
    ("长方体", ("长", "宽", "高"), "棱长总和"): (1, lambda a, b, c: _mul(_n(4), _add(a, b, c))),
    ("圆柱", ("底面半径", "高"), "体积"): (3, lambda r, h: _mul(_PI, _power(r, 2), h)),
    ("圆柱", ("底面半径", "高"), "侧面积"): (2, lambda r, h: _mul(_n(2), _PI, r, h)),
    ("圆柱", ("底面半径", "高"), "表面积"): (2, lambda r, h: _mul(_n(2), _PI, r, _add(r, h))),
    ("圆柱", ("底面直径", "高"), "体积"): (3, lambda d, h: _mul(_PI, _power(_half(d), 2), h)),
    ("圆锥", ("底面半径", "高"), "体积"): (3, lambda r, h: Node("div", (_mul(_PI, _power(r, 2), h), _n(3)))),
    ("球", ("半径",), "体积"): (3, lambda r: _mul(number(Fraction(4, 3)), _PI, _power(r, 3))),
    ("球", ("半径",), "表面积"): (2, lambda r: _mul(_n(4), _PI, _power(r, 2))),
}
_FIGURES = {
    "长方形": "(长方形|矩形)",
    "正方形": "正方形",
    "圆": "(圆|圆形)",
    "三角形": "三角形",
    "平行四边形": "平行四边形",
    "梯形": "梯形",
    "菱形": "菱形",
    "等边三角形": "(等边三角形|正三角形)",
    "直角三角形": "直角三角形",
    "正方体": "(正方体|立方体)",
    "长方体": "长方体",
    "圆柱": "(圆柱|圆柱体)",
    "圆锥": "(圆锥|圆锥体)",
    "球": "(球|球体)",
}
_LENGTHS = (
    "长",
    "宽",
    "高",
    "边长",
    "底",
    "上底",
    "下底",
    "半径",
    "直径",
    "棱长",
    "底面半径",
    "底面直径",
    "周长",
    "斜边",
)
_ASKED = ("面积", "周长", "体积", "表面积", "侧面积", "棱长总和", "斜边", "边长", "对角线")


def _amount(a: Amount) -> Size | None:
    return _size(a[0][0], a[0][1]) if len(a) == 1 else None


def _size(m: Node, u: str = "") -> Size | None:
    value = exact(m)
    return (m, u) if value is not None and value > 0 else None


def _answer(
    f: str, s: Sizes, q: str, u: str = "", p: Node | None = None
) -> tuple[AskClaim | AskValue] | None:
    """The claim of a figure with these lengths; every one of them must be needed."""
    units = {unit for _, (_, unit) in s}
    if len(units) != 1:
        return None
    found = _formula(f, s, q)
    if found is None:
        return None
    dimension, term = found
    if p is not None:
        if exact(p) is None:
            return None
        term = _with_pi(term, p)
    unit = units.pop()
    if not unit:
        return None if u else (AskValue((term,)),)
    own = find_unit(f"{unit}^{dimension}" if dimension > 1 else unit)
    asked = find_unit(u) if u else own
    if own is None or asked is None or own.dimension != asked.dimension:
        return None
    factor = own.factor / asked.factor
    if factor != 1:
        term = _mul(number(factor), term)
    return (AskClaim("notation", (term,), (("notation", "unit"), ("detail", asked.name))),)


def _formula(f: str, s: Sizes, q: str) -> tuple[int, Node] | None:
    names = tuple(name for name, _ in s)
    for (figure, wanted, asked), (dimension, formula) in _FORMULAS.items():
        if figure != f or asked != q or sorted(wanted) != sorted(names):
            continue
        left = list(s)
        parts = []
        for name in wanted:
            place = next(index for index, (other, _) in enumerate(left) if other == name)
            parts.append(left.pop(place)[1][0])
        if f == "直角三角形" and "斜边" in wanted and not _is_longer(parts[0], parts[1]):
            return None
        if wanted == ("边", "边", "边") and not _is_triangle(parts):
            return None
        return dimension, formula(*parts)
    return None


def _is_longer(a: Node, b: Node) -> bool:
    first, second = exact(a), exact(b)
    return first is not None and second is not None and first > second


def _is_triangle(parts: list[Node]) -> bool:
    sides = sorted(side for part in parts if (side := exact(part)) is not None)
    return len(sides) == 3 and sides[0] + sides[1] > sides[2]


def _with_pi(node: Node, value: Node) -> Node:
    if node == _PI:
        return value
    return Node(
        node.op, tuple(_with_pi(part, value) for part in node.args), node.name, node.value, node.places
    )


def _named(names: tuple[str, ...], v: tuple[Size, ...]) -> Sizes | None:
    return tuple(zip(names, v, strict=True)) if len(names) == len(v) else None


def _same(name: str, count: int) -> Callable[..., Sizes | None]:
    return lambda v: tuple((name, size) for size in v) if len(v) == count else None


_IS = "(是|为|=|等于|长|长是|长为|长度是|长度为|)"
_ARE = "[长|长度]分别(是|为|长)"
_A = "[已知|设|若|如果][一个|一块|一张|某|有一个|某个|一只]"
_ITS = "(它的|其|这个{g:figure}的|该{g:figure}的|此{g:figure}的|{g:figure}的|这块{g:figure}的|)"
_UNIT = "[的长|长][(是|为|等于|=)(多少|几)[{u:unit}]]"
_TAKING = "[,|?][\\(](π取|取π=|π≈|取π为|π的值取){p:math}[\\)]"

RULES: list[Rule] = [
    *[rule("figure", words, lambda name=name: name) for name, words in _FIGURES.items()],
    *[rule("length", name, lambda name=name: name) for name in _LENGTHS],
    *[rule("measure", name, lambda name=name: name) for name in _ASKED],
    rule("measure", "另一条直角边", lambda: "直角边"),
    rule("size", "{a:amount}", _amount),
    rule("size", "{m:math}", _size),
    rule("sizes", "{s:size}", lambda s: (s,)),
    *rules("sizes", ["{a:sizes} , {s:size}", "{a:sizes}[,](和|与){s:size}"], lambda a, s: (*a, s)),
    rule("lengths", "{n:length}", lambda n: (n,)),
    rule("lengths", "长宽高", lambda: ("长", "宽", "高")),
    rule("lengths", "长宽", lambda: ("长", "宽")),
    *rules(
        "lengths", ["{a:lengths} , {n:length}", "{a:lengths}[,](和|与|及){n:length}"], lambda a, n: (*a, n)
    ),
    rule("given", f"{{n:length}}{_IS}{{s:size}}", lambda n, s: ((n, s),)),
    rule("given", f"{{n:lengths}}{_ARE}{{v:sizes}}", lambda n, v: _named(n, v) if len(n) > 1 else None),
    *rules("given", [f"(两条直角边|两直角边)({_ARE}|(是|为|长为|长是)){{v:sizes}}"], _same("直角边", 2)),
    *rules("given", [f"一条直角边{_IS}{{v:size}}"], lambda v: (("直角边", v),)),
    *rules("given", [f"(三边|三条边)({_ARE}|(是|为|长为|长是)){{v:sizes}}"], _same("边", 3)),
    *rules("given", [f"(两条对角线|两对角线)({_ARE}|(是|为|长为|长是)){{v:sizes}}"], _same("对角线", 2)),
    *rules("given", ["{a:given} [,] {b:given}"], lambda a, b: a + b),
    *rules(
        "statement",
        [
            f"{_A}{{f:figure}}的{{s:given}}[,|.](求|则|那么|){_ITS}{{q:measure}}{_UNIT}",
            f"{_A}{{f:figure}}[,]{{s:given}}[,|.](求|则|那么|){_ITS}{{q:measure}}{_UNIT}",
            f"[求][一个]{{s:given}}的{{f:figure}}的{{q:measure}}{_UNIT}",
            f"[求][一个]{{s:given}}的{{f:figure}}[,][它的|其|求它的]{{q:measure}}{_UNIT}",
        ],
        lambda f, s, q, u="", g="": _answer(f, s, q, u) if g in ("", f) else None,
    ),
    *rules(
        "statement",
        [
            f"{_A}{{f:figure}}[的][,]{{s:given}}[,|.](求|则|那么|){_ITS}{{q:measure}}{_UNIT}{_TAKING}",
            f"[求][一个]{{s:given}}的{{f:figure}}[的]{{q:measure}}{_UNIT}{_TAKING}",
        ],
        lambda f, s, q, p, u="", g="": _answer(f, s, q, u, p) if g in ("", f) else None,
    ),
    *rules("note", ["\\( (结果|答案|)(保留|用)π[表示] \\)"], lambda: Note()),
]
