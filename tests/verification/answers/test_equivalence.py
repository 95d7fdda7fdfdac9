"""Are two answers the same: true, false or undecided, and never a guess."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phi4_node.verification.answers.equivalence import Rounding, same
from phi4_node.verification.answers.extraction import equivalent_texts, final_answer
from phi4_node.verification.answers.reader import AnswerError, read_answer

SAME = [
    ("0.5", "1/2"),
    ("1,000", "1000"),
    ("2/4", "1/2"),
    ("1 1/2", "3/2"),
    (r"\frac{\sqrt{2}}{2}", "1/sqrt(2)"),
    ("sqrt(8)", "2*sqrt(2)"),
    ("(x+2)/7", "x/7 + 2/7"),
    ("sin(x)^2 + cos(x)^2", "1"),
    ("n!/(k!(n-k)!)", "(n-1)!/k! * n/(n-k)!"),
    ("1, 2", "2, 1"),
    ("{1, 2}", "2, 1"),
    ("±2", "2, -2"),
    ("(1, 2)", "(2/2, 2)"),
    ("(1,2), (3,4)", "(3,4), (1,2)"),
    ("[0, 1)", "[0, 2/2)"),
    ("(-2, 7)", "-2 < x < 7"),
    ("x in [-2, 7]", "-2 <= x <= 7"),
    ("x != 3", "(-oo, 3) ∪ (3, oo)"),
    ("x < 1 or x > 3", "(-oo, 1) ∪ (3, oo)"),
    ("x >= 5", "5 <= x"),
    ("all real numbers", "(-oo, oo)"),
    ("no solution", "∅"),
    ("k = 1", "1"),
    ("f(x) = 1", "1"),
    ("x = 1 or x = 2", "2, 1"),
    ("x_1 = 1, x_2 = 2", "x = 2 or x = 1"),
    ("a_1 = 1, a_2 = 2", "1, 2"),
    ("f(x) = 2x", "2x"),
    ("x ≈ 0.5", "0.5"),
    ("x = 1, y = 2", "y = 2, x = 1"),
    ("(x, y) = (1, 2)", "(1, 2)"),
    ("2x+4y-3=0", "y = -x/2 + 3/4"),
    ("x^2 + y^2 = 1", "x^2 = 1 - y^2"),
    ("34x+45y-20z+100=0", "-34x-45y+20z-100=0"),
    ("x + y < 2", "2 > y + x"),
    ("1.5 m", "150 cm"),
    ("2 h", "120 min"),
    ("$5", "5 dollars"),
    ("28%", "28 percent"),
    ("90°", r"90^\circ"),
    ("101_2", "101_2"),
    ("[[1, 2], [3, 4]]", r"\begin{pmatrix}1&2\\3&4\end{pmatrix}"),
    ("(C)", "C"),
    ("yes", "True"),
    ("an odd number", "odd number"),
    ("12:00", "12:00"),
    ("p -> q", "¬p ∨ q"),
    ("f(2) < f(1)", "f(1) > f(2)"),
    ("log_2 8", "3"),
    ("7 * 10^35", "7e35"),
]
DIFFERENT = [
    ("1/3", "0.333"),
    ("1", "-1"),
    ("2", "(1+sqrt(5))/2"),
    ("x^2", "x^2 + 1"),
    ("1, 2", "1, 3"),
    ("1, 2", "1, 2, 3"),
    ("1, 2", "1"),
    ("(1, 2)", "(2, 1)"),
    ("[0, 1)", "[0, 1]"),
    ("(0, 9)", "[0, 9)"),
    ("x < 1", "x > -1"),
    ("x >= 5", "x <= 5"),
    ("5", "no solution"),
    ("no solution", "all real numbers"),
    ("infinitely many solutions", "3"),
    ("2x + z = 1", "1"),
    ("a + 3z = 0", "0"),
    ("x^2 + y^2 = 1", "x^2 - y^2 = 1"),
    ("y = 2x + 1", "y = 2x + 2"),
    ("y = 2x + 1", "2x + 2"),
    ("x ≈ 0.36", "1/3"),
    ("n = 2, 3, 4", "n = 1, 2, 3"),
    ("x = 1, y = 2", "x = 2, y = 1"),
    ("15 cm", "15 cm^2"),
    ("1.5 m", "15 cm"),
    ("5 km", "5 kg"),
    ("28/100", "28"),
    ("(A)", "(B)"),
    ("yes", "no"),
    ("odd", "even"),
    ("Monday", "Tuesday"),
    ("odd", "3"),
    ("12:00", "12:30"),
    ("p -> q", "q -> p"),
    ("[[1, 2], [3, 4]]", "[[1, 2], [3, 5]]"),
    ("[[1, 2], [3, 4]]", "[[1, 2, 3], [3, 4, 5]]"),
    ("19, 46, and 82", "21, 36, and 82"),
    ("7 * 10^35", "7.1 * 10^35"),
]
UNDECIDED = [
    ("15 cm", "15"),  # a unit is missing
    ("28%", "28"),
    ("28%", "0.28"),
    ("90°", "90"),
    ("5 元", "$5"),
    ("101_2", "5"),
    ("101_2", "101"),
    ("sqrt(17)", "4.12310562"),  # agrees as far as it goes, and is not equal
    ("1/12", "0.0833333333333333"),
    ("(1, 3)", "{1, 3}"),  # the bracket says something
    ("(1, 3)", "1, 3"),
    ("x = 1, y = 2", "(1, 2)"),  # in which order?
    ("x = 3", "y = 3"),
    ("a_1 = 1, a_2 = 2", "2, 1"),
    ("a_1 = 1, a_2 = 2", "{1, 2}"),
    ("y = 2x + 1", "2x + 1"),
    ("x ≈ 0.333", "1/3"),
    ("[2, 1]", "no solution"),
    ("3 < x < 1", "no solution"),
    ("1, 1, 2", "1, 2"),
    ("{5}", "5"),
    ("x = 5 + 5 = 7 = 10", "10"),  # contradicts itself
    ("1/3 ≈ 1.3", "1/3"),
    ("1,22", "1.22"),  # a decimal comma
    ("blue", "dark blue"),
    ("log 100", "2"),  # to which base?
    ("f(x)", "f(y)"),
    ("x ∈ [1, 2]", "y ∈ [1, 2]"),
    ("half", "1/2"),
    ("x = 1", "x^2 - 2x + 1 = 0"),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_same(first: str, second: str) -> None:
    assert same(read_answer(first), read_answer(second)).value is True


@pytest.mark.parametrize(("first", "second"), DIFFERENT)
def test_different(first: str, second: str) -> None:
    assert same(read_answer(first), read_answer(second)).value is False


@pytest.mark.parametrize(("first", "second"), UNDECIDED)
def test_undecided(first: str, second: str) -> None:
    found = same(read_answer(first), read_answer(second))
    assert found.value is None
    assert found.reason


@pytest.mark.parametrize(("first", "second"), SAME + DIFFERENT + UNDECIDED)
def test_symmetric(first: str, second: str) -> None:
    one, other = read_answer(first), read_answer(second)
    assert same(one, other).value is same(other, one).value


@pytest.mark.parametrize(
    ("exact", "given", "rounding", "expected"),
    [
        ("sqrt(17)", "4.12", Rounding(places=2), True),
        ("sqrt(17)", "4.123", Rounding(places=2), False),
        ("sqrt(17)", "4.13", Rounding(places=2), False),
        ("sqrt(17)", "4.1", Rounding(significant=2), True),
        ("1/3", "0.33", Rounding(places=2), True),
        ("1/3", "1/3", Rounding(places=2), None),
        ("5/2", "3", Rounding(places=0), True),
        ("5/2", "2", Rounding(places=0), None),  # half to even
        ("-5/2", "-3", Rounding(places=0), True),
        ("1999", "2000", Rounding(places=-2), True),
        ("0.001999", "0.002", Rounding(significant=1), True),
        ("3.10", "3.1", Rounding(places=2), True),
        ("3.14", "pi", Rounding(places=2), None),
    ],
)
def test_rounding(exact: str, given: str, rounding: Rounding, expected: bool | None) -> None:
    assert same(read_answer(exact), read_answer(given), rounding=rounding).value is expected


def test_order_matters_where_it_was_asked_for() -> None:
    one, other = read_answer("1, 2, 3"), read_answer("3, 2, 1")
    assert same(one, other).value is True
    assert same(one, other, ordered=True).value is False
    assert same(one, read_answer("{1, 2, 3}"), ordered=True).value is None


def test_a_unit_that_the_question_names_may_be_written() -> None:
    assert same(read_answer("5"), read_answer("5 cm")).value is None
    assert same(read_answer("5"), read_answer("5 cm"), unit_optional=True).value is True
    assert same(read_answer("5 cm"), read_answer("5"), unit_optional=True).value is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We get 4, so the answer is 5.", "5"),
        (r"First \boxed{3}, no: \boxed{5}", "5"),
        (r"\boxed{5} and \boxed{6}", "5, 6"),
        ("2 + 3 = 5\n\n**Final Answer**\n\\boxed{5}", "5"),
        (r"<think>maybe 6</think> Final answer: $5$. I hope it is correct.", "5"),
        (r"Final Answer: The final answer is $\frac{1}{2}$. I hope it is correct.", "1/2"),
    ],
)
def test_extraction(text: str, expected: str) -> None:
    found = final_answer(text)
    assert found is not None
    assert same(found, read_answer(expected)).value is True


@pytest.mark.parametrize("text", ["", "I do not know.", "Either 5 or perhaps 6, who knows"])
def test_nothing_to_extract(text: str) -> None:
    assert equivalent_texts("5", text).value is not True


numbers = st.fractions(max_denominator=50, min_value=-200, max_value=200)


@settings(max_examples=200, deadline=None)
@given(numbers, numbers)
def test_rationals_are_always_decided(one: Fraction, other: Fraction) -> None:
    assert same(read_answer(str(one)), read_answer(str(other))).value is (one == other)


@settings(max_examples=100, deadline=None)
@given(st.lists(numbers, min_size=2, max_size=6, unique=True), st.randoms(use_true_random=False))
def test_lists_do_not_mind_order_but_every_member(values: list[Fraction], random: object) -> None:
    text = ", ".join(map(str, values))
    shuffled = ", ".join(map(str, sorted(values, key=lambda value: hash((value, str(random))))))
    assert same(read_answer(text), read_answer(shuffled)).value is True
    changed = ", ".join(map(str, [*values[:-1], values[-1] + 1000]))
    assert same(read_answer(text), read_answer(changed)).value is False


TEXTS = [text for pair in SAME + DIFFERENT + UNDECIDED for text in pair]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(TEXTS), st.sampled_from(TEXTS))
def test_any_two_answers_compare_symmetrically(first: str, second: str) -> None:
    one, other = read_answer(first), read_answer(second)
    assert same(one, other).value is same(other, one).value


LEAVES = st.sampled_from(
    ["0", "1", "-2", "0.5", "1/3", "x", "y", "pi", "e", "i", "oo", "5 cm", "10%", "30°", "1e9"]
)
SHAPES = st.sampled_from(
    [
        "({0}) + ({1})", "({0}) * ({1})", "({0}) / ({1})", "({0})^({1})", "sqrt({0})", "|{0}|", "({0})!",
        "ln({0})", "sin({0})", "f({0})", "floor({0})", "max({0}, {1})", "log({0})", "±({0})",
        "({0}) - ({1})", "gcd({0}, {1})",
    ]
)  # fmt: skip
ANSWERS = st.sampled_from(
    [
        "{0}", "{0}, {1}", "({0}, {1})", "{{{0}, {1}}}", "[{0}, {1})", "x = {0}", "{0} = {1}",
        "{0} < {1}", "x in [{0}, {1}]", "x = {0} or x = {1}", "[[{0}, {1}], [{1}, {0}]]",
        "{0} <= x < {1}", "(-oo, {0}) ∪ ({1}, oo)", "{0} ≈ {1}",
    ]
)  # fmt: skip
expressions = st.recursive(
    LEAVES,
    lambda inner: st.builds(lambda shape, one, other: shape.format(one, other), SHAPES, inner, inner),
    max_leaves=5,
)
answers = st.builds(lambda shape, one, other: shape.format(one, other), ANSWERS, expressions, expressions)


@settings(max_examples=300, deadline=None)
@given(answers, answers, st.sampled_from(TEXTS))
def test_comparing_never_crashes(first: str, second: str, known: str) -> None:
    try:
        one, other = read_answer(first), read_answer(second)
    except AnswerError:
        return
    assert same(one, one).value is not False
    assert same(one, other).value is same(other, one).value
    assert same(one, read_answer(known)).value is same(read_answer(known), one).value


def test_the_greatest_of_numbers_that_are_not_real_crashes_nothing() -> None:
    assert same(read_answer("0 = max(0, (x) + (i))"), read_answer("0 = x")).value is not True


@pytest.mark.data
def test_reviewed_cases(shared_data: Path) -> None:
    """All sound expectations are met; of the others, two are not ours to meet.

    One expects `Answer \\( 9 \\)` over several lines not to be found; one expects 1 - 1/e to equal 1 + 1/e.
    """
    wrong = []
    for number, line in enumerate(
        (shared_data / "equivalence" / "cases_dev.jsonl").read_text("utf-8").splitlines()
    ):
        row = json.loads(line)
        found = equivalent_texts(row["gold"], row["pred"]).value
        is_right = found == row["expected"] or (found is None and row.get("review") != "sound")
        if not is_right and row.get("review") not in ("extraction_quirk", "wrong"):
            wrong.append((number, row.get("review"), row["expected"], found))
    assert wrong == []
