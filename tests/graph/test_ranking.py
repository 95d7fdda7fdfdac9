from __future__ import annotations

import pytest

from phi4_node.graph.ranking import agreement, answer_key, best_attempt
from phi4_node.schema import Attempt, Solution, Status, Verdict


def attempt(status: Status, answer: str, text: str = "said") -> Attempt:
    return Attempt(solution=Solution(answer=answer, text=text), verdict=Verdict(status=status, reason="r"))


V, S, R, U = Status.VERIFIED, Status.SUPPORTED, Status.REFUTED, Status.UNCHECKED


@pytest.mark.parametrize(
    ("attempts", "best"),
    [
        ([(R, "1"), (U, "2"), (S, "3"), (V, "4")], 3),
        ([(R, "1"), (U, "2"), (S, "3")], 2),
        ([(R, "1"), (U, "2")], 1),
        ([(U, "5"), (U, "6"), (U, "6")], 1),
        ([(U, "5"), (U, "6")], 0),
        ([(U, ""), (R, "6")], 1),
        ([(R, "6"), (R, "6")], 0),
        ([(S, "5"), (U, "6"), (U, "6")], 0),
    ],
)
def test_best(attempts: list[tuple[Status, str]], best: int) -> None:
    assert best_attempt([attempt(*one) for one in attempts]) == best


def test_a_reply_without_an_answer_goes_before_silence() -> None:
    assert best_attempt([attempt(U, "", ""), attempt(U, "", "It depends.")]) == 1


def test_no_answer_agrees_with_nothing() -> None:
    assert agreement([attempt(U, ""), attempt(U, ""), attempt(U, "5")]) == [0, 0, 1]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("5", "5.", True),
        ("$5$", "5", True),
        ("X = 5", "x=5", True),
        ("1,000", "1000", True),
        ("５", "5", True),
        (r"\boxed{5}", "5", True),
        ("5", "6", False),
        ("1,2", "12", False),
        ("5 km", "5 m", False),
        ("-5", "5", False),
    ],
)
def test_answers_written_alike(one: str, other: str, same: bool) -> None:
    assert (answer_key(one) == answer_key(other)) is same
