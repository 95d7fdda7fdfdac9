"""Everyday wordings: right and wrong answers."""

import pytest

from phi4_node.schema import Outcome
from phi4_node.verification.judge import check_problem

CASES = [
    ("Increase 80 by 25%.", ["100"], ["105", "20"]),
    ("What is 80 decreased by 25%?", ["60"], ["55", "20"]),
    ("What is three quarters of 20?", ["15"], ["5", "3/80"]),
    ("What is one third plus one fourth?", ["7/12"], ["2/7", "1/12"]),
    ("Factor 360 into primes.", ["2^3*3^2*5"], ["2^3*3*15", "360"]),
    ("Write 84 as a product of its prime factors.", ["2^2*3*7", "2*2*3*7"], ["4*21", "2*3*7"]),
    ("Convert 0.375 to a fraction in lowest terms.", ["3/8"], ["375/1000", "0.375"]),
    ("How many diagonals does an octagon have?", ["20"], ["16", "40"]),
    ("What is 10 choose 3?", ["120"], ["720", "30"]),
    ("How many ways are there to choose 3 books out of 7?", ["35"], ["210", "21"]),
    ("Find all real x with x^3 = 8.", ["2"], ["8", "-2"]),
    ("Find the maximum of -x^2+4x.", ["4"], ["2", "0"]),
    ("How many inches are in 5 ft 6 in?", ["66"], ["56", "65"]),
    ("How many minutes are there from 09:15 to 13:40?", ["265"], ["245", "4:25"]),
]


@pytest.mark.parametrize(("problem", "right", "wrong"), CASES, ids=[case[0] for case in CASES])
def test_right_and_wrong(problem: str, right: list[str], wrong: list[str]) -> None:
    for answer in right:
        assert check_problem(problem, answer).outcome is Outcome.HOLDS, answer
    for answer in wrong:
        assert check_problem(problem, answer).outcome is not Outcome.HOLDS, answer


UNDECIDED = [
    ("Increase 80 by 25.", "105"),  # perhaps percent
    ("How many ways are there to choose 3 identical books out of 7?", "35"),
    ("How many ways are there to choose 3 books out of 7 if one must be chosen?", "35"),
    ("A number is increased by 25% and decreased by 25%. What is 80 increased by 25%?", "75"),
    ("How many diagonals does a concave octagon have?", "19"),
]


@pytest.mark.parametrize(("problem", "answer"), UNDECIDED)
def test_what_may_be_meant_otherwise(problem: str, answer: str) -> None:
    assert check_problem(problem, answer).outcome is Outcome.UNDECIDED
