from __future__ import annotations

from typing import Literal

import pytest

from phi4_node.domains import MATH
from phi4_node.graph.prompts import calculation_prompt, feedback_on, solution_prompt
from phi4_node.graph.tokens import estimate_tokens
from phi4_node.schema import Attempt, Check, Outcome, Problem, Solution, Status, Verdict

FALSE_STEP = Check(
    outcome=Outcome.FAILS,
    basis="step",
    method="arithmetic",
    reason="7 * 8 = 54 is false.",
    counterexample="7 * 8 is 56",
    step=1,
)


def attempt(
    status: Status, answer: str = "5", *checks: Check, flags: tuple[str, ...] = (), reason: str = "Because."
) -> Attempt:
    return Attempt(
        solution=Solution(answer=answer, text=answer),
        verdict=Verdict(status=status, reason=reason, checks=checks),
        flags=flags,
    )


def problem(language: Literal["en", "zh"] = "en") -> Problem:
    return Problem(text="How many eggs are 7 * 8 eggs?", language=language)


def test_first_prompt_is_the_problem() -> None:
    system, human = solution_prompt(MATH, problem(), "")
    assert (system.type, human.text) == ("system", problem().text)
    assert feedback_on(MATH, problem(), []) == ""


def test_explanations_are_asked_for_in_their_own_form() -> None:
    asked = Problem(text="Explain the Pythagorean theorem", language="en")
    assert solution_prompt(MATH, asked, "")[0].text != solution_prompt(MATH, problem(), "")[0].text


def test_false_step_is_named() -> None:
    feedback = feedback_on(MATH, problem(), [attempt(Status.REFUTED, "54", FALSE_STEP)])
    assert "Step 2" in feedback and "7 * 8 is 56" in feedback
    assert "try again" not in feedback.lower()


def test_refuted_answer_is_quoted_with_its_reason() -> None:
    feedback = feedback_on(MATH, problem(), [attempt(Status.REFUTED, "54", reason="54 eggs are too few.")])
    assert "“54”" in feedback and "54 eggs are too few." in feedback


def test_what_a_model_check_says_is_no_counterexample() -> None:
    differs = Check(outcome=Outcome.FAILS, basis="model", method="calculation", reason="It gives 57.")
    feedback = feedback_on(MATH, problem(), [attempt(Status.UNCHECKED, "54", differs)])
    assert "57" not in feedback and "wrong" not in feedback


def test_unchecked_attempts_ask_for_other_ways_in_turn() -> None:
    once = feedback_on(MATH, problem(), [attempt(Status.UNCHECKED)])
    twice = feedback_on(MATH, problem(), [attempt(Status.UNCHECKED), attempt(Status.UNCHECKED)])
    assert once == MATH.other_way("en", 0) != twice == MATH.other_way("en", 1)


def test_cut_off_and_unreadable_replies_are_told_so() -> None:
    feedback = feedback_on(MATH, problem(), [attempt(Status.UNCHECKED, "", flags=("truncated",))])
    assert "brief" in feedback and "“Answer:”" in feedback


@pytest.mark.parametrize(("language", "told"), [("en", "round in circles"), ("zh", "重复同样的内容")])
def test_a_reply_that_repeated_itself_is_told_so(language: Literal["en", "zh"], told: str) -> None:
    stopped = attempt(Status.UNCHECKED, "", flags=("repeating", "estimated_usage"))
    cut_off = attempt(Status.UNCHECKED, "", flags=("truncated", "repeating"))
    for last in (stopped, cut_off):
        feedback = feedback_on(MATH, problem(language), [last])
        assert told in feedback
        assert "Be brief" not in feedback  # it says so itself
    assert told not in feedback_on(MATH, problem(language), [attempt(Status.UNCHECKED)])


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("as said above", "The answer cannot be read: the words “as said above” are not understood."),
        (
            "8 dollars",
            "It could not be decided: the answer has the unit $, which the question does not name.",
        ),
    ],
)
@pytest.mark.parametrize(("language", "told"), [("en", "without words"), ("zh", "不写文字")])
def test_an_answer_that_could_not_be_held_against_the_problem_is_told_why(
    answer: str, reason: str, language: Literal["en", "zh"], told: str
) -> None:
    check = Check(outcome=Outcome.UNDECIDED, basis="problem", method="reading", reason=reason)
    feedback = feedback_on(MATH, problem(language), [attempt(Status.UNCHECKED, answer, check)])
    assert answer in feedback and reason in feedback and told in feedback


def test_why_the_problem_could_not_be_decided_is_nothing_that_a_model_could_mend() -> None:
    reason = "It could not be decided: every value may be a solution."
    check = Check(outcome=Outcome.UNDECIDED, basis="problem", method="reading", reason=reason)
    assert reason not in feedback_on(MATH, problem(), [attempt(Status.UNCHECKED, "8", check)])


def test_chinese_feedback() -> None:
    feedback = feedback_on(MATH, problem("zh"), [attempt(Status.REFUTED, "54", FALSE_STEP)])
    assert "第 2 步" in feedback


@pytest.mark.parametrize("size", [10, 100_000])
def test_long_answers_are_not_quoted_whole(size: int) -> None:
    failed = attempt(Status.REFUTED, "9" * size, reason="r" * size)
    assert len(feedback_on(MATH, problem(), [failed] * 50)) < 4000


def test_braces_in_a_problem_are_text() -> None:
    text = r"Simplify \frac{a}{b} {x} {0} {problem}"
    (message,) = calculation_prompt(Problem(text=text))
    assert message.text.endswith(text)
    tricky = attempt(Status.REFUTED, "{reason}{0}", reason="{answer}")
    assert "{reason}{0}" in feedback_on(MATH, problem(), [tricky])


def test_calculation_prompt_is_short() -> None:
    (message,) = calculation_prompt(problem())
    assert estimate_tokens(message.text) - estimate_tokens(problem().text) <= 75
