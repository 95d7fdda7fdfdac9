"""Operations on integers: divisors, multiples, primes, remainders, digits."""

from __future__ import annotations

from math import comb, gcd, lcm
from typing import Any

import sympy

from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.checks.roundings import floor_of
from phi4_node.verification.checks.signs import sign_of

_MAX_FACTORED = 10**24
"""Beyond this, factoring could take for ever."""

_MAX_LISTED = 200_000
_MAX_SPAN = 5_000_000


def _integer(value: Any) -> int:
    if not isinstance(value, sympy.Integer):
        raise UndecidedError("this is only defined for integers")
    return int(value)


def _natural(value: Any) -> int:
    number = _integer(value)
    if number <= 0:
        raise UndecidedError("this is only defined for positive integers")
    return number


def _factorable(value: Any) -> int:
    number = _natural(value)
    if number > _MAX_FACTORED:
        raise UndecidedError("the number is too large to be factored here")
    return number


def _gcd(*values: Any) -> sympy.Integer:
    return sympy.Integer(gcd(*[_integer(value) for value in values]))


def _lcm(*values: Any) -> sympy.Integer:
    return sympy.Integer(lcm(*[_natural(value) for value in values]))


def _digit_occurrences(digit: Any, first: Any, last: Any) -> sympy.Integer:
    """How often a digit is written in a list of all integers between two, both with them."""
    wanted, low, high = _integer(digit), _natural(first), _natural(last)
    if not 0 < wanted < 10 or high - low > _MAX_LISTED:
        raise UndecidedError("a list of numbers that is too long")
    return sympy.Integer(sum(str(value).count(str(wanted)) for value in range(low, high + 1)))


def _nearest_integer(value: Any) -> sympy.Integer:
    """The integer closest to a number; half-way between two there is none."""
    if not isinstance(value, sympy.Expr) or value.free_symbols or sign_of(value) is None:
        raise UndecidedError("the number is not known")
    half = sympy.Rational(1, 2)
    sign = sign_of(value) or 0
    below = floor_of(abs(value) + half)
    if sign_of(abs(value) + half - below) == 0:
        raise UndecidedError("two integers are equally close")
    return sympy.Integer(sign * below)


def _remainder(value: Any, divisor: Any) -> sympy.Expr:
    """The remainder of whole-number division, from 0 up to the divisor, or of polynomials in one letter."""
    letters = value.free_symbols | divisor.free_symbols
    if letters:
        if len(letters) > 1 or not value.is_polynomial() or not divisor.is_polynomial():
            raise UndecidedError("only polynomials in one letter have a remainder")
        return sympy.rem(value, divisor, *letters)
    number, by = _integer(value), _integer(divisor)
    if by <= 0:
        raise UndecidedError("the remainder by a divisor that is not positive is a matter of convention")
    return sympy.Integer(number % by)


def _quotient(value: Any, divisor: Any) -> sympy.Expr:
    letters = value.free_symbols | divisor.free_symbols
    if letters:
        if len(letters) > 1 or not value.is_polynomial() or not divisor.is_polynomial():
            raise UndecidedError("only polynomials in one letter have a quotient")
        return sympy.quo(value, divisor, *letters)
    number, by = _integer(value), _integer(divisor)
    if by <= 0 or number < 0:
        raise UndecidedError("the quotient of negative numbers is a matter of convention")
    return sympy.Integer(number // by)


def _denominator(value: Any) -> sympy.Integer:
    if not isinstance(value, sympy.Rational):
        raise UndecidedError("only fractions have a denominator")
    return sympy.Integer(value.q)


def _primes(value: Any) -> sympy.FiniteSet:
    """The set of prime factors."""
    return sympy.FiniteSet(*sympy.factorint(_factorable(value)))


def _factorization(value: Any) -> sympy.Tuple:
    """The prime factors, each as often as it occurs."""
    number = _factorable(value)
    if number == 1:
        raise UndecidedError("1 has no prime factors to be written")
    return sympy.Tuple(
        *[prime for prime, power in sorted(sympy.factorint(number).items()) for _ in range(power)]
    )


def _divisors(value: Any) -> sympy.FiniteSet:
    return sympy.FiniteSet(*sympy.divisors(_factorable(value)))


def _isprime(value: Any) -> Any:
    return sympy.true if sympy.isprime(_provable(value)) else sympy.false


def _iscomposite(value: Any) -> Any:
    number = _provable(value)
    return sympy.true if number > 1 and not sympy.isprime(number) else sympy.false


def _provable(value: Any) -> int:
    """Below 2**64 SymPy's test of primality is a proof."""
    number = _integer(value)
    if number >= 2**64:
        raise UndecidedError("the number is too large for a proof that it is prime")
    return number


def _divides(divisor: Any, value: Any) -> Any:
    by = _integer(divisor)
    if by == 0:
        raise UndecidedError("zero as a divisor")
    return sympy.true if _integer(value) % by == 0 else sympy.false


def _digit(value: Any, place: Any) -> sympy.Integer:
    """The digit of an integer that stands for 10**place."""
    number, index = abs(_integer(value)), _integer(place)
    if not 0 <= index < len(str(number)):
        raise UndecidedError("the number has no such digit")
    return sympy.Integer(number // 10**index % 10)


def _digitsum(value: Any) -> sympy.Integer:
    return sympy.Integer(sum(int(digit) for digit in str(_natural(value))))


def _count(values: Any) -> sympy.Integer:
    if values is sympy.S.EmptySet:
        return sympy.Integer(0)
    if not isinstance(values, (sympy.FiniteSet, sympy.Tuple)):
        raise UndecidedError("this cannot be counted")
    return sympy.Integer(len(values.args))


def _count_primes(low: Any, high: Any) -> sympy.Integer:
    """How many primes there are from `low` to `high`, both included."""
    start, end = _integer(low), _integer(high)
    if end > _MAX_SPAN * 20 or start > end:
        raise UndecidedError("the range of numbers is too large or empty")
    return sympy.Integer(sympy.primepi(end) - sympy.primepi(start - 1))


def _binomial(n: Any, k: Any) -> sympy.Integer:
    upper, lower = _integer(n), _integer(k)
    if not 0 <= lower <= upper <= 10_000:
        raise UndecidedError("this binomial coefficient is not known here")
    return sympy.Integer(comb(upper, lower))


OPERATIONS = {
    "binomial": _binomial,
    "nearest_integer": _nearest_integer,
    "digit_occurrences": _digit_occurrences,
    "gcd": _gcd,
    "lcm": _lcm,
    "remainder": _remainder,
    "mod": _remainder,
    "quotient": _quotient,
    "denominator": _denominator,
    "primes": _primes,
    "factorization": _factorization,
    "divisors": _divisors,
    "isprime": _isprime,
    "iscomposite": _iscomposite,
    "divides": _divides,
    "digit": _digit,
    "digitsum": _digitsum,
    "count": _count,
    "count_primes": _count_primes,
}
CHECKS: dict[str, Any] = {}
