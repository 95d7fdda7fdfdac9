"""Statements about real numbers, decided by z3: polynomial equations and inequalities in several unknowns.

The theory of real closed fields is decidable, and z3's solver for it (Jovanović and de Moura, *Solving
Non-linear Arithmetic*, 2012) does decide what problems ask. Here SymPy's terms become polynomials: a
quotient, a root or an absolute value becomes a new unknown with the equations that define it, a complex
number its real and its imaginary part, a sine and a cosine two unknowns on the unit circle. What has no such
form, pi and logarithms among them, is refused.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.checks.elimination import equations_of
from phi4_node.verification.checks.evaluation import Guard
from phi4_node.verification.checks.scope import Scope
from phi4_node.verification.checks.trigonometric import Angle, by_sines, concerns
from phi4_node.verification.expressions.syntax import Node

MAX_STEPS = 3_000_000
MAX_STEPS_UNTIMED = 300_000
"""z3's own count of its work: a second, or a hundred where its polynomials grow; so there is a clock too."""
MAX_MILLISECONDS = 4_000
_TACTICS = ("simplify", "propagate-values", "solve-eqs", "simplify", "qfnra-nlsat")
MAX_MEMORY_MB = 350
_MAX_EXPONENT = 24
_MAX_UNKNOWNS = 40
_OF_COMPLEX = (sympy.I, sympy.Abs, sympy.conjugate, sympy.re, sympy.im)
COMPLEX_LETTERS = frozenset("zwω")
"""Letters that may well stand for complex numbers where absolute values occur, unless it is said."""
_SIGNS = ("=", "!=", "<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Relation:
    """`expr` stands in this relation to zero."""

    sign: str
    expr: sympy.Expr


@dataclass(frozen=True, slots=True)
class Complex:
    """A number of z3's; `im` is None if it is real by its form."""

    re: Any
    im: Any = None


class Reals:
    """Conditions about real or complex unknowns, and what follows from them.

    Args:
        scope: The meaning of the problem's names.
        conditions: What is given.
        terms: Trees that questions will be about; they must have a value wherever the conditions hold.
        loosely: z, w and the like are complex numbers if nothing is said of them.
        domain: Where other unknowns live of which nothing is said.

    Raises:
        UndecidedError: something has no form as polynomials.
    """

    def __init__(
        self,
        scope: Scope,
        conditions: Sequence[Node],
        terms: Sequence[Node],
        *,
        loosely: bool = False,
        domain: str = "real",
    ) -> None:
        import z3  # takes a third of a second, and few problems need it

        self.z3 = z3
        self.given: list[Any] = []
        self.roots: dict[tuple[str, sympy.Expr], Any] = {}
        self.known: dict[sympy.Symbol, Complex] = {}
        names = scope.unknowns([*conditions, *terms])
        if len(names) > _MAX_UNKNOWNS:
            raise UndecidedError("too many unknowns")
        guards: list[Guard] = []
        relations = [part for condition in conditions for part in _relations(scope, condition, guards)]
        values = [scope.evaluate(term, guards=guards) for term in terms]
        if not all(isinstance(value, sympy.Expr) for value in values):
            raise UndecidedError("the question is not about a number")
        self.domains = {name: scope.source.domains.get(name, "") for name in names}
        exprs = [*(relation.expr for relation in relations), *values]
        self.doubtful = any(expr.has(*_OF_COMPLEX) for expr in exprs) and "" in self.domains.values()
        if self.doubtful and not all(
            name[0] in COMPLEX_LETTERS or said for name, said in self.domains.items()
        ):
            if any(expr.has(sympy.I) for expr in exprs):
                raise UndecidedError("whether a letter stands for a real number is not said")
            self.doubtful = False
        self.domains = {
            name: said or ("complex" if loosely and name[0] in COMPLEX_LETTERS else domain)
            for name, said in self.domains.items()
        }
        self.complex = "complex" in self.domains.values()
        if any(guard.kind == "zeroth" for guard in guards):
            raise UndecidedError("a power zero of an unknown")
        for guard in guards:
            if guard.kind == "nonzero" or not self.complex:
                sign = {"nonzero": "!=", "nonnegative": ">=", "positive": ">"}[guard.kind]
                relations.append(Relation(sign, guard.expr))
        relations, values = self._without_angles(
            [(name, scope.symbol(name)) for name in names], relations, values
        )
        self.values = [self._number(value) for value in values]
        for relation in relations:
            self.given.append(self._holds(relation.sign, self._number(relation.expr)))

    # Angles ---------------------------------------------------------------------------------------

    def _without_angles(
        self, unknowns: list[tuple[str, sympy.Symbol]], relations: list[Relation], values: list[sympy.Expr]
    ) -> tuple[list[Relation], list[sympy.Expr]]:
        exprs = [*(relation.expr for relation in relations), *values]
        angular = [symbol for _, symbol in unknowns if any(concerns(expr, symbol) for expr in exprs)]
        for name, symbol in unknowns:
            if symbol not in angular:
                self._declare(symbol, self.domains[name])
            elif self.domains[name] != "real":
                raise UndecidedError("an angle of which more is said")
        if not angular:
            return relations, values
        bounds = [relation for relation in relations if _is_bound(relation, angular)]
        rest = [relation for relation in relations if relation not in bounds]
        without = by_sines([*(relation.expr for relation in rest), *values], angular)
        if without is None:
            raise UndecidedError("an unknown in an angle and elsewhere")
        found, angles, _ = without
        for angle in angles:
            for part in (angle.sine, angle.cosine):
                self._declare(part, "real")
            sine, cosine = (self.known[part].re for part in (angle.sine, angle.cosine))
            self.given.append(sine * sine + cosine * cosine == 1)
            self.given.append(self._within(angle, [part for part in bounds if part.expr.has(angle.unknown)]))
        plain = [
            Relation(relation.sign, expr) for relation, expr in zip(rest, found[: len(rest)], strict=True)
        ]
        return plain, found[len(rest) :]

    def _within(self, angle: Angle, bounds: list[Relation]) -> Any:
        """An angle between two multiples of a right angle: the quadrants of its sine and cosine."""
        low: tuple[sympy.Expr, bool] | None = None
        high: tuple[sympy.Expr, bool] | None = None
        for bound in bounds:
            slope, offset = sympy.Poly(bound.expr, angle.unknown).all_coeffs()
            end = -offset / slope / angle.factor / (sympy.pi / 2)
            above = (slope > 0) == (bound.sign[0] == ">")
            if not isinstance(end, sympy.Integer) or (low if above else high) is not None:
                raise UndecidedError("an angle between ends that are no multiples of right angles")
            if above:
                low = (end, "=" not in bound.sign)
            else:
                high = (end, "=" not in bound.sign)
        z3, sine, cosine = self.z3, self.known[angle.sine].re, self.known[angle.cosine].re
        if low is None or high is None or high[0] - low[0] > 4:
            return z3.BoolVal(True)
        quadrants = [
            z3.And(cosine >= 0 if k % 4 in (0, 3) else cosine <= 0, sine >= 0 if k % 4 < 2 else sine <= 0)
            for k in range(int(low[0]), int(high[0]))
        ]
        found = [z3.Or(quadrants)]
        if not (high[0] - low[0] == 4 and low[1] != high[1]):  # a full turn has its end once
            for end, is_open in (low, high):
                at = z3.And(
                    cosine == int(sympy.cos(end * sympy.pi / 2)), sine == int(sympy.sin(end * sympy.pi / 2))
                )
                found += [z3.Not(at)] if is_open else []
        return z3.And(found)

    # Terms ----------------------------------------------------------------------------------------

    def _declare(self, symbol: sympy.Symbol, domain: str) -> None:
        real = self.z3.Real(f"{symbol.name}_{len(self.known)}")
        if domain == "complex":
            self.known[symbol] = Complex(real, self.z3.Real(f"{symbol.name}_{len(self.known)}_i"))
            return
        self.known[symbol] = Complex(real)
        sign = {"positive": ">", "negative": "<", "nonnegative": ">=", "nonzero": "!=", "real": ""}.get(
            domain
        )
        if sign is None:
            raise UndecidedError("whole numbers are not decided like real ones")
        if sign:
            self.given.append(self._holds(sign, Complex(real)))

    def number(self, value: sympy.Expr) -> Complex:
        """A constant as z3's number; what defines its roots is added to what is given.

        Raises:
            UndecidedError: it has letters. That `a/b + b/a` is never less than itself makes it no minimum.
        """
        if value.free_symbols:
            raise UndecidedError("the answer has letters where a number is asked for")
        return self._number(value)

    def _number(self, value: sympy.Expr) -> Complex:
        if isinstance(value, sympy.Rational):
            return Complex(self.z3.Q(int(value.p), int(value.q)))
        if value is sympy.I:
            return Complex(self._constant(0), self._constant(1))
        if value in self.known:
            return self.known[value]
        if isinstance(value, sympy.Add):
            return self._fold(value.args, _add)
        if isinstance(value, sympy.Mul):
            return self._fold(value.args, self._times)
        if isinstance(value, sympy.Pow):
            return self._power(value)
        if isinstance(value, (sympy.Abs, sympy.conjugate, sympy.re, sympy.im)):
            return self._part(value)
        if isinstance(value, (sympy.Max, sympy.Min)):
            return self._extreme(value)
        raise UndecidedError(f"{type(value).__name__} is not decided by polynomials")

    def _constant(self, value: int) -> Any:
        return self.z3.RealVal(value)

    def _fold(self, parts: Sequence[sympy.Expr], join: Any) -> Complex:
        total = self._number(parts[0])
        for part in parts[1:]:
            total = join(total, self._number(part))
        return total

    def _times(self, left: Complex, right: Complex) -> Complex:
        if left.im is None and right.im is None:
            return Complex(left.re * right.re)
        if left.im is None:
            return Complex(left.re * right.re, left.re * right.im)
        if right.im is None:
            return Complex(left.re * right.re, left.im * right.re)
        return Complex(left.re * right.re - left.im * right.im, left.re * right.im + left.im * right.re)

    def _power(self, value: sympy.Pow) -> Complex:
        base, exponent = self._number(value.base), value.exp
        if not isinstance(exponent, sympy.Rational) or max(abs(exponent.p), exponent.q) > _MAX_EXPONENT:
            raise UndecidedError("an exponent that is no small number")
        if exponent.q > 1:
            if base.im is not None:
                raise UndecidedError("a root of a number that may not be real")
            base = Complex(self._root(value.base, self._real(base), int(exponent.q)))
        power = base
        for _ in range(abs(exponent.p) - 1):
            power = self._times(power, base)
        return power if exponent > 0 else self._inverse(value, power)

    def _inverse(self, value: sympy.Expr, divisor: Complex) -> Complex:
        """1/a is the b with a*b = 1; that of a complex number by its conjugate."""
        size = divisor.re if divisor.im is None else divisor.re * divisor.re + divisor.im * divisor.im
        key = ("inverse", value)
        if key not in self.roots:
            self.roots[key] = self.z3.FreshReal("q")
            self.given.append(self.roots[key] * size == 1)
        found = self.roots[key]
        if divisor.im is None:
            return Complex(found)
        return Complex(divisor.re * found, -divisor.im * found)

    def _root(self, inner: sympy.Expr, radicand: Any, index: int) -> Any:
        """The real root; of even index the one that is not negative, of what is not negative."""
        key = (f"root {index}", inner)
        if key not in self.roots:
            root = self.roots[key] = self.z3.FreshReal("r")
            power = root
            for _ in range(index - 1):
                power = power * root
            self.given += [power == radicand, *([] if index % 2 else [root >= 0])]
        return self.roots[key]

    def _part(self, value: sympy.Expr) -> Complex:
        inner = self._number(value.args[0])
        imaginary = self._constant(0) if inner.im is None else inner.im
        if isinstance(value, sympy.re):
            return Complex(inner.re)
        if isinstance(value, sympy.im):
            return Complex(imaginary)
        if isinstance(value, sympy.conjugate):
            return inner if inner.im is None else Complex(inner.re, -inner.im)
        square = inner.re * inner.re + imaginary * imaginary
        return Complex(self._root(sympy.Symbol(f"square of {value.args[0]}"), square, 2))

    def _extreme(self, value: sympy.Expr) -> Complex:
        parts = [self._real(self._number(part)) for part in value.args]
        key = ("extreme", value)
        if key not in self.roots:
            found = self.roots[key] = self.z3.FreshReal("m")
            beyond = [found >= part if isinstance(value, sympy.Max) else found <= part for part in parts]
            self.given += [*beyond, self.z3.Or([found == part for part in parts])]
        return Complex(self.roots[key])

    def _real(self, value: Complex) -> Any:
        if value.im is not None:
            self.given.append(value.im == 0)
        return value.re

    # Questions ------------------------------------------------------------------------------------

    def _holds(self, sign: str, value: Complex) -> Any:
        z3 = self.z3
        if sign in ("=", "!="):
            parts = [value.re == 0, *([] if value.im is None else [value.im == 0])]
            return z3.And(parts) if sign == "=" else z3.Not(z3.And(parts))
        real = self._real(value)
        return {"<": real < 0, "<=": real <= 0, ">": real > 0, ">=": real >= 0}[sign]

    def compared(self, left: Complex, sign: str, right: Complex) -> Any:
        """The formula that two numbers stand in a relation."""
        return self._holds(sign, _add(left, self._times(Complex(self._constant(-1)), right)))

    def any_of(self, formulas: Sequence[Any]) -> Any:
        """The formula that one of these holds."""
        return self.z3.Or(list(formulas))

    def count(self, most: int) -> int:
        """How many values the terms have together under the conditions.

        Raises:
            UndecidedError: more than `most`, or z3 did not find out.
        """
        z3 = self.z3
        terms = [part for value in self.values for part in (value.re, value.im) if part is not None]
        blocked: list[Any] = []
        for found in range(most + 1):
            model = self.model(*blocked)
            if model is None:
                return found
            blocked.append(z3.Or([term != model.eval(term, model_completion=True) for term in terms]))
        raise UndecidedError(f"there are more than {most} solutions")

    def possible(self, *formulas: Any) -> bool:
        """Whether the conditions and these formulas hold for some values of the unknowns.

        Raises:
            UndecidedError: z3 did not find out.
        """
        return self.model(*formulas) is not None

    def model(self, *formulas: Any) -> Any:
        """Values of the unknowns for which the conditions and these formulas hold; None if there are none.

        Raises:
            UndecidedError: z3 did not find out.
        """
        solver = self.z3.Then(*_TACTICS).solver()
        timed = _may_start_threads()  # z3's clock is a thread
        solver.set("rlimit", MAX_STEPS if timed else MAX_STEPS_UNTIMED)
        if timed:
            solver.set("timeout", MAX_MILLISECONDS)
        solver.set("max_memory", MAX_MEMORY_MB)
        solver.add(*self.given, *formulas)
        try:
            found = solver.check()
        except self.z3.Z3Exception as error:
            raise UndecidedError(f"z3 stopped: {error}") from error
        if found == self.z3.unknown:
            raise UndecidedError(f"z3 did not decide the conditions ({solver.reason_unknown()})")
        return solver.model() if found == self.z3.sat else None


def _may_start_threads() -> bool:
    """Whether this process may start threads; a worker may not where its system calls are not filtered."""
    thread = threading.Thread(target=int)
    try:
        thread.start()
    except RuntimeError:
        return False
    thread.join()
    return True


def _add(left: Complex, right: Complex) -> Complex:
    if left.im is None or right.im is None:
        return Complex(left.re + right.re, left.im if right.im is None else right.im)
    return Complex(left.re + right.re, left.im + right.im)


def _is_bound(relation: Relation, angular: Sequence[sympy.Symbol]) -> bool:
    """`theta > 0` or `theta < pi/2`: an angle itself, compared with a number."""
    names = relation.expr.free_symbols
    return (
        relation.sign not in ("=", "!=")
        and len(names) == 1
        and names <= set(angular)
        and relation.expr.is_polynomial(*names)
        and sympy.degree(relation.expr, *names) == 1
    )


def _relations(scope: Scope, condition: Node, guards: list[Guard]) -> list[Relation]:
    """What a condition says of numbers, one relation each."""
    if condition.op in ("and", "chain"):
        return [part for inner in condition.args for part in _relations(scope, inner, guards)]
    if condition.op == "rel" and condition.name in _SIGNS and condition.name != "=":
        left, right = (scope.evaluate(part, guards=guards) for part in condition.args)
        if not isinstance(left, sympy.Expr) or not isinstance(right, sympy.Expr):
            raise UndecidedError("a condition is not about numbers")
        return [Relation(condition.name, left - right)]
    return [Relation("=", expr) for expr in equations_of(scope, condition, guards)]
