"""Lists of numbers: sorted, filtered, and one of them picked.

A filtered list keeps the order of what it is taken from, and what occurs twice.
"""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Builder, Rule, rule, rules
from phi4_node.verification.reading.statements import AskChoice, AskClaim, AskOrder, Note, Statement
from phi4_node.verification.reading.trees import relation

Items = tuple[Node, ...]
Said = tuple[Statement, ...]

_UP = "(ascending|increasing|non-decreasing)"
_DOWN = "(descending|decreasing|non-increasing)"
_BIG = "(largest|greatest|biggest|highest|maximum|max)"
_SMALL = "(smallest|least|lowest|minimum|min)"
_RISING = (
    "(smallest to largest|least to greatest|smallest to biggest|lowest to highest|smallest to greatest|low to"
    " high|small to large)"
)
_FALLING = (
    "(largest to smallest|greatest to least|biggest to smallest|highest to lowest|greatest to smallest|high"
    " to low|large to small)"
)
_SORT = "(sort|arrange|order|rank|put|place|list|write)"
_WHAT = "(the|these|the following|this|this list of|the following list of|a list of|) [given]"
_NUMBERS = "(numbers|values|integers|decimals|list|list of numbers|real numbers|elements|fractions)"
_ZH = "(下列|下面|以下|这些|这|给出的|)(各数|数|数字|这些数|各个数|一组数|数值|几个数|)"


def _order(descending: bool) -> Builder:
    return lambda items: (AskOrder(items, descending=descending),) if len(items) > 1 else None


def _pick(rank: int) -> Builder:
    def build(items: Items, n: int = 1) -> Said | None:
        return (
            (AskChoice(tuple(("", item) for item in items), rank * n),)
            if len(items) > max(1, n - 1)
            else None
        )

    return build


_OPPOSITE = {"<": ">=", ">": "<=", "<=": ">", ">=": "<", "=": "!=", "!=": "="}


def _filtered(dropped: bool) -> Builder:
    def build(items: Items, r: str, v: Node) -> Said:
        conditions = tuple(relation(item, _OPPOSITE[r] if dropped else r, v) for item in items)
        return (AskClaim("listing", (*items, *conditions), (("shape", "chosen"),)),)

    return build


RULES: list[Rule] = [
    *rules(
        "statement",
        [
            f"{_SORT} {_WHAT} [{_NUMBERS}] (in|into) {_UP} order [:] {{items:listing}}",
            f"{_SORT} {_WHAT} [{_NUMBERS}] [in order] from {_RISING} [:] {{items:listing}}",
            f"{_SORT} {{items:listing}} (in|into) {_UP} order",
            f"{_SORT} {{items:listing}} [in order] from {_RISING}",
            f"[请][将|把]{_ZH}(按|按照)(从小到大|由小到大|升序)[的][顺序][排列|排序|排列起来][:]{{items:listing}}",
            f"[请][将|把]{_ZH}(从小到大|由小到大)(排列|排序)[:]{{items:listing}}",
            f"[请][将|把]{_ZH}[:]{{items:listing}}[,](按|按照|)(从小到大|由小到大|升序)[的][顺序](排列|排序|排列起来)",
        ],
        _order(False),
    ),
    *rules(
        "statement",
        [
            f"{_SORT} {_WHAT} [{_NUMBERS}] (in|into) {_DOWN} order [:] {{items:listing}}",
            f"{_SORT} {_WHAT} [{_NUMBERS}] [in order] from {_FALLING} [:] {{items:listing}}",
            f"{_SORT} {{items:listing}} (in|into) {_DOWN} order",
            f"{_SORT} {{items:listing}} [in order] from {_FALLING}",
            f"[请][将|把]{_ZH}(按|按照)(从大到小|由大到小|降序)[的][顺序][排列|排序|排列起来][:]{{items:listing}}",
            f"[请][将|把]{_ZH}(从大到小|由大到小)(排列|排序)[:]{{items:listing}}",
            f"[请][将|把]{_ZH}[:]{{items:listing}}[,](按|按照|)(从大到小|由大到小|降序)[的][顺序](排列|排序|排列起来)",
        ],
        _order(True),
    ),
    *[
        made
        for words, zh, rank in ((_BIG, "(最大|最大的)", -1), (_SMALL, "(最小|最小的)", 1))
        for made in rules(
            "statement",
            [
                f"(pick|select|choose|find|identify|determine|give|name|report) the {words}"
                f" [number|value|one|candidate] (of|from|in|among|out of)"
                f" {_WHAT} [{_NUMBERS}|candidates|options] [:] {{items:listing}}",
                f"(which|what) is the {words} [number|value] (of|in|among|out of) {_WHAT}"
                f" [{_NUMBERS}|candidates|options] [:] {{items:listing}}",
                f"which of {_WHAT} [{_NUMBERS}|candidates|options] is [the] {words} [:|?] {{items:listing}}",
                f"(在|从|){_ZH}[:]{{items:listing}}(中|里|之中)[,](选出|找出|挑出|){zh}[的](数|一个数|数字|)[是][是多少|是哪个|是几|哪个|多少|]",
                f"(选出|找出|挑出|求)(下列|下面|以下)[各]数(中|里){zh}[的][数|一个|一个数][:]{{items:listing}}",
            ],
            _pick(rank),
        )
    ],
    *[
        made
        for words, rank in ((_BIG, -1), (_SMALL, 1))
        for made in rules(
            "statement",
            [
                f"(which|what) is the {{n:ordinal}} [-] {words} [number|value] (of|in|among) {_WHAT}"
                f" [{_NUMBERS}] [:] {{items:listing}}",
            ],
            _pick(rank),
        )
    ],
    *rules(
        "statement",
        [
            "(keep|retain|select|list|find|choose|pick|give|return|output) [all|only|all of] [the]"
            " (numbers|values|elements|integers) [that are|which are] {r:relation} {v:math}"
            f" (in|from|of) {_WHAT} (list|numbers|list of numbers|values) [:] {{items:listing}}",
            f"(从|在)({_ZH}|列表|下列列表|以下列表|列表中)[:]{{items:listing}}(中|里)(保留|选出|找出|挑出|写出)(所有|全部|)"
            "{r:relation}{v:math}的[所有][数|数字]",
        ],
        _filtered(False),
    ),
    *rules(
        "statement",
        [
            "(remove|delete|drop|discard|eliminate|exclude|filter out) [all|all of] [the]"
            " (numbers|values|elements|integers) [that are|which are] {r:relation} {v:math}"
            f" (in|from|of) {_WHAT} (list|numbers|list of numbers|values) [:] {{items:listing}}",
            f"(从|在)({_ZH}|列表|下列列表|以下列表)[:]{{items:listing}}(中|里)(去掉|删除|删去|剔除|移除)(所有|全部|)"
            "{r:relation}{v:math}的[所有][数|数字]",
        ],
        _filtered(True),
    ),
    *rules(
        "note",
        [
            "your task is to pick the largest/smallest number out of several options",
            "your output should be only the number of interest",
            "now ,",
            "now",
            "return the new list in the same format",
            "please follow the instruction below :",
            "let all your answers be a list of numbers",
            "instead of reporting your answer as {listing} , use {listing} instead",
            "convert all numbers in the square brackets as strings",
            "for example , {listing}",
            "(return|give|write|report) [only] the [new|sorted|resulting|filtered] list",
        ],
        lambda: Note(),
    ),
    *rules("note", ["# # {cardinal} . {n:note}", "## {cardinal} . {n:note}"], lambda n: n),
    rule("note", "{cardinal} . {n:note}", lambda n: n),
]
