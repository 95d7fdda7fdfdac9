from __future__ import annotations

import json
import time
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phi4_node.parsing.json_in_text import Found, JsonFinder


def is_call(value: Any) -> bool:
    calls = value if isinstance(value, list) else [value]
    return bool(calls) and all(isinstance(call, dict) and call.get("name") == "add" for call in calls)


def read(*pieces: str) -> tuple[str, list[Any]]:
    finder = JsonFinder(is_call)
    found = [part for piece in pieces for part in finder.feed(piece)] + finder.close()
    text = "".join(part for part in found if isinstance(part, str))
    return text, [part.value for part in found if isinstance(part, Found)]


CALL = '{"name": "add", "arguments": {"text": "a } b \\" ] {"}}'


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (CALL, ""),
        (f"```json\n{CALL}\n```", ""),
        (f"```\n{CALL}\n```\n", ""),
        (f"<tool_call>\n{CALL}\n</tool_call>", ""),
        (f"<|tool_call|>[{CALL}]<|/tool_call|>", ""),
        (f"functools[{CALL}]", ""),
        (f"I add them:\n\n```json\n{CALL}\n```", "I add them:\n\n"),
        (f"First {CALL} then more.", "First then more."),
        (f'{{"tool_calls": [{CALL}]}}', '{"tool_calls": '),
        ('{"name": "add", "arguments": {"a": 1,},}', ""),
    ],
)
def test_it_is_found_however_it_is_wrapped(written: str, text: str) -> None:
    said, values = read(written)
    assert len(values) == 1
    assert " ".join(said.split()).startswith(" ".join(text.split()))
    assert read(*written) == (said, values)


@pytest.mark.parametrize("between", ["\n", ", ", "\n```\n```json\n", "</tool_call>\n<tool_call>", ""])
def test_several_in_a_row(between: str) -> None:
    said, values = read(f"```json\n{CALL}{between}{CALL}\n```")
    assert (said.strip(), len(values)) == ("", 2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x < 3 and {x | x > 2}",
        r"\frac{1}{2} = \sqrt{\frac{1}{4}}",
        "```python\nprint({1: 2})\n```",
        '{"name": "other", "arguments": {}}',
        '{"name": "add", "argu',
        "`code` ``",
        "<tool_ca",
        '{"name": NaN}',
        "[{}]",
        '{"a" 1}',
        '{"' * 5000,
        '{"a":' * 2000 + "1" + "}" * 2000,
        "`" * 300,
        "[{" * 3000,
    ],
)
def test_what_is_no_call_is_text_unchanged(text: str) -> None:
    began = time.process_time()
    assert read(text) == (text, [])
    assert time.process_time() - began < 20  # no hostile text takes long


def test_words_are_given_at_once_and_json_is_held_back() -> None:
    finder = JsonFinder(is_call)
    assert finder.feed("I add. ") == ["I add. "]
    assert finder.feed(CALL[:20]) == []
    assert finder.feed(CALL[20:]) == [Found(json.loads(CALL), CALL)]
    assert finder.close() == []


@given(
    st.lists(
        st.sampled_from([CALL, "```json\n", "```", "\n", "x = {1}", '{"a": [1]}', "<", " so ", '"', "[{"])
    ),
    st.lists(st.integers(0, 200), max_size=8),
)
def test_the_boundaries_change_nothing(parts: list[str], cuts: list[int]) -> None:
    text = "".join(parts)
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    assert read(*(text[start:end] for start, end in pairwise(edges))) == read(text)
