from __future__ import annotations

import threading
from concurrent.futures import Future

import pytest

from phi4_node.verification.sandbox import threads
from phi4_node.verification.sandbox.threads import HelperThreads


def done_by(helpers: HelperThreads) -> int:
    """Which thread does a job."""
    told: Future[int] = Future()
    helpers.run(lambda: told.set_result(threading.get_ident()))
    return told.result(60)


def wait_until_free(helpers: HelperThreads, count: int) -> None:
    waited = threading.Event()
    for _ in range(6000):
        if helpers._free == count:
            return
        waited.wait(0.01)
    raise AssertionError(f"{helpers._free} threads are free, not {count}")


def test_a_thread_is_used_again() -> None:
    helpers = HelperThreads("test-helper")
    first = done_by(helpers)
    wait_until_free(helpers, 1)
    assert done_by(helpers) == first


def test_jobs_at_once_each_have_a_thread() -> None:
    helpers, together = HelperThreads("test-helper"), threading.Barrier(8)
    ends: list[Future[int]] = [Future() for _ in range(8)]

    def job(end: Future[int]) -> None:
        end.set_result(together.wait(60))  # none of them gets past it before all are there

    for _ in range(3):
        ends = [Future() for _ in range(8)]
        for end in ends:
            helpers.run(lambda end=end: job(end))  # type: ignore[misc]
        assert sorted(end.result(60) for end in ends) == list(range(8))
        wait_until_free(helpers, 8)


def test_a_thread_without_work_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "IDLE_SECONDS", 0.05)
    helpers = HelperThreads("test-helper-that-ends")
    for _ in range(3):
        done_by(helpers)
        wait_until_free(helpers, 0)
    names = [thread.name for thread in threading.enumerate()]
    assert "test-helper-that-ends" not in names or helpers._free == 0
    assert done_by(helpers)


def test_many_short_jobs_are_all_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "IDLE_SECONDS", 0.001)  # threads come and go while jobs come
    helpers = HelperThreads("test-helper")
    ends: list[Future[None]] = [Future() for _ in range(2000)]
    for end in ends:
        helpers.run(lambda end=end: end.set_result(None))  # type: ignore[misc]
    for end in ends:
        end.result(60)
