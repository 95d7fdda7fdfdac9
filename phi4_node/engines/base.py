"""What `ChatPhi4Mini` expects of an engine beyond being a LangChain chat model that streams."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any, cast

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.chat_models import agenerate_from_stream, generate_from_stream
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from phi4_node.weights import Progress

ProgressCallback = Callable[[Progress], None]


class Engine(BaseChatModel):
    """A chat model that streams; a whole reply is a stream read to its end, so that giving up stops it.

    The call settings are those of the OpenAI wire, whatever the server calls them: `temperature`, `top_p`,
    `top_k`, `max_tokens`, `seed`, `stop`, `tools`, `tool_choice`, `response_format`.
    """

    @property
    @abstractmethod
    def spec(self) -> str:
        """The words that name this engine and model, as `open_engine` reads them."""

    @property
    def request_context(self) -> int | None:
        """Tokens of context that a request can use; None if only the server knows."""
        return None

    @property
    def continues_replies(self) -> bool:
        """Whether a conversation that ends with a message of the assistant's is continued, not answered."""
        return False

    def prepare(self, progress: ProgressCallback | None = None) -> None:
        """Make ready to answer: fetch weights, start what must be started, or find out that it cannot be."""

    async def aprepare(self, progress: ProgressCallback | None = None) -> None:
        """`prepare` without blocking the event loop: in a thread, where an engine knows no better way."""
        await asyncio.to_thread(self.prepare, progress)

    def count_tokens(self, messages: list[BaseMessage]) -> int | None:
        """Tokens of the prompt by the engine's own tokenizer; None if it offers none."""
        return None

    def identity(self) -> dict[str, Any]:
        """What identifies the model for caches and traces."""
        return {"engine": self.spec}

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return generate_from_stream(self._stream(messages, stop, run_manager, **kwargs))

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        stream = cast(
            "AsyncGenerator[ChatGenerationChunk]", self._astream(messages, stop, run_manager, **kwargs)
        )
        async with aclosing(stream):
            return await agenerate_from_stream(stream)
