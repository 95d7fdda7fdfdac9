"""Ratios of two numbers: in lowest terms, and their value.

`The ratio of a to b` is a : b. As an answer `2:3` is a ratio and `2/3` its value; where the words ask for the
ratio, either says it. In lowest terms both parts are whole and without a common divisor.
"""

from __future__ import annotations

import re
from fractions import Fraction
from math import gcd, lcm

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rules
from phi4_node.verification.reading.grammar.scan import Builtin, Result, Scan
from phi4_node.verification.reading.statements import AskClaim, AskValue
from phi4_node.verification.reading.trees import number

Pair = tuple[Fraction, Fraction]

_NUMBER = r"(\d{1,12}(?:\.\d{1,9})?(?:/\d{1,9})?)"
_RATIO = re.compile(rf"{_NUMBER}\s*[:：∶]\s*{_NUMBER}(?![\d:/.]*\d|\s*[:∶]|\s*[ap]\.?m)")


def _ratio_pair(scan: Scan, position: int) -> list[Result]:
    match = _RATIO.match(scan.text, position)
    if match is None or any(part.endswith("/0") for part in match.groups()):
        return []
    first, second = map(Fraction, match.groups())
    return [(match.end(), (first, second))] if first > 0 and second > 0 else []


RATIOS: dict[str, Builtin] = {"ratio_pair": _ratio_pair}
"""What stands in the text, by category."""


def _lowest(r: Pair) -> tuple[AskClaim]:
    """The parts of the ratio in lowest terms."""
    first, second = r
    scale = lcm(first.denominator, second.denominator)
    a, b = int(first * scale), int(second * scale)
    shared = gcd(a, b)
    terms = (number(a // shared), number(b // shared))
    return (AskClaim("listing", terms, (("shape", "ratio"),)),)


def _pair(a: Node, b: Node) -> Pair | None:
    values = [node.value for node in (a, b) if node.op == "num" and node.value]
    return (values[0], values[1]) if len(values) == 2 else None


def _value(r: Pair) -> tuple[AskValue]:
    return (AskValue((Node("div", tuple(map(number, r))),)),)


_SIMPLEST = "(in [its|the] (simplest|lowest) (form|terms)|as a ratio in (simplest form|lowest terms))"

RULES: list[Rule] = [
    *rules("ratio_of", ["[the] ratio [of] {r:ratio_pair}"], lambda r: r),
    *rules("ratio_of", ["[the] ratio of {a:math} to {b:math}"], _pair),
    *rules(
        "statement",
        [
            "(simplify|reduce) {r:ratio_of} [to lowest terms|to its simplest form|to its lowest terms]",
            f"(write|express|give|find|what is) {{r:ratio_of}} {_SIMPLEST}",
            "(把|将|){r:ratio_pair}(化成|化为|化简成|化简为)最简[整数][的]比",
            "化简(比|下列比|下面的比|下面各比)[:]{r:ratio_pair}",
            "(把|将)比{r:ratio_pair}(化简|化为最简整数比|化成最简整数比)",
        ],
        _lowest,
    ),
    *rules(
        "statement",
        [
            "(求|求出|计算|){r:ratio_pair}的比值[是多少|是几]",
            "(find|what is|calculate) the value of the ratio {r:ratio_pair}",
        ],
        _value,
    ),
]
