"""Notes on how solutions are to be rounded and listed."""

from __future__ import annotations

from phi4_node.verification.reading.grammar.patterns import Rule, rules
from phi4_node.verification.reading.statements import AskSolve, Note

_ROUND = "(round|give|express|write)"
_VALUES = (
    "(your|the|all|each|all decimal|your final|all the|every) [decimal]"
    " (answers|answer|solutions|solution|values|roots"
    "|results)"
)

_EQUATION = "[the] [following] [polynomial|cubic|quadratic|linear|quartic] [equation|equations]"

RULES: list[Rule] = [
    *rules(
        "statement",
        [
            r"(find|determine|calculate|compute|give|what are|what is) [all] the [possible] real"
            r" (value|values|value\(s\)) of"
            f" {{u:names}} (in|that satisfies|that satisfy|satisfying|which satisfy|for which)"
            f" {_EQUATION} [:] {{c:conditions}}",
            f"solve {_EQUATION} for [all] real [values of] {{u:names}} [:] {{c:conditions}}",
            f"solve {_EQUATION} [:] {{c:conditions}} for real {{u:names}}",
        ],
        lambda u, c: (AskSolve(c, u, "real"),),
    ),
    *rules(
        "note",
        [
            f"{_ROUND} {_VALUES} [rounded|correct] to {{n:cardinal}} decimal (places|place)",
            "round to {n:cardinal} decimal (places|place)",
            "(结果|答案|解)(保留|精确到){n:cardinal}位小数",
        ],
        lambda n: Note(places=n),
    ),
    *rules(
        "note",
        [
            f"{_ROUND} {_VALUES} to {{n:cardinal}} decimal places \\( rounding down when the"
            f" {{ordinal}} decimal"
            " place is {cardinal} or greater \\)",
        ],
        lambda n: Note(places=n, unclear=True),
    ),
    *rules(
        "note",
        [
            "in solving equations , please follow these instructions :",
            "provide all answers as comma-separated decimal values",
            "for example : {quoted}",
            "for solutions that can be expressed in exact form \\( like {quoted} and {quoted} \\) ,"
            " convert them to"
            " decimal form in your final answer",
            "if there are no real values that satisfy the equation , report your answer as an empty"
            " string : {quoted}",
            "format your answer based on the number of solutions :",
            "- for 1 solution : a single decimal number",
            "- for 2 solutions : two comma-separated decimal numbers",
            "- for 3 or more solutions : all values as comma-separated decimal numbers",
        ],
        lambda: Note(),
    ),
]
