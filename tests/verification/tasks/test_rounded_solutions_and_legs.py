"""Solutions that are to be rounded, and legs of animals: right and wrong answers."""

import pytest

from phi4_node.schema import Outcome
from phi4_node.verification.judge import check_problem

ROOTS = "Solve x^2 - 2 = 0. Round your answers to 2 decimal places."
UNCLEAR = (
    "Find the real value(s) of q in the equation: 85*q**3 - 24*q = 0\n"
    "5. Round all decimal values to 4 decimal places (rounding down when the 5th decimal place is 5 or"
    " greater)."
)
CASES = [
    (
        ROOTS,
        ["1.41, -1.41", "x = -1.41 or x = 1.41"],
        ["1.41", "1.42, -1.42", "1.4, -1.4", "sqrt(2), -sqrt(2)", "1.41, -1.41, 0"],
    ),
    ("Solve 3x = 1. Round your answer to 3 decimal places.", ["0.333"], ["0.334", "1/3", "0.33"]),
    (UNCLEAR, [], ["-0.5313, 0, 0.5313", "0.5314"]),
    ("Find all real values of x that satisfy x^2 - 5x + 6 = 0.", ["2, 3"], ["2", "3", "2, 3, 4"]),
    (
        "How many legs are there in total if you have 8 humans, 11 cockroachs, 3 giraffes?",
        ["94"],
        ["93", "88"],
    ),
    ("鸡3只、兔2只一共有多少条腿？", [], ["16"]),
    ("3只鸡和2只兔一共有多少条腿？", ["14"], ["16", "10"]),
    ("How many legs do 2 dogs and 3 spiders have altogether?", ["32"], ["26", "20"]),
]


@pytest.mark.parametrize(("problem", "right", "wrong"), CASES, ids=[case[0] for case in CASES])
def test_right_and_wrong(problem: str, right: list[str], wrong: list[str]) -> None:
    for answer in right:
        assert check_problem(problem, answer).outcome is Outcome.HOLDS, answer
    for answer in wrong:
        assert check_problem(problem, answer).outcome is not Outcome.HOLDS, answer


UNREAD = [
    "How many legs do 2 dogs and 3 octopuses have?",
    "How many legs do 2 three-legged dogs have?",
    "There are 2 dogs and 3 birds. 1 dog leaves. How many legs are there?",
    "How many front legs do 2 dogs have?",
]


@pytest.mark.parametrize("problem", UNREAD)
def test_unread(problem: str) -> None:
    assert check_problem(problem, "8").outcome is Outcome.UNDECIDED
