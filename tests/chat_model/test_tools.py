"""Tools whose calls come as text, are forced, or lie in the history."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, Literal

import pytest
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    BaseMessageChunk,
    HumanMessage,
    SystemMessage,
    ToolMessage,
)
from langchain_core.tools import tool
from langchain_tests.utils.stream_lifecycle import assert_valid_event_stream
from pydantic import BaseModel, Field

from phi4_node.chat_model import ChatPhi4Mini
from phi4_node.chat_model.form import Form
from phi4_node.chat_model.tools import Offered, in_words
from tests.fake_models import ScriptedEngine, StreamingModel, said


@tool
def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


class Inner(BaseModel):
    x: int


class Nested(BaseModel):
    """Something with a definition of its own."""

    inner: Inner
    kind: Literal["a", "b"] = Field(description="which")


ADD = '{"name": "add", "arguments": {"a": 1, "b": 2}}'
THINKS = "phi4-mini-reasoning"


def bound(
    *replies: list[AIMessageChunk], model: str = "qwen2.5-coder-1.5b", choice: Any = None, tools: Any = (add,)
) -> tuple[Any, ScriptedEngine]:
    engine = ScriptedEngine(replies=list(replies), model=model)
    return ChatPhi4Mini(engine).bind_tools(list(tools), tool_choice=choice), engine


def streamed(model: Any, text: str = "?") -> AIMessage:
    full: BaseMessageChunk | None = None
    for chunk in model.stream(text):
        full = chunk if full is None else full + chunk
    assert isinstance(full, AIMessage)
    return full


async def astreamed(model: Any) -> AIMessage:
    full: BaseMessageChunk | None = None
    async for chunk in model.astream("?"):
        full = chunk if full is None else full + chunk
    assert isinstance(full, AIMessage)
    return full


WAYS: list[Callable[[Any], AIMessage]] = [
    lambda model: model.invoke("?"),
    streamed,
    lambda model: asyncio.run(model.ainvoke("?")),
    lambda model: asyncio.run(astreamed(model)),
]


@pytest.mark.parametrize("way", WAYS)
class TestCallsInTheText:
    @pytest.mark.parametrize(
        ("written", "text"),
        [
            (ADD, ""),
            (f"```json\n{ADD}\n```", ""),
            (f"I use the tool.\n<tool_call>\n{ADD}\n</tool_call>", "I use the tool."),
            ('{"function": {"name": "add", "arguments": "{\\"a\\": 1, \\"b\\": 2}"}}', ""),
            ('{"name": "add", "parameters": {"a": 1, "b": 2}}', ""),
        ],
    )
    def test_they_become_tool_calls(self, way: Callable[[Any], AIMessage], written: str, text: str) -> None:
        model, engine = bound(said(*written))
        message = way(model)
        assert [(call["name"], call["args"]) for call in message.tool_calls] == [("add", {"a": 1, "b": 2})]
        assert message.tool_calls[0]["id"]
        assert message.text.strip() == text
        assert message.response_metadata["finish_reason"] == "tool_calls"
        assert message.response_metadata["flags"] == []
        assert message.usage_metadata is not None
        assert len(engine.calls) == 1
        assert [block["type"] for block in message.content_blocks][-1] == "tool_call"

    def test_several(self, way: Callable[[Any], AIMessage]) -> None:
        message = way(bound(said(f"[{ADD}, {ADD}]\n{ADD}"))[0])
        assert len(message.tool_calls) == 3
        assert len({call["id"] for call in message.tool_calls}) == 3

    @pytest.mark.parametrize(
        "written",
        [
            '{"name": "subtract", "arguments": {}}',
            '{"name": "add", "arguments": [1, 2]}',
            '{"name": "add", "arguments": "1, 2"}',
            '{"name": "add", "argu',
            'The set {"a", "b"} has two elements.',
        ],
    )
    def test_what_is_none_is_text(self, way: Callable[[Any], AIMessage], written: str) -> None:
        message = way(bound(said(*written))[0])
        assert (message.text, message.tool_calls) == (written, [])
        assert message.response_metadata["finish_reason"] == "stop"

    def test_an_imagined_result_is_not_waited_for(self, way: Callable[[Any], AIMessage]) -> None:
        model, engine = bound(said(ADD, "\n\n", "The result", " is 17.", *[" And so on."] * 50))
        message = way(model)
        assert message.text == ""
        assert len(message.tool_calls) == 1
        assert engine.closed_after == [3]
        assert message.response_metadata["flags"] == ["estimated_usage"]
        assert message.response_metadata["model_name"] == "qwen2.5-coder-1.5b"
        assert message.usage_metadata is not None
        assert 0 < message.usage_metadata["output_tokens"] < 50

    def test_a_call_that_was_only_thought_is_none(self, way: Callable[[Any], AIMessage]) -> None:
        message = way(bound(said(f"<think>{ADD}</think>", "3"), model=THINKS)[0])
        assert (message.text, message.tool_calls) == ("3", [])

    def test_calls_of_the_server_stay(self, way: Callable[[Any], AIMessage]) -> None:
        call: Any = {"name": "add", "args": '{"a": 1, "b": 2}', "id": "7", "index": 0}
        chunk = AIMessageChunk(content="", tool_call_chunks=[call])
        message = way(bound([chunk, *said("")], model="phi4-mini", choice="any")[0])
        assert [(found["name"], found["id"]) for found in message.tool_calls] == [("add", "7")]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("native", [True, False])
def test_calls_are_blocks_of_their_own(way: Callable[[Any], AIMessage], native: bool) -> None:
    calls: Any = [
        {"name": "add", "args": '{"a": 1, "b": 2}', "id": str(index), "index": index} for index in range(2)
    ]
    chunk = AIMessageChunk(content="", tool_call_chunks=calls)
    reply = [*said("<think>hm</think>", "So:")[:2], *([chunk] if native else said(ADD, ADD)), *said("")]
    engine = ScriptedEngine(replies=[reply], model="phi4-mini")
    model = ChatPhi4Mini(engine, output_version="v1").bind_tools([add])
    message = way(model)
    assert [block["type"] for block in message.content_blocks] == [
        "reasoning",
        "text",
        "tool_call",
        "tool_call",
    ]
    assert [call["args"] for call in message.tool_calls] == [{"a": 1, "b": 2}] * 2
    assert len(message.content) == 4


def test_events_of_a_call() -> None:
    model, _ = bound(said("<think>hm</think>", "So: ", ADD), model=THINKS)
    events = list(model.stream_events("?", version="v3"))
    assert_valid_event_stream(events)
    finished = [event["content"]["type"] for event in events if event["event"] == "content-block-finish"]
    assert sorted(finished) == ["reasoning", "text", "tool_call"]


def test_no_chunk_shows_half_a_call() -> None:
    model, _ = bound(said("Well, ", *f"```json\n{ADD}\n```"))
    chunks = list(model.stream("?"))
    assert "".join(chunk.text for chunk in chunks) == "Well, "
    assert sum(bool(chunk.tool_call_chunks) for chunk in chunks) == 1


class TestHowTheyAreOffered:
    def test_in_words_where_the_model_knows_no_other_way(self) -> None:
        model, engine = bound(said("3"))
        model.invoke([SystemMessage("Be brief."), HumanMessage("1 + 2?")])
        call = engine.calls[0]
        assert "tools" not in call
        system = call["messages"][0].text
        assert system.startswith("Be brief.")
        assert "Add two numbers." in system
        assert [message.type for message in call["messages"]] == ["system", "human"]

    def test_to_the_server_where_the_model_is_made_for_it(self) -> None:
        model, engine = bound(said("3"), model="phi4-mini")
        model.invoke("1 + 2?")
        assert engine.calls[0]["tools"][0]["function"]["name"] == "add"
        assert [message.type for message in engine.calls[0]["messages"]] == ["human"]

    def test_not_at_all_if_none_may_be_called(self) -> None:
        model, engine = bound(said(ADD), choice="none")
        message = model.invoke("?")
        assert (message.text, message.tool_calls) == (ADD, [])
        assert [message.type for message in engine.calls[0]["messages"]] == ["human"]

    def test_a_model_of_somebody_elses(self) -> None:
        inner = StreamingModel(chunks=said(ADD))
        model = ChatPhi4Mini(inner, about=ChatPhi4Mini("embedded:qwen2.5-coder-1.5b").about)
        message = model.bind_tools([add], tool_choice="any").invoke("?")
        assert len(message.tool_calls) == 1
        assert set(inner.calls[0]) == {"messages", "stop"}

    @pytest.mark.parametrize("choice", ["subtract", "", {"function": {"name": "subtract"}}])
    def test_a_choice_must_be_a_tool(self, choice: Any) -> None:
        model = ChatPhi4Mini(ScriptedEngine(replies=[]))
        if choice == "":
            assert "tool_choice" not in model.bind_tools([add], tool_choice=choice).kwargs  # type: ignore[attr-defined]
            return
        with pytest.raises(ValueError, match="add"):
            model.bind_tools([add], tool_choice=choice)

    def test_history_in_words(self) -> None:
        call: Any = {"name": "add", "args": {"a": 1, "b": 2}, "id": "1", "type": "tool_call"}
        blocks: list[Any] = [
            {"type": "text", "text": "I add."},
            {"type": "tool_use", "id": "1", "name": "add"},
        ]
        history: list[BaseMessage] = [
            HumanMessage("?"),
            AIMessage(blocks, tool_calls=[call, call]),
            ToolMessage("3", tool_call_id="1"),
            ToolMessage([{"type": "text", "text": "no"}], tool_call_id="1", status="error"),
            HumanMessage("And?"),
        ]
        told = in_words(history, None)
        assert [message.type for message in told] == ["human", "ai", "human", "human"]
        assert told[1].text.startswith("I add.\n")
        assert told[1].text.count('{"name": "add", "arguments": {"a": 1, "b": 2}}') == 2
        assert (
            told[2].text
            == "<tool_response>\n3\n</tool_response>\n<tool_response>\nError: no\n</tool_response>"
        )
        assert in_words(history[:4], None)[-1].text == told[2].text


@pytest.mark.parametrize("way", WAYS)
class TestForcedCalls:
    @pytest.mark.parametrize("choice", ["any", "required", True, "add", {"function": {"name": "add"}}])
    def test_the_engine_is_kept_to_one(self, way: Callable[[Any], AIMessage], choice: Any) -> None:
        model, engine = bound(said(*ADD), choice=choice)
        message = way(model)
        assert message.tool_calls[0]["args"] == {"a": 1, "b": 2}
        assert message.text == ""
        assert len(engine.calls) == 1
        schema = engine.calls[0]["response_format"]["json_schema"]["schema"]
        assert schema["properties"]["name"] == {"const": "add"}
        assert "tools" not in engine.calls[0]

    def test_a_thinking_model_thinks_first(self, way: Callable[[Any], AIMessage]) -> None:
        model, engine = bound(
            said("<think>so add</think>", "I will add."), said(ADD), model=THINKS, choice="any"
        )
        message = way(model)
        assert message.additional_kwargs["reasoning_content"] == "so add"
        assert message.text == "I will add."
        assert len(message.tool_calls) == 1
        free, constrained = engine.calls
        assert "response_format" not in free
        assert constrained["messages"][-2].text == "so add\n\nI will add."
        usage = message.usage_metadata
        assert usage is not None
        assert (usage["input_tokens"], usage["output_tokens"]) == (20, 200)

    def test_a_thinking_model_that_calls_by_itself(self, way: Callable[[Any], AIMessage]) -> None:
        model, engine = bound(said("<think>so</think>", ADD), model=THINKS, choice="any")
        assert len(way(model).tool_calls) == 1
        assert len(engine.calls) == 1

    def test_a_server_that_does_not_force_it(self, way: Callable[[Any], AIMessage]) -> None:
        model, engine = bound(said("It is 3."), said(ADD), model="phi4-mini", choice="any")
        message = way(model)
        assert len(message.tool_calls) == 1
        assert engine.calls[0]["tool_choice"] == "required"
        assert "tools" not in engine.calls[1]
        assert "Add two numbers." in engine.calls[1]["messages"][0].text

    def test_a_server_that_refuses_tools(self, way: Callable[[Any], AIMessage]) -> None:
        for choice, replies in (("any", [said("It is 3."), said(ADD)]), (None, [said(ADD)])):
            engine = ScriptedEngine(replies=replies, model="phi4-mini", refuses=True)
            message = way(ChatPhi4Mini(engine).bind_tools([add], tool_choice=choice))
            assert len(message.tool_calls) == 1
            assert ["tools" in call for call in engine.calls] == [True, False, False][: len(engine.calls)]
            assert "Add two numbers." in engine.calls[1]["messages"][0].text

    def test_a_call_that_was_cut_off_is_seen(self, way: Callable[[Any], AIMessage]) -> None:
        model, _ = bound(said('{"name": "add", "argum', finish_reason="length"), choice="any")
        message = way(model)
        assert (message.text, message.tool_calls) == ('{"name": "add", "argum', [])
        assert message.response_metadata["flags"] == ["truncated"]


class TestForms:
    def test_each_tool_has_its_own_arguments_and_definitions(self) -> None:
        model, engine = bound(said(ADD), choice="any", tools=(add, Nested))
        model.invoke("?")
        schema = engine.calls[0]["response_format"]["json_schema"]["schema"]
        assert [variant["properties"]["name"]["const"] for variant in schema["anyOf"]] == ["add", "Nested"]
        assert "$ref" not in json.dumps(schema) or "$defs" in schema
        good = {"name": "Nested", "arguments": {"inner": {"x": 1}, "kind": "a"}}
        assert Form(schema).accepts(good)
        assert not Form(schema).accepts({**good, "name": "add"})
        assert not Form(schema).accepts({"name": "Nested", "arguments": {"inner": {"x": "1"}, "kind": "a"}})

    def test_references_are_followed_after_they_moved(self) -> None:
        parameters = {
            "type": "object",
            "properties": {"tree": {"$ref": "#/$defs/Tree"}},
            "required": ["tree"],
            "$defs": {"Tree": {"type": "object", "properties": {"left": {"$ref": "#/$defs/Tree"}}}},
        }
        offered = Offered(({"function": {"name": "t", "parameters": parameters}},), "required")
        form = offered.form()
        assert form.accepts({"name": "t", "arguments": {"tree": {"left": {"left": {}}}}})
        assert not form.accepts({"name": "t", "arguments": {"tree": {"left": {"left": 1}}}})

    @pytest.mark.parametrize(
        ("schema", "value", "fits"),
        [
            ({"type": "integer"}, True, False),
            ({"type": ["string", "null"]}, None, True),
            ({"type": "array", "items": {"type": "string"}}, ["a", 1], False),
            ({"enum": ["a"]}, "b", False),
            ({"anyOf": [{"type": "string"}, {"type": "number"}]}, 1.5, True),
            ({"allOf": [{"type": "object"}, {"required": ["a"]}]}, {}, False),
            ({"properties": {"a": {}}, "type": "object"}, {"b": 1}, False),
            ({"properties": {"a": {}}, "additionalProperties": {"type": "string"}}, {"b": "x"}, True),
            ({"$ref": "#/$defs/none"}, 1, True),
            ({"type": "object"}, {"x": 1}, True),
            ({}, [1], False),
        ],
    )
    def test_what_fits(self, schema: dict[str, Any], value: Any, fits: bool) -> None:
        assert Form(schema).accepts(value) is fits

    def test_a_schema_is_shown_without_its_titles(self) -> None:
        class Book(BaseModel):
            """A book."""

            title: str = Field(description="what it is called")

        shown = Form(Book.model_json_schema()).shown()
        assert "what it is called" in shown
        assert '"title": {' in shown
        assert '"title": "' not in shown
