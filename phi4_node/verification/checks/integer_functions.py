"""What number theory does with integers: divisors, digits, powers, residues, decimal expansions.

Conventions: divisors and factors are positive. The digits of an integer are those of its absolute value in
base ten; an integer has no leading zeros, and whether 0 has a digit is a matter of convention where it
matters. A perfect square or cube is that of an integer, so that 0 is one. Zero is even, and a multiple of
everything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import comb, gcd, isqrt, lcm
from typing import Any

import sympy

from phi4_node.verification.checks.base import UndecidedError

MAX_FACTORED = 10**24
MAX_BITS = 20_000
_MAX_PERIOD = 200_000


@dataclass(frozen=True)
class Irrational:
    """A real number that is not rational, as far as integers can tell.

    Attributes:
        middle: Half-way between the integers that it lies between; it compares with integers alike.
    """

    middle: Fraction


def whole(value: Any) -> int:
    """An integer."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise UndecidedError("this is only defined for whole numbers")
    return value


def natural(value: Any) -> int:
    """A positive integer."""
    if whole(value) <= 0:
        raise UndecidedError("this is only defined for positive integers")
    return int(value)


def factors_of(value: Any) -> dict[int, int]:
    """The prime factors with their exponents."""
    number = natural(value)
    if number > MAX_FACTORED and _smooth(number) > MAX_FACTORED:
        raise UndecidedError("the number is too large to be factored here")
    return {int(prime): int(power) for prime, power in sympy.factorint(number).items()}


def _smooth(number: int) -> int:
    """What is left of a number without its small prime factors."""
    for prime in sympy.primerange(2, 300):
        while number % prime == 0:
            number //= prime
    return number


def divisors_of(value: Any) -> frozenset[int]:
    """All positive divisors."""
    found = [1]
    for prime, power in factors_of(value).items():
        found = [known * prime**index for known in found for index in range(power + 1)]
        if len(found) > 200_000:
            raise UndecidedError("there are too many divisors")
    return frozenset(found)


def _count_divisors(value: Any) -> int:
    total = 1
    for power in factors_of(value).values():
        total *= power + 1
    return total


def _sum_divisors(value: Any) -> int:
    total = 1
    for prime, power in factors_of(value).items():
        total *= (prime ** (power + 1) - 1) // (prime - 1)
    return total


def _prime_count(value: Any) -> int:
    """How many prime factors there are, if it does not matter whether repeated ones count."""
    powers = factors_of(value).values()
    if any(power > 1 for power in powers):
        raise UndecidedError("whether a repeated prime factor counts more than once is not said")
    return len(powers)


def is_prime(value: Any) -> bool:
    """Proven primality; below 2**64 SymPy's test is a proof."""
    number = whole(value)
    if number >= 2**64:
        raise UndecidedError("the number is too large for a proof that it is prime")
    return bool(sympy.isprime(number))


def _is_composite(value: Any) -> bool:
    return whole(value) > 1 and not is_prime(value)


def _is_power(value: Any, exponent: Any) -> bool:
    """Whether it is the power of an integer to this exponent."""
    number, power = whole(value), natural(exponent)
    if number < 0:
        return power % 2 == 1 and _is_power(-number, power)
    if power == 2:
        return isqrt(number) ** 2 == number
    return bool(sympy.integer_nthroot(number, power)[1])


def _divides(divisor: Any, value: Any) -> bool:
    by = whole(divisor)
    if by == 0:
        raise UndecidedError("zero as a divisor")
    return whole(value) % by == 0


def digits_list(value: Any) -> list[int]:
    """The digits of a positive integer in base ten, from the left."""
    number = abs(whole(value))
    if number == 0:
        raise UndecidedError("whether zero has a digit is a matter of convention")
    if number.bit_length() > MAX_BITS:
        raise UndecidedError("the number has too many digits")
    return [ord(sign) - 48 for sign in str(number)]


def _digit(value: Any, place: Any) -> int:
    number, index = abs(whole(value)), whole(place)
    if number.bit_length() > MAX_BITS or not 0 <= index < max(1, len(str(number))):
        raise UndecidedError("the number has no such digit")
    return int(number // 10**index % 10)


def _product_of_digits(value: Any) -> int:
    total = 1
    for digit in digits_list(value):
        total *= digit
    return total


def _digits_in_base(value: Any, base: Any) -> int:
    number, by = natural(value), natural(base)
    if by < 2:
        raise UndecidedError("there is no such base")
    count = 0
    while number:
        number //= by
        count += 1
    return count


def _digit_sum_in_base(value: Any, base: Any) -> int:
    number, by = natural(value), natural(base)
    if by < 2:
        raise UndecidedError("there is no such base")
    total = 0
    while number:
        number, digit = divmod(number, by)
        total += digit
    return total


def _reversed(value: Any) -> int:
    digits = digits_list(natural(value))
    if digits[-1] == 0:
        raise UndecidedError("a number that ends in zero, reversed, begins with zero")
    return int("".join(map(str, digits[::-1])))


def _is_palindrome(value: Any) -> bool:
    digits = digits_list(natural(value))
    return digits == digits[::-1]


def _trailing_zeros(value: Any) -> int:
    digits = digits_list(natural(value))
    return next(index for index, digit in enumerate(reversed(digits)) if digit)


def valuation(value: Any, prime: Any) -> int:
    """How often a number can be divided by another."""
    number, by = natural(value), natural(prime)
    if by < 2:
        raise UndecidedError("one divides everything as often as one likes")
    count = 0
    while number % by == 0:
        number //= by
        count += 1
    return count


def _totient(value: Any) -> int:
    total = natural(value)
    for prime in factors_of(value):
        total -= total // prime
    return total


def _inverse(value: Any, modulus: Any) -> int:
    number, by = whole(value), natural(modulus)
    if by < 2 or gcd(number, by) != 1:
        raise UndecidedError("there is no inverse")
    return pow(number, -1, by)


# Decimal expansions -------------------------------------------------------------------------------


def _terminates(value: Any) -> bool:
    rest = Fraction(value).denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def _decimal_places(value: Any) -> int:
    """How many digits a terminating decimal has after the point."""
    if not _terminates(value):
        raise UndecidedError("the decimal does not end")
    places = 0
    while Fraction(value) * 10**places % 1:
        places += 1
        if places > 1_000:
            raise UndecidedError("the decimal is too long")
    return places


def _period(value: Any) -> int:
    """The length of the repeating block of a decimal."""
    rest = Fraction(value).denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest == 1:
        raise UndecidedError("the decimal does not repeat")
    power, length = 10 % rest, 1
    while power != 1:
        power, length = power * 10 % rest, length + 1
        if length > _MAX_PERIOD:
            raise UndecidedError("the period is too long")
    return length


def _decimal_digit(value: Any, place: Any) -> int:
    """The digit at a place after the decimal point, which a terminating decimal fills with zeros."""
    number, index = abs(Fraction(value)), natural(place)
    if _terminates(value) and index > _decimal_places(value):
        raise UndecidedError("the decimal has no such digit")
    rest = number.numerator % number.denominator
    return rest * pow(10, index - 1, number.denominator) * 10 // number.denominator % 10 if rest else 0


def _remainder(value: Any, divisor: Any) -> int:
    number, by = whole(value), whole(divisor)
    if by <= 0:
        raise UndecidedError("the remainder by a divisor that is not positive is a matter of convention")
    return number % by


def _quotient(value: Any, divisor: Any) -> int:
    if natural(divisor) and whole(value) < 0:
        raise UndecidedError("the quotient of negative numbers is a matter of convention")
    return int(whole(value) // natural(divisor))


def _lcm(*values: Any) -> int:
    return lcm(*map(natural, values))


def _binomial(n: Any, k: Any) -> int:
    upper, lower = whole(n), whole(k)
    if not 0 <= lower <= upper <= 10_000:
        raise UndecidedError("this binomial coefficient is not known here")
    return comb(upper, lower)


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) or (isinstance(value, Fraction) and value.denominator == 1)


def _is_natural(value: Any) -> bool:
    """Whether it belongs to the natural numbers, or to the squares, of which zero is one only to some."""
    if whole(value) == 0:
        raise UndecidedError("whether zero counts is a matter of convention")
    return int(value) > 0


def _undoubted(value: Any) -> bool:
    """True if no prime factor is repeated, so that it does not matter whether repeated ones count."""
    _prime_count(value)
    return True


def _is_coprime(value: Any, *others: Any) -> bool:
    return all(gcd(whole(value), whole(other)) == 1 for other in others)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "gcd": lambda *values: gcd(*map(whole, values)),
    "lcm": _lcm,
    "remainder": _remainder,
    "mod": _remainder,
    "quotient": _quotient,
    "numerator": lambda value: Fraction(value).numerator,
    "denominator": lambda value: Fraction(value).denominator,
    "binomial": _binomial,
    "count_divisors": _count_divisors,
    "sum_divisors": _sum_divisors,
    "count_prime_factors": _prime_count,
    "count_distinct_primes": lambda value: len(factors_of(value)),
    "count_repeated_primes": lambda value: sum(factors_of(value).values()),
    "isnatural": _is_natural,
    "undoubted": _undoubted,
    "isprime": is_prime,
    "iscomposite": _is_composite,
    "ispower": _is_power,
    "isinteger": _is_integer,
    "coprime": _is_coprime,
    "divides": _divides,
    "congruent": lambda a, b, modulus: (whole(a) - whole(b)) % natural(modulus) == 0,
    "digit": _digit,
    "lastdigits": lambda value, count: _remainder(abs(whole(value)), 10 ** natural(count)),
    "firstdigit": lambda value: digits_list(value)[0],
    "digitcount": lambda value: len(digits_list(natural(value))),
    "digitsum": lambda value: sum(digits_list(natural(value))),
    "digitproduct": lambda value: _product_of_digits(natural(value)),
    "distinct_digits": lambda value: len(set(digits_list(natural(value)))) == len(str(value)),
    "hasdigit": lambda value, digit: whole(digit) in digits_list(natural(value)),
    "digits_in_base": _digits_in_base,
    "digit_sum_in_base": _digit_sum_in_base,
    "reversed": _reversed,
    "palindrome": _is_palindrome,
    "trailing_zeros": _trailing_zeros,
    "valuation": valuation,
    "totient": _totient,
    "modular_inverse": _inverse,
    "terminates": _terminates,
    "decimal_places": _decimal_places,
    "period": _period,
    "decimal_digit": _decimal_digit,
}
"""Functions of integers and fractions by their name in the term language."""
