"""How long a request may take, by default and for every engine, and the clock that holds one to it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from enum import StrEnum
from time import monotonic
from typing import Annotated

import httpx
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from phi4_node.engines.connections import timed_reads
from phi4_node.engines.errors import ServerTimeoutError

PROBE_SECONDS = 10.0
"""How long a server may take to say what it has; unlike a reply, that needs no model."""

Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Limit(StrEnum):
    """Which of the limits a request ran into."""

    CONNECT = "connect"
    FIRST_TOKEN = "first_token"  # nosec B105  # no password
    BETWEEN_TOKENS = "between_tokens"
    TOTAL = "total"


class Timeouts(BaseModel):
    """Seconds after which a request is given up; None for no limit.

    Only the time that is spent on the model counts, not what the caller does between two pieces of a stream.

    Attributes:
        connect: Until the server accepts the connection.
        first_token: From the request to the first piece of thinking, text or tool call. It covers loading the
            model, waiting behind other requests and reading the prompt, which is minutes for a 4 B model on a
            laptop.
        between_tokens: From one piece to the next.
        total: From the first request, retries included, to the end of the reply.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    connect: Seconds | None = 5.0
    first_token: Seconds | None = 600.0
    between_tokens: Seconds | None = 120.0
    total: Seconds | None = 3600.0

    @classmethod
    def within(cls, seconds: float) -> Timeouts:
        """What one number means: the whole request takes no longer, however the time is spent in it."""
        usual = cls()
        return cls(
            connect=_least(usual.connect, seconds),
            first_token=seconds,
            between_tokens=_least(usual.between_tokens, seconds),
            total=seconds,
        )


def _read(value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Timeouts.within(value)
    return value


AnyTimeouts = Annotated[Timeouts, BeforeValidator(_read)]
"""`Timeouts`, a mapping of its fields, or one number (see `Timeouts.within`)."""


class Clock:
    """The time of one request, retries included.

    In this order: `ask` before each attempt, `request_timeout` for the attempt, `watching` as soon as there
    is a response, `token` for each piece of the reply, `away` for the caller's own time between two pieces.
    Whenever httpx says that a limit was reached, `error` says which.
    """

    def __init__(self, timeouts: Timeouts, where: str) -> None:
        """Start the clock.

        Args:
            timeouts: The limits.
            where: The server, for a person.
        """
        self._timeouts = timeouts
        self._where = where
        self._began = self._last = monotonic()
        self._has_token = False

    def ask(self) -> None:
        """A request is about to be sent, for the first time or again."""
        self._last = monotonic()
        self._has_token = False

    def token(self) -> None:
        """A piece of the reply has come."""
        self._last = monotonic()
        self._has_token = True

    def away(self, seconds: float) -> None:
        """The caller took so long before it asked for more."""
        self._began += seconds
        self._last += seconds

    def left(self) -> float | None:
        """Seconds until the next limit, not below zero; None if there is none."""
        left = min(self._limits(), default=None)
        return None if left is None else max(left[0], 0.0)

    def total_left(self) -> float | None:
        """Seconds until the whole request is given up, below zero if that is past; None for no limit."""
        total = self._timeouts.total
        return None if total is None else total - (monotonic() - self._began)

    def request_timeout(self) -> httpx.Timeout:
        """What httpx is told for one attempt, until there is a response to watch."""
        left = self.left()
        seconds = None if left is None else max(left, 0.001)
        return httpx.Timeout(seconds, connect=_least(self._timeouts.connect, seconds))

    def watching(self, response: httpx.Response) -> AbstractContextManager[None]:
        """Hold the body of a response, sync or async, to the limits."""
        return timed_reads(response, self._left_to_read)

    def error(self) -> ServerTimeoutError:
        """The error for the limit that was reached."""
        limit = min(self._limits(), default=(0.0, Limit.TOTAL))[1]
        seconds = getattr(self._timeouts, limit)
        return ServerTimeoutError(
            f"{self._where} {_SAID[limit]} within {seconds:g} s. {_REASONS[limit]} Allow more with "
            f"timeout=Timeouts({limit}={2 * seconds:g}), or look at the server's log.",
            limit=limit.value,
            seconds=seconds,
        )

    def _limits(self) -> list[tuple[float, Limit]]:
        """What is left of each limit that is set."""
        limits: list[tuple[float, Limit]] = []
        total = self.total_left()
        if total is not None:
            limits.append((total, Limit.TOTAL))
        limit = Limit.BETWEEN_TOKENS if self._has_token else Limit.FIRST_TOKEN
        silence: float | None = getattr(self._timeouts, limit)
        if silence is not None:
            limits.append((silence - (monotonic() - self._last), limit))
        return limits

    def _left_to_read(self) -> float | None:
        left = self.left()
        if left == 0.0:
            raise self.error()
        return left


_SAID: dict[Limit, str] = {
    Limit.CONNECT: "did not accept a connection",
    Limit.FIRST_TOKEN: "accepted the request and sent no first token",
    Limit.BETWEEN_TOKENS: "fell silent in the middle of a reply: no further token",
    Limit.TOTAL: "did not finish the reply",
}
_REASONS: dict[Limit, str] = {
    Limit.CONNECT: "The machine may be off or busy.",
    Limit.FIRST_TOKEN: "It may be loading the model, reading a long prompt, or busy with other requests.",
    Limit.BETWEEN_TOKENS: "It may be stuck or short of memory.",
    Limit.TOTAL: "The model may think for very long: max_tokens makes it shorter.",
}


def _least(one: float | None, other: float | None) -> float | None:
    """The smaller of two limits, of which either may not be set."""
    return min((value for value in (one, other) if value is not None), default=None)
