"""Tool calls of models that this program runs itself, with a scripted model in place of a real one."""

from __future__ import annotations

import json
import threading
from typing import Any, ClassVar

import pytest
from pydantic import PrivateAttr

from phi4_node.chat_model import ChatPhi4Mini
from phi4_node.engines.local_chat import LocalChat
from phi4_node.engines.local_model import Json, Token, Wanted
from phi4_node.engines.local_reply import read_call
from phi4_node.engines.worker import Outlet

ADD = {"type": "function", "function": {"name": "add", "parameters": {"type": "object", "properties": {}}}}
CALL = '{"name": "add", "arguments": {"词": "你好"}}'


class ScriptedModel:
    """Writes what it was told, a few characters at a time."""

    def __init__(self, text: str) -> None:
        self.context = 1000
        self.turns = threading.Semaphore(1)
        self.wanted: list[Wanted] = []
        self._text = text

    def render(self, messages: list[Json], tools: list[Json]) -> str:
        return json.dumps([messages, tools])

    def encode(self, text: str) -> list[int]:
        return [1] * 10

    def generate(self, prompt: list[int], wanted: Wanted, outlet: Outlet[Token]) -> None:
        self.wanted.append(wanted)
        for start in range(0, len(self._text), 3):
            if not outlet.is_wanted():
                return
            outlet.put(Token(self._text[start : start + 3]))
        outlet.put(Token("", is_end=True))


class ScriptedChat(LocalChat):
    provider: ClassVar[str] = "scripted"
    title: ClassVar[str] = "The scripted engine"
    _loaded: ScriptedModel = PrivateAttr()

    def _load(self) -> ScriptedModel:
        return self._loaded


def engine(text: str, model: str = "phi4-mini") -> ScriptedChat:
    chat = ScriptedChat(model=model)
    chat._loaded = ScriptedModel(text)
    return chat


def test_a_call_that_must_come_is_one() -> None:
    chat = engine(CALL)
    message = chat.bind_tools([ADD], tool_choice="add").invoke("?")
    assert message.text == ""
    assert [(call["name"], call["args"]) for call in message.tool_calls] == [("add", {"词": "你好"})]
    assert message.response_metadata["finish_reason"] == "tool_calls"
    assert '"const": "add"' in chat._loaded.wanted[0].schema


@pytest.mark.parametrize("text", [CALL[:-5], "", "[1]", "[" * 100_000, '{"name": "add"}'])
def test_a_call_that_was_cut_off_is_text(text: str) -> None:
    assert read_call(text) is None
    message = engine(text).bind_tools([ADD], tool_choice="any").invoke("?")
    assert message.text == text
    assert message.tool_calls == []


@pytest.mark.parametrize("model", ["phi4-mini", "qwen2.5-coder-1.5b"])  # with tools; told in words
@pytest.mark.parametrize("written", [CALL, f"<tool_call>\n{CALL}\n</tool_call>", f"```json\n{CALL}\n```"])
def test_a_call_that_need_not_come_is_read_from_the_text(model: str, written: str) -> None:
    chat = ChatPhi4Mini(engine(f"Let me add. {written} The result is 5.", model))
    for message in (
        chat.bind_tools([ADD]).invoke("?"),
        _whole(list(chat.bind_tools([ADD]).stream("?"))),
    ):
        assert message.text.strip() == "Let me add."
        assert [call["name"] for call in message.tool_calls] == ["add"]
        assert message.response_metadata["finish_reason"] == "tool_calls"


def _whole(chunks: list[Any]) -> Any:
    whole = chunks[0]
    for chunk in chunks[1:]:
        whole += chunk
    return whole
