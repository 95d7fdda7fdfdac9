"""Sequences: the next and the n-th term, arithmetic and geometric sequences, sums with dots.

What continues a list of numbers is a convention, explained in `checks/sequences.py`; where the words say
`arithmetic` or `geometric`, two terms determine the sequence. The first term has the position 1.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.progressions import Progression, exact, progression, series
from phi4_node.verification.reading.statements import AskClaim
from phi4_node.verification.reading.tokens import Numbers
from phi4_node.verification.reading.trees import number, symbol

Said = tuple[AskClaim]


def _next(s: Numbers) -> Said | None:
    if s.after or not 3 <= len(s.items) <= 40:
        return None
    return (AskClaim("continuation", s.items),)


def _missing(s: Numbers) -> Said | None:
    """`2, 4, 6, ?` alone asks for the next term."""
    return _next(s) if s.hole == "?" else None


def _nth_term(v: int | str, s: Numbers) -> Said | None:
    if not isinstance(v, str) or s.after or len(s.items) < 3:
        return None
    return (AskClaim("continuation", s.items, unknowns=(v,)),)


def _known(s: Numbers, kind: str, *, finite: bool = False) -> Progression | None:
    found = progression(s.items, s.after, geometric=kind == "geometric", least=2)
    return None if found is None or (finite and not s.after) else replace(found, dotted=bool(s.hole))


def _given(a: Node, d: Node, kind: str) -> Progression | None:
    if exact(a) is None or exact(d) is None:
        return None
    return Progression(a, d, kind == "geometric")


def _position(n: int | str) -> Node:
    return number(n) if isinstance(n, int) else symbol(n)


def _term(n: int | str, s: Progression) -> Node:
    return s.term(_position(n))


def _sum(n: int | str, s: Progression) -> Node | None:
    if s.geometric and exact(s.step) == 1:
        return None
    return s.sum(_position(n))


def _sum_of_all(s: Progression) -> Node | None:
    count = s.count()
    if count is not None:
        return s.sum(number(count)) if not (s.geometric and exact(s.step) == 1) else None
    ratio = exact(s.step)
    if not s.geometric or s.last is not None or ratio is None or abs(ratio) >= 1 or not s.dotted:
        return None
    return Node("div", (s.first, Node("sub", (number(1), s.step))))


def _count(s: Progression) -> Node | None:
    """The number of terms, as the calculation that gives it."""
    count = s.count()
    if count is None or s.last is None:
        return None
    if s.geometric:
        return number(count)
    steps = Node("div", (Node("sub", (s.last, s.first)), s.step))
    return Node("add", (steps, number(1)))


def _list(s: Numbers) -> Node | None:
    """The number of terms of a list that is plainly arithmetic."""
    if not s.after:
        return number(len(s.items)) if not s.hole else None
    found = progression(s.items, s.after, geometric=False, least=3 if len(s.after) < 2 else 2)
    return None if found is None else _count(found)


def _is_whole(a: Node) -> bool:
    value = exact(a)
    return value is not None and value.denominator == 1


def _whole_count(s: Progression) -> Node | None:
    """How many integers are in a progression of nothing but integers."""
    return _count(s) if not s.geometric and _is_whole(s.first) and _is_whole(s.step) else None


def _whole_list(s: Numbers) -> Node | None:
    return _list(s) if all(map(_is_whole, (*s.items, *s.after))) else None


def _from_two(i: int | str, a: Node, j: int | str, b: Node, n: int | str, kind: str) -> Node | None:
    """A term of a sequence of which two terms are known."""
    first, second = exact(a), exact(b)
    if not isinstance(i, int) or not isinstance(j, int) or not isinstance(n, int) or i == j:
        return None
    if first is None or second is None:
        return None
    if kind == "arithmetic":
        step = Node("div", (Node("sub", (b, a)), number(j - i)))
        return Node("add", (a, Node("mul", (number(n - i), step), "*")))
    ratio = None if first == 0 else _real_root(second / first, j - i, signless=(n - i) % 2 == 0)
    if ratio is None:
        return None
    return Node("mul", (a, Node("pow", (number(ratio), number(n - i)))), "*")


def _real_root(value: Fraction, degree: int, *, signless: bool) -> Fraction | None:
    """The real number with this power, if it is rational; of two the positive, if the sign is no matter."""
    if degree < 0:
        return None if value == 0 else _real_root(1 / value, -degree, signless=signless)
    if degree % 2 == 0 and (value < 0 or not signless):
        return None
    sign = -1 if value < 0 else 1
    parts = [_integer_root(part, degree) for part in (abs(value.numerator), value.denominator)]
    if parts[0] is None or not parts[1]:
        return None
    return sign * Fraction(parts[0], parts[1])


def _integer_root(value: int, degree: int) -> int | None:
    if value.bit_length() > 2_000 or degree > 1_000:
        return None
    low, high = 0, 1 << (value.bit_length() // degree + 1)
    while low < high:
        middle = (low + high) // 2
        if middle**degree < value:
            low = middle + 1
        else:
            high = middle
    return low if low**degree == value else None


def _summed(m: Node) -> Node | None:
    """`the sum $1 + 2 + ... + 9$`, and a sum with its sign."""
    return m if m.op == "call" and m.name == "sum" else series(m)


_WORDS = "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split()
_FAMILIAR = {
    "(positive integers|natural numbers|counting numbers|positive whole numbers)": (1, 1),
    "[positive] odd (integers|numbers|whole numbers|natural numbers)": (1, 2),
    "positive even (integers|numbers|whole numbers)": (2, 2),
}
_SEQUENCE = "(sequence|progression|series)"
_BEGINS = "[:|whose terms are|that begins|beginning with]"
_KINDS = ("arithmetic", "geometric")
_ZH = {"arithmetic": "等差数列", "geometric": "等比数列"}
_IN = "(in|of) [the [following] [number] (sequence|series|pattern|list)] [:]"

RULES: list[Rule] = [
    *rules(
        "statement",
        [
            f"what (is|comes) next [{_IN}] [:] {{s:numbers}}",
            f"(what is|what's|find|give|determine|write) the next (term|number|integer|value) [{_IN}]"
            " [:] {s:numbers}",
            "what (number|term) (comes|should come|goes) next [in the [following] [number]"
            " (sequence|series|pattern)] [:|in|after] {s:numbers}",
            "(continue|complete) [the] (sequence|pattern|series) [:] {s:numbers}",
            "(数列|找规律)[:]{s:numbers}",
            "{s:numbers}(的下一项是|的下一个数是|下一个数是|下一项是)(什么|多少|几)",
        ],
        _next,
    ),
    *rules("bare", ["{s:numbers}"], _missing),
    *rules(
        "statement",
        [
            "(what is|what's|find|give|determine) [an expression for|a formula for] the {v:nth}"
            f" term {_IN} {{s:numbers}}",
            "(what is|find) the {v:letter} 'th term of [the sequence] {s:numbers}",
        ],
        _nth_term,
    ),
    *[
        entry
        for kind in _KINDS
        for entry in (
            *rules(
                "progression",
                [
                    f"[the|an|a] [infinite] {kind} {_SEQUENCE} {_BEGINS} {{s:numbers}}",
                    f"{_ZH[kind]}{{s:numbers}}",
                ],
                lambda s, kind=kind: _known(s, kind),
            ),
            *rules(
                "progression",
                [f"[the|a] finite {kind} {_SEQUENCE} {_BEGINS} {{s:numbers}}"],
                lambda s, kind=kind: _known(s, kind, finite=True),
            ),
            *rules(
                "progression",
                [
                    f"[the|an|a] [infinite] {kind} {_SEQUENCE} (with|that has|whose|having) [a] first"
                    " term [is|of|=]"
                    f" {{a:math}} and [a|whose] [common] {step} [is|of|=] {{d:math}}"
                    for step in (("difference",) if kind == "arithmetic" else ("ratio",))
                ],
                lambda a, d, kind=kind: _given(a, d, kind),
            ),
            *rules(
                "term",
                [
                    f"if the {{i:position}} term of a[n] {kind} {_SEQUENCE} [of real numbers] is"
                    " {a:math} [,] and"
                    " the {j:position} [term] is {b:math} , [then] what is the {n:position} term",
                    f"if the {{i:position}} term of a[n] {kind} {_SEQUENCE} [of real numbers] is"
                    " {a:math} [,] and"
                    " the {j:position} term is {b:math} , [then] what is the {n:position} term",
                    f"the {{i:position}} term of a[n] {kind} {_SEQUENCE} is {{a:math}} [,] and the"
                    " {j:position} term"
                    " is {b:math} . what is the {n:position} term [of the sequence]",
                ],
                lambda i, a, j, b, n, kind=kind: _from_two(i, a, j, b, n, kind),
            ),
        )
    ],
    rule("position", "{n:nth}", lambda n: n),
    rule("position", "{n:ordinal}", lambda n: n),
    *[rule("position", word, lambda n=13 + index: n) for index, word in enumerate(_WORDS)],
    *[
        rule("familiar", words, lambda a=first, d=step: Progression(number(a), number(d)))
        for words, (first, step) in _FAMILIAR.items()
    ],
    rule("term", "[the] sum of the first {n:whole} {s:familiar}", _sum),
    rule("term", "[the] {n:position} {s:familiar}", _term),
    *rules(
        "term",
        [
            "[the] {n:position} (term|number) (of|in) {s:progression}",
            "{s:progression}的第{n:whole}项",
        ],
        _term,
    ),
    *rules(
        "term",
        [
            "[the] sum of [the] first {n:whole} terms (of|in) {s:progression}",
            "[the] sum of the first {n:letter} terms (of|in) {s:progression}",
            "{s:progression}的前{n:whole}项(和|的和|之和)",
        ],
        _sum,
    ),
    *rules("term", ["[the] sum of [all] [the] [terms] [of|in] {s:progression}"], _sum_of_all),
    *rules(
        "term",
        [
            "how many (terms|numbers) (are there in|are in|belong to|does) {s:progression} [have|contain]",
            "[the] number of terms (in|of) {s:progression}",
        ],
        _count,
    ),
    rule(
        "term",
        "how many integers (are there in|are in|belong to|does) {s:progression} [have|contain]",
        _whole_count,
    ),
    *rules(
        "term",
        ["how many (numbers|terms) are (there in|in) the [following] (list|sequence) [:] {s:numbers}"],
        _list,
    ),
    rule(
        "term",
        "how many integers are (there in|in) the [following] (list|sequence) [:] {s:numbers}",
        _whole_list,
    ),
    rule("term", "{m:math}", lambda m: series(m)),
    *rules(
        "term",
        [
            "[the] [sum of] [the] [infinite] [geometric|arithmetic] (sum|series) {m:math}",
            "[the] sum of {m:math}",
        ],
        _summed,
    ),
]
