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
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._free = 0
        self._count = 0
        self._closed = False
        self._lock = threading.Lock()

    def run(self, job: Callable[[], None]) -> None:
        """Have a job done; it must not raise.

        Raises:
            RuntimeError: The system has no thread left; the job will not be done.
        """
        with self._lock:
            if self._closed:  # the others are ending, and might end before they come to it
                threading.Thread(target=job, name=self._name, daemon=True).start()
                return
            if self._free:
                self._free -= 1
            else:
                threading.Thread(target=self._work, name=self._name, daemon=True).start()
                self._count += 1
            self._jobs.put(job)

    def close(self) -> None:
        """Let the threads end once they have done what they were given."""
        with self._lock:
            self._closed = True
            self._free = 0
            for _ in range(self._count):
                self._jobs.put(None)

    def _work(self) -> None:
        while True:
            try:
                job = self._jobs.get(timeout=IDLE_SECONDS)
            except queue.Empty:
                with self._lock:
                    if self._free:  # otherwise a job, or the end, is on its way to this thread
                        self._free -= 1
                        self._count -= 1
                        return
                continue
            if job is None:
                return
            job()
            del job
            with self._lock:
                self._free += 1
