"""The part of a calculation that needs the symbolic engine: roots, constants, unknowns, equations to solve.

Expressions are built here from values and operators only; no text ever reaches SymPy but names of
symbols. Sizes are checked after every operation and numbers before it; what still takes too long ends
with the worker's deadline.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import sympy
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom

from phi4_node.verification.program.doubts import examine_integral, is_of_one_branch
from phi4_node.verification.program.parser import ProgramError
from phi4_node.verification.program.values import (
    MAX_BITS,
    MAX_NODES,
    Symbolic,
    Value,
    exact,
    is_number,
    kind_of,
)

MAX_SYMBOLIC_EXPONENT = 200
MAX_SYMBOLS = 20
_DIGITS = 60
_NAME = re.compile(r"[A-Za-z\u0370-\u03ff\u4e00-\u9fff]\w{0,30}")
_ASSUMPTIONS = frozenset({"real", "positive", "negative", "nonnegative", "nonzero", "integer", "rational"})
_UNFINISHED = (
    sympy.ComplexRootOf,
    sympy.RootSum,
    sympy.Piecewise,
    sympy.Integral,
    sympy.Derivative,
    sympy.Limit,
    sympy.AccumBounds,
)
"""What SymPy answers with when it has no plain result."""
_FAULTS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    TypeError,
    ValueError,
    RecursionError,
)
"""What SymPy raises when it is asked for what it cannot do; each becomes a `ProgramError`."""


def to_sympy(value: Value) -> Any:
    """A value as an expression."""
    if isinstance(value, Symbolic):
        return value.expr
    if isinstance(value, bool):
        return sympy.true if value else sympy.false
    if isinstance(value, int):
        return sympy.Integer(value)
    if isinstance(value, Fraction):
        return sympy.Rational(value.numerator, value.denominator)
    if isinstance(value, list | tuple):
        return [to_sympy(part) for part in value]
    raise ProgramError(f"{kind_of(value)} cannot be part of an expression")


def from_sympy(expr: Any) -> Value:
    """An expression as a value: exact numbers become plain numbers again."""
    if isinstance(expr, bool | BooleanAtom):
        return bool(expr)
    if isinstance(expr, dict):
        return {from_sympy(key): from_sympy(part) for key, part in expr.items()}
    if isinstance(expr, tuple | sympy.Tuple):
        return tuple(from_sympy(part) for part in expr)
    if isinstance(expr, list):
        return [from_sympy(part) for part in expr]
    if isinstance(expr, sympy.FiniteSet):
        return {from_sympy(part) for part in expr}
    if expr is sympy.S.EmptySet:
        return set()
    if isinstance(expr, sympy.Float):
        expr = sympy.Rational(expr)
    if isinstance(expr, sympy.Rational):
        return exact(Fraction(int(expr.p), int(expr.q)))
    if expr in (sympy.zoo, sympy.nan):
        raise ProgramError("division by zero or an undefined value")
    if not isinstance(expr, sympy.Basic) or isinstance(expr, sympy.Set) or expr.has(*_UNFINISHED):
        raise ProgramError(f"a result of the kind {type(expr).__name__} is not supported")
    for count, _ in enumerate(sympy.preorder_traversal(expr)):
        if count > MAX_NODES:
            raise ProgramError("an expression gets too large")
    return Symbolic(expr)


def guarded(compute: Callable[[], Any]) -> Value:
    """Run one symbolic operation; what it cannot do is a fault of the program."""
    try:
        return from_sympy(compute())
    except _FAULTS as error:
        if isinstance(error, ProgramError):
            raise
        reason = str(error).split("\n")[0][:120] or type(error).__name__
        raise ProgramError(f"this cannot be computed: {reason}") from None


def operate(symbol: str, left: Value, right: Value) -> Value:
    """Apply an arithmetic operator to two values of which one is symbolic, or whose result is."""
    first, second = to_sympy(left), to_sympy(right)
    if isinstance(first, list | Relational) or isinstance(second, list | Relational):
        raise ProgramError(f"{symbol} cannot be used on a list or an equation")
    if symbol == "**":
        return _power(first, second)
    if symbol in ("/", "//", "%") and second.is_zero:
        raise ProgramError("division by zero")
    operations: dict[str, Callable[[], Any]] = {
        "+": lambda: first + second,
        "-": lambda: first - second,
        "*": lambda: first * second,
        "/": lambda: first / second,
        "//": lambda: sympy.floor(first / second),
        "%": lambda: first - second * sympy.floor(first / second),
    }
    return guarded(operations[symbol])


def _power(base: Any, exponent: Any) -> Value:
    if exponent.is_Rational:
        whole = max(abs(int(exponent.p)), 1)
        limit = MAX_BITS if base.is_number else MAX_SYMBOLIC_EXPONENT
        size = max(base.p.bit_length(), base.q.bit_length()) if base.is_Rational else 1
        if whole * size > limit or (base.is_number and not base.is_Rational and whole > 2_000):
            raise ProgramError("a power is too large")
    elif exponent.is_number and not _small(exponent):
        raise ProgramError("a power is too large")
    return guarded(lambda: base**exponent)


def _small(expr: Any) -> bool:
    """Whether a constant is of modest size; decided numerically, with few digits."""
    value = sympy.N(expr, 15)
    return bool(value.is_Float and abs(value) <= MAX_SYMBOLIC_EXPONENT)


def compare(symbol: str, left: Value, right: Value) -> bool:
    """Decide a comparison; one that has unknowns is no yes or no."""
    first, second = to_sympy(left), to_sympy(right)
    if symbol in ("==", "!="):
        equal = first == second
        if (
            not equal
            and not isinstance(first, list | Relational)
            and not isinstance(second, list | Relational)
        ):
            difference = first - second
            if difference.free_symbols:
                raise ProgramError("an equation with unknowns is written Eq(left, right)")
            equal = _sign(difference) == 0
        return bool(equal) if symbol == "==" else not equal
    if isinstance(first, list | Relational) or isinstance(second, list | Relational):
        raise ProgramError("lists and equations have no order")
    sign = _sign(first - second)
    return {"<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0}[symbol]


def _sign(expr: Any) -> int:
    if expr.free_symbols:
        raise ProgramError("a comparison with unknowns cannot be decided")
    value = sympy.N(expr, _DIGITS, chop=False)
    if not value.is_real:
        raise ProgramError("complex numbers have no order")
    if abs(value) > sympy.Rational(1, 10 ** (_DIGITS // 2)):
        return 1 if value > 0 else -1
    if sympy.simplify(expr).is_zero:
        return 0
    raise ProgramError("a comparison is too close to be decided")


def relation(symbol: str, left: Value, right: Value) -> Value:
    """An inequality with unknowns, as an expression."""
    kinds = {"<": sympy.Lt, "<=": sympy.Le, ">": sympy.Gt, ">=": sympy.Ge}
    first, second = to_sympy(left), to_sympy(right)
    return guarded(lambda: kinds[symbol](first, second))


def has_unknowns(value: Value) -> bool:
    """Whether a value depends on an unknown."""
    return isinstance(value, Symbolic) and bool(value.expr.free_symbols)


def negate(value: Symbolic) -> Value:
    """The negative."""
    return guarded(lambda: -value.expr)


def rounded(value: Symbolic, places: int) -> int | Fraction:
    """A real constant rounded to decimal places."""
    scaled = _real(value) * sympy.Integer(10) ** places
    return exact(Fraction(int(sympy.floor(scaled + sympy.Rational(1, 2)))) / Fraction(10) ** places)


def floor(value: Symbolic) -> int:
    """The largest integer that is not larger."""
    return int(sympy.floor(_real(value)))


def _real(value: Symbolic) -> Any:
    if value.expr.free_symbols or not _is_small_real(value.expr):
        raise ProgramError("only a real constant of modest size can be rounded")
    return value.expr


def _is_small_real(expr: Any) -> bool:
    number = sympy.N(expr, 15)
    return bool(number.is_Float and abs(number) < sympy.Integer(10) ** 30)


def symbols(text: str, assumptions: dict[str, Value]) -> Value:
    """Unknowns by name; the names are read here, not by SymPy."""
    unknown = set(assumptions) - _ASSUMPTIONS
    if unknown or not all(isinstance(value, bool) for value in assumptions.values()):
        raise ProgramError(f"symbols() does not take {', '.join(sorted(unknown)) or 'these values'}")
    names = [name for name in re.split(r"[\s,]+", text.strip()) if name]
    if not names or len(names) > MAX_SYMBOLS or not all(_NAME.fullmatch(name) for name in names):
        raise ProgramError(f"{text[:40]!r} are not names of unknowns")
    made = tuple(Symbolic(sympy.Symbol(name, **assumptions)) for name in names)
    return made[0] if len(made) == 1 else made


def constant(name: str) -> Value:
    """pi, E, I or oo."""
    return Symbolic({"pi": sympy.pi, "E": sympy.E, "I": sympy.I, "oo": sympy.oo}[name])


def apply(name: str, arguments: list[Value]) -> Value:
    """A function of real or symbolic arguments from the table below."""
    expressions = [to_sympy(argument) for argument in arguments]
    function, least, most = _FUNCTIONS[name]
    if not least <= len(expressions) <= most or any(isinstance(part, list) for part in expressions):
        raise ProgramError(f"{name}() takes {least} to {most} numbers or expressions")
    if any(part.is_number and not _is_modest(part) for part in expressions):
        raise ProgramError(f"an argument of {name}() is too large")
    return guarded(lambda: function(*expressions))


def _is_modest(expr: Any) -> bool:
    if expr.is_Rational:
        return bool(max(expr.p.bit_length(), expr.q.bit_length()) <= 2_000)
    return True


_FUNCTIONS: dict[str, tuple[Callable[..., Any], int, int]] = {
    "sqrt": (sympy.sqrt, 1, 1),
    "cbrt": (lambda x: -sympy.cbrt(-x) if x.is_negative else sympy.cbrt(x), 1, 1),
    "exp": (sympy.exp, 1, 1),
    "log": (sympy.log, 1, 2),
    "ln": (sympy.log, 1, 1),
    "log2": (lambda x: sympy.log(x, 2), 1, 1),
    "log10": (lambda x: sympy.log(x, 10), 1, 1),
    **{
        name: (getattr(sympy, name), 1, 1)
        for name in ("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "sec", "csc", "cot")
    },
    "atan2": (sympy.atan2, 2, 2),
    "degrees": (lambda x: x * 180 / sympy.pi, 1, 1),
    "radians": (lambda x: x * sympy.pi / 180, 1, 1),
    "Abs": (sympy.Abs, 1, 1),
    "simplify": (sympy.simplify, 1, 1),
    "expand": (sympy.expand, 1, 1),
    "factor": (sympy.factor, 1, 1),
    "together": (sympy.together, 1, 1),
    "cancel": (sympy.cancel, 1, 1),
}
FUNCTION_NAMES = frozenset(_FUNCTIONS)


def equation(left: Value, right: Value) -> Value:
    """The equation left = right."""
    first, second = to_sympy(left), to_sympy(right)
    return guarded(lambda: sympy.Eq(first, second))


def solve(equations: Value, unknowns: list[Value], *, as_dict: bool = False) -> Value:
    """Solve equations (or expressions that are to be zero) for unknowns.

    A single equation in one unknown gives the list of its solutions, a system a dict if the solution is
    unique and a list of tuples otherwise, as SymPy does.
    """
    system = equations if isinstance(equations, list | tuple) else [equations]
    names = [
        part for unknown in unknowns for part in (unknown if isinstance(unknown, list | tuple) else [unknown])
    ]
    if len(system) > MAX_SYMBOLS or len(names) > MAX_SYMBOLS:
        raise ProgramError("a system of equations is too large")
    if not all(isinstance(name, Symbolic) and name.expr.is_Symbol for name in names):
        raise ProgramError("solve() needs the unknowns as symbols")
    built = [to_sympy(part) for part in system]
    if any(part in (True, sympy.true) for part in built):
        built = [part for part in built if part not in (True, sympy.true)]
    if any(part in (False, sympy.false) for part in built):
        return []
    wanted = [name.expr for name in names]
    single = len(built) == 1 and not isinstance(equations, list | tuple)
    found = guarded(lambda: sympy.solve(built[0] if single else built, *wanted, dict=as_dict))
    if is_of_one_branch(found):
        raise ProgramError("the solutions that were found may not be all")
    return found


def differentiate(expr: Value, variables: list[Value]) -> Value:
    """The derivative; each variable may be followed by its order."""
    if any(is_number(part) and not 0 <= part <= 20 for part in variables):
        raise ProgramError("the order of a derivative is too large")
    built, by = to_sympy(expr), [to_sympy(part) for part in variables]
    return guarded(lambda: sympy.diff(built, *by))


def integrate(expr: Value, limits: list[Value]) -> Value:
    """The integral over each `x` or `(x, a, b)`."""
    built = to_sympy(expr)
    over = [
        tuple(to_sympy(limit)) if isinstance(limit, tuple | list) else to_sympy(limit) for limit in limits
    ]
    value = guarded(lambda: sympy.integrate(built, *over))
    if len(over) == 1 and isinstance(over[0], list | tuple) and len(over[0]) == 3:
        name, first, last = over[0]
        guarded(lambda: examine_integral(built, name, (first, last), to_sympy(value)))
    return value


def limit(expr: Value, variable: Value, point: Value, side: str = "+-") -> Value:
    """The limit at a point, from both sides unless one is named."""
    if side not in ("+", "-", "+-"):
        raise ProgramError("the side of a limit is '+', '-' or '+-'")
    built, name, at = to_sympy(expr), to_sympy(variable), to_sympy(point)
    one_sided = "+" if at in (sympy.oo, -sympy.oo) else side
    return guarded(lambda: sympy.limit(built, name, at, one_sided))


def summation(expr: Value, limits: list[Value], *, product: bool = False) -> Value:
    """The sum or product over each `(k, a, b)`."""
    over = []
    for part in limits:
        if not isinstance(part, tuple | list) or len(part) != 3:
            raise ProgramError("a sum needs (variable, first, last)")
        ends = part[1:]
        if all(map(is_number, ends)) and (ends[1] < ends[0] or not all(isinstance(end, int) for end in ends)):
            raise ProgramError("a sum needs whole numbers from less to more")
        if product and is_number(part[2]) and is_number(part[1]) and part[2] - part[1] > 500:
            raise ProgramError("a product has too many factors")
        over.append(tuple(to_sympy(part)))
    built = to_sympy(expr)
    return guarded(lambda: (sympy.product if product else sympy.summation)(built, *over))


def substitute(expr: Value, pairs: list[tuple[Value, Value]]) -> Value:
    """Replace unknowns by values."""
    built = to_sympy(expr)
    replacements = [(to_sympy(old), to_sympy(new)) for old, new in pairs]
    exponents = [power.exp for power in built.atoms(sympy.Pow)] if isinstance(built, sympy.Basic) else []
    if any(part.free_symbols for part in exponents) and any(
        new.is_number and not _small(new) for _, new in replacements
    ):
        raise ProgramError("a power is too large")
    if any(not _is_modest(new) for _, new in replacements if new.is_number):
        raise ProgramError("a number has too many digits")
    return guarded(lambda: built.subs(replacements))


def attribute(value: Symbolic, name: str) -> Value:
    """Left and right side of an equation; real and imaginary part."""
    if name in ("lhs", "rhs") and isinstance(value.expr, Relational):
        return from_sympy(getattr(value.expr, name))
    raise ProgramError(f"the attribute {name!r} is not allowed")


def is_kind(value: Value, name: str) -> bool:
    """`is_real`, `is_integer` and the like, of a constant.

    SymPy does not know it of every constant (the real roots of x^3 - 3x + 1 are written with i), and what
    is not known is no no.
    """
    known = getattr(to_sympy(value), name)
    if known is None:
        raise ProgramError(f"{name} is not decided")
    return bool(known)
