"""Whatever the text, it is read or refused: bounded, without a stack overflow, without SymPy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from phi4_node.verification.expressions.parser import parse, prefixes
from phi4_node.verification.expressions.render import render
from phi4_node.verification.expressions.syntax import Node, ReadError, TooLargeError

DATA = Path(os.environ.get("PHI4_NODE_DATA", Path(__file__).parents[3].parent / "shared" / "data"))


@pytest.mark.parametrize(
    "text",
    [
        "(" * 90 + "1" + ")" * 90,
        "sin(" * 300 + "x" + ")" * 300,
        "-" * 5_000 + "1",
        "{" * 300,
        "|" * 301,
        "\\frac{1}{" * 200 + "2" + "}" * 200,
        "\\sqrt{" * 300,
        "^".join(["2"] * 300),
        "->".join(["p"] * 300),
        "+".join(["1"] * 4_000),
        "1" * 1_001,
        "x" * 20_001,
        "1e9999",
        "\\begin{cases}" * 100,
    ],
)
def test_bounded_before_anything_is_built(text: str) -> None:
    with pytest.raises(ReadError):
        parse(text)


def test_too_large_is_its_own_error() -> None:
    for text in ("(" * 90 + "1" + ")" * 90, "1" * 1_001, "1+" * 11_000 + "1"):
        with pytest.raises(TooLargeError):
            parse(text)


_PIECES = st.sampled_from(
    (
        r"x y f sin log 1 2.5 0 , . ; : ( ) [ ] { } | || + - * / ^ _ ! % ° = < > \le \frac \sqrt \left( "
        r"\right) \{ "
        r"\} & \\ \begin{pmatrix} \end{pmatrix} \begin{cases} \end{cases} \int \sum_{k=1}^n "
        r"\lim_{x\to0} dx d/dx "
        r"\text{a} \text{cm} and or not in mod choose 三 百分之 元 $ $$ ² √ ∪ ∈ ... ? ' cm 1,234 1/2 e i pi "
        r"oo "
        r"\overline{3} ≡ (mod base AM \pmod{3} \boxed{ \, \! ~ \ "
    ).split(" ")
)


@settings(max_examples=600, deadline=None)
@given(st.lists(_PIECES, max_size=14), st.sampled_from(["", " "]))
@example(["\\frac", "{", "d", "}", "{"], "")
@example(["\\begin{pmatrix}"], "")
def test_any_pieces_are_read_or_refused(pieces: list[str], between: str) -> None:
    _read_or_refuse(between.join(pieces))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    _read_or_refuse(text)


def _read_or_refuse(text: str) -> None:
    try:
        node = parse(text)
    except ReadError:
        pass
    else:
        assert parse(render(node)) == node
    for _, end in prefixes(text):
        assert 0 < end <= len(text)


def _nasty() -> list[str]:
    path = DATA / "nasty" / "inputs_dev.jsonl"
    return [json.loads(line)["input"] for line in path.read_text().splitlines()] if path.exists() else []


@pytest.mark.data
@pytest.mark.parametrize("text", _nasty())
def test_nasty_inputs_are_read_or_refused(text: str) -> None:
    _read_or_refuse(text)


def test_reading_needs_no_symbolic_engine() -> None:
    program = (
        "import sys; from phi4_node.verification.expressions import parser, render; "
        "sys.exit('sympy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_reading_in_a_nearly_full_stack_is_an_error_of_ours() -> None:
    def deeper(levels: int) -> Node:
        return deeper(levels - 1) if levels else parse("(" * 45 + "x" + ")" * 45)

    room = sys.getrecursionlimit() - 300
    depth, frame = 0, sys._getframe()
    while frame.f_back is not None:
        depth, frame = depth + 1, frame.f_back
    with pytest.raises(TooLargeError, match="stack"):
        deeper(room - depth)
