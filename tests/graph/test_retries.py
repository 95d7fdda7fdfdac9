"""Who asks again when a server fails: the engine, until it has given something out; after that the graph."""

from __future__ import annotations

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from pydantic import PrivateAttr

from phi4_node.chat_model import ChatPhi4Mini
from phi4_node.engines import ServerBrokeOffError, ServerDownError, ServerTimeoutError, Timeouts
from phi4_node.engines.connections import Endpoint
from phi4_node.engines.openai import OpenAIChat
from phi4_node.engines.retries import MAX_RETRIES
from phi4_node.engines.streamed import Order
from phi4_node.engines.timeouts import Clock
from phi4_node.graph import create_reasoning_graph
from tests.engines.scripts import delta, finish, sse
from tests.graph.scripted import GOOD
from tests.servers import Handler, body_of, reply

Start = Callable[[Handler], str]
PROBLEM = "Solve x^2 + 2x - 3 = 0"
ATTEMPTS = 1 + MAX_RETRIES


class CountingChat(OpenAIChat):
    """Counts how often the server is asked, which a server that is down cannot do."""

    _asked: int = PrivateAttr(default=0)

    def _attempt(self, endpoint: Endpoint, clock: Clock, order: Order) -> Any:
        self._asked += 1
        return super()._attempt(endpoint, clock, order)

    def _aattempt(self, endpoint: Endpoint, clock: Clock, order: Order) -> Any:
        self._asked += 1
        return super()._aattempt(endpoint, clock, order)


class Failing:
    """Breaks off each reply after so many pieces; from `mended` on it answers."""

    def __init__(self, pieces: int, mended: int = 1000) -> None:
        self.asked = 0
        self._pieces = pieces
        self._mended = mended

    def __call__(self, request: BaseHTTPRequestHandler) -> None:
        body_of(request)
        if request.command == "GET":
            reply(request, b"{}", status=404)
            return
        self.asked += 1
        text = [GOOD[start : start + 5] for start in range(0, len(GOOD), 5)]
        whole = sse(*(delta(content=piece) for piece in text), finish(), "[DONE]")
        kept = whole if self.asked >= self._mended else whole[: 2 * self._pieces]
        request.send_response(200)
        request.send_header("Content-Type", "text/event-stream")
        request.send_header("Connection", "close")
        request.end_headers()
        request.wfile.write("".join(f"{line}\n" for line in kept).encode())
        request.close_connection = True


async def solved(engine: OpenAIChat, way: str) -> dict[str, Any]:
    graph = create_reasoning_graph(ChatPhi4Mini(engine))
    given: Any = {"problem": PROBLEM}
    state = graph.invoke(given) if way == "sync" else await graph.ainvoke(given)
    result: dict[str, Any] = state["result"]
    return result


@pytest.mark.parametrize("way", ["sync", "async"])
class TestOneLayer:
    async def test_a_server_that_is_down(self, way: str) -> None:
        engine = CountingChat(model="m", url="http://127.0.0.1:9/v1")
        with pytest.raises(ServerDownError):
            await solved(engine, way)
        assert engine._asked == ATTEMPTS

    async def test_one_that_breaks_off_before_the_first_token(self, http_server: Start, way: str) -> None:
        server = Failing(pieces=0)
        with pytest.raises(ServerBrokeOffError) as caught:
            await solved(OpenAIChat(model="m", url=http_server(server)), way)
        assert not caught.value.in_reply
        assert server.asked == ATTEMPTS

    async def test_one_that_is_restarted_before_the_first_token(self, http_server: Start, way: str) -> None:
        server = Failing(pieces=0, mended=ATTEMPTS)
        result = await solved(OpenAIChat(model="m", url=http_server(server)), way)
        assert (result["verdict"]["status"], len(result["attempts"])) == ("verified", 1)
        assert server.asked == ATTEMPTS

    async def test_one_that_breaks_off_in_the_middle_of_a_reply(self, http_server: Start, way: str) -> None:
        server = Failing(pieces=5, mended=2)
        result = await solved(OpenAIChat(model="m", url=http_server(server)), way)
        assert (result["verdict"]["status"], len(result["attempts"])) == ("verified", 1)
        assert server.asked == 2

    async def test_one_that_always_does(self, http_server: Start, way: str) -> None:
        server = Failing(pieces=5)
        with pytest.raises(ServerBrokeOffError) as caught:
            await solved(OpenAIChat(model="m", url=http_server(server)), way)
        assert caught.value.in_reply
        assert server.asked == 2

    async def test_a_timeout_has_cost_enough(self, bad_server: Callable[[Any], str], way: str) -> None:
        limits = Timeouts(total=1)
        engine = CountingChat(model="m", url=bad_server("hang"), timeout=limits)
        with pytest.raises(ServerTimeoutError):
            await solved(engine, way)
        assert engine._asked == 1
