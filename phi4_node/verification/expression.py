"""Tree to SymPy, bounded before anything is built.

This is the only way from text to SymPy: the tree decides which SymPy object is made, no text is ever handed to SymPy.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import sympy

from phi4_node.verification.syntax import Node, ReadError, TooLargeError

MAX_RESULT_DIGITS = 20_000
_MAX_BITS = int(MAX_RESULT_DIGITS * math.log2(10))
MAX_FACTORIAL = 5_000

Operation = Callable[..., Any]
"""What evaluates a call: it gets the converted arguments and gives a SymPy object."""

_FUNCTIONS: dict[str, Operation] = {
    name: getattr(sympy, name)
    for name in (
        "sin cos tan cot sec csc asin acos atan acot asec acsc sinh cosh tanh coth sech csch asinh acosh atanh "
        "sqrt cbrt exp re im conjugate"
    ).split()
} | {
    "abs": sympy.Abs,
    "ln": sympy.log,
    "sign": sympy.sign,
    "floor": sympy.floor,
    "ceiling": sympy.ceiling,
    "min": sympy.Min,
    "max": sympy.Max,
}  # fmt: skip
_RELATIONS = {"=": sympy.Eq, "!=": sympy.Ne, "<": sympy.Lt, "<=": sympy.Le, ">": sympy.Gt, ">=": sympy.Ge}


class Converter:
    """One conversion; holds what names mean."""

    def __init__(
        self,
        variables: Mapping[str, sympy.Symbol] | None = None,
        functions: Mapping[str, Operation] | None = None,
        operations: Mapping[str, Operation] | None = None,
        log_base: int | None = None,
    ) -> None:
        self.variables = variables or {}
        self.functions = functions or {}
        self.operations = operations or {}
        self.log_base = log_base

    def convert(self, node: Node) -> Any:
        """Convert one node."""
        method = getattr(self, f"_{node.op}", None)
        if method is None:
            raise ReadError(f"a {node.op} has no value here")
        return method(node)

    def _all(self, node: Node) -> list[Any]:
        return [self.convert(part) for part in node.args]

    def _num(self, node: Node) -> Any:
        value = node.value or Fraction(0)
        return sympy.Rational(value.numerator, value.denominator)

    _repeat = _num

    def _sym(self, node: Node) -> Any:
        if node.name in self.variables:
            return self.variables[node.name]
        return _CONSTANTS.get(node.name) or sympy.Symbol(node.name)

    def _neg(self, node: Node) -> Any:
        return -self.convert(node.args[0])

    def _pos(self, node: Node) -> Any:
        return self.convert(node.args[0])

    def _add(self, node: Node) -> Any:
        left, right = self._all(node)
        return left + right

    def _sub(self, node: Node) -> Any:
        left, right = self._all(node)
        return left - right

    def _mul(self, node: Node) -> Any:
        left, right = self._all(node)
        return left * right

    def _div(self, node: Node) -> Any:
        left, right = self._all(node)
        if right == 0:
            raise ReadError("division by zero")
        return left / right

    def _mixed(self, node: Node) -> Any:
        left, right = self._all(node)
        return left + right

    def _pow(self, node: Node) -> Any:
        base, exponent = self._all(node)
        return power(base, exponent)

    def _factorial(self, node: Node) -> Any:
        argument = self.convert(node.args[0])
        if argument.is_number and not (argument.is_Integer and 0 <= argument):
            raise ReadError("a factorial of a number that is not a natural number")
        if argument.is_Integer and argument > MAX_FACTORIAL:
            raise TooLargeError(f"a factorial above {MAX_FACTORIAL:,}")
        return sympy.factorial(argument)

    def _percent(self, node: Node) -> Any:
        return self.convert(node.args[0]) / 100

    def _degree(self, node: Node) -> Any:
        return self.convert(node.args[0]) * sympy.pi / 180

    def _based(self, node: Node) -> Any:
        return sympy.Integer(int(node.name, int(node.args[0].value or 10)))

    def _abs(self, node: Node) -> Any:
        return sympy.Abs(self.convert(node.args[0]))

    def _floor(self, node: Node) -> Any:
        return sympy.floor(self.convert(node.args[0]))

    def _ceiling(self, node: Node) -> Any:
        return sympy.ceiling(self.convert(node.args[0]))

    def _rel(self, node: Node) -> Any:
        left, right = self._all(node)
        if node.name not in _RELATIONS:
            raise ReadError(f"the relation {node.name} has no value here")
        return _RELATIONS[node.name](left, right)

    def _chain(self, node: Node) -> Any:
        return sympy.And(*self._all(node))

    def _tuple(self, node: Node) -> Any:
        return sympy.Tuple(*self._all(node))

    _pair = _list = _tuple

    def _set(self, node: Node) -> Any:
        return sympy.FiniteSet(*self._all(node))

    def _interval(self, node: Node) -> Any:
        low, high = self._all(node)
        return sympy.Interval(low, high, node.name[0] == "(", node.name[1] == ")")

    def _union(self, node: Node) -> Any:
        return sympy.Union(*self._all(node))

    def _matrix(self, node: Node) -> Any:
        return sympy.Matrix([[self.convert(part) for part in row.args] for row in node.args])

    def _call(self, node: Node) -> Any:
        arguments = self._all(node)
        if node.name in self.functions:
            return self.functions[node.name](*arguments)
        if node.name in self.operations:
            return self.operations[node.name](*arguments)
        if node.name == "log":
            if len(arguments) == 2:
                return sympy.log(arguments[0]) / sympy.log(arguments[1])
            if self.log_base is None:
                raise ReadError("log without a base may be to base 10 or e")
            return sympy.log(arguments[0], self.log_base)
        if node.name in _FUNCTIONS:
            return _FUNCTIONS[node.name](*arguments)
        raise ReadError(f"the function {node.name} has no value here")


_CONSTANTS = {
    "pi": sympy.pi,
    "e": sympy.E,
    "i": sympy.I,
    "oo": sympy.oo,
    "ℝ": sympy.S.Reals,
    "ℤ": sympy.S.Integers,
    "ℕ": sympy.S.Naturals,
    "ℚ": sympy.S.Rationals,
    "ℂ": sympy.S.Complexes,
    "True": sympy.true,
    "False": sympy.false,
}


def power(base: Any, exponent: Any) -> Any:
    """A power, refused if its exact value would have too many digits."""
    if base == 0 and exponent == 0:
        raise ReadError("0^0 is not decided")
    if base == 0 and exponent.is_negative:
        raise ReadError("division by zero")
    if exponent.is_Rational and abs(exponent) > _MAX_BITS:
        raise TooLargeError("the exponent is too large")
    if base.is_Rational and exponent.is_Rational:
        bits = max(abs(base.p).bit_length(), base.q.bit_length())
        if bits > 1 and bits * abs(exponent) > _MAX_BITS:
            raise TooLargeError(f"a power with more than {MAX_RESULT_DIGITS:,} digits")
    return base**exponent


def to_sympy(
    node: Node,
    *,
    variables: Mapping[str, sympy.Symbol] | None = None,
    functions: Mapping[str, Operation] | None = None,
    operations: Mapping[str, Operation] | None = None,
    log_base: int | None = None,
) -> Any:
    """Convert a tree to a SymPy object.

    Args:
        node: The tree.
        variables: What names stand for; other names become plain symbols, but `e`, `i` and `pi` are constants
            unless they are named here.
        functions: What the asker's own functions do with converted arguments.
        operations: What other calls (`derivative`, `remainder`, ...) do with converted arguments.
        log_base: Base of `log` with one argument; without it such a `log` is ambiguous.

    Raises:
        ReadError: If the tree has no value or is ambiguous.
        TooLargeError: If the value would be too large to build.
    """
    return Converter(variables, functions, operations, log_base).convert(node)
