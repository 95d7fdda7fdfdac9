"""Time, days and polygons, as Chinese schools word them.

分 is a tenth of 角 or a minute: only beside hours, or where hours are asked about, is it a minute.
"""

from __future__ import annotations

from fractions import Fraction

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.expressions.units import find_unit
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.phrases.measures import Amount, in_unit
from phi4_node.verification.reading.progressions import exact
from phi4_node.verification.reading.statements import AskClaim, AskValue
from phi4_node.verification.reading.trees import call, number

_HOW = "(等于|是|合|=)(多少|几)[个]"


def _is_time(a: Amount) -> bool:
    unit, minute = find_unit(a[-1][1]), find_unit("min")
    return unit is not None and minute is not None and unit.dimension == minute.dimension


def _with_minutes(a: Amount, n: Node) -> Amount | None:
    """`2小时30分`."""
    plain = n.op == "num" and n.value is not None and n.value.denominator == 1
    return (*a, (n, "min")) if a[-1][1] == "h" and plain else None


def _in(a: Amount, u: str) -> tuple[AskClaim] | None:
    term = in_unit(a, u)
    return (
        None
        if term is None or not _is_time(a)
        else (AskClaim("notation", (term,), (("notation", "unit"), ("detail", u))),)
    )


def _month(y: int, m: int) -> tuple[AskClaim] | None:
    if not (1 <= m <= 12 and 1583 <= y <= 9999):
        return None
    return (
        AskClaim(
            "notation",
            (call("month_length", number(y), number(m)),),
            (("notation", "unit"), ("detail", "day")),
        ),
    )


def _ask(term: Node | None) -> tuple[AskValue] | None:
    return None if term is None else (AskValue((term,)),)


def _angles(n: int) -> Node | None:
    """The sum of the interior angles."""
    return call("angle", number(180 * (n - 2))) if 3 <= n <= 1000 else None


def _third_angle(a: Node, b: Node) -> Node | None:
    if a.op != "degree" or b.op != "degree" or any((exact(part.args[0]) or 1) < 0 for part in (a, b)):
        return None
    known = [part.args[0].value for part in (a, b)]
    if any(value is None or value <= 0 for value in known) or sum(value or 0 for value in known) >= 180:
        return None
    return call("angle", Node("sub", (number(180), Node("add", (a.args[0], b.args[0])))))


_DEGREES = "[是|为|等于|=][多少][度]"

RULES: list[Rule] = [
    *rules("statement", [f"[求][一个][正|凸]{{n:whole}}边形的内角和{_DEGREES}"], lambda n: _ask(_angles(n))),
    *rules(
        "statement",
        [
            f"[求][一个]正{{n:whole}}边形的[每个|每一个|一个]内角{_DEGREES}",
            f"[求][一个]正{{n:whole}}边形的[每个|每一个|一个]内角的度数{_DEGREES}",
        ],
        lambda n: _ask(call("angle", number(Fraction(180 * (n - 2), n)))) if n >= 3 else None,
    ),
    *rules(
        "statement",
        [
            "[已知|若][一个]三角形的两个内角[的度数]分别(是|为){a:math}[,](和|与){b:math}[,|.][则|那么|求|它的]第三个[内]角[的度数]"
            + _DEGREES
        ],
        lambda a, b: _ask(_third_angle(a, b)),
    ),
    *rules("amount", ["{a:amount}{n:math}(分|分钟)"], _with_minutes),
    *rules("amount", ["(半小时|半个小时)"], lambda: ((number(Fraction(1, 2)), "h"),)),
    *rules("amount", ["(半天|半日)"], lambda: ((number(Fraction(1, 2)), "day"),)),
    rule("amount", "半年", lambda: ((number(Fraction(1, 2)), "year"),)),
    rule("statement", f"{{a:amount}}{_HOW}分", lambda a: _in(a, "min")),
    rule("statement", f"{{a:amount}}{_HOW}时", lambda a: _in(a, "h")),
    rule("statement", "{y:whole}年{m:whole}月[份][一共|共]有(多少|几)天", _month),
]
