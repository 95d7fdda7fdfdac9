"""The facade: every text in, a verdict out, in every way of calling."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import textwrap
from collections.abc import Iterator

import pytest

from phi4_node.errors import BadInputError
from phi4_node.schema import Outcome, Problem, Solution, Status
from phi4_node.verification import (
    PoolClosedError,
    WorkerPool,
    acheck_calculation,
    averify,
    check_calculation,
    facade,
    verify,
)
from tests.conftest import REPOSITORY
from tests.verification import stand_in

TASKS = {name: f"{stand_in.__name__}:{name}" for name in ("judge", "steps", "check_calculation")}


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(1, tasks=TASKS) as pool:
        yield pool


@pytest.mark.parametrize(
    ("problem", "answer", "status"),
    [
        ("What is 2 + 2?", "4", Status.VERIFIED),
        (Problem(text="What is 2 + 2?"), "4", Status.VERIFIED),
        ("What is 2 + 2?", Solution(answer="4"), Status.VERIFIED),
        ("What is 2 + 2?", "5", Status.REFUTED),
        ("What is 2 + 2?", Solution(answer="5", steps=("2 + 2 = 4",)), Status.REFUTED),
        ("Who was it?", "4", Status.UNCHECKED),
        ("Who was it?", Solution(answer="4", steps=("so", "1 + 1 = 3")), Status.REFUTED),
        ("What is 2 + 2?", Solution(answer="4", steps=("1 + 1 = 3",)), Status.VERIFIED),
    ],
)
async def test_problem_and_answer_give_a_verdict(
    pool: WorkerPool, problem: str | Problem, answer: str | Solution, status: Status
) -> None:
    assert verify(problem, answer, pool=pool).status is status
    assert (await averify(problem, answer, pool=pool)).status is status


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("", "no answer"),
        (" \n\t", "no answer"),
        ("1" * 20_001, "20,001 characters"),
        ("4\ud800", "not valid text"),
        (b"4", "not bytes"),
        (None, "not NoneType"),
        (4, "not int"),
        (Solution(text="I do not know"), "no answer"),
    ],
)
async def test_what_is_no_answer_is_unchecked(pool: WorkerPool, answer: str, says: str) -> None:
    for verdict in (
        verify("What is 2 + 2?", answer, pool=pool),
        await averify("What is 2 + 2?", answer, pool=pool),
    ):
        assert verdict.status is Status.UNCHECKED
        assert says in verdict.reason
    for check in (
        check_calculation("What is 2 + 2?", answer, "2 + 2", pool=pool),
        await acheck_calculation("What is 2 + 2?", answer, "2 + 2", pool=pool),
    ):
        assert check.outcome is Outcome.UNDECIDED
        assert says in check.reason


@pytest.mark.parametrize(
    "problem", ["", " \n", "x" * 100_001, "\x00\x01", "\ud800", b"What is 2 + 2?", None, 7]
)
async def test_what_is_no_problem_is_the_callers_mistake(pool: WorkerPool, problem: str) -> None:
    with pytest.raises(BadInputError):
        verify(problem, "4", pool=pool)
    with pytest.raises(BadInputError):
        await averify(problem, "4", pool=pool)
    with pytest.raises(BadInputError):
        check_calculation(problem, "4", "2 + 2", pool=pool)


@pytest.mark.parametrize(
    "answer", ["\x00\x1b[31m", "４", "十二", "🦜" * 4000, "4; import os", "\u202e4\u2066", "((((" * 999]
)
def test_any_other_answer_is_only_text(pool: WorkerPool, answer: str) -> None:
    assert verify("Who was it?", answer, pool=pool).status is Status.UNCHECKED


async def test_a_check_that_hangs_is_undecided(pool: WorkerPool) -> None:
    for verdict in (
        verify("hang", "4", seconds=0.3, pool=pool),
        await averify("hang", "4", seconds=0.3, pool=pool),
    ):
        assert verdict.status is Status.UNCHECKED
        assert verdict.reason == "The check took longer than 0.3 s and was stopped."
        assert verdict.checks[0].method == "deadline"
    check = check_calculation("hang", "4", "hang", seconds=0.3, pool=pool)
    assert (check.outcome, check.basis) == (Outcome.UNDECIDED, "model")
    assert check.evidence["calculation"] == "hang"
    assert await acheck_calculation("hang", "4", "hang", seconds=0.3, pool=pool) == check


async def test_steps_that_take_too_long_do_not_cost_the_verdict(pool: WorkerPool) -> None:
    solution = Solution(answer="4", steps=("2 + 2 = 4", "hang"))
    for verdict in (
        verify("What is 2 + 2?", solution, seconds=0.5, pool=pool),
        await averify("What is 2 + 2?", solution, seconds=0.5, pool=pool),
    ):
        assert verdict.status is Status.VERIFIED
        assert [check.outcome for check in verdict.checks] == [Outcome.HOLDS, Outcome.UNDECIDED]
        assert verdict.checks[1].basis == "step"


async def test_no_time_for_the_steps_is_told(pool: WorkerPool) -> None:
    solution = Solution(answer="4", steps=("2 + 2 = 4",))
    for verdict in (
        verify("hang", solution, seconds=0.3, pool=pool),
        await averify("hang", solution, seconds=0.3, pool=pool),
    ):
        assert verdict.status is Status.UNCHECKED
        assert "No time was left for the steps." in [check.reason for check in verdict.checks]


async def test_a_bug_in_a_check_is_undecided_and_told(pool: WorkerPool) -> None:
    for verdict in (verify("crash", "4", pool=pool), await averify("crash", "4", pool=pool)):
        assert verdict.status is Status.UNCHECKED
        assert "ZeroDivisionError: a bug in a check" in verdict.reason
        assert "stand_in.py" in verdict.checks[0].evidence["trace"]


async def test_a_busy_pool_is_undecided_and_told() -> None:
    with WorkerPool(1, tasks=TASKS, queue_seconds=0.2) as pool:
        running = asyncio.create_task(averify("hang", "4", seconds=3, pool=pool))
        await asyncio.sleep(0.1)
        verdict = await averify("What is 2 + 2?", "4", pool=pool)
        assert verdict.status is Status.UNCHECKED
        assert "No worker was free" in verdict.reason
        running.cancel()


def test_a_closed_pool_is_an_error_and_not_a_verdict() -> None:
    pool = WorkerPool(1, tasks=TASKS)
    pool.close()
    with pytest.raises(PoolClosedError):
        verify("What is 2 + 2?", "4", pool=pool)


async def test_a_calculation_is_compared_with_the_answer(pool: WorkerPool) -> None:
    for program, outcome in (("2 + 2", Outcome.HOLDS), ("2 + 3", Outcome.FAILS)):
        check = check_calculation("What is 2 + 2?", "4", program, pool=pool)
        assert (check.outcome, check.basis) == (outcome, "model")
        assert await acheck_calculation("What is 2 + 2?", Solution(answer="4"), program, pool=pool) == check


@pytest.mark.parametrize(
    ("program", "says"), [("", "no calculation"), ("1" * 20_001, "20,001"), ("\udc00", "text")]
)
def test_what_is_no_calculation_is_undecided(pool: WorkerPool, program: str, says: str) -> None:
    check = check_calculation("What is 2 + 2?", "4", program, pool=pool)
    assert check.outcome is Outcome.UNDECIDED
    assert says in check.reason


def test_missing_isolation_is_in_the_evidence(pool: WorkerPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WorkerPool, "isolation", ("the network is not closed off",))
    for check in (
        *verify("What is 2 + 2?", "4", pool=pool).checks,
        *verify("hang", "4", seconds=0.2, pool=pool).checks,
        check_calculation("What is 2 + 2?", "4", "2 + 2", pool=pool),
    ):
        assert check.evidence["isolation"] == ["the network is not closed off"]


def test_no_more_steps_are_sent_than_the_bounds_allow() -> None:
    assert len(facade._bounded(("a",) * 1000)) == facade.MAX_STEPS
    assert facade._bounded(("a" * 150_000, "b" * 60_000, "c")) == ["a" * 150_000]


def test_importing_the_verifier_is_cheap_and_brings_no_sympy() -> None:
    code = """
        import sys
        import phi4_node.verification as verification
        assert "pydantic" not in sys.modules
        for name in verification.__all__:
            assert getattr(verification, name).__name__
        assert set(verification.__all__) <= set(dir(verification))
        unwanted = {"sympy", "mpmath", "langchain_core", "langgraph"} & set(sys.modules)
        assert not unwanted, unwanted
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=True, cwd=REPOSITORY)


def test_an_unknown_name_is_an_attribute_error() -> None:
    import phi4_node.verification

    with pytest.raises(AttributeError, match="no_such_name"):
        phi4_node.verification.no_such_name  # noqa: B018
