"""Between SymPy's values and the exact integers in which number theory is evaluated."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import sympy

from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.checks.integer_functions import FUNCTIONS, Irrational
from phi4_node.verification.checks.integer_members import SET_FUNCTIONS
from phi4_node.verification.checks.integer_sets import IntegerSet
from phi4_node.verification.checks.integer_terms import Terms
from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.trees import walk

if TYPE_CHECKING:
    from phi4_node.verification.checks.scope import Scope

_SETS = frozenset(("integers", "image"))
_RESIDUES = frozenset(("remainder", "mod", "digit", "lastdigits", "congruent", "divides"))


def concerns(node: Node) -> bool:
    """Whether a call is evaluated here: it searches integers, or asks for residues of perhaps huge powers."""
    if node.name in _RESIDUES or node.name in _SETS:
        return True
    known = node.name in SET_FUNCTIONS or node.name in FUNCTIONS
    return known and any(part.op == "call" and part.name in _SETS for part in walk(node))


def must_be_exact(node: Node) -> bool:
    """Whether there is no other way to evaluate a call."""
    return any(part.op == "call" and part.name in _SETS for part in walk(node))


def evaluate(scope: Scope, node: Node, local: Any) -> Any:
    """The value of a call as a SymPy object; UndecidedError if it is not one of integers."""

    def outside(part: Node) -> Any:
        return from_sympy(scope.evaluate(part, local))

    terms = Terms(outside, {name: body for name, body in scope.definitions.items() if body[0]})
    return to_sympy(terms.compile(node, frozenset())({}))


def from_sympy(value: Any) -> Any:
    """An exact Python value."""
    if isinstance(value, sympy.Integer):
        return int(value)
    if isinstance(value, sympy.Rational):
        return Fraction(int(value.p), int(value.q))
    if value in (sympy.true, sympy.false):
        return bool(value)
    if isinstance(value, (sympy.FiniteSet, sympy.Tuple)):
        return tuple(sorted(from_sympy(part) for part in value.args))
    if isinstance(value, sympy.Expr) and not value.free_symbols and value.is_real and value.is_irrational:
        from phi4_node.verification.checks.roundings import floor_of

        below = floor_of(value) if value.is_positive else -floor_of(-value) - 1
        return Irrational(Fraction(2 * int(below) + 1, 2))
    raise UndecidedError("this is only defined for numbers that are known exactly")


def to_sympy(value: Any) -> Any:
    """The SymPy object of an exact value; a set is searched completely."""
    if isinstance(value, bool):
        return sympy.true if value else sympy.false
    if isinstance(value, (int, Fraction)):
        exact = Fraction(value)
        return sympy.Rational(exact.numerator, exact.denominator)
    if isinstance(value, IntegerSet):
        return sympy.FiniteSet(*value.members())
    if isinstance(value, tuple):
        return sympy.FiniteSet(*[to_sympy(part) for part in value])
    raise UndecidedError("this has no exact value")


def lifted(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function as an operation of SymPy values."""
    return lambda *values: to_sympy(function(*map(from_sympy, values)))


def _searched(*_: Any) -> Any:
    raise UndecidedError("sets of integers are found from what was written")


OPERATIONS: dict[str, Any] = {
    name: lifted(function) for name, function in (SET_FUNCTIONS | FUNCTIONS).items()
} | dict.fromkeys(("integers", "image", "possible"), _searched)
CHECKS: dict[str, Any] = {}
