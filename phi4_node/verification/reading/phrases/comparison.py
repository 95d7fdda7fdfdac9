"""Which is bigger, which is closest, in which order, is it so."""

from __future__ import annotations

from string import ascii_lowercase

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Builder, Rule, rule, rules
from phi4_node.verification.reading.statements import AskChoice, AskOrder, AskTruth
from phi4_node.verification.reading.text import NEXT
from phi4_node.verification.reading.trees import relation

_BIG = "(bigger|greater|larger|biggest|greatest|largest|highest|maximum|max)"
_SMALL = "(smaller|less|lower|smallest|least|lowest|minimum|min)"
_NEAR = "(nearest|closest)"
_UP = "(ascending|increasing)"
_DOWN = "(descending|decreasing)"

Labelled = tuple[tuple[str, Node], ...]


def _ask(*statements: Node) -> tuple[AskTruth]:
    return (AskTruth(statements[0] if len(statements) == 1 else Node("and", statements)),)


def _unlabelled(items: tuple[Node, ...]) -> Labelled:
    return tuple(("", item) for item in items)


def _choice(options: Labelled, rank: int, target: Node | None = None) -> tuple[AskChoice] | None:
    return (AskChoice(options, rank, target),) if len(options) >= max(2, abs(rank)) else None


def _bare(rank: int) -> Builder:
    return lambda items: _choice(_unlabelled(items), rank)


def _label(name: str) -> Builder:
    return lambda a: ((name, a),)


RULES: list[Rule] = [
    rule("alternatives", "{a:terms}", lambda a: a),
    rule("alternatives", "{a:alternatives} [,] or {b:terms}", lambda a, b: a + b),
    *rules(
        "statement",
        ["(is|are) {a:term} [and] {r:relation} {b:term}", "{a:term}是否{r:relation}{b:term}"],
        lambda a, r, b: _ask(relation(a, r, b)),
    ),
    *rules(
        "statement",
        [
            "(does|do) {a:term} (equal|=) {b:term}",
            "(are|is) {a:term} and {b:term} equal",
            "do {a:term} and {b:term} have the same value",
        ],
        lambda a, b: _ask(relation(a, "=", b)),
    ),
    *rules(
        "statement",
        [
            "are {a:term} and {b:term} (nonequal|non-equal|unequal|not equal|different)",
            "do {a:term} and {b:term} have different values",
        ],
        lambda a, b: _ask(relation(a, "!=", b)),
    ),
    *rules(
        "statement", ["(does|do|is) {c:conditions}", "is it true that {c:conditions}"], lambda c: _ask(*c)
    ),
    *rules(
        "statement",
        ["is it true that {p:proposition}", "(does|is) {p:proposition}", "{p:proposition}吗"],
        lambda p: _ask(p),
    ),
    *rules(
        "statement",
        [
            f"which [number|one|value] is [the] {_BIG} [:|,] {{items:alternatives}}",
            f"which is [the] {_BIG} [value|number] (of|among|in) {{items:alternatives}}",
            f"what is the {_BIG} [value|number] (of|in|among) {{items:alternatives}}",
            "{items:alternatives}(中|里)(最大的[数]|哪个最大|哪个大|较大的[数])[是|是哪个]",
            "{items:alternatives}(哪个大|哪个更大|哪个最大)",
        ],
        _bare(-1),
    ),
    *rules(
        "statement",
        [
            f"which [number|one|value] is [the] {_SMALL} [:|,] {{items:alternatives}}",
            f"which is [the] {_SMALL} [value|number] (of|among|in) {{items:alternatives}}",
            f"what is the {_SMALL} [value|number] (of|in|among) {{items:alternatives}}",
            "{items:alternatives}(中|里)(最小的[数]|哪个最小|哪个小|较小的[数])[是|是哪个]",
            "{items:alternatives}(哪个小|哪个更小|哪个最小)",
        ],
        _bare(1),
    ),
    *rules(
        "statement",
        [f"(which|what) is the {{n:ordinal}} {_BIG} [value|number] (of|in|among) {{items:alternatives}}"],
        lambda n, items: _choice(_unlabelled(items), -n),
    ),
    *rules(
        "statement",
        [f"(which|what) is the {{n:ordinal}} {_SMALL} [value|number] (of|in|among) {{items:alternatives}}"],
        lambda n, items: _choice(_unlabelled(items), n),
    ),
    *rules(
        "statement",
        [f"which is the {{n:ordinal}} {_BIG} [value|number] [:|?|,] {{o:options}}"],
        lambda n, o: _choice(o, -n),
    ),
    *rules(
        "statement",
        [f"which is the {{n:ordinal}} {_SMALL} [value|number] [:|?|,] {{o:options}}"],
        lambda n, o: _choice(o, n),
    ),
    *rules(
        "statement",
        [f"which is [the] {_BIG} [value|number|one] [:|?|,] {{o:options}}"],
        lambda o: _choice(o, -1),
    ),
    *rules(
        "statement",
        [f"which is [the] {_SMALL} [value|number|one] [:|?|,] {{o:options}}"],
        lambda o: _choice(o, 1),
    ),
    *rules(
        "statement",
        [f"(which|what) is [the] {_NEAR} to {{t:term}} [?|:|,] {{o:options}}"],
        lambda t, o: _choice(o, 1, t),
    ),
    *rules(
        "statement",
        [
            f"(which|what) is [the] {_NEAR} [value|number] to {{t:term}} (in|of|among|out of)"
            f" {{items:alternatives}}",
            f"(which|what) (of|in|among) {{items:alternatives}} is [the] {_NEAR} to {{t:term}}",
        ],
        lambda t, items: _choice(_unlabelled(items), 1, t),
    ),
    *rules(
        "statement",
        [
            f"(sort|put|arrange|order|list) {{items:terms}} (in|from) {_UP} [order]",
            "(sort|put|arrange|order|list) {items:terms} from (smallest to largest|least to greatest"
            "|smallest to biggest|lowest to highest)",
            "(sort|put in order|order) {items:terms}",
            "[将|把]{items:terms}(按从小到大|从小到大)[的顺序](排列|排序)",
        ],
        lambda items: (AskOrder(items),) if len(items) > 1 else None,
    ),
    *rules(
        "statement",
        [
            f"(sort|put|arrange|order|list) {{items:terms}} (in|from) {_DOWN} [order]",
            "(sort|put|arrange|order|list) {items:terms} from (largest to smallest|greatest to least"
            "|biggest to smallest|highest to lowest)",
            "[将|把]{items:terms}(按从大到小|从大到小)[的顺序](排列|排序)",
        ],
        lambda items: (AskOrder(items, descending=True),) if len(items) > 1 else None,
    ),
    *[rule("option", rf"\( {letter} \) {{a:term}}", _label(letter)) for letter in ascii_lowercase],
    rule("options", f"[{NEXT}] {{a:option}}", lambda a: a),
    *rules("options", [f"{{a:options}} [,|{NEXT}] {{b:option}}"], lambda a, b: a + b),
]
