r"""Numbers with letters for some of their digits: `the three-digit number 2d2`, `\underline{374n}`.

A letter is a digit only where the words or the notation say so: an underline, a thousands separator, or
"k-digit number" before as many signs. The first digit of a number is not 0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.grammar.scan import Builtin, Result, Scan
from phi4_node.verification.reading.kinds import Conditions, about
from phi4_node.verification.reading.statements import AskValue, Given
from phi4_node.verification.reading.text import BEGIN, END
from phi4_node.verification.reading.trees import call, number, relation, symbol


@dataclass(frozen=True, slots=True)
class Pattern:
    """Digits and letters for digits.

    Attributes:
        signs: As written, without separators.
        sure: The notation says that the letters are digits.
    """

    signs: str
    sure: bool


_PATTERN = re.compile(rf"{BEGIN}\s*(?:\\underline\s*\{{([0-9A-Za-z]+)\}}|([0-9A-Za-z,{{}}\\!]+))\s*{END}")


def _pattern(scan: Scan, position: int) -> list[Result]:
    match = _PATTERN.match(scan.text, position)
    if match is None:
        return []
    plain = match.group(2) or ""
    signs = match.group(1) or re.sub(r"\{,\}|,\\!|,", "", plain)
    if not re.fullmatch(r"[0-9A-Za-z]{2,15}", signs) or not any(sign.isdigit() for sign in signs):
        return []
    if not any(sign.isalpha() for sign in signs) or signs[0] == "0":
        return []
    grouped = re.fullmatch(r"[0-9A-Za-z]{1,3}(?:,[0-9A-Za-z]{3})+", re.sub(r"\{,\}|,\\!", ",", plain))
    if "," in plain and grouped is None:
        return []
    return [(match.end(), Pattern(signs, bool(match.group(1)) or grouped is not None))]


BUILTINS: dict[str, Builtin] = {"pattern": _pattern}


def _sure(p: Pattern) -> Pattern | None:
    return p if p.sure else None


def _counted(n: int, p: Pattern) -> Pattern | None:
    return Pattern(p.signs, True) if n == len(p.signs) else None


def _value(signs: str) -> Node:
    total: Node | None = None
    for index, sign in enumerate(reversed(signs)):
        digit = number(int(sign)) if sign.isdigit() else symbol(sign)
        part = digit if index == 0 else Node("mul", (number(10**index), digit), "*")
        total = part if total is None else Node("add", (part, total))
    assert total is not None
    return total


def _given(p: Pattern, q: Conditions) -> tuple[Given]:
    """What is said of the number, and that the letters are digits."""
    said: list[Node] = [about(q, _value(p.signs))]
    for letter in sorted({sign for sign in p.signs if sign.isalpha()}):
        low = number(1 if p.signs[0] == letter else 0)
        said += [
            call("isinteger", symbol(letter)),
            relation(symbol(letter), ">=", low),
            relation(symbol(letter), "<=", number(9)),
        ]
    return (Given(tuple(said)),)


def _letter(u: tuple[str, ...]) -> tuple[AskValue] | None:
    return (AskValue((symbol(u[0]),)),) if len(u) == 1 else None


def _possible(name: str, u: tuple[str, ...]) -> tuple[AskValue] | None:
    return (AskValue((call(name, call("possible", symbol(u[0]))),)),) if len(u) == 1 else None


RULES: list[Rule] = [
    rule("digit_number", "[the] [number|integer] {p:pattern}", _sure),
    rule("digit_number", "[the] {n:cardinal} [-] digit [positive] (number|integer) {p:pattern}", _counted),
    *rules("statement", ["(if|given that|suppose [that]|) {p:digit_number} is {q:quality}"], _given),
    *rules(
        "statement", ["(find|what is|determine) the [{p:place}] digit {u:names}"], lambda u, p=0: _letter(u)
    ),
    *rules(
        "statement",
        [
            "(what is|find) the sum of all [of] [the] [possible] digits (that|which) (could|can)"
            " (replace|be) {u:names}",
        ],
        lambda u: _possible("sum_of", u),
    ),
    *rules(
        "statement",
        [
            "how many [possible] digits (could|can) (replace|be) {u:names}",
            "how many digits could {u:names} be",
        ],
        lambda u: _possible("count", u),
    ),
    *rules(
        "statement",
        ["what is the (largest|greatest) [possible] digit (that|which) (could|can) (replace|be) {u:names}"],
        lambda u: _possible("greatest", u),
    ),
]
