"""Make a problem shorter that is longer than a small model can follow, without losing what it is about.

The model condenses it in pieces. A sentence from which it lost a number, a formula or a word that turns a
meaning round (not, least, except, half, ...) is put back as it was; a piece in which it added a number, or
which is no shorter then, stays as it was. Sentences that ask, code, and the last sentence are never
condensed. The verifier always reads the asker's own text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

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
        "Write the facts of the passage below in a few short sentences. Keep every number, unit, name and "
        "formula exactly as it is written, and every condition; leave out weather, looks, feelings and "
        "chatter. Solve nothing. Reply with these sentences only.\n\n{text}"
    ),
    "zh": (
        "请用几个短句写出下面这段话里的事实。每个数字、单位、名称和公式都必须原样保留，每个条件也必须保留；"
        "天气、外貌、心情和闲话都删去。不要解题。只回答这几个短句。\n\n{text}"
    ),
}

_EXAMPLE: dict[Language, tuple[str, str]] = {
    "en": (
        "On a lovely spring day, when the birds sang in the old trees, Lea went to the market with her "
        "cheerful aunt, who told one story after the other. She bought 3 bags of nuts, which smelled "
        "wonderful, and each bag cost 2 euros. Then they drank lemonade and walked home along the river.",
        "Lea bought 3 bags of nuts. Each bag cost 2 euros.",
    ),
    "zh": (
        "一个晴朗的早晨，鸟儿在树上唱歌，小丽和爱讲故事的姑姑高高兴兴地去了集市。她买了3袋香喷喷的坚果，"
        "每袋2元。然后她们在树荫下喝了汽水，沿着小河慢慢走回家。",
        "小丽买了3袋坚果。每袋2元。",
    ),
}
"""Shown as done before: without it, a model of 1.5 B parameters hardly leaves anything out."""

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
_IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
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
    passage, facts = _EXAMPLE[language]
    return [
        HumanMessage(_REQUEST[language].format(text=passage)),
        AIMessage(facts),
        HumanMessage(_REQUEST[language].format(text=piece.text.strip())),
    ]


def condensed(piece: Piece, reply: str) -> str | None:
    """The shorter piece with the white space of the old one, or None if the reply makes none.

    Sentences from which the reply lost something stand behind it as they were.
    """
    text, short = piece.text.strip(), reply.strip()
    if not short or len(short) >= len(text) or "```" in short:
        return None
    lost = [sentence.strip() for sentence in _sentences(text) if not _keeps(short, sentence)]
    whole = ("" if _IDEOGRAPH.search(text) else " ").join([short, *lost])
    if len(whole) >= len(text) or not _keeps(whole, text) or not _numbers(whole) <= _numbers(text):
        return None
    lead = piece.text[: len(piece.text) - len(piece.text.lstrip())]
    tail = piece.text[len(piece.text.rstrip()) :]
    return f"{lead}{whole}{tail}"


def _keeps(short: str, text: str) -> bool:
    """Whether every number, formula and word that turns a meaning round is there."""
    there = _plain(short)
    return (
        all(_plain(kept) in there for kept in _KEPT.findall(text))
        and _numbers(text) <= _numbers(short)
        and _turning(text) <= _turning(short)
    )


def _numbers(text: str) -> set[str]:
    return set(_NUMBER.findall(text))


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
