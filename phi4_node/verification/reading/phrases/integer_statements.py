"""Statements about named integers, and lists of terms.

Categories:
    stated    a statement about named integers: `20n is a perfect square`
    comma     several terms with commas between them
    every     several terms that all count
    either    several terms of which one is enough
"""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.kinds import about, positive
from phi4_node.verification.reading.trees import call, is_value


def _listed(m: Node) -> tuple[Node, ...] | None:
    return m.args if m.op == "list" and all(is_value(part) for part in m.args) else None


def _statement(m: Node) -> tuple[Node, ...] | None:
    """Congruences and divisibility in signs."""
    parts = m.args if m.op in ("and", "list") else (m,)
    ok = all(part.op == "call" and part.name in ("congruent", "divides") for part in parts)
    return parts if ok else None


def _integral(a: Node, *more: Node) -> tuple[Node, ...] | None:
    if a.op == "div" and a.args[0].op == "num" and a.args[1].op == "sym":
        return (call("divides", a.args[1], a.args[0]), *more)  # 12/n
    return None if a.op == "sym" else (call("isinteger", a), *more)


def _lowest_terms(a: Node) -> tuple[Node, ...] | None:
    return (call("coprime", *a.args),) if a.op == "div" else None


STATED: list[Rule] = [
    rule("stated", "{c:conditions}", lambda c: c),
    rule("stated", "{m:math}", _statement),
    rule("stated", "{a:term} (is|be|are) {q:quality}", lambda a, q: (about(q, a),)),
    rule("stated", "{a:term} {q:deed}", lambda a, q: (about(q, a),)),
    rule("stated", "{a:term} and {b:term} are both {q:quality}", lambda a, b, q: (about(q, a), about(q, b))),
    # Of a letter alone, it is a domain; see `sentences.py`.
    rule("stated", "{a:term} is [also] (an integer|a whole number)", lambda a: _integral(a)),
    rule("stated", "{a:term} is a positive integer", lambda a: _integral(a, positive(a))),
    *rules(
        "stated",
        [
            "[the fraction] {a:term} is a terminating decimal",
            "[the fraction] {a:term} (has a terminating decimal (expansion|representation)|terminates)",
            "{a:term} can be (written|expressed) as a terminating decimal",
        ],
        lambda a: (call("terminates", a),),
    ),
    *rules(
        "stated",
        [
            "[the fraction] {a:term} is a (repeating|nonterminating|non-terminating) decimal",
            "{a:term} is not a terminating decimal",
        ],
        lambda a: (Node("not", (call("terminates", a),)),),
    ),
    *rules(
        "stated", ["[the fraction] {a:term} is (in lowest terms|irreducible|in simplest form)"], _lowest_terms
    ),
    *rules(
        "stated",
        ["{a:term} and {b:term} are (relatively prime|coprime)"],
        lambda a, b: (call("coprime", a, b),),
    ),
    rule("stated", "{a:stated} [,] and {b:stated}", lambda a, b: a + b),
    rule("stated", "{a:stated} , {b:stated}", lambda a, b: a + b),
]

TERMS: list[Rule] = [
    rule("comma", "{a:term}", lambda a: (a,)),
    rule("comma", "{m:math}", _listed),
    rule("comma", "{a:comma} , {b:comma}", lambda a, b: a + b),
    rule("every", "{a:term}", lambda a: (a,)),
    *rules("every", ["[both] {a:comma} [,] and [by|of] {b:term}"], lambda a, b: (*a, b)),
    *rules("every", ["(each|all) of {a:comma} [,] and {b:term}"], lambda a, b: (*a, b)),
    *rules("either", ["[either] {a:comma} [,] or [by|of] {b:term}"], lambda a, b: (*a, b)),
]

RULES: list[Rule] = [*STATED, *TERMS]
