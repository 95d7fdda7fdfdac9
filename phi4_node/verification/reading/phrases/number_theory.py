"""Divisors, multiples, primes, remainders and digits in words."""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Builder, Rule, rule, rules
from phi4_node.verification.reading.statements import AskTruth, AskValue
from phi4_node.verification.reading.trees import call, number

_GCD = "(greatest|highest|largest) common (divisor|factor)"
_LCM = "(least|lowest|smallest) common multiple"


def _several(name: str) -> Builder:
    return lambda items: call(name, *items) if len(items) > 1 else None


def _denominator(items: tuple[Node, ...]) -> Node | None:
    """The least common denominator of fractions."""
    return call("lcm", *(call("denominator", item) for item in items)) if len(items) > 1 else None


def _unary(name: str) -> Builder:
    return lambda a: call(name, a)


def _binary(name: str) -> Builder:
    return lambda a, b: call(name, a, b)


def _quotient(a: Node, b: Node) -> Node | None:
    """Of 17 by 5 it is 3 with a remainder, or 3.4."""
    if a.value is not None and b.value is not None and (b.value == 0 or (a.value / b.value).denominator != 1):
        return None
    return call("quotient", a, b)


def _two() -> Node:
    return number(2)


def _ask(statement: Node) -> tuple[AskTruth]:
    return (AskTruth(statement),)


RULES: list[Rule] = [
    *rules(
        "term",
        [
            f"[the] ({_GCD}|gcd|gcf|hcf) [\\( (gcd|gcf|hcf) \\)] of [these] [numbers] [the numbers] [:]"
            f" {{items:terms}}",
            "{items:terms}的(最大公约数|最大公因数)",
        ],
        _several("gcd"),
    ),
    *rules(
        "term",
        [
            f"[the] ({_LCM}|lcm) [\\( lcm \\)] of [these] [numbers] [the numbers] [:] {{items:terms}}",
            "{items:terms}的(最小公倍数)",
        ],
        _several("lcm"),
    ),
    *rules("term", ["[the] [least|lowest|smallest] common denominator of {items:terms}"], _denominator),
    *rules(
        "term",
        [
            "[the] remainder when {a:term} is divided by {b:term}",
            "[the] remainder when dividing {a:term} by {b:term}",
            "[the] remainder (of|from) {a:term} divided by {b:term}",
            "{a:operand} (mod|modulo) {b:divisor}",
            "{a:term}除以{b:divisor}的余数",
            "{b:term}除{a:term}的余数",
        ],
        _binary("remainder"),
    ),
    *rules(
        "term",
        ["[the] integer quotient when {a:term} is divided by {b:term}"],
        _binary("quotient"),
    ),
    *rules("term", ["[the] quotient when {a:term} is divided by {b:term}"], _quotient),
    *rules(
        "term",
        ["[the] [distinct] prime (factors|divisors) of {a:term}", "{a:term}的(质因数|素因数|质因子|素因子)"],
        _unary("primes"),
    ),
    *rules(
        "term",
        [
            "[the] prime factorization of {a:term}",
            "[the] prime factorisation of {a:term}",
            "{a:term}的(质因数分解|素因数分解)",
        ],
        _unary("factorization"),
    ),
    *rules(
        "term",
        [
            "[all] [the] [positive] (divisors|factors) of {a:term}",
            "{a:term}的[所有|全部](因数|约数|正因数|正约数)",
        ],
        _unary("divisors"),
    ),
    *rules(
        "term",
        [
            "[the] number of [positive] (divisors|factors) of {a:term}",
            "how many [positive] (divisors|factors) (does {a:term} have|are there of {a:term})",
        ],
        lambda a: call("count", call("divisors", a)),
    ),
    *rules(
        "term",
        ["[the] sum of [all] [the] digits of {a:term}", "[the] digit sum of {a:term}"],
        _unary("digitsum"),
    ),
    *rules(
        "term",
        [
            f"{how} (primes|prime numbers) [are there|there are|that are] between {{a:term}} and {{b:term}}"
            r" (inclusive|\( inclusive \))"
            for how in ("[the] number of", "how many")
        ],
        _binary("count_primes"),
    ),
    rule("term", "{a:term}到{b:term}之间(包括两端)有多少个(质数|素数)", _binary("count_primes")),
    *rules(
        "statement",
        [
            r"count [how many|the number of] (primes|prime numbers) [there are|are there] between {a:term}"
            r" and {b:term} (inclusive|\( inclusive \))",
            r"how many (primes|prime numbers) are there between {a:term} and {b:term}"
            r" (inclusive|\( inclusive \))",
        ],
        lambda a, b: (AskValue((call("count_primes", a, b),)),),
    ),
    *rules(
        "proposition", ["{a:term} (is|be) [a] prime [number]", "{a:term}是(质数|素数)"], _unary("isprime")
    ),
    *rules(
        "proposition", ["{a:term} (is|be) [a] composite [number]", "{a:term}是合数"], _unary("iscomposite")
    ),
    *rules(
        "proposition",
        ["{a:term} (is|be) [an] even [number]", "{a:term}是偶数"],
        lambda a: call("divides", _two(), a),
    ),
    *rules(
        "proposition",
        ["{a:term} (is|be) [an] odd [number]", "{a:term}是奇数"],
        lambda a: Node("not", (call("divides", _two(), a),)),
    ),
    *rules(
        "proposition",
        [
            "{a:term} (is|be) [a] (factor|divisor) of {b:term}",
            "{a:term} divides {b:term}",
            "{b:term} (is|be) [a] multiple of {a:term}",
            "{b:term} (is|be) divisible by {a:term}",
            "{a:term}是{b:term}的(因数|约数)",
            "{b:term}是{a:term}的倍数",
            "{b:term}能被{a:term}整除",
        ],
        _binary("divides"),
    ),
    *rules("statement", ["is {a:term} [a] prime [number]"], lambda a: _ask(call("isprime", a))),
    *rules("statement", ["is {a:term} [a] composite [number]"], lambda a: _ask(call("iscomposite", a))),
    *rules("statement", ["is {a:term} [an] even [number]"], lambda a: _ask(call("divides", _two(), a))),
    *rules(
        "statement",
        ["is {a:term} [an] odd [number]"],
        lambda a: _ask(Node("not", (call("divides", _two(), a),))),
    ),
    *rules(
        "statement",
        [
            "is {a:term} [a] (factor|divisor) of {b:term}",
            "does {a:term} divide {b:term}",
            "is {b:term} [a] multiple of {a:term}",
            "is {b:term} divisible by {a:term}",
        ],
        lambda a, b: _ask(call("divides", a, b)),
    ),
    *rules(
        "statement",
        ["list [all] [the] [distinct] prime factors of {a:term}"],
        lambda a: (AskValue((call("primes", a),)),),
    ),
    *rules(
        "statement",
        ["list [all] [the] [positive] (divisors|factors) of {a:term}"],
        lambda a: (AskValue((call("divisors", a),)),),
    ),
]
