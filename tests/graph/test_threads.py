from __future__ import annotations

import contextvars
import itertools
import threading
import time
from collections.abc import Iterator

import pytest

from phi4_node.graph.threads import OutOfTimeError, ThreadedIterator

VARIABLE = contextvars.ContextVar("VARIABLE", default="unset")


def test_items_and_errors_come_through() -> None:
    def make() -> Iterator[int]:
        yield 1
        raise KeyError("x")

    seen = []
    with pytest.raises(KeyError):
        for item in ThreadedIterator(make):
            seen.append(item)
    assert seen == [1]


def test_error_while_making_comes_through() -> None:
    def make() -> Iterator[int]:
        raise KeyError("x")

    with pytest.raises(KeyError):
        list(ThreadedIterator(make))


def test_deadline_interrupts_waiting() -> None:
    release = threading.Event()

    def make() -> Iterator[int]:
        yield 1
        release.wait(30)

    iterator = iter(ThreadedIterator(make, deadline=time.monotonic() + 0.2))
    assert next(iterator) == 1
    with pytest.raises(OutOfTimeError):
        next(iterator)
    release.set()


def test_stop_ends_and_closes() -> None:
    closed, stop = threading.Event(), threading.Event()

    def make() -> Iterator[int]:
        try:
            for number in itertools.count():
                time.sleep(0.01)
                yield number
        finally:
            closed.set()

    seen = []
    for item in ThreadedIterator(make, stop=stop):
        seen.append(item)
        stop.set()
    assert seen == [0]
    assert closed.wait(10)


def test_context_variables_are_the_callers() -> None:
    token = VARIABLE.set("mine")
    try:
        assert list(ThreadedIterator(lambda: iter([VARIABLE.get()]))) == ["mine"]
    finally:
        VARIABLE.reset(token)
