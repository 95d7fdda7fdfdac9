"""What code can do inside bubblewrap: its work, and nothing else."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import Any

import pytest

from phi4_node.domains.coding import jail
from phi4_node.domains.coding.jail import Run, run_jailed, why_no_jail
from tests.conftest import needs

SECONDS = 60.0


@pytest.fixture(autouse=True)
def bubblewrap() -> None:
    needs("bubblewrap", shutil.which("bwrap") is not None, "apt-get install bubblewrap")
    needs("bubblewrap that may make a sandbox", not why_no_jail(), why_no_jail())


def run(code: str, *sources: str, seconds: float = SECONDS, **more: Any) -> Run:
    examples = [{"kind": "call", "source": source} for source in sources or ("f(3)",)]
    return run_jailed({"code": code, "function": "f", "examples": examples}, seconds, **more)


def last(code: str) -> dict[str, Any]:
    return run(code).findings[-1]


def test_what_a_call_gives_and_prints() -> None:
    found = run("def f(x):\n    print('hi')\n    return x * 2", "f(3)", "f('a')").findings
    assert [(line["index"], line["got"], line["printed"]) for line in found if "got" in line] == [
        (0, "6", "hi\n"),
        (1, "'aa'", "hi\n"),
    ]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("import socket; socket.create_connection(('127.0.0.1', 80))", "PermissionError"),
        ("import os; os.fork()", "PermissionError"),
        ("import subprocess; subprocess.run(['/bin/sh', '-c', 'ls'])", "PermissionError"),
        ("import multiprocessing; multiprocessing.Process(target=print).start()", "PermissionError"),
        ("open('/tmp/escaped', 'w')", "PermissionError"),
        ("import os; os.mkdir('/x')", "PermissionError"),
        ("import os; os.kill(1, 9)", "PermissionError"),
        ("open('/etc/passwd')", "FileNotFoundError"),
        ("open('/proc/self/environ')", "FileNotFoundError"),
        ("import pydantic", "ModuleNotFoundError"),
        ("import phi4_node", "ModuleNotFoundError"),
        ("return [0] * 10 ** 10", "MemoryError"),
        ("return f(x)", "RecursionError"),
    ],
)
def test_what_code_may_not_do(body: str, error: str) -> None:
    assert str(last(f"def f(x):\n    {body}").get("error", "")).startswith(error)
    assert not Path("/tmp/escaped").exists()


def test_no_environment_and_few_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    assert last("import os\ndef f(x):\n    return dict(os.environ)")["got"] == "{}"
    home = str(Path.home())
    seen = last(f"import os\ndef f(x):\n    return os.path.exists({str(Path(__file__).parent)!r})")
    assert seen["got"] == "False", home


def test_the_wall_clock_kills() -> None:
    ran = run("def f(x):\n    while True:\n        pass", seconds=2.0)
    assert (ran.ended, ran.findings) == ("time", ({"index": 0, "begun": True},))


def test_a_sleeper_is_killed_when_nobody_waits_for_it() -> None:
    stop = threading.Event()
    threading.Timer(1.0, stop.set).start()
    assert run("import time\ndef f(x):\n    time.sleep(1000)", stop=stop).ended == "time"


@pytest.mark.parametrize(
    "code",
    [
        "import os\nwhile True: os.write(1, b'x' * 65536)",
        "import os\nwhile True: os.write(2, b'x' * 65536)",
    ],
)
def test_output_is_bounded(code: str) -> None:
    assert run(code).ended == "output"


def test_results_are_cut() -> None:
    assert len(last("def f(x):\n    return 'x' * 10_000_000")["got"]) <= 20_000


@pytest.mark.parametrize(
    "code",
    ["import os; os._exit(0)", "import os; os.abort()", "import ctypes; ctypes.string_at(0)", "\0", "def ("],
)
def test_code_that_ends_the_interpreter_or_is_none(code: str) -> None:
    assert not [line for line in run(code).findings if "got" in line]


def test_code_that_answers_by_itself_is_no_error() -> None:
    ran = run('import os\nos.write(1, b\'[1, 2]\\nnonsense\\n{"index": "x"}\\n\')\ndef f(x): return 1')
    assert ran.findings[-1]["got"] == "1"


def test_names_that_are_bound_hold_no_packages() -> None:
    assert not [
        part for part in jail.command() if part.endswith(("/sympy", "/home", "/root", "/etc", "/tmp"))
    ]
