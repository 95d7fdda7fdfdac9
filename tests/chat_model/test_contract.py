"""LangChain's contract, tools and structure included, over the embedded engine with Qwen2.5-Coder-1.5B."""

from __future__ import annotations

import pytest
from langchain_core.messages import AIMessage

from tests.engines.contract import EngineContract, made_to_think


@pytest.mark.model
class TestContract(EngineContract):
    @pytest.fixture
    def engine(self, qwen_coder: str) -> str:
        return qwen_coder

    def invoke_with_reasoning_output(self, *, stream: bool = False) -> AIMessage:
        """See `made_to_think`."""
        return made_to_think(self._engine, stream=stream)
