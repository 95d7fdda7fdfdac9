"""Checks of values, of rewritten expressions, and of antiderivatives; operations of plain arithmetic."""

from __future__ import annotations

import re
from dataclasses import replace
from math import gcd
from typing import Any

import sympy

from phi4_node.schema import Check
from phi4_node.verification.answers.regions import variable_of
from phi4_node.verification.checks.base import UndecidedError, fails, holds, written
from phi4_node.verification.checks.case import Case, members, scalar, unnamed
from phi4_node.verification.checks.conditional import compare_under_conditions
from phi4_node.verification.checks.finished import is_trigonometric, same_but_for_order, unfinished
from phi4_node.verification.checks.holes import refuse_holes
from phi4_node.verification.checks.inequalities import check_region, is_region
from phi4_node.verification.checks.real_values import prove_value, related
from phi4_node.verification.checks.reals import COMPLEX_LETTERS
from phi4_node.verification.checks.roundings import rational, round_places, round_to
from phi4_node.verification.checks.significance import (
    refuse_doubtful_sign,
    refuse_more_digits,
    refuse_near_miss,
)
from phi4_node.verification.checks.signs import sign_of
from phi4_node.verification.checks.vectors import check_matrix
from phi4_node.verification.claims import ValueClaim
from phi4_node.verification.expressions.expression import column
from phi4_node.verification.expressions.render import render
from phi4_node.verification.expressions.syntax import Node, ReadError
from phi4_node.verification.reading.trees import walk
from phi4_node.verification.zero.zero import are_equal

_METHOD = "exact evaluation"
_POINTS = frozenset(("pair", "tuple", "add", "sub", "neg", "mul", "div"))


def check_value(case: Case) -> Check:
    """The answer is the value of the term."""
    claim = case.claim
    assert isinstance(claim, ValueClaim)
    term = case.scope.parse(claim.term)
    try:
        _refuse_real_reading(case, term)
        _refuse_large_figure(case, term)
        values = [value for _, value in case.scope.evaluate_all(term)]
    except UndecidedError as error:
        return _over_the_reals(case, term, error)
    if not values:
        raise UndecidedError("the conditions have no solution")
    if len(values) > 1:
        raise UndecidedError("the conditions leave several values: " + "; ".join(map(written, values)))
    value = values[0]
    refuse_doubtful_sign(term)
    if isinstance(value, sympy.Tuple) and (term.op in _POINTS or term.name in case.scope.functions):
        value = column(value)  # a point, whose coordinates have their order; operations give lists
    if isinstance(value, (sympy.FiniteSet, sympy.Tuple)):
        return _compare_members(case, value)
    if is_region(value):
        _refuse_other_axis(case, term)
        return check_region(case, value)
    if isinstance(value, sympy.MatrixBase):
        is_ambiguous = term.op == "call" and term.name.startswith("to_")
        return check_matrix(case, value, _names_of(term), is_ambiguous=is_ambiguous)
    answer = unnamed(case, _names_of(term))
    inner = term.args[0] if term.op == "call" and term.name == "round" else term
    if inner.op == "call" and inner.name in ("degrees", "angle", "angle_with_cosine") and answer.unit == "°":
        answer = replace(answer, unit="", node=without_degrees(answer.node))
    given = scalar(case, answer)
    is_limit = term.op == "call" and term.name == "limit" and value in (sympy.oo, -sympy.oo)
    infinite = value.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo)
    if (infinite and not is_limit) or not isinstance(value, sympy.Expr):
        raise UndecidedError("the question has no finite value")
    if compare_under_conditions(case, value, given, answer.node):
        why = unfinished(answer.node) or _repeats(answer.node, term)
        if why:
            raise UndecidedError(why)
        refuse_more_digits(term, answer)
        refuse_holes(case, term, value, answer.node)
        return holds(claim, _METHOD, f"The value is {written(given)}.", value=value, answer=given)
    if term.op == "call" and term.name == "implicit" and value.free_symbols:
        raise UndecidedError("the answer differs from the slope that was found, but may agree on the curve")
    if any(_is_bare_angle(part) for part in walk(term)):
        raise UndecidedError("whether an angle without a sign is in degrees or radians is not said")
    if any(len(letter.name) > 1 for letter in value.free_symbols) and not given.free_symbols:
        raise UndecidedError("what a name with a subscript, or a Greek one, stands for is not said")
    _refuse_digits_in_base(term, answer.node, value)
    refuse_near_miss(term, value, given)
    return fails(
        claim,
        _METHOD,
        f"The value is {written(value)}, not {written(given)}.",
        f"{claim.term} = {written(value)}, not {written(given)}",
        value=value,
        answer=given,
        difference=sympy.expand(value - given) if value.free_symbols else value - given,
    )


def _refuse_other_axis(case: Case, term: Node) -> None:
    """`y ≥ 3` is no domain of a function of x, and `x ≥ 3` no range."""
    named = variable_of(case.answer)
    if not named or term.op != "call" or term.name not in ("domain", "range"):
        return
    if (named in case.scope.unknowns([term.args[0]])) != (term.name == "domain"):
        raise UndecidedError(f"the answer is about {named}, whose values are not asked for")


def _refuse_real_reading(case: Case, term: Node) -> None:
    """`If |z| = 1, what is the least value of |z + i|`: z is a complex number, although nobody says so."""
    if term.op != "call" or term.name not in ("minimum", "maximum"):
        return
    trees = [term.args[0], *related(case.scope, [term.args[0]])]
    names = {name for name in case.scope.unknowns(trees) if name[0] in COMPLEX_LETTERS}
    inside = {part.name for tree in trees for size in walk(tree) if size.op == "abs" for part in walk(size)}
    if names & inside - case.scope.source.domains.keys():
        raise UndecidedError("whether a letter stands for a real number is not said")


_MOST_COORDINATES = 2


def _refuse_large_figure(case: Case, term: Node) -> None:
    """Points of a figure with roots between them are not solved for in any time: z3 has the better chance."""
    names = case.scope.unknowns([term, *related(case.scope, [term])])
    if sum(re.fullmatch(r"[UXY]_\d\d", name) is not None for name in names) > _MOST_COORDINATES:
        raise UndecidedError("a figure with many unknown coordinates")


def _over_the_reals(case: Case, term: Node, error: UndecidedError) -> Check:
    """What could not be evaluated may still be proven of the answer; if not, the first reason counts."""
    try:
        answer = unnamed(case, _names_of(term))
        if _repeats(answer.node, term):
            raise error
        return prove_value(case, term, answer)
    except (UndecidedError, ReadError):
        raise error from None


def _is_bare_angle(node: Node) -> bool:
    """`sin 30`: a whole number of radians is hardly meant."""
    return is_trigonometric(node) and node.args[0].op == "num" and node.args[0].value != 0


def without_degrees(node: Node) -> Node:
    """The number in front of the sign for degrees."""
    if node.op == "degree":
        return node.args[0]
    return replace(node, args=tuple(map(without_degrees, node.args))) if node.op in ("neg", "pos") else node


def _refuse_digits_in_base(term: Node, answer: Node, value: Any) -> None:
    """`100` may be meant in the base of the question's numerals: `11_2 + 1_2`."""
    bases = {int(part.args[0].value or 0) for part in walk(term) if part.op == "based"}
    digits = str(answer.value) if answer.op == "num" else ""
    for base in bases:
        if digits.isdecimal() and max(map(int, digits)) < base and value == int(digits, min(base, 36)):
            raise UndecidedError(f"whether the answer's digits are in base {base} is not said")


def _repeats(node: Node, term: Node) -> str:
    """An answer that only repeats the question is no answer, unless nothing is left to do."""
    if node.op == "num" or not same_but_for_order(node, term):
        return ""
    if node.op in ("neg", "div") and all(part.op in ("num", "neg", "div") for part in walk(node)):
        values = [int(part.value) for part in walk(node) if part.value is not None]
        return "" if gcd(*values) == 1 or node.op == "neg" else "the answer repeats the question"
    return "the answer repeats the question"


def _names_of(term: Node) -> set[str]:
    """How an answer may call the value: as the question does, or by a derivative's usual names."""
    return {render(term).replace(" ", "")}


def _compare_members(case: Case, value: Any) -> Check:
    """Several values: a set, or with repetitions a product of prime factors."""
    claim = case.claim
    expected = list(value.args)
    rest = _listed(case, repeated=isinstance(value, sympy.Tuple))
    missing = []
    for right in expected:
        match = next((known for known in rest if compare_exact(right, known)), None)
        if match is None:
            missing.append(right)
        else:
            rest.remove(match)
    if not missing and not rest:
        return holds(claim, _METHOD, f"The values are {written(expected)}.", values=expected)
    if not missing and all(any(compare_exact(known, right) for right in expected) for known in rest):
        raise UndecidedError("a value is listed more often than it occurs")
    shown = f"{written(missing)} is missing" if missing else f"{written(rest)} does not belong to it"
    return fails(claim, _METHOD, f"The values are {written(expected)}.", shown, values=expected)


def _listed(case: Case, *, repeated: bool) -> list[sympy.Expr]:
    """The values that an answer lists; `2^3 * 5` lists 2, 2, 2, 5 where factors are asked for."""
    found: list[sympy.Expr] = []
    if case.answer.variable:
        raise UndecidedError(f"the answer is about {case.answer.variable}")
    for answer in members(case):
        scalar(case, answer)  # refuses what contradicts itself
        factors = _prime_powers(answer.node)
        if len(factors) > 1 and not repeated:
            raise UndecidedError("the answer is a product where a list is asked for")
        found += factors if repeated else [scalar(case, answer)]
        if not repeated and unfinished(answer.node):
            raise UndecidedError(unfinished(answer.node))
    return found


def _prime_powers(node: Node) -> list[sympy.Expr]:
    """The factors of a product of numerals and their powers, as it is written."""
    if node.op == "mul":
        return _prime_powers(node.args[0]) + _prime_powers(node.args[1])
    if node.op == "num" and node.value is not None:
        return [sympy.Rational(node.value.numerator, node.value.denominator)]
    if node.op == "pow" and all(part.op == "num" and part.value is not None for part in node.args):
        exponent = node.args[1].value
        if exponent is not None and exponent.denominator == 1 and 0 < exponent <= 200:
            return _prime_powers(node.args[0]) * int(exponent)
    raise UndecidedError("the answer is not a list or product of numbers")


def compare_exact(left: sympy.Expr, right: sympy.Expr) -> bool:
    """Equality of two constants; UndecidedError if it is not known."""
    equal = are_equal(left, right)
    if equal is None:
        raise UndecidedError("two values could not be told apart")
    return equal


# Operations ---------------------------------------------------------------------------------------


def _root(value: Any, index: Any) -> sympy.Expr:
    """The real root; of a negative number only for an odd index."""
    order = rational(index, "the index of a root")
    if order.q != 1 or order.p < 2 or order.p > 1_000:
        raise UndecidedError("the index of a root is not a small natural number")
    exponent = sympy.Rational(1, order)
    if value.is_negative:
        if order.p % 2 == 0:
            raise UndecidedError("an even root of a negative number")
        return -((-value) ** exponent)
    if value.is_number and value.is_nonnegative is not True and order.p % 2:
        sign = sign_of(value)
        if sign is None:
            raise UndecidedError("the sign of a radicand is not known")
        return sign * abs(value) ** exponent
    if not value.is_number and value.is_nonnegative is not True and order.p % 2:
        return sympy.real_root(value, order)
    return value**exponent


OPERATIONS = {
    "round": round_places,
    "round_to": round_to,
    "root": _root,
    "cbrt": lambda value: _root(value, sympy.Integer(3)),
}
CHECKS = {"value": check_value}
