from __future__ import annotations

import asyncio
import itertools
import time
from typing import Any

import pytest

from phi4_node.engines.errors import ServerDownError
from phi4_node.errors import BadInputError
from phi4_node.graph import (
    SolveEvent,
    asolve,
    astream_solve,
    create_reasoning_graph,
    read_event,
    solve,
    stream_solve,
)
from phi4_node.schema import Budget, Problem, Status, StopReason
from tests.graph.scripted import BAD, GOOD, ScriptedModel, table_domain

PROBLEM = "Solve x^2 + 2x - 3 = 0"


def test_solve_without_a_loop() -> None:
    result = solve(PROBLEM, ScriptedModel(replies=[BAD, GOOD]), domain=table_domain())
    assert (result.verdict.status, len(result.attempts)) == (Status.VERIFIED, 2)


async def test_solve_inside_a_running_loop() -> None:
    result = solve(Problem(text=PROBLEM), ScriptedModel(replies=[GOOD]), domain=table_domain())
    assert result.stop is StopReason.VERIFIED


async def test_asolve() -> None:
    result = await asolve(PROBLEM, ScriptedModel(replies=[BAD]), Budget(attempts=2), domain=table_domain())
    assert (result.stop, len(result.attempts)) == (StopReason.ATTEMPTS, 2)


def test_graph_can_be_used_again() -> None:
    graph = create_reasoning_graph(ScriptedModel(replies=[GOOD]), domain=table_domain())
    assert solve(PROBLEM, graph=graph).answer == solve(PROBLEM, graph=graph).answer


def kinds(events: list[SolveEvent]) -> list[str]:
    """The kinds of events in order, repetitions left out."""
    return [kind for kind, _ in itertools.groupby(event.event for event in events)]


async def test_events_tell_the_story() -> None:
    given: Any = {"problem": PROBLEM, "model": ScriptedModel(replies=[BAD, GOOD]), "domain": table_domain()}
    events = list(stream_solve(**given))
    given["model"] = ScriptedModel(replies=[BAD, GOOD])
    assert kinds([event async for event in astream_solve(**given)]) == kinds(events)
    order = [kind for kind in kinds(events) if kind not in {"text", "step"}]
    attempt = ["attempt", "answer", "check", "verdict"]
    assert order == ["route", *attempt, *attempt, "result"]
    steps = [(event.attempt, event.index, event.text) for event in events if event.event == "step"]
    assert steps == [(1, 0, "1 + 2 - 3 = 0"), (2, 0, "(x + 3)(x - 1) = 0"), (2, 1, "x = -3 or x = 1")]
    text = "".join(event.text for event in events if event.event == "text" and event.attempt == 2)
    assert text == GOOD
    feedback = [event.feedback for event in events if event.event == "attempt"]
    assert feedback[0] == "" and "x = 1" in feedback[1]
    assert events[-1].event == "result" and events[-1].result.verdict.status is Status.VERIFIED
    assert [read_event(event.model_dump(mode="json")) for event in events] == events


def test_thinking_is_told_apart() -> None:
    model = ScriptedModel(replies=[f"<think>Hmm, 1 + 1 = 3?</think>{GOOD}"])
    events = list(stream_solve(PROBLEM, model, domain=table_domain()))
    assert "".join(event.text for event in events if event.event == "thinking") == "Hmm, 1 + 1 = 3?"
    assert "Hmm" not in "".join(event.text for event in events if event.event == "text")
    assert events[-1].event == "result"
    solution = events[-1].result.solution
    assert solution is not None and solution.thinking == "Hmm, 1 + 1 = 3?"


def test_step_comes_before_the_reply_is_whole() -> None:
    model = ScriptedModel(replies=[GOOD])
    events = list(stream_solve(PROBLEM, model, domain=table_domain()))
    first_step = next(place for place, event in enumerate(events) if event.event == "step")
    last_text = max(place for place, event in enumerate(events) if event.event == "text")
    assert first_step < last_text


def test_closing_the_stream_stops_the_model() -> None:
    model = ScriptedModel(replies=[GOOD * 50], pause=0.02)
    stream = stream_solve(PROBLEM, model, domain=table_domain())
    next(event for event in stream if event.event == "text")
    stream.close()  # type: ignore[attr-defined]
    until = time.monotonic() + 10
    while not model.finished and time.monotonic() < until:
        time.sleep(0.02)
    assert model.finished == ["sync"]
    assert len(model.calls) == 1


async def test_closing_the_async_stream_stops_the_model() -> None:
    model = ScriptedModel(replies=[GOOD * 50], pause=0.02)
    stream: Any = astream_solve(PROBLEM, model, domain=table_domain())
    async for event in stream:
        if event.event == "text":
            break
    await stream.aclose()
    assert model.finished == ["async"]
    assert len(model.calls) == 1


async def test_cancelling_stops_the_model() -> None:
    model = ScriptedModel(replies=[GOOD * 50], pause=0.02)
    task = asyncio.create_task(asolve(PROBLEM, model, domain=table_domain()))
    while not model.calls:
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert model.finished == ["async"]


def test_errors_reach_the_caller_of_a_stream() -> None:
    with pytest.raises(ServerDownError):
        list(stream_solve(PROBLEM, ScriptedModel(replies=[ServerDownError("down")]), domain=table_domain()))


@pytest.mark.parametrize("problem", ["", "\x00", "x" * 1_000_000])
def test_bad_problem_never_reaches_the_model(problem: str) -> None:
    model = ScriptedModel(replies=[GOOD])
    with pytest.raises(BadInputError):
        solve(problem, model)
    assert model.calls == []
