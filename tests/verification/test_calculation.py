"""Answers beside calculations and beside each other, through real workers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from phi4_node.schema import Outcome, Solution, Status
from phi4_node.verification import (
    WorkerPool,
    acalculate,
    acompare_answers,
    calculate,
    certify,
    check_calculation,
    compare_answers,
    replay,
    verdict_of,
    verify,
)

CRATES = "A crate holds 12 apples. How many apples do 3 crates hold?"
SHARES = "Three people share 10 dollars. How much does each get?"
GROWTH = "By how many percent does a square grow if its sides grow by 20%?"
ROUNDED = "Three people share 10 dollars. How much does each get, to the nearest cent?"


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(1) as pool:
        yield pool


@pytest.mark.parametrize(
    ("problem", "answer", "program", "outcome", "says"),
    [
        (CRATES, "36", "crates = 3\ncrates * 12", Outcome.HOLDS, "gives 36, which is the answer"),
        (CRATES, "36 apples", "3 * 12", Outcome.HOLDS, "36"),
        (CRATES, "72/2", "3 * 12", Outcome.HOLDS, "36"),
        (CRATES, "35", "3 * 12", Outcome.FAILS, "gives 36, not 35"),
        (CRATES, "-36", "3 * 12", Outcome.FAILS, "gives 36, not -36"),
        (CRATES, "36", "3 +* 12", Outcome.UNDECIDED, "The calculation fails"),
        (CRATES, "36", "import os\nos.getcwd()", Outcome.UNDECIDED, "The calculation fails"),
        (CRATES, "36 or so, perhaps", "3 * 12", Outcome.UNDECIDED, "gives 36"),
        (SHARES, "10/3", "10 / 3", Outcome.HOLDS, "10/3"),
        (SHARES, "3.33", "10 / 3", Outcome.UNDECIDED, "may be rounded"),
        (SHARES, "3.34", "10 / 3", Outcome.FAILS, "not 3.34"),
        (SHARES, "3", "10 / 3", Outcome.FAILS, "not 3"),
        (ROUNDED, "3.33", "10 / 3", Outcome.HOLDS, "rounds to the answer"),
        (ROUNDED, "$3.33", "10 / 3", Outcome.HOLDS, "rounds to the answer"),
        (ROUNDED, "3.34", "10 / 3", Outcome.FAILS, "not 3.34"),
        (ROUNDED, "3.30", "10 / 3", Outcome.FAILS, "not 3.30"),
        (GROWTH, "44%", "(1.2 * 1.2 - 1) * 100", Outcome.HOLDS, "gives 44"),
        (GROWTH, "44%", "1.2 * 1.2 - 1", Outcome.HOLDS, "11/25"),
        (GROWTH, "4.4%", "(1.2 * 1.2 - 1) * 100", Outcome.UNDECIDED, "gives 44"),
        (CRATES, "36%", "3 * 12", Outcome.UNDECIDED, "gives 36"),
    ],
)
def test_a_calculation_supports_only_the_answer_that_it_gives(
    pool: WorkerPool, problem: str, answer: str, program: str, outcome: Outcome, says: str
) -> None:
    check = check_calculation(problem, answer, program, pool=pool)
    assert (check.outcome, check.basis) == (outcome, "model"), check.reason
    assert says in check.reason
    assert check.evidence["calculation"] == program
    assert check.counterexample == "", "a calculation of the model proves nothing against an answer"
    assert verdict_of([check]).status in (Status.SUPPORTED, Status.UNCHECKED)


def test_a_supported_answer_replays(pool: WorkerPool) -> None:
    solution = Solution(answer="36", steps=("3 * 12 = 36",))
    checks = [*verify(CRATES, solution, pool=pool).checks]
    checks.append(check_calculation(CRATES, solution, "crates = 3\ncrates * 12", pool=pool))
    certificate = certify(CRATES, solution, verdict_of(checks))
    assert certificate.status is Status.SUPPORTED
    replayed = replay(certificate, pool=pool)
    assert replayed.ok, replayed.reason


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("1/2", "0.5", True),
        (r"\frac{1}{2}", "50%", None),
        ("x = 1 or x = -3", "{-3, 1}", True),
        ("5", "6", False),
        ("(1, 2)", "(2, 1)", False),
        ("5 cm", "5", None),
        ("five or maybe six", "5", None),
        ("", "5", None),
        ("\ud800", "5", None),
    ],
)
async def test_answers_are_compared_by_value(
    pool: WorkerPool, first: str, second: str, same: bool | None
) -> None:
    comparison = compare_answers(first, second, pool=pool)
    assert comparison.same is same, comparison.reason
    assert comparison.reason
    assert await acompare_answers(first, second, pool=pool) == comparison
    assert compare_answers(second, first, pool=pool).same is same


@pytest.mark.parametrize(
    ("program", "value"),
    [
        ("2 ** 10", "1024"),
        ("r = 1/3\nr * 6", "2"),
        ("0.1 + 0.2", "3/10"),
        ("", ""),
        ("x" * 30_000, ""),
        ("open('/etc/passwd').read()", ""),
        ("\ud800", ""),
    ],
)
async def test_calculations_are_exact(pool: WorkerPool, program: str, value: str) -> None:
    calculation = calculate(program, pool=pool)
    assert calculation.value == value
    assert bool(calculation.error) == (not value)
    assert await acalculate(program, pool=pool) == calculation


async def test_what_takes_too_long_is_told(pool: WorkerPool) -> None:
    assert "took longer" in calculate("2 ** 10", seconds=1e-6, pool=pool).error
    assert "took longer" in (await acalculate("2 ** 10", seconds=1e-6, pool=pool)).error
    for comparison in (
        compare_answers("1", "2", seconds=1e-6, pool=pool),
        await acompare_answers("1", "2", seconds=1e-6, pool=pool),
    ):
        assert comparison.same is None
        assert "took longer" in comparison.reason


@pytest.mark.parametrize(
    ("answer", "program", "outcome"),
    [
        ("44%", "a = 1.2 * 1.2\nanswer = a - 1", Outcome.HOLDS),
        ("44%", "a = 120 * 1.2\nanswer = a - 100", Outcome.HOLDS),
        # 0.44 is 44 % of one: who says 0.44 % forgot that, and the program did not.
        ("0.44%", "a = 1.2 * 1.2\nanswer = a - 1", Outcome.UNDECIDED),
        # no number times a hundred, and no error either
        ("44%", "a = 1.2 * 1.2\nanswer = [a, a - 1]", Outcome.FAILS),
    ],
)
def test_a_part_of_one_is_no_percentage(
    pool: WorkerPool, answer: str, program: str, outcome: Outcome
) -> None:
    assert check_calculation(GROWTH, answer, program, pool=pool).outcome is outcome
