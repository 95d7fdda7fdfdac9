"""Answers that equal what was asked for but leave the work undone; sums beside functions."""

from __future__ import annotations

import pytest

from phi4_node.schema import Status
from phi4_node.verification import verify

QUOTIENT = "Simplify (sin(x)^4 + cos(x)^4 - 1)/(sin(x)^6 + cos(x)^6 - 1)"
SHIFTED = "Find the value of 8cos^2 10° - 1/sin 10°."


@pytest.mark.parametrize(
    ("problem", "answer"),
    [
        (SHIFTED, "-1/sin(pi/18) + 8cos(pi/18)^2"),
        ("Compute cos 60°", "sin 30°"),
        (QUOTIENT, "(cos(4*x) - 1)/(4*(sin(x)^6 + cos(x)^6 - 1))"),
        ("Simplify sin(x)^2 + cos(x)^2", "sin(x)^2 + cos(x)^2"),
    ],
)
def test_trigonometry_that_was_only_moved_about(problem: str, answer: str) -> None:
    assert verify(problem, answer).status is Status.UNCHECKED


@pytest.mark.parametrize(
    ("problem", "answer"),
    [
        (SHIFTED, "2"),
        (QUOTIENT, "2/3"),
        ("Simplify sin(x)^2 + cos(x)^2", "1"),
        ("Simplify tan x cos x", "sin x"),
        ("Simplify sin(2x)/sin(x)", "2cos(x)"),
        ("What is the derivative of sin x at x = 2?", "cos(2)"),
        ("Compute sin 75°", "(sqrt(6) + sqrt(2))/4"),
        ("What is arccos(1/2)?", "pi/3"),
    ],
)
def test_trigonometry_that_was_worked_out(problem: str, answer: str) -> None:
    assert verify(problem, answer).status is Status.VERIFIED


@pytest.mark.parametrize(
    ("problem", "moved", "worked_out"),
    [
        ("Compute log_2 3 * log_3 4", "log_3 4 * log_2 3", "2"),
        ("Compute sqrt(6+sqrt(11)) + sqrt(6-sqrt(11))", "sqrt(6-sqrt(11)) + sqrt(6+sqrt(11))", "sqrt(22)"),
        ("Simplify sqrt(3+2sqrt(2)) - sqrt(2)", "-sqrt(2) + sqrt(3+2sqrt(2))", "1"),
        ("Compute (1+sqrt(5))^2 - 2sqrt(5)", "-2sqrt(5) + (1+sqrt(5))^2", "6"),
        ("Compute ln 6 - ln 2", "-ln 2 + ln 6", "ln 3"),
        ("What is 3?", "log_2 8", "3"),
        ("Compute sqrt(8) + sqrt(18)", "3sqrt(2) + 2sqrt(2)", "5sqrt(2)"),
    ],
)
def test_numbers_that_were_only_moved_about(problem: str, moved: str, worked_out: str) -> None:
    assert verify(problem, moved).status is Status.UNCHECKED
    assert verify(problem, worked_out).status is Status.VERIFIED


def test_letters_of_their_own_do_not_collapse() -> None:
    assert verify("Simplify 2(sin x - sin y)/2", "sin x - sin y").status is Status.VERIFIED


@pytest.mark.parametrize(
    ("problem", "right", "wrong"),
    [
        ("Compute 3 + 4 sin 30°", "5", "7/2"),
        ("Compute 5 - 2 cos 60°", "4", "3/2"),
        ("Find the derivative of x + 2 sin x", "1 + 2cos x", "(x + 2) cos x + sin x"),
        ("Differentiate x^2 + 3 ln x", "2x + 3/x", "2x ln x + (x^2 + 3)/x"),
        ("Integrate 1 + 2 sin x", "x - 2cos x + C", "-3cos x + C"),
        ("Let f(x) = 1 + 2 sin x. What is f(0)?", "1", "0"),
    ],
)
def test_a_sum_is_not_multiplied_by_the_function_behind_it(problem: str, right: str, wrong: str) -> None:
    assert verify(problem, right).status is Status.VERIFIED
    assert verify(problem, wrong).status is Status.REFUTED
