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


NEW_TRAPS = [
    # A condition on a letter that is bound elsewhere, or against what is given.
    ("How many vertical asymptotes does the graph of $y=\\frac{2}{x^2+x-6}$ have where x is negative?", "2"),
    ("What is the area of the region bounded by the graph of $x^2+y^2=9$ where x is negative?", "9\\pi"),
    ("Evaluate $3x^2+5x-1$ if $x=7$ such that x > 100.", "181"),
    ("If $x+y=12$ and $x-y=8$, what is the value of $2x-xy$ such that x > 100?", "0"),
    ("The sum of three consecutive odd integers is $66$. What is the smallest of the three integers?", "20"),
    # Rounding that is asked for must be done.
    ("解不等式 2x-1>5。 Round to the nearest hundred.", "x>3"),
    ("Solve x + y = 3, x - y = 2. Round to the nearest hundred.", "x = 5/2, y = 1/2"),
    # Units that nobody asked for.
    ("Which is smaller: -1 or -25/488049?", "-1 km/h"),
    ("Which is biggest? (a) 2 (b) 3 (c) 1", "b cm"),
    ("Sort 3, 1, 2.", "1, 2, 3 km"),
    # Words and signs that take an answer back or only praise it.
    ("In base 7, what is 20 - -3?", "~23"),
    ("What is 3 + 4?", "~7"),
    ("Is the statement 'all bees are bees' true or false?", "The answer is correct"),
    # Constants and functions have one meaning.
    ("Let pi = 3. What is the area of a circle with radius 3?", "9\\pi"),
    ("Let f(x) = 0. 求函数f(x)=x^3-3x的导数。", "3x^2-3"),
    # A distance is not negative, and a letter is no answer to what it stands for.
    ("What is the distance from 3 to -4?", "-7"),
    ("What is the value of x?", "x"),
    # `or` is no `and`, and a product is no sum.
    ("What is the sum of 3 or 4?", "7"),
    ("What is the hundreds digit in the following sum: $5 \\times 6 \\times 7 \\times 8 \\times 9$?", "1"),
]


@pytest.mark.parametrize(("problem", "answer"), NEW_TRAPS)
def test_traps_of_the_second_hunt(problem: str, answer: str) -> None:
    assert check_problem(problem, answer).outcome is not Outcome.HOLDS
