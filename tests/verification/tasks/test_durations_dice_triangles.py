"""Durations, several kinds of dice, and triangles by their corners: right and wrong answers."""
# ruff: noqa: E501

import pytest

from phi4_node.schema import Outcome
from phi4_node.verification.judge import check_problem

CORNERS = "Given triangle ABC with coordinates A=(0, 0), B=(4, 0), and C=(0, 3), "
DICE = "I have these dice: 1d4, 1d6. "
REDUCED = "Please respond with a reduced fraction representing the probability."

CASES = [
    (
        "How much time elapsed from 09:43:58.821 to 22:11:11.690? Give your answer in HH:MM:SS.mmm.",
        ["12:27:12.869"],
        ["12:27:12.868", "12:27:13.869", "11:27:12.869"],
    ),
    (
        "A meeting started at 19:44 and ended at 22:42. How long was the meeting?",
        ["02:58", "2 hours 58 minutes", "178 minutes"],
        ["3:58", "2 hours 57 minutes", "178 hours"],
    ),
    (
        "What is the duration between 2703-07-12 (Sunday) and 2703-07-14? Please answer in D days.",
        ["2 days"],
        ["3 days", "2 hours"],
    ),
    (
        "What is the duration between 2867-07-05 20:54 +0600 and 2867-07-18 08:50 -0700? Please answer in D days, HH:MM:SS.",
        ["13 days, 00:56:00"],
        ["12 days, 11:56:00", "13 days, 01:56:00"],
    ),
    (
        "A query started at 10/28/2843 and ended at 12/14/2843. How long did the query take? Answer in D days.",
        ["47 days"],
        ["46 days"],
    ),
    ("What day of the week was 01/17/2022?", ["Monday"], ["Tuesday"]),
    (DICE + "What are the odds of rolling 9 or higher? " + REDUCED, ["1/8"], ["1/7", "3/24", "1:7"]),
    (DICE + "What is the probability of rolling a sum of 2?", ["1/24"], ["1/12", "1/36"]),
    (
        "What is the probability of getting at least 7 heads in 10 fair coin flips?",
        ["11/64", "0.171875"],
        ["0.1719", "15/128"],
    ),
    (CORNERS + "find the coordinates of its orthocenter.", ["(0, 0)"], ["0", "(0, 3)", "(4/3, 1)"]),
    (CORNERS + "compute the radius of its incircle.", ["1"], ["2", "5/2", "(1, 1)"]),
    (CORNERS + "find the circumradius.", ["5/2"], ["1", "2.51"]),
    (CORNERS + "find the coordinates of its centroid.", ["(4/3, 1)"], ["(1, 4/3)"]),
    (CORNERS + "find the measure of angle BAC.", ["90°", "90"], ["45°", "90 radians"]),
    (
        CORNERS + "find the measure of angle ABC. Round decimal answers to 3 decimal places.",
        ["36.870°"],
        ["36.87 radians", "53.130°", "36.871°"],
    ),
]


@pytest.mark.parametrize(("problem", "right", "wrong"), CASES, ids=[case[0] for case in CASES])
def test_right_and_wrong(problem: str, right: list[str], wrong: list[str]) -> None:
    for answer in right:
        assert check_problem(problem, answer).outcome is Outcome.HOLDS, answer
    for answer in wrong:
        assert check_problem(problem, answer).outcome is not Outcome.HOLDS, answer


UNREAD = [
    ("How much time elapsed from 10:15 to 11:30?", "1:15"),  # perhaps over noon, perhaps not
    ("How much time elapsed from 22:15 to 01:30?", "3:15"),
    ("What is the duration between 10/08/2843 and 11/09/2843? Please answer in D days.", "32 days"),
    ("What is the duration between 2703-07-12 (Monday) and 2703-07-14? Please answer in D days.", "2 days"),
    (
        "A flight departed at 2759-03-01 19:18 and arrived at 2759-03-02 07:49. How long was the flight?",
        "12:31",
    ),
    (DICE + "What are the odds of rolling 9 or higher?", "1/8"),
    ("In triangle ABC with coordinates A=(0, 0), B=(4, 0), and C=(8, 0), find the circumradius.", "0"),
    ("In triangle ABC with coordinates A=(0, 0), B=(4, 0), and A=(8, 1), find its area.", "2"),
    ("In triangle ABC with coordinates A=(0, 0), B=(4, 0), and D=(8, 1), find its area.", "2"),
]


@pytest.mark.parametrize(("problem", "answer"), UNREAD)
def test_what_may_be_meant_otherwise(problem: str, answer: str) -> None:
    assert check_problem(problem, answer).outcome is Outcome.UNDECIDED
