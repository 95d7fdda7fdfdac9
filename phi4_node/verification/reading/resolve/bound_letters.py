"""A condition about a letter that something else binds: `the roots of x^2 - 2x`, `where x > 1`."""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.scan import WordsError
from phi4_node.verification.reading.resolve.questions import trees_of
from phi4_node.verification.reading.resolve.scope import Scope
from phi4_node.verification.reading.statements import Question
from phi4_node.verification.reading.trees import BINDERS, CLOSED, free_names, walk

_CURVES = CLOSED - frozenset(
    "minimum maximum argmin argmax range domain levelof tuples integer_tuples possible".split()
)
"""What is asked of a whole curve; a condition on a coordinate would cut a piece out of it."""
_BINDERS = frozenset(
    "integral limit sum product roots solutions image identical vieta coefficient polynomial_degree leading"
    " coefficient_sum coefficient_squares discriminant quadraticdiscriminant taylor"
    " taylor_coefficient".split()
)
_SIGNS = frozenset("integral limit sum product".split())
_NUMBERS = frozenset(("real", "complex"))


def refuse_bound_letters(scope: Scope, question: Question) -> None:
    """Refuse a condition on a letter that is bound elsewhere: whether both are one is not said."""
    given = {name for condition in scope.conditions for name in free_names(condition)}
    given |= {name for name, domain in scope.domains.items() if domain not in _NUMBERS}
    given |= {name for name, define in scope.defines.items() if not define.parameters}
    if not given:
        return
    for tree in (*trees_of(question), *scope.conditions):
        for node in walk(tree):
            shared = _bound_by(node) & given
            if shared:
                raise WordsError(f"whether {sorted(shared)[0]} is the same letter everywhere is not said")


def refuse_escaped_letters(scope: Scope, question: Question) -> None:
    """`lim x^2 + x` for x to 2: the letter also stands where the sign does not reach, hardly by intention."""
    trees = (*trees_of(question), *scope.conditions, *(define.term for define in scope.defines.values()))
    for tree in trees:
        for node in walk(tree):
            if node.op not in ("add", "sub", "mul", "div"):
                continue
            for part in node.args:
                beside = set().union(*(free_names(other) for other in node.args if other is not part))
                bound = {name for inner in walk(part) if inner.name in _SIGNS for name in _bound_by(inner)}
                if bound & beside:
                    raise WordsError(f"how far the sign before {min(bound & beside)} reaches is not clear")


def _bound_by(node: Node) -> set[str]:
    if node.op != "call":
        return set()
    if node.name in _CURVES:
        return {part.name for part in walk(node) if part.op == "sym"} & {"x", "y"}
    if node.name in _BINDERS and len(node.args) > BINDERS[node.name]:
        variable = node.args[BINDERS[node.name]]
        return {variable.name} if variable.op == "sym" else set()
    return set()
