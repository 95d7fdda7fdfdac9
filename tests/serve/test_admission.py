from __future__ import annotations

import asyncio

import pytest

from phi4_node.serve.admission import Admission, OverloadedError


async def test_so_many_at_once() -> None:
    line = Admission(concurrency=2, waiting=10, seconds=60)
    most = now = 0

    async def work() -> None:
        nonlocal most, now
        async with line.turn("a"):
            now += 1
            most = max(most, now)
            await asyncio.sleep(0.001)
            now -= 1

    await asyncio.gather(*(work() for _ in range(12)))
    assert most == 2
    assert (line.active, line.waiting) == (0, 0)


async def test_a_full_line_refuses_at_once_and_tells_the_place() -> None:
    line = Admission(concurrency=1, waiting=2, seconds=60)
    release = asyncio.Event()

    async def hold() -> None:
        async with line.turn("a"):
            await release.wait()

    held = [asyncio.create_task(hold()) for _ in range(3)]
    await asyncio.sleep(0)
    assert (line.active, line.waiting, line.place_of("a")) == (1, 2, 3)
    with pytest.raises(OverloadedError) as caught:
        async with line.turn("a"):
            pass
    assert caught.value.place == 3 and caught.value.retry_after >= 1
    release.set()
    await asyncio.gather(*held)
    async with line.turn("a"):
        assert line.active == 1


async def test_turns_go_round_the_callers() -> None:
    line = Admission(concurrency=1, waiting=100, seconds=60)
    order: list[str] = []

    async def work(caller: str) -> None:
        async with line.turn(caller):
            order.append(caller)
            await asyncio.sleep(0)

    tasks = [asyncio.create_task(work(caller)) for caller in ["greedy"] * 6 + ["shy", "calm"]]
    await asyncio.gather(*tasks)
    assert order.index("shy") <= 3 and order.index("calm") <= 3, order


async def test_whoever_waits_too_long_is_told() -> None:
    line = Admission(concurrency=1, waiting=5, seconds=0.01)
    async with line.turn("a"):
        with pytest.raises(OverloadedError, match="did not come"):
            async with line.turn("b"):
                pass
    assert (line.active, line.waiting) == (0, 0)


async def test_whoever_leaves_the_line_leaves_no_gap() -> None:
    line = Admission(concurrency=1, waiting=5, seconds=60)
    for _ in range(50):
        async with line.turn("a"):
            waiting = asyncio.create_task(line._enter("b"))
            await asyncio.sleep(0)
        waiting.cancel()  # the turn has come and is not taken
        await asyncio.gather(waiting, return_exceptions=True)
        if not waiting.cancelled():
            line._leave()
        assert (line.active, line.waiting) == (0, 0)


async def test_a_closed_line_gives_no_turns() -> None:
    line = Admission(concurrency=1, waiting=5, seconds=60)
    async with line.turn("a"):
        waiting = asyncio.create_task(line._enter("b"))
        await asyncio.sleep(0)
        line.close()
        with pytest.raises(OverloadedError, match="stopping"):
            await waiting
    with pytest.raises(OverloadedError, match="stopping"):
        async with line.turn("c"):
            pass
