"""Proving that an expression is zero by writing it as a polynomial in independent-looking parts.

Every part that is not plus, minus, times, divide or an integer power becomes a generator: roots with the
relation that defines them (r**2 = x + 1), exponentials and powers split over the terms of their exponent,
sines and cosines as powers of exp(i*x), logarithms over prime factors, factorials shifted to a common
argument. What is left is a polynomial over the rationals, reduced by the relations. If nothing remains, the
expression is zero: every rewriting is an identity of real numbers wherever both sides are defined. If
something remains, nothing is proven.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import comb, lcm

import sympy
from sympy import Add, Dummy, Integer, Mul, Pow, Rational
from sympy.polys.polyerrors import BasePolynomialError

_MAX_TERMS = 4_000
_MAX_EXPONENT = 120
_MAX_UNITY = 120
_MAX_RADICAND = 10**12
_MAX_SHIFT = 60


class _TooBigError(ValueError):
    """The polynomial would be too large to be worth it."""


@dataclass
class _Family:
    """Powers of one base with exponents that are rational multiples of one term: base ** (c * term)."""

    base: sympy.Expr
    term: sympy.Expr
    uses: list[tuple[Dummy, Rational]] = field(default_factory=list)


class _Rewriter:
    """Replaces everything transcendental or radical by generators."""

    def __init__(self) -> None:
        self._families: dict[tuple[sympy.Expr, sympy.Expr], _Family] = {}
        self._kernels: dict[sympy.Basic, Dummy] = {}
        self._gammas: dict[sympy.Expr, tuple[Dummy, sympy.Expr]] = {}

    # Reading ---------------------------------------------------------------------------------------

    def rewrite(self, expr: sympy.Basic) -> sympy.Expr:
        """The expression with generators in place of its kernels."""
        if isinstance(expr, Rational):
            return expr
        if isinstance(expr, (sympy.Symbol, Dummy)):
            return expr
        if isinstance(expr, (Add, Mul)):
            return expr.func(*[self.rewrite(arg) for arg in expr.args])
        if isinstance(expr, sympy.exp):
            return self._spread(sympy.E, expr.args[0])
        if isinstance(expr, Pow):
            return self._power(expr)
        if expr is sympy.I:
            return self._unity(Rational(1, 4))
        if expr is sympy.E:
            return self._spread(sympy.E, Integer(1))
        if expr is sympy.GoldenRatio:
            return self.rewrite((1 + sympy.sqrt(5)) / 2)
        if expr.func in _TRIGONOMETRIC:
            return self._trigonometric(expr)
        if expr.func in _HYPERBOLIC:
            return self.rewrite(expr.rewrite(sympy.exp))
        if isinstance(expr, sympy.log):
            return self._logarithm(expr)
        if isinstance(expr, (sympy.factorial, sympy.gamma)):
            shift = 1 if isinstance(expr, sympy.factorial) else 0
            return self._gamma(expr.args[0] + shift)
        if isinstance(expr, (sympy.binomial, sympy.RisingFactorial, sympy.FallingFactorial)):
            return self.rewrite(expr.rewrite(sympy.gamma))
        return self._kernel(expr)

    def _kernel(self, expr: sympy.Basic) -> sympy.Expr:
        key = expr
        if isinstance(expr, sympy.Function) and not isinstance(expr, sympy.Piecewise):
            key = expr.func(
                *[sympy.expand(_checked(arg)) if arg.is_commutative else arg for arg in expr.args]
            )
            if key.func is not expr.func:
                return self.rewrite(key)
        return self._kernels.setdefault(key, Dummy())

    def _power(self, expr: Pow) -> sympy.Expr:
        base, exponent = expr.args
        if isinstance(exponent, Integer):
            if abs(int(exponent)) > _MAX_EXPONENT:
                raise _TooBigError
            return self.rewrite(base) ** exponent
        if base is sympy.E:
            return self._spread(sympy.E, exponent)
        if isinstance(base, Rational) and base.is_positive:
            return self._rational_base(base, exponent)
        if isinstance(base, Integer) and isinstance(exponent, Rational):
            # Principal branch: (-n)**q = n**q * exp(i*pi*q).
            return self._rational_base(-base, exponent) * self._unity(exponent / 2)
        base = _tidy(base)
        if isinstance(base, Rational):
            return self._spread(base, exponent)
        evaluated = Pow(base, exponent)
        if not isinstance(evaluated, Pow) or evaluated.base not in (base, expr.base):
            return self.rewrite(evaluated)
        content, rest = base.as_content_primitive()
        if isinstance(content, Rational) and content.is_positive and content != 1:
            return self._rational_base(content, exponent) * self._spread(rest, exponent)
        return self._spread(base, exponent)

    def _rational_base(self, base: Rational, exponent: sympy.Expr) -> sympy.Expr:
        if max(int(base.p), int(base.q)) > _MAX_RADICAND:
            return self._spread(base, exponent)
        product: sympy.Expr = Integer(1)
        for prime, power in sympy.factorint(int(base.p)).items():
            product *= self._spread(Integer(prime), exponent * power)
        for prime, power in sympy.factorint(int(base.q)).items():
            product *= self._spread(Integer(prime), -exponent * power)
        return product

    def _spread(self, base: sympy.Expr, exponent: sympy.Expr) -> sympy.Expr:
        """Base ** exponent as a product over the terms of the exponent."""
        product: sympy.Expr = Integer(1)
        imaginary = base is sympy.E
        for summand in Add.make_args(sympy.expand(_checked(exponent))):
            factor, term = summand.as_coeff_Mul(rational=True)
            if imaginary and term.has(sympy.I):
                product *= self._imaginary(factor, term)
            elif base is sympy.E and (logarithm := _only_log(term)) is not None:
                product *= self.rewrite(Pow(logarithm.args[0], factor * term / logarithm))
            else:
                product *= self._use(base, term, factor)
        return product

    def _imaginary(self, factor: Rational, term: sympy.Expr) -> sympy.Expr:
        """exp(factor * term) where the term has a factor i."""
        angle = term / sympy.I
        if angle.has(sympy.I):
            raise _TooBigError
        if angle is sympy.pi:
            return self._unity(factor / 2)
        return self._use(sympy.exp(sympy.I), angle, factor)

    def _use(self, base: sympy.Expr, term: sympy.Expr, factor: Rational) -> sympy.Expr:
        family = self._families.setdefault((base, term), _Family(base, term))
        placeholder = Dummy()
        family.uses.append((placeholder, factor))
        return placeholder

    def _unity(self, turns: Rational) -> sympy.Expr:
        """exp(2*pi*i*turns)."""
        return self._use(_UNITY, Integer(1), turns)

    def _circle(self, angle: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr]:
        """Cosine and sine of an angle by powers of exp(i*angle)."""
        forward = self._spread(sympy.E, sympy.I * angle)
        backward = self._spread(sympy.E, -sympy.I * angle)
        return (forward + backward) / 2, (forward - backward) / (2 * self._unity(Rational(1, 4)))

    def _trigonometric(self, expr: sympy.Expr) -> sympy.Expr:
        cosine, sine = self._circle(expr.args[0])
        forms = {
            sympy.sin: sine,
            sympy.cos: cosine,
            sympy.tan: sine / cosine,
            sympy.cot: cosine / sine,
            sympy.sec: 1 / cosine,
            sympy.csc: 1 / sine,
        }
        return forms[expr.func]

    def _logarithm(self, expr: sympy.log) -> sympy.Expr:
        argument = _tidy(expr.args[0])
        if isinstance(argument, Rational) and argument.is_positive:
            return self._rational_log(argument)
        content, rest = argument.as_content_primitive()
        if isinstance(content, Rational) and content.is_positive and content != 1:
            return self._rational_log(content) + self._expanded_log(rest)
        return self._expanded_log(argument)

    def _expanded_log(self, argument: sympy.Expr) -> sympy.Expr:
        """Split only where SymPy knows that the parts are positive."""
        expanded = sympy.expand_log(sympy.log(argument))
        if isinstance(expanded, sympy.log):
            return self._kernels.setdefault(expanded, Dummy())
        return self.rewrite(expanded)

    def _rational_log(self, number: Rational) -> sympy.Expr:
        if max(int(number.p), int(number.q)) > _MAX_RADICAND:
            return self._kernels.setdefault(sympy.log(number), Dummy())
        total: sympy.Expr = Integer(0)
        for sign, part in ((1, int(number.p)), (-1, int(number.q))):
            for prime, power in sympy.factorint(part).items():
                total += sign * power * self._kernels.setdefault(sympy.log(Integer(prime)), Dummy())
        return total

    def _gamma(self, argument: sympy.Expr) -> sympy.Expr:
        """gamma(a + n) as gamma(a) times a product, with one a for all arguments that differ by integers."""
        argument = sympy.expand(_checked(argument))
        constant, rest = argument.as_coeff_Add(rational=True)
        key = rest + constant % 1
        shift = int(constant - constant % 1)
        if abs(shift) > _MAX_SHIFT:
            raise _TooBigError
        gamma = self._kernels.setdefault(sympy.gamma(key, evaluate=False), Dummy())
        product: sympy.Expr = gamma
        inner = self.rewrite(key)
        for step in range(shift):
            product *= inner + step
        for step in range(shift, 0):
            product /= inner + step
        return product

    # Relations -------------------------------------------------------------------------------------

    def finish(self, expr: sympy.Expr) -> tuple[sympy.Expr, list[tuple[Dummy, sympy.Expr]]]:
        """The expression in its final generators, and their relations: polynomials that are 0."""
        replacements: dict[Dummy, sympy.Expr] = {}
        relations: list[tuple[Dummy, sympy.Expr]] = []
        done: set[tuple[sympy.Expr, sympy.Expr]] = set()
        while len(done) < len(self._families):  # a radicand may bring in further families
            for key in [key for key in self._families if key not in done]:
                done.add(key)
                family = self._families[key]
                order = lcm(*[int(factor.q) for _, factor in family.uses])
                generator = Dummy()
                if family.base is _UNITY:
                    order = lcm(order, 4)
                for placeholder, factor in family.uses:
                    power = int(factor * order) % order if family.base is _UNITY else int(factor * order)
                    if abs(power) > _MAX_EXPONENT:
                        raise _TooBigError
                    replacements[placeholder] = generator**power
                relation = self._relation(family, generator, order)
                if relation is not None:
                    relations.append((generator, relation))
        # Uses that came up while the relations were written belong to families that are already done.
        missing = {use for family in self._families.values() for use, _ in family.uses} - set(replacements)
        if missing:
            raise _TooBigError
        relations = [(generator, relation.xreplace(replacements)) for generator, relation in relations]
        return expr.xreplace(replacements), relations

    def _relation(self, family: _Family, generator: Dummy, order: int) -> sympy.Expr | None:
        if family.base is _UNITY:
            if order > _MAX_UNITY:
                raise _TooBigError
            return sympy.cyclotomic_poly(order, generator)
        if family.term != 1 or family.base in (sympy.E, sympy.exp(sympy.I)):
            return None
        return generator**order - self.rewrite(family.base)


_UNITY = Dummy("unity")
_TRIGONOMETRIC = {sympy.sin, sympy.cos, sympy.tan, sympy.cot, sympy.sec, sympy.csc}
_HYPERBOLIC = {sympy.sinh, sympy.cosh, sympy.tanh, sympy.coth}


def _only_log(term: sympy.Expr) -> sympy.Expr | None:
    """The logarithm among the factors of an exponent: exp(u*log(b)) is b**u."""
    logarithms = [arg for arg in Mul.make_args(term) if isinstance(arg, sympy.log)]
    return logarithms[0] if len(logarithms) == 1 else None


def _tidy(expr: sympy.Expr) -> sympy.Expr:
    """A sum under a root or logarithm, factored where a square can leave the root."""
    if not isinstance(expr, Add):
        return expr
    tidied = sympy.factor_terms(sympy.expand(_checked(expr)))
    if not isinstance(tidied, Add):
        return tidied
    factored = sympy.factor(tidied) if _terms(tidied) <= 50 else tidied
    # Only a factorisation that helps is kept: a perfect power.
    return factored if isinstance(factored, Pow) else tidied


def _terms(expr: sympy.Basic) -> int:
    """About how many terms the expanded expression has."""
    if isinstance(expr, Add):
        return sum(_terms(arg) for arg in expr.args)
    if isinstance(expr, Mul):
        product = 1
        for arg in expr.args:
            product = min(product * _terms(arg), 10**9)
        return product
    if isinstance(expr, Pow) and isinstance(expr.exp, Integer):
        terms, power = _terms(expr.base), abs(int(expr.exp))
        if terms == 1:
            return 1
        return comb(terms + power - 1, power) if power <= _MAX_EXPONENT and terms < 1000 else 10**9
    return 1


def _checked(expr: sympy.Expr) -> sympy.Expr:
    if _terms(expr) > _MAX_TERMS:
        raise _TooBigError
    return expr


def vanishes(expr: sympy.Expr) -> bool:
    """Whether it is proven that the expression is zero wherever it is defined; False proves nothing."""
    rewriter = _Rewriter()
    try:
        rational, relations = rewriter.finish(rewriter.rewrite(expr))
        numerator, denominator = sympy.fraction(sympy.together(_checked(rational)))
        if not _reduces_to_zero(numerator, relations):
            return False
        # A denominator that is zero would make the quotient meaningless.
        return not _reduces_to_zero(denominator, relations)
    except (_TooBigError, BasePolynomialError):
        return False


def _reduces_to_zero(numerator: sympy.Expr, relations: list[tuple[Dummy, sympy.Expr]]) -> bool:
    pending = sympy.expand(_checked(numerator))
    for generator, relation in relations:
        if pending == 0:
            return True
        if not pending.has(generator):
            continue
        pending = _remainder(pending, sympy.numer(sympy.together(relation)), generator)
    return bool(pending == 0)


def _remainder(expr: sympy.Expr, relation: sympy.Expr, generator: Dummy) -> sympy.Expr:
    """The pseudo-remainder: a multiple of `expr` by a nonzero factor, reduced by the relation."""
    remainder = sympy.prem(sympy.Poly(expr, generator), sympy.Poly(relation, generator))
    return sympy.expand(_checked(remainder.as_expr()))
