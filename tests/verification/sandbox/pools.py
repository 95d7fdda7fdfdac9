"""Pools with the tasks of these tests, and how to wait for what they leave behind."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import psutil
import pytest

from phi4_node.verification import WorkerPool
from tests.verification import sandbox_tasks

MODULE = sandbox_tasks.__name__
TASKS = {name: f"{MODULE}:{name}" for name, value in vars(sandbox_tasks).items() if callable(value)}
LONG = 120.0
"""A deadline that no test comes near; a test that would is stopped by pytest-timeout."""

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these measures")


def make_pool(size: int = 1, **settings: object) -> WorkerPool:
    return WorkerPool(size, tasks=TASKS, **settings)  # type: ignore[arg-type]


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether it holds within half a minute."""
    end = time.monotonic() + 30
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def gone(pid: int) -> bool:
    """Whether there is no such process any more, not even as a zombie."""
    return not psutil.pid_exists(pid)
