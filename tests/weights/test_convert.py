"""Conversion to ONNX; the real thing where torch is installed (`.ci/engines`), its errors everywhere."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import namedtuple
from pathlib import Path

import pytest

from phi4_node import ChatPhi4Mini, weights
from phi4_node.engines.onnx_process import stop_onnx_processes
from phi4_node.errors import ExitCode
from phi4_node.weights import Progress, convert
from phi4_node.weights import convert as convert_function
from tests.engines.local_models import needs_packages, tiny_gguf, unpacked

convert_module = sys.modules[convert_function.__module__]

PACKAGES = ("onnxruntime_genai", "torch", "transformers", "onnx", "onnx_ir", "gguf", "accelerate")


@pytest.fixture(scope="session")
def tiny() -> Path:
    """The GGUF file of the tiny model; of the whole session, since each test here has an empty cache."""
    needs_packages(*PACKAGES, extra="convert")
    return tiny_gguf()


@pytest.fixture(scope="session")
def tiny_hugging(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a Hugging Face folder."""
    return unpacked(tmp_path_factory.mktemp("hugging") / "smollm2", tiny)


@pytest.fixture
def all_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if torch and the rest were installed: for what is checked before any of it is used."""
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: real("json") if name in PACKAGES else real(name)
    )


@pytest.fixture
def hugging(tmp_path: Path) -> Path:
    """A folder that looks like Hugging Face weights, as far as can be seen without reading them."""
    folder = tmp_path / "hugging"
    folder.mkdir()
    (folder / "config.json").write_text('{"num_hidden_layers": 2}')
    (folder / "model.safetensors").write_bytes(b"x" * 1000)
    return folder


class TestSources:
    def test_nothing_of_that_name(self, tmp_path: Path) -> None:
        with pytest.raises(weights.UnknownWeightsError, match="GGUF file, or one of: phi4-mini-reasoning"):
            convert("no-such-model", tmp_path / "out")

    def test_a_folder_without_weights(self, tmp_path: Path) -> None:
        with pytest.raises(weights.UnknownWeightsError, match=r"no config\.json"):
            convert(str(tmp_path), tmp_path / "out")

    def test_a_file_of_another_kind(self, tmp_path: Path) -> None:
        (tmp_path / "weights.bin").write_bytes(b"x")
        with pytest.raises(weights.UnknownWeightsError, match="no GGUF file"):
            convert(str(tmp_path / "weights.bin"), tmp_path / "out")

    @pytest.mark.usefixtures("all_installed")
    def test_a_repository_that_cannot_be_reached(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pytest.importorskip("huggingface_hub")
        import huggingface_hub.constants

        monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
        with pytest.raises(weights.SourceUnreachableError, match="nobody/nothing could not be fetched"):
            convert("nobody/nothing", tmp_path / "out")
        assert list(tmp_path.iterdir()) == []


class TestBefore:
    def test_what_is_missing_is_named(self, hugging: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        real = importlib.util.find_spec
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "torch" else real(name))
        with pytest.raises(weights.ConverterMissingError, match=r'torch.*pip install "phi4-node\[convert\]"'):
            convert(str(hugging), hugging.parent / "out")
        assert not (hugging.parent / "out").exists()

    @pytest.mark.usefixtures("all_installed")
    def test_a_folder_that_is_there_is_left_alone(self, hugging: Path) -> None:
        out = hugging.parent / "out"
        out.mkdir()
        (out / "mine.txt").write_text("mine")
        with pytest.raises(weights.ConversionError, match="there already"):
            convert(str(hugging), out)
        assert (out / "mine.txt").read_text() == "mine"

    def test_what_was_converted_before_is_given_at_once(
        self, hugging: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PHI4_NODE_CACHE", str(tmp_path / "cache"))
        folder = weights.converted_folder("hugging")
        folder.mkdir(parents=True)
        (folder / "genai_config.json").write_text("{}")
        assert convert(str(hugging)) == folder

    @pytest.mark.usefixtures("all_installed")
    def test_a_full_disk_is_said_before_anything_is_done(
        self, hugging: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        usage = namedtuple("usage", "total used free")
        monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1000, 990, 10))
        with pytest.raises(weights.DiskFullError, match="OUT on another disk"):
            convert(str(hugging), hugging.parent / "out")
        assert [path.name for path in hugging.parent.iterdir()] == ["hugging"]

    @pytest.mark.usefixtures("all_installed")
    def test_a_step_that_fails_leaves_nothing(self, hugging: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        program = "import sys; print('Reading layer 1'); raise KeyError('planted')"
        monkeypatch.setattr(convert_module, "_builder", lambda *_: [sys.executable, "-c", program])
        with pytest.raises(weights.ConversionError, match=r"reading the layers: 'planted' \(KeyError\)"):
            convert(str(hugging), hugging.parent / "out")
        assert [path.name for path in hugging.parent.iterdir()] == ["hugging"]

    @pytest.mark.usefixtures("all_installed")
    def test_a_step_that_the_system_kills_is_short_of_memory(
        self, hugging: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        program = "import os; os.kill(os.getpid(), 9)"
        monkeypatch.setattr(convert_module, "_builder", lambda *_: [sys.executable, "-c", program])
        with pytest.raises(weights.ConversionError, match="memory ran out"):
            convert(str(hugging), hugging.parent / "out")


@pytest.mark.model
class TestReal:
    def test_a_gguf_file(self, tiny: Path, tmp_path: Path) -> None:
        told: list[Progress] = []
        stale = tmp_path / ".out.converting"
        stale.mkdir()
        (stale / "left").write_text("of a run that was killed")
        folder = convert(str(tiny), tmp_path / "out", progress=told.append)
        assert folder == tmp_path / "out"
        assert json.loads((folder / "genai_config.json").read_text())["model"]["type"] == "llama"
        assert (folder / "chat_template.jinja").is_file()
        assert [path.name for path in tmp_path.iterdir()] == ["out"]
        done = [progress.done_bytes for progress in told]
        assert done == sorted(done)
        assert done[-1] == told[-1].total_bytes == tiny.stat().st_size
        assert {"unpacking the GGUF file", "quantizing the layers"} <= {progress.what for progress in told}

    def test_a_hugging_face_folder_in_another_precision(self, tiny_hugging: Path, tmp_path: Path) -> None:
        size = {}
        for precision in ("int4", "int8"):
            folder = convert(str(tiny_hugging), tmp_path / precision, precision=precision)  # type: ignore[arg-type]
            size[precision] = sum(file.stat().st_size for file in folder.iterdir())
        # its embedding, half of the int8 one, stays in float32
        in_float32 = 2 * (tiny_hugging / "model.safetensors").stat().st_size
        assert size["int4"] < size["int8"] < 0.6 * in_float32
        # It runs. What it says is another matter: as onnxruntime-genai 0.18 makes it, int8 babbles where
        # int4, bfloat16 and the GGUF file say "Paris".
        said = ChatPhi4Mini(f"onnx:{folder}").invoke("What is the capital of France?", max_tokens=20)
        stop_onnx_processes()
        assert said.text.strip()

    def test_a_damaged_file_is_named_as_the_cause(self, tmp_path: Path) -> None:
        needs_packages(*PACKAGES, extra="convert")
        (tmp_path / "bad.gguf").write_bytes(os.urandom(5000))
        with pytest.raises(weights.ConversionError, match="The conversion failed while"):
            convert(str(tmp_path / "bad.gguf"), tmp_path / "out")
        assert [path.name for path in tmp_path.iterdir()] == ["bad.gguf"]

    def test_an_architecture_that_the_builder_does_not_know(self, tiny_hugging: Path, tmp_path: Path) -> None:
        source = tmp_path / "hugging"
        shutil.copytree(tiny_hugging, source)
        config = json.loads((source / "config.json").read_text())
        (source / "config.json").write_text(json.dumps({**config, "architectures": ["PlantedForCausalLM"]}))
        with pytest.raises(weights.ConversionError, match="not currently supported"):
            convert(str(source), tmp_path / "out")

    def test_ctrl_c_leaves_nothing_behind(self, tiny: Path, tmp_path: Path) -> None:
        command = [sys.executable, "-m", "phi4_node", "convert", str(tiny), str(tmp_path / "out")]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=_default_sigint
        ) as running:
            assert running.stderr is not None
            first = running.stderr.readline()
            time.sleep(1)
            running.send_signal(signal.SIGINT)
            _, said = running.communicate(timeout=60)
        assert first
        assert running.returncode == ExitCode.INTERRUPTED
        assert said.strip().splitlines()[-1] == "Stopped."
        assert list(tmp_path.iterdir()) == []


def _default_sigint() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
