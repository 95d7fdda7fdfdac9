"""Threads in which an event loop has something done that blocks; they are used again.

Starting a thread means waiting until it runs, which costs the loop more than a short check takes to be sent
and received. They are daemons, unlike those of an executor: the end of the program does not wait for a check.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

IDLE_SECONDS = 30.0
"""A thread without work for longer ends."""


class HelperThreads:
    """As many threads as there are jobs at once; they know nothing of each other and keep nothing alive."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._free = 0
        self._lock = threading.Lock()

    def run(self, job: Callable[[], None]) -> None:
        """Have a job done; it must not raise.

        Raises:
            RuntimeError: The system has no thread left; the job will not be done.
        """
        with self._lock:
            has_free = self._free > 0
            self._free -= has_free
        if not has_free:
            threading.Thread(target=self._work, name=self._name, daemon=True).start()
        self._jobs.put(job)

    def _work(self) -> None:
        while True:
            try:
                job = self._jobs.get(timeout=IDLE_SECONDS)
            except queue.Empty:
                with self._lock:
                    if self._free:  # otherwise a job is on its way to this thread
                        self._free -= 1
                        return
                continue
            job()
            del job
            with self._lock:
                self._free += 1
