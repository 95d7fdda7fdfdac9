"""Expressions that agree on a part of the line only: the square root of u^2 is u where u is not negative."""

from __future__ import annotations

import sympy

from phi4_node.verification.zero.zero import sample_points

_ENOUGH = 3
"""So many zeros among the places tried are hardly single ones."""
_SMALL = sympy.Float("1e-20")


def agree_in_part(difference: sympy.Expr) -> bool:
    """Whether something that is not zero everywhere is zero at several places, as on one branch of a root."""
    found = 0
    for place in sample_points(difference.free_symbols, difference):
        value = sympy.N(difference.subs(place), 30, maxn=200)
        found += bool(value.is_number and value.is_finite and abs(value) < _SMALL)
    return found >= _ENOUGH
