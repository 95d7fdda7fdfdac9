"""A model that says the same thing over and over is stopped, and the reply says so.

Small models fall into such loops, and nothing ends one but the length limit, minutes later.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import aclosing, closing

from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk

REPEATING_REASON = "repeating"
"""The `finish_reason` of a reply that was stopped for repeating itself."""

LEAST_CHARACTERS = 1000
"""A shorter repetition is let through: rules of a table, rows of zeros, the digits of 1/3."""
LEAST_TIMES = 6
LONGEST_PERIOD = 1000
"""Longer pieces that come again are not looked for."""

_TAIL = LEAST_TIMES * LONGEST_PERIOD
_EVERY = 128
_NEEDLE = 24


class RepeatDetector:
    """Watches the end of a text for the same piece, exactly, again and again.

    The last `LEAST_CHARACTERS` at least, and `LEAST_TIMES` pieces at least, must be the same piece. Memory is
    bounded by the tail that is kept, and each check is a few searches in it.
    """

    def __init__(self) -> None:
        self._tail = ""
        self._unseen = 0

    def feed(self, text: str) -> bool:
        """Take more of the text; whether it repeats itself."""
        self._tail = (self._tail + text)[-2 * _TAIL :]
        self._unseen += len(text)
        if self._unseen < _EVERY:
            return False
        self._unseen = 0
        return _period(self._tail[-_TAIL:]) is not None


def stop_repeats(
    stream: Generator[ChatGenerationChunk], messages: Sequence[BaseMessage]
) -> Generator[ChatGenerationChunk]:
    """The stream, closed as soon as the model repeats itself; then the last chunk says so.

    Args:
        stream: An engine's; closing it stops the model.
        messages: The prompt, to estimate the tokens that an engine which is stopped does not report.
    """
    watch = _Watch(messages)
    with closing(stream):
        for chunk in stream:
            yield chunk
            if watch.sees(chunk):
                break
        else:
            return
    yield watch.last()


async def astop_repeats(
    stream: AsyncGenerator[ChatGenerationChunk], messages: Sequence[BaseMessage]
) -> AsyncGenerator[ChatGenerationChunk]:
    """`stop_repeats` for an async stream."""
    watch = _Watch(messages)
    async with aclosing(stream):
        async for chunk in stream:
            yield chunk
            if watch.sees(chunk):
                break
        else:
            return
    yield watch.last()


class _Watch:
    def __init__(self, messages: Sequence[BaseMessage]) -> None:
        self._messages = messages
        self._detector = RepeatDetector()
        self._chunks = 0
        self._id: str | None = None

    def sees(self, chunk: ChatGenerationChunk) -> bool:
        message = chunk.message
        self._id = self._id or message.id
        said = message.content if isinstance(message.content, str) else message.text
        thought = message.additional_kwargs.get("reasoning_content")
        if isinstance(thought, str):
            said += thought
        if isinstance(message, AIMessageChunk) and message.tool_call_chunks:
            said += "".join(call["args"] or "" for call in message.tool_call_chunks)
        if not said:
            return False
        self._chunks += 1
        return self._detector.feed(said)

    def last(self) -> ChatGenerationChunk:
        return last_chunk(self._messages, self._chunks, self._id)


def last_chunk(messages: Sequence[BaseMessage], pieces: int, id: str | None = None) -> ChatGenerationChunk:
    """The last chunk of a reply that was stopped for repeating itself.

    Args:
        messages: The prompt, to estimate its tokens.
        pieces: Pieces of the reply, which are about its tokens.
        id: Of the reply.
    """
    prompt = sum(len(message.text) for message in messages) // 4  # characters of an English token
    usage = UsageMetadata(input_tokens=prompt, output_tokens=pieces, total_tokens=prompt + pieces)
    about = {"finish_reason": REPEATING_REASON}
    message = AIMessageChunk(content="", id=id, usage_metadata=usage, response_metadata=about)
    return ChatGenerationChunk(message=message)


def _period(tail: str) -> int | None:
    """Length of the piece that the end of a text repeats; None if it repeats none for long enough."""
    needle = tail[-_NEEDLE:]
    start = len(tail) - len(needle)
    while (found := tail.rfind(needle, 0, start + len(needle) - 1)) >= 0:
        period = len(tail) - len(needle) - found
        if period > LONGEST_PERIOD:
            return None
        length = max(LEAST_CHARACTERS, LEAST_TIMES * period)
        if length <= len(tail) and tail[-length + period :] == tail[-length:-period]:
            return period
        start = found
    return None
