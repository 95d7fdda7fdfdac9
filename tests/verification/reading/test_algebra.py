"""Algebra in words: what holds, and what must never hold however close it looks."""

import pytest

from phi4_node.schema import Outcome
from phi4_node.verification.judge import check_problem

RIGHT = [
    (r"What percent of 80 is 20?", r"25"),
    (r"20 is what percent of 80?", r"25\%"),
    (r"Find the largest integer $x$ such that $x^2 < 30$.", r"5"),
    (r"How many integers $n$ satisfy $-3 \le n < 4$?", r"7"),
    (r"How many positive integers $n$ satisfy $-3 \le n < 4$?", r"3"),
    (r"What is the range of the function $f(x) = \frac{1}{x^2+1}$?", r"(0,1]"),
    (r"Find the domain of $f(x) = \sqrt{x-3}$.", r"[3,\infty)"),
    (r"What is the minimum value of $x^2 - 4x + 9$?", r"5"),
    (r"Find the maximum value of $xy$ if $x + y = 10$.", r"25"),
    (r"Let $a$, $b$, and $c$ be the roots of $x^3 - 6x^2 + 11x - 6$. Find $a^2+b^2+c^2$.", r"14"),
    (r"The operation $\star$ is defined by $a \star b = a^2 - b$. What is $3 \star 2$?", r"7"),
    (r"The sum of two numbers is 12 and their product is 35. What is the larger number?", r"7"),
    (
        r"The sum of three consecutive even integers is 66. What is the smallest of the three integers?",
        r"20",
    ),
    (r"What is the slope of the line $3x + 4y = 12$?", r"-3/4"),
    (r"What is the midpoint of the segment with endpoints $(1,2)$ and $(3,6)$?", r"(2,4)"),
    (r"What is the center of the circle $x^2 + y^2 - 4x + 6y = 3$?", r"(2,-3)"),
    (r"For what values of $k$ does the quadratic $x^2 + kx + 4 = 0$ have no real roots?", r"(-4,4)"),
    (r"The expression $x^2 - 6x + 13$ can be written in the form $(x-h)^2 + k$. What is $h+k$?", r"7"),
    (r"Convert $\frac{60}{7}$ to a mixed number.", r"8\frac47"),
    (r"What is the coefficient of $x^2$ in the expansion of $(x+1)^5$?", r"10"),
    (r"If $z = 3 + 4i$, find $|z|$.", r"5"),
    (r"Solve for $x$: $|x - 3| < 2$. Express your answer in interval notation.", r"(1,5)"),
    (r"For $x > 0$, what is the minimum value of $\frac{x^2+1}{x}$?", r"2"),
    (r"How many vertical asymptotes does the graph of $y=\frac{x-2}{x^2+x-6}$ have?", r"1"),
    (r"Five less than twice a number is 11. What is the number?", r"8"),
    (r"The graph of $y = ax^2 + bx + c$ passes through $(0,1)$ and $(1,2)$. Find $a+b+c$.", r"2"),
    (r"What is the area of the circle $x^2+y^2=9$?", r"9\pi"),
]
"""Problems with their right answer."""

WRONG = [
    (r"Find the largest integer $x$ such that $x^2 < 30$.", r"6"),
    (r"How many positive integers $n$ satisfy $-3 \le n < 4$?", r"7"),
    (r"What is the range of the function $f(x) = \frac{1}{x^2+1}$?", r"[0,1]"),
    (r"Find the domain of $f(x) = \sqrt{x-3}$.", r"(3,\infty)"),
    (r"What is the minimum value of $x^2 - 4x + 9$ for $x > 3$?", r"5"),
    (r"Let $x$ be an integer with $x>3$. What is the minimum value of $x^2$?", r"9"),
    (r"Let $a$, $b$, and $c$ be the roots of $x^3 - 6x^2 + 11x - 6$. Find $a$.", r"1"),
    (r"The operation $\star$ is defined by $a \star b = a^2 - b$. What is $2 \star 3$?", r"7"),
    (r"The sum of two numbers is 12 and their product is 35. What is the larger number?", r"5"),
    (r"If $x + y = 12$ and $xy = 35$, what is the larger number?", r"5"),
    (r"If $x + y = 12$, what is their product?", r"35"),
    (
        r"The sum of three consecutive even integers is 66. What is the smallest of the three integers?",
        r"22",
    ),
    (r"What is the slope of the line perpendicular to $3x + 4y = 12$?", r"-3/4"),
    (r"What is the midpoint of the segment with endpoints $(1,2)$ and $(3,6)$?", r"(4,2)"),
    (r"For what values of $k$ does the quadratic $x^2 + kx + 4 = 0$ have real roots?", r"(-4,4)"),
    (r"Convert $\frac{60}{7}$ to a mixed number.", r"60/7"),
    (r"What is $\sqrt{200}$? Express your answer in simplest radical form.", r"\sqrt{200}"),
    (r"What is the sum of the coefficients of $(x+1)^5$?", r"1"),
    (r"If $a+b=7$ and $ab=12$, find $a-b$.", r"1"),
    (r"Find the smallest real number $x$ such that $x^2 > 4$.", r"2"),
    (r"Find all $x$ such that $x^2 = 4$ and $x > 0$.", r"-2, 2"),
    (r"How many real values of $x$ satisfy $x^2 = 9$?", r"1"),
    (r"Let $f(x) = x^2$ for $x > 0$. Find $f(-2)$.", r"4"),
    (r"What is the minimum value of $\frac{x^2+1}{x}$?", r"2"),
    (r"What is the least positive integer $n$ such that $n^2 > 50$ and $n$ is even?", r"8x"),
    (r"How many vertical asymptotes does the graph of $y=\frac{x-2}{x^2+x-6}$ have?", r"2"),
    (r"Which integer is 5 less than twice a number?", r"5"),
    (r"What is the sum of all values of $x$ for which $(x-1)(x-2) > 0$?", r"3"),
    (r"The graph of $y = ax^2 + bx + c$ passes through $(0,1)$ and $(1,2)$. Find $a+b+c$.", r"3"),
    (r"What is 20\% more than 50?", r"70"),
    (r"What is the area of the triangle bounded by $x^2+y^2=9$?", r"9\pi"),
]
"""Wrong answers, and problems that must not be read as if a word in them were not there."""


@pytest.mark.parametrize(("problem", "answer"), RIGHT)
def test_right_answers_hold(problem, answer):
    check = check_problem(problem, answer)
    assert check.outcome is Outcome.HOLDS, check.reason


@pytest.mark.parametrize(("problem", "answer"), WRONG)
def test_wrong_answers_never_hold(problem, answer):
    assert check_problem(problem, answer).outcome is not Outcome.HOLDS


@pytest.mark.parametrize(
    "problem",
    [
        r"Define $a \star b = a + b$. What is $2 \star 3 + 4$?",
        "If $x + y = 12$, what is their product?",
        "What is the larger number?",
        "What is the minimum value of $x^2$ for integers $x$ that nobody likes?",
        "How many happy integers $n$ satisfy $0 < n < 5$?",
    ],
)
def test_what_is_not_understood_is_not_read(problem):
    assert check_problem(problem, "9").outcome is Outcome.UNDECIDED
