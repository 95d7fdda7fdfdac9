from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phi4_node.domains.quantities import from_nowhere, quantities_of, unused


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("3 boxes of 1,200 pens for $2.50", ["3", "1200", "5/2"]),
        ("a budget of $400 000", ["400000"]),
        ("twenty-five cats and three hundred five dogs", ["25", "305"]),
        ("20% of the 40 % rest", ["20", "40"]),
        ("twice as many, half a dozen, a third of them, two fifths", ["2", "1/2", "12", "1/3", "2/5"]),
        ("3/4 cup and 2 1/2 cups", ["3/4", "5/2"]),
        ("2 million people", ["2000000"]),
        ("the third day of grade 4, the 5th, at 7:30 and 8 am", []),
        ("one of the two girls is 10-years-old", []),
        ("三百二十个苹果，百分之二十，四分之三，一半，十二本", ["320", "20", "3/4", "1/2", "12"]),
        ("第3天", []),
        ("", []),
    ],
)
def test_what_a_problem_gives(text: str, values: list[str]) -> None:
    assert [quantity.value for quantity in quantities_of(text)] == [Fraction(value) for value in values]


@pytest.mark.parametrize(
    ("problem", "work", "left"),
    [
        ("She has 16 eggs, eats three, bakes with four, sells at $2.", "(16 - 3 - 4) * 2", []),
        ("She has 16 eggs, eats three, bakes with four, sells at $2.", "(16 - 4) * 2", ["three"]),
        ("A price of 80 falls by 20%.", "80 * 0.8", []),
        ("A price of 80 falls by 20%.", "80 * (1 - 20/100)", []),
        ("A trip takes 90 minutes at 60 km/h.", "1.5 * 60", []),
        ("Half of 40 is red.", "40 / 2", []),
        ("2 dozen at 5 each", "24 * 5", ["dozen"]),
        ("小明有三百二十个苹果，吃了20个", "320 - 20", []),
        ("小明有320个苹果，吃了20个", "320 - 30", ["20"]),
    ],
)
def test_what_was_not_used(problem: str, work: str, left: list[str]) -> None:
    assert unused(problem, work) == left


@pytest.mark.parametrize(
    ("program", "strange"),
    [
        ("answer = 16 * 60 / 100", []),
        ("answer = 17 * 23", ["17", "23"]),
        ("# 17 apples\nanswer = 16 - 5", []),
        ("x1 = 16\nanswer = x1 * 2", []),
        ("answer = 16 + 5 - 11", []),
    ],
)
def test_what_comes_from_nowhere(program: str, strange: list[str]) -> None:
    assert from_nowhere("There are 16 apples and 5 pears.", program) == strange


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_read(problem: str, work: str) -> None:
    unused(problem, work)
    from_nowhere(problem, work)


@pytest.mark.data
def test_few_false_alarms_on_right_solutions(shared_data: Path) -> None:
    lines = (shared_data / "math/gsm8k_train.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    alarms = sum(bool(unused(row["question"], row["answer"])) for row in rows)
    assert alarms <= 0.05 * len(rows)
