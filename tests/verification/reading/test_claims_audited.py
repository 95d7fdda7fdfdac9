"""Claims compared with the words, term by term: what once was read as something else than was asked."""

import pytest

from phi4_node.schema import Outcome
from phi4_node.verification.judge import check_problem

NEVER_HOLDS = [
    # Behind a number a letter is a factor, not the name of a member.
    ("Find the greatest common divisor of 12 and 18$x$.", "6"),
    ("How many divisors of 12 $x$ are there?", "6"),
    ("How many integers less than 10 $x$ are prime?", "4"),
    # Of the terms of a sequence only some are integers.
    ("How many integers belong to the arithmetic sequence 1, 1.5, 2, 2.5, ..., 10?", "19"),
    ("How many integers belong to the geometric sequence 8, 4, 2, 1, ..., 1/64?", "10"),
    ("How many integers are in the list 1, 1.5, 2, 2.5, ..., 10?", "19"),
    ("How many integers are in the list 1, 2.5, 3?", "3"),
    # A number of edges, sides or diagonals is no number of degrees.
    ("How many edges does an octagonal pyramid have?", "16°"),
    ("How many diagonals does a convex hexagon have?", "9 degrees"),
    ("A regular polygon has interior angles of 144 degrees. How many sides does the polygon have?", "10°"),
    # An interval that is called one thing and written as another.
    ("Find the maximum of $x$ on the open interval $[0,1]$.", "1"),
    ("Find the maximum value of $x^2$ on the closed interval $(0,1)$.", "1"),
    ("Solve sin x = 0 on the closed interval [0, 2π).", "0, π"),
    ("Find the maximum value of x on the open interval 0 <= x <= 1.", "1"),
    # Whether 0 counts as a perfect square is left open, in an adjective as in the noun.
    ("How many integers less than 100 are perfect squares?", "10"),
    # A third of 12, or the number 1/3?
    ("What is one third less than 12?", "35/3"),
    ("What is 1/2 more than 10?", "10.5"),
    # The part of a number behind or before the point.
    ("Evaluate {2.7}", "2.7"),
    ("Compute $\\{3.75\\}$", "3.75"),
    ("What is [3.7] + 1?", "4.7"),
    ("Compute $\\left[2.5\\right]+1$.", "3.5"),
]

NEVER_FAILS = [
    ("What is one third less than 12?", "8"),
    ("How many integers less than 100 are perfect squares?", "9"),
    ("What is {2.7}?", "0.7"),
    ("What is π(10)?", "4"),
    ("Compute $\\pi(100) + 1$.", "26"),
]

HOLDS = [
    ("What is 1/3 less than 1/2?", "1/6"),
    ("What is 5 less than 12?", "7"),
    ("What is 0.5 more than 10?", "10.5"),
    ("How many nonnegative integers less than 100 are perfect squares?", "10"),
    ("How many positive integers less than 100 are perfect squares?", "9"),
    ("Find the smallest three-digit positive integer $n$ such that n^2 ends in 1.", "101"),
    ("How many positive integers $n$ satisfy $n^2 < 30$?", "5"),
    ("How many integers belong to the arithmetic sequence 13, 20, 27, 34, $\\dots$, 2008?", "286"),
    ("How many integers are in the list 1, 2, 3, ..., 10?", "10"),
    ("How many edges does an octagonal pyramid have?", "16"),
    ("How many diagonals does a convex hexagon have?", "9"),
    ("A regular polygon has interior angles of 144 degrees. How many sides does the polygon have?", "10"),
    ("Find the maximum value of $x^2$ on the closed interval $[0,1]$.", "1"),
    ("Find the maximum value of x^2 on the closed interval 0 <= x <= 1.", "1"),
    ("Solve sin x = 0 on the open interval (0, 2π).", "π"),
    ("Evaluate 3[2.5 - 1.5].", "3"),
    ("Evaluate $\\frac{1.5}{2.5}$.", "3/5"),
    ("Compute $\\lfloor{2.7}\\rfloor$.", "2"),
    ("Compute $\\pi(3)^2$.", "9π"),
]


@pytest.mark.parametrize(("problem", "answer"), NEVER_HOLDS)
def test_is_not_verified(problem: str, answer: str) -> None:
    assert check_problem(problem, answer).outcome is not Outcome.HOLDS


@pytest.mark.parametrize(("problem", "answer"), NEVER_FAILS)
def test_is_not_refuted(problem: str, answer: str) -> None:
    assert check_problem(problem, answer).outcome is not Outcome.FAILS


@pytest.mark.parametrize(("problem", "answer"), HOLDS)
def test_is_verified(problem: str, answer: str) -> None:
    assert check_problem(problem, answer).outcome is Outcome.HOLDS
