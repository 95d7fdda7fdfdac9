"""How a sequence goes on.

Any finite list of numbers can be continued by any number. What `What comes next?` means here is the
convention that the simplest rule of a fixed list continues it, if the terms that are shown determine the
rule with terms to spare:

- a polynomial in the position, of the lowest degree that fits, with at least one term more than determine it;
- a constant ratio, from four terms on;
- each term is a sum of multiples of the two before it by small integers, from five terms on (the plain sum
  from four terms on), perhaps with a constant (plain sum only, from five terms on);
- each term is the one before divided by a small integer and rounded down, from four terms on.

If several rules fit and continue the sequence differently, or none fits, nothing is decided. A formula for
the n-th term is a polynomial or a power; the first term has the position 1.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import sympy

from phi4_node.schema import Check
from phi4_node.verification.checks.base import UndecidedError, fails, holds, written
from phi4_node.verification.checks.case import Case, compare, scalar, unnamed
from phi4_node.verification.checks.finished import unfinished
from phi4_node.verification.claims import ContinuationClaim

_METHOD = "the simplest rule"
_MAX_TERMS = 40
_MAX_FACTOR = 5

Terms = Sequence[Fraction]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that fits.

    Attributes:
        name: What it says.
        next: The next term.
        formula: The n-th term as a function of n, if there is a plain one.
    """

    name: str
    next: Fraction
    formula: sympy.Expr | None = None


POSITION = sympy.Symbol("n", integer=True, positive=True)


def check_continuation(case: Case) -> Check:
    """The answer is the next term, or the formula of the n-th term."""
    claim = case.claim
    assert isinstance(claim, ContinuationClaim)
    if not 3 <= len(claim.terms) <= _MAX_TERMS:
        raise UndecidedError("too few or too many terms are shown to see the rule")
    terms = [_rational(case.scope.evaluate(case.scope.parse(text))) for text in claim.terms]
    rules = list(rules_of(terms))
    if claim.unknowns:
        return _formula(case, claim, [rule for rule in rules if rule.formula is not None])
    if not rules:
        raise UndecidedError("no simple rule fits the terms with any to spare")
    if len({rule.next for rule in rules}) > 1:
        names = "; ".join(rule.name for rule in rules)
        raise UndecidedError(f"several rules fit and continue the sequence differently: {names}")
    value = sympy.Rational(rules[0].next.numerator, rules[0].next.denominator)
    answer = unnamed(case, set())
    given = scalar(case, answer)
    reason = f"By the simplest rule that fits all terms ({rules[0].name}) the next term is {written(value)}."
    if compare(value, given, answer.node):
        if unfinished(answer.node):
            raise UndecidedError(unfinished(answer.node))
        return holds(claim, _METHOD, reason, value=value, rule=rules[0].name)
    return fails(claim, _METHOD, reason, f"{written(value)}, not {written(given)}", value=value)


def _formula(case: Case, claim: ContinuationClaim, rules: list[Rule]) -> Check:
    if len(rules) != 1 or rules[0].formula is None:
        raise UndecidedError("no polynomial or power fits the terms with any to spare")
    (letter,) = claim.unknowns
    variable = case.scope.symbol(letter)
    value = rules[0].formula.subs(POSITION, variable)
    names = {f"{name}{index}" for name in "aTtusxf" for index in (f"_{letter}", f"({letter})")}
    answer = unnamed(case, names)
    given = scalar(case, answer)
    if given.free_symbols - {variable}:
        raise UndecidedError("the answer uses other letters than the question")
    reason = f"By the simplest rule that fits all terms ({rules[0].name}) term {letter} is {written(value)}."
    if compare(value, given, answer.node):
        if unfinished(answer.node):
            raise UndecidedError(unfinished(answer.node))
        return holds(claim, _METHOD, reason, value=value, rule=rules[0].name)
    difference = sympy.expand(value - given)
    return fails(claim, _METHOD, reason, f"the difference is {written(difference)}", value=value)


def _rational(value: sympy.Expr) -> Fraction:
    if not isinstance(value, sympy.Rational):
        raise UndecidedError("only sequences of rational numbers are continued")
    return Fraction(int(value.p), int(value.q))


# Rules --------------------------------------------------------------------------------------------


def rules_of(terms: Terms) -> Iterator[Rule]:
    """Every rule of the list that fits the terms with enough of them to spare."""
    for rule in (_polynomial(terms), _geometric(terms), _plain_sum(terms), _recurrence(terms)):
        if rule is not None:
            yield rule
    yield from _rounded_down(terms)


def _polynomial(terms: Terms) -> Rule | None:
    rows = [list(terms)]
    while len(set(rows[-1])) > 1:
        rows.append([after - before for before, after in zip(rows[-1], rows[-1][1:], strict=False)])
    if len(rows[-1]) < 2:
        return None
    degree = len(rows) - 1
    formula = sympy.S.Zero
    for order, row in enumerate(rows):
        first = sympy.Rational(row[0].numerator, row[0].denominator)
        formula += first * sympy.ff(POSITION - 1, order) / sympy.factorial(order)
    name = "all terms are equal" if degree == 0 else f"a polynomial of degree {degree} in the position"
    return Rule(name, sum((row[-1] for row in rows), Fraction(0)), sympy.expand(sympy.expand_func(formula)))


def _geometric(terms: Terms) -> Rule | None:
    if len(terms) < 4 or 0 in terms:
        return None
    ratio = terms[1] / terms[0]
    if ratio == 1 or any(after != ratio * before for before, after in itertools.pairwise(terms)):
        return None
    first, factor = (sympy.Rational(part.numerator, part.denominator) for part in (terms[0], ratio))
    return Rule(f"a constant ratio of {ratio}", terms[-1] * ratio, first * factor ** (POSITION - 1))


def _plain_sum(terms: Terms) -> Rule | None:
    """Each term is the sum of the two before it, perhaps and a constant."""
    rest = {c - a - b for a, b, c in zip(terms, terms[1:], terms[2:], strict=False)}
    if len(rest) != 1 or len(terms) < (4 if rest == {Fraction(0)} else 5):
        return None
    constant = rest.pop()
    more = f" and {constant}" if constant else ""
    return Rule(f"the sum of the two terms before{more}", terms[-1] + terms[-2] + constant)


def _recurrence(terms: Terms) -> Rule | None:
    """Each term is p times the one before and q times the one before that, with small integers."""
    if len(terms) < 5:
        return None
    found: tuple[Fraction, Fraction] | None = None
    for (a, b, c), (d, e, f) in _pairs(list(zip(terms, terms[1:], terms[2:], strict=False))):
        determinant = b * d - a * e
        if determinant:
            found = ((c * d - a * f) / determinant, (b * f - c * e) / determinant)
            break
    if found is None:
        return None
    p, q = found
    if any(part.denominator != 1 or abs(part) > _MAX_FACTOR for part in found):
        return None
    if any(c != p * b + q * a for a, b, c in zip(terms, terms[1:], terms[2:], strict=False)):
        return None
    return Rule(f"{p} times the term before and {q} times the one before that", p * terms[-1] + q * terms[-2])


Triple = tuple[Fraction, Fraction, Fraction]


def _pairs(triples: list[Triple]) -> Iterator[tuple[Triple, Triple]]:
    for index, first in enumerate(triples):
        for second in triples[index + 1 :]:
            yield first, second


def _rounded_down(terms: Terms) -> Iterator[Rule]:
    if len(terms) < 4 or any(term.denominator != 1 for term in terms):
        return
    for divisor in range(2, _MAX_FACTOR + 1):
        if all(after == before // divisor for before, after in itertools.pairwise(terms)):
            name = f"the term before divided by {divisor} and rounded down"
            yield Rule(name, Fraction(terms[-1] // divisor))


OPERATIONS: dict[str, object] = {}
CHECKS = {"continuation": check_continuation}
