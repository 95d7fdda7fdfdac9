"""The transformers engine; with real weights where torch is installed."""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_tests.unit_tests import ChatModelUnitTests

from phi4_node.chat_model import ChatPhi4Mini
from phi4_node.engines import (
    BadEngineError,
    MissingExtraError,
    ModelLoadError,
    ModelNotFoundError,
    RequestRefusedError,
    open_engine,
)
from phi4_node.engines.transformers import TransformersChat
from phi4_node.engines.transformers_model import unload_transformers_models
from tests.engines.local_models import Contract, Standard, needs_packages, standard_chat, tiny_gguf, unpacked

PACKAGES = ("torch", "transformers", "langchain_huggingface", "accelerate", "llguidance")


@pytest.fixture(scope="session")
def hugging_smollm2(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny model as a Hugging Face folder."""
    needs_packages(*PACKAGES, "gguf", extra="transformers,convert")
    return unpacked(tmp_path_factory.mktemp("hugging") / "smollm2-135m", tiny_gguf())


@pytest.fixture(scope="module")
def chat(hugging_smollm2: Path) -> Iterator[ChatPhi4Mini]:
    yield ChatPhi4Mini(f"transformers:{hugging_smollm2}")
    unload_transformers_models()


@pytest.mark.model
class TestContract(Contract):
    """See `Contract`."""


@pytest.mark.model
class TestModel:
    def test_device_and_dtype_are_obeyed(self, hugging_smollm2: Path) -> None:
        import torch

        engine = TransformersChat(model=str(hugging_smollm2), device="cpu", dtype="float32")
        assert engine._load()._model.dtype == torch.float32
        assert ChatPhi4Mini(engine).invoke("hi", max_tokens=3).text
        default = TransformersChat(model=str(hugging_smollm2))
        assert default._load()._model.dtype == torch.bfloat16  # as the weights are
        assert default._load() is not engine._load()

    def test_torchs_own_generator_stays_as_it_was(self, chat: ChatPhi4Mini) -> None:
        import torch

        torch.manual_seed(5)
        expected = torch.rand(3)
        torch.manual_seed(5)
        chat.invoke("Tell me something.", max_tokens=10, temperature=1.0, seed=1)
        assert torch.equal(torch.rand(3), expected)

    def test_it_is_loaded_anew_after_it_was_unloaded(self, chat: ChatPhi4Mini) -> None:
        assert isinstance(chat.inner, TransformersChat)
        before = chat.inner._load()
        unload_transformers_models()
        assert chat.invoke("hi", max_tokens=3).text
        assert chat.inner._load() is not before

    def test_nothing_is_written_to_the_terminal(
        self, chat: ChatPhi4Mini, capfd: pytest.CaptureFixture[str]
    ) -> None:
        unload_transformers_models()
        chat.invoke("hi", max_tokens=3)
        assert capfd.readouterr() == ("", "")

    def test_a_model_without_a_template_is_no_chat_model(self, hugging_smollm2: Path, tmp_path: Path) -> None:
        for file in hugging_smollm2.iterdir():
            if file.name != "chat_template.jinja":
                (tmp_path / file.name).symlink_to(file)
        with pytest.raises(RequestRefusedError, match="instruct"):
            ChatPhi4Mini(f"transformers:{tmp_path}").invoke("hi")

    def test_damaged_weights(self, hugging_smollm2: Path, tmp_path: Path) -> None:
        for file in hugging_smollm2.iterdir():
            if file.suffix != ".safetensors":
                (tmp_path / file.name).symlink_to(file)
        (tmp_path / "model.safetensors").write_bytes(b"x" * 100)
        with pytest.raises(ModelLoadError, match="cannot load"):
            ChatPhi4Mini(f"transformers:{tmp_path}").prepare()

    def test_a_pipeline_of_ones_own_is_a_model_too(self, hugging_smollm2: Path) -> None:
        from langchain_huggingface import ChatHuggingFace, HuggingFacePipeline

        pipeline = HuggingFacePipeline.from_model_id(
            str(hugging_smollm2), task="text-generation", pipeline_kwargs={"max_new_tokens": 5}
        )
        assert ChatPhi4Mini(ChatHuggingFace(llm=pipeline)).invoke("hi").text


class TestFolders:
    def test_a_folder_without_a_model(self, tmp_path: Path) -> None:
        needs_packages(*PACKAGES, extra="transformers")
        with pytest.raises(ModelNotFoundError, match=r"config\.json"):
            ChatPhi4Mini(f"transformers:{tmp_path}").invoke("hi")

    def test_a_repository_that_is_not_there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        needs_packages(*PACKAGES, extra="transformers")
        import huggingface_hub.constants

        monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
        with pytest.raises(ModelNotFoundError, match="model hub"):
            ChatPhi4Mini("transformers:nobody/nothing").prepare()

    def test_an_architecture_that_nobody_knows(self, tmp_path: Path) -> None:
        needs_packages(*PACKAGES, extra="transformers")
        (tmp_path / "config.json").write_text(json.dumps({"model_type": "planted", "architectures": ["X"]}))
        with pytest.raises(ModelLoadError, match="causal language model"):
            ChatPhi4Mini(f"transformers:{tmp_path}").prepare()

    def test_the_missing_extra_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        real = importlib.util.find_spec
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "torch" else real(name))
        with pytest.raises(MissingExtraError, match=r'torch.*pip install "phi4-node\[transformers\]"'):
            ChatPhi4Mini("transformers:any/model").prepare()


def test_words_that_name_it() -> None:
    engine = open_engine("transformers:microsoft/Phi-4-mini-reasoning", device="cpu")
    assert isinstance(engine, TransformersChat)
    assert (engine.model, engine.device, engine.context) == ("microsoft/Phi-4-mini-reasoning", "cpu", 16_384)
    assert engine.spec == "transformers:microsoft/Phi-4-mini-reasoning"
    with pytest.raises(BadEngineError):
        open_engine("transformers: ")


class TestStandardUnit(ChatModelUnitTests):
    """The contract of langchain-tests; no model is loaded for it."""

    @property
    def chat_model_class(self) -> type[BaseChatModel]:
        return ChatPhi4Mini

    @property
    def chat_model_params(self) -> dict[str, Any]:
        return {"engine": "transformers:some/model"}

    @property
    def standard_chat_model_params(self) -> dict[str, Any]:
        params = super().standard_chat_model_params
        return {name: value for name, value in params.items() if name not in ("max_retries", "api_key")}


@pytest.mark.model
class TestStandard(Standard):
    """The contract of langchain-tests, with real weights; PHI4_NODE_TEST_TRANSFORMERS names others."""

    @pytest.fixture
    def model(self, request: pytest.FixtureRequest) -> BaseChatModel:
        named = os.environ.get("PHI4_NODE_TEST_TRANSFORMERS")
        return standard_chat(named or f"transformers:{request.getfixturevalue('hugging_smollm2')}", request)
