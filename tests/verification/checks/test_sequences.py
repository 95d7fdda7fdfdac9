"""Continuing sequences by the simplest rule, and adding up."""

from fractions import Fraction

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from phi4_node.verification.checks.sequences import rules_of
from phi4_node.verification.checks.sums import OPERATIONS
from phi4_node.verification.judge import check_problem

CASES = [
    ("What comes next: 161, 1523, 4109, 7925, 12977, 19271?", "26813", "holds"),
    ("What comes next: 161, 1523, 4109, 7925, 12977, 19271?", "26812", "fails"),
    ("What is the next term in 2, 4, 8, 16?", "32", "holds"),
    ("2, 4, 8, ?", "16", "undecided"),  # 14 and 15 continue it as well
    ("2, 3, 5, 8, ?", "13", "undecided"),  # or 12, by a polynomial
    ("1, 1, 2, 3, 5, 8, ?", "13", "holds"),
    ("10, -19, 10, -19, 10, -19, ?", "10", "holds"),
    ("9, 4, 2, 1, 0, 0, 0, 0, ?", "0", "holds"),
    ("2, 3, 5, 7, 11, ?", "13", "undecided"),
    ("1, 2, 3, ?", "2 + 2", "undecided"),  # not carried out
    ("1,000, 2,000, 3,000, ?", "4000", "undecided"),
    ("What is the k'th term of -3660413, -7320829, -10981245?", "3 - 3660416*k", "holds"),
    ("What is the k'th term of -3660413, -7320829, -10981245?", "3 - 3660416*n", "undecided"),
    ("What is the k'th term of -3660413, -7320829, -10981245?", "3*k - 3660416", "fails"),
    ("What is the e'th term of 3, 5, 7, 9?", "2*e + 1", "holds"),
    ("What is the nth term of 3, 5, 7, 9?", "a_n = 2n + 1", "holds"),
    ("What is the nth term of 3, 5, 7, 9?", "2n - 1", "fails"),
    ("What is the nth term of 2, 4, 8, 16, 32?", "2^n", "holds"),
    ("What is the 100th term of the arithmetic sequence 6, 10, 14, 18, ...?", "402", "holds"),
    ("What is the 100th term of the arithmetic sequence 6, 10, 14, 18, ...?", "406", "fails"),
    ("What is the 100th term of the arithmetic sequence 6, 10, 15, ...?", "402", "undecided"),
    ("Find the sum of the first 20 terms of the arithmetic sequence 3, 7, 11, ...", "820", "holds"),
    ("How many numbers are in the list $36, 37, 38, \\ldots, 92, 93$?", "58", "holds"),
    ("How many numbers are in the list $6,7,10,11,14,15,\\ldots,94,95,98$?", "47", "undecided"),
    ("Compute 1 + 2 + 3 + ... + 100.", "5050", "holds"),
    ("Compute 1 + 2 + 4 + ... + 100.", "127", "undecided"),
    ("Compute $\\frac12+\\frac14+\\frac18+\\cdots$.", "1", "holds"),
    ("What is $1 + 2 + 3 + ...$?", "-1/12", "undecided"),
    ("Let f(x) = x^2. What is $f(1) + f(2) + f(3) + \\cdots + f(10)$?", "385", "holds"),
    ("Let f(x) = k_0*x. Let k_0 = 2. What is $f(1) + f(2) + f(3) + \\cdots + f(10)$?", "110", "undecided"),
    ("Evaluate $\\sum_{k=1}^{\\infty} \\frac{k}{2^k}$.", "2", "holds"),
    ("Evaluate $\\sum_{k=1}^{\\infty} 2^k$.", "-2", "undecided"),
    (
        "If the second term of a geometric sequence of real numbers is $-2$ and the fifth term is $16,$ then"
        " what is the fourteenth term?",
        "-8192",
        "holds",
    ),
    (
        "The first term of a geometric sequence is 7, and the 7th term is 5103. What is the 4th term?",
        "189",  # or -189
        "undecided",
    ),
    ("等差数列2，5，8，…的第10项是多少？", "29", "holds"),
]


@pytest.mark.parametrize(("problem", "answer", "outcome"), CASES)
def test_answers(problem, answer, outcome):
    assert check_problem(problem, answer).outcome.value == outcome


def test_the_reason_names_the_rule():
    check = check_problem("What is the next term in 1, 4, 9, 16, 25?", "36")
    assert "a polynomial of degree 2" in check.reason


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=4), st.integers(2, 4))
def test_a_polynomial_with_terms_to_spare_is_continued_by_itself(coefficients, spare):
    def value(place):
        return Fraction(sum(c * place**power for power, c in enumerate(coefficients)))

    count = len(coefficients) + spare
    found = {rule.next for rule in rules_of([value(place) for place in range(1, count + 1)])}
    assert value(count + 1) in found


@given(st.lists(st.integers(-9, 9), min_size=3, max_size=3))
def test_three_terms_are_only_continued_if_they_are_arithmetic(terms):
    a, b, c = terms
    assert bool(list(rules_of([Fraction(term) for term in terms]))) == (b - a == c - b)


@given(
    st.lists(st.integers(-5, 5), min_size=1, max_size=4),
    st.integers(-3, 3),
    st.fractions(Fraction(-1, 2), Fraction(1, 2), max_denominator=7).filter(bool),
)
def test_infinite_sums_are_the_limit_of_their_partial_sums(coefficients, start, ratio):
    index = sympy.Symbol("k")
    base = sympy.Rational(ratio.numerator, ratio.denominator)
    term = sympy.Add(*[c * index**power for power, c in enumerate(coefficients)]) * base**index
    total = OPERATIONS["sum"](term, index, sympy.Integer(start), sympy.oo)
    partial = sum(
        Fraction(sum(c * k**power for power, c in enumerate(coefficients))) * ratio**k
        for k in range(start, start + 120)
    )
    assert abs(Fraction(int(total.p), int(total.q)) - partial) < Fraction(1, 10**20)
