"""Puzzles that ask for a calculation with given numbers."""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rules
from phi4_node.verification.reading.statements import AskClaim, Note

Said = tuple[AskClaim]


def _made(v: Node, items: tuple[Node, ...]) -> Said | None:
    return (AskClaim("making", (v, *items)),) if v.op == "num" and 1 < len(items) <= 12 else None


_ONCE = "(exactly|only|at most|) once"

RULES: list[Rule] = [
    *rules(
        "statement",
        [
            "[find a way to] (make|obtain|get|reach|calculate|form) {v:math} (using|from|with) [all]"
            " [of] [the|these] [numbers] [:]"
            " {items:listing}",
            "[find a way to] (make|obtain|get|reach|calculate|form) {v:math} (using|from|with) all of"
            " these numbers : {items:listing}",
            "using [all] [of] [the|these] [numbers] {items:listing} , (create|write|find|make|build)"
            " (an expression|a"
            " calculation) (that|which) (equals|gives|makes) {v:math}",
            "(用|使用){items:listing}[这些数|这四个数|四个数|这几个数](算出|得到|凑成|凑出){v:math}",
        ],
        _made,
    ),
    *rules(
        "note",
        [
            f"[you can only] use each number {_ONCE}",
            f"you (can|may|must) [only] use each number {_ONCE}",
            f"each number (may|must|can) [only] be used {_ONCE}",
            "[you (can|may)] use [only] the (operators|operations) + , - , * , [and] /",
            "(provide|give|write) your [final] (solution|answer) as (a|an) arithmetic expression"
            " \\( no '=' sign \\)",
            "do not include the target number in the expression",
            "use '*' for multiplication",
            "use '/' for division",
            "do not include any other text or formatting",
            "final answer format instructions :",
            "每个数(只能用|只用|用)一次",
        ],
        lambda: Note(),
    ),
]
