"""An engine's reply made uniform: thinking apart from text, usage and flags on the last chunk."""

from __future__ import annotations

from typing import Any

from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.messages.ai import OutputTokenDetails, UsageMetadata, add_usage
from langchain_core.outputs import ChatGenerationChunk

from phi4_node.engines.repeats import REPEATING_REASON
from phi4_node.parsing.thinking import CLOSE_TAG, OPEN_TAG, Kind, ThinkingSplitter, split_thinking
from phi4_node.profiles import ThinkingTags

TRUNCATED = "truncated"
"""The length limit cut the reply off."""
UNCLOSED_THINKING = "unclosed_thinking"
"""The reply ended while the model was still thinking: there is no answer, or only a beginning of one."""
LATE_THINKING_TAG = "late_thinking_tag"
"""A closing tag came without an opening one: text that was streamed before it was thinking."""
EMPTY = "empty"
"""There is neither text nor a tool call."""

REPEATING = "repeating"
"""The model said the same thing over and over and was stopped."""
ESTIMATED_USAGE = "estimated_usage"
"""The model was stopped before it reported its tokens; they were counted here."""

_REASONING_KEYS = ("reasoning_content", "reasoning")
_CUT_REASONS = ("length", "max_tokens", "MAX_TOKENS")


class ReplyReader:
    """Makes the chunks of one reply uniform."""

    def __init__(self, tags: ThinkingTags | None) -> None:
        self._open = tags.open if tags else OPEN_TAG
        self._close = tags.close if tags else CLOSE_TAG
        self._starts_open = bool(tags and tags.starts_open)
        self._splitter: ThinkingSplitter | None = None
        self._beginning = ""
        self._server_splits = False
        self._characters: dict[Kind, int] = {"thinking": 0, "text": 0}
        self._has_text = False
        self._has_tool_call = False
        self._usage: UsageMetadata | None = None
        self._metadata: dict[str, Any] = {}
        self._id: str | None = None

    def read(self, chunk: ChatGenerationChunk) -> list[ChatGenerationChunk]:
        """The uniform chunks for one of the engine's: never thinking and text in the same one."""
        message = chunk.message
        if not isinstance(message, AIMessageChunk):
            raise TypeError(f"an engine streamed a {type(message).__name__} where an AIMessageChunk belongs")
        info = dict(chunk.generation_info or {})
        logprobs = info.pop("logprobs", None)
        self._remember(message, info)
        text, thinking, other = _parts(message)
        self._server_splits = self._server_splits or bool(thinking)
        pieces: list[tuple[Kind, str]] = [("thinking", thinking)] if thinking else []
        if text:
            pieces += self._feed(text)
        self._count(pieces)
        chunks = [self._chunk(kind, piece) for kind, piece in pieces]
        if message.tool_call_chunks or other:
            rest = AIMessageChunk(content=other or "", tool_call_chunks=message.tool_call_chunks, id=self._id)
            chunks.append(ChatGenerationChunk(message=rest))
        if logprobs:
            chunks = chunks or [self._chunk("text", "")]
            chunks[-1].generation_info = {"logprobs": logprobs}
        return chunks

    def finish(self) -> list[ChatGenerationChunk]:
        """What was held back, and the last chunk with usage, the reason for the end, and flags."""
        splitter = self._splitter or self._start()
        pieces = [*splitter.feed(self._beginning), *splitter.close()]
        self._count(pieces)
        chunks = [self._chunk(kind, piece) for kind, piece in pieces]
        message = AIMessageChunk(
            content="",
            id=self._id,
            usage_metadata=self._counted_usage(),
            response_metadata=self._response_metadata(splitter.unclosed, late_tag=splitter.lone_close),
            chunk_position="last",
        )
        return [*chunks, ChatGenerationChunk(message=message)]

    def whole(self, message: AIMessage, info: dict[str, Any]) -> AIMessage:
        """A complete reply made uniform; sees the end first, so that a late tag does no harm."""
        self._remember(message, info)
        text, thinking, other = _parts(message)
        self._server_splits = bool(thinking)
        starts_open = self._starts_inside(text)
        split = split_thinking(text, self._open, self._close, start_in_thinking=starts_open)
        thinking = "\n\n".join(part for part in (thinking, split.thinking) if part)
        self._count([("thinking", thinking), ("text", split.text)])
        kwargs = {
            key: value for key, value in message.additional_kwargs.items() if key not in _REASONING_KEYS
        }
        if thinking:
            kwargs["reasoning_content"] = thinking
        content: str | list[str | dict[str, Any]] = split.text
        if other:
            content = [*([{"type": "text", "text": split.text}] if split.text else []), *other]
        return message.model_copy(
            update={
                "content": content,
                "additional_kwargs": kwargs,
                "usage_metadata": self._counted_usage(),
                "response_metadata": self._response_metadata(split.unclosed, late_tag=False),
            }
        )

    def _feed(self, text: str) -> list[tuple[Kind, str]]:
        if self._splitter is not None:
            return self._splitter.feed(text)
        self._beginning += text
        if self._starts_open and self._open.startswith(self._beginning.strip()):
            return []  # not enough yet to see whether the opening tag is there after all
        beginning, self._beginning = self._beginning, ""
        self._splitter = self._start(beginning)
        return self._splitter.feed(beginning)

    def _start(self, beginning: str = "") -> ThinkingSplitter:
        return ThinkingSplitter(self._open, self._close, start_in_thinking=self._starts_inside(beginning))

    def _starts_inside(self, text: str) -> bool:
        """Whether the reply begins inside the thinking: the template opened it, and nobody else saw to it."""
        return self._starts_open and not self._server_splits and not text.lstrip().startswith(self._open)

    def _remember(self, message: AIMessage, info: dict[str, Any]) -> None:
        self._id = self._id or message.id
        self._metadata = {**self._metadata, **info, **message.response_metadata}
        if message.usage_metadata:
            self._usage = add_usage(self._usage, message.usage_metadata)
        chunks = message.tool_call_chunks if isinstance(message, AIMessageChunk) else []
        self._has_tool_call = self._has_tool_call or bool(message.tool_calls or chunks)

    def _count(self, pieces: list[tuple[Kind, str]]) -> None:
        for kind, piece in pieces:
            self._characters[kind] += len(piece)
            self._has_text = self._has_text or (kind == "text" and not piece.isspace() and bool(piece))

    def _chunk(self, kind: Kind, piece: str) -> ChatGenerationChunk:
        if kind == "text":
            return ChatGenerationChunk(message=AIMessageChunk(content=piece, id=self._id))
        kwargs = {"reasoning_content": piece}
        return ChatGenerationChunk(message=AIMessageChunk(content="", additional_kwargs=kwargs, id=self._id))

    def _counted_usage(self) -> UsageMetadata | None:
        """Usage with the reasoning tokens apart: the engine's count, or the share of the characters."""
        usage = self._usage
        if usage is None:
            return None
        details = OutputTokenDetails(**(usage.get("output_token_details") or {}))
        if details.get("reasoning") is None:
            characters = sum(self._characters.values())
            share = self._characters["thinking"] / characters if characters else 0.0
            details["reasoning"] = round(usage["output_tokens"] * share)
        counted = UsageMetadata(**usage)
        counted["output_token_details"] = details
        return counted

    def _response_metadata(self, unclosed: bool, *, late_tag: bool) -> dict[str, Any]:
        reason = self._metadata.get("finish_reason") or self._metadata.get("done_reason") or ""
        flags = [
            flag
            for flag, raised in (
                (TRUNCATED, reason in _CUT_REASONS),
                (UNCLOSED_THINKING, unclosed),
                (LATE_THINKING_TAG, late_tag),
                (EMPTY, not self._has_text and not self._has_tool_call),
                (REPEATING, reason == REPEATING_REASON),
                (ESTIMATED_USAGE, reason == REPEATING_REASON),
            )
            if raised
        ]
        return {**self._metadata, "finish_reason": reason, "flags": flags}


def _parts(message: AIMessage) -> tuple[str, str, list[str | dict[str, Any]]]:
    """Text, thinking, and whatever else a message has in its content."""
    thinking = next(
        (message.additional_kwargs[key] for key in _REASONING_KEYS if message.additional_kwargs.get(key)), ""
    )
    if isinstance(message.content, str):
        return message.content, str(thinking), []
    text: list[str] = []
    other: list[str | dict[str, Any]] = []
    thoughts = [str(thinking)]
    for block in message.content:
        kind = "text" if isinstance(block, str) else block.get("type")
        if isinstance(block, str):
            text.append(block)
        elif kind == "text":
            text.append(str(block.get("text", "")))
        elif kind in ("reasoning", "thinking"):
            thoughts.append(str(block.get(kind, "")))
        else:
            other.append(block)
    return "".join(text), "".join(thoughts), other
