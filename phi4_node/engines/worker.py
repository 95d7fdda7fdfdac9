"""A reply made in a thread of its own: pieces come out as they are made, and it stops when nobody reads it.

For models that run in this process, where the caller of a library function waits in it. The thread is there
for synchronous callers too: a stream that somebody opened and forgot then goes on to its end instead of
keeping the model from everybody else.
"""

from __future__ import annotations

import asyncio
import atexit
import queue
import threading
import weakref
from collections.abc import AsyncGenerator, Callable, Generator
from dataclasses import dataclass
from time import monotonic
from typing import Any, Generic, TypeVar

from phi4_node.engines.timeouts import Clock

_EXIT_SECONDS = 15.0

Piece = TypeVar("Piece")


@dataclass(frozen=True)
class _End:
    """The thread is done.

    Attributes:
        error: What ended it; None if it came to its end.
    """

    error: BaseException | None


class Outlet(Generic[Piece]):
    """The thread's side: where pieces go, and whether anybody still wants them.

    Attributes:
        given: Number of pieces that were handed over.
    """

    def __init__(self, deliver: Callable[[Piece | _End], None]) -> None:
        self._deliver = deliver
        self._unwanted = threading.Event()
        self._thread: threading.Thread | None = None
        self.given = 0

    def put(self, piece: Piece) -> None:
        """Hand a piece over; never waits."""
        self.given += 1
        self._deliver(piece)

    def is_wanted(self) -> bool:
        """Whether to go on; asked between two tokens."""
        return not self._unwanted.is_set()

    def take_turn(self, turns: threading.Semaphore) -> bool:
        """Wait for a turn at the model; False if the reader went away meanwhile."""
        while not turns.acquire(timeout=0.1):
            if not self.is_wanted():
                return False
        return True

    def start(self, work: Callable[[Outlet[Piece]], None], name: str) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._run, args=(work,), name=name, daemon=True)
        _running.add(self)
        self._thread.start()

    def stop(self) -> None:
        """Nobody reads any more; the thread ends after the token that it is at."""
        self._unwanted.set()

    def wait(self, seconds: float) -> bool:
        """Wait for the thread's end; whether it came in time."""
        if self._thread is not None:
            self._thread.join(seconds)
        return self._thread is None or not self._thread.is_alive()

    def _run(self, work: Callable[[Outlet[Piece]], None]) -> None:
        error: BaseException | None = None
        try:
            work(self)
        except BaseException as raised:  # noqa: BLE001 - raised again where the reader is
            error = raised
        self._deliver(_End(error))


_running: weakref.WeakSet[Outlet[Any]] = weakref.WeakSet()


def stop_workers() -> None:
    """Stop every reply that is being made, and wait a little until they are."""
    running = list(_running)
    for outlet in running:
        outlet.stop()
    until = monotonic() + _EXIT_SECONDS
    for outlet in running:
        outlet.wait(max(0.0, until - monotonic()))


# Threads that are inside a native library while the interpreter goes away would crash it.
atexit.register(stop_workers)


def pieces(work: Callable[[Outlet[Piece]], None], clock: Clock, name: str) -> Generator[Piece]:
    """The pieces that `work` puts out, as they come; closing this stops it.

    Raises:
        ServerTimeoutError: The next piece did not come in time.
        BaseException: Whatever `work` raises.
    """
    arrived: queue.SimpleQueue[Piece | _End] = queue.SimpleQueue()
    outlet: Outlet[Piece] = Outlet(arrived.put)
    clock.ask()
    outlet.start(work, name)
    try:
        while True:
            try:
                piece = arrived.get(timeout=clock.left())
            except queue.Empty:
                raise clock.error() from None
            if isinstance(piece, _End):
                if piece.error is not None:
                    raise piece.error
                return
            clock.token()
            given = monotonic()
            yield piece
            clock.away(monotonic() - given)
    finally:
        outlet.stop()


async def apieces(work: Callable[[Outlet[Piece]], None], clock: Clock, name: str) -> AsyncGenerator[Piece]:
    """`pieces` for an event loop, which is never blocked."""
    arrived: asyncio.Queue[Piece | _End] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def deliver(piece: Piece | _End) -> None:
        try:
            loop.call_soon_threadsafe(arrived.put_nowait, piece)
        except RuntimeError:  # the loop was closed: the reader is gone for good
            outlet.stop()

    outlet: Outlet[Piece] = Outlet(deliver)
    clock.ask()
    outlet.start(work, name)
    try:
        while True:
            try:
                async with asyncio.timeout(clock.left()):
                    piece = await arrived.get()
            except TimeoutError:
                raise clock.error() from None
            if isinstance(piece, _End):
                if piece.error is not None:
                    raise piece.error
                return
            clock.token()
            given = monotonic()
            yield piece
            clock.away(monotonic() - given)
    finally:
        outlet.stop()
