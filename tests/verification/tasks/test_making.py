"""Calculations that a puzzle asks for."""

import pytest

from phi4_node.schema import Outcome
from phi4_node.verification.judge import check_problem

ONE = "Make 24 using 10, 3, 4, 7. You can only use each number once. You can use the operators +, -, *, /."
TWO = "Using all the numbers 28, 62, 17, create an expression that equals 73."
THREE = "用3, 3, 8, 8这四个数算出24"
CASES = [
    (
        ONE,
        ["10 + 3 + 4 + 7"],
        ["24", "4 * 6", "10 + 3 + 4 + 7 + 0", "3 * (10 - 2)", "10 + 14", "10+3+4+7+1-1"],
    ),
    (TWO, ["28 + 62 - 17"], ["73", "28 + 45", "62 + 28 - 17 = 73 or 74", "sqrt(5329)"]),
    (THREE, ["8/(3 - 8/3)"], ["3*8", "8*3*8/8", "3*8 + 3 - 8"]),
]


@pytest.mark.parametrize(("problem", "right", "wrong"), CASES)
def test_right_and_wrong(problem: str, right: list[str], wrong: list[str]) -> None:
    for answer in right:
        assert check_problem(problem, answer).outcome is Outcome.HOLDS, answer
    for answer in wrong:
        assert check_problem(problem, answer).outcome is not Outcome.HOLDS, answer
