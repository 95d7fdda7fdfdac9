"""One-sided limits by power series: right where they are decided, and what they leave open."""

from __future__ import annotations

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import E, Rational, exp, log, oo, sin, sqrt, tan

from phi4_node.verification import verify
from phi4_node.verification.checks import calculus
from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.checks.series import limit_by_series

x = sympy.Symbol("x", real=True)


@pytest.mark.parametrize(
    ("function", "point", "direction", "value"),
    [
        (sin(x) / x, 0, "+", 1),
        ((1 - sympy.cos(x)) / x**2, 0, "-", Rational(1, 2)),
        ((x**2 - 4) / (x - 2), 2, "+", 4),
        (sqrt(x**2 + x) - x, oo, "-", Rational(1, 2)),
        ((1 + 1 / x) ** x, oo, "-", E),
        ((sqrt(x + 4) - 2) / x, 0, "+", Rational(1, 4)),
        (1 / x, 0, "+", oo),
        (1 / x, 0, "-", -oo),
        ((3 * x**2 + 1) / (2 * x**2 - x), -oo, "+", Rational(3, 2)),
        ((tan(x) - sin(x)) / x**3, 0, "+", Rational(1, 2)),
        ((exp(x) - 1 - x) / x**2, 0, "+", Rational(1, 2)),
        (sympy.Abs(x) / x, 0, "-", -1),
        ((sympy.cbrt(x) - 2) / (x - 8), 8, "+", Rational(1, 12)),
        (sympy.cos(x) ** (x**-2), 0, "+", exp(-Rational(1, 2))),
        ((2**x - 1) / x, 0, "+", log(2)),
        (1 / (1 - x) - 3 / (1 - x**3), 1, "+", -1),
    ],
)
def test_limits(function: sympy.Expr, point: object, direction: str, value: object) -> None:
    found = limit_by_series(function, x, sympy.sympify(point), direction)
    assert found is not None
    assert sympy.simplify(found - value) == 0 if sympy.sympify(value).is_finite else found == value


@pytest.mark.parametrize(
    ("function", "point"),
    [(sin(1 / x), 0), (x * log(x), 0), (x * exp(-x), oo), (sqrt(x - 1), 0), (sin(x), oo)],
)
def test_what_has_no_such_series_is_left_open(function: sympy.Expr, point: object) -> None:
    assert limit_by_series(function, x, sympy.sympify(point), "-" if point == oo else "+") is None


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(-4, 4), min_size=1, max_size=4), st.lists(st.integers(-4, 4), min_size=1, max_size=4)
)
def test_quotients_of_polynomials(above: list[int], below: list[int]) -> None:
    numerator, denominator = sympy.Poly(above, x), sympy.Poly(below, x)
    if denominator.is_zero:
        return
    quotient = numerator.as_expr() / denominator.as_expr()
    found = limit_by_series(quotient, x, sympy.Integer(1), "+")
    assert found == sympy.limit(quotient, x, 1, "+")


def test_a_limit_on_which_the_ways_differ_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sympy, "limit", lambda *_: sympy.Integer(1) + Rational(1, 10**6))
    with pytest.raises(UndecidedError, match="power series"):
        calculus.limit(sin(x) / x, x, sympy.Integer(0))


@pytest.mark.parametrize(
    ("problem", "answer", "status"),
    [
        ("Find the limit of tan(2x) - x^2 as x approaches infinity.", "-infinity", "unchecked"),
        ("Find the limit of 1-x as x approaches infinity.", "-infinity", "verified"),
        ("Find the limit of 1/x^2 as x approaches 0.", "infinity", "verified"),
        ("Find the limit of 1/x^2 as x approaches 0.", "0", "refuted"),
        ("Find the limit of 1/x as x approaches 0.", "infinity", "unchecked"),
        ("Find the limit of x cot(x) as x approaches 0.", "1", "verified"),
        ("Find the limit of tan(x) as x approaches pi/2 from the left.", "infinity", "verified"),
        ("Find the limit of (1 - tan(x))/(x - pi/4) as x approaches pi/4.", "-2", "verified"),
    ],
)
def test_infinite_limits_and_poles_are_proven(problem: str, answer: str, status: str) -> None:
    assert verify(problem, answer).status == status
