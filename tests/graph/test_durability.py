"""A run that is killed goes on where it was: real processes, kill -9, SQLite and a real PostgreSQL."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from langgraph.checkpoint.memory import InMemorySaver

from phi4_node import create_reasoning_graph
from phi4_node.schema import Result
from tests.conftest import REPOSITORY, needs
from tests.graph.durable_run import THREAD
from tests.graph.scripted import BAD, GOOD, ScriptedModel, table_domain
from tests.postgres_server import INSTALL, find_programs, postgres
from tests.servers import Handler, openai_server

PROBLEM = "x^2 + 2x - 3 = 0"
SECONDS = 180


@pytest.fixture(params=["sqlite", "postgres"])
def saver(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A checkpointer that outlives a process."""
    if request.param == "sqlite":
        yield f"sqlite:{tmp_path / 'runs.sqlite'}"
        return
    programs = find_programs()
    needs("PostgreSQL", programs is not None, INSTALL)
    assert programs is not None
    with ExitStack() as stack:
        yield f"postgres:{stack.enter_context(postgres(programs))}"


class _Server:
    """Refuted, then held in mid-reply until released; counts the calls."""

    def __init__(self) -> None:
        self.calls = 0
        self.held = threading.Event()
        self.release = threading.Event()
        self._held = openai_server(GOOD, hold=(8, self.release))
        self._answer = [openai_server(BAD), self._hold, openai_server(GOOD)]

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        if request.command == "POST":
            self.calls += 1
        self._answer[min(max(self.calls, 1), 3) - 1](request)

    def _hold(self, request: BaseHTTPRequestHandler) -> None:
        self.held.set()
        self._held(request)


def _start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.graph.durable_run", *arguments],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _end(process: subprocess.Popen[str]) -> Result:
    out, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, err
    return Result.model_validate_json(out)


def test_killed_in_the_middle_of_a_call(saver: str, http_server: Callable[[Handler], str]) -> None:
    server = _Server()
    model = f"openai:planted@{http_server(server.handle)}/v1"
    first = _start(saver, model, PROBLEM)
    while not server.held.wait(1):
        assert first.poll() is None, first.communicate()[1]
    first.send_signal(signal.SIGKILL)
    first.communicate(timeout=SECONDS)
    assert first.returncode == -signal.SIGKILL
    server.release.set()

    result = _end(_start(saver, model))
    assert [attempt.verdict.status.value for attempt in result.attempts] == ["refuted", "verified"]
    assert server.calls == 3, "the refuted attempt was not asked for again; the one that was cut off was"
    usage = sum(attempt.usage.output_tokens for attempt in result.attempts)
    assert result.usage.output_tokens == usage, "tokens are counted once"

    again = _end(_start(saver, model))
    assert again == result, "a run that has ended is told again"
    assert server.calls == 3, "and pays for nothing"


def test_two_threads_do_not_meet(tmp_path: Path, http_server: Callable[[Handler], str]) -> None:
    saver = f"sqlite:{tmp_path / 'runs.sqlite'}"
    model = f"openai:planted@{http_server(openai_server(GOOD))}/v1"
    assert _end(_start(saver, model, PROBLEM)).verdict.status.value == "verified"
    other = _end(_start(saver, model, "x^2 = 4"))
    assert (other.problem.text, len(other.attempts) > 0) == ("x^2 = 4", True)
    assert all(attempt.verdict.status.value != "verified" for attempt in other.attempts)


def test_time_travel() -> None:
    """A run can be taken up again from any of its checkpoints, and the fork does not change the past."""
    model = ScriptedModel(replies=[BAD, GOOD, BAD, BAD, BAD])
    graph = create_reasoning_graph(model, domain=table_domain(), checkpointer=InMemorySaver())
    end = graph.invoke({"problem": PROBLEM}, THREAD)
    assert len(Result.model_validate(end["result"]).attempts) == 2
    past = next(
        state
        for state in graph.get_state_history(THREAD)
        if state.next == ("solve",) and len(state.values.get("phi4_attempts", [])) == 1
    )
    fork = graph.invoke(None, past.config)
    attempts = Result.model_validate(fork["result"]).attempts
    assert [attempt.verdict.status.value for attempt in attempts] == ["refuted", "refuted", "refuted"]
    assert len(model.calls) == 4, "the first attempt was kept"
    states = [
        state for state in graph.get_state_history(THREAD) if state.values.get("result") == end["result"]
    ]
    assert states, "the first ending is still in the history"
