"""Problems that are put to the model in other words than the asker's; what is verified stays the asker's."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from phi4_node.chat_model import ChatPhi4Mini
from phi4_node.engines import ContextOverflowError
from phi4_node.graph import create_reasoning_graph, stream_solve
from phi4_node.profiles import find_profile
from phi4_node.schema import Budget, Result, Status
from tests.graph.scripted import ScriptedModel

CHINESE = "解方程 x² + 2x - 3 = 0。"
ENGLISH = "Solve the equation ⟦1⟧."
SOLVED = "Analysis: a quadratic.\nSteps:\n1. Factor it: (x + 3)(x - 1) = 0\nAnswer: x = 1 or x = -3"
BACK = "1) 二次方程。\n2) 因式分解：⟦1⟧"
WRONG = SOLVED.replace("x = 1 or x = -3", "x = 2 or x = -3")
FILLER = (
    "The sun was shining brightly on the happy little village, and everybody there enjoyed the fine day. "
)


def chat(model: ScriptedModel, **about: Any) -> ChatPhi4Mini:
    profile = find_profile("qwen2.5-coder-1.5b").model_copy(update={"condense_above": 200, **about})
    return ChatPhi4Mini(model, about=profile)


def solved(model: ScriptedModel, problem: str, *, use_async: bool = False, **about: Any) -> Result:
    budget = Budget(attempts=2, tokens=20_000)
    graph = create_reasoning_graph(chat(model, **about), budget=budget, stop_when_verified=False)
    given: Any = {"problem": problem}
    state = asyncio.run(graph.ainvoke(given)) if use_async else graph.invoke(given)
    return Result.model_validate(state["result"])


@pytest.mark.parametrize("use_async", [False, True])
class TestTranslation:
    def test_asked_in_english_answered_in_chinese(self, use_async: bool) -> None:
        model = ScriptedModel(replies=[ENGLISH, SOLVED, BACK])
        result = solved(model, CHINESE, use_async=use_async, ask_in="en")
        assert result.problem.text == CHINESE
        assert result.asked == "Solve the equation x² + 2x - 3 = 0."
        assert result.verdict.status is Status.VERIFIED
        assert result.certificate is not None
        assert result.certificate.problem == CHINESE
        assert result.solution is not None
        assert result.solution.steps == ("因式分解：(x + 3)(x - 1) = 0",)
        assert result.solution.text.startswith("分析：二次方程。")
        assert result.answer == "x = 1 or x = -3"
        assert result.attempts[0].flags == ("translated",)
        assert result.usage.total_tokens == 90
        assert model.calls[1][0][0].text.startswith("You are")  # the English prompt

    def test_without_a_translation_that_keeps_everything_it_is_asked_as_it_is(self, use_async: bool) -> None:
        model = ScriptedModel(replies=["Solve x² + 2x - 3 = 0.", SOLVED])
        result = solved(model, CHINESE, use_async=use_async, ask_in="en")
        assert result.asked == ""
        assert model.prompts[1] == CHINESE
        assert result.verdict.status is Status.VERIFIED
        assert result.attempts[0].flags == ("not_translated",)

    def test_a_wrong_translation_cannot_make_a_wrong_answer_verified(self, use_async: bool) -> None:
        wrong = "Find a number that makes ⟦1⟧ false."
        model = ScriptedModel(replies=[wrong, WRONG, BACK])
        result = solved(model, CHINESE, use_async=use_async, ask_in="en")
        assert result.verdict.status is Status.REFUTED

    def test_an_answer_that_is_not_translated_stays(self, use_async: bool) -> None:
        model = ScriptedModel(replies=[ENGLISH, SOLVED, "I cannot."])
        result = solved(model, CHINESE, use_async=use_async, ask_in="en")
        assert result.verdict.status is Status.VERIFIED
        assert result.solution is not None
        assert result.solution.text == SOLVED
        assert result.attempts[0].flags == ("translated", "answer_not_translated")

    def test_a_problem_too_long_to_be_translated(self, use_async: bool) -> None:
        model = ScriptedModel(replies=[ContextOverflowError("too long"), SOLVED])
        result = solved(model, CHINESE, use_async=use_async, ask_in="en")
        assert result.attempts[0].flags == ("not_translated",)

    @pytest.mark.parametrize("about", [{}, {"ask_in": "zh"}, {"ask_in": None}])
    def test_only_where_the_profile_wants_it(self, use_async: bool, about: dict[str, Any]) -> None:
        model = ScriptedModel(replies=[SOLVED])
        result = solved(model, CHINESE, use_async=use_async, **about)
        assert len(model.calls) == 1
        assert (result.asked, result.attempts[0].flags) == ("", ())


@pytest.mark.parametrize("use_async", [False, True])
class TestCondensing:
    PROBLEM = FILLER * 20 + "Solve x^2 + 2x - 3 = 0"

    def test_a_long_problem_is_condensed_first(self, use_async: bool) -> None:
        model = ScriptedModel(replies=["A sunny day.", SOLVED])
        result = solved(model, self.PROBLEM, use_async=use_async)
        assert result.asked == "A sunny day. Solve x^2 + 2x - 3 = 0"
        assert result.problem.text == self.PROBLEM
        assert model.prompts[1] == result.asked
        assert result.attempts[0].flags == ("condensed",)
        assert result.certificate is None or result.certificate.problem == self.PROBLEM

    def test_what_a_reply_loses_is_put_back(self, use_async: bool) -> None:
        problem = FILLER * 10 + "Tom has 17 old apples. " + FILLER * 10 + "Solve x^2 + 2x - 3 = 0"
        model = ScriptedModel(replies=["A sunny day.", SOLVED])
        result = solved(model, problem, use_async=use_async)
        assert result.asked == "A sunny day. Tom has 17 old apples. Solve x^2 + 2x - 3 = 0"
        assert result.attempts[0].flags == ("condensed",)

    def test_a_reply_that_adds_something_is_not_used(self, use_async: bool) -> None:
        model = ScriptedModel(replies=["A sunny day with 5 apples.", SOLVED])
        result = solved(model, self.PROBLEM, use_async=use_async)
        assert result.asked == ""
        assert model.prompts[1] == self.PROBLEM
        assert result.attempts[0].flags == ("not_condensed",)

    def test_condensed_then_translated(self, use_async: bool) -> None:
        problem = "今天天气非常好，大家都很高兴，公园里的花开得很美丽。" * 20 + CHINESE
        model = ScriptedModel(replies=["天气好。", "Nice weather. Solve ⟦1⟧.", SOLVED, BACK])
        result = solved(model, problem, use_async=use_async, ask_in="en")
        assert result.asked == "Nice weather. Solve x² + 2x - 3 = 0."
        assert result.attempts[0].flags == ("condensed", "translated")

    def test_what_does_not_fit_is_the_engines_error(self, use_async: bool) -> None:
        model = ScriptedModel(replies=["", ContextOverflowError("it has 9,000 tokens")])
        with pytest.raises(ContextOverflowError, match="9,000"):
            solved(model, self.PROBLEM, use_async=use_async)

    def test_a_small_budget_is_not_spent_on_it(self, use_async: bool) -> None:
        model = ScriptedModel(replies=[SOLVED])
        graph = create_reasoning_graph(chat(model), budget=Budget(attempts=1, tokens=60))
        given: Any = {"problem": self.PROBLEM}
        state = asyncio.run(graph.ainvoke(given)) if use_async else graph.invoke(given)
        assert Result.model_validate(state["result"]).attempts[0].flags[0] == "not_condensed"
        assert len(model.calls) == 1


def test_it_is_told() -> None:
    model = ScriptedModel(replies=[ENGLISH, SOLVED, BACK])
    events = list(stream_solve(CHINESE, chat(model, ask_in="en"), Budget(attempts=1)))
    asked = next(event for event in events if event.event == "asked")
    assert (asked.text, asked.flags) == ("Solve the equation x² + 2x - 3 = 0.", ("translated",))
    steps = [event.text for event in events if event.event == "step"]
    assert steps == ["因式分解：(x + 3)(x - 1) = 0"]
    assert [event.text for event in events if event.event == "answer"] == ["x = 1 or x = -3"]
