"""LangChain's contract, tools and structure included, over the embedded engine with Qwen2.5-Coder-1.5B."""

from __future__ import annotations

import pytest

from tests.engines.contract import EngineContract


@pytest.mark.model
class TestContract(EngineContract):
    @pytest.fixture
    def engine(self, qwen_coder: str) -> str:
        return qwen_coder
