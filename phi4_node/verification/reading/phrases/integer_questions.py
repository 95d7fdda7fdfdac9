"""What is asked of a kind of integers: how many, their sum, the least of them, the one that there is."""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Builder, Rule, rule, rules
from phi4_node.verification.reading.kinds import (
    IT,
    Conditions,
    Kind,
    about,
    closed,
    is_bottomless,
    is_endless,
    owned_by,
)
from phi4_node.verification.reading.statements import AskValue, Question
from phi4_node.verification.reading.trees import call, free_names, number, relation, symbol

_LEAST = "(smallest|least|minimum|lowest)"
_GREATEST = "(largest|greatest|maximum|biggest|highest)"
_END = f"({_LEAST}|{_GREATEST})"
_ASK = "(what|which)"
_FIND = "(find|determine|compute|calculate|give|what is|what are|list)"


_NEED_AN_END = frozenset(("count", "sum_of", "product_of", "mean_of", "greatest"))


def _reduced(name: str, *, counted: bool = True) -> Builder:
    def build(k: Kind) -> Node | None:
        found = closed(k, counted=counted)
        if name in _NEED_AN_END and is_endless(k):
            return None
        if name == "least" and is_bottomless(k):
            return None
        return None if found is None else call(name, found)

    return build


def _count_of(k: Kind, q: Conditions = (), s: tuple[Node, ...] = ()) -> Node | None:
    if s and not k.name:
        return None
    found = closed(k.those((*q, *s)))
    return None if found is None else call("count", found)


def _asked(build: Builder) -> Builder:
    def ask(**parts: object) -> tuple[Question, ...] | None:
        found = build(**parts)
        return None if found is None else (AskValue((found,)),)

    return ask


def _first(name: str) -> Builder:
    def build(n: int, k: Kind) -> Node | None:
        found = closed(k)
        return None if found is None or n < 1 else call(name, call("first", found, number(n)))

    return build


def _ranked(n: int, k: Kind, sign: int = 1) -> Node | None:
    found = closed(k)
    return None if found is None else call("nth", found, number(sign * n))


def _nth(n: object, k: Kind) -> Node | None:
    return _ranked(n, k) if isinstance(n, int) else None


def _ends(op: str, sign: str = "") -> Builder:
    def build(k: Kind) -> Node | None:
        found = closed(k, counted=False)
        if found is None:
            return None
        return Node(op, (call("greatest", found), call("least", found)), sign)

    return build


def _only(k: Kind, q: Conditions = (), s: tuple[Node, ...] = ()) -> Node | None:
    if s and not k.name:
        return None
    found = closed(k.those((*q, *s)))
    return None if found is None else call("only", found)


def _everything(k: Kind, q: Conditions = (), s: tuple[Node, ...] = ()) -> Node | None:
    if s and not k.name:
        return None
    return closed(k.those((*q, *s)), counted=False)


def _value_for(u: tuple[str, ...], k: Kind, v: Node) -> Node | None:
    """Let n be such an integer; what is this term of n?"""
    if len(u) != 1:
        return None
    named = k.called(u[0])
    found = closed(named) if named is not None else None
    return None if found is None else call("only", call("image", v, symbol(u[0]), found))


def _residue(
    s: tuple[Node, ...], m: Node, u: tuple[str, ...] = (), a: Node | None = None, b: Node | None = None
) -> tuple[AskValue] | None:
    """The residue from 0 up to the modulus that solves a congruence in one letter."""
    letters = set().union(*(free_names(part) for part in s))
    if len(letters) != 1 or (u and set(u) != letters) or m.op != "num":
        return None
    if a is not None and (a != number(0) or b is None or b.value is None or b.value + 1 != m.value):
        return None
    name = symbol(letters.pop())
    within = Node("chain", (relation(number(0), "<=", name), relation(name, "<", m)))
    return (AskValue((call("only", call("integers", Node("and", (*s, within)), name)),)),)


TERMS: list[Rule] = [
    rule("term", f"[the] [single] {_LEAST} [possible] {{k:kind}}", _reduced("least", counted=False)),
    rule("term", f"[the] [single] {_GREATEST} [possible] {{k:kind}}", _reduced("greatest", counted=False)),
    rule("term", f"[the] {{n:ordinal}} [-] {_LEAST} {{k:kind}}", lambda n, k: _ranked(n, k)),
    rule("term", f"[the] {{n:ordinal}} [-] {_GREATEST} {{k:kind}}", lambda n, k: _ranked(n, k, -1)),
    *rules("term", ["[the] {n:ordinal} {k:kind}", "[the] {n:nth} {k:kind}"], _nth),
    *rules(
        "term",
        ["[the] sum of [all] [of] [the] {k:kind}", "{k:kind}(的和|之和)", "[the] sum of every {k:kind}"],
        _reduced("sum_of"),
    ),
    *rules("term", ["[the] product of [all] [of] [the] {k:kind}"], _reduced("product_of")),
    *rules(
        "term", ["[the] (average|mean|arithmetic mean) of [all] [of] [the] {k:kind}"], _reduced("mean_of")
    ),
    *rules("term", ["[the] sum of the (first|smallest) {n:whole} {k:kind}"], _first("sum_of")),
    *rules("term", ["[the] product of the (first|smallest) {n:whole} {k:kind}"], _first("product_of")),
    *rules(
        "term",
        ["[the] (average|mean|arithmetic mean) of the (first|smallest) {n:whole} {k:kind}"],
        _first("mean_of"),
    ),
    *rules(
        "term",
        [f"[the] sum of the ({_LEAST} and [the] {_GREATEST}|{_GREATEST} and [the] {_LEAST}) {{k:kind}}"],
        _ends("add"),
    ),
    *rules(
        "term",
        [f"[the] product of the ({_LEAST} and [the] {_GREATEST}|{_GREATEST} and [the] {_LEAST}) {{k:kind}}"],
        _ends("mul", "*"),
    ),
    *rules(
        "term",
        [
            f"[the] [positive] difference (of|between) the ({_LEAST} and [the] {_GREATEST}"
            f"|{_GREATEST} and [the] {_LEAST}) {{k:kind}}"
        ],
        _ends("sub"),
    ),
    *rules("term", ["[the] [total] number of {k:kind}"], _reduced("count")),
    rule("term", "the (only|unique) {k:kind}", _only),
    rule("term", "the {k:kind}", lambda k: _only(k) if k.name else None),
]

QUESTIONS: list[Rule] = [
    *rules(
        "statement",
        [
            "how many [of the] {k:kind} [are there|exist]",
            "how many [of the] {k:kind} (are|is) {q:quality}",
            "how many [of the] {k:kind} {q:deed}",
            "how many {k:kind} (satisfy|satisfies) [both] [the] [equation|congruence|inequality] {s:stated}",
            "for how many {k:kind} (is|are|does|do) [it true that] [the fraction] {s:asked}",
            "for how many {k:kind} [does|do] {s:stated}",
            "how many {k:kind} are there (such that|for which|with) {s:stated}",
            "how many {k:kind} are there {q:trait}",
            f"{_FIND} [the] number of {{k:kind}} (such that|for which|satisfying) {{s:stated}}",
            "有(多少|几)个{k:kind}",
            "{k:kind}[一共|共]有(多少|几)个",
        ],
        _asked(_count_of),
    ),
    rule(
        "statement",
        "{a:term}以内[一共|共]有(多少|几)个{k:kind}",
        lambda a, k: _asked(_count_of)(k=k, q=(call("between", IT, number(0), a),)),
    ),
    *rules(
        "statement",
        [
            "how many {k:owned} does [the number] {a:term} have",
            "how many {k:owned} are there of [the number] {a:term}",
        ],
        lambda a, k: _asked(_count_of)(k=owned_by(k, a)),
    ),
    *rules(
        "statement",
        [
            f"{_ASK} {{k:kind}} (satisfies|satisfy) [both] [the] [congruence|equation] {{s:stated}}",
            f"{_ASK} {{k:kind}} (is|are) {{q:quality}}",
            f"{_ASK} {{k:kind}} {{q:deed}}",
            f"for {_ASK} {{k:kind}} (is|does) [it true that] {{s:stated}}",
        ],
        _asked(_only),
    ),
    *rules(
        "statement",
        [f"{_FIND} all [of] [the] {{k:kind}}", "list [all] [of] [the] {k:kind}"],
        _asked(_everything),
    ),
    rule(
        "statement",
        f"{_FIND} [the] {{k:kind}}",
        lambda k: None if k.name else _asked(_everything)(k=k),
    ),
    *rules(
        "statement",
        [
            "(let|suppose|if|suppose that|given that|assume [that]) {u:names} (is|be) (a|an|the) {k:kind}"
            " [, then|. then|,|.] (what is|find|compute|determine|calculate) [the value of] {v:value}"
        ],
        _asked(_value_for),
    ),
    *rules(
        "statement",
        [
            "solve [for {u:names}] [the] [linear] [congruence] [:] {s:stated} , as a residue (modulo|mod)"
            " {m:term}",
            "solve [for {u:names}] [the] [linear] [congruence] [:] {s:stated} , as a residue (modulo|mod)"
            " {m:term}"
            r" [.] \( give an answer between {a:math} and {b:math} [.] \)",
        ],
        _residue,
    ),
]


RULES: list[Rule] = [
    *TERMS,
    *QUESTIONS,
    rule("asked", "{a:term} {q:quality}", lambda a, q: (about(q, a),)),
    *rules("asked", ["{a:term} a terminating decimal"], lambda a: (call("terminates", a),)),
    *rules(
        "asked",
        ["{a:term} a (repeating|nonterminating|non-terminating) decimal"],
        lambda a: (Node("not", (call("terminates", a),)),),
    ),
    *rules("asked", ["{a:term} (an integer|a whole number)"], lambda a: (call("isinteger", a),)),
]
