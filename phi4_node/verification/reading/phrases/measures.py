"""Amounts with units, and the question for the same amount in another unit.

Only units of one kind between which there is an exact factor are read: 1 km is 1000 m and 1 mile is
1609.344 m, but a month has no fixed number of days.
"""

from __future__ import annotations

from fractions import Fraction

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.expressions.units import SINGLE_LETTER, basic_unit, find_unit
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.statements import AskClaim, Note
from phi4_node.verification.reading.trees import number

Amount = tuple[tuple[Node, str], ...]
"""Parts to be added, each with its unit."""


def _of(n: Node | Fraction | int, u: str) -> Amount | None:
    if isinstance(n, (Fraction, int)):
        n = number(n)
    return ((n, u),) if _is_plain(n) else None


def _attached(m: Node) -> Amount | None:
    """`3.5g`: a numeral with one letter at it that is a unit."""
    if m.op != "mul" or m.name or len(m.args) != 2 or m.args[1].op != "sym" or m.args[0].op != "num":
        return None
    return _of(m.args[0], basic_unit(m.args[1].name) or "") if m.args[1].name in SINGLE_LETTER else None


def _is_plain(node: Node) -> bool:
    """A numeral, a fraction or a mixed number; no sum, and no power that a unit may be part of."""
    if node.op in ("num", "mixed", "repeat"):
        return True
    return node.op in ("div", "neg") and all(_is_plain(part) for part in node.args)


def _joined(a: Amount, b: Amount) -> Amount | None:
    """`2 hours 15 minutes`: units of one kind, from big to small; a sign would be that of the whole."""
    if any(node.op == "neg" for node, _ in (*a, *b)):
        return None
    first, second = find_unit(a[-1][1]), find_unit(b[0][1])
    if first is None or second is None or first.dimension != second.dimension:
        return None
    return a + b if first.factor > second.factor else None


def in_unit(a: Amount, target: str) -> Node | None:
    """The amount as a number of another unit; None if it cannot be expressed in it."""
    wanted = find_unit(target)
    if wanted is None:
        return None
    total: Node | None = None
    for node, name in a:
        unit = find_unit(name)
        if unit is None or unit.dimension != wanted.dimension:
            return None
        factor = unit.factor / wanted.factor
        part = node if factor == 1 else Node("mul", (node, number(factor)), "*")
        total = part if total is None else Node("add", (total, part))
    return total


def _convert(a: Amount, u: str) -> tuple[AskClaim] | None:
    if len(a) == 1 and a[0][1] == u:
        return None
    term = in_unit(a, u)
    return None if term is None else (AskClaim("notation", (term,), (("notation", "unit"), ("detail", u))),)


RULES: list[Rule] = [
    *rules("amount", ["{n:math} [-] {u:unit}", "{n:math} of (a|an|one) {u:unit}"], _of),
    rule("amount", "{m:math}", _attached),
    rule("amount", "{m:chinese_amount}", lambda m: (m,)),
    *rules("amount", ["{n:spoken} [of] [a|an|one] {u:unit}"], _of),
    *rules("amount", ["(half|one half|one-half) [of] (a|an) {u:unit}"], lambda u: _of(Fraction(1, 2), u)),
    rule("amount", "{n:whole} and (a half|one half) {u:unit}", lambda n, u: _of(n + Fraction(1, 2), u)),
    rule("amount", "{n:whole} {u:unit}", _of),
    *rules("amount", ["(a|an|one) {u:unit}"], lambda u: _of(1, u)),
    *rules("amount", ["{a:amount} [,] [and] {b:amount}", "{a:amount}{b:amount}"], _joined),
    *rules(
        "statement",
        [
            "[what is|what's|how much is|express|change|convert|please convert] {a:amount}"
            " (in|to|into) {u:unit}",
            "(what is|what's|express|write) {a:amount} (expressed|measured|written|converted)"
            " (in|to|into) {u:unit}",
            "how many {u:unit} (are|is) (there in|in|equal to|there are in) {a:amount}",
            "how many {u:unit} (does {a:amount} equal|make up {a:amount}|equal {a:amount}|equals {a:amount})",
            "how many {u:unit} (is|are) {a:amount}",
            "{a:amount} (is|equals|=) how many {u:unit}",
            "{a:amount}(等于|是|合|=)(多少|几)[个]{u:unit}",
            "{a:amount}= (\\?|_+|\\( \\)) {u:unit}",
            "[将|把]{a:amount}(换算成|换算为|转换为|转换成|化成|化为){u:unit}[是多少]",
            "{a:amount}有(多少|几)[个]{u:unit}",
        ],
        _convert,
    ),
    *rules(
        "note",
        [
            "(round|give|express|write|state) (your|the) [final] (answer|result) [rounded|correct|accurate]"
            " to the nearest {p:place}",
            "round to the nearest {p:place}",
            "rounded to the nearest {p:place}",
        ],
        lambda p: Note(places=-p),
    ),
]
