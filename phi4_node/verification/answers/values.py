"""The value of a tree for comparing; what has no meaning here stays a formal function of its arguments."""

from __future__ import annotations

import sympy
from sympy.matrices.exceptions import MatrixError

from phi4_node.verification.answers.answer import walk
from phi4_node.verification.expressions.expression import to_sympy
from phi4_node.verification.expressions.functions import FUNCTIONS, Operation
from phi4_node.verification.expressions.syntax import Node, ReadError

_KNOWN = frozenset(FUNCTIONS) | {"piecewise"}
_ARITHMETIC = frozenset(
    "add sub mul div pow neg pos pm factorial percent degree abs floor ceiling mixed".split()
)
_NO_OPERANDS = frozenset(
    "tuple pair list set interval union intersection difference rel chain and or not implies iff xor text "
    "time hole".split()
)
_LOG_BASE = sympy.Symbol("ln(base)", positive=True)


def value_of(node: Node) -> sympy.Basic:
    """The SymPy value of a tree; `f(2)` is a formal f of 2, so that f(2) equals f(1 + 1).

    Raises:
        ReadError: the tree has no value.
    """
    formal: dict[str, Operation] = {}
    for part in walk(node):
        if part.op == "call" and part.name not in _KNOWN and not _is_log_with_base(part):
            formal[part.name] = sympy.Function(part.name) if part.name != "log" else _log
        if part.op in _ARITHMETIC and any(arg.op in _NO_OPERANDS for arg in part.args):
            raise ReadError("a list, set or statement stands inside a calculation")
    try:
        value: sympy.Basic = to_sympy(node, functions=formal)
    except (TypeError, ArithmeticError, MatrixError) as error:
        raise ReadError(f"it has no value: {error}") from error
    return value


def is_vague(node: Node) -> bool:
    """Whether a log without base occurs: then values that look different may be equal."""
    return any(part.op == "call" and part.name == "log" and len(part.args) == 1 for part in walk(node))


def _is_log_with_base(part: Node) -> bool:
    return part.name == "log" and len(part.args) == 2


def _log(*args: sympy.Expr) -> sympy.Expr:
    """A logarithm to a base that is not known: what holds for every base still holds."""
    return sympy.log(args[0]) / (sympy.log(args[1]) if len(args) == 2 else _LOG_BASE)
