"""Samples drawn at once, where the engine has slots; the model follows a script in the order it is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from phi4_node.domains import CALCULATION
from phi4_node.engines.errors import ServerDownError
from phi4_node.errors import Phi4NodeError
from phi4_node.graph import create_reasoning_graph
from phi4_node.graph.run import astream_solve
from phi4_node.schema import Budget, Result, Status, StopReason
from tests.graph.scripted import BAD, GOOD, ScriptedModel, table_domain

PROBLEM = "Solve x^2 + 2x - 3 = 0"
Run = Callable[..., Any]


@pytest.fixture(params=["sync", "async"])
def run(request: pytest.FixtureRequest) -> Run:
    async def call(model: ScriptedModel, problem: str = PROBLEM, **settings: Any) -> Result:
        graph = create_reasoning_graph(model, **{"domain": table_domain(), **settings})
        given = {"problem": problem}
        state = graph.invoke(given) if request.param == "sync" else await graph.ainvoke(given)
        return Result.model_validate(state["result"])

    return call


async def test_one_slot_draws_one_after_the_other(run: Run) -> None:
    model = ScriptedModel(replies=[GOOD], slots=1)
    assert len((await run(model)).attempts) == len(model.calls) == 1


async def test_samples_are_drawn_at_once_and_the_proven_one_wins(run: Run) -> None:
    model = ScriptedModel(replies=["Answer: 5", GOOD, "Answer: 6"], slots=3, pause=0.01)
    result = await run(model)
    assert (result.stop, result.verdict.status) == (StopReason.VERIFIED, Status.VERIFIED)
    assert len(result.attempts) == len(model.calls) == 3
    assert result.usage.total_tokens == 90, "every sample is paid for"
    assert len(set(model.prompts)) == 3, "each goes about it in its own way"
    assert len({settings["temperature"] for _, settings in model.calls}) == 2


async def test_the_budget_bounds_the_samples_and_they_share_its_tokens(run: Run) -> None:
    model = ScriptedModel(replies=[BAD], slots=8)
    result = await run(model, budget=Budget(attempts=3, tokens=900))
    assert (result.stop, len(model.calls)) == (StopReason.ATTEMPTS, 3)
    assert all(settings["max_tokens"] <= 300 for _, settings in model.calls)


async def test_a_second_round_has_the_feedback_of_the_first(run: Run) -> None:
    model = ScriptedModel(replies=[BAD, BAD, GOOD, GOOD], slots=2)
    result = await run(model, budget=Budget(attempts=4))
    assert result.stop is StopReason.VERIFIED and len(result.attempts) == 4
    assert all("missing" in prompt for prompt in model.prompts[2:])


async def test_agreement_of_samples_goes_on_to_the_calculation(run: Run) -> None:
    eggs = "A box holds 7 rows of 4 eggs. How many eggs are in 9 boxes?"
    right = "Steps:\n1. 7 * 4 = 28\n2. 28 * 9 = 252\nAnswer: 252"
    model = ScriptedModel(replies=[right, right, "answer = 7 * 4 * 9"], slots=2)
    result = await run(model, eggs, domain=table_domain(opinion=CALCULATION), budget=Budget(attempts=2))
    assert (result.stop, result.answer) == (StopReason.SUPPORTED, "252")
    assert max(attempt.votes for attempt in result.attempts) == 4


async def test_an_error_with_nothing_to_show_is_raised(run: Run) -> None:
    with pytest.raises(Phi4NodeError, match="gone"):
        await run(ScriptedModel(replies=[ServerDownError("The server is gone.")], slots=2), retry_policy=None)


async def test_events_carry_the_number_of_their_attempt() -> None:
    model = ScriptedModel(replies=[GOOD], slots=2)
    graph = create_reasoning_graph(model, domain=table_domain(), budget=Budget(attempts=2))
    events = [event async for event in astream_solve(PROBLEM, graph=graph)]
    assert {event.attempt for event in events if event.event == "attempt"} == {1, 2}
    assert {event.attempt for event in events if event.event == "verdict"} == {1, 2}
    assert events[-1].event == "result"
