"""Answers in a schema: first in words, then in the form."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk
from pydantic import BaseModel

from phi4_node.chat_model import ChatPhi4Mini
from tests.fake_models import ScriptedEngine, said

THINKS = "phi4-mini-reasoning"
JSON = '{"name": "Tom", "age": 12}'


class Person(BaseModel):
    """Someone."""

    name: str
    age: int


def chat(*replies: list[AIMessageChunk], model: str = "qwen2.5-coder-1.5b") -> tuple[ChatPhi4Mini, Any]:
    engine = ScriptedEngine(replies=list(replies), model=model)
    return ChatPhi4Mini(engine), engine


def thinking(message: AIMessage) -> str:
    return str(message.additional_kwargs.get("reasoning_content", ""))


class TestWordsFirst:
    def test_words_then_the_form(self) -> None:
        model, engine = chat(said("Tom is ", "twelve."), said(*JSON))
        both = model.with_structured_output(Person, include_raw=True).invoke("Who?")
        assert both["parsed"] == Person(name="Tom", age=12)
        assert thinking(both["raw"]) == "Tom is twelve."
        assert both["raw"].text == JSON
        assert both["raw"].response_metadata["flags"] == []
        free, constrained = engine.calls
        assert "response_format" not in free
        assert free["messages"][-1].text.startswith("Who?\n\nThink it through in words")
        assert constrained["response_format"]["json_schema"]["schema"]["required"] == ["name", "age"]
        assert constrained["messages"][-2].text == "Tom is twelve."
        assert constrained["temperature"] == 0
        usage = both["raw"].usage_metadata
        assert (usage["output_tokens"], usage["output_token_details"]["reasoning"]) == (200, 100)

    @pytest.mark.parametrize("reply", [JSON, f"He is twelve.\n```json\n{JSON}\n```\nThat is all."])
    def test_json_that_comes_by_itself_is_enough(self, reply: str) -> None:
        model, engine = chat(said(*reply))
        both = model.with_structured_output(Person, include_raw=True).invoke("?")
        assert both["parsed"] == Person(name="Tom", age=12)
        assert both["raw"].text == JSON
        assert len(engine.calls) == 1

    @pytest.mark.parametrize("reply", ['{"name": "Tom"}', '{"name": "Tom", "age": "12"}', "{", ""])
    def test_json_of_another_form_is_not(self, reply: str) -> None:
        model, engine = chat(said(reply), said(JSON))
        assert model.with_structured_output(Person).invoke("?") == Person(name="Tom", age=12)
        assert len(engine.calls) == 2

    def test_a_thinking_model_keeps_its_thinking(self) -> None:
        model, engine = chat(said("<think>easy</think>", "Tom, 12."), said(JSON), model=THINKS)
        both = model.with_structured_output(Person, include_raw=True).invoke("?")
        assert thinking(both["raw"]) == "easy\n\nTom, 12."
        assert both["parsed"] == Person(name="Tom", age=12)
        assert engine.calls[1]["messages"][-2].text == "easy\n\nTom, 12."

    def test_async_and_streamed(self) -> None:
        model, _ = chat(said("Tom."), said(*JSON), said("Tom."), said(*JSON))
        bound = model.with_structured_output(Person)
        assert asyncio.run(bound.ainvoke("?")) == Person(name="Tom", age=12)

        async def last() -> Any:
            return [value async for value in bound.astream("?")][-1]

        assert asyncio.run(last()) == Person(name="Tom", age=12)

    def test_the_raw_stream_is_thinking_then_json(self) -> None:
        model, _ = chat(said("<think>a</think>", "b"), said(*JSON), model=THINKS)
        bound = model.with_structured_output(Person).first  # type: ignore[attr-defined]
        kinds = [
            "thinking" if thinking(chunk) else "text"
            for chunk in bound.stream("?")
            if chunk.content or thinking(chunk)
        ]
        assert kinds == sorted(kinds, reverse=True)
        assert {"thinking", "text"} == set(kinds)

    def test_thinking_that_is_cut_off_is_answered_from(self) -> None:
        model, engine = chat(said("<think>long", finish_reason="length"), said(JSON), model=THINKS)
        both = model.with_structured_output(Person, include_raw=True).invoke("?")
        assert both["parsed"] == Person(name="Tom", age=12)
        assert both["raw"].response_metadata["flags"] == ["thinking_limited"]
        assert engine.calls[1]["messages"][-2].text == "long"

    def test_words_have_a_limit_too(self) -> None:
        engine = ScriptedEngine(replies=[said(*["word "] * 100), said(JSON)])
        model = ChatPhi4Mini(engine, max_thinking_tokens=10)
        both = model.with_structured_output(Person, include_raw=True).invoke("?")
        assert both["parsed"] == Person(name="Tom", age=12)
        assert both["raw"].response_metadata["flags"] == ["thinking_limited", "estimated_usage"]
        assert engine.closed_after[0] == 11


class TestTheFormAtOnce:
    @pytest.mark.parametrize("model", ["qwen2.5-coder-1.5b", THINKS])
    def test_if_that_is_wanted(self, model: str) -> None:
        chat_model, engine = chat(said(*JSON), model=model)
        bound = chat_model.with_structured_output(Person, words_first=False)
        assert bound.invoke("?") == Person(name="Tom", age=12)
        assert "response_format" in engine.calls[0]
        assert "nothing else" in engine.calls[0]["messages"][-1].text

    def test_json_mode_asks_for_any_json(self) -> None:
        model, engine = chat(said('{"a": 1}'))
        schema = {"title": "A", "type": "object", "properties": {"a": {"type": "integer"}}}
        assert model.with_structured_output(schema, method="json_mode").invoke("?") == {"a": 1}
        assert engine.calls[0]["response_format"] == {"type": "json_object"}
        assert engine.calls[0]["messages"][-1].text == "?"

    def test_json_mode_of_a_thinking_model(self) -> None:
        model, engine = chat(said("<think>a</think>", "A is 1."), said('{"a": 1}'), model=THINKS)
        schema = {"title": "A", "type": "object", "properties": {"a": {"type": "integer"}}}
        assert model.with_structured_output(schema, method="json_mode").invoke("?") == {"a": 1}
        assert engine.calls[1]["response_format"] == {"type": "json_object"}

    def test_a_broken_reply_is_an_error_that_can_be_seen(self) -> None:
        model, _ = chat(said('{"name": "Tom"', finish_reason="length"))
        both = model.with_structured_output(Person, include_raw=True, words_first=False).invoke("?")
        assert both["parsed"] is None
        assert both["parsing_error"] is not None
        assert both["raw"].response_metadata["flags"] == ["truncated"]


def test_the_schema_as_a_tool() -> None:
    model, engine = chat(said('{"name": "Person", "arguments": {"name": "Tom", "age": 12}}'))
    bound = model.with_structured_output(Person, method="function_calling")
    assert bound.invoke("?") == Person(name="Tom", age=12)
    assert "response_format" in engine.calls[0]


def test_an_option_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(ValueError, match="speed"):
        chat()[0].with_structured_output(Person, speed=1)
