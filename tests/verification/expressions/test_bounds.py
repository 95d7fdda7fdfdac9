"""What is multiplied out is bounded before it is built."""

from __future__ import annotations

import pytest
from sympy import symbols

from phi4_node.schema import Outcome
from phi4_node.verification.expressions.bounds import limit_expansion
from phi4_node.verification.expressions.syntax import TooLargeError
from phi4_node.verification.judge import check_problem

a, b, c, d, e, f = symbols("a b c d e f")


def test_few_terms_are_given_back() -> None:
    assert limit_expansion((a + b) ** 20 * (c + d)) == (a + b) ** 20 * (c + d)


@pytest.mark.parametrize(
    "expr", [(a + b + c + d + e + f) ** 60, (a + 1) ** 5000, ((a + b) ** 40 * (c + d) ** 40) ** 3]
)
def test_many_terms_are_refused(expr: object) -> None:
    with pytest.raises(TooLargeError):
        limit_expansion(expr)


@pytest.mark.parametrize(
    ("problem", "answer"),
    [
        ("Expand (a+b+c+d+e+f)^60", "a"),
        ("Expand (x+1)^5000", "(x+1)^5000"),
        ("Simplify (a+b+c+d+e+f)^60", "(a+b+c+d+e+f)^60"),
    ],
)
def test_large_expansions_are_undecided(problem: str, answer: str) -> None:
    assert check_problem(problem, answer).outcome is Outcome.UNDECIDED


@pytest.mark.parametrize(
    ("problem", "answer", "outcome"),
    [
        (r"Compute $\cos^210^\circ + \sin^2 10^\circ.$", "1", Outcome.HOLDS),
        (r"Compute $\cos^{2} 10^\circ + \sin^210^\circ.$", "2", Outcome.FAILS),
        (r"Simplify $\cos^210 x.$", "1", Outcome.UNDECIDED),
        ("Solve x^2 + 2x - 3 = 0", "x₁=1, x₂=-3", Outcome.HOLDS),
        ("Solve x^2 + 2x - 3 = 0", "x₁=1, x₂=3", Outcome.FAILS),
    ],
)
def test_digits_that_are_raised_or_lowered(problem: str, answer: str, outcome: Outcome) -> None:
    assert check_problem(problem, answer).outcome is outcome
