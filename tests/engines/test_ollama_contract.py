"""LangChain's contract over a real Ollama server with Qwen2.5-Coder-1.5B."""

from __future__ import annotations

from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_tests.unit_tests import ChatModelUnitTests

from phi4_node.chat_model import ChatPhi4Mini
from tests.engines.contract import EngineContract


@pytest.mark.model
class TestContract(EngineContract):
    @pytest.fixture
    def engine(self, ollama_qwen: str) -> str:
        return ollama_qwen

    @property
    def model_override_value(self) -> str:
        return "smollm2"  # the same server has it


class TestUnits(ChatModelUnitTests):
    """The part that needs no server."""

    @property
    def chat_model_class(self) -> type[BaseChatModel]:
        return ChatPhi4Mini

    @property
    def chat_model_params(self) -> dict[str, Any]:
        return {"engine": "ollama:qwen2.5-coder:1.5b"}

    @property
    def standard_chat_model_params(self) -> dict[str, Any]:
        # a key belongs to an engine that wants one
        params = super().standard_chat_model_params
        return {name: value for name, value in params.items() if name != "api_key"}
