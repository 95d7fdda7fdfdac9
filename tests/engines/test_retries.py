"""What is asked again, how often, and how long that takes at most."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest

from phi4_node.engines import (
    EngineError,
    RequestRefusedError,
    ServerBrokeOffError,
    ServerBusyError,
    ServerDownError,
    ServerFailedError,
    ServerTimeoutError,
    Timeouts,
)
from phi4_node.engines.openai import OpenAIChat
from phi4_node.engines.retries import LONGEST_PAUSE, can_help
from tests.engines.scripts import delta, finish, sse
from tests.servers import Handler, body_of, reply

Start = Callable[[Handler], str]


class Moody:
    """Fails as often as it is told, then answers."""

    def __init__(self, fail: Callable[[BaseHTTPRequestHandler], None], times: int) -> None:
        self.fail = fail
        self.times = times
        self.asked = 0

    def __call__(self, request: BaseHTTPRequestHandler) -> None:
        body_of(request)
        if request.command == "GET":
            reply(request, b"{}", status=404)
            return
        self.asked += 1
        if self.asked <= self.times:
            self.fail(request)
            return
        text = "".join(f"{line}\n" for line in sse(delta(content="42"), finish(), "[DONE]"))
        reply(request, text.encode(), content_type="text/event-stream")


def busy(status: int, after: str = "") -> Callable[[BaseHTTPRequestHandler], None]:
    def fail(request: BaseHTTPRequestHandler) -> None:
        body = json.dumps({"error": {"message": "Loading model", "code": status}}).encode()
        request.send_response(status)
        if after:
            request.send_header("Retry-After", after)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return fail


def drop(request: BaseHTTPRequestHandler) -> None:
    """Headers and a comment, but not one token."""
    request.send_response(200)
    request.send_header("Content-Type", "text/event-stream")
    request.send_header("Connection", "close")
    request.end_headers()
    request.wfile.write(b": starting\n\n" + b'data: {"choices": [{"delta": {"role": "assistant"}}]}\n\n')
    request.close_connection = True


def drop_late(request: BaseHTTPRequestHandler) -> None:
    drop(request)
    request.wfile.write(b'data: {"choices": [{"delta": {"content": "4"}}]}\n\n')


async def both(model: OpenAIChat, ask: str = "?") -> list[str]:
    return [await asyncio.to_thread(lambda: model.invoke(ask).text), (await model.ainvoke(ask)).text]


@pytest.mark.parametrize("fail", [busy(503), busy(502), busy(429), busy(503, "0"), drop])
async def test_a_server_that_comes_back_is_asked_again(
    http_server: Start, fail: Callable[[BaseHTTPRequestHandler], None]
) -> None:
    for way in ("sync", "async"):
        server = Moody(fail, times=2)
        model = OpenAIChat(model="m", url=http_server(server))
        said = model.invoke("?") if way == "sync" else await model.ainvoke("?")
        assert said.text == "42"
        assert server.asked == 3


@pytest.mark.parametrize(
    ("fail", "expected"),
    [(busy(503), ServerBusyError), (drop, ServerBrokeOffError)],
)
async def test_not_for_ever(
    http_server: Start, fail: Callable[[BaseHTTPRequestHandler], None], expected: type[EngineError]
) -> None:
    for retries in (0, 1):
        server = Moody(fail, times=100)
        model = OpenAIChat(model="m", url=http_server(server), max_retries=retries)
        with pytest.raises(expected):
            model.invoke("?")
        with pytest.raises(expected):
            await model.ainvoke("?")
        assert server.asked == 2 * (retries + 1)


@pytest.mark.parametrize(
    ("fail", "expected"),
    [
        (busy(400), RequestRefusedError),
        (busy(401), RequestRefusedError),
        (busy(500), ServerFailedError),
        (busy(503, "3600"), ServerBusyError),
        (drop_late, ServerBrokeOffError),
    ],
)
async def test_what_would_come_again_is_not_asked_for_again(
    http_server: Start, fail: Callable[[BaseHTTPRequestHandler], None], expected: type[EngineError]
) -> None:
    server = Moody(fail, times=100)
    model = OpenAIChat(model="m", url=http_server(server), max_retries=5)
    with pytest.raises(expected):
        model.invoke("?")
    with pytest.raises(expected):
        await model.ainvoke("?")
    assert server.asked == 2


@pytest.mark.parametrize(("fail", "in_reply"), [(drop, False), (drop_late, True)])
async def test_it_is_said_whether_something_was_given_out(
    http_server: Start, fail: Callable[[BaseHTTPRequestHandler], None], in_reply: bool
) -> None:
    model = OpenAIChat(model="m", url=http_server(Moody(fail, times=100)), max_retries=0)
    with pytest.raises(ServerBrokeOffError) as caught:
        model.invoke("?")
    with pytest.raises(ServerBrokeOffError) as acaught:
        await model.ainvoke("?")
    assert caught.value.in_reply == acaught.value.in_reply == in_reply


async def test_the_total_bounds_the_pauses_as_well(http_server: Start) -> None:
    server = Moody(busy(503, "20"), times=100)
    model = OpenAIChat(model="m", url=http_server(server), max_retries=100, timeout=Timeouts(total=5))
    began = time.monotonic()
    with pytest.raises(ServerBusyError) as caught:
        model.invoke("?")
    with pytest.raises(ServerBusyError):
        await model.ainvoke("?")
    assert caught.value.retry_after == 20
    assert server.asked == 2
    assert time.monotonic() - began < 20  # it did not wait for what it could not wait for


def test_what_can_help() -> None:
    assert can_help(ServerDownError("x"))
    assert can_help(ServerBusyError("x", retry_after=LONGEST_PAUSE))
    assert not can_help(ServerBusyError("x", retry_after=LONGEST_PAUSE + 1))
    assert not can_help(ServerTimeoutError("x"))
    assert not can_help(ServerFailedError("x"))
    assert not can_help(KeyboardInterrupt())
    assert not can_help(asyncio.CancelledError())


async def test_giving_up_while_it_waits_is_at_once(http_server: Start) -> None:
    server = Moody(busy(503, "25"), times=100)
    task = asyncio.create_task(OpenAIChat(model="m", url=http_server(server)).ainvoke("?"))
    while not server.asked:
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert server.asked == 1
