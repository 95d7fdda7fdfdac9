"""Words, calculations and formalisations weighed against each other: the real verifier, a scripted model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from phi4_node.domains import CALCULATION, LOGIC, MATH
from phi4_node.domains.calculation import CalculationOpinion
from phi4_node.engines.errors import ServerDownError
from phi4_node.graph import create_reasoning_graph
from phi4_node.schema import Budget, Problem, Result, Status, StopReason
from tests.graph.scripted import GOOD, ScriptedModel, table_domain

EGGS = "A box holds 7 rows of 4 eggs. How many eggs are in 5 boxes?"
RIGHT = "Steps:\n1. 7 * 4 = 28\n2. 28 * 5 = 140\nAnswer: 140"
OTHER = "Steps:\n1. 7 + 4 = 11\n2. 11 * 5 = 55\nAnswer: 55"
PROGRAM = "```python\nrows = 7\neggs = rows * 4\nanswer = eggs * 5\n```"
WRONG = "answer = (7 + 4) * 5"
Run = Callable[..., Any]


@pytest.fixture(params=["sync", "async"])
def run(request: pytest.FixtureRequest) -> Run:
    async def call(problem: str, *replies: Any, **settings: Any) -> tuple[Result, ScriptedModel]:
        model = ScriptedModel(replies=list(replies))
        graph = create_reasoning_graph(model, **{"domain": table_domain(opinion=CALCULATION), **settings})
        given = {"problem": problem}
        state = graph.invoke(given) if request.param == "sync" else await graph.ainvoke(given)
        return Result.model_validate(state["result"]), model

    return call


def statuses(result: Result) -> list[str]:
    return [attempt.verdict.status.value for attempt in result.attempts]


def routes(result: Result) -> list[str]:
    return [attempt.route for attempt in result.attempts]


async def test_words_and_three_calculations_that_agree_support(run: Run) -> None:
    result, model = await run(EGGS, RIGHT, PROGRAM)
    assert (result.stop, result.verdict.status) == (StopReason.SUPPORTED, Status.SUPPORTED)
    assert len(result.attempts) == 1 and result.solution.steps, "the words are what is shown"
    assert result.attempts[0].calculation == PROGRAM and result.attempts[0].votes == 4
    assert sum(check.basis == "model" for check in result.verdict.checks) == 1
    assert result.usage.total_tokens == 120 and result.attempts[0].usage.total_tokens == 120
    assert len(set(model.prompts)) == 4, "the calculations are asked for in different ways"
    assert not any("140" in prompt for prompt in model.prompts), "a calculation must not see the words"


async def test_two_calculations_are_not_enough(run: Run) -> None:
    result, model = await run(EGGS, RIGHT, PROGRAM, PROGRAM, WRONG, budget=Budget(attempts=1))
    assert result.verdict.status is Status.UNCHECKED
    assert "3 of 4 routes" in result.verdict.reason
    result, model = await run(EGGS, RIGHT, PROGRAM, WRONG, PROGRAM, budget=Budget(attempts=1))
    assert "2 of 3 routes" in result.verdict.reason
    assert len(model.calls) == 3, "once one differs, the last cannot make up for it"
    result, model = await run(EGGS, RIGHT, PROGRAM, "no program", budget=Budget(attempts=1))
    assert (result.verdict.status, len(model.calls)) == (Status.UNCHECKED, 3), "one said nothing"


async def test_where_most_routes_agree_but_not_all_the_run_ends(run: Run) -> None:
    result, model = await run(EGGS, RIGHT, PROGRAM, WRONG, OTHER)
    assert (result.stop, result.answer, len(model.calls)) == (StopReason.AGREED, "140", 3)
    result, model = await run(EGGS, RIGHT, PROGRAM, PROGRAM, WRONG, OTHER)
    assert (result.stop, result.answer, len(model.calls)) == (StopReason.AGREED, "140", 4)


async def test_where_one_more_route_would_support_it_the_run_goes_on(run: Run) -> None:
    class TwoRoutes(CalculationOpinion):
        routes = 2

    domain = table_domain(opinion=TwoRoutes())
    result, _ = await run(EGGS, OTHER, PROGRAM, PROGRAM, RIGHT, domain=domain)
    assert routes(result) == ["words", "calculation", "words"]
    assert (result.stop, result.answer) == (StopReason.SUPPORTED, "140")


async def test_another_calculation_breaks_the_tie_but_two_to_one_is_not_enough(run: Run) -> None:
    result, model = await run(EGGS, RIGHT, WRONG, PROGRAM)
    assert (routes(result), statuses(result)) == (["words", "calculation"], ["unchecked"] * 2)
    assert (result.stop, result.answer) == (StopReason.AGREED, "140"), "two routes of three gave it"
    assert len(model.calls) == 3 and model.prompts[1] != model.prompts[2]
    result, model = await run(EGGS, OTHER, PROGRAM, PROGRAM)
    assert (result.stop, result.answer, len(model.calls)) == (StopReason.AGREED, "140", 3)


async def test_where_all_differ_a_calculation_is_asked_for_in_a_third_way(run: Run) -> None:
    result, model = await run(EGGS, OTHER, "answer = 7 + 4 + 5", PROGRAM, PROGRAM)
    assert routes(result) == ["words", "calculation", "calculation"]
    assert (result.stop, result.answer) == (StopReason.AGREED, "140")
    assert len(set(model.prompts)) == 4


async def test_a_model_that_says_nothing_is_not_asked_for_ever(run: Run) -> None:
    result, model = await run(EGGS, RIGHT, PROGRAM, "", budget=Budget(attempts=1))
    assert (result.verdict.status, len(model.calls)) == (Status.UNCHECKED, 3)


async def test_words_make_up_for_a_calculation_that_says_nothing(run: Run) -> None:
    result, _ = await run(EGGS, RIGHT, PROGRAM, PROGRAM, "no program", RIGHT)
    assert routes(result) == ["words", "words"]
    assert (result.stop, result.answer) == (StopReason.SUPPORTED, "140")
    assert result.attempts[-1].votes == 4


async def test_calculations_alone_or_words_alone_support_nothing(run: Run) -> None:
    result, _ = await run(EGGS, OTHER, PROGRAM, PROGRAM, OTHER)
    assert result.verdict.status is Status.UNCHECKED
    result, _ = await run(EGGS, RIGHT, "no program", RIGHT, RIGHT)
    assert result.verdict.status is Status.UNCHECKED


async def test_a_quantity_that_nobody_used_is_a_doubt_and_is_told_to_the_model(run: Run) -> None:
    eggs = EGGS.replace("5 boxes", "9 boxes")
    words = "Steps:\n1. 7 * 4 = 28\nAnswer: 28"
    result, model = await run(eggs, words, "answer = 7 * 4", RIGHT, PROGRAM, budget=Budget(attempts=2))
    assert result.attempts[0].verdict.status is Status.UNCHECKED
    assert "“9” of the problem is never used" in result.attempts[0].verdict.reason
    assert routes(result) == ["words", "words"]
    assert "“9”" in model.prompts[2]


async def test_a_further_route_outweighs_a_doubt(run: Run) -> None:
    problem = "A dog weighs 40 pounds. It runs 3 miles in 6 hours. How many miles does it run per hour?"
    words, program = "Steps:\n1. 3 / 6 = 0.5\nAnswer: 0.5 miles per hour", "answer = 3 / 6"
    result, _ = await run(problem, words, program, words, program)
    assert (result.stop, len(result.attempts)) == (StopReason.SUPPORTED, 2)
    assert result.attempts[0].doubts and result.attempts[1].votes == 5


async def test_a_number_from_nowhere_is_a_doubt(run: Run) -> None:
    result, _ = await run(EGGS, "Answer: 299", "answer = 13 * 23 + 7 * 4 * 5 * 0", budget=Budget(attempts=1))
    assert "not from the problem" in result.verdict.reason


async def test_a_false_step_takes_the_support_away(run: Run) -> None:
    words = "Steps:\n1. 7 * 4 = 29\n2. 28 * 5 = 140\nAnswer: 140"
    result, _ = await run(EGGS, words, PROGRAM, domain=None, budget=Budget(attempts=1))
    assert result.verdict.status in {Status.UNCHECKED, Status.REFUTED}


async def test_nothing_is_calculated_for_decided_or_wordy_answers(run: Run) -> None:
    _, model = await run("Solve x^2 + 2x - 3 = 0", GOOD)
    assert len(model.calls) == 1
    domain = table_domain(opinion=CALCULATION, resamples=False)
    result, model = await run(EGGS, "Answer: it depends", domain=domain, budget=Budget(attempts=1))
    assert (len(model.calls), result.verdict.status) == (1, Status.UNCHECKED)


async def test_error_in_a_calculation_keeps_the_answer(run: Run) -> None:
    result, _ = await run(EGGS, RIGHT, ServerDownError("The server is gone."))
    assert (result.stop, result.answer, result.error) == (StopReason.ERROR, "140", "The server is gone.")


ARGUMENT = (
    "Anyone who paints dreams vividly. Whoever dreams vividly sleeps long. Mia paints. "
    "Based on this, is it true, false or uncertain that Mia sleeps long?"
)
FORMULAS = (
    "premise: all x (Paints(x) -> DreamsVividly(x))\npremise: all x (DreamsVividly(x) -> SleepsLong(x))\n"
    "premise: Paints(mia)\nconclusion: SleepsLong(mia)"
)


async def test_words_and_two_formalisations_support_an_argument(run: Run) -> None:
    result, model = await run(ARGUMENT, "Answer: True", FORMULAS, FORMULAS, domain=LOGIC)
    assert result.verdict.status is Status.SUPPORTED
    assert routes(result)[0] == "words" and result.certificate is not None
    assert "True" not in model.prompts[1]


async def test_one_formalisation_is_not_enough_and_a_made_up_one_is_a_doubt(run: Run) -> None:
    replies = ["Answer: True", FORMULAS, "I cannot do that."]
    result, _ = await run(ARGUMENT, *replies, domain=LOGIC, budget=Budget(attempts=1))
    assert result.verdict.status is Status.UNCHECKED and "routes" in result.verdict.reason
    made_up = "premise: Unicorn(bo)\nconclusion: Unicorn(bo)"
    result, _ = await run(ARGUMENT, "Answer: True", made_up, made_up, made_up, domain=LOGIC)
    assert result.verdict.status is Status.UNCHECKED


@pytest.mark.parametrize(
    ("problem", "answer", "is_strange"),
    [
        ("Mark runs 400 meters. How many seconds does he need?", "-18 seconds", True),
        ("How many eggs are in 5 boxes?", "13.5 eggs", True),
        ("How many eggs are in 5 boxes?", "13 eggs", False),
        ("How many hours does it take?", "7.5 hours", False),
        ("How many apples does each child get on average?", "2.5", False),
        ("The temperature was 3 degrees and fell by 8. What is it now?", "-5 degrees", False),
        ("What is the change in his balance?", "-20 dollars", False),
        ("小明有 5 个苹果，吃了 2 个，还剩几个？", "-3 个", True),
        ("How many eggs are in 5 boxes?", "it depends", False),
    ],
)
def test_answers_that_nobody_would_expect(problem: str, answer: str, is_strange: bool) -> None:
    asked = Problem(text=problem, language="zh" if "小明" in problem else "en")
    assert bool(CALCULATION.strange(asked, answer)) is is_strange


async def test_a_strange_answer_needs_more_and_loses_to_one_that_is_not(run: Run) -> None:
    negative, program = "Steps:\n1. 7 - 140 = -133\nAnswer: -133", "answer = 7 - 140"
    result, model = await run(EGGS, negative, program, RIGHT, "answer = 140", PROGRAM)
    assert "below zero" in result.attempts[0].verdict.reason
    assert "below zero" in model.prompts[2], "the model is told"
    assert result.answer == "140"


async def test_a_calculation_comes_after_a_miscalculation(run: Run) -> None:
    wrong = "Steps:\n1. 7 * 4 = 29\n2. 29 * 5 = 145\nAnswer: 145"
    result, model = await run(EGGS, wrong, PROGRAM, RIGHT, PROGRAM, domain=MATH)
    assert routes(result) == ["words", "calculation", "words"]
    assert "is false" in model.prompts[2], "words are told what was wrong"
    assert (result.answer, result.stop) == ("140", StopReason.SUPPORTED), "words and two calculations"


async def test_a_calculation_comes_after_the_second_wrong_value(run: Run) -> None:
    problem, wrong = "What is the sum of the digits of 10^5 - 9?", "Answer: 36"
    result, model = await run(
        problem, wrong, wrong, "answer = sum(int(d) for d in str(10**5 - 9))", domain=MATH
    )
    assert routes(result) == ["words", "words", "calculation"]
    assert "It is wrong" in model.prompts[1], "words are told what was wrong"
    assert (result.answer, result.stop) == ("37", StopReason.VERIFIED)


async def test_another_value_without_a_unit_differs_too(run: Run) -> None:
    words = "Steps:\n1. 7 * 4 = 28\n2. 28 * 5 = 140\nAnswer: 140 eggs"
    result, _ = await run(EGGS, words, WRONG, PROGRAM)
    assert result.verdict.status is Status.UNCHECKED, "two routes of three"
    assert "2 of 3 routes" in result.attempts[-1].verdict.reason


async def test_a_value_that_rounds_to_the_answer_does_not_differ(run: Run) -> None:
    problem = "A rope of 20 meters is cut into 3 equal pieces. How long is each piece?"
    words = "Steps:\n1. 20 / 3 = 6.67\nAnswer: 6.67 meters"
    result, _ = await run(problem, words, "answer = 20 / 3", budget=Budget(attempts=1))
    assert result.verdict.status is Status.UNCHECKED
    assert "rounded" in result.verdict.reason and "differ" not in result.verdict.reason
    assert result.attempts[0].votes == 1
