"""A model that thinks too long is made to answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessageChunk

from phi4_node.chat_model import ChatPhi4Mini
from phi4_node.engines import RequestRefusedError
from phi4_node.profiles import find_profile
from tests.fake_models import ScriptedEngine, said

THINKS = "phi4-mini-reasoning"
LONG = ["<think>", *["hm "] * 100]


def chat(*replies: list[AIMessageChunk], **about: Any) -> tuple[ChatPhi4Mini, ScriptedEngine]:
    engine = ScriptedEngine(replies=list(replies), **{"model": THINKS, **about})
    return ChatPhi4Mini(engine, max_thinking_tokens=10, max_tokens=200), engine


def streamed(model: ChatPhi4Mini) -> AIMessage:
    full: BaseMessageChunk | None = None
    for chunk in model.stream("?"):
        full = chunk if full is None else full + chunk
    assert isinstance(full, AIMessage)
    return full


WAYS: list[Callable[[ChatPhi4Mini], AIMessage]] = [
    lambda model: model.invoke("?"),
    streamed,
    lambda model: asyncio.run(model.ainvoke("?")),
]


@pytest.mark.parametrize("way", WAYS)
class TestTheLimit:
    @pytest.mark.parametrize("continues", [True, False])
    def test_it_ends_the_thinking(self, way: Callable[[Any], AIMessage], continues: bool) -> None:
        model, engine = chat(said(*LONG), said("It is ", "42."), continues=continues)
        message = way(model)
        assert message.text == "It is 42."
        thought = message.additional_kwargs["reasoning_content"]
        assert set(thought.split()) == {"hm"}
        assert message.response_metadata["flags"] == ["thinking_limited", "estimated_usage"]
        assert message.response_metadata["finish_reason"] == "stop"
        usage = message.usage_metadata
        assert usage is not None
        assert usage["output_tokens"] == 11 + 100
        assert usage["output_token_details"]["reasoning"] == 11
        assert engine.closed_after[0] == 11
        second = engine.calls[1]
        assert second["max_tokens"] == 200 - 11
        assert second["messages"][-1].type == ("ai" if continues else "human")
        begun = second["messages"][-1 if continues else -2].text
        assert ("</think>" in begun) is continues
        assert thought.strip() in begun

    def test_less_thinking_is_left_alone(self, way: Callable[[Any], AIMessage]) -> None:
        model, engine = chat(said("<think>", "hm", "</think>", *["word "] * 100))
        message = way(model)
        assert len(message.text.split()) == 100
        assert message.response_metadata["flags"] == []
        assert len(engine.calls) == 1

    def test_a_server_that_splits(self, way: Callable[[Any], AIMessage]) -> None:
        thoughts = [AIMessageChunk(content="", additional_kwargs={"reasoning_content": "hm "})] * 50
        model, engine = chat([*thoughts, *said("late")], said("42"), continues=True, model="deepseek-r1")
        assert way(model).text == "42"
        begun = engine.calls[1]["messages"][-1].text
        assert not begun.startswith("<think>")  # the chat template has opened it
        assert begun.count("</think>") == 1

    def test_one_chunk_may_hold_many_tokens(self, way: Callable[[Any], AIMessage]) -> None:
        model, _ = chat(said("<think>" + "思" * 50, "想" * 50), said("42"))
        assert way(model).text == "42"

    def test_an_engine_that_refuses_to_go_on_is_asked_again(self, way: Callable[[Any], AIMessage]) -> None:
        model, engine = chat(said(*LONG), said("42"), continues=True, refuses=True)
        assert way(model).text == "42"
        assert [call["messages"][-1].type for call in engine.calls] == ["human", "ai", "human"]

    def test_any_other_refusal_is_the_callers(self, way: Callable[[Any], AIMessage]) -> None:
        class Refusing(ScriptedEngine):
            def _stream(self, *args: Any, **kwargs: Any) -> Any:
                raise RequestRefusedError("no")
                yield

        with pytest.raises(RequestRefusedError):
            way(ChatPhi4Mini(Refusing(replies=[], model=THINKS), max_thinking_tokens=5))

    def test_thoughts_that_go_round_in_circles(self, way: Callable[[Any], AIMessage]) -> None:
        model, engine = chat(said("<think>", *["hm "] * 5, finish_reason="repeating"), said("42"))
        message = way(model)
        assert message.text == "42"
        assert message.response_metadata["flags"] == ["repeating", "thinking_limited", "estimated_usage"]
        assert message.response_metadata["finish_reason"] == "stop"
        assert len(engine.calls) == 2

    def test_without_any_thinking(self, way: Callable[[Any], AIMessage]) -> None:
        engine = ScriptedEngine(replies=[said("42")], model=THINKS, continues=True)
        message = way(ChatPhi4Mini(engine, max_thinking_tokens=0))
        assert message.text == "42"
        assert message.response_metadata["flags"] == []
        assert engine.calls[0]["messages"][-1].text == "<think>\n\n</think>\n\n"


class TestWhoSetsIt:
    def limit(self, model: ChatPhi4Mini, **settings: Any) -> int | None:
        return model._plan([], None, settings).limit

    def test_the_call_then_the_object_then_the_profile(self) -> None:
        profile = find_profile(THINKS).model_copy(update={"max_thinking_tokens": 1000})
        engine = ScriptedEngine(replies=[], model=THINKS)
        model = ChatPhi4Mini(engine, about=profile)
        assert self.limit(model) == 1000
        assert self.limit(model, max_tokens=400) == 300  # the answer keeps its share
        assert self.limit(model, max_thinking_tokens=399, max_tokens=400) == 399
        assert self.limit(ChatPhi4Mini(engine, about=profile, max_thinking_tokens=7)) == 7

    def test_nobody(self) -> None:
        assert self.limit(ChatPhi4Mini(ScriptedEngine(replies=[]))) is None
