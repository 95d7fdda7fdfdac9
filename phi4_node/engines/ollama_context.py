"""Whether a request fits into the context, since Ollama drops what does not fit without a word.

Older servers cut the beginning of a long prompt, and push it out when a reply outgrows the context. So the
prompt is counted before it is sent, and the reply is asked to be no longer than what is left.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from phi4_node.engines.errors import ContextOverflowError
from phi4_node.engines.gguf_tokenizer import GgufTokenizer

_MARKS_PER_MESSAGE = 6
"""Tokens that templates put around a message at most: its role and its end."""

_BYTES_PER_MARK = 16
"""The longest of those marks, such as <|start_header_id|>."""

_ACTION = re.compile(r"\{\{.*?\}\}", re.DOTALL)

Json = Mapping[str, Any]


class Prompt:
    """The parts of a request that become the prompt."""

    def __init__(self, messages: Sequence[Json], tools: Sequence[Any], *, template: str, system: str) -> None:
        """Take the parts.

        Args:
            messages: As they are sent.
            tools: As they are sent.
            template: The model's chat template.
            system: The system prompt that the server adds if the messages have none.
        """
        self._texts = [_text_of(message) for message in messages]
        if system and (not messages or messages[0].get("role") != "system"):
            self._texts.append(system)
        self._tools = json.dumps(list(tools)) if tools else ""
        self._written = "".join(_ACTION.split(template))

    def at_most(self) -> int:
        """More tokens than it can have, without a tokenizer: no token is shorter than a byte."""
        size = sum(len(text.encode()) for text in (*self._texts, self._tools, self._written))
        return size + _BYTES_PER_MARK * _MARKS_PER_MESSAGE * (len(self._texts) + 1)

    def count(self, tokenizer: GgufTokenizer) -> int:
        """Its tokens: those of the texts exactly, those of the template around them rather too many."""
        texts = sum(tokenizer.count(text) for text in self._texts)
        around = _MARKS_PER_MESSAGE * (len(self._texts) + 1)
        if not self._tools:
            return texts + around
        # what the template says about tools comes with them
        return texts + around + tokenizer.count(self._tools) + tokenizer.count(self._written)


def room_for_reply(asked: int | None, context: int, at_most: int, counted: int | None) -> int:
    """How many new tokens may be asked for.

    Args:
        asked: What the caller wants at most; None for whatever there is room for.
        context: Tokens of context.
        at_most: An upper bound of the prompt's tokens.
        counted: Its tokens; None if nobody can count them, and then the bound is taken for them.

    Raises:
        ContextOverflowError: The prompt leaves no room.
    """
    tokens = at_most if counted is None else counted
    if tokens >= context:
        said = (
            f"{tokens:,} tokens"
            if counted is not None
            else f"up to {tokens:,} tokens (nobody can count them)"
        )
        raise ContextOverflowError(
            f"The prompt has {said} and the context holds {context:,}. Shorten the problem, or give the "
            "model more context.",
            prompt_tokens=counted,
            context=context,
        )
    room = context - tokens
    return room if asked is None else min(asked, room)


def _text_of(message: Json) -> str:
    calls = message.get("tool_calls")
    parts = (message.get("content"), message.get("thinking"), json.dumps(calls) if calls else "")
    return "\n".join(part for part in parts if part)
