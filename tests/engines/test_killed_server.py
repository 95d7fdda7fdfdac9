"""kill -9 of a real llama.cpp server at any point of a stream: the documented error, nothing left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from phi4_node import weights
from phi4_node.chat_model import ChatPhi4Mini
from phi4_node.engines import ServerBrokeOffError, ServerDownError, ServerTimeoutError, Timeouts
from tests.llama_process import LlamaProcess

LONG = "Write a very long story about a dog and a cat."
TOKENS = 60
PATIENT = Timeouts(first_token=120, between_tokens=120, total=300)


@pytest.fixture(scope="module")
def smollm2_file(smollm2: str) -> Path:
    path = weights.find(smollm2.partition(":")[2])
    assert path is not None
    return path


@pytest.fixture
def server(smollm2_file: Path) -> Iterator[LlamaProcess]:
    process = LlamaProcess(smollm2_file)
    yield process
    process.stop()


def chat(server: LlamaProcess, retries: int = 0) -> ChatPhi4Mini:
    return ChatPhi4Mini(
        f"openai:smollm2-135m@{server.url}/v1",
        timeout=PATIENT,
        max_retries=retries,
        max_tokens=TOKENS,
        seed=1,
    )


class Resources:
    """Sockets to a server, threads and tasks, to compare before and after."""

    def __init__(self) -> None:
        self.sockets = self._sockets()
        self.threads = {thread.name for thread in threading.enumerate()}
        self.tasks = self._tasks()

    def assert_none_left(self) -> None:
        for _ in range(50):
            if self._sockets() <= self.sockets and self._threads() <= self.threads:
                break
            time.sleep(0.1)
        assert self._sockets() <= self.sockets
        assert self._threads() <= self.threads
        assert self._tasks() <= self.tasks

    @staticmethod
    def _sockets() -> set[tuple[int, str]]:
        found = psutil.Process().net_connections("tcp")
        return {(one.fd, str(one.raddr)) for one in found if one.raddr}

    @staticmethod
    def _threads() -> set[str]:
        # the event loop's own pool of threads stays for the next call
        return {thread.name for thread in threading.enumerate() if not thread.name.startswith("asyncio_")}

    @staticmethod
    def _tasks() -> set[str]:
        try:
            return {task.get_name() for task in asyncio.all_tasks()}
        except RuntimeError:
            return set()


# after how many pieces of the reply the server is killed; the profile's limit is 60 tokens
POINTS = [1, 20, 50]


@pytest.mark.model
@pytest.mark.parametrize("pieces", POINTS)
def test_in_mid_stream(server: LlamaProcess, pieces: int) -> None:
    model = chat(server)
    model.prepare()
    before = Resources()
    got = 0
    with pytest.raises(ServerBrokeOffError):
        for chunk in model.stream(LONG, ignore_eos=True):
            got += bool(chunk.text)
            if got == pieces:
                server.kill()
    assert got >= pieces
    before.assert_none_left()


@pytest.mark.model
@pytest.mark.parametrize("pieces", POINTS)
async def test_in_an_async_stream(server: LlamaProcess, pieces: int) -> None:
    model = chat(server)
    await model.aprepare()
    before = Resources()
    got = 0
    with pytest.raises(ServerBrokeOffError):
        async for chunk in model.astream(LONG, ignore_eos=True):
            got += bool(chunk.text)
            if got == pieces:
                server.kill()
    assert got >= pieces
    before.assert_none_left()


def kill_when_busy(server: LlamaProcess) -> None:
    """Kill it while it reads the prompt: after the connection came, before there can be a token."""
    process = psutil.Process(server.pid)
    for _ in range(2000):
        if any(one.status == psutil.CONN_ESTABLISHED for one in process.net_connections("tcp")):
            break
        time.sleep(0.005)
    server.kill()


PROMPT = "The dog and the cat went home. " * 150  # a second or more to read


@pytest.mark.model
def test_before_the_first_token(server: LlamaProcess) -> None:
    model = chat(server)
    model.prepare()
    before = Resources()
    killer = threading.Thread(target=kill_when_busy, args=(server,))
    killer.start()
    with pytest.raises((ServerBrokeOffError, ServerDownError)):
        model.invoke(PROMPT)
    killer.join()
    before.assert_none_left()


@pytest.mark.model
async def test_before_the_first_token_of_an_async_one(server: LlamaProcess) -> None:
    model = chat(server)
    await model.aprepare()
    before = Resources()
    killer = threading.Thread(target=kill_when_busy, args=(server,))
    killer.start()
    with pytest.raises((ServerBrokeOffError, ServerDownError)):
        await model.ainvoke(PROMPT)
    await asyncio.to_thread(killer.join)
    before.assert_none_left()


@pytest.mark.model
@pytest.mark.parametrize("way", ["sync", "async"])
async def test_a_restart_before_the_first_token_is_bridged(server: LlamaProcess, way: str) -> None:
    model = chat(server, retries=8)
    await model.aprepare()

    def restart() -> None:
        kill_when_busy(server)
        server.start(wait=False)

    restarting = threading.Thread(target=restart)
    restarting.start()
    message = await model.ainvoke(PROMPT) if way == "async" else await asyncio.to_thread(model.invoke, PROMPT)
    restarting.join()
    assert message.text
    assert message.usage_metadata is not None
    assert 0 < message.usage_metadata["output_tokens"] <= TOKENS


@pytest.mark.model
def test_nothing_is_asked_again_once_something_was_given_out(server: LlamaProcess) -> None:
    model = chat(server, retries=8)
    model.prepare()
    stream = model.stream(LONG, ignore_eos=True)
    while not next(stream).text:
        pass
    server.kill()
    server.start()
    with pytest.raises(ServerBrokeOffError):
        list(stream)


@pytest.mark.model
def test_a_server_that_is_stopped_is_found_out_by_the_clock(server: LlamaProcess) -> None:
    limits = Timeouts(first_token=120, between_tokens=2, total=300)
    model = ChatPhi4Mini(
        f"openai:smollm2-135m@{server.url}/v1", timeout=limits, max_retries=0, max_tokens=500
    )
    model.prepare()
    before = Resources()
    stream = model.stream(LONG, ignore_eos=True)
    while not next(stream).text:
        pass
    os.kill(server.pid, signal.SIGSTOP)  # the connection stays, and nothing comes
    with pytest.raises(ServerTimeoutError, match="between_tokens") as caught:
        list(stream)
    assert caught.value.limit == "between_tokens"
    os.kill(server.pid, signal.SIGCONT)
    before.assert_none_left()
