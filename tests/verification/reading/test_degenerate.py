"""Equations that may be quadratic or not, squares that may be zero, Greek letters before brackets."""

from __future__ import annotations

import pytest

from phi4_node.verification import verify


@pytest.mark.parametrize(
    ("problem", "right", "wrong"),
    [
        ("For what values of k does x^2 + kx + 1 = 0 have no real solutions?", "-2 < k < 2", "k < 2"),
        ("For what values of k does kx^2 + 2x + 1 = 0 have no real solutions?", "k > 1", "k >= 1"),
        ("For what values of k does x^2 + 2x + k = 0 have real solutions?", "k <= 1", "k < 1"),
        (
            "For what values of k does kx^2 + 2x + 1 = 0 have two distinct real solutions?",
            "k < 1 and k != 0",
            "k < 1",
        ),
        (
            "Find all k such that the function f(x) = 1/((k)x^2 + (k)x + 1) is defined for all real numbers.",
            "[0, 4)",
            "(0, 4)",
        ),
        ("For what nonzero value of k does kx^2 + 2x + 1 = 0 have exactly one real solution?", "1", "2"),
        (
            "For what values of k does the quadratic kx^2 + 2x + 1 = 0 have exactly one real solution?",
            "1",
            "2",
        ),
    ],
)
def test_the_number_of_real_solutions(problem: str, right: str, wrong: str) -> None:
    assert verify(problem, right).status == "verified"
    assert verify(problem, wrong).status != "verified"


@pytest.mark.parametrize(
    ("problem", "answer"),
    [
        ("For what values of k does kx^2 + 2x + 1 = 0 have exactly one real solution?", "1"),
        (
            "Find all real m for which (m-1)x^2 + (m-1)x + 1 = 0 has no real solutions.",
            "1 < m < 5",
        ),
        ("What is the smallest perfect square divisible by 12?", "0"),
        ("What is the smallest perfect square divisible by 12?", "36"),
        ("How many perfect squares are less than 100?", "9"),
        ("How many perfect squares are less than 100?", "10"),
        ("How many numbers less than 100 are perfect squares?", "10"),
        ("小于100的完全平方数有多少个?", "10"),
        ("What is φ(12)?", "4"),
        (r"Compute $\sigma(12)$.", "28"),
        ("What is tau(12)?", "6"),
        ("What is phi?", "1.618"),
    ],
)
def test_what_is_a_matter_of_convention_is_not_decided(problem: str, answer: str) -> None:
    assert verify(problem, answer).status == "unchecked"


@pytest.mark.parametrize(
    ("problem", "right", "wrong"),
    [
        ("What is the smallest positive perfect square divisible by 12?", "36", "0"),
        ("How many perfect squares are there between 1 and 100, inclusive?", "10", "9"),
        ("If α = 2, find α(5) + α.", "12", "10"),
    ],
)
def test_what_is_said_is_decided(problem: str, right: str, wrong: str) -> None:
    assert verify(problem, right).status == "verified"
    assert verify(problem, wrong).status == "refuted"
