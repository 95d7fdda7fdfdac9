"""Asking again, where that can help and nothing of a reply was given out yet."""

from __future__ import annotations

from typing import Any

import tenacity

from phi4_node.engines.errors import ServerBrokeOffError, ServerBusyError, ServerDownError
from phi4_node.engines.timeouts import Clock

MAX_RETRIES = 2
"""Further attempts unless the caller says otherwise."""

LONGEST_PAUSE = 30.0
"""Seconds; a server that wants to be left alone for longer is reported at once."""

_jitter = tenacity.wait_random(0.0, 0.5)
_backoff = tenacity.wait_exponential(multiplier=0.5, max=8.0) + _jitter


def retrying(max_retries: int, clock: Clock) -> tenacity.Retrying:
    """Calls what it is given, and again if that can help, until the retries or the total time are used up.

    What is called must not have given anything to the caller when it fails: it opens the stream and reads as
    far as the first token.

    Args:
        max_retries: Attempts after the first one.
        clock: The request's clock; pauses and all attempts together stay within its total.
    """
    return tenacity.Retrying(**_policy(max_retries, clock))


def aretrying(max_retries: int, clock: Clock) -> tenacity.AsyncRetrying:
    """`retrying` for coroutine functions."""
    return tenacity.AsyncRetrying(**_policy(max_retries, clock))


def can_help(error: BaseException) -> bool:
    """Whether the same request may succeed a little later.

    The server restarts (nothing listens, or it broke off before the first token) or asks to be asked later
    (429, 502, 503). Not after a timeout, which has cost enough; nor after any other answer, which would come
    again.
    """
    if isinstance(error, ServerBusyError):
        return error.retry_after is None or error.retry_after <= LONGEST_PAUSE
    return isinstance(error, ServerDownError | ServerBrokeOffError)


def _policy(max_retries: int, clock: Clock) -> dict[str, Any]:
    def enough(state: tenacity.RetryCallState) -> bool:
        left = clock.total_left()
        return state.attempt_number > max_retries or (left is not None and state.upcoming_sleep >= left)

    return {
        "retry": tenacity.retry_if_exception(can_help),
        "stop": enough,
        "wait": _pause,
        "reraise": True,
    }


def _pause(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, ServerBusyError) and error.retry_after is not None:
        return error.retry_after + _jitter(state)
    return _backoff(state)
