"""Make a problem shorter that is longer than a small model can follow, without losing what it is about.

The model condenses it in pieces. A piece counts as condensed only if every number and formula of it is still
there, no number was added, and no word that turns a meaning round (not, least, except, half, ...) has gone;
otherwise it stays as it was. Sentences that ask, code, and the last sentence are never condensed. The
verifier always reads the asker's own text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from langchain_core.messages import BaseMessage, HumanMessage

from phi4_node.domains import Language

CONDENSED = "condensed"
"""The problem was too long for the model and was condensed before it was asked."""
NOT_CONDENSED = "not_condensed"
"""The problem is too long for the model, and no part could be condensed without losing something."""

_PIECE = 600
"""Tokens of a piece: little enough for a small model to keep every number in sight."""
_WORTH_IT = 60
_REQUEST: dict[Language, str] = {
    "en": (
        "Shorten the passage below as far as you can. Keep every number, unit, name and formula exactly as "
        "it is written, and every condition; leave out only decoration and repetition. Solve nothing. "
        "Reply with the shortened passage only.\n\n{text}"
    ),
    "zh": (
        "请尽量缩短下面这段话。每个数字、单位、名称和公式都必须原样保留，每个条件也必须保留；"
        "只删去修饰和重复。不要解题。只回答缩短后的文字。\n\n{text}"
    ),
}

_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？；])\s*|\n+")
_RELATIVE = r"(?<!, )(?<! of )(?<! in )(?<! on )(?<! to )(?<! for )(?<! from )(?<! with )"
"""What begins a relative clause asks nothing: "the bench, which was old", "the room in which he sat"."""
_ASKS = re.compile(
    r"[?？]|\b(?:find|solve|calculate|compute|determine|prove|show that|evaluate|simplify|factor|how|what|"
    rf"{_RELATIVE}which|explain|write|answer|question)\b|求|计算|解方程|解不等式|证明|化简|多少|几|是否"
    r"|什么|怎样|如何|问|题",
    re.IGNORECASE,
)
# The bounds keep a text with many beginnings and no end from taking long.
_KEPT = re.compile(
    r"\$\$.{1,2000}?\$\$|\$(?![\s$])[^$\n]{0,1000}(?<![\s\\])\$(?!\d)|\\\(.{1,2000}?\\\)|\\\[.{1,2000}?\\\]"
    r"|\\[A-Za-z]+(?:\{[^{}]{0,200}\})*"  # LaTeX
    # a relation
    r"|[A-Za-z0-9_()^+*/²³-]{1,100}(?:\s{0,3}[=<>≤≥≠≈]\s{0,3}[A-Za-z0-9_()^+*/²³.-]{1,100}){1,20}"
    r"|\d+(?:[.,:/]\d+)*\s?[%‰°]?|[½⅓¼¾²³√π∞]",
    re.DOTALL,
)
_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
_TURNING = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|except|unless|only|least|most|more|less|fewer|each|every|all|"
    r"half|twice|double|triple|dozen|pair|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"\w{3,6}teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|first|second|"
    r"third|before|after|percent)\b|n['’]t\b|[不没无除]|非(?!常)|[只至每各共倍半两零一二三四五六七八九十百千万亿]",
    re.IGNORECASE,
)


class Piece(NamedTuple):
    """A part of a problem.

    Attributes:
        text: As written, with the white space around it.
        fixed: Whether it must stay as it is.
    """

    text: str
    fixed: bool


def pieces_of(text: str, tokens: Callable[[str], int]) -> list[Piece]:
    """The parts of a problem, which together are the problem again.

    Args:
        text: The problem.
        tokens: Counts the tokens of a text, or estimates them.
    """
    pieces: list[Piece] = []
    sentences = list(_sentences(text))
    for index, sentence in enumerate(sentences):
        fixed = index == len(sentences) - 1 or "```" in sentence or _ASKS.search(sentence) is not None
        last = pieces[-1] if pieces else None
        if last is not None and last.fixed == fixed and (fixed or tokens(last.text + sentence) <= _PIECE):
            pieces[-1] = Piece(last.text + sentence, fixed)
        else:
            pieces.append(Piece(sentence, fixed))
    return [Piece(piece.text, piece.fixed or tokens(piece.text) < _WORTH_IT) for piece in pieces]


def condensing_prompt(piece: Piece, language: Language) -> list[BaseMessage]:
    """The messages that ask for a shorter piece."""
    return [HumanMessage(_REQUEST[language].format(text=piece.text.strip()))]


def condensed(piece: Piece, reply: str) -> str | None:
    """The shorter piece with the white space of the old one, or None if the reply lost or added something."""
    short = reply.strip()
    if not short or len(short) >= len(piece.text.strip()) or "```" in short:
        return None
    there = _plain(short)
    if not all(_plain(kept) in there for kept in _KEPT.findall(piece.text)):
        return None
    if set(_NUMBER.findall(short)) != set(_NUMBER.findall(piece.text)):
        return None
    if not _turning(piece.text) <= _turning(short):
        return None
    lead = piece.text[: len(piece.text) - len(piece.text.lstrip())]
    tail = piece.text[len(piece.text.rstrip()) :]
    return f"{lead}{short}{tail}"


def _sentences(text: str) -> Iterator[str]:
    """The sentences with what separates them; fenced code is one."""
    for part in re.split(r"(```.*?(?:```|\Z))", text, flags=re.DOTALL):
        if part.startswith("```"):
            yield part
            continue
        begin = 0
        for gap in _SENTENCE.finditer(part):
            if gap.end() > begin:
                yield part[begin : gap.end()]
                begin = gap.end()
        if part[begin:]:
            yield part[begin:]


def _turning(text: str) -> set[str]:
    return {word.lower().replace("’", "'") for word in _TURNING.findall(text)}


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text)
