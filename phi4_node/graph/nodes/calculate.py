"""Calculate: where the asker's words decide nothing, compare with a calculation that the model writes.

The calculation is asked for without showing the solution, so the two are independent readings of the problem
by the same model. When they agree, the answer is supported; when they differ, nothing is proven either way.
"""

from __future__ import annotations

from langchain_core.runnables import RunnableConfig, RunnableLambda

from phi4_node import verification
from phi4_node.graph.draw import Reply, Request
from phi4_node.graph.events import CalculationEvent, CheckEvent, VerdictEvent
from phi4_node.graph.nodes.common import Turn, Update, as_json, node, quiet, teller
from phi4_node.graph.nodes.verify import checking_seconds
from phi4_node.graph.prompts import calculation_prompt
from phi4_node.graph.setup import Setup
from phi4_node.graph.state import State
from phi4_node.schema import Check, Outcome, Status, Usage, Verdict

Compared = tuple[str, Check]
"""A calculation, and what came of comparing its value with the answer."""

_LONGEST_PROGRAM = 300
"""Tokens of a calculation by a model that does not think aloud; 120 is usual."""


def calculate_node(setup: Setup) -> RunnableLambda[State, Update]:
    """The node that compares an unchecked answer with calculations: those that are known, then a new one."""

    def compare(turn: Turn, program: str) -> Check:
        answer, seconds = turn.draft.solution.answer, checking_seconds(turn)
        return verification.check_calculation(turn.problem, answer, program, seconds=seconds, pool=setup.pool)

    async def acompare(turn: Turn, program: str) -> Check:
        answer, seconds = turn.draft.solution.answer, checking_seconds(turn)
        return await verification.acheck_calculation(
            turn.problem, answer, program, seconds=seconds, pool=setup.pool
        )

    def sync(state: State, config: RunnableConfig) -> Update:
        turn = Turn.of(setup, state, quiet(config))
        compared = [(program, compare(turn, program)) for program in state["phi4_programs"]]
        request = _request(turn, compared)
        if request is None:
            return _conclude(turn, compared)
        try:
            reply = turn.draw(request, Reply())
        except setup.model_errors as error:
            if turn.will_retry(error):
                raise
            return {**_conclude(turn, compared), "phi4_error": str(error)}
        if reply.text.strip():
            compared.append((reply.text, compare(turn, reply.text)))
        return _conclude(turn, compared, reply, request)

    async def asynchronous(state: State, config: RunnableConfig) -> Update:
        turn = Turn.of(setup, state, quiet(config))
        await turn.ready()
        compared = [(program, await acompare(turn, program)) for program in state["phi4_programs"]]
        request = _request(turn, compared)
        if request is None:
            return _conclude(turn, compared)
        try:
            reply = await turn.adraw(request, Reply())
        except setup.model_errors as error:
            if turn.will_retry(error):
                raise
            return {**_conclude(turn, compared), "phi4_error": str(error)}
        if reply.text.strip():
            compared.append((reply.text, await acompare(turn, reply.text)))
        return _conclude(turn, compared, reply, request)

    return node("calculate", sync, asynchronous)


def _request(turn: Turn, compared: list[Compared]) -> Request | None:
    """The question for a calculation, unless a known one agrees already or the budget has no room."""
    messages = calculation_prompt(turn.problem)
    if any(check.outcome is Outcome.HOLDS for _, check in compared) or not turn.affords(messages):
        return None
    about = turn.model.about
    longest = (
        _LONGEST_PROGRAM
        if about.thinking is None
        else about.sampling_for("math").max_tokens or about.max_output
    )
    sampling = {
        "temperature": turn.spec.sampling.warmer if compared else 0.0,
        "top_p": turn.spec.sampling.top_p,
        "max_tokens": min(turn.reply_tokens(messages), longest),
    }
    return Request(messages, sampling, turn.seconds_left)


def _conclude(
    turn: Turn, compared: list[Compared], reply: Reply | None = None, request: Request | None = None
) -> Update:
    draft = turn.draft
    usage = reply.usage(request.messages)[0] if reply and request else Usage()
    verdict, program = draft.verdict or verification.verdict_of(()), ""
    tell = teller()
    if compared:
        program, check = _telling(compared)
        verdict = _with(verdict, check)
        tell(CalculationEvent(attempt=turn.number, program=program))
        tell(CheckEvent(attempt=turn.number, check=check))
    tell(VerdictEvent(attempt=turn.number, verdict=verdict))
    changed = {
        "verdict": verdict,
        "calculation": program,
        "usage": draft.usage + usage,
        "seconds": round(draft.seconds + turn.seconds, 3),
    }
    return {
        "phi4_draft": as_json(draft.model_copy(update=changed)),
        "phi4_programs": [program for program, _ in compared],
        "phi4_spent": turn.charge(usage, out_of_time=bool(reply and reply.out_of_time)),
    }


def _with(verdict: Verdict, check: Check) -> Verdict:
    """The verdict once the calculation is known; if it decides nothing, both reasons are worth telling."""
    both = verification.verdict_of((*verdict.checks, check))
    if check.outcome is not Outcome.UNDECIDED or both.status is not Status.UNCHECKED:
        return both
    return both.model_copy(update={"reason": f"{verdict.reason} {check.reason}"})


def _telling(compared: list[Compared]) -> Compared:
    """The comparison that tells most: one that agrees, else one that differs, else the last."""
    for outcome in (Outcome.HOLDS, Outcome.FAILS):
        for program, check in compared:
            if check.outcome is outcome:
                return program, check
    return compared[-1]
