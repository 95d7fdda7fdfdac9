"""Problems about named points, segments, triangles and quadrilaterals."""

from __future__ import annotations

import pytest

from phi4_node.schema import Outcome
from phi4_node.verification.judge import check_problem

CASES = [
    # Coordinates
    (
        r"Suppose $P$ is the point $(5,3)$ and $Q$ is the point $(-3,6)$. What is the midpoint of"
        r" $\overline{PQ}$?",
        r"\left(1,\frac{9}{2}\right)",
        (r"\left(\frac92, 1\right)", "(1, 4)", r"\left(4, \frac{-3}{2}\right)"),
    ),
    (
        r"Suppose $P$ is the point $(5,3)$ and $Q$ is the point $(-3,6)$. Find point $T$ such that $Q$ is the"
        r" midpoint of segment $\overline{PT}$.",
        "(-11,9)",
        ("(1, 9/2)", "(13, 0)", "(9,-11)"),
    ),
    (r"Let $A=(1,2)$, $B=(4,6)$. What is $AB$?", "5", ("7", "25", "-5", "4")),
    (r"Let $A=(1,2)$ and $B=(4,6)$. What is the length of $\overline{AB}$?", "5", ("7", "25")),
    (
        r"Let $P$ be the point $(0,5),$ let $Q$ be the point $(6,9),$ and let $R$ be the point $(12,0).$"
        r" Determine the area of $\triangle PQR.$",
        "39",
        ("78", "19.5", "38"),
    ),
    (
        r"Points $A(2,5)$ and $B(10,5)$ are given. What is the distance from $A$ to $B$?",
        "",
        (),
    ),
    (
        "A triangle has vertices at coordinates $(11,1)$, $(2,3)$ and $(3,7)$. What is the number of"
        " units in the"
        " length of the longest side of the triangle?",
        "10",
        (r"\sqrt{85}", r"\sqrt{17}", "9"),
    ),
    (
        r"Given that $M(1, -6)$ is the midpoint of $\overline{AB}$ and $A(-2, 1)$ is one endpoint, what"
        r" is the sum"
        " of the coordinates of point $B$?",
        "-9",
        ("-5", "9", "17/2"),
    ),
    # Triangles
    (
        "What is the radius of the circle inscribed in triangle $ABC$ if $AB = 15,$ $AC = 41,$ and $BC ="
        " 52$?",
        r"\frac{13}{3}",
        (r"\frac{13}{6}", r"\frac{26}{3}", "13"),
    ),
    (
        "In right triangle $JKL$ with $\\angle JLK = 90^\\circ$, we have $KL = 8$ and $\\tan K ="
        " \\frac{15}{8}$."
        " Find $JL$.",
        "15",
        ("8", "17", "64/15"),
    ),
    (
        "In right triangle $ABC$ with $\\angle B = 90^\\circ$, we have $2\\sin A = 3\\cos A$. What is"
        " $\\tan A$?",
        r"\frac32",
        (r"\frac23", "1", r"-\frac32"),
    ),
    (
        "In triangle $ABC,$ $BC = 32,$ $\\tan B = \\frac{3}{2},$ and $\\tan C = \\frac{1}{2}.$"
        " Find the area of the triangle.",
        "192",
        ("384", "96", "256"),
    ),
    (
        "In triangle $ABC$, \\[2a^2 + 4b^2 + c^2 = 4ab + 2ac.\\]Compute the numerical value of $\\cos B.$",
        r"\frac{7}{8}",
        (r"\frac{1}{8}", r"\frac{7}{4}", r"-\frac78"),
    ),
    (
        "In $\\triangle ABC$, we have $AB = 5$, $BC = 6$ and $AC = 7$. What is the area of triangle $ABC$?",
        r"6\sqrt{6}",
        ("36", r"12\sqrt 6", "15"),
    ),
    (
        "In right triangle $ABC$, we have $\\angle BAC = 90^\\circ$ and $D$ is the midpoint of"
        " $\\overline{AC}$."
        " If $AB = 7$ and $BC = 25$, then what is $\\tan \\angle BDC$?",
        r"-\frac{7}{12}",
        (r"\frac{7}{12}", r"\frac{7}{24}", r"-\frac{12}{7}"),
    ),
    (
        "Points $X$ and $Y$ lie on sides $AB$ and $AC$ respectively of triangle $ABC$. If $AB=7$,"
        " $AC=10$, $AX=4$"
        " and $AY=6$, what is the ratio of the area of triangle $AXY$ to the area of triangle $ABC$?",
        r"\frac{12}{35}",
        (r"\frac{35}{12}", r"\frac{24}{35}", r"\frac{12}{70}"),
    ),
    (
        "In triangle $ABC$, $\\angle B = 90^\\circ$, $AB = 3$ and $BC = 4$. What is $AC$?",
        "5",
        (r"\sqrt{7}", "7", "25"),
    ),
    (
        "In triangle $ABC$, $AB = 5$, $BC = 8$ and $\\angle B = 60^\\circ$. Find $AC$.",
        "7",
        (r"\sqrt{129}", "49", r"\sqrt{89}"),
    ),
    (
        "In triangle $ABC$, $AB = AC = 5$ and $BC = 6$. Let $D$ be the midpoint of $\\overline{BC}$."
        " What is the length of $\\overline{AD}$?",
        "4",
        ("3", "5", "16"),
    ),
    (
        "The perimeter of $\\triangle ABC$ is $32.$ If $\\angle ABC=\\angle ACB$ and $BC=12,$ what is the"
        " length of"
        " $AB?$",
        "10",
        ("20", "12", "8"),
    ),
    (
        "In triangle $ABC$, $AB = 13$, $BC = 14$ and $AC = 15$. What is the circumradius of triangle $ABC$?",
        r"\frac{65}{8}",
        (r"\frac{65}{4}", "4", "8"),
    ),
    # Quadrilaterals
    (
        "In rectangle $ABCD$, $AB = 6$ and $AC = 10$. What is the area of rectangle $ABCD$?",
        "48",
        ("60", "24", "28"),
    ),
    (
        "Let $ABCD$ be a rectangle. Let $E$ and $F$ be points on $BC$ and $CD$, respectively, so that the"
        " areas of"
        " triangles $ABE$, $ADF$, and $CEF$ are 8, 5, and 9, respectively. Find the area of rectangle"
        " $ABCD$.",
        "",
        (),
    ),
    (
        "Let $ABCD$ be a square and let $E$ be the midpoint of $\\overline{BC}$. If $AE = 5$, what is the"
        " area of"
        " square $ABCD$?",
        "20",
        ("25", "16", "40"),
    ),
    # Too little is said, or it is not clear.
    ("In right triangle $ABC$, $AB = 3$ and $BC = 4$. What is $AC$?", "", ("5", r"\sqrt 7")),
    ("In isosceles triangle $ABC$, $AB = 3$ and $BC = 4$. What is $AC$?", "", ("3", "4")),
    ("In triangle $ABC$, $AB = 3$ and $BC = 4$. What is $AC$?", "", ("5", r"\sqrt 7", "7")),
    ("In quadrilateral $ABCD$, $AB = BC = CD = DA = 3$. What is the area of $ABCD$?", "", ("9",)),
    ("In triangle $ABC$, $AB = 2$, $BC = 3$ and $AC = 6$. What is the area of triangle $ABC$?", "", ("0",)),
    ("If $A = 2$ and $B = 3$, what is $AB$?", "6", ("5",)),
]


@pytest.mark.parametrize(("problem", "right"), [(problem, right) for problem, right, _ in CASES if right])
def test_right_answers_hold(problem: str, right: str) -> None:
    assert check_problem(problem, right).outcome is Outcome.HOLDS


@pytest.mark.parametrize(
    ("problem", "wrong"), [(problem, wrong) for problem, _, several in CASES for wrong in several]
)
def test_wrong_answers_do_not_hold(problem: str, wrong: str) -> None:
    assert check_problem(problem, wrong).outcome is not Outcome.HOLDS
