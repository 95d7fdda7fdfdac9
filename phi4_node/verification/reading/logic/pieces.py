"""A text about logic cut into its pieces: lines, list items, sentences; quotations stay whole."""

from __future__ import annotations

import re

_QUOTES = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‘": "'",
        "’": "'",
        "「": '"',
        "」": '"',
        "『": '"',
        "』": '"',
    }
)
_WIDE = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | {"。": ". ", "、": ", ", "\u00a0": " ", "\u3000": " ", "\ufeff": ""}
)
_BREAK = re.compile(r"\s*\n[\s.]*")
_ITEM = re.compile(
    r"^(?:(?:\(?\d{1,2}[.):](?=\s|[^\d\s])|[-*•–·](?=\s)|\([ivx]{1,4}\)|(?:(?:major |minor )?premise"
    r"|statement|fact"
    r"|前提)\s*\d{0,2}\s*[:.)])\s*)+",
    re.IGNORECASE,
)
_INNER_ITEM = re.compile(r"(?<=[\s:;,.])\(?\d{1,2}[.)]\s+")
_SENTENCE_END = re.compile(r"[.?!;](?:\s+|$)|(?<=[\u4e00-\u9fff\"])[?!;]")


def one_spelling(text: str) -> str:
    """The text with one kind of quotation marks, colons, commas and spaces."""
    text = re.sub(
        r"([。！？])([”」』’\"])", lambda match: {"。": ".", "！": "!", "？": "?"}[match[1]] + match[2], text
    )
    return text.translate(_QUOTES).translate(_WIDE).replace("**", "")


def pieces_of(text: str) -> list[str]:
    """The sentences and list items of a text, without numbers, bullets and full stops but with `?`."""
    found: list[str] = []
    for line in _BREAK.split(text):
        for item in _INNER_ITEM.split(line):
            found.extend(_sentences(_ITEM.sub("", item.strip())))
    return found


def _sentences(text: str) -> list[str]:
    """Cut at the ends of sentences outside quotation marks."""
    found: list[str] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if text.count('"', 0, match.start()) % 2:
            continue
        found.append(_clean(text[start : match.start() + 1]))
        start = match.end()
    found.append(_clean(text[start:]))
    return [piece for piece in found if piece]


def _clean(piece: str) -> str:
    piece = re.sub(r"\s+", " ", _ITEM.sub("", piece.strip())).strip()
    asked = piece.endswith("?")
    piece = piece.rstrip(" .?!;,:")
    return f"{piece}?" if asked and piece else piece
