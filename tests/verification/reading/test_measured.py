"""Figures without letters whose measures determine one another."""

from __future__ import annotations

import pytest

from phi4_node.schema import Outcome
from phi4_node.verification.judge import check_problem

CASES = [
    (
        "The volume of a cube is 0.027 cubic meters. What is its surface area in square meters?",
        "0.54",
        ("0.27", "0.09", "5.4", "0.54 m"),
    ),
    (
        r"What is the area, in square units, of a circle with a circumference of $8\pi$ units?",
        r"16\pi",
        (r"64\pi", "16", r"8\pi"),
    ),
    (
        "What is the radius, in inches, of a right circular cylinder if its lateral surface area is $3.5$"
        " square"
        " inches and its volume is $3.5$ cubic inches?",
        "",
        ("1", "4", "3.5"),
    ),
    (
        "The area of a circle is $25\\pi$ square cm. What is its circumference in cm?",
        r"10\pi",
        (r"5\pi", "10"),
    ),
    ("A square has a perimeter of 20 inches. What is its area?", "25", ("20", "5", "400", "25 inches")),
    ("A square has a perimeter of 20 inches. What is the area of the square?", "25 square inches", ("16",)),
    ("The surface area of a sphere is $36\\pi$. What is its volume?", r"36\pi", (r"27\pi", r"12\pi")),
    (
        "A cylinder has a radius of 3 cm and a volume of $45\\pi$ cubic cm. What is its height?",
        "5",
        ("15", "45"),
    ),
    ("A rectangle has an area of 48 and a width of 6. What is its perimeter?", "28", ("14", "8", "54")),
    ("What is the volume of a cube whose surface area is 150?", "125", ("150", "25", "15625")),
    ("The diagonal of a square is 10. What is the area of the square?", "50", ("100", "25")),
    (
        "If the height of a regular tetrahedron is 20 inches then what is the length of each edge of the"
        " tetrahedron?",
        "",
        ("20", "10"),
    ),
    # Not one figure, or not one unit.
    ("A square has a perimeter of 20 inches. What is its area in square feet?", "", ("25", "4")),
    ("The area of a square is 16 cm. What is its perimeter?", "", ("16",)),
    ("A rectangle has an area of 48. What is its perimeter?", "", ("28", "32")),
    (
        "A circle has area $9\\pi$. Another circle has area $16\\pi$. What is the radius of the circle?",
        "",
        ("3", "4"),
    ),
]


@pytest.mark.parametrize(("problem", "right"), [(problem, right) for problem, right, _ in CASES if right])
def test_right_answers_hold(problem: str, right: str) -> None:
    assert check_problem(problem, right).outcome is Outcome.HOLDS


@pytest.mark.parametrize(
    ("problem", "wrong"), [(problem, wrong) for problem, _, several in CASES for wrong in several]
)
def test_wrong_answers_do_not_hold(problem: str, wrong: str) -> None:
    assert check_problem(problem, wrong).outcome is not Outcome.HOLDS
