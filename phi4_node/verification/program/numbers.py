"""Functions of numbers for calculations: exact, and bounded before anything is computed."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from phi4_node.verification.program.parser import ProgramError
from phi4_node.verification.program.values import (
    MAX_BITS,
    MAX_TEXT,
    Budget,
    Formatted,
    Symbolic,
    Value,
    check_bits,
    checked_items,
    exact,
    is_number,
    items_of,
    kind_of,
    power,
    read_decimal,
    to_text,
)

MAX_FACTORIAL = 3_000
MAX_PRIME_BITS = 128


class Numbers:
    """The functions, charged to one program's budget."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget

    def apply(self, name: str, arguments: list[Value]) -> Value:
        """A function of the symbolic engine."""
        from phi4_node.verification.program.algebra import apply

        self._budget.charge(50)
        return apply(name, arguments)

    def operate(self, symbol: str, left: Value, right: Value) -> Value:
        """An operator of the symbolic engine."""
        from phi4_node.verification.program.algebra import operate

        self._budget.charge(50)
        return operate(symbol, left, right)

    def spread(self, values: tuple[Value, ...]) -> list[Value]:
        """The arguments of `gcd(a, b)` or the items of `gcd([a, b])`."""
        single = len(values) == 1 and not is_number(values[0])
        return items_of(values[0], self._budget) if single else list(values)

    def absolute(self, value: Value) -> Value:
        """The absolute value."""
        return (
            self.apply("Abs", [value])
            if isinstance(value, Symbolic)
            else exact(abs(Fraction(rational(value))))
        )

    def rounded(self, value: Value, ndigits: Value = 0) -> Value:
        """The value rounded half to even, as Python does."""
        places = integer(ndigits or 0)
        if abs(places) > 1_000:
            raise ProgramError("rounding to too many digits")
        if isinstance(value, Symbolic):
            from phi4_node.verification.program.algebra import rounded

            return rounded(value, places)
        return exact(round(Fraction(rational(value)), places))

    def whole(self, value: Value = 0, base: Value = 10) -> int:
        """The value without its fraction; a text is read."""
        if isinstance(value, str):
            return _read_integer(value, integer(base))
        if isinstance(value, Symbolic):
            whole = self.floor(value)
            return whole if whole >= 0 else self.ceil(value)
        return int(rational(value))

    def decimal(self, value: Value = 0) -> Value:
        """The value as it is; a text is read."""
        if isinstance(value, str):
            return read_decimal(value)
        return value if isinstance(value, Symbolic) else rational(value)

    def text(self, value: Value = "") -> str:
        """The value as text."""
        if isinstance(value, str):
            return value
        return Formatted.of(to_text(value)[:MAX_TEXT], (value,))

    def fraction(self, numerator: Value = 0, denominator: Value = 1) -> Value:
        """A quotient, or one that is read from a text."""
        if isinstance(numerator, str):
            above, _, below = numerator.partition("/")
            return exact(Fraction(read_decimal(above)) / nonzero(read_decimal(below) if below else 1))
        return exact(Fraction(rational(numerator)) / nonzero(denominator))

    def floor(self, value: Value) -> int:
        """The largest whole number that is not larger."""
        if isinstance(value, Symbolic):
            from phi4_node.verification.program.algebra import floor

            return floor(value)
        return math.floor(rational(value))

    def ceil(self, value: Value) -> int:
        """The smallest whole number that is not smaller."""
        if isinstance(value, Symbolic):
            from phi4_node.verification.program.algebra import floor, negate

            negative = negate(value)
            return -floor(negative) if isinstance(negative, Symbolic) else math.ceil(-negative)
        return math.ceil(rational(value))

    def divided(self, value: Value, divisor: Value) -> tuple[Value, Value]:
        """Quotient and remainder."""
        quotient, rest = divmod(Fraction(rational(value)), nonzero(divisor))
        return quotient, exact(rest)

    def powered(self, base: Value, exponent: Value, modulus: Value = None) -> Value:
        """A power, or a power modulo a number."""
        if modulus is None:
            return self.power(base, exponent)
        whole = integer(exponent)
        if whole.bit_length() > 10_000 or whole < 0:
            raise ProgramError("the exponent of a modular power must be a natural number of modest size")
        self._budget.charge(whole.bit_length())
        return pow(integer(base), whole, integer(nonzero(modulus)))

    def power(self, base: Value, exponent: Value) -> Value:
        """Base ** exponent, exact: a root stays a root."""
        if is_number(base) and isinstance(exponent, int):
            return power(rational(base), int(exponent), self._budget)
        if exponent == Fraction(1, 2):
            return self.root(base)
        return self.operate("**", base, exponent)

    def root(self, value: Value) -> Value:
        """The square root; exact where it is rational."""
        if is_number(value) and value >= 0:
            number = Fraction(value)
            above, below = math.isqrt(number.numerator), math.isqrt(number.denominator)
            if above**2 == number.numerator and below**2 == number.denominator:
                return exact(Fraction(above, below))
        return self.apply("sqrt", [value])

    def isqrt(self, value: Value) -> int:
        """The whole part of a square root."""
        number = integer(value)
        if number < 0:
            raise ProgramError("the root of a negative number")
        return math.isqrt(number)

    def gcd(self, *values: Value) -> int:
        """The greatest common divisor."""
        return math.gcd(*(integer(value) for value in self.spread(values)))

    def lcm(self, *values: Value) -> int:
        """The least common multiple."""
        result = 1
        for value in self.spread(values):
            result = math.lcm(result, integer(value))
            check_bits(result)
        return result

    def factorial(self, value: Value) -> int:
        """N!"""
        number = natural(value, MAX_FACTORIAL)
        self._budget.charge(number)
        return math.factorial(number)

    def comb(self, items: Value, size: Value) -> int:
        """N choose k."""
        count, chosen = natural(items, 10**6), natural(size, 10**6)
        return self._counted(math.comb, count, chosen, min(chosen, count - chosen))

    def perm(self, items: Value, size: Value = None) -> int:
        """Ordered choices."""
        count = natural(items, 10**6)
        chosen = count if size is None else natural(size, 10**6)
        return self._counted(math.perm, count, chosen, chosen)

    def _counted(self, count_of: Callable[[int, int], int], count: int, chosen: int, factors: int) -> int:
        if max(factors, 0) * count.bit_length() > MAX_BITS:
            raise ProgramError("a number has too many digits")
        self._budget.charge(1 + max(factors, 0))
        return count_of(count, chosen)

    def close(self, first: Value, second: Value, relative: Value, absolute: Value) -> bool:
        """Whether two numbers are as close as math.isclose asks."""
        a, b, relative, absolute = (Fraction(rational(part)) for part in (first, second, relative, absolute))
        return bool(abs(a - b) <= max(relative * max(abs(a), abs(b)), absolute))

    def is_prime(self, value: Value) -> bool:
        """Whether a number is prime."""
        number = integer(value)
        if number.bit_length() > MAX_PRIME_BITS:
            raise ProgramError("the number is too large for a prime test")
        from sympy import isprime

        self._budget.charge(number.bit_length())
        return bool(isprime(number))

    def primerange(self, first: Value, last: Value = None) -> list[Value]:
        """The primes from `first` up to, not including, `last`."""
        low, high = (2, integer(first)) if last is None else (integer(first), integer(last))
        if high > 1_000_000:
            raise ProgramError("a range of primes is too large")
        from sympy import primerange

        self._budget.charge(max(0, high - low) // 8)
        return checked_items(int(prime) for prime in primerange(low, high))

    def divisors(self, value: Value) -> list[Value]:
        """The divisors of a number."""
        number = abs(integer(value))
        if number > 10**12:
            raise ProgramError("the number is too large to list its divisors")
        from sympy import divisors

        return checked_items(int(divisor) for divisor in divisors(number))


def rational(value: Value) -> int | Fraction:
    """The value as an exact number."""
    if isinstance(value, int | Fraction):
        return value
    raise ProgramError(f"a number is needed, not {kind_of(value)}")


def integer(value: Value) -> int:
    """The value as a whole number."""
    number = rational(value)
    if isinstance(number, Fraction):
        raise ProgramError(f"a whole number is needed, not {to_text(number)[:40]}")
    return int(number)


def natural(value: Value, most: int) -> int:
    """The value as a whole number between 0 and `most`."""
    number = integer(value)
    if not 0 <= number <= most:
        raise ProgramError(f"a number between 0 and {most:,} is needed")
    return number


def nonzero(value: Value) -> int | Fraction:
    """The value as a divisor."""
    number = rational(value)
    if number == 0:
        raise ProgramError("division by zero")
    return number


def _read_integer(text: str, base: int) -> int:
    digits = text.strip()
    if (
        base not in (2, 8, 10, 16)
        or len(digits) > 1_000
        or not digits.isascii()
        or not digits.lstrip("+-").isalnum()
    ):
        raise ProgramError(f"{text[:40]!r} is not a whole number")
    try:
        return int(digits, base)
    except ValueError:
        raise ProgramError(f"{text[:40]!r} is not a whole number") from None
