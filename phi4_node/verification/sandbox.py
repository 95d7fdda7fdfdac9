"""A pool of warm worker processes with a deadline and a memory cap for every task.

Nobody but the kernel can stop a symbolic engine for certain, so a task that takes too long is ended by
killing its process, and the next task gets a new one. The pool serves any number of threads and event
loops at once, in turn; after `os.fork` the child starts workers of its own.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import json
import math
import os
import sys
import threading
import weakref
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from phi4_node.errors import BadInputError
from phi4_node.schema import JsonObject
from phi4_node.verification.process import (
    DeadlineError,
    SandboxError,
    WorkerCrashedError,
    WorkerMemoryError,
    WorkerProcess,
    WorkerStartError,
)

__all__ = [
    "TASKS",
    "DeadlineError",
    "PoolBusyError",
    "PoolClosedError",
    "SandboxError",
    "WorkerCrashedError",
    "WorkerMemoryError",
    "WorkerPool",
    "WorkerStartError",
    "default_pool",
]

TASKS = {
    "judge": "phi4_node.verification.judge:judge",
    "steps": "phi4_node.verification.calculation:steps",
    "calculate": "phi4_node.verification.program:calculate",
    "check_calculation": "phi4_node.verification.calculation:check_calculation",
    "compare": "phi4_node.verification.calculation:compare",
}
"""What a worker can do: a name and the function behind it, JSON object in, JSON object out."""

MAX_WORKERS = 4
CLOSE_SECONDS = 10.0


class PoolBusyError(DeadlineError):
    """No worker became free in the time that a task may wait for one."""


class PoolClosedError(SandboxError):
    """The pool was closed, before or during the task."""


@dataclass(slots=True, eq=False)
class _Slot:
    """Room for one worker; empty until it is first needed."""

    worker: WorkerProcess | None = None
    lease: _Lease | None = None


@dataclass(slots=True, eq=False)
class _Lease:
    """The right of one task to one slot, until it is returned."""

    slot: _Slot
    cancelled: bool = field(default=False)


class WorkerPool:
    """Worker processes that are started on demand and used again.

    A task is bounded by three separate clocks: it waits at most `queue_seconds` for a free worker, a new
    worker gets at most `start_seconds` to get ready, and then the task has its own deadline.

    Args:
        size: Workers at most; by default one for each processor that this process may use, but no more
            than 4.
        memory_mb: Memory that one task may use on top of what a worker needs to be ready.
        seconds: Deadline of a task that names none.
        queue_seconds: How long a task may wait for a free worker.
        start_seconds: How long a new worker may take to get ready.
        recycle_after: Tasks after which a worker is replaced; it is replaced earlier if it keeps much memory.
        tasks: What the workers can do, as `name -> "module:function"`; by default what verification needs.
        python: The interpreter to start workers with, where `sys.executable` is something else.
    """

    def __init__(
        self,
        size: int | None = None,
        *,
        memory_mb: int = 512,
        seconds: float = 10.0,
        queue_seconds: float = 60.0,
        start_seconds: float = 60.0,
        recycle_after: int = 1000,
        tasks: Mapping[str, str] | None = None,
        python: str | None = None,
    ) -> None:
        size = min(MAX_WORKERS, _processors()) if size is None else size
        if size < 1 or memory_mb < 1 or recycle_after < 1:
            raise BadInputError("A pool needs at least one worker, one megabyte and one task per worker.")
        self.size = size
        self.memory_mb = memory_mb
        self.seconds = _positive(seconds)
        self.queue_seconds = _positive(queue_seconds)
        self.start_seconds = _positive(start_seconds)
        self.recycle_after = recycle_after
        self.tasks = dict(TASKS if tasks is None else tasks)
        self._python = python or sys.executable
        self._missing: tuple[str, ...] = ()
        self._reset()
        _pools.add(self)

    def run(self, task: str, payload: JsonObject, seconds: float | None = None) -> JsonObject:
        """Have a task done and wait for it; from any thread.

        Args:
            task: A name in the table of tasks.
            payload: What the task gets; anything that JSON can hold.
            seconds: Its deadline, counted from when a ready worker has it.

        Returns:
            What the task returned.

        Raises:
            DeadlineError: It took too long; `PoolBusyError` if it never began.
            WorkerCrashedError: It crashed, or (`WorkerMemoryError`) needed too much memory.
            WorkerStartError: No worker can be started here.
            PoolClosedError: The pool was closed.
        """
        seconds = self._deadline(task, payload, seconds)
        waiting = self._enqueue()
        try:
            lease = waiting.result(self.queue_seconds)
        except TimeoutError as error:
            self._withdraw(waiting)
            raise self._busy() from error
        except BaseException:
            self._withdraw(waiting)
            raise
        return self._run(lease, task, payload, seconds)

    async def arun(self, task: str, payload: JsonObject, seconds: float | None = None) -> JsonObject:
        """`run` without blocking, in any event loop; cancelling it kills the task at once."""
        seconds = self._deadline(task, payload, seconds)
        waiting = self._enqueue()
        try:
            async with asyncio.timeout(self.queue_seconds):
                lease = await asyncio.wrap_future(waiting)
        except TimeoutError as error:
            self._withdraw(waiting)
            raise self._busy() from error
        except BaseException:
            self._withdraw(waiting)
            raise
        outcome: Future[JsonObject] = Future()
        outcome.set_running_or_notify_cancel()
        # A thread of its own for as long as the task runs: there are never more of them than workers, and
        # the loop's shared threads stay free for others.
        thread = threading.Thread(
            target=self._run_into,
            args=(outcome, lease, task, payload, seconds),
            name="phi4-node-check",
            daemon=True,
        )
        try:
            thread.start()
        except RuntimeError:
            self._return(lease)
            raise
        try:
            return await asyncio.wrap_future(outcome)
        except asyncio.CancelledError:
            self._cancel(lease)
            raise

    def warm(self) -> None:
        """Start all workers and wait until one is ready; otherwise each starts when it is needed."""
        self._check_process()
        with self._changed:
            leases = [] if self._closed else [self._lease_idle() for _ in self._idle.copy()]
        try:
            for lease in leases:
                self._worker(lease)
            for lease in leases[:1]:
                self._ready_worker(lease)
        except BaseException:
            for lease in leases:
                self._replace(lease)
            raise
        finally:
            for lease in leases:
                self._return(lease)

    @property
    def isolation(self) -> tuple[str, ...]:
        """The measures of isolation that this system does not allow; known once a worker was ready."""
        return self._missing

    def close(self) -> None:
        """End all workers and fail all tasks; may be called twice."""
        self._check_process()
        with self._changed:
            self._closed = True
            for waiting in self._waiting:
                if waiting.set_running_or_notify_cancel():
                    waiting.set_exception(PoolClosedError("The worker pool was closed."))
            self._waiting.clear()
            for slot in self._slots:
                if slot.lease:
                    slot.lease.cancelled = True
                if slot.worker:
                    slot.worker.kill()
            self._changed.wait_for(lambda: not any(slot.lease for slot in self._slots), CLOSE_SECONDS)
            idle = [slot.worker for slot in self._slots if slot.worker and not slot.lease]
            for slot in self._slots:
                slot.worker = slot.worker if slot.lease else None
        for worker in idle:
            worker.reap()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- waiting in turn
    # ------------------------------------------------------------------------------------------

    def _enqueue(self) -> Future[_Lease]:
        """Ask for a slot; the future has it when it is this caller's turn."""
        self._check_process()
        waiting: Future[_Lease] = Future()
        with self._changed:
            if self._closed:
                raise PoolClosedError("The worker pool is closed; make a new WorkerPool.")
            self._waiting.append(waiting)
            self._hand_out()
        return waiting

    def _hand_out(self) -> None:
        """Give idle slots to whoever waits longest; the lock is held."""
        while self._idle and self._waiting:
            waiting = self._waiting.popleft()
            if waiting.set_running_or_notify_cancel():
                waiting.set_result(self._lease_idle())

    def _lease_idle(self) -> _Lease:
        """Lease the slot that was used last: it is the likeliest to have a warm worker."""
        slot = self._idle.pop()
        slot.lease = _Lease(slot)
        return slot.lease

    def _withdraw(self, waiting: Future[_Lease]) -> None:
        """Stop waiting; if the slot came at the last moment, return it."""
        with self._changed:
            with contextlib.suppress(ValueError):  # it is not in the queue any more if its turn has come
                self._waiting.remove(waiting)
            granted = not waiting.cancel() and waiting.exception() is None
        if granted:
            self._return(waiting.result())

    def _return(self, lease: _Lease) -> None:
        with self._changed:
            if lease.slot.lease is not lease:  # the pool was reset by a fork in the meantime
                return
            lease.slot.lease = None
            self._idle.append(lease.slot)
            self._hand_out()
            self._changed.notify_all()

    def _cancel(self, lease: _Lease) -> None:
        """Kill what runs under this lease; nothing if it was returned already."""
        with self._changed:
            lease.cancelled = True
            if lease.slot.lease is lease and lease.slot.worker:
                lease.slot.worker.kill()

    # -- one task on one worker
    # -----------------------------------------------------------------------------------

    def _run_into(
        self, outcome: Future[JsonObject], lease: _Lease, task: str, payload: JsonObject, seconds: float
    ) -> None:
        try:
            outcome.set_result(self._run(lease, task, payload, seconds))
        except BaseException as error:  # noqa: BLE001 - it is raised again where the outcome is awaited
            outcome.set_exception(error)

    def _run(self, lease: _Lease, task: str, payload: JsonObject, seconds: float) -> JsonObject:
        try:
            worker = self._ready_worker(lease)
            result = worker.ask(task, payload, seconds)
            if worker.tasks >= self.recycle_after or worker.grown_mb > self.memory_mb / 2:
                self._replace(lease)
        except BaseException as error:
            self._replace(lease)
            if lease.cancelled and isinstance(error, SandboxError):
                raise PoolClosedError("The task was stopped because the worker pool was closed.") from error
            raise
        finally:
            self._return(lease)
        return result

    def _ready_worker(self, lease: _Lease) -> WorkerProcess:
        worker = self._worker(lease)
        worker.wait_ready(self.start_seconds)
        self._missing = worker.missing
        return worker

    def _worker(self, lease: _Lease) -> WorkerProcess:
        """The worker in the slot, started if there is none."""
        worker = lease.slot.worker or self._start(lease)
        with self._changed:
            if lease.cancelled:
                worker.kill()
        return worker

    def _start(self, lease: _Lease) -> WorkerProcess:
        worker = WorkerProcess(self.tasks, self.memory_mb, self._python)
        with self._changed:
            lease.slot.worker = worker
        return worker

    def _replace(self, lease: _Lease) -> None:
        """End the worker; if it had been of use, start the next one, which warms up while nobody waits."""
        with self._changed:
            worker, lease.slot.worker = lease.slot.worker, None
        if worker is None:
            return
        worker.reap()
        if worker.ready and not self._closed:
            # Whoever needs the worker will try again, and hear of it.
            with contextlib.suppress(WorkerStartError):
                self._start(lease)

    # -- the pool as a whole
    # --------------------------------------------------------------------------------------

    def _reset(self) -> None:
        self._process_id = os.getpid()
        self._changed = threading.Condition()
        self._slots = [_Slot() for _ in range(self.size)]
        self._idle = self._slots.copy()
        self._waiting: deque[Future[_Lease]] = deque()
        self._closed = False

    def _check_process(self) -> None:
        if self._process_id != os.getpid():
            self._forget_inherited()

    def _forget_inherited(self) -> None:
        """Start afresh in a child made by fork: workers, lock and queue belong to the parent."""
        closed = self._closed
        for slot in self._slots:
            if slot.worker:
                slot.worker.abandon()
        self._reset()
        self._closed = closed

    def _deadline(self, task: str, payload: JsonObject, seconds: float | None) -> float:
        if task not in self.tasks:
            raise BadInputError(f"No task {task!r}; there are {', '.join(sorted(self.tasks))}.")
        json.dumps(payload)  # so that a payload that is not JSON fails here and costs no worker
        return self.seconds if seconds is None else _positive(seconds)

    def _busy(self) -> PoolBusyError:
        return PoolBusyError(
            f"No worker was free for {self.queue_seconds:g} s; use a larger WorkerPool or fewer tasks."
        )


_pools: weakref.WeakSet[WorkerPool] = weakref.WeakSet()
_default: WorkerPool | None = None
_default_lock = threading.Lock()


def default_pool() -> WorkerPool:
    """The pool that is used where none is given: made on first use, closed when the program ends."""
    global _default
    with _default_lock:
        if _default is None or _default._closed:
            _default = WorkerPool()
            atexit.register(_default.close)
        return _default


def _after_fork() -> None:
    global _default_lock
    _default_lock = threading.Lock()
    for pool in list(_pools):
        pool._forget_inherited()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def _processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _positive(seconds: float) -> float:
    if not (math.isfinite(seconds) and seconds > 0):
        raise BadInputError(f"A time limit must be a positive number of seconds, not {seconds}.")
    return float(seconds)
