"""Reading answers: typed, strict, with the usual surroundings."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phi4_node.verification.answers.reader import Answer, AnswerError, read_answer, solution_rows
from phi4_node.verification.expressions.render import render
from phi4_node.verification.expressions.syntax import Names

FIVE = [
    "5", "$5$", "$$5$$", r"\boxed{5}", r"$\boxed{5}$", "The answer is 5.", "Answer: 5", "**5**",
    "**Answer: 5**", "Final answer: 5", "the final answer is: $5$.", "答案是5", "答案：5", "所以答案是5。",
    "so the answer is 5", "5.", "\\(5\\)", "\\[ 5 \\]", '"5"', "`5`", "Thus, the solution is 5.", "５",
    "5 is the answer", "The answer is **5**.",
]  # fmt: skip


@pytest.mark.parametrize("text", FIVE)
def test_surroundings_are_taken_off(text: str) -> None:
    answer = read_answer(text)
    assert (answer.kind, answer.unit, answer.node.value) == ("number", "", Fraction(5))


@pytest.mark.parametrize(
    ("text", "kind", "unit"),
    [
        ("28%", "number", "%"),
        ("28 percent", "number", "%"),
        (r"$28\%$", "number", "%"),
        (r"90^\circ", "number", "°"),
        (r"15\text{ cm}^2", "number", "cm^2"),
        ("5 dollars", "number", "$"),
        ("18 eggs", "number", "egg"),
        ("9页", "number", "页"),
        ("$5", "number", "$"),
        ("5元", "number", "元"),
        ("101_2", "number", "base 2"),
        (r"\cos 13^\circ", "number", ""),
        ("x^2 + 1", "expression", ""),
        ("2+3", "number", ""),
        ("[0,1)", "interval", ""),
        ("(-oo, 2) U (3, oo)", "interval", ""),
        (r"(-\infty,2)\cup(3,100)", "interval", ""),
        ("{1, 2}", "set", ""),
        (r"\{1, 2\}", "set", ""),
        ("(1, 2)", "tuple", ""),
        ("1, 2 and 3", "list", ""),
        ("so the roots are -3 and 1", "list", ""),
        ("±3", "list", ""),
        ("$1$ and $2$", "list", ""),
        (r"\boxed{5} and \boxed{6}", "list", ""),
        ("1和2", "list", ""),
        ("x > 5", "inequality", ""),
        ("-2 <= x <= 7", "inequality", ""),
        ("y = 2x + 1", "equation", ""),
        ("2x + 4y - 3 = 0", "equation", ""),
        ("x = 5", "assignment", ""),
        ("f(x) = 1", "assignment", ""),
        ("12:00", "time", ""),
        ("yes", "truth", ""),
        ("False", "truth", ""),
        ("(C)", "choice", ""),
        (r"\text{C}", "choice", ""),
        (r"\text{A, C}", "list", ""),
        ("odd", "text", ""),
        ("17c4", "text", ""),
        ("June 20", "text", ""),
        ("no solution", "none", ""),
        ("There are no real solutions.", "none", ""),
        ("无解", "none", ""),
        ("∅", "none", ""),
        ("all real numbers", "all", ""),
        ("任意实数", "all", ""),
        ("infinitely many solutions", "infinite", ""),
        ("does not exist", "undefined", ""),
        ("p -> q", "logic", ""),
        ("[[1, 2], [3, 4]]", "matrix", ""),
    ],
)
def test_kinds(text: str, kind: str, unit: str) -> None:
    answer = read_answer(text)
    assert (answer.kind, answer.unit) == (kind, unit)


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "not 5", "5 or maybe 6", "verified: true", "5...", "about 5", "x = 5?",
        "5 apples and 6 pears", "The sum is 5, the difference is 6", "5 (or 6)", "either 5 or 6",
        "answer", "unknown", "1/0", "5 or x = 6", "x = 1, y", "\\boxed{}", "5 because 2+3=5", "5 dozen",
        "5 pairs", "5 less than x", "5 not", "5 maybe", "5 wrong", "5倍", "I think 5", "__import__('os')",
        "(1, 2", "\x00", "5\u202e6", "none of these", "(1,2) + 3", "{1} * 2", "x < 3 > y",
        "cannot be determined", "5 ≈",
    ],
)  # fmt: skip
def test_what_is_not_one_answer_is_an_error(text: str) -> None:
    with pytest.raises(AnswerError) as caught:
        read_answer(text)
    assert caught.value.exit_code == 2
    assert caught.value.reason


def values(answer: Answer) -> list[dict[str, str]]:
    return [{name: render(value.node) for name, value in row} for row in answer.solutions]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("x = 1 or x = -3", [{"x": "1"}, {"x": "-3"}]),
        ("x=1, x=2", [{"x": "1"}, {"x": "2"}]),
        ("x = 1, y = 2", [{"x": "1", "y": "2"}]),
        ("x = 1 and y = 2", [{"x": "1", "y": "2"}]),
        ("x=1,y=2 or x=3,y=4", [{"x": "1", "y": "2"}, {"x": "3", "y": "4"}]),
        ("(x, y) = (1, 2)", [{"x": "1", "y": "2"}]),
        ("(x, y) = (1, 2), (3, 4)", [{"x": "1", "y": "2"}, {"x": "3", "y": "4"}]),
        ("n = 2, 3, 4", [{"n": "2"}, {"n": "3"}, {"n": "4"}]),
        (r"$x = 3 \pm 1$", [{"x": "3 + 1"}, {"x": "3 - 1"}]),
        (r"$x = \boxed{5}$", [{"x": "5"}]),
        ("The value of x is 5.", [{"x": "5"}]),
        ("x=2或x=3", [{"x": "2"}, {"x": "3"}]),
        ("x_1 = 2, x_2 = 3", [{"x_1": "2", "x_2": "3"}]),
    ],
)
def test_assignments(text: str, rows: list[dict[str, str]]) -> None:
    answer = read_answer(text)
    assert answer.kind == "assignment"
    assert values(answer) == rows


@pytest.mark.parametrize(
    ("text", "unknowns", "rows"),
    [
        ("1, -3", ("x",), [["1"], ["-3"]]),
        ("{1, -3}", ("x",), [["1"], ["-3"]]),
        ("x = 1 or x = -3", ("x",), [["1"], ["-3"]]),
        ("x_1 = 2, x_2 = 3", ("x",), [["2"], ["3"]]),
        ("x ∈ {1, 2}", ("x",), [["1"], ["2"]]),
        ("5", ("x",), [["5"]]),
        ("y = 5", ("x",), None),
        ("y = 2, x = 1", ("x", "y"), [["1", "2"]]),
        ("(1, 2)", ("x", "y"), [["1", "2"]]),
        ("(1, 2), (3, 4)", ("x", "y"), [["1", "2"], ["3", "4"]]),
        ("no solution", ("x",), []),
        ("x = 1", ("x", "y"), None),
        ("1, 2", ("x", "y"), None),
        ("x > 1", ("x",), None),
        ("odd", ("x",), None),
    ],
)
def test_solution_rows(text: str, unknowns: tuple[str, ...], rows: list[list[str]] | None) -> None:
    found = solution_rows(read_answer(text), unknowns)
    assert (None if found is None else [[render(value.node) for value in row] for row in found]) == rows


def test_further_sides_are_kept() -> None:
    answer = read_answer("x = 5 + 3 = 8")
    (((name, value),),) = answer.solutions
    assert (name, render(value.node), [render(side) for side in value.also]) == ("x", "8", ["5 + 3"])
    assert [render(side) for side in read_answer("1/3 ≈ 0.33").rounded] == ["0.33"]


def test_names_of_the_problem_decide() -> None:
    assert read_answer("C").kind == "choice"
    assert read_answer("C", Names(variables=frozenset("C"))).kind == "expression"


def test_a_very_long_answer_is_an_error() -> None:
    with pytest.raises(AnswerError):
        read_answer("1+" * 5_000 + "1")


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_an_answer_or_an_error(text: str) -> None:
    try:
        assert isinstance(read_answer(text), Answer)
    except AnswerError as error:
        assert error.reason


PIECES = st.sampled_from(
    [
        "x", "5", "0.5", "=", ",", " or ", " and ", "(", ")", "[", "]", "{", "}", r"\frac", r"\boxed{",
        "$", "±", "<", "≈", "%", " cm", "^", "_", "1/2", "∈", "∪", "y", " is ", "The answer is ", "。",
        "不", "\\", "|", "!", "f(x)", "->", ";",
    ]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=10).map("".join))
def test_pieces_of_answers_never_crash(text: str) -> None:
    try:
        assert isinstance(read_answer(text), Answer)
    except AnswerError as error:
        assert error.reason


@settings(max_examples=100, deadline=None)
@given(st.integers(-(10**12), 10**12), st.sampled_from(FIVE))
def test_any_integer_survives_the_surroundings(number: int, pattern: str) -> None:
    text = pattern.replace("５", "5").replace("5", str(number))
    node = read_answer(text).node
    value = -node.args[0].value if node.op == "neg" and node.args[0].value is not None else node.value
    assert value == number


@pytest.mark.data
def test_gold_answers_are_read(shared_data: Path) -> None:
    unread = []
    for line in (shared_data / "math" / "deepmind_dev.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)["answer"]
        try:
            read_answer(gold)
        except AnswerError as error:
            unread.append((gold, error.reason))
    assert unread == []
