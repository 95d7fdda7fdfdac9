"""What is known of the servers that speak OpenAI's wire.

llama.cpp is asked for real (see test_contract and test_killed_server). vLLM, SGLang, LM Studio and Ollama's
`/v1` cannot run here: what they answer is played back, from a real vLLM 0.32 and from the others' documents.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage

from phi4_node.chat_model import ChatPhi4Mini
from phi4_node.engines import BadEngineError, ContextOverflowError, RequestRefusedError
from phi4_node.engines.openai import OpenAIChat
from phi4_node.engines.servers import all_servers, server_named
from tests.engines.scripts import Json, delta, finish, sse
from tests.servers import Handler, body_of, reply

Start = Callable[[Handler], str]

LLAMA = {"data": [{"id": "m", "owned_by": "llamacpp", "meta": {"n_ctx": 2048, "n_ctx_train": 32768}}]}
VLLM = {"object": "list", "data": [{"id": "m", "object": "model", "owned_by": "vllm", "max_model_len": 4096}]}
SGLANG = {"data": [{"id": "m", "owned_by": "sglang", "max_model_len": 4096}]}
LM_STUDIO = {"data": [{"id": "m", "object": "model", "owned_by": "organization_owner"}]}
LM_STUDIO_OWN = {
    "data": [
        {"id": "other", "state": "not-loaded", "max_context_length": 32768},
        {"id": "m", "state": "loaded", "max_context_length": 131072, "loaded_context_length": 4096},
    ]
}
OLLAMA = {"data": [{"id": "m", "object": "model", "owned_by": "library"}]}
NAMELESS = {"data": [{"id": "m", "object": "model"}]}
STREAM = sse(delta(content="42"), finish(), "[DONE]")


class Playback:
    """Answers paths with what it was given, streams to chat requests, and remembers what it was asked."""

    def __init__(self, answers: dict[str, Any], stream: list[str] = STREAM) -> None:
        self.answers = answers
        self.stream = stream
        self.chats: list[Json] = []
        self.paths: list[str] = []

    def __call__(self, request: BaseHTTPRequestHandler) -> None:
        body = body_of(request)
        self.paths.append(request.path)
        if request.path == "/v1/chat/completions":
            self.chats.append(json.loads(body))
            text = "".join(f"{line}\n" for line in self.stream)
            reply(request, text.encode(), content_type="text/event-stream")
        elif request.path in self.answers:
            reply(request, json.dumps(self.answers[request.path]).encode())
        else:
            reply(request, b'{"error": "no such path"}', status=404)


def engine(start: Start, playback: Playback, **settings: Any) -> OpenAIChat:
    return OpenAIChat(model="m", url=f"{start(playback)}/v1", **settings)


@pytest.mark.parametrize(
    ("answers", "name", "context"),
    [
        ({"/v1/models": LLAMA}, "llama.cpp", 2048),
        ({"/v1/models": VLLM}, "vllm", 4096),
        ({"/v1/models": SGLANG}, "sglang", 4096),
        ({"/v1/models": LM_STUDIO, "/api/v0/models": LM_STUDIO_OWN}, "lm-studio", 4096),
        ({"/v1/models": NAMELESS, "/api/v0/models": LM_STUDIO_OWN}, "lm-studio", 4096),
        ({"/v1/models": OLLAMA}, "ollama", None),
        ({"/v1/models": NAMELESS, "/api/version": {"version": "0.11.4"}}, "ollama", None),
        ({"/v1/models": NAMELESS}, "generic", None),
    ],
)
async def test_a_server_is_recognised(
    http_server: Start, answers: dict[str, Any], name: str, context: int | None
) -> None:
    one, other = (engine(http_server, Playback(answers)) for _ in range(2))
    one.prepare()
    await other.ainvoke("?")  # without preparing
    for found in (one, other):
        assert found._known is not None
        assert found._known.server.name == name
        assert found.request_context == context


def test_one_that_answers_every_path_with_an_error_is_none_of_them(http_server: Start) -> None:
    nonsense = {"error": "Unexpected endpoint or method. Returning 200 anyway"}
    answers = {"/v1/models": NAMELESS, "/api/v0/models": nonsense, "/api/version": nonsense}
    model = engine(http_server, Playback(answers))
    model.prepare()
    assert model._known is not None
    assert model._known.server.name == "generic"


def test_the_user_knows_better(http_server: Start) -> None:
    model = engine(http_server, Playback({"/v1/models": NAMELESS}), server="vllm")
    model.prepare()
    assert model._known is not None
    assert model._known.server.name == "vllm"
    with pytest.raises(BadEngineError, match=r"llama\.cpp, vllm"):
        server_named("chatgpt")


def test_a_server_with_a_path_of_its_own(http_server: Start) -> None:
    answers = {"/lab/v1/models": NAMELESS, "/lab/api/v0/models": LM_STUDIO_OWN}
    model = OpenAIChat(model="m", url=f"{http_server(Playback(answers))}/lab/v1")
    model.prepare()
    assert model.request_context == 4096


def test_it_is_asked_once(http_server: Start) -> None:
    playback = Playback({"/v1/models": VLLM})
    model = engine(http_server, playback)
    for _ in range(3):
        assert model.invoke("?").text == "42"
    assert playback.paths.count("/v1/models") == 1


def test_a_server_without_a_list_of_models_still_answers(http_server: Start) -> None:
    playback = Playback({})
    model = engine(http_server, playback)
    assert model.invoke("?").text == "42"
    assert model.request_context is None


TOOLS = [{"type": "function", "function": {"name": name, "parameters": {}}} for name in ("add", "multiply")]
NAMED = {"type": "function", "function": {"name": "add"}}


@pytest.mark.parametrize(
    ("server", "choice", "sent", "offered"),
    [
        ("vllm", NAMED, NAMED, ["add", "multiply"]),
        ("generic", NAMED, NAMED, ["add", "multiply"]),
        ("llama.cpp", NAMED, "required", ["add"]),
        ("lm-studio", NAMED, "required", ["add"]),
        ("lm-studio", "auto", "auto", ["add", "multiply"]),
        ("ollama", NAMED, None, ["add"]),
        ("ollama", "none", None, []),
        ("ollama", "auto", None, ["add", "multiply"]),
    ],
)
def test_a_tool_is_demanded_as_the_server_understands_it(
    http_server: Start, server: str, choice: Any, sent: Any, offered: list[str]
) -> None:
    playback = Playback({})
    engine(http_server, playback, server=server).invoke("?", tools=TOOLS, tool_choice=choice)
    chat = playback.chats[0]
    assert chat.get("tool_choice") == sent
    assert [tool["function"]["name"] for tool in chat.get("tools", ())] == offered


@pytest.mark.parametrize("server", [server.name for server in all_servers()])
def test_any_json_is_asked_for_as_the_server_understands_it(http_server: Start, server: str) -> None:
    playback = Playback({})
    engine(http_server, playback, server=server).invoke("?", response_format={"type": "json_object"})
    sent = playback.chats[0]["response_format"]
    expected = "json_schema" if server == "lm-studio" else "json_object"
    assert sent["type"] == expected


@pytest.mark.parametrize(
    ("server", "added"),
    [
        ("vllm", {"continue_final_message": True, "add_generation_prompt": False}),
        ("sglang", {"continue_final_message": True}),
        ("llama.cpp", {}),
        ("generic", {}),
    ],
)
def test_a_reply_that_was_begun_is_gone_on_with(http_server: Start, server: str, added: Json) -> None:
    playback = Playback({})
    model = engine(http_server, playback, server=server)
    model.invoke([HumanMessage("?")])
    model.invoke([HumanMessage("?"), AIMessage("It is ")])
    plain, begun = playback.chats
    names = {"continue_final_message", "add_generation_prompt"}
    assert not names & set(plain)
    assert {name: begun[name] for name in names & set(begun)} == added


@pytest.mark.parametrize(
    ("server", "models", "count"),
    [
        ("llama.cpp", LLAMA, {"/v1/chat/completions/input_tokens": {"input_tokens": 5000}}),
        ("vllm", VLLM, {"/tokenize": {"count": 5000, "max_model_len": 4096, "tokens": []}}),
    ],
)
async def test_a_prompt_that_does_not_fit_is_not_sent(
    http_server: Start, server: str, models: Json, count: Json
) -> None:
    playback = Playback({"/v1/models": models, **count})
    model = engine(http_server, playback)
    prompt = "word " * 5000
    assert model.count_tokens([HumanMessage(prompt)]) == 5000
    with pytest.raises(ContextOverflowError, match="5,000 tokens") as caught:
        model.invoke(prompt)
    with pytest.raises(ContextOverflowError):
        await model.ainvoke(prompt)
    assert caught.value.prompt_tokens == 5000
    assert caught.value.context == model.request_context
    assert playback.chats == []


def test_a_short_prompt_is_not_counted_first(http_server: Start) -> None:
    playback = Playback({"/v1/models": VLLM, "/tokenize": {"count": 5}})
    engine(http_server, playback).invoke("What is 2 + 2?")
    assert "/tokenize" not in playback.paths


def test_a_server_that_cannot_count_is_sent_the_prompt(http_server: Start) -> None:
    playback = Playback({"/v1/models": LLAMA})  # an older llama.cpp
    model = engine(http_server, playback)
    assert model.count_tokens([HumanMessage("?")]) is None
    assert model.invoke("word " * 5000).text == "42"


def said_no(start: Start, status: int, body: Json) -> Exception:
    def handler(request: BaseHTTPRequestHandler) -> None:
        body_of(request)
        reply(request, json.dumps(body).encode(), status=status)

    with pytest.raises(Exception) as caught:  # the caller looks at it
        OpenAIChat(model="m", url=f"{start(handler)}/v1", max_retries=0).invoke("?")
    return caught.value


def test_lm_studio_says_no_in_a_string(http_server: Start) -> None:
    error = said_no(http_server, 400, {"error": "'response_format.type' must be 'json_schema' or 'text'"})
    assert type(error) is RequestRefusedError
    overflow = (
        "Trying to keep the first 5030 tokens when context the overflows. However, the model is loaded ..."
    )
    assert type(said_no(http_server, 400, {"error": overflow})) is ContextOverflowError


def test_llama_counts_when_it_refuses(http_server: Start) -> None:
    refused = {
        "code": 400,
        "message": "request (5030 tokens) exceeds the available context size (2048 tokens)",
        "type": "exceed_context_size_error",
        "n_prompt_tokens": 5030,
        "n_ctx": 2048,
    }
    error = said_no(http_server, 400, {"error": refused})
    assert isinstance(error, ContextOverflowError)
    assert (error.prompt_tokens, error.context) == (5030, 2048)


VLLM_THINKS = sse(
    {
        "id": "c",
        "choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}],
    },
    delta(reasoning="hm", reasoning_content=None, content=None),
    delta(content="42"),
    finish(),
    {"id": "c", "choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": 7, "total_tokens": 12}},
    "[DONE]",
)
LM_STUDIO_THINKS = sse(
    delta(role="assistant", reasoning_content="h"),
    delta(role="assistant", reasoning_content="m"),
    delta(role="assistant", content="42"),
    finish(),
    "[DONE]",
)


@pytest.mark.parametrize(
    ("models", "stream"),
    [(VLLM, VLLM_THINKS), (LM_STUDIO, LM_STUDIO_THINKS)],
    ids=["vllm", "lm-studio"],
)
def test_thinking_in_the_servers_own_field(http_server: Start, models: Json, stream: list[str]) -> None:
    url = http_server(Playback({"/v1/models": models}, stream))
    message = ChatPhi4Mini(f"openai:m@{url}/v1").invoke("?")
    assert message.additional_kwargs["reasoning_content"] == "hm"
    assert message.text == "42"
