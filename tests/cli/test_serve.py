"""`phi4-node serve` as a process: it answers, drains on SIGTERM, and says what is wrong before it starts."""

from __future__ import annotations

import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable

import httpx
import pytest

from phi4_node.errors import ExitCode
from tests.cli.conftest import Run
from tests.serve.live import serving
from tests.servers import Handler, openai_server

PROBLEM = "x^2 + 2x - 3 = 0"
RIGHT = "Steps:\n1. x = -3 or x = 1\nAnswer: x = -3 or x = 1"


def test_serves_and_logs_no_text(http_server: Callable[[Handler], str]) -> None:
    model = f"openai:planted@{http_server(openai_server(RIGHT))}/v1"
    with serving(model) as (url, process):
        reply = httpx.post(f"{url}/v1/math/solve", json={"problem": PROBLEM}, timeout=120)
        assert reply.json()["verdict"]["status"] == "verified"
        assert reply.headers["x-request-id"] in _ended(process)


def _ended(process: subprocess.Popen[str]) -> str:
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=120)
    assert "x^2" not in said, "the log must not hold what people ask"
    assert "Traceback" not in said
    return said


@pytest.mark.parametrize("path", ["/v1/math/solve", "/v1/solve/stream"])
def test_running_requests_are_finished(http_server: Callable[[Handler], str], path: str) -> None:
    release = threading.Event()
    model = f"openai:planted@{http_server(openai_server(RIGHT, hold=(5, release)))}/v1"
    with serving(model) as (url, process):
        answers: list[httpx.Response] = []
        ask = threading.Thread(
            target=lambda: answers.append(httpx.post(f"{url}{path}", json={"problem": PROBLEM}, timeout=120))
        )
        ask.start()
        while httpx.get(f"{url}/v1/queue", timeout=60).json()["active"] == 0:
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        time.sleep(1.5)
        assert process.poll() is None, "it waits for the request"
        release.set()
        ask.join(120)
        process.communicate(timeout=120)
        assert answers and '"status":"verified"' in answers[0].text.replace(" ", "")


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"PHI4_NODE_RATE": "often"}, "cannot be read; write it like 10/minute"),
        ({"PHI4_NODE_ALLOWED_IPS": '["here"]'}, "allowed_ips"),
        ({"PHI4_NODE_API_KEYS": '{"me": "secret"}'}, "phi4-node key NAME"),
        ({"PHI4_NODE_API_KEYS_FILE": "/nowhere/keys.toml"}, "Cannot read the keys"),
        ({"PHI4_NODE_PORT": "many"}, "port"),
        ({"PHI4_NODE_RECYCLE_AFTER": "10"}, "workers of 2 or more"),
    ],
)
def test_settings_that_cannot_be_used(run: Run, env: dict[str, str], said: str) -> None:
    ended = run("serve", env=env)
    assert ended.returncode == ExitCode.BAD_INPUT
    assert said in ended.stderr
    assert "secret" not in ended.stderr


def test_keys(run: Run, http_server: Callable[[Handler], str], tmp_path: object) -> None:
    made = run("key", "alice", "--rate", "100/hour")
    assert made.returncode == ExitCode.OK
    found = re.search(r"p4n-\S+", made.stderr)
    assert found and found[0] not in made.stdout
    keys = f"{tmp_path}/keys.toml"
    with open(keys, "w") as file:  # noqa: PTH123
        file.write(made.stdout)
    model = f"openai:planted@{http_server(openai_server(RIGHT))}/v1"
    with serving(model, PHI4_NODE_API_KEYS_FILE=keys) as (url, process):
        ask = {"json": {"problem": PROBLEM}, "timeout": 120}
        assert httpx.post(f"{url}/v1/verify", **ask).status_code == 401  # type: ignore[arg-type]
        allowed = httpx.post(
            f"{url}/v1/math/solve",
            headers={"Authorization": f"Bearer {found[0]}"},
            **ask,  # type: ignore[arg-type]
        )
        assert allowed.status_code == 200
        said = _ended(process)
        assert "alice" in said and found[0] not in said


@pytest.mark.parametrize("arguments", [("bad name",), ("me", "--rate", "often")])
def test_keys_that_cannot_be_made(run: Run, arguments: tuple[str, ...]) -> None:
    assert run("key", *arguments).returncode == ExitCode.BAD_INPUT
