"""`solve` from end to end against a server with planted replies; the verifier is the real one."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from phi4_node.errors import ExitCode
from tests.cli.conftest import COMMAND, Run, environment
from tests.servers import Client, Handler, openai_server

PROBLEM = "x^2 + 2x - 3 = 0"
RIGHT = "Steps:\n1. (-3)^2 + 2*(-3) - 3 = 0\n2. x = -3 or x = 1\nAnswer: x = -3 or x = 1"
WRONG = "Analysis: a quadratic.\nSteps:\n1. 2 + 2 = 5\n2. x = 3 or x = 1\nAnswer: x = 3 or x = 1"
NO_ANSWER = "I would rather talk about the weather."

Serve = Callable[..., str]


@pytest.fixture
def serve(http_server: Callable[[Handler], str]) -> Serve:
    """The `--model` of a server with planted replies."""
    return lambda *replies, **options: f"openai:planted@{http_server(openai_server(*replies, **options))}/v1"


def test_verified(run: Run, serve: Serve) -> None:
    ended = run("solve", PROBLEM, "--model", serve(RIGHT))
    assert ended.returncode == ExitCode.OK, ended.stderr
    assert re.search(r"^   1\. \(-3\)\^2", ended.stdout, re.MULTILINE)
    assert re.search(r"^✓  1\. holds", ended.stdout, re.MULTILINE)
    assert "Answer: x = -3 or x = 1" in ended.stdout
    assert "Verdict: VERIFIED" in ended.stdout
    assert "read as solutions: conditions x^2 + 2x - 3 = 0" in ended.stdout
    assert "1 attempt," in ended.stdout
    assert ended.stderr == ""


def test_steps_come_before_the_reply_has_ended(serve: Serve) -> None:
    seen = threading.Event()
    process = subprocess.Popen(
        [*COMMAND, "solve", PROBLEM, "--model", serve(RIGHT, hold=(RIGHT.index("Answer") // 5 + 1, seen))],
        stdout=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout is not None
    assert b"1. (-3)^2" in process.stdout.readline()  # the server says no more before this was read
    seen.set()
    rest, _ = process.communicate(timeout=60)
    assert process.returncode == ExitCode.OK
    assert rest.count(b"(-3)^2 + 2") == 0, "each step is shown once"


def test_refuted_then_verified(run: Run, serve: Serve) -> None:
    ended = run("solve", PROBLEM, "--model", serve(WRONG, RIGHT))
    assert ended.returncode == ExitCode.OK
    first, _, second = ended.stdout.partition("Attempt 2 of at most 3")
    assert "✗  1. is false" in first
    assert first.count("2 + 2 = 5") >= 1
    assert "REFUTED" in first
    assert "VERIFIED" in second
    assert "2 attempts," in second


def test_refuted_is_not_success(run: Run, serve: Serve) -> None:
    ended = run("solve", PROBLEM, "--model", serve(WRONG), "--max-attempts", "2")
    assert ended.returncode == ExitCode.REFUTED
    assert "Verdict: REFUTED" in ended.stdout
    assert "--max-attempts" in ended.stdout
    assert "The rules alone prove this answer: x = " in ended.stderr


def test_nothing_to_check_is_not_success(run: Run, serve: Serve) -> None:
    ended = run("solve", "Write a poem about rain.", "--model", serve(NO_ANSWER), "--max-attempts", "1")
    assert ended.returncode == ExitCode.UNCHECKED
    assert "UNCHECKED" in ended.stdout
    assert NO_ANSWER.rstrip(".") in ended.stdout, "what the model said instead"


@pytest.mark.parametrize("source", ["stdin", "dash", "file", "byte order mark"])
def test_where_the_problem_comes_from(run: Run, serve: Serve, source: str, tmp_path: Path) -> None:
    file = tmp_path / "problem.txt"
    file.write_text(PROBLEM + "\n", encoding="utf-8-sig" if source == "byte order mark" else "utf-8")
    arguments = {"stdin": (), "dash": ("-",)}.get(source, ("--file", str(file)))
    ended = run(
        "solve",
        *arguments,
        "--json",
        "--model",
        serve(RIGHT),
        stdin=file.read_bytes() if "-" not in source else b"",
    )
    assert ended.returncode == ExitCode.OK, ended.stderr
    assert json.loads(ended.stdout)["problem"]["text"] == PROBLEM


def test_json_is_one_result_and_nothing_else(run: Run, serve: Serve) -> None:
    from phi4_node.schema import Result

    ended = run("solve", PROBLEM, "--json", "--model", serve(WRONG, RIGHT))
    result = Result.model_validate_json(ended.stdout)
    assert [attempt.verdict.status.value for attempt in result.attempts] == ["refuted", "verified"]
    assert result.usage.output_tokens > 0
    assert ended.stderr == ""


def test_certificate_replays(run: Run, serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "proof.json"
    ended = run("solve", PROBLEM, "--model", serve(RIGHT), "--certificate", str(file))
    assert ended.returncode == ExitCode.OK
    assert str(file) in ended.stderr
    assert file.stat().st_mode & 0o777 == 0o666 & ~_umask()
    replayed = run("check", str(file))
    assert (replayed.returncode, "VERIFIED" in replayed.stdout) == (ExitCode.OK, True)
    assert run("check", "-", stdin=file.read_bytes()).returncode == ExitCode.OK
    file.write_text(file.read_text("utf-8").replace("x = 1", "x = 2"), "utf-8")
    changed = run("check", str(file))
    assert (changed.returncode, "DOES NOT REPLAY" in changed.stdout) == (ExitCode.NOT_REPLAYED, True)


def test_a_replayed_refutation_is_not_success(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "proof.json"
    assert run("verify", PROBLEM, "x = 1", "--certificate", str(file)).returncode == ExitCode.REFUTED
    assert run("check", str(file)).returncode == ExitCode.REFUTED


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("x = 1 or x = -3", ExitCode.OK),
        ("1", ExitCode.REFUTED),
        ("perhaps", ExitCode.UNCHECKED),
        ("", ExitCode.UNCHECKED),
    ],
)
def test_verify(run: Run, answer: str, code: ExitCode) -> None:
    assert run("verify", PROBLEM, answer).returncode == code
    as_json = run("verify", PROBLEM, answer, "--json")
    assert (as_json.returncode, set(json.loads(as_json.stdout))) == (code, {"status", "reason", "checks"})


def test_text_that_begins_with_a_minus(run: Run) -> None:
    assert run("verify", "-2x = 4", "-2").returncode == ExitCode.OK
    assert run("verify", "--", "-2x = 4", "-2").returncode == ExitCode.OK


def test_what_a_model_writes_cannot_steer_the_terminal(run: Run, serve: Serve) -> None:
    hostile = "Steps:\n1. \x1b]0;owned\x07\x1b[2J 1 + 1 = 2\nAnswer: \u202e2\x1b[31m [red]"
    ended = run("solve", "1 + 1", "--model", serve(hostile), "--max-attempts", "1")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", ended.stdout + ended.stderr)


def test_no_colour_in_a_pipe(run: Run, serve: Serve) -> None:
    assert "\x1b" not in run("solve", PROBLEM, "--model", serve(RIGHT)).stdout


@pytest.mark.parametrize(("more", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colour_on_a_terminal(serve: Serve, more: dict[str, str], coloured: bool) -> None:
    shown = _on_a_terminal("solve", PROBLEM, "--model", serve(RIGHT), env={"TERM": "xterm-256color", **more})
    assert "VERIFIED" in shown
    assert bool(re.search(r"\x1b\[[\d;]*3[12]m", shown)) == coloured


@pytest.mark.parametrize(
    "locale",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
)
def test_any_locale(run: Run, serve: Serve, locale: dict[str, str]) -> None:
    chinese = "解方程 x^2 + 2x - 3 = 0"
    for options in ((), ("--json",)):
        ended = run("solve", *options, "--model", serve(RIGHT), stdin=chinese, env=locale)
        assert ended.returncode in (ExitCode.OK, ExitCode.UNCHECKED), ended.stderr
        assert "Traceback" not in ended.stderr
        if options:
            assert json.loads(ended.stdout)["problem"]["text"] == chinese


def test_interrupt_stops_the_model(serve: Serve) -> None:
    client = Client()
    model = serve(RIGHT * 200, pause=0.05, client=client)
    process = subprocess.Popen(
        [*COMMAND, "solve", PROBLEM, "--model", model],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(PYTHONUNBUFFERED="1"),
        start_new_session=True,
    )
    assert client.listens.wait(60)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the whole group, workers included
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == ExitCode.INTERRUPTED
    assert stderr.decode().strip() == "Stopped."
    assert client.gone.wait(30), "the server was not told that nobody listens any more"


def test_reader_that_goes_away(serve: Serve) -> None:
    process = subprocess.Popen(
        [*COMMAND, "solve", PROBLEM, "--model", serve(WRONG)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    stderr = process.stderr.read().decode()
    assert process.wait(60) == ExitCode.READER_GONE
    assert stderr == ""


def test_debug_shows_the_traceback(run: Run) -> None:
    ended = run("solve", "1 + 1", "--model", "openai:m@http://127.0.0.1:1/v1", "--debug")
    assert ended.returncode == ExitCode.NO_MODEL
    assert "Traceback" in ended.stderr
    assert "does not answer" in ended.stderr


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _on_a_terminal(*arguments: str, env: dict[str, str]) -> str:
    """What the command writes to a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment(**env),
        close_fds=True,
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # on Linux, how a terminal says that the other side is closed
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    process.wait(60)
    return shown.decode("utf-8", "replace")


def test_without_a_model(run: Run, tmp_path: Path) -> None:
    proof = tmp_path / "proof.json"
    ended = run("solve", "--no-model", PROBLEM, "--certificate", str(proof))
    assert ended.returncode == ExitCode.OK, ended.stderr
    assert "Answer: x = -3 or x = 1" in ended.stdout and "No model was used." in ended.stdout
    assert run("check", str(proof)).returncode == ExitCode.OK
    unread = run("solve", "--no-model", "--json", "Tell me a joke.")
    assert unread.returncode == ExitCode.UNCHECKED
    assert json.loads(unread.stdout)["verdict"]["reason"].startswith("No model was used.")
    both = run("solve", "--no-model", "--model", "ollama:x", PROBLEM)
    assert both.returncode == ExitCode.BAD_INPUT and "leave out one" in both.stderr
