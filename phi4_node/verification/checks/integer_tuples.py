"""All pairs, triples and so on of integers that satisfy a condition, by search between proven bounds."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING

import sympy
from sympy.polys.polyerrors import BasePolynomialError

from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.checks.integer_terms import Terms
from phi4_node.verification.checks.integer_unknowns import bounded
from phi4_node.verification.checks.integer_values import from_sympy
from phi4_node.verification.checks.solving import flattened
from phi4_node.verification.expressions.syntax import Node

if TYPE_CHECKING:
    from phi4_node.verification.checks.scope import Scope


_MAX_TRIED = 300_000


def _ends(scope: Scope, condition: Node, names: list[str]) -> list[range] | None:
    """Where the unknowns are, if none is negative and a polynomial that grows with each is bounded."""
    parts = flattened([condition])
    lows = [_low(parts, name) for name in names]
    if None in lows:
        return None
    found = []
    for place, name in enumerate(names):
        others = {other: low for other, low in zip(names, lows, strict=True) if other != name}
        highs = [_high(scope, part, names, name, others) for part in parts]
        known = [high for high in highs if high is not None]
        if not known:
            return None
        found.append(range(lows[place] or 0, min(known) + 1))
    return found if prod(map(len, found)) <= _MAX_TRIED else None


def _low(parts: list[Node], name: str) -> int | None:
    """1 for a letter that is positive, 0 for one that is not negative."""
    for part in parts:
        about = part.op == "rel" and part.args[0] == Node("sym", name=name) and part.args[1].value == 0
        if about and part.name in (">", ">="):
            return 1 if part.name == ">" else 0
    return None


def _high(scope: Scope, part: Node, names: list[str], name: str, others: dict[str, int | None]) -> int | None:
    """The greatest value at which a growing polynomial of it, at the least others, is not too large."""
    if part.op != "rel" or part.name not in ("=", "<", "<="):
        return None
    left, right = (scope.evaluate(side) for side in part.args)
    try:
        poly = sympy.Poly(left - right, *[scope.symbol(other) for other in names])
    except BasePolynomialError:
        return None
    constant = poly.coeff_monomial(1)
    if not poly.domain.is_QQ and not poly.domain.is_ZZ:
        return None
    if constant > 0:
        poly, constant = -poly, -constant
        if part.name != "=":
            return None
    if any(value < 0 for monomial, value in poly.terms() if any(monomial)):
        return None
    unknown = scope.symbol(name)
    inside = poly.as_expr().subs({scope.symbol(other): low for other, low in others.items()})
    if not inside.has(unknown):
        return None
    value = 0
    while inside.subs(unknown, value + 1) <= 0:
        value += 1
        if value > _MAX_TRIED:
            return None
    return value


def tuples(scope: Scope, node: Node) -> sympy.FiniteSet:
    """`integer_tuples(c, x, y)`: every pair of integers of which c is true.

    Raises:
        UndecidedError: there are no bounds, or the condition is about other unknowns too.
    """
    condition, *letters = node.args
    names = [letter.name for letter in letters]
    if set(scope.unknowns([condition])) - set(names) or set(names) & set(scope.unknowns(scope.conditions)):
        raise UndecidedError("the condition is about other unknowns")
    terms = Terms(lambda part: from_sympy(scope.evaluate(part)), {})
    ends = _ends(scope, condition, names)
    if ends is None:
        found = bounded(terms, [condition], names)
    else:
        test = terms.compile(condition, frozenset(names))
        tried = (dict(zip(names, values, strict=True)) for values in product(*ends))
        found = [one for one in tried if test(one)]
    if found is None:
        raise UndecidedError("there are no bounds for the unknown integers")
    return sympy.FiniteSet(*[sympy.Tuple(*[sympy.Integer(one[name]) for name in names]) for one in found])
