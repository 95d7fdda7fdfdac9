"""The names of a problem with their meaning: definitions, conditions, and what these leave open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import sympy

from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.checks.evaluation import CONSTANTS, Evaluator, Guard, Values
from phi4_node.verification.claims import Context
from phi4_node.verification.expressions.parser import parse
from phi4_node.verification.expressions.syntax import Names, Node, ReadError
from phi4_node.verification.reading.trees import BINDERS, CLOSED
from phi4_node.verification.zero.zero import are_equal

_LIKELY_FUNCTIONS = frozenset("fghFGHP")
"""Letters that the parser takes for functions before a bracket unless it is told that they are variables."""

MAX_BRANCHES = 64
_MAX_CALLS = 2_000

Operations = Mapping[str, Callable[..., Any]]

_ASSUMPTIONS: dict[str, dict[str, bool]] = {
    "real": {"real": True},
    "complex": {"complex": True},
    "rational": {"rational": True},
    "integer": {"integer": True},
    "natural": {"integer": True, "positive": True},
    "positive": {"positive": True},
    "negative": {"negative": True},
    "nonnegative": {"nonnegative": True},
    "nonzero": {"real": True, "nonzero": True},
}


class Scope:
    """Names of one problem with their meaning.

    Args:
        context: What the words say.
        operations: What the calls of the term language do.
        assigned: Values of unknowns, in one branch of the solutions of the conditions.
        loose: Unknowns that the conditions leave open; what depends on them has no value.
    """

    def __init__(
        self,
        context: Context,
        operations: Operations,
        assigned: Values | None = None,
        loose: frozenset[str] = frozenset(),
    ) -> None:
        self.source = context
        self.operations = operations
        self.assigned = dict(assigned or {})
        self.loose = loose
        self.variables = frozenset(context.variables)
        self.functions = frozenset(entry.name for entry in context.definitions if entry.parameters)
        calls = self.functions | frozenset(operations) | {"at", "antiderivative", "inverse"}
        self.names = Names(functions=calls, variables=_LIKELY_FUNCTIONS - calls)
        self.definitions = {
            entry.name: (entry.parameters, parse(entry.term, self.names)) for entry in context.definitions
        }
        self.conditions = tuple(parse(text, self.names) for text in context.conditions)
        self._values: dict[str, Any] = {}
        self._open: set[str] = set()
        self._calls = 0
        self.log_base: int | None = None

    # Values ---------------------------------------------------------------------------------------

    def parse(self, text: str) -> Node:
        """The tree of canonical text."""
        return parse(text, self.names)

    def symbol(self, name: str) -> sympy.Symbol:
        """The symbol of a variable, with what the words say about it."""
        domain = self.source.domains.get(name)
        return sympy.Symbol(name, **_ASSUMPTIONS[domain]) if domain else sympy.Symbol(name)

    def value(self, name: str) -> Any:
        """What a name stands for."""
        if name in self.assigned:
            return self.assigned[name]
        if name not in self.definitions or self.definitions[name][0]:
            return self.symbol(name)
        if name not in self._values:
            if name in self._open:
                raise UndecidedError(f"{name} is defined by itself")
            self._open.add(name)
            self._values[name] = self.evaluate(self.definitions[name][1])
            self._open.discard(name)
        return self._values[name]

    def evaluate(self, node: Node, local: Values | None = None, guards: list[Guard] | None = None) -> Any:
        """The value of a tree; `guards` collects what must be so for it to have one."""
        return Evaluator(self, local or {}, guards).convert(node)

    def function(self, name: str, guards: list[Guard] | None = None) -> Callable[..., Any]:
        """What one of the problem's own functions does with values."""

        def apply(*arguments: Any) -> Any:
            parameters, body = self.definitions[name]
            self._calls += 1
            if self._calls > _MAX_CALLS or name in self._open:
                raise UndecidedError(f"{name} calls itself or is used too often")
            if len(arguments) != len(parameters):
                raise UndecidedError(f"{name} is used with {len(arguments)} arguments")
            self._open.add(name)
            result = self.evaluate(body, dict(zip(parameters, arguments, strict=True)), guards)
            self._open.discard(name)
            return result

        return apply

    def refuse_contradictions(self) -> None:
        """A condition without unknowns must be true, or the problem is not what it seems."""
        for condition in self.conditions:
            if condition.op != "rel" or self.unknowns([condition]):
                continue
            left, right = (self.evaluate(part) for part in condition.args)
            if condition.name != "=" or not same_value(left, right):
                raise UndecidedError("a condition is not about anything unknown, and is not plainly true")

    # Unknowns -------------------------------------------------------------------------------------

    def unknowns(self, trees: Iterable[Node]) -> list[str]:
        """Variables that these trees need and that nothing defines, in order of appearance."""
        found: list[str] = []
        seen: set[str] = set()
        for tree in trees:
            self._collect(tree, frozenset(), found, seen)
        return found

    def _collect(self, tree: Node, bound: frozenset[str], found: list[str], seen: set[str]) -> None:
        if tree.op == "sym":
            self._collect_name(tree.name, bound, found, seen)
            return
        if tree.op == "call":
            if tree.name in CLOSED and tree.name not in self.functions:
                return
            if tree.name in self.definitions and tree.name not in seen:
                seen.add(tree.name)
                parameters, body = self.definitions[tree.name]
                self._collect(body, frozenset(parameters), found, seen)
            place = BINDERS.get(tree.name)
            if place is not None and tree.name != "derivative" and len(tree.args) > place:
                bound = bound | {tree.args[place].name}
        for part in tree.args:
            self._collect(part, bound, found, seen)

    def _collect_name(self, name: str, bound: frozenset[str], found: list[str], seen: set[str]) -> None:
        if name in bound or name in seen:
            return
        if name in CONSTANTS and name not in self.variables:
            return
        seen.add(name)
        if name in self.assigned:
            return
        if name in self.definitions:
            self._collect(self.definitions[name][1], frozenset(), found, seen)
        else:
            found.append(name)

    def branches(self, trees: Sequence[Node]) -> list[Scope]:
        """One scope per solution of the conditions that these trees depend on; itself if they depend on none.

        Raises:
            UndecidedError: the conditions cannot be solved completely.
        """
        from phi4_node.verification.checks import integer_unknowns
        from phi4_node.verification.checks.solving import solve_conditions

        needed = set(self.unknowns(trees))
        related: list[Node] = []
        pending = [(condition, set(self.unknowns([condition]))) for condition in self.conditions]
        growing = True
        while growing:
            growing = False
            for condition, names in list(pending):
                if names & needed:
                    related.append(condition)
                    needed |= names
                    pending.remove((condition, names))
                    growing = True
        if not any(_is_equation(condition) for condition in related):
            return [self]  # what only narrows the unknowns does not change a value
        ordered = [condition for condition in self.conditions if condition in related]
        unknowns = self.unknowns(ordered)
        if any(integer_unknowns.is_about_integers(condition) for condition in ordered):
            known = integer_unknowns.solutions(self, ordered, unknowns, trees)
            return [Scope(self.source, self.operations, {**self.assigned, **one}) for one in known]
        solutions = solve_conditions(self, ordered, unknowns, loose=True)
        if len(solutions) > MAX_BRANCHES:
            raise UndecidedError("the conditions have too many solutions")
        loose = frozenset(
            name
            for name in unknowns
            for solution in solutions
            if any(value.has(self.symbol(name)) for value in solution.values())
        )
        return [
            Scope(self.source, self.operations, {**self.assigned, **solution}, loose)
            for solution in solutions
        ]

    def possible(self, node: Node) -> sympy.FiniteSet:
        """All values that the conditions leave open for a tree about unknown integers."""
        from phi4_node.verification.checks import integer_unknowns

        known = self.unknowns([node])
        if not any(map(integer_unknowns.is_about_integers, self.conditions)) or not known:
            raise UndecidedError("the possible values are only known of integers")
        values = [value for _, value in self._evaluate_branches(node)]
        if not values or any(not isinstance(value, sympy.Rational) for value in values):
            raise UndecidedError("not all possible values are known")
        return sympy.FiniteSet(*values)

    def solutions(self, condition: Node, name: str) -> sympy.FiniteSet:
        """All real solutions of one condition in one unknown, as a set."""
        from phi4_node.verification.checks.solving import solve_conditions

        if self.unknowns([condition]) != [name]:
            raise UndecidedError("the condition has other unknowns")
        if not _is_equation(condition):
            from phi4_node.verification.checks.inequalities import values_where

            return values_where(self, condition, name, "real")
        return sympy.FiniteSet(*[found[name] for found in solve_conditions(self, [condition], [name])])

    def evaluate_all(self, node: Node) -> list[tuple[Scope, Any]]:
        """The distinct values of a tree over all solutions of the conditions, each with its scope."""
        determined = self._determined(node) if len(self.unknowns([node])) > 2 else None
        if determined is not None:
            return [(self, determined)]
        try:
            found = self._evaluate_branches(node)
        except UndecidedError:
            determined = self._determined(node)
            if determined is None:
                raise
            return [(self, determined)]
        if not found and not self._is_restricted():  # `x + y = 7, x^3 + y^3 = 42` has no real x, but one x*y
            determined = self._determined(node)
        return found if found or determined is None else [(self, determined)]

    def _is_restricted(self) -> bool:
        """Whether the words say more of the unknowns than equations: that they are whole, or positive."""
        said = any(domain not in ("real", "complex") for domain in self.source.domains.values())
        return said or any(part.op == "rel" and part.name != "=" for part in self.conditions)

    def _determined(self, node: Node) -> Any:
        """The value if polynomial conditions determine it, although they may leave unknowns open."""
        from phi4_node.verification.checks import elimination

        names = set(self.unknowns([node]))
        related = [condition for condition in self.conditions if names & set(self.unknowns([condition]))]
        try:
            return elimination.determined(self, node, self.conditions) if related else None
        except (UndecidedError, ReadError):
            return None

    def _evaluate_branches(self, node: Node) -> list[tuple[Scope, Any]]:
        found: list[tuple[Scope, Any]] = []
        for scope in self.branches([node]):
            value = scope.evaluate(node)
            if scope.loose and isinstance(value, sympy.MatrixBase):
                raise UndecidedError("the conditions may not determine the value")
            if scope.loose and isinstance(value, sympy.Expr):
                value = sympy.cancel(value)
                if {symbol.name for symbol in value.free_symbols} & scope.loose:
                    raise UndecidedError("the conditions do not determine the value")
            if not any(same_value(value, known) for _, known in found):
                found.append((scope, value))
        return found


def _is_equation(condition: Node) -> bool:
    if condition.op in ("and", "or", "chain"):
        return any(_is_equation(part) for part in condition.args)
    return condition.op == "call" or (condition.op == "rel" and condition.name == "=")


def same_value(left: Any, right: Any) -> bool:
    """Whether two values are equal; UndecidedError if that is not known."""
    if left == right:
        return True
    if isinstance(left, sympy.MatrixBase) and isinstance(right, sympy.MatrixBase):
        return left.shape == right.shape and all(map(same_value, left, right))
    if isinstance(left, (sympy.Tuple, sympy.FiniteSet)) or isinstance(right, (sympy.Tuple, sympy.FiniteSet)):
        raise UndecidedError("lists of values are not compared here")
    decided = are_equal(left, right)
    if decided is None:
        raise UndecidedError("two values could not be told apart")
    return decided
