"""Asking the inner chat model for a stream, whatever it knows."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import aclosing
from typing import cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from phi4_node.chat_model.composer import EngineCall
from phi4_node.engines.repeats import astop_repeats, stop_repeats


def stream(inner: BaseChatModel, call: EngineCall) -> Generator[ChatGenerationChunk]:
    """The reply as it comes, ended if it repeats itself; a model that knows only whole ones gives one chunk.

    The inner model's own methods are used, not its public ones: those would report every token a second time
    to the caller's callbacks.
    """
    return stop_repeats(_stream(inner, call), call.messages)


def astream(inner: BaseChatModel, call: EngineCall) -> AsyncGenerator[ChatGenerationChunk]:
    """`stream` without blocking the event loop."""
    return astop_repeats(_astream(inner, call), call.messages)


def _stream(inner: BaseChatModel, call: EngineCall) -> Generator[ChatGenerationChunk]:
    if _overrides(inner, "_stream"):
        yield from inner._stream(call.messages, call.stop, **call.settings)
        return
    yield from _as_chunks(inner._generate(call.messages, call.stop, **call.settings))


async def _astream(inner: BaseChatModel, call: EngineCall) -> AsyncGenerator[ChatGenerationChunk]:
    if _overrides(inner, "_astream") or _overrides(inner, "_stream"):
        chunks = cast(
            "AsyncGenerator[ChatGenerationChunk]",
            inner._astream(call.messages, call.stop, **call.settings),
        )
        async with aclosing(chunks):
            async for chunk in chunks:
                yield chunk
        return
    for chunk in _as_chunks(await inner._agenerate(call.messages, call.stop, **call.settings)):
        yield chunk


def _overrides(model: BaseChatModel, method: str) -> bool:
    return getattr(type(model), method) is not getattr(BaseChatModel, method)


def _as_chunks(result: ChatResult) -> Iterator[ChatGenerationChunk]:
    """A whole reply as the only chunk of a stream."""
    generation = result.generations[0]
    message = generation.message
    if not isinstance(message, AIMessage):
        raise TypeError(f"a chat model replied with a {type(message).__name__}")
    chunk = AIMessageChunk(**{**message.model_dump(exclude={"type"}), "tool_calls": message.tool_calls})
    yield ChatGenerationChunk(message=chunk, generation_info=generation.generation_info)
