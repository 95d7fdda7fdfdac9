from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phi4_node.engines.held_back import StopStrings, ToolCalls, read_call

PIECES = st.lists(st.text("ab<", max_size=3), max_size=12)


class TestStopStrings:
    @given(PIECES, st.lists(st.text("ab<", min_size=1, max_size=3), max_size=3))
    def test_the_boundaries_of_pieces_make_no_difference(self, pieces: list[str], stops: list[str]) -> None:
        filter_ = StopStrings(stops)
        shown = "".join(filter_.feed(piece) for piece in pieces)
        if not filter_.found:
            shown += filter_.close()
        whole = "".join(pieces)
        places = [whole.find(stop) for stop in stops if stop in whole]
        assert filter_.found == bool(places)
        # of two stop strings that overlap, the one that is complete first counts
        assert whole.startswith(shown)
        assert not any(stop in shown for stop in stops)
        assert shown == whole or any(whole.startswith(stop, len(shown)) for stop in stops)

    def test_text_is_held_back_no_longer_than_it_must_be(self) -> None:
        filter_ = StopStrings(["END"])
        assert [filter_.feed(piece) for piece in ("ab", " E", "N", "x", "EN", "D tail", "more")] == [
            "ab", " ", "", "ENx", "", "", ""
        ]  # fmt: skip
        assert filter_.found
        assert filter_.close() == ""

    def test_without_stops_everything_passes(self) -> None:
        filter_ = StopStrings(["", ""])
        assert filter_.feed("a") == "a"


class TestToolCalls:
    CALL = '<tool_call>\n{"name": "add", "arguments": {"a": 1}}\n</tool_call>'

    @pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
    def test_calls_are_taken_out_of_the_text(self, size: int) -> None:
        text = f"Let me add. {self.CALL} and {self.CALL} done"
        calls = ToolCalls()
        shown = "".join(calls.feed(text[at : at + size]) for at in range(0, len(text), size)) + calls.close()
        assert shown == "Let me add.  and  done"
        assert [(call["name"], call["index"]) for call in calls.calls] == [("add", 0), ("add", 1)]
        assert [json.loads(call["args"] or "") for call in calls.calls] == [{"a": 1}, {"a": 1}]
        assert len({call["id"] for call in calls.calls}) == 2

    @pytest.mark.parametrize(
        "text",
        [
            "<tool_call>not json</tool_call>",
            '<tool_call>{"name": 3, "arguments": {}}</tool_call>',
            '<tool_call>{"name": "f", "arguments": "x"}</tool_call>',
            "<tool_call>[1]</tool_call> rest",
            "a < b <tool",
            "<tool_call>{unfinished",
        ],
    )
    def test_what_is_no_call_stays_as_it_was_written(self, text: str) -> None:
        calls = ToolCalls()
        assert "".join(map(calls.feed, text)) + calls.close() == text
        assert calls.calls == []

    def test_a_missing_closing_tag_is_forgiven(self) -> None:
        calls = ToolCalls()
        assert calls.feed(self.CALL.removesuffix("</tool_call>")) + calls.close() == ""
        assert len(calls.calls) == 1

    @given(PIECES)
    def test_text_without_calls_is_never_lost(self, pieces: list[str]) -> None:
        calls = ToolCalls()
        assert "".join(map(calls.feed, pieces)) + calls.close() == "".join(pieces)


def test_arguments_may_be_absent_and_text_stays_text() -> None:
    call = read_call('{"name": "now"}', 2)
    assert call is not None
    assert (call["name"], call["args"], call["index"]) == ("now", "{}", 2)
    chinese = read_call('{"name": "f", "arguments": {"词": "你好"}}', 0)
    assert chinese is not None
    assert chinese["args"] == '{"词": "你好"}'
    assert read_call("[" * 100_000, 0) is None
