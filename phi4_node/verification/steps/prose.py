"""From the words and numbers of a step to its chains.

A side counts as read only if every word in it is harmless: the name of what is counted, behind its number. A
word that changes the value (half, dozen, per 100, remainder) makes the side unread, and nothing is said about
it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from phi4_node.verification.expressions.units import find_unit
from phi4_node.verification.steps.edges import later_beginnings, may_precede, stop_behind
from phi4_node.verification.steps.formulas import formula_side
from phi4_node.verification.steps.sides import MEANINGFUL, MEANINGFUL_CHINESE, Chain, Side, is_remark
from phi4_node.verification.steps.tokens import Token

_NUMBER_NAMES = frozenset(
    "one two three four five six seven eight nine ten eleven twelve twenty thirty".split()
)
_OPERATOR_WORDS = {"plus": "+", "minus": "-", "times": "*", "x": "*", "X": "*"}
_MOST_WORDS = 5
_MOST_LABEL_WORDS = 12
_LINKS = frozenset("so therefore thus hence and then the now finally".split())


def prose_chains(tokens: list[Token]) -> Iterator[Chain]:
    """The chains outside formulas."""
    places = [place for place, token in enumerate(tokens) if token.kind == "rel"]
    done = -1
    for place in places:
        if place <= done:
            continue
        label = _label(tokens, place)
        chain = Chain([_left_side(tokens, place)], [], tokens[place - len(label)].start)
        chain.sides[0].label = " ".join(word.text for word in label)
        while place < len(tokens) and tokens[place].kind == "rel":
            done = place
            side, after = _right_side(tokens, place + 1)
            chain.relations.append(tokens[place].text)
            chain.sides.append(side)
            place = after
        chain.end = tokens[place].start if place < len(tokens) else tokens[-1].start + len(tokens[-1].text)
        yield chain


def _label(tokens: list[Token], relation: int) -> list[Token]:
    """The words that are all there is between the relation and what ends the clause before it."""
    first = relation
    while first > 0 and tokens[first - 1].kind in ("word", "cjk"):
        first -= 1
    if first > 0 and tokens[first - 1].kind not in ("punct", "math"):
        return []
    words = tokens[first:relation]
    while words and words[0].text.lower() in _LINKS:
        words = words[1:]
    return words if len(words) <= _MOST_LABEL_WORDS else []


def _left_side(tokens: list[Token], relation: int) -> Side:
    """The longest arithmetic that ends at the relation and begins after a harmless word or a boundary."""
    first = relation
    while first > 0 and tokens[first - 1].kind not in ("rel", "punct", "other"):
        first -= 1
    if first > 0 and tokens[first - 1].kind == "other":
        return Side()
    for start in range(first, relation):
        if tokens[start].kind not in ("num", "cur", "left", "math") and not _is_sign(tokens, start, first):
            continue
        if start > first and not may_precede(tokens, start):
            break
        side, after = _read(tokens, start, relation)
        if after == relation and side.text:
            return side if side.has_operator or tokens[start].kind == "math" else Side()
        if tokens[start].kind != "left":
            break
    for start in later_beginnings(tokens, first, relation):
        side, after = _read(tokens, start, relation)
        if after == relation and side.has_operator:
            return side
    return Side()


def _is_sign(tokens: list[Token], place: int, first: int) -> bool:
    return tokens[place].text in ("-", "−") and place == first


def _right_side(tokens: list[Token], start: int) -> tuple[Side, int]:
    """The arithmetic behind a relation, and the index of what stops it."""
    side, after = _read(tokens, start, len(tokens))
    stop = None if side.text else stop_behind(tokens, start)
    if stop is not None:
        side, after = _read(tokens, start, stop)
        if side.text and after == stop:
            return side, after
        side = Side()
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
        known = len(reading.side.words)
        following = _after_operand(tokens, place, end, reading)
        reading.side.groups.append(tuple(word.lower() for word in reading.side.words[known:]))
        if following is None:
            return Side(), place
        place = following
        sign = _operator(tokens, place, end, reading)
        if not sign:
            stopped_at_sign = place < end and tokens[place].kind in ("op", "other", "left")
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
    fraction = tokens[place : min(place + 3, end)]
    if [token.kind for token in fraction] != ["num", "op", "num"] or fraction[1].text != "/":
        return place
    if [token.gap for token in fraction] != [True, False, False] or "." in tokens[place - 1].text:
        return place
    reading.parts[-1] += f" {fraction[0].text}/{fraction[2].text}"
    return place + 3


def _after_operand(tokens: list[Token], place: int, end: int, reading: _Reading) -> int | None:
    """Pass over %, a unit, a remark, closing brackets behind a number; None if something is not harmless."""
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
        return not MEANINGFUL_CHINESE.search(token.text[:1])
    if len(token.text) == 1 and not (token.text == "a" and token.gap):
        return False  # a letter may be a variable
    if not token.gap and tokens[place - 1].text != "/" and find_unit(token.text) is None:
        return False  # 1st, 3kg is one
    if token.text.lower() in ("square", "cubic") and place + 1 < end:
        return find_unit(tokens[place + 1].text) is not None
    if words == 0 or tokens[place - 1].text == "/":
        return token.text.lower() not in MEANINGFUL
    if token.text.lower() in ("and", "or", "plus", "minus", "times"):
        return not _number_comes(tokens, place + 1, end)
    return token.text.lower() not in _NUMBER_NAMES and token.text.lower() not in (
        "remainder",
        "dozen",
        "hundred",
        "thousand",
        "million",
        "billion",
        "half",
    )


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
    return token.text in _OPERATOR_WORDS or (token.text == "of" and _is_share(tokens, place))


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
    return {"−": "-", "–": "-", "×": "*", "·": "*", "**": "^"}.get(token.text, token.text)


def _remark(tokens: list[Token], place: int, end: int) -> int | None:
    """The index of the bracket that closes a remark without numbers, `(last night)`."""
    for index in range(place + 1, min(place + 12, end)):
        token = tokens[index]
        if token.kind == "right":
            words = [inner.text for inner in tokens[place + 1 : index] if inner.kind != "punct"]
            return index if is_remark(words) else None
        if token.kind not in ("word", "cjk", "punct"):
            return None
    return None
