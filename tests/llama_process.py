"""A real llama.cpp server in a process of its own, so that it can be killed and started again.

`python -m tests.llama_process WEIGHTS PORT CONTEXT SLOTS THREADS` runs one in the foreground.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

_READY_SECONDS = 120.0


class LlamaProcess:
    """One server; starts at once and can be killed and started anew at the same address.

    One thread unless told otherwise: on a machine that is busy, two wait for each other most of the time.
    """

    def __init__(self, weights: Path, *, context: int = 2048, slots: int = 1, threads: int = 1) -> None:
        self._arguments = (str(weights), str(_free_port()), str(context), str(slots), str(threads))
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        """Its address, without `/v1`."""
        return f"http://127.0.0.1:{self._arguments[1]}"

    @property
    def pid(self) -> int:
        """Of the process that serves."""
        assert self._process is not None
        return self._process.pid

    def start(self, *, wait: bool = True) -> None:
        """Start it; with `wait`, return once it answers."""
        repository = Path(__file__).resolve().parent.parent
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.llama_process", *self._arguments],
            cwd=repository,
            stdin=subprocess.DEVNULL,
        )
        if wait:
            self._wait()

    def kill(self) -> None:
        """kill -9."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(30)

    def stop(self) -> None:
        """Make sure that it is gone."""
        if self._process is not None and self._process.poll() is None:
            self.kill()

    def _wait(self) -> None:
        assert self._process is not None
        end = time.monotonic() + _READY_SECONDS
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise RuntimeError(f"llama.cpp ended with {self._process.returncode}")
            try:
                if httpx.get(f"{self.url}/health", trust_env=False, timeout=5).is_success:
                    return
            except httpx.TransportError:
                pass  # not listening yet
            time.sleep(0.1)
        raise RuntimeError(f"llama.cpp does not answer at {self.url}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _serve(weights: str, port: str, context: str, slots: str, threads: str) -> None:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = weights
    params.model_alias = {Path(weights).stem}
    params.hostnames = ["127.0.0.1"]
    params.port = int(port)
    params.n_ctx = int(context) * int(slots)
    params.n_parallel = int(slots)
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = int(threads)
    params.cache_ram_mib = 0
    params.use_jinja = True
    params.endpoint_slots = True
    params.ui = False
    params.verbosity = -1
    server = xllamacpp.Server(params)
    assert server.listening_address
    signal.pause()


if __name__ == "__main__":
    _serve(*sys.argv[1:])
