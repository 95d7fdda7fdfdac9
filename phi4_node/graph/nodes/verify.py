"""Verify: check the draft against the asker's words and each step by itself."""

from __future__ import annotations

from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableConfig

from phi4_node import verification
from phi4_node.domains import wants_explanation
from phi4_node.graph.events import CheckEvent, VerdictEvent
from phi4_node.graph.nodes.common import Node, Turn, Update, as_json, teller
from phi4_node.graph.setup import Setup
from phi4_node.graph.state import Draft, State
from phi4_node.schema import Outcome, Solution, Status, Usage, Verdict

LONGEST_CHECK = 10.0
_PROSE = "The problem asks for an explanation in words; only steps that calculate can be checked in one."
LEAST_CHECK = 2.0
"""An answer that exists is checked even when the run's seconds are used up: that rarely takes long."""


def verify_node(setup: Setup) -> Node:
    """The node that judges a draft."""

    def sync(state: State, config: RunnableConfig) -> Update:
        turn = Turn.of(setup, state, config)
        draft, seconds = turn.draft, checking_seconds(turn)
        nothing = _nothing_to_check(draft)
        if nothing is not None:
            verdict = nothing
        elif turn.spec.checker is not None:
            verdict = turn.spec.checker.check(turn.problem, draft.solution, seconds)
        else:
            verdict = verification.verify(turn.problem, draft.solution, seconds=seconds, pool=setup.pool)
        return _conclude(turn, draft, verdict)

    async def asynchronous(state: State, config: RunnableConfig) -> Update:
        turn = Turn.of(setup, state, config)
        draft, seconds = turn.draft, checking_seconds(turn)
        nothing = _nothing_to_check(draft)
        if nothing is not None:
            verdict = nothing
        elif turn.spec.checker is not None:
            verdict = await turn.spec.checker.acheck(turn.problem, draft.solution, seconds)
        else:
            verdict = await verification.averify(
                turn.problem, draft.solution, seconds=seconds, pool=setup.pool
            )
        return _conclude(turn, draft, verdict)

    return Node("verify", sync, asynchronous)


def checking_seconds(turn: Turn) -> float:
    """Seconds that a check may take."""
    return min(LONGEST_CHECK, max(turn.seconds_left, LEAST_CHECK))


def wants_opinion(turn: Turn, draft: Draft) -> bool:
    """Whether another route could say more: only where the asker's words could not be read.

    Where they were read, an undecided check says that something is wrong with the answer as it is
    written, and agreement with a calculation would dress that up.
    """
    opinion = turn.spec.opinion
    if opinion is None or draft.verdict is None or draft.verdict.status is not Status.UNCHECKED:
        return False
    if any(check.claim for check in draft.verdict.checks if check.basis == "problem"):
        return False
    if not opinion.wanted(turn.problem, draft.solution) or wants_explanation(turn.problem.text):
        return False
    asked = [HumanMessage(opinion.question(turn.problem, 0))]
    return bool(turn.state["phi4_opinions"]) or turn.affords(list(asked))


def _nothing_to_check(draft: Draft) -> Verdict | None:
    if draft.solution.answer or draft.solution.steps:
        return None
    if "out_of_time" in draft.flags:
        reason = "The time was up before the model had given an answer."
    elif "unclosed_thinking" in draft.flags or "truncated" in draft.flags:
        reason = "The model used up its tokens before it had given an answer."
    elif not _said(draft.solution):
        reason = "The model said nothing."
    else:
        reason = "No answer could be read from the reply."
    return Verdict(status=Status.UNCHECKED, reason=reason)


def _said(solution: Solution) -> bool:
    return bool(solution.text.strip() or solution.answer)


def _plainly(turn: Turn, verdict: Verdict) -> Verdict:
    """The verdict, with the reason that matters to the asker where prose was asked for."""
    decided = any(check.outcome is not Outcome.UNDECIDED for check in verdict.checks if check.step is None)
    false_step = any(check.outcome is Outcome.FAILS for check in verdict.checks)
    if verdict.status is not Status.UNCHECKED or decided or false_step:
        return verdict
    if not wants_explanation(turn.problem.text):
        return verdict
    return verdict.model_copy(update={"reason": _PROSE})


def _conclude(turn: Turn, draft: Draft, verdict: Verdict) -> Update:
    tell = teller()
    verdict = _plainly(turn, verdict)
    for check in verdict.checks:
        tell(CheckEvent(attempt=turn.number, check=check))
    draft = draft.model_copy(update={"verdict": verdict, "seconds": round(draft.seconds + turn.seconds, 3)})
    if not wants_opinion(turn, draft):
        tell(VerdictEvent(attempt=turn.number, verdict=verdict))
    return {"phi4_draft": as_json(draft), "phi4_spent": turn.charge(Usage())}
