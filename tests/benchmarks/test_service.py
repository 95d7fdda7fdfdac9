"""The benchmark of the service judges rightly: its problems are readable, and a wrong verdict ends it."""

from __future__ import annotations

import pytest

from benchmarks.service.judging import WrongVerifiedError, judged
from benchmarks.service.load import Sample
from benchmarks.service.questions import KINDS, Manner, problem, solved
from phi4_node import verification
from phi4_node.parsing import parse_solution
from phi4_node.schema import Status


@pytest.mark.parametrize("number", range(2 * len(KINDS)))
def test_its_problems_can_be_decided(number: int) -> None:
    text = problem(number + 5000)
    found = solved(f"Somebody asks: {text}")
    assert found is not None
    assert verification.verify(text, found.right).status is Status.VERIFIED
    assert verification.verify(text, found.wrong).status is Status.REFUTED
    steps = verification.verify(text, parse_solution(found.reply)).checks
    assert all(check.outcome == "holds" for check in steps if check.step is not None)


def test_the_model_is_mostly_right_and_learns_when_it_is_told() -> None:
    manners = {number: solved(problem(number)).manner for number in range(400)}  # type: ignore[union-attr]
    assert {*manners.values()} == {*Manner}
    assert sum(manner is Manner.RIGHT for manner in manners.values()) > 360
    number = next(number for number, manner in manners.items() if manner is Manner.CORRECTED)
    first = solved(problem(number))
    assert first is not None and first.reply.endswith(f"Answer: {first.wrong}")
    told = solved(f"{problem(number)}\n\nThe answer “{first.wrong}” is wrong.")
    assert told is not None and told.reply.endswith(f"Answer: {first.right}")


def sample(answer: str, verdict: str, status: int = 200) -> Sample:
    return Sample(0.0, 0.1, status, 7, answer, verdict)


def test_a_wrong_verdict_ends_it() -> None:
    found = solved(problem(7))
    assert found is not None
    fine = judged([sample(found.right, "verified"), sample(found.wrong, "refuted"), sample("", "", 429)])
    assert fine.good == 2
    assert fine.statuses == {200: 2, 429: 1}
    for answer, verdict in ((found.wrong, "verified"), (found.wrong, "supported"), (found.right, "refuted")):
        with pytest.raises(WrongVerifiedError):
            judged([sample(answer, verdict)])
