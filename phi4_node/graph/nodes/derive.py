"""Derive: where the model's attempts ended without proof, work the answer out by rules if the words allow it.

What the verifier can read it can often solve as well. The model goes first, because it explains; but an asker
whose words were understood is better served by a proven answer without a story than by a story that is wrong.
"""

from __future__ import annotations

from langchain_core.runnables import RunnableConfig

from phi4_node import verification
from phi4_node.domains import wants_explanation
from phi4_node.graph.events import AnswerEvent, AttemptEvent, CheckEvent, VerdictEvent
from phi4_node.graph.nodes.common import Node, Turn, Update, as_json, teller
from phi4_node.graph.nodes.verify import checking_seconds
from phi4_node.graph.setup import Setup
from phi4_node.graph.state import Draft, State
from phi4_node.schema import RULES, Attempt, Result, StopReason, Usage
from phi4_node.verification.solver import NO_MODEL

_WITHOUT_PROOF = {
    StopReason.ATTEMPTS,
    StopReason.TOKENS,
    StopReason.SECONDS,
    StopReason.UNCHECKABLE,
    StopReason.AGREED,
    StopReason.ERROR,
}

_BY_RULES = "It was worked out by rules: no answer of the model's was proven."


def derive_node(setup: Setup) -> Node:
    """The node that solves without the model; its answer is an attempt like any other, and already proven."""

    def sync(state: State, config: RunnableConfig) -> Update:
        turn = Turn.of(setup, state, config)
        return _conclude(
            turn, verification.solve(turn.problem, seconds=checking_seconds(turn), pool=setup.pool)
        )

    async def asynchronous(state: State, config: RunnableConfig) -> Update:
        turn = Turn.of(setup, state, config)
        found = await verification.asolve(turn.problem, seconds=checking_seconds(turn), pool=setup.pool)
        return _conclude(turn, found)

    return Node("derive", sync, asynchronous)


def wants_deriving(turn: Turn, attempts: list[Attempt], stop: StopReason | None) -> bool:
    """Whether the run would end without proof although the problem's words may have been read."""
    if stop not in _WITHOUT_PROOF or not turn.setup.derives or turn.state.get("phi4_derived"):
        return False
    if turn.spec.checker is not None or wants_explanation(turn.problem.text):
        return False
    checks = [check for attempt in attempts for check in attempt.verdict.checks if check.basis == "problem"]
    # Where no attempt came to an answer, nobody has tried to read the problem yet.
    return any(check.claim for check in checks) or not checks


def _conclude(turn: Turn, found: Result) -> Update:
    update: Update = {"phi4_derived": True, "phi4_spent": turn.charge(Usage())}
    if found.solution is None:
        return update
    tell = teller()
    tell(AttemptEvent(attempt=turn.number, of=turn.budget.attempts, route=RULES))
    tell(AnswerEvent(attempt=turn.number, text=found.answer))
    for check in found.verdict.checks:
        tell(CheckEvent(attempt=turn.number, check=check))
    verdict = found.verdict.model_copy(
        update={"reason": f"{found.verdict.reason.removesuffix(NO_MODEL).rstrip()} {_BY_RULES}"}
    )
    tell(VerdictEvent(attempt=turn.number, verdict=verdict))
    draft = Draft(solution=found.solution, verdict=verdict, seconds=round(turn.seconds, 3), route=RULES)
    return {**update, "phi4_draft": as_json(draft)}
