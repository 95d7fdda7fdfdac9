"""Chat models that say what a test tells them to, cut into chunks as the test likes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import ConfigDict, Field

from phi4_node.engines import Engine, RequestRefusedError


class StreamingModel(BaseChatModel):
    """Streams `chunks` and remembers how it was called and whether the stream was closed early."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    chunks: Sequence[AIMessageChunk]
    calls: list[dict[str, Any]] = Field(default_factory=list)
    closed_after: list[int] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "streaming-fake"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        raise AssertionError("the stream is what is used")

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        self.calls.append({"messages": messages, "stop": stop, **kwargs})
        given = 0
        try:
            for chunk in self.chunks:
                given += 1
                yield ChatGenerationChunk(message=chunk)
        finally:
            self.closed_after.append(given)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        self.calls.append({"messages": messages, "stop": stop, **kwargs})
        given = 0
        try:
            for chunk in self.chunks:
                given += 1
                yield ChatGenerationChunk(message=chunk)
        finally:
            self.closed_after.append(given)


class FakeEngine(Engine, StreamingModel):
    """The same as one of our engines, so that it gets the profile's sampling."""

    model: str = "phi4-mini-reasoning"
    temperature: float | None = None

    @property
    def spec(self) -> str:
        return f"fake:{self.model}"


class WholeModel(BaseChatModel):
    """Knows only whole replies."""

    reply: AIMessage
    info: dict[str, Any] | None = None

    @property
    def _llm_type(self) -> str:
        return "whole-fake"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self.reply, generation_info=self.info)])


def said(*texts: str, finish_reason: str = "stop", output_tokens: int = 100) -> list[AIMessageChunk]:
    """Chunks of text, the reason for the end, and usage in a chunk of its own."""
    return [
        *(AIMessageChunk(content=text) for text in texts),
        AIMessageChunk(content="", response_metadata={"finish_reason": finish_reason}),
        AIMessageChunk(
            content="",
            usage_metadata={
                "input_tokens": 10,
                "output_tokens": output_tokens,
                "total_tokens": 10 + output_tokens,
            },
        ),
    ]


class ScriptedEngine(Engine):
    """One of our engines that has a reply ready for each call; a fake, as no real model errs to order.

    `continues` is whether it goes on with a message of the assistant's; `refuses` makes it answer 400 to such
    conversations and to tools, as some servers do.
    """

    model: str = "qwen2.5-coder-1.5b"
    replies: list[list[AIMessageChunk]]
    continues: bool = False
    refuses: bool = False
    calls: list[dict[str, Any]] = Field(default_factory=list)
    closed_after: list[int] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted-fake"

    @property
    def spec(self) -> str:
        return f"fake:{self.model}"

    @property
    def continues_replies(self) -> bool:
        return self.continues

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        self.calls.append({"messages": messages, "stop": stop, **kwargs})
        if self.refuses and (messages[-1].type == "ai" or "tools" in kwargs):
            raise RequestRefusedError("this is not supported")
        given = 0
        try:
            for chunk in self.replies.pop(0):
                given += 1
                yield ChatGenerationChunk(message=chunk)
        finally:
            self.closed_after.append(given)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        for chunk in self._stream(messages, stop, **kwargs):
            yield chunk
