"""The OpenAI wire, used by OpenAI's own client."""

from __future__ import annotations

from typing import Any

import pytest
from openai import AsyncOpenAI, BadRequestError, NotFoundError

from tests.serve.conftest import PROBLEM, RIGHT, Open

ASKED: Any = [{"role": "user", "content": PROBLEM}]


async def client_of(serve: Open, *replies: str, **settings: Any) -> AsyncOpenAI:
    http = await serve(*replies, **settings)
    return AsyncOpenAI(api_key="none", base_url="http://service/v1", http_client=http, max_retries=0)


async def test_models(serve: Open) -> None:
    client = await client_of(serve)
    assert [model.id async for model in client.models.list()] == ["phi4-node"]
    await client.chat.completions.create(model="phi4-node", messages=ASKED)
    assert [model.id async for model in client.models.list()] == ["phi4-node", "planted"]


async def test_the_graph(serve: Open) -> None:
    client = await client_of(serve)
    reply = await client.chat.completions.create(model="phi4-node", messages=ASKED)
    content = reply.choices[0].message.content or ""
    assert content.startswith(RIGHT) and "Verdict: verified" in content
    assert reply.usage is not None and reply.usage.completion_tokens > 0
    extension: Any = reply.model_extra and reply.model_extra["phi4_node"]
    assert (extension["status"], extension["answer"]) == ("verified", "x = -3 or x = 1")
    assert extension["certificate"]["status"] == "verified"


async def test_the_graph_in_pieces(serve: Open) -> None:
    client = await client_of(serve, "Answer: x = 1", RIGHT)
    options: Any = {"include_usage": True}
    stream = await client.chat.completions.create(
        model="phi4-node", messages=ASKED, stream=True, stream_options=options
    )
    chunks = [chunk async for chunk in stream]
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    content = "".join(delta.content or "" for delta in deltas)
    reasoning = "".join((delta.model_extra or {}).get("reasoning_content", "") for delta in deltas)
    assert content.startswith(RIGHT) and "Answer: x = 1" not in content.replace(RIGHT, "")
    assert "Answer: x = 1" in reasoning and "[refuted:" in reasoning, "what was tried is reasoning"
    assert chunks[-1].usage is not None and not chunks[-1].choices
    last: Any = chunks[-2].model_extra
    assert last["phi4_node"]["status"] == "verified"
    assert chunks[-2].choices[0].finish_reason == "stop"


async def test_the_model_itself(serve: Open) -> None:
    client = await client_of(serve)
    conversation: Any = [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": [{"type": "text", "text": "Hello"}]},
        {"role": "assistant", "content": "Hello!"},
        *ASKED,
    ]
    reply = await client.chat.completions.create(
        model="planted", messages=conversation, max_tokens=200, stop="###"
    )
    assert reply.choices[0].message.content == RIGHT
    extension: Any = reply.model_extra and reply.model_extra["phi4_node"]
    assert extension["status"] == "verified"
    stream = await client.chat.completions.create(model="planted", messages=conversation, stream=True)
    pieces = [chunk.choices[0].delta.content or "" async for chunk in stream]
    assert "".join(pieces) == RIGHT


async def test_errors_have_the_form_that_clients_expect(serve: Open) -> None:
    client = await client_of(serve)
    with pytest.raises(NotFoundError, match="no model 'gpt-4'"):
        await client.chat.completions.create(model="gpt-4", messages=ASKED)
    with pytest.raises(BadRequestError, match="no message of the user") as caught:
        await client.chat.completions.create(
            model="phi4-node", messages=[{"role": "system", "content": "Be kind."}]
        )
    body: Any = caught.value.body
    assert set(body) == {"message", "type", "param", "code"}
    nonsense: Any = [{"role": "wizard", "content": "?"}]
    with pytest.raises(BadRequestError):
        await client.chat.completions.create(model="phi4-node", messages=nonsense)


async def test_a_failure_in_mid_stream_is_told(serve: Open) -> None:
    client = await client_of(serve, model="openai:planted@http://127.0.0.1:1/v1")
    joke: Any = [{"role": "user", "content": "Tell me a joke."}]
    stream = await client.chat.completions.create(model="phi4-node", messages=joke, stream=True)
    with pytest.raises(Exception, match="No model is available"):
        [chunk async for chunk in stream]
