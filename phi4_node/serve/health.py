"""Whether the model can answer: why it cannot, when it is left alone, and when it is tried again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.messages.base import Event
from purgatory.domain.model import OpenedState

from phi4_node.engines.errors import (
    EngineError,
    MissingExtraError,
    ModelLoadError,
    ModelNotFoundError,
    ServerBusyError,
    ServerDownError,
    ServerTimeoutError,
)
from phi4_node.errors import BadInputError, ExitCode, Phi4NodeError

_log = structlog.get_logger("phi4_node.serve")

FAILURES_BEFORE_OPEN = 5
OPEN_SECONDS = 15
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
_CIRCUIT = "model"

_REASONS: tuple[tuple[type[Phi4NodeError], str], ...] = (
    (ServerBusyError, "the model's server is starting, or too busy"),
    (ServerTimeoutError, "the model's server does not answer in time"),
    (ModelNotFoundError, "the model's server does not have the model"),
    (ServerDownError, "nothing answers where the model's server should be"),
    (ModelLoadError, "the weights cannot be loaded"),
    (MissingExtraError, "a package that the model needs is not installed"),
)
"""What strangers may read at `/ready`; addresses and paths are in the log only."""


class ModelDownError(Phi4NodeError):
    """The model has failed several times in a row and is left alone for a while."""

    exit_code = ExitCode.NO_MODEL


def is_models_fault(error: BaseException) -> bool:
    """Whether the model or its server is to blame, and not the request, the caller or this service."""
    if isinstance(error, Phi4NodeError) and error.exit_code in (ExitCode.NO_MODEL, ExitCode.DOWNLOAD_FAILED):
        return True
    return isinstance(error, EngineError) and not isinstance(error, BadInputError)


class ModelHealth:
    """What is known of the model's health.

    Args:
        prepare: Finds the model and has it loaded; raises if that cannot be.
        pause: Seconds to the second try where the first failed; doubled from try to try.

    Attributes:
        missing: Why the model is not there, in words for strangers; empty while it is.
        is_left_alone: Whether it failed so often that it gets no requests for a while.
    """

    def __init__(self, prepare: Callable[[], Awaitable[None]], pause: float = _FIRST_PAUSE) -> None:
        self.missing = "the model has not been loaded yet"
        self.is_left_alone = False
        self._prepare = prepare
        self._pause = pause
        self._breakers = AsyncCircuitBreakerFactory(
            default_threshold=FAILURES_BEFORE_OPEN,
            default_ttl=OPEN_SECONDS,
            exclude=[(BaseException, lambda error: not is_models_fault(error))],
        )
        self._breakers.add_listener(self._on_change)

    @property
    def why_not_ready(self) -> str:
        """Why nothing can be asked of the model now; empty if it can."""
        if self.missing:
            return self.missing
        return "the model failed several times in a row, and is left alone" if self.is_left_alone else ""

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Count what the model fails at.

        Raises:
            ModelDownError: It is left alone at the moment.
        """
        try:
            async with await self._breakers.get_breaker(_CIRCUIT):
                yield
        except OpenedState:
            raise ModelDownError(
                f"The model does not answer; it is tried again within {OPEN_SECONDS} seconds."
            ) from None
        except Phi4NodeError as error:
            if error.exit_code in (ExitCode.NO_MODEL, ExitCode.DOWNLOAD_FAILED):
                self.missing = _reason(error)
            raise
        self.missing = ""

    async def watch(self) -> None:
        """Load the model, and try again for as long as it cannot answer: nobody else may come and ask."""
        pause = self._pause
        while True:
            if not self.why_not_ready:
                pause = self._pause
            elif await self._is_back():
                _log.info("model_ready")
                continue
            else:
                pause = min(2 * pause, _LONGEST_PAUSE)
            await asyncio.sleep(pause)

    async def _is_back(self) -> bool:
        try:
            async with self.at_work():
                await self._prepare()
        except ModelDownError:
            return False
        except Phi4NodeError as error:
            self.missing = _reason(error)
            _log.warning("model_not_ready", error=type(error).__name__, reason=str(error))
            return False
        return True

    def _on_change(self, circuit: str, kind: str, event: Event) -> None:
        if kind == "state_changed":
            self.is_left_alone = getattr(event, "state") == "opened"  # noqa: B009 - events have no common type
            _log.warning("breaker", state=getattr(event, "state"))  # noqa: B009


def _reason(error: Phi4NodeError) -> str:
    return next((said for kind, said in _REASONS if isinstance(error, kind)), "no model is available")
