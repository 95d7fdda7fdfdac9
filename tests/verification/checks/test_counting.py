"""Operations that count, against counting one by one."""

from fractions import Fraction
from itertools import permutations, product
from math import isqrt
from statistics import median

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from phi4_node.verification.checks import OPERATIONS
from phi4_node.verification.checks.base import UndecidedError


def call(name, *values):
    return OPERATIONS[name](*[sympy.Integer(value) for value in values])


@given(st.integers(1, 4), st.integers(1, 6), st.integers(0, 30), st.integers(0, 30))
def test_sums_of_dice(dice, faces, low, high):
    sums = [sum(throw) for throw in product(range(1, faces + 1), repeat=dice)]
    assert call("dice_sums", dice, faces, low, high) == sum(low <= total <= high for total in sums)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=3).filter(lambda counts: sum(counts) < 8))
def test_arrangements_of_letters(counts):
    letters = "".join("abc"[index] * count for index, count in enumerate(counts))
    assert call("arrangements", *counts) == len(set(permutations(letters)))


@given(st.integers(1, 400), st.integers(0, 400), st.integers(1, 20))
def test_integers_with_a_property(start, length, number):
    span = range(start, start + length + 1)
    ends = (span[0], span[-1])
    assert call("count_multiples", number, *ends) == sum(value % number == 0 for value in span)
    assert call("count_powers", 2, *ends) == sum(isqrt(value) ** 2 == value for value in span)
    assert call("divisors_between", number, *ends) == sum(number % value == 0 for value in span)


@given(st.lists(st.fractions(max_denominator=9), min_size=1, max_size=9))
def test_medians(values):
    exact = [sympy.Rational(value.numerator, value.denominator) for value in values]
    found = OPERATIONS["median"](*exact)
    assert Fraction(int(found.p), int(found.q)) == median(values)
    assert OPERATIONS["data_range"](*exact) == max(exact) - min(exact)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("dice_sums", (10**6, 6, 1, 2)),
        ("arrangements", (10**6,)),
        ("permutations", (-1, 2)),
        ("count_multiples", (0, 1, 9)),
        ("mode", (1, 1, 2, 2)),
    ],
)
def test_what_is_too_large_or_unclear_is_not_decided(name, values):
    with pytest.raises(UndecidedError):
        call(name, *values)
