from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from langchain_core.messages import AIMessage

from phi4_node.chat_model import ChatPhi4Mini
from phi4_node.engines.openai import open_openai
from tests.engines.scripts import USAGE, EndlessStream, Json, delta, finish, lines, sse
from tests.servers import Handler

SSE = "text/event-stream"
Start = Callable[[Handler], str]


def ask(start: Start, *events: object, **settings: Any) -> AIMessage:
    seen: list[Json] = []
    url = start(lines(sse(*events), SSE, seen))
    model = ChatPhi4Mini(f"openai:qwen3@{url}/v1")
    one, other = model.invoke("?", **settings), asyncio.run(model.ainvoke("?", **settings))
    assert (one.content, one.additional_kwargs) == (other.content, other.additional_kwargs)
    return one


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
def test_thinking_under_any_of_its_names(http_server: Start, field: str) -> None:
    message = ask(
        http_server,
        delta(role="assistant", content=""),
        delta(**{field: "hm"}),
        delta(content="42"),
        finish(),
        USAGE,
    )
    assert message.additional_kwargs["reasoning_content"] == "hm"
    assert message.text == "42"
    assert message.usage_metadata is not None
    assert message.usage_metadata["output_tokens"] == 7
    assert message.response_metadata["flags"] == []


def test_nulls_and_comments_are_no_trouble(http_server: Start) -> None:
    message = ask(
        http_server,
        {
            "choices": [
                {"delta": {"role": "assistant", "content": None, "tool_calls": None}, "finish_reason": None}
            ]
        },
        delta(content="42"),
        {"choices": [{"delta": None, "finish_reason": "stop"}], "usage": None},
        "[DONE]",
    )
    assert message.text == "42"


def test_tool_calls_in_pieces(http_server: Start) -> None:
    first = {"index": 0, "id": "c1", "type": "function", "function": {"name": "add", "arguments": '{"a":'}}
    message = ask(
        http_server,
        delta(tool_calls=[first]),
        delta(tool_calls=[{"index": 0, "function": {"arguments": " 1}"}}]),
        finish("tool_calls"),
    )
    assert [(call["name"], call["args"]) for call in message.tool_calls] == [("add", {"a": 1})]


def test_a_cut_answer_is_flagged(http_server: Start) -> None:
    message = ask(http_server, delta(content='{"a": '), finish("length"))
    assert message.response_metadata["flags"] == ["truncated"]


def test_what_is_sent(http_server: Start) -> None:
    seen: list[Json] = []
    url = http_server(lines(sse(delta(content="42"), finish()), SSE, seen))
    model = ChatPhi4Mini(f"openai:m@{url}/v1", max_tokens=9)
    model.invoke([("system", "be brief"), ("human", "?")], temperature=0.0, stop=["x"], guided_json={"a": 1})
    body = seen[0]
    assert body["messages"] == [{"role": "system", "content": "be brief"}, {"role": "user", "content": "?"}]
    assert (body["temperature"], body["max_tokens"], body["stop"]) == (0.0, 9, ["x"])
    assert body["guided_json"] == {"a": 1}
    assert body["stream"] is True


def test_a_key_is_sent_and_never_shown(http_server: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    keys: list[str | None] = []
    inner = lines(sse(delta(content="42"), finish()), SSE)

    def handler(request: Any) -> None:
        keys.append(request.headers.get("Authorization"))
        inner(request)

    monkeypatch.setenv("OPENAI_API_KEY", "sesame")
    model = open_openai("m", http_server(handler))
    model.invoke("?")
    assert set(keys) == {"Bearer sesame"}
    assert "sesame" not in repr(model) + str(model._identifying_params)


def test_closing_a_stream_leaves_the_server(http_server: Start) -> None:
    import json

    endless = EndlessStream(f"data: {json.dumps(delta(content='word '))}\n", SSE)
    stream = ChatPhi4Mini(f"openai:m@{http_server(endless)}").stream("?")
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert endless.left.wait(10)


async def test_cancelling_a_call_leaves_the_server(http_server: Start) -> None:
    import json

    endless = EndlessStream(f"data: {json.dumps(delta(content='word '))}\n", SSE)
    model = ChatPhi4Mini(f"openai:m@{http_server(endless)}")
    task = asyncio.create_task(model.ainvoke("?"))
    await asyncio.sleep(0.3)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(endless.left.wait, 10)
