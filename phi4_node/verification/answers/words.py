"""Answers that are words: choices, truth values, names of days, and words beside numbers."""

from __future__ import annotations

from phi4_node.verification.answers.answer import Answer
from phi4_node.verification.answers.matching import Sameness, sameness

_OPPOSITES = (
    frozenset(("odd", "even", "neither")),
    frozenset(("positive", "negative", "zero")),
    frozenset(("prime", "composite")),
    frozenset(("knight", "knave")),
    frozenset(("valid", "invalid")),
    frozenset(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")),
    frozenset(
        "january february march april may june july august september october november december".split()
    ),
)  # fmt: skip
_NUMBER_WORDS = frozenset(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand "
    "million billion half third quarter fifth sixth eighth tenth dozen pair couple single double "
    "triple once twice nothing nil nought null infinity origin same both first second".split()
)


def other_kinds(first: Answer, second: Answer) -> Sameness:
    """Compare words, choices, truth values, and answers of kinds that nothing else compares."""
    kinds = {first.kind, second.kind}
    if len(kinds) == 1:
        if first.kind in ("choice", "truth"):
            return sameness(first.word == second.word, "the choices")
        if first.kind == "text":
            return _texts(first.word, second.word)
        return sameness(True if first.kind in ("none", "infinite", "undefined") else None, "the answers")
    if "choice" in kinds and kinds & {"expression"}:
        letter, other = (first, second) if first.kind == "choice" else (second, first)
        if other.node == letter.node:
            return Sameness(True, "the same letter")
        return Sameness(None, "a choice and an expression")
    finite = {"number", "tuple", "list", "set", "assignment", "matrix"}
    if (len(kinds & {"none", "infinite", "all"}) == 1 and kinds & finite) or kinds == {"none", "infinite"}:
        return Sameness(False, "one is a finite number of values, the other is not")
    if "text" in kinds and kinds & {"number", "tuple", "matrix"}:
        words = first.word if first.kind == "text" else second.word
        if not _NUMBER_WORDS & set(words.replace("-", " ").split()):
            return Sameness(False, "one is a word and the other a number")
    if kinds == {"none", "all"}:
        return Sameness(False, "one is nothing, the other everything")
    if kinds <= {"number", "list", "set"}:
        return _one_and_several(first, second)
    return Sameness(None, f"a {first.kind} and a {second.kind} cannot be compared")


def _one_and_several(first: Answer, second: Answer) -> Sameness:
    several, single = (first, second) if first.items else (second, first)
    if _is_decimal_comma(several, single):
        return Sameness(None, "the comma may be a decimal comma")
    if len(several.items) == 1:
        return Sameness(None, "one is a set with one member, the other its member")
    if all(item.node == single.node for item in several.items):
        return Sameness(None, "one value, written several times")
    return Sameness(False, "one value beside several")


def _is_decimal_comma(several: Answer, single: Answer) -> bool:
    """`1,22` beside 1.22."""
    values = [item.node.value for item in several.items if item.node.op == "num" and not item.node.places]
    if len(values) != 2 or len(several.items) != 2 or single.node.op != "num":
        return False
    whole, digits = values
    return (
        whole is not None
        and digits is not None
        and single.node.value == whole + digits / 10 ** len(str(digits))
    )


def _texts(first: str, second: str) -> Sameness:
    if first == second:
        return Sameness(True, "the same words")
    if any(first in words and second in words for words in _OPPOSITES):
        return Sameness(False, "the words exclude each other")
    return Sameness(None, "different words may mean the same")
