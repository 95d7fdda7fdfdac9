"""Operations on lengths and angles of figures."""

from __future__ import annotations

from typing import Any

import sympy

from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.checks.signs import sign_of


def _triangle(*sides: Any) -> None:
    """Refuse three lengths that make no triangle."""
    for index, side in enumerate(sides):
        others = sum(other for place, other in enumerate(sides) if place != index)
        if not isinstance(side, sympy.Expr) or sign_of(others - side) != 1:
            raise UndecidedError("these sides make no triangle, or that is not known")


def _heron(a: Any, b: Any, c: Any) -> sympy.Expr:
    """The area of a triangle with three sides."""
    _triangle(a, b, c)
    half = (a + b + c) / 2
    return sympy.sqrt(sympy.expand(half * (half - a) * (half - b) * (half - c)))


def _perimeter(a: Any, b: Any, c: Any) -> sympy.Expr:
    _triangle(a, b, c)
    return a + b + c


def _angle(value: Any) -> sympy.Expr:
    """A number of degrees."""
    if not isinstance(value, sympy.Expr):
        raise UndecidedError("this is not an angle")
    if not value.free_symbols and sign_of(value) != 1:
        raise UndecidedError("there is no such angle")
    return value


def _angle_with_cosine(cosine: Any) -> sympy.Expr:
    """The number of degrees from 0 to 180 of the angle with a cosine."""
    if not isinstance(cosine, sympy.Expr) or cosine.free_symbols:
        raise UndecidedError("the cosine of the angle is not known")
    return sympy.acos(sympy.radsimp(cosine)) * 180 / sympy.pi


OPERATIONS: dict[str, Any] = {"heron": _heron, "triangle_perimeter": _perimeter, "angle": _angle} | {
    "angle_with_cosine": _angle_with_cosine
}
CHECKS: dict[str, Any] = {}
