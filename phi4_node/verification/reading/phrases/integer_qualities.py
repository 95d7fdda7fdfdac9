"""What can be said of an integer: `divisible by 3 or 5`, `has exactly 4 divisors`, `whose units digit is 3`.

Categories:
    quality   what can be said of an integer after "is": `divisible by 3 or 5`, `prime`, `less than 100`
    trait     a quality that may follow a noun directly: `divisible by 3`, `less than 100`
    deed      what an integer does: `divides 12`, `leaves a remainder of 2 when divided by 5`
    holding   what an integer has: `exactly 4 divisors`, `a units digit of 3`
    whose     what belongs to it is so: `units digit is 3`, `digits add up to 10`
    property  a number that belongs to an integer: `units digit`, `sum of digits`

Convention: "between a and b" is only decided if it does not matter whether a and b are meant; "from a to b"
includes both.
"""

from __future__ import annotations

from itertools import pairwise

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.kinds import EVEN, IT, POSITIVE, Conditions, divides, substituted
from phi4_node.verification.reading.trees import call, number, relation


def all_of(*conditions: Node) -> Node:
    """All of them hold."""
    return conditions[0] if len(conditions) == 1 else Node("and", conditions)


def any_of(*conditions: Node) -> Node:
    """One of them holds."""
    return conditions[0] if len(conditions) == 1 else Node("or", conditions)


def negated(conditions: Conditions) -> Conditions:
    """The opposite of all of them together."""
    return (Node("not", (all_of(*conditions),)),)


def digit_count(count: int) -> Node:
    """It has so many digits."""
    return relation(call("digitcount", IT), "=", number(count))


def from_to(a: Node, b: Node) -> Conditions:
    """It lies between two numbers or is one of them."""
    return (Node("chain", (relation(a, "<=", IT), relation(IT, "<=", b))),)


def _inside(a: Node, b: Node) -> Conditions:
    return (Node("chain", (relation(a, "<", IT), relation(IT, "<", b))),)


def _member(m: Node) -> Conditions | None:
    """Membership of a set that is written out, or of `{1, 2, ..., 10}`."""
    if m.op != "set" or not m.args:
        return None
    holes = [index for index, part in enumerate(m.args) if part.op == "hole"]
    if not holes:
        return (call("member", IT, m),)
    values = [part.value for part in m.args if part.op == "num" and part.value is not None]
    if len(holes) > 1 or len(values) != len(m.args) - 1 or holes[0] < 2 or holes[0] == len(m.args) - 1:
        return None
    before, after = values[: holes[0]], values[holes[0] :]
    pairs = [*pairwise(before), *pairwise(after)]
    if any(second - first != 1 for first, second in pairs) or after[0] <= before[-1]:
        return None
    return from_to(number(before[0]), number(after[-1]))


def _remainder(r: Node, m: Node) -> Conditions:
    return (relation(call("remainder", IT, m), "=", r),)


def _equal(p: Node, t: Node) -> Conditions:
    return (relation(p, "=", t),)


_EXACTLY = "[exactly|only]"

TRAITS: list[Rule] = [
    rule("trait", "[evenly] divisible by {a:every}", lambda a: tuple(divides(t, IT) for t in a)),
    rule("trait", "[evenly] divisible by {a:either}", lambda a: (any_of(*[divides(t, IT) for t in a]),)),
    rule(
        "trait",
        "not divisible by {a:every}",
        lambda a: negated((divides(a[0], IT),)) if len(a) == 1 else None,
    ),
    rule(
        "trait",
        "not divisible by {a:either}",
        lambda a: tuple(Node("not", (divides(t, IT),)) for t in a),
    ),
    rule(
        "trait",
        "divisible by neither {a:term} nor {b:term}",
        lambda a, b: (Node("not", (divides(a, IT),)), Node("not", (divides(b, IT),))),
    ),
    rule(
        "trait",
        "[evenly] divisible by {a:every} (but|and) not [divisible] by {b:term}",
        lambda a, b: (*[divides(t, IT) for t in a], *negated((divides(b, IT),))),
    ),
    rule("trait", "{r:relation} {a:term}", lambda r, a: (relation(IT, r, a),)),
    rule("trait", "(below|under) {a:term}", lambda a: (relation(IT, "<", a),)),
    rule("trait", "(above|over) {a:term}", lambda a: (relation(IT, ">", a),)),
    rule("trait", "between {a:term} and {b:term}", lambda a, b: (call("between", IT, a, b),)),
    *rules(
        "trait",
        [
            r"between {a:term} and {b:term} [,] [\(] inclusive [\)]",
            r"from {a:term} (to|through) {b:term} [,] [\(] [inclusive] [\)]",
        ],
        from_to,
    ),
    rule("trait", r"between {a:term} and {b:term} [,] [\(] exclusive [\)]", _inside),
    *rules(
        "trait",
        ["(relatively prime|coprime|co-prime) (to|with) {a:every}"],
        lambda a: (call("coprime", IT, *a),),
    ),
    rule("trait", "in the (set|list) {m:math}", _member),
    rule("trait", "{a:trait} [and|but] {b:trait}", lambda a, b: a + b),
    rule("quality", "{q:trait}", lambda q: q),
    rule("quality", "even", lambda: (EVEN,)),
    rule("quality", "odd", lambda: negated((EVEN,))),
    rule("quality", "[a] prime [number|numbers]", lambda: (call("isprime", IT),)),
    rule("quality", "primes", lambda: (call("isprime", IT),)),
    rule("quality", "[a] composite [number|numbers]", lambda: (call("iscomposite", IT),)),
    rule("quality", "positive", lambda: (POSITIVE,)),
    rule("quality", "negative", lambda: (relation(IT, "<", number(0)),)),
    rule("quality", "[a] perfect (square|squares)", lambda: (call("ispower", IT, number(2)),)),
    rule("quality", "[a] perfect (cube|cubes)", lambda: (call("ispower", IT, number(3)),)),
    rule("quality", "[a] (palindrome|palindromes)", lambda: (call("palindrome", IT),)),
    rule(
        "quality", "[also] [a] (multiple|multiples) of {a:every}", lambda a: tuple(divides(t, IT) for t in a)
    ),
    rule(
        "quality", "[a] (multiple|multiples) of {a:either}", lambda a: (any_of(*[divides(t, IT) for t in a]),)
    ),
    rule(
        "quality", "[a] (divisor|divisors|factor|factors) of {a:term}", lambda a: (divides(IT, a), POSITIVE)
    ),
    rule("quality", "not {q:quality}", lambda q: negated(q) if len(q) == 1 else None),
    rule("quality", "neither {a:quality} nor {b:quality}", lambda a, b: negated(a) + negated(b)),
    rule("quality", "[both] {a:quality} [,] (and|but) {b:quality}", lambda a, b: a + b),
    rule("quality", "[either] {a:quality} or {b:quality}", lambda a, b: (any_of(all_of(*a), all_of(*b)),)),
]

DEEDS: list[Rule] = [
    rule("deed", "(divide|divides) [evenly] [into] {a:every}", lambda a: tuple(divides(IT, t) for t in a)),
    rule(
        "deed",
        "(can be|are|is) (divided|divisible) by {a:every} (without a remainder|with no remainder)",
        lambda a: tuple(divides(t, IT) for t in a),
    ),
    *rules(
        "deed",
        [
            "(leave|leaves|give|gives) a remainder of {r:term} when [it is|they are] divided by {m:term}",
            "(leave|leaves) [a] remainder {r:term} when [it is|they are] divided by {m:term}",
            "(will have|have|has) a remainder of {r:term} when [it is|they are] divided by {m:term}",
        ],
        _remainder,
    ),
    *rules(
        "deed",
        [
            f"(leave|leaves|have|has) a remainder of {{r:term}} when divided by {{m:term}} [,] (and|but)"
            f" {more}{{s:term}}"
            " when divided by {n:term}"
            for more in ("a remainder of ", "")
        ],
        lambda r, m, s, n: _remainder(r, m) + _remainder(s, n),
    ),
    rule("deed", "(contain|contains) the digit {d:term}", lambda d: (call("hasdigit", IT, d),)),
    rule("deed", "(do|does) not contain the digit {d:term}", lambda d: negated((call("hasdigit", IT, d),))),
    rule("deed", "(are|is) {q:quality}", lambda q: q),
    rule("deed", "(have|has) {q:holding}", lambda q: q),
    rule("deed", "{a:deed} [,] (and|but) [that|which] {b:deed}", lambda a, b: a + b),
    rule(
        "deed",
        "(end|ends) in [the digit] {d:term}",
        lambda d: (
            (relation(call("digit", IT, number(0)), "=", d),)
            if d.op == "num" and (d.value or 0) < 10
            else None
        ),
    ),
]

HOLDINGS: list[Rule] = [
    *rules(
        "holding",
        [
            f"{_EXACTLY} {{n:{word}}} [distinct|different] [positive [integer]] (divisor|divisors|factor"
            "|factors)"
            for word in ("cardinal", "whole")
        ],
        lambda n: (relation(call("count_divisors", IT), "=", number(n)),),
    ),
    rule(
        "holding",
        f"{_EXACTLY} {{n:cardinal}} (distinct|different) prime (divisor|divisors|factor|factors)",
        lambda n: (relation(call("count_distinct_primes", IT), "=", number(n)),),
    ),
    rule(
        "holding",
        "an odd number of [distinct] [positive] (divisors|factors)",
        lambda: negated((divides(number(2), call("count_divisors", IT)),)),
    ),
    rule(
        "holding",
        "an even number of [distinct] [positive] (divisors|factors)",
        lambda: (divides(number(2), call("count_divisors", IT)),),
    ),
    rule("holding", f"{_EXACTLY} {{n:cardinal}} digits", lambda n: (digit_count(n),)),
    rule("holding", "(a|an) {p:property} (of|equal to) {t:term}", _equal),
    rule(
        "holding",
        "(digits that sum to|digits which sum to|digits adding up to) {t:term}",
        lambda t: _equal(call("digitsum", IT), t),
    ),
    rule("whose", "{p:property} (is|equals|equal|are|is equal to) {t:term}", _equal),
    rule("whose", "{p:property} is {q:quality}", lambda p, q: tuple(substituted(part, p) for part in q)),
    *rules(
        "whose",
        ["digits (sum to|add up to|add to|have a sum of|sum up to) {t:term}"],
        lambda t: _equal(call("digitsum", IT), t),
    ),
    *rules(
        "property", ["(sum of [its|the|their] digits|digit sum|digital sum)"], lambda: call("digitsum", IT)
    ),
    rule("property", "product of [its|the|their] digits", lambda: call("digitproduct", IT)),
    *rules(
        "property", ["(units|ones|unit's|unit) digit", "last digit"], lambda: call("digit", IT, number(0))
    ),
    rule("property", "(ten's|tens) digit", lambda: call("digit", IT, number(1))),
    rule("property", "hundreds digit", lambda: call("digit", IT, number(2))),
    rule("property", "square", lambda: Node("pow", (IT, number(2)))),
    rule("property", "cube", lambda: Node("pow", (IT, number(3)))),
    *rules(
        "property",
        ["(greatest common divisor|greatest common factor|gcd) with {a:term}"],
        lambda a: call("gcd", IT, a),
    ),
]

RULES: list[Rule] = [*TRAITS, *DEEDS, *HOLDINGS]
