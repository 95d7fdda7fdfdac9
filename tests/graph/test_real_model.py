"""The whole slice with real tokens: the embedded 1.5 B model, the real verifier, the real graph."""

from __future__ import annotations

from typing import Any

import pytest

from phi4_node import ChatPhi4Mini, create_reasoning_graph, replay, solve
from phi4_node.domains.coding import why_no_jail
from phi4_node.graph import stream_solve
from phi4_node.schema import Budget, Result, Status, StopReason
from tests.conftest import needs
from tests.planted import WrongFirstModel

pytestmark = pytest.mark.model

QUADRATIC = "Solve x^2 + 2x - 3 = 0"
WRONG = "Analysis: a quadratic equation.\nSteps:\n1. 1 + 2 - 3 = 0\nAnswer: x = 1"


@pytest.fixture(scope="module")
def model(qwen_coder: str) -> ChatPhi4Mini:
    made = ChatPhi4Mini(qwen_coder, seed=7)
    made.prepare()
    return made


def test_planted_wrong_reply_is_refuted_fed_back_and_mended(model: ChatPhi4Mini) -> None:
    planted = WrongFirstModel(inner=model, wrong=WRONG)
    result = solve(QUADRATIC, planted, Budget(attempts=6, tokens=12_000, seconds=900))
    first = result.attempts[0]
    assert first.verdict.status is Status.REFUTED
    assert first.verdict.counterexample
    assert "-3" in first.verdict.counterexample or "-3" in first.verdict.reason
    second_prompt = planted.seen[1][-1].text
    assert first.verdict.counterexample in second_prompt or first.verdict.reason in second_prompt
    assert result.stop is StopReason.VERIFIED
    assert len(result.attempts) >= 2
    certificate = result.certificate
    assert certificate is not None and replay(certificate).ok


def test_no_refuted_or_unchecked_answer_is_called_more(model: ChatPhi4Mini) -> None:
    problem = (
        "A train travels 240 km in 3 hours. If it increases its speed by 20 km/h, "
        "how long would the same journey take?"
    )
    events = list(stream_solve(problem, model, Budget(attempts=2, tokens=6000, seconds=600)))
    result = events[-1]
    assert result.event == "result"
    assert result.result.verdict.status in {Status.SUPPORTED, Status.UNCHECKED, Status.REFUTED}
    if result.result.verdict.status is Status.SUPPORTED:
        assert "2.4" in result.result.answer
        assert result.result.attempts[-1].calculation
    assert any(event.event == "step" for event in events)


async def test_async_and_reasons_of_an_explanation(model: ChatPhi4Mini) -> None:
    graph: Any = create_reasoning_graph(model, budget=Budget(attempts=3, seconds=600))
    state = await graph.ainvoke({"messages": [("human", "请用一句话解释什么是勾股定理")]})
    result = Result.model_validate(state["result"])
    assert (result.verdict.status, result.stop) == (Status.UNCHECKED, StopReason.UNCHECKABLE)
    assert result.problem.language == "zh"
    assert "explanation" in result.verdict.reason


def test_seconds_end_a_real_generation(model: ChatPhi4Mini) -> None:
    result = solve("Write a long story about 3 numbers.", model, Budget(attempts=1, seconds=4.0))
    assert result.stop in {StopReason.SECONDS, StopReason.UNCHECKABLE, StopReason.ATTEMPTS}
    assert result.verdict.status is Status.UNCHECKED


def test_code_runs_on_the_askers_examples(model: ChatPhi4Mini) -> None:
    needs("bubblewrap", not why_no_jail(), why_no_jail() or "apt-get install bubblewrap")
    problem = (
        "Write a Python function `count_vowels(text)` that counts the vowels a, e, i, o, u in a text, upper "
        "or lower case. For example count_vowels('Hello') -> 2 and count_vowels('SKY') -> 0."
    )
    result = solve(problem, model, Budget(attempts=3, tokens=8000, seconds=900))
    assert result.problem.domain == "code"
    assert result.verdict.status in {Status.SUPPORTED, Status.REFUTED}, result.verdict
    assert any("count_vowels" in str(check.evidence) for check in result.verdict.checks)
    assert result.verdict.status is not Status.VERIFIED


def test_words_and_calculation_are_weighed(model: ChatPhi4Mini) -> None:
    problem = "A box holds 7 rows of 4 eggs. How many eggs are in 9 boxes?"
    result = solve(problem, model, Budget(attempts=3, tokens=8000, seconds=900))
    assert result.attempts[0].route == "words"
    if result.verdict.status is Status.SUPPORTED:
        best = max(result.attempts, key=lambda attempt: attempt.votes)
        assert best.votes >= 2 and best.calculation and "252" in result.answer
    assert result.verdict.status is not Status.VERIFIED
