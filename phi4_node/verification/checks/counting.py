"""Numbers of ways: permutations, arrangements, sums of dice, integers with a property in a range."""

from __future__ import annotations

from math import factorial, isqrt, perm
from typing import Any

import sympy

from phi4_node.verification.checks.base import UndecidedError

_MAX_SIZE = 10_000
_MAX_END = 10**12
_MAX_DICE = 100
_MAX_FACES = 1_000
_MAX_WORK = 2_000_000


def _naturals(*values: Any, most: int = _MAX_SIZE) -> list[int]:
    if not all(isinstance(value, sympy.Integer) and 0 <= value <= most for value in values):
        raise UndecidedError("this can only be counted for natural numbers that are not too large")
    return [int(value) for value in values]


def _permutations(n: Any, k: Any) -> sympy.Integer:
    """In how many orders k of n different things can be placed."""
    whole, chosen = _naturals(n, k)
    return sympy.Integer(perm(whole, chosen))


def _arrangements(*counts: Any) -> sympy.Integer:
    """In how many orders things can be placed of which so many are alike."""
    sizes = _naturals(*counts)
    if sum(sizes) > _MAX_SIZE:
        raise UndecidedError("there are too many things")
    ways = factorial(sum(sizes))
    for size in sizes:
        ways //= factorial(size)
    return sympy.Integer(ways)


def _dice_sums(count: Any, faces: Any, low: Any, high: Any) -> sympy.Integer:
    """How many of the outcomes of some dice have a sum from `low` to `high`, counted sum by sum."""
    dice, sides, least, most = _naturals(count, faces, low, high, most=_MAX_DICE * _MAX_FACES)
    if (
        not 0 < dice <= _MAX_DICE
        or not 0 < sides <= _MAX_FACES
        or dice * dice * sides * sides > _MAX_WORK * 10
    ):
        raise UndecidedError("there are too many dice or faces")
    ways = [1]
    for _ in range(dice):
        following = [0] * (len(ways) + sides)
        for total, amount in enumerate(ways):
            for face in range(1, sides + 1):
                following[total + face] += amount
        ways = following
    return sympy.Integer(sum(ways[least : most + 1]))


def _mixed_dice_sums(low: Any, high: Any, *sizes: Any) -> sympy.Integer:
    """How many throws have a sum from `low` to `high`; the sizes are counts and faces in turn."""
    least, most, *dice = _naturals(low, high, *sizes)
    kinds = list(zip(dice[::2], dice[1::2], strict=True))
    top = sum(count * faces for count, faces in kinds)
    if any(faces > _MAX_FACES for _, faces in kinds) or top * top > _MAX_WORK:
        raise UndecidedError("there are too many dice or faces")
    ways = [1]
    for count, faces in kinds:
        for _ in range(count):
            following = [0] * (len(ways) + faces)
            for total, amount in enumerate(ways):
                for face in range(1, faces + 1):
                    following[total + face] += amount
            ways = following
    return sympy.Integer(sum(ways[least : most + 1]))


def _range(low: Any, high: Any) -> tuple[int, int]:
    start, end = _naturals(low, high, most=_MAX_END)
    if not 0 < start <= end:
        raise UndecidedError("the range is empty or does not begin at a positive number")
    return start, end


def _count_multiples(divisor: Any, low: Any, high: Any) -> sympy.Integer:
    """How many multiples of a number there are from `low` to `high`, both included."""
    start, end = _range(low, high)
    (by,) = _naturals(divisor, most=_MAX_END)
    if not by:
        raise UndecidedError("multiples of zero")
    return sympy.Integer(end // by - (start - 1) // by)


def _count_powers(exponent: Any, low: Any, high: Any) -> sympy.Integer:
    """How many squares, cubes, ... of integers there are from `low` to `high`, both included."""
    start, end = _range(low, high)
    (degree,) = _naturals(exponent, most=100)
    if degree < 2:
        raise UndecidedError("only squares, cubes and higher powers are counted")
    return sympy.Integer(_root(end, degree) - _root(start - 1, degree))


def _root(value: int, degree: int) -> int:
    if degree == 2:
        return isqrt(value)
    return int(sympy.integer_nthroot(value, degree)[0])


def _divisors_between(value: Any, low: Any, high: Any) -> sympy.Integer:
    """How many divisors of a number there are from `low` to `high`, both included."""
    start, end = _range(low, high)
    (number,) = _naturals(value, most=_MAX_END)
    if not number:
        raise UndecidedError("every number divides zero")
    return sympy.Integer(sum(start <= divisor <= end for divisor in sympy.divisors(number)))


OPERATIONS = {
    "permutations": _permutations,
    "arrangements": _arrangements,
    "dice_sums": _dice_sums,
    "mixed_dice_sums": _mixed_dice_sums,
    "count_multiples": _count_multiples,
    "count_powers": _count_powers,
    "divisors_between": _divisors_between,
}
CHECKS: dict[str, Any] = {}
