"""`phi4-node stress` against the real service over a model server with planted replies."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from phi4_node.cli.load import quantile
from phi4_node.errors import ExitCode
from phi4_node.serve import create_app
from phi4_node.serve.callers import new_key
from tests.cli.conftest import COMMAND, Run, environment
from tests.serve.conftest import PROBLEM, RIGHT, settings
from tests.serve.live import live
from tests.servers import openai_server, serving

Service = Callable[..., str]


@pytest.fixture
def service() -> Iterator[Service]:
    """Start a service; gives its address. The arguments are its settings, and the model's pauses."""
    with ExitStack() as stack:
        start = stack.enter_context(serving())

        def opened(pause: float = 0.0, **more: Any) -> str:
            model = f"openai:planted@{start(openai_server(RIGHT, pause=pause))}/v1"
            return stack.enter_context(live(create_app(settings(model=model, **more))))

        yield opened


@pytest.fixture
def problems(tmp_path: Path) -> str:
    file = tmp_path / "problems.txt"
    file.write_text(f"{PROBLEM}\n\n", "utf-8")
    return str(file)


def test_figures_of_a_load(run: Run, service: Service, problems: str) -> None:
    ended = run("stress", service(), "--users", "3", "--requests", "12", "--problems", problems, seconds=120)
    assert ended.returncode == ExitCode.OK, ended.stderr
    for told in ("answers per second (QPS)", "latency p99", "12 by 3 users", "12 x 200", "12 x verified"):
        assert told in ended.stdout


def test_figures_as_json(run: Run, service: Service, problems: str) -> None:
    ended = run("stress", service(), "--requests", "6", "--problems", problems, "--json", seconds=120)
    figures = json.loads(ended.stdout)
    assert figures["statuses"] == {"200": 6}
    assert figures["verdicts"] == {"verified": 6}
    assert figures["cached"] >= 1
    assert figures["per_second"] == pytest.approx(6 / figures["seconds"], rel=0.01)
    times = [figures["latency"][name] for name in ("p50", "p90", "p95", "p99", "max")]
    assert times == sorted(times) and times[0] > 0


@pytest.mark.parametrize(
    "path",
    ["/chat", "/v1/math/solve", "/v1/logic/analyze", "/v1/inference", "/reasoning", "/v1/general/chat"],
)
def test_the_documents_routes(run: Run, service: Service, path: str) -> None:
    ended = run("stress", f"{service()}{path}", "--requests", "2", "--json", seconds=120)
    assert json.loads(ended.stdout)["statuses"] == {"200": 2}, ended.stderr


def test_openais_route(run: Run, service: Service) -> None:
    url = f"{service()}/v1/chat/completions"
    ended = run("stress", url, "--model", "phi4-node", "--requests", "2", "--json", seconds=120)
    figures = json.loads(ended.stdout)
    assert figures["statuses"] == {"200": 2}
    assert sum(figures["verdicts"].values()) == 2


def test_what_is_refused_is_counted(run: Run, service: Service, problems: str) -> None:
    key, hashed = new_key()
    url = service(api_keys={"class": hashed}, rate="3/minute")
    shut = run("stress", url, "--requests", "2", "--problems", problems, "--json", seconds=120)
    assert json.loads(shut.stdout)["statuses"] == {"401": 2}
    assert shut.returncode == ExitCode.SERVER_ERROR
    limited = run(
        "stress", url, "--requests", "5", "--problems", problems, "--json", "--key", key, seconds=120
    )
    assert json.loads(limited.stdout)["statuses"] == {"200": 3, "429": 2}
    assert limited.returncode == ExitCode.OK
    assert "429" in limited.stderr


def test_nobody_there(run: Run) -> None:
    ended = run("stress", "http://127.0.0.1:1", "--requests", "2")
    assert ended.returncode == ExitCode.SERVER_ERROR
    assert "phi4-node serve" in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["localhost:8000"], "write it like"),
        (["http://"], "write it like"),
        (["http://localhost:8000/docs"], "/v1/solve"),
        (["http://localhost:8000", "--problems", "/nonexistent/file"], "Cannot read"),
    ],
)
def test_what_cannot_be_asked(run: Run, arguments: list[str], told: str) -> None:
    ended = run("stress", *arguments)
    assert ended.returncode == ExitCode.BAD_INPUT
    assert told in ended.stderr
    assert "Traceback" not in ended.stderr


def test_interrupt_shows_what_was_measured(service: Service) -> None:
    url = service(pause=0.05)
    process = subprocess.Popen(
        [*COMMAND, "stress", url, "--requests", "1000", "--users", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        text=True,
    )
    time.sleep(5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == ExitCode.INTERRUPTED
    assert "answers per second" in out
    assert "Traceback" not in err


def test_quantiles_are_values_that_came() -> None:
    assert quantile([], 0.5) == 0.0
    assert [quantile([1.0, 2.0, 3.0, 4.0], share) for share in (0.5, 0.75, 0.99, 1.0)] == [2.0, 3.0, 4.0, 4.0]
    assert quantile([float(one) for one in range(1, 101)], 0.99) == 99.0
