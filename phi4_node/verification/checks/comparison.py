"""Checks of yes/no questions, of choices and of orders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy

from phi4_node.schema import Check
from phi4_node.verification.answers.answer import Answer
from phi4_node.verification.checks.base import UndecidedError, fails, holds, written
from phi4_node.verification.checks.case import Case, listed, scalar
from phi4_node.verification.checks.finished import unfinished
from phi4_node.verification.checks.scope import Scope
from phi4_node.verification.checks.signs import sign_of
from phi4_node.verification.checks.solving import relation_holds
from phi4_node.verification.claims import ChoiceClaim, OrderClaim, TruthClaim
from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.zero.zero import are_equal

_METHOD = "exact comparison"


def check_truth(case: Case) -> Check:
    """The answer says whether the statement is true."""
    claim = case.claim
    assert isinstance(claim, TruthClaim)
    if case.answer.kind != "truth":
        raise UndecidedError("the answer is neither yes nor no")
    statement = case.scope.parse(claim.statement)
    decided = {truth_of(scope, statement) for scope in case.scope.branches([statement])}
    if len(decided) != 1:
        raise UndecidedError("the conditions leave open whether it is so")
    right = decided.pop()
    said = case.answer.word == "true"
    sides = _sides(case, statement)
    if right == said:
        return holds(claim, _METHOD, f"{claim.statement} is {written(right)}.", truth=right, **sides)
    shown = f"{claim.statement} is {written(right)}"
    if sides:
        shown += f": the left side is {sides['left']}, the right side {sides['right']}"
    return fails(claim, _METHOD, f"{claim.statement} is {written(right)}.", shown, truth=right, **sides)


def _sides(case: Case, statement: Node) -> dict[str, str]:
    """The two sides of a comparison, for a person."""
    if statement.op != "rel":
        return {}
    scope = case.scope.branches([statement])[0]
    left, right = (scope.evaluate(part) for part in statement.args)
    return {"left": written(left), "right": written(right)}


def truth_of(scope: Scope, statement: Node) -> bool:
    """Whether a statement about numbers is true; UndecidedError if that is not known."""
    if statement.op in ("and", "chain"):
        return all(truth_of(scope, part) for part in statement.args)
    if statement.op == "or":
        return any(truth_of(scope, part) for part in statement.args)
    if statement.op == "not":
        return not truth_of(scope, statement.args[0])
    if statement.op == "rel":
        left, right = (scope.evaluate(part) for part in statement.args)
        if not isinstance(left, sympy.Expr) or not isinstance(right, sympy.Expr):
            raise UndecidedError("only numbers are compared")
        if left.free_symbols or right.free_symbols:
            raise UndecidedError("a letter has no value")
        return relation_holds(statement.name, left - right)
    value = scope.evaluate(statement)
    if value not in (sympy.true, sympy.false):
        raise UndecidedError("it is not known whether the statement is true")
    return bool(value)


# Choices ------------------------------------------------------------------------------------------


def check_choice(case: Case) -> Check:
    """The answer names the right option."""
    claim = case.claim
    assert isinstance(claim, ChoiceClaim)
    trees = [case.scope.parse(option.term) for option in claim.options]
    target = case.scope.parse(claim.target) if claim.target else None
    scope = _only(case.scope.branches(trees + ([target] if target else [])))
    values = [_number(scope, tree) for tree in trees]
    measures = values
    if target is not None:
        aim = _number(scope, target)
        measures = [abs(value - aim) for value in values]
    order = sorted_indices(measures)
    right = order[claim.rank - 1] if claim.rank > 0 else order[claim.rank]
    same = [index for index, measure in enumerate(measures) if are_equal(measure, measures[right])]
    if len(same) != 1:
        raise UndecidedError("two options are equally good")
    said = _named(case, trees, values, [option.label for option in claim.options])
    names = [option.label or option.term for option in claim.options]
    shown = ", ".join(f"{name} = {written(value)}" for name, value in zip(names, values, strict=True))
    if said == right:
        return holds(claim, _METHOD, f"The right option is {names[right]}.", values=shown)
    return fails(
        claim, _METHOD, f"The right option is {names[right]}, not {names[said]}.", f"{shown}", values=shown
    )


def _only(scopes: list[Scope]) -> Scope:
    if len(scopes) != 1:
        raise UndecidedError("the conditions do not determine the values")
    return scopes[0]


def _number(scope: Scope, tree: Node) -> sympy.Expr:
    value = scope.evaluate(tree)
    if not isinstance(value, sympy.Expr) or value.free_symbols or value.has(sympy.nan, sympy.zoo, sympy.oo):
        raise UndecidedError("one of the things to compare is not a number")
    return value


def sorted_indices(values: Sequence[sympy.Expr]) -> list[int]:
    """The indices in increasing order of the values, by proof."""
    order: list[int] = []
    for index, value in enumerate(values):
        place = len(order)
        while place:
            sign = sign_of(value - values[order[place - 1]])
            if sign is None:
                raise UndecidedError("two values could not be told apart")
            if sign >= 0:
                break
            place -= 1
        order.insert(place, index)
    return order


def _refuse_more(answer: Answer) -> None:
    """An option has no unit that the question does not name, and no other name."""
    if answer.unit:
        raise UndecidedError(f"the answer has the unit {answer.unit}, which the question does not name")
    if answer.variable:
        raise UndecidedError(f"the answer is about {answer.variable}")


def _named(case: Case, trees: list[Node], values: list[sympy.Expr], labels: list[str]) -> int:
    """Which option an answer names: by its label, its name, or its value."""
    _refuse_more(case.answer)
    found = set(_by_label(case.answer, labels))
    if not found:
        found = set(_matching(case, case.answer, trees, values))
    if len(found) != 1:
        raise UndecidedError("the answer does not name one of the options")
    return found.pop()


def _by_label(answer: Answer, labels: list[str]) -> list[int]:
    name = (
        answer.word
        if answer.kind in ("choice", "text")
        else answer.node.name
        if answer.node.op == "sym"
        else ""
    )
    return [index for index, label in enumerate(labels) if label and label.lower() == name.lower()]


def _matching(case: Case, answer: Answer, trees: list[Node], values: list[sympy.Expr]) -> list[int]:
    """The items that a part of an answer may mean: written alike, else of equal value."""
    _refuse_more(answer)
    if answer.kind == "choice":
        answer = Answer("expression", answer.node)
    alike = [index for index, tree in enumerate(trees) if tree == answer.node]
    if alike and not (answer.also or answer.rounded):
        return alike
    given = scalar(case, answer)
    why = "" if alike else unfinished(answer.node)
    if why:
        raise UndecidedError(why)
    if given.free_symbols:
        raise UndecidedError("the answer names something that the question does not have")
    return [index for index, value in enumerate(values) if are_equal(value, given)]


# Orders -------------------------------------------------------------------------------------------


def check_order(case: Case) -> Check:
    """The answer lists the things in the order asked for."""
    claim = case.claim
    assert isinstance(claim, OrderClaim)
    trees = [case.scope.parse(item) for item in claim.items]
    scope = _only(case.scope.branches(trees))
    values = [_number(scope, tree) for tree in trees]
    order = sorted_indices(values)
    if claim.descending:
        order.reverse()
    given = _listed(case, trees, values)
    names = ", ".join(claim.items[index] for index in order)
    shown = ", ".join(f"{item} = {written(value)}" for item, value in zip(claim.items, values, strict=True))
    if len(given) == len(order) and all(
        are_equal(values[one], values[other]) for one, other in zip(given, order, strict=True)
    ):
        return holds(claim, _METHOD, f"The order is {names}.", values=shown)
    return fails(claim, _METHOD, f"The order is {names}.", shown, values=shown)


def _listed(case: Case, trees: list[Node], values: list[sympy.Expr]) -> list[int]:
    """The items in the order given, each used once."""
    used: list[int] = []
    for part in listed(case.answer):
        free = [index for index in _matching(case, part, trees, values) if index not in used]
        if not free:  # `59.0` once more, where the question has 59.0 and 59.00
            given = scalar(case, part)
            equal = [index for index, value in enumerate(values) if are_equal(value, given)]
            free = [index for index in equal if index not in used]
        if not free:
            raise UndecidedError("the answer lists something that the question does not have, or has once")
        used.append(free[0])
    return used


OPERATIONS: dict[str, Any] = {}
CHECKS = {"truth": check_truth, "choice": check_choice, "order": check_order}
