"""Differential equations with their initial values."""

from __future__ import annotations

from collections.abc import Iterable

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.patterns import Rule, rule, rules
from phi4_node.verification.reading.statements import AskClaim
from phi4_node.verification.reading.trees import call, number, rebuild, symbol, walk

_MAX_ORDER = 4
_VARIABLES = ("x", "t", "s")


def _primed(node: Node) -> tuple[str, int] | None:
    """`y''` as the function and the order."""
    name = node.name.rstrip("'")
    return (name, len(node.name) - len(name)) if node.op == "sym" and name and name != node.name else None


def _derived(node: Node) -> tuple[str, str, int] | None:
    """`derivative(y, x, 2)`, however it was written, as function, variable and order."""
    if node.op != "call" or node.name != "derivative" or len(node.args) != 3:
        return None
    inner, variable, order = node.args
    name = inner.name if inner.op == "sym" or (inner.op == "call" and inner.args == (variable,)) else ""
    if not name or variable.op != "sym" or order.value is None:
        return None
    return name, variable.name, int(order.value)


def _subject(conditions: Iterable[Node]) -> tuple[str, str] | None:
    """The function and the variable of a differential equation."""
    nodes = [node for condition in conditions for node in walk(condition)]
    functions = {prime[0] for node in nodes if (prime := _primed(node))}
    written = {(found[0], found[1]) for node in nodes if (found := _derived(node))}
    functions |= {name for name, _ in written}
    variables = {variable for _, variable in written}
    if len(functions) != 1 or len(variables) > 1:
        return None
    function = functions.pop()
    if not variables:
        used = {node.name for node in nodes if node.op == "sym"} & set(_VARIABLES) - {function}
        if len(used) > 1 or function in _VARIABLES:
            return None
        variables = used or {"x"}
    return function, variables.pop()


def _initial(condition: Node, function: str) -> tuple[int, Node, Node] | None:
    """`y(0) = 1` and `y'(0) = 2` as order, place and value."""
    if condition.op != "rel" or condition.name != "=":
        return None
    left, value = condition.args
    if left.op == "mul" and not left.name and left.args[0] == symbol(function):
        return 0, left.args[1], value
    if left.op == "call" and left.name == function and len(left.args) == 1:
        return 0, left.args[0], value
    if left.op == "call" and left.name == "derivative" and len(left.args) == 4:
        inner, variable, order, place = left.args
        if inner == call(function, variable) and order.value is not None:
            return int(order.value), place, value
    if left.op == "mul" and not left.name and (found := _primed(left.args[0])) and found[0] == function:
        return found[1], left.args[1], value
    return None


def _residual(tree: Node, function: str, variable: str) -> Node:
    """The equation with `D_k` for the k-th derivative."""
    if (found := _primed(tree)) and found[0] == function:
        return symbol(f"D_{found[1]}")
    if (derived := _derived(tree)) and derived[:2] == (function, variable):
        return symbol(f"D_{derived[2]}")
    if tree == symbol(function) or tree == call(function, symbol(variable)):
        return symbol("D_0")
    return rebuild(tree, tuple(_residual(part, function, variable) for part in tree.args))


def _flat(conditions: Iterable[Node]) -> list[Node]:
    found: list[Node] = []
    for condition in conditions:
        found += _flat(condition.args) if condition.op == "and" else [condition]
    return found


def solve(c: tuple[Node, ...], i: tuple[Node, ...] = ()) -> tuple[AskClaim] | None:
    """The question for the solution of a differential equation; None if there is not exactly one."""
    conditions = _flat((*c, *i))
    subject = _subject(conditions)
    if subject is None:
        return None
    function, variable = subject
    values = [found for condition in conditions if (found := _initial(condition, function))]
    equations = [condition for condition in conditions if not _initial(condition, function)]
    if len(equations) != 1 or equations[0].op != "rel" or equations[0].name != "=":
        return None
    left, right = (_residual(side, function, variable) for side in equations[0].args)
    residual = Node("sub", (left, right))
    names = {node.name for node in walk(residual) if node.op == "sym"}
    orders = [int(name[2:]) for name in names if name.startswith("D_")]
    if not orders or not 1 <= max(orders) <= _MAX_ORDER:
        return None
    terms = [residual]
    for order, place, value in values:
        terms += [number(order), place, value]
    options = (("function", function), ("variable", variable), ("order", str(max(orders))))
    return (AskClaim("differential", tuple(terms), options, (variable,)),)


def _function_asked(c: tuple[Node, ...], t: Node) -> tuple[AskClaim] | None:
    """`If f'(x) = 2x and f(0) = 1, find f(x)`: the function itself is asked for."""
    subject = _subject(_flat(c))
    if subject is None or t not in (symbol(subject[0]), call(subject[0], symbol(subject[1]))):
        return None
    return solve(c)


_KIND = (
    "[the] [following] [given] [ordinary|first-order|second-order|first order|second order|separable|linear]"
    " [linear|homogeneous] [ordinary] (differential equation|initial value problem|ODE|IVP)"
)
_SOLUTION = "(find|determine|what is) [the] [general|particular] solution (of|to)"
_WITH = (
    "(with|given|given that|subject to|satisfying|where|if|such that|for which) [the] [initial]"
    " [condition|conditions|value|values] [:]"
)

RULES: list[Rule] = [
    *rules(
        "statement",
        [
            f"solve [{_KIND}] [:] {{c:conditions}}",
            f"solve [{_KIND}] [:] {{c:conditions}} [,] {_WITH} {{i:conditions}}",
            f"{_SOLUTION} [{_KIND}] [:] {{c:conditions}}",
            f"{_SOLUTION} [{_KIND}] [:] {{c:conditions}} [,] {_WITH} {{i:conditions}}",
            "(求|解)[微分方程][:]{c:conditions}[的](通解|解|特解)",
            "(求|解)微分方程[:]{c:conditions}",
            "(求|解)[微分方程][:]{c:conditions}满足[初始条件]{i:conditions}的(解|特解)",
        ],
        solve,
    ),
    rule("bare", "{c:conditions}", solve),
    rule(
        "statement",
        "(if|given|given that|suppose|suppose that|let) {c:conditions} [,] (find|determine|what is) {t:math}",
        _function_asked,
    ),
]
