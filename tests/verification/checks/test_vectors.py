"""Vectors, matrices and points."""

from __future__ import annotations

import pytest

from phi4_node.schema import Outcome
from phi4_node.verification.judge import check_problem

_TWO = (
    r"Let $\mathbf{a} = \begin{pmatrix} 1 \\ 2 \\ 3 \end{pmatrix}$ and "
    r"$\mathbf{b} = \begin{pmatrix} 0 \\ 1 \\ 1 \end{pmatrix}.$ "
)
_ANGLE = (
    r"Find the angle between the vectors $\begin{pmatrix} 1 \\ 0 \\ 0 \end{pmatrix}$ and "
    r"$\begin{pmatrix} 1 \\ 1 \\ 0 \end{pmatrix},$ in degrees."
)
_SOLVE = (
    r"Find the vector $\mathbf{v}$ such that $\begin{pmatrix} 2 & 1 \\ 1 & 1 \end{pmatrix} \mathbf{v} = "
    r"\begin{pmatrix} 5 \\ 3 \end{pmatrix}.$"
)
_ABSTRACT = (
    r"If $\mathbf{v} \times \mathbf{w} = \begin{pmatrix} 2 \\ 7 \\ -13 \end{pmatrix},$ then find "
    r"$\mathbf{w} \times \mathbf{v}.$"
)

RIGHT = [
    (_TWO + r"Compute $\mathbf{a} \cdot \mathbf{b}.$", "5"),
    (_TWO + r"Compute $\mathbf{a} \times \mathbf{b}.$", r"\begin{pmatrix} -1 \\ -1 \\ 1 \end{pmatrix}"),
    (_TWO + r"Compute $\mathbf{a} \times \mathbf{b}.$", "(-1, -1, 1)"),
    (_ANGLE, r"45^\circ"),
    (_ANGLE, "45"),
    (_SOLVE, r"\begin{pmatrix} 2 \\ 1 \end{pmatrix}"),
    (_ABSTRACT, r"\begin{pmatrix} -2 \\ -7 \\ 13 \end{pmatrix}"),
    (r"Compute $\|(3,4)\|$", "5"),
    (r"Find the eigenvalues of $\begin{pmatrix} 2 & 1 \\ 1 & 2 \end{pmatrix}$.", "1, 3"),
    ("What is the determinant of [[1,2],[3,4]]?", "-2"),
    ("What is (1,2) + (3,4)?", "(4,6)"),
    ("What is the cross product of (1,0,0) and (0,1,0)?", "(0,0,1)"),
    ("Find the distance between the points (1,2,3) and (4,6,3).", "5"),
    ("Find the area of the triangle with vertices (0,0), (4,0), and (0,3).", "6"),
    (
        r"Convert the point $(-4,0)$ in rectangular coordinates to polar coordinates. Enter your answer in "
        r"the form $(r,\theta),$ where $r > 0$ and $0 \le \theta < 2 \pi.$",
        r"(4,\pi)",
    ),
    (
        "Find the matrix for rotating about the origin by an angle of $90^\\circ$"
        " in the clockwise direction.",
        r"\begin{pmatrix} 0 & 1 \\ -1 & 0 \end{pmatrix}",
    ),
]

_SAID = r"Vectors $\mathbf{a}$ and $\mathbf{b}$ satisfy $\|\mathbf{a}\| = 3$ and $\|\mathbf{b}\| = 8.$ "
_TURNED = r"Also, the angle between vectors $\mathbf{a}$ and $\mathbf{b}$ is $135^\circ.$ "
_LONG = r"Find $\|2 \mathbf{a} + \mathbf{b}\|^2.$"
_UNITS = (
    r"Let $\mathbf{a}$ and $\mathbf{b}$ be unit vectors such that $\mathbf{a} \cdot \mathbf{b} = 1/2.$ "
    r"Find $\|\mathbf{a} + \mathbf{b}\|.$"
)
RIGHT += [(_SAID + _TURNED + _LONG, r"100 - 48 \sqrt{2}"), (_UNITS, r"\sqrt{3}")]

WRONG = [
    (_SAID + _TURNED + _LONG, r"100 + 48 \sqrt{2}"),
    (_UNITS, "2"),
    (_TWO + r"Compute $\mathbf{a} \cdot \mathbf{b}.$", "6"),
    (_TWO + r"Compute $\mathbf{a} \times \mathbf{b}.$", r"\begin{pmatrix} 1 \\ -1 \\ 1 \end{pmatrix}"),
    (_ANGLE, r"135^\circ"),
    (_SOLVE, r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}"),
    (_ABSTRACT, r"\begin{pmatrix} 2 \\ 7 \\ -13 \end{pmatrix}"),
    (r"Find the eigenvalues of $\begin{pmatrix} 2 & 1 \\ 1 & 2 \end{pmatrix}$.", "1"),
    ("What is (1,2) + (3,4)?", "(6,4)"),
    (
        "Find the matrix for rotating about the origin by an angle of $90^\\circ$"
        " in the clockwise direction.",
        r"\begin{pmatrix} 0 & -1 \\ 1 & 0 \end{pmatrix}",
    ),
]

UNDECIDED = [
    (_SAID + _LONG, "100"),
    (_TWO + r"Compute $\mathbf{a} \times \mathbf{b}.$", r"\begin{pmatrix} -1 & -1 & 1 \end{pmatrix}"),
    (_TWO + r"Compute $\mathbf{c} \times \mathbf{b}.$", r"\begin{pmatrix} -1 \\ -1 \\ 1 \end{pmatrix}"),
    ("Convert the point $(1,0)$ in rectangular coordinates to polar coordinates.", r"(1, 2\pi)"),
    (
        r"Find the vector $\mathbf{v}$ such that $\mathbf{v} \cdot \begin{pmatrix} 1"
        r" \\ 1 \end{pmatrix} = 0.$",
        r"\begin{pmatrix} 1 \\ -1 \end{pmatrix}",
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


@pytest.mark.parametrize(("problem", "answer"), UNDECIDED)
def test_what_is_not_proven_is_undecided(problem: str, answer: str) -> None:
    check = check_problem(problem, answer)
    assert check.outcome is Outcome.UNDECIDED, check.reason
