"""Ollama's wire: the settings of a call to the body of a request, lines of a stream to their parts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk

from phi4_node.engines.errors import RequestRefusedError, ServerBrokeOffError, ServerFailedError
from phi4_node.engines.joining import are_texts, joined
from phi4_node.engines.ollama_server import ollama_refusal, without_password
from phi4_node.engines.repeats import last_chunk

Json = dict[str, Any]

_RUNAWAY = 30
"""Ollama stops a model that gives so many equal tokens in a row, and says nothing about it."""

SHARED_NAMES = {"max_tokens": "num_predict"}
"""What all engines call differently from Ollama."""

OPTIONS = frozenset(
    {
        *("temperature", "top_p", "top_k", "min_p", "typical_p", "tfs_z", "seed", "stop", "num_predict"),
        *("repeat_last_n", "repeat_penalty", "presence_penalty", "frequency_penalty"),
        *("mirostat", "mirostat_eta", "mirostat_tau"),
        *("num_ctx", "num_keep", "num_batch", "num_gpu", "main_gpu", "num_thread", "use_mmap"),
    }
)
"""The options that some version of Ollama knows; it ignores any other without a word."""

_OTHER_SETTINGS = frozenset(
    {
        *("model", "format", "response_format", "tools", "keep_alive", "logprobs", "top_logprobs"),
        *("reasoning", "options", "strict", "stream", "tool_choice"),
    }
)


def options_of(settings: Mapping[str, Any]) -> tuple[Json, Json]:
    """The options among the settings of a call, under Ollama's names, and the settings that are none.

    Raises:
        RequestRefusedError: Ollama has no such setting.
    """
    renamed = {SHARED_NAMES.get(name, name): value for name, value in settings.items()}
    given = renamed.get("options") or {}
    unknown = [*(renamed.keys() - OPTIONS - _OTHER_SETTINGS), *(given.keys() - OPTIONS)]
    if unknown:
        raise RequestRefusedError(
            f"Ollama has no setting {', '.join(sorted(map(repr, unknown)))} and would ignore it. "
            f"It has: {', '.join(sorted(OPTIONS))}."
        )
    options = {name: value for name, value in renamed.items() if name in OPTIONS and value is not None}
    others = {name: value for name, value in renamed.items() if name in _OTHER_SETTINGS - {"options"}}
    return {**options, **given}, others


class OllamaReader:
    """Turns the lines of a stream into chunks, and knows whether the stream came to its end.

    Attributes:
        done: Whether the server said that nothing more comes.
    """

    def __init__(
        self,
        url: str,
        model: str,
        messages: Sequence[BaseMessage],
        chunk_of: Callable[[Json], ChatGenerationChunk | None],
    ) -> None:
        """Begin a reply.

        Args:
            url: Where the server is.
            model: The model that replies.
            messages: What it replies to.
            chunk_of: Makes a chunk of a part; None if it carries nothing.
        """
        self.done = False
        self._url = url
        self._model = model
        self._messages = messages
        self._chunk_of = chunk_of
        self._parts = 0
        self._last = ""
        self._repeats = 0

    def read(self, lines: Iterable[bytes]) -> Iterator[ChatGenerationChunk]:
        """The chunks in lines of the stream that have come together; text in several of them is one chunk.

        Raises:
            EngineError: The server reports an error in the middle of the stream, or it is no Ollama.
        """
        for part in joined(map(self._part, lines), _texts):
            try:
                chunk = self._chunk_of(part)
            except (AttributeError, LookupError, TypeError, ValueError) as error:
                raise _no_part(json.dumps(part).encode()) from error
            if chunk is not None:
                yield chunk

    def _part(self, line: bytes) -> Json | None:
        """What one line says; None for lines that say nothing."""
        if not line.strip():
            return None
        try:
            part = json.loads(line)
        except ValueError as error:
            raise _no_part(line) from error
        if isinstance(part, dict) and "error" in part:
            raise ollama_refusal(500, part, self._url, self._model)
        if not isinstance(part, dict) or not isinstance(part.get("message"), dict):
            raise _no_part(line)
        if part.get("done") is True and part.get("done_reason") != "load":
            self.done = True
        self._notice(str(part["message"].get("content") or ""))
        return part

    def check_complete(self) -> ChatGenerationChunk | None:
        """Say so if the stream ended before the reply did.

        Ollama stops a model that repeats itself, and ends the stream as if the connection had broken.
        """
        if self.done:
            return None
        if self._repeats >= _RUNAWAY:
            return last_chunk(self._messages, self._parts)
        raise ServerBrokeOffError(
            f"Ollama at {without_password(self._url)} ended the reply of {self._model} before it was "
            "finished. Ask again; if it happens again, look at its log (out of memory?)."
        )

    def _notice(self, text: str) -> None:
        text = text.strip()
        self._parts += 1
        self._repeats = self._repeats + 1 if text == self._last else 0
        self._last = text


def _texts(part: Json) -> Json | None:
    """The texts of a part that holds nothing else."""
    message: Json = part["message"]
    if part.get("done") or part.get("logprobs") or not are_texts(message, ("content", "thinking")):
        return None
    return message


def _no_part(line: bytes) -> ServerFailedError:
    shown = line[:200].decode("utf-8", "replace")
    return ServerFailedError(
        f"The server sent something that is no part of a reply: {shown!r}. Is it Ollama?"
    )
