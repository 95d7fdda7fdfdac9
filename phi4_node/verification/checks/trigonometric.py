"""Trigonometric equations on a bounded interval: all candidates, by polynomials in sin, cos or tan(x/2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy
from sympy import Dummy, Integer, Rational

from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.checks.roots import polynomial, roots_of
from phi4_node.verification.checks.signs import sign_of

_FUNCTIONS = (sympy.sin, sympy.cos, sympy.tan, sympy.cot, sympy.sec, sympy.csc)
_MAX_MULTIPLE = 12
_MAX_TURNS = 60


def concerns(expr: sympy.Expr, unknown: sympy.Symbol) -> bool:
    """Whether a trigonometric function of the unknown occurs."""
    return any(part.has(unknown) for part in expr.atoms(*_FUNCTIONS))


def bounds(filters: Sequence[tuple[str, sympy.Expr]], unknown: sympy.Symbol) -> tuple[sympy.Expr, sympy.Expr]:
    """Two numbers between which every solution lies.

    Raises:
        UndecidedError: the conditions do not bound the unknown.
    """
    lows: list[sympy.Expr] = []
    highs: list[sympy.Expr] = []
    for sign, expr in filters:
        if sign not in ("<", "<=", ">", ">=") or expr.free_symbols != {unknown}:
            continue
        if not expr.is_polynomial(unknown) or sympy.degree(expr, unknown) != 1:
            continue
        slope, offset = sympy.Poly(expr, unknown).all_coeffs()
        direction = sign_of(slope)
        if not direction:
            continue
        (lows if (direction > 0) == (sign[0] == ">") else highs).append(-offset / slope)
    if not lows or not highs:
        raise UndecidedError("a trigonometric equation has infinitely many solutions or none without bounds")
    return max(lows, key=lambda end: end.evalf(30)), min(highs, key=lambda end: end.evalf(30))


def candidates(
    expr: sympy.Expr, unknown: sympy.Symbol, ends: tuple[sympy.Expr, sympy.Expr]
) -> list[sympy.Expr]:
    """Numbers among which all solutions of `expr = 0` between two numbers are."""
    step = _step(expr, unknown)
    c, s = Dummy("c"), Dummy("s")
    algebraic = expr.replace(
        lambda part: isinstance(part, _FUNCTIONS) and part.has(unknown),
        lambda part: _in_sine_and_cosine(part, unknown, step, c, s),
    )
    if algebraic.has(unknown):
        raise UndecidedError("an unknown in a trigonometric function and elsewhere")
    angles = _angles(sympy.fraction(sympy.together(algebraic))[0], c, s)
    found = []
    for angle in angles:
        for turn in _turns(angle, step, ends):
            found.append(sympy.expand((angle + 2 * sympy.pi * turn) / step))
    return found


def _step(expr: sympy.Expr, unknown: sympy.Symbol) -> Rational:
    """The largest rational of which all angles are whole multiples, but for constants."""
    step = Rational(0)
    for part in expr.atoms(*_FUNCTIONS):
        if part.has(unknown):
            step = sympy.gcd(step, _slope(part.args[0], unknown)[0])
    return step


def _slope(angle: sympy.Expr, unknown: sympy.Symbol) -> tuple[Rational, sympy.Expr]:
    if not angle.is_polynomial(unknown) or sympy.degree(angle, unknown) != 1:
        raise UndecidedError("an angle is not linear in the unknown")
    slope, offset = sympy.Poly(angle, unknown).all_coeffs()
    if not isinstance(slope, Rational):
        raise UndecidedError("an angle is not a rational multiple of the unknown")
    return slope, offset


def _in_sine_and_cosine(
    part: sympy.Expr, unknown: sympy.Symbol, step: Rational, c: sympy.Symbol, s: sympy.Symbol
) -> sympy.Expr:
    slope, offset = _slope(part.args[0], unknown)
    multiple = int(slope / step)
    if abs(multiple) > _MAX_MULTIPLE:
        raise UndecidedError("a multiple of an angle that is too large")
    size = abs(multiple)
    cosine = sympy.chebyshevt(size, c)
    sine = s * sympy.chebyshevu(size - 1, c) * (1 if multiple > 0 else -1)
    if offset != 0:
        turned, up = sympy.cos(offset), sympy.sin(offset)
        cosine, sine = cosine * turned - sine * up, sine * turned + cosine * up
    return {
        sympy.sin: sine,
        sympy.cos: cosine,
        sympy.tan: sine / cosine,
        sympy.cot: cosine / sine,
        sympy.sec: 1 / cosine,
        sympy.csc: 1 / sine,
    }[type(part)]


def _angles(numerator: sympy.Expr, c: sympy.Symbol, s: sympy.Symbol) -> list[sympy.Expr]:
    """Angles in one turn among which all zeros of a polynomial in sine and cosine are."""
    poly = polynomial(sympy.expand(numerator), [c, s])
    if poly is None:
        raise UndecidedError("the equation is not polynomial in sine and cosine")
    reduced = sympy.rem(poly.as_expr(), s**2 + c**2 - 1, s)
    for one, other, inverse in ((c, s, sympy.acos), (s, c, sympy.asin)):
        alone = sympy.expand(sympy.rem(reduced, c**2 + s**2 - 1, other))
        if not alone.has(other):
            return _arcs(alone, one, inverse)
        # cos x * f(sin x) = 0 and sin x * f(cos x) = 0
        quotient = sympy.cancel(alone / other)
        if not quotient.has(other) and quotient.is_polynomial(one):
            zero = [sympy.pi / 2, -sympy.pi / 2] if other is c else [Integer(0), sympy.pi]
            return [*zero, *_arcs(quotient, one, inverse)]
    t = Dummy("t")
    half = sympy.together(
        reduced.subs({c: (1 - t**2) / (1 + t**2), s: 2 * t / (1 + t**2)}, simultaneous=True)
    )
    return [sympy.pi, *(2 * sympy.atan(root) for root in _roots(sympy.fraction(half)[0], t))]


def _roots(expr: sympy.Expr, unknown: sympy.Symbol) -> list[sympy.Expr]:
    poly = polynomial(expr, [unknown])
    if poly is None or poly.is_zero:
        raise UndecidedError("every angle may be a solution")
    return roots_of(poly, real=True)


def _arcs(expr: sympy.Expr, unknown: sympy.Symbol, inverse: type[sympy.Function]) -> list[sympy.Expr]:
    found: list[sympy.Expr] = []
    for root in _roots(expr, unknown):
        low, high = sign_of(root + 1), sign_of(root - 1)
        if low is None or high is None:
            raise UndecidedError("whether a sine is possible is not known")
        if low < 0 or high > 0:
            continue
        arc = inverse(root)
        found += [arc, -arc if inverse is sympy.acos else sympy.pi - arc]
    return found


def _turns(angle: sympy.Expr, step: Rational, ends: tuple[sympy.Expr, sympy.Expr]) -> range:
    low, high = (sympy.floor(((end * step - angle) / (2 * sympy.pi)).evalf(30)) for end in ends)
    if not (low.is_Integer and high.is_Integer) or high - low > _MAX_TURNS:
        raise UndecidedError("an interval that is too long")
    return range(int(low) - 1, int(high) + 3)


# Sine and cosine as unknowns ----------------------------------------------------------------------


def algebraic(
    exprs: Sequence[sympy.Expr], unknowns: Sequence[sympy.Symbol]
) -> tuple[list[sympy.Expr], list[sympy.Expr], list[sympy.Symbol]] | None:
    """Expressions with new unknowns for the sines, cosines and square roots in them.

    Returns:
        The expressions, what is zero between the new unknowns, and all unknowns that are left; None if an
        unknown occurs in an angle and elsewhere, or in an angle that is no sum of multiples.
    """
    without = by_sines(exprs, unknowns)
    if without is None:
        return None
    found, angles, left = without
    relations = [angle.sine**2 + angle.cosine**2 - 1 for angle in angles]
    for number in sorted(
        {root for expr in found for root in expr.atoms(sympy.Pow) if _is_root(root)}, key=str
    ):
        dummy = Dummy("r")
        relations.append(dummy**2 - number.base)
        left.append(dummy)
        found = [expr.xreplace({number: dummy, 1 / number: dummy / number.base}) for expr in found]
    return found, relations, left


@dataclass(frozen=True, slots=True)
class Angle:
    """An unknown that occurs in angles only: `unknown = factor * (the angle of this sine and cosine)`."""

    unknown: sympy.Symbol
    factor: Integer
    sine: Dummy
    cosine: Dummy


def by_sines(
    exprs: Sequence[sympy.Expr], unknowns: Sequence[sympy.Symbol]
) -> tuple[list[sympy.Expr], list[Angle], list[sympy.Symbol]] | None:
    """Expressions with new unknowns for the sines and cosines in them; see `algebraic`.

    Returns:
        The expressions, the angles, and all unknowns that are left, sines and cosines among them.
    """
    inside = {part.args[0] for expr in exprs for part in expr.atoms(*_FUNCTIONS)}
    names = sorted(set().union(*(angle.free_symbols for angle in inside)) & set(unknowns), key=str)
    left = [unknown for unknown in unknowns if unknown not in names]
    angles = [
        Angle(name, _denominator(inside, name), Dummy(f"s_{name}"), Dummy(f"c_{name}")) for name in names
    ]
    stretched = {angle.unknown: angle.factor * angle.unknown for angle in angles}
    replaced: dict[sympy.Expr, sympy.Symbol] = {}
    for angle in angles:
        replaced |= {sympy.sin(angle.unknown): angle.sine, sympy.cos(angle.unknown): angle.cosine}
        left += [angle.sine, angle.cosine]
    found = []
    for expr in exprs:
        plain = expr.xreplace(stretched) if stretched else expr
        plain = sympy.expand_trig(plain.replace(lambda part: isinstance(part, _FUNCTIONS), _with_sine))
        plain = plain.xreplace(replaced)
        if plain.has(*_FUNCTIONS) or plain.has(*names):
            return None
        found.append(plain)
    return found, angles, left


def _is_root(power: sympy.Pow) -> bool:
    return isinstance(power.base, Integer) and power.base > 0 and power.exp == Rational(1, 2)


def _denominator(angles: set[sympy.Expr], unknown: sympy.Symbol) -> Integer:
    """What an unknown is divided by in angles, so that half angles become whole ones."""
    slopes = [sympy.diff(angle, unknown) for angle in angles]
    return sympy.ilcm(1, *(int(slope.q) for slope in slopes if isinstance(slope, Rational))) * Integer(1)


def _with_sine(part: sympy.Expr) -> sympy.Expr:
    angle = part.args[0]
    sine, cosine = sympy.sin(angle), sympy.cos(angle)
    return {
        sympy.sin: sine,
        sympy.cos: cosine,
        sympy.tan: sine / cosine,
        sympy.cot: cosine / sine,
        sympy.sec: 1 / cosine,
        sympy.csc: 1 / sine,
    }[type(part)]
