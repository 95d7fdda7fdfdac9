"""Numerals of computers and their operators, and answers in significant digits.

`<<`, `>>`, `&` and `|` bind as in C, Java and Python; integers have as many bits as they need, so a shift to
the left loses none. A value in `odds` or in scientific notation is the same number.
"""

from __future__ import annotations

from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.statements import AskValue, Note
from phi4_node.verification.reading.trees import call, number

_FIGURES = "significant (figures|figure|digits|digit)"
_ROUND = "(round|give|express|write|state|return|report|provide)"
_ANSWER = "(your|the) [final] (answer|result|value)"


def _significant(n: int) -> Note | None:
    return Note(significant=n) if n > 0 else None


RULES: list[Rule] = [
    rule("term", "{b:bits}", lambda b: b),
    *rules("bare", ["{b:bits}", "{b:bits} = [?]"], lambda b: (AskValue((b,)),)),
    *rules(
        "value",
        [
            f"{{a:term}} [rounded|correct|accurate] to {{n:cardinal}} {_FIGURES}",
            f"round {{a:term}} to {{n:cardinal}} {_FIGURES}",
            "(将|把|){a:term}(保留|四舍五入保留|四舍五入到){n:cardinal}位有效数字",
        ],
        lambda a, n: call("round_significant", a, number(n)) if n else None,
    ),
    *rules(
        "note",
        [
            f"{_ROUND} {_ANSWER} [rounded|correct|accurate] to {{n:cardinal}} {_FIGURES}",
            f"(rounded|correct) to {{n:cardinal}} {_FIGURES}",
            f"round to {{n:cardinal}} {_FIGURES}",
            f"[please] solve this problem to a maximum of {{n:cardinal}} {_FIGURES} ,"
            " rounding (up from the half|half up)",
            "(结果|答案|)保留{n:cardinal}位有效数字",
        ],
        _significant,
    ),
    *rules(
        "note",
        [
            "[please] solve this problem",
            "your task is to compute an exponentiation of a number",
            "(provide|give|write|express) (your|the) [final] answer in scientific notation"
            " [using 'e' notation] [\\( e.g. , {math} \\)]",
            "only (reply|answer|respond) with the [final] (value|answer|result|number)",
            "(reply|answer|respond) only with the [final] (value|answer|result|number)",
            "assume [that] there is arbitrary bit depth and [that] there are signed integers",
            "if the answer is negative , reply as a negative value [\\( ex. , - {bits} \\)] , not the"
            " two's-compliment form",
        ],
        lambda: Note(),
    ),
    *rules(
        "note",
        [
            "(reply|answer|respond) only with the [final] (hexidecimal|hexadecimal) (value|number)",
            f"{_ROUND} {_ANSWER} in (hexidecimal|hexadecimal) [form|notation]",
        ],
        lambda: Note(base=16),
    ),
    *rules(
        "note",
        [
            f"{_ROUND} {_ANSWER} in binary [form|notation]",
            "(reply|answer|respond) only with the binary value",
        ],
        lambda: Note(base=2),
    ),
]
