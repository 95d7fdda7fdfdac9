from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from phi4_node.schema import Problem, Result, Solution, Status, StopReason, Verdict
from phi4_node.serve import cache as cache_module
from phi4_node.serve.cache import MemoryStore, RedisStore, ResultCache, cache_key
from tests.conftest import needs
from tests.redis_server import INSTALL, find_program, redis_server


def result(status: Status, answer: str = "4") -> Result:
    return Result(
        problem=Problem(text="2 + 2"),
        solution=Solution(answer=answer),
        verdict=Verdict(status=status, reason="why"),
        stop=StopReason.VERIFIED,
    )


class Runs:
    """Counts the runs; each waits until it is released."""

    def __init__(self, status: Status = Status.VERIFIED) -> None:
        self.count = 0
        self.cancelled = 0
        self.release = asyncio.Event()
        self.status = status

    async def __call__(self) -> Result:
        self.count += 1
        try:
            await self.release.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return result(self.status)


async def test_asked_at_once_and_run_once() -> None:
    cache, runs = ResultCache(MemoryStore(10, 60)), Runs()
    asked = [asyncio.create_task(cache.get_or_run("k", runs)) for _ in range(5)]
    await asyncio.sleep(0)
    runs.release.set()
    answers = await asyncio.gather(*asked)
    assert runs.count == 1
    assert [cached for _, cached in answers] == [False, True, True, True, True]
    assert (cache.misses, cache.shared, cache.hits) == (1, 4, 0)
    assert (await cache.get_or_run("k", runs))[1] is True
    assert (runs.count, cache.hits) == (1, 1)


@pytest.mark.parametrize(
    ("status", "runs_twice"), [(Status.UNCHECKED, True), (Status.REFUTED, True), (Status.SUPPORTED, False)]
)
async def test_only_what_was_checked_is_kept(status: Status, runs_twice: bool) -> None:
    cache, runs = ResultCache(MemoryStore(10, 60)), Runs(status)
    runs.release.set()
    await cache.get_or_run("k", runs)
    await cache.get_or_run("k", runs)
    assert runs.count == (2 if runs_twice else 1)


async def test_a_cache_of_size_0_keeps_nothing_and_fails_nobody() -> None:
    cache, runs = ResultCache(MemoryStore(0, 60)), Runs()
    runs.release.set()
    for _ in range(2):
        assert await cache.get_or_run("k", runs) == (result(Status.VERIFIED), False)
    assert runs.count == 2


async def test_one_who_leaves_does_not_stop_the_others() -> None:
    cache, runs = ResultCache(MemoryStore(10, 60)), Runs()
    first, second = (asyncio.create_task(cache.get_or_run("k", runs)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    runs.release.set()
    assert (await second)[0].answer == "4"
    assert (runs.count, runs.cancelled) == (1, 0)


async def test_the_run_stops_when_everybody_has_left() -> None:
    cache, runs = ResultCache(MemoryStore(10, 60)), Runs()
    asked = [asyncio.create_task(cache.get_or_run("k", runs)) for _ in range(2)]
    await asyncio.sleep(0)
    for task in asked:
        task.cancel()
    await asyncio.gather(*asked, return_exceptions=True)
    assert runs.cancelled == 1
    runs.release.set()
    assert (await cache.get_or_run("k", runs))[0].answer == "4"


async def test_a_failure_is_everybodys_and_is_not_kept() -> None:
    cache = ResultCache(MemoryStore(10, 60))

    async def fail() -> Result:
        await asyncio.sleep(0)
        raise ValueError("no")

    for _ in range(2):
        asked = [asyncio.create_task(cache.get_or_run("k", fail)) for _ in range(2)]
        assert all(
            isinstance(error, ValueError) for error in await asyncio.gather(*asked, return_exceptions=True)
        )
    assert cache.misses == 2


async def test_redis_is_shared_and_its_death_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs("Redis", find_program() is not None, INSTALL)
    monkeypatch.setattr(cache_module, "_DOWN_SECONDS", 0.0)
    runs = Runs()
    runs.release.set()
    with redis_server(tmp_path) as server:
        one, other = (ResultCache(RedisStore(server.url, 60)) for _ in range(2))
        await one.get_or_run("k", runs)
        assert (await other.get_or_run("k", runs))[1] is True, "another process finds it"
        server.kill()
        assert (await other.get_or_run("k", runs))[1] is False
        assert runs.count == 2
        server.start()
        assert (await other.get_or_run("k", runs))[1] is False, "Redis has forgotten, and is written again"
        assert (await one.get_or_run("k", runs))[1] is True
        await one.close()
        await other.close()


async def test_a_redis_that_is_silent_is_left_alone(tmp_path: Path) -> None:
    needs("Redis", find_program() is not None, INSTALL)
    with redis_server(tmp_path) as server:
        store = RedisStore(server.url, 60)
        await store.set("k", "v")
        with server.stopped():
            assert await store.get("k") is None, "it waited for a second, and no longer"
            assert store._down_until > time.monotonic(), "the next question does not wait at all"
            assert await store.get("k") is None
        await store.close()


async def test_what_another_version_wrote_is_not_used() -> None:
    store = MemoryStore(10, 60)
    await store.set("k", '{"old": 1}')
    assert await ResultCache(store).find("k") is None


def test_keys_tell_all_parts_apart() -> None:
    keys = {cache_key(problem=problem, domain=domain) for problem in "ab" for domain in ("math", None)}
    assert len(keys) == 4
    assert cache_key(a=1, b=2) == cache_key(b=2, a=1)
