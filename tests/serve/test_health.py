"""Whether the model can answer: found out, told, and found out again."""

from __future__ import annotations

import asyncio

import pytest

from phi4_node.engines.errors import (
    ContextOverflowError,
    ModelNotFoundError,
    ServerDownError,
    ServerFailedError,
    ServerTimeoutError,
)
from phi4_node.errors import BadInputError, Phi4NodeError
from phi4_node.serve import health
from phi4_node.serve.health import FAILURES_BEFORE_OPEN, ModelDownError, ModelHealth


async def nothing() -> None:
    """The model is there at once."""


async def fail(state: ModelHealth, error: BaseException, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(type(error)):
            async with state.at_work():
                raise error


@pytest.mark.parametrize(
    "error", [ServerDownError("at http://10.0.0.1"), ModelNotFoundError("no x at http://h")]
)
async def test_a_model_that_is_missing(error: Phi4NodeError) -> None:
    state = ModelHealth(nothing)
    async with state.at_work():
        assert state.why_not_ready, "nobody knows yet"
    assert state.why_not_ready == ""
    await fail(state, error)
    assert state.why_not_ready and "http" not in state.why_not_ready
    async with state.at_work():
        pass
    assert state.why_not_ready == ""


@pytest.mark.parametrize("error", [ServerTimeoutError("slow"), ServerFailedError("500")])
async def test_one_failure_is_no_outage_and_several_are(error: Phi4NodeError) -> None:
    state = ModelHealth(nothing)
    async with state.at_work():
        pass
    await fail(state, error, FAILURES_BEFORE_OPEN - 1)
    assert state.why_not_ready == ""
    await fail(state, error)
    assert state.is_left_alone and "several times" in state.why_not_ready
    with pytest.raises(ModelDownError):
        async with state.at_work():
            pytest.fail("it is left alone")


@pytest.mark.parametrize(
    "error", [ContextOverflowError("long"), BadInputError("empty"), asyncio.CancelledError(), KeyError("bug")]
)
async def test_what_is_not_the_models_fault(error: BaseException) -> None:
    state = ModelHealth(nothing)
    async with state.at_work():
        pass
    await fail(state, error, 2 * FAILURES_BEFORE_OPEN)
    assert state.why_not_ready == ""


async def test_it_is_tried_until_it_is_there() -> None:
    tries = 0

    async def prepare() -> None:
        nonlocal tries
        tries += 1
        if tries < 4:
            raise ServerDownError("not yet")

    state = ModelHealth(prepare, pause=0.001)
    watching = asyncio.create_task(state.watch())
    while state.why_not_ready:
        await asyncio.sleep(0.001)
    assert tries == 4
    await fail(state, ServerDownError("gone"))
    while state.why_not_ready:
        await asyncio.sleep(0.001)
    assert tries == 5
    watching.cancel()


async def test_a_breaker_closes_although_nobody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "OPEN_SECONDS", 0.05)
    state = ModelHealth(nothing, pause=0.001)
    watching = asyncio.create_task(state.watch())
    await fail(state, ServerFailedError("500"), FAILURES_BEFORE_OPEN)
    assert state.is_left_alone
    while state.why_not_ready:
        await asyncio.sleep(0.001)
    assert not state.is_left_alone
    watching.cancel()
