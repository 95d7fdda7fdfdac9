"""Lists of numbers, numerals of computers, and answers in significant digits: right and wrong answers."""

import pytest

from phi4_node.schema import Outcome
from phi4_node.verification.judge import check_problem

SORT = "Sort these numbers in ascending order: 73.1, -9.63, 59.0, 59.00"
KEEP = "Keep all numbers larger than -79.4 in this list: ['73.1', '-9.6', '-82', '-79.4']"
DROP = "Remove all numbers larger than 5 in this list: ['73.1', '-9.6', '5']"
PICK = "Pick the largest number of the following candidates: 865.5 8.657e+02 865,742,418 8.6e1"

CASES = [
    (
        SORT,
        ["-9.63, 59, 59.00, 73.1", "['-9.63', '59.0', '59.0', '73.1']"],
        ["-9.63, 59, 73.1", "73.1, 59, 59, -9.63"],
    ),
    ("Sort 3 and 1 from largest to smallest.", ["3, 1", "[3, 1]"], ["1, 3", "3 or 1", "3"]),
    ("将下列各数按从小到大的顺序排列：3, -1, 2.5", ["-1, 2.5, 3"], ["3, 2.5, -1"]),
    ("把3, -1, 2.5从大到小排列", ["3, 2.5, -1"], ["-1, 2.5, 3"]),
    (
        KEEP,
        ["['73.1', '-9.6']", "[73.1, -9.6]"],
        ["['-9.6', '73.1']", "['73.1']", "['73.1', '-9.6', '-79.4']", "[]"],
    ),
    (DROP, ["['-9.6', '5']"], ["['73.1']", "['-9.6']"]),
    ("Keep all numbers less than or equal to 2 in this list: [2, 3]", ["[2]"], ["[]", "[2, 3]"]),
    (PICK, ["865742418", "865,742,418"], ["8.657e+02", "865.5", "the largest"]),
    ("(0x1f << 0x2) >> 1. Give your answer in hexadecimal.", ["0x3e", "3E"], ["62", "0x3f", "0x7c"]),
    ("What is 0x10 + 0b11?", ["19"], ["0x13", "13"]),
    ("Compute 0xff & 0x0f. Reply only with the final hexadecimal value.", ["0xf"], ["0xff", "15"]),
    ("Round 0.0034567 to 2 significant figures.", ["0.0035"], ["0.0034", "0.00346"]),
    (
        "Compute 95.2409^3. Give your answer correct to 3 significant figures.",
        ["864000", "8.64e5"],
        ["863916", "8.63e5"],
    ),
    (
        "Please solve this problem to a maximum of 12 significant digits, rounding up from the half. 2/3 = ?",
        ["0.666666666667"],
        ["0.666666666666", "0.67", "2/3"],
    ),
]


@pytest.mark.parametrize(("problem", "right", "wrong"), CASES, ids=[case[0] for case in CASES])
def test_right_and_wrong(problem: str, right: list[str], wrong: list[str]) -> None:
    for answer in right:
        assert check_problem(problem, answer).outcome is Outcome.HOLDS, answer
    for answer in wrong:
        assert check_problem(problem, answer).outcome is not Outcome.HOLDS, answer


UNDECIDED = [
    ("Compute -2.5^2. Give your answer correct to 3 significant figures.", "6.25"),
    ("Compute -2.5^2. Give your answer correct to 3 significant figures.", "-6.25"),
    (KEEP, "['-9.6', '73.1']"),
    ("Sort 1,000 and 2,000 in ascending order: 5, 3", "3, 5"),
    ("What is 0xff ^ 0x0f?", "240"),
    ("Keep all prime numbers larger than 3 in this list: [2, 3, 5]", "[5]"),
]


@pytest.mark.parametrize(("problem", "answer"), UNDECIDED)
def test_what_may_be_meant_otherwise(problem: str, answer: str) -> None:
    assert check_problem(problem, answer).outcome is Outcome.UNDECIDED
