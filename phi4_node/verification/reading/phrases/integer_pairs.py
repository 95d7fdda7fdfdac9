"""How many pairs or triples of integers satisfy an equation; digits that are written; first integers."""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.kinds import IT, Conditions, Kind, closed, divides
from phi4_node.verification.reading.phrases.integer_qualities import digit_count
from phi4_node.verification.reading.phrases.solution_sets import Kind as Zone
from phi4_node.verification.reading.statements import AskValue
from phi4_node.verification.reading.trees import call, free_names, number, relation, symbol

_SIZES = {"pair": 2, "triple": 3, "quadruple": 4}


def _count(n: int, u: tuple[str, ...], k: Zone, c: tuple[Node, ...]) -> tuple[AskValue] | None:
    """Ordered tuples of integers of a kind; their letters may not be left out of the condition."""
    domain, sign = k
    if domain not in ("integer", "natural") or len(u) != n or len(set(u)) != n:
        return None
    if set(u) - set().union(*map(free_names, c)):
        return None
    lowest = ">" if domain == "natural" else sign
    bounds = [relation(symbol(name), lowest, number(0)) for name in u] if lowest else []
    whole = Node("and", (*c, *bounds)) if len(c) + len(bounds) > 1 else c[0]
    return (AskValue((call("count", call("integer_tuples", whole, *map(symbol, u))),)),)


def _each_of_first(n: int, k: Kind) -> Conditions | None:
    """`divisible by each of the first five composite numbers`."""
    found = closed(k)
    if found is None or not 1 <= n <= 30:
        return None
    return tuple(divides(call("nth", found, number(place)), IT) for place in range(1, n + 1))


def _in_lowest_terms(f: Node, c: tuple[Node, ...]) -> tuple[AskValue] | None:
    letters = free_names(f)
    if f.op != "div" or len(letters) != 1 or any(free_names(part) != letters for part in c):
        return None
    found = call("integers", Node("and", (*c, call("coprime", *f.args))), symbol(min(letters)))
    return (AskValue((call("count", found),)),)


def _times_written(d: Node, a: Node, b: Node) -> Node | None:
    if d.op != "num" or d.value is None or not 0 < d.value < 10:
        return None
    return call("digit_occurrences", d, a, b)


_WHERE = (
    "(such that|that satisfy|satisfying|for which|which satisfy|satisfy|are there such that|are solutions to)"
)
_EQUATION = "[the] [equation|inequality|system]"

RULES: list[Rule] = [
    *[
        rule("tuple_size", f"ordered ({word}|{word}s)", lambda size=size: size)
        for word, size in _SIZES.items()
    ],
    *rules(
        "statement",
        [
            f"how many {{n:tuple_size}} [,] {{u:names}} [,] of {{k:members}} {_WHERE} {_EQUATION}"
            f" {{c:conditions}}",
            f"how many {{n:tuple_size}} of {{k:members}} {{u:names}} {_WHERE} {_EQUATION} {{c:conditions}}",
            "for how many {n:tuple_size} [,] {u:names} [,] of {k:members} (is|does|do) [it true that]"
            " {c:truly}",
            "for how many {n:tuple_size} {u:names} [,] where {names} (and|,) {names} are {k:members} [,]"
            " is {c:truly}",
            f"(find|determine|compute|what is) the number of {{n:tuple_size}} [,] {{u:names}} [,] of"
            f" {{k:members}}"
            f" {_WHERE} {_EQUATION} {{c:conditions}}",
            f"(find|determine|compute|what is) the number of {{n:tuple_size}} of {{k:members}}"
            f" {{u:names}} {_WHERE}"
            f" {_EQUATION} {{c:conditions}}",
        ],
        _count,
    ),
    *rules(
        "statement",
        ["how many (different|distinct) prime factors are in the prime factorization of {a:term}"],
        lambda a: (AskValue((call("count_distinct_primes", a),)),),
    ),
    *rules(
        "statement",
        ["how many fractions (in|of) the form {f:math} [,] with {c:conditions} [,] are in lowest terms"],
        _in_lowest_terms,
    ),
    *rules("trait", ["[evenly] divisible by each of the first {n:whole} {k:kind}"], _each_of_first),
    *rules("term", ["[the] sum of the {n:whole} smallest {k:kind}"], lambda n, k: _first("sum_of", n, k)),
    *rules(
        "term", ["[the] product of the {n:whole} smallest {k:kind}"], lambda n, k: _first("product_of", n, k)
    ),
    rule(
        "quality",
        "{n:cardinal} [-] digit (integers|numbers|positive integers)",
        lambda n: (digit_count(n), relation(IT, ">", number(0))) if 0 < n < 20 else None,
    ),
    *rules(
        "statement",
        [
            "how many times (does|will) the digit {d:math} (appear|occur|be written) in the list of all"
            " (integers|numbers|whole numbers) from {a:math} (to|through) {b:math}",
            "how many times (does|will) the digit {d:math} (appear|occur|be written) (when|if) (all|the)"
            " [the]"
            " (integers|numbers) from {a:math} (to|through) {b:math} are (written|listed) [out]",
        ],
        lambda d, a, b: (AskValue((found,)),) if (found := _times_written(d, a, b)) is not None else None,
    ),
]


def _first(name: str, n: int, k: Kind) -> Node | None:
    found = closed(k)
    return None if found is None or n < 1 else call(name, call("first", found, number(n)))
