"""Servers that are down, hang, reset, break off or answer with errors, for both engines with a server."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from phi4_node.chat_model import ChatPhi4Mini
from phi4_node.engines import (
    ContextOverflowError,
    EngineError,
    ModelNotFoundError,
    ModelNotPulledError,
    RequestRefusedError,
    ServerBrokeOffError,
    ServerBusyError,
    ServerDownError,
    ServerFailedError,
    ServerTimeoutError,
)
from phi4_node.errors import ExitCode
from tests.engines.scripts import answer, delta, lines, said, sse
from tests.servers import Handler, Misbehaviour

ENGINES = ("ollama", "openai")
SSE = "text/event-stream"
NDJSON = "application/x-ndjson"
Start = Callable[[Handler], str]


def chat(engine: str, url: str, timeout: float = 60) -> ChatPhi4Mini:
    return ChatPhi4Mini(f"{engine}:some-model@{url}", timeout=timeout, max_retries=0)


async def failures(model: ChatPhi4Mini) -> list[EngineError]:
    """How each way of asking fails."""
    found: list[EngineError] = []
    with pytest.raises(EngineError) as caught:
        model.invoke("?")
    found.append(caught.value)
    with pytest.raises(EngineError) as caught:
        list(model.stream("?"))
    found.append(caught.value)
    with pytest.raises(EngineError) as caught:
        await model.ainvoke("?")
    found.append(caught.value)
    with pytest.raises(EngineError) as caught:
        _ = [chunk async for chunk in model.astream("?")]
    found.append(caught.value)
    return found


@pytest.mark.parametrize("engine", ENGINES)
async def test_nothing_listens(engine: str) -> None:
    for error in await failures(chat(engine, "http://127.0.0.1:9")):
        assert type(error) is ServerDownError
        assert "127.0.0.1:9" in str(error)
        assert error.exit_code == ExitCode.NO_MODEL


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("hang", (ServerTimeoutError,)),
        ("reset", (ServerBrokeOffError,)),
        ("500", (ServerFailedError,)),
        ("garbage", (ServerFailedError, ServerBrokeOffError)),
        ("empty", (ServerFailedError, ServerBrokeOffError)),
        ("cut", (ServerBrokeOffError, ServerFailedError)),
    ],
)
async def test_a_server_misbehaves(
    bad_server: Callable[[Misbehaviour], str],
    engine: str,
    kind: Misbehaviour,
    expected: tuple[type[EngineError], ...],
) -> None:
    patience = 0.5 if kind == "hang" else 60
    for error in await failures(chat(engine, bad_server(kind), patience)):
        assert isinstance(error, expected)
        assert error.exit_code == ExitCode.SERVER_ERROR
        assert len(str(error)) < 600


@pytest.mark.parametrize(
    ("engine", "status", "body", "expected", "says"),
    [
        (
            "ollama",
            404,
            {"error": "model 'some-model' not found"},
            ModelNotPulledError,
            "ollama pull some-model",
        ),
        ("ollama", 503, {"error": "server busy, please try again"}, ServerBusyError, "server busy"),
        ("ollama", 400, {"error": '"some-model" does not support thinking'}, RequestRefusedError, "thinking"),
        ("ollama", 403, {}, RequestRefusedError, "OLLAMA_HOST"),
        (
            "ollama",
            400,
            {"error": "input length exceeds the context length"},
            ContextOverflowError,
            "Shorten",
        ),
        (
            "openai",
            404,
            {
                "error": {
                    "message": "The model `some-model` does not exist.",
                    "type": "NotFoundError",
                    "code": 404,
                }
            },
            ModelNotFoundError,
            "does not exist",
        ),
        (
            "openai",
            400,
            {
                "error": {
                    "message": "This model's maximum context length is 4096 tokens.",
                    "type": "BadRequestError",
                    "param": "input_tokens",
                    "code": 400,
                }
            },
            ContextOverflowError,
            "4096",
        ),
        (
            "openai",
            400,
            {"error": {"code": 400, "message": "exceeds the size", "type": "exceed_context_size_error"}},
            ContextOverflowError,
            "Shorten",
        ),
        (
            "openai",
            401,
            {"error": {"message": "Invalid API Key", "code": 401}},
            RequestRefusedError,
            "API key",
        ),
        ("openai", 422, {"detail": "temperature"}, RequestRefusedError, "temperature"),
        ("openai", 503, {"error": {"message": "Loading model", "code": 503}}, ServerBusyError, "Loading"),
    ],
)
async def test_a_server_says_no(
    http_server: Start, engine: str, status: int, body: object, expected: type[EngineError], says: str
) -> None:
    for error in await failures(chat(engine, http_server(answer(status, body)))):
        assert type(error) is expected
        assert says in str(error)


@pytest.mark.parametrize(
    ("engine", "handler", "expected"),
    [
        ("openai", lines(sse(delta(content="4")), SSE), ServerBrokeOffError),
        ("openai", lines(sse(delta(content="4"), "[DONE]"), SSE), ServerBrokeOffError),
        ("openai", lines(sse(delta(content="4"), {"error": {"message": "oops"}}), SSE), ServerFailedError),
        ("openai", lines(['error: {"message": "oops"}'], SSE), ServerFailedError),
        ("openai", lines(["data: <html>"], SSE), ServerFailedError),
        ("openai", lines(["data: [1, 2]"], SSE), ServerFailedError),
        ("ollama", lines([said("4")], NDJSON), ServerBrokeOffError),
        ("ollama", lines([said("4"), '{"error": "llama runner died"}'], NDJSON), ServerFailedError),
        ("ollama", lines(["[1, 2]"], NDJSON), ServerFailedError),
        ("ollama", lines(['{"message": 5}'], NDJSON), ServerFailedError),
    ],
)
async def test_a_stream_goes_wrong(
    http_server: Start, engine: str, handler: Handler, expected: type[EngineError]
) -> None:
    for error in await failures(chat(engine, http_server(handler))):
        assert type(error) is expected


@pytest.mark.parametrize("engine", ENGINES)
async def test_preparing_tells_the_same(bad_server: Callable[[Misbehaviour], str], engine: str) -> None:
    for url, expected in (
        ("http://127.0.0.1:9", ServerDownError),
        (bad_server("hang"), ServerTimeoutError),
        (bad_server("500"), ServerFailedError),
        (bad_server("garbage"), ServerFailedError),
    ):
        model = chat(engine, url, timeout=3)
        with pytest.raises(expected):
            model.prepare()
        with pytest.raises(expected):
            await model.aprepare()


def test_preparing_finds_a_missing_model(http_server: Start) -> None:
    with pytest.raises(ModelNotPulledError, match="ollama pull some-model"):
        chat("ollama", http_server(answer(404, {"error": "model 'some-model' not found"}))).prepare()
    with pytest.raises(ModelNotFoundError, match="other-model"):
        chat("openai", http_server(answer(200, {"data": [{"id": "other-model"}]}))).prepare()
    chat("openai", http_server(answer(200, {"data": [{"id": "some-model"}]}))).prepare()


@pytest.mark.parametrize("engine", ENGINES)
async def test_preparing_does_not_wait_as_long_as_for_a_reply(
    bad_server: Callable[[Misbehaviour], str], engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("ollama", "openai"):
        monkeypatch.setattr(f"phi4_node.engines.{module}.PROBE_SECONDS", 0.3)
    model = ChatPhi4Mini(f"{engine}:some-model@{bad_server('hang')}", timeout=10_000)
    with pytest.raises(ServerTimeoutError, match="does not even say"):
        model.prepare()
    with pytest.raises(ServerTimeoutError, match="does not even say"):
        await model.aprepare()
