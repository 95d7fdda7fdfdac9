"""Sums and products over an index, finite and infinite.

Finite ones are added up, term by term or, if the terms are a polynomial in the index, by Faulhaber's formula.
Of the infinite ones, those whose terms are a polynomial times a power are known: the sum of `p(k) r^k` is
`-q(a) r^a`, where q is the polynomial with `r q(k + 1) - q(k) = p(k)`.
"""

from __future__ import annotations

from typing import Any

import sympy

from phi4_node.verification.checks.base import UndecidedError

_MAX_ADDED = 3_000
_MAX_END = 10**18
_MAX_DEGREE = 20


def _ends(low: Any, high: Any) -> tuple[int, int | None]:
    if not isinstance(low, sympy.Integer) or abs(low) > _MAX_END:
        raise UndecidedError("the index does not start at a whole number")
    if high == sympy.oo:
        return int(low), None
    if not isinstance(high, sympy.Integer) or abs(high) > _MAX_END:
        raise UndecidedError("the index does not end at a whole number")
    if high < low:
        raise UndecidedError("there is nothing to add")
    return int(low), int(high)


def _sum(term: Any, index: Any, low: Any, high: Any) -> sympy.Expr:
    start, end = _ends(low, high)
    if not isinstance(term, sympy.Expr):
        raise UndecidedError("the terms of a sum are not numbers")
    if term == 0:
        return sympy.S.Zero
    if end is None:
        return _infinite(term, index, start)
    if not term.has(index):
        return term * (end - start + 1)
    if end - start < _MAX_ADDED:
        return sympy.Add(*[_at(term, index, place) for place in range(start, end + 1)])
    if not term.is_polynomial(index) or sympy.degree(term, index) > _MAX_DEGREE:
        raise UndecidedError("the sum has too many terms")
    return sympy.summation(term, (index, start, end))


def _product(term: Any, index: Any, low: Any, high: Any) -> sympy.Expr:
    start, end = _ends(low, high)
    if end is None or end - start >= _MAX_ADDED or not isinstance(term, sympy.Expr):
        raise UndecidedError("the product has too many factors")
    return sympy.Mul(*[_at(term, index, place) for place in range(start, end + 1)])


def _at(term: sympy.Expr, index: sympy.Symbol, place: int) -> sympy.Expr:
    value = term.subs(index, sympy.Integer(place))
    if value.has(sympy.nan, sympy.zoo, sympy.oo):
        raise UndecidedError("a term has no value")
    return value


def _infinite(term: sympy.Expr, index: sympy.Symbol, start: int) -> sympy.Expr:
    constant, polynomial, ratio = sympy.S.One, sympy.S.One, sympy.S.One
    for factor in sympy.Mul.make_args(sympy.powsimp(sympy.expand_power_exp(term))):
        if not factor.has(index):
            constant *= factor
        elif factor.is_polynomial(index):
            polynomial *= factor
        elif factor.is_Pow and not factor.base.has(index) and factor.exp.is_polynomial(index):
            exponent = sympy.Poly(factor.exp, index)
            if exponent.degree() != 1:
                raise UndecidedError("this infinite sum is not known")
            slope, shift = exponent.all_coeffs()
            ratio *= factor.base**slope
            constant *= factor.base**shift
        else:
            raise UndecidedError("this infinite sum is not known")
    if not isinstance(ratio, sympy.Rational) or not 0 < abs(ratio) < 1:
        raise UndecidedError("this infinite sum is not known, or it diverges")
    if sympy.degree(polynomial, index) > _MAX_DEGREE:
        raise UndecidedError("this infinite sum is not known")
    return constant * _geometric(sympy.Poly(polynomial, index), ratio, start)


def _geometric(polynomial: sympy.Poly, ratio: sympy.Rational, start: int) -> sympy.Expr:
    """The sum of p(k) r^k from `start` on; r q(k + 1) - q(k) = p(k) is solved from the highest power down."""
    index = polynomial.gen
    rest, found = polynomial, sympy.Poly(0, index)
    while not rest.is_zero:
        part = sympy.Poly(rest.LC() / (ratio - 1) * index ** rest.degree(), index)
        found += part
        rest -= ratio * part.compose(sympy.Poly(index + 1, index)) - part
    return -found.eval(start) * ratio**start


OPERATIONS = {"sum": _sum, "product": _product}
CHECKS: dict[str, Any] = {}
