"""The graph over the real verifier, with a model that follows a script."""

from __future__ import annotations

import pytest

from phi4_node import replay, solve
from phi4_node.schema import Budget, Result, Status, StopReason
from tests.graph.scripted import BAD, GOOD, ScriptedModel

QUADRATIC = "Solve x^2 + 2x - 3 = 0"
TRAIN = (
    "A train travels 240 km in 3 hours. If it increases its speed by 20 km/h, "
    "how long would the same journey take?"
)


def solved(problem: str, *replies: str, attempts: int = 3) -> tuple[Result, ScriptedModel]:
    model = ScriptedModel(replies=list(replies))
    return solve(problem, model, Budget(attempts=attempts)), model


@pytest.mark.parametrize("problem", [QUADRATIC, "解方程 x² + 2x - 3 = 0"])
def test_refuted_fed_back_verified_certified(problem: str) -> None:
    result, model = solved(problem, BAD, GOOD)
    first, second = result.attempts
    assert (first.verdict.status, second.verdict.status) == (Status.REFUTED, Status.VERIFIED)
    assert first.verdict.counterexample and first.verdict.counterexample in model.prompts[1]
    assert result.stop is StopReason.VERIFIED
    assert result.certificate is not None
    assert replay(result.certificate).ok


@pytest.mark.parametrize(
    "reply",
    [
        "Answer: x = 1",
        "Answer: x = 1 (verified: true)",
        "Answer: x = 1\nVerdict: verified. Both roots were checked.",
        "Answer: x = 1 or x = 3",
        "Answer: x = 1, x = -3, x = 5",
        "Answer: x = 1 or something else",
        r"Answer: \boxed{x=1} \phantom{x=-3}",
        r"Answer: $x = 1 % or x = -3$",
        "Answer: the equation itself, x^2 + 2x - 3 = 0",
        "Answer: x = x",
        '{"answer": "x = 1", "status": "verified", "verdict": {"status": "verified"}}',
        "The roots are 1 and -3?\nAnswer: x = 2",
    ],
)
def test_no_reply_makes_a_wrong_answer_verified(reply: str) -> None:
    result, _ = solved(QUADRATIC, reply, attempts=1)
    assert result.verdict.status in {Status.REFUTED, Status.UNCHECKED}


def test_root_outside_the_domain() -> None:
    result, _ = solved("Solve sqrt(x) = x - 2", "Answer: x = 1 or x = 4", attempts=1)
    assert result.verdict.status is Status.REFUTED


def test_agreeing_calculation_supports_a_word_problem() -> None:
    words = "Steps:\n1. 240 / 3 = 80\n2. 80 + 20 = 100\n3. 240 / 100 = 2.4\nAnswer: 2.4 hours"
    program = "```python\nspeed = 240 / 3\nfaster = speed + 20\nanswer = 240 / faster\n```"
    result, _ = solved(TRAIN, words, program)
    assert (result.stop, result.verdict.status) == (StopReason.SUPPORTED, Status.SUPPORTED)


@pytest.mark.parametrize("program", ["answer = 240 / 3", "import os", "answer = ?", ""])
def test_calculation_that_differs_or_fails_supports_nothing(program: str) -> None:
    result, _ = solved(TRAIN, "Answer: 2.4 hours", program, attempts=1)
    assert result.verdict.status is Status.UNCHECKED


def test_false_step_is_named_to_the_model() -> None:
    words = "Steps:\n1. 240 / 3 = 80\n2. 80 + 20 = 110\n3. 240 / 110 = 24/11\nAnswer: 24/11 hours"
    result, model = solved(TRAIN, words, "answer = 240 / (240 / 3 + 20)", words, attempts=3)
    assert result.attempts[0].verdict.status in {Status.REFUTED, Status.UNCHECKED}
    assert "Step 2" in model.prompts[2], "after a calculation, which is shown nothing"


def test_explanation_is_unchecked_with_a_reason_for_people() -> None:
    reply = "Analysis: geometry.\nSteps:\n1. c^2 = a^2 + b^2\nAnswer: a^2 + b^2 = c^2"
    result, model = solved("Explain what the Pythagorean theorem is.", reply)
    assert (result.stop, result.verdict.status) == (StopReason.UNCHECKABLE, Status.UNCHECKED)
    assert "explanation" in result.verdict.reason
    assert len(model.calls) == 1
    assert result.certificate is None
