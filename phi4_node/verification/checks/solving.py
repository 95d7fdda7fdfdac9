"""All solutions of equations with the conditions around them, or nothing.

A list of solutions is returned only if it is certainly complete: candidates come from methods that cannot
miss a solution, and every candidate is substituted into what was written, with its divisors, radicands and
logarithms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import sympy
from sympy.polys.polyerrors import BasePolynomialError

from phi4_node.verification.checks import trigonometric
from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.checks.elimination import equations_of
from phi4_node.verification.checks.evaluation import Guard
from phi4_node.verification.checks.exponents import exponents
from phi4_node.verification.checks.roots import candidates, polynomial, roots_of
from phi4_node.verification.checks.scope import Scope
from phi4_node.verification.checks.signs import sign_of
from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.zero.zero import is_zero

MAX_UNKNOWNS = 6
MAX_CANDIDATES = 300

Solution = dict[str, Any]


@dataclass(frozen=True)
class Problem:
    """Conditions converted: `equations` are zero, `filters` are relations to zero."""

    unknowns: tuple[sympy.Symbol, ...]
    equations: tuple[sympy.Expr, ...]
    filters: tuple[tuple[str, sympy.Expr], ...]
    guards: tuple[Guard, ...]
    domains: Mapping[sympy.Symbol, str]

    def is_real(self, unknown: sympy.Symbol) -> bool:
        """Whether only real values count."""
        return self.domains[unknown] != "complex"


def solve_conditions(
    scope: Scope,
    conditions: Sequence[Node],
    unknowns: Sequence[str],
    domain: str = "real",
    *,
    loose: bool = False,
) -> list[Solution]:
    """All solutions.

    Args:
        scope: What names mean.
        conditions: Equations and inequalities.
        unknowns: What to solve for; other names are parameters.
        domain: Where unknowns live about which the words say nothing.
        loose: Accept linear equations that leave unknowns open; values may then contain these.

    Raises:
        UndecidedError: no complete list is known.
    """
    conditions = flattened(conditions)
    part = _closed_part(scope, conditions, unknowns)
    if part:
        return _in_stages(scope, conditions, unknowns, domain, part)
    if len(unknowns) > MAX_UNKNOWNS:
        raise UndecidedError(f"more than {MAX_UNKNOWNS} unknowns")
    problem = _problem(scope, conditions, unknowns, domain)
    if not problem.equations:
        raise UndecidedError("there is no equation among the conditions")
    found = []
    for values in _candidates(problem, loose):
        if _satisfies(problem, values):
            found.append({name: values[scope.symbol(name)] for name in unknowns})
    return found


def _closed_part(scope: Scope, conditions: Sequence[Node], unknowns: Sequence[str]) -> list[Node]:
    """The smallest group of equations with as many unknowns, if it is not all of them."""
    wanted = set(unknowns)
    if len(wanted) < 2:
        return []
    about = [
        (condition, wanted & set(scope.unknowns([condition])))
        for condition in conditions
        if condition.op == "rel" and condition.name == "="
    ]
    for size in range(1, min(len(about), 4)):
        for group in combinations(about, size):
            names = set().union(*(found for _, found in group))
            if names and len(names) <= size and names < wanted:
                return [condition for condition, _ in group]
    return []


def _in_stages(
    scope: Scope, conditions: Sequence[Node], unknowns: Sequence[str], domain: str, part: list[Node]
) -> list[Solution]:
    """Solve a part that stands by itself, and the rest for each of its solutions."""
    first = [name for name in unknowns if name in set(scope.unknowns(part))]
    rest = [name for name in unknowns if name not in first]
    left = [condition for condition in conditions if condition not in part]
    found = []
    for known in solve_conditions(scope, part, first, domain):
        inner = Scope(scope.source, scope.operations, {**scope.assigned, **known})
        found += [{**known, **more} for more in solve_conditions(inner, left, rest, domain)]
    return found


def flattened(conditions: Sequence[Node]) -> list[Node]:
    """The relations of conditions one by one."""
    found: list[Node] = []
    for condition in conditions:
        found += flattened(condition.args) if condition.op in ("and", "chain") else [condition]
    return found


def _problem(scope: Scope, conditions: Sequence[Node], unknowns: Sequence[str], domain: str) -> Problem:
    guards: list[Guard] = []
    equations: list[sympy.Expr] = []
    filters: list[tuple[str, sympy.Expr]] = []
    for condition in flattened(conditions):
        if condition.op == "call":
            equations += equations_of(scope, condition, guards)
            continue
        if condition.op != "rel" or condition.name not in _RELATIONS:
            raise UndecidedError(f"a condition of the kind {condition.name or condition.op} is not solved")
        left, right = (scope.evaluate(part, guards=guards) for part in condition.args)
        if isinstance(left, sympy.MatrixBase) and isinstance(right, sympy.MatrixBase):
            if condition.name != "=" or left.shape != right.shape:
                raise UndecidedError("vectors or matrices of different sizes")
            equations += [one - other for one, other in zip(left, right, strict=True)]
            continue
        if not isinstance(left, sympy.Expr) or not isinstance(right, sympy.Expr):
            raise UndecidedError("a condition is not about numbers")
        if condition.name == "=":
            equations += exponents(left, right, scope.unknowns([condition]), scope) or [left - right]
        else:
            filters.append((condition.name, left - right))
    symbols = tuple(scope.symbol(name) for name in unknowns)
    domains = {scope.symbol(name): scope.source.domains.get(name, domain) for name in unknowns}
    if "complex" not in domains.values():
        equations = [_with_moduli(equation, symbols) for equation in equations]
        filters = [(sign, _with_moduli(expr, symbols)) for sign, expr in filters]
    return Problem(symbols, tuple(equations), tuple(filters), tuple(guards), domains)


def _with_moduli(expr: sympy.Expr, unknowns: Sequence[sympy.Symbol]) -> sympy.Expr:
    """`|3 - c*i|` of a real c is the square root of 9 + c^2; it is not 3 - c*i or its opposite."""
    moduli = [part for part in expr.atoms(sympy.Abs) if part.has(sympy.I)]
    real = {unknown: sympy.Dummy(real=True) for unknown in unknowns}
    back = {dummy: unknown for unknown, dummy in real.items()}
    for modulus in moduli:
        parts = sympy.expand(modulus.args[0].xreplace(real)).as_real_imag()
        square = sympy.expand(parts[0] ** 2 + parts[1] ** 2)
        if square.has(sympy.re, sympy.im, sympy.I):
            raise UndecidedError("an absolute value of a number that is not real")
        expr = expr.xreplace({modulus: sympy.sqrt(square.xreplace(back))})
    return expr


# Candidates ---------------------------------------------------------------------------------------


def _candidates(problem: Problem, loose: bool) -> list[dict[sympy.Symbol, sympy.Expr]]:
    if len(problem.unknowns) == 1:
        return _univariate(problem)
    polys = [polynomial(equation, list(problem.unknowns)) for equation in problem.equations]
    known = [poly for poly in polys if poly is not None]
    if len(known) < len(polys):
        raise UndecidedError("a system that is not polynomial")
    if all(poly.total_degree() <= 1 for poly in known):
        return _linear(problem, known, loose)
    return _polynomial_system(problem, known)


def _univariate(problem: Problem) -> list[dict[sympy.Symbol, sympy.Expr]]:
    unknown = problem.unknowns[0]
    real = problem.is_real(unknown)
    reasons: list[str] = []
    for equation in problem.equations:
        if not equation.has(unknown):
            if is_zero(equation) is False:
                return []
            reasons.append("every value may be a solution")
            continue
        try:
            if equation.has(sympy.Piecewise):
                return [{unknown: value} for value in _by_pieces(equation, unknown, real)]
            if real and trigonometric.concerns(equation, unknown):
                ends = trigonometric.bounds(problem.filters, unknown)
                return [{unknown: value} for value in trigonometric.candidates(equation, unknown, ends)]
            return [{unknown: value} for value in candidates(equation, unknown, real=real)]
        except UndecidedError as error:
            reasons.append(str(error))
    raise UndecidedError(reasons[0])


def _by_pieces(equation: sympy.Expr, unknown: sympy.Symbol, real: bool) -> list[sympy.Expr]:
    """The candidates of every case; substitution tells in which case each of them is."""
    cases = [part for part in equation.atoms(sympy.Piecewise) if part.has(unknown)]
    if len(cases) != 1:
        raise UndecidedError("an equation with several terms by cases")
    found: list[sympy.Expr] = []
    for term, _ in cases[0].args:
        part = equation.xreplace({cases[0]: term})
        if part.has(unknown):
            found += [value for value in candidates(part, unknown, real=real) if value not in found]
        elif is_zero(part) is not False:
            raise UndecidedError("every value may be a solution")
    return found


def _linear(problem: Problem, polys: list[sympy.Poly], loose: bool) -> list[dict[sympy.Symbol, sympy.Expr]]:
    solutions = sympy.linsolve([poly.as_expr() for poly in polys], *problem.unknowns)
    if solutions is sympy.S.EmptySet:
        if any(poly.free_symbols_in_domain for poly in polys):
            raise UndecidedError("whether there is a solution depends on other letters")
        return []
    values = next(iter(solutions))
    if any(value.has(*problem.unknowns) for value in values):
        if loose and not problem.filters and not problem.guards:
            return [dict(zip(problem.unknowns, values, strict=True))]
        raise UndecidedError("the equations have infinitely many solutions")
    return [dict(zip(problem.unknowns, values, strict=True))]


def _polynomial_system(problem: Problem, polys: list[sympy.Poly]) -> list[dict[sympy.Symbol, sympy.Expr]]:
    """Each unknown's own polynomial in the ideal gives its possible values; all combinations are tried."""
    if any(not (poly.domain.is_ZZ or poly.domain.is_QQ) for poly in polys):
        raise UndecidedError("a system whose coefficients are not rational")
    choices = []
    total = 1
    for unknown in problem.unknowns:
        others = [other for other in problem.unknowns if other is not unknown]
        try:
            basis = sympy.groebner([poly.as_expr() for poly in polys], *others, unknown, order="lex")
        except BasePolynomialError as error:
            raise UndecidedError("the system could not be brought to a triangular form") from error
        if basis.exprs == [1]:
            return []
        last = [expr for expr in basis.exprs if expr.free_symbols <= {unknown}]
        if not last:
            raise UndecidedError("the equations have infinitely many solutions")
        roots = roots_of(sympy.Poly(last[0], unknown), real=problem.is_real(unknown))
        choices.append(roots)
        total *= len(roots)
        if total > MAX_CANDIDATES:
            raise UndecidedError("a system with too many possible solutions")
    return [dict(zip(problem.unknowns, values, strict=True)) for values in product(*choices)]


# Substitution -------------------------------------------------------------------------------------


def _satisfies(problem: Problem, values: dict[sympy.Symbol, sympy.Expr]) -> bool:
    """Whether candidate values are a solution of everything that was written."""
    simple = len(problem.equations) == 1 and len(problem.unknowns) == 1 and not problem.guards
    if not all(_lives_in(value, problem.domains[name]) for name, value in values.items()):
        return False
    if not all(_guard_holds(guard, values, problem) for guard in problem.guards):
        return False
    if not (simple and polynomial(problem.equations[0], list(problem.unknowns)) is not None):
        for equation in problem.equations:
            zero = is_zero(equation.xreplace(values))
            if zero is None:
                raise UndecidedError("it could not be proven whether a candidate is a solution")
            if not zero:
                return False
    return all(relation_holds(sign, expr.xreplace(values)) for sign, expr in problem.filters)


def _guard_holds(guard: Guard, values: dict[sympy.Symbol, sympy.Expr], problem: Problem) -> bool:
    expr = guard.expr.xreplace(values)
    real = all(problem.is_real(name) for name in values)
    if guard.kind == "zeroth":
        if is_zero(expr) is not False:
            raise UndecidedError("whether zero to the power of zero has a value is a matter of convention")
        return True
    if guard.kind == "nonzero" or not real:
        zero = is_zero(expr)
        if guard.kind == "nonzero" and zero is None:
            raise UndecidedError("it could not be proven whether a divisor is zero")
        return guard.kind != "nonzero" or not zero
    if expr.free_symbols:
        return True
    return relation_holds(">=" if guard.kind == "nonnegative" else ">", expr)


def _lives_in(value: sympy.Expr, domain: str) -> bool:
    if domain in ("real", "complex"):
        return True
    if domain in ("rational", "integer", "natural"):
        if isinstance(value, sympy.Rational):
            return domain == "rational" or (value.q == 1 and (domain == "integer" or value.p > 0))
        if value.free_symbols or not _is_irrational(value):
            raise UndecidedError("it could not be proven whether a solution is rational")
        return False
    if value.free_symbols:
        return True
    return relation_holds(
        {"positive": ">", "negative": "<", "nonnegative": ">=", "nonzero": "!="}[domain], value
    )


def _is_irrational(value: sympy.Expr) -> bool:
    """Whether a root found by formula is irrational: a CRootOf, or with a square root left."""
    if isinstance(value, sympy.CRootOf):
        return True
    powers = value.atoms(sympy.Pow)
    return len(powers) == 1 and all(isinstance(power.base, sympy.Integer) for power in powers)


_RELATIONS = ("=", "!=", "<", "<=", ">", ">=")


def relation_holds(sign: str, difference: sympy.Expr) -> bool:
    """Whether `difference` stands in this relation to zero.

    Raises:
        UndecidedError: that is not known.
    """
    if sign in ("=", "!="):
        zero = is_zero(difference)
        if zero is None:
            raise UndecidedError("two values could not be told apart")
        return zero == (sign == "=")
    known = sign_of(difference)
    if known is None:
        raise UndecidedError("the sign of a difference is not known")
    return {"<": known < 0, "<=": known <= 0, ">": known > 0, ">=": known >= 0}[sign]
