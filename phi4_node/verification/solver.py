"""Problems solved without a model: what the reader reads and the checks prove, and nothing else."""

from __future__ import annotations

import time

from phi4_node.schema import Problem, Result, Solution, Status, StopReason, Verdict
from phi4_node.verification.certificate import certify
from phi4_node.verification.facade import as_problem, averify, verify
from phi4_node.verification.sandbox.pool import WorkerPool, default_pool
from phi4_node.verification.sandbox.process import DeadlineError, WorkerCrashedError

NO_MODEL = "No model was used."


def solve(problem: str | Problem, *, seconds: float = 10.0, pool: WorkerPool | None = None) -> Result:
    """Solve a problem without a model, where the fixed rules can read it and an answer can be proven.

    The answer is worked out from the claims that were read, and then goes through `verify` like anybody
    else's: it is given out only if it is verified.

    Args:
        problem: What the asker wrote.
        seconds: Deadline of the search, and of the check after it.
        pool: The workers to use; by default one pool for the whole program.

    Returns:
        A result without `model` and attempts. Its verdict is `verified`, or `unchecked` with the reason; then
        there is no solution.

    Raises:
        BadInputError: The problem is empty, too long or not text.
        WorkerStartError: No worker can be started on this system.
        PoolClosedError: The pool was closed.
    """
    asked, started = as_problem(problem), time.monotonic()
    pool = pool or default_pool()
    try:
        found = pool.run("find", {"problem": asked.text}, seconds)
    except (DeadlineError, WorkerCrashedError) as error:
        return _unsolved(asked, str(error), started)
    if not found["answer"]:
        return _unsolved(asked, found["reason"], started)
    verdict = verify(asked, found["answer"], seconds=seconds, pool=pool)
    return _judged(asked, found["answer"], verdict, started)


async def asolve(problem: str | Problem, *, seconds: float = 10.0, pool: WorkerPool | None = None) -> Result:
    """`solve` without blocking the event loop; cancelling it stops the search."""
    asked, started = as_problem(problem), time.monotonic()
    pool = pool or default_pool()
    try:
        found = await pool.arun("find", {"problem": asked.text}, seconds)
    except (DeadlineError, WorkerCrashedError) as error:
        return _unsolved(asked, str(error), started)
    if not found["answer"]:
        return _unsolved(asked, found["reason"], started)
    verdict = await averify(asked, found["answer"], seconds=seconds, pool=pool)
    return _judged(asked, found["answer"], verdict, started)


def _judged(problem: Problem, answer: str, verdict: Verdict, started: float) -> Result:
    if verdict.status is not Status.VERIFIED:
        return _unsolved(problem, verdict.reason, started)
    return Result(
        problem=problem,
        solution=Solution(answer=answer, text=f"{verdict.reason}\n\nAnswer: {answer}"),
        verdict=verdict.model_copy(update={"reason": f"{verdict.reason} {NO_MODEL}"}),
        certificate=certify(problem, answer, verdict),
        stop=StopReason.VERIFIED,
        seconds=round(time.monotonic() - started, 3),
    )


def _unsolved(problem: Problem, why: str, started: float) -> Result:
    reason = f"{NO_MODEL} The fixed rules alone do not solve this: {why.rstrip('.')}."
    return Result(
        problem=problem,
        solution=None,
        verdict=Verdict(status=Status.UNCHECKED, reason=reason),
        stop=StopReason.UNCHECKABLE,
        seconds=round(time.monotonic() - started, 3),
    )
