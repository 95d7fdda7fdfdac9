"""Kinds of integers in words: `positive two-digit multiples of 6 that are not divisible by 4`.

Categories:
    kind      integers of a kind, singular or plural, without an article
    noun      a kind in one noun, behind which a member may have its name: behind a number it would be
              a factor (`divisors of 12 $x$`)
    owned     divisors of something whose number is said later

What can be said of an integer, and so of a kind, is in `integer_qualities.py`.

Conventions: divisors and factors are positive; k-digit numbers are positive; whether 0 is a natural number is
left open.
"""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Builder, Rule, rule, rules
from phi4_node.verification.reading.kinds import EVEN, IT, OWNER, POSITIVE, SQUARE, Conditions, Kind, divides
from phi4_node.verification.reading.phrases.integer_qualities import any_of, digit_count, from_to, negated
from phi4_node.verification.reading.trees import call, number, relation

Terms = tuple[Node, ...]


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


def _with_digits(n: int, k: Kind) -> Kind | None:
    return k.such(digit_count(n), whole=True) if 0 < n < 40 else None


_THAT = "(that|which) (is|are)"

NOUNS: list[Rule] = [
    rule("noun", "(integer|integers)", lambda: Kind()),
    rule("noun", "(number|numbers)", lambda: Kind(whole=False)),
    rule("noun", "whole (number|numbers)", lambda: Kind((relation(IT, ">=", number(0)),))),
    rule("noun", "natural (number|numbers)", lambda: Kind((call("isnatural", IT),))),
    rule("noun", "counting (number|numbers)", lambda: Kind((POSITIVE,))),
    rule("noun", "(prime|primes)", lambda: Kind((call("isprime", IT),))),
    rule("noun", "(composite|composites)", lambda: Kind((call("iscomposite", IT),))),
    rule("noun", "perfect (square|squares)", lambda: Kind(SQUARE)),
    rule("noun", "square (number|numbers)", lambda: Kind(SQUARE)),
    rule("noun", "perfect (cube|cubes)", lambda: Kind((call("ispower", IT, number(3)),))),
    rule("noun", "(palindrome|palindromes)", lambda: Kind((call("palindrome", IT), POSITIVE))),
    *rules(
        "kind",
        ["(multiple|multiples) of {a:every}", "common (multiple|multiples) of {a:every}"],
        lambda a: Kind(tuple(divides(term, IT) for term in a)),
    ),
    rule(
        "kind", "(multiple|multiples) of {a:either}", lambda a: Kind((any_of(*[divides(t, IT) for t in a]),))
    ),
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
    rule("kind", "{k:noun}", lambda k: k),
    rule("kind", "{k:noun} {u:names}", _named),
    *rules("kind", ["(integer|integral) (value|values) (of|for) {u:names}"], _only_named()),
    *rules("kind", ["(value|values) (of|for) {u:names}"], _only_named(whole=False)),
    *rules(
        "kind",
        ["positive (integer|integral) (value|values) (of|for) {u:names}"],
        _only_named(POSITIVE),
    ),
    *rules("noun", ["(整数|整数解)"], lambda: Kind()),
    *rules("noun", ["正整数"], lambda: Kind((POSITIVE,))),
    *rules("noun", ["自然数"], lambda: Kind((call("isnatural", IT),))),
    *rules("noun", ["(质数|素数)"], lambda: Kind((call("isprime", IT),))),
    rule(
        "kind",
        "{a:term}以内的{k:kind}",
        lambda a, k: k.such(call("between", IT, number(0), a)),
    ),
    rule("kind", "{a:term}到{b:term}(之间的|中的|的){k:kind}", lambda a, b, k: k.such(*from_to(a, b))),
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
        *rules(category, [f"(perfect square|perfect-square) {k}"], _adjective(*SQUARE)),
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

RULES: list[Rule] = [*NOUNS, *ADJECTIVES, *AFTER]
