"""The command line as a user has it: a process of its own, with nothing inherited that would change it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Protocol

import pytest

COMMAND = (sys.executable, "-m", "phi4_node")


class Run(Protocol):
    def __call__(
        self,
        *arguments: str | bytes,
        stdin: str | bytes = b"",
        env: Mapping[str, str] = ...,
        seconds: float = 60,
    ) -> subprocess.CompletedProcess[str]: ...


def environment(**more: str) -> dict[str, str]:
    """The environment of a user without Ollama, colours and proxies."""
    dropped = {
        "NO_COLOR",
        "FORCE_COLOR",
        "TTY_COMPATIBLE",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "http_proxy",
        "https_proxy",
    }
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return kept | {"OLLAMA_HOST": "http://127.0.0.1:1", "NO_PROXY": "127.0.0.1"} | more


@pytest.fixture
def run() -> Run:
    """Run `phi4-node` to its end."""

    def call(
        *arguments: str | bytes,
        stdin: str | bytes = b"",
        env: Mapping[str, str] = {},
        seconds: float = 60,
    ) -> subprocess.CompletedProcess[str]:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        ended = subprocess.run(
            [*COMMAND, *arguments],
            input=data,
            capture_output=True,
            env=environment(**env),
            timeout=seconds,
            check=False,
        )
        out, err = ended.stdout.decode("utf-8", "replace"), ended.stderr.decode("utf-8", "replace")
        return subprocess.CompletedProcess(ended.args, ended.returncode, out, err)

    return call


def assert_one_sentence(stderr: str) -> None:
    """One clear sentence for a person: something is said, and it is no traceback."""
    assert stderr.strip()
    assert "Traceback" not in stderr
    assert 'File "' not in stderr
    assert len(stderr.strip().splitlines()) <= 2, stderr
