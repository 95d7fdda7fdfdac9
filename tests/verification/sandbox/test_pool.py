"""What a pool promises of its tasks and to its owner, shown by trying to break it."""

from __future__ import annotations

import asyncio
import concurrent.futures
import importlib.util
import os
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from typing import Any

import psutil
import pytest

from phi4_node.errors import BadInputError
from phi4_node.verification import (
    DeadlineError,
    PoolBusyError,
    PoolClosedError,
    SandboxError,
    WorkerCrashedError,
    WorkerMemoryError,
    WorkerPool,
    WorkerStartError,
    default_pool,
)
from tests.conftest import REPOSITORY, needs
from tests.verification.sandbox.pools import LONG, MODULE, TASKS, eventually, gone, make_pool

# -- a task and its reply --------------------------------------------------------------------------


def test_a_worker_is_used_again(shared: WorkerPool) -> None:
    first, second = (shared.run("echo", {"n": n}) for n in (1, 2))
    assert first["echo"] == {"n": 1}
    assert second["echo"] == {"n": 2}
    assert first["pid"] == second["pid"] != os.getpid()


@pytest.mark.parametrize("text", ["", "汉字 ＋１", "\ud800 half", "\x00\x01\n\r\u2028", "x" * 3_000_000])
def test_any_text_goes_there_and_back(shared: WorkerPool, text: str) -> None:
    assert shared.run("echo", {"text": text})["echo"] == {"text": text}


def test_what_libraries_print_is_not_taken_for_a_reply(
    shared: WorkerPool, capfd: pytest.CaptureFixture[str]
) -> None:
    assert shared.run("noise", {}) == {"quiet": True, "read": ""}
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("task", "payload", "error", "says"),
    [
        ("spin", {}, DeadlineError, "longer than 0.5 s"),
        ("sleep", {"seconds": 60}, DeadlineError, "longer than 0.5 s"),
        ("allocate", {"megabytes": 2000}, WorkerMemoryError, "more than 512 MB"),
        ("abort", {}, WorkerCrashedError, "SIGABRT"),
        ("leave", {}, WorkerCrashedError, "exit code 7"),
        ("fail", {}, WorkerCrashedError, "TypeError: a bug"),
        ("recurse", {}, WorkerCrashedError, "RecursionError"),
        ("huge_reply", {}, WorkerCrashedError, "more than 16 MB"),
        ("deep_reply", {}, WorkerCrashedError, "RecursionError"),
        ("no_reply", {}, WorkerCrashedError, "TypeError"),
    ],
)
def test_a_task_that_goes_wrong_costs_one_worker_and_says_why(
    shared: WorkerPool, task: str, payload: dict[str, object], error: type[SandboxError], says: str
) -> None:
    before = shared.run("echo", {})["pid"]
    with pytest.raises(error, match=says):
        shared.run(task, payload, LONG if error is not DeadlineError else 0.5)
    after = shared.run("echo", {})["pid"]
    assert after != before
    assert gone(before)


def test_a_bug_in_a_task_says_where(shared: WorkerPool) -> None:
    with pytest.raises(WorkerCrashedError) as caught:
        shared.run("fail", {})
    assert "sandbox_tasks.py" in caught.value.trace


def test_memory_below_the_cap_is_free_to_use(shared: WorkerPool) -> None:
    assert shared.run("allocate", {"megabytes": 300}) == {"length": 300 << 20}


def test_the_cap_is_the_callers() -> None:
    with make_pool(memory_mb=64) as pool, pytest.raises(WorkerMemoryError, match="64 MB"):
        pool.run("allocate", {"megabytes": 300})


@pytest.mark.parametrize(
    ("task", "error"), [("hard_number", DeadlineError), ("gmp_memory", WorkerCrashedError)]
)
def test_gmpy2_cannot_hold_a_worker(shared: WorkerPool, task: str, error: type[SandboxError]) -> None:
    needs("gmpy2", importlib.util.find_spec("gmpy2") is not None, "pip install gmpy2")
    with pytest.raises(error):
        shared.run(task, {}, 1.0 if error is DeadlineError else LONG)
    assert shared.run("echo", {})["echo"] == {}


def test_sympy_counts_with_plain_integers_and_fixed_randomness(shared: WorkerPool) -> None:
    # The first of the three imports sympy; workers that verify have it from the start.
    _, first, second = (shared.run("ground_types", {}, LONG) for _ in range(3))
    assert first["ground"] == "python"
    assert first["random"] == second["random"]


# -- owning a pool ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("nothing_left")
def test_closing_ends_running_and_waiting_tasks() -> None:
    pool = make_pool()
    with concurrent.futures.ThreadPoolExecutor(3) as threads:
        tasks = [threads.submit(pool.run, "spin", {}, LONG) for _ in range(3)]
        assert eventually(lambda: pool._leases.waiting == 2)
        pool.close()
        for task in tasks:
            with pytest.raises(PoolClosedError):
                task.result()
    with pytest.raises(PoolClosedError, match="new WorkerPool"):
        pool.run("echo", {})
    pool.close()


async def test_closing_ends_awaited_tasks() -> None:
    pool = make_pool()
    tasks = [asyncio.create_task(pool.arun("spin", {}, LONG)) for _ in range(3)]
    await asyncio.sleep(0.2)
    await asyncio.to_thread(pool.close)
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(result) for result in results] == [PoolClosedError] * 3


@pytest.mark.usefixtures("nothing_left")
def test_waiting_for_a_worker_has_a_bound_of_its_own() -> None:
    with make_pool(queue_seconds=0.3) as pool, concurrent.futures.ThreadPoolExecutor(1) as threads:
        running = threads.submit(pool.run, "sleep", {"seconds": 1.5}, LONG)
        assert eventually(lambda: not pool._leases.idle)
        with pytest.raises(PoolBusyError, match="WorkerPool"):
            pool.run("echo", {})
        with pytest.raises(PoolBusyError, match="WorkerPool"):
            asyncio.run(pool.arun("echo", {}))
        assert running.result()["pid"]


@pytest.mark.usefixtures("nothing_left")
def test_workers_are_replaced_after_some_tasks_or_when_they_keep_memory() -> None:
    with make_pool(recycle_after=2) as pool:
        first, second, third = (pool.run("echo", {})["pid"] for _ in range(3))
        assert first == second != third
    with make_pool() as pool:
        hoarder = pool.run("hoard", {"megabytes": 300})["pid"]
        assert pool.run("echo", {})["pid"] != hoarder


@pytest.mark.usefixtures("nothing_left")
def test_warming_starts_all_workers() -> None:
    with make_pool(2) as pool:
        before = set(psutil.Process().children())
        pool.warm()
        assert len(set(psutil.Process().children()) - before) == 2


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"python": "/no/such/python"}, "/no/such/python"),
        ({"python": "/bin/false"}, "exit code 1"),
        ({"tasks": {"echo": "no_such_module:echo"}}, "no_such_module"),
        ({"tasks": {"echo": f"{MODULE}:no_such_function"}}, "no_such_function"),
        ({"start_seconds": 0.001}, "not ready after"),
    ],
)
def test_a_pool_that_cannot_start_says_why_each_time(settings: dict[str, object], says: str) -> None:
    with WorkerPool(1, **({"tasks": TASKS} | settings)) as pool:  # type: ignore[arg-type]
        for _ in range(2):
            with pytest.raises(WorkerStartError, match=says):
                pool.run("echo", {})
        with pytest.raises(WorkerStartError, match=says):
            pool.warm()


@pytest.mark.parametrize(
    "use",
    [
        lambda pool: pool.run("no such task", {}),
        lambda pool: pool.run("echo", {}, 0),
        lambda pool: pool.run("echo", {}, float("inf")),
        lambda pool: pool.run("echo", {}, float("nan")),
        lambda pool: WorkerPool(0),
        lambda pool: WorkerPool(memory_mb=0),
        lambda pool: WorkerPool(seconds=-1),
    ],
)
def test_nonsense_settings_are_refused(shared: WorkerPool, use: Callable[[WorkerPool], object]) -> None:
    with pytest.raises(BadInputError):
        use(shared)


def test_a_payload_that_is_not_json_costs_no_worker(shared: WorkerPool) -> None:
    pid = shared.run("echo", {})["pid"]
    with pytest.raises(TypeError):
        shared.run("echo", {"set": {1}})
    assert shared.run("echo", {})["pid"] == pid


def test_an_interrupt_stops_the_task() -> None:
    code = f"""
        import signal, threading
        from phi4_node.verification import WorkerPool
        with WorkerPool(1, tasks={TASKS!r}) as pool:
            pid = pool.run("echo", {{}})["pid"]
            main = threading.main_thread().ident
            threading.Timer(0.3, signal.pthread_kill, [main, signal.SIGINT]).start()
            try:
                pool.run("spin", {{}}, 60)
            except KeyboardInterrupt:
                print("interrupted", pool.run("echo", {{}})["pid"] != pid)
    """
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=LONG,
    )
    assert (ended.stdout, ended.stderr, ended.returncode) == ("interrupted True\n", "", 0)


def test_the_default_pool_is_one_and_ends_with_the_program() -> None:
    code = f"""
        import warnings
        warnings.simplefilter("error")
        from phi4_node.verification import default_pool
        from phi4_node.verification.sandbox import pool as sandbox
        sandbox.TASKS.clear()
        sandbox.TASKS.update({TASKS!r})
        pool = default_pool()
        assert default_pool() is pool
        print(pool.run("echo", {{}})["pid"])
        pool.close()
        assert default_pool() is not pool
        print(default_pool().run("echo", {{}})["pid"])
    """
    ended = subprocess.run(
        [sys.executable, "-X", "dev", "-c", textwrap.dedent(code)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=LONG,
    )
    assert (ended.stderr, ended.returncode) == ("", 0)
    assert all(gone(int(pid)) for pid in ended.stdout.split())


def test_the_size_is_the_number_of_processors_but_at_most_four() -> None:
    assert 1 <= default_pool().size <= 4


def test_in_a_notebook() -> None:
    found = importlib.util.find_spec("ipykernel") is not None
    needs("a Jupyter kernel", found, 'pip install -e ".[dev]"')
    from jupyter_client.manager import KernelManager

    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=str(REPOSITORY))
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=LONG)

        def run(code: str, interrupt_after: float = 0.0) -> str:
            """What a cell writes and raises."""
            written: list[str] = []

            def collect(message: dict[str, Any]) -> None:
                content = message["content"]
                written.append(content.get("text") or content.get("ename") or "")

            if interrupt_after:
                threading.Timer(interrupt_after, manager.interrupt_kernel).start()
            client.execute_interactive(textwrap.dedent(code), timeout=LONG, output_hook=collect)
            return "".join(written)

        assert run(
            f"""
            import asyncio
            from phi4_node.verification import WorkerPool
            pool = WorkerPool(1, tasks={TASKS!r})
            pid = pool.run("echo", {{}})["pid"]
            print((await pool.arun("echo", {{}}))["pid"] == pid)
            """
        ).endswith("True\n")
        assert run('pool.run("spin", {}, 600)', interrupt_after=1.0).endswith("KeyboardInterrupt")
        assert run('print(pool.run("echo", {"n": 1})["echo"])') == "{'n': 1}\n"
        assert run('await asyncio.wait_for(pool.arun("spin", {}, 600), 0.5)').endswith("TimeoutError")
        assert run('print(pool.run("echo", {"n": 2})["echo"])') == "{'n': 2}\n"
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
