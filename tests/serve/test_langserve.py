"""LangServe's routes through LangServe's own client, and what strangers try."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from langserve import RemoteRunnable

from phi4_node.serve import create_app
from tests.serve.conftest import PROBLEM, RIGHT, Open, settings
from tests.serve.live import live
from tests.servers import Client, Handler, openai_server

JOKE = "Tell me a joke."
SEPARATORS = "one\u2028two\u2029three\x85four"
MESSAGES = {"messages": [{"role": "user", "content": PROBLEM}]}
INPUTS: dict[str, Any] = {
    "reason": {"problem": PROBLEM},
    "math": {"problem": PROBLEM},
    "logic": {"problem": PROBLEM},
    "code": {"problem": PROBLEM},
    "chat": MESSAGES,
    "model": MESSAGES,
    "verify": {"problem": PROBLEM, "answer": "x = 1 or x = -3"},
}


@pytest.fixture
def url(http_server: Callable[[Handler], str]) -> Iterator[str]:
    planted = http_server(openai_server(f"{SEPARATORS}\n{RIGHT}"))
    with live(create_app(settings(model=f"openai:planted@{planted}/v1"))) as address:
        yield address


def test_round_trips(url: str) -> None:
    for name, given in INPUTS.items():
        remote: Any = RemoteRunnable(f"{url}/{name}")
        whole = remote.invoke(given)
        if name == "verify":
            assert whole["status"] == "verified"
            continue
        text = whole["solution"] if "solution" in whole else whole["reply"]
        assert SEPARATORS.split("\u2028")[0] in text and "\u2028two" in text
        if name != "model":
            assert whole["verdict"]["status"] in ("verified", "unchecked")
        both = remote.batch([given, given])
        assert len(both) == 2
        pieces = list(remote.stream(given))
        texts = [piece["data"] for piece in pieces if piece["event"] == "text"]
        streamed = "".join(text if isinstance(text, str) else text["text"] for text in texts)
        assert not streamed or "two\u2029three\x85four" in streamed


async def test_round_trips_async(url: str) -> None:
    remote: Any = RemoteRunnable(f"{url}/math")
    assert (await remote.ainvoke({"problem": PROBLEM}))["verdict"]["status"] == "verified"
    events = [piece["event"] async for piece in remote.astream({"problem": "x^2 - 1 = 0"})]
    assert events[0] == "route" and events[-1] == "result"


def test_schemas(url: str) -> None:
    titles = set()
    for name in INPUTS:
        for kind in ("input_schema", "output_schema", "config_schema"):
            reply = httpx.get(f"{url}/{name}/{kind}")
            assert reply.status_code == 200
            titles.add((kind, reply.json()["title"]))
    assert len([title for kind, title in titles if kind == "output_schema"]) == len(INPUTS)


@pytest.mark.parametrize(
    "endpoint", ["stream_log", "stream_events", "playground/", "feedback", "public_trace_link"]
)
def test_what_shows_prompts_is_off(url: str, endpoint: str) -> None:
    assert httpx.post(f"{url}/math/{endpoint}", json={"input": {"problem": PROBLEM}}).status_code in (
        404,
        405,
    )
    assert httpx.get(f"{url}/math/{endpoint}").status_code in (404, 405)


@pytest.mark.parametrize(
    "config",
    [
        {
            "configurable": {
                "__phi4_node_request": "mine",
                "model": "openai:evil@http://127.0.0.1:1/v1",
                "thread_id": "1",
            }
        },
        {"recursion_limit": 1, "max_concurrency": 0, "run_name": "x", "tags": ["a"], "callbacks": ["b"]},
    ],
)
def test_a_clients_config_reaches_nothing(url: str, config: dict[str, Any]) -> None:
    asked = {"input": {"problem": PROBLEM}, "config": config, "kwargs": {"model": "evil"}}
    reply = httpx.post(f"{url}/math/invoke", json=asked, timeout=120)
    assert reply.status_code in (200, 422), reply.text
    if reply.status_code == 200:
        assert reply.json()["output"]["model"] == "planted"


async def test_errors_are_ours(serve: Open) -> None:
    client = await serve(model="openai:planted@http://127.0.0.1:1/v1")
    down = await client.post("/math/invoke", json={"input": {"problem": JOKE}})
    assert (down.status_code, down.json()["type"]) == (503, "no_model")
    assert "127.0.0.1" not in down.text
    streamed = await client.post("/math/stream", json={"input": {"problem": JOKE}})
    assert '"event":"error"' in streamed.text.replace(" ", "") and "no_model" in streamed.text
    many = await client.post("/verify/batch", json={"inputs": [INPUTS["verify"]] * 17})
    assert (many.status_code, many.json()["type"]) == (400, "bad_request")
    assert (await client.post("/math/invoke", json={"input": {"problem": "${7*7}"}})).status_code == 400
    assert (await client.post("/math/invoke", json={"input": {}})).status_code == 422
    assert (await client.post("/math/invoke", content=b"\xff")).status_code in (400, 422)


async def test_keys_are_asked_for(serve: Open) -> None:
    from phi4_node.serve.callers import new_key

    client = await serve(api_keys={"alice": new_key()[1]})
    for endpoint in ("invoke", "batch", "stream"):
        assert (
            await client.post(f"/math/{endpoint}", json={"input": {"problem": PROBLEM}})
        ).status_code == 401


def test_a_client_that_leaves_invoke(http_server: Callable[[Handler], str]) -> None:
    model = Client()
    planted = http_server(openai_server(RIGHT * 200, pause=0.02, client=model))
    with live(create_app(settings(model=f"openai:planted@{planted}/v1"))) as url:
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(f"{url}/logic/invoke", json={"input": {"problem": PROBLEM}}, timeout=5)
        assert model.listens.is_set()
        assert model.gone.wait(60)


async def test_the_service_is_whole_without_it(serve: Open) -> None:
    client = await serve(langserve=False)
    assert (await client.post("/math/invoke", json={"input": {"problem": PROBLEM}})).status_code == 404
    assert (await client.post("/v1/math/solve", json={"problem": PROBLEM})).status_code == 200
