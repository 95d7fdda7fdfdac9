"""What tells of the machine: `doctor`, `models`, `pull`; and what happens when something unforeseen does."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from phi4_node.cli.progress import _Lines
from phi4_node.errors import ExitCode
from phi4_node.weights import Progress
from tests.cli.conftest import Run, assert_one_sentence, environment
from tests.servers import Handler, reply


def ollama_with(*names: str) -> Handler:
    """An Ollama that only lists its models."""

    def handle(request: BaseHTTPRequestHandler) -> None:
        reply(request, json.dumps({"models": [{"model": name} for name in names]}).encode())

    return handle


NO_SOURCES = {
    "HF_HUB_OFFLINE": "1",
    "PIP_INDEX_URL": "http://127.0.0.1:1/simple",
    "PIP_CONFIG_FILE": "/dev/null",
}
"""`doctor` asks the network; where a test is about something else, that need not take its time."""


def in_process_of_its_own(script: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command line after `script` has changed the world that it finds."""
    return subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment(**env), check=False
    )


def test_doctor_looks_at_everything(run: Run, tmp_path: Path) -> None:
    ended = run("doctor", env={"PHI4_NODE_CACHE": str(tmp_path), "HF_HUB_OFFLINE": "1"})
    assert ended.returncode in (ExitCode.OK, ExitCode.NO_MODEL), ended.stdout
    for thing in (
        "Python",
        "sympy",
        "extra embedded",
        "Ollama",
        "embedded llama.cpp",
        "worker processes",
        str(tmp_path),
    ):
        assert thing in ended.stdout
    # each problem comes with what mends it
    assert "ollama serve" in ended.stdout
    assert "phi4-node pull qwen2.5-coder-1.5b" in ended.stdout
    assert "unset HF_HUB_OFFLINE" in ended.stdout
    assert "package index" in ended.stdout


def test_doctor_and_models_see_ollama(
    run: Run, http_server: Callable[[Handler], str], tmp_path: Path
) -> None:
    url = http_server(ollama_with("phi4-mini-reasoning:latest", "unheard-of:7b"))
    env = {"OLLAMA_HOST": url, "PHI4_NODE_CACHE": str(tmp_path), **NO_SOURCES}
    ended = run("doctor", env=env)
    assert (ended.returncode, "Ready to solve" in ended.stdout) == (ExitCode.OK, True)
    assert f"answers at {url}" in ended.stdout
    listed = run("models", env=env).stdout
    assert "ollama:phi4-mini-reasoning:latest" in listed
    assert "ollama:unheard-of:7b" in listed
    assert "embedded:qwen2.5-coder-1.5b" in listed


def test_profiles_of_ones_own_are_listed_first(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "profiles.toml"
    path.write_text('[[profile]]\nname = "mine"\npatterns = ["*my-phi*"]\nextends = "vibethinker-1.5b"\n')
    env = {"PHI4_NODE_PROFILES": str(path), "COLUMNS": "200"}
    lines = run("models", "--profiles", env=env).stdout.splitlines()
    assert [line.split()[0] for line in lines[1:4]] == ["mine", "phi4-mini-reasoning", "phi4-reasoning"]
    assert "asked in en" in lines[1]
    assert lines[1].rstrip().endswith("yours")
    path.write_text("[[profile]]\n")
    ended = run("models", "--profiles", env=env)
    assert ended.returncode == ExitCode.BAD_INPUT
    assert str(path) in ended.stderr.replace("\n", "")


def test_doctor_says_what_an_ollama_without_models_needs(
    run: Run, http_server: Callable[[Handler], str], tmp_path: Path
) -> None:
    env = {"OLLAMA_HOST": http_server(ollama_with()), "PHI4_NODE_CACHE": str(tmp_path), **NO_SOURCES}
    assert "ollama pull phi4-mini-reasoning" in run("doctor", env=env).stdout


def test_pull_on_a_full_disk(tmp_path: Path) -> None:
    ended = in_process_of_its_own(
        "import collections, shutil, sys\n"
        "Usage = collections.namedtuple('Usage', 'total used free')\n"
        "shutil.disk_usage = lambda path: Usage(10**9, 10**9 - 10**6, 10**6)\n"
        "sys.argv = ['phi4-node', 'pull', 'smollm2-135m']\n"
        "from phi4_node.cli import main\n"
        "main()\n",
        PHI4_NODE_CACHE=str(tmp_path),
    )
    assert ended.returncode == ExitCode.DOWNLOAD_FAILED, ended.stderr
    assert_one_sentence(ended.stderr)
    assert "disk is full" in ended.stderr


def test_pull_without_any_source(run: Run, tmp_path: Path) -> None:
    env = {
        "PHI4_NODE_CACHE": str(tmp_path),
        "HF_HUB_OFFLINE": "1",
        "PIP_INDEX_URL": "http://127.0.0.1:1/simple",
        "PIP_NO_INDEX": "0",
        "PIP_FIND_LINKS": "",
        "PIP_CONFIG_FILE": "/dev/null",
    }
    ended = run("pull", "smollm2-135m", env=env, seconds=120)
    assert ended.returncode == ExitCode.DOWNLOAD_FAILED, ended.stderr
    assert_one_sentence(ended.stderr.strip().splitlines()[-1])
    assert "Traceback" not in ended.stderr
    assert "PIP_INDEX_URL" in ended.stderr


def test_something_unforeseen(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "sys.argv = ['phi4-node', 'models', *{more}]\n"
        "import phi4_node.weights\n"
        "phi4_node.weights.known_models = lambda: 1 // 0\n"
        "from phi4_node.cli import main\n"
        "main()\n"
    )
    ended = in_process_of_its_own(script.format(more=[]))
    assert ended.returncode == ExitCode.FAILED
    assert "ZeroDivisionError" in ended.stderr
    assert "--debug" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "Traceback" in in_process_of_its_own(script.format(more=["--debug"])).stderr


def test_progress_in_a_log_is_short() -> None:
    said: list[str] = []
    lines = _Lines(said.append)
    for done in range(0, 1001):
        lines(Progress(done * 10**6, 1000 * 10**6, "downloading"))
    lines(Progress(0, 0, "checking\x1b[2J"))
    assert said == [
        "downloading",
        *(f"downloading: {done:,} of 1,000 MB" for done in (250, 500, 750, 1000)),
        "checking\N{REPLACEMENT CHARACTER}[2J",
    ]


@pytest.mark.parametrize("stored", ["phi4-mini-reasoning", "qwen2.5-coder-1.5b"])
def test_models_says_what_is_here(run: Run, tmp_path: Path, stored: str) -> None:
    """Only a file of the right size counts as being here."""
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / f"{stored}.gguf").write_bytes(b"too small")
    line = next(
        line
        for line in run("models", env={"PHI4_NODE_CACHE": str(tmp_path)}).stdout.splitlines()
        if stored in line
    )
    pinned = stored == "qwen2.5-coder-1.5b"
    assert ("✓" in line) == (not pinned)
