"""How large a value may get, decided before it is built.

SymPy evaluates powers, factorials and roots of numbers at once, so `9^9^9^9` must be refused before it
exists.
"""

from __future__ import annotations

import math
from typing import Any

import sympy

from phi4_node.verification.expressions.syntax import ReadError, TooLargeError

MAX_RESULT_DIGITS = 20_000
MAX_BITS = int(MAX_RESULT_DIGITS * math.log2(10))
MAX_FACTORIAL = 5_000
MAX_EXPONENT_VALUE = 100_000
"""Largest value of an exponent that is a number but not a rational one, such as e^pi in 2^(e^pi)."""

MAX_RADICAND_BITS = 1_500
"""Roots are simplified by factoring, which takes long for large numbers."""

_NEARLY_ZERO = sympy.Rational(1, 10**20)


def limit_size(value: Any) -> Any:
    """Give a value back, unless it is a rational number with too many digits.

    Raises:
        TooLargeError: If it is.
    """
    if (
        isinstance(value, sympy.Rational)
        and max(int(value.p).bit_length(), int(value.q).bit_length()) > MAX_BITS
    ):
        raise TooLargeError(f"a number with more than {MAX_RESULT_DIGITS:,} digits")
    return value


def weight(expr: Any) -> float:
    """Bits that the numbers inside an expression have at most, if it were multiplied out."""
    if isinstance(expr, sympy.Rational):
        return math.log2(max(abs(int(expr.p)), int(expr.q)))
    if isinstance(expr, sympy.Pow) and isinstance(expr.exp, sympy.Rational):
        return weight(expr.base) * max(abs(float(expr.exp)), 1.0)
    return 1 + sum(weight(part) for part in getattr(expr, "args", ()))


def divide(left: Any, right: Any) -> Any:
    """A quotient; refused if the divisor is zero or a constant too close to zero to tell.

    Raises:
        ReadError: If it is.
    """
    if right == 0 or (right.is_zero is True):
        raise ReadError("division by zero")
    if right.is_number and not right.is_Rational and is_tiny(right):
        raise ReadError("a divisor that is zero or too close to it to tell")
    return left / right


def is_tiny(expr: Any) -> bool:
    """Whether a constant is zero as far as thirty digits can tell."""
    value = sympy.N(expr, 30, maxn=60)
    return bool(abs(value) < _NEARLY_ZERO) if value.is_comparable or value.is_number else True


def power(base: Any, exponent: Any) -> Any:
    """A power, refused if its exact value is undefined or would have too many digits.

    Raises:
        ReadError: For 0^0 and for zero to a negative power.
        TooLargeError: If the value or the exponent is too large.
    """
    if isinstance(base, sympy.MatrixBase):
        return _matrix_power(base, exponent)
    if base == 0 and (exponent == 0 or not exponent.is_number):
        raise ReadError("0^0 has no agreed value, or the exponent of 0 is not known")
    if base == 0 and not exponent.is_positive:
        raise ReadError("division by zero")
    if base in (1, -1, 0) and exponent.is_Integer:
        return base**exponent
    if isinstance(exponent, sympy.Rational):
        if abs(exponent) > MAX_BITS or weight(base) * abs(float(exponent)) > MAX_BITS:
            raise TooLargeError(f"a power with more than {MAX_RESULT_DIGITS:,} digits")
        if not exponent.is_Integer and any(
            weight(part) > MAX_RADICAND_BITS for part in base.atoms(sympy.Rational)
        ):
            raise TooLargeError("a root of a number that is too large")
        return base**exponent
    _limit_exponent(base, exponent)
    return base**exponent


def _limit_exponent(base: Any, exponent: Any) -> None:
    if exponent in (sympy.oo, -sympy.oo, sympy.zoo, sympy.nan):
        raise ReadError("a power with an infinite exponent")
    if exponent.has(sympy.log):  # e^(c*log(n)) becomes n^c
        numbers = exponent.atoms(sympy.Rational)
        largest = max((abs(number) for number in numbers), default=sympy.Integer(1))
        if limit_size(largest) > MAX_BITS or weight(exponent) * max(float(largest), 1.0) > MAX_BITS:
            raise TooLargeError(f"a power with more than {MAX_RESULT_DIGITS:,} digits")
    if exponent.is_number:
        value = abs(sympy.N(exponent, 15))
        if not value.is_comparable or value > MAX_EXPONENT_VALUE:
            raise TooLargeError("an exponent that is too large")
        if weight(base) * float(value) > 8 * MAX_BITS:
            raise TooLargeError(f"a power with more than {8 * MAX_RESULT_DIGITS:,} digits")
    elif weight(exponent) * weight(base) > MAX_BITS:
        raise TooLargeError("an exponent that is too large")


def _matrix_power(base: Any, exponent: Any) -> Any:
    if not exponent.is_Integer or not base.is_square:
        raise ReadError("a matrix is raised only to whole powers, and only if it is square")
    numbers = all(isinstance(entry, sympy.Rational) for entry in base)
    size = sum(weight(entry) for entry in base)
    if base.rows > (12 if numbers else 4) or abs(exponent) * size > (MAX_BITS if numbers else 40):
        raise TooLargeError("a power of a matrix that is too large")
    return base**exponent


def factorial(argument: Any) -> Any:
    """A factorial of a natural number or of a term.

    Raises:
        ReadError: If it is of another number.
        TooLargeError: If the number is too large.
    """
    if argument.is_number:
        if not (argument.is_Integer and argument >= 0):
            raise ReadError("a factorial of a number that is not a natural number")
        if argument > MAX_FACTORIAL:
            raise TooLargeError(f"a factorial above {MAX_FACTORIAL:,}")
    return sympy.factorial(argument)


def binomial(upper: Any, lower: Any) -> Any:
    """A binomial coefficient of integers or of terms.

    Raises:
        ReadError: If a number in it is not a natural number.
        TooLargeError: If the value would have too many digits.
    """
    for argument in (upper, lower):
        if argument.is_number and not (argument.is_Integer and argument >= 0):
            raise ReadError("a binomial coefficient of a number that is not a natural number")
    if (
        lower.is_Integer
        and lower > MAX_FACTORIAL
        and not (upper.is_Integer and upper - lower <= MAX_FACTORIAL)
    ):
        raise TooLargeError(f"a binomial coefficient with more than {MAX_RESULT_DIGITS:,} digits")
    if upper.is_Integer and lower.is_Integer:
        smaller = max(min(lower, upper - lower), 0)
        if int(upper).bit_length() * smaller > MAX_BITS:
            raise TooLargeError(f"a binomial coefficient with more than {MAX_RESULT_DIGITS:,} digits")
    elif lower.is_Integer and lower > 50:
        raise TooLargeError("a binomial coefficient of a term with a large lower number")
    return sympy.binomial(upper, lower)


def limit_magnitude(argument: Any) -> Any:
    """Give an argument back, unless rounding it would need too many digits.

    Raises:
        TooLargeError: If it would.
    """
    if argument.is_number and not argument.is_Rational and argument not in (sympy.oo, -sympy.oo):
        value = sympy.N(argument, 15)
        if value.is_comparable and abs(value) > sympy.Integer(10) ** 1_000:
            raise TooLargeError("a number that is too large to be rounded")
    return argument


MAX_TERMS = 5_000
"""Most terms of a product or power that is multiplied out."""


def limit_expansion(expr: Any) -> Any:
    """Give an expression back, unless multiplying it out could make too many terms.

    Raises:
        TooLargeError: If it could.
    """
    if expanded_terms(expr) > MAX_TERMS:
        raise TooLargeError(f"multiplied out, this may have more than {MAX_TERMS:,} terms")
    return expr


def expanded_terms(expr: Any) -> int:
    """Terms that an expression has at most once it is multiplied out; above the limit, any larger number."""
    if isinstance(expr, sympy.Add):
        return min(sum(expanded_terms(part) for part in expr.args), MAX_TERMS + 1)
    if isinstance(expr, sympy.Mul):
        return min(math.prod(expanded_terms(part) for part in expr.args), MAX_TERMS + 1)
    if isinstance(expr, sympy.Pow) and isinstance(expr.exp, sympy.Integer):
        terms, times = expanded_terms(expr.base), abs(int(expr.exp))
        if terms > 1 and times > MAX_TERMS:
            return MAX_TERMS + 1
        return min(math.comb(times + terms - 1, terms - 1), MAX_TERMS + 1)
    return 1
