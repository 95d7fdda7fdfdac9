from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phi4_node.engines import ServerFailedError
from phi4_node.engines.openai_wire import EventReader, LineSplitter, has_token

BREAKS = "\u2028\u2029\x85\x0b\x0c\x1c\x1d\x1e"
"""What Python's `splitlines` takes for ends of lines, and servers send inside the text."""


def line_of(event: dict[str, object]) -> bytes:
    return f"data: {json.dumps(event)}".encode()


def reader() -> EventReader:
    return EventReader("m", "openai", "The server", ("reasoning_content", "reasoning"))


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n\r")), max_size=8), st.data())
def test_lines_come_whole_however_they_are_cut(lines: list[str], data: st.DataObject) -> None:
    stream = "".join(f"{line}\n" for line in lines).encode()
    splitter = LineSplitter()
    found: list[bytes] = []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        found += splitter.feed(stream[:size])
        stream = stream[size:]
    assert [line.decode() for line in found] == lines


@pytest.mark.parametrize("mark", BREAKS)
def test_marks_that_look_like_ends_of_lines_stay_in_the_text(mark: str) -> None:
    event = {"choices": [{"delta": {"content": f"a{mark}b"}, "finish_reason": None}]}
    line = f"data: {json.dumps(event, ensure_ascii=False)}\n".encode()
    (one,) = LineSplitter().feed(line)
    (chunk,) = reader().read([one])
    assert chunk.message.content == f"a{mark}b"


def test_a_line_without_end_is_not_kept() -> None:
    splitter = LineSplitter()
    with pytest.raises(ServerFailedError, match="without end"):
        for _ in range(100):
            splitter.feed(b"x" * 2**20)


@pytest.mark.parametrize(
    "line",
    [b"", b"\r", b": ping", b"event: message", b"id: 7", b"retry: 5", b"data:", b"data: [DONE]", b"nonsense"],
)
def test_lines_that_carry_no_chunk(line: bytes) -> None:
    assert not list(reader().read([line]))


def test_windows_ends_of_lines() -> None:
    (line, _) = LineSplitter().feed(b'data: {"choices": [{"delta": {"content": "4"}}]}\r\n\r\n')
    (chunk,) = reader().read([line])
    assert chunk.message.content == "4"


@given(st.binary(max_size=200))
def test_no_bytes_make_it_fail_in_any_other_way(value: bytes) -> None:
    try:
        list(reader().read([b"data: " + value.replace(b"\n", b"")]))
    except ServerFailedError as error:
        assert len(str(error)) < 1200


ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
DELTA = st.fixed_dictionaries({}, optional={"content": ANY, "reasoning": ANY, "tool_calls": ANY})
CHOICE = st.fixed_dictionaries({}, optional={"delta": ANY | DELTA, "finish_reason": ANY})
EVENT = st.fixed_dictionaries({}, optional={"choices": ANY | st.lists(ANY | CHOICE), "usage": ANY, "id": ANY})


@given(st.lists(EVENT, min_size=1, max_size=3))
def test_nor_does_json_of_another_shape(events: list[dict[str, object]]) -> None:
    try:
        list(reader().read([line_of(event) for event in events]))
    except ServerFailedError as error:
        assert len(str(error)) < 1200


@pytest.mark.parametrize(
    ("delta", "counts"),
    [
        ({"role": "assistant", "content": None}, False),
        ({"role": "assistant", "content": ""}, False),
        ({"content": "4"}, True),
        ({"reasoning": "hm"}, True),
        ({"tool_calls": [{"index": 0, "function": {"name": "add", "arguments": ""}}]}, True),
    ],
)
def test_what_counts_as_a_token(delta: dict[str, object], counts: bool) -> None:
    (chunk,) = reader().read([line_of({"choices": [{"delta": delta}]})])
    assert has_token(chunk) is counts
