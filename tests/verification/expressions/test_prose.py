"""Mathematics in a sentence is read as it is read by itself, or not at all."""

from __future__ import annotations

import random

import pytest

from phi4_node.verification.expressions.parser import parse, parse_prefix
from phi4_node.verification.expressions.syntax import ReadError

OPERANDS = (
    "2;3;10;0.5;x;y;a;n;pi;e;2x;x^2;½;√2;4!;x!;5%;30°;(x + 1);sin x;cos(x);ln 2;lg x;exp x;sqrt 9;sqrt(9);"
    "log_2 8;|x|;sin^2 x;tan 20°;f(x);gcd(4,6);km;3 km;mod 5;degrees;percent;squared"
).split(";")
SIGNS = (" + ", " - ", " * ", " / ", " ^ ", " ", " · ", " = ", "+", "-", " < ", ", ", " ÷ ", ": ")


def sentence(chance: random.Random) -> str:
    text = chance.choice(OPERANDS)
    for _ in range(chance.randint(1, 4)):
        text += chance.choice(SIGNS) + chance.choice(OPERANDS)
    return text


@pytest.mark.parametrize("seed", range(8))
def test_what_is_read_to_its_end_means_the_same(seed: int) -> None:
    chance, whole = random.Random(seed), 0
    for _ in range(1500):
        text = sentence(chance)
        try:
            node, end = parse_prefix(text)
        except ReadError:
            continue
        if not text[end:].strip():
            whole += 1
            assert parse(text) == node, text
    assert whole > 200


@pytest.mark.parametrize(
    "text", ["3 + 4 sin 30°", "x^2 + 3 ln x", "cos(x) - 2 exp x * 0.5", "5% + 0.5 sin x", "y = 1 + 2 cos x"]
)
def test_a_numeral_multiplies_the_function_behind_it_and_the_sum_does_not(text: str) -> None:
    node, end = parse_prefix(text)
    assert (node, text[end:]) == (parse(text), "")


def test_a_numeral_of_the_sentence_does_not() -> None:
    assert parse_prefix("4 sin x = 1")[1] == 1, "as in: problem 4"
