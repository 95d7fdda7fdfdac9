"""Unknown integers: what is said of them, and which values they or others may have.

`Suppose that n is a two-digit prime such that 3n = 1 (mod 20)` says something that the question then relies
on; `checks/integer_unknowns.py` finds all such integers.
"""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Builder, Rule, rules
from phi4_node.verification.reading.kinds import IT, POSITIVE, Kind, about, closed, is_about_integers
from phi4_node.verification.reading.statements import AskValue, Define, Given, Statement
from phi4_node.verification.reading.trees import call, relation, symbol

_LEAST = "(smallest|least|minimum|lowest)"
_GREATEST = "(largest|greatest|maximum|biggest|highest)"
_POSSIBLE = "[distinct|different] possible"
_SAY = "(suppose [that]|if|given that|given|assume [that]|let|where|and)"


def _given(s: tuple[Node, ...]) -> tuple[Given] | None:
    """Conditions that only integers satisfy; plain equations are given in `sentences.py`."""
    return (Given(s),) if any(map(is_about_integers, s)) else None


def _is_one(u: tuple[str, ...], k: Kind, s: tuple[Node, ...] = ()) -> tuple[Statement, ...] | None:
    """Each letter is an integer of a kind."""
    plain = set(k.conditions) <= {POSITIVE}
    if k.name or not k.whole or k.doubt is not None or plain:
        return None
    said: list[Node] = []
    for name in u:
        said += [call("isinteger", symbol(name)), about(k.conditions, symbol(name))]
    return (Given((*said, *s)),)


def _equal(t: Node, u: tuple[str, ...]) -> tuple[Define] | None:
    return (Define(u[0], (), t),) if len(u) == 1 else None


def _ask(name: str) -> Builder:
    return lambda t: (AskValue((call(name, call("possible", t)),)),)


def _reduced(name: str) -> Builder:
    return lambda t: call(name, call("possible", t))


def _other(m: Node, g: Node, a: Node) -> tuple[AskValue]:
    """The positive integer that has this least common multiple and greatest common divisor with another."""
    kind = Kind((POSITIVE, relation(call("lcm", IT, a), "=", m), relation(call("gcd", IT, a), "=", g)))
    found = closed(kind)
    assert found is not None
    return (AskValue((call("only", found),)),)


RULES: list[Rule] = [
    *rules(
        "statement",
        [f"{_SAY} [both] {{s:stated}}", "(such that|so that|satisfying) [both] {s:stated}"],
        _given,
    ),
    *rules(
        "statement",
        [
            f"{_SAY} {{u:names}} (is|are|be) [a|an] {{k:kind}}",
            "{u:names} (is|are) [a|an] {k:kind}",
            f"{_SAY} {{u:names}} (is|are|be) [a|an] {{k:kind}} [,] (such that|for which|satisfying)"
            f" {{s:stated}}",
        ],
        _is_one,
    ),
    *rules(
        "statement",
        ["{t:term} (is equal to|equals) {u:names}", "let {u:names} (be|denote|equal) {t:term}"],
        _equal,
    ),
    *rules("term", [f"[the] {_LEAST} possible value (of|for) {{t:term}}"], _reduced("least")),
    *rules(
        "term",
        [f"[the] {_GREATEST} possible value (of|for) {{t:term}}"],
        _reduced("greatest"),
    ),
    *rules(
        "term", [f"[the] sum of [all] [of] [the] {_POSSIBLE} values (of|for) {{t:term}}"], _reduced("sum_of")
    ),
    *rules(
        "term",
        [f"[the] product of [all] [of] [the] {_POSSIBLE} values (of|for) {{t:term}}"],
        _reduced("product_of"),
    ),
    *rules("term", [f"[the] [total] number of {_POSSIBLE} values (of|for) {{t:term}}"], _reduced("count")),
    *rules(
        "statement",
        [
            f"how many {_POSSIBLE} values (of|for) {{t:term}} are there",
            f"how many {_POSSIBLE} values are there (of|for) {{t:term}}",
            f"how many {_POSSIBLE} values (does|can) {{t:term}} have",
        ],
        _ask("count"),
    ),
    *rules(
        "statement",
        [f"(find|what are|list|determine) [all] [of] [the] {_POSSIBLE} values (of|for) {{t:term}}"],
        lambda t: (AskValue((call("possible", t),)),),
    ),
    *rules(
        "statement",
        [
            "[the] (least common multiple|lcm) of two [positive] (numbers|integers) is {m:term} [,]"
            " [and] their"
            " (greatest common (divisor|factor)|gcd) is {g:term} . [given that|if] one of the"
            " (numbers|integers) is"
            " {a:term} [,] [then] what is the other [number|integer|one]",
            "[the] (greatest common (divisor|factor)|gcd) of two [positive] (numbers|integers) is"
            " {g:term} [,] [and]"
            " their (least common multiple|lcm) is {m:term} . [given that|if] one of the"
            " (numbers|integers) is"
            " {a:term} [,] [then] what is the other [number|integer|one]",
        ],
        _other,
    ),
]
