"""A real Ollama server for tests, with a home and a store of models of its own.

The program is the one that PHI4_NODE_OLLAMA names, or `ollama` on the PATH. What the user has pulled is
neither seen nor touched.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

PROGRAM = "PHI4_NODE_OLLAMA"
INSTALL = (
    "https://ollama.com/download, or with Go: go install github.com/ollama/ollama@v0.11.4 "
    f"({PROGRAM} names the program if it is not on the PATH)"
)
_START_SECONDS = 60.0


def ollama_program() -> str:
    """The path of the program; empty if there is none."""
    return shutil.which(os.environ.get(PROGRAM) or "ollama") or ""


class OllamaServer:
    """A server that a test starts, kills and starts again at the same address.

    Attributes:
        url: Where it is.
        models: Where its models are.
    """

    def __init__(self, home: Path, models: Path, **environment: str) -> None:
        self.models = models
        self._home = home
        self._port = _free_port()
        self._environment = environment
        self._log = home / "serve.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def log(self) -> str:
        """What it has said since its first start."""
        return self._log.read_text("utf-8", errors="replace")

    def start(self) -> None:
        """Start it and wait until it answers."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [ollama_program(), "serve"],
                env=self._env(),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # a group, so that the processes that hold the models die with it
            )
        deadline = time.monotonic() + _START_SECONDS
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"ollama serve did not start:\n{self.log[-2000:]}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it and everything that it started."""
        if self._process is None:
            return
        self._signal_all(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        self.kill()

    def kill(self) -> None:
        """`kill -9` on the server and everything that it started, as the machine's end would be."""
        if self._process is None:
            return
        self._signal_all(signal.SIGKILL)
        self._process.wait(10)
        self._process = None

    def kill_server_only(self) -> None:
        """`kill -9` on the server alone; what holds the models lives on until `kill`."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(10)

    def runners(self) -> list[int]:
        """The processes that hold the models."""
        import psutil

        assert self._process is not None
        return [child.pid for child in psutil.Process(self._process.pid).children(recursive=True)]

    def answers(self) -> bool:
        """Whether it answers now."""
        try:
            return httpx.get(f"{self.url}/api/version", timeout=5).is_success
        except httpx.TransportError:
            return False

    def loaded(self) -> list[dict[str, Any]]:
        """The loaded models, as /api/ps tells."""
        found: list[dict[str, Any]] = httpx.get(f"{self.url}/api/ps", timeout=10).json()["models"]
        return found

    def run(self, *words: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run `ollama WORDS` against this server.

        Raises:
            RuntimeError: It failed.
        """
        done = subprocess.run(
            [ollama_program(), *words],
            env=self._env(),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"ollama {' '.join(words)} failed:\n{done.stdout}{done.stderr}")
        return done

    def create(self, name: str, modelfile: str) -> None:
        """Make a model from the text of a Modelfile."""
        self.run("create", name, "-f", "/dev/stdin", stdin=modelfile)

    def _env(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("OLLAMA_")}
        own = {
            "HOME": str(self._home),  # its key and its history
            "OLLAMA_HOST": f"127.0.0.1:{self._port}",
            "OLLAMA_MODELS": str(self.models),
            "OLLAMA_NOPRUNE": "1",  # several servers share the store of models
        }
        return kept | own | self._environment

    def _signal_all(self, number: signal.Signals) -> None:
        assert self._process is not None
        with suppress(ProcessLookupError):  # all of it has ended already
            os.killpg(self._process.pid, number)


@contextmanager
def serving_ollama(home: Path, models: Path, **environment: str) -> Iterator[OllamaServer]:
    """A server that runs for the length of the block.

    Args:
        home: An empty folder.
        models: The store of models.
        environment: Settings such as OLLAMA_NUM_PARALLEL.
    """
    home.mkdir(parents=True, exist_ok=True)
    server = OllamaServer(home, models, **environment)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
