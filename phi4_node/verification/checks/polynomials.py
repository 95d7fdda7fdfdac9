"""Parts of polynomials: coefficients, degrees, quotients; parts of complex numbers and of lists."""

from __future__ import annotations

from typing import Any

import sympy
from sympy.polys.polyerrors import BasePolynomialError

from phi4_node.verification.checks.base import UndecidedError


def _poly(value: Any, variable: Any) -> sympy.Poly:
    if not isinstance(value, sympy.Expr) or not isinstance(variable, sympy.Symbol):
        raise UndecidedError("this is no polynomial in a letter")
    try:
        poly = sympy.Poly(value, variable)
    except BasePolynomialError as error:
        raise UndecidedError("this is no polynomial") from error
    if any(part.has(variable) for part in poly.coeffs()):
        raise UndecidedError("this is no polynomial")
    return poly


def _coefficient(value: Any, variable: Any, power: Any) -> sympy.Expr:
    if not isinstance(power, sympy.Integer) or power < 0:
        raise UndecidedError("the exponent is no natural number")
    return sympy.expand(_poly(value, variable).coeff_monomial(variable**power))


def _degree(value: Any, variable: Any) -> sympy.Integer:
    poly = _poly(value, variable)
    if poly.is_zero:
        raise UndecidedError("the degree of zero is a matter of convention")
    return sympy.Integer(poly.degree())


def _leading(value: Any, variable: Any) -> sympy.Expr:
    return sympy.expand(_poly(value, variable).LC())


def _coefficient_sum(value: Any, variable: Any) -> sympy.Expr:
    return sympy.expand(sum(_poly(value, variable).all_coeffs()))


def _square_sum(value: Any, variable: Any) -> sympy.Expr:
    return sympy.expand(sum(part**2 for part in _poly(value, variable).all_coeffs()))


def _discriminant(value: Any, variable: Any) -> sympy.Expr:
    poly = _poly(value, variable)
    if poly.degree() < 2:
        raise UndecidedError("there is no discriminant")
    return sympy.expand(poly.discriminant())


def _quadratic_discriminant(value: Any, variable: Any) -> sympy.Expr:
    """The discriminant of what is written as a quadratic; its sign counts the real roots only then."""
    poly = _poly(value, variable)
    if poly.degree() != 2:
        raise UndecidedError("this is no quadratic")
    return sympy.expand(poly.discriminant())


def _remainder(value: Any, divisor: Any, variable: Any) -> sympy.Expr:
    """What is left of a polynomial in one letter, whose coefficients may have others, after division."""
    first, second = _poly(value, variable), _poly(divisor, variable)
    if second.degree() < 1 or second.free_symbols != {variable}:
        raise UndecidedError("the divisor is no polynomial in one letter")
    return sympy.expand(sympy.rem(first, second).as_expr())


def _asymptote(value: Any, variable: Any) -> sympy.Expr:
    """The inclined line that a rational function comes close to far out."""
    above, below = sympy.fraction(sympy.cancel(value))
    line = sympy.div(_poly(above, variable), _poly(below, variable))[0]
    if line.degree() != 1:
        raise UndecidedError("there is no oblique asymptote")
    return sympy.expand(line.as_expr())


def _radical_conjugate(value: Any) -> sympy.Expr:
    """The same number with the other sign before its one square root."""
    if not isinstance(value, sympy.Expr) or value.free_symbols:
        raise UndecidedError("this is no number with a root")
    parts = sympy.Add.make_args(sympy.expand(value))
    rooted = [part for part in parts if not isinstance(part, sympy.Rational)]
    if len(rooted) != 1 or not all(power.exp == sympy.Rational(1, 2) for power in rooted[0].atoms(sympy.Pow)):
        raise UndecidedError("this is no number with one square root")
    return sympy.expand(value - 2 * rooted[0])


def _mean(*values: Any) -> sympy.Expr:
    if len(values) < 2 or not all(isinstance(value, sympy.Expr) for value in values):
        raise UndecidedError("the mean of several numbers is meant")
    return sympy.Add(*values) / len(values)


def _numbers(values: Any) -> list[sympy.Expr]:
    if not isinstance(values, (sympy.FiniteSet, sympy.Tuple)) or not values.args:
        raise UndecidedError("there is no list of numbers")
    return list(values.args)


def _mean_of(values: Any) -> sympy.Expr:
    return sympy.radsimp(sympy.expand(_mean(*_numbers(values))))


OPERATIONS: dict[str, Any] = {
    "coefficient": _coefficient,
    "polynomial_degree": _degree,
    "leading": _leading,
    "coefficient_sum": _coefficient_sum,
    "coefficient_squares": _square_sum,
    "discriminant": _discriminant,
    "quadraticdiscriminant": _quadratic_discriminant,
    "polynomial_remainder": _remainder,
    "asymptote": _asymptote,
    "radical_conjugate": _radical_conjugate,
    "mean": _mean,
    "mean_of": _mean_of,
}
CHECKS: dict[str, Any] = {}
