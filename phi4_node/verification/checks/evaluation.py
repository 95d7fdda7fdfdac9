"""The value of terms of the term language: what their nodes and calls mean beyond plain conversion.

What the names stand for is the matter of `scope.py`, which starts an evaluation here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import sympy

from phi4_node.verification.checks import integer_values
from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.checks.signs import sign_of
from phi4_node.verification.expressions.expression import Converter, power
from phi4_node.verification.expressions.syntax import Node, ReadError
from phi4_node.verification.reading.trees import BINDERS, CLOSED, number

if TYPE_CHECKING:
    from phi4_node.verification.checks.scope import Scope

CONSTANTS = frozenset(("e", "i", "pi", "oo", "True", "False", "ℝ", "ℤ", "ℕ", "ℚ", "ℂ"))

Values = Mapping[str, Any]

_AT_A_POINT = {
    "derivative": 1,
    "slope_at": 0,
    "tangent": 0,
    "normal": 0,
    "taylor": 0,
    "taylor_coefficient": 0,
}
"""Calls that are about a function near one point, and which of the arguments after the variable that is."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What must be so for an expression to have a value: a divisor is `nonzero`, and so on.

    Of the kind `zeroth` is the base of a power 0: whether 0^0 has a value is a matter of convention.
    """

    kind: str
    expr: Any


class Evaluator(Converter):
    """A conversion that knows which calls bind a variable, and remembers what must be so.

    SymPy cancels divisors, and with them the holes that they leave; `guards` keeps them.
    """

    def __init__(self, scope: Scope, local: Values, guards: list[Guard] | None) -> None:
        functions = {name: scope.function(name, guards) for name in scope.functions}
        super().__init__(_Lookup(scope, local), functions, scope.operations, scope.log_base)
        self.scope = scope
        self.local = local
        self.guards = guards

    def _note(self, kind: str, expr: Any) -> None:
        if self.guards is not None and isinstance(expr, sympy.Expr) and expr.free_symbols:
            self.guards.append(Guard(kind, expr))

    def _div(self, node: Node) -> Any:
        left, right = (self.convert(part) for part in node.args)
        if right == 0:
            raise ReadError("division by zero")
        self._note("nonzero", right)
        return left / right

    def _pow(self, node: Node) -> Any:
        base, exponent = (self.convert(part) for part in node.args)
        if isinstance(base, sympy.MatrixBase) and node.args[1] == Node("sym", name="T"):
            return base.T
        if exponent.is_negative:
            self._note("nonzero", base)
        if exponent.is_zero:
            self._note("zeroth", base)
        if not isinstance(exponent, sympy.Rational):
            self._note("positive", base)
        elif exponent.q % 2 == 0:
            self._note("nonnegative", base)
        return power(base, exponent)

    def _call(self, node: Node) -> Any:
        if node.name == "at" and len(node.args) == 3:
            return self._at(node)
        if node.name == "inverse" and len(node.args) == 2 and node.args[0].name in self.scope.functions:
            return self._inverse(node)
        if node.name == "possible" and len(node.args) == 1:
            return self.scope.possible(node.args[0])
        if (
            node.name in CLOSED
            and (len(node.args) == 1 or node.name in ("tuples", "integer_tuples"))
            and node.name not in self.scope.functions
        ):
            from phi4_node.verification.checks import extremes, graphs

            own = extremes if node.name in extremes.NAMES else graphs
            return own.evaluate(self.scope, node)
        if integer_values.concerns(node):
            try:
                return integer_values.evaluate(self.scope, node, self.local)
            except UndecidedError:
                by_signs = _on_the_line(node)
                if by_signs is not None:
                    return self.convert(by_signs)
                if integer_values.must_be_exact(node):
                    raise
        if node.name in BINDERS and len(node.args) > BINDERS[node.name]:
            return self._binding(node)
        if self.guards is not None:
            self._guard_call(node)
        return super()._call(node)

    def _guard_call(self, node: Node) -> None:
        if node.name in ("sqrt", "ln", "log", "lg", "log10", "log2"):
            self._note("nonnegative" if node.name == "sqrt" else "positive", self.convert(node.args[0]))
        if node.name == "log" and len(node.args) == 2:
            base = self.convert(node.args[1])
            self._note("positive", base)
            self._note("nonzero", base - 1)
        if node.name == "root" and len(node.args) == 2 and node.args[1].value and node.args[1].value % 2 == 0:
            self._note("nonnegative", self.convert(node.args[0]))
        if node.name in ("tan", "sec"):
            self._note("nonzero", sympy.cos(self.convert(node.args[0])))
        if node.name in ("cot", "csc"):
            self._note("nonzero", sympy.sin(self.convert(node.args[0])))

    def _binding(self, node: Node) -> Any:
        """`derivative(f, x, n)`: inside, x is the variable, whatever it is outside."""
        place = BINDERS[node.name]
        name = node.args[place].name
        if node.name.endswith("_where"):
            from phi4_node.verification.checks import inequalities

            return inequalities.values_where(self.scope, node.args[0], name, inequalities.WHERE[node.name])
        if node.name == "solutions":
            return self.scope.solutions(node.args[0], name)
        inside = {known: value for known, value in self.local.items() if known != name}
        rest = [self.convert(part) for part in node.args[place + 1 :]]
        near = rest[_AT_A_POINT[node.name] :][:1] if node.name in _AT_A_POINT else []
        guards = [] if near else self.guards
        first = self.scope.evaluate(node.args[0], {**inside, name: self.scope.symbol(name)}, guards)
        for point in near:
            self._refuse_outside(guards or [], self.scope.symbol(name), point)
        operation = self.operations.get(node.name)
        if operation is None:
            raise UndecidedError(f"{node.name} is not evaluated")
        result = operation(first, self.scope.symbol(name), *rest)
        if node.name == "derivative" and len(rest) < 2 and name in self.local:
            return result.subs(self.scope.symbol(name), self.local[name])
        return result

    def _refuse_outside(self, guards: list[Guard], variable: sympy.Symbol, point: Any) -> None:
        """What belongs to a point of a graph is only known where the function has a value all around it."""
        for guard in guards:
            expr = guard.expr.subs(variable, point)
            if self.guards is not None:
                self._note(guard.kind, expr)
            if not expr.free_symbols:
                known = sign_of(expr)
                if known is None or not (known if guard.kind in ("nonzero", "zeroth") else known > 0):
                    raise UndecidedError("whether the function has a value around this point is not known")

    def _inverse(self, node: Node) -> Any:
        """The one real number that a function of the problem maps to a value."""
        function, value = node.args[0].name, self.convert(node.args[1])
        if not isinstance(value, sympy.Rational):
            return self._inverse_term(function, value)
        preimage = Node("sym", name="preimage")
        goal = number(Fraction(int(value.p), int(value.q)))
        found = self.scope.solutions(
            Node("rel", (Node("call", (preimage,), function), goal), "="), preimage.name
        )
        if len(found.args) != 1:
            raise UndecidedError("the function has no inverse there")
        return found.args[0]

    def _inverse_term(self, function: str, value: Any) -> Any:
        """The inverse as a term, where the equation is linear in what is looked for."""
        from phi4_node.verification.checks.roots import polynomial

        image = sympy.Dummy()
        place = sympy.Dummy()
        found = self.scope.function(function)(place)
        if not isinstance(found, sympy.Expr) or not isinstance(value, sympy.Expr):
            raise UndecidedError("the inverse of the function is not known")
        poly = polynomial(found - image, [place])
        if poly is None or poly.degree() != 1:
            raise UndecidedError("only the inverse of a linear or broken linear function is known as a term")
        slope, offset = poly.all_coeffs()
        return sympy.cancel(-offset / slope).subs(image, value)

    def _at(self, node: Node) -> Any:
        """A term where its variable has a value; put in before anything can cancel."""
        term, variable, point = node.args
        value = self.convert(point)
        result = self.scope.evaluate(term, {**self.local, variable.name: value}, self.guards)
        if isinstance(result, sympy.Basic):  # what a definition has hidden from the line above
            result = result.subs(self.scope.symbol(variable.name), value)
        if not isinstance(result, sympy.Expr) or result.has(sympy.nan, sympy.zoo):
            raise UndecidedError("the term has no value at this point")
        return result


class _Lookup(Mapping[str, Any]):
    """What names stand for; values of definitions are worked out when they are needed."""

    def __init__(self, scope: Scope, local: Values) -> None:
        self.scope = scope
        self.local = local

    def __contains__(self, name: object) -> bool:
        return name in self.local or name not in CONSTANTS or name in self.scope.variables

    def __getitem__(self, name: str) -> Any:
        if name in self.local:
            return self.local[name]
        return self.scope.value(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.local)

    def __len__(self) -> int:
        return len(self.local)

    def __bool__(self) -> bool:
        return True  # every name has a meaning here, even if none is bound locally


def _on_the_line(node: Node) -> Node | None:
    """`greatest(integers(c, x))` by cutting the real line (`inequalities.py`), if c is made of relations."""
    inner = node.args[0] if node.name != "integers" and len(node.args) == 1 else node
    if (
        inner.op != "call"
        or inner.name != "integers"
        or len(inner.args) != 2
        or not _is_comparison(inner.args[0])
    ):
        return None
    found = Node("call", inner.args, "integer_where")
    return found if inner is node else Node("call", (found,), node.name)


def _is_comparison(condition: Node) -> bool:
    if condition.op in ("and", "chain"):
        return all(map(_is_comparison, condition.args))
    return condition.op == "rel" and condition.name in ("=", "!=", "<", "<=", ">", ">=")
