"""Words behind a thing that narrow it, and where a thing lives, which no rule may drop or turn round."""

import pytest

from phi4_node.schema import Outcome
from phi4_node.verification.judge import check_problem

NEVER_HOLDS = [
    # Without a word of the point it is not clear from where digits are counted.
    ("What is the 3rd digit of the decimal representation of 100/7?", "5"),
    ("What is the first digit of the decimal representation of 22/7?", "1"),
    # `Less than 3` says which root is meant; it is no subtraction.
    ("Find the largest root of $x^3 - 6x^2 + 11x - 6 = 0$ less than 3.", "0"),
    ("What is the smallest root of $x^2 - 6x + 5 = 0$ more than 2?", "3"),
    ("What is the sum of the roots of $x^2 - 6x + 5 = 0$ less than 2?", "-4"),
    ("What is the sum of the coefficients in the expansion of $(x+1)^3$ less than 3?", "-5"),
    # A function that is defined for some numbers only.
    ("Let $f(x) = x^2$ for all positive numbers $x$. Find all $x$ such that $f(x) = 9$.", "x = 3 or x = -3"),
    ("Let $f(n) = n^2 - 3n$ for all integers $n$. Find the minimum value of $f(n)$.", "-9/4"),
    ("For all positive integers n, define f(n) = n^2 - n. Find all n such that f(n) = 6.", "3 or -2"),
    ("Let $f(x) = x^2 - 4x$ for all positive integers $x$. What is $f(1/2)$?", "-7/4"),
    ("Let $f(x) = |x|$ for all positive numbers $x$. What is $f(-3)$?", "3"),
    # The domain of a curve is that of x, whatever is written on the left.
    ("What is the domain of $x = y^2$?", "all real numbers"),
    ("What is the range of $x = y^2$?", "[0, \\infty)"),
    # An angle in a quadrant may be turned by full turns.
    (r"If angle $x$ lies in the fourth quadrant and $\cos x = \frac{1}{2},$ find $x.$", r"5\pi/3"),
    # No such figure, no such mean.
    (r"Two angles of a triangle are $100^\circ$ and $90^\circ$. What is the third angle?", "-10"),
    ("What is the complement of an angle of 100 degrees?", "-10"),
    (
        "Consider a convex 6-gon whose first 5 interior angles are: 179.0°, 179.0°, 178.0°, 175.0°, 64.0°."
        " Determine the measure of the remaining angle.",
        "-55",
    ),
    ("What is the geometric mean of -2 and -8?", "4"),
    ("三角形的两个内角分别是100°和90°,第三个内角是多少度?", "-10"),
    (r"Find the horizontal asymptote of $y = \frac{x^2+1}{x}$.", "y = x"),
    (r"Find the oblique asymptote of $y = \frac{2x+1}{x-1}$.", "y = 2"),
    (r"Find the slant asymptote of $y = \frac{x^3+1}{x}$.", "y = x^2"),
    ("求函数y=x^2在开区间[0,1]上的最大值", "1"),
    # x^(-1) has a divisor too, and what may be no parabola may meet a line once as well.
    (r"For what values of $x$ is $\frac{x^{-1}}{x-2}$ undefined?", "2"),
    (
        "Find all values of $a$ for which there is exactly one solution to the system of equations"
        " $y = ax^2 + 2x + 1$ and $y = 4x$.",
        "1",
    ),
]

NEVER_FAILS = [
    (r"For what values of $x$ is $\frac{x^{-1}}{x-2}$ undefined?", "0, 2"),
    ("Find the largest root of $x^3 - 6x^2 + 11x - 6 = 0$ less than 3.", "2"),
    ("What is the smallest root of $x^2 - 6x + 5 = 0$ more than 2?", "5"),
    ("What is the sum of the real roots of $x^2 - 6x + 5 = 0$ more than 2?", "5"),
    ("Let $f(x) = x^2$ for all positive numbers $x$. Find all $x$ such that $f(x) = 9$.", "x = 3"),
    ("Let $f(n) = n^2 - 3n$ for all integers $n$. Find the minimum value of $f(n)$.", "-2"),
    ("For all positive integers n, define f(n) = n^2 - n. Find all n such that f(n) = 6.", "3"),
    ("What is the domain of $x = y^2$?", "[0, \\infty)"),
    ("What is the range of $x = y^2$?", "all real numbers"),
    (r"If angle $x$ lies in the fourth quadrant and $\cos x = \frac{1}{2},$ find $x.$", r"-\pi/3"),
    # 3 with a remainder, or 3.4?
    ("What is the quotient when 17 is divided by 5?", "3.4"),
    ("What is the quotient when 17 is divided by 5?", "3"),
]

HOLDS = [
    ("What is the 3rd digit after the decimal point of the decimal representation of 100/7?", "5"),
    ("What is the 5th digit in the decimal expansion of 1/7?", "5"),
    ("三角形的两个内角分别是50°和60°,第三个内角是多少度?", "70"),
    (r"Find the equation of the horizontal asymptote of $y = \frac{2x+1}{x-1}$.", "y = 2"),
    (r"Find the slant asymptote of $y = \frac{x^2+1}{x}$.", "y = x"),
    ("求函数y=x^2在闭区间[0,1]上的最大值", "1"),
    ("求函数y=x^2在区间[0,1]上的最大值", "1"),
    (r"For what values of $x$ is $\frac{x^2+1}{x-2}$ undefined?", "2"),
    (
        "Find all values of $a$ for which there is exactly one solution to the system of equations"
        " $y = ax^2 + 2x + 1$ and $y = 4x$.",
        "0, 1",
    ),
    ("三角形的两个内角分别是50°和60°,第三个内角是多少度?", "70"),
    (r"Find the equation of the horizontal asymptote of $y = \frac{2x+1}{x-1}$.", "y = 2"),
    (r"Find the slant asymptote of $y = \frac{x^2+1}{x}$.", "y = x"),
    ("求函数y=x^2在闭区间[0,1]上的最大值", "1"),
    ("求函数y=x^2在区间[0,1]上的最大值", "1"),
    (r"For what values of $x$ is $\frac{x^2+1}{x-2}$ undefined?", "2"),
    (
        "Find all values of $a$ for which there is exactly one solution to the system of equations"
        " $y = ax^2 + 2x + 1$ and $y = 4x$.",
        "0, 1",
    ),
    ("What is 2 less than the largest root of $x^2 - 6x + 5 = 0$?", "3"),
    ("What is 2 more than the largest root of $x^2 - 6x + 5 = 0$?", "7"),
    ("What is x less than 5 if x = 2?", "3"),
    ("Let $f(x) = x^2 - 4x$ for all positive integers $x$. What is $f(6)$?", "12"),
    (
        r"Define $a \star b = a^2 + b$ for all positive integers $a$ and $b$. What is $(1 \star 2) \star 3$?",
        "12",
    ),
    (r"For all nonzero real numbers $a$ and $b$, define $a \star b = a/b$. Find $2 \star 4$.", "1/2"),
    ("Let $f(n) = n^2 - 4n$ for all integers $n$. What is $f(-1)$?", "5"),
    ("Let $f(x) = x^2 - 4x$ for all real numbers $x$. Find the minimum value of $f(x)$.", "-4"),
    ("Let $f(x) = x^2 - 4x$ for all $x$. Find the minimum value of $f(x)$.", "-4"),
    ("What is the domain of $y = \\sqrt{x}$?", "[0, \\infty)"),
    ("What is the range of $g = t^2 + 1$?", "[1, \\infty)"),
    (r"If $\theta$ is in the second quadrant and $\sin \theta = \frac{3}{5},$ find $\cos \theta.$", "-4/5"),
    (r"If angle $x$ lies in quadrant III and $\cos x = -\frac{20}{29},$ find $\sin 2x.$", "840/841"),
    (r"If $x$ is acute and $\sin x = \frac{1}{2}$, find $x$.", r"\pi/6"),
    ("Three angles of a quadrilateral are 80, 90 and 100 degrees. What is the fourth angle?", "90"),
    ("What is the quotient when 20 is divided by 5?", "4"),
    ("What is the integer quotient when 17 is divided by 5?", "3"),
    ("What is the geometric mean of 2 and 8?", "4"),
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
