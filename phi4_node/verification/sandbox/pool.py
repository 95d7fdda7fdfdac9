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
from collections.abc import Mapping
from concurrent.futures import Future
from functools import partial
from types import TracebackType
from typing import Self

from phi4_node.errors import BadInputError
from phi4_node.schema import JsonObject
from phi4_node.verification.sandbox.leases import Lease, Leases, PoolClosedError
from phi4_node.verification.sandbox.process import (
    DeadlineError,
    SandboxError,
    WorkerCrashedError,
    WorkerMemoryError,
    WorkerProcess,
    WorkerStartError,
)
from phi4_node.verification.sandbox.threads import HelperThreads

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
    "find": "phi4_node.verification.finding:find",
    "steps": "phi4_node.verification.calculation:steps",
    "calculate": "phi4_node.verification.calculation:calculated",
    "check_calculation": "phi4_node.verification.calculation:check_calculation",
    "compare": "phi4_node.verification.calculation:compare",
    "check_formalisation": "phi4_node.verification.argument.decide:check_formalisation",
    "decided_answer": "phi4_node.verification.argument.decide:decided_answer",
}
"""What a worker can do: a name and the function behind it, JSON object in, JSON object out."""

MAX_WORKERS = 4
CLOSE_SECONDS = 10.0


class PoolBusyError(DeadlineError):
    """No worker became free in the time that a task may wait for one."""


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
        recycle_after: int = 10_000,
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
        self._leases = Leases(size)
        self._threads = HelperThreads("phi4-node-check")
        self._process_id = os.getpid()
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
        self._check_process()
        waiting = self._leases.request()
        try:
            lease = waiting.result(self.queue_seconds)
        except TimeoutError as error:
            self._leases.withdraw(waiting)
            raise self._busy() from error
        except BaseException:
            self._leases.withdraw(waiting)
            raise
        return self._run(lease, task, payload, seconds)

    async def arun(self, task: str, payload: JsonObject, seconds: float | None = None) -> JsonObject:
        """`run` without blocking, in any event loop; cancelling it kills the task at once."""
        seconds = self._deadline(task, payload, seconds)
        self._check_process()
        waiting = self._leases.request()
        try:
            async with asyncio.timeout(self.queue_seconds):
                lease = await asyncio.wrap_future(waiting)
        except TimeoutError as error:
            self._leases.withdraw(waiting)
            raise self._busy() from error
        except BaseException:
            self._leases.withdraw(waiting)
            raise
        outcome: Future[JsonObject] = Future()
        outcome.set_running_or_notify_cancel()
        # A thread of our own for as long as the task runs: there are never more of them than workers, and
        # the loop's shared threads stay free for others.
        try:
            self._threads.run(partial(self._run_into, outcome, lease, task, payload, seconds))
        except RuntimeError:
            self._leases.give_back(lease)
            raise
        try:
            return await asyncio.wrap_future(outcome)
        except (asyncio.CancelledError, GeneratorExit):
            self._leases.cancel(lease)
            raise

    def warm(self) -> None:
        """Start all workers and wait until one is ready; otherwise each starts when it is needed."""
        self._check_process()
        leases = self._leases.take_idle()
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
                self._leases.give_back(lease)

    @property
    def closed(self) -> bool:
        """Whether it was closed and does no more tasks."""
        return self._leases.closed

    @property
    def isolation(self) -> tuple[str, ...]:
        """The measures of isolation that this system does not allow; known once a worker was ready."""
        return self._missing

    def close(self) -> None:
        """End all workers and fail all tasks; may be called twice."""
        self._check_process()
        for worker in self._leases.close(CLOSE_SECONDS):
            worker.reap()
        self._threads.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run_into(
        self, outcome: Future[JsonObject], lease: Lease, task: str, payload: JsonObject, seconds: float
    ) -> None:
        try:
            outcome.set_result(self._run(lease, task, payload, seconds))
        except BaseException as error:  # noqa: BLE001 - it is raised again where the outcome is awaited
            outcome.set_exception(error)

    def _run(self, lease: Lease, task: str, payload: JsonObject, seconds: float) -> JsonObject:
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
            self._leases.give_back(lease)
        return result

    def _ready_worker(self, lease: Lease) -> WorkerProcess:
        worker = self._worker(lease)
        worker.wait_ready(self.start_seconds)
        self._missing = worker.missing
        return worker

    def _worker(self, lease: Lease) -> WorkerProcess:
        """The worker in the slot, started if there is none."""
        worker = lease.slot.worker or self._start(lease)
        self._leases.kill_if_cancelled(lease)
        return worker

    def _start(self, lease: Lease) -> WorkerProcess:
        worker = WorkerProcess(self.tasks, self.memory_mb, self._python)
        self._leases.put_worker(lease, worker)
        return worker

    def _replace(self, lease: Lease) -> None:
        """End the worker; if it had been of use, start the next one, which warms up while nobody waits."""
        worker = self._leases.put_worker(lease, None)
        if worker is None:
            return
        worker.reap()
        if worker.ready and not self._leases.closed:
            # Whoever needs the worker will try again, and hear of it.
            with contextlib.suppress(WorkerStartError):
                self._start(lease)

    def _check_process(self) -> None:
        if self._process_id != os.getpid():
            self._forget_inherited()

    def _forget_inherited(self) -> None:
        """Start afresh in a child made by fork: workers, lock and queue belong to the parent."""
        inherited = self._leases
        for slot in inherited.slots:
            if slot.worker:
                slot.worker.abandon()
        self._leases = Leases(self.size)
        self._leases.closed = inherited.closed
        self._threads = HelperThreads("phi4-node-check")
        self._process_id = os.getpid()

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
        if _default is None or _default.closed:
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
