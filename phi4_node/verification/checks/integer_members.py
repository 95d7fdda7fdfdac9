"""What is asked of a set of integers: its members, how many, the least, the sum, the third."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import prod
from typing import Any

from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.checks.integer_arithmetic import bounded, plain, rational
from phi4_node.verification.checks.integer_functions import divisors_of, factors_of, natural, whole
from phi4_node.verification.checks.integer_sets import IntegerSet


def members_of(values: Any) -> list[Any]:
    """All members of a set, in order."""
    if isinstance(values, IntegerSet):
        return list(values.members())
    if isinstance(values, tuple):
        return list(values)
    raise UndecidedError("this is no set of numbers")


def _some(values: Any) -> list[Any]:
    found = members_of(values)
    if not found:
        raise UndecidedError("there are no such integers")
    return found


def least(values: Any) -> Any:
    """The least member, found without knowing all."""
    if isinstance(values, IntegerSet):
        found = next(values.upwards(), None)
        if found is None:
            raise UndecidedError("there are no such integers")
        return found
    return _some(values)[0]


def greatest(values: Any) -> Any:
    """The greatest member."""
    if isinstance(values, IntegerSet):
        found = next(values.downwards(), None)
        if found is None:
            raise UndecidedError("there are no such integers")
        return found
    return _some(values)[-1]


def _only(values: Any) -> Any:
    found = _some(values)
    if len(found) != 1:
        raise UndecidedError("there is more than one such integer")
    return found[0]


def _first(values: Any, number: Any) -> tuple[Any, ...]:
    if isinstance(values, IntegerSet):
        return tuple(values.first(natural(number)))
    return tuple(members_of(values)[: natural(number)])


def _nth(values: Any, number: Any) -> Any:
    rank = whole(number)
    if rank < 0:
        found = members_of(values)
        return found[rank] if len(found) >= -rank else _only(())
    found = list(_first(values, number))
    return found[-1] if len(found) == rank else _only(())


def _member(value: Any, values: Any) -> bool:
    return rational(value) in members_of(values)


def _between(value: Any, low: Any, high: Any) -> bool:
    """Between two numbers; whether they themselves are meant is only asked if it matters."""
    if value in (low, high):
        raise UndecidedError("whether the ends belong to what is between them is not said")
    return bool(low < value < high)


SET_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "divisors": lambda value: tuple(sorted(divisors_of(value))),
    "primes": lambda value: tuple(sorted(prime for prime in factors_of(value))),
    "count": lambda values: len(members_of(values)),
    "sum_of": lambda values: plain(sum(_some(values))),
    "product_of": lambda values: bounded(prod(_some(values))),
    "mean_of": lambda values: plain(Fraction(sum(_some(values)), len(members_of(values)))),
    "least": least,
    "greatest": greatest,
    "only": _only,
    "first": _first,
    "nth": _nth,
    "member": _member,
    "between": _between,
}
"""Functions of sets, and of an integer and a set."""
