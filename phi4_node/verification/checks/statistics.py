"""Mean, median, mode and range of numbers."""

from __future__ import annotations

from collections import Counter
from functools import cmp_to_key
from typing import Any

import sympy

from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.checks.signs import sign_of


def _sorted(values: tuple[Any, ...]) -> list[sympy.Expr]:
    """The numbers from small to big, proven by the signs of their differences."""
    if not values or not all(isinstance(value, sympy.Expr) and value.is_number for value in values):
        raise UndecidedError("only numbers can be put in order")

    def compare(left: sympy.Expr, right: sympy.Expr) -> int:
        sign = sign_of(left - right)
        if sign is None:
            raise UndecidedError("two values could not be told apart")
        return int(sign)

    return sorted(values, key=cmp_to_key(compare))


def _mean(*values: Any) -> sympy.Expr:
    """The sum divided by the number, also of what has unknowns in it."""
    if not values or not all(isinstance(value, sympy.Expr) for value in values):
        raise UndecidedError("only numbers have a mean")
    return sympy.Add(*values) / len(values)


def _median(*values: Any) -> sympy.Expr:
    """The middle one, or the mean of the two in the middle."""
    ordered = _sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _mode(*values: Any) -> sympy.Expr:
    """The value that occurs most often; of several nothing is said."""
    if not all(isinstance(value, sympy.Rational) for value in values):
        raise UndecidedError("only rational numbers are counted for a mode")
    common = Counter(values).most_common(2)
    if common[0][1] == 1 or (len(common) > 1 and common[0][1] == common[1][1]):
        raise UndecidedError("there is no single mode")
    return common[0][0]


def _range(*values: Any) -> sympy.Expr:
    """The difference between the biggest and the smallest."""
    ordered = _sorted(values)
    return ordered[-1] - ordered[0]


OPERATIONS = {"mean": _mean, "median": _median, "mode": _mode, "data_range": _range}
CHECKS: dict[str, Any] = {}
