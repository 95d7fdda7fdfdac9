"""A crash in a worker is no business of strangers: neither its trace nor its name comes out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from phi4_node import verification
from phi4_node.graph.events import CheckEvent, ResultEvent, VerdictEvent
from phi4_node.schema import Attempt, Problem, Result, Solution, Status, StopReason, Verdict
from phi4_node.serve.public import public_event, public_result, public_verdict
from phi4_node.verification import WorkerPool
from tests.verification import stand_in

INSIDE = ("stand_in", "ZeroDivisionError", "a bug in a check", "trace")


@pytest.fixture(scope="module")
def crashed() -> Iterator[Verdict]:
    tasks = {"judge": f"{stand_in.__name__}:judge"}
    with WorkerPool(1, tasks=tasks) as pool:
        verdict = verification.verify("crash", "4", pool=pool)
    assert all(word in verdict.model_dump_json() for word in INSIDE), "there is something to hide"
    yield verdict


def told(*texts: str) -> None:
    for text in texts:
        assert not any(word in text for word in INSIDE), text
        assert "crashed" in text, "and yet it is told"


def test_a_crash_is_told_without_its_insides(crashed: Verdict) -> None:
    public = public_verdict(crashed)
    told(public.model_dump_json())
    assert public.status is crashed.status
    problem, solution = Problem(text="crash"), Solution(answer="4")
    result = Result(
        problem=problem,
        solution=solution,
        verdict=crashed,
        certificate=verification.certify(problem, solution, crashed),
        attempts=(Attempt(solution=solution, verdict=crashed),),
        stop=StopReason.ATTEMPTS,
    )
    told(
        public_result(result).model_dump_json(),
        public_event(ResultEvent(result=result)).model_dump_json(),
        public_event(VerdictEvent(attempt=1, verdict=crashed)).model_dump_json(),
        public_event(CheckEvent(attempt=1, check=crashed.checks[0])).model_dump_json(),
    )


def test_what_the_models_server_said_stays_inside() -> None:
    verdict = Verdict(status=Status.UNCHECKED, reason="nobody knows")
    result = Result(
        problem=Problem(text="1"),
        solution=None,
        verdict=verdict,
        stop=StopReason.ERROR,
        error="at http://10.0.0.1",
    )
    assert "10.0.0.1" not in public_result(result).model_dump_json()
    assert public_result(result).error


def test_everything_else_is_left_alone() -> None:
    verdict = verification.verify("2 + 2 = ?", "4")
    assert public_verdict(verdict) is verdict
