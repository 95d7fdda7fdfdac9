"""A chat model whose first reply is planted, so that a test can watch it being refuted and mended."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field, PrivateAttr

_USAGE = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}


class WrongFirstModel(BaseChatModel):
    """Replies with `wrong` once, and from then on lets `inner` answer.

    Attributes:
        inner: The real chat model.
        wrong: The planted reply, or several that are given one after the other.
        seen: The messages of every call, so that a test can look for the counterexample that was fed back.
    """

    inner: BaseChatModel
    wrong: str | tuple[str, ...]
    seen: list[list[BaseMessage]] = Field(default_factory=list)
    _planted: list[str] = PrivateAttr(default_factory=list)

    def model_post_init(self, context: Any, /) -> None:
        self._planted = [self.wrong] if isinstance(self.wrong, str) else list(self.wrong)

    @property
    def _llm_type(self) -> str:
        return "wrong-first"

    def _next(self, messages: list[BaseMessage]) -> str | None:
        self.seen.append(list(messages))
        return self._planted.pop(0) if self._planted else None

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        planted = self._next(messages)
        if planted is None:
            reply = self.inner.invoke(messages, stop=stop, **kwargs)
        else:
            reply = AIMessage(planted, usage_metadata=_USAGE)
        return ChatResult(generations=[ChatGeneration(message=reply)])

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        planted = self._next(messages)
        if planted is None:
            reply = await self.inner.ainvoke(messages, stop=stop, **kwargs)
        else:
            reply = AIMessage(planted, usage_metadata=_USAGE)
        return ChatResult(generations=[ChatGeneration(message=reply)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        planted = self._next(messages)
        if planted is not None:
            yield from (ChatGenerationChunk(message=chunk) for chunk in _pieces(planted))
            return
        for chunk in self.inner.stream(messages, stop=stop, **kwargs):
            yield ChatGenerationChunk(message=chunk)  # type: ignore[arg-type]

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        planted = self._next(messages)
        if planted is not None:
            for piece in _pieces(planted):
                yield ChatGenerationChunk(message=piece)
            return
        async for chunk in self.inner.astream(messages, stop=stop, **kwargs):
            yield ChatGenerationChunk(message=chunk)  # type: ignore[arg-type]


def _pieces(text: str, size: int = 7) -> Iterator[AIMessageChunk]:
    """The text in small chunks, the last of which carries usage and the end."""
    for start in range(0, len(text), size):
        yield AIMessageChunk(text[start : start + size])
    yield AIMessageChunk(
        "", usage_metadata=_USAGE, response_metadata={"finish_reason": "stop"}, chunk_position="last"
    )
