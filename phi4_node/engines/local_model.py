"""What a model is that this program runs itself: prompts and tokens, whatever library does the sums."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any, Protocol

from phi4_node.engines.worker import Outlet

Json = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """How one reply is to be drawn; None leaves it to what the model's own files say.

    Attributes:
        max_tokens: New tokens at most.
        temperature: 0 takes the likeliest token each time.
        top_p: Share of the probability that is drawn from.
        top_k: Number of tokens that are drawn from.
        seed: For repeatable sampling.
        schema: JSON schema, as JSON, that the reply must keep; empty for none.
    """

    max_tokens: int
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    seed: int | None = None
    schema: str = ""


@dataclass(frozen=True)
class Token:
    """One new token.

    Attributes:
        text: What it adds to the text; empty while a character is incomplete.
        is_end: Whether it is the model's own sign for the end.
    """

    text: str
    is_end: bool = False


class LoadedModel(Protocol):
    """Weights in memory, with their tokenizer and chat template.

    Attributes:
        context: Tokens that a request can have, reply included.
        turns: Requests that are worked on side by side; more wait.
    """

    context: int
    turns: threading.Semaphore

    def render(self, messages: list[Json], tools: list[Json]) -> str:
        """The prompt in the words of the chat template."""

    def encode(self, text: str) -> list[int]:
        """The tokens of a text."""

    def generate(self, prompt: list[int], wanted: Wanted, outlet: Outlet[Token]) -> None:
        """Put out one `Token` after the other, until the end, the limit, or until nobody wants more."""
