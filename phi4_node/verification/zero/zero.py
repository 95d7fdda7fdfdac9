"""Is an expression zero? True is always a proof, False is always a proof, and None is said often enough."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from itertools import islice

import sympy
from sympy import Rational
from sympy.core.function import AppliedUndef

from phi4_node.verification.zero.enclosure import (
    Encloser,
    NoEnclosureError,
    OutsideDomainError,
    excludes_zero,
    largest_distance_from_zero,
)
from phi4_node.verification.zero.normal_form import vanishes
from phi4_node.verification.zero.separation import separation_bits

MAX_NODES = 2_000
"""Expressions with more nodes are not looked at."""

_MAX_BITS = 20_000
_POINTS = 12


def is_zero(expr: sympy.Basic) -> bool | None:
    """Decide whether an expression is zero for all values of its symbols.

    Symbols without assumptions stand for real numbers, unless the imaginary unit occurs.

    Args:
        expr: A scalar expression without floating point numbers.

    Returns:
        True if it is zero wherever it is defined, False if it is certainly not, None if neither was proven.
    """
    if isinstance(expr, Rational):
        return bool(expr == 0)
    if not isinstance(expr, sympy.Expr) or _is_hopeless(expr):
        return None
    if expr.free_symbols:
        return _decide_function(_with_real_symbols(expr))
    return _decide_constant(expr)


def are_equal(left: sympy.Basic, right: sympy.Basic) -> bool | None:
    """Whether two scalar expressions are equal; see `is_zero`."""
    if left == right and not _has_nonsense(left):
        return True
    if not isinstance(left, sympy.Expr) or not isinstance(right, sympy.Expr):
        return None
    if left in _INFINITE or right in _INFINITE:
        return _compare_infinite(left, right)
    return is_zero(left - right)


_INFINITE = (sympy.oo, -sympy.oo)


def _compare_infinite(left: sympy.Expr, right: sympy.Expr) -> bool | None:
    finite = right if left in _INFINITE else left
    if finite in _INFINITE:
        return bool(left == right)
    return False if finite.is_finite or isinstance(finite, Rational) else None


def _has_nonsense(expr: sympy.Basic) -> bool:
    return bool(expr.has(sympy.nan, sympy.zoo, sympy.Float))


def _is_hopeless(expr: sympy.Expr) -> bool:
    if _has_nonsense(expr) or expr.has(sympy.oo, -sympy.oo):
        return True
    return len(list(islice(sympy.preorder_traversal(expr), MAX_NODES + 1))) > MAX_NODES


def _with_real_symbols(expr: sympy.Expr) -> sympy.Expr:
    if expr.has(sympy.I):
        return expr
    plain = [symbol for symbol in expr.free_symbols if symbol.is_real is None and symbol.is_commutative]
    return expr.xreplace({symbol: sympy.Dummy(symbol.name, real=True) for symbol in plain})


# Constants ----------------------------------------------------------------------------------------


class _Seen(Enum):
    """What the value at one point shows."""

    NONZERO = "certainly not zero"
    NEAR_ZERO = "a value is there, and it may be zero"
    UNKNOWN = "no bounds are known"
    OUTSIDE = "no value is there"


def _look(expr: sympy.Expr, bits: int, *, real: bool, values: Mapping[sympy.Symbol, Rational]) -> _Seen:
    try:
        box = Encloser(bits, real=real, values=values).enclose(expr)
    except NoEnclosureError:
        return _Seen.UNKNOWN
    except OutsideDomainError:
        return _Seen.OUTSIDE
    return _Seen.NONZERO if excludes_zero(box) else _Seen.NEAR_ZERO


def _decide_constant(expr: sympy.Expr) -> bool | None:
    if _has_ambiguous_root(expr):
        return None
    for bits in (80, 320):
        seen = _look(expr, bits, real=False, values={})
        if seen is _Seen.NONZERO:
            return False
    if seen is _Seen.OUTSIDE or (seen is _Seen.UNKNOWN and not _is_formal(expr)):
        return None  # a divisor that may be zero: the value may not exist
    separation = separation_bits(expr, _MAX_BITS)
    if separation is not None:
        decided = _decide_algebraic(expr, separation)
        if decided is not None:
            return decided
    return True if vanishes(expr) else None


def _is_formal(expr: sympy.Expr) -> bool:
    """Whether it holds functions that have no value, such as an f that nobody defined."""
    return bool(expr.atoms(AppliedUndef, sympy.Sum, sympy.Product, sympy.Integral, sympy.Derivative))


def _has_ambiguous_root(expr: sympy.Expr) -> bool:
    """Whether an odd root of a negative number occurs: real at school, complex by principal branch."""
    if expr.has(sympy.I):
        return False
    powers = [power for power in expr.atoms(sympy.Pow) if isinstance(power.exp, Rational) and power.exp.q > 1]
    return any(power.exp.q % 2 and not _is_positive(power.base) for power in powers)


def _is_positive(expr: sympy.Expr) -> bool:
    if expr.is_positive:
        return True
    try:
        box = Encloser(80, real=True).enclose(expr)
    except (NoEnclosureError, OutsideDomainError):
        return False
    return bool(box.a >= 0)


def _decide_algebraic(expr: sympy.Expr, separation: int) -> bool | None:
    bits = separation + 64
    while bits <= 4 * separation + 1_000:
        try:
            box = Encloser(bits, real=False).enclose(expr)
        except (NoEnclosureError, OutsideDomainError):
            return None
        if excludes_zero(box):
            return False
        if largest_distance_from_zero(box) * 2**separation < 1:
            return True
        bits *= 2
    return None


# Functions ----------------------------------------------------------------------------------------


def _decide_function(expr: sympy.Expr) -> bool | None:
    real = not expr.has(sympy.I)
    is_defined = _is_formal(expr)
    for values in sample_points(expr.free_symbols, expr):
        for bits in (80, 320):
            seen = _look(expr, bits, real=real, values=values)
            if seen is _Seen.NONZERO:
                return False
            is_defined |= seen is _Seen.NEAR_ZERO
            if seen is _Seen.OUTSIDE:
                break
    return True if is_defined and vanishes(expr) else None


def sample_points(
    symbols: Iterable[sympy.Symbol], expr: sympy.Expr
) -> Iterable[dict[sympy.Symbol, Rational]]:
    """Points that respect what is known of the symbols; symbols under a factorial stand for integers."""
    ordered = sorted(symbols, key=lambda symbol: symbol.sort_key())
    counting = _counted_symbols(expr)
    for number in range(_POINTS):
        yield {
            symbol: _value(symbol, number + 5 * place, is_integer=symbol in counting)
            for place, symbol in enumerate(ordered)
        }


def _counted_symbols(expr: sympy.Expr) -> set[sympy.Symbol]:
    calls = expr.atoms(sympy.factorial, sympy.gamma, sympy.binomial)
    return {symbol for call in calls for symbol in call.free_symbols}


def _value(symbol: sympy.Symbol, number: int, *, is_integer: bool) -> Rational:
    if is_integer or symbol.is_integer:
        value: Rational = sympy.Integer(1 + number * 7 % 23)
    else:
        value = _SAMPLES[number % len(_SAMPLES)]
    if symbol.is_nonnegative or is_integer:
        return abs(value)
    return -abs(value) if symbol.is_nonpositive else value


_NUMERATORS = (2, -5, 9, -11, 1, 17, -1, 29, -13, 93, 41, -23, 7, -31, 5, 19, -3)
_DENOMINATORS = (3, 7, 4, 3, 5, 5, 9, 4, 2, 100, 3, 1, 13, 8, 1, 7, 10)
_SAMPLES = tuple(Rational(above, below) for above, below in zip(_NUMERATORS, _DENOMINATORS, strict=True))
