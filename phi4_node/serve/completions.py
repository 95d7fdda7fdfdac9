"""Chat completions of the OpenAI wire: bodies, and messages turned into them."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Sequence
from typing import Any, Literal

from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    HumanMessage,
    convert_to_messages,
)
from pydantic import BaseModel, Field

from phi4_node.errors import BadInputError
from phi4_node.schema import Certificate, Problem, Result, Status, Usage
from phi4_node.serve.bodies import Request as Body
from phi4_node.serve.inputs import checked_problem

GRAPH = "phi4-node"
"""The name under which the reasoning graph is offered."""


class StreamOptions(Body):
    """Whether the last chunk has the usage."""

    include_usage: bool = False


class CompletionRequest(Body):
    """What a client sends; fields that are not known are ignored."""

    model: str = GRAPH
    messages: list[dict[str, Any]] = Field(min_length=1, max_length=400)
    stream: bool = False
    stream_options: StreamOptions = StreamOptions()
    temperature: float | None = Field(default=None, ge=0, le=2)
    top_p: float | None = Field(default=None, gt=0, le=1)
    max_tokens: int | None = Field(default=None, ge=1, le=131_072)
    max_completion_tokens: int | None = Field(default=None, ge=1, le=131_072)
    seed: int | None = None
    stop: str | list[str] | None = None
    tools: list[dict[str, Any]] | None = Field(default=None, max_length=64)
    tool_choice: str | dict[str, Any] | None = None
    n: Literal[1] = 1


class Extension(BaseModel):
    """What this service adds: the answer alone, how far it was checked, and the proof.

    Attributes:
        status: The verdict's status.
        reason: The verdict's reason.
        answer: The answer alone.
        certificate: Replayable without a model; null if there is nothing to replay.
    """

    status: Status
    reason: str
    answer: str = ""
    certificate: Certificate | None = None


def choice_of(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    """One choice of a chunk."""
    return {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}


def delta_of(chunk: AIMessageChunk) -> dict[str, Any]:
    """What a chunk adds."""
    delta: dict[str, Any] = {}
    thinking = chunk.additional_kwargs.get("reasoning_content")
    if thinking:
        delta["reasoning_content"] = thinking
    if chunk.text:
        delta["content"] = chunk.text
    if chunk.tool_call_chunks:
        delta["tool_calls"] = [
            {
                "index": call.get("index") or 0,
                "id": call.get("id"),
                "type": "function",
                "function": {"name": call.get("name"), "arguments": call.get("args") or ""},
            }
            for call in chunk.tool_call_chunks
        ]
    return delta


def whole_reply(body: CompletionRequest, message: AIMessage, extension: Extension) -> dict[str, Any]:
    """A whole reply."""
    said: dict[str, Any] = {"role": "assistant", "content": message.text}
    thinking = message.additional_kwargs.get("reasoning_content")
    if thinking:
        said["reasoning_content"] = thinking
    if message.tool_calls:
        said["tool_calls"] = [
            {
                "id": call["id"],
                "type": "function",
                "function": {"name": call["name"], "arguments": json.dumps(call["args"])},
            }
            for call in message.tool_calls
        ]
    choice = {"index": 0, "message": said, "finish_reason": finish_reason(message, "stop"), "logprobs": None}
    return {
        **head_of(body, "chat.completion"),
        "choices": [choice],
        "usage": usage_of(message.usage_metadata),
        "phi4_node": extension.model_dump(mode="json"),
    }


def head_of(body: CompletionRequest, kind: str) -> dict[str, Any]:
    """What every object begins with."""
    made = {"id": f"chatcmpl-{uuid.uuid4().hex}", "object": kind, "created": int(time.time())}
    return {**made, "model": body.model}


def finish_reason(message: AIMessage | AIMessageChunk, before: str) -> str:
    """Why the reply ended, in the words of this wire."""
    if message.tool_calls or getattr(message, "tool_call_chunks", None):
        return "tool_calls"
    reason = message.response_metadata.get("finish_reason") or before
    return reason if reason in ("stop", "length", "tool_calls") else "stop"


def usage_of(usage: Any) -> dict[str, Any]:
    """Tokens in the words of this wire."""
    came, went = (usage["input_tokens"], usage["output_tokens"]) if usage else (0, 0)
    thought = (usage or {}).get("output_token_details", {}).get("reasoning", 0)
    return {
        "prompt_tokens": came,
        "completion_tokens": went,
        "total_tokens": came + went,
        "completion_tokens_details": {"reasoning_tokens": thought},
    }


def graph_message(result: Result) -> AIMessage:
    """A result as a message: the solution, and under it how far it was checked."""
    solution = result.solution
    reply = (solution.text.strip() or solution.answer) if solution else "There is no answer."
    usage: Usage = result.usage
    return AIMessage(
        f"{reply}\n\nVerdict: {result.verdict}",
        additional_kwargs={"reasoning_content": solution.thinking} if solution and solution.thinking else {},
        usage_metadata={
            "input_tokens": usage.input_tokens,
            "output_tokens": usage.output_tokens,
            "total_tokens": usage.total_tokens,
            "output_token_details": {"reasoning": usage.reasoning_tokens},
        },
    )


def extension_of(result: Result) -> Extension:
    """What this service adds to the reply."""
    verdict = result.verdict
    return Extension(
        status=verdict.status, reason=verdict.reason, answer=result.answer, certificate=result.certificate
    )


def settings_of(body: CompletionRequest) -> dict[str, Any]:
    """The settings of the call, as engines take them."""
    named = body.model_dump(
        include={"temperature", "top_p", "seed", "tools", "tool_choice"}, exclude_none=True
    )
    longest = body.max_completion_tokens or body.max_tokens
    if longest:
        named["max_tokens"] = longest
    if body.stop:
        named["stop"] = [body.stop] if isinstance(body.stop, str) else body.stop
    return named


def messages_of(body: CompletionRequest) -> list[BaseMessage]:
    """The conversation.

    Raises:
        BadInputError: If it cannot be read.
    """
    try:
        return list(convert_to_messages(body.messages))
    except (ValueError, KeyError, TypeError, NotImplementedError):
        raise BadInputError("The messages cannot be read; each needs a role and a content.") from None


def last_question(messages: Sequence[BaseMessage], longest: int) -> Problem:
    """The last message of the user, as the problem that a verdict is about.

    Raises:
        BadInputError: If there is none, or it cannot be a problem.
    """
    asked = next((message for message in reversed(messages) if isinstance(message, HumanMessage)), None)
    if asked is None:
        raise BadInputError("The conversation has no message of the user; send at least one.")
    return checked_problem(asked.text, longest, is_code=True)
