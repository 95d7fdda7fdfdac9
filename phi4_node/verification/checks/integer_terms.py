"""Exact evaluation of terms and conditions over integers, fast enough to try a million of them.

A tree becomes a function of an environment that holds the integers being tried. Truth has three values: what
depends on a convention raises `UndecidedError`, and a conjunction with a false part is false all the same, so
that a convention only matters where it decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.checks.integer_arithmetic import (
    NoInverseError,
    bounded,
    comparable,
    factorial_of,
    modular_power,
    nonzero,
    plain,
    power_of,
    rational,
)
from phi4_node.verification.checks.integer_functions import FUNCTIONS, natural, whole
from phi4_node.verification.checks.integer_members import SET_FUNCTIONS, members_of
from phi4_node.verification.checks.integer_sets import IntegerSet
from phi4_node.verification.expressions.syntax import Node

Environment = dict[str, int]
Compiled = Callable[[Environment], Any]
Lookup = Callable[[Node], Any]


class Terms:
    """Compiles trees.

    Args:
        outside: The exact value of a tree without tried integers, as an int, a Fraction or a tuple.
        bodies: The problem's own functions: parameters and what they stand for.
    """

    def __init__(self, outside: Lookup, bodies: Mapping[str, tuple[tuple[str, ...], Node]]) -> None:
        self.outside = outside
        self.bodies = bodies
        self.depth = 0

    def compile(self, node: Node, bound: frozenset[str]) -> Compiled:
        """The function that a tree is of the integers named in `bound`."""
        method = getattr(self, f"_{node.op}", None)
        if node.op == "call":
            return self._call(node, bound)
        if method is not None:
            compiled: Compiled = method(node, bound)
            return compiled
        return self._constant(node, bound)

    def _constant(self, node: Node, bound: frozenset[str]) -> Compiled:
        """What only the evaluator of all families knows; it must not depend on what is tried."""
        if names_in(node) & bound:
            raise UndecidedError("this is not evaluated for each integer")
        value = self.outside(node)
        return lambda env: value

    def _parts(self, node: Node, bound: frozenset[str]) -> list[Compiled]:
        return [self.compile(part, bound) for part in node.args]

    # Arithmetic -----------------------------------------------------------------------------------

    def _num(self, node: Node, bound: frozenset[str]) -> Compiled:
        value = plain(node.value)
        return lambda env: value

    def _sym(self, node: Node, bound: frozenset[str]) -> Compiled:
        name = node.name
        return (lambda env: env[name]) if name in bound else self._constant(node, bound)

    def _neg(self, node: Node, bound: frozenset[str]) -> Compiled:
        (a,) = self._parts(node, bound)
        return lambda env: -a(env)

    def _add(self, node: Node, bound: frozenset[str]) -> Compiled:
        if any(part.op == "hole" for part in node.args):
            raise UndecidedError("something is left open")
        a, b = self._parts(node, bound)
        return lambda env: plain(rational(a(env)) + rational(b(env)))

    def _sub(self, node: Node, bound: frozenset[str]) -> Compiled:
        a, b = self._parts(node, bound)
        return lambda env: plain(rational(a(env)) - rational(b(env)))

    def _mul(self, node: Node, bound: frozenset[str]) -> Compiled:
        a, b = self._parts(node, bound)
        return lambda env: plain(bounded(rational(a(env)) * rational(b(env))))

    def _div(self, node: Node, bound: frozenset[str]) -> Compiled:
        a, b = self._parts(node, bound)

        def apply(env: Environment) -> Any:
            below = rational(b(env))
            if below == 0:
                raise UndecidedError("a division by zero")
            return plain(Fraction(rational(a(env))) / below)

        return apply

    def _pow(self, node: Node, bound: frozenset[str]) -> Compiled:
        a, b = self._parts(node, bound)
        return lambda env: power_of(rational(a(env)), whole(b(env)))

    def _factorial(self, node: Node, bound: frozenset[str]) -> Compiled:
        (a,) = self._parts(node, bound)
        return lambda env: factorial_of(a(env))

    def _abs(self, node: Node, bound: frozenset[str]) -> Compiled:
        (a,) = self._parts(node, bound)
        return lambda env: abs(rational(a(env)))

    def _floor(self, node: Node, bound: frozenset[str]) -> Compiled:
        if not names_in(node) & bound:
            return self._constant(node, bound)
        (a,) = self._parts(node, bound)
        return lambda env: Fraction(rational(a(env))).__floor__()

    def _ceil(self, node: Node, bound: frozenset[str]) -> Compiled:
        if not names_in(node) & bound:
            return self._constant(node, bound)
        (a,) = self._parts(node, bound)
        return lambda env: Fraction(rational(a(env))).__ceil__()

    def _set(self, node: Node, bound: frozenset[str]) -> Compiled:
        parts = self._parts(node, bound)
        return lambda env: tuple(sorted({rational(part(env)) for part in parts}))

    # Truth ----------------------------------------------------------------------------------------

    def _rel(self, node: Node, bound: frozenset[str]) -> Compiled:
        if node.name not in _RELATIONS:
            raise UndecidedError("this relation is not known between integers")
        (a, b), compare = self._parts(node, bound), _RELATIONS[node.name]
        return lambda env: compare(*comparable(a(env), b(env)))

    def _and(self, node: Node, bound: frozenset[str]) -> Compiled:
        parts = self._parts(node, bound)
        return lambda env: _decided(parts, env, stop=False)

    def _chain(self, node: Node, bound: frozenset[str]) -> Compiled:
        return self._and(node, bound)

    def _or(self, node: Node, bound: frozenset[str]) -> Compiled:
        parts = self._parts(node, bound)
        return lambda env: _decided(parts, env, stop=True)

    def _not(self, node: Node, bound: frozenset[str]) -> Compiled:
        (a,) = self._parts(node, bound)
        return lambda env: not _truth(a(env))

    # Calls ----------------------------------------------------------------------------------------

    def _call(self, node: Node, bound: frozenset[str]) -> Compiled:
        if node.name in self.bodies:
            return self._own(node, bound)
        if node.name == "integers":
            return self._integers(node, bound)
        if node.name == "image":
            return self._image(node, bound)
        if node.name in ("remainder", "mod", "congruent", "lastdigits", "digit", "divides"):
            modular = self._modular(node, bound)
            if modular is not None:
                return modular
        function = FUNCTIONS.get(node.name) or SET_FUNCTIONS.get(node.name)
        if function is None:
            return self._constant(node, bound)
        parts = self._parts(node, bound)
        if len(parts) == 1:
            a = parts[0]
            return lambda env: function(a(env))
        return lambda env: function(*[part(env) for part in parts])

    def _own(self, node: Node, bound: frozenset[str]) -> Compiled:
        if not names_in(node) & bound:
            return self._constant(node, bound)
        names, body = self.bodies[node.name]
        if len(names) != len(node.args) or self.depth > 20:
            raise UndecidedError(f"{node.name} cannot be evaluated here")
        parts = self._parts(node, bound)
        self.depth += 1
        inner = self.compile(body, frozenset(names))
        self.depth -= 1
        return lambda env: inner(dict(zip(names, [part(env) for part in parts], strict=True)))

    def _integers(self, node: Node, bound: frozenset[str]) -> Compiled:
        from phi4_node.verification.checks.integer_bounds import bounds_of

        condition, variable = node.args
        name = variable.name
        test = self.compile(condition, bound | {name})

        def apply(env: Environment) -> IntegerSet:
            inside = dict(env)

            def holds(value: int) -> bool:
                inside[name] = value
                return _truth(test(inside))

            return bounds_of(self, condition, name, bound, env).set(holds)

        return apply

    def _image(self, node: Node, bound: frozenset[str]) -> Compiled:
        """`image(term, n, set)`: the values of a term on a set."""
        term, variable, domain = node.args
        value = self.compile(term, bound | {variable.name})
        members = self.compile(domain, bound)

        def apply(env: Environment) -> tuple[Any, ...]:
            found = {value({**env, variable.name: member}) for member in members_of(members(env))}
            return tuple(sorted(found))

        return apply

    # Residues -------------------------------------------------------------------------------------

    def _modular(self, node: Node, bound: frozenset[str]) -> Compiled | None:
        """Remainders of big powers, without the powers."""
        args = node.args
        if node.name == "divides":
            by, value = self.compile(args[0], bound), self.residue(args[1], bound)
            return lambda env: value(env, nonzero(by(env))) == 0
        if node.name == "congruent":
            a, b = self.residue(args[0], bound), self.residue(args[1], bound)
            modulus = self.compile(args[2], bound)
            return lambda env: _same_residue(a, b, natural(modulus(env)), env)
        value, by = self.residue(args[0], bound), self.compile(args[1], bound)
        if node.name in ("remainder", "mod"):
            return lambda env: value(env, natural(by(env)))
        if node.name == "lastdigits":
            exact = _positive_power(args[0])
            return (lambda env: value(env, 10 ** natural(by(env)))) if exact else None
        if _positive_power(args[0]) and args[1].op == "num" and args[1].value == 0:
            return lambda env: value(env, 10)
        return None

    def residue(self, node: Node, bound: frozenset[str]) -> Callable[[Environment, int], int]:
        """The function that gives a tree modulo a number."""
        if node.op in ("add", "sub", "mul") and not _has_fractions(node):
            a, b = (self.residue(part, bound) for part in node.args)
            if node.op == "add":
                return lambda env, m: (a(env, m) + b(env, m)) % m
            if node.op == "sub":
                return lambda env, m: (a(env, m) - b(env, m)) % m
            return lambda env, m: a(env, m) * b(env, m) % m
        if node.op == "neg":
            inner = self.residue(node.args[0], bound)
            return lambda env, m: -inner(env, m) % m
        if node.op == "pow":
            base, exponent = self.residue(node.args[0], bound), self.compile(node.args[1], bound)
            return lambda env, m: modular_power(base(env, m), whole(exponent(env)), m)
        value = self.compile(node, bound)
        return lambda env, m: whole(value(env)) % m


def _has_fractions(node: Node) -> bool:
    """Whether something in it may be no whole number although all of it is."""
    if node.op in ("div", "repeat", "percent", "mixed", "call"):
        return True
    if node.op == "num":
        return node.value is None or node.value.denominator != 1
    return any(map(_has_fractions, node.args))


def _same_residue(a: Any, b: Any, modulus: int, env: Environment) -> bool:
    try:
        return bool(a(env, modulus) == b(env, modulus))
    except NoInverseError:
        return False  # nothing is congruent to an inverse that there is not


def _positive_power(node: Node) -> bool:
    """Whether it is plainly a positive integer, so that its last digits are its residue."""
    if node.op in ("add", "mul", "pow", "factorial"):
        return all(_positive_power(part) for part in node.args)
    return node.op == "num" and node.value is not None and node.value.denominator == 1 and node.value > 0


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise UndecidedError("this is neither true nor false")
    return value


def _decided(parts: list[Compiled], env: Environment, *, stop: bool) -> bool:
    """Conjunction (`stop` is False) or disjunction; an undecided part matters only if no other decides."""
    doubt: UndecidedError | None = None
    for part in parts:
        try:
            if _truth(part(env)) is stop:
                return stop
        except UndecidedError as error:
            doubt = error
    if doubt is not None:
        raise doubt
    return not stop


def names_in(node: Node) -> set[str]:
    """All names of variables in a tree, bound or not."""
    found = {node.name} if node.op == "sym" else set()
    return found.union(*(names_in(part) for part in node.args))


_RELATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: bool(a == b),
    "!=": lambda a, b: bool(a != b),
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
}
