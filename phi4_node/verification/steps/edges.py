"""Where arithmetic may begin and end within a sentence, judged by the words beside it."""

from __future__ import annotations

from collections.abc import Iterator

from phi4_node.verification.expressions.units import find_unit
from phi4_node.verification.steps.sides import MEANINGFUL, MEANINGFUL_CHINESE
from phi4_node.verification.steps.tokens import Token

_LABELS = frozenset(
    "day days week weeks month months year years pages steps rows grades step part case round grade "
    "class page chapter number no question problem figure equation phase level option team group type "
    "room table line row column section item version stage trip game quarter monday tuesday wednesday "
    "thursday friday saturday sunday january february march april may june july august september "
    "october november december option choice point top last first next all another every each "
    "statement condition rule formula exercise example method approach the house player person child "
    "student store scenario solution".split()
)
_JOINS = frozenset("of times plus minus by half twice double triple per than from with into over".split())
_SHARES = frozenset(
    "half halves third thirds quarter quarters fourth fourths fifth fifths sixth sixths seventh eighth "
    "eighths ninth tenth tenths percent percentage fraction part parts portion multiple times average "
    "mean square cube root remainder rest out one two three each all some most many lots groups sets "
    "product quotient difference ratio none any dozen dozens instead consists because".split()
)
_CLOSE = frozenset("at for each per every a an the only about around nearly almost".split())
"""Words that may tie a number to one before it: `3 boxes at 4 + 5 dollars`."""
_STOPS = frozenset(
    "with in for on at after since while which that during when before as if because from more fewer less "
    "extra additional left to".split()
)
_LINKS = frozenset("and but so then".split())


def may_precede(tokens: list[Token], place: int) -> bool:
    """Whether arithmetic may begin at a token: not behind `Day`, `half of` or `A` in `A3`."""
    token = tokens[place - 1]
    if token.kind == "cjk":
        return not MEANINGFUL_CHINESE.search(token.text[-1])
    if token.kind != "word" or len(token.text) < 2:
        return False
    word = token.text.lower()
    if word == "of":
        return _is_plain_of(tokens, place - 1)
    return word not in _JOINS | _LABELS


def _is_plain_of(tokens: list[Token], place: int) -> bool:
    """`a total of 10 + 20`, and not `half of 10 + 20`."""
    before = tokens[place - 1] if place else None
    return (
        before is not None
        and before.kind == "word"
        and len(before.text) > 2
        and before.text.lower() not in _SHARES | MEANINGFUL | _LABELS
    )


def later_beginnings(tokens: list[Token], first: int, relation: int) -> Iterator[int]:
    """Places behind the first number of a clause where a calculation of its own may begin."""
    for place in range(first + 1, relation):
        if tokens[place].kind not in ("num", "cur", "left", "math") or tokens[place - 1].kind != "word":
            continue
        word = tokens[place - 1].text.lower()
        if place > 1 and _is_number(tokens[place - 2]) and find_unit(tokens[place - 1].text) is not None:
            continue  # `5 ft 6 in` is one length
        after_remains = word == "with" and tokens[place - 2].text.lower() in ("left", "remains", "remained")
        if after_remains or (may_precede(tokens, place) and word not in _CLOSE | MEANINGFUL):
            yield place


def stop_behind(tokens: list[Token], start: int) -> int | None:
    """Where a result ends because the sentence goes on: `= 13 cars with 4 tires each`."""
    for place in range(start + 1, len(tokens)):
        token = tokens[place]
        if token.kind in ("rel", "punct", "op"):
            return None
        if token.kind != "word":
            continue
        word = token.text.lower()
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        if word in _LINKS and following is not None and _begins_clause(following):
            return place
        if word == "of" and following is not None and _begins_clause(following):
            return place
        if word in _STOPS and not (word in ("more", "fewer", "less") and _is_word(following, "than")):
            return place if not (word == "to" and _is_number(following)) else None
    return None


def _begins_clause(token: Token) -> bool:
    return token.kind == "word" and len(token.text) > 1 and token.text.lower() not in MEANINGFUL


def _is_word(token: Token | None, text: str) -> bool:
    return token is not None and token.text.lower() == text


def _is_number(token: Token | None) -> bool:
    return token is not None and token.kind in ("num", "cur", "math")
