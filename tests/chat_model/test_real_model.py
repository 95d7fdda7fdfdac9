"""What takes several calls, with real tokens; no thinking model is that small: a profile plays one."""

from __future__ import annotations

import asyncio

import pytest
from langchain_core.messages import AIMessageChunk, BaseMessageChunk
from langchain_core.tools import tool
from pydantic import BaseModel, Field

from phi4_node.chat_model import ChatPhi4Mini
from phi4_node.profiles import ThinkingTags, find_profile

ENDLESS = "Write a very long story about a dog and a cat."
# Whatever it says counts as thinking until a closing tag comes, which it never writes by itself.
THINKS = find_profile("smollm2").model_copy(
    update={"thinking": ThinkingTags(open="<think>", close="</think>", starts_open=True)}
)


@tool
def weather(city: str) -> str:
    """The weather in a city."""
    return f"Sunny in {city}."


def whole(chunks: list[AIMessageChunk]) -> AIMessageChunk:
    full: BaseMessageChunk = chunks[0]
    for chunk in chunks[1:]:
        full += chunk
    assert isinstance(full, AIMessageChunk)
    return full


@pytest.mark.model
class TestThinkingLimit:
    def test_thinking_is_cut_and_an_answer_comes(self, smollm2: str) -> None:
        model = ChatPhi4Mini(smollm2, about=THINKS, max_thinking_tokens=12, max_tokens=30)
        chunks = list(model.stream(ENDLESS))
        message = whole(chunks)
        assert message.additional_kwargs["reasoning_content"]
        assert message.text
        assert message.response_metadata["flags"][0] in ("truncated", "thinking_limited")
        assert "thinking_limited" in message.response_metadata["flags"]
        usage = message.usage_metadata
        assert usage is not None
        assert 12 <= usage["output_token_details"]["reasoning"] <= 20
        assert usage["output_tokens"] <= 34
        kinds = [
            bool(chunk.additional_kwargs.get("reasoning_content"))
            for chunk in chunks
            if chunk.text or chunk.additional_kwargs
        ]
        assert kinds == sorted(kinds, reverse=True)

    def test_no_thinking_at_all(self, smollm2: str) -> None:
        model = ChatPhi4Mini(smollm2, about=THINKS, max_thinking_tokens=0, max_tokens=10)
        message = asyncio.run(model.ainvoke("Say hello."))
        assert message.text
        assert "reasoning_content" not in message.additional_kwargs


@pytest.mark.model
class TestForms:
    def test_a_forced_call_comes_even_from_a_model_that_cannot_call(self, smollm2: str) -> None:
        model = ChatPhi4Mini(smollm2, max_tokens=60).bind_tools([weather], tool_choice="any")
        message = whole(list(model.stream("Weather in Paris?")))  # type: ignore[arg-type]
        assert [call["name"] for call in message.tool_calls] == ["weather"]
        assert isinstance(message.tool_calls[0]["args"]["city"], str)
        assert message.text == ""

    def test_words_then_the_form(self, smollm2: str) -> None:
        class Person(BaseModel):
            name: str = Field(max_length=20)
            age: int

        model = ChatPhi4Mini(smollm2, max_tokens=40).with_structured_output(Person, include_raw=True)
        both = model.invoke("Tom is 12 years old.")
        assert isinstance(both["parsed"], Person)
        assert both["raw"].additional_kwargs["reasoning_content"]


@pytest.mark.model
class TestEvents:
    """Thinking and answer are events of their own in LangChain's streams."""

    def model(self, smollm2: str) -> ChatPhi4Mini:
        return ChatPhi4Mini(smollm2, about=THINKS, max_thinking_tokens=8, max_tokens=16)

    def test_stream_events(self, smollm2: str) -> None:
        stream = self.model(smollm2).stream_events(ENDLESS, version="v3")
        kinds = [event["event"] for event in stream]
        assert kinds[0] == "message-start"
        assert kinds[-1] == "message-finish"
        assert kinds.count("content-block-start") == 2

    async def test_astream_events(self, smollm2: str) -> None:
        thoughts, texts = [], []
        async for event in self.model(smollm2).astream_events(ENDLESS, version="v2"):
            if event["event"] != "on_chat_model_stream":
                continue
            for block in event["data"]["chunk"].content_blocks:
                (thoughts if block["type"] == "reasoning" else texts).append(block)
        assert thoughts
        assert texts

    def test_content_of_version_1(self, smollm2: str) -> None:
        model = ChatPhi4Mini(smollm2, about=THINKS, max_thinking_tokens=8, max_tokens=16, output_version="v1")
        for message in (model.invoke(ENDLESS), whole(list(model.stream(ENDLESS)))):
            assert [block["type"] for block in message.content_blocks] == ["reasoning", "text"]
            assert isinstance(message.content, list)
