"""Tangents, Taylor polynomials, implicit derivatives, integrals, differential and trigonometric equations."""

from __future__ import annotations

import pytest

from phi4_node.schema import Outcome
from phi4_node.verification.judge import check_problem

RIGHT = [
    ("Solve x^2 = -1", "no real solution"),
    ("Solve |x| = -1", "no solution"),
    ("Find dy/dx if x^2 + y^2 = 25.", "-x/y"),
    ("Find dy/dx if x^2 + y^2 = 25 at (3, 4).", "-3/4"),
    ("Find dy/dx if y = x^3 sin x.", "3x^2 sin x + x^3 cos x"),
    ("求函数 f(x)=x^3 的导数", "3x^2"),
    ("x^2+y^2=25, x+y=7", "(3,4),(4,3)"),
    ("What is the integral of 1/x dx?", "ln|x| + C"),
    ("Find the slope of the tangent line to the graph of y = x^2 at the point (3, 9).", "6"),
    ("Find the equation of the tangent line to y = x^2 at x = 3.", "y = 6x - 9"),
    ("Find the equation of the tangent line to y = x^2 at x = 3.", "6x - y = 9"),
    ("求曲线 y=x^2 在点(1,1)处的切线方程", "y = 2x - 1"),
    ("Find the equation of the normal line to y = x^2 at x = 1.", "y = -x/2 + 3/2"),
    ("Find the Taylor polynomial of degree 3 of sin x at x=0", "x - x^3/6"),
    ("Find the Maclaurin polynomial of degree 2 of e^x", "1 + x + x^2/2"),
    ("What is the maximum value of x^3 - 3x on [-2,2]?", "2"),
    ("Find the minimum value of x^2 - 4x on the interval [3, 5].", "-3"),
    ("Solve y' = y, y(0)=1", "y = e^x"),
    ("Solve the differential equation y' = y.", "y = Ce^x"),
    ("Solve the differential equation y'' + y = 0.", "y = A cos x + B sin x"),
    (r"Solve the differential equation $\frac{dy}{dx} = 2xy$ with $y(0) = 3$.", "y = 3e^{x^2}"),
    ("Solve y'' - 3y' + 2y = 0 with y(0) = 1 and y'(0) = 0.", "y = 2e^x - e^(2x)"),
    ("If $f'(x) = 2x$ and $f(0) = 1$, find $f(x)$.", "x^2 + 1"),
    ("Solve sin x = 1/2 on the interval [0, 2pi).", "pi/6, 5pi/6"),
    (r"Solve $2\cos^2 x - \cos x = 1$ for $0 \le x < 2\pi$.", r"0, 2\pi/3, 4\pi/3"),
    ("Find all solutions of sin 2x = cos x in [0, 2pi].", "pi/6, pi/2, 5pi/6, 3pi/2"),
    ("Solve sin x + cos x = 1 for 0 <= x < 2pi.", "0, pi/2"),
    ("Find the limit of |x|/x as x approaches 0 from the left.", "-1"),
    (r"Evaluate $\int_0^\infty x e^{-x} dx$", "1"),
    (r"Evaluate $\int_0^1 \frac{1}{\sqrt{x}} dx$", "2"),
    (r"Evaluate $\int_{-\infty}^\infty \frac{1}{1+x^2} dx$", r"\pi"),
    (r"Evaluate $\int_{-2}^{-1} \frac{1}{x} dx$", r"-\ln 2"),
    (r"Evaluate $\int_0^{\pi/4} \sec^2 x dx$", "1"),
    (r"Evaluate $\int_0^a x^2 dx$", "a^3/3"),
    (r"If $\sin x + \cos x = \frac{1}{2},$ then find $\sin^3 x + \cos^3 x.$", r"\frac{11}{16}"),
    (r"If $\tan x = 2$, find $\sin 2x$.", "4/5"),
    (r"Given that $\sin(t + \frac{\pi}{4}) = \frac{1}{3},$ compute $\sin 2t.$", r"-\frac{7}{9}"),
    (r"If $\frac{\pi}{2} < t < \pi$ and $\sin t = \frac{3}{5},$ then find $\cos t.$", r"-\frac{4}{5}"),
    (
        r"If angle $x$ lies in the third quadrant and $\cos x = -\frac{20}{29},$ find $\tan x.$",
        r"\frac{21}{20}",
    ),
]

WRONG = [
    ("Find dy/dx if x^2 + y^2 = 25 at (3, 4).", "3/4"),
    ("Find the slope of the tangent line to y = x^2 at x = 3.", "9"),
    ("Find the equation of the tangent line to y = x^2 at x = 3.", "y = 6x + 9"),
    ("Find the equation of the tangent line to y = x^2 at x = 3.", "y = 6"),
    ("Find the Taylor polynomial of degree 3 of sin x at x=0", "x - x^3/3"),
    ("What is the maximum value of x^3 - 3x on [-2,2]?", "18"),
    ("Solve y' = y, y(0)=1", "y = 2e^x"),
    ("Solve the differential equation y' = y.", "y = e^x + C"),
    ("Solve sin x = 1/2 on the interval [0, 2pi).", "pi/6"),
    ("Solve sin x = 1/2 on the interval [0, 2pi).", "pi/6, 5pi/6, 13pi/6"),
    ("If $f'(x) = 2x$ and $f(0) = 1$, find $f(x)$.", "x^2 + 2"),
    (r"Evaluate $\int_0^\infty x e^{-x} dx$", "2"),
    (r"If $\tan x = 2$, find $\sin 2x$.", "-4/5"),
    (r"If $\frac{\pi}{2} < t < \pi$ and $\sin t = \frac{3}{5},$ then find $\cos t.$", r"\frac{4}{5}"),
]

UNDECIDED = [
    ("Solve x^2 = -1", "no solution"),
    ("Compute sin 30", "1/2"),
    ("What is the derivative of y with respect to x?", "0"),
    (r"What is $\frac{dy}{dx}$ if $x^2+y^2=25$ and $x > 0$?", "0"),
    ("Find the slope of the tangent line to y = x^2 at the point (3, 10).", "6"),
    ("Solve the differential equation y' = y.", "y = e^x"),
    ("Solve the differential equation y'' + y = 0.", "y = C_1 cos x"),
    ("Solve y' = y, y(0)=1", "y = Ce^x"),
    ("Solve y'' - 3y' + 2y = 0 with y(0) = 1.", "y = 2e^x - e^(2x)"),
    ("Solve the differential equation y' = y^2.", "y = -1/(x + C)"),  # and y = 0
    ("Solve y' = 3y^(2/3), y(0) = 0.", "y = x^3"),  # and y = 0
    ("Solve sin x = 1/2.", "pi/6"),
    (r"If $\tan x = 2$, find $\sin x$.", r"\frac{2}{\sqrt{5}}"),
    (r"Evaluate $\int_{-1}^1 \frac{1}{x^2} dx$", "-2"),
    (r"Evaluate $\int_{-1}^1 \frac{1}{x} dx$", "0"),
    (r"Evaluate $\int_0^\pi \sec^2 x dx$", "0"),
    (r"Evaluate $\int_0^\pi \tan x dx$", "0"),
    (r"Evaluate $\int_1^\infty \frac{1}{x} dx$", "1"),
    (r"Evaluate $\int_0^\infty \sin x dx$", "1"),
    (r"Evaluate $\int_0^1 \frac{1}{x^2} dx$", "-1"),
    ("Simplify sin(x)^2+cos(x)^2", "sin(x)^2+cos(x)^2"),
    ("Simplify sin(2x)/cos(x)", "sin(2x)/cos(x)"),
]


@pytest.mark.parametrize(("problem", "answer"), RIGHT)
def test_right_answers_hold(problem: str, answer: str) -> None:
    check = check_problem(problem, answer)
    assert check.outcome is Outcome.HOLDS, check.reason


@pytest.mark.parametrize(("problem", "answer"), WRONG)
def test_wrong_answers_fail(problem: str, answer: str) -> None:
    check = check_problem(problem, answer)
    assert check.outcome is Outcome.FAILS, check.reason
    assert check.counterexample


@pytest.mark.parametrize(("problem", "answer"), UNDECIDED)
def test_what_is_not_proven_is_undecided(problem: str, answer: str) -> None:
    check = check_problem(problem, answer)
    assert check.outcome is Outcome.UNDECIDED, check.reason
