"""Reading an iterator that may block, with a deadline and a way to stop, where there is no event loop."""

from __future__ import annotations

import contextvars
import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

_GLANCE = 0.1
"""Seconds between two looks at whether the reader was asked to stop."""


class OutOfTimeError(Exception):
    """The deadline has passed while waiting for the next item."""


class _End:
    """The iterator has ended, by itself or with an error."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


class ThreadedIterator(Generic[T]):
    """Iterates over `make()` in a daemon thread; `close` stops it after the item that it is working on.

    A thread cannot be killed in the middle of a blocking call, so one that hangs in an engine is left behind
    until the engine's own time limit ends it; it never holds up the caller or the end of the process.

    Args:
        make: Gives the iterator; called in the thread, with the caller's context variables.
        deadline: `time.monotonic()` after which waiting raises `OutOfTimeError`; None for no deadline.
        stop: Ends the iteration when set.
    """

    def __init__(
        self,
        make: Callable[[], Iterator[T]],
        *,
        deadline: float | None = None,
        stop: threading.Event | None = None,
    ) -> None:
        self._make = make
        self._deadline = deadline
        self._stop = stop or threading.Event()
        self._closed = threading.Event()
        self._items: queue.SimpleQueue[T | _End] = queue.SimpleQueue()
        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(self._pump,), daemon=True, name="phi4-node-stream").start()

    def _pump(self) -> None:
        try:
            iterator = self._make()
            try:
                for item in iterator:
                    self._items.put(item)
                    if self._closed.is_set() or self._stop.is_set():
                        break
            finally:
                close = getattr(iterator, "close", None)
                if close is not None:
                    close()
        except BaseException as error:  # noqa: BLE001 - not swallowed: raised again where the items are read
            self._items.put(_End(error))
        else:
            self._items.put(_End())

    def __iter__(self) -> Iterator[T]:
        try:
            while not self._stop.is_set():
                wait = _GLANCE
                if self._deadline is not None:
                    wait = min(wait, self._deadline - time.monotonic())
                    if wait <= 0:
                        raise OutOfTimeError
                try:
                    item = self._items.get(timeout=wait)
                except queue.Empty:
                    continue
                if isinstance(item, _End):
                    if item.error is not None:
                        raise item.error
                    return
                yield item
        finally:
            self.close()

    def close(self) -> None:
        """Let the thread stop after the item that it is working on."""
        self._closed.set()
