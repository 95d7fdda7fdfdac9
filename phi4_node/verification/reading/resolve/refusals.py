"""What must not be read although every word is understood: conditions that may mean something else."""

from __future__ import annotations

from collections.abc import Sequence

from phi4_node.verification.claims import Domain
from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.scan import WordsError
from phi4_node.verification.reading.resolve.questions import trees_of
from phi4_node.verification.reading.resolve.scope import Scope
from phi4_node.verification.reading.statements import AskSolve, AskValue, Question
from phi4_node.verification.reading.trees import free_names, walk


def refuse_dependent(scope: Scope, question: Question) -> None:
    """`dy/dx` where only `x^2 + y^2 = 25` is said of y: a letter that may depend on x is no constant."""
    tied = set(scope.unknown(scope.conditions))
    for tree in trees_of(question):
        for node in walk(tree):
            if node.op != "call" or node.name != "derivative" or node.args[1].op != "sym":
                continue
            variable = node.args[1].name
            others = set(scope.unknown([node.args[0]])) - {variable}
            is_bare = variable not in scope.unknown([node.args[0]]) and bool(others)
            if is_bare or (variable in tied and others & tied):
                raise WordsError(f"whether {sorted(others)[0]} depends on {variable} is not said")


def refuse_domains_of_functions(scope: Scope, question: Question) -> None:
    """`f(x) = 2x, x > 3` says where f is defined; that is read only if f is asked at such numbers alone."""
    parameters = {name for define in scope.defines.values() for name in define.parameters}
    for condition in scope.conditions:
        if condition.name != "=" and parameters & free_names(condition):
            raise WordsError("a condition may say where a function is defined")
    said = {scope.domains[name] for name in parameters & set(scope.domains)}
    if said and not _is_at_numbers(scope, question, said):
        raise WordsError("a condition may say where a function is defined")


def _is_at_numbers(scope: Scope, question: Question, said: set[Domain]) -> bool:
    """Whether functions stand in a question with nothing but numbers, and with those where they live."""
    trees = [*trees_of(question), *scope.conditions]
    if not isinstance(question, AskValue) or scope.unknown(trees):
        return False
    calls = [
        node for tree in trees for node in walk(tree) if node.op == "call" and node.name in scope.defines
    ]
    numbers = [part for node in calls for part in node.args if part.op != "call" or part not in calls]
    return bool(calls) and all(_lives_in(part, domain) for part in numbers for domain in said)


def _lives_in(tree: Node, domain: Domain) -> bool:
    sign = -1 if tree.op == "neg" else 1
    value = tree.args[0].value if tree.op == "neg" else tree.value
    if value is None:
        return False
    is_whole = value.denominator == 1
    return {
        "real": True,
        "nonzero": value != 0,
        "positive": sign * value > 0,
        "integer": is_whole,
        "natural": is_whole and sign * value > 0,
    }.get(domain, False)


def refuse_untied_conditions(scope: Scope, question: Question) -> None:
    """`Let f(x) = 2x and f(t) = 3t`, `define a * b = a + 2b`: what looks like an equation may be none."""
    if any(map(scope.unknown, ([condition] for condition in _untied(scope, question)))):
        raise WordsError("a condition is about something that is not asked")


def _untied(scope: Scope, question: Question) -> list[Node]:
    """Conditions about letters that have nothing to do with what is asked."""
    if isinstance(question, AskSolve) and not question.unknowns:
        return []  # every letter is asked for
    related = set(scope.unknown(trees_of(question))) | set(getattr(question, "unknowns", ()))
    related |= {node.name for tree in trees_of(question) for node in walk(tree) if node.op == "sym"}
    pending = [
        (condition, set(scope.unknown([condition])))
        for condition in scope.conditions
        if not _is_plain_value(scope, condition)
    ]
    while tied := [names for _, names in pending if names & related]:
        related |= set().union(*tied)
        pending = [(condition, names) for condition, names in pending if names not in tied]
    return [condition for condition, _ in pending]


def _is_plain_value(scope: Scope, condition: Node) -> bool:
    """`n = 2`, which is true of its letter whatever is asked."""
    if condition.op != "rel" or condition.name != "=" or condition.args[0].op != "sym":
        return False
    return not scope.unknown([condition.args[1]]) and scope.unknown([condition.args[0]]) != []


def refuse_loose_unit(scope: Scope, question: Question) -> None:
    """`How many real c have |3 - ci| = 7`: were i a letter, the number would depend on it."""
    if "i" not in scope.variables or "i" in scope.domains or "i" in scope.defines:
        return
    if any("i" in free_names(condition) for condition in scope.conditions):
        return
    for tree in trees_of(question):
        for node in walk(tree):
            is_set = node.op == "call" and node.name.endswith("_where") and len(node.args) == 2
            if is_set and "i" in free_names(node.args[0]) and node.args[1].name != "i":
                raise WordsError("i would be a letter on which the number depends")


def refuse_loose_conditions(scope: Scope, question: Question) -> None:
    """`the smallest integer n`, `such that n > 3`: a condition must not be lost beside a bound letter."""
    sets = [node for tree in trees_of(question) for node in walk(tree) if node.name == "integers"]
    if not any(node.op == "call" for node in sets):
        return
    bound = {node.args[1].name for node in sets if node.op == "call"}
    if bound & (set(scope.domains) | set(scope.unknown(scope.conditions)) | set(scope.defines)):
        raise WordsError("a condition is about a letter that the question binds")
    if _untied(scope, question):
        raise WordsError("a condition is about something that is not asked")


def refuse_double_letters(scope: Scope, terms: Sequence[Node]) -> None:
    """`the integers x` with a condition about another x, which is hardly another one."""
    given = set(scope.unknown(scope.conditions))
    for term in terms:
        for node in walk(term):
            is_set = node.op == "call" and (node.name == "integers" or node.name.endswith("_where"))
            if is_set and len(node.args) > 1 and node.args[1].name in given:
                raise WordsError(f"{node.args[1].name} stands for two things")
