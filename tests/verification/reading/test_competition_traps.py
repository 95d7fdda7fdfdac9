"""Wordings near those of competitions that mean something else, or too little."""

from __future__ import annotations

import pytest

from phi4_node.schema import Outcome
from phi4_node.verification.judge import check_problem

NEVER_HOLDS = [
    # An identity in x is no equation for x.
    (r"There exist constants $A$ and $B$ such that $Ax + B = 2x + 3$. Find $A + B$.", "4"),
    # Two integers are equally close; the ends are not said to be consecutive.
    ("What is the integer closest to 2.5?", "3"),
    ("What is the integer closest to 2.5?", "2"),
    (r"The value of $\sqrt{30}$ is between the integers $a$ and $b$. Find $a+b$.", "11"),
    (r"Suppose $ab = 56$ and $a$ and $b$ are consecutive integers. What is $a$?", "7"),
    # Which way it is turned.
    (r"The point $(1, 0)$ is rotated $90^\circ$ about the origin. Find the resulting point.", "(0, 1)"),
    # Too few conditions.
    ("Let $p(x)$ be a cubic polynomial such that $p(1) = 1$ and $p(2) = 4$. Find $p(3)$.", "9"),
    ("Let $p(x)$ be a polynomial such that $p(1) = 1$, $p(2) = 4$ and $p(3) = 9$. Find $p(4)$.", "16"),
    # Endless, or without a sign.
    ("How many ordered pairs $(x, y)$ of integers satisfy the equation $xy = 144$?", "15"),
    ("How many ordered pairs $(x, y)$ of positive integers satisfy the equation $x - y = 3$?", "10"),
    ("How many pairs of positive integers $(x, y)$ satisfy $xy = 144$?", "15"),
    # A hyperbola has no area, and x^2 + y^2 = -1 no points.
    ("Compute the area of the ellipse $x^2 - y^2 = 1$.", r"\pi"),
    ("Compute the area of the ellipse $x^2 + y^2 = -1$.", r"\pi"),
    # Absolute values of complex numbers.
    (r"For how many real values of $c$ do we have $|3-ci| = 7$?", "0"),
    (r"Find all real values of $c$ for which $|3-ci| = 7$.", "no solution"),
    (r"For how many complex values of $c$ do we have $|3-ci| = 7$?", "2"),
    # Drawings that say what the text does not.
    (
        "What is the value of $x$ in the figure? [asy] draw((0,0)--(1,1)); [/asy] Given $x + y = 3$, $y = 1$",
        "2",
    ),
    ("In triangle $ABC$, $AB = 3$ and $BC = 4$. What is $AC$? [asy] draw((0,0)--(3,0)); [/asy]", "5"),
    # Sides that are no sides; angles that are not said to be in the triangle.
    ("In triangle $ABC$, $AB = 1$, $BC = 2$ and $AC = 4$. What is $\\cos B$?", "-11/4"),
    ("In triangle $ABC$, $\\angle A = 100^\\circ$ and $\\angle B = 90^\\circ$ and $AB = 1$. Find $AC$.", "1"),
    # A point is no number.
    ("Let $A = (1, 2)$ and $B = (4, 6)$. What is $A$?", "1"),
    # What stands inside is not linear, or says nothing of other places.
    ("If $f(x^2) = x + 1$, what is $f(4)$?", "3"),
    ("Let $f(x) = x^2$ and $g(f(x)) = x + 1$. Find $g(4)$.", "3"),
    ("Suppose $f(2x) = 8$. Find $f(3)$.", "8"),
    # Two figures of one kind.
    ("The volume of a cube is 8. What is the surface area of a larger cube?", "24"),
    ("The radius of a sphere is doubled. What is its volume?", "8"),
    # A letter that is not said to be real.
    (r"If $|z| = 1$, what is the maximum value of $|z^2 + z + 1|$?", "1"),
]


@pytest.mark.parametrize(("problem", "answer"), NEVER_HOLDS)
def test_it_does_not_hold(problem: str, answer: str) -> None:
    assert check_problem(problem, answer).outcome is not Outcome.HOLDS
