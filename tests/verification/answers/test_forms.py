"""The form of an answer as written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phi4_node.verification.answers.forms import Form, has_form
from phi4_node.verification.expressions.parser import parse
from phi4_node.verification.expressions.syntax import ReadError

CASES: list[tuple[str, Form, bool | None]] = [
    ("5", "number", True),
    ("-5", "number", True),
    ("1/2", "number", True),
    ("2/4", "number", True),
    ("2+3", "number", False),
    ("2*3", "number", False),
    ("2^3", "number", False),
    ("x", "number", False),
    ("2*sqrt(3)", "number", True),
    ("sqrt(8)", "number", False),
    ("sqrt(9)", "number", False),
    ("4", "integer", True),
    ("1/2", "integer", False),
    ("2+2", "integer", False),
    ("3.14", "decimal", True),
    ("22/7", "decimal", False),
    ("sqrt(17)", "exact", True),
    ("4.12", "exact", None),
    ("3/2", "lowest_terms", True),
    ("-3/2", "lowest_terms", True),
    ("6/4", "lowest_terms", False),
    ("0.5", "lowest_terms", False),
    ("1 1/2", "lowest_terms", True),
    ("1 2/4", "lowest_terms", False),
    ("5", "lowest_terms", True),
    ("5/1", "lowest_terms", False),
    ("2^3*3*5", "prime_factorisation", True),
    ("7", "prime_factorisation", True),
    ("2*4", "prime_factorisation", False),
    ("4^2", "prime_factorisation", False),
    ("2 + 5", "prime_factorisation", False),
    ("x^2 + 2x + 1", "expanded", True),
    ("-2x^2*y + 4", "expanded", True),
    ("3x/4 + 1/2", "expanded", True),
    ("(x+1)^2", "expanded", False),
    ("x*(x+1)", "expanded", False),
    ("x^2 + x + x", "expanded", False),
    ("x^2*y - y*x^2", "expanded", False),
    ("2*3*x", "expanded", False),
    ("x*x", "expanded", False),
    ("2x + 3 + 4", "expanded", False),
    ("0*x + 1", "expanded", False),
    ("2x + x", "collected", False),
    ("3x", "collected", True),
    ("(x-1)(x+1)", "factored", True),
    ("2(x-1)^2", "factored", True),
    ("-3*(a-4)*(a+2)/2", "factored", True),
    ("x(x+1)(x+2)", "factored", True),
    ("(2x+2)(x+1)", "factored", True),
    ("x^2+1", "factored", True),
    ("x^3", "factored", True),
    ("x^2-1", "factored", False),
    ("(x^2-4)(x+1)", "factored", False),
    ("x^2 + x", "factored", False),
    ("sin(x)(x+1)", "factored", None),
    ("11*sqrt(2) - 33", "simplified", True),
    ("-5096 - 156*sqrt(11)", "simplified", True),
    ("sqrt(2)/2", "simplified", True),
    ("sqrt(8)", "simplified", False),
    ("1/sqrt(2)", "simplified", False),
    ("sqrt(1/2)", "simplified", False),
    ("sqrt(2)*sqrt(3)", "simplified", False),
    ("sqrt(2) + sqrt(2)", "simplified", False),
    ("(1+sqrt(2))*(3+sqrt(2))", "simplified", False),
    ("x**3", "simplified", True),
    ("m**(-2/5)", "simplified", True),
    ("x*x**2", "simplified", False),
    ("(x^2)^3", "simplified", False),
    ("x^2/x", "simplified", False),
    ("(x^2-1)/(x-1)", "simplified", False),
    ("(x+2)/7", "simplified", True),
    ("x+x", "simplified", False),
    ("2/4", "simplified", False),
    ("3!", "simplified", False),
    ("|-3|", "simplified", False),
    ("sin(0)", "simplified", False),
    ("sin(1)", "simplified", True),
    ("ln(2)", "simplified", True),
    ("1*x", "simplified", False),
    ("x + 0", "simplified", False),
    ("(x+1)(x+2)", "simplified", True),
]


@pytest.mark.parametrize(("text", "form", "expected"), CASES)
def test_forms(text: str, form: Form, expected: bool | None) -> None:
    found = has_form(parse(text), form)
    assert found.value is expected, found.reason
    assert found.reason


@pytest.mark.parametrize(
    ("text", "places", "expected"), [("3.10", 2, True), ("3.1", 2, False), ("3", 0, True)]
)
def test_places_are_counted(text: str, places: int, expected: bool) -> None:
    assert has_form(parse(text), "decimal", places=places).value is expected


FORMS: list[Form] = [
    "number",
    "lowest_terms",
    "expanded",
    "factored",
    "simplified",
    "prime_factorisation",
    "exact",
]
expressions = st.recursive(
    st.sampled_from(["0", "1", "2", "6", "1/2", "0.5", "x", "y", "pi"]),
    lambda inner: st.builds(
        lambda shape, one, other: shape.format(one, other),
        st.sampled_from(
            ["({0}) + ({1})", "({0})*({1})", "({0})/({1})", "({0})^({1})", "sqrt({0})", "-({0})", "ln({0})"]
        ),
        inner,
        inner,
    ),
    max_leaves=5,
)


@settings(max_examples=200, deadline=None)
@given(expressions, st.sampled_from(FORMS))
def test_every_tree_has_an_answer(text: str, form: Form) -> None:
    try:
        node = parse(text)
    except ReadError:
        return
    assert has_form(node, form).value in (True, False, None)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_lowest_terms_is_about_the_common_divisor(above: int, below: int) -> None:
    from math import gcd

    expected = gcd(above, below) == 1 and below != 1
    assert has_form(parse(f"{above}/{below}"), "lowest_terms").value is expected
