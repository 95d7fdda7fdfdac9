"""Answers with units, in bases, as times, weekdays and dates."""

import datetime

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from phi4_node.verification import checks
from phi4_node.verification.checks.notation import digits_of
from phi4_node.verification.judge import check_problem

LITRE = "How many millilitres are there in 33/8 of a litre?"
MILES = "Convert 5 km to miles."
AFTER = "What is 2 hours after 11:30 PM?"
DAY = "What day of the week was July 4, 1776?"
DATE = "What date is 30 days after January 15, 2024?"
BASE = "37611 (base 12) to base 13"
SEVEN = "What is 45 in base 7?"

CASES = [
    (LITRE, "4125", "holds"),
    (LITRE, "4,125 mL", "holds"),
    (LITRE, "4.125 litres", "undecided"),  # right, but not what is asked for
    (LITRE, "33/8 litre", "undecided"),
    (LITRE, "4125 L", "fails"),
    (LITRE, "4125 g", "fails"),
    (LITRE, "4125 ways", "undecided"),
    (LITRE, "-4125", "fails"),
    (LITRE, "33/8*1000", "undecided"),  # not carried out
    (MILES, "3.107 miles", "undecided"),  # rounded although nobody asked for it
    (MILES, "3.2", "fails"),
    (MILES + " Round your answer to the nearest tenth.", "3.1", "holds"),
    (MILES + " Round your answer to the nearest tenth.", "3.2", "fails"),
    ("Convert 72 km/h to m/s.", "20 m/s", "holds"),
    ("3000克是多少千克？", "3千克", "holds"),
    ("3000克是多少千克？", "3克", "fails"),
    (AFTER, "1:30 AM", "holds"),
    (AFTER, "1:30 PM", "fails"),
    (AFTER, "1:30", "undecided"),
    (AFTER, "90", "undecided"),
    ("What is 2 hours after 23:30?", "01:30", "holds"),
    ("What is 16 minutes before 6:49 AM?", "6:33 AM", "holds"),
    ("How many hours are there between 9:00 AM and 5:30 PM?", "8.5", "holds"),
    (DAY, "Thursday", "holds"),
    (DAY, "It was a Thursday.", "holds"),
    (DAY, "Friday", "fails"),
    (DAY, "Thursday or Friday", "undecided"),
    ("2022年5月5日是星期几？", "星期四", "holds"),
    (DATE, "February 14, 2024", "holds"),
    (DATE, "2024-02-14", "holds"),
    (DATE, "14 February 2024", "holds"),
    (DATE, "February 14", "undecided"),
    (DATE, "February 14, 2025", "fails"),
    (DATE, "Monday, February 14, 2024", "undecided"),  # there is no such day
    ("Is 1900 a leap year?", "No", "holds"),
    ("Is 2000 a leap year?", "Yes", "holds"),
    (BASE, "282b2", "holds"),
    (BASE, "282B2_{13}", "holds"),
    (BASE, "282b2 (base 13)", "holds"),
    (BASE, "282b3", "fails"),
    (BASE, "-282b2", "fails"),
    (BASE, "0282b2", "undecided"),
    (BASE, "282b2_{12}", "fails"),
    (SEVEN, "63", "holds"),
    (SEVEN, "$63_7$", "holds"),
    (SEVEN, "45", "fails"),
    (SEVEN, "45_{10}", "undecided"),  # right, but in another base
    (SEVEN, "63_8", "fails"),
    (SEVEN, "6 3", "undecided"),
    (SEVEN, "63 or 64", "undecided"),
    (SEVEN, "63.0", "undecided"),
    (SEVEN, "69", "undecided"),  # no digits of base 7
]


@pytest.mark.parametrize(("problem", "answer", "outcome"), CASES)
def test_answers(problem, answer, outcome):
    assert check_problem(problem, answer).outcome.value == outcome


@given(st.integers(), st.integers(2, 36))
def test_digits_read_back(value, base):
    assert int(digits_of(value, base), base) == value


@given(st.dates(datetime.date(1583, 1, 1), datetime.date(2400, 1, 1)), st.integers(0, 800), st.integers(0, 6))
def test_weekdays_are_counted_as_one_counts_them(start, length, weekday):
    days = [start + datetime.timedelta(days=shift) for shift in range(length + 1)]
    ends = (sympy.Integer(days[0].toordinal()), sympy.Integer(days[-1].toordinal()))
    counted = checks.OPERATIONS["count_weekdays"](*ends, sympy.Integer(weekday))
    assert counted == sum(day.isoweekday() % 7 == weekday for day in days)


def test_the_last_friday_and_a_fifth_that_does_not_exist():
    nth = checks.OPERATIONS["weekday_in_month"]
    numbers = [sympy.Integer(part) for part in (2022, 10, 5, -1)]
    assert nth(*numbers) == 28
    with pytest.raises(checks.notation.UndecidedError):
        nth(*[sympy.Integer(part) for part in (2022, 2, 5, 5)])
