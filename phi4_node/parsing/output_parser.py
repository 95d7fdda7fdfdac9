"""The parsers as a LangChain runnable: `prompt | model | SolutionParser()`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Literal

from langchain_core.messages import BaseMessage, BaseMessageChunk
from langchain_core.output_parsers import BaseTransformOutputParser
from langchain_core.outputs import Generation

from phi4_node.parsing.instructions import format_instructions
from phi4_node.parsing.solution import parse_solution
from phi4_node.parsing.stream import SolutionStream
from phi4_node.schema import Solution


class SolutionParser(BaseTransformOutputParser[Solution]):
    """Read a `Solution` from a message or a text.

    Invoked, it gives the whole solution; any reply gives one. Streamed, it gives a partial solution whenever
    another step is complete, and the whole solution last.

    Attributes:
        language: Language of `get_format_instructions()`.
    """

    language: Literal["en", "zh"] = "en"

    @property
    def _type(self) -> str:
        return "phi4_node_solution"

    def get_format_instructions(self) -> str:
        """The words that ask a model for this format."""
        return format_instructions(self.language)

    def parse(self, text: str) -> Solution:
        """Read a solution from a text."""
        return parse_solution(text)

    def parse_result(self, result: list[Generation], *, partial: bool = False) -> Solution:
        """Read a solution from a model's result, with the thinking that came beside the text."""
        if not result:
            return Solution()
        message = getattr(result[0], "message", None)
        return parse_solution(result[0].text, thinking_of(message) if message is not None else "")

    def _transform(self, input: Iterator[str | BaseMessage]) -> Iterator[Solution]:
        reading = _Reading()
        for piece in input:
            if (solution := reading.feed(piece)) is not None:
                yield solution
        yield reading.finish()

    async def _atransform(self, input: AsyncIterator[str | BaseMessage]) -> AsyncIterator[Solution]:
        reading = _Reading()
        async for piece in input:
            if (solution := reading.feed(piece)) is not None:
                yield solution
        yield reading.finish()


class _Reading:
    """One stream of messages or texts."""

    def __init__(self) -> None:
        self._stream = SolutionStream()
        self._thinking: list[str] = []
        self._shown = self._stream.solution

    def feed(self, piece: str | BaseMessage) -> Solution | None:
        """The next partial solution; None if there is nothing new."""
        if isinstance(piece, BaseMessage):
            self._thinking.append(thinking_of(piece))
            piece = text_of(piece)
        solution = self._stream.feed(piece)
        if solution is self._shown:
            return None
        self._shown = solution
        return solution

    def finish(self) -> Solution:
        solution = self._stream.finish()
        thinking = "\n\n".join(part for part in ("".join(self._thinking), solution.thinking) if part)
        return solution.model_copy(update={"thinking": thinking})


def thinking_of(message: BaseMessage | BaseMessageChunk) -> str:
    """What a message carries as thinking beside its text."""
    thinking = message.additional_kwargs.get("reasoning_content", "")
    return thinking if isinstance(thinking, str) else ""


def text_of(message: BaseMessage | BaseMessageChunk) -> str:
    """The text of a message, whatever form its content has."""
    return str(message.text)
