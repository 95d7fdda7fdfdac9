"""Bad input of every kind ends with one sentence and a documented exit code."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from phi4_node.errors import ExitCode
from tests.cli.conftest import Run, assert_one_sentence
from tests.servers import Handler, Misbehaviour, openai_server

NOWHERE = "openai:m@http://127.0.0.1:1/v1"


@pytest.mark.parametrize(
    ("arguments", "stdin", "says"),
    [
        (("solve", ""), b"", "empty"),
        (("solve", "  \n\t "), b"", "empty"),
        (("solve",), b"", "empty"),
        (("solve", "-"), b"\n", "empty"),
        (("solve",), b"x" * 1_000_000, "100,000"),
        (("solve",), b"x" * 50_000_000, "100,000"),
        (("solve",), bytes(range(256)) * 10, "UTF-8"),
        (("solve",), b"\x7fELF\x02\x01\x01\x00", "control characters"),
        (("solve", "1 + \x1b[31m1"), b"", "control characters"),
        (("solve", "x", "+", "1", "=", "2"), b"", "quotes"),
        (("solve", "--file", "/nowhere/problem.txt"), b"", "No such file"),
        (("solve", "--file", "/"), b"", "directory"),
        (("solve", "1 + 1", "--file", "problem.txt"), b"", "not both"),
        (("solve", "1 + 1", "--model", "gpt"), b"", "no engine"),
        (("solve", "1 + 1", "--model", "openai:m@ftp://x"), b"", "http://"),
        (("solve", "1 + 1", "--model", ""), b"", "no engine"),
        (("verify", "", "1"), b"", "empty"),
        (("verify", "1 + 1", "2", "3"), b"", "quotes"),
        (("check", "/nowhere/proof.json"), b"", "No such file"),
        (("check", "-"), b"{}", "not a certificate"),
        (("check", "-"), b"\xff\xfe\x00", "not a certificate"),
        (("check", "-"), b"[" * 100_000, "not a certificate"),
        (("check", "-"), b" " * 50_000_000, "not a certificate"),
        (("pull", "ollama:phi4-mini-reasoning"), b"", "ollama pull"),
    ],
)
def test_bad_input(run: Run, arguments: tuple[str, ...], stdin: bytes, says: str) -> None:
    ended = run(*arguments, stdin=stdin)
    assert ended.returncode == ExitCode.BAD_INPUT, ended.stderr
    assert_one_sentence(ended.stderr)
    assert says in ended.stderr
    assert ended.stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("solve", "--modle", "x", "1 + 1"),
        ("solve", "--jsn"),
        ("solve", "1 + 1", "--seconds", "0"),
        ("solve", "1 + 1", "--seconds", "inf"),
        ("solve", "1 + 1", "--seconds", "nan"),
        ("solve", "1 + 1", "--max-attempts", "0"),
        ("solve", "1 + 1", "--tokens", "many"),
        ("verify", "1 + 1"),
        ("solve", os.fsencode("1 + ") + b"\xff\xfe"),
        ("verify", "1 + 1", b"\xff\xfe"),
    ],
)
def test_bad_command_line(run: Run, arguments: tuple[str | bytes, ...]) -> None:
    ended = run(*arguments)
    assert ended.returncode == ExitCode.BAD_INPUT, ended.stderr
    assert "Error" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert ended.stdout == ""


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ("embedded:no-such-model", "qwen2.5-coder-1.5b"),
        ("ollama:phi4-mini-reasoning", "ollama serve"),
        ("ollama:m@http://127.0.0.1:1", "ollama serve"),
        (NOWHERE, "does not answer"),
    ],
)
def test_no_such_model(run: Run, model: str, says: str) -> None:
    ended = run("solve", "1 + 1", "--model", model)
    assert ended.returncode == ExitCode.NO_MODEL, ended.stderr
    assert_one_sentence(ended.stderr)
    assert says in ended.stderr


def test_pull_unknown_model(run: Run) -> None:
    ended = run("pull", "no-such-model")
    assert ended.returncode == ExitCode.NO_MODEL, ended.stderr
    assert_one_sentence(ended.stderr)


@pytest.mark.parametrize("kind", ["hang", "reset", "500", "garbage", "empty", "cut"])
@pytest.mark.parametrize("engine", ["openai:m@{url}/v1", "ollama:m@{url}", "ollama:m"])
def test_server_that_misbehaves(
    run: Run, bad_server: Callable[[Misbehaviour], str], kind: Misbehaviour, engine: str
) -> None:
    url = bad_server(kind)
    ended = run(
        "solve", "1 + 1", "--model", engine.format(url=url), "--seconds", "2", env={"OLLAMA_HOST": url}
    )
    assert ended.returncode == ExitCode.SERVER_ERROR, ended.stderr
    assert_one_sentence(ended.stderr)
    assert url in ended.stderr
    assert ended.stdout.strip() == ""


@pytest.mark.parametrize("kind", ["hang", "reset", "500", "cut"])
def test_server_that_breaks_down_before_the_reply(
    run: Run, http_server: Callable[[Handler], str], kind: Misbehaviour
) -> None:
    """The server lists its models, and then fails the one request that matters."""
    from tests.servers import misbehave

    listing, failing = openai_server("unused"), misbehave(kind)
    url = http_server(lambda request: (listing if request.command == "GET" else failing)(request))
    # long enough for the retries to end
    seconds = "3" if kind == "hang" else "90"
    ended = run("solve", "1 + 1", "--model", f"openai:planted@{url}/v1", "--seconds", seconds, seconds=120)
    # a reply that does not come within the budget is a budget that ran out, which is a normal ending
    expected = ExitCode.UNCHECKED if kind == "hang" else ExitCode.SERVER_ERROR
    assert ended.returncode == expected, (ended.stdout, ended.stderr)
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("target", "says"),
    [("/nowhere/proof.json", "no folder"), ("/", "folder"), ("/dev/full", "No space left")],
)
def test_certificate_that_cannot_be_written(run: Run, target: str, says: str) -> None:
    ended = run("verify", "1 + 1", "2", "--certificate", target)
    assert ended.returncode == ExitCode.CANNOT_WRITE, ended.stderr
    assert_one_sentence(ended.stderr)
    assert says in ended.stderr


def test_the_certificate_is_refused_before_the_model_is_asked(run: Run, tmp_path: Path) -> None:
    ended = run("solve", "1 + 1", "--model", NOWHERE, "--certificate", str(tmp_path / "no" / "proof.json"))
    assert ended.returncode == ExitCode.CANNOT_WRITE


@pytest.mark.parametrize("command", ["models", "--help"])
def test_output_on_a_full_disk(command: str) -> None:
    import subprocess

    from tests.cli.conftest import COMMAND, environment

    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [*COMMAND, command], stdout=full, stderr=subprocess.PIPE, env=environment(), check=False
        )
    assert ended.returncode == ExitCode.CANNOT_WRITE
    assert_one_sentence(ended.stderr.decode())
