"""Units, times, dates and bases in words: what is read, and what is not."""

import pytest

from phi4_node.verification import checks
from phi4_node.verification.reading import read

UNIT = [
    ("How many millilitres are there in 33/8 of a litre?", "33/8*1000", "mL"),
    ("Convert 903.3966cm to kilometers.", "903.3966*(1/100000)", "km"),
    ("Convert 3.5g to mg.", "3.5*1000", "mg"),
    ("What is three quarters of a millennium in years?", "3/4*1000", "year"),
    ("How many seconds are there in 2 hours and 15 minutes?", "2*3600 + 15*60", "s"),
    ("How many minutes are in two and a half hours?", "5/2*60", "min"),
    ("How many square centimeters are in 2 square meters?", "2*10000", "cm^2"),
    ("5千米等于多少米？", "5*1000", "m"),
    ("把2.5小时换算成分钟。", "2.5*60", "min"),
    ("How many minutes are there between 9:27 PM and 3:31 AM?", "1651 - 1287", "min"),
    (
        "How many days are there between March 3, 2021 and March 10, 2021?",
        "day_number(2021, 3, 10) - day_number(2021, 3, 3)",
        "day",
    ),
    ("How many days are there in February 2024?", "month_length(2024, 2)", "day"),
]


@pytest.mark.parametrize(("text", "term", "unit"), UNIT, ids=[text for text, _, _ in UNIT])
def test_amounts(text, term, unit):
    (claim,) = read(text, checks.names()).claims
    assert (claim.kind, claim.notation, claim.terms, claim.detail) == ("notation", "unit", (term,), unit)


OTHER = [
    ("What is 348 minutes before 1:05 PM?", "time", "remainder(785 - 348, 1440)"),
    ("What is 2 hours after 23:30?", "time", "remainder(1410 + 2*60, 1440)"),
    ("What day of the week was July 4, 1776?", "weekday", "day_number(1776, 7, 4)"),
    ("2022年5月5日是星期几？", "weekday", "day_number(2022, 5, 5)"),
    ("If today is Tuesday, what day of the week will it be in 100 days?", "weekday", "2 + 100"),
    ("In a year where Monday is January 1st, name the weekday of January 26.", "weekday", "1 + 25"),
    ("What date is 30 days after January 15, 2024?", "date", "day_number(2024, 1, 15) + 30"),
    ("Convert 1011_2 to base 10.", "base", "1011_2"),
    ("37611 (base 12) to base 13", "base", "37611_12"),
    ("What is 45098 in base 7?", "base", "45098"),
    ("Convert the hexadecimal number 2F to decimal.", "base", "2F_16"),
    ("Add $1_2 + 11_2$. Express your answer in base 2.", "base", "1_2 + 11_2"),
    ("将25转换为二进制。", "base", "25"),
    ("In base 12, what is -134 - -23?", "base", "-134_12 - (-23_12)"),
    ("In base 16, calculate 1a4 + b3.", "base", "1A4_16 + 0B3_16"),
]


@pytest.mark.parametrize(("text", "notation", "term"), OTHER, ids=[text for text, _, _ in OTHER])
def test_times_days_and_bases(text, notation, term):
    (claim,) = read(text, checks.names()).claims
    assert (claim.kind, claim.notation, claim.terms) == ("notation", notation, (term,))


UNREAD = [
    "Convert 5 kg to km.",
    "How many days are in a month?",
    "How many days are in 3 years?",
    "Convert 5 degrees Celsius to Fahrenheit.",
    "Given s = 3h. Express 2h in terms of s.",
    "What is about 5 km in miles?",
    "How many minutes are there between 3 PM and 1 PM?",  # 22 hours, or 2 backwards
    "What is 2 hours after 3:30?",  # in the morning or not
    "How many days are there from March 3, 2021 to March 10, 2021?",  # with both ends or not
    "What day of the week was February 29, 2022?",
    "What day of the week was October 10, 1492?",
    "On which weekday did Monday, July 28, 2022 fall?",
    "If the first day of the year was a Sunday, what day of the week will April 6 be?",  # a leap year?
    "Count the occurrences of Friday from Friday, September 16 to Monday, October 16, 2022 (including both"
    " start and end dates).",
    "What is 3 + 12 in base 5?",
    "What is 110101 in base 10?",
    "In base 5, what is 7 + 1?",
    "In base 2, what is 10 + 1 times 11?",
    "Compute 12 + 3. Express your answer in base 5.",
    "Convert 129 from base 8 to base 10.",
    "Compute 1_2 + 1_2. Express your answer in base 2. Express your answer in base 3.",
    "Solve x^2 = 4. Express your answer in base 2.",
]


@pytest.mark.parametrize("text", UNREAD)
def test_nothing_rather_than_half(text):
    assert read(text, checks.names()).claims == ()
