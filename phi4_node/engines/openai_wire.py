"""The OpenAI chat wire: messages to a request body, stream events to LangChain chunks, errors to ours."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx
from langchain_core.messages import AIMessageChunk, BaseMessage, convert_to_openai_messages
from langchain_core.messages.ai import InputTokenDetails, UsageMetadata
from langchain_core.messages.tool import ToolCallChunk
from langchain_core.outputs import ChatGenerationChunk

from phi4_node.engines.errors import (
    EngineError,
    ModelNotFoundError,
    PromptTooLongError,
    RequestRefusedError,
    ServerBrokeOffError,
    ServerDownError,
    ServerFailedError,
    ServerTimeoutError,
)

REASONING_FIELDS = ("reasoning_content", "reasoning")
"""Where servers put thinking: llama.cpp, DeepSeek and SGLang use the first name, vLLM the second."""

PROBE_SECONDS = 10.0
"""How long a server may take to say what it has; unlike a reply, that needs no model."""

Json = dict[str, Any]


def request_body(
    model: str, messages: list[BaseMessage], stop: list[str] | None, settings: Mapping[str, Any]
) -> Json:
    """The body of a streaming request.

    Settings that are None are left to the server. Those that are not known here are passed on, as each server
    has some of its own; whether an unknown one is an error is for the server to say.
    """
    body: Json = {"model": model, "messages": convert_to_openai_messages(messages)}
    body.update((name, value) for name, value in settings.items() if value is not None)
    body.update(stream=True, stream_options={"include_usage": True})
    if stop:
        body["stop"] = stop
    return body


class EventReader:
    """Turns the lines of an event stream into chunks, and knows whether the stream came to its end."""

    def __init__(self, model: str, provider: str, where: str) -> None:
        self._model = model
        self._provider = provider
        self._where = where
        self._finish_reason = ""

    def read(self, line: str) -> ChatGenerationChunk | None:
        """The chunk in one line of the stream; None for lines that carry none.

        Raises:
            EngineError: The server reports an error in the middle of the stream.
        """
        field, _, value = line.partition(":")
        value = value.strip()
        if field not in ("data", "error") or not value or value == "[DONE]":
            return None  # blank lines, and comments that keep the connection alive
        try:
            event = json.loads(value)
        except ValueError as error:
            raise ServerFailedError(
                f"The server sent something that is no event: {value[:200]!r}. Is it OpenAI-compatible?"
            ) from error
        if not isinstance(event, dict):
            raise ServerFailedError(f"The server sent something that is no event: {value[:200]!r}.")
        if field == "error" or "error" in event:
            raise refusal(500, event, self._where)
        return self._chunk(event)

    def check_complete(self) -> None:
        """Say so if the stream ended before the reply did."""
        if not self._finish_reason:
            raise ServerBrokeOffError(
                f"{self._where} ended the reply before it was finished. Ask again; if it happens again, "
                "look at its log, or whether there is an OpenAI-compatible server at this address at all."
            )

    def _chunk(self, event: Json) -> ChatGenerationChunk | None:
        choices = event.get("choices") or [{}]
        delta = choices[0].get("delta") or {}
        finish_reason = choices[0].get("finish_reason") or ""
        message = AIMessageChunk(
            content=delta.get("content") or "",
            additional_kwargs=_thinking(delta),
            tool_call_chunks=[_tool_call(call) for call in delta.get("tool_calls") or ()],
            usage_metadata=_usage(event.get("usage")),
        )
        if finish_reason:
            self._finish_reason = finish_reason
            message.response_metadata = {
                "finish_reason": finish_reason,
                "model_name": self._model,
                "model_provider": self._provider,
            }
        if event.get("id"):
            message.id = event["id"]
        return ChatGenerationChunk(message=message)


def _thinking(delta: Json) -> Json:
    thinking = next((delta[name] for name in REASONING_FIELDS if delta.get(name)), "")
    return {"reasoning_content": thinking} if thinking else {}


def _tool_call(call: Json) -> ToolCallChunk:
    function = call.get("function") or {}
    return ToolCallChunk(
        name=function.get("name"),
        args=function.get("arguments"),
        id=call.get("id"),
        index=call.get("index"),
        type="tool_call_chunk",
    )


def _usage(usage: Json | None) -> UsageMetadata | None:
    if not usage:
        return None
    metadata = UsageMetadata(
        input_tokens=usage.get("prompt_tokens") or 0,
        output_tokens=usage.get("completion_tokens") or 0,
        total_tokens=usage.get("total_tokens") or 0,
    )
    cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens")
    if cached is not None:
        metadata["input_token_details"] = InputTokenDetails(cache_read=cached)
    return metadata


def refusal(status: int, body: object, where: str = "The server") -> EngineError:
    """The error for an answer that is none, from its status and body."""
    detail = body.get("error", body) if isinstance(body, dict) else body
    kind = str(detail.get("type", "")) if isinstance(detail, dict) else ""
    text = str(detail.get("message", detail)) if isinstance(detail, dict) else str(detail)
    text = " ".join(text.split())[:300]
    code = detail.get("code") if isinstance(detail, dict) else None
    status = code if isinstance(code, int) else status
    if "exceed_context" in kind or "context_length" in str(code) or "context length" in text.lower():
        return PromptTooLongError(
            f"The prompt does not fit into the model's context: {text}. Shorten the problem."
        )
    if status == 404:
        return ModelNotFoundError(
            f"{where} has no such model, or nothing at this path: {text}. "
            "List its models and name one of them."
        )
    if status in (401, 403):
        return RequestRefusedError(f"{where} refuses the request ({status}): {text}. Check the API key.")
    if 400 <= status < 500:
        return RequestRefusedError(
            f"{where} does not accept the request ({status}): {text}. Leave out the setting that it names."
        )
    return ServerFailedError(
        f"{where} answered with an error ({status}): {text}. Look at its log, then ask again."
    )


@contextmanager
def http_errors(where: str, start: str, *, probing: bool = False) -> Iterator[None]:
    """Turn errors of the connection into ours.

    Args:
        where: The server, for a person, for example `Ollama at http://...`.
        start: What to do if nothing listens there.
        probing: Whether this is only the question whether the server is there, which it must answer at once.
    """
    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise ServerDownError(f"{where} does not answer. {start}") from error
    except httpx.TimeoutException as error:
        if probing:
            raise ServerTimeoutError(
                f"{where} accepts connections, but does not even say which models it has. It hangs, or "
                "something else listens there: look at its log and restart it, or correct the address."
            ) from error
        raise ServerTimeoutError(
            f"{where} accepted the request and then said nothing for too long. It may be busy or stuck: "
            "look at its log, restart it, or allow more time."
        ) from error
    except httpx.TransportError as error:
        raise ServerBrokeOffError(
            f"{where} broke off the connection ({str(error) or type(error).__name__}). Ask again; if it "
            "happens again, look at the server's log (out of memory?)."
        ) from error
