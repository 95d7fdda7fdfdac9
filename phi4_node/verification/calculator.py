"""Calculating and comparing without a problem: what agents ask of the verifier besides verdicts."""

from __future__ import annotations

from pydantic import Field

from phi4_node.schema import JsonObject, Word
from phi4_node.verification.facade import not_a_program, not_an_answer
from phi4_node.verification.sandbox.pool import WorkerPool, default_pool
from phi4_node.verification.sandbox.process import DeadlineError, WorkerCrashedError


class Comparison(Word):
    """Whether two answers are the same answer.

    Attributes:
        same: None if it could not be decided.
        reason: One sentence that says why.
    """

    same: bool | None
    reason: str


class Calculation(Word):
    """What a calculation gave.

    Attributes:
        value: Its last value, exact; empty if there is none.
        values: The value of every name that it assigned.
        error: Why there is no value; empty if there is one.
    """

    value: str = ""
    values: dict[str, str] = Field(default_factory=dict)
    error: str = ""


def compare_answers(
    first: str, second: str, *, seconds: float = 10.0, pool: WorkerPool | None = None
) -> Comparison:
    """Compare two answers by value: 1/2 and 0.5 are the same, 5 cm and 5 are not.

    Args:
        first: One answer as text; with or without LaTeX.
        second: The other.
        seconds: Deadline; what takes longer is undecided.
        pool: The workers to use; by default one pool for the whole program.

    Raises:
        WorkerStartError: No worker can be started on this system.
        PoolClosedError: The pool was closed.
    """
    why_not = not_an_answer(first) or not_an_answer(second)
    if why_not:
        return Comparison(same=None, reason=why_not)
    try:
        return _comparison((pool or default_pool()).run("compare", _pair(first, second), seconds))
    except (DeadlineError, WorkerCrashedError) as error:
        return Comparison(same=None, reason=str(error))


async def acompare_answers(
    first: str, second: str, *, seconds: float = 10.0, pool: WorkerPool | None = None
) -> Comparison:
    """`compare_answers` without blocking the event loop."""
    why_not = not_an_answer(first) or not_an_answer(second)
    if why_not:
        return Comparison(same=None, reason=why_not)
    try:
        return _comparison(await (pool or default_pool()).arun("compare", _pair(first, second), seconds))
    except (DeadlineError, WorkerCrashedError) as error:
        return Comparison(same=None, reason=str(error))


def calculate(program: str, *, seconds: float = 10.0, pool: WorkerPool | None = None) -> Calculation:
    """Work out a calculation exactly.

    Args:
        program: Assignments and a last expression, in the language of `verification.program`; it is
            interpreted, never executed.
        seconds: Deadline.
        pool: The workers to use; by default one pool for the whole program.

    Raises:
        WorkerStartError: No worker can be started on this system.
        PoolClosedError: The pool was closed.
    """
    why_not = not_a_program(program)
    if why_not:
        return Calculation(error=why_not)
    try:
        reply = (pool or default_pool()).run("calculate", {"program": program}, seconds)
    except (DeadlineError, WorkerCrashedError) as error:
        return Calculation(error=str(error))
    return Calculation.model_validate(reply)


async def acalculate(program: str, *, seconds: float = 10.0, pool: WorkerPool | None = None) -> Calculation:
    """`calculate` without blocking the event loop."""
    why_not = not_a_program(program)
    if why_not:
        return Calculation(error=why_not)
    try:
        reply = await (pool or default_pool()).arun("calculate", {"program": program}, seconds)
    except (DeadlineError, WorkerCrashedError) as error:
        return Calculation(error=str(error))
    return Calculation.model_validate(reply)


def _pair(first: str, second: str) -> JsonObject:
    return {"first": first, "second": second}


def _comparison(reply: JsonObject) -> Comparison:
    reason = str(reply["reason"])
    return Comparison(same=reply["same"], reason=reason[:1].upper() + reason[1:])
