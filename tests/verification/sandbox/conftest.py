"""A pool that tests share, and a watch over what a pool leaves behind."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import psutil
import pytest

from phi4_node.verification import WorkerPool
from tests.verification.sandbox.pools import eventually, make_pool


@pytest.fixture(scope="module")
def shared() -> Iterator[WorkerPool]:
    with make_pool() as pool:
        yield pool


@pytest.fixture
def nothing_left() -> Iterator[None]:
    """No process, thread or descriptor may be left when the test is over."""

    def held() -> tuple[set[int], set[threading.Thread], int]:
        gc.collect()
        me = psutil.Process()
        return {child.pid for child in me.children()}, set(threading.enumerate()), me.num_fds()

    children, threads, descriptors = held()
    yield
    assert eventually(lambda: held()[0] <= children), psutil.Process().children()
    assert eventually(lambda: held()[1] <= threads), threading.enumerate()
    assert held()[2] <= descriptors
