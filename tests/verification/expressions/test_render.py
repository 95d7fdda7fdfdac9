"""Canonical text: whatever tree the parser can give, its text reads back to an equal tree."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phi4_node.verification.expressions.parser import parse
from phi4_node.verification.expressions.render import render
from phi4_node.verification.expressions.syntax import Names, Node, ReadError

_UNARY = ("neg", "pos", "abs", "norm", "floor", "ceiling", "factorial", "percent", "degree")
_RELATIONS = ("=", "!=", "<", "<=", ">", ">=", "~", "in", "notin", "subset")


def _number(value: int, places: int | None) -> Node:
    return Node("num", value=Fraction(value, 10 ** (places or 0)), places=places)


_natural = st.builds(_number, st.integers(0, 10**6), st.none())
_decimal = st.builds(_number, st.integers(0, 10**6), st.integers(1, 5))
_divisor = st.builds(_number, st.integers(1, 10**6), st.none())
_symbol = st.sampled_from(
    ["x", "y", "e", "i", "pi", "oo", "theta", "x_1", "a_n", "v_max", "m", "y'", "ℝ", "True", "A", "d"]
).map(lambda name: Node("sym", name=name))
_special = st.one_of(
    st.builds(
        lambda a, b, c: Node(
            "mixed", (_number(a, None), Node("div", (_number(b, None), _number(b + c, None))))
        ),
        st.integers(0, 99),
        st.integers(1, 9),
        st.integers(1, 9),
    ),
    st.text("0123456", min_size=1, max_size=6).map(lambda digits: Node("based", (_number(7, None),), digits)),
    st.sampled_from(["0.\\overline{3}", "12.1\\overline{06}"]).map(parse),
    st.sampled_from(["?", "..."]).map(lambda name: Node("hole", name=name)),
)


def _expressions(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    pairs = st.tuples(inner, inner)
    nonzero = inner.filter(lambda node: not (node.op == "num" and node.value == 0))
    return st.one_of(
        st.builds(lambda op, a: Node(op, (a,)), st.sampled_from(_UNARY), inner),
        st.builds(lambda a, name: Node("pm", (a,), name), inner, st.sampled_from("±∓")),
        st.builds(lambda op, ab: Node(op, ab), st.sampled_from(("add", "sub", "pow")), pairs),
        st.builds(lambda ab, name: Node("pm", ab, name), pairs, st.sampled_from("±∓")),
        st.builds(lambda ab: Node("mul", ab, "*"), pairs),
        st.builds(lambda ab: Node("mul", ab), pairs.filter(lambda ab: _may_touch(*ab))),
        st.builds(lambda a, b: Node("div", (a, b)), inner, nonzero),
        st.builds(
            lambda a, name: Node("call", (a,), name),
            inner,
            st.sampled_from(("sin", "f", "sqrt", "log", "arg")),
        ),
        st.builds(
            lambda ab, name: Node("call", ab, name),
            pairs,
            st.sampled_from(("gcd", "log", "root", "g", "mod")),
        ),
        st.builds(
            lambda a, unit: Node("quantity", (a,), unit),
            inner.filter(_is_measurable),
            st.sampled_from(("m", "km/h", "cm^2", "$", "元", "°C")),
        ),
    )


def _is_measurable(node: Node) -> bool:
    return node.op not in ("percent", "quantity", "degree")


def _may_touch(left: Node, right: Node) -> bool:
    apart = ("percent", "quantity", "hole", "degree")
    return left.op not in apart


_scalars = st.recursive(st.one_of(_natural, _decimal, _symbol, _special), _expressions, max_leaves=12)


def _collections(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=0, max_size=4).map(tuple)
    pairs = st.tuples(inner, inner)
    return st.one_of(
        several.map(lambda parts: Node("set", parts)),
        several.map(lambda parts: Node("tuple", parts)),
        several.map(lambda parts: Node("list", parts)),
        pairs.map(lambda parts: Node("pair", parts)),
        st.builds(
            lambda ab, name: Node("interval", ab, name), pairs, st.sampled_from(("[]", "()", "[)", "(]"))
        ).filter(
            lambda node: (
                not (node.name == "[]" and all(part.op in ("list", "interval") for part in node.args))
            )
        ),
        st.builds(
            lambda op, ab: Node(op, ab), st.sampled_from(("union", "intersection", "difference")), pairs
        ),
    )


_values = st.one_of(_scalars, _collections(st.one_of(_scalars, _collections(_scalars))))
_relation = st.builds(
    lambda a, b, name: Node("rel", (a, b), name), _values, _values, st.sampled_from(_RELATIONS)
)
_chain = st.lists(_scalars, min_size=3, max_size=5).flatmap(
    lambda parts: st.lists(st.sampled_from(_RELATIONS), min_size=len(parts) - 1, max_size=len(parts) - 1).map(
        lambda names: Node(
            "chain",
            tuple(Node("rel", ab, name) for name, ab in zip(names, pairwise(parts), strict=True)),
        )
    )
)


def _statements(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(
        st.builds(
            lambda op, parts: Node(op, tuple(parts)),
            st.sampled_from(("and", "or")),
            st.lists(inner, min_size=2, max_size=3),
        ),
        st.builds(
            lambda op, a, b: Node(op, (a, b)), st.sampled_from(("implies", "iff", "xor")), inner, inner
        ),
        st.builds(lambda a: Node("not", (a,)), inner),
    )


_trees = st.one_of(_values, st.recursive(st.one_of(_relation, _chain, _symbol), _statements, max_leaves=6))
_NAMES = Names(functions=frozenset("fg"))


@settings(max_examples=500, deadline=None)
@given(_trees)
def test_text_of_a_tree_reads_back(node: Node) -> None:
    assert parse(render(node), _NAMES) == node


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(_scalars, min_size=2, max_size=2), min_size=1, max_size=3))
def test_text_of_a_matrix_reads_back(rows: list[list[Node]]) -> None:
    node = Node("matrix", tuple(Node("list", tuple(row)) for row in rows))
    assert parse(render(node), _NAMES) == node


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 1439), st.booleans())
def test_text_of_a_time_reads_back(minutes: int, halves: bool) -> None:
    name = ("AM" if minutes < 720 else "PM") if halves else ""
    node = Node("time", value=Fraction(minutes), name=name)
    assert parse(render(node)) == node


@pytest.mark.parametrize(
    "name", ["odd", "(E)", "A,C,F", "June 20", "no solution", "奇数", "Devon", "true story"]
)
def test_text_of_a_word_reads_back(name: str) -> None:
    node = Node("text", name=name)
    assert parse(render(node)) == node


def test_canonical_text_is_stable() -> None:
    for text in (
        "2x + 3",
        "(x + 1)*(x - 1)",
        "-x^2",
        "1/2",
        "x = 1 ∨ x = -1",
        "{1, 2}",
        "[0, 1)",
        "3 \\text{m}",
    ):
        assert render(parse(text)) == text


def test_an_unknown_op_is_an_error() -> None:
    with pytest.raises(ValueError, match="unknown op"):
        render(Node("nonsense"))


def test_read_error_is_a_value_error_with_an_exit_code() -> None:
    error = ReadError("why", 3)
    assert isinstance(error, ValueError)
    assert error.exit_code == 2
    assert "character 4" in str(error)
