"""Values and extreme values that only a decision over the real numbers proves."""

from __future__ import annotations

import pytest

from phi4_node.schema import Outcome
from phi4_node.verification.judge import check_problem

CASES = [
    (
        "Let $x,$ $y,$ and $z$ be nonnegative real numbers such that $x^2 + 2y^2 + 5z^2 = 22.$"
        " Find the maximum value of \\[xy + xz + yz.\\]",
        "11",
        ("12", "10", "22"),
    ),
    (
        r"Let $x$ and $y$ be positive real numbers such that $2x + 3y = 5.$ Find the minimum value of"
        r" \[\frac{3}{x} + \frac{2}{y}.\]",
        r"\frac{24}{5}",
        (r"\frac{23}{5}", "5", r"-\frac{24}{5}"),
    ),
    (
        r"Let $a$ and $b$ be positive real numbers. Find the minimum value of $\frac{a}{b} + \frac{b}{a}$.",
        "2",
        ("1", "0", "-2", "3"),
    ),
    (
        r"Let $x,$ $y,$ and $z$ be positive real numbers. Find the minimum value of"
        r" \[\frac{x^3 + 2y^3 + 4z^3}{xyz}.\]",
        "6",
        ("5", "7", "3"),
    ),
    (
        r"Let $x$ and $y$ be real numbers such that $x^2 + y^2 = 4$. Find the maximum value of $3x + 4y$.",
        "10",
        ("9", "11", "-10", "14"),
    ),
    (
        r"Nonnegative real numbers $a$ and $b$ satisfy $\sqrt{a} - \sqrt{b} = 20.$"
        r" Find the maximum value of $a - 5b.$",
        "500",
        ("400", "501", "499"),
    ),
    # The least value is not taken, so that there is none.
    (r"Let $x$ and $y$ be positive real numbers. Find the minimum value of $x + y + xy$.", "", ("0", "1")),
    # Complex numbers.
    (r"If $|z| = 5$, and $|w| = 2$, what is the minimum value of $|z-w|$?", "3", ("7", "2", "0")),
    (
        r"Let $z$ and $w$ be complex numbers such that $|z| = 2$ and $|w| = 5.$"
        r" Find the largest possible value of $|z + w|.$",
        "7",
        ("3", "10", "6"),
    ),
    (r"Suppose $z$ is a complex number such that $z^3 = 100+75i$. Find $|z|$.", "5", ("25", "125", "4")),
    (
        r"Let $z = a + bi,$ where $a$ and $b$ are positive real numbers. If \[z^3 + |z|^2 + z = 0,\]"
        " then enter the ordered pair $(a,b).$",
        r"\left( \frac{1}{2}, \frac{\sqrt{7}}{2} \right)",
        (
            r"\left( \frac{\sqrt{7}}{2}, \frac12 \right)",
            r"\left(\frac12, -\frac{\sqrt{7}}{2}\right)",
            "(1, 1)",
        ),
    ),
    # z may be real or not, and the words do not say which.
    (r"If $|z| = 1$, what is the minimum value of $|z^2+z+1|$?", "", ("0", "1")),
    (r"If $|z - 3 + 2i| = 4$, what is the maximum value of $|z|$?", "", (r"3+2\sqrt{3}",)),
    # Angles.
    (
        r"If $0 < \theta < \frac{\pi}{2}$ and $\sqrt{3} \cos \theta - \sin \theta = \frac{1}{3},$ then find"
        r" $\sqrt{3} \sin \theta + \cos \theta.$",
        r"\frac{\sqrt{35}}{3}",
        (r"-\frac{\sqrt{35}}{3}", r"\frac{\sqrt{35}}{2}", r"\frac{35}{9}"),
    ),
    (
        r"If $\sin 2 \theta = \frac{21}{25}$ and $\cos \theta - \sin \theta > 0,$ then compute"
        r" $\cos \theta - \sin \theta.$",
        r"\frac{2}{5}",
        (r"-\frac{2}{5}", r"\frac{4}{25}", r"\pm\frac25"),
    ),
    # Systems.
    (
        "Find all real numbers $x$ and $y$ such that $x^2+y^2 \\le 2x - 1$ and $x+y = 1$.",
        "(1,0)",
        ("(0,1)", "(1,1)", "(1,0), (0,1)"),
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
