"""Prepare and restate: a problem in other words than the asker's where the model needs them, and back.

`prepare` condenses a problem that is too long and translates one for a model that reasons best in another
language; `restate` puts the solution back into the asker's language before it is verified, so that what is
verified is what is shown. The verifier reads the asker's own words in any case.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import Any

from langchain_core.messages import BaseMessage
from langchain_core.runnables import RunnableConfig

from phi4_node.condensing import CONDENSED, NOT_CONDENSED, Piece, condensed, condensing_prompt, pieces_of
from phi4_node.domains import Language
from phi4_node.engines.errors import ContextOverflowError
from phi4_node.graph.draw import Reply, Request
from phi4_node.graph.events import AnswerEvent, AskedEvent, StepEvent
from phi4_node.graph.nodes.common import Node, Turn, Update, as_json, quiet, teller
from phi4_node.graph.setup import Setup
from phi4_node.graph.state import State
from phi4_node.graph.tokens import estimate_tokens
from phi4_node.schema import Domain, Solution, Usage
from phi4_node.translation import (
    ANSWER_NOT_TRANSLATED,
    NOT_TRANSLATED,
    TRANSLATED,
    mask,
    masked_solution,
    restored,
    translated_solution,
    translation_prompt,
)

_Asking = Generator[Request, Reply, Update]
"""Asks for replies, and ends with what the node changes; it draws nothing itself, so both forms share it."""

_THINKING_ROOM = 1024


def prepare_node(setup: Setup) -> Node:
    """The node that puts the problem into words that the model can work with."""

    def sync(state: State, config: RunnableConfig) -> Update:
        turn = Turn.of(setup, state, quiet(config))
        return _drawn(turn, _preparing(turn))

    async def asynchronous(state: State, config: RunnableConfig) -> Update:
        turn = Turn.of(setup, state, quiet(config))
        await turn.ready()
        return await _adrawn(turn, _preparing(turn))

    return Node("prepare", sync, asynchronous)


def restate_node(setup: Setup) -> Node:
    """The node that puts a solution back into the asker's language."""

    def sync(state: State, config: RunnableConfig) -> Update:
        turn = Turn.of(setup, state, quiet(config))
        return _drawn(turn, _restating(turn))

    async def asynchronous(state: State, config: RunnableConfig) -> Update:
        turn = Turn.of(setup, state, quiet(config))
        await turn.ready()
        return await _adrawn(turn, _restating(turn))

    return Node("restate", sync, asynchronous)


def wants_preparing(turn: Turn) -> bool:
    """Whether the problem is too long for the model, or in a language that it should not be asked in."""
    return _is_too_long(turn, turn.problem.text) or _asked_in(turn) is not None


def _is_too_long(turn: Turn, text: str) -> bool:
    return estimate_tokens(text) > turn.model.about.condense_above


def _asked_in(turn: Turn) -> Language | None:
    """The language that the problem is to be translated into, if any; programs are asked for as they are."""
    wanted = turn.model.about.ask_in
    is_code = turn.problem.domain is Domain.CODE
    return None if wanted is None or is_code or wanted == turn.problem.language else wanted


def _preparing(turn: Turn) -> _Asking:
    language = turn.problem.language or "en"
    run = turn.run
    if _is_too_long(turn, turn.problem.text):
        text, turn = yield from _shortened(turn, language)
        changed = text != turn.problem.text
        flags = (*run.flags, CONDENSED if changed else NOT_CONDENSED)
        run = run.model_copy(update={"shortened": text if changed else "", "flags": flags})
    to = _asked_in(turn)
    if to is not None:
        masked = mask(run.shortened or turn.problem.text, language)
        reply, turn = yield from _asked(turn, translation_prompt(masked, to), masked.text)
        translation = restored(reply, masked, to)
        update = (
            {"flags": (*run.flags, NOT_TRANSLATED)}
            if translation is None
            else {"translated": translation, "asked_in": to, "flags": (*run.flags, TRANSLATED)}
        )
        run = run.model_copy(update=update)
    teller()(AskedEvent(text=run.translated or run.shortened or turn.problem.text, flags=run.flags))
    return {"phi4_run": as_json(run), "phi4_spent": turn.charge(Usage())}


def _shortened(turn: Turn, language: Language) -> Generator[Request, Reply, tuple[str, Turn]]:
    """The problem with as many pieces condensed as it takes to be short enough."""
    pieces = pieces_of(turn.problem.text, estimate_tokens)
    for index, piece in enumerate(pieces):
        if piece.fixed or not _is_too_long(turn, "".join(part.text for part in pieces)):
            continue
        reply, turn = yield from _asked(turn, condensing_prompt(piece, language), piece.text)
        short = condensed(piece, reply)
        if short is not None:
            pieces[index] = Piece(short, fixed=True)
    return "".join(piece.text for piece in pieces), turn


def _restating(turn: Turn) -> _Asking:
    draft, language = turn.draft, turn.problem.language or "en"
    masked = masked_solution(draft.solution, turn.run.asked_in or "en")
    if masked is None:
        _tell(turn, draft.solution)
        return {}
    before = turn.spent.usage
    reply, turn = yield from _asked(turn, translation_prompt(masked, language, lines=True), masked.text)
    solution = translated_solution(draft.solution, reply, masked, language)
    changed: dict[str, Any] = {"usage": draft.usage + _difference(turn.spent.usage, before)}
    if solution is None:
        changed["flags"] = (*draft.flags, ANSWER_NOT_TRANSLATED)
    else:
        changed["solution"] = solution
    _tell(turn, solution or draft.solution)
    changed["seconds"] = round(draft.seconds + turn.seconds, 3)
    return {
        "phi4_draft": as_json(draft.model_copy(update=changed)),
        "phi4_spent": turn.charge(Usage()),
    }


def _tell(turn: Turn, solution: Solution) -> None:
    """Tell of steps and answer as the asker will see them."""
    tell = teller()
    for index, step in enumerate(solution.steps):
        tell(StepEvent(attempt=turn.number, index=index, text=step))
    tell(AnswerEvent(attempt=turn.number, text=solution.answer))


def _difference(after: Usage, before: Usage) -> Usage:
    return Usage(
        input_tokens=after.input_tokens - before.input_tokens,
        output_tokens=after.output_tokens - before.output_tokens,
        reasoning_tokens=after.reasoning_tokens - before.reasoning_tokens,
    )


def _asked(turn: Turn, messages: list[BaseMessage], text: str) -> Generator[Request, Reply, tuple[str, Turn]]:
    """The reply to a request that is no problem, and the turn that has paid for it; empty if it cannot be."""
    if not turn.affords(messages):
        return "", turn
    room = 2 * estimate_tokens(text) + 100
    sampling: dict[str, Any] = {"temperature": 0.0}
    if turn.model.about.thinking is not None:
        # Nothing is to be worked out. Where the engine cannot be kept from thinking it needs room for it.
        sampling["max_thinking_tokens"] = 0 if turn.model.can_skip_thinking else None
        room += 0 if turn.model.can_skip_thinking else _THINKING_ROOM
    sampling["max_tokens"] = max(min(turn.reply_tokens(messages), room), 1)
    request = Request(messages, sampling, max(turn.seconds_left, 0.0))
    reply = yield request
    usage = turn.spent.usage + reply.usage(messages)[0]
    paid = turn.spent.model_copy(update={"usage": usage, "model": reply.model or turn.spent.model})
    return (reply.text if "truncated" not in reply.flags else ""), replace(turn, spent=paid)


def _drawn(turn: Turn, asking: _Asking) -> Update:
    try:
        request = next(asking)
        while True:
            try:
                reply = turn.draw(request, Reply())
            except ContextOverflowError:
                reply = Reply().close()  # then it stays as it was
            request = asking.send(reply)
    except StopIteration as end:
        return _update(end)


async def _adrawn(turn: Turn, asking: _Asking) -> Update:
    try:
        request = next(asking)
        while True:
            try:
                reply = await turn.adraw(request, Reply())
            except ContextOverflowError:
                reply = Reply().close()
            request = asking.send(reply)
    except StopIteration as end:
        return _update(end)


def _update(end: StopIteration) -> Update:
    update: Update = end.value
    return update
