"""All roots of one equation in one unknown: a list that is certainly complete, or nothing.

Everything becomes a polynomial: denominators are cleared, and every root and absolute value is a new
unknown with the polynomial that defines it, eliminated by resultants. The roots of what remains include
every solution; which of them are solutions is found by substitution (`solving.py`).
"""

from __future__ import annotations

import sympy
from sympy import CRootOf, Dummy, Integer, Poly, Rational
from sympy.polys.polyerrors import BasePolynomialError, PolynomialError

from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.checks.signs import sign_of
from phi4_node.verification.zero.zero import is_zero

MAX_DEGREE = 60
_MAX_KERNELS = 4


def candidates(expr: sympy.Expr, unknown: sympy.Symbol, *, real: bool) -> list[sympy.Expr]:
    """Numbers among which all solutions of `expr = 0` are.

    Raises:
        UndecidedError: no such list is known, or every number may be a solution.
    """
    poly = polynomial(expr, [unknown])
    if poly is None and real and _has_unknown_exponent(expr, unknown):
        return _of_exponential(expr, unknown)
    if poly is None and real and any(log.has(unknown) for log in expr.atoms(sympy.log)):
        return candidates(_without_logarithms(expr, unknown), unknown, real=True)
    if poly is None:
        poly = _eliminated(expr, unknown)
    if poly.is_zero:
        raise UndecidedError("every value may be a solution")
    if poly.degree() > MAX_DEGREE:
        raise UndecidedError(f"a polynomial of degree {poly.degree()}")
    return roots_of(poly, real=real)


def polynomial(expr: sympy.Expr, unknowns: list[sympy.Symbol]) -> Poly | None:
    """The numerator of an expression as a polynomial in the unknowns; None if it is none."""
    numerator = sympy.fraction(sympy.together(expr))[0]
    try:
        poly = Poly(numerator, *unknowns)
    except (PolynomialError, BasePolynomialError):
        return None
    return poly if not any(poly.domain.is_EX and c.has(*unknowns) for c in poly.coeffs()) else None


def _without_logarithms(expr: sympy.Expr, unknown: sympy.Symbol) -> sympy.Expr:
    """`sum of c*log(u) + k = 0` says that the product of all u^c is exp(-k), where all u are positive."""
    product: sympy.Expr = Integer(1)
    constant: sympy.Expr = Integer(0)
    terms = []
    for term in sympy.Add.make_args(sympy.expand(expr)):
        factors = [factor for factor in sympy.Mul.make_args(term) if factor.has(unknown)]
        if not factors:
            constant += term
        elif len(factors) == 1 and isinstance(factors[0], sympy.log):
            terms.append((term / factors[0], factors[0].args[0]))
        else:
            raise UndecidedError("an unknown in a logarithm and elsewhere")
    scale = terms[0][0]
    for coefficient, inside in terms:
        power = sympy.cancel(coefficient / scale)
        if not isinstance(power, Rational) or abs(power) > 20:
            raise UndecidedError("an unknown in logarithms to different bases")
        product *= inside**power
    return product - sympy.exp(sympy.expand(-constant / scale))


def _has_unknown_exponent(expr: sympy.Expr, unknown: sympy.Symbol) -> bool:
    return any(power.exp.has(unknown) for power in expr.atoms(sympy.Pow, sympy.exp))


def _of_exponential(expr: sympy.Expr, unknown: sympy.Symbol) -> list[sympy.Expr]:
    """Real candidates of an equation in powers b^(p*x + q) whose bases are powers of one number b > 1."""
    base, unit = _common_base(expr, unknown)
    replaced = Dummy(positive=True)

    def power(part: sympy.Expr) -> sympy.Expr:
        own, exponent = part.as_base_exp()
        slope, offset = sympy.Poly(exponent, unknown).all_coeffs()
        times = _logarithm(own, base)
        return replaced ** sympy.Integer(slope * times / unit) * base ** (offset * times)

    rest = expr.replace(lambda part: _is_exponential(part, unknown), power)
    if rest.has(unknown):
        raise UndecidedError("an unknown in an exponent and elsewhere")
    poly = polynomial(sympy.expand(rest), [replaced])
    if poly is None or poly.is_zero:
        raise UndecidedError("an unknown in an exponent")
    found = []
    for value in roots_of(poly, real=True):
        if sign_of(value) is None:
            raise UndecidedError("the sign of a power is not known")
        if sign_of(value) == 1:
            exact = (
                _logarithm(value, base)
                if isinstance(value, Rational) and isinstance(base, Rational)
                else None
            )
            times = exact if exact is not None else sympy.log(value) / sympy.log(base)
            found.append(sympy.expand(times / unit))
    return found


def _is_exponential(part: sympy.Basic, unknown: sympy.Symbol) -> bool:
    return isinstance(part, (sympy.Pow, sympy.exp)) and part.as_base_exp()[1].has(unknown)


def _common_base(expr: sympy.Expr, unknown: sympy.Symbol) -> tuple[sympy.Expr, Rational]:
    """A number of which all bases are powers, and the step in which the unknown occurs."""
    powers = [part.as_base_exp() for part in sympy.preorder_traversal(expr) if _is_exponential(part, unknown)]
    bases = {base for base, _ in powers}
    if all(isinstance(base, Rational) and base > 0 and base != 1 for base in bases):
        common: sympy.Expr = Integer(_primitive_root(max(bases, key=lambda base: max(base.p, base.q))))
    elif len(bases) == 1 and sympy.E in bases:
        common = sympy.E
    else:
        raise UndecidedError("an unknown in the exponents of different bases")
    unit = Rational(0)
    for base, exponent in powers:
        times = _logarithm(base, common)
        if times is None or not exponent.is_polynomial(unknown) or sympy.degree(exponent, unknown) != 1:
            raise UndecidedError("an unknown in the exponents of different bases")
        slope = sympy.Poly(exponent, unknown).all_coeffs()[0] * times
        if not isinstance(slope, Rational):
            raise UndecidedError("an unknown in an exponent")
        unit = sympy.gcd(unit, slope)
    return common, unit


def _primitive_root(base: Rational) -> int:
    """The smallest natural number of which a rational or its inverse is a power."""
    number = int(base.p) if base.q == 1 else int(base.q)
    power = sympy.perfect_power(number)
    return int(power[0]) if power else number


def _logarithm(value: sympy.Expr, base: sympy.Expr) -> Rational | None:
    """The integer n with base**n == value, if there is one."""
    if value == base:
        return Integer(1)
    if not isinstance(value, Rational) or not isinstance(base, Integer) or value <= 0:
        return None
    number, sign = (value.p, 1) if value.q == 1 else (value.q, -1)
    if value.p != 1 and value.q != 1:
        return None
    times = 0
    while number > 1 and number % int(base) == 0:
        number, times = number // int(base), times + 1
    return Integer(sign * times) if number == 1 else None


def _eliminated(expr: sympy.Expr, unknown: sympy.Symbol) -> Poly:
    kernels: dict[tuple[sympy.Expr, int], Dummy] = {}
    top = _without_kernels(expr, unknown, kernels)
    rest = sympy.fraction(sympy.together(top))[0]
    relations: list[tuple[Dummy, sympy.Expr]] = []
    while len(relations) < len(kernels):  # what stands inside a root may add further ones
        if len(kernels) > _MAX_KERNELS:
            raise UndecidedError("too many roots and absolute values in one equation")
        (base, index), dummy = list(kernels.items())[len(relations)]
        inner = _without_kernels(base, unknown, kernels)
        relation = dummy**2 - inner**2 if index == 0 else dummy**index - inner
        relations.append((dummy, sympy.fraction(sympy.together(relation))[0]))
    # A kernel inside another one was found after it, so outer kernels are eliminated first.
    for dummy, relation in sorted(relations, key=lambda pair: -_uses(pair[0], relations)):
        if rest.has(dummy):
            rest = sympy.resultant(rest, relation, dummy)
    poly = polynomial(sympy.expand(rest), [unknown])
    if poly is None:
        raise UndecidedError("the equation is not algebraic")
    return poly


def _uses(dummy: Dummy, relations: list[tuple[Dummy, sympy.Expr]]) -> int:
    """How many kernels stand inside this one."""
    relation = next(expr for name, expr in relations if name is dummy)
    return sum(
        1 + _uses(other, relations) for other, _ in relations if other is not dummy and relation.has(other)
    )


def _without_kernels(
    expr: sympy.Expr, unknown: sympy.Symbol, kernels: dict[tuple[sympy.Expr, int], Dummy]
) -> sympy.Expr:
    if not expr.has(unknown):
        return expr
    if isinstance(expr, sympy.Abs):
        return kernels.setdefault((expr.args[0], 0), Dummy())
    if isinstance(expr, sympy.Pow):
        base, exponent = expr.args
        if isinstance(exponent, Integer):
            return _without_kernels(base, unknown, kernels) ** exponent
        if isinstance(exponent, Rational):
            return kernels.setdefault((base, int(exponent.q)), Dummy()) ** int(exponent.p)
        raise UndecidedError("an unknown in an exponent")
    if isinstance(expr, (sympy.Add, sympy.Mul)):
        return expr.func(*[_without_kernels(part, unknown, kernels) for part in expr.args])
    if expr == unknown:
        return expr
    raise UndecidedError(f"an equation with {expr.func.__name__} of an unknown")


def roots_of(poly: Poly, *, real: bool) -> list[sympy.Expr]:
    """All distinct roots of a polynomial in one unknown."""
    if poly.degree() <= 0:
        return []
    if poly.domain.is_ZZ or poly.domain.is_QQ:
        found: list[sympy.Expr] = []
        for factor, _ in poly.factor_list()[1]:
            found += _roots_of_irreducible(factor, real=real)
        return found
    return _roots_by_formula(poly, real=real)


def _roots_of_irreducible(factor: Poly, *, real: bool) -> list[sympy.Expr]:
    degree = factor.degree()
    if degree <= 2:
        return _roots_by_formula(factor, real=real)
    coefficients = factor.all_coeffs()
    if not any(coefficients[1:-1]) and (real or degree == 4):
        return _roots_of_binomial(coefficients[0], coefficients[-1], degree, real=real)
    if degree == 4 and not coefficients[1] and not coefficients[3]:
        return _roots_of_biquadratic(coefficients, factor.gen, real=real)
    if real:
        return [CRootOf(factor, index) for index in range(int(factor.count_roots()))]
    return [CRootOf(factor, index) for index in range(degree)]


def _roots_by_formula(poly: Poly, *, real: bool) -> list[sympy.Expr]:
    coefficients = poly.all_coeffs()
    if is_zero(coefficients[0]) is not False:
        raise UndecidedError("the leading coefficient may be zero")
    if poly.degree() == 1:
        return [sympy.cancel(-coefficients[1] / coefficients[0])]
    if poly.degree() > 2:
        raise UndecidedError("a polynomial of higher degree with coefficients that are not rational")
    a, b, c = coefficients
    discriminant = sympy.expand(b**2 - 4 * a * c)
    sign = sign_of(discriminant)
    if sign is None and (real or not discriminant.is_number):
        raise UndecidedError("the sign of the discriminant is not known")
    if sign == 0:
        return [-b / (2 * a)]
    if sign == -1 and real:
        return []
    root = sympy.sqrt(discriminant)
    return [sympy.expand((-b - root) / (2 * a)), sympy.expand((-b + root) / (2 * a))]


def _roots_of_binomial(a: sympy.Expr, d: sympy.Expr, degree: int, *, real: bool) -> list[sympy.Expr]:
    """The roots of a*x^n + d with rational a and d."""
    value = -d / a
    root = abs(value) ** Rational(1, degree)
    if not real:
        turned = sympy.I if value > 0 else (1 + sympy.I) / sympy.sqrt(2)
        return [sympy.expand(root * turned**power) for power in ((0, 1, 2, 3) if value > 0 else (1, 3, 5, 7))]
    if degree % 2:
        return [root if value > 0 else -root]
    return [-root, root] if value > 0 else []


def _roots_of_biquadratic(
    coefficients: list[sympy.Expr], unknown: sympy.Symbol, *, real: bool
) -> list[sympy.Expr]:
    squares = _roots_by_formula(Poly([coefficients[0], coefficients[2], coefficients[4]], unknown), real=real)
    found = []
    for square in squares:
        if real and (sign_of(square) or 0) < 0:
            continue
        root = sympy.sqrtdenest(sympy.sqrt(square))
        found += [-root, root]
    return found
