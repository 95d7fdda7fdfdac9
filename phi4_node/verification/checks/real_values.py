"""Values that conditions on real numbers determine, and extreme values, where z3 proves them (`reals.py`).

An answer is compared with all values at once: `a` is the value if the conditions allow it and allow nothing
else; it is the minimum if they allow it and nothing below. A wrong answer is left undecided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sympy

from phi4_node.schema import Check
from phi4_node.verification.answers.answer import Answer
from phi4_node.verification.checks.base import UndecidedError, holds, written
from phi4_node.verification.checks.case import Case, members, scalar
from phi4_node.verification.checks.finished import unfinished
from phi4_node.verification.checks.reals import Reals
from phi4_node.verification.checks.scope import Scope
from phi4_node.verification.expressions.syntax import Node

_METHOD = "decision over the real numbers (z3)"
_BEYOND = {"minimum": "<", "maximum": ">", "least": "<", "greatest": ">"}


def related(scope: Scope, trees: list[Node]) -> list[Node]:
    """The conditions about the unknowns of some trees, and about those that they bring in."""
    names = set(scope.unknowns(trees))
    found: list[Node] = []
    growing = True
    while growing:
        growing = False
        for condition in scope.conditions:
            about = set(scope.unknowns([condition]))
            if condition not in found and about & names:
                found.append(condition)
                names |= about
                growing = True
    return [condition for condition in scope.conditions if condition in found]


def prove_value(case: Case, term: Node, answer: Answer) -> Check:
    """The answer is the one value of the term, or its extreme value.

    Raises:
        UndecidedError: that was not proven.
    """
    if answer.kind in ("list", "set"):
        return _prove_values(case, term)
    what, inner = _question(term)
    given = scalar(case, answer)
    why = unfinished(answer.node)
    if why:
        raise UndecidedError(why)
    if what == "count":
        return _prove_count(case, inner, given)
    for reals in _meanings(case, inner):
        value, right = reals.values[0], reals.number(given)
        if reals.possible(reals.compared(value, _BEYOND.get(what, "!="), right)):
            raise UndecidedError("the conditions allow another value")
        if not reals.possible(reals.compared(value, "=", right)):
            raise UndecidedError("the conditions do not allow this value")
    said = f"The {what} is {written(given)}." if what in _BEYOND else f"The value is {written(given)}."
    return holds(case.claim, _METHOD, said, answer=given)


_MOST_COUNTED = 40
_COUNTED = {"tuples": "real"} | {
    f"{domain}_where": domain for domain in ("real", "positive", "negative", "nonnegative", "nonzero")
}
"""Sets of real numbers, and where their members live."""


def _prove_count(case: Case, inner: Node, given: sympy.Expr) -> Check:
    """So many tuples of real numbers satisfy a condition."""
    condition, *letters = inner.args
    reals = Reals(case.scope, [condition], letters, domain=_COUNTED[inner.name])
    if reals.doubtful and not inner.name.endswith("_where"):
        raise UndecidedError("whether a letter stands for a real number is not said")
    if not isinstance(given, sympy.Integer) or reals.count(_MOST_COUNTED) != given:
        raise UndecidedError("another number of solutions was found")
    return holds(case.claim, _METHOD, f"There are {written(given)} solutions.", answer=given)


def _prove_values(case: Case, term: Node) -> Check:
    """The answer lists every possible value."""
    what, inner = _question(term)
    if what != "possible":
        raise UndecidedError("the answer lists several values where one is asked for")
    answers = list(members(case))
    for answer in answers:
        why = unfinished(answer.node)
        if why:
            raise UndecidedError(why)
    given = [scalar(case, answer) for answer in answers]
    for reals in _meanings(case, inner):
        right = [reals.number(value) for value in given]
        if reals.possible(*[reals.compared(reals.values[0], "!=", value) for value in right]):
            raise UndecidedError("the conditions allow another value")
        if not all(reals.possible(reals.compared(reals.values[0], "=", value)) for value in right):
            raise UndecidedError("the conditions do not allow one of the values")
    return holds(case.claim, _METHOD, f"The values are {written(given)}.", answer=given)


def prove_solutions(
    case: Case,
    conditions: Sequence[Node],
    names: Sequence[str],
    rows: Sequence[Sequence[sympy.Expr]],
    domain: str,
) -> Check:
    """The rows are all values of these unknowns under the conditions.

    Raises:
        UndecidedError: that was not proven.
    """
    reals = Reals(case.scope, conditions, [Node("sym", name=name) for name in names], domain=domain)
    if reals.doubtful:
        raise UndecidedError("whether a letter stands for a real number is not said")
    given = [[reals.number(value) for value in row] for row in rows]
    pairs = [list(zip(reals.values, row, strict=True)) for row in given]
    others = [reals.any_of([reals.compared(one, "!=", other) for one, other in row]) for row in pairs]
    if reals.possible(*others):
        raise UndecidedError("the conditions allow another solution")
    if not all(reals.possible(*[reals.compared(one, "=", other) for one, other in row]) for row in pairs):
        raise UndecidedError("the conditions do not allow one of the solutions")
    return holds(
        case.claim, _METHOD, "These are all solutions.", solutions=[list(map(written, row)) for row in rows]
    )


def _meanings(case: Case, inner: Node) -> Iterator[Reals]:
    """The conditions among the real numbers, and among the complex ones where the letters may mean those."""
    conditions = related(case.scope, [inner])
    reals = Reals(case.scope, conditions, [inner])
    yield reals
    if reals.doubtful:
        yield Reals(case.scope, conditions, [inner], loosely=True)


def _question(term: Node) -> tuple[str, Node]:
    """What is asked of which term: its minimum, its possible values, or its one value."""
    if term.op != "call" or len(term.args) != 1:
        return "", term
    if term.name in ("minimum", "maximum", "possible"):
        return term.name, term.args[0]
    if term.name == "count" and term.args[0].op == "call" and term.args[0].name in _COUNTED:
        return term.name, term.args[0]
    inner = term.args[0]
    if term.name in ("least", "greatest") and inner.op == "call" and inner.name == "possible":
        return term.name, inner.args[0]
    return "", term
