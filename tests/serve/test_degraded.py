"""The service while its model is down: what can be solved without one is, and the rest is told clearly."""

from __future__ import annotations

import json
from typing import Any

import pytest

from phi4_node.schema import Certificate
from phi4_node.verification import replay
from tests.serve.conftest import PROBLEM, Open

DOWN = "openai:planted@http://127.0.0.1:1/v1"
ASKED = [{"role": "user", "content": PROBLEM}]
ANSWER = "x = -3 or x = 1"
JOKE = "Tell me a joke."


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/v1/math/solve", {"problem": PROBLEM}, "answer"),
        ("/v1/logic/analyze", {"problem": PROBLEM}, "answer"),
        ("/v1/solve", {"problem": PROBLEM}, "answer"),
        ("/v1/inference", {"prompt": PROBLEM}, "result"),
        ("/reasoning", {"prompt": PROBLEM, "task_type": "math"}, "generated_text"),
    ],
)
async def test_what_can_be_solved_without_a_model(serve: Open, path: str, body: Any, field: str) -> None:
    client = await serve(model=DOWN)
    reply = await client.post(path, json=body)
    assert reply.status_code == 200, reply.text
    said = reply.json()
    assert ANSWER in said[field] and said["model"] == ""
    assert said["verdict"]["status"] == "verified" and "No model was used." in said["verdict"]["reason"]
    if "certificate" in said:
        assert replay(Certificate.model_validate(said["certificate"])).ok
    unread = await client.post(path, json=json.loads(json.dumps(body).replace(PROBLEM, JOKE)))
    assert (unread.status_code, unread.json()["type"]) == (503, "no_model")
    assert int(unread.headers["retry-after"]) >= 1
    assert "127.0.0.1" not in unread.text


async def test_streams(serve: Open) -> None:
    client = await serve(model=DOWN)
    events = [
        json.loads(line.removeprefix("data: "))
        for line in (await client.post("/v1/solve/stream", json={"problem": PROBLEM})).text.splitlines()
        if line.startswith("data: ")
    ]
    assert events[-1]["event"] == "result" and events[-1]["result"]["model"] == ""
    assert events[-1]["result"]["verdict"]["status"] == "verified"
    unread = (await client.post("/v1/solve/stream", json={"problem": JOKE})).text
    assert '"event": "error"' in unread and '"status": 503' in unread
    body = {"model": "phi4-node", "messages": ASKED}
    whole = (await client.post("/v1/chat/completions", json=body)).json()
    assert ANSWER in whole["choices"][0]["message"]["content"]
    assert whole["phi4_node"]["status"] == "verified"


async def test_langserve(serve: Open) -> None:
    client = await serve(model=DOWN)
    for path in ("/reason", "/math", "/logic", "/code"):
        output = (await client.post(f"{path}/invoke", json={"input": {"problem": PROBLEM}})).json()["output"]
        assert (output["answer"], output["model"]) == (ANSWER, "")


async def test_while_the_breaker_is_open(serve: Open) -> None:
    client = await serve(model=DOWN)
    for _ in range(6):
        assert (await client.post("/v1/solve", json={"problem": JOKE})).status_code == 503
    metrics = (await client.get("/metrics")).text
    assert "phi4_node_breaker_open 1.0" in metrics
    assert (await client.post("/v1/math/solve", json={"problem": PROBLEM})).json()["answer"] == ANSWER
    assert "phi4_node_degraded_total 1.0" in (await client.get("/metrics")).text
    ready = await client.get("/ready")
    assert ready.status_code == 503 and ready.json()["reason"]
    health = await client.get("/health")
    assert (health.status_code, health.json()["status"]) == (200, "degraded")
    verified = await client.post("/v1/verify", json={"problem": PROBLEM, "answer": ANSWER})
    assert verified.json()["verdict"]["status"] == "verified"


async def test_no_model_was_used_is_not_kept(serve: Open) -> None:
    client = await serve(model=DOWN)
    for _ in range(2):
        assert (await client.post("/v1/solve", json={"problem": PROBLEM})).json()["cached"] is False
