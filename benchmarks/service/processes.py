"""The processes of the benchmark: each server on a port of its own, ended with the block."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

MODEL = "phi4-mini-reasoning"
_START_SECONDS = 300.0


@dataclass
class Server:
    """One server.

    Attributes:
        name: For the report.
        port: Where it listens.
        process: Its first process.
    """

    name: str
    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def members(self) -> list[psutil.Process]:
        """It and all its children."""
        try:
            first = psutil.Process(self.process.pid)
            return [first, *first.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def megabytes(self) -> tuple[float, float]:
        """Resident memory of the first process and of all others, shared pages counted in each."""
        return self._of_first_and_others(lambda member: member.memory_info().rss / 2**20)

    def processor_seconds(self) -> tuple[float, float]:
        """Processor time so far of the first process, and of all others, those that have ended included."""
        first, alive = self._of_first_and_others(lambda member: sum(member.cpu_times()[:4]))
        ended = _quantity(psutil.Process(self.process.pid), lambda member: sum(member.cpu_times()[2:4]))
        return first - ended, alive + ended

    def children(self, mark: str) -> list[psutil.Process]:
        """Its children whose command line has that mark."""
        return [one for one in self.members()[1:] if mark in _command(one)]

    def _of_first_and_others(self, of: Callable[[psutil.Process], float]) -> tuple[float, float]:
        first, *others = [_quantity(member, of) for member in self.members()] or [0.0]
        return first, sum(others)

    def wait_until_ready(self, path: str) -> None:
        """Wait until it answers 200.

        Raises:
            RuntimeError: It ended, or is not ready in time.
        """
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}{path}", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise RuntimeError(f"{self.name} did not become ready; see its log")

    def stop(self) -> None:
        """End it and its children at once."""
        members = self.members()
        for member in members:
            with suppress(psutil.NoSuchProcess):
                member.kill()
        self.process.wait()
        psutil.wait_procs(members, timeout=10)


def _quantity(member: psutil.Process, of: Callable[[psutil.Process], float]) -> float:
    try:
        return of(member)
    except psutil.NoSuchProcess:
        return 0.0


def _command(member: psutil.Process) -> str:
    try:
        return " ".join(member.cmdline())
    except psutil.NoSuchProcess:
        return ""


class Bench:
    """Starts servers; use as a context manager.

    Args:
        folder: Where their logs go.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._servers: list[Server] = []

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *about: object) -> None:
        for server in self._servers:
            server.stop()

    def stub(self, port: int = 0) -> Server:
        """The model."""
        port = port or free_port()
        return self._started(
            "model", port, [sys.executable, "-m", "benchmarks.service.stub", str(port)], "/api/tags"
        )

    def rival(self, stub: Server, workers: int = 1) -> Server:
        """The document's service over the model."""
        return self.app("rival", "benchmarks.service.rival:app", stub, workers)

    def app(self, name: str, app: str, stub: Server, workers: int = 1) -> Server:
        """An app of the benchmark's own over the model."""
        port = free_port()
        command = [sys.executable, "-m", "uvicorn", app, "--port", str(port)]
        if workers > 1:
            command += ["--workers", str(workers)]
        return self._started(name, port, command, "/openapi.json", OLLAMA_HOST=stub.url)

    def ours(self, stub: Server, workers: int = 1, **settings: object) -> Server:
        """phi4-node over the model; settings by their names, without the prefix."""
        port = free_port()
        command = [sys.executable, "-m", "phi4_node", "serve", "--model", f"ollama:{MODEL}@{stub.url}"]
        command += ["--port", str(port), "--workers", str(workers)]
        told = {f"PHI4_NODE_{name.upper()}": str(value) for name, value in settings.items()}
        return self._started("phi4-node", port, command, "/ready", **told)

    def _started(self, name: str, port: int, command: list[str], ready: str, **environment: str) -> Server:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / f"{name}-{port}.log").open("wb") as log:
            process = subprocess.Popen(
                command, stdout=log, stderr=subprocess.STDOUT, env={**os.environ, **environment}
            )
        server = Server(name, port, process)
        self._servers.append(server)
        server.wait_until_ready(ready)
        return server


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
