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
_BOXED = re.compile(r"\\(?:boxed|fbox|textbf|mathbf)\s*\{([^{}]*)\}")
_BOLD = re.compile(r"(?<![^\s(=])\*\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*\*(?![\w*])")
_ATOM = r"(?:\d++(?:\.\d++)?+|(?<![A-Za-z])[A-Za-z](?![A-Za-z'’])|[-+*/()^])"
_ALGEBRA = re.compile(
    rf"(?<![\w.,$%)+*/^=<>≈×÷\\-])(?=[^=\n]{{0,200}}=)"
    rf"(?:{_ATOM} ?+){{1,60}}+(?:= ?+(?:{_ATOM} ?+){{1,60}}+){{1,6}}+"
    r"(?=[.,;:\n，。；：](?!\d)|$|(?<= )(?:and|so|which|to|for|by|simplifies|becomes|gives)\b)"
)
_BESIDE = re.compile(r"[A-Za-z] [\dA-Za-z(]|\d [\dA-Za-z(]|\) [\dA-Za-z]")
_TAKES_MORE = re.compile(
    r"\b(?:of|times|plus|minus|by|half|twice|per|than|is|are|\d|[A-Za-z])\s*$", re.IGNORECASE
)
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
    for start, _, content in _formulas(text):
        yield start, content
    for match in _ENVIRONMENT.finditer(_MATH.sub(lambda found: " " * len(found.group()), text)):
        yield match.start(), match.group()


def _formulas(text: str) -> list[tuple[int, int, str]]:
    """Formulas between marks, and equations with letters that stand in the prose without any."""
    found = []
    for match in _MATH.finditer(text):
        content = next(group for group in match.groups() if group is not None)
        if match.group(4) is None or _is_formula(content):
            found.append((match.start(), match.end(), content))
    plain = text
    for start, end, _ in found:
        plain = plain[:start] + "\0" * (end - start) + plain[end:]
    for match in _ALGEBRA.finditer(plain):
        content = match.group()
        if _TAKES_MORE.search(plain[: match.start()]) or _BESIDE.search(content):
            continue
        if re.search(r"[A-Za-z]", content):
            found.append((match.start(), match.start() + len(content.rstrip()), content.rstrip()))
    return sorted(found)


def _is_formula(content: str) -> bool:
    """Between dollar signs: mathematics, or prose between two amounts of money."""
    return not _PROSE_WORD.search(_COMMAND.sub(" ", _BRACED_TEXT.sub(" ", content)))


def _without_emphasis(text: str) -> str:
    """The text with frames and bold type blanked out; every character keeps its place."""

    def inside_alone(found: re.Match[str]) -> str:
        before, after = found.start(1) - found.start(), found.end() - found.end(1)
        return " " * before + found.group(1) + " " * after

    return _BOLD.sub(inside_alone, _BOXED.sub(inside_alone, text))


def tokens_of(text: str) -> list[Token]:
    """The tokens of a step; a formula is one token in the prose around it."""
    text = _without_emphasis(text)
    text = _BULLET.sub(lambda found: " " * (len(found.group()) - 1) + ";", text)
    found: list[Token] = []
    last = 0
    for start, end, content in _formulas(text):
        found += _prose(text[last:start], last)
        found.append(Token("math", content.strip(), start, gap=True))
        last = end
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
