"""What `ChatPhi4Mini` expects of an engine beyond being a LangChain chat model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from langchain_core.messages import BaseMessage

from phi4_node.weights import Progress

ProgressCallback = Callable[[Progress], None]


class Engine:
    """Mixed into a `BaseChatModel`; every engine takes the same settings per call.

    The call settings are those of the OpenAI wire, whatever the server calls them: `temperature`, `top_p`,
    `top_k`, `max_tokens`, `seed`, `stop`, `tools`, `tool_choice`, `response_format`.
    """

    @property
    def spec(self) -> str:
        """The words that name this engine and model, as `open_engine` reads them."""
        raise NotImplementedError

    @property
    def request_context(self) -> int | None:
        """Tokens of context that a request can use; None if only the server knows."""
        return None

    def prepare(self, progress: ProgressCallback | None = None) -> None:
        """Make ready to answer: fetch weights, start what must be started, or find out that it cannot be."""

    async def aprepare(self, progress: ProgressCallback | None = None) -> None:
        """`prepare` without blocking the event loop."""
        raise NotImplementedError

    def count_tokens(self, messages: list[BaseMessage]) -> int | None:
        """Tokens of the prompt by the engine's own tokenizer; None if it offers none."""
        return None

    def identity(self) -> dict[str, Any]:
        """What identifies the model for caches and traces."""
        return {"engine": self.spec}
