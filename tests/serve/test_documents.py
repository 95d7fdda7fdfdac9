"""The endpoints of the documents, with their fields and statuses: their clients work unchanged."""

from __future__ import annotations

import json
from typing import Any

import pytest

from phi4_node.serve.callers import new_key
from tests.serve.conftest import PROBLEM, RIGHT, Open


async def test_math_solve(serve: Open) -> None:
    client = await serve()
    reply = await client.post("/v1/math/solve", json={"problem": PROBLEM})
    assert reply.status_code == 200
    body = reply.json()
    assert (body["success"], body["problem"], body["model"]) == (True, PROBLEM, "planted")
    assert body["solution"] == RIGHT
    assert body["verdict"]["status"] == "verified"
    assert body["cached"] is False
    again = (await client.post("/v1/math/solve", json={"problem": PROBLEM})).json()
    assert again["cached"] is True
    short = (await client.post("/v1/math/solve", json={"problem": PROBLEM, "steps": False})).json()
    assert (short["solution"], short["steps"]) == ("x = -3 or x = 1", [])


async def test_logic_analyze(serve: Open) -> None:
    client = await serve("Steps:\n1. Nothing says that the cats are among them.\nAnswer: No")
    problem = (
        "All cats are mammals. Some mammals are carnivores. Can we conclude that some cats are carnivores?"
    )
    body = (await client.post("/v1/logic/analyze", json={"problem": problem})).json()
    assert (body["answer"], body["verdict"]["status"]) == ("No", "verified")


async def test_general_chat(serve: Open) -> None:
    client = await serve("Hello!")
    body = {"messages": [{"role": "user", "content": "Hi"}]}
    reply = (await client.post("/v1/general/chat", json=body)).json()
    assert (reply["success"], reply["response"], reply["model"]) == (True, "Hello!", "planted")
    assert reply["metadata"] == {"temperature": 0.8, "top_p": 0.95}
    assert reply["verdict"]["status"] == "unchecked"


@pytest.mark.parametrize("messages", [[], [{"role": "system", "content": "Be kind."}]])
async def test_general_chat_without_a_user(serve: Open, messages: list[Any]) -> None:
    client = await serve()
    reply = await client.post("/v1/general/chat", json={"messages": messages})
    assert reply.status_code == 400
    assert reply.json()["success"] is False


async def test_inference(serve: Open) -> None:
    client = await serve()
    body = (await client.post("/v1/inference", json={"prompt": PROBLEM})).json()
    assert (body["success"], body["result"], body["model"]) == (True, RIGHT, "planted")
    with_system = {"prompt": PROBLEM, "system_prompt": "You are a programming assistant."}
    assert (await client.post("/v1/inference", json=with_system)).json()["result"] == RIGHT
    for missing in (await client.post("/v1/inference", json={}), await client.post("/v1/inference")):
        assert (missing.status_code, missing.json()["error"]) == (400, "Missing 'prompt' field")


async def test_reasoning(serve: Open) -> None:
    client = await serve()
    asked = {"prompt": PROBLEM, "task_type": "math", "max_length": 150, "temperature": 0.3}
    body = (await client.post("/reasoning", json=asked)).json()
    assert (body["generated_text"], body["task_type"], body["model"]) == (RIGHT, "math", "planted")
    assert body["inference_time"] >= 0


async def test_chat_and_its_history(serve: Open) -> None:
    client = await serve("Four.", "Five.")
    first = (await client.post("/chat", json={"prompt": "2 + 2?", "max_length": 20})).json()
    assert first["response"] == "Four."
    assert first["history"] == [["2 + 2?", "Four."]]
    assert first["tokens_used"] > 0 and first["processing_time"] >= 0
    second = (await client.post("/chat", json={"prompt": "And 2 + 3?", "history": first["history"]})).json()
    assert second["history"] == [["2 + 2?", "Four."], ["And 2 + 3?", "Five."]]
    roles = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]
    third = (await client.post("/chat", json={"prompt": "Again", "history": roles})).json()
    assert [entry["role"] for entry in third["history"]] == ["user", "assistant"] * 2


async def test_chat_for_those_with_a_key(serve: Open) -> None:
    client = await serve("Four.")
    nobody = await client.post(
        "/chat/secure", json={"prompt": "2 + 2?"}, headers={"Authorization": "Bearer x"}
    )
    assert (nobody.status_code, nobody.headers["www-authenticate"]) == (401, "Bearer")
    key, hashed = new_key()
    client = await serve("Four.", api_keys={"alice": hashed})
    for given, status in ((key, 200), ("wrong", 401)):
        headers = {"Authorization": f"Bearer {given}"}
        reply = await client.post("/chat/secure", json={"prompt": "2 + 2?"}, headers=headers)
        assert reply.status_code == status
    assert (await client.post("/chat/secure", json={"prompt": "2 + 2?"})).status_code == 401


async def test_chat_stream(serve: Open) -> None:
    client = await serve("One two three.")
    events = []
    async with client.stream("POST", "/chat/stream", json={"prompt": "Count"}) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        async for line in reply.aiter_lines():
            if line.startswith("data: "):
                events.append(json.loads(line.removeprefix("data: ")))
    assert "".join(event["text"] for event in events if event["event"] == "text") == "One two three."
    assert events[-1]["event"] == "result" and events[-1]["verdict"]["status"] == "unchecked"


async def test_chat_batch_loses_nothing(serve: Open) -> None:
    client = await serve("Fine.")
    bodies = [{"prompt": "a"}, {"prompt": "  "}, {"prompt": "b"}]
    results = (await client.post("/chat/batch", json=bodies)).json()["results"]
    assert [result.get("response") for result in results] == ["Fine.", None, "Fine."]
    assert results[1]["type"] == "bad_request"
    too_many = await client.post("/chat/batch", json=[{"prompt": "a"}] * 17)
    assert too_many.status_code == 400


async def test_root_and_health(serve: Open) -> None:
    client = await serve()
    root = (await client.get("/")).json()
    assert {"/v1/math/solve", "/v1/logic/analyze", "/v1/general/chat", "/chat", "/reasoning"} <= set(
        root["endpoints"]
    )
    for path in ("/health", "/v1/health"):
        body = (await client.get(path)).json()
        assert {"status", "model", "capabilities"} <= set(body)
    assert (await client.get("/ready")).status_code == 503, "nobody has asked the model for anything yet"
    await client.post("/v1/math/solve", json={"problem": PROBLEM})
    assert (await client.get("/ready")).status_code == 200


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        ("x" * 2001, "at most 2,000"),
        ("   ", "empty"),
        ("1 + \x00 1", "control characters"),
        ("${7*7}", "template"),
        ("{{config}}", "template"),
        ("<script>alert(1)</script>", "script"),
        ("eval(open('/etc/passwd'))", "executes code"),
        ("(" * 21 + "1" + ")" * 21, "nested"),
    ],
)
async def test_inputs_that_no_model_sees(serve: Open, problem: str, said: str) -> None:
    client = await serve()
    reply = await client.post("/v1/math/solve", json={"problem": problem})
    assert reply.status_code == 400
    assert said in reply.json()["error"]
    assert reply.json()["detail"] == reply.json()["error"]


async def test_latex_is_no_template(serve: Open) -> None:
    client = await serve("Answer: 3/4")
    body = (await client.post("/v1/math/solve", json={"problem": r"Simplify \frac{{6}}{{8}}."})).json()
    assert body.get("success") is True, body
