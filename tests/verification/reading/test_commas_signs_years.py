"""What a comma, a sign or an earlier day reaches: numerals in lists, mixed amounts, the year of a date."""

import pytest

from phi4_node.schema import Outcome
from phi4_node.verification.judge import check_problem

NEVER_HOLDS = [
    # A comma inside a numeral does not separate.
    ("What is the largest number in [1,000, 2,500]?", "500"),
    ("Find the smallest of (1,000, 2,500)", "0"),
    ("Sort these numbers in ascending order: [1,200, 1,100]", "[1, 1, 100, 200]"),
    # A sign before a mixed amount is that of the whole.
    ("Convert -5 ft 3 in to inches.", "-57"),
    ("Convert -2 hours 15 minutes to minutes.", "-105"),
    # After November comes March of the next year.
    ("If November 25 is a Monday, what day will March 3 be?", "Sunday"),
    # 二百五 is 250 to some and 205 to nobody who would not write 二百零五.
    ("二百五加五等于多少", "210"),
    ("三千五加五等于多少", "3010"),
    ("一万五等于多少", "10005"),
    ("二十三十等于多少", "50"),
    ("一亿三千万等于多少", "1000030000000"),
]
NEVER_FAILS = [
    ("二百五加五等于多少", "255"),
    ("一万五等于多少", "15000"),
    ("Sort these numbers in ascending order: [1,200, 1,100]", "[1,100, 1,200]"),
    ("Convert -5 ft 3 in to inches.", "-63"),
    ("If November 25 is a Monday, what day will March 3 be?", "Monday"),
]
HOLDS = [
    ("一亿三千万等于多少", "130000000"),
    ("三万亿等于多少", "3000000000000"),
    ("两万五千亿加五等于多少", "2500000000005"),
    ("二百零五加五等于多少", "210"),
    ("一万五千三百二十加三等于多少", "15323"),
    ("两百五十万加十五等于多少", "2500015"),
    ("Sort [100,200,150] in ascending order", "100, 150, 200"),
    ("Sort [100, 200, 150] in ascending order", "100, 150, 200"),
    ("Convert 5 ft 3 in to inches.", "63"),
    ("Convert -5 ft to inches.", "-60"),
    ("If November 25 is a Monday, what day will March 3 of the same year be?", "Sunday"),
    ("If March 3 is a Monday, what day will November 25 be?", "Tuesday"),
]


@pytest.mark.parametrize(("problem", "answer"), NEVER_HOLDS)
def test_what_is_wrong_does_not_hold(problem: str, answer: str) -> None:
    assert check_problem(problem, answer).outcome is not Outcome.HOLDS


@pytest.mark.parametrize(("problem", "answer"), NEVER_FAILS)
def test_what_is_right_does_not_fail(problem: str, answer: str) -> None:
    assert check_problem(problem, answer).outcome is not Outcome.FAILS


@pytest.mark.parametrize(("problem", "answer"), HOLDS)
def test_what_is_right_holds(problem: str, answer: str) -> None:
    assert check_problem(problem, answer).outcome is Outcome.HOLDS
