"""Sets of real numbers, extremes, values that an ideal determines: complete, exact, or undecided."""

import pytest

from phi4_node.schema import Outcome
from phi4_node.verification.judge import check_problem

SETS = [
    ("Solve x^2 - 4 < 0.", "(-2, 2)", Outcome.HOLDS),
    ("Solve x^2 - 4 < 0.", "-2 < x < 2", Outcome.HOLDS),
    ("Solve x^2 - 4 < 0.", "[-2, 2]", Outcome.FAILS),
    ("Solve x^2 - 4 < 0.", "(-2, 2]", Outcome.FAILS),
    ("Solve x^2 + 1 < 0.", "no solution", Outcome.HOLDS),
    ("Solve x^2 + 1 > 0.", "all real numbers", Outcome.HOLDS),
    ("Solve (x - 1)^2 <= 0.", "x = 1", Outcome.HOLDS),
    ("Solve 1/(x - 1) > 0.", "x > 1", Outcome.HOLDS),
    ("Solve 1/(x - 1) >= 0.", "x >= 1", Outcome.FAILS),
    ("Solve sqrt(x - 1) < 2.", "1 <= x < 5", Outcome.HOLDS),
    ("Solve sqrt(x - 1) < 2.", "x < 5", Outcome.FAILS),
    ("Solve |x - 1| >= 3.", "x <= -2 or x >= 4", Outcome.HOLDS),
    ("Solve 2^x > 8.", "x > 3", Outcome.HOLDS),
    ("Solve x^3 - 2 > 0.", "x > 2^(1/3)", Outcome.HOLDS),
    (r"Solve \lfloor x \rfloor > 2.", "x >= 3", Outcome.UNDECIDED),
    ("Solve a*x > 1 for x.", "x > 1/a", Outcome.UNDECIDED),
]


@pytest.mark.parametrize(("problem", "answer", "outcome"), SETS)
def test_sets_of_real_numbers(problem, answer, outcome):
    check = check_problem(problem, answer)
    assert check.outcome is outcome, check.reason


EXTREMES = [
    ("What is the minimum value of $x^2 + 1$?", "1", Outcome.HOLDS),
    ("What is the maximum value of $x^2 + 1$?", "1", Outcome.UNDECIDED),
    ("What is the minimum value of $1/x$ for $x > 0$?", "0", Outcome.UNDECIDED),
    (r"What is the maximum value of $\sqrt{9 - x^2}$?", "3", Outcome.HOLDS),
    ("What is the minimum value of $|x - 1| + |x - 4|$?", "3", Outcome.HOLDS),
    ("What is the minimum value of $|x - 1| + |x - 4|$?", "0", Outcome.FAILS),
    ("Find the minimum value of $x^2 + y^2$ if $x + y = 2$.", "2", Outcome.HOLDS),
    ("Find the maximum value of $x^2 + y^2$ if $x + y = 2$.", "2", Outcome.UNDECIDED),
    (r"What is the range of $f(x) = \frac{x + 1}{x - 1}$?", r"(-\infty, 1) \cup (1, \infty)", Outcome.HOLDS),
    (r"What is the range of $f(x) = \frac{x + 1}{x - 1}$?", r"(-\infty, \infty)", Outcome.FAILS),
]


@pytest.mark.parametrize(("problem", "answer", "outcome"), EXTREMES)
def test_extremes_and_ranges(problem, answer, outcome):
    check = check_problem(problem, answer)
    assert check.outcome is outcome, check.reason


IDEALS = [
    ("If $a + b + c = 0$ and $a^2 + b^2 + c^2 = 4$, what is $a^4 + b^4 + c^4$?", "8", Outcome.HOLDS),
    ("If $a + b + c = 0$ and $a^2 + b^2 + c^2 = 4$, what is $a^4 + b^4 + c^4$?", "4", Outcome.FAILS),
    ("If $a + b + c = 0$ and $a^2 + b^2 + c^2 = 4$, what is $a^3 + b^3 + c^3$?", "0", Outcome.UNDECIDED),
    ("If $a + b + c = 1$ and $a + b + c = 2$, what is $a + b$?", "1", Outcome.UNDECIDED),
    ("If $3^{x + y} = 81$ and $81^{x - y} = 3$, what is $xy$?", "255/64", Outcome.HOLDS),
    ("Let $x$ and $y$ be positive integers such that $2^x 3^y = 1296$. Find $x + y$.", "8", Outcome.HOLDS),
    ("Let $x$ and $y$ be real numbers such that $2^x 3^y = 1296$. Find $x + y$.", "8", Outcome.UNDECIDED),
]


@pytest.mark.parametrize(("problem", "answer", "outcome"), IDEALS)
def test_values_that_conditions_determine(problem, answer, outcome):
    check = check_problem(problem, answer)
    assert check.outcome is outcome, check.reason
