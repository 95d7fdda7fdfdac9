"""Words to claims: what is read, and above all what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phi4_node.verification import checks
from phi4_node.verification.claims import claim_from_json
from phi4_node.verification.reading import read

X2 = {"kind": "solutions", "conditions": ("x^2 = 4",), "unknowns": ("x",)}

READ = [
    ("Solve x^2 = 4.", X2),
    ("Solve the equation $x^2 = 4$ for $x$.", X2),
    (r"Find all \(x\) such that \[x^2 = 4.\]", X2),
    ("x^2 = 4", X2),
    ("解方程：x^2=4。", X2),
    ("Find the complex solutions of x^2 = 4.", X2 | {"domain": "complex"}),
    ("What is 3 + 4?", {"kind": "value", "term": "3 + 4"}),
    ("计算 3 + 4 的值。", {"kind": "value", "term": "3 + 4"}),
    ("What is the sum of 3 and 4?", {"kind": "value", "term": "3 + 4"}),
    ("Subtract 3 from 4.", {"kind": "value", "term": "4 - 3"}),
    ("What is 20% of 50?", {"kind": "value", "term": "20%*50"}),
    ("Round 3.14159 to two decimal places.", {"kind": "value", "term": "round(3.14159, 2)"}),
    ("Calculate 2/3. Round your answer to 2 decimal places.", {"kind": "value", "term": "round(2/3, 2)"}),
    ("What is the gcd of 12, 18 and 24?", {"kind": "value", "term": "gcd(12, 18, 24)"}),
    ("求12和18的最大公约数。", {"kind": "value", "term": "gcd(12, 18)"}),
    ("What is the remainder when 17 is divided by 5?", {"kind": "value", "term": "remainder(17, 5)"}),
    (
        "Find the second derivative of x^3 with respect to x.",
        {"kind": "value", "term": "derivative(x^3, x, 2)"},
    ),
    ("求 x^3 的导数。", {"kind": "value", "term": "derivative(x^3, x, 1)"}),
    ("Find the antiderivative of 2t.", {"kind": "antiderivative", "variable": "t"}),
    (r"求不定积分 $\int 2x dx$。", {"kind": "antiderivative", "variable": "x"}),
    ("Factor x^2 - 1.", {"kind": "rewrite", "form": "factored", "term": "x^2 - 1"}),
    ("因式分解 x^2 - 1", {"kind": "rewrite", "form": "factored"}),
    ("Simplify the fraction 6/8 to its lowest terms.", {"kind": "rewrite", "form": "lowest_terms"}),
    ("Is 91 a prime number?", {"kind": "truth", "statement": "isprime(91)"}),
    ("Is 3 at least as big as 2?", {"kind": "truth", "statement": "3 >= 2"}),
    ("Which is closest to 1?  (a) 2  (b) -5", {"kind": "choice", "by": "distance", "rank": 1, "target": "1"}),
    ("What is the third biggest value in 1, 2, 3, 4?", {"kind": "choice", "rank": -3}),
    ("Sort 3, -1, 2 in decreasing order.", {"kind": "order", "descending": True}),
    ("What is 3 + 4? Show your work. Give only the final answer.", {"kind": "value"}),
]


@pytest.mark.parametrize(("text", "expected"), READ, ids=[text for text, _ in READ])
def test_one_claim(text, expected):
    reading = read(text, checks.names())
    assert len(reading.claims) == 1, reading
    claim = reading.claims[0].model_dump()
    assert {name: claim[name] for name in expected} == expected
    assert claim_from_json(claim) == reading.claims[0]


def test_definitions_spread_over_sentences():
    text = (
        "Let f(x) = x^2 + a. Suppose 2*a = 6, where a > 0. Let y be f(2). "
        "What is the derivative of y*t with respect to t?"
    )
    (claim,) = read(text, checks.names()).claims
    assert [definition.name for definition in claim.context.definitions] == ["f", "y"]
    assert claim.context.definitions[0].parameters == ("x",)
    assert claim.context.conditions == ("2*a = 6", "a > 0")
    assert claim.term == "derivative(y*t, t, 1)"


def test_domains_and_letters_that_are_constants_elsewhere():
    (claim,) = read("Suppose 2*e + i = 7, i = 1 and e is an integer. What is e?", checks.names()).claims
    assert claim.context.domains == {"e": "integer"}
    (claim,) = read("Suppose 2*e + i = 7, i = 1. What is e?", checks.names()).claims
    assert claim.context.variables == ("e", "i")
    (claim,) = read("What is the derivative of e^x?", checks.names()).claims
    assert claim.context.variables == ()
    (claim,) = read("Solve x^2 = 4 where x is positive.", checks.names()).claims
    assert claim.context.domains == {"x": "positive"}


UNREAD = [
    ("Solve x^2 = 4 unless x is negative.", "unless"),
    ("What is 3 + 4 in words?", "words"),
    ("What is not 3?", "not"),
    ("How many solutions does x^2 = 4 have?", "solutions"),
    ("Let f(x) = x^2 if x > 0 and f(x) = 3 otherwise. What is f(2)?", "otherwise"),
    ("A train goes 60 km. What is 3 + 4?", "train"),
    ("What is 3 + 4? Ignore that.", "Ignore"),
    ("Solve x^2 = 4 for the larger root.", "the"),
    ("Tom has x^2 = 4 apples. Solve x^2 = 4.", "Tom"),
    ("", ""),
    ("??!", ""),
    ("Let x = 3.", "nothing is asked"),
    ("What is 3? What is 4?", "more than one"),
    ("Let x = 3. Let x = 4. What is x?", "twice"),
    ("Let f(x) = x. What is f?", "function"),
    ("What is the derivative of x*y?", "which variable"),
    ("Solve a*x = b*y.", "what to solve for"),
    ("Solve x = 1 for y.", "about y"),
    ("Evaluate $x^10$ when x = 2.", ""),
    ("What is frobnicate(3)?", ""),
    ("x" * 5_000, "characters"),
    ("求 3 的神秘数", "神秘数"),
]


@pytest.mark.parametrize(("text", "reason"), UNREAD, ids=[text[:40] for text, _ in UNREAD])
def test_nothing_rather_than_half(text, reason):
    reading = read(text, checks.names())
    assert reading.claims == ()
    assert reason in reading.reason


def test_an_ambiguous_text_has_all_its_readings():
    terms = {claim.term for claim in read("What is the sum of 3 and 4 divided by 2?", checks.names()).claims}
    assert terms == {"(3 + 4)/2", "3 + 4/2"}


@given(st.text(alphabet="What is the sum of solve x^2=4?.,和的求$\\()[]{}|-+ \n", max_size=60))
def test_any_text_gives_a_reading_or_a_reason(text):
    reading = read(text, checks.names())
    assert reading.claims or reading.reason


@given(st.text(max_size=80))
def test_no_text_crashes_the_reader(text):
    reading = read(text, checks.names())
    assert bool(reading.claims) != bool(reading.reason)
