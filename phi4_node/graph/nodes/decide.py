"""Decide: end with the best attempt, or go back to the model with what is known now."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.messages import AIMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.runnables import RunnableConfig

from phi4_node import verification
from phi4_node.domains import wants_explanation
from phi4_node.graph.events import ResultEvent
from phi4_node.graph.nodes.common import LEAST_SECONDS, Node, Turn, Update, as_json, teller
from phi4_node.graph.nodes.derive import wants_deriving
from phi4_node.graph.prompts import feedback_on, solution_prompt
from phi4_node.graph.ranking import agreement, best_attempt
from phi4_node.graph.review import reviewed
from phi4_node.graph.setup import Setup
from phi4_node.graph.state import Draft, State
from phi4_node.schema import Attempt, Certificate, Result, Solution, Status, StopReason, Usage, Verdict


def decide_node(setup: Setup) -> Node:
    """The node that ends the run or lets it go on."""

    def decide(state: State, config: RunnableConfig) -> Update:
        return _decide(Turn.of(setup, state, config))

    return Node("decide", decide)


def _decide(turn: Turn) -> Update:
    attempts = list(turn.attempts)
    last = len(attempts) - 1
    if turn.state["phi4_draft"] is not None:
        last = turn.number - 1
        attempts.insert(last, finished(turn.draft))
    stop, hint = stop_reason(turn, attempts, last), ""
    if stop is None and turn.setup.reviews:
        review = reviewed(turn, attempts)
        stop, hint = None if review.retry else StopReason.REVIEWER, review.hint
    update: Update = {
        "phi4_attempts": [as_json(attempt) for attempt in attempts],
        "phi4_draft": None,
        "phi4_next": "" if stop else "solve",
        "phi4_hint": hint,
        "phi4_spent": turn.charge(Usage()),
    }
    if stop is None:
        return update
    if wants_deriving(turn, attempts, stop):
        return {**update, "phi4_next": "derive"}
    result = _result(turn, attempts, stop)
    teller()(ResultEvent(result=result))
    return {**update, "result": as_json(result), "messages": [message_of(result)]}


def stop_reason(turn: Turn, attempts: Sequence[Attempt], newest: int = -1) -> StopReason | None:
    """Why the run ends here; None if another attempt may help and the budget allows it."""
    last = attempts[newest]
    by_status = {Status.VERIFIED: StopReason.VERIFIED, Status.SUPPORTED: StopReason.SUPPORTED}
    if last.verdict.status in by_status:
        return by_status[last.verdict.status]
    if turn.state["phi4_error"]:
        return StopReason.ERROR
    if turn.spent.out_of_time or turn.seconds_left < LEAST_SECONDS:
        return StopReason.SECONDS
    if not _another_may_help(turn, last):
        return StopReason.UNCHECKABLE
    if _is_settled(turn, last):
        return StopReason.AGREED
    if len(attempts) >= turn.budget.attempts:
        return StopReason.ATTEMPTS
    feedback = feedback_on(turn.spec, turn.problem, attempts)
    prompt = solution_prompt(turn.spec, turn.problem, feedback, turn.run.passages)
    return None if turn.affords(prompt) else StopReason.TOKENS


def _another_may_help(turn: Turn, last: Attempt) -> bool:
    """Whether a further sample could be better founded than the last one.

    Prose that nothing can check does not become more certain by being written again.
    """
    if last.verdict.status is Status.REFUTED or not last.solution.text.strip():
        return True
    if not last.solution.answer and not wants_explanation(turn.problem.text):
        return True
    if wants_explanation(turn.problem.text):
        return False
    opinion = turn.spec.opinion
    return turn.spec.resamples or (opinion is not None and opinion.wanted(turn.problem, last.solution))


def _is_settled(turn: Turn, last: Attempt) -> bool:
    """Whether routes differed, most of them gave this answer, and one more would not make it supported."""
    opinion = turn.spec.opinion
    if opinion is None or last.verdict.status is not Status.UNCHECKED or last.votes < 2 or last.doubts:
        return False
    routes = max((check.evidence.get("routes", (0, 0))[1] for check in last.verdict.checks), default=0)
    dissent = routes - last.votes
    return dissent > 0 and last.votes + 1 < opinion.routes + dissent


def finished(draft: Draft) -> Attempt:
    """The attempt that a draft has become."""
    return Attempt(
        solution=draft.solution,
        verdict=draft.verdict or verification.verdict_of(()),
        usage=draft.usage,
        seconds=draft.seconds,
        flags=draft.flags,
        calculation=draft.calculation,
        route=draft.route,
        votes=draft.votes,
        doubts=draft.doubts,
    )


def _result(turn: Turn, attempts: list[Attempt], stop: StopReason) -> Result:
    index = best_attempt(attempts)
    best = attempts[index]
    verdict = _with_votes(best.verdict, agreement(attempts)[index], len(attempts))
    said = bool(best.solution.text.strip() or best.solution.answer)
    return Result(
        problem=turn.problem,
        asked=turn.asked.text if turn.asked.text != turn.problem.text else "",
        solution=best.solution if said else None,
        verdict=verdict,
        certificate=_certificate(turn, best.solution, best.verdict),
        passages=turn.run.passages,
        attempts=tuple(attempts),
        usage=turn.spent.usage,
        stop=stop,
        seconds=round(turn.spent.seconds + turn.seconds, 3),
        model=turn.spent.model,
        error=turn.state["phi4_error"] if stop is StopReason.ERROR else "",
    )


def _with_votes(verdict: Verdict, votes: int, attempts: int) -> Verdict:
    """The verdict on an unchecked answer, with how many attempts gave it."""
    if verdict.status is not Status.UNCHECKED or attempts < 2 or not votes:
        return verdict
    told = f"{verdict.reason.rstrip()} {votes} of {attempts} attempts gave this answer; that proves nothing."
    return verdict.model_copy(update={"reason": told})


def _certificate(turn: Turn, solution: Solution, verdict: Verdict) -> Certificate | None:
    """The certificate of a verdict that rests on claims; an own checker's claims are not ours to replay."""
    if verdict.status is Status.UNCHECKED or turn.spec.checker is not None:
        return None
    if not any(check.claim for check in verdict.checks):
        return None
    return verification.certify(turn.problem, solution, verdict)


def message_of(result: Result) -> AIMessage:
    """The result as the answer in a conversation: the reply, and under it how far it was checked."""
    usage = UsageMetadata(
        input_tokens=result.usage.input_tokens,
        output_tokens=result.usage.output_tokens,
        total_tokens=result.usage.total_tokens,
    )
    reply = (
        result.solution.text.strip() or result.solution.answer if result.solution else "There is no answer."
    )
    thinking = result.solution.thinking if result.solution else ""
    if result.solution and result.solution.answer not in reply:
        reply = f"{reply}\n\nAnswer: {result.solution.answer}"  # the stream was closed before it came to that
    return AIMessage(
        content=f"{reply}\n\nVerdict: {result.verdict}",
        additional_kwargs={"reasoning_content": thinking} if thinking else {},
        response_metadata={"model_name": result.model, "phi4_node": as_json(result)},
        usage_metadata=usage,
    )
