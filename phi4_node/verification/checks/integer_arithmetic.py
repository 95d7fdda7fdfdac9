"""Calculating with rational numbers of bounded size, and with residues."""

from __future__ import annotations

from fractions import Fraction
from math import factorial
from typing import Any

from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.checks.integer_functions import MAX_BITS, Irrational, whole


class NoInverseError(UndecidedError):
    """A residue has no inverse."""


def modular_power(base: int, exponent: int, modulus: int) -> int:
    """A power modulo a number; a negative exponent means the inverse, which there must be."""
    try:
        return pow(base, exponent, modulus)
    except ValueError as error:
        raise NoInverseError("there is no inverse") from error


def nonzero(value: Any) -> int:
    """The absolute value of an integer that may be a divisor."""
    if whole(value) == 0:
        raise UndecidedError("zero as a divisor")
    return abs(int(value))


def rational(value: Any) -> Any:
    """A rational number, and nothing else."""
    if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
        raise UndecidedError("only rational numbers are calculated with here")
    return value


def comparable(left: Any, right: Any) -> tuple[Any, Any]:
    """Both sides of a comparison; an irrational one compares with integers alone."""
    if isinstance(right, Irrational):
        return whole(left), right.middle
    if isinstance(left, Irrational):
        return left.middle, whole(right)
    return rational(left), rational(right)


def bounded(value: Any) -> Any:
    """A number that is not too large."""
    if isinstance(value, int) and value.bit_length() > MAX_BITS:
        raise UndecidedError("a number is too large")
    return value


def plain(value: Any) -> Any:
    """A fraction that is a whole number, as an int."""
    return value.numerator if isinstance(value, Fraction) and value.denominator == 1 else value


def power_of(base: Any, exponent: int) -> Any:
    """A power of bounded size."""
    if exponent < 0 and base == 0:
        raise UndecidedError("a division by zero")
    size = max(abs(Fraction(base).numerator), Fraction(base).denominator).bit_length()
    if size > 1 and abs(exponent) * size > MAX_BITS:
        raise UndecidedError("a power is too large")
    return plain(Fraction(base) ** exponent)


def factorial_of(value: Any) -> int:
    """A factorial of bounded size."""
    if not 0 <= whole(value) <= 2_000:
        raise UndecidedError("this factorial is not evaluated")
    return factorial(value)
