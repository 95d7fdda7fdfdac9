"""What the symbolic engine gets wrong now and then, and how it is noticed."""

from __future__ import annotations

from typing import Any

import mpmath
import sympy

from phi4_node.verification.program.parser import ProgramError
from phi4_node.verification.program.values import Symbolic, Value


def is_of_one_branch(found: Value) -> bool:
    """Whether a solution is one branch of a function of which SymPy often leaves out the other."""
    if isinstance(found, dict):
        return any(map(is_of_one_branch, found.values()))
    if isinstance(found, list | tuple | set):
        return any(map(is_of_one_branch, found))
    return isinstance(found, Symbolic) and found.expr.has(sympy.LambertW)


def examine_integral(built: Any, name: Any, bounds: tuple[Any, Any], value: Any) -> bool:
    """Refuse what is far from the integral as numbers give it: SymPy mistakes a branch now and then."""
    first, last = bounds
    if built.free_symbols - {name} or not (first.is_number and last.is_number) or not value.is_finite:
        return True

    def at(place: Any) -> Any:
        return _decimal(built.subs(name, sympy.Float(place)))

    start, end = _decimal(first), _decimal(last)
    is_bounded = first.is_finite and last.is_finite
    places = [start + (end - start) * part / 3 for part in range(4)] if is_bounded else [start, end]
    about, error = mpmath.quad(at, places, error=True, maxdegree=5)
    difference = abs(about - _decimal(value))
    if difference > mpmath.mpf("0.01") * (1 + abs(about)) and error < difference / 10:
        raise ProgramError("the integral is not what numbers give")
    return True


def _decimal(value: Any) -> Any:
    number = sympy.N(value)
    if number in (sympy.oo, -sympy.oo):
        return mpmath.inf if number == sympy.oo else -mpmath.inf
    return mpmath.mpmathify(number)
