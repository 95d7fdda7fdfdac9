"""Checks of rewritten expressions: equal, and of the form that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from math import gcd
from typing import Any

import sympy
from sympy.polys.polyerrors import BasePolynomialError

from phi4_node.schema import Check
from phi4_node.verification.answers.forms import has_form
from phi4_node.verification.checks.base import UndecidedError, fails, holds, written
from phi4_node.verification.checks.case import Case, scalar, unnamed
from phi4_node.verification.checks.conditional import compare_under_conditions
from phi4_node.verification.checks.finished import is_trigonometric, unfinished
from phi4_node.verification.checks.holes import refuse_holes
from phi4_node.verification.checks.scope import Scope
from phi4_node.verification.claims import RewriteClaim
from phi4_node.verification.expressions.bounds import limit_expansion
from phi4_node.verification.expressions.render import render
from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.trees import walk

_METHOD = "proof of equality and check of the form"
_PLAIN = 3
"""Expressions of this size cannot be made simpler."""

_TRIGONOMETRIC = (sympy.sin, sympy.cos, sympy.tan, sympy.cot, sympy.sec, sympy.csc)
_MAX_TRIGONOMETRIC = 200


def check_rewrite(case: Case) -> Check:
    """The answer equals the term and is written as asked."""
    claim = case.claim
    assert isinstance(claim, RewriteClaim)
    term = case.scope.parse(claim.term)
    values = [value for _, value in case.scope.evaluate_all(term)]
    if len(values) != 1 or not isinstance(values[0], sympy.Expr):
        raise UndecidedError("the expression is not determined")
    value = values[0]
    if value.has(sympy.nan, sympy.zoo):
        raise UndecidedError("the expression has no value")
    limit_expansion(value)
    answer = unnamed(case, {render(term).replace(" ", "")})
    given = limit_expansion(scalar(case, answer))
    if not compare_under_conditions(case, value, given, answer.node):
        return fails(
            claim,
            _METHOD,
            "The answer is not equal to the expression.",
            _difference(value, given),
            expected=_nice(value),
            answer=given,
        )
    why = unfinished(answer.node) or _FORMS[claim.form](answer.node, value, case.plain())
    if not why and claim.form == "simplified" and answer.node == term and _size(term) > _PLAIN:
        why = "it only repeats the question"
    if not why and claim.form in ("simplified", "expanded", "collected", "factored"):
        found = has_form(answer.node, claim.form)
        why = found.reason if found.value is False else ""
    if why:
        raise UndecidedError(f"the answer is equal to the expression, but {why}")
    refuse_holes(case, term, value, answer.node)
    return holds(
        claim,
        _METHOD,
        f"The answer equals the expression and is {_WORDS[claim.form]}.",
        expected=_nice(value),
    )


_WORDS = {
    "simplified": "simplified",
    "expanded": "expanded",
    "factored": "completely factored",
    "real_factors": "completely factored over the real numbers",
    "lowest_terms": "in lowest terms",
    "collected": "collected",
    "mixed": "a mixed number",
    "decimal": "a decimal",
}


def _nice(value: sympy.Expr) -> sympy.Expr:
    return sympy.expand(value)


def _difference(value: sympy.Expr, given: sympy.Expr) -> str:
    """Two values at one point show that two expressions are not the same."""
    symbols = sorted((value - given).free_symbols, key=str)
    if not symbols:
        return f"the expression is {written(_nice(value))}, the answer {written(given)}"
    for start in (2, 3, 5, 7, 11, -3, -7):
        point = {symbol: sympy.Integer(start + index) for index, symbol in enumerate(symbols)}
        left, right = value.subs(point), given.subs(point)
        if left != right and not left.has(sympy.nan, sympy.zoo) and not right.has(sympy.nan, sympy.zoo):
            place = ", ".join(f"{symbol} = {point[symbol]}" for symbol in symbols)
            return f"for {place} the expression is {written(left)}, the answer {written(right)}"
    return f"the expression is {written(_nice(value))}"


# Forms: each gives the reason why an answer does not have it, or nothing --------------------------


def _lowest_terms(node: Node, value: sympy.Expr, scope: Scope) -> str:
    while node.op in ("neg", "pos"):
        node = node.args[0]
    if node.op == "num" and node.places is None:
        return ""
    if node.op == "div":
        above, below = node.args
        above = above.args[0] if above.op == "neg" else above
        if above.op == below.op == "num" and above.places is None and below.places is None:
            assert above.value is not None and below.value is not None
            if below.value != 1 and gcd(int(above.value), int(below.value)) == 1:
                return ""
    return "it is not a fraction in lowest terms"


def _terms(node: Node) -> Iterator[Node]:
    """The terms of a sum without their signs."""
    if node.op in ("add", "sub"):
        yield from _terms(node.args[0])
        yield from _terms(node.args[1])
    elif node.op in ("neg", "pos"):
        yield from _terms(node.args[0])
    else:
        yield node


def _expanded(node: Node, value: sympy.Expr, scope: Scope) -> str:
    """A sum of monomials, no two of which are alike."""
    seen = set()
    for term in _terms(node):
        if any(part.op in ("add", "sub") for part in walk(term)):
            return "a product is not multiplied out"
        monomial = scope.evaluate(term).as_coeff_Mul()[1]
        if monomial in seen:
            return "like terms are not collected"
        seen.add(monomial)
    return ""


def _factors(node: Node) -> Iterator[Node]:
    """The factors of a product without their signs and exponents."""
    if node.op == "mul":
        yield from _factors(node.args[0])
        yield from _factors(node.args[1])
    elif (node.op == "div" and node.args[1].op == "num") or node.op in ("neg", "pos", "pow"):
        yield from _factors(node.args[0])
    else:
        yield node


def _factored(node: Node, value: sympy.Expr, scope: Scope) -> str:
    """A product of polynomials that cannot be factored further over the rationals.

    Roots are no rational coefficients, and fractions are none that factoring over the integers may bring in.
    """
    why = _undone_product(node, scope)
    if why:
        return why
    whole = _has_whole_coefficients(value)
    for factor in _factors(node):
        expr = scope.evaluate(factor)
        if not expr.free_symbols:
            if factor.op in ("add", "sub"):
                return "a factor is a sum without letters"
            continue
        try:
            poly = sympy.Poly(expr, *sorted(expr.free_symbols, key=str))
        except BasePolynomialError:
            return "a factor is not a polynomial"
        if not (poly.domain.is_ZZ or poly.domain.is_QQ):
            return "a factor has coefficients that are not rational"
        if whole and not poly.domain.is_ZZ:
            return "a factor has fractions as coefficients"
        if not poly.is_irreducible:
            return "a factor can be factored further"
        if poly.domain.is_ZZ and poly.content() != 1:
            return "a number can be taken out of a factor"
    return ""


def _real_factors(node: Node, value: sympy.Expr, scope: Scope) -> str:
    """A product of real polynomials in one letter that are linear, or quadratic without real zeros."""
    why = _undone_product(node, scope)
    if why:
        return why
    for factor in _factors(node):
        expr = scope.evaluate(factor)
        if not expr.free_symbols:
            if factor.op in ("add", "sub"):
                return "a factor is a sum without letters"
            continue
        if len(expr.free_symbols) > 1:
            return "it is not decided here whether a factor in several letters can be factored further"
        try:
            poly = sympy.Poly(expr, *expr.free_symbols)
        except BasePolynomialError:
            return "a factor is not a polynomial"
        if not all(coefficient.is_real for coefficient in poly.all_coeffs()):
            return "a factor has coefficients that are not real"
        splits = poly.degree() == 2 and bool(poly.discriminant().is_negative) is False
        if poly.degree() > 2 or splits:
            return "a factor can be factored further"
    return ""


def _has_whole_coefficients(value: sympy.Expr) -> bool:
    try:
        return bool(value.free_symbols) and bool(sympy.Poly(value, *value.free_symbols).domain.is_ZZ)
    except BasePolynomialError:
        return False


def _undone_product(node: Node, scope: Scope) -> str:
    """`2(x - 2)(x - 3)/2`, `1(x - 2)`, `(x - 2)^1` and `x - sqrt(4)` leave something to do."""
    numbers = [factor for factor in _factors(node) if factor.op == "num"]
    divisors = [part.args[1] for part in walk(node) if part.op == "div" and part.args[1].op == "num"]
    powers = [part.args[1] for part in walk(node) if part.op == "pow"]
    is_one = any(
        arg.op == "num" and arg.value == 1 for part in walk(node) if part.op == "mul" for arg in part.args
    )
    if is_one or any(power.op == "num" and power.value in (0, 1) for power in powers):
        return "a factor or an exponent of 1 is left"
    if len(numbers) > 1 and not all(_is_of_power(node, number) for number in numbers):
        return "numbers are not multiplied"
    if any(gcd(int(above.value or 0), int(below.value or 0)) > 1 for above in numbers for below in divisors):
        return "a number can be cancelled"
    roots = [part for part in walk(node) if part.op == "call" and part.name in ("sqrt", "root", "cbrt")]
    return "a root can be taken" if any(_can_be_taken(part, scope) for part in roots) else ""


def _is_of_power(node: Node, number: Node) -> bool:
    """Whether a number is the base of a power in a product: `2^3 * 5`."""
    return any(part.op == "pow" and part.args[0] is number for part in walk(node))


def _size(node: Node) -> int:
    return sum(1 for _ in walk(node))


def _simplified(node: Node, value: sympy.Expr, scope: Scope) -> str:
    """No longer than the shortest of the usual normal forms, and without roots that can be taken."""
    for part in walk(node):
        if part.op == "call" and part.name in ("sqrt", "root", "cbrt") and _can_be_taken(part, scope):
            return "a root can be simplified"
        if (
            part.op == "div"
            and all(side.op == "num" for side in part.args)
            and _lowest_terms(part, value, scope)
        ):
            return "a fraction is not in lowest terms"
        if part.op == "div" and any(
            below.op == "call" and below.name == "sqrt" for below in walk(part.args[1])
        ):
            return "a root stands in a denominator"
    if any(is_trigonometric(part) for part in walk(node)) and _may_collapse(node, value):
        return "it may be possible to simplify it further"
    why = (
        _expanded(node, value, scope)
        if value.is_polynomial(*value.free_symbols) and _has_like_terms(node, scope)
        else ""
    )
    if why:
        return why
    shortest = min(_size(scope.parse(written(form))) for form in normal_forms(value))
    return "" if _size(node) <= shortest * 5 // 4 + 3 else "it may be possible to simplify it further"


def _may_collapse(node: Node, value: sympy.Expr) -> bool:
    """Whether trigonometric functions may cancel in a way that no normal form finds.

    No algorithm simplifies all of them, so a quotient by a sum of them counts as unfinished, and so does what
    has the same value at three places.
    """
    if any(part.op == "div" and _is_trigonometric_sum(part.args[1]) for part in walk(node)):
        return True
    letters = sorted(value.free_symbols, key=str)
    places = [
        {one: sympy.Rational(at + 2 * number, 7) for number, one in enumerate(letters)} for at in (3, 5, 9)
    ]
    found = [sympy.N(value.subs(place), 30, maxn=200) for place in places]
    if not letters or not all(number.is_finite for number in found):
        return False
    return all(abs(other - found[0]) < sympy.Float("1e-20") for other in found[1:])


def _is_trigonometric_sum(node: Node) -> bool:
    sums = [part for part in walk(node) if part.op in ("add", "sub")]
    return any(is_trigonometric(part) for total in sums for part in walk(total))


def _has_like_terms(node: Node, scope: Scope) -> bool:
    monomials = [scope.evaluate(term).as_coeff_Mul()[1] for term in _terms(node)]
    return len(set(monomials)) < len(monomials)


def _can_be_taken(part: Node, scope: Scope) -> bool:
    """Whether an integer under a root has a factor that is a perfect power."""
    radicand = scope.evaluate(part.args[0])
    if isinstance(radicand, sympy.Rational):
        return isinstance(scope.evaluate(part), sympy.Rational) or scope.evaluate(part).as_coeff_Mul()[
            0
        ] not in (1, -1)
    return False


def normal_forms(value: sympy.Expr) -> list[sympy.Expr]:
    """A value in the usual ways to write it."""
    forms = [value, sympy.expand(value)]
    if value.free_symbols:
        forms += [sympy.cancel(value), sympy.factor(value)]
        if value.has(*_TRIGONOMETRIC) and value.count_ops() <= _MAX_TRIGONOMETRIC:
            forms += [sympy.trigsimp(value), sympy.trigsimp(sympy.expand_trig(value))]
    else:
        forms += [sympy.radsimp(sympy.expand(value))]
    return [form for form in forms if not form.has(sympy.nan)]


def _mixed(node: Node, value: sympy.Expr, scope: Scope) -> str:
    while node.op in ("neg", "pos"):
        node = node.args[0]
    if node.op == "mixed" and not _lowest_terms(node.args[1], value, scope):
        above, below = (part.value for part in node.args[1].args)
        if above is not None and below is not None and above < below:
            return ""
    return "it is not a mixed number in lowest terms"


def _decimal(node: Node, value: sympy.Expr, scope: Scope) -> str:
    while node.op in ("neg", "pos"):
        node = node.args[0]
    return "" if node.op in ("num", "repeat") else "it is not a decimal"


_FORMS: dict[str, Any] = {
    "mixed": _mixed,
    "decimal": _decimal,
    "simplified": _simplified,
    "expanded": _expanded,
    "collected": _expanded,
    "factored": _factored,
    "real_factors": _real_factors,
    "lowest_terms": _lowest_terms,
}

# Coefficients -------------------------------------------------------------------------------------


def _matching(expr: Any, form: Any, letter: Any) -> sympy.Expr:
    """The value of a letter that makes a form identical with an expression, if there is exactly one."""
    variables = sorted(expr.free_symbols & form.free_symbols, key=str)
    letters = sorted(form.free_symbols - expr.free_symbols, key=str)
    if letter not in letters or not variables:
        raise UndecidedError("which letters are coefficients is not clear")
    try:
        identity = sympy.Poly(expr - form, *variables)
    except BasePolynomialError as error:
        raise UndecidedError("the form is not a polynomial") from error
    try:
        solutions = sympy.linsolve(identity.coeffs(), *letters)
    except ValueError as error:  # NonlinearError
        raise UndecidedError("the letters are not simple coefficients") from error
    values = [dict(zip(letters, solution, strict=True))[letter] for solution in solutions]
    if len(values) != 1 or values[0].free_symbols:
        raise UndecidedError("the form does not determine the letter")
    return values[0]


OPERATIONS = {"matching": _matching}
CHECKS = {"rewrite": check_rewrite}
