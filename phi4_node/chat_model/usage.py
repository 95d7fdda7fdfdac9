"""Tokens of a reply that takes several calls, some of them ended before the engine gives its count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from langchain_core.messages import BaseMessage
from langchain_core.messages.ai import OutputTokenDetails, UsageMetadata, add_usage

_LONG_TOKEN = 6
"""More characters than a token has on average, so that a chunk of one token is rarely taken for two."""
_USUAL_TOKEN = 4
_WIDE = "\u2e80"
"""From here on a character is an ideograph or the like, which is a token or nearly one."""


class Tally:
    """What a reply has used so far.

    Attributes:
        usage: Tokens of all calls that have ended; None as long as nobody knows.
        estimated: Whether some of them were counted here: a call was ended early.
        tokens: Output tokens of the call under way. llama.cpp and Ollama stream a chunk for each token; where
            a chunk holds more, its characters tell.
    """

    def __init__(self) -> None:
        self.usage: UsageMetadata | None = None
        self.estimated = False
        self.tokens = 0
        self._shown = {"thinking": 0, "text": 0}

    @property
    def output_tokens(self) -> int:
        """Output tokens of the calls that have ended."""
        return self.usage["output_tokens"] if self.usage else 0

    def came(self, message: BaseMessage) -> None:
        """A chunk came from the engine."""
        text = f"{message.text}{message.additional_kwargs.get('reasoning_content') or ''}"
        if text:
            is_one = len(text) < _USUAL_TOKEN * _LONG_TOKEN
            self.tokens += max(1, _tokens(text, _LONG_TOKEN if is_one else _USUAL_TOKEN))

    def shown(self, kind: Literal["thinking", "text"], text: str) -> None:
        """The caller was given so much, as thinking or as text."""
        self._shown[kind] += len(text)

    def ended(self, said: UsageMetadata | None, messages: Sequence[BaseMessage], *, early: bool) -> None:
        """A call has ended, with what the engine said it used."""
        if early and (said is None or not said["output_tokens"]):
            self.estimated = True
            prompt = sum(_tokens(message.text, _USUAL_TOKEN) for message in messages)
            said = UsageMetadata(
                input_tokens=prompt, output_tokens=self.tokens, total_tokens=prompt + self.tokens
            )
        if said is not None:
            self.usage = add_usage(self.usage, self._shared_out(said))
        self.tokens = 0
        self._shown = {"thinking": 0, "text": 0}

    def _shared_out(self, said: UsageMetadata) -> UsageMetadata:
        """Usage with the reasoning tokens apart: the engine's count, or the share shown as thinking."""
        total = sum(self._shown.values())
        share = self._shown["thinking"] / total if total else 0.0
        details = OutputTokenDetails(**(said.get("output_token_details") or {}))
        details["reasoning"] = max(details.get("reasoning") or 0, round(said["output_tokens"] * share))
        counted = UsageMetadata(**said)
        counted["output_token_details"] = details
        return counted


def _tokens(text: str, size: int) -> int:
    wide = sum(character >= _WIDE for character in text)
    return wide + (len(text) - wide) // size
