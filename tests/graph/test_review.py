"""A run that waits for a reviewer before each further attempt."""

from __future__ import annotations

import time
from typing import Any

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.cache.memory import InMemoryCache
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, StateGraph
from langgraph.types import CachePolicy, Command

from phi4_node import create_reasoning_graph
from phi4_node.graph import ReasoningGraph
from phi4_node.graph.state import State
from phi4_node.schema import Budget, Result, Status, StopReason
from tests.graph.scripted import BAD, GOOD, ScriptedModel

PROBLEM = "x^2 + 2x - 3 = 0"
THREAD: RunnableConfig = {"configurable": {"thread_id": "1"}}


def _graph(model: ScriptedModel, **options: Any) -> ReasoningGraph:
    return create_reasoning_graph(
        model, domain="math", review_before_retry=True, checkpointer=InMemorySaver(), **options
    )


def _asked(state: dict[str, Any]) -> dict[str, Any]:
    (interrupt,) = state["__interrupt__"]
    asked: dict[str, Any] = interrupt.value
    return asked


def test_the_reviewer_sees_the_attempt_and_sends_it_back_with_a_hint() -> None:
    model = ScriptedModel(replies=[BAD, GOOD])
    graph = _graph(model)
    asked = _asked(graph.invoke({"problem": PROBLEM}, THREAD))
    assert asked["attempt"]["verdict"]["status"] == "refuted"
    assert asked["problem"] == PROBLEM
    assert "x = 1" in asked["feedback"]
    assert len(model.calls) == 1

    result = Result.model_validate(
        graph.invoke(Command(resume={"hint": "A quadratic may have two roots."}), THREAD)["result"]
    )
    assert result.verdict.status is Status.VERIFIED
    assert len(model.calls) == 2
    assert "A quadratic may have two roots." in model.prompts[1]
    assert asked["feedback"] in model.prompts[1]


@pytest.mark.parametrize("answer", [False, {"retry": False}])
def test_the_reviewer_ends_the_run(answer: object) -> None:
    model = ScriptedModel(replies=[BAD, GOOD])
    graph = _graph(model)
    graph.invoke({"problem": PROBLEM}, THREAD)
    result = Result.model_validate(graph.invoke(Command(resume=answer), THREAD)["result"])
    assert (result.stop, result.verdict.status) == (StopReason.REVIEWER, Status.REFUTED)
    assert len(model.calls) == 1


def test_an_answer_that_cannot_be_read_is_asked_for_again() -> None:
    model = ScriptedModel(replies=[BAD, GOOD])
    graph = _graph(model)
    graph.invoke({"problem": PROBLEM}, THREAD)
    again = _asked(graph.invoke(Command(resume={"retry": "perhaps"}), THREAD))
    assert again["error"].startswith("retry: ")
    result = Result.model_validate(graph.invoke(Command(resume=True), THREAD)["result"])
    assert result.verdict.status is Status.VERIFIED


def test_each_further_attempt_is_reviewed_and_a_hint_is_told_once() -> None:
    model = ScriptedModel(replies=[BAD, BAD, GOOD])
    graph = _graph(model)
    graph.invoke({"problem": PROBLEM}, THREAD)
    second = _asked(graph.invoke(Command(resume="Look at both signs."), THREAD))
    assert second["attempts"] == 2
    result = Result.model_validate(graph.invoke(Command(resume=True), THREAD)["result"])
    assert result.verdict.status is Status.VERIFIED
    assert ["Look at both signs." in prompt for prompt in model.prompts] == [False, True, False]


def test_a_cached_sample_belongs_to_its_hint() -> None:
    model = ScriptedModel(replies=[BAD, BAD, GOOD])
    graph = _graph(model, cache=InMemoryCache(), cache_policy=CachePolicy())
    for number, hint in enumerate(("Look at both signs.", "It factors.")):
        thread: RunnableConfig = {"configurable": {"thread_id": str(number)}}
        graph.invoke({"problem": PROBLEM}, thread)
        graph.invoke(Command(resume=hint), thread)
    assert len(model.calls) == 3, "the first attempt is shared, the others are not"


def test_a_verified_answer_needs_no_review() -> None:
    result = _graph(ScriptedModel(replies=[GOOD])).invoke({"problem": PROBLEM}, THREAD)["result"]
    assert result["verdict"]["status"] == "verified"


def test_waiting_costs_nothing_of_the_budget() -> None:
    graph = _graph(ScriptedModel(replies=[BAD, GOOD]), budget=Budget(seconds=3600))
    graph.invoke({"problem": PROBLEM}, THREAD)
    time.sleep(3)
    started = time.monotonic()
    result = Result.model_validate(graph.invoke(Command(resume=True), THREAD)["result"])
    working = time.monotonic() - started
    assert result.seconds <= result.attempts[0].seconds + working + 1


async def test_inside_a_host_graph_asynchronously() -> None:
    model = ScriptedModel(replies=[BAD, GOOD])
    child = create_reasoning_graph(model, domain="math", review_before_retry=True)
    host = StateGraph(State)
    host.add_node("reason", child)
    host.add_edge(START, "reason")
    graph = host.compile(checkpointer=InMemorySaver())
    asked = _asked(await graph.ainvoke({"problem": PROBLEM}, THREAD))
    assert asked["kind"] == "review"
    state = await graph.ainvoke(Command(resume=True), THREAD)
    assert state["result"]["verdict"]["status"] == "verified"
    assert len(model.calls) == 2
