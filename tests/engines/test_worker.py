from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Callable

import pytest

from phi4_node.engines import ServerTimeoutError
from phi4_node.engines.timeouts import Clock, Timeouts
from phi4_node.engines.worker import Outlet, apieces, pieces, stop_workers

WAIT = 30


def clock(seconds: float = WAIT) -> Clock:
    return Clock(Timeouts.within(seconds), "The model")


def counting(ended: threading.Event) -> Callable[[Outlet[int]], None]:
    """Work that goes on until nobody wants any more."""

    def work(outlet: Outlet[int]) -> None:
        number = 0
        pause = threading.Event()
        while outlet.is_wanted():
            outlet.put(number)
            number += 1
            pause.wait(0.001)
        ended.set()

    return work


def three(outlet: Outlet[int]) -> None:
    for number in range(3):
        outlet.put(number)


def failing(outlet: Outlet[int]) -> None:
    outlet.put(1)
    raise KeyError("planted")


def silent(outlet: Outlet[int]) -> None:
    while outlet.is_wanted():
        threading.Event().wait(0.01)


async def test_pieces_come_in_order() -> None:
    assert list(pieces(three, clock(), "test")) == [0, 1, 2]
    assert [piece async for piece in apieces(three, clock(), "test")] == [0, 1, 2]


async def test_what_the_work_raises_is_raised_to_the_reader() -> None:
    read = []
    with pytest.raises(KeyError, match="planted"):
        for piece in pieces(failing, clock(), "test"):
            read.append(piece)
    with pytest.raises(KeyError, match="planted"):
        async for piece in apieces(failing, clock(), "test"):
            read.append(piece)
    assert read == [1, 1]


async def test_closing_stops_the_work() -> None:
    ended = threading.Event()
    stream = pieces(counting(ended), clock(), "test")
    assert next(stream) == 0
    stream.close()
    assert ended.wait(WAIT)

    ended = threading.Event()
    astream = apieces(counting(ended), clock(), "test")
    assert await anext(astream) == 0
    await astream.aclose()
    assert await asyncio.to_thread(ended.wait, WAIT)


async def test_a_cancelled_task_stops_the_work() -> None:
    ended = threading.Event()

    async def read() -> None:
        async for _ in apieces(counting(ended), clock(), "test"):
            pass

    task = asyncio.create_task(read())
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(ended.wait, WAIT)


def test_a_forgotten_stream_stops_the_work() -> None:
    ended = threading.Event()
    stream = pieces(counting(ended), clock(), "test")
    next(stream)
    del stream
    gc.collect()
    assert ended.wait(WAIT)


def test_a_closed_loop_stops_the_work() -> None:
    ended = threading.Event()

    async def leave() -> None:
        stream = apieces(counting(ended), clock(), "test")
        await anext(stream)

    asyncio.run(leave())
    assert ended.wait(WAIT)


async def test_silence_is_a_timeout() -> None:
    with pytest.raises(ServerTimeoutError) as caught:
        list(pieces(silent, Clock(Timeouts(first_token=0.1), "The model"), "test"))
    assert caught.value.limit == "first_token"
    with pytest.raises(ServerTimeoutError):
        async for _ in apieces(silent, Clock(Timeouts(first_token=0.1), "The model"), "test"):
            pass


def test_the_readers_own_time_does_not_count() -> None:
    stream = pieces(three, clock(2), "test")
    assert next(stream) == 0
    threading.Event().wait(2.5)
    assert list(stream) == [1, 2]


def test_who_waits_for_a_turn_can_leave() -> None:
    turns = threading.Semaphore(1)
    turns.acquire()
    answers: list[bool] = []

    def work(outlet: Outlet[int]) -> None:
        outlet.put(0)
        answers.append(outlet.take_turn(turns))
        ended.set()

    ended = threading.Event()
    stream = pieces(work, clock(), "test")
    next(stream)
    stream.close()
    assert ended.wait(WAIT)
    assert answers == [False]
    turns.release()


def test_all_can_be_stopped_at_once() -> None:
    endings = [threading.Event(), threading.Event()]
    streams = [pieces(counting(ended), clock(), "test") for ended in endings]
    for stream in streams:
        next(stream)
    stop_workers()
    assert all(ended.is_set() for ended in endings)
