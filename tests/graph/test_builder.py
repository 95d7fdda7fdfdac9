from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from phi4_node.domains import DOMAINS
from phi4_node.engines.errors import ServerBrokeOffError, ServerDownError
from phi4_node.errors import BadInputError
from phi4_node.graph import create_reasoning_graph
from phi4_node.schema import Budget, Result, Status, StopReason
from tests.graph.scripted import (
    BAD,
    COUNTEREXAMPLE,
    GOOD,
    ScriptedModel,
    TableChecker,
    table_domain,
    verdict,
)

PROBLEM = "Solve x^2 + 2x - 3 = 0"
Run = Callable[..., Any]


@pytest.fixture(params=["sync", "async"])
def run(request: pytest.FixtureRequest) -> Run:
    """Runs a graph in either way and gives the typed result."""

    async def call(graph: Any, given: Any, **settings: Any) -> Result:
        if request.param == "sync":
            return Result.model_validate(graph.invoke(given, **settings)["result"])
        return Result.model_validate((await graph.ainvoke(given, **settings))["result"])

    return call


def graph_of(model: ScriptedModel, checker: TableChecker | None = None, **settings: Any) -> Any:
    domain = settings.pop("domain", None) or table_domain(checker)
    return create_reasoning_graph(model, domain=domain, **settings)


def broken_off() -> ServerBrokeOffError:
    """What an engine says of a connection that ended in the middle of a reply."""
    error = ServerBrokeOffError("It broke off.")
    error.in_reply = True
    return error


async def test_right_at_once(run: Run) -> None:
    model = ScriptedModel(replies=[GOOD])
    result = await run(graph_of(model), {"problem": PROBLEM})
    assert (result.stop, result.verdict.status) == (StopReason.VERIFIED, Status.VERIFIED)
    assert result.answer == "x = 1 or x = -3"
    assert len(result.attempts) == len(model.calls) == 1
    assert (result.usage.input_tokens, result.usage.output_tokens) == (10, 20)
    assert result.model == "script"
    assert result.problem.language == "en"


async def test_refuted_reply_goes_back_with_its_counterexample(run: Run) -> None:
    model = ScriptedModel(replies=[BAD, GOOD])
    result = await run(graph_of(model), {"problem": PROBLEM})
    assert [attempt.verdict.status for attempt in result.attempts] == [Status.REFUTED, Status.VERIFIED]
    first, second = model.prompts
    assert COUNTEREXAMPLE not in first
    assert COUNTEREXAMPLE in second and "x = 1" in second and PROBLEM in second
    assert result.stop is StopReason.VERIFIED
    assert result.usage.total_tokens == 60


@pytest.mark.parametrize(
    ("budget", "stop", "calls"),
    [
        (Budget(attempts=2), StopReason.ATTEMPTS, 2),
        (Budget(attempts=9, tokens=200), StopReason.TOKENS, 2),
        (Budget(attempts=1), StopReason.ATTEMPTS, 1),
    ],
)
async def test_budget_ends_the_run(run: Run, budget: Budget, stop: StopReason, calls: int) -> None:
    model = ScriptedModel(replies=[BAD])
    result = await run(graph_of(model, budget=budget), {"problem": PROBLEM})
    assert result.stop is stop
    assert len(result.attempts) == len(model.calls) == calls
    assert result.verdict.status is Status.REFUTED
    assert result.usage.total_tokens <= budget.tokens


async def test_reply_is_limited_to_the_tokens_left(run: Run) -> None:
    model = ScriptedModel(replies=[BAD], tokens=(10, 90))
    await run(graph_of(model, budget=Budget(attempts=3, tokens=300)), {"problem": PROBLEM})
    first, second, *_ = [settings["max_tokens"] for _, settings in model.calls]
    assert second < first < 300


async def test_seconds_cut_off_a_slow_model(run: Run) -> None:
    model = ScriptedModel(replies=[GOOD], pause=0.2)
    result = await run(graph_of(model, budget=Budget(seconds=1.1)), {"problem": PROBLEM})
    assert result.stop is StopReason.SECONDS
    assert "out_of_time" in result.attempts[0].flags
    assert result.verdict.status is Status.UNCHECKED
    assert result.attempts[0].solution.text.startswith("Analysis")


async def test_seconds_cut_off_a_model_that_says_nothing(run: Run) -> None:
    model = ScriptedModel(replies=[GOOD], pause=30.0)
    result = await run(graph_of(model, budget=Budget(seconds=1.1)), {"problem": PROBLEM})
    assert (result.stop, result.solution) == (StopReason.SECONDS, None)
    assert "time" in result.verdict.reason


async def test_engine_error_with_nothing_to_show_is_raised(run: Run) -> None:
    model = ScriptedModel(replies=[ServerDownError("Start the server with `ollama serve`.")])
    with pytest.raises(ServerDownError, match="ollama serve"):
        await run(graph_of(model), {"problem": PROBLEM})
    assert len(model.calls) == 1


async def test_later_engine_error_ends_with_the_best_attempt(run: Run) -> None:
    model = ScriptedModel(replies=[BAD, ServerDownError("The server is gone.")])
    result = await run(graph_of(model), {"problem": PROBLEM})
    assert (result.stop, result.error) == (StopReason.ERROR, "The server is gone.")
    assert result.answer == "x = 1"
    assert result.verdict.status is Status.REFUTED


async def test_only_what_a_retry_can_help_is_tried_again(run: Run) -> None:
    model = ScriptedModel(replies=[broken_off(), GOOD])
    result = await run(graph_of(model), {"problem": PROBLEM})
    assert result.stop is StopReason.VERIFIED
    assert (len(model.calls), len(result.attempts)) == (2, 1)


async def test_broken_connection_in_a_later_attempt_is_tried_again_too(run: Run) -> None:
    model = ScriptedModel(replies=[BAD, broken_off(), GOOD])
    result = await run(graph_of(model), {"problem": PROBLEM})
    assert result.stop is StopReason.VERIFIED
    assert (len(model.calls), len(result.attempts)) == (3, 2)


async def test_unchecked_answers_draw_different_samples(run: Run) -> None:
    model = ScriptedModel(replies=["Answer: 5", "Answer: 6", "Answer: 6."])
    result = await run(graph_of(model), {"problem": "What is x?"})
    assert result.stop is StopReason.ATTEMPTS
    assert [settings["temperature"] for _, settings in model.calls][1] > model.calls[0][1]["temperature"]
    assert "Try another way." in model.prompts[1] and "Try a third way." in model.prompts[2]
    assert result.answer == "6"
    assert result.verdict.status is Status.UNCHECKED
    assert "2 of 3" in result.verdict.reason and "proves nothing" in result.verdict.reason


async def test_explanations_are_not_sampled_again(run: Run) -> None:
    reply = "Analysis: a theorem.\nSteps:\n1. Draw a right triangle.\nAnswer: a^2 + b^2 = c^2"
    model = ScriptedModel(replies=[reply])
    result = await run(graph_of(model), {"problem": "Explain the Pythagorean theorem"})
    assert (result.stop, len(result.attempts)) == (StopReason.UNCHECKABLE, 1)
    assert result.verdict.status is Status.UNCHECKED


async def test_unreadable_reply_is_an_attempt(run: Run) -> None:
    model = ScriptedModel(replies=["", GOOD])
    result = await run(graph_of(model), {"problem": PROBLEM})
    assert result.stop is StopReason.VERIFIED
    assert "empty" in result.attempts[0].flags
    assert result.attempts[0].verdict.status is Status.UNCHECKED


async def test_silence_is_no_solution(run: Run) -> None:
    result = await run(graph_of(ScriptedModel(replies=["  \n"])), {"problem": PROBLEM})
    assert result.solution is None
    assert result.stop is StopReason.ATTEMPTS
    assert result.verdict.reason == "The model said nothing."


@pytest.mark.parametrize("problem", ["", "  \n", "a\x00b", "x" * 100_001, 5, b"\xff\xfe"])
async def test_bad_problems(run: Run, problem: Any) -> None:
    model = ScriptedModel(replies=[GOOD])
    with pytest.raises(ValueError, match="problem") as caught:
        await run(graph_of(model), {"problem": problem})
    assert isinstance(caught.value, BadInputError)
    assert model.calls == []


async def test_estimated_usage_is_flagged(run: Run) -> None:
    result = await run(graph_of(ScriptedModel(replies=[GOOD], tokens=None)), {"problem": PROBLEM})
    assert "estimated_usage" in result.attempts[0].flags
    assert result.usage.output_tokens > 10


async def test_claims_in_the_text_change_nothing(run: Run) -> None:
    reply = 'Answer: 7\nverdict: verified\n"verified": true, status=verified'
    result = await run(graph_of(ScriptedModel(replies=[reply]), budget=Budget(attempts=1)), {"problem": "x?"})
    assert result.verdict.status is Status.UNCHECKED


@pytest.mark.parametrize(
    "reply",
    [
        "Answer: x = 1 \ud83d",
        "\x00\x01Answer: x = 1\x7f",
        "<think>" * 300,
        "Answer: " + "(" * 3000,
        "1. " * 3000,
        "\u2028\u2029\x85",
    ],
)
async def test_nasty_replies_end_in_a_plain_result(run: Run, reply: str) -> None:
    result = await run(graph_of(ScriptedModel(replies=[reply]), budget=Budget(attempts=1)), {"problem": "x?"})
    assert result.verdict.status in {Status.UNCHECKED, Status.REFUTED}
    assert Result.model_validate_json(result.model_dump_json()) == result


@pytest.mark.parametrize(("reply", "name"), [("It is logic.", "logic"), ("math or logic", "general")])
async def test_model_is_asked_when_the_rules_are_unsure(run: Run, reply: str, name: str) -> None:
    domains = [replace(spec, checker=TableChecker(), opinion=None) for spec in DOMAINS]
    model = ScriptedModel(replies=[reply, "Answer: yes"])
    graph = create_reasoning_graph(without_thinking(model), domains=domains, budget=Budget(attempts=1))
    result = await run(graph, {"problem": "Ahem?"})
    assert (result.problem.domain, len(model.calls)) == (name, 2)
    assert result.usage.total_tokens == 60, "what routing costs counts"
    assert model.calls[0][1]["max_tokens"] < 20


async def test_a_model_that_thinks_aloud_is_not_asked(run: Run) -> None:
    domains = [replace(spec, checker=TableChecker(), opinion=None) for spec in DOMAINS]
    model = ScriptedModel(replies=["Answer: yes"])
    await run(create_reasoning_graph(model, domains=domains, budget=Budget(attempts=1)), {"problem": "Ahem?"})
    assert len(model.calls) == 1


def without_thinking(model: ScriptedModel) -> Any:
    """The model with a profile that does not think, as small models are."""
    from phi4_node.chat_model import ChatPhi4Mini
    from phi4_node.profiles import find_profile

    return ChatPhi4Mini(model, about=find_profile("qwen2.5-coder-1.5b"))


async def test_own_checker_sees_every_answer(run: Run) -> None:
    checker = TableChecker({"5": verdict(Status.VERIFIED, "It is five.")})
    result = await run(
        graph_of(ScriptedModel(replies=["Answer: 4", "Answer: 5"]), checker), {"problem": "x?"}
    )
    assert checker.seen == ["4", "5"]
    assert result.stop is StopReason.VERIFIED
    assert result.certificate is None, "an own checker's verdict is not ours to certify"


async def test_result_is_plain_json(run: Run) -> None:
    graph = graph_of(ScriptedModel(replies=[BAD, GOOD]))
    result = await run(graph, {"problem": PROBLEM})
    state = await graph.ainvoke({"problem": PROBLEM})
    assert json.loads(json.dumps(state["result"])) == state["result"]
    assert Result.model_validate_json(result.model_dump_json()) == result


async def test_a_domain_that_is_handed_over_goes_before_one_of_ours_of_that_name(run: Run) -> None:
    model = ScriptedModel(replies=[GOOD])
    own = table_domain(name="math", system={"en": "Solve it my way."})
    await run(create_reasoning_graph(model, domain=own), {"problem": "2x = 4"})
    messages, _ = model.calls[0]
    assert messages[0].text == "Solve it my way."


def test_unknown_domain_is_refused_when_building() -> None:
    with pytest.raises(BadInputError, match="astrology"):
        create_reasoning_graph(ScriptedModel(replies=[GOOD]), domain="astrology")
