"""What a worker cannot reach, and what ends it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import psutil
import pytest

from phi4_node.verification import WorkerPool
from phi4_node.verification.sandbox import isolation as measures
from phi4_node.verification.sandbox.worker import SETTINGS
from tests.conftest import REPOSITORY
from tests.verification.sandbox.pools import LONG, TASKS, eventually, gone, linux, make_pool


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
    program = measures.system_call_filter(machine)
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
