"""Wrong answers that look right, right answers that look wrong, and questions that must not be half-read."""

import pytest

from phi4_node.schema import Outcome
from phi4_node.verification.judge import check_problem

NEVER_HOLDS = [
    # Punctuation that is mathematics does not end a sentence.
    ("Calculate 5!!", "5"),
    ("What is 5!!?", "5"),
    ("Calculate $4$!", "4"),
    ("What is 0.333...?", "0.333"),
    ("What is 1 + 2 + ..?", "3"),
    # A calculation is no answer to a calculation.
    ("Calculate the remainder when 17 is divided by 5.", "17 mod 5"),
    ("What is the greatest common divisor of 12 and 18?", "gcd(6, 12)"),
    ("What is |3 - 5|?", "|-2|"),
    ("Calculate sqrt(16).", "16^(1/2)"),
    ("Calculate 7 - 3.", "floor(9/2)"),
    # A name has one meaning.
    ("Let f(x) = 2x. Let f(x) = 3x. What is f(1)?", "2"),
    ("Let f(t) = 2t. Suppose f(x) = 3x + 1. Find f(2).", "4"),
    ("Define a * b = a + 2b. What is 3 * 4?", "12"),
    # No solution among which numbers?
    ("Solve x^2 = -1.", "no solution"),
    ("Find the roots of x^2 + 2x + 5.", "no roots"),
]
NEVER_FAILS = [
    ("Calculate 5!!.", "15"),
    ("What is 0.333...?", "1/3"),
    ("What is 11_2 + 1_2?", "100"),
    ("What is the difference of 5 and 8?", "3"),
    ("What is the difference of 5 and 8?", "-3"),
    ("Solve x^2 = -1.", "no solution"),
    ("Solve x^2 = -1.", "i, -i"),
]
HOLDS = [
    ("Calculate 5!", "120"),
    ("Find the value of the expression 3 + 4, please!", "7"),
    ("What is 11_2 + 1_2?", "4"),
    ("Let f(x) = 2x and g(x) = x + 1. If f(x) = g(x), what is x?", "1"),
    ("Let f(x) = 2x. Suppose f(b) = 6 and c = b + 1. What is c?", "4"),
    ("Calculate sqrt(18).", "3*sqrt(2)"),
    ("Calculate 2^(1/2) * 3^(1/2).", "6^(1/2)"),
    ("Solve x^2 = -1.", "no real solution"),
    ("Find all real solutions of x^2 = -1.", "no solution"),
    ("Solve x^2 = -1 where x is real.", "no solution"),
    ("Solve x^2 = -4, x > 0.", "no solution"),
    ("Solve sqrt(x) = -2.", "no solution"),
    ("Solve |x| = -1.", "no solution"),
    ("Solve x = x + 1.", "no solution"),
]


@pytest.mark.parametrize(("problem", "answer"), NEVER_HOLDS)
def test_it_does_not_hold(problem: str, answer: str) -> None:
    assert check_problem(problem, answer).outcome is not Outcome.HOLDS


@pytest.mark.parametrize(("problem", "answer"), NEVER_FAILS)
def test_it_does_not_fail(problem: str, answer: str) -> None:
    assert check_problem(problem, answer).outcome is not Outcome.FAILS


@pytest.mark.parametrize(("problem", "answer"), HOLDS)
def test_it_holds(problem: str, answer: str) -> None:
    found = check_problem(problem, answer)
    assert found.outcome is Outcome.HOLDS, found.reason
