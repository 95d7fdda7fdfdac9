"""A stream is closed once an answer in it is proven: the real verifier, a model that follows a script."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phi4_node.graph import create_reasoning_graph
from phi4_node.graph.early import EarlyCheck, _candidates
from phi4_node.schema import Budget, Problem, Result, Status, StopReason
from phi4_node.verification import default_pool
from tests.graph.scripted import ScriptedModel

QUADRATIC = "Solve x^2 + 2x - 3 = 0"
FACTORED = "(x + 3)(x - 1) = 0, so the solutions are x = 1 or x = -3.\n"
_CHANCE = random.Random(1)
_MUSED = (
    "wait maybe perhaps then again look sign term factor square root side line check twice sure hmm".split()
)
DOUBT = "".join(" ".join(_CHANCE.choices(_MUSED, k=9)) + ".\n" for _ in range(200))
"""Text that goes on for long and does not repeat itself: that is stopped for another reason."""
Run = Callable[..., Any]


@pytest.fixture(params=["sync", "async"])
def run(request: pytest.FixtureRequest) -> Run:
    default_pool().warm()

    async def call(problem: str, reply: str, **settings: Any) -> tuple[Result, ScriptedModel]:
        model = ScriptedModel(replies=[reply], pause=0.01)
        graph = create_reasoning_graph(model, budget=Budget(attempts=1), **settings)
        given = {"problem": problem}
        state = graph.invoke(given) if request.param == "sync" else await graph.ainvoke(given)
        return Result.model_validate(state["result"]), model

    return call


async def test_a_proven_answer_ends_the_thinking(run: Run) -> None:
    result, model = await run(QUADRATIC, f"<think>\n{FACTORED}{DOUBT}</think>\nAnswer: x = 7")
    attempt = result.attempts[0]
    assert (result.stop, result.verdict.status) == (StopReason.VERIFIED, Status.VERIFIED)
    assert "stopped_early" in attempt.flags
    assert len(attempt.solution.thinking) < len(DOUBT) / 2
    assert 0 < attempt.usage.output_tokens < 2000 and attempt.usage.reasoning_tokens
    assert "1" in result.answer and "-3" in result.answer
    deadline = time.monotonic() + 30
    while not model.finished and time.monotonic() < deadline:
        time.sleep(0.05)
    assert model.finished, "the engine's stream was closed"


async def test_the_message_gives_the_answer_that_the_text_never_came_to(run: Run) -> None:
    result, _ = await run(QUADRATIC, f"<think>\n{FACTORED}{DOUBT}</think>\nAnswer: x = 7")
    assert result.solution is not None and result.certificate is not None


@pytest.mark.parametrize(
    ("problem", "reply"),
    [
        (QUADRATIC, f"<think>\nSo x = 1.\n{DOUBT[:600]}</think>\nAnswer: x = 2"),
        (
            "How many eggs are in 3 boxes of six?",
            f"<think>\nSo the answer is 18.\n{DOUBT[:600]}</think>\nAnswer: 18",
        ),
        ("Explain why x^2 = 4 has two solutions", f"<think>\n{FACTORED}{DOUBT[:600]}</think>\nAnswer: signs"),
    ],
)
async def test_what_is_not_proven_runs_to_its_end(run: Run, problem: str, reply: str) -> None:
    result, _ = await run(problem, reply)
    assert "stopped_early" not in result.attempts[0].flags


async def test_it_can_be_left_out(run: Run) -> None:
    reply = f"<think>\n{FACTORED}{DOUBT[:3000]}</think>\nAnswer: x = 1 or x = -3"
    result, _ = await run(QUADRATIC, reply, stop_when_verified=False)
    assert "stopped_early" not in result.attempts[0].flags
    assert result.verdict.status is Status.VERIFIED


async def test_steps_of_the_reply_are_read_to_the_end(run: Run) -> None:
    checking = "2. a check\n" * 40
    reply = f"Steps:\n1. {FACTORED}{checking}Answer: x = 1 or x = -3\n"
    result, _ = await run(QUADRATIC, reply)
    assert "2. a check" in result.attempts[0].solution.text and result.verdict.status is Status.VERIFIED


@pytest.mark.parametrize(
    ("line", "candidate"),
    [
        (r"Thus \boxed{x = 1 \text{ or } x = -3} and", r"x = 1 \text{ or } x = -3"),
        ("So the answer is 42.\n", "42"),
        ("所以答案是 42。\n", "42"),
    ],
)
def test_candidates(line: str, candidate: str) -> None:
    assert candidate in _candidates(line, marked_only=False)


@given(st.text(max_size=500))
def test_any_text_has_candidates_or_none(text: str) -> None:
    _candidates(text, marked_only=False)
    _candidates(text, marked_only=True)


def test_after_close_nothing_is_looked_at() -> None:
    early = EarlyCheck(Problem(text=QUADRATIC), None)
    early.close()
    early.feed("text", "Answer: x = 1 or x = -3\n")
    assert not early.is_proven()


def test_a_pool_that_is_closed_is_no_answer() -> None:
    from phi4_node.verification import WorkerPool

    pool = WorkerPool(size=1)
    pool.close()
    early = EarlyCheck(Problem(text=QUADRATIC), pool)
    early.feed("text", "Answer: x = 1 or x = -3\n")
    deadline = time.monotonic() + 30
    while not early._is_hopeless and time.monotonic() < deadline:
        assert not early.is_proven()
        time.sleep(0.01)
    assert early.answer == ""
