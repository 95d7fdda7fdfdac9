"""The text of a step as tokens: numbers, operators, words, and formulas in dollar signs or LaTeX brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MATH = re.compile(
    r"\\\[(.+?)\\\]|\\\((.+?)\\\)|\$\$(.+?)\$\$|\$(?![\s$])([^$\n]{1,400}?)(?<!\s)\$(?![\d$])", re.DOTALL
)
_ENVIRONMENT = re.compile(
    r"\\begin\{(align|aligned|gather|equation|eqnarray|split)\*?\}(.+?)\\end\{\1\*?\}", re.DOTALL
)
_BULLET = re.compile(r"^[ \t]*(?:[-*•+][ \t]+|\(?\d{1,2}[.)][ \t]+|#+[ \t]*)+", re.MULTILINE)
_PROSE_WORD = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{3,}")
_BRACED_TEXT = re.compile(r"\\(?:text|textbf|mathrm|mbox|textrm|operatorname|textit|begin|end)\s*\{[^{}]*\}")
_COMMAND = re.compile(r"\\[A-Za-z]+")

_TOKEN = re.compile(
    r"(?P<num>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d])|\d+(?:\.\d+)?|\.\d+)(?P<more>\.\.\.|…)?"
    r"|(?P<rel><=|>=|!=|≈|≤|≥|≠|=+|<|>)"
    r"|(?P<op>\*\*|[-+−–*×·÷/^])"
    r"|(?P<left>[(\[（])|(?P<right>[)\]）])"
    r"|(?P<cur>\\?\$|€|£|¥|￥)"
    r"|(?P<pct>\\?%|％)"
    r"|(?P<word>[A-Za-z][A-Za-z'’-]*[A-Za-z]|[A-Za-z])"
    r"|(?P<cjk>[\u4e00-\u9fff]+)"
    r"|(?P<punct>[.,;:!?，。；：！？、\n])"
    r"|(?P<space>[ \t\r\f\v\u00a0]+)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_LEADING_ZERO = re.compile(r"0\d")
_MALFORMED = re.compile(r"\d,\d{4,}|\d,\d{1,2}(?!\d)|\d\.\d+\.\d")


@dataclass(frozen=True, slots=True)
class Token:
    """One token.

    Attributes:
        kind: num, rel, op, left, right, cur, pct, word, cjk, punct, math or other.
        text: As written; a number without its commas.
        start: Where it begins in the step.
        truncated: A number that goes on: `1.636...`.
        gap: Whether space comes before it.
    """

    kind: str
    text: str
    start: int
    truncated: bool = False
    gap: bool = False


def regions(text: str) -> Iterator[tuple[int, str]]:
    """The formulas of a step, with where they begin."""
    for match in _MATH.finditer(text):
        content = next(group for group in match.groups() if group is not None)
        if match.group(4) is None or _is_formula(content):
            yield match.start(), content
    for match in _ENVIRONMENT.finditer(_MATH.sub(lambda found: " " * len(found.group()), text)):
        yield match.start(), match.group()


def _is_formula(content: str) -> bool:
    """Between dollar signs: mathematics, or prose between two amounts of money."""
    return not _PROSE_WORD.search(_COMMAND.sub(" ", _BRACED_TEXT.sub(" ", content)))


def tokens_of(text: str) -> list[Token]:
    """The tokens of a step; a formula is one token in the prose around it."""
    text = _BULLET.sub(lambda found: " " * (len(found.group()) - 1) + ";", text)
    found: list[Token] = []
    last = 0
    for match in _MATH.finditer(text):
        content = next(group for group in match.groups() if group is not None)
        if match.group(4) is not None and not _is_formula(content):
            continue
        found += _prose(text[last : match.start()], last)
        found.append(Token("math", content.strip(), match.start(), gap=True))
        last = match.end()
    return found + _prose(text[last:], last)


def _prose(text: str, offset: int) -> list[Token]:
    found: list[Token] = []
    gap = False
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind == "more":
            kind = "num"
        if kind == "space":
            gap = True
            continue
        if match.group().startswith(".") and kind == "punct" and text[match.end() : match.end() + 1] == ".":
            kind = "other"
        if kind == "num" and _MALFORMED.search(text, max(0, match.start() - 2), match.end() + 2):
            kind = "other"  # 16,0000
        if kind == "num" and _LEADING_ZERO.match(match.group()):
            kind = "other"  # 0900 hours
        value = match.group("num").replace(",", "") if kind == "num" else match.group()
        found.append(Token(kind, value, offset + match.start(), match.group("more") is not None, gap))
        gap = False
    return found
