"""Expressions that are equal only where the problem's inequalities hold, and what has no value everywhere."""

from __future__ import annotations

import pytest

from phi4_node.verification import verify


@pytest.mark.parametrize(
    ("problem", "right", "wrong"),
    [
        ("Simplify sqrt(x^2) for x < 0.", "-x", "x"),
        ("If a < 0, what is sqrt(a^2)?", "-a", "a"),
        ("If x > 2, simplify |x - 2| + |2 - x|.", "2x - 4", "0"),
        ("If 3 <= x <= 5, simplify |x-3| + |x-5|.", "2", "2x - 8"),
        ("If x > 1, simplify sqrt(x^2 - 2x + 1).", "x - 1", "1 - x"),
        ("If x^2 < 1, simplify |x - 2|.", "2 - x", "x - 2"),
        ("已知 x < 0, 化简 |x| + x.", "0", "2x"),
        ("If x > 1, simplify (x+1)^2 - x^2.", "2x + 1", "2x"),
    ],
)
def test_the_conditions_on_a_letter_count(problem: str, right: str, wrong: str) -> None:
    assert verify(problem, right).status == "verified"
    assert verify(problem, wrong).status == "refuted"


@pytest.mark.parametrize(
    ("problem", "right", "wrong"),
    [
        ("If a < 0 and b > 0, simplify |a| + |b|.", "b - a", "a + b"),
        ("If a < b, simplify |a - b|.", "b - a", "a - b"),
    ],
)
def test_several_letters_are_refuted_only_by_a_point_where_the_conditions_hold(
    problem: str, right: str, wrong: str
) -> None:
    assert verify(problem, right).status == "unchecked"
    assert verify(problem, wrong).status == "refuted"


@pytest.mark.parametrize(
    ("problem", "answer"),
    [
        ("Simplify sqrt(x^2) for x < 0.", "|x|"),
        ("If x > 1, simplify sqrt(x^2 - 2x + 1).", "sqrt((x-1)^2)"),
        ("If x is negative, simplify |x| + x.", "x + |x|"),
    ],
)
def test_an_absolute_value_that_the_conditions_settle_is_not_simplified(problem: str, answer: str) -> None:
    assert verify(problem, answer).status == "unchecked"


@pytest.mark.parametrize(
    ("problem", "right", "wrong"),
    [
        ("If x^(2/3) = 4, what is x?", "8 or -8", "8"),
        ("Solve x^(1/3) = x.", "-1, 0, 1", "0, 1"),
        ("How many real numbers x satisfy x^(2/3) = 4?", "2", "1"),
        ("How many real solutions does x^(1/3) = -2 have?", "1", "0"),
    ],
)
def test_odd_roots_of_negative_numbers_are_real(problem: str, right: str, wrong: str) -> None:
    assert verify(problem, right).status == "verified"
    assert verify(problem, wrong).status != "verified"


@pytest.mark.parametrize(
    ("problem", "right", "wrong"),
    [
        ("Find the domain of f(x) = (x-1)^0/sqrt(x+2).", "(-2, 1) U (1, oo)", "(-2, oo)"),
        ("求函数 f(x) = (x-1)^0 + sqrt(x+2) 的定义域", "[-2,1) ∪ (1,+∞)", "[-2, +∞)"),
        ("Find the domain of f(x) = log_x(2).", "(0, 1) U (1, oo)", "x > 0"),
    ],
)
def test_bases_have_their_own_domain(problem: str, right: str, wrong: str) -> None:
    assert verify(problem, right).status == "verified"
    assert verify(problem, wrong).status == "refuted"


@pytest.mark.parametrize("answer", ["x = 1", "no solution"])
def test_whether_zero_to_the_power_of_zero_is_one_decides_nothing(answer: str) -> None:
    assert verify("Solve x + (x-1)^0 = 2.", answer).status == "unchecked"


@pytest.mark.parametrize(
    ("problem", "answer"),
    [
        ("Let f(x) = x^2/x. What is f'(0)?", "1"),
        ("Let f(x) = ln(x). What is f'(-1)?", "-1"),
        ("Find the slope of the tangent line to y = ln(x) at x = -1.", "-1"),
    ],
)
def test_there_is_no_derivative_where_the_function_has_no_value(problem: str, answer: str) -> None:
    assert verify(problem, answer).status == "unchecked"


@pytest.mark.parametrize(
    ("problem", "answer", "wrong"),
    [
        ("Solve y' = sqrt(1 - y^2), y(0) = 0.", "y = sin(x)", "y = cos(x)"),
        (r"Find $\int \frac{1}{x\sqrt{x^2-1}} dx$.", "arcsec(x) + C", "sqrt(x^2 - 1) + C"),
        (r"Find $\int \sqrt{1-\sin^2 x} dx$.", "sin x + C", "cos x + C"),
    ],
)
def test_an_answer_that_is_right_on_a_part_of_the_line_is_not_refuted(
    problem: str, answer: str, wrong: str
) -> None:
    assert verify(problem, answer).status == "unchecked"
    assert verify(problem, wrong).status == "refuted"
