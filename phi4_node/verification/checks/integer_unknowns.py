"""Unknown integers about which congruences, divisibility and the like are said.

Two ways to know all of them: between bounds that the conditions prove, or, if the conditions and what is
asked depend on residues alone, one integer for each residue of a common modulus.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import lcm
from typing import TYPE_CHECKING

import sympy

from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.checks.integer_bounds import bounds_of
from phi4_node.verification.checks.integer_terms import Terms, names_in
from phi4_node.verification.checks.integer_values import from_sympy
from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.kinds import is_about_integers

if TYPE_CHECKING:
    from phi4_node.verification.checks.scope import Scope

_MAX_RESIDUES = 100_000
_MAX_FOUND = 300
_INTEGER_DOMAINS = {"integer": None, "natural": 1}
_OF_ONE = frozenset("divides isprime iscomposite ispower isinteger coprime member palindrome".split())
"""Predicates that mean integers by what they are said of."""


def solutions(
    scope: Scope, conditions: Sequence[Node], names: Sequence[str], trees: Sequence[Node]
) -> list[dict[str, sympy.Integer]]:
    """All values of the unknowns, or as many as the value of the trees may depend on.

    Raises:
        UndecidedError: neither way applies.
    """
    names = list(dict.fromkeys([*names, *scope.unknowns(trees)]))
    if len(names) > 4:
        raise UndecidedError("there are too many unknown integers")
    rules = [*conditions, *_domains(scope, conditions, names)]
    terms = Terms(lambda part: from_sympy(scope.evaluate(part)), {})
    found = bounded(terms, rules, names)
    if found is None:
        found = _residues(terms, rules, names, trees)
    return [{name: sympy.Integer(value) for name, value in one.items()} for one in found]


def _domains(scope: Scope, conditions: Sequence[Node], names: Sequence[str]) -> Iterator[Node]:
    """What the words say about where the unknowns live, as conditions.

    An unknown about which nothing is said is an integer if a congruence or divisibility is about it alone.
    """
    zero = Node("num", value=Fraction(0))
    for name in names:
        unknown = Node("sym", name=name)
        domain = scope.source.domains.get(name)
        if domain in _INTEGER_DOMAINS:
            if domain == "natural":
                yield Node("rel", (unknown, zero), ">")
        elif not any(_implies_integer(condition, name) for condition in conditions):
            raise UndecidedError(f"it is not said that {name} is an integer")


def _implies_integer(condition: Node, name: str) -> bool:
    """Whether a condition says of this letter that it is an integer, or means so, as a congruence does."""
    if condition.op != "call":
        return False
    if condition.name == "congruent":
        return name in names_in(condition)
    return condition.name in _OF_ONE and any(
        part.op == "sym" and part.name == name for part in condition.args
    )


# Between bounds -----------------------------------------------------------------------------------


def bounded(terms: Terms, rules: Sequence[Node], names: Sequence[str]) -> list[dict[str, int]] | None:
    """All solutions by search between proven bounds; None if there are no such bounds.

    Raises:
        UndecidedError: there are too many.
    """
    whole = rules[0] if len(rules) == 1 else Node("and", tuple(rules))
    first = next((name for name in names if _finite(terms, whole, name, names)), None)
    if first is None:
        return None
    found: list[dict[str, int]] = []
    members = _candidates(terms, rules, first, {}, names)
    for value in members:
        rest = [name for name in names if name != first]
        found += _extended(terms, rules, {first: value}, rest, names)
        if len(found) > _MAX_FOUND:
            raise UndecidedError("the conditions have too many solutions")
    return found


def _finite(terms: Terms, whole: Node, name: str, names: Sequence[str]) -> bool:
    bounds = bounds_of(terms, whole, name, frozenset(), {}, tolerant=True)
    return bounds.candidates is not None or bounds.empty or None not in (bounds.low, bounds.high)


def _candidates(
    terms: Terms, rules: Sequence[Node], name: str, known: dict[str, int], names: Sequence[str]
) -> list[int]:
    """The values of one unknown that do not contradict the conditions in which nothing else is unknown."""
    settled = [rule for rule in rules if names_in(rule) & set(names) <= {*known, name}]
    condition = Node("and", tuple(settled)) if settled else Node("and", ())
    bound = frozenset({*known, name})
    test = terms.compile(condition, bound)
    whole = Node("and", tuple(rules))
    bounds = bounds_of(terms, whole, name, frozenset(known), known, tolerant=True)
    return bounds.set(lambda value: bool(test({**known, name: value}))).members()


def _extended(
    terms: Terms, rules: Sequence[Node], known: dict[str, int], rest: list[str], names: Sequence[str]
) -> list[dict[str, int]]:
    """All ways to add the other unknowns."""
    if not rest:
        return [known]
    found: list[dict[str, int]] = []
    for value in _candidates(terms, rules, rest[0], known, names):
        found += _extended(terms, rules, {**known, rest[0]: value}, rest[1:], names)
        if len(found) > _MAX_FOUND:
            raise UndecidedError("the conditions have too many solutions")
    return found


# By residues --------------------------------------------------------------------------------------


def _residues(
    terms: Terms, rules: Sequence[Node], names: Sequence[str], trees: Sequence[Node]
) -> list[dict[str, int]]:
    """One solution for each residue of the unknowns, if nothing but residues matters."""
    moduli: list[int] = [1]
    essential = [rule for rule in rules if not _says_nothing_of_residues(rule)]
    for tree in (*essential, *trees):
        if not _periodic(terms, tree, set(names), moduli):
            raise UndecidedError("there are no bounds for the unknown integers")
    modulus = lcm(*moduli)
    if modulus ** len(names) > _MAX_RESIDUES:
        raise UndecidedError("there are too many residues")
    test = terms.compile(Node("and", tuple(essential)), frozenset(names))
    found = []
    for values in product(range(modulus, 2 * modulus), repeat=len(names)):
        known = dict(zip(names, values, strict=True))
        if test(known):
            found.append(known)
            if len(found) > _MAX_FOUND:
                raise UndecidedError("the conditions leave too many residues")
    return found


def _says_nothing_of_residues(rule: Node) -> bool:
    """`n > 0` and `n is an integer`: every residue has such an integer, and bigger and bigger ones."""
    if rule.op == "call" and rule.name == "isinteger":
        return rule.args[0].op == "sym"
    return (
        rule.op == "rel"
        and rule.name in (">", ">=")
        and rule.args[0].op == "sym"
        and rule.args[1].op == "num"
    )


def _periodic(terms: Terms, tree: Node, names: set[str], moduli: list[int]) -> bool:
    """Whether a tree's value depends on the unknowns only modulo numbers, which are collected."""
    if not names_in(tree) & names:
        return True
    if tree.op == "call" and tree.name in ("remainder", "mod", "congruent", "divides"):
        modulus = tree.args[0] if tree.name == "divides" else tree.args[-1]
        values = [part for part in tree.args if part is not modulus]
        if names_in(modulus) & names or not all(_integral(part, names) for part in values):
            return False
        moduli.append(abs(_known(terms, modulus)))
        return True
    if tree.op == "call" and tree.name == "integers":
        inner = tree.args[1].name
        return inner not in names and _periodic(terms, tree.args[0], names, moduli)
    if tree.op in ("rel", "and", "or", "not", "chain", "add", "sub", "mul", "neg", "call"):
        return all(_periodic(terms, part, names, moduli) for part in tree.args)
    return False


def _known(terms: Terms, node: Node) -> int:
    value = terms.compile(node, frozenset())({})
    if not isinstance(value, int) or isinstance(value, bool) or value == 0:
        raise UndecidedError("a modulus is not a whole number")
    return value


def _integral(tree: Node, names: set[str]) -> bool:
    """Whether a tree is a polynomial with integer coefficients in the unknowns."""
    if tree.op == "pow":
        exponent = tree.args[1]
        natural = exponent.op == "num" and exponent.value is not None and exponent.value.denominator == 1
        return _integral(tree.args[0], names) and natural
    if tree.op in ("add", "sub", "mul", "neg"):
        return all(_integral(part, names) for part in tree.args)
    return tree.op == "sym" or (tree.op == "num" and tree.value is not None and tree.value.denominator == 1)


__all__ = ["bounded", "is_about_integers", "solutions"]
