"""The way in: help is light and complete, the exit codes are one table, versions are told."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys

import pytest

import phi4_node
from phi4_node.cli.ending import MEANING, exit_code_table
from phi4_node.errors import ExitCode, Phi4NodeError
from tests.cli.conftest import Run, environment
from tests.conftest import REPOSITORY

COMMANDS = ("solve", "verify", "check", "pull", "convert", "models", "doctor")


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_help_imports_nothing_heavy(command: tuple[str, ...]) -> None:
    script = (
        "import sys\n"
        f"sys.argv = ['phi4-node', *{command!r}, '--help']\n"
        "from phi4_node.cli import main\n"
        "try:\n    main()\n"
        "except SystemExit as ending:\n    assert ending.code == 0, ending.code\n"
        "heavy = {'sympy', 'langchain_core', 'langgraph', 'langchain_ollama', 'httpx', 'xllamacpp'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, env=environment(), check=False
    )
    assert ended.returncode == 0, ended.stderr.decode()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_examples(run: Run, command: str) -> None:
    ended = run(command, "--help")
    assert ended.returncode == 0
    assert f"phi4-node {command}" in ended.stdout.partition("Examples:")[2]
    assert "\\b" not in ended.stdout


def test_help_lists_every_exit_code(run: Run) -> None:
    shown = run("--help", env={"COLUMNS": "120"}).stdout
    assert set(MEANING) == set(ExitCode)
    for line in exit_code_table():
        assert line.strip() in shown


def test_readme_lists_every_exit_code() -> None:
    readme = (REPOSITORY / "README.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| (\d+) \| (.+?) \|$", readme, flags=re.MULTILINE))
    assert rows == {str(code.value): meaning for code, meaning in MEANING.items()}


HEAVY = {"gguf", "langchain_huggingface", "llguidance", "onnxruntime_genai", "torch", "transformers"}
"""What extras with a job of their own bring (`.ci/engines`)."""


def test_errors_end_with_documented_codes() -> None:
    for module in pkgutil.walk_packages(phi4_node.__path__, "phi4_node."):
        if module.name.endswith(("__main__", "worker")):
            continue
        try:
            importlib.import_module(module.name)
        except ModuleNotFoundError as missing:
            assert missing.name in HEAVY, missing
    kinds = list(Phi4NodeError.__subclasses__())
    for kind in kinds:
        kinds.extend(kind.__subclasses__())
    assert kinds
    for kind in kinds:
        assert kind.exit_code in {*ExitCode}, kind
        assert kind.exit_code != ExitCode.OK, kind


def test_version(run: Run) -> None:
    assert re.fullmatch(r"phi4-node \d+\.\d+\.\d+\n", run("--version").stdout)


def test_no_command_shows_the_help(run: Run) -> None:
    ended = run()
    assert ended.returncode == ExitCode.BAD_INPUT
    assert "Usage:" in ended.stdout


def test_unknown_command(run: Run) -> None:
    ended = run("slove", "1 + 1")
    assert ended.returncode == ExitCode.BAD_INPUT
    assert "slove" in ended.stderr
