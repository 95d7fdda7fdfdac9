"""What the calls with a fixed mathematical meaning do with converted arguments."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import sympy

from phi4_node.verification.expressions.bounds import (
    binomial,
    divide,
    factorial,
    limit_magnitude,
    limit_size,
    power,
)
from phi4_node.verification.expressions.syntax import ReadError, TooLargeError

Operation = Callable[..., Any]
"""What evaluates a call: it gets the converted arguments and gives a SymPy object."""

_MAX_MATRIX = 10
_MAX_SYMBOLIC_MATRIX = 4


def _scalar(function: Operation) -> Operation:
    """A function of one number or term."""

    def apply(*arguments: Any) -> Any:
        if len(arguments) != 1 or not isinstance(arguments[0], sympy.Expr):
            raise ReadError("this function takes one number or term")
        return function(arguments[0])

    return apply


def _root(*arguments: Any) -> Any:
    """The n-th root; the real one for an odd root of a negative number."""
    if len(arguments) != 2 or not all(isinstance(argument, sympy.Expr) for argument in arguments):
        raise ReadError("a root takes what is under it and its degree")
    radicand, degree = arguments
    if degree.is_number and not (degree.is_Integer and degree > 0):
        raise ReadError("the degree of a root must be a natural number")
    if degree.is_odd and radicand.is_negative:
        return -power(-radicand, 1 / degree)
    return power(radicand, divide(sympy.Integer(1), degree))


def _integers(arguments: tuple[Any, ...]) -> list[Any]:
    if not arguments or not all(isinstance(argument, sympy.Integer) for argument in arguments):
        raise ReadError("this needs whole numbers")
    return list(arguments)


def _gcd(*arguments: Any) -> Any:
    return reduce(sympy.igcd, _integers(arguments), 0) * sympy.Integer(1)


def _lcm(*arguments: Any) -> Any:
    return reduce(
        lambda a, b: limit_size(sympy.Integer(sympy.ilcm(a, b))), _integers(arguments), sympy.Integer(1)
    )


def _mod(*arguments: Any) -> Any:
    if len(arguments) != 2 or not all(isinstance(argument, sympy.Rational) for argument in arguments):
        raise ReadError("mod needs two numbers")
    if arguments[1] <= 0:
        raise ReadError("mod needs a positive second number: for others there are several conventions")
    return sympy.Mod(*arguments)


def _extreme(function: Operation) -> Operation:
    def apply(*arguments: Any) -> Any:
        if len(arguments) == 1 and isinstance(arguments[0], (sympy.Tuple, sympy.FiniteSet)):
            arguments = tuple(arguments[0])
        if not arguments or not all(isinstance(argument, sympy.Expr) for argument in arguments):
            raise ReadError("this needs numbers or terms")
        return function(*arguments)

    return apply


def logarithm(argument: Any, base: Any) -> Any:
    """A logarithm to a base.

    Raises:
        ReadError: If the argument is zero, or the base is no base.
    """
    if not isinstance(argument, sympy.Expr) or not isinstance(base, sympy.Expr):
        raise ReadError("a logarithm takes a number or term and a base")
    if argument.is_zero or (base.is_number and (base.is_positive is not True or base == 1)):
        raise ReadError("a logarithm of 0, or to a base that is not positive or is 1")
    return sympy.log(argument, base)


def _natural_logarithm(argument: Any) -> Any:
    if argument.is_zero:
        raise ReadError("a logarithm of 0")
    return sympy.log(argument)


def _matrix(function: Operation, *, square: bool = True) -> Operation:
    def apply(*arguments: Any) -> Any:
        if len(arguments) != 1 or not isinstance(arguments[0], sympy.MatrixBase):
            raise ReadError("this takes one matrix")
        matrix = arguments[0]
        numeric = all(isinstance(entry, sympy.Rational) for entry in matrix)
        if max(matrix.shape) > (_MAX_MATRIX if numeric else _MAX_SYMBOLIC_MATRIX):
            raise TooLargeError("a matrix that is too large")
        if square and not matrix.is_square:
            raise ReadError("the matrix is not square")
        return function(matrix)

    return apply


_SAME_NAME = (
    "sin cos tan cot sec csc asin acos atan acot asec acsc sinh cosh tanh coth sech csch asinh acosh atanh "
    "re im conjugate sign arg"
)

FUNCTIONS: dict[str, Operation] = {
    **{name: _scalar(getattr(sympy, name)) for name in _SAME_NAME.split()},
    "abs": _scalar(sympy.Abs),
    "floor": _scalar(lambda argument: sympy.floor(limit_magnitude(argument))),
    "ceiling": _scalar(lambda argument: sympy.ceiling(limit_magnitude(argument))),
    "sqrt": _scalar(lambda argument: power(argument, sympy.Rational(1, 2))),
    "cbrt": lambda *arguments: _root(*arguments, sympy.Integer(3)),
    "root": _root,
    "exp": _scalar(lambda argument: power(sympy.E, argument)),
    "ln": _scalar(_natural_logarithm),
    "log10": _scalar(lambda argument: logarithm(argument, sympy.Integer(10))),
    "log2": _scalar(lambda argument: logarithm(argument, sympy.Integer(2))),
    "gcd": _gcd,
    "lcm": _lcm,
    "mod": _mod,
    "min": _extreme(sympy.Min),
    "max": _extreme(sympy.Max),
    "factorial": _scalar(factorial),
    "binomial": binomial,
    "det": _matrix(lambda matrix: matrix.det()),
    "trace": _matrix(lambda matrix: matrix.trace()),
    "transpose": _matrix(lambda matrix: matrix.T, square=False),
}
