"""Solve: draw a solution from the model, telling of each step as it comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.runnables import RunnableConfig

from phi4_node.domains import Opinion, wants_explanation
from phi4_node.graph.draw import Reply, Request
from phi4_node.graph.early import EarlyCheck
from phi4_node.graph.events import AnswerEvent, AttemptEvent, SolveEvent, StepEvent, TextEvent, ThinkingEvent
from phi4_node.graph.nodes.common import Node, Turn, Update, as_json, teller
from phi4_node.graph.nodes.compare import opinion_request
from phi4_node.graph.nodes.verify import checking_seconds
from phi4_node.graph.prompts import feedback_on, language_in, solution_prompt
from phi4_node.graph.setup import Setup
from phi4_node.graph.state import Draft, State
from phi4_node.parsing import SolutionStream, parse_explanation, parse_solution
from phi4_node.schema import WORDS, Attempt, Outcome, Solution, Status, Usage


def solve_node(setup: Setup) -> Node:
    """The node that draws one solution: in words, or as another opinion where words and opinion differ.

    An error of the engine goes to the caller if there is nothing to show yet; later it ends the run with the
    best attempt so far.
    """

    def sync(state: State, config: RunnableConfig) -> Update:
        turn = Turn.of(setup, state, config)
        opinion = opinion_next(turn)
        begun = _begin(turn, opinion)
        try:
            reply = turn.draw(begun.request, begun.reply)
        except setup.model_errors as error:
            return _failed(turn, error)
        finally:
            begun.close()
        if opinion is None:
            return _conclude(turn, begun, reply, _in_words(turn, begun, reply))
        worked_out = opinion.solution(turn.problem, reply.text, checking_seconds(turn), setup.pool)
        return _conclude(turn, begun, reply, worked_out, opinion)

    async def asynchronous(state: State, config: RunnableConfig) -> Update:
        turn = Turn.of(setup, state, config)
        await turn.ready()
        opinion = opinion_next(turn)
        begun = _begin(turn, opinion)
        try:
            reply = await turn.adraw(begun.request, begun.reply)
        except setup.model_errors as error:
            return _failed(turn, error)
        finally:
            begun.close()
        if opinion is None:
            return _conclude(turn, begun, reply, _in_words(turn, begun, reply))
        worked_out = await opinion.asolution(turn.problem, reply.text, checking_seconds(turn), setup.pool)
        return _conclude(turn, begun, reply, worked_out, opinion)

    return Node("solve", sync, asynchronous)


def opinion_next(turn: Turn) -> Opinion | None:
    """The opinion that the next attempt is, or None for one in words.

    While words and opinions all differ, a further opinion is the cheapest way to break the tie. Words that
    miscalculated could be told so, but a calculation costs less and does not make that mistake; and where the
    wrong value of a formula was told and the next one is wrong too, it is the only way on. Doubts and a
    reviewer's hint are for words, which can be told of them.
    """
    attempts, state, opinion = turn.attempts, turn.state, turn.spec.opinion
    if not attempts or opinion is None or state.get("phi4_lane") or state.get("phi4_hint"):
        return None
    last = attempts[-1]
    if last.verdict.status is Status.REFUTED:
        return opinion if _is_stuck(attempts) and opinion.wanted(turn.problem, last.solution) else None
    is_open = last.verdict.status is Status.UNCHECKED and last.votes <= 1 and not last.doubts
    if not is_open:
        return None
    if last.route == WORDS:
        return opinion if last.calculation else None
    differs = any(one.route == WORDS and one.verdict.status is not Status.REFUTED for one in attempts)
    asks_anew = len(state["phi4_opinions"]) < opinion.ways
    return opinion if differs and asks_anew and last.solution.answer else None


def _is_stuck(attempts: Sequence[Attempt]) -> bool:
    """Whether further words would not be better than the last, which were refuted."""
    last = attempts[-1]
    if last.route != WORDS:
        return False
    refuted = [attempt for attempt in attempts[-2:] if attempt.verdict.status is Status.REFUTED]
    return _miscalculated(last) or (len(refuted) > 1 and _asks_for_a_value(last))


def _miscalculated(attempt: Attempt) -> bool:
    """Whether nothing is known against the answer but a false step."""
    checks = attempt.verdict.checks
    failed = [check for check in checks if check.outcome is Outcome.FAILS]
    was_read = any(check.claim and check.basis == "problem" for check in checks)
    return bool(failed) and not was_read and all(check.step is not None for check in failed)


def _asks_for_a_value(attempt: Attempt) -> bool:
    """Whether what was read is a formula to be worked out, which a calculation can do."""
    read = [check.claim for check in attempt.verdict.checks if check.claim and check.basis == "problem"]
    return bool(read) and all(claim.get("kind") == "value" for claim in read)


class _Listener:
    """Turns the pieces of a reply into events: thinking and text at once, a step when it is complete."""

    def __init__(self, attempt: int, tell: Callable[[SolveEvent], None], early: EarlyCheck | None) -> None:
        self.attempt = attempt
        self.tell = tell
        self.early = early
        self._stream = SolutionStream()
        self._told = 0

    def reply(self) -> Reply:
        if self.early is None:
            return Reply(on_text=self._text, on_thinking=self._thinking)
        return Reply(on_text=self._text, on_thinking=self._thinking, is_enough=self.early.is_proven)

    def _thinking(self, piece: str) -> None:
        self.tell(ThinkingEvent(attempt=self.attempt, text=piece))
        if self.early is not None:
            self.early.feed("thinking", piece)

    def _text(self, piece: str) -> None:
        self.tell(TextEvent(attempt=self.attempt, text=piece))
        if self.early is not None:
            self.early.feed("text", piece)
        partial = self._stream.feed(piece)
        self._tell_steps(partial)

    def conclude(self, solution: Solution) -> None:
        self._tell_steps(solution)
        self.tell(AnswerEvent(attempt=self.attempt, text=solution.answer))

    def _tell_steps(self, solution: Solution) -> None:
        for index in range(self._told, len(solution.steps)):
            self.tell(StepEvent(attempt=self.attempt, index=index, text=solution.steps[index]))
        self._told = max(self._told, len(solution.steps))


@dataclass(frozen=True, slots=True)
class _Begun:
    """A call to the model, ready to be made."""

    request: Request
    listener: _Listener
    reply: Reply

    def close(self) -> None:
        if self.listener.early is not None:
            self.listener.early.close()


def _begin(turn: Turn, opinion: Opinion | None) -> _Begun:
    attempts = turn.attempts
    feedback = "" if opinion else _feedback(turn, attempts)
    tell = teller()
    route = opinion.name if opinion else WORDS
    tell(AttemptEvent(attempt=turn.number, of=turn.budget.attempts, feedback=feedback, route=route))
    if opinion is not None:
        request = opinion_request(turn, opinion, len(turn.state["phi4_opinions"]))
        listener = _Listener(turn.number, _in_askers_language(turn, tell), None)
        return _Begun(request, listener, listener.reply())
    messages = solution_prompt(turn.spec, turn.asked, feedback, turn.run.passages)
    sampling = _sampling(turn, attempts, turn.reply_tokens(messages))
    listener = _Listener(turn.number, _in_askers_language(turn, tell), _early(turn))
    return _Begun(Request(messages, sampling, max(turn.seconds_left, 0.0)), listener, listener.reply())


def _in_askers_language(turn: Turn, tell: Callable[[SolveEvent], None]) -> Callable[[SolveEvent], None]:
    """Tell nothing of steps and answer in another language than the asker's: `restate` will tell of them."""
    if turn.run.asked_in is None:
        return tell
    return lambda event: None if isinstance(event, StepEvent | AnswerEvent) else tell(event)


def _feedback(turn: Turn, attempts: list[Attempt]) -> str:
    """What the model is told besides the problem; samples drawn at once each go about it in their own way."""
    feedback = feedback_on(turn.spec, turn.asked, attempts)
    hint = turn.state.get("phi4_hint", "")
    way = turn.spec.other_way(language_in(turn.asked), len(attempts) + turn.lane - 1) if turn.lane else ""
    return "\n".join(part for part in (feedback, hint, way) if part)


def _early(turn: Turn) -> EarlyCheck | None:
    """What watches the stream for a proven answer, where there may be one."""
    if turn.spec.checker is not None or not turn.setup.stops_early or wants_explanation(turn.problem.text):
        return None
    return EarlyCheck(turn.problem, turn.setup.pool)


def _sampling(turn: Turn, attempts: list[Attempt], tokens: int) -> dict[str, Any]:
    """How to draw: as the model was told to, else as its profile says, else as the domain says."""
    spec, model = turn.spec, turn.model
    known = model.about.sampling_for(spec.domain.value)
    if not model.about.is_known:
        known = known.model_copy(update={"temperature": None, "top_p": None})
    usual = _first(model.temperature, known.temperature, spec.sampling.temperature)
    longest = _first(model.max_tokens, known.max_tokens, spec.sampling.max_tokens)
    return {
        "temperature": _temperature(usual, spec.sampling.warmer, attempts, is_other=turn.lane > 0),
        "top_p": _first(model.top_p, known.top_p, spec.sampling.top_p),
        "max_tokens": max(min(tokens, int(longest)), 1),
    }


def _first(*values: float | None) -> float:
    """The first value that is given; the last one always is."""
    return next(value for value in values if value is not None)


def _temperature(usual: float, warmer: float, attempts: list[Attempt], *, is_other: bool) -> float:
    """Low at first; high when another route is wanted; between when the model was told what is wrong."""
    warmer = max(usual, warmer)
    if not attempts:
        return warmer if is_other else usual
    return round((usual + warmer) / 2, 2) if attempts[-1].verdict.status is Status.REFUTED else warmer


def _failed(turn: Turn, error: Exception) -> Update:
    if not turn.state["phi4_attempts"] or turn.will_retry(error):
        raise error
    return {"phi4_error": str(error), "phi4_draft": None, "phi4_spent": turn.charge(Usage())}


def _in_words(turn: Turn, begun: _Begun, reply: Reply) -> Solution:
    """The solution in a reply; if its stream was closed early, with the answer that was proven."""
    parse = parse_explanation if wants_explanation(turn.problem.text) else parse_solution
    solution = parse(reply.text, reply.thinking)
    early = begun.listener.early
    if early is None or not reply.stopped_early:
        return solution
    return solution.model_copy(update={"answer": early.answer})


def _conclude(
    turn: Turn, begun: _Begun, reply: Reply, solution: Solution, opinion: Opinion | None = None
) -> Update:
    begun.listener.conclude(solution)
    usage, estimated = reply.usage(begun.request.messages)
    flags = (*reply.flags, "estimated_usage") if estimated else reply.flags
    draft = Draft(
        solution=solution.model_copy(update={"thinking": reply.thinking}) if opinion else solution,
        usage=usage,
        seconds=round(turn.seconds, 3),
        flags=(*turn.run.flags, *flags),
        route=opinion.name if opinion else WORDS,
    )
    known = turn.state["phi4_opinions"]
    return {
        "phi4_draft": as_json(draft),
        "phi4_opinions": [*known, reply.text] if opinion and reply.text.strip() else known,
        "phi4_spent": turn.charge(usage, reply.model or turn.model.model_name, out_of_time=reply.out_of_time),
    }
