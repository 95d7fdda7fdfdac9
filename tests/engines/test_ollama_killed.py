"""A real Ollama server that dies, hangs or runs away in the middle of its work."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import threading
import time
from collections.abc import AsyncIterator, Iterator

import psutil
import pytest
from langchain_core.messages import AIMessageChunk

from phi4_node.chat_model import ChatPhi4Mini
from phi4_node.engines import (
    EngineError,
    ServerBrokeOffError,
    ServerDownError,
    ServerFailedError,
    ServerTimeoutError,
    Timeouts,
)
from phi4_node.engines.ollama import OllamaChat
from tests.ollama_server import OllamaServer

pytestmark = pytest.mark.model

STORY = "Write a long story about a dog, a cat, a house and a king."
LIMITS = Timeouts(connect=5, first_token=60, between_tokens=30, total=120)
POINTS = (1, 2, 10, 60)
"""After how many pieces of the reply the server is killed."""


def chat(server: OllamaServer, **settings: object) -> ChatPhi4Mini:
    settings = {"timeout": LIMITS, "max_tokens": 4000, **settings}
    return ChatPhi4Mini(f"ollama:smollm2@{server.url}", **settings)


def read(stream: Iterator[AIMessageChunk], server: OllamaServer, after: int) -> None:
    """Read a stream to its end, and kill the server after so many pieces."""
    for number, _ in enumerate(stream, 1):
        if number == after:
            server.kill()


async def aread(stream: AsyncIterator[AIMessageChunk], server: OllamaServer, after: int) -> None:
    number = 0
    async for _ in stream:
        number += 1
        if number == after:
            server.kill()


class Left:
    """Connections and threads of this process, to compare before and after."""

    def __init__(self) -> None:
        self.sockets = self._sockets()
        self.threads = self._threads()

    def assert_nothing_more(self) -> None:
        gc.collect()
        assert self._sockets() <= self.sockets  # one that was kept may have ended with the server
        assert self._threads() == self.threads

    @staticmethod
    def _sockets() -> set[tuple[object, ...]]:
        return {(entry.fd, entry.laddr, entry.raddr) for entry in psutil.Process().net_connections("tcp")}

    @staticmethod
    def _threads() -> set[int | None]:
        return {thread.ident for thread in threading.enumerate()}


@pytest.mark.parametrize("after", POINTS)
def test_killed_in_a_stream(own_ollama: OllamaServer, after: int) -> None:
    model = chat(own_ollama)
    model.prepare()
    before = Left()
    began = time.monotonic()
    with pytest.raises((ServerBrokeOffError, ServerDownError)):
        read(model.stream(STORY), own_ollama, after)
    assert time.monotonic() - began < LIMITS.total
    before.assert_nothing_more()
    own_ollama.start()
    assert model.invoke("?", max_tokens=2).text


@pytest.mark.parametrize("after", POINTS)
async def test_killed_in_an_async_stream(own_ollama: OllamaServer, after: int) -> None:
    model = chat(own_ollama)
    await model.aprepare()
    before, tasks = Left(), asyncio.all_tasks()
    with pytest.raises((ServerBrokeOffError, ServerDownError)):
        async with asyncio.timeout(LIMITS.total):
            await aread(model.astream(STORY), own_ollama, after)
    await asyncio.sleep(0)
    before.assert_nothing_more()
    assert asyncio.all_tasks() == tasks
    await asyncio.to_thread(own_ollama.start)
    assert (await model.ainvoke("?", max_tokens=2)).text


async def test_killed_before_the_first_token(own_ollama: OllamaServer) -> None:
    model = chat(own_ollama)
    await model.aprepare()
    task = asyncio.create_task(model.ainvoke("word " * 3000))  # takes the model seconds to read
    await asyncio.sleep(0.5)
    own_ollama.kill()
    with pytest.raises((ServerBrokeOffError, ServerDownError)):
        async with asyncio.timeout(LIMITS.total):
            await task


async def test_started_again_before_the_first_token(own_ollama: OllamaServer) -> None:
    """Nothing was given out yet, so the request is sent again."""
    limits = Timeouts(first_token=240, total=300)  # the model is loaded and reads the prompt twice
    engine = OllamaChat(model="smollm2", base_url=own_ollama.url, timeout=limits, max_retries=10)
    model = ChatPhi4Mini(engine, max_tokens=3)
    await model.aprepare()
    task = asyncio.create_task(model.ainvoke("word " * 2000))
    await asyncio.sleep(0.3)
    own_ollama.kill()
    await asyncio.to_thread(own_ollama.start)
    assert (await task).response_metadata["finish_reason"] in ("stop", "length")


def test_killed_alone_while_its_runner_lives(own_ollama: OllamaServer) -> None:
    stream = chat(own_ollama).stream(STORY)
    next(stream)
    own_ollama.kill_server_only()
    with pytest.raises((ServerBrokeOffError, ServerDownError)):
        list(stream)


@pytest.mark.parametrize("after", [1, 20])
async def test_the_process_with_the_model_is_killed(own_ollama: OllamaServer, after: int) -> None:
    """What happens when memory runs out: the server lives on and says so in the middle of the stream."""
    model = chat(own_ollama)
    number = 0
    with pytest.raises((ServerBrokeOffError, ServerFailedError)):
        async for _ in model.astream(STORY):
            number += 1
            if number == after:
                (runner,) = own_ollama.runners()
                os.kill(runner, signal.SIGKILL)
    assert model.invoke("?", max_tokens=2).text


@pytest.mark.parametrize("limit", ["first_token", "between_tokens", "total"])
async def test_it_hangs(own_ollama: OllamaServer, limit: str) -> None:
    patience = LIMITS.model_copy(update={limit: 3.0})
    model = chat(own_ollama, timeout=patience)
    await model.aprepare()
    own = [*own_ollama.runners()]
    stream = model.astream(STORY)
    if limit != "first_token":
        await anext(stream)
    for process in own:
        os.kill(process, signal.SIGSTOP)
    try:
        with pytest.raises(ServerTimeoutError) as caught:
            _ = [chunk async for chunk in stream]
        assert caught.value.limit == limit
    finally:
        for process in own:
            os.kill(process, signal.SIGCONT)
    assert (await chat(own_ollama).ainvoke("?", max_tokens=2)).text


async def test_a_model_that_repeats_itself_without_end(own_ollama: OllamaServer) -> None:
    """The server stops it and says nothing; with such a penalty every model does it."""
    model = chat(own_ollama, temperature=0).bind(repeat_penalty=0.1)
    prompt = "Repeat the word: yes yes yes yes yes yes yes yes"
    for message in (model.invoke(prompt), await model.ainvoke(prompt)):
        assert "yes yes yes" in message.text
        assert message.response_metadata["flags"] == ["repeating", "estimated_usage"]


async def test_it_is_down(own_ollama: OllamaServer) -> None:
    model = chat(own_ollama)
    own_ollama.kill()
    for attempt in (model.prepare, lambda: model.invoke("?"), lambda: list(model.stream("?"))):
        with pytest.raises(ServerDownError, match="ollama serve"):
            attempt()
    with pytest.raises(ServerDownError, match="ollama serve"):
        await model.ainvoke("?")
    with pytest.raises(EngineError):
        model.count_tokens("?")
