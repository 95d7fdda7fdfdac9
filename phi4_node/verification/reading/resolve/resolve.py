"""Statements put together: definitions and conditions become a context, the question becomes a claim."""

from __future__ import annotations

from collections.abc import Sequence

from phi4_node.verification.claims import Claim
from phi4_node.verification.reading.grammar.scan import WordsError
from phi4_node.verification.reading.resolve.bound_letters import refuse_bound_letters, refuse_escaped_letters
from phi4_node.verification.reading.resolve.claims import claim_of
from phi4_node.verification.reading.resolve.constants import decide_constants
from phi4_node.verification.reading.resolve.questions import one_question, trees_of
from phi4_node.verification.reading.resolve.refusals import (
    refuse_dependent,
    refuse_domains_of_functions,
    refuse_loose_conditions,
    refuse_loose_unit,
    refuse_untied_conditions,
)
from phi4_node.verification.reading.resolve.scope import Scope
from phi4_node.verification.reading.statements import Define, Question, Statement
from phi4_node.verification.reading.trees import BINDERS, walk


def resolve(
    said: Sequence[Statement],
    functions: frozenset[str],
    operations: frozenset[str],
    *,
    imaginary: bool = False,
) -> Claim:
    """The claim that a sequence of statements makes.

    Args:
        said: The statements.
        functions: Names of the problem's own functions.
        operations: Names of calls that can be evaluated.
        imaginary: Where `i` may be a variable or the imaginary unit, read the unit.

    Raises:
        WordsError: they ask nothing, or more than one thing, or something is not clear.
    """
    questions = [part for part in said if isinstance(part, Question)]
    if not questions:
        raise WordsError("nothing is asked")
    scope = Scope(functions, operations)
    for part in said:
        if not isinstance(part, Question):
            scope.add(part)
    question = one_question(questions)
    _define_what_is_given(scope, question)
    decide_constants(scope, question, imaginary)
    refuse_loose_unit(scope, question)
    for name, define in list(scope.defines.items()):
        scope.defines[name] = Define(name, define.parameters, scope.fill(define.term, define.parameters))
    scope.conditions = [scope.fill(condition) for condition in scope.conditions]
    for tree in [*(define.term for define in scope.defines.values()), *scope.conditions]:
        scope.examine(tree)
    refuse_dependent(scope, question)
    refuse_domains_of_functions(scope, question)
    refuse_untied_conditions(scope, question)
    refuse_loose_conditions(scope, question)
    refuse_bound_letters(scope, question)
    refuse_escaped_letters(scope, question)
    return claim_of(scope, question)


def _define_what_is_given(scope: Scope, question: Question) -> None:
    """`If y = x^2, what is the derivative of y?`: what equals a term stands for it."""
    if not any(
        node.op == "call" and node.name in BINDERS for tree in trees_of(question) for node in walk(tree)
    ):
        return
    for condition in list(scope.conditions):
        left, right = (
            condition.args if condition.op == "rel" and condition.name == "=" else (condition, condition)
        )
        if left.op != "sym" or left.name in scope.defines or left.name in scope.unknown([right]):
            continue
        if scope.unknown([right]):
            scope.conditions.remove(condition)
            scope.defines[left.name] = Define(left.name, (), right)
