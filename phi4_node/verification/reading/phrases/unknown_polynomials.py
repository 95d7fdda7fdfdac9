"""Polynomials of which a few things are said, constants that exist, and divisibility of polynomials.

`Let p(x) be a cubic polynomial such that p(1) = 2` defines p with unknown coefficients.
"""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.expressions.vocabulary import BOLD
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.phrases.solution_sets import Kind, assume
from phi4_node.verification.reading.statements import AskSolve, Define, Given, Statement
from phi4_node.verification.reading.trees import call, free_names, is_condition, number, relation, symbol

Head = tuple[str, tuple[str, ...]]
Degree = tuple[int, bool]
"""A degree, and whether the leading coefficient is 1."""
_MOST = 6


def _unknown(h: Head, d: Degree, c: tuple[Node, ...] = ()) -> tuple[Statement, ...] | None:
    name, parameters = h
    degree, monic = d
    if len(parameters) != 1 or not 1 <= degree <= _MOST:
        return None
    x = symbol(parameters[0])
    parts = [symbol(f"{name.upper()}_9{place}") for place in range(degree + 1)]
    if monic:
        parts[-1] = number(1)
    total = parts[0]
    for place, part in enumerate(parts[1:], start=1):
        power = x if place == 1 else Node("pow", (x, number(place)))
        total = Node("add", (total, Node("mul", (part, power), "*")))
    said: list[Statement] = [Define(name, parameters, total)]
    if not monic:
        said.append(Given((relation(parts[-1], "!=", number(0)),)))
    return (*said, *((Given(c),) if c else ()))


def _divisible(a: Node, b: Node) -> tuple[Node, ...] | None:
    """A polynomial in the one letter of its divisor leaves no remainder."""
    names = free_names(b) - {"e", "i", "pi"}
    if len(names) != 1 or not names <= free_names(a) or is_condition(a) or is_condition(b):
        return None
    x = symbol(names.pop())
    return (call("identical", call("polynomial_remainder", a, b, x), x),)


def _there_are(u: tuple[str, ...], k: Kind, c: tuple[Node, ...]) -> tuple[Statement, ...] | None:
    """Constants with equations between them; what holds for every x is an identity, and no equation for x."""
    others = set().union(*map(free_names, c)) - set(u) - {"e", "i", "pi"}
    if any(name[0] not in BOLD for name in others):
        return None
    return (*assume(u, k), Given(c))


_DEGREES = {"linear": 1, "quadratic": 2, "cubic": 3, "quartic": 4, "quintic": 5}
_BE = "(be|denote|is)"
_SUCH = "[,] (such that|for which|so that|satisfying|that satisfies|which satisfies|with)"

RULES: list[Rule] = [
    *[
        entry
        for word, degree in _DEGREES.items()
        for entry in (
            rule("degree_of", f"(a|an|the) {word} (polynomial|function)", lambda n=degree: (n, False)),
            rule("degree_of", f"(a|the) monic {word} (polynomial|function)", lambda n=degree: (n, True)),
        )
    ],
    rule("degree_of", "(a|the) polynomial of degree {n:whole}", lambda n: (n, False)),
    rule("degree_of", "a monic polynomial of degree {n:whole}", lambda n: (n, True)),
    rule("degree_of", "a degree {n:whole} polynomial", lambda n: (n, False)),
    rule("degree_of", "{d:degree_of} with (real|rational|integer) coefficients", lambda d: None),
    rule("degree_of", "{d:degree_of} with real coefficients", lambda d: d),
    *rules(
        "statement",
        [
            f"(let|if|suppose|suppose that|given that) {{h:head}} {_BE} {{d:degree_of}}",
            f"(let|if|suppose|suppose that|given that) {{h:head}} {_BE} {{d:degree_of}} {_SUCH}"
            f" {{c:conditions}}",
            f"{{h:head}} is {{d:degree_of}} {_SUCH} {{c:conditions}}",
        ],
        _unknown,
    ),
    *rules(
        "conditions",
        [
            "[the polynomial] {a:math} is divisible by [the polynomial] {b:math}",
            "[the polynomial] {a:math} is a multiple of {b:math}",
        ],
        _divisible,
    ),
    *rules("conditions", ["{b:math} is a factor of [the polynomial] {a:math}"], _divisible),
    *rules("truly", ["[the polynomial] {a:math} divisible by {b:math}"], _divisible),
    rule("truly", "{b:math} a factor of [the polynomial] {a:math}", _divisible),
    *rules(
        "existing",
        [
            "[unique] [real] (constants|scalars|numbers|real numbers)",
            "a [unique] [real] (constant|scalar|number)",
        ],
        lambda: ("real", ""),
    ),
    rule("existing", "[unique] {k:members}", lambda k: k),
    rule("existing", "a [unique] {k:member}", lambda k: k),
    *rules(
        "statement",
        [
            "[then] there (exist|exists|is|are) {k:existing} {u:names} (such that|so that|for"
            " which|satisfying)"
            " {c:conditions}",
        ],
        lambda k, u, c: _there_are(u, k, c),
    ),
    *rules(
        "statement",
        ["[then] (enter|find|compute|give|determine) the ordered (pair|triple|quadruple) {u:names}"],
        lambda u: (AskSolve((), u),) if len(u) > 1 else None,
    ),
]
