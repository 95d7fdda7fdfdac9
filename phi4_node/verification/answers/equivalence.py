"""Are two answers the same answer: true, false or undecided.

Exact. What an asker can mean something by is never dropped: units, %, degrees, bases, the order of a tuple,
the kind of a bracket. A decimal is the number that it is, unless the asker wanted rounding.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import sympy

from phi4_node.verification.answers.answer import Answer, Row
from phi4_node.verification.answers.matching import Sameness, all_of, match_unordered, sameness
from phi4_node.verification.answers.regions import NoRegionError, region_of, same_region, variable_of
from phi4_node.verification.answers.relations import same_equation, same_inequality
from phi4_node.verification.answers.rounding import (
    Decimal,
    Rounding,
    decimal_of,
    is_correctly_rounded,
    rounds_to,
    truncates_to,
)
from phi4_node.verification.answers.truth import same_formula
from phi4_node.verification.answers.values import is_vague, value_of
from phi4_node.verification.answers.words import other_kinds
from phi4_node.verification.expressions.syntax import Node, ReadError
from phi4_node.verification.expressions.units import convert
from phi4_node.verification.zero.zero import are_equal

__all__ = ["Rounding", "Sameness", "same"]

_SCALARS = ("number", "expression")
_COLLECTIONS = ("list", "set")
_REGIONS = ("interval", "inequality", "all")
_MOST_ITEMS = 60
_SIGNIFICANT_IRRATIONAL = 3
_SIGNIFICANT_RATIONAL = 6


def same(
    first: Answer,
    second: Answer,
    *,
    rounding: Rounding | None = None,
    ordered: bool = False,
    unit_optional: bool = False,
    exact_decimals: bool = True,
    repeats_matter: bool = True,
) -> Sameness:
    """Compare two answers.

    Args:
        first: One answer; with `rounding` or `unit_optional`, the expected one.
        second: The other.
        rounding: How the asker wanted the value rounded; None if exact values are wanted.
        ordered: Whether the order of a list without brackets matters.
        unit_optional: The expected answer has no unit because the asker's words name it; a unit given is no
            harm.
        exact_decimals: Whether decimals are meant exactly; if not, decimals that differ by one unit in the
            last place are undecided.
        repeats_matter: Whether it matters how often a value is listed.
    """
    comparison = _Comparison(rounding, ordered, unit_optional, exact_decimals, repeats_matter)
    try:
        return comparison.compare(first, second)
    except ReadError as error:
        return Sameness(None, f"one side cannot be evaluated: {error.reason}")
    except RecursionError:
        return Sameness(None, "one side is nested too deeply")


def values_equal(first: Node, second: Node) -> bool | None:
    """Whether two trees have the same exact value; ReadError if one has none."""
    return _equal_values(value_of(first), value_of(second))


def _equal_values(first: sympy.Basic, second: sympy.Basic) -> bool | None:
    if isinstance(first, sympy.MatrixBase) or isinstance(second, sympy.MatrixBase):
        return _equal_matrices(first, second)
    return are_equal(first, second)


def _equal_matrices(first: sympy.Basic, second: sympy.Basic) -> bool | None:
    if not (isinstance(first, sympy.MatrixBase) and isinstance(second, sympy.MatrixBase)):
        return None
    if first.shape != second.shape:
        return False
    decided = [are_equal(one, other) for one, other in zip(first.flat(), second.flat(), strict=True)]
    if False in decided:
        return False
    return None if None in decided else True


@dataclass(frozen=True, slots=True)
class _Comparison:
    rounding: Rounding | None
    ordered: bool
    unit_optional: bool
    exact_decimals: bool
    repeats_matter: bool

    def compare(self, first: Answer, second: Answer) -> Sameness:
        for answer in (first, second):
            if not _is_consistent(answer):
                return Sameness(None, "an answer contradicts itself: its sides are not equal")
        if _is_equation(first) or _is_equation(second):
            return self._equations(first, second)
        if first.kind == "assignment" or second.kind == "assignment":
            return self._assignments(first, second)
        if first.variable and second.variable and first.variable != second.variable:
            return Sameness(None, f"one is about {first.variable}, the other about {second.variable}")
        return self._by_kind(first, second)

    def _by_kind(self, first: Answer, second: Answer) -> Sameness:
        kinds = (first.kind, second.kind)
        if first.kind in _SCALARS and second.kind in _SCALARS:
            return self._scalars(first, second)
        if self._are_regions(first, second):
            return _regions(first, second)
        if all(kind in _COLLECTIONS for kind in kinds):
            return self._collections(first, second)
        if kinds == ("tuple", "tuple"):
            return self._in_order(first, second)
        if kinds == ("matrix", "matrix") or set(kinds) <= {"matrix", *_SCALARS}:
            return sameness(values_equal(first.node, second.node), "the matrices")
        if set(kinds) in ({"tuple", "list"}, {"tuple", "set"}):
            return self._tuple_and_list(first, second)
        if kinds == ("logic", "logic") or set(kinds) == {"logic", "expression"}:
            return same_formula(first.node, second.node)
        if kinds == ("time", "time"):
            return sameness(first.node.value == second.node.value, "the times")
        return other_kinds(first, second)

    def _are_regions(self, first: Answer, second: Answer) -> bool:
        pair = [answer for answer in (first, second) if _is_pair(answer)]
        regions = [answer for answer in (first, second) if answer.kind in _REGIONS]
        sets = [answer for answer in (first, second) if answer.kind in ("set", "none")]
        return bool(regions) and len(pair) + len(regions) + len(sets) == 2

    # Values ---------------------------------------------------------------------------------------

    def _scalars(self, first: Answer, second: Answer) -> Sameness:
        if first.unit != second.unit:
            return self._different_units(first, second)
        one, other = value_of(first.node), value_of(second.node)
        if self.rounding is not None:
            return self._rounded(one, first.node, second.node)
        equal = _equal_values(one, other)
        if equal is False and (is_vague(first.node) or is_vague(second.node)):
            return Sameness(None, "log without a base may be to base 10 or e")
        if equal is False:
            needed = 1 if first.rounded or second.rounded else 0
            return self._unequal(one, first.node, other, second.node, needed)
        return sameness(equal, "the values")

    def _rounded(self, exact: sympy.Basic, first: Node, given: Node) -> Sameness:
        assert self.rounding is not None
        value = value_of(given)
        if not isinstance(value, sympy.Rational) or not isinstance(exact, sympy.Expr) or exact.free_symbols:
            return Sameness(None, "a rounded number was wanted, and the answer is not a decimal")
        if not _is_numeral(given):
            return Sameness(None, "a rounded number was wanted, and the answer is a calculation")
        if decimal_of(first) is not None and are_equal(exact, value):
            return Sameness(True, "the decimals are equal")
        number = Fraction(int(value.p), int(value.q))
        right = is_correctly_rounded(exact, number, self.rounding)
        return sameness(right, "the rounded value and the given one")

    def _unequal(
        self, one: sympy.Basic, first: Node, other: sympy.Basic, second: Node, needed: int
    ) -> Sameness:
        decimals = (decimal_of(first), decimal_of(second))
        for decimal, value in ((decimals[0], other), (decimals[1], one)):
            if decimal is not None and self._may_be_rounded(decimal, value, needed):
                return Sameness(None, "a decimal agrees with the exact value only as far as it goes")
        if not self.exact_decimals and all(decimals) and _differ_in_the_last_place(*decimals):
            return Sameness(None, "the decimals differ in the last place, which may be rounding")
        return Sameness(False, "the values differ")

    def _may_be_rounded(self, decimal: Decimal, value: sympy.Basic, needed: int) -> bool:
        """Whether a decimal is a rounded value and shows enough digits; 0 stands for the usual number."""
        if not isinstance(value, sympy.Expr) or value.free_symbols:
            return False
        usual = _SIGNIFICANT_RATIONAL if isinstance(value, sympy.Rational) else _SIGNIFICANT_IRRATIONAL
        needed = needed or usual
        if decimal.significant < needed:
            return False
        return rounds_to(value, decimal) is not False or truncates_to(value, decimal) is not False

    def _different_units(self, first: Answer, second: Answer) -> Sameness:
        bare_first, bare_second = replace(first, unit=""), replace(second, unit="")
        if not first.unit or not second.unit:
            missing = self._scalars(bare_first, bare_second)
            if not first.unit and self.unit_optional and missing.value:
                return Sameness(True, "the values are equal; the unit was not asked for")
            if missing.value is False and (first.unit or second.unit) in ("$", "€", "£"):
                return Sameness(False, "the amounts differ")
            return Sameness(None, "unit missing on one side")
        factor = convert(Fraction(1), second.unit, first.unit)
        if factor is None:
            return self._not_convertible(first.unit, second.unit)
        scaled = Node("mul", (Node("num", value=factor), second.node), "*")
        return self._scalars(bare_first, replace(bare_second, node=scaled))

    def _not_convertible(self, first: str, second: str) -> Sameness:
        if any(unit.startswith("base ") for unit in (first, second)):
            return Sameness(None, f"written in different bases: {first}, {second}")
        known = all(convert(Fraction(1), unit, unit) is not None for unit in (first, second))
        if known and not {first, second} & {"$", "¥", "元", "yen"}:
            return Sameness(False, f"{first} and {second} measure different things")
        return Sameness(None, f"the units {first} and {second} cannot be compared")

    # Several values -------------------------------------------------------------------------------

    def _collections(self, first: Answer, second: Answer) -> Sameness:
        if self.ordered:
            if "set" in (first.kind, second.kind):
                return Sameness(None, "an order was wanted, and a set has none")
            return self._in_order(first, second)
        return self._unordered(first.items, second.items)

    def _unordered(self, first: tuple[Answer, ...], second: tuple[Answer, ...]) -> Sameness:
        if max(len(first), len(second)) > _MOST_ITEMS:
            return Sameness(None, f"more than {_MOST_ITEMS} members are not compared without order")
        return match_unordered(first, second, self.compare, repeats_matter=self.repeats_matter)

    def _in_order(self, first: Answer, second: Answer) -> Sameness:
        if len(first.items) != len(second.items):
            return Sameness(False, "a different number of parts")
        return all_of(self.compare(one, other) for one, other in zip(first.items, second.items, strict=True))

    def _tuple_and_list(self, first: Answer, second: Answer) -> Sameness:
        inside = self._unordered(first.items, second.items)
        if inside.value is False:
            return inside
        return Sameness(None, "one is a tuple and the other a list or set of values")

    # Names and equations --------------------------------------------------------------------------

    def _assignments(self, first: Answer, second: Answer) -> Sameness:
        one, other = _unnamed(first), _unnamed(second)
        if first.kind == second.kind == "assignment":
            names, others = _names(first), _names(second)
            if names == others and names is not None:
                return self._unordered_rows(first.solutions, second.solutions)
            if one is None or other is None:
                return Sameness(None, "different unknowns")
            values = self._by_kind(one, other)
            if values.value is False:
                return values
            if _is_numbering(names, others):
                return values
            return Sameness(None, "the values agree, the names do not")
        if one is None or other is None:
            return self._pairs_and_tuples(first, second)
        found = self._by_kind(one, other)
        if found.value and (_is_numbered(first) or _is_numbered(second)):
            return self._numbered(one, other)
        return found

    def _numbered(self, one: Answer, other: Answer) -> Sameness:
        """`a_1 = 1, a_2 = 2` beside values without names: only in this order is it clear which is which."""
        if {one.kind, other.kind} == {"list"} and self._in_order(one, other).value:
            return Sameness(True, "the values are equal, in the order of the names")
        return Sameness(None, "the same values, but which of them is which is not said")

    def _pairs_and_tuples(self, first: Answer, second: Answer) -> Sameness:
        """`(x, y) = (1, 2)` says the order that `(1, 2)` is in; `x = 1, y = 2` does not."""
        assignment, other = (first, second) if first.kind == "assignment" else (second, first)
        rows = tuple(
            Answer("tuple", Node("tuple"), items=tuple(value for _, value in row))
            for row in assignment.solutions
        )
        if _says_order(assignment) and other.kind == "tuple" and len(rows) == 1:
            return self._in_order(rows[0], other)
        if _says_order(assignment) and other.kind in _COLLECTIONS:
            return self._unordered(rows, other.items)
        return Sameness(None, "one names its values and the other does not")

    def _unordered_rows(self, first: tuple[Row, ...], second: tuple[Row, ...]) -> Sameness:
        def as_tuple(row: Row) -> Answer:
            values = tuple(value for _, value in sorted(row, key=lambda pair: pair[0]))
            return Answer("tuple", Node("tuple"), items=values)

        return self._unordered(tuple(map(as_tuple, first)), tuple(map(as_tuple, second)))

    def _equations(self, first: Answer, second: Answer) -> Sameness:
        if _is_statement(first) and _is_statement(second):
            return self._two_equations(first, second)
        equation, other = (first, second) if _is_equation(first) else (second, first)
        value = _unnamed(equation)
        if value is not None and other.kind in _SCALARS:
            found = self._by_kind(value, other)
            if found.value and "(" not in equation.variable:
                return Sameness(None, "one is an equation, the other only its right side")
            return found
        if other.kind in _SCALARS:
            return Sameness(False, "one is an equation and the other a value")
        return Sameness(None, "an equation cannot be compared with this")

    def _two_equations(self, first: Answer, second: Answer) -> Sameness:
        names = (_names(first), _names(second))
        if first.solutions and second.solutions and names[0] == names[1]:
            return self._unordered_rows(first.solutions, second.solutions)
        if first.node.op != "rel" or second.node.op != "rel":
            return Sameness(None, "several equations are only compared name by name")
        return same_equation(first.node, second.node)


def _is_numeral(node: Node) -> bool:
    while node.op in ("neg", "pos"):
        node = node.args[0]
    return node.op == "num"


def _is_pair(answer: Answer) -> bool:
    return answer.kind == "tuple" and answer.node.op == "pair"


def _is_equation(answer: Answer) -> bool:
    return answer.kind == "equation"


def _is_statement(answer: Answer) -> bool:
    return answer.kind in ("equation", "assignment")


def _says_order(answer: Answer) -> bool:
    """Written as `(x, y) = ...`."""
    node = answer.node
    while node.op in ("or", "and", "list"):
        node = node.args[0]
    return node.op == "rel" and node.args[0].op in ("tuple", "pair")


def _names(answer: Answer) -> frozenset[str] | None:
    return frozenset(name for name, _ in answer.solutions[0]) if answer.solutions else None


def _is_numbering(one: frozenset[str] | None, other: frozenset[str] | None) -> bool:
    """x_1, x_2 beside several values of x."""
    if one is None or other is None:
        return False
    small, large = sorted((one, other), key=len)
    return len(small) == 1 and {name.rstrip("0123456789").rstrip("_") for name in large} == small


def _is_numbered(answer: Answer) -> bool:
    return len(_names(answer) or ()) > 1


def _unnamed(answer: Answer) -> Answer | None:
    """The value or values without their name, if there is one name; x_1 = 1, x_2 = 2 are values of x."""
    if not answer.solutions:
        return None if answer.kind in ("assignment", "equation") else answer
    names = _names(answer) or frozenset()
    bases = {name.rstrip("0123456789").rstrip("_") for name in names}
    if len(names) == 1:
        values = tuple(row[0][1] for row in answer.solutions)
    elif len(answer.solutions) == 1 and len(bases) == 1 and "" not in bases:
        values = tuple(value for _, value in answer.solutions[0])
    else:
        return None
    return values[0] if len(values) == 1 else Answer("list", answer.node, items=values)


def _is_consistent(answer: Answer) -> bool:
    """Whether all sides of `x = 5 + 3 = 8 ≈ 8.0` agree."""
    if answer.solutions:
        return all(_is_consistent(value) for row in answer.solutions for _, value in row)
    if any(values_equal(answer.node, side) is not True for side in answer.also):
        return False
    for side in answer.rounded:
        decimal = decimal_of(side)
        value = value_of(answer.node)
        if decimal is None or not isinstance(value, sympy.Expr) or truncates_to(value, decimal) is not True:
            return False
    return True


def _regions(first: Answer, second: Answer) -> Sameness:
    names = {variable_of(first), variable_of(second)} - {""}
    if len(names) > 1:
        return Sameness(None, "the regions are about different variables")
    try:
        return sameness(same_region(region_of(first), region_of(second)), "the regions")
    except NoRegionError as error:
        if first.kind == second.kind == "inequality":
            return same_inequality(first.node, second.node)
        if first.node == second.node and first.kind == second.kind:
            return Sameness(True, "written alike")
        return Sameness(None, f"a region cannot be compared: {error}")


def _differ_in_the_last_place(first: Decimal | None, second: Decimal | None) -> bool:
    if first is None or second is None or min(first.places, second.places) < 3:
        return False
    return abs(first.value - second.value) <= max(first.unit, second.unit)
