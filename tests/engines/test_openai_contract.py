"""LangChain's contract over a real llama.cpp server in another process, with Qwen2.5-Coder-1.5B."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langchain_tests.unit_tests import ChatModelUnitTests

from phi4_node import weights
from phi4_node.chat_model import ChatPhi4Mini
from phi4_node.engines import ContextOverflowError
from phi4_node.engines.openai import OpenAIChat
from tests.engines.contract import EngineContract, made_to_think
from tests.llama_process import LlamaProcess


@pytest.fixture(scope="module")
def server(qwen_coder: str) -> Iterator[LlamaProcess]:
    path = weights.find(qwen_coder.partition(":")[2])
    assert path is not None
    process = LlamaProcess(path, context=4096, slots=2)
    yield process
    process.stop()


@pytest.mark.model
class TestContract(EngineContract):
    @pytest.fixture
    def engine(self, server: LlamaProcess) -> str:
        return f"openai:qwen2.5-coder-1.5b@{server.url}/v1"

    @property
    def model_override_value(self) -> str:
        return "qwen2.5-coder"  # llama.cpp has one model and answers to any name

    def invoke_with_reasoning_output(self, *, stream: bool = False) -> AIMessage:
        """See `made_to_think`."""
        return made_to_think(self._engine, stream=stream)


@pytest.mark.model
class TestOnTheRealServer:
    """What the contract does not ask."""

    def engine(self, server: LlamaProcess) -> OpenAIChat:
        return OpenAIChat(model="qwen2.5-coder-1.5b", url=f"{server.url}/v1")

    def test_it_is_recognised(self, server: LlamaProcess) -> None:
        model = self.engine(server)
        model.prepare()
        assert model._known is not None
        assert (model._known.server.name, model.request_context) == ("llama.cpp", 4096)
        assert model.continues_replies

    async def test_tokens_counted_before_are_those_billed_after(self, server: LlamaProcess) -> None:
        model = self.engine(server)
        messages = [HumanMessage("Was ist 2 + 2? 你好 <|im_end|>")]
        usage = (await model.ainvoke(messages, max_tokens=1)).usage_metadata
        assert usage is not None
        assert model.count_tokens(messages) == usage["input_tokens"]

    async def test_a_prompt_that_does_not_fit_is_found_out_before_it_is_sent(
        self, server: LlamaProcess
    ) -> None:
        model = self.engine(server)
        with pytest.raises(ContextOverflowError) as caught:
            model.invoke("word " * 5000)
        with pytest.raises(ContextOverflowError):
            await model.ainvoke("word " * 5000)
        assert caught.value.context == 4096
        assert caught.value.prompt_tokens is not None
        assert 5000 <= caught.value.prompt_tokens < 5100


class TestUnits(ChatModelUnitTests):
    """The part that needs no server."""

    @property
    def chat_model_class(self) -> type[BaseChatModel]:
        return ChatPhi4Mini

    @property
    def chat_model_params(self) -> dict[str, Any]:
        return {"engine": "openai:qwen2.5-coder-1.5b@http://127.0.0.1:9/v1"}

    @property
    def standard_chat_model_params(self) -> dict[str, Any]:
        # the key belongs to the engine, which reads OPENAI_API_KEY
        params = super().standard_chat_model_params
        return {name: value for name, value in params.items() if name != "api_key"}
