"""Problems whose answer is known by construction: right is never refuted, wrong is never verified."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise
from math import gcd

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from phi4_node.schema import Outcome
from phi4_node.verification import checks
from phi4_node.verification.answers.equivalence import same
from phi4_node.verification.answers.reader import AnswerError, read_answer
from phi4_node.verification.judge import check_problem
from phi4_node.verification.reading import read

few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
small = st.integers(-9, 9)
letters = st.sampled_from("xyztnpk")


def outcome(problem: str, answer: str) -> Outcome:
    return check_problem(problem, answer).outcome


def judged(problem: str, right: list[str], wrong: list[str], *, holds: bool = True) -> None:
    """The first right answer holds, the others do not fail, and no wrong one holds."""
    for place, answer in enumerate(right):
        found = check_problem(problem, answer)
        assert found.outcome is not Outcome.FAILS, (problem, answer, found.reason)
        assert place or not holds or found.outcome is Outcome.HOLDS, (problem, answer, found.reason)
    for answer in wrong:
        found = check_problem(problem, answer)
        assert found.outcome is not Outcome.HOLDS, (problem, answer, found.reason)


# Numbers ------------------------------------------------------------------------------------------


def _is_defined(parts: tuple[tuple[str, Fraction], str, tuple[str, Fraction]]) -> bool:
    return parts[1] != "/" or parts[2][1] != 0


def _combined(parts: tuple[tuple[str, Fraction], str, tuple[str, Fraction]]) -> tuple[str, Fraction]:
    (left, a), sign, (right, b) = parts
    value = {"+": a + b, "-": a - b, "*": a * b, "/": a / (b or 1)}[sign]
    return f"({left} {sign} {right})", value


calculations = st.recursive(
    st.integers(0, 30).map(lambda n: (str(n), Fraction(n))),
    lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).filter(_is_defined).map(_combined),
    max_leaves=6,
)


def spelled(value: Fraction) -> list[str]:
    """A number in several notations."""
    if value.denominator == 1:
        plain = str(value)
        return [plain, f"${plain}$", f"\\boxed{{{plain}}}", f"The answer is {plain}.", f"{plain}.0"]
    sign, above, below = "-" if value < 0 else "", abs(value.numerator), value.denominator
    return [
        f"{sign}{above}/{below}",
        f"${sign}\\frac{{{above}}}{{{below}}}$",
        f"\\boxed{{{sign}\\dfrac{{{above}}}{{{below}}}}}",
    ]


def other_numbers(value: Fraction) -> list[Fraction]:
    """Numbers that are not this one."""
    near = {value + 1, value - 1, -value, 2 * value, value / 2, value * 10, value + Fraction(1, 1000)}
    return sorted(near - {value}) + ([1 / value] if value not in (-1, 0, 1) else [])


@few
@given(
    calculations,
    st.sampled_from(("What is {}?", "Calculate {}.", "计算 {}", "{} = ?", "Let u = {}. What is u?")),
)
def test_calculations(calculation: tuple[str, Fraction], wording: str) -> None:
    text, value = calculation
    wrong = [notation for other in other_numbers(value) for notation in spelled(other)[:2]]
    wrong += [f"{spelled(value)[0]}{more}" for more in ("%", " cm", "x", " or 1234", "i")] if value else []
    judged(wording.format(text), spelled(value), wrong)


@few
@given(st.integers(1, 400), st.integers(1, 400))
def test_greatest_common_divisors(a: int, b: int) -> None:
    value = gcd(a, b)
    wrong = [str(other) for other in {value + 1, value - 1, -value, 2 * value, a * b} - {value}]
    judged(f"What is the greatest common divisor of {a} and {b}?", [str(value)], wrong)
    judged(f"求 {a} 和 {b} 的最大公约数", [str(value)], wrong, holds=False)


@few
@given(st.integers(0, 10_000), st.integers(1, 300))
def test_remainders(a: int, b: int) -> None:
    wrong = [str(other) for other in {a % b + 1, a // b, -(a % b), a % b + b} - {a % b}]
    judged(f"Calculate the remainder when {a} is divided by {b}.", [str(a % b)], wrong)


# Equations ----------------------------------------------------------------------------------------


def polynomial(coefficients: list[int], name: str) -> str:
    """A polynomial from its coefficients, the constant first."""
    terms = [
        f"{coefficient}*{name}^{power}" if power else str(coefficient)
        for power, coefficient in enumerate(coefficients)
        if coefficient
    ]
    return " + ".join(reversed(terms)).replace("+ -", "- ") or "0"


def with_roots(roots: list[int], factor: int) -> list[int]:
    """Coefficients of factor * product of (x - root)."""
    found = [factor]
    for root in roots:
        found = [low - root * high for low, high in zip([0, *found], [*found, 0], strict=True)]
    return found


@few
@given(st.lists(small, min_size=1, max_size=4), st.integers(1, 5), letters)
def test_polynomials_with_chosen_roots(roots: list[int], factor: int, name: str) -> None:
    truth = sorted(set(roots))
    right = [
        " or ".join(f"{name} = {root}" for root in truth),
        ", ".join(map(str, reversed(truth))),
        "{" + ", ".join(map(str, truth)) + "}",
        "$" + ", ".join(f"{name}_{place} = {root}" for place, root in enumerate(truth, start=1)) + "$",
    ]
    others = [truth[:-1], [*truth, 10], [*truth[:-1], truth[-1] + 100], [root + 50 for root in truth]]
    if {-root for root in truth} != set(truth):
        others.append([-root for root in truth])
    wrong = [" or ".join(f"{name} = {root}" for root in other) for other in others if other]
    wrong += [f"{name} ≠ {truth[0]}", "no solution", "all real numbers"]
    judged(f"Solve {polynomial(with_roots(roots, factor), name)} = 0.", right, wrong)


@few
@given(small, small, st.lists(small, min_size=4, max_size=4), st.randoms(use_true_random=False))
def test_linear_systems(u: int, v: int, matrix: list[int], chance: random.Random) -> None:
    a, b, c, d = matrix
    if a * d == b * c:
        return
    equations = [((a, b), a * u + b * v), ((c, d), c * u + d * v)]
    found = []
    for one, other in (("x", "y"), ("p", "q")):
        chance.shuffle(equations)
        written = [f"{m}*{one} + {n}*{other} = {value}" for (m, n), value in equations]
        text = "Solve the system " + ", ".join(written).replace("+ -", "- ") + "."
        right = [f"{one} = {u}, {other} = {v}", f"{other} = {v}, {one} = {u}", f"({u}, {v})"]
        wrong = [
            f"{one} = {u + 1}, {other} = {v}",
            f"{one} = {u}",
            f"({u}, {v}), ({v}, {u + 7})",
            "no solution",
        ]
        wrong += [f"({v}, {u})", f"{one} = {v}, {other} = {u}"] if u != v else []
        judged(text, right, wrong)
        found.append([outcome(text, answer) for answer in right])
    assert found[0] == found[1]


@few
@given(small, small, letters)
def test_intervals(a: int, b: int, name: str) -> None:
    low, high = sorted((a, b))
    if low == high:
        return
    right = [f"{low} < {name} < {high}", f"({low}, {high})", f"{name} > {low} and {name} < {high}"]
    wrong = [
        f"[{low}, {high}]",
        f"({low}, {high}]",
        f"{low} <= {name} < {high}",
        f"({high}, {low})",
        f"{name} < {low} or {name} > {high}",
        f"({low}, {high + 1})",
        f"{name} < {high}",
        f"{{{low}, {high}}}",
    ]
    judged(f"Solve ({name} - {low})*({name} - {high}) < 0.".replace("- -", "+ "), right, wrong)


# Calculus -----------------------------------------------------------------------------------------


@few
@given(st.lists(small, min_size=1, max_size=5), letters)
def test_derivatives(coefficients: list[int], name: str) -> None:
    slope = [power * coefficient for power, coefficient in enumerate(coefficients)][1:]
    truth = polynomial(slope, name)
    wrong = [f"{truth} + 1", f"{truth} + C", f"-({truth}) + 3", f"{truth} + {name}^7"]
    if any(coefficients):
        judged(
            f"What is the derivative of {polynomial(coefficients, name)}?", [truth], wrong, holds=any(slope)
        )


# Words --------------------------------------------------------------------------------------------

SEEDS = (
    ("Solve x^2 - 5*x + 6 = 0.", "2, 3", ("2", "-2, -3", "2, 4")),
    ("Let f(x) = x^2 + 1. What is f(3)?", "10", ("9", "-10", "12")),
    ("What is the greatest common divisor of 12 and 18?", "6", ("3", "36", "-6")),
    ("Calculate the remainder when 17 is divided by 5.", "2", ("3", "17", "-2")),
    ("What is the derivative of x^3?", "3x^2", ("x^2", "3x", "6x")),
    ("Suppose 2*x + 3 = 11. What is x?", "4", ("-4", "8", "7")),
    ("Round 12.347 to two decimal places.", "12.35", ("12.34", "12.3", "12")),
    ("Sort 3, -1, 2 in increasing order.", "-1, 2, 3", ("3, 2, -1", "2, 3")),
    ("What is 20% of 50?", "10", ("1000", "20", "2.5")),
    ("Is 91 a prime number?", "no", ("yes",)),
)
CONDITIONS = (
    "not except other twice half negative odd even prime consecutive least most respectively without another "
    "remaining strictly inclusive approximately nonzero unless minus fewer plus double twice smallest 不"
).split()
NONSENSE = "banana purple hence ignore verified carbon seventeen-ish правильно 香蕉".split()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_seeds_are_verified(seed: tuple[str, str, tuple[str, ...]]) -> None:
    problem, right, wrong = seed
    judged(problem, [right], list(wrong))


def gaps(problem: str) -> list[str]:
    """The problem with a mark at each place between words."""
    words = problem.split(" ")
    return [" ".join([*words[:place], "{}", *words[place:]]) for place in range(len(words) + 1)]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_word_that_nobody_expects_leaves_nothing_verified(seed: tuple[str, str, tuple[str, ...]]) -> None:
    problem, right, wrong = seed
    for place, text in enumerate(gaps(problem)):
        word = NONSENSE[place % len(NONSENSE)]
        for answer in (right, *wrong):
            assert outcome(text.format(word), answer) is Outcome.UNDECIDED, (text, word, answer)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_condition_is_never_skipped(seed: tuple[str, str, tuple[str, ...]]) -> None:
    problem = seed[0]
    plain = read(problem, checks.names()).claims
    for place, text in enumerate(gaps(problem)):
        for word in CONDITIONS[place % 4 :: 4]:
            changed = read(text.format(word), checks.names()).claims
            assert not changed or changed != plain, text.format(word)


# Equivalence --------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    "2 -2 1/2 0.5 50% 2cm 20mm x 2x x^2 (1,2) [1,2] {1,2} 1,2 x=2 2<x x>2 yes no (A) sqrt(2) 2^(1/2) pi 3.14 "
    "0.333 1/3 i 1+i x+1 1+x (x+1)^2 x^2+2x+1 no$solution all$real$numbers $5 5 1$1/2 3/2 1010_2 10 ±1 1,-1 "
    "oo "
    "2°  pi/90 5! 120 |x| -x x<2 (-oo,2)"
    " 12:30 12:30$PM x!=0 Monday 1e3 1000 1,000 x+C x^2+C".split()
).map(lambda text: text.replace("$", " "))


@settings(max_examples=300, deadline=None)
@given(PIECES, PIECES)
def test_equivalence_is_symmetric_and_reflexive(one: str, other: str) -> None:
    try:
        first, second = read_answer(one), read_answer(other)
    except AnswerError:
        return
    assert same(first, second).value == same(second, first).value
    assert same(first, first).value is not False


@given(st.lists(st.integers(-99, 99), min_size=2, max_size=6, unique=True), st.booleans())
@few
def test_orders(numbers: list[int], descending: bool) -> None:
    truth = sorted(numbers, reverse=descending)
    assert all((a > b) is descending for a, b in pairwise(truth))
    wrong = [
        ", ".join(map(str, truth[::-1])),
        ", ".join(map(str, truth[1:])),
        ", ".join(map(str, [*truth, 100])),
    ]
    word = "decreasing" if descending else "increasing"
    judged(f"Sort {', '.join(map(str, numbers))} in {word} order.", [", ".join(map(str, truth))], wrong)
