"""Zero testing: True and False are proofs."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    Abs,
    E,
    Function,
    I,
    Integer,
    Rational,
    Symbol,
    binomial,
    cbrt,
    cos,
    exp,
    factorial,
    log,
    pi,
    sec,
    sin,
    sinh,
    sqrt,
    symbols,
    tan,
)

from phi4_node.verification.zero.enclosure import Encloser, NoEnclosureError, OutsideDomainError
from phi4_node.verification.zero.separation import separation_bits
from phi4_node.verification.zero.zero import are_equal, is_zero

x, y, n, k = symbols("x y n k")
positive = Symbol("p", positive=True)
tiny = Rational(1, 10**40)
HIDDEN_ZERO = sqrt(3 + 2 * sqrt(2)) - 1 - sqrt(2)

ZERO = [
    sqrt(2) * sqrt(3) - sqrt(6),
    sqrt(2) + sqrt(3) - sqrt(5 + 2 * sqrt(6)),
    cos(pi / 7) - cos(2 * pi / 7) + cos(3 * pi / 7) - Rational(1, 2),
    tan(3 * pi / 11) + 4 * sin(2 * pi / 11) - sqrt(11),
    (2 + sqrt(3)) ** Rational(1, 3) * (2 - sqrt(3)) ** Rational(1, 3) - 1,
    exp(I * pi / 3) - Rational(1, 2) - sqrt(3) * I / 2,
    log(8) - 3 * log(2),
    log(6) - log(2) - log(3),
    (x + 1) ** 2 - x**2 - 2 * x - 1,
    (x**3 - 1) / (x - 1) - x**2 - x - 1,
    sin(x) ** 2 + cos(x) ** 2 - 1,
    sin(x + y) - sin(x) * cos(y) - cos(x) * sin(y),
    cos(x / 2) ** 2 - (1 + cos(x)) / 2,
    tan(x) ** 2 + 1 - sec(x) ** 2,
    sqrt(x**2) - Abs(x),
    sqrt(x**2 + 2 * x + 1) - Abs(x + 1),
    1 / (1 + sqrt(x)) - (1 - sqrt(x)) / (1 - x),
    log(positive**2) - 2 * log(positive),
    log(2 * x + 2) - log(2) - log(x + 1),
    exp(x + 1) - E * exp(x),
    4**x - 2 ** (2 * x),
    x ** (n + 1) - x * x**n,
    sinh(x) - (exp(x) - exp(-x)) / 2,
    exp(log(2) * x) - 2**x,
    n * factorial(n - 1) - factorial(n),
    factorial(n) / (factorial(k) * factorial(n - k)) - binomial(n, k),
    10 ** ((-5 - sqrt(13)) / 6) - 10 ** (-(5 + sqrt(13)) / 6),
]
NOT_ZERO = [
    sqrt(2) + sqrt(3) - sqrt(5 + 2 * sqrt(6)) + tiny,
    pi - Rational(355, 113),
    E**pi - pi**E,
    exp(pi * sqrt(163)) - 262537412640768744,
    Rational(1, 3) - Rational(333, 1000),
    (x + 1) ** 2 - x**2 - 2 * x - 2,
    sqrt(x**2) - x,
    sin(x) - x,
    log(x) - log(x + tiny),
    x**100_000 - 1,
    x * y - x - y,
]
UNDECIDED = [
    log(x**2) - 2 * log(x),  # only where x > 0
    sqrt(x) * sqrt(y) - sqrt(x * y),  # not where both are negative
    cbrt(2 + sqrt(5)) + cbrt(2 - sqrt(5)),  # an odd root of a negative number
    Function("f")(x) - Function("f")(y),
    sympy.nan,
    sympy.zoo,
    sympy.Float(0.3) * x - x,
    HIDDEN_ZERO * x / HIDDEN_ZERO.func(*HIDDEN_ZERO.args) ** 2,
]


@pytest.mark.parametrize("expr", ZERO, ids=str)
def test_proves_zero(expr: sympy.Expr) -> None:
    assert is_zero(expr) is True


@pytest.mark.parametrize("expr", NOT_ZERO, ids=str)
def test_proves_not_zero(expr: sympy.Expr) -> None:
    assert is_zero(expr) is False


@pytest.mark.parametrize("expr", UNDECIDED, ids=str)
def test_does_not_guess(expr: sympy.Expr) -> None:
    assert is_zero(expr) is None


def test_a_value_that_does_not_exist_is_not_zero() -> None:
    assert is_zero(HIDDEN_ZERO) is True
    assert is_zero(sympy.Mul(HIDDEN_ZERO, sympy.Pow(HIDDEN_ZERO, -1, evaluate=False), evaluate=False)) is None
    assert is_zero(HIDDEN_ZERO / (HIDDEN_ZERO + log(2) + log(3) - log(6))) is None


def test_infinity_equals_only_itself() -> None:
    assert are_equal(sympy.oo, sympy.oo) is True
    assert are_equal(sympy.oo, -sympy.oo) is False
    assert are_equal(sympy.oo, Integer(10) ** 100) is False


def test_a_huge_expression_is_left_alone() -> None:
    assert is_zero(sympy.Add(*[sin(x + number) for number in range(2_000)])) is None


def test_the_separation_bound_is_below_the_value() -> None:
    expr = sqrt(10**6 + 1) - 1000
    bits = separation_bits(expr, 10_000)
    assert bits is not None
    with mpmath.workdps(60):
        assert abs(mpmath.mpf(sympy.N(expr, 50))) > mpmath.mpf(2) ** -bits
    assert separation_bits(pi, 10_000) is None
    assert separation_bits(sum(sqrt(prime) for prime in sympy.primerange(60)), 10_000) is None


rationals = st.fractions(min_value=-30, max_value=30, max_denominator=12).map(
    lambda f: Rational(f.numerator, f.denominator)
)
expressions = st.recursive(
    rationals | st.sampled_from([sqrt(2), sqrt(3), pi, E, log(2), sqrt(5 + 2 * sqrt(6)), cos(pi / 5)]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: pair[0] + pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] * pair[1]),
        st.tuples(inner, st.integers(-2, 3)).map(
            lambda pair: pair[0] ** pair[1] if pair[0] != 0 else pair[0]
        ),
        inner.map(sin),
        inner.map(lambda expr: sqrt(Abs(expr))),
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(expressions)
def test_enclosures_hold_the_value(expr: sympy.Expr) -> None:
    try:
        box = Encloser(100, real=True).enclose(expr)
    except (NoEnclosureError, OutsideDomainError):
        return
    with mpmath.workdps(80):
        value = mpmath.mpf(sympy.N(expr, 70))
        slack = mpmath.mpf(10) ** -65 * (1 + abs(value))
        assert mpmath.mpf(box.a.a) - slack <= value <= mpmath.mpf(box.b.b) + slack


@settings(max_examples=100, deadline=None)
@given(expressions, expressions)
def test_expanding_changes_nothing_and_adding_something_small_does(
    first: sympy.Expr, second: sympy.Expr
) -> None:
    product = (first + second) ** 2
    assert is_zero(product - sympy.expand(product)) is not False
    assert is_zero(product - sympy.expand(product) + tiny) is not True


@settings(max_examples=100, deadline=None)
@given(st.lists(rationals, min_size=1, max_size=5), st.lists(rationals, min_size=1, max_size=5), rationals)
def test_polynomials_are_always_decided(left: list[Rational], right: list[Rational], at: Rational) -> None:
    one = sum((c * x**power for power, c in enumerate(left)), Integer(0))
    other = sum((c * (x - at) ** power for power, c in enumerate(right)), Integer(0))
    equal = sympy.Poly(sympy.expand(one - other), x).is_zero
    assert is_zero(one - other) is equal


def test_fractions_are_exact() -> None:
    third = Fraction(1, 3)
    assert are_equal(Rational(third.numerator, third.denominator), Rational(1, 3)) is True
    assert are_equal(Rational(1, 3), Rational(33333333333333333, 10**17)) is False
