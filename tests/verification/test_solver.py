"""Solving without a model: what is found is what the checks prove, in the asker's kind of words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from phi4_node.errors import BadInputError
from phi4_node.schema import Problem, Status, StopReason
from phi4_node.verification import WorkerPool, asolve, replay, solve, verify
from phi4_node.verification.sandbox.pool import TASKS
from tests.verification import stand_in


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(1) as pool:
        yield pool


@pytest.mark.parametrize(
    ("problem", "answer"),
    [
        ("x^2 + 2x - 3 = 0", "x = -3 or x = 1"),
        ("解方程 x² + 2x - 3 = 0", "x = -3 或 x = 1"),
        ("Solve the system x + y = 3, x - y = 1.", "x = 2, y = 1"),
        ("Solve x^2 < 4.", "(-2, 2)"),
        ("Solve |x| < -1.", "no solution"),
        ("What is 15% of 80?", "12"),
        ("Calculate 0.1 + 0.25.", "0.35"),
        ("Calculate 1/3 + 1/4.", "7/12"),
        ("Calculate sqrt(8) - sqrt(2).", "sqrt(2)"),
        ("Round 12.345 to two decimal places.", "12.35"),
        ("What is the derivative of x^3?", "3*x^2"),
        ("Find the integral of 1/x dx", "ln(abs(x)) + C"),
        (r"Find $\int_0^1 x^2 dx$.", "1/3"),
        ("What is the greatest common divisor of 12 and 18?", "6"),
        ("Is 91 a prime number?", "no"),
        ("91 是质数吗?", "否"),
        ("Factor x^2 - 4.", "(x - 2)*(x + 2)"),
        ("Expand (x + 1)(x - 2).", "x^2 - x - 2"),
        ("What is the next term in 2, 5, 8, 11?", "14"),
        ("How many meters are in 2 km?", "2000 m"),
        ("Convert 10 (base 10) to base 2.", "1010_2"),
        ("Sort 3, -1, 2 in increasing order.", "-1, 2, 3"),
        (
            "All cats are pets. Some pets are fish. Can we conclude that some cats are fish?",
            "no",
        ),
    ],
)
async def test_what_can_be_read_is_solved(pool: WorkerPool, problem: str, answer: str) -> None:
    result = solve(problem, pool=pool)
    assert (result.answer, result.verdict.status) == (answer, Status.VERIFIED), result.verdict.reason
    assert verify(problem, result.answer, pool=pool).status is Status.VERIFIED
    assert result.model == "" and "No model was used" in result.verdict.reason
    assert (result.attempts, result.usage.total_tokens, result.stop) == ((), 0, StopReason.VERIFIED)
    assert result.certificate is not None and replay(result.certificate, pool=pool).ok
    assert (await asolve(problem, pool=pool)).answer == result.answer


@pytest.mark.parametrize(
    ("problem", "why"),
    [
        ("Tell me a joke.", "no claim was read"),
        ("x^2 = -1", "could be proven"),  # whether complex solutions are asked for is not said
        ("Solve y' = y.", "only checked, not solved"),
        ("x^7 - 3x + 1 = 0", "could be proven"),
        ("(((((", "no claim was read"),
    ],
)
def test_what_cannot_be_proven_is_not_answered(pool: WorkerPool, problem: str, why: str) -> None:
    result = solve(problem, pool=pool)
    assert result.verdict.status is Status.UNCHECKED and why in result.verdict.reason
    assert result.verdict.reason.startswith("No model was used.")
    assert result.solution is None and result.certificate is None


@pytest.mark.parametrize("problem", ["", "   ", "1 + \x00 1", "\ud800", "x" * 100_001])
def test_what_is_no_problem(pool: WorkerPool, problem: str) -> None:
    with pytest.raises(BadInputError):
        solve(problem, pool=pool)


def test_a_wrong_finder_finds_nothing() -> None:
    """A finder that proposes nonsense stands in here; the check is the real one."""
    tasks = {**TASKS, "find": f"{stand_in.__name__}:find_wrong"}
    with WorkerPool(1, tasks=tasks) as pool:
        result = solve(Problem(text="What is 2 + 2?"), pool=pool)
    assert (result.verdict.status, result.solution) == (Status.UNCHECKED, None)


async def test_a_search_without_end_is_stopped() -> None:
    with WorkerPool(1, tasks={**TASKS, "find": f"{stand_in.__name__}:find_nothing_ever"}) as pool:
        for result in (
            solve("What is 2 + 2?", seconds=1, pool=pool),
            await asolve("1 + 1", seconds=1, pool=pool),
        ):
            assert (result.verdict.status, result.solution) == (Status.UNCHECKED, None)


@pytest.mark.data
def test_whatever_is_verified_is_found(pool: WorkerPool, shared_data: Path) -> None:
    """On problems of all kinds: where the reference answer is verified, an answer is found without it."""
    lines = (shared_data / "math" / "deepmind_dev.jsonl").read_text().splitlines()[::40]
    rows = [json.loads(line) for line in lines]
    known = [
        row for row in rows if verify(row["question"], row["answer"], pool=pool).status is Status.VERIFIED
    ]
    found = [row for row in known if solve(row["question"], pool=pool).verdict.status is Status.VERIFIED]
    assert len(found) >= 0.9 * len(known) > 10
