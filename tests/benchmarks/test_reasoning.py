"""The report of the reasoning benchmark: whether a bar was met is read off the figures."""

from __future__ import annotations

import pytest

from benchmarks.reasoning.bars import bars_table
from benchmarks.reasoning.methods import Outcome
from benchmarks.reasoning.report import Line
from benchmarks.reasoning.sample import Task


def lines(method: str, right: int, *, of: int = 10, tokens: int = 100, trust: str = "") -> list[Line]:
    task = Task("gsm8k-0", "gsm8k", "How many?", "1")
    return [
        Line(task, method, Outcome("1", trust), number < right, 1, 50, tokens, 0, 1.0, 1.0)
        for number in range(of)
    ]


RIVALS = [*lines("greedy", 5), *lines("majority of 3", 6, tokens=300)]


def met(table: list[str]) -> dict[str, bool]:
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in table[2:]]
    return {f"{measure}, {bar}": word == "yes" for measure, bar, _, word in cells}


def test_what_is_met() -> None:
    table = met(bars_table([*RIVALS, *lines("phi4_node", 8, tokens=300, trust="supported")]))
    assert table == {
        "gsm8k: right, 12 points over one greedy sample": True,
        "gsm8k: right, above each rival": True,
        "gsm8k: tokens a problem, no more than majority of 3": True,
        "`supported` or better: right, 96 %": False,
        "`supported` or better: share of problems, 45 %": True,
        "`verified`: right, 100 %": False,
    }


@pytest.mark.parametrize(("right", "tokens"), [(6, 100), (5, 301)])
def test_as_good_as_a_rival_is_not_above_it(right: int, tokens: int) -> None:
    table = met(bars_table([*RIVALS, *lines("phi4_node", right, tokens=tokens, trust="verified")]))
    assert not table["gsm8k: right, above each rival"]
    assert table["gsm8k: tokens a problem, no more than majority of 3"] == (tokens <= 300)
    assert not table["`verified`: right, 100 %"], "one wrong answer is enough"


def test_without_the_methods_that_are_compared() -> None:
    assert len(bars_table(lines("phi4_node", 8))) == 1
