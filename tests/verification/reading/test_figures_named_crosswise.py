"""Corners in an order that is no way around a figure, angles that cannot be, letters that are other sides."""

from __future__ import annotations

import pytest

from phi4_node.verification import verify

_CROSSED = (
    "A rectangle has vertices at (0,0), (4,3), (4,0), and (0,3). What is the length of the longest side?"
)
_AROUND = (
    "A rectangle has vertices at (0,0), (4,0), (4,3), and (0,3). What is the length of the longest side?"
)


@pytest.mark.parametrize(
    ("problem", "answer"),
    [
        (_AROUND, "4"),
        ("What is the perimeter of the rectangle with vertices at (0,0), (4,0), (4,3), and (0,3)?", "14"),
        (
            "What is the perimeter of the quadrilateral with vertices (0,0), (4,0), (6,3), (0,3)?",
            r"13+\sqrt{13}",
        ),
        (
            "Points $A(0,0)$, $B(4,0)$, $C(4,3)$, $D(0,3)$ are the vertices of rectangle $ABCD$."
            " Find the perimeter of rectangle $ABCD$.",
            "14",
        ),
        (r"In triangle $ABC$, $AB = 3$, $BC = 4$ and $\angle B = 90^\circ$. Find $b$.", "5"),
        (r"In triangle $ABC$, $AB = c$, $c = 3$, $BC = 4$ and $\angle B = 90^\circ$. Find $AC$.", "5"),
        ("What is the complement of an angle of 40 degrees?", "50"),
        (
            "A rectangle has a perimeter of 20 and an area of 24. What is the diagonal of the rectangle?",
            r"2\sqrt{13}",
        ),
        ("A rectangle has a length of 6 and an area of 24. What is the width of the rectangle?", "4"),
        (
            "Two angles of a triangle are 60 and 90 degrees. What is the degree measure of the third angle?",
            "30",
        ),
    ],
)
def test_what_is_right(problem: str, answer: str) -> None:
    assert verify(problem, answer).status == "verified"


@pytest.mark.parametrize(
    ("problem", "answer"),
    [
        (_CROSSED, "5"),
        (_CROSSED, "4"),
        ("What is the perimeter of the rectangle with vertices at (0,0), (4,3), (4,0), and (0,3)?", "16"),
        ("What is the perimeter of the rectangle with vertices at (0,0), (4,3), (4,0), and (0,3)?", "14"),
        (
            "Points $A(0,0)$, $B(2,2)$, $C(2,0)$, $D(0,2)$ are the vertices of quadrilateral $ABCD$."
            " Find the area of quadrilateral $ABCD$.",
            "0",
        ),
        (
            "Points $A(0,0)$, $B(4,3)$, $C(4,0)$, $D(0,3)$ are the vertices of rectangle $ABCD$."
            " Find the perimeter of rectangle $ABCD$.",
            "16",
        ),
        (r"In triangle $ABC$, $AB = a$, $BC = 2$, and $\angle B = 90^\circ$. Find $AC$.", r"2\sqrt{2}"),
        (r"In triangle $ABC$, $AB = 3$, $BC = 4$, $AC = c$ and $\angle B = 90^\circ$. Find $c$.", "3"),
        (r"In triangle $ABC$, $AB = 3$, $BC = 4$, $AC = c$ and $\angle B = 90^\circ$. Find $c$.", "5"),
        ("What is the complement of an angle of 100 degrees?", "-10"),
        ("Find the measure of the supplement of an angle that measures 200 degrees.", "-20"),
        ("What is the complement of an angle of -20 degrees?", "110"),
        (
            "Three angles of a quadrilateral are 100, 150 and 120 degrees. What is the measure of the fourth"
            " angle?",
            "-10",
        ),
        (
            "Two angles of a triangle are 100 and 90 degrees. What is the degree measure of the third angle?",
            "-10",
        ),
        ("A rectangle has a perimeter of 20 and an area of 24. What is the length of the rectangle?", "6"),
        ("A rectangle has a perimeter of 20 and an area of 24. What is the length of the rectangle?", "4"),
        ("三角形的两个内角分别是100°和90°,第三个内角的度数是多少度?", "-10"),
    ],
)
def test_what_is_left_open(problem: str, answer: str) -> None:
    assert verify(problem, answer).status == "unchecked"
