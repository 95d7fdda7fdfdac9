"""Chinese problems of every family: right answers hold, wrong ones never do, unknown words are not read."""

import pytest

from phi4_node.schema import Outcome
from phi4_node.verification import checks
from phi4_node.verification.judge import check_problem
from phi4_node.verification.reading import chinese, read
from tests.verification.reading.chinese import algebra, analysis, measures, numbers, unread

ROWS = [*algebra.ROWS, *numbers.ROWS, *analysis.ROWS, *measures.ROWS]
OPEN = [*algebra.OPEN, *numbers.OPEN, *analysis.OPEN, *measures.OPEN]


def test_the_table_is_large_and_written_with_chinese_signs():
    assert len(ROWS) + len(OPEN) >= 250
    assert all(len(wrong) >= 3 and right not in wrong for _, right, wrong in [*ROWS, *OPEN])
    problems = "".join(problem for problem, _, _ in ROWS)
    assert all(sign in problems for sign in "\uff0c\u3002\uff1a\uff1f\uff08\uff09\u3001")


@pytest.mark.parametrize(("problem", "right", "wrong"), ROWS, ids=[row[0] for row in ROWS])
def test_right_holds_and_wrong_does_not(problem, right, wrong):
    found = check_problem(problem, right)
    assert found.outcome is Outcome.HOLDS, found.reason
    for answer in wrong:
        assert check_problem(problem, answer).outcome is not Outcome.HOLDS, answer


@pytest.mark.parametrize(("problem", "right", "wrong"), OPEN, ids=[row[0] for row in OPEN])
def test_what_is_not_decided_yet_is_never_wrong(problem, right, wrong):
    assert check_problem(problem, right).outcome is not Outcome.FAILS
    for answer in wrong:
        assert check_problem(problem, answer).outcome is not Outcome.HOLDS, answer


@pytest.mark.parametrize("problem", unread.NOT_READ)
def test_not_read(problem):
    assert not read(problem, checks.names()).claims


@pytest.mark.parametrize(("problem", "answer"), unread.NOT_VERIFIED)
def test_not_verified(problem, answer):
    assert check_problem(problem, answer).outcome is not Outcome.HOLDS


@pytest.mark.parametrize(
    ("problem", "right"),
    [
        ("\u89e3\u65b9\u7a0b\uff1a\uff12\uff58\uff0b\uff13\uff1d\uff11\uff11", "\uff58\uff1d\uff14"),
        ("解方程：x²-2x-3=0", "解：x₁=3，x₂=-1"),
        ("解方程：x²-2x-3=0", "原方程的解为x=3或x=-1"),
        ("求不等式3x+2≤11的解集", "$\\{x\\mid x\\le 3\\}$"),
        ("求不等式3x+2≤11的解集", "(-∞,3]"),
        ("求不等式组x>3，x<1的解集", "∅"),
        ("求不等式组x>3，x<1的解集", "无解"),
        ("3千米等于多少米？", "答：3000米。"),
        ("12有多少个因数？", "6个"),
        ("三分之二加六分之一等于多少？", "六分之五"),
        ("200的百分之五是多少？", "十"),
        ("求函数y=x²+1的值域", "{y|y≥1}"),
    ],
)
def test_ways_to_write_an_answer(problem, right):
    found = check_problem(problem, right)
    assert found.outcome is Outcome.HOLDS, found.reason


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("\u5219x=____\u3002", "\u5219x=\u591a\u5c11\u3002"),
        ("\u89e3\u4e3a( )", "\u89e3\u4e3a\u591a\u5c11"),
        ("\u5219$x=$____", "\u5219$x$=\u591a\u5c11"),
        ("\u662f $\\underline{\\hspace{2cm}}$", "\u662f\u591a\u5c11"),
        ("-3____-5\u54ea\u4e2a", "-3____-5\u54ea\u4e2a"),
        ("x = ____", "x = ____"),
    ],
)
def test_blanks(text, asked):
    assert chinese.with_questions(text) == asked
