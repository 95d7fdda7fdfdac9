"""A client that leaves stops the model, whichever endpoint it had asked."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from phi4_node.serve import create_app
from tests.serve.conftest import PROBLEM, RIGHT, settings
from tests.serve.live import live
from tests.servers import Client, Handler, openai_server

ASKED = [{"role": "user", "content": PROBLEM}]
LONG = RIGHT.replace("x = -3", "x = 7") * 200
SECONDS = 60

ENDPOINTS: list[tuple[str, Any]] = [
    ("/v1/math/solve", {"problem": PROBLEM}),
    ("/v1/logic/analyze", {"problem": PROBLEM}),
    ("/v1/solve", {"problem": PROBLEM}),
    ("/v1/solve/stream", {"problem": PROBLEM}),
    ("/v1/general/chat", {"messages": ASKED}),
    ("/v1/general/chat", {"messages": ASKED, "stream": True}),
    ("/v1/inference", {"prompt": PROBLEM}),
    ("/v1/inference", {"prompt": PROBLEM, "system_prompt": "Be brief."}),
    ("/reasoning", {"prompt": PROBLEM}),
    ("/chat", {"prompt": PROBLEM}),
    ("/chat/stream", {"prompt": PROBLEM}),
    ("/chat/batch", [{"prompt": PROBLEM}]),
    ("/v1/chat/completions", {"model": "phi4-node", "messages": ASKED}),
    ("/v1/chat/completions", {"model": "phi4-node", "messages": ASKED, "stream": True}),
    ("/v1/chat/completions", {"model": "planted", "messages": ASKED}),
    ("/v1/chat/completions", {"model": "planted", "messages": ASKED, "stream": True}),
]


@pytest.mark.parametrize(
    ("path", "body"), ENDPOINTS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_client_that_leaves(http_server: Callable[[Handler], str], path: str, body: Any) -> None:
    model = Client()
    planted = http_server(openai_server(LONG, pause=0.02, client=model))
    with live(create_app(settings(model=f"openai:planted@{planted}/v1"))) as url:
        where = urlsplit(url)
        request = httpx.Request("POST", url + path, json=body)
        head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
        with socket.create_connection((where.hostname, where.port), timeout=SECONDS) as connection:
            connection.sendall(f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + request.content)
            assert model.listens.wait(SECONDS), "the model was asked"
        assert model.gone.wait(SECONDS), "the model was told that nobody listens any more"


def test_a_stream_comes_in_pieces(http_server: Callable[[Handler], str]) -> None:
    planted = http_server(openai_server(RIGHT, pause=0.02))
    with live(create_app(settings(model=f"openai:planted@{planted}/v1"))) as url:
        names = []
        with httpx.stream("POST", f"{url}/v1/solve/stream", json={"problem": PROBLEM}, timeout=120) as reply:
            names = [
                line.removeprefix("event: ") for line in reply.iter_lines() if line.startswith("event: ")
            ]
    assert names[0] == "route" and names[-1] == "result"
    assert {"attempt", "text", "step", "check", "verdict"} <= set(names)
