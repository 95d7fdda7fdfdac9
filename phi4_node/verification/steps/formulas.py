"""From a LaTeX formula in a step to its chains."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phi4_node.verification.steps.sides import MEANINGFUL, MEANINGFUL_CHINESE, Chain, Side, is_remark

_TEXT = re.compile(r"\\(?:text|textbf|textit|mathrm|mbox|textrm|rm|operatorname)\s*\{([^{}]*)\}")
_CLEAN = (
    (re.compile(r"\\&"), "§"),  # a sign that means something of its own
    (re.compile(r"\\(?:begin|end)\{[a-z]+\*?\}|\\(?:displaystyle|nonumber|hfill|hline|bigskip)\b"), " "),
    (re.compile(r"\\(?:boxed|fbox|mathbf|boldsymbol|underline)\s*(?=\{)"), ""),
    (re.compile(r"(?<=\d)(?:\{,\}|,\\!|\\,(?=\d{3}))(?=\d{3})"), ""),
    (re.compile(r"\\(?:left|right)\b\.?"), ""),
    (re.compile(r"\\[,;:! ]|\\q?quad\b|~"), " "),
    (re.compile(r"\\dots?\b|\\[lc]dots\b"), "..."),
    (re.compile(r"\\\$|\\?\$|€|£|\\euro|\\pounds"), " "),
    (re.compile(r"&"), " "),
)
_BREAK = re.compile(
    r"\\\\(?:\[[^\]]*\])?|\\(?:Rightarrow|rightarrow|implies|to|iff|Longrightarrow|therefore|because)\b|→|⇒|;"
)
_RELATION = re.compile(
    r"\\approx|\\leq?(?![a-z])|\\geq?(?![a-z])|\\neq?(?![a-z])|\\lt\b|\\gt\b|\\sim\b|\\equiv\b|\\cong\b"
    r"|≈|≤|≥|≠|<=|>=|!=|=|<|>"
)
_RELATION_SIGNS = {
    "\\approx": "≈", "\\le": "<=", "\\leq": "<=", "\\ge": ">=", "\\geq": ">=", "\\ne": "!=", "\\neq": "!=",
    "\\lt": "<", "\\gt": ">", "≤": "<=", "≥": ">=", "≠": "!=", "\\sim": "?", "\\equiv": "?", "\\cong": "?",
}  # fmt: skip
_REMARK = re.compile(r"(?<=[\d})%])\s*\(\s*\\(?:text|mathrm|mbox|textrm|textit)\s*\{([^{}]*)\}\s*\)")
_NAME = re.compile(r"[A-Za-z](?:_\{?\w+\}?)?|[A-Za-z][A-Za-z'’ -]+[A-Za-z]")
_CONTINUES = re.compile(r"\s*(?:[-+*/×÷·]|\\(?:times|cdot|div|pm)\b)")
_OPERATOR = re.compile(r"[-+*/^×÷·]|\\(?:times|cdot|div|[dt]?frac|sqrt|pm)|!|\)\s*\(")
_TOP_COMMA = re.compile(r",(?!\d{3}(?!\d))\s*|,(?=\s)")


def formula_chains(content: str, offset: int) -> Iterator[Chain]:
    """The chains within one formula; an aligned formula goes on in the next line."""
    for pattern, replacement in _CLEAN:
        content = pattern.sub(replacement, content)
    pieces = [
        (piece, number > 0)
        for line in _BREAK.split(content)
        for number, piece in enumerate(_split_at_commas(line))
    ]
    for piece, listed in _joined_lines(pieces):
        signs = [match.group() for match in _RELATION.finditer(piece)]
        if not signs:
            continue
        sides = [formula_side(text, offset) for text in _RELATION.split(piece)]
        sides[0].label = _label(_RELATION.split(piece)[0])
        yield Chain(sides, [_RELATION_SIGNS.get(sign, sign) for sign in signs], listed=listed)


def _label(text: str) -> str:
    """What a formula calls a value: words within `text`, or a letter."""
    plain = _TEXT.sub(lambda found: f" {found.group(1)} ", text).strip()
    return " ".join(plain.split()) if _NAME.fullmatch(plain) else ""


def _split_at_commas(line: str) -> list[str]:
    depth, last, found = 0, 0, []
    for place, character in enumerate(line):
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth <= 0 and _TOP_COMMA.match(line, place):
            found.append(line[last:place])
            last = place + 1
    return [*found, line[last:]]


def _joined_lines(lines: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """A line that begins with a relation continues the one before it."""
    joined: list[tuple[str, bool]] = []
    for line, listed in lines:
        if joined and (_RELATION.match(line.strip()) or _CONTINUES.match(line)):
            joined[-1] = (f"{joined[-1][0]} {line}", joined[-1][1])
        else:
            joined.append((line, listed))
    return joined


def formula_side(text: str, offset: int = 0) -> Side:
    """One side of a formula: its units and names of things are left out if they are harmless."""
    side = Side(start=offset)
    for pattern, replacement in _CLEAN:
        text = pattern.sub(replacement, text)
    text = _without_remarks(text)
    for match in _TEXT.finditer(text):
        side.groups.append(tuple(re.findall(r"[a-z]+", match.group(1).lower())))
        words = re.findall(r"[A-Za-z]+|[\u4e00-\u9fff]+|\d+", match.group(1))
        before = text[: match.start()].rstrip()
        if any(
            word.lower() in MEANINGFUL or word.isdigit() or MEANINGFUL_CHINESE.match(word) for word in words
        ):
            return Side()
        if not before or before[-1] not in "0123456789})]%":
            return Side()
        side.words += words
    plain = _TEXT.sub(" ", text).strip().rstrip(".,")
    if not plain or "..." in plain:
        return Side()
    side.text = plain
    side.has_operator = _OPERATOR.search(plain.lstrip("-")) is not None
    side.has_percent = "%" in plain
    return side


def _without_remarks(text: str) -> str:
    """A number with words in brackets behind it, without the words if they only name what is counted."""
    return _REMARK.sub(lambda found: "" if is_remark(found.group(1).split()) else found.group(), text)
