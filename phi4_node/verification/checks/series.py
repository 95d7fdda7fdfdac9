"""One-sided limits by power series with exact coefficients: a way of its own beside SymPy's.

Near the point, x is written as point ± u^r or ±1/u^r with a small positive u, and every part of the
function as a series in u with finitely many negative powers and an error of a known order. The arithmetic of
such series is exact, every coefficient is proven to be zero or not before it counts as leading, and functions
are expanded only where they are analytic. So the first coefficient decides the limit; what does not fit is
not decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import lcm

import sympy

from phi4_node.verification.zero.zero import is_zero

_ORDERS = (6, 14)
_MAX_POWER = 12
_MAX_OPERATIONS = 200
_EVERYWHERE = (sympy.exp, sympy.sin, sympy.cos, sympy.sinh, sympy.cosh, sympy.tanh, sympy.atan, sympy.asinh)
_QUOTIENTS = {
    sympy.tan: (sympy.sin, sympy.cos),
    sympy.cot: (sympy.cos, sympy.sin),
    sympy.sec: (None, sympy.cos),
    sympy.csc: (None, sympy.sin),
}


class NoSeriesError(Exception):
    """The function has no series of this kind here, or it was not proven which."""


@dataclass(frozen=True, slots=True)
class Series:
    """The sum of `terms[i] * u**(low + i)`, with an error of order `low + len(terms)`."""

    low: int
    terms: tuple[sympy.Expr, ...]

    @property
    def end(self) -> int:
        """The order of the error."""
        return self.low + len(self.terms)

    def at(self, power: int) -> sympy.Expr:
        """The coefficient of a power below `end`."""
        return self.terms[power - self.low] if power >= self.low else sympy.Integer(0)


def limit_by_series(
    expr: sympy.Expr, x: sympy.Symbol, point: sympy.Expr, direction: str
) -> sympy.Expr | None:
    """The limit from one side; None if it cannot be decided in this way.

    Args:
        expr: The function.
        x: Its only letter.
        point: A number, or plus or minus infinity.
        direction: `+` if x comes from above, `-` from below.
    """
    if sympy.count_ops(expr) > _MAX_OPERATIONS:
        return None
    root = lcm(1, *(int(power.exp.q) for power in expr.atoms(sympy.Pow) if power.exp.is_Rational))
    if root > _MAX_POWER:
        return None
    for order in _ORDERS:
        try:
            leading = _leading(_Expander(x, _place(point, direction, root, order), order).expand(expr))
        except NoSeriesError:
            return None
        if leading is not None:
            return _value(*leading)
    return None


def _place(point: sympy.Expr, direction: str, root: int, order: int) -> Series:
    """The series of x itself."""
    sign = sympy.Integer(1 if direction == "+" else -1)
    if point in (sympy.oo, -sympy.oo):
        return _padded(-root, [sympy.Integer(1 if point == sympy.oo else -1)], order)
    return _padded(0, [point, *[sympy.Integer(0)] * (root - 1), sign], max(order, root + 1))


def _padded(low: int, terms: list[sympy.Expr], order: int) -> Series:
    """An exact sum as a series of so many terms."""
    return Series(low, tuple(terms + [sympy.Integer(0)] * (order - len(terms))))


def _leading(series: Series) -> tuple[int, sympy.Expr] | None:
    """The first power whose coefficient is not zero, with it; None if all known ones are zero."""
    for index, term in enumerate(series.terms):
        zero = is_zero(term)
        if zero is None:
            raise NoSeriesError
        if not zero:
            return series.low + index, term
    return (1, sympy.Integer(0)) if series.end > 0 else None


def _value(power: int, coefficient: sympy.Expr) -> sympy.Expr | None:
    if power > 0:
        return sympy.Integer(0)
    if power == 0:
        return coefficient
    if coefficient.is_positive or coefficient.is_negative:
        return sympy.oo if coefficient.is_positive else -sympy.oo
    return None


class _Expander:
    """Writes expressions in one letter as series."""

    def __init__(self, x: sympy.Symbol, place: Series, order: int) -> None:
        self._x = x
        self._place = place
        self._order = order

    def expand(self, expr: sympy.Expr) -> Series:
        """The series of an expression.

        Raises:
            NoSeriesError: It has none of this kind.
        """
        if expr == self._x:
            return self._place
        if not expr.has(self._x):
            return _padded(0, [expr], self._order)
        if isinstance(expr, (sympy.Add, sympy.Mul)):
            parts = [self.expand(part) for part in expr.args]
            whole = parts[0]
            for part in parts[1:]:
                whole = self._sum(whole, part) if isinstance(expr, sympy.Add) else self._product(whole, part)
            return whole
        if isinstance(expr, sympy.Pow):
            return self._power(expr.base, expr.exp)
        if isinstance(expr, sympy.Abs):
            inner = self._normal(self.expand(expr.args[0]))
            return inner if self._sign(inner.terms[0]) > 0 else self._times(inner, sympy.Integer(-1))
        if len(expr.args) == 1:
            return self._function(expr.func, self.expand(expr.args[0]))
        raise NoSeriesError

    def _sum(self, one: Series, other: Series) -> Series:
        low, end = min(one.low, other.low), min(one.end, other.end)
        if end <= low:
            raise NoSeriesError
        return Series(low, tuple(sympy.expand(one.at(k) + other.at(k)) for k in range(low, end)))

    def _product(self, one: Series, other: Series) -> Series:
        count = min(len(one.terms), len(other.terms))
        return Series(
            one.low + other.low,
            tuple(
                sympy.expand(sympy.Add(*(one.terms[i] * other.terms[k - i] for i in range(k + 1))))
                for k in range(count)
            ),
        )

    def _times(self, series: Series, factor: sympy.Expr) -> Series:
        return Series(series.low, tuple(sympy.expand(factor * term) for term in series.terms))

    def _normal(self, series: Series) -> Series:
        """The series from its first coefficient that is not zero."""
        leading = _leading(series)
        if leading is None or leading[1] == 0:
            raise NoSeriesError
        return Series(leading[0], series.terms[leading[0] - series.low :])

    def _sign(self, coefficient: sympy.Expr) -> int:
        if coefficient.is_positive:
            return 1
        if coefficient.is_negative:
            return -1
        raise NoSeriesError

    def _power(self, base: sympy.Expr, exponent: sympy.Expr) -> Series:
        if exponent.has(self._x):
            logarithm = self.expand(sympy.log(base, evaluate=False))
            return self._function(sympy.exp, self._product(self.expand(exponent), logarithm))
        inner = self._normal(self.expand(base))
        if not exponent.is_Rational:
            if inner.low or self._sign(inner.terms[0]) < 0:
                raise NoSeriesError
        elif exponent.q > 1 and self._sign(inner.terms[0]) < 0:
            raise NoSeriesError
        low = inner.low * exponent
        if inner.low and not low.is_Integer:
            raise NoSeriesError
        first = inner.terms[0]
        rest = Series(0, tuple(sympy.expand(term / first) for term in inner.terms))
        found = self._composed([sympy.binomial(exponent, k) for k in range(len(rest.terms))], rest)
        return Series(int(low), self._times(found, first**exponent).terms)

    def _function(self, function: type[sympy.Function], inner: Series) -> Series:
        """An analytic function of a series, by its derivatives at the constant term."""
        if function in _QUOTIENTS:
            above, below = _QUOTIENTS[function]
            inverse = self._inverse(self._function(below, inner))
            return inverse if above is None else self._product(self._function(above, inner), inverse)
        if inner.low < 0:
            inner = self._normal(inner)
        if inner.low < 0 or inner.end < 1:
            raise NoSeriesError
        start = inner.at(0)
        if not (function in _EVERYWHERE or self._is_analytic(function, start)):
            raise NoSeriesError
        y = sympy.Dummy("y", real=True)
        slopes, current = [], function(y)
        for k in range(inner.end):
            slopes.append(current.subs(y, start) / sympy.factorial(k))
            current = sympy.diff(current, y)
        return self._composed(slopes, Series(0, tuple(inner.at(k) for k in range(inner.end))))

    def _is_analytic(self, function: type[sympy.Function], place: sympy.Expr) -> bool:
        if function is sympy.log:
            return place.is_positive is True
        if function in (sympy.asin, sympy.acos, sympy.atanh):
            return (1 - place**2).is_positive is True
        return False

    def _inverse(self, series: Series) -> Series:
        normal = self._normal(series)
        first = normal.terms[0]
        rest = Series(0, tuple(sympy.expand(term / first) for term in normal.terms))
        signs = [sympy.Integer((-1) ** k) for k in range(len(rest.terms))]
        return Series(-normal.low, self._times(self._composed(signs, rest), 1 / first).terms)

    def _composed(self, coefficients: list[sympy.Expr], inner: Series) -> Series:
        """The sum of `coefficients[k] * (inner - its constant term)**k`."""
        count = len(inner.terms)
        step = Series(0, (sympy.Integer(0), *inner.terms[1:]))
        power = _padded(0, [sympy.Integer(1)], count)
        whole = _padded(0, [coefficients[0]], count)
        for k in range(1, count):
            power = self._product(power, step)
            whole = self._sum(whole, self._times(power, coefficients[k]))
        return whole
