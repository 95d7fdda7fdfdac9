"""Who may use which worker: slots that are leased to tasks in the order in which they ask."""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass

from phi4_node.verification.sandbox.process import SandboxError, WorkerProcess


class PoolClosedError(SandboxError):
    """The pool was closed, before or during the task."""


@dataclass(slots=True, eq=False)
class Slot:
    """Room for one worker; empty until it is first needed."""

    worker: WorkerProcess | None = None
    lease: Lease | None = None


@dataclass(slots=True, eq=False)
class Lease:
    """The right of one task to one slot, until it is given back."""

    slot: Slot
    cancelled: bool = False


class Leases:
    """The slots of a pool and the queue for them; every method may be called from any thread."""

    def __init__(self, size: int) -> None:
        self.slots = [Slot() for _ in range(size)]
        self.closed = False
        self._changed = threading.Condition()
        self._idle = self.slots.copy()
        self._waiting: deque[Future[Lease]] = deque()

    @property
    def idle(self) -> int:
        """How many slots nobody uses."""
        return len(self._idle)

    @property
    def waiting(self) -> int:
        """How many tasks wait for a slot."""
        return len(self._waiting)

    def request(self) -> Future[Lease]:
        """Ask for a slot; the future has it when it is this caller's turn.

        Raises:
            PoolClosedError: The pool was closed; the future raises it if that happens later.
        """
        future: Future[Lease] = Future()
        with self._changed:
            if self.closed:
                raise PoolClosedError("The worker pool is closed; make a new WorkerPool.")
            self._waiting.append(future)
            self._hand_out()
        return future

    def withdraw(self, future: Future[Lease]) -> None:
        """Stop waiting; if the slot came at the last moment, it is given back."""
        with self._changed:
            with contextlib.suppress(ValueError):  # it is not in the queue any more if its turn has come
                self._waiting.remove(future)
            granted = not future.cancel() and future.exception() is None
        if granted:
            self.give_back(future.result())

    def take_idle(self) -> list[Lease]:
        """All slots that nobody uses; none if the pool was closed."""
        with self._changed:
            return [] if self.closed else [self._lease() for _ in self._idle.copy()]

    def give_back(self, lease: Lease) -> None:
        """End a lease, so that the next in the queue gets the slot."""
        with self._changed:
            lease.slot.lease = None
            self._idle.append(lease.slot)
            self._hand_out()
            self._changed.notify_all()

    def put_worker(self, lease: Lease, worker: WorkerProcess | None) -> WorkerProcess | None:
        """Put another worker into the slot; what was in it before is the caller's to end."""
        with self._changed:
            before, lease.slot.worker = lease.slot.worker, worker
            return before

    def kill_if_cancelled(self, lease: Lease) -> None:
        """Make up for a cancellation that came when there was no worker to kill yet."""
        with self._changed:
            if lease.cancelled and lease.slot.worker:
                lease.slot.worker.kill()

    def cancel(self, lease: Lease) -> None:
        """Kill what runs under this lease; nothing if it was given back already."""
        with self._changed:
            lease.cancelled = True
            if lease.slot.lease is lease and lease.slot.worker:
                lease.slot.worker.kill()

    def close(self, seconds: float) -> list[WorkerProcess]:
        """Fail who waits, kill what runs, wait at most `seconds` for it to end.

        Returns:
            The workers that nobody uses any more, for the caller to end.
        """
        with self._changed:
            self.closed = True
            for future in self._waiting:
                if future.set_running_or_notify_cancel():
                    future.set_exception(PoolClosedError("The worker pool was closed."))
            self._waiting.clear()
            for slot in self.slots:
                if slot.lease:
                    self.cancel(slot.lease)
            self._changed.wait_for(lambda: not any(slot.lease for slot in self.slots), seconds)
            unused = [slot for slot in self.slots if slot.worker and not slot.lease]
            workers = [slot.worker for slot in unused if slot.worker]
            for slot in unused:
                slot.worker = None
        return workers

    def _hand_out(self) -> None:
        """Give idle slots to whoever waits longest; the lock is held."""
        while self._idle and self._waiting:
            future = self._waiting.popleft()
            if future.set_running_or_notify_cancel():
                future.set_result(self._lease())

    def _lease(self) -> Lease:
        """Lease the slot that was used last: it is the likeliest to have a warm worker."""
        slot = self._idle.pop()
        slot.lease = Lease(slot)
        return slot.lease
