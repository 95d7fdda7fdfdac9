"""Pieces of a reply that come together: fewer chunks, and the same reply."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

from phi4_node.engines.errors import EngineError, ServerFailedError
from phi4_node.engines.ollama import OllamaChat
from phi4_node.engines.ollama_wire import OllamaReader
from phi4_node.engines.openai_wire import EventReader

DELTA = st.dictionaries(
    st.sampled_from(["content", "reasoning", "role", "reasoning_content"]), st.text(max_size=3), max_size=3
)
EVENT = st.fixed_dictionaries(
    {
        "choices": st.lists(
            st.fixed_dictionaries(
                {"delta": DELTA, "finish_reason": st.sampled_from([None, None, None, "stop"])}
            ),
            max_size=1,
        )
    },
    optional={"usage": st.just({"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3})},
)


def reader() -> EventReader:
    return EventReader("m", "openai", "The server", ("reasoning_content", "reasoning"))


def ollama() -> OllamaReader:
    return OllamaReader("http://o", "m", [], OllamaChat(model="m")._chunk)


def data(event: Any) -> bytes:
    return b"data: " + json.dumps(event).encode()


def piece(**delta: Any) -> bytes:
    return data({"choices": [{"index": 0, "delta": delta, "finish_reason": None}]})


def part(content: str = "", **more: Any) -> bytes:
    message = {"role": "assistant", "content": content, **more.pop("message", {})}
    return json.dumps({"model": "m", "message": message, "done": False, **more}).encode()


def merged(chunks: list[ChatGenerationChunk]) -> Any:
    whole = AIMessageChunk(content="")
    for chunk in chunks:
        assert isinstance(chunk.message, AIMessageChunk)
        whole += chunk.message
    thinking = whole.additional_kwargs.get("reasoning_content")
    return whole.content, thinking, whole.usage_metadata, whole.response_metadata


@given(st.lists(EVENT, max_size=8))
def test_together_or_apart_it_is_the_same_reply(events: list[dict[str, Any]]) -> None:
    together, apart = reader(), reader()
    lines = [data(event) for event in events]
    joint = list(together.read(lines))
    single = [chunk for line in lines for chunk in apart.read([line])]
    assert len(joint) <= len(single)
    assert merged(joint)[:3] == merged(single)[:3]


def test_text_is_joined_and_thinking_stays_apart() -> None:
    lines = [
        piece(role="assistant", content=""),
        *(piece(reasoning=text) for text in ("hm", ", ", "so")),
        *(piece(content=text) for text in ("x", " = ", "4")),
        data({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}),
        b"data: [DONE]",
    ]
    used = reader()
    chunks = [chunk.message for chunk in used.read(lines)]
    assert [(one.content, one.additional_kwargs.get("reasoning_content")) for one in chunks] == [
        ("", None),
        ("", "hm, so"),
        ("x = 4", None),
        ("", None),
    ]
    assert chunks[-1].response_metadata["finish_reason"] == "stop"
    assert used.done


def test_calls_of_tools_are_left_as_they_are() -> None:
    call = {"index": 0, "id": "1", "function": {"name": "add", "arguments": "{"}}
    more = {"index": 0, "function": {"arguments": "}"}}
    lines = [piece(content="a"), piece(tool_calls=[call]), piece(tool_calls=[more]), piece(content="b")]
    assert len(list(reader().read(lines))) == 4


@pytest.mark.parametrize(
    ("used", "lines", "broken"),
    [
        (reader(), [piece(content="4"), piece(content="2")], data({"error": {"message": "no memory"}})),
        (ollama(), [part("4"), part("2")], b'{"error": "no memory"}'),
    ],
)
def test_text_before_an_error_is_not_lost(used: Any, lines: list[bytes], broken: bytes) -> None:
    found = []
    with pytest.raises(EngineError, match="no memory"):
        for chunk in used.read([*lines, broken]):
            found.append(chunk.message.content)
    assert found == ["42"]


def test_ollamas_parts() -> None:
    lines = [
        *(part(message={"thinking": text}) for text in ("h", "m")),
        *(part(text) for text in ("x", "=", "4")),
        part(message={"tool_calls": [{"function": {"name": "add", "arguments": {}}}]}),
        part(done=True, done_reason="stop", prompt_eval_count=3, eval_count=5),
    ]
    used = ollama()
    chunks = [chunk.message for chunk in used.read(lines)]
    assert [one.content for one in chunks] == ["", "x=4", "", ""]
    assert chunks[0].additional_kwargs == {"reasoning_content": "hm"}
    assert isinstance(chunks[2], AIMessageChunk) and chunks[2].tool_calls[0]["name"] == "add"
    assert isinstance(chunks[3], AIMessageChunk) and chunks[3].usage_metadata
    assert chunks[3].usage_metadata["output_tokens"] == 5
    assert used.done


def test_ollama_ending_a_run_of_equal_tokens_is_still_seen() -> None:
    used = ollama()
    assert [chunk.message.content for chunk in used.read([part("0")] * 40)] == ["0" * 40]
    assert used.check_complete() is not None


def test_a_part_of_another_shape_is_an_error() -> None:
    with pytest.raises(ServerFailedError):
        list(ollama().read([part(message={"tool_calls": 7})]))
