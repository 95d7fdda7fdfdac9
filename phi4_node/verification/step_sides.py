"""From the tokens of a step to chains `a = b = c` whose sides are arithmetic that was read completely.

A side counts as read only if every word in it is harmless: the name of what is counted, behind its number. A word
that changes the value (half, dozen, per 100, remainder) makes the side unread, and nothing is said about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from phi4_node.verification.step_tokens import Token
from phi4_node.verification.units import find_unit

MEANINGFUL = frozenset(
    "of half halves third thirds quarter quarters fourth fourths fifth fifths sixth sixths seventh eighth eighths "
    "ninth tenth tenths dozen dozens twice thrice double doubled triple tripled hundred hundreds thousand thousands "
    "million millions billion billions trillion score remainder rem squared cubed square cube root sqrt by than less "
    "fewer into through until versus vs mod modulo choose factorial log ln sin cos tan power exponent ratio out from "
    "between above below k m b mil bn gross percent percentage pct points more and or plus minus times divided "
    "multiplied subtract add one two three four five six seven eight nine ten eleven twelve twenty thirty".split()
)
"""Words beside a number that may change its value."""

_NUMBER_NAMES = frozenset("one two three four five six seven eight nine ten eleven twelve twenty thirty".split())
_OPERATOR_WORDS = {"plus": "+", "minus": "-", "times": "*", "x": "*", "X": "*"}
_LABELS = frozenset(
    "day days week month year step part case round grade class page chapter number no question problem figure "
    "equation phase level option team group type room table line row column section item version stage trip game "
    "quarter monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september october november december option choice point top last first next all another every each "
    "statement condition rule formula exercise example method approach the house player person child student "
    "store scenario solution".split()
)
_BEFORE = frozenset("of times plus minus by half twice per than from with into over".split())
_MEANINGFUL_CJK = re.compile("[半倍百千万亿分之的余约比再又和与]")
_MOST_WORDS = 5


@dataclass(slots=True)
class Side:
    """One side of a relation.

    Attributes:
        text: Arithmetic for the parser; empty if the side was not read.
        words: The words left out: names of things, units.
        has_operator: Whether something is calculated on this side.
        has_percent: Whether a percent sign occurs.
        truncated: Whether a number goes on (`1.636...`).
        start: Where it begins in the step.
    """

    text: str = ""
    words: list[str] = field(default_factory=list)
    has_operator: bool = False
    has_percent: bool = False
    truncated: bool = False
    start: int = 0


@dataclass(slots=True)
class Chain:
    """Sides with the relations between them; `relations[i]` stands before `sides[i + 1]`."""

    sides: list[Side]
    relations: list[str]


def prose_chains(tokens: list[Token]) -> Iterator[Chain]:
    """The chains outside formulas."""
    places = [place for place, token in enumerate(tokens) if token.kind == "rel"]
    done = -1
    for place in places:
        if place <= done:
            continue
        chain = Chain([_left_side(tokens, place)], [])
        while place < len(tokens) and tokens[place].kind == "rel":
            done = place
            side, after = _right_side(tokens, place + 1)
            chain.relations.append(tokens[place].text)
            chain.sides.append(side)
            place = after
        yield chain


def _left_side(tokens: list[Token], relation: int) -> Side:
    """The longest arithmetic that ends at the relation and begins after a harmless word or a boundary."""
    first = relation
    while first > 0 and tokens[first - 1].kind not in ("rel", "punct", "other"):
        first -= 1
    for start in range(first, relation):
        if tokens[start].kind not in ("num", "cur", "left", "math") and not _is_sign(tokens, start, first):
            continue
        if start > first and not _may_precede(tokens[start - 1]):
            return Side()
        side, after = _read(tokens, start, relation)
        if after == relation and side.text:
            return side if side.has_operator or tokens[start].kind == "math" else Side()
        if tokens[start].kind != "left":
            return Side()
    return Side()


def _is_sign(tokens: list[Token], place: int, first: int) -> bool:
    return tokens[place].text in ("-", "−") and place == first


def _may_precede(token: Token) -> bool:
    if token.kind == "cjk":
        return not _MEANINGFUL_CJK.search(token.text[-1])
    return token.kind == "word" and token.text.lower() not in _BEFORE | _LABELS | {"x"}


def _right_side(tokens: list[Token], start: int) -> tuple[Side, int]:
    """The arithmetic behind a relation, and the index of what stops it."""
    side, after = _read(tokens, start, len(tokens))
    if not side.text:
        while after < len(tokens) and tokens[after].kind not in ("rel", "punct"):
            after += 1
        return Side(), after
    return side, after


class _Reading:
    """Collects one side; `unread` forgets it."""

    def __init__(self, start: int) -> None:
        self.parts: list[str] = []
        self.side = Side(start=start)
        self.depth = 0

    def finish(self) -> Side:
        if self.depth or not self.parts:
            return Side()
        self.side.text = " ".join(self.parts)
        return self.side


def _read(tokens: list[Token], place: int, end: int) -> tuple[Side, int]:
    """Read operands with operators between them; stops where the arithmetic cannot go on."""
    reading = _Reading(tokens[place].start if place < end else 0)
    while True:
        operand = _operand(tokens, place, end, reading)
        if operand is None:
            return Side(), place
        place = operand
        following = _after_operand(tokens, place, end, reading)
        if following is None:
            return Side(), place
        place = following
        sign = _operator(tokens, place, end, reading)
        if not sign:
            stopped_at_sign = place < end and tokens[place].kind == "op"
            return Side() if stopped_at_sign else reading.finish(), place
        reading.parts.append(sign)
        reading.side.has_operator = True
        place += 1


def _operand(tokens: list[Token], place: int, end: int, reading: _Reading) -> int | None:
    """A number, formula or opening bracket; the index after it."""
    while place < end and tokens[place].kind == "left":
        reading.parts.append("(")
        reading.depth += 1
        place += 1
    if place < end and tokens[place].text in ("-", "−", "+"):
        reading.parts.append("-" if tokens[place].text != "+" else "")
        place += 1
    if place < end and tokens[place].kind == "cur":
        reading.side.words.append(tokens[place].text.strip("\\"))
        place += 1
    if place >= end:
        return None
    token = tokens[place]
    if token.kind == "left" and place + 1 < end:
        return _operand(tokens, place, end, reading)
    if token.kind == "math":
        return _formula_operand(token, place, reading)
    if token.kind != "num":
        return None
    reading.parts.append(token.text)
    reading.side.truncated |= token.truncated
    return _mixed_number(tokens, place + 1, end, reading)


def _formula_operand(token: Token, place: int, reading: _Reading) -> int | None:
    inner = formula_side(token.text)
    if not inner.text or re.search(r"[=<>≈]|\\approx|\\[gl]eq?\b", token.text):
        return None
    reading.parts.append(f"({inner.text})")
    reading.side.words += inner.words
    reading.side.has_percent |= inner.has_percent
    reading.side.has_operator |= inner.has_operator
    return place + 1


def _mixed_number(tokens: list[Token], place: int, end: int, reading: _Reading) -> int:
    """`2 1/2` is one operand."""
    kinds = [token.kind for token in tokens[place : min(place + 3, end)]]
    if kinds == ["num", "op", "num"] and tokens[place].gap and tokens[place + 1].text == "/":
        if not tokens[place + 1].gap and not tokens[place + 2].gap and "." not in tokens[place - 1].text:
            reading.parts[-1] += f" {tokens[place].text}/{tokens[place + 2].text}"
            return place + 3
    return place


def _after_operand(tokens: list[Token], place: int, end: int, reading: _Reading) -> int | None:
    """What may stand behind a number: %, its unit, a remark, closing brackets. None if something is not harmless."""
    words = 0
    while place < end:
        token = tokens[place]
        if token.kind == "pct":
            reading.parts.append("%")
            reading.side.has_percent = True
        elif token.kind == "right":
            if not reading.depth:
                return place
            reading.parts.append(")")
            reading.depth -= 1
        elif token.kind == "left":
            if not token.gap:
                return None  # .15(number of minutes)
            closing = _remark(tokens, place, end)
            if closing is None:
                return None if words == 0 else place
            place = closing
        elif token.kind in ("word", "cjk"):
            if _is_operator_word(tokens, place, end):
                return place
            if not _is_harmless(tokens, place, end, words):
                return None
            words += 1
            if words > _MOST_WORDS:
                return _skip_words(tokens, place, end)
            reading.side.words.append(token.text)
        elif token.text == "/" and place + 1 < end and tokens[place + 1].kind in ("word", "cjk"):
            place += 1
            reading.side.words.append(tokens[place].text)
            words += 1
        elif token.kind in ("num", "cur", "math"):
            return None  # two numbers with nothing but words between them
        else:
            return place
        place += 1
    return place


def _is_harmless(tokens: list[Token], place: int, end: int, words: int) -> bool:
    token = tokens[place]
    if token.kind == "cjk":
        return not _MEANINGFUL_CJK.search(token.text[:1])
    if not token.gap and tokens[place - 1].kind == "num" and (len(token.text) == 1 or find_unit(token.text) is None):
        return False  # 3x, 1st
    if words == 0 or tokens[place - 1].text == "/":
        return token.text.lower() not in MEANINGFUL
    if token.text.lower() in ("and", "or", "plus", "minus", "times"):
        return not _number_comes(tokens, place + 1, end)
    return token.text.lower() not in _NUMBER_NAMES and token.text.lower() not in ("remainder", "dozen", "hundred", "thousand", "million", "billion", "half")


def _number_comes(tokens: list[Token], place: int, end: int) -> bool:
    return any(token.kind in ("num", "cur", "math") for token in tokens[place : min(place + 3, end)]) or any(
        token.text.lower() in MEANINGFUL for token in tokens[place : min(place + 3, end)]
    )


def _skip_words(tokens: list[Token], place: int, end: int) -> int:
    """The sentence goes on in words; what follows is no longer part of the side."""
    while place < end and tokens[place].kind in ("word", "cjk"):
        place += 1
    return place


def _is_operator_word(tokens: list[Token], place: int, end: int) -> bool:
    """`x`, `times`, `plus`, or the `of` of `20% of 50`, with a number behind it."""
    token = tokens[place]
    if place + 1 >= end or tokens[place + 1].kind not in ("num", "cur", "left", "math"):
        return False
    return token.text in _OPERATOR_WORDS or token.text == "of" and _is_share(tokens, place)


def _is_share(tokens: list[Token], place: int) -> bool:
    before = [token.kind for token in tokens[max(0, place - 3) : place]]
    if before[-1:] in (["pct"], ["math"]):
        return True
    return before[-3:] == ["num", "op", "num"] and tokens[place - 2].text == "/"


def _operator(tokens: list[Token], place: int, end: int, reading: _Reading) -> str:
    """The operator at this place, if an operand can follow it; empty otherwise."""
    if place + 1 >= end:
        return ""
    token, following = tokens[place], tokens[place + 1]
    if following.kind not in ("num", "cur", "left", "math") and following.text not in ("-", "−"):
        return ""
    if token.kind == "word":
        return "*" if token.text == "of" else _OPERATOR_WORDS.get(token.text, "")
    if token.kind != "op":
        return ""
    return {"−": "-", "–": "-", "×": "*", "·": "*", "÷": "/", "**": "^"}.get(token.text, token.text)


def _remark(tokens: list[Token], place: int, end: int) -> int | None:
    """The index of the bracket that closes a remark without numbers, `(last night)`."""
    for index in range(place + 1, min(place + 12, end)):
        token = tokens[index]
        if token.kind == "right":
            return index if index > place + 1 else None
        if token.kind not in ("word", "cjk", "punct") or token.text.lower() in MEANINGFUL - {"and", "from", "of"}:
            return None
    return None


# Formulas ----------------------------------------------------------------------------------------

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
_BREAK = re.compile(r"\\\\(?:\[[^\]]*\])?|\\(?:Rightarrow|rightarrow|implies|to|iff|Longrightarrow|therefore|because)\b|→|⇒|;")
_RELATION = re.compile(r"\\approx|\\leq?(?![a-z])|\\geq?(?![a-z])|\\neq?(?![a-z])|\\lt\b|\\gt\b|≈|≤|≥|≠|<=|>=|!=|=|<|>|\\sim\b|\\equiv\b|\\cong\b")
_RELATION_SIGNS = {
    "\\approx": "≈", "\\le": "<=", "\\leq": "<=", "\\ge": ">=", "\\geq": ">=", "\\ne": "!=", "\\neq": "!=",
    "\\lt": "<", "\\gt": ">", "≤": "<=", "≥": ">=", "≠": "!=", "\\sim": "?", "\\equiv": "?", "\\cong": "?",
}  # fmt: skip
_CONTINUES = re.compile(r"\s*(?:[-+*/×÷·]|\\(?:times|cdot|div|pm)\b)")
_TOP_COMMA = re.compile(r",(?!\d{3}(?!\d))\s*|,(?=\s)")


def formula_chains(content: str, offset: int) -> Iterator[Chain]:
    """The chains within one formula; an aligned formula goes on in the next line."""
    for pattern, replacement in _CLEAN:
        content = pattern.sub(replacement, content)
    pieces = [piece for line in _BREAK.split(content) for piece in _split_at_commas(line)]
    for piece in _joined_lines(pieces):
        signs = [match.group() for match in _RELATION.finditer(piece)]
        if not signs:
            continue
        sides = [formula_side(text, offset) for text in _RELATION.split(piece)]
        yield Chain(sides, [_RELATION_SIGNS.get(sign, sign) for sign in signs])


def _split_at_commas(line: str) -> list[str]:
    depth, last, found = 0, 0, []
    for place, character in enumerate(line):
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth <= 0 and _TOP_COMMA.match(line, place):
            found.append(line[last:place])
            last = place + 1
    return [*found, line[last:]]


def _joined_lines(lines: list[str]) -> list[str]:
    """A line that begins with a relation continues the one before it."""
    joined: list[str] = []
    for line in lines:
        if joined and (_RELATION.match(line.strip()) or _CONTINUES.match(line)):
            joined[-1] += " " + line
        else:
            joined.append(line)
    return joined


def formula_side(text: str, offset: int = 0) -> Side:
    """One side of a formula: its units and names of things are left out if they are harmless."""
    side = Side(start=offset)
    for pattern, replacement in _CLEAN:
        text = pattern.sub(replacement, text)
    for match in _TEXT.finditer(text):
        words = re.findall(r"[A-Za-z]+|[\u4e00-\u9fff]+|\d+", match.group(1))
        before = text[: match.start()].rstrip()
        if any(word.lower() in MEANINGFUL or word.isdigit() or _MEANINGFUL_CJK.match(word) for word in words):
            if match.group(1).strip(" .") not in ("percent",):
                return Side()
        if not before or before[-1] not in "0123456789})]%":
            return Side()
        side.words += words
    plain = _TEXT.sub(" ", text).strip().rstrip(".,")
    if not plain or "..." in plain:
        return Side()
    side.text = plain
    side.has_operator = re.search(r"[-+*/^×÷·]|\\(?:times|cdot|div|[dt]?frac|sqrt|pm)|!|\)\s*\(", plain.lstrip("-")) is not None
    side.has_percent = "%" in plain
    return side
