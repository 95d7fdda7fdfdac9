"""Tree to SymPy, bounded before anything is built.

This is the only way from text to SymPy: the tree decides which SymPy object is made, no text is ever
handed to SymPy.

Scalars become expressions; pairs, tuples and lists become `Tuple`, and in a union, an intersection or
after `∈` a pair is an open interval; vectors are added and scaled part by part. Plus or minus,
quantities with a unit, times, words and holes have no single value and are refused: what they mean is
decided by who asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import sympy

from phi4_node.errors import Phi4NodeError
from phi4_node.verification.expressions.bounds import divide, factorial, limit_magnitude, limit_size
from phi4_node.verification.expressions.bounds import power as power
from phi4_node.verification.expressions.functions import FUNCTIONS, Operation, logarithm
from phi4_node.verification.expressions.syntax import Node, ReadError, check_size

_RELATIONS = {"=": sympy.Eq, "!=": sympy.Ne, "<": sympy.Lt, "<=": sympy.Le, ">": sympy.Gt, ">=": sympy.Ge}
_CONNECTIVES = {
    "and": sympy.And,
    "or": sympy.Or,
    "xor": sympy.Xor,
    "implies": sympy.Implies,
    "iff": sympy.Equivalent,
}

CONSTANTS: dict[str, Any] = {
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
"""What names mean unless they are variables."""


class Converter:
    """One conversion; holds what names mean. Each op of a tree has its method `_op`."""

    def __init__(
        self,
        variables: Mapping[str, Any] | None = None,
        functions: Mapping[str, Operation] | None = None,
        operations: Mapping[str, Operation] | None = None,
        log_base: int | None = None,
        constants: Mapping[str, Any] = CONSTANTS,
    ) -> None:
        self.variables = variables or {}
        self.functions = functions or {}
        self.operations = operations or {}
        self.log_base = log_base
        self.constants = constants

    def convert(self, node: Node) -> Any:
        """Convert one node.

        Raises:
            ReadError: If it has no value.
            TooLargeError: If its value would be too large.
        """
        method = getattr(self, f"_{node.op}", None)
        if method is None:
            raise ReadError(f"a {node.op} has no value here")
        try:
            value = method(node)
        except Phi4NodeError:
            raise
        except (
            TypeError,
            ValueError,
            ArithmeticError,
            AttributeError,
            NotImplementedError,
            RecursionError,
        ) as error:
            raise ReadError(f"a {node.op} of these parts has no value: {type(error).__name__}") from error
        if value is sympy.zoo or value is sympy.nan:
            raise ReadError(f"the {node.op} has no defined value")
        return limit_size(value)

    def _all(self, node: Node) -> list[Any]:
        return [self.convert(part) for part in node.args]

    # -- numbers and names

    def _num(self, node: Node) -> Any:
        value = node.value or Fraction(0)
        return sympy.Rational(value.numerator, value.denominator)

    _repeat = _num

    def _based(self, node: Node) -> Any:
        return sympy.Integer(int(node.name, int(node.args[0].value or 10)))

    def _sym(self, node: Node) -> Any:
        if node.name in self.variables:
            return self.variables[node.name]
        return self.constants[node.name] if node.name in self.constants else sympy.Symbol(node.name)

    # -- arithmetic

    def _operands(self, node: Node) -> list[Any]:
        """The parts, if they can be calculated with: SymPy's sets and tuples would add like lists."""
        values = self._all(node)
        if not all(isinstance(value, (sympy.Expr, sympy.MatrixBase, sympy.Tuple)) for value in values):
            raise ReadError("a set or a statement cannot be calculated with")
        return values

    def _neg(self, node: Node) -> Any:
        (value,) = self._operands(node)
        return sympy.Tuple(*(-part for part in value)) if isinstance(value, sympy.Tuple) else -value

    def _pos(self, node: Node) -> Any:
        return self._operands(node)[0]

    def _add(self, node: Node) -> Any:
        left, right = self._operands(node)
        if isinstance(left, sympy.Tuple) or isinstance(right, sympy.Tuple):
            return sympy.Tuple(*(a + b for a, b in _parallel(left, right)))
        return left + right

    def _sub(self, node: Node) -> Any:
        left, right = self._operands(node)
        if isinstance(left, sympy.Tuple) or isinstance(right, sympy.Tuple):
            return sympy.Tuple(*(a - b for a, b in _parallel(left, right)))
        return left - right

    def _mul(self, node: Node) -> Any:
        left, right = self._operands(node)
        if node.name in ("×", "·") and is_vector(left) and is_vector(right):
            return vector_product(node.name, left, right)
        if isinstance(left, sympy.Tuple) and isinstance(right, sympy.Expr):
            left, right = right, left
        if isinstance(right, sympy.Tuple):
            if not isinstance(left, sympy.Expr):
                raise ReadError("two vectors are multiplied with dot or cross")
            return sympy.Tuple(*(left * part for part in right))
        return left * right

    def _div(self, node: Node) -> Any:
        left, right = self._operands(node)
        if not isinstance(right, sympy.Expr):
            raise ReadError("a divisor must be a number or a term")
        if isinstance(left, sympy.Tuple):
            return sympy.Tuple(*(divide(part, right) for part in left))
        return divide(left, right)

    def _mixed(self, node: Node) -> Any:
        whole, fraction = self._operands(node)
        return whole + fraction

    def _pow(self, node: Node) -> Any:
        base, exponent = self._operands(node)
        if isinstance(base, sympy.Tuple) or not isinstance(exponent, sympy.Expr):
            raise ReadError("these cannot be a power")
        return power(base, exponent)

    def _scalar(self, node: Node) -> Any:
        value = self.convert(node.args[0])
        if not isinstance(value, sympy.Expr):
            raise ReadError(f"a {node.op} needs a number or a term")
        return value

    def _factorial(self, node: Node) -> Any:
        return factorial(self._scalar(node))

    def _percent(self, node: Node) -> Any:
        return self._scalar(node) / 100

    def _degree(self, node: Node) -> Any:
        return self._scalar(node) * sympy.pi / 180

    def _abs(self, node: Node) -> Any:
        value = self.convert(node.args[0])
        if is_vector(value):
            return length(value)
        return sympy.Abs(self._scalar(node))

    def _floor(self, node: Node) -> Any:
        return sympy.floor(limit_magnitude(self._scalar(node)))

    def _ceiling(self, node: Node) -> Any:
        return sympy.ceiling(limit_magnitude(self._scalar(node)))

    def _norm(self, node: Node) -> Any:
        value = self.convert(node.args[0])
        if isinstance(value, sympy.Tuple) and all(isinstance(part, sympy.Expr) for part in value):
            value = sympy.Matrix(list(value))
        if not isinstance(value, sympy.MatrixBase) or 1 not in value.shape:
            raise ReadError("a norm needs a vector")
        return length(value)

    # -- statements

    def _rel(self, node: Node) -> Any:
        left, right = self.convert(node.args[0]), node.args[1]
        if node.name in ("in", "notin", "subset"):
            return self._membership(node.name, left, self.region(right))
        if node.name not in _RELATIONS:
            raise ReadError(f"the relation {node.name} has no value here")
        return _RELATIONS[node.name](left, self.convert(right))

    def _membership(self, relation: str, left: Any, region: Any) -> Any:
        if relation == "subset":
            decided = left.is_subset(region)
            if decided is None:
                raise ReadError("whether this is a subset is not known")
            return sympy.true if decided else sympy.false
        contains = sympy.Contains(left, region)
        return contains if relation == "in" else sympy.Not(contains)

    def _chain(self, node: Node) -> Any:
        return sympy.And(*self._all(node))

    def _connected(self, node: Node) -> Any:
        parts = self._all(node)
        if not all(isinstance(part, (sympy.logic.boolalg.Boolean, sympy.Symbol)) for part in parts):
            raise ReadError("values cannot be connected like statements")
        return _CONNECTIVES[node.op](*parts)

    _and = _or = _xor = _implies = _iff = _connected

    def _not(self, node: Node) -> Any:
        (part,) = self._all(node)
        if not isinstance(part, (sympy.logic.boolalg.Boolean, sympy.Symbol)):
            raise ReadError("a value cannot be negated like a statement")
        return sympy.Not(part)

    # -- collections

    def _tuple(self, node: Node) -> Any:
        return sympy.Tuple(*self._all(node))

    _pair = _list = _tuple

    def _set(self, node: Node) -> Any:
        return sympy.FiniteSet(*self._all(node))

    def _interval(self, node: Node) -> Any:
        low, high = self._all(node)
        if not isinstance(low, sympy.Expr) or not isinstance(high, sympy.Expr):
            raise ReadError("the ends of an interval must be numbers or terms")
        if (high - low).is_negative:
            raise ReadError("the ends of the interval are in the wrong order")
        return sympy.Interval(low, high, node.name[0] == "(", node.name[1] == ")")

    def region(self, node: Node) -> Any:
        """Convert where a set is meant: a pair is an open interval there."""
        if node.op == "pair":
            node = Node("interval", node.args, "()")
        value = self.convert(node)
        if not isinstance(value, sympy.Set):
            raise ReadError(f"a {node.op} is not a set")
        return value

    def _union(self, node: Node) -> Any:
        return sympy.Union(*(self.region(part) for part in node.args))

    def _intersection(self, node: Node) -> Any:
        return sympy.Intersection(*(self.region(part) for part in node.args))

    def _difference(self, node: Node) -> Any:
        left, right = (self.region(part) for part in node.args)
        return sympy.Complement(left, right)

    def _matrix(self, node: Node) -> Any:
        rows = [[self.convert(part) for part in row.args] for row in node.args]
        if not all(isinstance(entry, sympy.Expr) for row in rows for entry in row):
            raise ReadError("the entries of a matrix must be numbers or terms")
        return sympy.ImmutableMatrix(rows)

    # -- calls

    def _call(self, node: Node) -> Any:
        name = node.name
        known = self.functions.get(name) or self.operations.get(name)
        if known is None and name == "piecewise":
            return self._piecewise(node)
        arguments = self._all(node)
        if known is not None:
            return known(*arguments)
        if name == "log":
            return self._log(arguments)
        if name in FUNCTIONS:
            return FUNCTIONS[name](*arguments)
        raise ReadError(f"the function {name} has no value here")

    def _log(self, arguments: list[Any]) -> Any:
        if len(arguments) == 2:
            return logarithm(*arguments)
        if len(arguments) != 1:
            raise ReadError("a logarithm takes a number and a base")
        if self.log_base is None:
            raise ReadError("log without a base may be to base 10 or e: write ln or log_10")
        return logarithm(arguments[0], sympy.Integer(self.log_base))

    def _piecewise(self, node: Node) -> Any:
        cases = [self._all(part) for part in node.args if part.op == "pair"]
        if len(cases) != len(node.args):
            raise ReadError("every case needs a value and a condition")
        return sympy.Piecewise(*(tuple(case) for case in cases))


def _parallel(left: Any, right: Any) -> list[tuple[Any, Any]]:
    if not isinstance(left, sympy.Tuple) or not isinstance(right, sympy.Tuple) or len(left) != len(right):
        raise ReadError("vectors of different lengths, or a vector and a number")
    return list(zip(left, right, strict=True))


def to_sympy(
    node: Node,
    *,
    variables: Mapping[str, Any] | None = None,
    constants: Mapping[str, Any] = CONSTANTS,
    functions: Mapping[str, Operation] | None = None,
    operations: Mapping[str, Operation] | None = None,
    log_base: int | None = None,
) -> Any:
    """Convert a tree to a SymPy object.

    Args:
        node: The tree.
        variables: What names stand for; other names become plain symbols.
        constants: What names mean that are not in `variables`; by default `e`, `i` and `pi` are the numbers.
        functions: What the asker's own functions do with converted arguments.
        operations: What other calls (`derivative`, `remainder`, ...) do with converted arguments.
        log_base: Base of `log` with one argument; without it such a `log` is ambiguous.

    Raises:
        ReadError: If the tree has no value or is ambiguous.
        TooLargeError: If the value would be too large to build.
    """
    check_size(node)
    return Converter(variables, functions, operations, log_base, constants).convert(node)


def is_vector(value: Any) -> bool:
    """Whether it is a row or column of scalars."""
    if isinstance(value, sympy.Tuple):
        return all(isinstance(part, sympy.Expr) for part in value)
    return isinstance(value, sympy.MatrixBase) and 1 in value.shape


def column(value: Any) -> Any:
    """A vector as a column."""
    return sympy.ImmutableMatrix(list(value))


def vector_product(sign: str, left: Any, right: Any) -> Any:
    """The scalar product for `·`, the vector product for `×`."""
    first, second = column(left), column(right)
    if first.shape != second.shape:
        raise ReadError("vectors of different lengths")
    if sign == "·":
        return first.dot(second)
    if len(first) != 3:
        raise ReadError("a vector product needs vectors of three parts")
    return first.cross(second)


def length(vector: Any) -> Any:
    """The length of a vector; its parts are taken to be real unless the imaginary unit occurs."""
    vector = column(vector)
    return vector.norm() if vector.has(sympy.I) else sympy.sqrt(vector.dot(vector))
