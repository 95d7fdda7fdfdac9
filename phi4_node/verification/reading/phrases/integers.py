"""Kinds of integers in words: `positive two-digit multiples of 6 that are not divisible by 4`.

Categories:
    kind      integers of a kind, singular or plural, without an article
    quality   what can be said of an integer after "is": `divisible by 3 or 5`, `prime`, `less than 100`
    trait     a quality that may follow a noun directly: `divisible by 3`, `less than 100`
    deed      what an integer does: `divides 12`, `leaves a remainder of 2 when divided by 5`
    holding   what an integer has: `exactly 4 divisors`, `a units digit of 3`
    property  a number that belongs to an integer: `units digit`, `sum of digits`
    stated    a statement about named integers: `20n is a perfect square`
    every, either: several terms that all count, or of which one is enough

Conventions: "between a and b" is only decided if it does not matter whether a and b are meant; "from a to b"
includes both. Divisors and factors are positive; k-digit numbers are positive; whether 0 is a natural number
is left open.
"""

from __future__ import annotations

from itertools import pairwise

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Builder, Rule, rule, rules
from phi4_node.verification.reading.kinds import (
    EVEN,
    IT,
    OWNER,
    POSITIVE,
    Conditions,
    Kind,
    about,
    divides,
    positive,
    substituted,
)
from phi4_node.verification.reading.trees import call, is_value, number, relation

Terms = tuple[Node, ...]


def _all(*conditions: Node) -> Node:
    return conditions[0] if len(conditions) == 1 else Node("and", conditions)


def _any(*conditions: Node) -> Node:
    return conditions[0] if len(conditions) == 1 else Node("or", conditions)


def negated(conditions: Conditions) -> Conditions:
    """The opposite of all of them together."""
    return (Node("not", (_all(*conditions),)),)


def _listed(m: Node) -> Terms | None:
    return m.args if m.op == "list" and all(is_value(part) for part in m.args) else None


def _divisors(a: Terms) -> Kind:
    return Kind((*[divides(IT, term) for term in a], POSITIVE), fixed=True)


def _prime_factors(a: Node) -> Kind:
    return Kind((call("isprime", IT), divides(IT, a)), fixed=True, doubt=call("undoubted", a))


def _sure_prime_factors(a: Node) -> Kind:
    return Kind((call("isprime", IT), divides(IT, a)), fixed=True)


def _common_prime_factors(a: Terms) -> Kind | None:
    return Kind((call("isprime", IT), *[divides(IT, term) for term in a]), fixed=True) if len(a) > 1 else None


def _named(k: Kind, u: tuple[str, ...]) -> Kind | None:
    return k.called(u[0]) if len(u) == 1 else None


def _only_named(*conditions: Node, whole: bool = True) -> Builder:
    return lambda u: Kind(conditions, whole=whole).called(u[0]) if len(u) == 1 else None


def _such(k: Kind, q: Conditions) -> Kind:
    return k.those(q)


def _adjective(*conditions: Node) -> Builder:
    return lambda k: k.such(*conditions, whole=True)


def _sign(*conditions: Node) -> Builder:
    return lambda k: k.such(*conditions)


def _digits(count: int) -> Node:
    return relation(call("digitcount", IT), "=", number(count))


def _with_digits(n: int, k: Kind) -> Kind | None:
    return k.such(_digits(n), whole=True) if 0 < n < 40 else None


def _range(a: Node, b: Node) -> Conditions:
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
    return _range(number(before[0]), number(after[-1]))


def _remainder(r: Node, m: Node) -> Conditions:
    return (relation(call("remainder", IT, m), "=", r),)


def _equal(p: Node, t: Node) -> Conditions:
    return (relation(p, "=", t),)


def _statement(m: Node) -> tuple[Node, ...] | None:
    """Congruences and divisibility in signs."""
    parts = m.args if m.op in ("and", "list") else (m,)
    ok = all(part.op == "call" and part.name in ("congruent", "divides") for part in parts)
    return parts if ok else None


def _integral(a: Node, *more: Node) -> tuple[Node, ...] | None:
    return None if a.op == "sym" else (call("isinteger", a), *more)


def _lowest_terms(a: Node) -> tuple[Node, ...] | None:
    return (call("coprime", *a.args),) if a.op == "div" else None


_THAT = "(that|which) (is|are)"
_EXACTLY = "[exactly|only]"

NOUNS: list[Rule] = [
    rule("kind", "(integer|integers)", lambda: Kind()),
    rule("kind", "(number|numbers)", lambda: Kind(whole=False)),
    rule("kind", "whole (number|numbers)", lambda: Kind((relation(IT, ">=", number(0)),))),
    rule("kind", "natural (number|numbers)", lambda: Kind((call("isnatural", IT),))),
    rule("kind", "counting (number|numbers)", lambda: Kind((POSITIVE,))),
    rule("kind", "(prime|primes)", lambda: Kind((call("isprime", IT),))),
    rule("kind", "(composite|composites)", lambda: Kind((call("iscomposite", IT),))),
    rule("kind", "perfect (square|squares)", lambda: Kind((call("ispower", IT, number(2)),))),
    rule("kind", "square (number|numbers)", lambda: Kind((call("ispower", IT, number(2)),))),
    rule("kind", "perfect (cube|cubes)", lambda: Kind((call("ispower", IT, number(3)),))),
    rule("kind", "(palindrome|palindromes)", lambda: Kind((call("palindrome", IT), POSITIVE))),
    *rules(
        "kind",
        ["(multiple|multiples) of {a:every}", "common (multiple|multiples) of {a:every}"],
        lambda a: Kind(tuple(divides(term, IT) for term in a)),
    ),
    rule("kind", "(multiple|multiples) of {a:either}", lambda a: Kind((_any(*[divides(t, IT) for t in a]),))),
    *rules("kind", ["(divisor|divisors|factor|factors) of {a:term}"], lambda a: _divisors((a,))),
    rule("kind", "common (divisor|divisors|factor|factors) of {a:every}", _divisors),
    rule(
        "kind",
        "(divisor|divisors|factor|factors) of both {a:term} and {b:term}",
        lambda a, b: _divisors((a, b)),
    ),
    rule("kind", "prime (factor|factors|divisor|divisors) of {a:term}", _prime_factors),
    rule(
        "kind",
        "(distinct|different|unique) prime (factor|factors|divisor|divisors) of {a:term}",
        _sure_prime_factors,
    ),
    rule("kind", "common prime (factor|factors|divisor|divisors) of {a:every}", _common_prime_factors),
    rule(
        "kind", "proper (divisor|divisors) of {a:term}", lambda a: _divisors((a,)).such(relation(IT, "!=", a))
    ),
    rule("owned", "(divisor|divisors|factor|factors)", lambda: _divisors((OWNER,))),
    rule("owned", "prime (divisor|divisors|factor|factors)", lambda: _prime_factors(OWNER)),
    rule(
        "owned",
        "(distinct|different) prime (divisor|divisors|factor|factors)",
        lambda: _sure_prime_factors(OWNER),
    ),
    rule("kind", "{k:kind} {u:names}", _named),
    *rules("kind", ["(integer|integral) (value|values) (of|for) {u:names}"], _only_named()),
    *rules("kind", ["(value|values) (of|for) {u:names}"], _only_named(whole=False)),
    *rules(
        "kind",
        ["positive (integer|integral) (value|values) (of|for) {u:names}"],
        _only_named(POSITIVE),
    ),
    *rules("kind", ["(整数|整数解)"], lambda: Kind()),
    *rules("kind", ["正整数"], lambda: Kind((POSITIVE,))),
    *rules("kind", ["自然数"], lambda: Kind((call("isnatural", IT),))),
    *rules("kind", ["(质数|素数)"], lambda: Kind((call("isprime", IT),))),
    rule(
        "kind",
        "{a:term}以内的{k:kind}",
        lambda a, k: k.such(call("between", IT, number(0), a)),
    ),
    rule("kind", "{a:term}到{b:term}(之间的|中的|的){k:kind}", lambda a, b, k: k.such(*_range(a, b))),
    rule("kind", "{a:term}的倍数", lambda a: Kind((divides(a, IT),))),
]


def _adjectives(category: str) -> list[Rule]:
    """Words before a noun; `owned` are divisors whose number is said later."""
    k = f"{{k:{category}}}"
    return [
        rule(category, f"positive {k}", _sign(POSITIVE)),
        rule(category, f"negative {k}", lambda k: None if k.fixed else k.such(relation(IT, "<", number(0)))),
        *rules(category, [f"(nonnegative|non-negative) {k}"], _sign(relation(IT, ">=", number(0)))),
        *rules(category, [f"(nonzero|non-zero) {k}"], _sign(relation(IT, "!=", number(0)))),
        rule(category, f"positive (integer|integral) {k}", lambda k: k.such(POSITIVE, whole=True)),
        rule(
            category,
            f"(integer|integral|whole number) {k}",
            lambda k: None if k.fixed else k.such(whole=True),
        ),
        rule(category, f"even {k}", _adjective(EVEN)),
        rule(category, f"odd {k}", _adjective(*negated((EVEN,)))),
        rule(category, f"prime {k}", _adjective(call("isprime", IT))),
        rule(category, f"composite {k}", _adjective(call("iscomposite", IT))),
        rule(category, f"(palindromic|palindrome) {k}", _adjective(call("palindrome", IT), POSITIVE)),
        *rules(
            category, [f"(perfect square|perfect-square) {k}"], _adjective(call("ispower", IT, number(2)))
        ),
        *rules(category, [f"(perfect cube|perfect-cube) {k}"], _adjective(call("ispower", IT, number(3)))),
        *rules(
            category, [f"(distinct|different|unique|possible) {k}"], lambda k: k if k.doubt is None else None
        ),
        *rules(category, [f"{{n:cardinal}} [-] digit {k}", f"{{n:whole}} [-] digit {k}"], _with_digits),
    ]


ADJECTIVES: list[Rule] = [
    *_adjectives("kind"),
    *_adjectives("owned"),
    rule("kind", "{n:cardinal}位{k:kind}", _with_digits),
    rule("kind", "{n:cardinal}位数", lambda n: _with_digits(n, Kind())),
]

AFTER: list[Rule] = [
    rule("kind", "{k:kind} [,] {q:trait}", _such),
    rule("kind", f"{{k:kind}} [,] {_THAT} {{q:quality}}", _such),
    rule("kind", "{k:kind} (that|which) {q:deed}", _such),
    rule("kind", "{k:kind} (with|having) {q:holding}", _such),
    rule("kind", "{k:kind} (that|which) (have|has) {q:holding}", _such),
    rule("kind", "{k:kind} whose {q:whose}", _such),
    *rules(
        "kind",
        [
            "{k:kind} [,] (such that|for which|so that|satisfying|that satisfy|that satisfies|which satisfy"
            "|which satisfies|where|with|if) [both] [of] [the] [equation|congruence] {s:stated}",
            "{k:kind} [,] {s:conditions} [,] (such that|for which|so that|satisfying|that satisfy"
            "|that satisfies) {t:stated}",
        ],
        lambda k, s, t=(): k.such(*s, *t) if k.name else None,
    ),
    rule(
        "kind",
        "{k:kind} [,] (excluding|except|other than) {a:every}",
        lambda k, a: k.such(*[relation(IT, "!=", t) for t in a]),
    ),
]

TRAITS: list[Rule] = [
    rule("trait", "[evenly] divisible by {a:every}", lambda a: tuple(divides(t, IT) for t in a)),
    rule("trait", "[evenly] divisible by {a:either}", lambda a: (_any(*[divides(t, IT) for t in a]),)),
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
        _range,
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
        "quality", "[a] (multiple|multiples) of {a:either}", lambda a: (_any(*[divides(t, IT) for t in a]),)
    ),
    rule(
        "quality", "[a] (divisor|divisors|factor|factors) of {a:term}", lambda a: (divides(IT, a), POSITIVE)
    ),
    rule("quality", "not {q:quality}", lambda q: negated(q) if len(q) == 1 else None),
    rule("quality", "neither {a:quality} nor {b:quality}", lambda a, b: negated(a) + negated(b)),
    rule("quality", "[both] {a:quality} [,] (and|but) {b:quality}", lambda a, b: a + b),
    rule("quality", "[either] {a:quality} or {b:quality}", lambda a, b: (_any(_all(*a), _all(*b)),)),
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
            f"{_EXACTLY} {{n:{word}}} [distinct|different] [positive] [integer] (divisor|divisors|factor"
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
    rule("holding", f"{_EXACTLY} {{n:cardinal}} digits", lambda n: (_digits(n),)),
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

STATED: list[Rule] = [
    rule("stated", "{c:conditions}", lambda c: c),
    rule("stated", "{m:math}", _statement),
    rule("stated", "{a:term} (is|be|are) {q:quality}", lambda a, q: (about(q, a),)),
    rule("stated", "{a:term} {q:deed}", lambda a, q: (about(q, a),)),
    rule("stated", "{a:term} and {b:term} are both {q:quality}", lambda a, b, q: (about(q, a), about(q, b))),
    # Of a letter alone, it is a domain; see `sentences.py`.
    rule("stated", "{a:term} is (an integer|a whole number)", lambda a: _integral(a)),
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

RULES: list[Rule] = [*NOUNS, *ADJECTIVES, *AFTER, *TRAITS, *DEEDS, *HOLDINGS, *STATED, *TERMS]
