"""`phi4-node convert` as far as it goes without torch; the real thing is tested in tests/weights."""

from __future__ import annotations

from pathlib import Path

from phi4_node.errors import ExitCode
from tests.cli.conftest import Run, assert_one_sentence


def test_an_unknown_source_is_one_sentence(run: Run, tmp_path: Path) -> None:
    ended = run("convert", "no-such-model", str(tmp_path / "out"))
    assert ended.returncode == ExitCode.NO_MODEL
    assert "no-such-model" in ended.stderr
    assert_one_sentence(ended.stderr)


def test_a_folder_that_is_there_is_one_sentence(run: Run, tmp_path: Path) -> None:
    source, out = tmp_path / "source", tmp_path / "out"
    for folder in (source, out):
        folder.mkdir()
        (folder / "config.json").write_text("{}")
    ended = run("convert", str(source), str(out))
    assert ended.returncode == ExitCode.DOWNLOAD_FAILED
    assert "there already" in ended.stderr
    assert_one_sentence(ended.stderr)


def test_an_unknown_precision_is_bad_input(run: Run) -> None:
    ended = run("convert", "smollm2-135m", "--precision", "int3")
    assert ended.returncode == ExitCode.BAD_INPUT
    assert "int4" in ended.stderr


def test_what_was_converted_is_listed_and_given_again(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "onnx" / "smollm2-135m"
    folder.mkdir(parents=True)
    (folder / "genai_config.json").write_text("{}")
    env = {"PHI4_NODE_CACHE": str(tmp_path)}
    listed = run("models", env=env)
    assert "onnx:smollm2-135m" in listed.stdout
    again = run("convert", "smollm2-135m", env=env)
    assert (again.returncode, again.stdout.strip()) == (ExitCode.OK, str(folder))
