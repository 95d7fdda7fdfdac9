"""`phi4-node batch` from end to end against a server with planted replies; the verifier is the real one."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from phi4_node.errors import ExitCode
from tests.cli.conftest import COMMAND, Run, environment
from tests.cli.test_solve import RIGHT, WRONG, Serve, serve  # noqa: F401  # a fixture

PROBLEM = "x^2 + 2x - 3 = 0"


def _records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _problems(path: Path, *texts: str) -> Path:
    path.write_text("".join(json.dumps({"problem": text}) + "\n" for text in texts), "utf-8")
    return path


def test_one_bad_row_does_not_stop_the_rest(run: Run, serve: Serve, tmp_path: Path) -> None:  # noqa: F811
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [
        json.dumps({"problem": PROBLEM, "id": "a"}),
        "{broken",
        "",
        "[1]",
        '{"problem": ""}',
        "{}",
        f'"{PROBLEM}"',
    ]
    source.write_text("\n".join(lines) + "\n", "utf-8")
    ended = run("batch", str(source), str(target), "--model", serve(RIGHT), seconds=120)
    assert ended.returncode == ExitCode.OK, ended.stderr
    found = {record["row"]: record for record in _records(target)}
    assert sorted(found) == [1, 2, 4, 5, 6, 7]
    assert (found[1]["id"], found[1]["status"], found[1]["answer"]) == ("a", "verified", "x = -3 or x = 1")
    assert found[1]["result"]["certificate"]["status"] == "verified"
    assert found[7]["status"] == "verified"
    assert all(found[row]["error"] and "status" not in found[row] for row in (2, 4, 5, 6))
    assert "6 rows" in ended.stderr


def test_a_finished_row_is_not_solved_again(run: Run, serve: Serve, tmp_path: Path) -> None:  # noqa: F811
    source, target = _problems(tmp_path / "in.jsonl", PROBLEM, "2 + 2 = ?"), tmp_path / "out.jsonl"
    assert (
        run("batch", str(source), str(target), "--model", serve(RIGHT), seconds=120).returncode == ExitCode.OK
    )
    before = target.read_bytes()
    gone = "openai:planted@http://127.0.0.1:1/v1"
    again = run("batch", str(source), str(target), "--model", gone)
    assert again.returncode == ExitCode.OK, again.stderr
    assert "2 of 2 rows are finished already" in again.stderr
    assert target.read_bytes() == before
    with target.open("r+b") as file:
        file.truncate(len(before) - 20)  # as a kill in the middle of a write leaves it
    _problems(source, PROBLEM, "2 + 2 = ?", "x^2 = 1")
    third = run("batch", str(source), str(target), "--model", serve(RIGHT), seconds=120)
    assert "1 of 3 rows are finished already" in third.stderr
    assert sorted(record["row"] for record in _records(target)) == [1, 2, 3]


def test_a_changed_row_is_solved_again(run: Run, serve: Serve, tmp_path: Path) -> None:  # noqa: F811
    source, target = _problems(tmp_path / "in.jsonl", "2 + 2 = ?", "x^2 = 1"), tmp_path / "out.jsonl"
    run("batch", str(source), str(target), "--model", serve(RIGHT), "--max-attempts", "1", seconds=120)
    _problems(source, PROBLEM, "x^2 = 1")
    run("batch", str(source), str(target), "--model", serve(RIGHT), seconds=120)
    found = {record["row"]: record["status"] for record in _records(target)}
    assert found == {1: "verified", 2: "refuted"}


def test_tables(run: Run, serve: Serve, tmp_path: Path) -> None:  # noqa: F811
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(f'id,question\n=1+1,"{PROBLEM}"\nb,"3x =\n 6"\n', "utf-8-sig")
    plot = tmp_path / "plot.png"
    options = ("--model", serve(RIGHT), "--max-attempts", "1", "--plot", str(plot))
    ended = run("batch", str(source), str(target), *options, seconds=120)
    assert ended.returncode == ExitCode.OK, ended.stderr
    with target.open(newline="", encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    assert [row["status"] for row in found] == ["verified", "refuted"]
    assert found[0]["id"] == "'=1+1", "a spreadsheet must not take it for a formula"
    assert plot.read_bytes().startswith(b"\x89PNG")
    again = run("batch", str(source), str(target), *options)
    assert "2 of 2 rows are finished already" in again.stderr


@pytest.mark.parametrize(
    ("content", "name", "options", "said"),
    [
        ("a,b\n1,2\n", "in.csv", (), "no column problem or question"),
        ("a,b\n1,2\n", "in.csv", ("--column", "c"), "no column c"),
        ("\xff", "in.txt", (), "not UTF-8"),
        ("2 + 2", "in.txt", ("--plot", "x.docx"), ".png, .svg or .pdf"),
    ],
)
def test_bad_input(
    run: Run, tmp_path: Path, content: str, name: str, options: tuple[str, ...], said: str
) -> None:
    source = tmp_path / name
    source.write_bytes(content.encode("latin-1"))
    ended = run("batch", str(source), str(tmp_path / "out.jsonl"), *options)
    assert ended.returncode == ExitCode.BAD_INPUT
    assert said in ended.stderr


def test_foreign_files_are_not_overwritten(run: Run, tmp_path: Path) -> None:
    source = _problems(tmp_path / "in.jsonl", PROBLEM)
    for target, said in ((source, "overwrite the problems"), (tmp_path / "notes.jsonl", "earlier batch")):
        if target is not source:
            target.write_text('{"my": "notes"}\n', "utf-8")
        before = target.read_bytes()
        ended = run("batch", str(source), str(target))
        assert (ended.returncode, target.read_bytes()) == (ExitCode.BAD_INPUT, before)
        assert said in ended.stderr


def test_a_model_that_is_gone_loses_nothing(run: Run, tmp_path: Path, serve: Serve) -> None:  # noqa: F811
    source, target = _problems(tmp_path / "in.jsonl", *[PROBLEM] * 3), tmp_path / "out.jsonl"
    ended = run("batch", str(source), str(target), "--model", "openai:planted@http://127.0.0.1:1/v1")
    assert ended.returncode in (ExitCode.NO_MODEL, ExitCode.SERVER_ERROR)
    again = run("batch", str(source), str(target), "--model", serve(RIGHT), seconds=120)
    assert again.returncode == ExitCode.OK, again.stderr
    assert [record["status"] for record in _records(target)] == ["verified"] * 3


def test_interrupt_keeps_what_is_finished(serve: Serve, tmp_path: Path) -> None:  # noqa: F811
    source, target = _problems(tmp_path / "in.jsonl", *[PROBLEM] * 50), tmp_path / "out.jsonl"
    process = subprocess.Popen(
        [*COMMAND, "batch", str(source), str(target), "--model", serve(RIGHT, pause=0.02)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(PYTHONUNBUFFERED="1"),
        start_new_session=True,
        text=True,
    )
    assert process.stderr is not None
    told = [process.stderr.readline(), process.stderr.readline()]
    os.killpg(process.pid, signal.SIGINT)
    _, rest = process.communicate(timeout=120)
    assert process.returncode == ExitCode.INTERRUPTED, rest
    assert "Traceback" not in rest
    finished = len(_records(target))
    assert 1 <= finished < 50, told


def test_wrong_answers_are_told_apart(run: Run, serve: Serve, tmp_path: Path) -> None:  # noqa: F811
    source, target = _problems(tmp_path / "in.jsonl", PROBLEM), tmp_path / "out.jsonl"
    ended = run(
        "batch", str(source), str(target), "--model", serve(WRONG), "--max-attempts", "2", seconds=120
    )
    assert ended.returncode == ExitCode.OK
    assert _records(target)[0]["status"] == "refuted"
    assert "refuted" in ended.stderr
