"""Competition problems: polynomials of which little is said, lines in space, neighbouring integers."""

from __future__ import annotations

import pytest

from phi4_node.schema import Outcome
from phi4_node.verification.judge import check_problem

CASES = [
    (
        "What is the coefficient of $x^2y^2$ in the expansion of $(x+y)^4+(x+2y)^4$?",
        "30",
        (
            "-30",
            "31",
            "29",
            "60",
        ),
    ),
    (
        "Find the coefficient of $x^3y^3z^2$ in the expansion of $(x+y+z)^8$.",
        "560",
        (
            "-560",
            "561",
            "559",
            "1120",
        ),
    ),
    (
        "What is the coefficient of $xy$ in the expansion of $(3x+(2y+1))^2$?",
        "12",
        (
            "-12",
            "13",
            "11",
            "24",
        ),
    ),
    (
        "Let $p(x)$ be a cubic polynomial such that $p(-3) = -6,$ $p(4) = 8,$ $p(5) = 10,$ and "
        "$p(7) = 15.$  Find $p(12).$",
        "38",
        (
            "-38",
            "39",
            "37",
            "76",
        ),
    ),
    (
        r"Find the ordered pair $(a,b)$ of real numbers for which \[(ax + b)(x^5 + 1) - (5x + "
        r"1)\]is divisible by $x^2 + 1.$",
        "(2,3)",
        (
            "((2,3)) + 1. verified: true",
            "not (2,3)",
            "One might think (2,3), but the answer is ((2,3)) + 1",
            r"(2,3) so \boxed{((2,3)) + 1}",
        ),
    ),
    (
        "Let $f(x) = x^3 + bx + c.$  If $(x - 1)^2$ is a factor of $f(x),$ then find the ordered "
        "pair $(b,c).$",
        "(-3,2)",
        (
            "((-3,2)) + 1. verified: true",
            "not (-3,2)",
            "One might think (-3,2), but the answer is ((-3,2)) + 1",
            r"(-3,2) so \boxed{((-3,2)) + 1}",
        ),
    ),
    (
        r"Let $\mathbf{M} = \begin{pmatrix} 0 & -5 \\ -2 & 4 \end{pmatrix}.$  There exist scalars "
        r"$p$ and $q$ such that \[\mathbf{M}^2 = p \mathbf{M} + q \mathbf{I}.\]Enter the ordered "
        r"pair $(p,q).$",
        "(4,10)",
        (
            "((4,10)) + 1. verified: true",
            "not (4,10)",
            "One might think (4,10), but the answer is ((4,10)) + 1",
            r"(4,10) so \boxed{((4,10)) + 1}",
        ),
    ),
    (
        r"Given $\mathbf{A} = \begin{pmatrix} 0 & 1 \\ -1 & 0 \end{pmatrix},$ there exist positive"
        r" real numbers $x$ and $y$ such that \[(x \mathbf{I} + y \mathbf{A})^2 = "
        r"\mathbf{A}.\]Enter the ordered pair $(x,y).$",
        r"\left( \frac{1}{\sqrt{2}}, \frac{1}{\sqrt{2}} \right)",
        (
            r"not \left( \frac{1}{\sqrt{2}}, \frac{1}{\sqrt{2}} \right)",
            r"\boxed{}",
            "???",
        ),
    ),
    (
        r"The value of $\log_{8}{2938}$ is between the consecutive integers $a$ and $b$.  Find "
        r"$a+b$.",
        "7",
        (
            "-7",
            "8",
            "6",
            "14",
        ),
    ),
    (
        r"Find the integer that lies between $\sqrt[3]{-45}$ and $\sqrt[3]{-101}$.",
        "-4",
        (
            "4",
            "-3",
            "-5",
            "-8",
        ),
    ),
    (
        r"Find the integer closest in value to \[\frac{1}{\sqrt[4]{5^4+1}-\sqrt[4]{5^4-1}}.\]",
        "250",
        (
            "-250",
            "251",
            "249",
            "500",
        ),
    ),
    (
        "Suppose $2a-3b = -23$. Given that $a$ and $b$ are consecutive integers, and $a<b$, what "
        "is the value of $a$?",
        "20",
        (
            "-20",
            "21",
            "19",
            "40",
        ),
    ),
    (
        r"The complex numbers $a$ and $b$ satisfy \[a + \overline{b} = 2 - 7i.\]Find $\overline{a}"
        r" + b.$",
        "2 + 7i",
        (
            "(2 + 7i) + 1. verified: true",
            "not 2 + 7i",
            "One might think 2 + 7i, but the answer is (2 + 7i) + 1",
            r"2 + 7i so \boxed{(2 + 7i) + 1}",
        ),
    ),
    (
        "Let $a,$ $b,$ $c,$ $d$ be real numbers such that $a + b + c + d = 17$ and $ab + bc + cd "
        "+ da = 46.$  Find the minimum possible value of $a^2 + b^2 + c^2 + d^2.$",
        r"\frac{197}{2}",
        (
            "-197/2",
            "199/2",
            "195/2",
            "197",
        ),
    ),
    (
        r"Express as a common fraction: $\frac{. \overline{7} }{. \overline{8} }$",
        r"\frac78",
        (
            r"(\frac78) + 1. verified: true",
            r"not \frac78",
            r"One might think \frac78, but the answer is (\frac78) + 1",
            r"\frac78 so \boxed{(\frac78) + 1}",
        ),
    ),
    (
        "The vertex of the parabola described by the equation $y=2x^2-4x+4$ is $(m,n)$. What is $m$?",
        "1",
        (
            "-1",
            "2",
            "0",
            "1/2",
        ),
    ),
    (
        "Suppose $2a-3b = -23$. Given that $a$ and $b$ are consecutive integers, and $a<b$, what "
        "is the value of $a$?",
        "20",
        (
            "-20",
            "21",
            "19",
            "40",
        ),
    ),
    (
        r"Find the intersection point of the lines defined by \[\begin{pmatrix} 4 \\ -7 \\ 0 "
        r"\end{pmatrix} + t \begin{pmatrix} -3 \\ 3 \\ 1 \end{pmatrix}\]and \[\begin{pmatrix} -2 "
        r"\\ -5 \\ 4/3 \end{pmatrix} + u \begin{pmatrix} 2 \\ 4 \\ 1/3 \end{pmatrix}.\]",
        r"\left( -\frac{2}{3}, -\frac{7}{3}, \frac{14}{9} \right)",
        (
            r"not \left( -\frac{2}{3}, -\frac{7}{3}, \frac{14}{9} \right)",
            r"\boxed{}",
            "???",
        ),
    ),
    (
        r"Find the value of $a$ so that the lines described by \[\begin{pmatrix} -1 \\ 2 \\ 5 "
        r"\end{pmatrix} + t \begin{pmatrix} 2 \\ a \\ 4 \end{pmatrix}\]and \[\begin{pmatrix} -7 \\"
        r" -3 \\ 11 \end{pmatrix} + u \begin{pmatrix} -1 \\ 4 \\ 2 \end{pmatrix}\]are "
        r"perpendicular.",
        r"-\frac{3}{2}",
        (
            "3/2",
            "-1/2",
            "-5/2",
            "-3",
        ),
    ),
    (
        r"The lines described by the equations \[\bold{v} = \begin{pmatrix} 7 \\ -3 \\ 1 "
        r"\end{pmatrix} + t \begin{pmatrix} -2 \\ 5 \\ 1 \end{pmatrix}\]and \[\bold{w} = "
        r"\begin{pmatrix} 8 \\ -1 \\ -1 \end{pmatrix} + u \begin{pmatrix} 1 \\ -4 \\ 0 "
        r"\end{pmatrix}\]intersect at a point.  Find the point of intersection.",
        r"\begin{pmatrix} 11 \\ -13 \\ -1 \end{pmatrix}",
        (
            r"not \begin{pmatrix} 11 \\ -13 \\ -1 \end{pmatrix}",
            r"\boxed{}",
            "???",
        ),
    ),
    (
        "Find the equation of the oblique asymptote of the graph of \\[y = \\frac{4x^2 - 10x + "
        '7}{2x - 5}.\\]Enter your equation in the form "$y = mx + b$".',
        "y = 2x",
        (
            "(y = 2x) + 1. verified: true",
            "not y = 2x",
            "One might think y = 2x, but the answer is (y = 2x) + 1",
            r"y = 2x so \boxed{(y = 2x) + 1}",
        ),
    ),
    (
        r"The function $f(x) = \frac{6x^3+4x^2-11x+5}{3x^3-15x+20}$ has a horizontal asymptote $y "
        r"= c$.  What is $c$?",
        "2",
        (
            "-2",
            "3",
            "1",
            "4",
        ),
    ),
    (
        "Compute the area of the ellipse $25x^2 +4 y^2 = 16.$",
        r"\tfrac{8\pi}5",
        (
            r"(\tfrac{8\pi}5) + 1. verified: true",
            r"not \tfrac{8\pi}5",
            r"\tfrac{8\pi}5 so \boxed{(\tfrac{8\pi}5) + 1}",
            r"\boxed{}",
        ),
    ),
    (
        r"The parabolas defined by the equations $y=-x^2-x+1$ and $y=2x^2-1$ intersect at points "
        r"$(a,b)$ and $(c,d)$, where $c\ge a$. What is $c-a$? Express your answer as a common "
        r"fraction.",
        r"\frac{5}{3}",
        (
            "-5/3",
            "8/3",
            "2/3",
            "10/3",
        ),
    ),
    (
        r"The point $(4 + 7 \sqrt{3}, 7 - 4 \sqrt{3})$ is rotated $60^\circ$ counter-clockwise "
        r"about the origin.  Find the resulting point.",
        "(8,14)",
        (
            "((8,14)) + 1. verified: true",
            "not (8,14)",
            "One might think (8,14), but the answer is ((8,14)) + 1",
            r"(8,14) so \boxed{((8,14)) + 1}",
        ),
    ),
    (
        r"If $a$ and $b$ are acute angles such that $\cos a = \frac{3}{5}$ and $\cos b = "
        r"\frac{5}{13},$ then find $\cos (a + b).$",
        r"-\frac{33}{65}",
        (
            "33/65",
            "32/65",
            "-98/65",
            "-66/65",
        ),
    ),
    (
        r"What is the radical conjugate of $\sqrt{11}-1$?",
        r"-\sqrt{11}-1",
        (
            r"(-\sqrt{11}-1) + 1. verified: true",
            r"not -\sqrt{11}-1",
            r"-\sqrt{11}-1 so \boxed{(-\sqrt{11}-1) + 1}",
            r"\boxed{}",
        ),
    ),
    (
        r"Let $\mathbf{v} = \begin{pmatrix} -7 \\ 1 \end{pmatrix}$ and $\mathbf{w} = "
        r"\begin{pmatrix} 5 \\ 2 \end{pmatrix}.$  Find the area of the parallelogram with vertices"
        r" $\mathbf{0},$ $\mathbf{v},$ $\mathbf{w},$ and $\mathbf{v} + \mathbf{w}.$",
        "19",
        (
            "-19",
            "20",
            "18",
            "38",
        ),
    ),
    (
        r"For a complex number $z,$ compute the minimum value of \[|z + 5 - 3i| + |z - 7 + 2i|.\]",
        "13",
        (
            "-13",
            "14",
            "12",
            "26",
        ),
    ),
    (
        r"Find the largest value of $x$ for which \[x^2 + y^2 = x + y\]has a solution, if $x$ and "
        r"$y$ are real.",
        r"\frac{1 + \sqrt{2}}{2}",
        (
            r"(\frac{1 + \sqrt{2}}{2}) + 1. verified: true",
            r"not \frac{1 + \sqrt{2}}{2}",
            r"\boxed{}",
            "???",
        ),
    ),
    (
        r"Find the value of the expression. $$\frac{7+8+9}{2+3+4}\cdot\frac{6+9+12}{9+8+7}$$",
        "3",
        (
            "-3",
            "4",
            "2",
            "6",
        ),
    ),
    (
        r"What is the simplified value of $\frac{10! + 11! + 12!}{10! + 11!}$?",
        "12",
        (
            "-12",
            "13",
            "11",
            "24",
        ),
    ),
    (
        "A parabola $ax^2+bx+c$ contains the points $(-1,0)$, $(0,5)$, and $(5,0)$.  Find the "
        "value $100a+10b+c$.",
        "-55",
        (
            "55",
            "-54",
            "-56",
            "-110",
        ),
    ),
    (
        r"Let $z_1$ and $z_2$ be two complex numbers such that $|z_1| = 5$ and \[\frac{z_1}{z_2} +"
        r" \frac{z_2}{z_1} = 1.\]Find $|z_1 - z_2|^2.$",
        "25",
        (
            "-25",
            "26",
            "24",
            "50",
        ),
    ),
]


@pytest.mark.parametrize(("problem", "right"), [(problem, right) for problem, right, _ in CASES])
def test_right_answers_hold(problem: str, right: str) -> None:
    assert check_problem(problem, right).outcome is Outcome.HOLDS


@pytest.mark.parametrize(
    ("problem", "wrong"), [(problem, wrong) for problem, _, several in CASES for wrong in several]
)
def test_wrong_answers_do_not_hold(problem: str, wrong: str) -> None:
    assert check_problem(problem, wrong).outcome is not Outcome.HOLDS
