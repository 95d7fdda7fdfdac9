"""The OpenAI chat wire: messages to a request body, stream events to LangChain chunks, errors to ours."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from langchain_core.messages import AIMessageChunk, BaseMessage, convert_to_openai_messages
from langchain_core.messages.ai import InputTokenDetails, UsageMetadata
from langchain_core.messages.tool import ToolCallChunk
from langchain_core.outputs import ChatGenerationChunk

from phi4_node.engines.errors import (
    ContextOverflowError,
    EngineError,
    ModelNotFoundError,
    RequestRefusedError,
    ServerBrokeOffError,
    ServerBusyError,
    ServerDownError,
    ServerFailedError,
    ServerTimeoutError,
)
from phi4_node.engines.joining import are_texts, joined
from phi4_node.engines.servers import Server
from phi4_node.engines.timeouts import PROBE_SECONDS as PROBE_SECONDS
from phi4_node.engines.timeouts import Clock

Json = dict[str, Any]


def request_body(
    model: str, messages: list[BaseMessage], stop: list[str] | None, settings: Json, server: Server
) -> Json:
    """The body of a streaming request.

    Settings that are None are left to the server. Those that are not known here are passed on, as each server
    has some of its own; whether an unknown one is an error is for the server to say.
    """
    body: Json = {"model": model, "messages": convert_to_openai_messages(messages)}
    body.update(server.spoken({name: value for name, value in settings.items() if value is not None}))
    if server.continues and messages and messages[-1].type == "ai":
        body.update(server.continues)
    body["stream"] = True
    if server.stream_usage:
        body["stream_options"] = {"include_usage": True}
    if stop:
        body["stop"] = stop
    return body


class LineSplitter:
    """Cuts the bytes of a stream into lines.

    Only a line feed ends one. httpx's own lines end at U+2028 and its like as well, which stand in the text
    of replies as they are.
    """

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        """The lines that are complete now.

        Raises:
            ServerFailedError: A line is longer than any event.
        """
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > _LONGEST_LINE:
            raise ServerFailedError("The server sends a line without end. Is it OpenAI-compatible?")
        return lines


_LONGEST_LINE = 16 * 2**20


class EventReader:
    """Turns the lines of an event stream into chunks, and knows whether the stream came to its end.

    Attributes:
        done: Whether the server said that nothing more comes.
    """

    def __init__(self, model: str, provider: str, where: str, reasoning: tuple[str, ...]) -> None:
        self.done = False
        self._model = model
        self._provider = provider
        self._where = where
        self._reasoning = reasoning
        self._finish_reason = ""

    def read(self, lines: Iterable[bytes]) -> Iterator[ChatGenerationChunk]:
        """The chunks in lines of the stream that have come together; text in several of them is one chunk.

        Raises:
            EngineError: The server reports an error in the middle of the stream.
        """
        for event in joined(map(self._event, lines), self._texts):
            try:
                chunk = self._chunk(event)
            except (TypeError, AttributeError, LookupError, ValueError) as error:  # parts of another shape
                raise ServerFailedError(_no_event(json.dumps(event).encode())) from error
            yield chunk

    def _event(self, line: bytes) -> Json | None:
        """What one line says; None for lines that say nothing."""
        field, _, value = line.partition(b":")
        value = value.strip()
        if field not in (b"data", b"error") or not value:
            return None  # blank lines, and comments that keep the connection alive
        if value == b"[DONE]":
            self.done = True
            return None
        try:
            event = json.loads(value)
        except ValueError as error:
            raise ServerFailedError(f"{_no_event(value)} Is it OpenAI-compatible?") from error
        if not isinstance(event, dict):
            raise ServerFailedError(_no_event(value))
        if field == b"error" or event.get("error"):
            raise refusal(500, event, self._where)
        return event

    def _texts(self, event: Json) -> Json | None:
        """The texts of an event that holds nothing else."""
        choices = event.get("choices")
        choice = choices[0] if isinstance(choices, list) and len(choices) == 1 else None
        if not isinstance(choice, dict) or event.get("usage") or event.get("timings"):
            return None
        if choice.get("finish_reason") or choice.get("logprobs"):
            return None
        delta: Json | None = choice.get("delta")
        return delta if are_texts(delta, ("content", *self._reasoning)) else None

    def check_complete(self) -> None:
        """Say so if the stream ended before the reply did."""
        if not self._finish_reason:
            raise ServerBrokeOffError(
                f"{self._where} ended the reply before it was finished. Ask again; if it happens again, "
                "look at its log, or whether there is an OpenAI-compatible server at this address at all."
            )

    def _chunk(self, event: Json) -> ChatGenerationChunk:
        choices = event.get("choices") or [{}]
        delta = choices[0].get("delta") or {}
        finish_reason = choices[0].get("finish_reason") or ""
        message = AIMessageChunk(
            content=delta.get("content") or "",
            additional_kwargs=self._thinking(delta),
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
        if event.get(
            "timings"
        ):  # llama.cpp's: tokens of the prompt that it read or had kept, and milliseconds
            message.response_metadata["timings"] = event["timings"]
        if event.get("id"):
            message.id = event["id"]
        return ChatGenerationChunk(message=message)

    def _thinking(self, delta: Json) -> Json:
        thinking = next((delta[name] for name in self._reasoning if delta.get(name)), "")
        return {"reasoning_content": thinking} if thinking else {}


def has_token(chunk: ChatGenerationChunk) -> bool:
    """Whether a chunk gives the caller something of the reply."""
    message = chunk.message
    return bool(
        message.content
        or message.additional_kwargs
        or (isinstance(message, AIMessageChunk) and message.tool_call_chunks)
    )


def _no_event(value: bytes) -> str:
    return f"The server sent something that is no event: {value[:200].decode('utf-8', 'replace')!r}."


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


def refusal(
    status: int, body: object, where: str = "The server", retry_after: float | None = None
) -> EngineError:
    """The error for an answer that is none, from its status and body."""
    detail = body.get("error", body) if isinstance(body, dict) else body
    kind = str(detail.get("type", "")) if isinstance(detail, dict) else ""
    text = str(detail.get("message", detail)) if isinstance(detail, dict) else str(detail)
    text = " ".join(text.split())[:300]
    code = detail.get("code") if isinstance(detail, dict) else None
    status = code if isinstance(code, int) and not isinstance(code, bool) else status
    if "exceed_context" in kind or "context_length" in str(code) or _OVERFLOW.search(text):
        about = detail if isinstance(detail, dict) else {}
        return ContextOverflowError(
            f"The prompt does not fit into the model's context: {text}. Shorten the problem.",
            prompt_tokens=_number(about.get("n_prompt_tokens")),
            context=_number(about.get("n_ctx")),
        )
    if status == 404:
        return ModelNotFoundError(
            f"{where} has no such model, or nothing at this path: {text}. "
            "List its models and name one of them."
        )
    if status in (401, 403):
        return RequestRefusedError(f"{where} refuses the request ({status}): {text}. Check the API key.")
    if status in (429, 502, 503):
        return ServerBusyError(
            f"{where} takes no request at the moment ({status}): {text}. It may be starting, or have too "
            "many; ask again later.",
            retry_after=retry_after,
        )
    if 400 <= status < 500:
        return RequestRefusedError(
            f"{where} does not accept the request ({status}): {text}. Leave out the setting that it names."
        )
    return ServerFailedError(
        f"{where} answered with an error ({status}): {text}. Look at its log, then ask again."
    )


# llama.cpp, Ollama and vLLM say "context length", LM Studio "when context the overflows"
_OVERFLOW = re.compile(
    r"(exceeds?|maximum|greater than)\b.*\bcontext (length|size|window)|context\b.*\boverflows", re.I
)


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


@contextmanager
def http_errors(
    where: str, start: str, *, probing: bool = False, clock: Clock | None = None
) -> Iterator[None]:
    """Turn errors of the connection into ours.

    Args:
        where: The server, for a person, for example `Ollama at http://...`.
        start: What to do if nothing listens there.
        probing: Whether this is only the question whether the server is there, which it must answer at once.
        clock: The request's clock, which knows the limit that was reached.
    """
    try:
        yield
    except httpx.ConnectTimeout as error:
        if clock and clock.left() == 0.0:
            raise clock.error() from error  # it was not the connection that took so long
        raise ServerDownError(
            f"{where} does not accept a connection in the time that it has for it (timeout connect). {start}"
        ) from error
    except httpx.ConnectError as error:
        raise ServerDownError(f"{where} does not answer. {start}") from error
    except httpx.TimeoutException as error:
        if probing:
            raise ServerTimeoutError(
                f"{where} accepts connections, but does not even say which models it has. It hangs, or "
                "something else listens there: look at its log and restart it, or correct the address."
            ) from error
        if clock:
            raise clock.error() from error
        raise ServerTimeoutError(
            f"{where} accepted the request and then said nothing for too long. It may be busy or stuck: "
            "look at its log, restart it, or allow more time."
        ) from error
    except httpx.TransportError as error:
        raise ServerBrokeOffError(
            f"{where} broke off the connection ({str(error) or type(error).__name__}). Ask again; if it "
            "happens again, look at the server's log (out of memory?)."
        ) from error
