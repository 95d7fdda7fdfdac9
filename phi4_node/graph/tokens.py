"""How many tokens a call used: as the engine says, or an estimate where it says nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata

from phi4_node.schema import Usage

_IDEOGRAPH = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uf900-\uffef]")
_CHARACTERS_PER_TOKEN = 3.5
_PER_MESSAGE = 5


def estimate_tokens(text: str) -> int:
    """Roughly the tokens of a text: an ideograph is one, other characters are a fraction of one."""
    ideographs = len(_IDEOGRAPH.findall(text))
    return ideographs + int((len(text) - ideographs) / _CHARACTERS_PER_TOKEN + 0.999)


def estimate_prompt(messages: Sequence[BaseMessage]) -> int:
    """Roughly the tokens of a prompt."""
    return sum(estimate_tokens(message.text) + _PER_MESSAGE for message in messages)


def usage_of(
    said: UsageMetadata | None, messages: Sequence[BaseMessage], text: str, thinking: str
) -> tuple[Usage, bool]:
    """Usage of a call, and whether it had to be estimated."""
    if said and said["input_tokens"] + said["output_tokens"] > 0:
        reasoning = said.get("output_token_details", {}).get("reasoning") or 0
        return Usage(
            input_tokens=said["input_tokens"], output_tokens=said["output_tokens"], reasoning_tokens=reasoning
        ), False
    reasoning = estimate_tokens(thinking)
    return Usage(
        input_tokens=estimate_prompt(messages),
        output_tokens=estimate_tokens(text) + reasoning,
        reasoning_tokens=reasoning,
    ), True


def add_chunk_usage(total: UsageMetadata | None, chunk: AIMessageChunk) -> UsageMetadata | None:
    """Usage of the chunks so far; engines report it in one chunk or piecewise."""
    from langchain_core.messages.ai import add_usage

    return add_usage(total, chunk.usage_metadata) if chunk.usage_metadata else total
