"""Drawing one reply from the chat model, within its share of tokens and seconds; async and sync."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import aclosing, closing
from dataclasses import dataclass, field
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.runnables import RunnableConfig

from phi4_node.errors import ExitCode, Phi4NodeError
from phi4_node.graph.threads import OutOfTimeError, ThreadedIterator
from phi4_node.graph.tokens import add_chunk_usage, usage_of
from phi4_node.schema import Usage

_HALF = re.compile("[\ud800-\udfff]")
"""Half of a character: some servers send one when they cut a reply off, and JSON cannot hold it."""


class RunCancelledError(Phi4NodeError):
    """Nobody waits for the run any more."""

    exit_code = ExitCode.INTERRUPTED


@dataclass(frozen=True, slots=True)
class Request:
    """One call to the model.

    Attributes:
        messages: The prompt.
        sampling: Keyword arguments of the call.
        seconds: Time that it may take.
    """

    messages: Sequence[BaseMessage]
    sampling: dict[str, Any]
    seconds: float


@dataclass(slots=True)
class Reply:
    """What has come so far; `on_text` and `on_thinking` hear each piece.

    Attributes:
        is_enough: Asked after each piece; once it says so, the stream is closed.
        out_of_time: Whether it was cut off because the time was up.
        stopped_early: Whether it was closed because it was enough.
    """

    on_text: Callable[[str], None] = lambda text: None
    on_thinking: Callable[[str], None] = lambda text: None
    is_enough: Callable[[], bool] = lambda: False
    text: str = ""
    thinking: str = ""
    flags: tuple[str, ...] = ()
    model: str = ""
    out_of_time: bool = False
    stopped_early: bool = False
    _usage: UsageMetadata | None = None
    _pieces: dict[str, list[str]] = field(default_factory=lambda: {"text": [], "thinking": []})

    def add(self, chunk: BaseMessage) -> None:
        """Take the next chunk of the stream."""
        thinking = chunk.additional_kwargs.get("reasoning_content")
        if isinstance(thinking, str) and thinking:
            thinking = _HALF.sub("\ufffd", thinking)
            self._pieces["thinking"].append(thinking)
            self.on_thinking(thinking)
        text = _HALF.sub("\ufffd", chunk.text)
        if text:
            self._pieces["text"].append(text)
            self.on_text(text)
        if isinstance(chunk, AIMessageChunk):
            self._usage = add_chunk_usage(self._usage, chunk)
        about = chunk.response_metadata
        flags = about.get("flags")
        if isinstance(flags, list):
            self.flags = tuple(dict.fromkeys((*self.flags, *map(str, flags))))
        if about.get("finish_reason") == "length" or about.get("done_reason") == "length":
            self.flags = tuple(dict.fromkeys((*self.flags, "truncated")))
        self.model = str(about.get("model_name") or about.get("model") or self.model)

    def close(self) -> Reply:
        """The stream has ended."""
        self.text = "".join(self._pieces["text"])
        self.thinking = "".join(self._pieces["thinking"])
        if self.out_of_time:
            self.flags = (*self.flags, "out_of_time")
        if self.stopped_early:
            self.flags = (*self.flags, "stopped_early")
        elif not self.text.strip():
            self.flags = tuple(dict.fromkeys((*self.flags, "empty")))
        return self

    def usage(self, messages: Sequence[BaseMessage]) -> tuple[Usage, bool]:
        """Tokens of the call, and whether they had to be estimated."""
        return usage_of(self._usage, messages, self.text, self.thinking)


def draw(
    model: BaseChatModel,
    request: Request,
    reply: Reply,
    config: RunnableConfig,
    cancelled: threading.Event | None = None,
) -> Reply:
    """Read one reply; when the time is up, what came until then is the reply.

    No event loop is needed, and one that is running is not disturbed.
    """
    chunks = ThreadedIterator(
        lambda: model.stream(list(request.messages), config, **request.sampling),
        deadline=time.monotonic() + request.seconds,
        stop=cancelled,
    )
    with closing(chunks):
        try:
            for chunk in chunks:
                reply.add(chunk)
                if reply.is_enough():
                    reply.stopped_early = True
                    break
        except OutOfTimeError:
            reply.out_of_time = True
    if cancelled is not None and cancelled.is_set():
        raise RunCancelledError("The run was stopped by its caller.")
    return reply.close()


async def adraw(model: BaseChatModel, request: Request, reply: Reply, config: RunnableConfig) -> Reply:
    """Read one reply; when the time is up, what came until then is the reply."""
    try:
        async with asyncio.timeout(request.seconds) as limit:
            stream: Any = model.astream(list(request.messages), config, **request.sampling)
            async with aclosing(stream) as chunks:
                async for chunk in chunks:
                    reply.add(chunk)
                    if reply.is_enough():
                        reply.stopped_early = True
                        break
    except TimeoutError:
        if not limit.expired():
            raise  # the engine's own
        reply.out_of_time = True
    return reply.close()
