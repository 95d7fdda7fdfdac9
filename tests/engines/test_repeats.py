from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Generator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.messages import AIMessageChunk, HumanMessage
from langchain_core.outputs import ChatGenerationChunk

from phi4_node.chat_model import ChatPhi4Mini
from phi4_node.engines.repeats import (
    LEAST_CHARACTERS,
    LEAST_TIMES,
    LONGEST_PERIOD,
    REPEATING_REASON,
    RepeatDetector,
    astop_repeats,
    stop_repeats,
)
from tests.fake_models import StreamingModel


def seen_after(text: str, size: int = 4) -> int | None:
    """How much of a text was read when the repetition was seen."""
    detector = RepeatDetector()
    for start in range(0, len(text), size):
        if detector.feed(text[start : start + size]):
            return start + size
    return None


@settings(max_examples=60)
@given(
    st.text(min_size=0, max_size=300),
    st.text(min_size=1, max_size=LONGEST_PERIOD),
    st.integers(1, 500),
)
def test_a_loop_is_found_wherever_it_begins(before: str, piece: str, size: int) -> None:
    enough = max(LEAST_CHARACTERS, LEAST_TIMES * len(piece)) + 200 + size
    text = before + piece * (enough // len(piece) + 1)
    seen = seen_after(text, size)
    assert seen is not None


@settings(max_examples=60)
@given(st.text(max_size=200), st.text(min_size=1, max_size=200), st.integers(1, 200))
def test_a_short_repetition_is_let_through(before: str, piece: str, size: int) -> None:
    times = max(1, min(LEAST_CHARACTERS - 1, (LEAST_TIMES - 1) * len(piece)) // len(piece))
    text = before + piece * times
    if len(text) < LEAST_CHARACTERS:
        assert seen_after(text, size) is None


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"Step {n}: we add {n} to both sides and get x = {n * n}.\n" for n in range(500)),
        " ".join(str(n) for n in range(3000)),
        "0." + "3" * 900,
        "| " + "--- | " * 100 + "\n" + "| 0 | 0 | 0 | 0 |\n" * 40,
        "\n".join(" ".join("0" * 20) for _ in range(20)),
        "def f(x):\n    return x\n\n\n" * 5 + "print(f(1))\n" * 30,
        "haha" * 200,
    ],
)
def test_what_people_ask_for_is_no_loop(text: str) -> None:
    assert seen_after(text) is None


@pytest.mark.parametrize(
    "piece",
    [
        "\n",
        " ",
        "a",
        "Wait, let me check that again. ",
        "所以答案是三。",
        "0, ",
        "\\frac{1}{2} + ",
        "x" * 999 + "y",
    ],
)
def test_what_small_models_fall_into_is_one(piece: str) -> None:
    seen = seen_after("The answer is 4. " + piece * 20_000)
    assert seen is not None
    assert seen < max(LEAST_CHARACTERS, LEAST_TIMES * len(piece)) + 500


def test_a_long_text_costs_little() -> None:
    detector = RepeatDetector()
    pieces = [f"{n * 7919 % 10007} " for n in range(50_000)]
    start = time.process_time()
    assert not any(detector.feed(piece) for piece in pieces)
    a_token = (time.process_time() - start) / len(pieces)
    assert a_token < 0.001  # a token takes a model ten times as long at the very least
    assert len(detector._tail) <= 2 * LEAST_TIMES * LONGEST_PERIOD


class Engine:
    """Streams one piece without end and knows whether it was closed."""

    def __init__(self, piece: str, *, thinks: bool = False) -> None:
        self.piece = piece
        self.thinks = thinks
        self.closed = False

    def chunk(self) -> ChatGenerationChunk:
        thought = {"reasoning_content": self.piece} if self.thinks else {}
        text = "" if self.thinks else self.piece
        return ChatGenerationChunk(message=AIMessageChunk(content=text, additional_kwargs=thought, id="1"))

    def stream(self) -> Generator[ChatGenerationChunk]:
        try:
            while True:
                yield self.chunk()
        finally:
            self.closed = True

    async def astream(self) -> AsyncGenerator[ChatGenerationChunk]:
        try:
            while True:
                yield self.chunk()
        finally:
            self.closed = True


PROMPT = [HumanMessage("Is this the end? " * 10)]


@pytest.mark.parametrize("thinks", [False, True])
def test_the_engine_is_stopped_and_the_last_chunk_says_so(thinks: bool) -> None:
    engine = Engine("Wait. ", thinks=thinks)
    chunks = list(stop_repeats(engine.stream(), PROMPT))
    assert engine.closed
    check(chunks)


async def test_so_is_an_async_one() -> None:
    engine = Engine("Wait. ")
    chunks = [chunk async for chunk in astop_repeats(engine.astream(), PROMPT)]
    assert engine.closed
    check(chunks)


def check(chunks: list[ChatGenerationChunk]) -> None:
    last = chunks[-1].message
    assert isinstance(last, AIMessageChunk)
    assert last.response_metadata["finish_reason"] == REPEATING_REASON
    assert last.usage_metadata is not None
    assert last.usage_metadata["output_tokens"] == len(chunks) - 1
    assert last.usage_metadata["input_tokens"] > 10


def test_a_stream_that_does_not_repeat_is_left_alone() -> None:
    def stream() -> Generator[ChatGenerationChunk]:
        for number in range(1000):
            yield ChatGenerationChunk(message=AIMessageChunk(content=f"{number * 7919} "))

    assert len(list(stop_repeats(stream(), PROMPT))) == 1000


def test_closing_early_closes_the_engine() -> None:
    engine = Engine("Wait. ")
    stream = stop_repeats(engine.stream(), PROMPT)
    next(stream)
    stream.close()
    assert engine.closed
    other = Engine("Wait. ")

    async def ask() -> None:
        astream = astop_repeats(other.astream(), PROMPT)
        await anext(astream)
        await astream.aclose()

    asyncio.run(ask())
    assert other.closed


def test_the_chat_model_stops_and_flags_it() -> None:
    model = ChatPhi4Mini(StreamingModel(chunks=[AIMessageChunk(content="Wait. ")] * 20_000))
    whole = model.invoke(PROMPT)
    *_, last = model.stream(PROMPT)
    for message in (whole, last, asyncio.run(model.ainvoke(PROMPT))):
        assert {"repeating", "estimated_usage"} <= set(message.response_metadata["flags"])
        assert message.usage_metadata is not None
        assert message.usage_metadata["output_tokens"] < 1000
    assert len(whole.text) < 3000
