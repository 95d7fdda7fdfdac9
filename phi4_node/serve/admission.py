"""Admission: so many at once, so many waiting, and nobody who asks often keeps the others out."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from phi4_node.errors import ExitCode, Phi4NodeError


class OverloadedError(Phi4NodeError):
    """There is no room to wait, or the wait was too long; come back later.

    Attributes:
        retry_after: Seconds after which it is worth trying again.
        place: Place in the line that the request would have had, counted from 1; 0 if it waited in vain.
    """

    exit_code = ExitCode.SERVER_ERROR

    def __init__(self, message: str, retry_after: int, place: int = 0) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.place = place


class Admission:
    """Turns at the model, given to the callers in rotation rather than to the requests in order.

    All of it runs in one event loop, so nothing needs a lock.

    Args:
        concurrency: Turns that are given at once.
        waiting: Requests that may wait; the next one is refused at once.
        seconds: Longest wait.
    """

    def __init__(self, concurrency: int, waiting: int, seconds: float) -> None:
        self.concurrency = concurrency
        self.waiting_limit = waiting
        self.seconds = seconds
        self.active = 0
        self._lines: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._usual_seconds = 1.0
        self._closed = False

    @property
    def waiting(self) -> int:
        """Requests that wait for their turn."""
        return sum(len(line) for line in self._lines.values())

    def place_of(self, caller: str) -> int:
        """The place in the line that this caller's next request would have, counted from 1; 0 for no wait."""
        if self.active < self.concurrency and not self._lines:
            return 0
        ahead = len(self._lines.get(caller, ()))
        # in rotation, each other caller goes before us at most as often as we have requests before this one
        return (
            1 + ahead + sum(min(len(line), ahead + 1) for name, line in self._lines.items() if name != caller)
        )

    @asynccontextmanager
    async def turn(self, caller: str) -> AsyncIterator[None]:
        """Wait for a turn and hold it.

        Raises:
            OverloadedError: If the line is full, or the turn did not come in time.
        """
        await self._enter(caller)
        started = asyncio.get_running_loop().time()
        try:
            yield
        finally:
            took = asyncio.get_running_loop().time() - started
            self._usual_seconds += 0.1 * (took - self._usual_seconds)
            self._leave()

    def close(self) -> None:
        """Give no more turns: the service is going down, and what runs is to finish."""
        self._closed = True
        for line in self._lines.values():
            for turn in line:
                if not turn.done():
                    turn.set_exception(OverloadedError("The service is stopping.", 5))
        self._lines.clear()

    async def _enter(self, caller: str) -> None:
        if self._closed:
            raise OverloadedError("The service is stopping.", 5)
        place = self.place_of(caller)
        if place == 0:
            self.active += 1
            return
        if self.waiting >= self.waiting_limit:
            raise OverloadedError(
                f"Too many requests are waiting; yours would be number {place} in line. Try again later.",
                self._wait_of(place),
                place,
            )
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._lines.setdefault(caller, deque()).append(turn)
        try:
            await asyncio.wait_for(turn, self.seconds)
        except (TimeoutError, asyncio.CancelledError) as error:
            self._forget(caller, turn)
            if isinstance(error, TimeoutError):
                raise OverloadedError(
                    f"Your turn did not come within {self.seconds:.0f} seconds. Try again later.",
                    self._wait_of(self.waiting + 1),
                ) from None
            raise

    def _forget(self, caller: str, turn: asyncio.Future[None]) -> None:
        line = self._lines.get(caller)
        if line is not None and turn in line:
            line.remove(turn)
            if not line:
                del self._lines[caller]
        elif turn.done() and not turn.cancelled() and turn.exception() is None:
            self._leave()  # the turn came at the moment in which nobody waited for it any more

    def _leave(self) -> None:
        self.active -= 1
        while self._lines and self.active < self.concurrency:
            caller, line = self._lines.popitem(last=False)
            turn = line.popleft()
            if line:
                self._lines[caller] = line  # to the end: the others come first
            if not turn.done():
                self.active += 1
                turn.set_result(None)

    def _wait_of(self, place: int) -> int:
        return max(1, round(place * self._usual_seconds / self.concurrency))
