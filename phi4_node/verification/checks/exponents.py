"""Equations between products of powers, as equations between their exponents.

`3^(x+y) = 81` says x + y = 4, and for integers `2^x * 3^y = 1296` says x = 4 and y = 4, since the logarithms
of different primes are independent over the rational numbers.
"""

from __future__ import annotations

from typing import Any

import sympy

from phi4_node.verification.checks.scope import Scope

_MAX_FACTORED = 10**30
_WHOLE = frozenset(("integer", "natural", "rational"))


def exponents(left: Any, right: Any, names: list[str], scope: Scope) -> list[sympy.Expr]:
    """What must be zero for both sides to be equal; empty if the equation is of another kind."""
    sides = [_powers(side) for side in (left, right)]
    if None in sides or len(names) < 2:
        return []
    total: dict[int, sympy.Expr] = {}
    for sign, powers in zip((1, -1), sides, strict=True):
        for prime, exponent in (powers or {}).items():
            total[prime] = total.get(prime, sympy.Integer(0)) + sign * exponent
    whole = all(scope.source.domains.get(name) in _WHOLE for name in names)
    linear = all(part.is_polynomial() and _is_rational(part) for part in total.values())
    if len(total) == 1 or (whole and linear):
        return [sympy.expand(part) for part in total.values()]
    return []


def _is_rational(part: sympy.Expr) -> bool:
    return all(number.is_Rational for number in part.atoms(sympy.Number)) and not part.has(
        sympy.pi, sympy.E, sympy.I
    )


def _powers(side: Any) -> dict[int, sympy.Expr] | None:
    """The exponents of the primes in a product of powers of positive rational numbers."""
    if not isinstance(side, sympy.Expr):
        return None
    found: dict[int, sympy.Expr] = {}
    for factor in sympy.Mul.make_args(sympy.powsimp(side) if side.is_number else side):
        base, exponent = factor.as_base_exp()
        if not isinstance(base, sympy.Rational) or base <= 0 or max(base.p, base.q) > _MAX_FACTORED:
            return None
        for number, sign in ((int(base.p), 1), (int(base.q), -1)):
            for prime, times in sympy.factorint(number).items():
                found[prime] = found.get(prime, sympy.Integer(0)) + sign * times * exponent
    return found
