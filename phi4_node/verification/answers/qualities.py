"""What an answer says of itself before its values: `the two positive solutions are 2 and -3` is not so."""

from __future__ import annotations

import re

import sympy

from phi4_node.verification.answers.answer import Answer, AnswerError
from phi4_node.verification.answers.values import value_of
from phi4_node.verification.expressions.syntax import ReadError

_COUNTS = {"two": 2, "three": 3, "four": 4}
_SIGNS = ("positive", "negative", "integer", "real")
_WORDS = re.compile(rf"\b(?:{'|'.join((*_COUNTS, *_SIGNS))})\b", re.IGNORECASE)


def refuse_false_qualities(text: str, peeled: str, answer: Answer) -> None:
    """Compare the words that were taken off an answer with its values.

    Raises:
        AnswerError: there are more or fewer of them than is said, or one may be of another kind.
    """
    inside = set(_WORDS.findall(peeled.lower()))
    for word in set(_WORDS.findall(text.lower())) - inside:
        values = _values(answer)
        if word in _COUNTS and len(values) != _COUNTS[word]:
            raise AnswerError(f"it speaks of {word} values and gives {len(values)}")
        if word in _SIGNS and not all(_has(value, word) for value in values):
            raise AnswerError(f"it says {word} of what may not be so")


def _values(answer: Answer) -> list[Answer]:
    if answer.solutions:
        rows = [[value for _, value in row] for row in answer.solutions]
        return [value for row in rows for value in row] if max(map(len, rows)) == 1 else [answer] * len(rows)
    return list(answer.items) if answer.kind in ("list", "set") else [answer]


def _has(answer: Answer, word: str) -> bool:
    if answer.kind != "number":
        return word == "real"
    try:
        value = value_of(answer.node)
    except ReadError:
        return False
    if not isinstance(value, sympy.Expr):
        return False
    is_so = {
        "positive": value.is_positive,
        "negative": value.is_negative,
        "integer": value.is_integer,
        "real": value.is_real,
    }[word]
    return is_so is True
