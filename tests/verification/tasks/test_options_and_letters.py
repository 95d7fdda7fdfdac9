"""Labels of options, and the letter i as a variable: right and wrong answers."""

import pytest

from phi4_node.schema import Outcome
from phi4_node.verification.judge import check_problem

MANY = (
    "Which is the ninth biggest value?  (a) 8  (b) 0.13  (c) -5  (d) 0.369  (e) -0.5  (f) 1/4  (g) -0.2  "
    "(h) -0.013  (i) -3  (j) -4"
)
CASES = [
    (MANY, ["j", "(j)"], ["i", "c", "-3"]),
    ("Which is the biggest? (a) 2 (b) 3 (c) 1", ["b", "3"], ["a", "c", "6"]),
    ("Solve 2 = -2*z + i - 42, 4*i = 6*z + z + 174 for z.", ["-2", "z = -2"], ["2", "i"]),
    ("Suppose a = 3. Solve 23 = -4*s + a*i, -5*i + 21 = 2*s for s.", ["-2"], ["5", "2"]),
    (
        "Factor -i**2/5 - 15*i/5 - 26/5.",
        ["-(i + 2)*(i + 13)/5"],
        ["(i + 2)*(i + 13)/5", "-(i + 1)*(i + 26)/5"],
    ),
    ("In base 16, what is -b8fac + -f?", ["-b8fbb"], ["-b8fbc", "b8fbb"]),
    ("b5a7 (base 12) to base 15", ["5d3a"], ["5d3b"]),
]


@pytest.mark.parametrize(("problem", "right", "wrong"), CASES, ids=[case[0] for case in CASES])
def test_right_and_wrong(problem: str, right: list[str], wrong: list[str]) -> None:
    for answer in right:
        assert check_problem(problem, answer).outcome is Outcome.HOLDS, answer
    for answer in wrong:
        assert check_problem(problem, answer).outcome is not Outcome.HOLDS, answer


def test_the_imaginary_unit_stays_one() -> None:
    assert check_problem("Solve z + w = 2 + i, z - w = i for z.", "1").outcome is not Outcome.HOLDS
    assert check_problem("Expand (2 + i)^2.", "i^2 + 4*i + 4").outcome is not Outcome.HOLDS
