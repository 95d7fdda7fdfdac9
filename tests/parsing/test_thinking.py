import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phi4_node.parsing.thinking import ThinkingSplitter, split_thinking


def run(chunks, **options):
    splitter = ThinkingSplitter(**options)
    pieces = [piece for chunk in chunks for piece in splitter.feed(chunk)] + splitter.close()
    joined = {"thinking": "", "text": ""}
    order = []
    for kind, text in pieces:
        joined[kind] += text
        if not order or order[-1] != kind:
            order.append(kind)
    return joined["thinking"], joined["text"], order, splitter.unclosed, splitter.lone_close


CASES = [
    # text, thinking, reply, unclosed
    ("", "", "", False),
    ("plain", "", "plain", False),
    ("<think>a</think>b", "a", "b", False),
    ("<think>\na\n</think>\n\nb\n", "a\n", "b\n", False),
    ("\n <think>a</think>b", "a", "b", False),
    ("  b", "", "  b", False),
    ("   ", "", "   ", False),
    ("<think></think>b", "", "b", False),
    ("<think>a", "a", "", True),
    ("<think>a</thin", "a</thin", "", True),
    ("a < b and c </ d", "", "a < b and c </ d", False),
    ("<thin", "", "<thin", False),
    ("<<think>a</think>b", "a", "<b", False),
    ("<think>a</think>b<think>c</think>d", "ac", "bd", False),
    ("<think>a</think><think>c</think>d", "ac", "d", False),
    ("<think>a<think>b</think>c</think>d", "a<think>b</think>c", "d", False),
    ("<think>I use <think> tags.</think>The answer is 4.", "I use <think> tags.", "The answer is 4.", False),
    ("<think>a<think><think>c</think>d</think>e</think>f", "a<think><think>c</think>d</think>e", "f", False),
    ("<think>a<think>b", "a<think>b", "", True),
    ('<think>a</think>{"answer": "<think>x</think>"}', "a", '{"answer": "<think>x</think>"}', False),
    ('{"a": "q \\" <think>",\n "b": "</think>"}', "", '{"a": "q \\" <think>",\n "b": "</think>"}', False),
    ('{"a": "one\n<think>\ntwo"}', "", '{"a": "one\n<think>\ntwo"}', False),
    ("The `<think>` tag", "", "The `<think>` tag", False),
    ("```\n<think>\nx\n</think>\n```\nso", "", "```\n<think>\nx\n</think>\n```\nso", False),
    ('It is 5" wide.\n<think>hm</think>Yes', "hm", 'It is 5" wide.\nYes', False),
    ('<think>say "</think>4', 'say "', "4", False),
    ("\\<think>a</think>b", "a", "\\b", False),
]


@pytest.mark.parametrize(("text", "thinking", "reply", "unclosed"), CASES)
def test_whole_and_character_by_character(text, thinking, reply, unclosed):
    for chunks in ([text], list(text), [text[:7], text[7:]]):
        got = run(chunks)
        assert (got[0], got[1], got[3]) == (thinking, reply, unclosed)


TEXTS = st.lists(
    st.sampled_from(
        ["<think>", "</think>", "<", "think>", "</", '"', "`", "```", "\\", "\n", " ", "a", "{", "思", "b c"]
    ),
    max_size=25,
).map("".join)


@given(TEXTS, st.data(), st.booleans())
def test_chunk_boundaries_never_matter(text, data, start):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=10)))
    chunks = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    whole = run([text], start_in_thinking=start)
    assert run(chunks, start_in_thinking=start) == whole
    assert run(list(text), start_in_thinking=start) == whole


@given(TEXTS)
def test_nothing_but_tags_and_white_space_is_lost(text):
    thinking, reply, *_ = run([text])
    kept = Counter("".join((thinking + reply).split()))
    bare = Counter("".join(re.sub("</?think>", "", text).split()))  # one pass: "<</think>think>" leaves a tag
    assert bare <= kept <= Counter("".join(text.split()))  # a tag inside code or a string stays


def test_template_that_opens_the_thinking():
    assert run(["a</thi", "nk>b"], start_in_thinking=True)[:2] == ("a", "b")
    assert run(["a"], start_in_thinking=True)[3] is True


def test_lone_closing_tag():
    thinking, text, _, unclosed, lone = run(["so it is 4\n", "</think>\n\n4"])
    assert (thinking, text, unclosed, lone) == ("", "so it is 4\n4", False, True)
    assert split_thinking("so it is 4\n</think>\n\n4") == ("so it is 4", "4", False)
    assert split_thinking("<think>a</think>b</think>c") == ("a\n\nb", "c", False)
    assert split_thinking("a\n```\ncode\n</think>\nb").text == "b"


def test_split_joins_blocks():
    assert split_thinking("<think> a </think>b<think>c</think>d") == ("a \n\nc", "bd", False)


def test_other_tags():
    assert split_thinking("<reasoning>a</reasoning>b", "<reasoning>", "</reasoning>") == ("a", "b", False)
    with pytest.raises(ValueError, match="different"):
        ThinkingSplitter("x", "x")


def test_streams_early_and_in_order():
    splitter = ThinkingSplitter()
    assert splitter.feed("<think>abc") == [("thinking", "abc")]
    assert splitter.feed("d</think>ef") == [("thinking", "d"), ("text", "ef")]
    assert splitter.close() == []


def test_long_stream_of_small_chunks():
    pieces = run(["<th", "ink>"] + ['<<a`"\\'] * 100_000 + ["</think>", "x"])
    assert pieces[1] == "x"
    for character in "`\\ <\n":
        assert run([character] * 200_000)[1] == character * 200_000
