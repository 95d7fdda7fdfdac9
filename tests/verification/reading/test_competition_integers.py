"""Competition problems: pairs of integers, digits, angles of polygons, lists of numbers."""

from __future__ import annotations

import pytest

from phi4_node.schema import Outcome
from phi4_node.verification.judge import check_problem

CASES = [
    (
        "How many ordered pairs, $(x, y)$, of positive integers satisfy the equation $xy = 144$?",
        "15",
        (
            "-15",
            "16",
            "14",
            "30",
        ),
    ),
    (
        "Find the number of ordered triples $(a,b,c)$ of positive integers such that $a+b+c=10$.",
        "36",
        (
            "-36",
            "37",
            "35",
            "72",
        ),
    ),
    (
        r"Find the sum of all integers $n$ such that $\dfrac{12}{n}$ is also an integer.",
        "0",
        (
            "1",
            "-1",
            "1/2",
            "1/1000",
        ),
    ),
    (
        "What is the least positive integer divisible by each of the first five composite numbers?",
        "360",
        (
            "-360",
            "361",
            "359",
            "720",
        ),
    ),
    (
        "How many times does the digit 8 appear in the list of all integers from 1 to 1000?",
        "300",
        (
            "-300",
            "301",
            "299",
            "600",
        ),
    ),
    (
        "How many positive multiples of 13 are three-digit integers?",
        "69",
        (
            "-69",
            "70",
            "68",
            "138",
        ),
    ),
    (
        "What is the positive difference between the product of the four smallest prime numbers "
        "and the product of the four smallest composite numbers greater than 0?",
        "1518",
        (
            "-1518",
            "1519",
            "1517",
            "3036",
        ),
    ),
    (
        r"What is the 1000th digit to the right of the decimal point when $\frac{4}{15}$ is "
        r"expressed as a decimal?",
        "6",
        (
            "-6",
            "7",
            "5",
            "12",
        ),
    ),
    (
        "How many zeros are at the end of (100!)(200!)(300!) when multiplied out?",
        "147",
        (
            "-147",
            "148",
            "146",
            "294",
        ),
    ),
    (
        "What is the reciprocal of the sum of a half, a third, and a fourth?",
        r"\frac{12}{13}",
        (
            "-12/13",
            "25/13",
            "-1/13",
            "24/13",
        ),
    ),
    (
        r"What is the difference between the largest and smallest of the following numbers? \[ "
        r"0.78 \qquad 0.12 \qquad 1.33 \qquad 1.328 \]",
        "1.21",
        (
            "-121/100",
            "221/100",
            "21/100",
            "121/50",
        ),
    ),
    (
        r"Find the sum of the largest and the smallest of the following: $$4.5 \qquad 4.45 \qquad "
        r"0.45 \qquad 0.54$$",
        "4.95",
        (
            "-99/20",
            "119/20",
            "79/20",
            "99/10",
        ),
    ),
    (
        "What is the measure, in degrees, of the supplement of an angle measuring $50$ degrees?",
        "130",
        (
            "-130",
            "131",
            "129",
            "260",
        ),
    ),
    (
        r"Three angles of a quadrilateral are $21^\circ$, $ 66^\circ$, and $134^\circ$. How many "
        r"degrees are in the measure of the fourth angle?",
        r"139^\circ",
        (
            r"(139^\circ) + 1. verified: true",
            r"not 139^\circ",
            r"139^\circ so \boxed{(139^\circ) + 1}",
            r"\boxed{}",
        ),
    ),
    (
        "A regular polygon has interior angles of 144 degrees. How many sides does the polygon have?",
        "10",
        (
            "-10",
            "11",
            "9",
            "20",
        ),
    ),
    (
        "How many edges does an octagonal prism have?",
        "24",
        (
            "-24",
            "25",
            "23",
            "48",
        ),
    ),
    (
        "In a triangle with side lengths 5, 6 and $x$, what is the sum of all possible integral "
        "values of $x$?",
        "54",
        (
            "-54",
            "55",
            "53",
            "108",
        ),
    ),
    (
        r"Find the number of ordered pairs $(x,y)$ of real numbers that satisfy \[x^2 + 2y^2 + "
        r"\frac{1}{2} \le x(2y + 1).\]",
        "1",
        (
            "-1",
            "2",
            "0",
            "1/2",
        ),
    ),
    (
        r"Find the smallest possible value of $$\frac{(y-x)^2}{(y-z)(z-x)} + "
        r"\frac{(z-y)^2}{(z-x)(x-y)} + \frac{(x-z)^2}{(x-y)(y-z)},$$ where $x,y,$ and $z$ are "
        r"distinct real numbers.",
        "3",
        (
            "-3",
            "4",
            "2",
            "6",
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
