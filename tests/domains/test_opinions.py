"""Which answers an opinion counts as the same one."""

from __future__ import annotations

import pytest

from phi4_node.domains.calculation import CALCULATION
from phi4_node.domains.formalisation import FORMALISATION
from phi4_node.schema import Problem


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("-5", "\u22125", True),
        ("5", "\u22125", False),
        (r"$\frac{1}{2}$", "0.5", True),
        (r"3\frac{1}{2}", "0.5", False),
        ("$1,200", "1200 dollars", True),
        ("2 million", "2", False),
        ("2 dozen eggs", "2", False),
        ("2万", "2", False),
        ("44%", "44", False),
    ],
)
def test_the_numbers_of_answers(first: str, second: str, same: bool) -> None:
    assert (CALCULATION.key(first) == CALCULATION.key(second)) is same


def test_a_minus_sign_is_one_however_it_is_written() -> None:
    apples = Problem(text="How many apples are left of 3?")
    assert CALCULATION.strange(apples, "-2") and CALCULATION.strange(apples, "\u22122")


@pytest.mark.parametrize(
    ("answer", "stance"),
    [
        ("是的", "yes"),
        ("是错的", "no"),
        ("是假的", "no"),
        ("不是", "no"),
        ("Correct.", "yes"),
        ("Correct answer is no", "correct answer is no"),
        ("B) no", "no"),
    ],
)
def test_yes_and_no(answer: str, stance: str) -> None:
    assert FORMALISATION.key(answer) == stance
