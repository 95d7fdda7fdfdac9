"""What the sandbox promises, shown by trying to break it."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import gc
import importlib.util
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
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
from phi4_node.verification.sandbox import isolation as measures
from phi4_node.verification.sandbox.worker import SETTINGS
from tests.conftest import REPOSITORY, needs
from tests.verification import sandbox_tasks

MODULE = sandbox_tasks.__name__
TASKS = {name: f"{MODULE}:{name}" for name, value in vars(sandbox_tasks).items() if callable(value)}
LONG = 120.0
"""A deadline that no test comes near; a test that would is stopped by pytest-timeout."""

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these measures")


def make_pool(size: int = 1, **settings: object) -> WorkerPool:
    return WorkerPool(size, tasks=TASKS, **settings)  # type: ignore[arg-type]


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


# -- isolation -------------------------------------------------------------------------------------


@linux
def test_a_worker_reaches_neither_network_nor_files_nor_processes(shared: WorkerPool, tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.write_text("as it was")
    with socket.create_server(("127.0.0.1", 0)) as server:
        payload = {"port": server.getsockname()[1], "path": str(tmp_path), "pid": os.getpid()}
        results = shared.run("attempt", payload)
    assert {name: result for name, result in results.items() if not result.startswith("refused")} == {}
    assert [path.name for path in tmp_path.iterdir()] == ["old"]
    assert old.read_text() == "as it was"
    assert shared.isolation == ()


@linux
def test_a_worker_sees_nothing_of_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "hunter2")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    with make_pool() as pool:
        seen = pool.run("surroundings", {})
        pid = pool.run("echo", {})["pid"]
        assert b"hunter2" not in Path(f"/proc/{pid}/environ").read_bytes()
    assert seen["environment"] == SETTINGS
    assert len(seen["descriptors"]) <= 6  # standard streams, the channel, the null device, the listing itself
    assert seen["session"], "Ctrl-C in the terminal would reach the worker"
    assert seen["isolated"] == [1, True]
    assert seen["threads"] == 1
    assert seen["digits"] == 50_001


def test_two_workers_agree_on_hashes_and_randomness() -> None:
    seen = []
    for _ in range(2):
        with make_pool() as pool:
            surroundings = pool.run("surroundings", {})
            seen.append((surroundings["hash"], surroundings["random"]))
    assert seen[0] == seen[1]


def test_libraries_may_start_threads(shared: WorkerPool) -> None:
    assert shared.run("thread", {}) == {"seen": [1]}


def test_the_watchman_ends_a_process_that_grows() -> None:
    code = """
        import threading
        from phi4_node.verification.sandbox import isolation
        threading.Thread(target=isolation.watch_memory, args=(300 << 20,), daemon=True).start()
        kept = []
        for _ in range(10_000):
            kept.append(b"x" * (1 << 20))
    """
    ended = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=False, timeout=LONG)
    assert ended.returncode == -signal.SIGKILL


def test_what_the_system_refuses_is_named() -> None:
    code = """
        from phi4_node.verification.sandbox import isolation
        isolation._leave_network = isolation._filter_system_calls = lambda: False
        print(isolation.restrict(512))
    """
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        check=True,
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
    )
    assert "system calls are not filtered" in ended.stdout
    assert "the network is not closed off" in ended.stdout


@linux
@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_is_well_formed(machine: str) -> None:
    program = measures._filter_program(machine)
    count = len(program) // 8
    assert len(program) == 8 * count < 8 * 4096  # the kernel takes no longer ones
    for at in range(count):
        code, if_true, if_false = program[8 * at], program[8 * at + 2], program[8 * at + 3]
        if code in (measures._EQUALS, measures._AT_LEAST, measures._ANY_BIT):
            assert at + 1 + max(if_true, if_false) < count
    assert program[-8] == measures._RETURN


@linux
def test_a_worker_ends_itself_when_its_parent_was_killed() -> None:
    code = f"""
        import sys, threading, time
        from phi4_node.verification import WorkerPool
        pool = WorkerPool(2, tasks={TASKS!r})
        print(pool.run("echo", {{}})["pid"], flush=True)
        threading.Thread(target=pool.run, args=("spin", {{}}, 1.0), daemon=True).start()
        time.sleep(0.3)
        print(pool.run("echo", {{}})["pid"], flush=True)
        time.sleep(600)
    """
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout
    with parent.stdout:
        workers = [int(parent.stdout.readline()) for _ in range(2)]
        parent.kill()
        parent.wait()
    assert eventually(lambda: all(gone(pid) or psutil.Process(pid).status() == "zombie" for pid in workers))


# -- threads, event loops, forks -------------------------------------------------------------------


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
    needs("a Jupyter kernel", found, 'pip install -e ".[notebooks]"')
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
