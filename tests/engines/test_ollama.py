from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest
from langchain_core.messages import AIMessage

from phi4_node.chat_model import ChatPhi4Mini
from phi4_node.engines import BadEngineError, ContextOverflowError, ServerDownError
from phi4_node.engines.ollama import FoundOllama, find_ollama, open_ollama
from phi4_node.engines.ollama_server import server_url
from tests.engines.scripts import EndlessStream, Json, done, lines, said
from tests.servers import Handler, body_of, reply

NDJSON = "application/x-ndjson"
Start = Callable[[Handler], str]


def ask(start: Start, *texts: str) -> AIMessage:
    model = ChatPhi4Mini(f"ollama:phi4-mini-reasoning@{start(lines(list(texts), NDJSON))}")
    one, other = model.invoke("?"), asyncio.run(model.ainvoke("?"))
    assert (one.content, one.additional_kwargs) == (other.content, other.additional_kwargs)
    return one


def test_tags_in_the_text_are_split(http_server: Start) -> None:
    message = ask(http_server, said("<thi"), said("nk>hm</think>"), said("42"), done())
    assert message.additional_kwargs["reasoning_content"] == "hm"
    assert message.text == "42"
    assert message.response_metadata["flags"] == []
    assert message.response_metadata["finish_reason"] == "stop"
    assert message.usage_metadata is not None
    assert (message.usage_metadata["input_tokens"], message.usage_metadata["output_tokens"]) == (5, 7)


def test_thinking_that_the_server_split_is_not_lost(http_server: Start) -> None:
    message = ask(http_server, said(thinking="hm"), said("42"), done())
    assert message.additional_kwargs["reasoning_content"] == "hm"
    assert message.text == "42"


def test_a_cut_answer_is_flagged(http_server: Start) -> None:
    message = ask(http_server, said("The answ"), done("length"))
    assert message.response_metadata["flags"] == ["truncated"]


def test_what_is_sent(http_server: Start) -> None:
    seen: list[Json] = []
    model = ChatPhi4Mini(f"ollama:phi4-mini-reasoning@{http_server(lines([done()], NDJSON, seen))}")
    model.invoke("?", temperature=0.1, max_tokens=9, seed=3, stop=["x"])
    model.invoke(
        "?", response_format={"type": "json_schema", "json_schema": {"name": "a", "schema": {"a": 1}}}
    )
    first, second = seen
    assert first["options"] == {
        "num_ctx": model.about.request_context,
        "temperature": 0.1,
        "top_p": model.about.sampling_for().top_p,
        "num_predict": 9,
        "seed": 3,
        "stop": ["x"],
    }
    assert first["messages"][0] == {"role": "system", "content": model.about.system_prompt}
    assert "think" not in first
    assert second["format"] == {"a": 1}
    assert second["options"]["num_predict"] == model.about.sampling_for().max_tokens


def test_a_prompt_that_cannot_fit_is_not_sent(http_server: Start) -> None:
    seen: list[Json] = []
    model = ChatPhi4Mini(f"ollama:smollm2@{http_server(lines([done()], NDJSON, seen))}")
    with pytest.raises(ContextOverflowError, match="Shorten"):
        model.invoke("word " * 20_000)
    with pytest.raises(ContextOverflowError, match="Shorten"):
        asyncio.run(model.ainvoke("word " * 20_000))
    assert seen == []


@pytest.mark.parametrize(("version", "is_sent"), [("0.12.6", True), ("0.24.0-rc1", True), ("0.12.5", False)])
def test_a_server_that_refuses_what_does_not_fit_is_asked(
    http_server: Start, version: str, is_sent: bool
) -> None:
    """Scripted, since a server as new cannot be built here."""
    sent: list[Json] = []

    def handler(request: BaseHTTPRequestHandler) -> None:
        body = body_of(request)
        if request.path == "/api/version":
            reply(request, json.dumps({"version": version}).encode())
        elif request.path == "/api/show":
            reply(request, b"{}")
        else:
            sent.append(json.loads(body))
            reply(request, b'{"error": "the input length exceeds the context length"}', status=400)

    model = ChatPhi4Mini(f"ollama:smollm2@{http_server(handler)}")
    with pytest.raises(ContextOverflowError, match="Shorten"):
        model.invoke("word " * 20_000)
    assert [(body["truncate"], body["shift"]) for body in sent] == [(False, False)] * is_sent


def test_one_object_in_two_event_loops(http_server: Start) -> None:
    model = ChatPhi4Mini(f"ollama:m@{http_server(lines([said('42'), done()], NDJSON))}")
    assert [asyncio.run(model.ainvoke("?")).text for _ in range(3)] == ["42"] * 3


def test_closing_a_stream_leaves_the_server(http_server: Start) -> None:
    endless = EndlessStream(said("word "), NDJSON)
    stream = ChatPhi4Mini(f"ollama:m@{http_server(endless)}").stream("?")
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert endless.left.wait(10)


async def test_cancelling_a_call_leaves_the_server(http_server: Start) -> None:
    endless = EndlessStream(said("word "), NDJSON)
    task = asyncio.create_task(ChatPhi4Mini(f"ollama:m@{http_server(endless)}").ainvoke("?"))
    await asyncio.sleep(0.3)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(endless.left.wait, 10)


@pytest.mark.parametrize(
    ("models", "best"),
    [
        ((), ""),
        (("llama3", "mistral"), ""),
        (("smollm2:135m",), ""),
        (("qwen2.5-coder:1.5b", "phi4-mini-reasoning:latest"), "phi4-mini-reasoning:latest"),
        (("deepseek-r1:7b", "qwen3:4b"), "qwen3:4b"),
    ],
)
def test_the_best_model(models: tuple[str, ...], best: str) -> None:
    assert FoundOllama("http://host", models).best_model() == best


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("", "http://127.0.0.1:11434"),
        ("1.2.3.4", "http://1.2.3.4:11434"),
        (":5000", "http://127.0.0.1:5000"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("0.0.0.0:5000", "http://127.0.0.1:5000"),
        ("http://[::]:5000", "http://[::1]:5000"),
        ("::1", "http://[::1]:11434"),
        ("http://1.2.3.4", "http://1.2.3.4:80"),
        ("https://example.com/ollama/", "https://example.com:443/ollama"),
        (' "example.com:5000" ', "http://example.com:5000"),
    ],
)
def test_addresses_are_read_as_ollama_reads_them(
    monkeypatch: pytest.MonkeyPatch, given: str, url: str
) -> None:
    monkeypatch.setenv("OLLAMA_HOST", given)
    assert server_url() == url
    assert open_ollama("m", context=512).url == url


@pytest.mark.parametrize("given", ["ftp://host", "host:99999", "host:port", "http://[::1", "a b"])
def test_what_is_no_address(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("OLLAMA_HOST", given)
    with pytest.raises(BadEngineError, match="OLLAMA_HOST"):
        open_ollama("m", context=512)
    assert find_ollama() is None


def test_a_password_in_the_address_is_not_shown() -> None:
    model = open_ollama("m", "http://me:secret@127.0.0.1:9", context=512, max_retries=0)
    with pytest.raises(ServerDownError) as caught:
        model.invoke("?")
    assert "secret" not in f"{model.spec} {model.url} {caught.value} {model.identity()}"


def test_clients_of_the_original_are_not_there_to_be_configured() -> None:
    with pytest.raises(ValueError, match="timeout"):
        open_ollama("m", context=512, client_kwargs={"timeout": 3})
