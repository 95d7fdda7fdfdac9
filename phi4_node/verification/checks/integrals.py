"""Definite and improper integrals by an antiderivative that is proven to be continuous between the ends.

Where the integrand is not bounded, or an end is infinite, the limits of the antiderivative decide. If there
is a gap between the ends, nothing is decided: an antiderivative says nothing about the area across a gap.
"""

from __future__ import annotations

from typing import Any

import sympy

from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.checks.inequalities import between, floor_of
from phi4_node.verification.checks.signs import sign_of
from phi4_node.verification.zero.zero import are_equal

_EVERYWHERE = (sympy.sin, sympy.cos, sympy.exp, sympy.sinh, sympy.cosh, sympy.tanh, sympy.atan, sympy.asinh)
_INFINITE = (sympy.oo, -sympy.oo)


def definite(f: Any, variable: Any, low: Any, high: Any) -> sympy.Expr:
    """The integral of f between two ends, which may be infinite."""
    if not isinstance(variable, sympy.Symbol) or not isinstance(f, sympy.Expr):
        raise UndecidedError("this is not integrated by a variable")
    for end in (low, high):
        if not isinstance(end, sympy.Expr) or end.free_symbols or end.has(sympy.nan, sympy.zoo, sympy.I):
            return _between_letters(f, variable, low, high)
    order = _order(low, high)
    if order == 0:
        raise UndecidedError("the ends of the integral are the same")
    if order > 0:
        return -definite(f, variable, high, low)
    x = sympy.Dummy(variable.name, real=True)
    integrand = f.xreplace({variable: x})
    if integrand.free_symbols - {x}:
        return _between_letters(f, variable, low, high)
    primitive = _on_this_side(antiderivative(integrand, x), x, low, high)
    if are_equal(sympy.diff(primitive, x), integrand) is not True:
        raise UndecidedError("the antiderivative could not be proven")
    parts = (integrand, primitive)
    if (
        low not in _INFINITE
        and high not in _INFINITE
        and all(_continuous(p, x, low, high, closed=True) for p in parts)
    ):
        return primitive.subs(x, high) - primitive.subs(x, low)
    if not all(_continuous(part, x, low, high, closed=False) for part in parts):
        raise UndecidedError("it was not proven that the integrand is continuous between the ends")
    return _approached(primitive, x, high, "-") - _approached(primitive, x, low, "+")


def _order(low: sympy.Expr, high: sympy.Expr) -> int:
    if low == high:
        return 0
    if low == -sympy.oo or high == sympy.oo:
        return -1
    if low == sympy.oo or high == -sympy.oo:
        return 1
    sign = sign_of(low - high)
    if sign is None:
        raise UndecidedError("which end is smaller is not known")
    return sign


def _between_letters(f: sympy.Expr, variable: sympy.Symbol, low: Any, high: Any) -> sympy.Expr:
    """Ends or integrands with letters: only of polynomials, which are continuous everywhere."""
    if not all(
        isinstance(end, sympy.Expr) and not end.has(*_INFINITE, sympy.nan, sympy.zoo) for end in (low, high)
    ):
        raise UndecidedError("the ends of the integral are not numbers")
    if not f.is_polynomial(variable):
        raise UndecidedError("an integral with letters whose integrand is not a polynomial")
    primitive = antiderivative(f, variable)
    return primitive.subs(variable, high) - primitive.subs(variable, low)


def antiderivative(integrand: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """An antiderivative whose derivative was proven to be the integrand."""
    primitive = sympy.integrate(integrand, x)
    if primitive.has(sympy.Integral, sympy.Piecewise):
        raise UndecidedError("no closed antiderivative was found")
    if are_equal(sympy.diff(primitive, x), integrand) is not True:
        raise UndecidedError("the antiderivative could not be proven")
    return primitive


def _on_this_side(primitive: sympy.Expr, x: sympy.Symbol, low: sympy.Expr, high: sympy.Expr) -> sympy.Expr:
    """`ln u` has the derivative of `ln(-u)`, which is real where u is negative."""
    sample = between(low, high)
    for part in primitive.atoms(sympy.log):
        if part.has(x) and sign_of(part.args[0].subs(x, sample)) == -1:
            primitive = primitive.xreplace({part: sympy.log(-part.args[0])})
    return primitive


def _approached(primitive: sympy.Expr, x: sympy.Symbol, end: sympy.Expr, direction: str) -> sympy.Expr:
    from phi4_node.verification.checks.calculus import limit

    if end not in _INFINITE and _continuous(primitive, x, end, end, closed=True):
        return primitive.subs(x, end)
    value = limit(primitive, x, end, sympy.Integer(1 if direction == "+" else -1))
    if not value.is_finite:
        raise UndecidedError("the integral diverges, or it was not proven that it converges")
    return value


# Continuity ---------------------------------------------------------------------------------------


def _continuous(
    expr: sympy.Expr, x: sympy.Symbol, low: sympy.Expr, high: sympy.Expr, *, closed: bool
) -> bool:
    """Whether it is proven to be continuous between two ends, or from end to end."""
    for part in sympy.preorder_traversal(expr):
        if not part.has(x) or part is x or isinstance(part, (sympy.Add, sympy.Mul, *_EVERYWHERE)):
            continue
        if not _is_continuous_part(part, x, low, high, closed=closed):
            return False
    return True


def _is_continuous_part(
    part: sympy.Expr, x: sympy.Symbol, low: sympy.Expr, high: sympy.Expr, *, closed: bool
) -> bool:
    if isinstance(part, sympy.Pow):
        base, exponent = part.args
        if exponent.has(x):
            return sign_of(base) == 1
        if not isinstance(exponent, sympy.Rational):
            return False
        if exponent.is_Integer:
            return exponent > 0 or _is_clear(base, x, low, high, closed=closed)
        return _is_positive(base, x, low, high, closed=closed and exponent < 0)
    if isinstance(part, sympy.log):
        return _is_positive(part.args[0], x, low, high, closed=closed)
    if isinstance(part, (sympy.tan, sympy.sec)):
        return _avoids(part.args[0], x, low, high, sympy.pi / 2, closed=closed)
    if isinstance(part, (sympy.cot, sympy.csc)):
        return _avoids(part.args[0], x, low, high, sympy.S.Zero, closed=closed)
    if isinstance(part, (sympy.asin, sympy.acos)):
        inner = part.args[0]
        return _is_positive(1 - inner**2, x, low, high, closed=False)
    return False


def _polynomial(base: sympy.Expr, x: sympy.Symbol, ends: tuple[sympy.Expr, sympy.Expr]) -> sympy.Poly | None:
    """A polynomial whose zeros between the ends can be counted exactly."""
    if not base.is_polynomial(x) or not all(end.is_Rational or end in _INFINITE for end in ends):
        return None
    poly = sympy.Poly(base, x)
    return poly if poly.domain.is_ZZ or poly.domain.is_QQ else None


def _zeros(poly: sympy.Poly, low: sympy.Expr, high: sympy.Expr, *, closed: bool) -> int:
    lower, upper = (None if end in _INFINITE else end for end in (low, high))
    count = int(poly.count_roots(lower, upper))
    if not closed:
        count -= sum(1 for end in {low, high} if end not in _INFINITE and poly.eval(end) == 0)
    return count


def _is_clear(base: sympy.Expr, x: sympy.Symbol, low: sympy.Expr, high: sympy.Expr, *, closed: bool) -> bool:
    """Whether it has no zero between the ends."""
    poly = _polynomial(base, x, (low, high))
    if poly is not None:
        return _zeros(poly, low, high, closed=closed) == 0
    if isinstance(base, sympy.cos):
        return _avoids(base.args[0], x, low, high, sympy.pi / 2, closed=closed)
    if isinstance(base, sympy.sin):
        return _avoids(base.args[0], x, low, high, sympy.S.Zero, closed=closed)
    return _is_positive(base, x, low, high, closed=closed)


def _is_positive(
    base: sympy.Expr, x: sympy.Symbol, low: sympy.Expr, high: sympy.Expr, *, closed: bool
) -> bool:
    """Whether it is positive between the ends, and if `closed` at the ends too."""
    poly = _polynomial(base, x, (low, high))
    if poly is not None:
        sample = low if low == high else between(low, high)
        return _zeros(poly, low, high, closed=closed) == 0 and bool(poly.eval(sample) > 0)
    if (
        base.is_polynomial(x)
        and sympy.degree(base, x) == 1
        and low not in _INFINITE
        and high not in _INFINITE
    ):
        signs = [sign_of(base.subs(x, end)) for end in (low, high)]
        if closed:
            return signs == [1, 1]
        return (
            None not in signs
            and min(sign or 0 for sign in signs) >= 0
            and max(sign or 0 for sign in signs) == 1
        )
    bound, strict = _lower(base, x)
    return bound is not None and (bound > 0 or (bound == 0 and strict))


def _lower(expr: sympy.Expr, x: sympy.Symbol) -> tuple[sympy.Rational | None, bool]:
    """A number that an expression is never below, and whether it is never equal to it."""
    if isinstance(expr, sympy.Rational):
        return expr, False
    if isinstance(expr, sympy.Add):
        parts = [_lower(part, x) for part in expr.args]
        bounds = [bound for bound, _ in parts]
        if any(bound is None for bound in bounds):
            return None, False
        return sympy.Add(*bounds), any(strict for _, strict in parts)
    factor, rest = expr.as_coeff_Mul()
    if not isinstance(factor, sympy.Rational):
        return None, False
    if isinstance(rest, (sympy.sin, sympy.cos)):
        return -abs(factor), False
    if factor > 0 and isinstance(rest, sympy.exp):
        return sympy.Integer(0), True
    if isinstance(rest, sympy.Pow) and rest.exp.is_Integer and rest.exp > 0 and rest.exp % 2 == 0:
        if factor > 0:
            return sympy.Integer(0), False
        if isinstance(rest.base, (sympy.sin, sympy.cos)):
            return factor, False
    return None, False


def _avoids(
    angle: sympy.Expr,
    x: sympy.Symbol,
    low: sympy.Expr,
    high: sympy.Expr,
    zero: sympy.Expr,
    *,
    closed: bool,
) -> bool:
    """Whether a linear angle meets none of `zero + k*pi` between the ends."""
    if not angle.is_polynomial(x) or sympy.degree(angle, x) != 1 or low in _INFINITE or high in _INFINITE:
        return False
    ends = [(angle.subs(x, end) - zero) / sympy.pi for end in (low, high)]
    if sign_of(ends[1] - ends[0]) == -1:
        ends.reverse()
    first, last = ends
    below = floor_of(first)
    reach = sign_of(last - below - 1)
    if closed:
        return sign_of(first - below) == 1 and reach == -1
    return reach is not None and reach <= 0
