"""Solve: draw a solution from the model, telling of each step as it comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from langchain_core.runnables import RunnableConfig, RunnableLambda

from phi4_node.domains import wants_explanation
from phi4_node.graph.draw import Reply, Request
from phi4_node.graph.events import AnswerEvent, AttemptEvent, SolveEvent, StepEvent, TextEvent, ThinkingEvent
from phi4_node.graph.nodes.common import Turn, Update, as_json, node, teller
from phi4_node.graph.prompts import feedback_on, solution_prompt
from phi4_node.graph.setup import Setup
from phi4_node.graph.state import Draft, State
from phi4_node.parsing import SolutionStream, parse_explanation, parse_solution
from phi4_node.schema import Attempt, Solution, Status, Usage


def solve_node(setup: Setup) -> RunnableLambda[State, Update]:
    """The node that draws one solution.

    An error of the engine goes to the caller if there is nothing to show yet; later it ends the run with the
    best attempt so far.
    """

    def sync(state: State, config: RunnableConfig) -> Update:
        turn = Turn.of(setup, state, config)
        request, listener = _begin(turn)
        try:
            reply = turn.draw(request, listener.reply())
        except setup.model_errors as error:
            return _failed(turn, error)
        return _conclude(turn, request, reply, listener)

    async def asynchronous(state: State, config: RunnableConfig) -> Update:
        turn = Turn.of(setup, state, config)
        await turn.ready()
        request, listener = _begin(turn)
        try:
            reply = await turn.adraw(request, listener.reply())
        except setup.model_errors as error:
            return _failed(turn, error)
        return _conclude(turn, request, reply, listener)

    return node("solve", sync, asynchronous)


class _Listener:
    """Turns the pieces of a reply into events: thinking and text at once, a step when it is complete."""

    def __init__(self, attempt: int, tell: Callable[[SolveEvent], None]) -> None:
        self.attempt = attempt
        self.tell = tell
        self._stream = SolutionStream()
        self._told = 0

    def reply(self) -> Reply:
        return Reply(on_text=self._text, on_thinking=self._thinking)

    def _thinking(self, piece: str) -> None:
        self.tell(ThinkingEvent(attempt=self.attempt, text=piece))

    def _text(self, piece: str) -> None:
        self.tell(TextEvent(attempt=self.attempt, text=piece))
        partial = self._stream.feed(piece)
        self._tell_steps(partial)

    def close(self, solution: Solution) -> None:
        self._tell_steps(solution)
        self.tell(AnswerEvent(attempt=self.attempt, text=solution.answer))

    def _tell_steps(self, solution: Solution) -> None:
        for index in range(self._told, len(solution.steps)):
            self.tell(StepEvent(attempt=self.attempt, index=index, text=solution.steps[index]))
        self._told = max(self._told, len(solution.steps))


def _begin(turn: Turn) -> tuple[Request, _Listener]:
    attempts = turn.attempts
    feedback = feedback_on(turn.spec, turn.problem, attempts)
    messages = solution_prompt(turn.spec, turn.problem, feedback)
    tell = teller()
    tell(AttemptEvent(attempt=turn.number, of=turn.budget.attempts, feedback=feedback))
    sampling = _sampling(turn, attempts, turn.reply_tokens(messages))
    return Request(messages, sampling, max(turn.seconds_left, 0.0)), _Listener(turn.number, tell)


def _sampling(turn: Turn, attempts: list[Attempt], tokens: int) -> dict[str, Any]:
    """How to draw: as the model was told to, else as its profile says, else as the domain says."""
    spec, model = turn.spec, turn.model
    known = model.about.sampling_for(spec.domain.value)
    if not model.about.is_known:
        known = known.model_copy(update={"temperature": None, "top_p": None})
    usual = _first(model.temperature, known.temperature, spec.sampling.temperature)
    longest = _first(model.max_tokens, known.max_tokens, spec.sampling.max_tokens)
    return {
        "temperature": _temperature(usual, spec.sampling.warmer, attempts),
        "top_p": _first(model.top_p, known.top_p, spec.sampling.top_p),
        "max_tokens": max(min(tokens, int(longest)), 1),
    }


def _first(*values: float | None) -> float:
    """The first value that is given; the last one always is."""
    return next(value for value in values if value is not None)


def _temperature(usual: float, warmer: float, attempts: list[Attempt]) -> float:
    """Low at first; high when another route is wanted; between when the model was told what is wrong."""
    if not attempts:
        return usual
    warmer = max(usual, warmer)
    return round((usual + warmer) / 2, 2) if attempts[-1].verdict.status is Status.REFUTED else warmer


def _failed(turn: Turn, error: Exception) -> Update:
    if not turn.state["phi4_attempts"] or turn.will_retry(error):
        raise error
    return {"phi4_error": str(error), "phi4_draft": None, "phi4_spent": turn.charge(Usage())}


def _conclude(turn: Turn, request: Request, reply: Reply, listener: _Listener) -> Update:
    parse = parse_explanation if wants_explanation(turn.problem.text) else parse_solution
    solution = parse(reply.text, reply.thinking)
    listener.close(solution)
    usage, estimated = reply.usage(request.messages)
    flags = (*reply.flags, "estimated_usage") if estimated else reply.flags
    draft = Draft(solution=solution, usage=usage, seconds=round(turn.seconds, 3), flags=flags)
    return {
        "phi4_draft": as_json(draft),
        "phi4_spent": turn.charge(usage, reply.model or turn.model.model_name, out_of_time=reply.out_of_time),
    }
