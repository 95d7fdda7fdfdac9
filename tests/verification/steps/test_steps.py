"""What the steps of a solution claim by themselves; false alarms are the danger."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phi4_node.schema import Check, Outcome
from phi4_node.verification.steps.steps import check_steps

RIGHT = [
    "3 * 8 = 24 stars.",
    "So she spends 4 x $2.50 = $10.00 in total.",
    r"\(2 \text{ books} \times 2 \text{ pounds/book} = 4 \text{ pounds}\).",
    r"\[ 15 + 45 + 40 + 50 = 150 \]",
    r"The mean is $\frac{8}{2} = 4$.",
    "20% of 50 = 10",
    "5/20 = 25%",
    "1/3 = 0.33",
    "2/3 = 0.66 (cut off)",
    "10 / 4 = 2.5 hours",
    "17 hours/week * 16 weeks = 272 hours",
    "Total = $300 + $6 - $275 = $31",
    "2 1/2 + 1/2 = 3",
    "1,000 - 250 = 750",
    r"$(2 \cdot 3)^2 = 36 > 35$",
    "共有3×8=24个苹果",
    r"Total amount = 50 + 40 = \boxed{90}. So",
    "5 + 4 = **9** apples",
    "Total = 52 + 24 + 44. Total = 120.",
    r"\[ \text{Total fruits} = 52 + 24 \] \[ \text{Total fruits} = 76 \]",
    r"\[15 (\text{light blue}) + 45 (\text{third row}) = 60 \text{ spools}\]",
    "half of the 30 students is 15",
    "3 dozen eggs is 36 eggs.",
    "a third of 10 is 3.33",
    "2x + 3 = 11 simplifies to 2x = 8.",
    r"\[ 2x + 3 = 11 \] \[ 2x = 8 \] \[ x = 4 \]",
    r"We get \( f(x) = (x+1)^2 = x^2 + 2x + 1 \).",
    r"Let \(f(x) = x^3 + \sin(x)\). Then \(f'(x) = 3x^2 + \cos(x)\).",
    r"$y = x^2$ so $\frac{dy}{dx} = 2x$",
    r"\begin{align*} 2 + 3 \cdot 4 &= 2 + 12 \\ &= 14 \end{align*}",
    r"$\sqrt{3^2 + 4^2} = 5$",
]
WRONG = [
    "3 * 8 = 25 stars.",
    "So she spends 4 x $2.50 = $11.00 in total.",
    r"\(2 \text{ books} \times 2 \text{ pounds/book} = 5 \text{ pounds}\).",
    r"\[ 15 + 45 + 40 + 50 = 151 \]",
    r"The mean is $\frac{8}{2} = 5$.",
    "20% of 50 = 12",
    "Total = $300 + $6 - $275 = $41",
    "2/5 * 4000 = 800 gallons",
    "1,000 - 250 = 850",
    "共有3×8=25个苹果",
    r"Total amount = 50 + 40 = \boxed{91}. So",
    "5 + 4 = **8** apples",
    "The lot has 16 - 4 = 13 cars with 4 tires each.",
    "Ken gave a total of 10 + 20 = 40.",
    "They use 12 towels a day for 7 days so in one week they use 12*7 = 86 beach towels.",
    "There were 3 green hard hats + 16 pink hard hats = 21 hard hats in the truck.",
    "He had 15 - 12 = 5 more fish in the first tank.",
    "His research had 160+240 = 401 useful files.",
    "So he makes 105*2=$211 from selling the water.",
    "There were 6 left and after that he was left with 24/2=14",
    "480 minutes/week * 4 weeks/month = 1930 minutes/month",
    "The quilt is 7*8=58 square feet.",
    "If she had 5 apples before, then 5 + 3 = 9 apples are there now.",
    "If Sam had 70 loaves, then the bakery has 7 * 70 - 40 = 440 loaves.",
    "Total = 52 + 24 + 44. Total = 130.",
    "Earnings = $3.00 (dishwasher) + $1.50 (room). Earnings = $5.50.",
    r"\[ \text{Total fruits} = 52 + 24 \] \[ \text{Total fruits} = 86 \]",
    r"\[ S = 165 \times \frac{6}{11} \] \[ S = 9 \times 6 \]",
    r"\[15 (\text{light blue}) + 45 (\text{third row}) = 70 \text{ spools}\]",
    "half of the 30 students is 16",
    "3 dozen eggs is 32 eggs.",
    "Then 3 plus 4 is 8.",
    r"\begin{align*} 2 + 3 \cdot 4 &= 2 + 12 \\ &= 20 \end{align*}",
    "5 + 3 = 8 = 2 * 3",
    r"$\sqrt{3^2 + 4^2} = 6$",
    r"$2 + 2 > 5 + 1$",
]
WRONG_ALGEBRA = [
    "2x + 3 = 11 simplifies to 2x = 9.",
    "2x = 10, so x = 4.",
    "x = 5, so 3x = 18.",
    r"$2x = 10 \implies x = 4$",
    r"\[ 2x + 3 = 11 \] \[ 2x = 8 \] \[ x = 5 \]",
    "We have 150 + x = 500. Subtracting 150 from both sides, we get: x = 350 - 150.",
    "((J + 10) + J) + 2J + 10 = 100. This simplifies to 5J + 20 = 100.",
    r"We get \( f(x) = (x+1)^2 = x^2 + x + 1 \).",
    r"Simplifying: \( (x+1)^2 = x^2 + x + 1 \).",
    r"The rest is \( (x - 16 + 100) - 25 = x + 69 - 25 = x + 44 \).",
    r"Let \(f(x) = x^3 + \sin(x)\). Then \(f'(x) = 3x^2 - \cos(x)\).",
    "解得 2x = 10，所以 x = 4。",
]
NOT_CLAIMED = [
    "Day 2 = 150 people",
    "1 hour = 60 minutes",
    "3 dozen = 36 eggs",
    "2 weeks * 7 = 98 days",
    "3 apples + 2 pears = 13 dollars",
    "10 / 3 = 3 remainder 1",
    "10 / 3 = 3 full boxes",
    "33.33 * 3 = 100",
    "75 * 4 = $3.00",
    "0.7 × 100 = 70%",
    "half of 20 + 4 = 14",
    "x + 2 = 5",
    "2x + 3 = 11, so x = 4",
    "Suppose 2 + 2 = 5.",
    "If 3 * 3 = 10, then",
    "This would mean 4 * 2 = 9, which is impossible.",
    "4 * 2 = 9 is not true.",
    "She does not have 3 + 4 = 8 dollars",
    "1st - 5 = 6th",
    "0900 - 0130 = 0730 hours",
    "10 am + 5 hours = 3 pm",
    "100 + 20% = 120",
    "$50 - 10% = $45",
    "5 * 3 = 15 + 10 = 25",
    "pages 10 - 20 = 11 pages",
    "90 + 30 = 2 hours",
    "1.5 hours + 30 minutes = 2 hours",
    "(7A/11) + (11A/11) = 162",
    "18A / 11 = 162",
    "3a + 2a = 10",
    "(2/3)x * $1.5 = $150",
    r"$129^{34} \equiv 3 \pmod{11}$",
    "from 3 - 5 = 2 pm",
    "2 * Total + 3 = 10",
    "3 shows * 2 hours = 0.30 * Total",
    "V = (4/3)π(2^3) = (4/3)π(8)",
    "A3/30 = 6/7",
    ".1(Number of Minutes) + 1 = .15(Number of Minutes)",
    "16,0000 / 10 = 16000",
    "We have 3 hours and 20 minutes = 200 minutes",
    "2 million + 1 = 2000001",
    "answer: 1) 5 = 3 + 2",
    "about 3.1 * 2 = 6.5",
    r"\( (x+1)^2 = x^2 + x + 1 \)",
    r"\( y = 2x + 3 = -x + 6 \)",
    r"\( x^3 = x(x + 1) = x^2 + x = 2x + 1 \)",
    r"\[ x - 2 = 5 \] \[ x - 2 = -5 \]",
    "8 + a = 12 or 8 + a = -12. Since a is positive, we get a = 4.",
    r"\[ x - 2 = 0 \] \[ x + 3 = 0 \]",
    "For x = 2: -2 * 1 = 8 * 1 - 2 - 3",
    "Testing k = 1, we get 10^9 - 1 < 1",
    "Multiplying both sides, $(2x + 3)(2x + 1) = (x - 4)(4x + 1)$. This simplifies to $x = 1$.",
    r"\[ x = \frac{5 + 1}{2} \] \[ x = \frac{5 - 1}{2} \]",
    "Cost = 5 * 3. For the other one, Cost = 20.",
    r"$2a - 1 = \frac{502}{503},$ so $a = \frac{1005}{1006}.$",
    "If 8 is the answer, 2 * 8 = 10, but it is not.",
    "half of 20 is 10 more",
    "half of 20 + 4 = 14",
    "3 boxes at 4 + 5 = 27 dollars",
    "The product of 3 + 4 = 12",
    "3 of the 4 + 5 = 20",
    "She runs for 2 hours + 30 minutes = 150 minutes",
    "a third of 5 + 4 = 3",
    "10 / 2 = 5 and a half",
    "5 * 3 = 12 more than 3",
    "half of 20 is 15% of it",
    r"$f(x) = x^2$ and $f'(x) = 0$",
    "2 + 2 = 5 is false.",
    "One might think that sqrt(9+16) = 3+4 = 7.",
    "Tom believes that 3 * 4 = 13.",
    "不是2+2=5",
    "4*2 + 3*5 = 24? Let me recompute: 8 + 15 = 23.",
    "8 + 15 = 24？不，是23。",
    "8 + 15 = 24. Wait, let me see. 8 + 15 = 23.",
    "8 + 15 = 24. That is not right. 8 + 15 = 23.",
    "20 + 5 * 2 = 25 * 2 = 50 if read left to right",
    "5 ft 6 in + 6 in = 6 ft",
    "2 hours 30 minutes + 30 minutes = 3 hours",
    "double 5 + 1 = 11",
]


def fails(steps: list[str], problem: str = "") -> list[Check]:
    return [check for check in check_steps(steps, problem) if check.outcome is Outcome.FAILS]


@pytest.mark.parametrize("step", RIGHT)
def test_right_steps_hold(step: str) -> None:
    found = check_steps([step])
    assert found
    assert {check.outcome for check in found} == {Outcome.HOLDS}


@pytest.mark.parametrize("step", WRONG)
def test_wrong_steps_fail(step: str) -> None:
    found = fails([step])
    assert len(found) == 1
    assert found[0].basis == "step"
    assert found[0].step == 0
    assert found[0].counterexample
    assert found[0].evidence["numeric"] is True


@pytest.mark.parametrize("step", WRONG_ALGEBRA)
def test_wrong_algebra_fails(step: str) -> None:
    (found,) = fails([step])
    assert found.counterexample
    assert found.evidence["numeric"] is False


def test_decimals_of_the_problem_are_exact() -> None:
    step = "Total cost = $4.20 + $9.45 + $1.35 = $14.99"
    assert fails([step]) == []
    (found,) = fails([step], "She buys cocoa at $4.20, laundry at $9.45 and pasta at $1.35.")
    assert found.evidence["left"] == "15"


def test_a_name_is_followed_into_the_next_step() -> None:
    (found,) = fails(["We add: Total score = 50 + 80 + 80", "Adding these together: Total score = 200"])
    assert found.step == 1


def test_functions_of_the_problem_are_known() -> None:
    problem = r"Let $f(x) = x^3 - 2x$. Find $f'(2)$."
    (found,) = fails([r"We have $f'(x) = 3x^2 + 2$."], problem)
    assert found.method == "derivative"
    assert fails([r"We have $f'(x) = 3x^2 - 2$."], problem) == []


def test_an_equation_of_the_step_before_is_followed() -> None:
    (found,) = fails([r"So \[ 2x + 6 = 20 \]", r"Subtracting 6: \[ 2x = 16 \]"])
    assert found.step == 1


@pytest.mark.parametrize("step", NOT_CLAIMED)
def test_nothing_is_held_against_what_is_not_a_plain_claim(step: str) -> None:
    assert fails([step]) == []


def test_the_step_is_named() -> None:
    (found,) = fails(["First 2 + 2 = 4.", "Then 4 * 3 = 11.", "So 5."])
    assert found.step == 1
    assert "step 2" in found.reason


def test_bound_variables_are_used_and_never_refute() -> None:
    found = check_steps(["Let $x = 5$.", "$3x = 15$.", "$3x + 1 = 17$."])
    assert [check.outcome for check in found] == [Outcome.HOLDS, Outcome.UNDECIDED]
    assert found[1].evidence["numeric"] is False


def test_a_variable_with_two_values_stands_for_nothing() -> None:
    assert check_steps(["$x = 5$ or", "$x = 3$", "$2x + 1 = 7$"]) == []


def test_signs_with_a_meaning_of_their_own_are_left_alone() -> None:
    assert fails(["$4 * 3 = 2(4)+3(3)$"], "If $a * b = 2a + 3b$ for all $a$ and $b$, what is $4 * 3$?") == []
    assert len(fails(["$4 * 3 = 2(4)+3(3)$"], "What is four times three?")) == 1


def test_checks_are_plain_json() -> None:
    for check in check_steps(["2 + 2 = 5", r"$\sqrt{2} \cdot \sqrt{3} = \sqrt{6}$"]):
        json.dumps(check.model_dump(mode="json"))


def test_hostile_steps_end() -> None:
    hostile = [
        "=" * 9_000,
        "9^9^9^9 = 1",
        "1" * 5_000 + " + 1 = 2",
        "(" * 3_000 + "1 = 2",
        r"\frac{" * 800,
        "1/0 = 2",
    ]
    for check in check_steps([*hostile, "2^(10^9) = 4", "10000000! = 3", "0^0 = 1", "a=b" * 2_000]):
        assert check.outcome is not Outcome.FAILS or "1" * 50 in check.reason


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=3))
def test_any_text_gives_checks(steps: list[str]) -> None:
    assert all(check.basis == "step" for check in check_steps(steps))


TOKENS = st.sampled_from(
    [
        "2",
        "3.5",
        "=",
        "+",
        "-",
        "*",
        "(",
        ")",
        "$",
        r"\(",
        r"\)",
        "%",
        "apples",
        "of",
        "x",
        "/",
        "1,000",
        ".",
        "\n",
        "是",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(TOKENS, max_size=14).map(" ".join))
def test_pieces_of_steps_give_checks(step: str) -> None:
    assert all(check.step == 0 for check in check_steps([step]))


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(-5, 5))
def test_sums_are_checked(one: int, other: int, off: int) -> None:
    (found,) = check_steps([f"Together they have {one} + {other} = {one + other + off} coins."])
    assert (found.outcome is Outcome.HOLDS) is (off == 0)
    assert (found.outcome is Outcome.FAILS) is (off != 0)


@pytest.mark.data
def test_right_solutions_are_not_flagged(shared_data: Path) -> None:
    lines = (shared_data / "steps" / "processbench_gsm8k.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    right = [row for row in rows if row["label"] == -1]
    flagged = [row["id"] for row in right if fails(row["steps"], row["problem"])]
    assert len(flagged) <= 0.005 * len(right)
    early = [
        row["id"] for row in rows if row["label"] > 0 and fails(row["steps"][: row["label"]], row["problem"])
    ]
    assert early == []


@pytest.mark.data
def test_written_calculations_hold(shared_data: Path) -> None:
    for line in (shared_data / "math" / "gsm8k_train.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        assert fails(re.findall(r"<<(.*?)>>", row["answer"]), row["question"]) == []


@pytest.mark.parametrize(
    ("problem", "step"),
    [
        ("In GF(2), compute 1 + 1.", "1 + 1 = 0"),
        ("Simplify in Boolean algebra.", "1 + 1 = 1"),
        ("Find 3 + 4 in ℤ₅.", "3 + 4 = 2"),
        ("In ℤ/5ℤ, find 3 + 4.", "3 + 4 = 2"),
        ("Find the last digit of 3^5.", "Working mod 10, 9 * 9 = 1"),
        ("Add the numbers.", "In base 7: 5 + 4 = 12"),
        ("求3+4模5。", "3+4=2"),
        ("What is 3 hours after 11 am?", "11 + 3 = 2"),
        ("Find what 7^2 ends in.", "the units digit of 7*7 = 9"),
    ],
)
def test_sums_that_are_not_those_of_the_numbers_are_no_mistake(problem: str, step: str) -> None:
    assert all(check.outcome is not Outcome.FAILS for check in check_steps((step,), problem))
