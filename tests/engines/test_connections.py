"""Connections are kept and shared: counted by servers that see each one."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from typing import Any

import psutil
import pytest

from phi4_node.engines import Timeouts, connections
from phi4_node.engines.connections import MOST_KEPT, close_connections
from phi4_node.engines.ollama import OllamaChat
from phi4_node.engines.openai import OpenAIChat
from phi4_node.engines.streamed import StreamedChat
from tests.engines.scripts import delta, done, finish, said, sse
from tests.servers import Handler, body_of, reply

Start = Callable[[Handler], str]

REPLIES = {
    "openai": "".join(f"{line}\n" for line in sse(delta(content="42"), finish(), "[DONE]")),
    "ollama": "".join(f"{line}\n" for line in (said("42"), done())),
}
ENGINES = sorted(REPLIES)


class Server:
    """Streams a reply in chunks, as real servers do, and sees by which connections requests come.

    `hangs_up` is what llama.cpp does: it closes the connection after a stream without having said so. A reply
    that is `unended` lacks the end of the message, not that of the text.
    """

    def __init__(
        self, engine: str, *, hangs_up: bool = False, unended: bool = False, pause: float = 0.0
    ) -> None:
        self.connections: set[Any] = set()
        self.headers: list[dict[str, str]] = []
        self.requests = 0
        self._engine = engine
        self._hangs_up = hangs_up
        self._unended = unended
        self.pause = pause

    def __call__(self, request: BaseHTTPRequestHandler) -> None:
        body_of(request)
        self.connections.add(request.client_address)
        self.headers.append(dict(request.headers))
        if not request.path.endswith(("/chat", "/completions")):
            reply(request, b"{}", status=404 if self._engine == "openai" else 200)
            return
        self.requests += 1
        request.send_response(200)
        request.send_header("Transfer-Encoding", "chunked")
        request.send_header("Set-Cookie", "session=planted")
        request.end_headers()
        for piece in REPLIES[self._engine].encode().splitlines(keepends=True):
            request.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            request.wfile.flush()
            time.sleep(self.pause)
        if self._unended:
            time.sleep(30)
        request.wfile.write(b"0\r\n\r\n")
        request.close_connection = self._hangs_up


def chat(engine: str, url: str, **settings: Any) -> StreamedChat:
    if engine == "ollama":
        return OllamaChat(model="m", base_url=url, **settings)
    return OpenAIChat(model="m", url=f"{url}/v1", **settings)


def sockets(url: str) -> set[int]:
    """This process's sockets to a server."""
    port = int(url.rpartition(":")[2])
    return {one.fd for one in psutil.Process().net_connections("tcp") if one.raddr and one.raddr[1] == port}


@pytest.mark.parametrize("engine", ENGINES)
class TestOneConnection:
    def test_for_all_calls(self, http_server: Start, engine: str) -> None:
        server = Server(engine)
        url = http_server(server)
        for _ in range(5):
            assert chat(engine, url).invoke("?").text == "42"  # engines of their own share it
            assert "".join(chunk.text for chunk in chat(engine, url).stream("?")) == "42"
        assert (server.requests, len(server.connections)) == (10, 1)

    async def test_for_all_async_calls(self, http_server: Start, engine: str) -> None:
        server = Server(engine)
        url = http_server(server)
        for _ in range(5):
            assert (await chat(engine, url).ainvoke("?")).text == "42"
            assert "".join([chunk.text async for chunk in chat(engine, url).astream("?")]) == "42"
        assert (server.requests, len(server.connections)) == (10, 1)

    def test_for_questions_beside_the_reply(self, http_server: Start, engine: str) -> None:
        server = Server(engine)
        url = http_server(server)
        model = chat(engine, url)
        model.count_tokens([])
        model.invoke("?")
        assert len(server.connections) == 1

    async def test_one_closed_behind_our_back_costs_no_retry(self, http_server: Start, engine: str) -> None:
        server = Server(engine, hangs_up=True)
        model = chat(engine, http_server(server), max_retries=0)
        for _ in range(20):
            assert model.invoke("?").text == "42"
            assert (await model.ainvoke("?")).text == "42"
        assert server.requests == 40  # none was answered twice

    async def test_the_limits_of_one_call_are_not_those_of_the_next(
        self, http_server: Start, engine: str
    ) -> None:
        server = Server(engine)
        url = http_server(server)
        hasty = chat(engine, url, timeout=Timeouts(total=2))
        patient = chat(engine, url)
        hasty.invoke("?")
        await hasty.ainvoke("?")
        await asyncio.sleep(2.5)  # their time is up
        assert patient.invoke("?").text == "42"
        assert (await patient.ainvoke("?")).text == "42"
        assert len(server.connections) == 2

    async def test_a_message_that_does_not_end_is_not_waited_for(
        self, http_server: Start, engine: str
    ) -> None:
        server = Server(engine, unended=True)
        model = chat(engine, http_server(server))
        began = time.monotonic()
        assert model.invoke("?").text == "42"
        assert (await model.ainvoke("?")).text == "42"
        assert time.monotonic() - began < 25  # it sleeps for 30
        assert len(server.connections) == 2


class TestWhoShares:
    def test_threads(self, http_server: Start) -> None:
        server = Server("openai")
        model = chat("openai", http_server(server))
        with ThreadPoolExecutor(4) as pool:
            assert {said.text for said in pool.map(lambda _: model.invoke("?"), range(40))} == {"42"}
        assert len(server.connections) <= 4

    def test_an_event_loop_has_its_own_and_takes_them_along(self, http_server: Start) -> None:
        server = Server("openai")
        url = http_server(server)
        model = chat("openai", url)

        async def calls() -> set[int]:
            for _ in range(3):
                await model.ainvoke("?")
            return sockets(url)

        for number in (1, 2, 3):
            assert len(asyncio.run(calls())) == 1
            assert sockets(url) == set()
            assert len(server.connections) == number
        assert not connections._of_loops

    def test_loops_in_threads_at_the_same_time(self, http_server: Start) -> None:
        server = Server("openai", pause=0.01)
        model = chat("openai", http_server(server))

        async def calls() -> list[str]:
            return [(await model.ainvoke("?")).text for _ in range(5)]

        with ThreadPoolExecutor(4) as pool:
            for texts in pool.map(lambda _: asyncio.run(calls()), range(8)):
                assert texts == ["42"] * 5
        assert len(server.connections) == 8

    def test_a_loop_that_was_closed_without_its_end(self, http_server: Start) -> None:
        model = chat("openai", http_server(Server("openai")))
        for _ in range(3):
            loop = asyncio.new_event_loop()
            assert loop.run_until_complete(model.ainvoke("?")).text == "42"
            loop.close()
        asyncio.run(model.ainvoke("?"))
        assert not connections._of_loops

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
    async def test_a_forked_child_has_its_own(self, http_server: Start) -> None:
        server = Server("openai")
        url = http_server(server)
        model = chat("openai", url)
        model.invoke("?")
        await model.ainvoke("?")
        before = set(server.connections)
        assert len(before) == 2
        child = os.fork()
        if child == 0:
            texts = [model.invoke("?").text, model.invoke("?").text]
            os._exit(0 if texts == ["42", "42"] else 1)
        assert await asyncio.to_thread(os.waitpid, child, 0) == (child, 0)
        of_child = server.connections - before
        assert len(of_child) == 1
        assert model.invoke("?").text == "42"
        assert (await model.ainvoke("?")).text == "42"
        assert server.connections == before | of_child

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
    def test_a_forked_child_does_not_keep_a_stream_open(self, http_server: Start) -> None:
        left = threading.Event()

        def endless(request: BaseHTTPRequestHandler) -> None:
            body_of(request)
            if request.command == "GET":
                reply(request, b"{}", status=404)
                return
            request.send_response(200)
            request.end_headers()
            try:
                while True:
                    request.wfile.write(b'data: {"choices": [{"delta": {"content": "4"}}]}\n\n')
                    time.sleep(0.01)
            except OSError:
                left.set()

        stream = chat("openai", http_server(endless)).stream("?")
        next(stream)
        child = os.fork()
        if child == 0:
            time.sleep(20)
            os._exit(0)
        stream.close()  # type: ignore[attr-defined]
        assert left.wait(15)
        os.kill(child, 9)
        os.waitpid(child, 0)


class TestBounds:
    async def test_no_more_are_kept_than_are_worth_it(self, http_server: Start) -> None:
        server = Server("openai", pause=0.05)
        url = http_server(server)
        model = chat("openai", url)
        replies = await asyncio.gather(*(model.ainvoke("?") for _ in range(2 * MOST_KEPT)))
        assert {said.text for said in replies} == {"42"}
        assert len(server.connections) > MOST_KEPT
        assert len(sockets(url)) <= MOST_KEPT

    @pytest.mark.parametrize("way", ["cancelled", "left"])
    async def test_a_stream_that_was_given_up_gives_its_connection_back(
        self, http_server: Start, monkeypatch: pytest.MonkeyPatch, way: str
    ) -> None:
        monkeypatch.setattr(connections, "MOST_CONNECTIONS", 2)
        server = Server("openai", pause=0.05)
        model = chat("openai", http_server(server))
        for _ in range(6):
            if way == "left":
                stream = model.astream("?")
                await anext(stream)
                await stream.aclose()  # type: ignore[attr-defined]
                continue
            wanted = server.requests + 1
            task = asyncio.create_task(model.ainvoke("?"))
            while server.requests < wanted:
                await asyncio.sleep(0.005)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert (await model.ainvoke("?")).text == "42"
        assert len(server.connections) == 7  # each that was left was closed

    async def test_who_waits_for_a_connection_can_leave(
        self, http_server: Start, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(connections, "MOST_CONNECTIONS", 1)
        server = Server("openai", pause=0.05)
        model = chat("openai", http_server(server))
        first = asyncio.create_task(model.ainvoke("?"))
        while not server.requests:
            await asyncio.sleep(0.005)
        others = [asyncio.create_task(model.ainvoke("?")) for _ in range(3)]
        await asyncio.sleep(0.05)
        others[0].cancel()
        with pytest.raises(asyncio.CancelledError):
            await others[0]
        texts = [(await task).text for task in (first, *others[1:])]
        assert texts == ["42"] * 3
        assert len(server.connections) == 1


async def test_questions_wait_for_a_connection_as_long_as_replies_do(
    http_server: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 1)
    monkeypatch.setattr("phi4_node.engines.discovery.PROBE_SECONDS", 0.2)
    server = Server("openai", pause=0.15)  # a reply takes about a second
    url = http_server(server)
    replies = [chat("openai", url).ainvoke("?") for _ in range(3)]  # each asks what the server is
    assert [said.text for said in await asyncio.gather(*replies)] == ["42"] * 3


def test_closed_connections_are_opened_anew(http_server: Start) -> None:
    server = Server("openai")
    url = http_server(server)
    model = chat("openai", url)
    for number in (1, 2):
        assert model.invoke("?").text == "42"
        assert len(server.connections) == number
        close_connections()
        assert sockets(url) == set()


def test_what_a_server_tells_one_caller_is_not_told_by_the_others(http_server: Start) -> None:
    server = Server("openai")
    url = http_server(server)
    for key in ("one", "two", ""):
        chat("openai", url, api_key=key).invoke("?")
    assert len(server.connections) == 1
    assert not any("Cookie" in headers for headers in server.headers)
    sent = [headers.get("Authorization") for headers in server.headers]
    assert list(dict.fromkeys(sent)) == ["Bearer one", "Bearer two", None]
