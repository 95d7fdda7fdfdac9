"""Limits as a client meets them: a full line, a slow model, a heartbeat while it thinks."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import httpx
import pytest

from phi4_node.serve import create_app, sse
from phi4_node.serve.health import FAILURES_BEFORE_OPEN
from tests.serve.conftest import PROBLEM, RIGHT, Open, settings
from tests.serve.live import live
from tests.servers import Handler, openai_server


def asked(number: int) -> dict[str, str]:
    return {"problem": f"x^2 = {number}^2"}


async def test_a_full_line_is_told_with_the_place(serve: Open) -> None:
    release = threading.Event()
    handler = openai_server(RIGHT, hold=(3, release))
    client = await serve(handler=handler, concurrency=1, waiting=1)
    running = [asyncio.create_task(client.post("/v1/solve", json=asked(number))) for number in (2, 3)]
    while (await client.get("/v1/queue")).json() != {"active": 1, "waiting": 1, "place": 2}:
        await asyncio.sleep(0.01)
    refused = await client.post("/v1/solve", json=asked(4))
    assert (refused.status_code, refused.json()["type"]) == (429, "overloaded")
    assert int(refused.headers["retry-after"]) >= 1
    assert "number 2 in line" in refused.json()["error"]
    streamed = (await client.post("/v1/solve/stream", json=asked(5))).text
    assert '"status": 429' in streamed, "a stream has begun and tells it in an event"
    assert (await client.post("/v1/verify", json={**asked(2), "answer": "1"})).status_code == 200, (
        "no model, no line"
    )
    release.set()
    assert [(await task).status_code for task in running] == [200, 200]


async def test_a_model_that_takes_too_long(serve: Open) -> None:
    handler = openai_server(RIGHT, hold=(3, threading.Event()))
    client = await serve(handler=handler, seconds=1)
    reply = await client.post("/v1/general/chat", json={"messages": [{"role": "user", "content": "Hello"}]})
    assert (reply.status_code, reply.json()["type"]) == (408, "model_timeout")


async def test_a_problem_that_the_model_never_answers(serve: Open) -> None:
    story = "Ann has some apples and gives a few to Ben, who had none. How many has Ben?"
    client = await serve(handler=openai_server(RIGHT, hold=(3, threading.Event())), seconds=1)
    reply = await client.post("/v1/math/solve", json={"problem": story})
    assert (reply.status_code, reply.json()["type"]) == (408, "model_timeout")
    for number in range(FAILURES_BEFORE_OPEN):
        await client.post("/v1/math/solve", json={"problem": f"{story} It was day {number}."})
    assert (await client.get("/ready")).status_code == 200, (
        "problems that are too hard leave the model in use"
    )
    reply = await client.post("/v1/math/solve", json={"problem": PROBLEM})
    assert reply.status_code == 200, "what can be read is solved without it"
    assert "No model was used" in reply.text


def test_a_heartbeat_while_nothing_happens(
    http_server: Callable[[Handler], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sse, "HEARTBEAT_SECONDS", 0.05)
    release = threading.Event()
    planted = http_server(openai_server(RIGHT, hold=(3, release)))
    names = []
    with (
        live(create_app(settings(model=f"openai:planted@{planted}/v1"))) as url,
        httpx.stream("POST", f"{url}/v1/solve/stream", json={"problem": PROBLEM}, timeout=120) as reply,
    ):
        for line in reply.iter_lines():
            if line.startswith("event: "):
                names.append(line.removeprefix("event: "))
                if names[-1] == "heartbeat":
                    release.set()
    assert "heartbeat" in names and names[-1] == "result"
