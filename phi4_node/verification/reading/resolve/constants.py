"""Whether `e` and `i` are letters or constants here."""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.resolve.questions import trees_of
from phi4_node.verification.reading.resolve.scope import CONSTANTS, Scope
from phi4_node.verification.reading.statements import AskClaim, AskRewrite, AskSolve, AskValue, Question
from phi4_node.verification.reading.trees import BINDERS, free_names, symbol, walk

AMBIGUOUS = {"e", "i"}
"""Letters that are constants unless the problem uses them as variables."""


def decide_constants(scope: Scope, question: Question, imaginary: bool) -> None:
    """Are `e` and `i` variables here?

    They are when something defines, binds, asks for or constrains them. Otherwise `e` is Euler's number; `i`
    alone or in an exponent of e is the imaginary unit, and beside other letters it may be either.
    """
    trees = [*trees_of(question), *scope.conditions, *(define.term for define in scope.defines.values())]
    nodes = [node for tree in trees for node in walk(tree)]
    used = {node.name for node in nodes if node.op == "sym"}
    named = _named(scope, question, nodes)
    others = {other for other in used if other not in CONSTANTS} - {"z", "w"}
    complex_numbers = "complex" in scope.domains.values() or any(map(_is_complex_value, scope.conditions))
    complex_numbers |= any(_is_by_parts(define.name, define.term) for define in scope.defines.values())
    for name in AMBIGUOUS & used:
        if name == "i" and complex_numbers and name not in scope.defines and name not in scope.domains:
            continue
        solved = isinstance(question, AskSolve) and not question.unknowns and not others
        is_letter = name == "i" and bool(others) and not imaginary and not _has_turn(nodes)
        if name in named or solved or is_letter or (name == "i" and _fills_system(scope, question, used)):
            scope.variables.add(name)


def _fills_system(scope: Scope, question: Question, used: set[str]) -> bool:
    """Whether equations are as many as their letters only if `i` is one of them: `2 = z + i, z = 3i`."""
    if not isinstance(question, AskSolve) or not question.conditions:
        return False
    letters = {
        part.name
        for tree in question.conditions
        for part in walk(tree)
        if part.op == "sym" and part.name not in CONSTANTS - {"i"} and part.name not in scope.defines
    }
    letters -= set(scope.unknown(scope.conditions))
    count = len(question.conditions)
    return count > 1 and "i" in letters and len(letters) == count


def _named(scope: Scope, question: Question, nodes: list[Node]) -> set[str]:
    """Names that are certainly variables: defined, bound, constrained or asked for."""
    named = set(scope.defines) | {name for define in scope.defines.values() for name in define.parameters}
    named |= set(scope.domains)
    if not _has_turn(nodes):
        named |= {name for tree in scope.conditions for name in free_names(tree)}
    if isinstance(question, (AskSolve, AskClaim)):
        named |= set(question.unknowns)
    if isinstance(question, AskRewrite) and question.form in (
        "factored",
        "real_factors",
        "expanded",
        "collected",
    ):
        named |= {"i"} if _is_only_letter(nodes) and question.form == "factored" else set()
        named |= {"e"}  # Euler's number satisfies no polynomial equation, so it may as well be a letter
    if isinstance(question, AskValue):
        named |= {term.name for term in question.terms if term.op == "sym" and scope.conditions}
    for node in nodes:
        if node.op == "call" and node.name in BINDERS and len(node.args) > BINDERS[node.name]:
            named.add(node.args[BINDERS[node.name]].name)
            named |= _open_variable(node)
        if node.op == "call" and node.name == "matching":
            named |= {part.name for part in walk(node) if part.op == "sym"}
    return named


def _is_only_letter(nodes: list[Node]) -> bool:
    """Whether `i` is the only letter: `Factor i^2 - 3*i + 2` has no other variable."""
    return {part.name for part in nodes if part.op == "sym"} == {"i"}


def _open_variable(node: Node) -> set[str]:
    """`the derivative of 5*e^3 + 2*e`: the only letter, used more than once, is the variable."""
    letters = [part.name for part in walk(node) if part.op == "sym" and part.name not in ("pi", "oo")]
    is_open = node.args[BINDERS[node.name]].op == "hole"
    return set(letters) if is_open and len(letters) > 1 and len(set(letters)) == 1 else set()


def _has_turn(nodes: list[Node]) -> bool:
    """Whether `e^(2*pi*i)` or the like occurs: there, i is the imaginary unit."""
    return any(
        node.op == "pow"
        and node.args[0].op == "sym"
        and node.args[0].name == "e"
        and any(part.op == "sym" and part.name == "i" for part in walk(node.args[1]))
        for node in nodes
    )


def _is_complex_value(condition: Node) -> bool:
    """`z = 2 + 3i` says that i is the imaginary unit: a letter equals a number made of nothing else.

    So does `z = a + bi`, if that is how z is written.
    """
    if condition.op != "rel" or condition.name != "=" or condition.args[0].op != "sym":
        return False
    left, right = condition.args
    return _is_by_parts(left.name, right) or (
        free_names(right) == {"i"} and right.op in ("add", "sub", "mul", "neg") and left.name != "i"
    )


def _is_by_parts(name: str, term: Node) -> bool:
    """Whether it is `z = a + bi` or `w = x - yi`."""
    if name[0] not in "zw" or term.op not in ("add", "sub") or term.args[0].op not in ("sym", "num"):
        return False
    last = term.args[1]
    parts = last.args if last.op == "mul" else ()
    return (
        len(parts) == 2 and parts[1] == symbol("i") and parts[0].op in ("sym", "num") and parts[0] != parts[1]
    )
