"""Numbers that are certain: enclosing the value of an expression between bounds, by interval arithmetic.

Ordinary floating point says "about 0"; only bounds can prove that a value is *not* 0. Values are taken with
the principal branch; in real mode, a subexpression that leaves the real numbers (log of a negative number, an
even root of one) means that the point is outside the domain that school mathematics has in mind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy
from mpmath.ctx_iv import MPIntervalContext, ivmpc

Box = Any
"""An interval of mpmath, real or complex; mpmath has no type hints."""

_LARGE = 2**40
"""Above this, exp, sin and cos would need their argument to absurd precision."""

_MAX_FACTORIAL = 2_000


class OutsideDomainError(ValueError):
    """The expression has no (real) value at this point."""


class NoEnclosureError(ValueError):
    """No bounds are known for this expression, or not at this precision."""


class Encloser:
    """Evaluates expressions to intervals at one precision.

    Args:
        bits: Working precision.
        real: Whether leaving the real numbers is an error.
        values: Exact values of the free symbols.
    """

    def __init__(
        self, bits: int, *, real: bool, values: Mapping[sympy.Symbol, sympy.Rational] | None = None
    ) -> None:
        self._iv = MPIntervalContext()
        self._iv.prec = bits
        self._real = real
        self._values = dict(values or {})
        self._seen: dict[sympy.Basic, Box] = {}

    def enclose(self, expr: sympy.Basic) -> Box:
        """The interval that holds the value of `expr`.

        Raises:
            OutsideDomainError: there is no value here.
            NoEnclosureError: there may be a value, but this code cannot bound it.
        """
        if expr not in self._seen:
            self._seen[expr] = self._enclose(expr)
        return self._seen[expr]

    def _enclose(self, expr: sympy.Basic) -> Box:
        if isinstance(expr, sympy.Rational):
            return self._iv.mpf(int(expr.p)) / int(expr.q)
        if isinstance(expr, sympy.Symbol):
            if expr not in self._values:
                raise NoEnclosureError(f"{expr} has no value")
            return self.enclose(self._values[expr])
        if isinstance(expr, sympy.Add):
            return sum((self.enclose(arg) for arg in expr.args[1:]), self.enclose(expr.args[0]))
        if isinstance(expr, sympy.Mul):
            product = self.enclose(expr.args[0])
            for arg in expr.args[1:]:
                product = product * self.enclose(arg)
            return product
        if isinstance(expr, sympy.exp):
            return self._exp(self.enclose(expr.args[0]))
        if isinstance(expr, sympy.Pow):
            return self._power(expr)
        return self._constant_or_call(expr)

    def _constant_or_call(self, expr: sympy.Basic) -> Box:
        if expr is sympy.pi:
            return self._iv.pi * 1
        if expr is sympy.E:
            return self._iv.exp(self._iv.mpf(1))
        if expr is sympy.GoldenRatio:
            return (1 + self._iv.sqrt(self._iv.mpf(5))) / 2
        if expr is sympy.I:
            if self._real:
                raise OutsideDomainError("the imaginary unit is not real")
            return self._iv.mpc(0, 1)
        if isinstance(expr, sympy.binomial):
            return self._binomial(*[self.enclose(arg) for arg in expr.args])
        call = _CALLS.get(expr.func)
        if call is None or len(expr.args) != 1:
            raise NoEnclosureError(f"no bounds are known for {expr.func}")
        return call(self, self.enclose(expr.args[0]))

    # Powers ----------------------------------------------------------------------------------------

    def _power(self, expr: sympy.Pow) -> Box:
        base, exponent = expr.args
        if isinstance(exponent, sympy.Integer):
            return self._integer_power(self.enclose(base), int(exponent))
        low = self.enclose(base)
        if self._is_zero_exactly(base, low):
            if exponent.is_positive:
                return self._iv.mpf(0)
            raise OutsideDomainError("zero to a power that is not positive")
        return self._exp(self.enclose(exponent) * self._log(low))

    def _integer_power(self, box: Box, exponent: int) -> Box:
        if abs(exponent) > _LARGE:
            raise NoEnclosureError("the exponent is too large")
        if exponent < 0:
            return 1 / self._nonzero(self._integer_power(box, -exponent))
        if not self._is_complex(box):
            return box**exponent
        result = self._iv.mpf(1)
        while exponent:
            if exponent & 1:
                result = result * box
            exponent >>= 1
            if exponent:
                box = box * box
        return result

    # Building blocks -------------------------------------------------------------------------------

    def _is_complex(self, box: Box) -> bool:
        return isinstance(box, ivmpc)

    def _is_zero_exactly(self, expr: sympy.Basic, box: Box) -> bool:
        return bool(expr.is_zero) or bool(box == 0)

    def _nonzero(self, box: Box) -> Box:
        """The same box, if it is certain that it does not hold zero."""
        if excludes_zero(box):
            return box
        if box == 0:
            raise OutsideDomainError("division by zero")
        raise NoEnclosureError("a divisor may be zero")

    def _bounded(self, box: Box) -> Box:
        parts = (box.real, box.imag) if self._is_complex(box) else (box,)
        if any(part.a < -_LARGE or part.b > _LARGE for part in parts):
            raise NoEnclosureError("the argument is too large")
        return box

    def _exp(self, box: Box) -> Box:
        return self._iv.exp(self._bounded(box))

    def _log(self, box: Box) -> Box:
        self._nonzero(box)
        if not self._is_complex(box):
            if box.a > 0:
                return self._iv.log(box)
            if self._real:
                raise OutsideDomainError("a logarithm or root of a negative number")
            return self._iv.mpc(self._iv.log(-box), self._iv.pi * 1)
        if box.imag == 0:
            return self._log(box.real)
        if box.real.a <= 0 and box.imag.a <= 0 <= box.imag.b:
            raise NoEnclosureError("the box touches the branch cut")
        return self._iv.log(box)

    def _sqrt(self, box: Box) -> Box:
        if box == 0:
            return self._iv.mpf(0)
        return self._exp(self._log(box) / 2)

    def _imaginary_part_of_log(self, real: Box, imaginary: Box) -> Box:
        box = self._log(self._iv.mpc(real, imaginary))
        return box.imag

    def _only_real(self, box: Box) -> Box:
        if self._is_complex(box):
            raise NoEnclosureError("this function is only bounded for real arguments")
        return box

    # Functions -------------------------------------------------------------------------------------

    def _sin(self, box: Box) -> Box:
        return self._iv.sin(self._bounded(box))

    def _cos(self, box: Box) -> Box:
        return self._iv.cos(self._bounded(box))

    def _tan(self, box: Box) -> Box:
        return self._sin(box) / self._nonzero(self._cos(box))

    def _cot(self, box: Box) -> Box:
        return self._cos(box) / self._nonzero(self._sin(box))

    def _sec(self, box: Box) -> Box:
        return 1 / self._nonzero(self._cos(box))

    def _csc(self, box: Box) -> Box:
        return 1 / self._nonzero(self._sin(box))

    def _sinh(self, box: Box) -> Box:
        return (self._exp(box) - self._exp(-box)) / 2

    def _cosh(self, box: Box) -> Box:
        return (self._exp(box) + self._exp(-box)) / 2

    def _tanh(self, box: Box) -> Box:
        return self._sinh(box) / self._nonzero(self._cosh(box))

    def _atan(self, box: Box) -> Box:
        return self._imaginary_part_of_log(self._iv.mpf(1), self._only_real(box))

    def _asin(self, box: Box) -> Box:
        box = self._only_real(box)
        if box.a > 1 or box.b < -1:
            raise OutsideDomainError("the arc sine or cosine of a number beyond 1")
        if box == 1 or box == -1:
            return box * self._iv.pi / 2
        if box.a <= -1 or box.b >= 1:
            raise NoEnclosureError("the box touches the end of the domain")
        return self._imaginary_part_of_log(self._iv.sqrt(1 - box * box), box)

    def _acos(self, box: Box) -> Box:
        return self._iv.pi / 2 - self._asin(box)

    def _abs(self, box: Box) -> Box:
        if self._is_complex(box):
            return self._iv.sqrt(box.real**2 + box.imag**2)
        return abs(box)

    def _sign(self, box: Box) -> Box:
        box = self._nonzero(self._only_real(box))
        return self._iv.mpf(1 if box.a > 0 else -1)

    def _floor(self, box: Box) -> Box:
        box = self._only_real(self._bounded(box))
        low, high = _floor_of(box.a), _floor_of(box.b)
        if low != high:
            raise NoEnclosureError("the floor is not certain")
        return self._iv.mpf(low)

    def _ceiling(self, box: Box) -> Box:
        return -self._floor(-box)

    def _factorial(self, box: Box) -> Box:
        box = self._only_real(box)
        if box.a != box.b or _floor_of(box.a) != box.a:
            raise NoEnclosureError("only the factorial of an integer is bounded")
        number = _floor_of(box.a)
        if number < 0:
            raise OutsideDomainError("the factorial of a negative integer")
        if number > _MAX_FACTORIAL:
            raise NoEnclosureError("the factorial is too large")
        return self._iv.mpf(int(sympy.factorial(sympy.Integer(number))))

    def _binomial(self, above: Box, below: Box) -> Box:
        return self._factorial(above) / (self._factorial(below) * self._factorial(above - below))

    def _gamma(self, box: Box) -> Box:
        if box == 0:
            raise OutsideDomainError("the factorial of a negative integer")
        return self._factorial(box - 1)


def excludes_zero(box: Box) -> bool:
    """Whether it is certain that the enclosed value is not 0."""
    if isinstance(box, ivmpc):
        return excludes_zero(box.real) or excludes_zero(box.imag)
    return bool(box.a > 0) or bool(box.b < 0)


def largest_distance_from_zero(box: Box) -> Any:
    """An upper bound on the absolute value of what is enclosed."""
    if isinstance(box, ivmpc):
        return largest_distance_from_zero(box.real) + largest_distance_from_zero(box.imag)
    return max(abs(box.a), abs(box.b)).b


def _floor_of(endpoint: Any) -> int:
    """Floor of an interval that is one exact point."""
    sign, mantissa, exponent, _ = endpoint._mpi_[0]
    number = -int(mantissa) if sign else int(mantissa)
    return number << int(exponent) if exponent >= 0 else number >> -int(exponent)


_CALLS: dict[Any, Callable[[Encloser, Box], Box]] = {
    sympy.log: Encloser._log,
    sympy.sin: Encloser._sin,
    sympy.cos: Encloser._cos,
    sympy.tan: Encloser._tan,
    sympy.cot: Encloser._cot,
    sympy.sec: Encloser._sec,
    sympy.csc: Encloser._csc,
    sympy.sinh: Encloser._sinh,
    sympy.cosh: Encloser._cosh,
    sympy.tanh: Encloser._tanh,
    sympy.atan: Encloser._atan,
    sympy.asin: Encloser._asin,
    sympy.acos: Encloser._acos,
    sympy.Abs: Encloser._abs,
    sympy.sign: Encloser._sign,
    sympy.floor: Encloser._floor,
    sympy.ceiling: Encloser._ceiling,
    sympy.factorial: Encloser._factorial,
    sympy.gamma: Encloser._gamma,
}
