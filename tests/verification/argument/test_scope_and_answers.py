"""How far a quantifier reaches, what is no statement, and answers that begin like another."""

from __future__ import annotations

import pytest

from phi4_node.verification.argument.decide import decide
from phi4_node.verification.argument.language import ArgumentError, read_argument
from phi4_node.verification.argument.wording import said_of
from phi4_node.verification.checks.base import UndecidedError


@pytest.mark.parametrize(
    "text",
    [
        "premise: all x P(x) -> Q(a)\nconclusion: Q(a)",
        "premise: exists x P(x) <-> Q(a)\nconclusion: Q(a)",
        "premise: not exists x P(x) and Q(a)\nconclusion: Q(a)",
        "premise: R and exists x P(x) or Q(a)\nconclusion: R",
        "premise: True -> P\nconclusion: P",
        "premise: P = Q\npremise: P\nconclusion: Q",
        "premise: Dog(X) -> Animal(X)\npremise: Dog(rex)\nconclusion: Animal(rex)",
    ],
)
def test_what_can_be_read_in_two_ways(text: str) -> None:
    with pytest.raises(ArgumentError):
        read_argument(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("premise: all x (P(x) -> Q(a))\npremise: P(b)\nconclusion: Q(a)", "follows"),
        ("premise: (all x P(x)) -> Q(a)\npremise: P(b)\nconclusion: Q(a)", "open"),
        ("premise: all x: P(x) -> Q(a)\npremise: P(b)\nconclusion: Q(a)", "follows"),
        ("premise: all x P(x) -> Q(x)\npremise: P(b)\nconclusion: Q(b)", "follows"),
        ("premise: all x P(a) -> Q(x)\npremise: P(a)\nconclusion: Q(b)", "follows"),
        ("premise: (R and exists x P(x)) or Q(a)\nconclusion: R", "open"),
        ("premise: R -> (exists x P(x) & Q(a))\npremise: R\nconclusion: Q(a)", "follows"),
        ("premise: exists x P(x) & Q(a)\nconclusion: Q(a)", "follows"),
    ],
)
def test_what_is_clear(text: str, found: str) -> None:
    assert decide(read_argument(text)) == found


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("It is false.", False),
        ("It is true", True),
        ("It is necessarily true.", True),
        ("It is.", True),
        ("It is not.", False),
        ("It is invalid", False),
        ("We can not conclude that", False),
        ("We can conclude that", True),
        ("是假的", False),
        ("是错误的", False),
        ("是的", True),
        ("没有足够的信息", None),
        ("No conclusion can be drawn", None),
        ("No, it does not follow.", False),
        ("Yes, it follows.", True),
        ("True", True),
    ],
)
def test_what_answers_say(answer: str, said: bool | None) -> None:
    assert said_of(answer) is said


@pytest.mark.parametrize(
    "answer", ["It is unclear", "It is not false", "It follows that it is false", "Not incorrect"]
)
def test_answers_in_doubt(answer: str) -> None:
    with pytest.raises(UndecidedError):
        said_of(answer)
