"""Problem and answer in, verdict out; everything symbolic happens in a worker of the pool."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from phi4_node.errors import BadInputError
from phi4_node.schema import Check, JsonObject, Outcome, Problem, Solution, Verdict
from phi4_node.verification.sandbox.pool import WorkerPool, default_pool
from phi4_node.verification.sandbox.process import DeadlineError, WorkerCrashedError
from phi4_node.verification.verdict import verdict_of

MAX_ANSWER_CHARACTERS = 20_000
MAX_PROGRAM_CHARACTERS = 20_000
MAX_STEPS = 500
MAX_STEPS_CHARACTERS = 200_000
"""Steps beyond these bounds are not looked at, which never makes a verdict stronger."""

Basis = Literal["problem", "model", "step"]

_CHECKS = TypeAdapter(list[Check])
_NO_TIME = Check(
    outcome=Outcome.UNDECIDED, basis="step", method="deadline", reason="No time was left for the steps."
)


def verify(
    problem: str | Problem,
    answer: str | Solution,
    *,
    seconds: float = 10.0,
    pool: WorkerPool | None = None,
) -> Verdict:
    """Check an answer against claims that are read from the asker's own words.

    Args:
        problem: What the asker wrote.
        answer: The answer alone, or a solution, whose steps are checked as well.
        seconds: Deadline of the whole check; what takes longer is undecided. Waiting for a free worker is not
            counted; the pool has a bound of its own for that.
        pool: The workers to use; by default one pool for the whole program.

    Returns:
        How far the answer was checked, with every check.

    Raises:
        BadInputError: The problem is empty, too long or not text.
        WorkerStartError: No worker can be started on this system.
        PoolClosedError: The pool was closed.
    """
    question = _question(problem, answer)
    if question.refused:
        return verdict_of([question.refused])
    pool = pool or default_pool()
    end = time.monotonic() + seconds
    checks = _run(pool, "judge", "problem", question.request, seconds)
    if question.steps:
        left = end - time.monotonic()
        checks += _run(pool, "steps", "step", question.steps, left) if left > 0 else [_NO_TIME]
    return verdict_of(checks)


async def averify(
    problem: str | Problem,
    answer: str | Solution,
    *,
    seconds: float = 10.0,
    pool: WorkerPool | None = None,
) -> Verdict:
    """`verify` without blocking the event loop; cancelling it stops the check."""
    question = _question(problem, answer)
    if question.refused:
        return verdict_of([question.refused])
    pool = pool or default_pool()
    end = time.monotonic() + seconds
    checks = await _arun(pool, "judge", "problem", question.request, seconds)
    if question.steps:
        left = end - time.monotonic()
        checks += await _arun(pool, "steps", "step", question.steps, left) if left > 0 else [_NO_TIME]
    return verdict_of(checks)


def check_calculation(
    problem: str | Problem,
    answer: str | Solution,
    program: str,
    *,
    seconds: float = 10.0,
    pool: WorkerPool | None = None,
) -> Check:
    """Compare an answer with the value of a calculation that the model wrote.

    Args:
        problem: What the asker wrote.
        answer: The answer, or the solution that has it.
        program: The calculation, in the language of `verification.program`; it is interpreted, never
            executed.
        seconds: Deadline of the check.
        pool: The workers to use; by default one pool for the whole program.

    Returns:
        A check with basis `model`: it can support an answer, never verify or refute it.

    Raises:
        BadInputError: The problem is empty, too long or not text.
        WorkerStartError: No worker can be started on this system.
        PoolClosedError: The pool was closed.
    """
    question = _calculation(problem, answer, program)
    if question.refused:
        return question.refused
    return _run(pool or default_pool(), "check_calculation", "model", question.request, seconds)[0]


async def acheck_calculation(
    problem: str | Problem,
    answer: str | Solution,
    program: str,
    *,
    seconds: float = 10.0,
    pool: WorkerPool | None = None,
) -> Check:
    """`check_calculation` without blocking the event loop; cancelling it stops the check."""
    question = _calculation(problem, answer, program)
    if question.refused:
        return question.refused
    found = await _arun(pool or default_pool(), "check_calculation", "model", question.request, seconds)
    return found[0]


def check_formalisation(
    problem: str | Problem,
    answer: str | Solution,
    formalisation: str,
    *,
    seconds: float = 10.0,
    pool: WorkerPool | None = None,
) -> Check:
    """Compare an answer with what follows from an argument that the model wrote down in formulas.

    Args:
        problem: What the asker wrote.
        answer: The answer, or the solution that has it.
        formalisation: Premises and conclusion in the language of `verification.argument`; it is read, never
            executed.
        seconds: Deadline of the check.
        pool: The workers to use; by default one pool for the whole program.

    Returns:
        A check with basis `model`: it can support an answer, never verify or refute it.

    Raises:
        BadInputError: The problem is empty, too long or not text.
        WorkerStartError: No worker can be started on this system.
        PoolClosedError: The pool was closed.
    """
    question = _formalisation(problem, answer, formalisation)
    if question.refused:
        return question.refused
    return _run(pool or default_pool(), "check_formalisation", "model", question.request, seconds)[0]


async def acheck_formalisation(
    problem: str | Problem,
    answer: str | Solution,
    formalisation: str,
    *,
    seconds: float = 10.0,
    pool: WorkerPool | None = None,
) -> Check:
    """`check_formalisation` without blocking the event loop; cancelling it stops the check."""
    question = _formalisation(problem, answer, formalisation)
    if question.refused:
        return question.refused
    found = await _arun(pool or default_pool(), "check_formalisation", "model", question.request, seconds)
    return found[0]


def decide_formalisation(
    problem: str | Problem, formalisation: str, *, seconds: float = 10.0, pool: WorkerPool | None = None
) -> str:
    """What follows from an argument in formulas, as the problem asks for it: yes or no, true or false.

    Empty if it cannot be read or decides nothing. For the arguments see `check_formalisation`.
    """
    if not_a_program(formalisation):
        return ""
    request = {"problem": as_problem(problem).text, "formalisation": formalisation}
    try:
        return str((pool or default_pool()).run("decided_answer", request, seconds)["answer"])
    except (DeadlineError, WorkerCrashedError):
        return ""


async def adecide_formalisation(
    problem: str | Problem, formalisation: str, *, seconds: float = 10.0, pool: WorkerPool | None = None
) -> str:
    """`decide_formalisation` without blocking the event loop."""
    if not_a_program(formalisation):
        return ""
    request = {"problem": as_problem(problem).text, "formalisation": formalisation}
    try:
        return str((await (pool or default_pool()).arun("decided_answer", request, seconds))["answer"])
    except (DeadlineError, WorkerCrashedError):
        return ""


def as_problem(problem: str | Problem) -> Problem:
    """The problem as a typed word.

    Raises:
        BadInputError: It is empty, too long or not text.
    """
    if not isinstance(problem, str | Problem):
        raise BadInputError(f"The problem must be text, not {type(problem).__name__}.")
    try:
        asked = Problem(text=problem) if isinstance(problem, str) else problem
    except ValidationError as error:
        cause = error.errors()[0].get("ctx", {}).get("error")
        if isinstance(cause, BadInputError):  # pydantic wraps it
            raise cause from error
        raise
    if not _is_unicode(asked.text):
        raise BadInputError("The problem is not valid text: it contains halves of characters.")
    return asked


@dataclass(frozen=True, slots=True)
class _Question:
    """What goes to the workers, or why nothing does."""

    request: JsonObject
    steps: JsonObject = field(default_factory=dict)
    refused: Check | None = None


def _question(problem: str | Problem, answer: str | Solution) -> _Question:
    asked = as_problem(problem)
    text, steps = (answer.answer, answer.steps) if isinstance(answer, Solution) else (answer, ())
    why_not = not_an_answer(text)
    if why_not:
        return _Question({}, refused=_undecided("problem", "reading", why_not))
    # The steps go separately: a step that takes too long must not cost the verdict on the answer.
    request = {"problem": asked.text, "answer": text, "steps": []}
    return _Question(request, {"problem": asked.text, "steps": _bounded(steps)} if steps else {})


def _calculation(problem: str | Problem, answer: str | Solution, program: str) -> _Question:
    asked = as_problem(problem)
    text = answer.answer if isinstance(answer, Solution) else answer
    why_not = not_an_answer(text) or not_a_program(program)
    if why_not:
        # A program that is too long or no text is not kept, since a certificate could not hold it.
        return _Question({}, refused=_undecided("model", "calculation", why_not))
    return _Question({"problem": asked.text, "answer": text, "program": program})


def _formalisation(problem: str | Problem, answer: str | Solution, text: str) -> _Question:
    question = _calculation(problem, answer, text)
    if question.refused:
        return question
    request = {name: value for name, value in question.request.items() if name != "program"}
    return _Question({**request, "formalisation": text})


def _undecided(basis: Basis, method: str, reason: str) -> Check:
    return Check(outcome=Outcome.UNDECIDED, basis=basis, method=method, reason=reason)


def not_an_answer(text: object) -> str:
    """Why this cannot be an answer; empty if it can."""
    if not isinstance(text, str):
        return f"The answer must be text, not {type(text).__name__}."
    if not text.strip():
        return "There is no answer to check."
    if len(text) > MAX_ANSWER_CHARACTERS:
        return f"The answer has {len(text):,} characters; at most {MAX_ANSWER_CHARACTERS:,} are read."
    return "" if _is_unicode(text) else "The answer is not valid text."


def not_a_program(text: str) -> str:
    """Why this cannot be a calculation; empty if it can."""
    if not text.strip():
        return "There is no calculation to check."
    if len(text) > MAX_PROGRAM_CHARACTERS:
        return f"The calculation has {len(text):,} characters; at most {MAX_PROGRAM_CHARACTERS:,} are read."
    return "" if _is_unicode(text) else "The calculation is not valid text."


def _is_unicode(text: str) -> bool:
    """Whether there are no halves of characters in it."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _bounded(steps: tuple[str, ...]) -> list[str]:
    kept: list[str] = []
    characters = 0
    for step in steps[:MAX_STEPS]:
        characters += len(step)
        if characters > MAX_STEPS_CHARACTERS:
            break
        kept.append(step)
    return kept


def _run(pool: WorkerPool, task: str, basis: Basis, request: JsonObject, seconds: float) -> list[Check]:
    """The checks that a task makes; an undecided one if it comes to no end."""
    try:
        reply = pool.run(task, request, seconds)
    except (DeadlineError, WorkerCrashedError) as error:
        return [_stopped(error, basis, pool, request)]
    return _checks(reply["checks"], pool)


async def _arun(
    pool: WorkerPool, task: str, basis: Basis, request: JsonObject, seconds: float
) -> list[Check]:
    """`_run` without blocking the event loop."""
    try:
        reply = await pool.arun(task, request, seconds)
    except (DeadlineError, WorkerCrashedError) as error:
        return [_stopped(error, basis, pool, request)]
    return _checks(reply["checks"], pool)


def _checks(found: list[JsonObject], pool: WorkerPool) -> list[Check]:
    """The worker's checks, each of which says what isolation it did without."""
    checks = _CHECKS.validate_python(found)
    if not pool.isolation:
        return checks
    return [check.model_copy(update={"evidence": check.evidence | _isolation(pool)}) for check in checks]


def _stopped(
    error: DeadlineError | WorkerCrashedError, basis: Basis, pool: WorkerPool, request: JsonObject
) -> Check:
    """A check that came to no end: undecided, and it says why."""
    evidence = _isolation(pool)
    if "program" in request:
        evidence["calculation"] = request["program"]
    if "formalisation" in request:
        evidence["formalisation"] = request["formalisation"]
    if isinstance(error, WorkerCrashedError) and error.trace:
        evidence["trace"] = error.trace
    return Check(
        outcome=Outcome.UNDECIDED,
        basis=basis,
        method="deadline" if isinstance(error, DeadlineError) else "sandbox",
        reason=str(error),
        evidence=evidence,
    )


def _isolation(pool: WorkerPool) -> JsonObject:
    return {"isolation": list(pool.isolation)} if pool.isolation else {}
