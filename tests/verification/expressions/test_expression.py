"""Trees to SymPy: right values, nothing undefined, nothing too large, nothing else raised."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from phi4_node.verification.expressions.expression import to_sympy
from phi4_node.verification.expressions.parser import parse
from phi4_node.verification.expressions.syntax import Node, ReadError, TooLargeError

x, y, n, k = sympy.symbols("x y n k")
R = sympy.Rational

VALUES: list[tuple[str, Any]] = [
    ("2x + 3", 2 * x + 3),
    ("-2^2", -4),
    ("2^-1", R(1, 2)),
    ("0.1 + 0.2", R(3, 10)),
    ("1 1/2", R(3, 2)),
    ("0.1\\overline{6}", R(1, 6)),
    ("3e8", 300_000_000),
    ("1011_2", 11),
    ("50%", R(1, 2)),
    ("cos 60°", R(1, 2)),
    ("√8", 2 * sympy.sqrt(2)),
    ("cbrt(-8)", -2),
    ("root(-32, 5)", -2),
    ("e^{\\pi i}", -1),
    ("i^2", -1),
    ("|3+4i|", 5),
    ("5!", 120),
    ("C(5,2)", 10),
    ("C(n,2)", sympy.binomial(n, 2)),
    ("log_2 8", 3),
    ("ln e", 1),
    ("gcd(12, 18)", 6),
    ("lcm(4, 6, 10)", 60),
    ("17 mod 5", 2),
    ("(-7) mod 3", 2),
    ("min(1, pi)", 1),
    ("⌊-7/2⌋", -4),
    ("⌈pi⌉", 4),
    ("norm(<3, 4>)", 5),
    ("(1, 2) + (3, 4)", sympy.Tuple(4, 6)),
    ("3*(1, 2)", sympy.Tuple(3, 6)),
    ("-(1, 2)", sympy.Tuple(-1, -2)),
    ("[[1,2],[3,4]]*[[1],[2]]", sympy.Matrix([[5], [11]])),
    ("[[1,2],[3,4]]^2", sympy.Matrix([[7, 10], [15, 22]])),
    ("\\begin{vmatrix}1 & 2\\\\3 & 4\\end{vmatrix}", -2),
    ("{1, 2, 2}", sympy.FiniteSet(1, 2)),
    ("[0, 1)", sympy.Interval.Ropen(0, 1)),
    ("(-oo, 3) ∪ (3, oo)", sympy.Union(sympy.Interval.open(-sympy.oo, 3), sympy.Interval.open(3, sympy.oo))),
    ("ℝ ∖ {0}", sympy.Complement(sympy.S.Reals, sympy.FiniteSet(0))),
    ("x = 2", sympy.Eq(x, 2)),
    ("1 < x <= 2", sympy.And(sympy.Lt(1, x), x <= 2)),
    ("x = 1 or x = -1", sympy.Or(sympy.Eq(x, 1), sympy.Eq(x, -1))),
    ("2 ∈ [1, 3]", sympy.true),
    ("p -> q", sympy.Implies(*sympy.symbols("p q"))),
    ("Q + N + S + E + I + O", sum(sympy.symbols("Q N S E I O"))),
    ("1^(10^50)", 1),
    ("(-1)^(10^50+1)", -1),
]


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_value(text: str, value: Any) -> None:
    result = to_sympy(parse(text))
    assert result == value or sympy.simplify(result - value) == 0


REFUSED = [
    ("1/(1-1)", "zero"),
    ("1/(x-x)", "zero"),
    ("1/(sin(1)^2+cos(1)^2-1)", "zero"),
    ("0^0", "0^0"),
    ("0^-1", "zero"),
    ("0^x", "0"),
    ("tan(pi/2)", "defined"),
    ("oo - oo", "defined"),
    ("0*oo", "defined"),
    ("ln 0", "logarithm"),
    ("log(2, 1)", "logarithm"),
    ("log x", "base"),
    ("(1/2)!", "factorial"),
    ("(-1)!", "factorial"),
    ("root(2, 0)", "degree"),
    ("5 mod -3", "positive"),
    ("gcd(1/2, 3)", "whole"),
    ("{1,2}+{3}", "calculated"),
    ("[1,2]+1", "calculated"),
    ("(1,2)*(3,4)", "vectors"),
    ("(1,2)+(3,4,5)", "lengths"),
    ("[5,3]", "order"),
    ("i < 3", "TypeError"),
    ("1 ∨ 2", "statements"),
    ("[[1,2]] + [[1],[2]]", "ShapeError"),
    ("[[1,2]]^2", "square"),
    ("3 ± 2", "value"),
    ("5 cm", "value"),
    ("6:30 AM", "value"),
    ("odd", "value"),
    ("? + 1", "value"),
    ("f(2)", "f has no value"),
    ("integral(x, x)", "integral has no value"),
    ("x ≈ 2", "~"),
    ("3 ∈ 4", "not a set"),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_what_has_no_value_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ReadError) as caught:
        to_sympy(parse(text))
    assert reason in caught.value.reason


TOO_LARGE = [
    "9^9^9^9",
    "9**9**9**9",
    "(10^{9})!",
    "1000000!",
    "binomial(10^8, 5*10^7)",
    "binomial(n, 10^6)",
    "2^100000",
    "x^100000",
    "(2x)^60000^2",
    "sqrt(2)^(10^9)",
    "2^(10^9/3)",
    "((2^(1/2))^(1/3))^(10^7)",
    "e^(10^9*ln(2))",
    "2^(10^9*ln(3)/ln(2))",
    "e^(x*ln(10^400)*10^4)",
    "2^(e^(e^(e^9)))",
    "floor(e^(e^(e^e)))",
    "floor(e^(e^9))",
    "e^(e^(e^(e^e))) < 5",
    "10^19000*10^19000",
    "sqrt(2^60000 + 1)",
    "[[1,2],[3,4]]^100000",
    "[[x,y],[y,x]]^50",
]


@pytest.mark.parametrize("text", TOO_LARGE)
def test_what_is_too_large_is_refused_before_it_is_built(text: str) -> None:
    with pytest.raises(TooLargeError):
        to_sympy(parse(text))


def test_large_but_bounded_is_fine() -> None:
    assert to_sympy(parse("2^50000")) == sympy.Integer(2) ** 50000
    assert to_sympy(parse("1e400")) == sympy.Integer(10) ** 400
    assert to_sympy(parse("500!")) == sympy.factorial(500)


def test_names_mean_what_the_caller_says() -> None:
    real = sympy.Symbol("x", real=True)
    assert to_sympy(parse("|x^2|"), variables={"x": real}) == real**2
    e, i = sympy.symbols("e i")
    assert to_sympy(parse("e + i"), variables={"e": e, "i": i}) == e + i
    assert to_sympy(parse("e + i"), constants={}) == e + i
    assert to_sympy(parse("e + i")) == sympy.E + sympy.I


def test_calls_of_the_caller_come_first() -> None:
    functions = {"f": lambda value: value**2}
    operations = {"derivative": lambda term, name, order: sympy.diff(term, name, order)}
    assert to_sympy(parse("f(f(3))"), functions=functions) == 81
    assert to_sympy(parse("derivative(x^3, x, 2)"), operations=operations) == 6 * x
    assert to_sympy(parse("log x"), log_base=10) == sympy.log(x, 10)
    assert to_sympy(parse("gcd(4, 6)"), functions={"gcd": lambda a, b: a + b}) == 10


def test_an_error_of_an_operation_is_a_read_error() -> None:
    def fail(argument: Any) -> Any:
        raise TypeError("no")

    with pytest.raises(ReadError, match="TypeError"):
        to_sympy(parse("f(3)"), functions={"f": fail})


def test_deep_trees_are_refused() -> None:
    node = Node("sym", name="x")
    for _ in range(500):
        node = Node("neg", (node,))
    with pytest.raises(TooLargeError):
        to_sympy(node)


_LEAVES = st.sampled_from(
    ["x", "y", "n", "e", "i", "pi", "oo", "0", "1", "2", "3", "10", "99", "1/2", "0.3", "True", "ℝ", "1000"]
)


_ONE = "sin cos tan ln exp sqrt cbrt floor abs det norm sign re min gcd asin sinh not conjugate".split()
_TWO = "log root gcd lcm mod binomial min max".split()


def _grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({}){}({})".format, inner, st.sampled_from("+-*/^^=<∪∩∈∧→"), inner),
        st.builds("{}({})".format, st.sampled_from(_ONE), inner),
        st.builds("{}({}, {})".format, st.sampled_from(_TWO), inner, inner),
        st.builds("({})!".format, inner),
        st.builds("[{}, {})".format, inner, inner),
        st.builds("({}, {})".format, inner, inner),
        st.builds("{{{}, {}}}".format, inner, inner),
        st.builds("[[{}, {}], [{}, 1]]".format, inner, inner, inner),
        st.builds("-({})".format, inner),
        st.builds("({})%".format, inner),
    )


@settings(max_examples=400, deadline=None)
@given(st.recursive(_LEAVES, _grow, max_leaves=6))
@example("((oo)^(oo))^(oo)")
@example("floor((10)^((pi)*(99)))")
def test_every_tree_has_a_value_or_a_reason(text: str) -> None:
    try:
        value = to_sympy(parse(text))
    except ReadError:
        return
    assert isinstance(value, (sympy.Basic, sympy.MatrixBase))
