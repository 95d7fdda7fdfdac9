"""Has an answer the form that was asked for? Syntactic: the value is checked elsewhere.

What "simplified" means here: no arithmetic between numerals is left undone; fractions are in lowest terms; a
root holds no factor that could leave it, no fraction, and stands in no denominator; like terms are collected
and powers of one base combined; a quotient of polynomials has no common factor; a function of a number that
has a simpler value is not left standing. Products of polynomials may stay products, unless they are terms of
a sum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import Literal

import sympy
from sympy.polys.polyerrors import BasePolynomialError

from phi4_node.verification.answers.answer import symbols_of, walk
from phi4_node.verification.answers.values import value_of
from phi4_node.verification.expressions.syntax import Node, ReadError
from phi4_node.verification.zero.monomials import Monomial, NotAMonomialError, literal, monomial, summands

Form = Literal[
    "number", "integer", "decimal", "exact", "lowest_terms", "expanded", "collected", "factored",
    "simplified", "prime_factorisation",
]  # fmt: skip

_MAX_DEGREE = 60
_MAX_DIGITS = 40


@dataclass(frozen=True, slots=True)
class FormFinding:
    """Whether a form is there, and why (not).

    Attributes:
        value: None if the criterion does not apply to such a tree.
        reason: One sentence for a person.
    """

    value: bool | None
    reason: str


def has_form(node: Node, form: Form, *, places: int | None = None) -> FormFinding:
    """Whether a tree has a form.

    Args:
        node: The answer as written, without its unit.
        form: What was asked for.
        places: For `decimal`, how many digits after the point; None accepts any.
    """
    if form == "decimal":
        return _decimal(node, places)
    try:
        return _CHECKS[form](node)
    except ReadError as error:
        return FormFinding(None, f"it cannot be evaluated: {error.reason}")


def _yes(reason: str) -> FormFinding:
    return FormFinding(True, reason)


def _no(reason: str) -> FormFinding:
    return FormFinding(False, reason)


# Numbers -------------------------------------------------------------------------------------------


def _unsigned(node: Node) -> Node:
    return node.args[0] if node.op in ("neg", "pos") else node


def _number(node: Node) -> FormFinding:
    if literal(_unsigned(node)) is not None:
        return _yes("a single number")
    if symbols_of(node):
        return _no("it contains variables")
    if isinstance(value_of(node), sympy.Rational):
        return _no("a calculation that is not carried out")
    return _simplified(node)


def _integer(node: Node) -> FormFinding:
    value = literal(_unsigned(node))
    if value is None or _unsigned(node).op != "num":
        return _no("not a single integer")
    return _yes("an integer") if value.denominator == 1 else _no("not an integer")


def _decimal(node: Node, places: int | None) -> FormFinding:
    inner = _unsigned(node)
    if inner.op != "num":
        return _no("not written as a decimal")
    if places is not None and (inner.places or 0) != max(places, 0):
        return _no(f"{inner.places or 0} digits after the point, not {places}")
    return _yes("a decimal")


def _exact(node: Node) -> FormFinding:
    if any(part.op == "num" and part.places for part in walk(node)):
        return FormFinding(None, "a decimal is only exact if it equals the exact value")
    return _yes("no decimals")


def _lowest_terms(node: Node) -> FormFinding:
    inner = _unsigned(node)
    if inner.op == "num":
        return _yes("an integer") if not inner.places else _no("a decimal, not a fraction")
    if inner.op == "mixed":
        inner = inner.args[1]
    if inner.op != "div":
        return _lowest_quotient(inner)
    above, below = (literal(_unsigned(arg)) for arg in inner.args)
    if above is None or below is None:
        return _lowest_quotient(inner)
    if above.denominator != 1 or below.denominator != 1 or any(arg.places for arg in inner.args):
        return _no("numerator and denominator are not integers")
    if below == 1:
        return _no("a denominator of 1")
    if gcd(int(above), int(below)) != 1:
        return _no(f"{gcd(int(above), int(below))} can still be cancelled")
    return _yes("in lowest terms")


def _lowest_quotient(node: Node) -> FormFinding:
    if literal(node) is None and not symbols_of(node):
        return _simplified(node)
    return _simplified(node) if symbols_of(node) else _no("not a fraction")


def _prime_factorisation(node: Node) -> FormFinding:
    for base, exponent in _number_factors(node):
        if base is None or exponent is None:
            return _no("not a product of powers of integers")
        if base >= 10**_MAX_DIGITS:
            return FormFinding(None, "a factor is too large to test")
        if not sympy.isprime(base):
            return _no(f"{base} is not prime")
    return _yes("all factors are prime")


def _number_factors(node: Node) -> Iterator[tuple[int | None, int | None]]:
    if node.op == "mul":
        for arg in node.args:
            yield from _number_factors(arg)
    elif node.op == "pow":
        base, exponent = literal(node.args[0]), literal(node.args[1])
        yield _natural(base), _natural(exponent)
    else:
        yield _natural(literal(node)), 1


def _natural(value: Fraction | None) -> int | None:
    return int(value) if value is not None and value.denominator == 1 and value > 0 else None


# Polynomials ---------------------------------------------------------------------------------------


def _expanded(node: Node) -> FormFinding:
    found: list[Monomial] = []
    for sign, term in summands(node):
        try:
            part = monomial(term)
        except NotAMonomialError as error:
            return _no(str(error)) if error.certain else FormFinding(None, str(error))
        if part.has_arithmetic:
            return _no("a calculation with numerals is not carried out")
        if any(base.op in ("add", "sub") for base, _ in part.powers):
            return _no("a product or power of a sum is left")
        found.append(part if sign > 0 else part.negated())
    return _no_like_terms(found) or _yes("a sum of different terms")


def _no_like_terms(found: list[Monomial]) -> FormFinding | None:
    if len(found) > 1 and any(part.coefficient == 0 for part in found):
        return _no("a term is zero")
    if any(part.repeats for part in found):
        return _no("powers of one base are not combined")
    bases = [frozenset(part.powers) for part in found]
    return _no("like terms are not collected") if len(set(bases)) < len(bases) else None


def _factored(node: Node) -> FormFinding:
    for factor in _polynomial_factors(node):
        if not symbols_of(factor):
            continue
        irreducible = _is_irreducible(factor)
        if irreducible is not True:
            reason = (
                "a factor can be split further" if irreducible is False else "a factor is not a polynomial"
            )
            return FormFinding(irreducible, reason)
    return _yes("every factor is irreducible over the rationals")


def _polynomial_factors(node: Node) -> Iterator[Node]:
    if node.op == "mul":
        for arg in node.args:
            yield from _polynomial_factors(arg)
    elif (
        node.op in ("neg", "pos")
        or (node.op == "div" and not symbols_of(node.args[1]))
        or (node.op == "pow" and _natural(literal(node.args[1])))
    ):
        yield from _polynomial_factors(node.args[0])
    else:
        yield node


def _is_irreducible(factor: Node) -> bool | None:
    polynomial = _polynomial(factor)
    if polynomial is None or polynomial.total_degree() > _MAX_DEGREE:
        return None
    return bool(polynomial.is_irreducible)


def _polynomial(node: Node) -> sympy.Poly | None:
    value = value_of(node)
    try:
        return (
            sympy.Poly(value, *sorted(value.free_symbols, key=str), domain="QQ")
            if value.free_symbols
            else None
        )
    except BasePolynomialError:
        return None


# Simplified ----------------------------------------------------------------------------------------


def _simplified(node: Node) -> FormFinding:
    for part in walk(node):
        for test in (_undone_arithmetic, _bad_root, _bad_quotient, _undone_call):
            reason = test(part)
            if reason:
                return _no(reason)
        if part.op in ("add", "sub"):
            finding = _sum_is_simplified(part)
            if finding is not None:
                return finding
        if part.op in ("mul", "pow", "div"):
            finding = _product_is_simplified(part)
            if finding is not None:
                return finding
    return _yes("nothing is left to do")


def _sum_is_simplified(node: Node) -> FormFinding | None:
    found: list[Monomial] = []
    for sign, term in summands(node):
        try:
            part = monomial(term)
        except NotAMonomialError:
            return FormFinding(None, "whether a sum can be simplified further is not decided")
        found.append(part if sign > 0 else part.negated())
        if any(base.op in ("add", "sub") for base, _ in part.powers):
            return FormFinding(None, "a product of a sum stands in a sum")
    return _no_like_terms(found)


def _product_is_simplified(node: Node) -> FormFinding | None:
    try:
        part = monomial(node)
    except NotAMonomialError as error:
        if error.certain:
            return _no(str(error))
        return FormFinding(None, "whether a product can be simplified further is not decided")
    if part.has_arithmetic:
        return _no("a calculation with numerals is not carried out")
    if part.repeats:
        return _no("powers of one base are not combined")
    sums = [base for base, _ in part.powers if base.op in ("add", "sub") and not symbols_of(base)]
    if sums:
        alone = len(part.powers) == 1 and part.powers[0][1] == Node("num", value=Fraction(1))
        return FormFinding(None if alone else False, "a product with a sum of numbers is not multiplied out")
    roots = [base for base, _ in part.powers if base.op == "call" and base.name in ("sqrt", "cbrt")]
    if len(roots) > 1 and len({base.name for base in roots}) == 1 and not any(map(symbols_of, roots)):
        return _no("roots are not multiplied")
    return None


def _undone_arithmetic(part: Node) -> str:
    values = [literal(arg) for arg in part.args]
    if part.op in ("neg", "pos") and part.args[0].op in ("neg", "pos"):
        return "two signs in a row"
    if part.op == "pos":
        return ""
    if part.op in ("add", "sub", "pow") and values and all(value is not None for value in values):
        return "a calculation with numerals is not carried out"
    if part.op == "pow" and values[1] in (0, 1):
        return "an exponent of 0 or 1"
    if part.op in ("add", "sub", "mul") and 0 in values:
        return "a zero is left"
    if part.op == "mul" and 1 in values:
        return "a factor of 1 is left"
    if part.op == "factorial" and values[0] is not None:
        return "a factorial is not carried out"
    return ""


def _bad_root(part: Node) -> str:
    if part.op != "call" or part.name not in ("sqrt", "cbrt", "root"):
        return ""
    degree = {"sqrt": 2, "cbrt": 3}.get(part.name) or int(literal(part.args[1]) or 0)
    radicand = literal(part.args[0])
    if radicand is None or degree < 2:
        return (
            ""
            if symbols_of(part.args[0]) or part.args[0].op in ("add", "sub", "sym")
            else "a root of a calculation"
        )
    if radicand.denominator != 1:
        return "a fraction stands under a root"
    if radicand >= 10**_MAX_DIGITS:
        return ""
    powers = sympy.factorint(int(abs(radicand))) if radicand else {0: degree}
    if any(power >= degree for prime, power in powers.items() if prime > 1) or radicand in (0, 1):
        return "a factor can be taken out of a root"
    return ""


def _bad_quotient(part: Node) -> str:
    if part.op != "div":
        return ""
    above, below = part.args
    if any(piece.op == "call" and piece.name in ("sqrt", "cbrt", "root") for piece in walk(below)):
        return "a root stands in a denominator"
    if below.op == "div" or above.op == "div":
        return "a fraction stands in a fraction"
    first, second = literal(_unsigned(above)), literal(below)
    if second == 1:
        return "a denominator of 1"
    if first is not None and second is not None and (first.denominator, second.denominator) == (1, 1):
        return "the fraction can be cancelled" if gcd(int(first), int(second)) != 1 else ""
    if symbols_of(below):
        one, other = _polynomial(above), _polynomial(below)
        if one is not None and other is not None and sympy.gcd(one.as_expr(), other.as_expr()) != 1:
            return "a common factor can be cancelled"
    return ""


def _undone_call(part: Node) -> str:
    if part.op in ("abs", "floor", "ceiling") and literal(_unsigned(part.args[0])) is not None:
        return "a function of a number is not carried out"
    if part.op != "call" or symbols_of(part) or part.name in ("sqrt", "cbrt", "root"):
        return ""
    value = value_of(part)
    return (
        ""
        if isinstance(value, sympy.Function) or value.has(sympy.log, sympy.exp)
        else "a function has a simpler value"
    )


_CHECKS: dict[str, Callable[[Node], FormFinding]] = {
    "number": _number,
    "integer": _integer,
    "exact": _exact,
    "lowest_terms": _lowest_terms,
    "expanded": _expanded,
    "collected": _expanded,
    "factored": _factored,
    "simplified": _simplified,
    "prime_factorisation": _prime_factorisation,
}
