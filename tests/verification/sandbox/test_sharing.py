"""One pool among threads, event loops and forks."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import multiprocessing
import os
import time

import psutil
import pytest

from phi4_node.verification import DeadlineError, SandboxError, WorkerCrashedError, WorkerPool
from tests.verification.sandbox.pools import LONG, eventually, gone, make_pool


@pytest.mark.usefixtures("nothing_left")
def test_many_threads_share_few_workers() -> None:
    with make_pool(2) as pool, concurrent.futures.ThreadPoolExecutor(16) as threads:
        replies = list(threads.map(lambda n: pool.run("echo", {"n": n}), range(200)))
    assert [reply["echo"]["n"] for reply in replies] == list(range(200))
    assert len({reply["pid"] for reply in replies}) <= 2


@pytest.mark.usefixtures("nothing_left")
def test_a_killed_task_does_not_disturb_others() -> None:
    def outcome(task: str) -> str:
        try:
            pool.run(task, {}, 0.5 if task == "spin" else LONG)
        except SandboxError as error:
            return type(error).__name__
        return "done"

    with make_pool(2) as pool, concurrent.futures.ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(outcome, ["spin", "echo", "abort", "echo", "fail", "echo"] * 3))
    assert (
        outcomes == ["DeadlineError", "done", "WorkerCrashedError", "done", "WorkerCrashedError", "done"] * 3
    )


@pytest.mark.usefixtures("nothing_left")
def test_the_event_loop_goes_on_during_a_task() -> None:
    async def main() -> int:
        turns = 0
        task = asyncio.create_task(pool.arun("sleep", {"seconds": 0.3}))
        while not task.done():
            turns += 1
            await asyncio.sleep(0.01)
        await task
        return turns

    with make_pool() as pool:
        assert asyncio.run(main()) > 5
        assert asyncio.run(main()) > 5, "the pool must not need the loop that it was first used in"


@pytest.mark.usefixtures("nothing_left")
def test_many_awaiting_tasks_share_few_workers() -> None:
    async def main() -> list[dict[str, object]]:
        return await asyncio.gather(*(pool.arun("echo", {"n": n}) for n in range(100)))

    with make_pool(2) as pool:
        replies = asyncio.run(main())
    assert [reply["echo"] for reply in replies] == [{"n": n} for n in range(100)]


@pytest.mark.usefixtures("nothing_left")
def test_errors_reach_who_awaits() -> None:
    with make_pool() as pool:
        with pytest.raises(DeadlineError):
            asyncio.run(pool.arun("spin", {}, 0.3))
        with pytest.raises(WorkerCrashedError, match="a bug"):
            asyncio.run(pool.arun("fail", {}))


@pytest.mark.usefixtures("nothing_left")
async def test_cancelling_kills_the_task_and_frees_the_worker() -> None:
    with make_pool() as pool:
        before = (await pool.arun("echo", {}))["pid"]
        task = asyncio.create_task(pool.arun("spin", {}, LONG))
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        after = (await pool.arun("echo", {}))["pid"]
        assert after != before
        assert gone(before)


@pytest.mark.usefixtures("nothing_left")
async def test_cancelling_who_still_waits_costs_nobody_anything() -> None:
    with make_pool() as pool:
        pid = (await pool.arun("echo", {}))["pid"]
        running = asyncio.create_task(pool.arun("sleep", {"seconds": 0.5}))
        await asyncio.sleep(0.1)
        waiting = [asyncio.create_task(pool.arun("spin", {}, LONG)) for _ in range(5)]
        await asyncio.sleep(0.1)
        for task in waiting:
            task.cancel()
        results = await asyncio.gather(*waiting, return_exceptions=True)
        assert all(isinstance(result, asyncio.CancelledError) for result in results)
        assert (await running)["pid"] == pid
        assert (await pool.arun("echo", {}))["pid"] == pid


async def test_cancelling_at_any_moment_leaves_the_pool_whole() -> None:
    with make_pool(2) as pool:
        for delay in range(25):
            tasks = [asyncio.create_task(pool.arun("sleep", {"seconds": 0.002}, LONG)) for _ in range(4)]
            await asyncio.sleep(delay / 2000)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        assert eventually(lambda: pool._leases.idle == 2)
        assert pool.run("echo", {"still": "there"})["echo"] == {"still": "there"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
def test_after_fork_the_child_has_workers_of_its_own() -> None:
    with make_pool() as pool:
        ours = pool.run("echo", {})["pid"]
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            theirs = 0
            with contextlib.suppress(BaseException):  # whatever happens, this copy of pytest must end here
                theirs = pool.run("echo", {})["pid"]
                pool.close()
            os.write(writer, str(theirs).encode())
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader, "rb") as stream:
            theirs = int(stream.read())
        os.waitpid(child, 0)
        assert theirs not in (0, ours)
        assert pool.run("echo", {})["pid"] == ours, "the child must not end the parent's worker"
    assert eventually(lambda: gone(theirs) or psutil.Process(theirs).status() == "zombie")


def _forked_check(pool: WorkerPool, found: multiprocessing.Queue[object]) -> None:
    try:
        found.put(pool.run("echo", {})["pid"])
    except SandboxError as error:
        found.put(error)


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="needs fork")
@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
def test_a_forking_server_can_fork_in_the_middle_of_a_task() -> None:
    context = multiprocessing.get_context("fork")
    with make_pool(2) as pool, concurrent.futures.ThreadPoolExecutor(1) as threads:
        busy = threads.submit(pool.run, "sleep", {"seconds": 1.0}, LONG)
        time.sleep(0.3)
        found: multiprocessing.Queue[object] = context.Queue()
        children = [context.Process(target=_forked_check, args=(pool, found)) for _ in range(3)]
        for child in children:
            child.start()
        pids = [found.get(timeout=LONG) for _ in children]
        for child in children:
            child.join()
        assert len({busy.result()["pid"], *pids}) == 4
