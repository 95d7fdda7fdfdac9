"""Digits in words: of an integer, of its decimal expansion; remainders in other words.

Conventions: digits are those in base ten, without leading zeros; the first digit is the leftmost one. A
terminating decimal has as many places as its shortest form.
"""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Builder, Rule, rule, rules
from phi4_node.verification.reading.progressions import exact
from phi4_node.verification.reading.statements import AskValue
from phi4_node.verification.reading.trees import call, number

_POINT = "(to the right of|after|following|past) the decimal point"
_EXPANSION = (
    "[the] (decimal (expansion|representation|form) of|[the] decimal equal to|[the] decimal equivalent of)"
)
_ASK = "(what is|find|determine|compute|give)"


def _unary(name: str, *more: int) -> Builder:
    return lambda a: call(name, a, *map(number, more))


def _remainder(a: Node, m: Node) -> Node:
    return call("remainder", a, m)


def _decimal_digit(n: object, a: Node) -> Node | None:
    return call("decimal_digit", a, number(n)) if isinstance(n, int) and n > 0 else None


def _digit_of_expansion(n: object, a: Node) -> Node | None:
    """Without a word of the point; of 22/7 the first digit is 3, of 1/7 hardly the 0 before the point."""
    value = exact(a)
    return _decimal_digit(n, a) if value is not None and 0 < value < 1 else None


def _ask(build: Builder) -> Builder:
    def ask(**parts: object) -> tuple[AskValue] | None:
        found = build(**parts)
        return None if found is None else (AskValue((found,)),)

    return ask


def _place(p: int, a: Node) -> Node | None:
    return call("digit", a, number(p)) if p >= 0 else None


REMAINDERS: list[Rule] = [
    *rules(
        "term",
        [
            "[the] remainder of {a:term} when [it is] divided by {m:term}",
            r"[the] remainder of {a:operand} [\(] (mod|modulo) {m:divisor} [\)]",
            "[the] remainder when {m:term} divides {a:term}",
            "[the] remainder obtained when {a:term} is divided by {m:term}",
            "[the] residue of {a:operand} [\\(] (mod|modulo) {m:divisor} [\\)]",
            "[the] remainder that {a:term} leaves when divided by {m:term}",
            "[the] remainder {a:term} leaves when [it is] divided by {m:term}",
        ],
        _remainder,
    ),
    *rules(
        "term",
        ["[the] (multiplicative|modular) inverse of {a:operand} [\\(] (mod|modulo) {m:divisor} [\\)]"],
        lambda a, m: call("modular_inverse", a, m),
    ),
    *rules(
        "statement",
        [
            "(when|if) {a:term} is divided by {m:term} [,] [then] what is the remainder",
            "what remainder does {a:term} leave when [it is] divided by {m:term}",
            "{a:term} is divided by {m:term} [.|,] what is the remainder",
        ],
        lambda a, m: (AskValue((_remainder(a, m),)),),
    ),
]

DIGITS: list[Rule] = [
    *rules("term", ["[the] (last|final|one's|one|unit's) digit of {a:term}"], _unary("digit", 0)),
    *rules("term", ["[the] (first|leftmost|leading) digit of {a:term}"], _unary("firstdigit")),
    rule("term", "[the] {p:place} digit in [the] [number|value|expansion of] {a:term}", _place),
    *rules(
        "statement",
        [f"{_ASK} [the] {{p:place}} digit (in|of) the following [number|expression] [:] {{a:term}}"],
        _ask(_place),
    ),
    *[
        rule(
            "statement",
            f"{_ASK} [the] {{p:place}} digit (in|of) the following {word} [:] {{a:term}}",
            lambda p, a, op=op: _ask(_place)(p=p, a=a) if a.op == op else None,
        )
        for word, op in (("product", "mul"), ("sum", "add"), ("difference", "sub"))
    ],
    *rules(
        "statement",
        [
            "(when|if) {a:term} is (written|expressed|expanded) [out] (in decimal notation|as an integer|in"
            " standard form|as an integer in standard form|in base 10|in decimal form|out in full|as a"
            " decimal"
            " number) [,] what is (its|the|the resulting) {p:place} digit"
        ],
        _ask(_place),
    ),
    *rules("term", ["[the] product of [all] [the] digits of {a:term}"], _unary("digitproduct")),
    *rules(
        "term",
        ["[the] [total] number of digits (in|of) [the] [integer|number] [value of] {a:term}"],
        _unary("digitcount"),
    ),
    *rules(
        "statement",
        [
            "how many digits (are there in|are in) [the] [integer|number] [value of] [the] [product]"
            " {a:term}",
            "how many digits does [the] [integer|number] [value of] {a:term} have",
        ],
        _ask(_unary("digitcount")),
    ),
    *rules(
        "statement",
        [
            "(when|if) {a:term} is (written|expressed|expanded) [out] [as an integer|in decimal notation|as a"
            " whole number] [in standard form|in decimal form|in base 10] [,] what is the sum of (its|the|the"
            " integer's|the number's) digits"
        ],
        _ask(_unary("digitsum")),
    ),
    *rules(
        "term",
        ["[the] number of (trailing zeros|terminal zeros|trailing zeroes|zeros at the end) (of|in) {a:term}"],
        _unary("trailing_zeros"),
    ),
    *rules(
        "statement",
        [
            "how many (trailing|terminal) (zeros|zeroes) (does {a:term} have|are there in {a:term}|are"
            " in {a:term})",
            "how many (zeros|zeroes) are (at the end of|there at the end of) {a:term} [when multiplied out]",
            "how many (zeros|zeroes) does {a:term} end (with|in)",
            "{a:term}的末尾有(多少|几)个[0|零]",
        ],
        _ask(_unary("trailing_zeros")),
    ),
]

DECIMALS: list[Rule] = [
    *rules(
        "statement",
        [
            f"(when|if) [the] [fraction] {{a:term}} is (written|expressed|converted) (as|to) a [terminating]"
            f" decimal [,] how many digits (are|are there|will there be) {_POINT}",
            f"how many digits does {_EXPANSION} {{a:term}} have {_POINT}",
            f"how many digits (are|are there) {_POINT} (in|when) [{_EXPANSION}] {{a:term}} [is"
            f" (written|expressed) as"
            " a [terminating] decimal]",
        ],
        _ask(_unary("decimal_places")),
    ),
    *rules(
        "term",
        [
            f"[the] {{n:{category}}} digit {_POINT} (in|of) {_EXPANSION} {{a:term}}"
            for category in ("nth", "ordinal")
        ]
        + [
            f"[the] {{n:{category}}} (decimal digit|digit {_POINT}) (of|in) {{a:term}}"
            for category in ("nth", "ordinal")
        ]
        + [
            f"[the] {{n:{category}}} digit {_POINT} when {{a:term}} is (expressed|written) as a"
            f" [repeating] decimal"
            for category in ("nth", "ordinal")
        ],
        _decimal_digit,
    ),
    *rules(
        "term",
        [f"[the] {{n:{category}}} digit (in|of) {_EXPANSION} {{a:term}}" for category in ("nth", "ordinal")],
        _digit_of_expansion,
    ),
    *rules(
        "term",
        [
            f"[the] (length of the (repeating block|repetend|period)|period) (of|in) [{_EXPANSION}]"
            f" {{a:term}}",
            f"[the] number of digits in the (repeating block|repetend|period) of [{_EXPANSION}] {{a:term}}",
        ],
        _unary("period"),
    ),
    *rules(
        "statement",
        [
            f"how many digits (are|are there) in the (repeating block|repetend|period) of [{_EXPANSION}]"
            f" {{a:term}}",
        ],
        _ask(_unary("period")),
    ),
]

RULES: list[Rule] = [*REMAINDERS, *DIGITS, *DECIMALS]
