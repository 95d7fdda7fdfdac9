"""A chat model that writes down every call, and reads the same call from its log when it comes again.

The same prompt with the same settings gets the same sample wherever it is asked, so the methods share what they
have in common, a run that was interrupted goes on where it stopped, and a report can be made again without a model.
"""

from __future__ import annotations

import functools
import hashlib
import json
import operator
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import aclosing, closing
from pathlib import Path
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.chat_models import agenerate_from_stream, generate_from_stream
from langchain_core.messages import AIMessageChunk, BaseMessage, convert_to_openai_messages
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from pydantic import ConfigDict, PrivateAttr

from phi4_node.engines.base import Engine, ProgressCallback


class Log:
    """The calls so far, one JSON line each: key, prompt, settings, chunks, seconds."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._calls: dict[str, dict[str, Any]] = {}
        self._writing = threading.Lock()
        if path.is_file():
            for line in path.read_text(encoding="utf-8").splitlines():
                call = json.loads(line)
                self._calls[call["key"]] = call

    def find(self, key: str) -> dict[str, Any] | None:
        """The call with that key, if it was made before."""
        return self._calls.get(key)

    def add(self, call: dict[str, Any]) -> None:
        """Keep a call, on disk before anything is done with it."""
        self._calls[call["key"]] = call
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._writing, self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(call, ensure_ascii=False) + "\n")


class Tally:
    """What one method used on one problem: calls, tokens in and out, tool calls that could be read."""

    def __init__(self) -> None:
        self.calls = 0
        self.input_tokens = 0
        self.output_tokens = 0
        self.tool_calls = 0
        self.seconds = 0.0
        self.spared_tokens = 0
        self.asked: Counter[str] = Counter()

    def add(self, call: dict[str, Any], pieces: int | None = None) -> None:
        """Count a call; `pieces` if its stream was closed after so many tokens."""
        self.calls += 1
        self.input_tokens += call["input_tokens"]
        whole = call["output_tokens"]
        used = whole if pieces is None else min(pieces, whole)
        self.output_tokens += used
        self.spared_tokens += whole - used
        self.seconds += call["seconds"] * (1.0 if pieces is None or not whole else min(pieces / whole, 1.0))


class LoggedChat(Engine, BaseChatModel):
    """An engine with a log in front of it.

    A prompt that one method asks twice for one problem is meant to give two samples: the seed counts them.
    A stream that the caller closes is written down whole all the same, so that others can read on.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    engine: Any
    log: Any
    _tally: Tally = PrivateAttr(default_factory=Tally)

    @property
    def model(self) -> str:
        """The model's name, by which its profile is found."""
        return str(self.engine.model)

    @property
    def spec(self) -> str:
        """The engine's."""
        return str(self.engine.spec)

    @property
    def request_context(self) -> int | None:
        """The engine's."""
        return self.engine.request_context  # type: ignore[no-any-return]

    def prepare(self, progress: ProgressCallback | None = None) -> None:
        """Nothing: a replay needs no model, and a first call prepares the engine."""

    async def aprepare(self, progress: ProgressCallback | None = None) -> None:
        """Nothing, as above."""

    def start(self) -> Tally:
        """Begin a new count: another method or another problem."""
        self._tally = Tally()
        return self._tally

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[Any, Any]:
        """As the engine does it."""
        return self.bind(**self.engine.bind_tools(tools, **kwargs).kwargs)

    def _call(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> dict[str, Any]:
        settings = {name: value for name, value in sorted(kwargs.items()) if value is not None}
        if settings.get("temperature") == 0.0:  # the likeliest token is always among the likeliest
            settings = {
                name: value for name, value in settings.items() if name not in {"top_p", "top_k", "min_p"}
            }
        asked = json.dumps([self.spec, convert_to_openai_messages(messages), stop, settings], sort_keys=True)
        self._tally.asked[asked] += 1
        settings["seed"] = self._tally.asked[asked]
        key = hashlib.sha256(json.dumps([asked, settings["seed"]]).encode()).hexdigest()[:32]
        return self.log.find(key) or self._draw(key, messages, stop, settings)

    def _draw(
        self, key: str, messages: list[BaseMessage], stop: list[str] | None, settings: dict[str, Any]
    ) -> dict[str, Any]:
        started = time.monotonic()
        chunks: list[AIMessageChunk] = [
            chunk.message for chunk in self.engine._stream(messages, stop, **settings)
        ]
        whole = functools.reduce(operator.add, chunks)
        usage = whole.usage_metadata or {}
        call = {
            "key": key,
            "prompt": convert_to_openai_messages(messages),
            "settings": settings,
            "input_tokens": usage.get("input_tokens", 0),
            "output_tokens": usage.get("output_tokens", 0),
            "seconds": round(time.monotonic() - started, 2),
            "end": {"usage_metadata": whole.usage_metadata, "response_metadata": whole.response_metadata},
            "chunks": [kept for chunk in chunks if (kept := _kept(chunk))],
        }
        self.log.add(call)
        return call

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        call = self._call(messages, stop, kwargs)
        pieces = 0
        ended = False
        try:
            for kept in call["chunks"]:
                pieces += 1
                yield ChatGenerationChunk(message=AIMessageChunk(**kept))
            ended = True
            yield ChatGenerationChunk(message=AIMessageChunk(content="", **call["end"]))
        finally:
            self._tally.add(call, None if ended else pieces)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        with closing(self._stream(messages, stop, **kwargs)) as chunks:  # type: ignore[type-var]
            for chunk in chunks:
                yield chunk

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return generate_from_stream(self._stream(messages, stop, **kwargs))

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        async with aclosing(self._astream(messages, stop, **kwargs)) as chunks:  # type: ignore[type-var]
            return await agenerate_from_stream(chunks)

    @property
    def _llm_type(self) -> str:
        return "logged"


def _kept(chunk: AIMessageChunk) -> dict[str, Any] | None:
    """What a chunk says; the end of the stream is kept apart."""
    kept: dict[str, Any] = {"content": chunk.content}
    if chunk.additional_kwargs:
        kept["additional_kwargs"] = chunk.additional_kwargs
    if chunk.tool_call_chunks:
        kept["tool_call_chunks"] = chunk.tool_call_chunks
    return kept if chunk.content or len(kept) > 1 else None
