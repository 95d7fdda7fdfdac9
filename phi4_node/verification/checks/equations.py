"""Checks of solution sets: every root, the domain, nothing extra."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

import sympy

from phi4_node.schema import Check
from phi4_node.verification.answers.answer import Answer
from phi4_node.verification.answers.reader import solution_rows
from phi4_node.verification.answers.rounding import decimal_of, rounds_to
from phi4_node.verification.checks import elimination, inequalities
from phi4_node.verification.checks.base import UndecidedError, fails, holds, written
from phi4_node.verification.checks.case import Case, scalar
from phi4_node.verification.checks.comparison import sorted_indices
from phi4_node.verification.checks.finished import unfinished
from phi4_node.verification.checks.real_values import prove_solutions
from phi4_node.verification.checks.roots import polynomial, roots_of
from phi4_node.verification.checks.rounded_solutions import compare_rounded
from phi4_node.verification.checks.scope import Scope
from phi4_node.verification.checks.solving import Solution, flattened, solve_conditions
from phi4_node.verification.claims import SolutionsClaim
from phi4_node.verification.expressions.render import render
from phi4_node.verification.expressions.syntax import Node, ReadError
from phi4_node.verification.zero.zero import are_equal, is_zero

_METHOD = "complete solution and substitution"

Row = tuple[Any, ...]


def check_solutions(case: Case) -> Check:
    """The answer lists all solutions and nothing else."""
    claim = case.claim
    assert isinstance(claim, SolutionsClaim)
    scope = case.scope
    if claim.multiplicity:
        raise UndecidedError("roots with their multiplicity are not checked")
    if claim.places is not None and len(claim.unknowns) != 1:
        raise UndecidedError("only the solutions for one unknown can be rounded")
    conditions = _conditions(claim, scope)
    expected_set = _set_where(claim, scope, conditions)
    if inequalities.is_region(expected_set):
        if claim.places is not None:
            raise UndecidedError("a region cannot be rounded")
        return inequalities.check_region(case, expected_set, claim.unknowns)
    if isinstance(expected_set, sympy.FiniteSet):
        rows, answers = _given(case, claim.unknowns)
        return _compared(case, conditions, [(value,) for value in expected_set.args], rows, answers, {})
    unknowns = _to_solve(scope, conditions, claim.unknowns)
    fixed = _eliminated(scope, conditions, claim.unknowns)
    if fixed is not None:
        expected: list[Row] = [(fixed,)]
    else:
        try:
            expected = _projected(solve_conditions(scope, conditions, unknowns, claim.domain), claim.unknowns)
        except UndecidedError as error:
            return _over_the_reals(case, conditions, error)
    rows, answers = _given(case, claim.unknowns)
    evidence = {"unknowns": list(claim.unknowns), "solutions": [list(map(written, row)) for row in expected]}
    return _compared(case, conditions, expected, rows, answers, evidence)


def expected_solutions(claim: SolutionsClaim, scope: Scope) -> Any:
    """What the answer has to give: a region, or the rows of values of the unknowns.

    Raises:
        UndecidedError: it is not known completely.
    """
    conditions = _conditions(claim, scope)
    found = _set_where(claim, scope, conditions)
    if inequalities.is_region(found):
        return found
    if isinstance(found, sympy.FiniteSet):
        return [(value,) for value in found.args]
    fixed = _eliminated(scope, conditions, claim.unknowns)
    if fixed is not None:
        return [(fixed,)]
    unknowns = _to_solve(scope, conditions, claim.unknowns)
    return _projected(solve_conditions(scope, conditions, unknowns, claim.domain), claim.unknowns)


def _conditions(claim: SolutionsClaim, scope: Scope) -> list[Node]:
    return [scope.parse(text) for text in claim.conditions] + list(scope.conditions)


def _set_where(claim: SolutionsClaim, scope: Scope, conditions: list[Node]) -> Any:
    """The numbers that conditions without any equation leave; None if there is one, or several unknowns."""
    if len(claim.unknowns) != 1 or any(_has_equation(condition) for condition in conditions):
        return None
    condition = Node("and", tuple(conditions))
    return inequalities.values_where(scope, condition, claim.unknowns[0], claim.domain)


def _over_the_reals(case: Case, conditions: list[Node], error: UndecidedError) -> Check:
    """What could not be solved may still be proven of the answer; if not, the first reason counts."""
    claim = case.claim
    assert isinstance(claim, SolutionsClaim)
    if claim.places is not None:
        raise error
    try:
        rows, _ = _given(case, claim.unknowns)
        if not rows or any(_same_row(one, other) for one, other in combinations(rows, 2)):
            raise error
        _refuse_unsaid_domain(case, conditions, len(rows))
        return prove_solutions(case, conditions, claim.unknowns, rows, claim.domain)
    except (UndecidedError, ReadError):
        raise error from None


def _to_solve(scope: Scope, conditions: list[Node], asked: tuple[str, ...]) -> list[str]:
    """All unknowns, or only those asked for if the others are parameters (`solve a*x = b for x`)."""
    every = scope.unknowns(conditions)
    equations = sum(
        len(every) if part.op == "call" else part.op == "rel" and part.name == "="
        for part in flattened(conditions)
    )
    if equations < len(every):
        return [name for name in every if name in asked]
    return every


def _eliminated(scope: Scope, conditions: list[Node], asked: tuple[str, ...]) -> Any:
    """The one value of an unknown although others stay open: x in `x + y + z = 3, y + z = 1`.

    Raises:
        UndecidedError: there are more equations than what is asked for, but fewer than unknowns.
    """
    every = scope.unknowns(conditions)
    equations = [part for part in flattened(conditions) if part.op == "rel" and part.name == "="]
    if not len(asked) < len(equations) < len(every):
        return None
    value = None
    if len(asked) == 1 and len(equations) == len(conditions):
        value = elimination.determined(scope, Node("sym", name=asked[0]), conditions)
    if value is None:
        raise UndecidedError("the equations leave unknowns open")
    return value


def _has_equation(tree: Node) -> bool:
    if tree.op in ("and", "chain", "or"):
        return any(_has_equation(part) for part in tree.args)
    return tree.op == "call" or (tree.op == "rel" and tree.name == "=")


def _projected(solutions: list[Solution], asked: tuple[str, ...]) -> list[Row]:
    rows: list[Row] = []
    for solution in solutions:
        row = tuple(solution[name] for name in asked)
        if not any(_same_row(row, known) for known in rows):
            rows.append(row)
    return rows


def _same_row(left: Row, right: Row) -> bool:
    return all(_same(one, other) for one, other in zip(left, right, strict=True))


def _same(expected: Any, given: Any) -> bool:
    if expected == given:
        return True
    if isinstance(expected, sympy.CRootOf) and isinstance(given, sympy.CRootOf):
        return False
    equal = are_equal(expected, given)
    if equal is None:
        raise UndecidedError(f"it was not proven whether {written(given)} equals {written(expected)}")
    return equal


def _given(case: Case, asked: tuple[str, ...]) -> tuple[list[Row], list[tuple[Answer, ...]]]:
    rows = solution_rows(case.answer, asked)
    if rows is None:
        raise UndecidedError("the answer is not a list of values for " + ", ".join(asked))
    for row in rows:
        for value in row:
            why = unfinished(value.node)
            if why:
                raise UndecidedError(why)
    return [tuple(scalar(case, value) for value in row) for row in rows], list(rows)


def _compared(
    case: Case,
    conditions: list[Node],
    expected: list[Row],
    given: list[Row],
    answers: list[tuple[Answer, ...]],
    evidence: dict[str, Any],
) -> Check:
    claim = case.claim
    assert isinstance(claim, SolutionsClaim)
    if claim.places is not None and expected:
        return compare_rounded(case, expected, answers)
    missing = list(expected)
    for row, answer in zip(given, answers, strict=True):
        match = next((known for known in expected if _same_row(known, row)), None)
        if match is None:
            if claim.domain == "real" and any(value.has(sympy.I) for value in row):
                raise UndecidedError("whether solutions that are not real were asked for is not said")
            _refuse_rounded(expected, answer)
            shown = _why_not(case, conditions, claim.unknowns, row)
            return fails(
                claim, _METHOD, f"{_named(claim.unknowns, row)} is not a solution.", shown, **evidence
            )
        if match not in missing:
            raise UndecidedError("a solution is listed more than once")
        missing.remove(match)
    if missing:
        named = _named(claim.unknowns, missing[0])
        reason = f"{named} is a solution that the answer does not list."
        shown = f"{named} also solves it{_shown(case, conditions, claim.unknowns, missing[0])}"
        return fails(claim, _METHOD, reason, shown, **evidence)
    if not expected or claim.all_said:
        _refuse_unsaid_domain(case, conditions, len(expected))
    if not expected:
        return holds(claim, _METHOD, "There is no solution.", **evidence)
    listed = "; ".join(_named(claim.unknowns, row) for row in expected)
    return holds(claim, _METHOD, f"These are all solutions: {listed}.", **evidence)


def _refuse_unsaid_domain(case: Case, conditions: list[Node], real: int) -> None:
    """That x^2 = -1 has no solution, and x^3 = 1 but one, is right among the real numbers only.

    Raises:
        UndecidedError: there may be more solutions than the `real` ones, and nobody said which are meant.
    """
    claim = case.claim
    assert isinstance(claim, SolutionsClaim)
    said = (
        claim.domain_said
        or any(name in case.scope.source.domains for name in claim.unknowns)
        or any(part.op == "rel" and part.name in ("<", "<=", ">", ">=") for part in flattened(conditions))
    )
    if claim.domain != "real" or said or re.search("real|\u5b9e", case.answer.word):
        return
    unknowns = _to_solve(case.scope, conditions, claim.unknowns)
    try:
        others = len(solve_conditions(case.scope, conditions, unknowns, "complex")) > real
    except UndecidedError:
        others = (
            not real
        )  # where the complex numbers are not usual, some solutions are an answer, none is not
    if others:
        raise UndecidedError(
            "there are solutions that are not real, and whether they were asked for is not said"
        )


def _refuse_rounded(expected: list[Row], answer: tuple[Answer, ...]) -> None:
    """A rounded root is not the root, but no proof of a mistake either."""
    for row in expected:
        if any(_is_rounded(right, given) for right, given in zip(row, answer, strict=True)):
            raise UndecidedError("a decimal agrees with a solution as far as it goes, but is not equal to it")


def _is_rounded(right: Any, given: Answer) -> bool:
    decimal = decimal_of(given.node)
    if decimal is None or not isinstance(right, sympy.Expr) or right.free_symbols:
        return False
    return rounds_to(right, decimal) is not False


def _named(names: tuple[str, ...], row: Row) -> str:
    return ", ".join(f"{name} = {written(value)}" for name, value in zip(names, row, strict=True))


def _why_not(case: Case, conditions: list[Node], asked: tuple[str, ...], row: Row) -> str:
    """Substitute what was given into the first condition that it breaks."""
    named = _named(asked, row)
    shown = _shown(case, conditions, asked, row, broken=True)
    return f"substituting {named}{shown or ' does not satisfy the conditions'}"


def _shown(
    case: Case, conditions: list[Node], asked: tuple[str, ...], row: Row, *, broken: bool = False
) -> str:
    values = dict(zip(asked, row, strict=True))
    scope = Scope(case.scope.source, case.scope.operations, {**case.scope.assigned, **values})
    for condition in flattened(conditions):
        if condition.op != "rel" or scope.unknowns([condition]):
            continue
        try:
            left, right = (scope.evaluate(part) for part in condition.args)
        except ValueError as error:  # a ReadError: there is no value, for example a division by zero
            return f" in {render(condition)} gives no value ({error})"
        if not broken:
            return f": {render(condition)} becomes {written(left)} = {written(right)}"
        if is_zero(left - right) is False:
            return (
                f" in {render(condition)} gives {written(left)} on the left and {written(right)} on the right"
            )
    return ""


# Roots as values ----------------------------------------------------------------------------------


def _roots(condition: Any, variable: Any) -> sympy.Tuple:
    """The roots of a polynomial equation, if no convention on double or complex roots matters."""
    if not isinstance(condition, sympy.Eq) or not isinstance(variable, sympy.Symbol):
        raise UndecidedError("only roots of an equation are known")
    poly = polynomial(condition.lhs - condition.rhs, [variable])
    if poly is None or poly.free_symbols_in_domain or not (poly.domain.is_ZZ or poly.domain.is_QQ):
        raise UndecidedError("only the roots of a polynomial with rational coefficients are known")
    if not poly.is_sqf:
        raise UndecidedError("whether a double root counts twice is not said")
    if poly.degree() != 2 and poly.count_roots() != poly.degree():
        raise UndecidedError("whether roots that are not real count is not said")
    return sympy.Tuple(*roots_of(poly, real=False))


def _solutions(condition: Any, variable: Any) -> sympy.FiniteSet:
    raise UndecidedError("solutions are found from what was written")  # `Scope.solutions` does it


def _sum_of(values: Any) -> sympy.Expr:
    return sympy.radsimp(sympy.expand(sympy.Add(*_several(values))))


def _product_of(values: Any) -> sympy.Expr:
    return sympy.radsimp(sympy.expand(sympy.Mul(*_several(values))))


def _several(values: Any) -> tuple[Any, ...]:
    if not isinstance(values, (sympy.Tuple, sympy.FiniteSet)):
        raise UndecidedError("only a list of numbers has a sum")
    if any(isinstance(value, sympy.CRootOf) for value in values.args):
        raise UndecidedError("the roots have no simple form")
    return tuple(values.args)


def _ordered(values: Any) -> list[sympy.Expr]:
    numbers = list(_several(values))
    if not numbers:
        raise UndecidedError("there are no values")
    return [numbers[index] for index in sorted_indices(numbers)]


def _least(values: Any) -> sympy.Expr:
    if isinstance(values, (sympy.Interval, sympy.Union, sympy.Range)):
        return inequalities.end_of(values, greatest=False)
    return _ordered(values)[0]


def _greatest(values: Any) -> sympy.Expr:
    if isinstance(values, (sympy.Interval, sympy.Union, sympy.Range)):
        return inequalities.end_of(values, greatest=True)
    return _ordered(values)[-1]


def _spread(values: Any) -> sympy.Expr:
    """The positive difference of two values."""
    ordered = _ordered(values)
    if len(ordered) != 2:
        raise UndecidedError("only two values have a difference")
    return sympy.radsimp(sympy.expand(ordered[1] - ordered[0]))


CHECKS = {"solutions": check_solutions}
OPERATIONS = {"roots": _roots, "solutions": _solutions, "sum_of": _sum_of, "product_of": _product_of} | {
    "least": _least,
    "greatest": _greatest,
    "spread": _spread,
}
