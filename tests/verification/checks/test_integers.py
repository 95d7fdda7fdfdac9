"""Sets of integers: complete searches, proven bounds, three-valued truth."""

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phi4_node.verification.checks import OPERATIONS
from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.checks.integer_bounds import bounds_of
from phi4_node.verification.checks.integer_sets import Bounds, IntegerSet
from phi4_node.verification.checks.integer_terms import Terms
from phi4_node.verification.expressions.parser import parse
from phi4_node.verification.expressions.syntax import Names

NAMES = Names(functions=frozenset(OPERATIONS))


def evaluated(text):
    def outside(node):
        raise UndecidedError(f"{node.name} has no value")

    return Terms(outside, {}).compile(parse(text.replace(" and ", " ∧ "), NAMES), frozenset())({})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("count(integers(n > 0 and n < 100 and divides(3, n), n))", 33),
        ("sum_of(integers(divides(n, 28) and n > 0, n))", 56),
        ("least(integers(congruent(3n, 4, 11) and n > 0, n))", 5),
        ("greatest(integers(n^2 + 3n < 100, n))", 8),
        ("least(integers(n^2 + 3n < 100, n))", -11),
        ("greatest(integers(divides(3^n, 20!), n))", 8),
        (
            "only(integers(digitcount(n) = 2 and remainder(n, 97) = 5 and n > 0 and isprime(n - 3), n))",
            5 + 97,
        ),
        ("nth(integers(isprime(n), n), 10)", 29),
        ("remainder(7^(10^12), 5)", 1),
        ("digit(3^100 + 2^100, 0)", 7),
        ("period(1/7)", 6),
        ("decimal_digit(6/13, 453)", 1),
        ("count(integers(count_divisors(n) = 3 and 0 < n < 50, n))", 4),
        ("sum_of(image(n^2, n, integers(0 < n <= 3, n)))", 14),
    ],
)
def test_values(text, value):
    if text.startswith("only"):
        with pytest.raises(UndecidedError):
            evaluated(text)
    else:
        assert evaluated(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "count(integers(n > 0, n))",
        "least(integers(divides(7, n), n))",
        "greatest(integers(isprime(n), n))",
        "least(integers(n > 3 and n < 4, n))",
        "count(integers(between(n, 1, 10), n))",
        "remainder(7, -5)",
        "divisors(0)",
        "digitsum(0)",
        "remainder(1/2, 5)",
        "remainder(7^(-1), 14)",
        "least(integers(n > 0 and n^2 + 1 = 0 * n, n))",
        "period(1/8)",
        "sum_of(integers(isprime(n) and n < 10^8, n))",
    ],
)
def test_what_is_not_proven_is_undecided(text):
    with pytest.raises(UndecidedError):
        evaluated(text)


def test_a_convention_matters_only_where_it_decides():
    assert evaluated("count(integers(between(n, 1, 10) and divides(4, n), n))") == 2
    with pytest.raises(UndecidedError):
        evaluated("count(integers(between(n, 1, 10) and divides(5, n), n))")


_CONDITIONS = st.sampled_from(
    ["n > {a}", "n < {b}", "2n + {a} <= {b}", "n^2 < {b} + 20", "n^2 - {a}n <= {b}", "n^3 + {a} < {b}",
     "divides({c}, n)", "congruent({c}n, {a}, 7)", "divides(n, {b} + 30)", "isprime(n)", "n >= -{c}"]
)  # fmt: skip


@given(
    st.lists(_CONDITIONS, min_size=1, max_size=3), st.integers(-9, 9), st.integers(-9, 25), st.integers(1, 6)
)
def test_no_solution_lies_outside_the_bounds(patterns, a, b, c):
    text = " ∧ ".join(f"({pattern.format(a=f'({a})', b=f'({b})', c=c)})" for pattern in patterns)
    node = parse(text, NAMES)
    terms = Terms(lambda part: (_ for _ in ()).throw(UndecidedError("unknown")), {})
    test = terms.compile(node, frozenset({"n"}))
    known = bounds_of(terms, node, "n", frozenset(), {}).set(lambda value: test({"n": value}))
    for value in range(-60, 61):
        if value and test({"n": value}):  # whether zero divides is not asked
            assert known.low is None or known.low <= value
            assert known.high is None or known.high >= value
            assert (value - known.residue) % known.modulus == 0
            assert known.candidates is None or value in known.candidates


@given(st.integers(-50, 50), st.integers(0, 60), st.integers(1, 9), st.integers(0, 8))
def test_both_directions_find_the_same(low, span, modulus, residue):
    members = IntegerSet(lambda value: value % 2 == 0, low, low + span, modulus, residue % modulus)
    found = list(members.upwards())
    expected = [n for n in range(low, low + span + 1) if n % 2 == 0 and n % modulus == residue % modulus]
    assert found == expected
    assert list(members.downwards()) == expected[::-1]


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 12)), min_size=1, max_size=4))
def test_residues_are_combined(pairs):
    bounds = Bounds()
    for residue, modulus in pairs:
        bounds.modulo(residue % modulus, modulus)
        if bounds.empty:
            break
    common = [n for n in range(30_000) if all(n % m == r % m for r, m in pairs)] if bounds.empty else []
    assert common == []
    if not bounds.empty:
        assert all(bounds.residue % m == r % m for r, m in pairs)


def test_a_search_ends():
    members = IntegerSet(lambda value: False, low=0)
    with pytest.raises(UndecidedError):
        next(members.upwards())
    assert list(islice(IntegerSet(lambda value: True, low=5).upwards(), 3)) == [5, 6, 7]
