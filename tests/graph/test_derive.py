"""Where the model's attempts end without proof, the answer is worked out by rules if that can be done."""

from __future__ import annotations

from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from phi4_node import create_reasoning_graph, solve
from phi4_node.graph import read_event
from phi4_node.schema import RULES, Budget, Result, Status, StopReason
from tests.graph.scripted import BAD, GOOD, ScriptedModel, table_domain

PROBLEM = "x^2 + 2x - 3 = 0"
STORY = "Tom has 3 apples and buys 5 more. He gives some to Ann, as many as he likes. How many are left?"


def _solved(problem: str, model: ScriptedModel, **options: Any) -> Result:
    graph = create_reasoning_graph(model, domain="math", answer_by_rules=True, **options)
    return Result.model_validate(graph.invoke({"problem": problem})["result"])


def test_after_the_last_refuted_attempt() -> None:
    model = ScriptedModel(replies=[BAD])
    result = _solved(PROBLEM, model)
    assert len(model.calls) == 3
    assert (result.verdict.status, result.stop) == (Status.VERIFIED, StopReason.VERIFIED)
    assert [attempt.route for attempt in result.attempts] == ["words"] * 3 + [RULES]
    assert result.attempts[-1].usage.total_tokens == 0
    assert "no answer of the model's was proven" in result.verdict.reason
    assert result.certificate is not None
    assert result.certificate.answer == result.answer


async def test_the_same_asynchronously() -> None:
    graph = create_reasoning_graph(ScriptedModel(replies=[BAD]), domain="math", answer_by_rules=True)
    result = Result.model_validate((await graph.ainvoke({"problem": PROBLEM}))["result"])
    assert result.attempts[-1].route == RULES
    assert result.verdict.status is Status.VERIFIED


def test_where_the_model_never_came_to_an_answer() -> None:
    result = _solved(PROBLEM, ScriptedModel(replies=[""]), budget=Budget(attempts=1))
    assert result.verdict.status is Status.VERIFIED


def test_where_the_model_broke_down_after_an_attempt() -> None:
    result = _solved(PROBLEM, ScriptedModel(replies=[BAD, OSError("gone")]))
    assert (result.verdict.status, result.error) == (Status.VERIFIED, "")


def test_not_after_a_proven_answer() -> None:
    result = _solved(PROBLEM, ScriptedModel(replies=[BAD, GOOD]))
    assert RULES not in [attempt.route for attempt in result.attempts]


def test_what_cannot_be_read_stays_as_it_is() -> None:
    result = _solved(
        STORY, ScriptedModel(replies=["Steps:\n1. 3 + 5 = 8\nAnswer: 8"]), budget=Budget(attempts=1)
    )
    assert result.verdict.status is not Status.VERIFIED
    assert [attempt.route for attempt in result.attempts] == ["words"]


def test_only_if_it_is_wanted() -> None:
    graph = create_reasoning_graph(ScriptedModel(replies=[BAD]), domain="math")
    result = Result.model_validate(graph.invoke({"problem": PROBLEM})["result"])
    assert result.verdict.status is Status.REFUTED


def test_an_own_checker_has_the_last_word() -> None:
    model = ScriptedModel(replies=[BAD])
    graph = create_reasoning_graph(
        model, domain=table_domain(), answer_by_rules=True, budget=Budget(attempts=1)
    )
    result = Result.model_validate(graph.invoke({"problem": PROBLEM})["result"])
    assert result.verdict.status is not Status.VERIFIED
    assert [attempt.route for attempt in result.attempts] == ["words"]


def test_whoever_reviews_may_end_it_without() -> None:
    graph = create_reasoning_graph(
        ScriptedModel(replies=[BAD]),
        domain="math",
        answer_by_rules=True,
        review_before_retry=True,
        checkpointer=InMemorySaver(),
    )
    thread = {"configurable": {"thread_id": "1"}}
    graph.invoke({"problem": PROBLEM}, thread)
    result = Result.model_validate(graph.invoke(Command(resume=False), thread)["result"])
    assert (result.stop, result.verdict.status) == (StopReason.REVIEWER, Status.REFUTED)


def test_a_thread_can_go_on_with_another_problem() -> None:
    graph = create_reasoning_graph(
        ScriptedModel(replies=[BAD]), domain="math", answer_by_rules=True, checkpointer=InMemorySaver()
    )
    thread = {"configurable": {"thread_id": "1"}}
    for problem in (PROBLEM, "x^2 - 5x + 6 = 0"):
        result = Result.model_validate(graph.invoke({"problem": problem}, thread)["result"])
        assert [attempt.route for attempt in result.attempts][-1] == RULES


def test_listeners_are_told_that_no_model_was_asked() -> None:
    graph = create_reasoning_graph(
        ScriptedModel(replies=[BAD]), domain="math", answer_by_rules=True, budget=Budget(attempts=1)
    )
    events = [read_event(chunk) for chunk in graph.stream({"problem": PROBLEM}, stream_mode="custom")]
    begun = [event for event in events if event.event == "attempt"]
    assert [(event.attempt, event.route) for event in begun] == [(1, "words"), (2, RULES)]


@pytest.mark.parametrize("problem", ["解方程 x² + 2x - 3 = 0", "What is the derivative of x^3?"])
def test_the_library(problem: str) -> None:
    model = ScriptedModel(replies=["Answer: 7"])
    result = solve(
        problem, graph=create_reasoning_graph(model, answer_by_rules=True, budget=Budget(attempts=1))
    )
    assert result.verdict.status is Status.VERIFIED
