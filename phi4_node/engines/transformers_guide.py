"""A reply kept to a JSON schema: only those of the next tokens remain that it allows (`llguidance`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import llguidance
import llguidance.hf
import llguidance.numpy
import torch

from phi4_node.engines.errors import RequestRefusedError


def grammar_tokens(tokenizer: Any, ends: Sequence[int]) -> Any:
    """The tokenizer as grammars need it; takes a second, so keep it."""
    try:
        return llguidance.hf.from_tokenizer(tokenizer, eos_token=list(ends) or None)
    except ValueError as error:
        raise RequestRefusedError(
            f"This model's tokenizer is of a kind that no reply can be kept to a schema with: {error}."
        ) from error


class Guide:
    """A logits processor for one reply."""

    def __init__(self, tokens: Any, schema: str) -> None:
        grammar = llguidance.LLMatcher.grammar_from_json_schema(schema)
        self._matcher = llguidance.LLMatcher(tokens, grammar)
        self._must_be_right()
        self._mask = llguidance.numpy.allocate_token_bitmask(1, tokens.vocab_size)
        self._begun = False

    def __call__(self, ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        """The scores, with those of tokens that are not allowed made impossible."""
        if self._begun:
            self._matcher.consume_token(int(ids[0, -1]))
            self._must_be_right()
        self._begun = True
        llguidance.numpy.fill_next_token_bitmask(self._matcher, self._mask)
        bits = torch.from_numpy(self._mask[0].view("uint8").copy())
        allowed = bits.unsqueeze(1).bitwise_right_shift(torch.arange(8, dtype=torch.uint8)).bitwise_and(1)
        allowed = allowed.flatten().bool()[: scores.shape[1]].to(scores.device)
        kept = torch.full_like(scores, float("-inf"))
        kept[:, : len(allowed)] = scores[:, : len(allowed)].masked_fill(~allowed, float("-inf"))
        return kept

    def _must_be_right(self) -> None:
        if self._matcher.is_error():
            raise RequestRefusedError(
                f"No reply can be kept to this schema: {self._matcher.get_error()}. Make it simpler."
            )
