"""Areas, perimeters, volumes and angles of figures in words."""

from __future__ import annotations

import pytest

from phi4_node.schema import Outcome
from phi4_node.verification.judge import check_problem

RIGHT = [
    ("What is the area of a circle with radius 5?", r"25\pi"),
    ("What is the area of a circle with radius 5 cm?", r"25\pi"),
    ("What is the area of a circle with radius 5 cm?", r"25\pi cm^2"),
    ("What is the circumference of a circle with diameter 10?", r"10\pi"),
    ("What is the volume of a sphere with radius 3?", r"36\pi"),
    ("Find the volume of a cylinder with radius 2 and height 5.", r"20\pi"),
    ("Find the volume of a cone with radius 3 cm and height 4 cm.", r"12\pi"),
    ("Find the lateral surface area of a cone with radius 3 and height 4.", r"15\pi"),
    ("What is the area of a triangle with sides 13, 14, and 15?", "84"),
    ("What is the hypotenuse of a right triangle with legs 3 and 4?", "5"),
    ("What is the area of an equilateral triangle with side length 4?", r"4\sqrt{3}"),
    ("What is the sum of the interior angles of a pentagon?", r"540^\circ"),
    ("What is the measure of each interior angle of a regular octagon?", "135"),
    ("半径为3的圆的面积是多少?", r"9\pi"),
    (
        "Consider a convex 4-gon whose first 3 interior angles are: 80.0°, 90.0°,"
        " 100.0°. Determine the measure "
        "of the remaining angle. Return only the angle as your answer. Do not give the units in your answer.",
        "90",
    ),
]

RIGHT += [
    ("The measures of the sides of a triangle are 7, 24 and 25. What is the area of the triangle?", "84"),
    ("A circle has radius 3 cm. Find its area.", r"9\pi"),
]

WRONG = [
    ("What is the area of a circle with radius 5?", r"10\pi"),
    ("What is the area of a circle with diameter 10?", r"100\pi"),
    ("What is the area of a circle with radius 5 cm?", r"25\pi cm"),
    ("Find the volume of a cone with radius 3 and height 4.", r"36\pi"),
    ("What is the sum of the interior angles of a pentagon?", "180"),
]

UNREAD = [
    ("A rectangle has a length of 5 and a width of 3. What is the area of the circle?", "15"),
    ("What is the area of a circle with radius 5 and height 3?", r"25\pi"),
    ("What is the area of a triangle with sides 1, 2, and 5?", "0"),
    ("What is the volume of a cone with radius 3 cm and height 4 m?", r"12\pi"),
    ("What is the surface area of a cylinder with radius 2 and height 5 and no top?", r"28\pi"),
    ("What is the area of half of a circle with radius 2?", r"4\pi"),
    (
        "A convex polygon has 5 sides. The measures of the first 3 interior angles are: 90°, 100°, 110°. "
        "Find the measure of the last interior angle.",
        "240",
    ),
]


@pytest.mark.parametrize(("problem", "answer"), RIGHT)
def test_right_answers_hold(problem: str, answer: str) -> None:
    check = check_problem(problem, answer)
    assert check.outcome is Outcome.HOLDS, check.reason


@pytest.mark.parametrize(("problem", "answer"), WRONG)
def test_wrong_answers_fail(problem: str, answer: str) -> None:
    check = check_problem(problem, answer)
    assert check.outcome is Outcome.FAILS, check.reason


@pytest.mark.parametrize(("problem", "answer"), UNREAD)
def test_what_leaves_something_open_is_undecided(problem: str, answer: str) -> None:
    assert check_problem(problem, answer).outcome is Outcome.UNDECIDED
