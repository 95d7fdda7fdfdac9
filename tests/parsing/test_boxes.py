"""A box and what belongs to it outside: its unit, its sign, the formula that it is a part of."""

import pytest

from phi4_node.parsing import parse_solution
from phi4_node.parsing.boxes import boxes, last_box

WITH_UNIT = [
    (r"\boxed{21} pounds", "21 pounds"),
    (r"The answer is \boxed{21} pounds.", "21 pounds"),
    (r"$\boxed{21}$ pounds per week", "21 pounds per week"),
    (r"\boxed{21}\text{ pounds}", r"21 \text{ pounds}"),
    (r"$\boxed{21}\%$", "21%"),
    (r"\boxed{21}%", "21%"),
    (r"$\$\boxed{21}$", "$21"),
    (r"\boxed{21} 元", "21 元"),
    (r"\boxed{5}^\circ", r"5^\circ"),
    (r"\boxed{80} km/h", "80 km/h"),
    (r"So she has \boxed{21} apples left.", "21 apples"),
    (r"\boxed{21} is the answer", "21"),
    (r"\boxed{21} because they fit", "21"),
    (r"\boxed{21}，所以", "21"),
    (r"\boxed{21}. Pounds are a unit.", "21"),
    (r"\boxed{21} correct.", "21"),
]

IN_A_FORMULA = [
    (r"\boxed{12}^2", "12^2"),
    (r"-\boxed{12}", "-12"),
    (r"$x = -\boxed{12}$", "x = -12"),
    (r"2 \times \boxed{12}", r"2 \times 12"),
    (r"\boxed{12} + 1", "12 + 1"),
    (r"$\boxed{12}$ + 1", "12 + 1"),
    (r"$f(x) = \boxed{3x^2} + 2$", "f(x) = (3x^2) + 2"),
    (r"\boxed{3x^2 + 2} + x", "(3x^2 + 2) + x"),
    (r"\frac{\boxed{12}}{5}", r"\frac{12}{5}"),
    (r"\sqrt{\boxed{12}}", r"\sqrt{12}"),
    (r"\boxed{1}2", "12"),
    (r"\boxed{1}/\boxed{2}", "1/2"),
    (r"\boxed{1} - \boxed{2}", "1 - 2"),
    (r"\boxed{x = 1} or x = -3", "x = 1 or x = -3"),
    (r"x = \boxed{1} or x = -3", "x = 1 or x = -3"),
    (r"$\boxed{x} = 5$", "x = 5"),
]

BY_ITSELF = [
    (r"- \boxed{12}", "12"),
    (r"The answer - \boxed{12}", "12"),
    (r"\boxed{12} - that is all", "12"),
    (r"\boxed{12} - I am sure", "12"),
    (r"1. \boxed{12}", "12"),
    (r"**\boxed{12}**", "12"),
    (r"$\displaystyle \boxed{12}$", "12"),
    (r"(\boxed{3}, \boxed{4})", "3, 4"),
    (r"\mathbf{\boxed{12}}", "12"),
    (r"\[ \boxed{12} \]", "12"),
    (r"x^2 = 144, x = \boxed{12}", "12"),
]

DENIED = [
    r"The answer is not \boxed{12}.",
    r"\boxed{12} is wrong.",
    r"$\boxed{12}$ is not the answer",
    r"It isn't \boxed{12}",
    r"x \neq \boxed{12}",
    r"答案不是 \boxed{12}",
    r"\boxed{12} 不对",
]


@pytest.mark.parametrize(("text", "answer"), WITH_UNIT + IN_A_FORMULA + BY_ITSELF)
def test_box_in_its_place(text, answer):
    assert last_box(text)[1] == answer
    assert parse_solution(text).answer == answer


@pytest.mark.parametrize("text", DENIED)
def test_denied_box_is_no_answer(text):
    assert boxes(text) == []
    assert parse_solution(text).answer != "12"


def test_denied_box_leaves_the_other():
    assert last_box(r"It is \boxed{5}, \boxed{7} is wrong.")[1] == "5"
