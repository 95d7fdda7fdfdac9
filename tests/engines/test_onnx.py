"""The ONNX Runtime engine; with real converted weights where the library and torch are installed."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_tests.unit_tests import ChatModelUnitTests

from phi4_node import weights
from phi4_node.chat_model import ChatPhi4Mini
from phi4_node.engines import (
    BadEngineError,
    MissingExtraError,
    ModelLoadError,
    ModelNotFoundError,
    ServerBrokeOffError,
    open_engine,
)
from phi4_node.engines.onnx import OnnxChat
from phi4_node.engines.onnx_process import onnx_folder, stop_onnx_processes
from tests.engines.local_models import (
    LONG,
    TINY,
    Contract,
    Standard,
    needs_packages,
    standard_chat,
    tiny_gguf,
)


@pytest.fixture(scope="session")
def onnx_smollm2() -> str:
    """Engine spec of the tiny model, converted once and kept in the cache."""
    needs_packages("onnxruntime_genai", extra="onnx,convert")
    if not (weights.converted_folder(TINY) / "genai_config.json").is_file():
        needs_packages("torch", "transformers", extra="onnx,convert")
        tiny_gguf()
        weights.convert(TINY)
    return f"onnx:{TINY}"


@pytest.fixture(scope="module")
def chat(onnx_smollm2: str) -> Iterator[ChatPhi4Mini]:
    yield ChatPhi4Mini(onnx_smollm2)
    stop_onnx_processes()


def process_of(chat: ChatPhi4Mini) -> int:
    assert isinstance(chat.inner, OnnxChat)
    return chat.inner._load().pid


@pytest.mark.model
class TestContract(Contract):
    """See `Contract`."""


@pytest.mark.model
class TestProcess:
    def test_it_starts_anew_after_it_was_stopped(self, chat: ChatPhi4Mini) -> None:
        before = process_of(chat)
        stop_onnx_processes()
        with pytest.raises(ProcessLookupError):
            os.kill(before, 0)
        assert chat.invoke("hi", max_tokens=3).text

    def test_a_killed_process_is_an_error_in_mid_reply(self, chat: ChatPhi4Mini) -> None:
        stream = chat.stream(LONG, max_tokens=7000, temperature=1.0)
        next(stream)
        os.kill(process_of(chat), signal.SIGKILL)
        with pytest.raises(ServerBrokeOffError, match="code -9"):
            list(stream)
        assert chat.invoke("hi", max_tokens=3).text

    def test_before_the_reply_it_is_only_tried_again(self, chat: ChatPhi4Mini) -> None:
        before = process_of(chat)
        os.kill(before, signal.SIGKILL)
        assert chat.invoke("hi", max_tokens=3).text
        assert process_of(chat) != before

    def test_a_closed_stream_ends_the_reading_of_a_long_prompt(self, chat: ChatPhi4Mini) -> None:
        stream = ChatPhi4Mini(chat.inner.model_copy(update={"context": 8192})).stream("word " * 6000)
        began = time.monotonic()
        import threading

        timer = threading.Timer(1.0, lambda: None)
        timer.start()
        reader = threading.Thread(target=lambda: next(stream, None), daemon=True)
        reader.start()
        timer.join()
        # the model answers others long before those 6000 tokens are read
        assert chat.invoke("hi", max_tokens=2).text
        quick = time.monotonic() - began
        reader.join(300)
        whole = time.monotonic() - began
        assert quick < whole

    @pytest.mark.parametrize("how", ["end", "interrupt"])
    def test_a_program_ends_cleanly_in_mid_stream(self, onnx_smollm2: str, how: str) -> None:
        program = (
            "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
            "from phi4_node.chat_model import ChatPhi4Mini\n"
            f"chat = ChatPhi4Mini({onnx_smollm2!r})\n"
            f"stream = chat.stream({LONG!r}, max_tokens=7000, temperature=1.0)\n"
            "next(stream); next(stream); print(chat.inner._load().pid, flush=True)\n"
            + ("for _ in stream: pass\n" if how == "interrupt" else "")
        )
        with subprocess.Popen(
            [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as running:
            assert running.stdout is not None
            child = int(running.stdout.readline())
            if how == "interrupt":
                running.send_signal(signal.SIGINT)
            rest, said = running.communicate(timeout=120)
        assert rest == ""
        if how == "interrupt":
            assert running.returncode == -signal.SIGINT
            assert said.strip().endswith("KeyboardInterrupt")
        else:
            assert (running.returncode, said) == (0, "")
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)

    def test_a_killed_program_takes_the_model_along(self, onnx_smollm2: str) -> None:
        program = (
            "import time; from phi4_node.chat_model import ChatPhi4Mini\n"
            f"chat = ChatPhi4Mini({onnx_smollm2!r}); chat.prepare()\n"
            "print(chat.inner._load().pid, flush=True); time.sleep(600)\n"
        )
        with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as running:
            assert running.stdout is not None
            child = int(running.stdout.readline())
            running.kill()
        for _ in range(600):
            if not Path(f"/proc/{child}/stat").exists() and not _runs(child):
                return
            time.sleep(0.05)
        pytest.fail("the model's process is still there")


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


class TestFolders:
    def test_a_folder_that_is_no_model(self, tmp_path: Path) -> None:
        with pytest.raises(ModelNotFoundError, match="phi4-node convert SOURCE OUT"):
            ChatPhi4Mini(f"onnx:{tmp_path}").invoke("hi")

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(ModelNotFoundError, match="There is no folder"):
            onnx_folder(str(tmp_path / "nowhere"))

    def test_a_name_that_was_never_converted(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PHI4_NODE_CACHE", str(tmp_path))
        with pytest.raises(ModelNotFoundError, match=f"phi4-node convert {TINY}"):
            onnx_folder(TINY)

    def test_a_name_means_what_was_converted(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PHI4_NODE_CACHE", str(tmp_path))
        folder = weights.converted_folder(TINY)
        folder.mkdir(parents=True)
        (folder / "genai_config.json").write_text("{}")
        assert onnx_folder(TINY) == folder
        assert onnx_folder(str(folder)) == folder

    @pytest.mark.parametrize(
        "config", ["", "[]", '{"model": {}}', '{"model": {"context_length": "x"}}', "\x00"]
    )
    def test_a_damaged_configuration(self, config: str, tmp_path: Path) -> None:
        needs_packages("onnxruntime_genai", extra="onnx")
        (tmp_path / "genai_config.json").write_text(config)
        with pytest.raises(ModelLoadError, match="Convert the model anew"):
            ChatPhi4Mini(f"onnx:{tmp_path}").invoke("hi")

    def test_damaged_weights(self, tmp_path: Path) -> None:
        needs_packages("onnxruntime_genai", extra="onnx")
        config = {"model": {"context_length": 100, "type": "llama", "decoder": {"filename": "model.onnx"}}}
        (tmp_path / "genai_config.json").write_text(json.dumps(config))
        (tmp_path / "model.onnx").write_bytes(os.urandom(1000))
        with pytest.raises(ModelLoadError, match="phi4-node convert"):
            ChatPhi4Mini(f"onnx:{tmp_path}").prepare()

    def test_too_little_memory_is_said(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        needs_packages("onnxruntime_genai", extra="onnx")
        monkeypatch.setattr("phi4_node.engines.onnx_process.available_memory", lambda: 10)
        (tmp_path / "genai_config.json").write_text("{}")
        (tmp_path / "model.onnx.data").write_bytes(b"x" * 100)
        with pytest.raises(ModelLoadError, match="Not enough memory"):
            ChatPhi4Mini(f"onnx:{tmp_path}").prepare()

    def test_the_missing_extra_is_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "genai_config.json").write_text("{}")
        real = importlib.util.find_spec
        monkeypatch.setattr(
            importlib.util, "find_spec", lambda name: None if name == "onnxruntime_genai" else real(name)
        )
        with pytest.raises(MissingExtraError, match=r'pip install "phi4-node\[onnx\]"'):
            ChatPhi4Mini(f"onnx:{tmp_path}").prepare()


def test_words_that_name_it() -> None:
    engine = open_engine("onnx:/models/phi-4-mini-reasoning-int4", temperature=0.3)
    assert isinstance(engine, OnnxChat)
    assert (engine.model, engine.temperature) == ("/models/phi-4-mini-reasoning-int4", 0.3)
    assert engine.context == 16_384  # of the profile, found by the folder's name
    assert engine.spec == "onnx:/models/phi-4-mini-reasoning-int4"
    with pytest.raises(BadEngineError):
        open_engine("onnx:")


class TestStandardUnit(ChatModelUnitTests):
    """The contract of langchain-tests; no model is loaded for it."""

    @property
    def chat_model_class(self) -> type[BaseChatModel]:
        return ChatPhi4Mini

    @property
    def chat_model_params(self) -> dict[str, Any]:
        return {"engine": f"onnx:{TINY}"}

    @property
    def standard_chat_model_params(self) -> dict[str, Any]:
        params = super().standard_chat_model_params
        return {name: value for name, value in params.items() if name not in ("max_retries", "api_key")}


@pytest.mark.model
class TestStandard(Standard):
    """The contract of langchain-tests, with real weights; PHI4_NODE_TEST_ONNX names others."""

    @pytest.fixture
    def model(self, request: pytest.FixtureRequest) -> BaseChatModel:
        spec = os.environ.get("PHI4_NODE_TEST_ONNX") or request.getfixturevalue("onnx_smollm2")
        return standard_chat(spec, request)
