"""What conditions prove about where their solutions lie, so that a search for them is complete."""

from __future__ import annotations

from fractions import Fraction
from math import gcd
from typing import TYPE_CHECKING

from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.checks.integer_functions import divisors_of, natural, whole
from phi4_node.verification.checks.integer_members import members_of
from phi4_node.verification.checks.integer_sets import Bounds
from phi4_node.verification.expressions.syntax import Node

if TYPE_CHECKING:
    from phi4_node.verification.checks.integer_terms import Terms

_MAX_DEGREE = 30
_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "="}

Polynomial = list[Fraction]


class _Reader:
    """The bounds of one variable under conditions, other names having values."""

    def __init__(
        self, terms: Terms, name: str, bound: frozenset[str], env: dict[str, int], tolerant: bool
    ) -> None:
        self.terms, self.name, self.bound, self.env, self.tolerant = terms, name, bound, env, tolerant
        self.bounds = Bounds()

    def constant(self, node: Node) -> object:
        """The value of a tree that does not depend on the variable."""
        return self.terms.compile(node, self.bound - {self.name})(self.env)

    def read(self, node: Node) -> None:
        """Take in one condition; one that proves nothing is left to the test."""
        if node.op in ("and", "chain"):
            for part in node.args:
                self.read(part)
            return
        try:
            if node.op == "rel" and node.name in _FLIPPED:
                self._relation(node)
            elif node.op == "call":
                self._call(node)
        except UndecidedError:
            if not self.tolerant:
                raise

    def _call(self, node: Node) -> None:
        name, args = node.name, node.args
        if name == "divides":
            self._divides(*args)
        elif name == "congruent" and not self._has(args[2]):
            self._congruent(Node("sub", (args[0], args[1])), natural(self.constant(args[2])))
        elif name == "congruent" and self._is_variable(args[2]):
            self._divides(args[2], Node("sub", (args[0], args[1])))
        elif name == "member" and self._is_variable(args[0]) and not self._has(args[1]):
            values = members_of(self.constant(args[1]))
            self.bounds.among(frozenset(value for value in values if isinstance(value, int)))
        elif name == "between" and self._is_variable(args[0]) and not self._has(args[1], args[2]):
            self.bounds.at_least(self._number(args[1]))
            self.bounds.at_most(self._number(args[2]))
        elif name == "isnatural" and self._is_variable(args[0]):
            self.bounds.at_least(0)
        elif name in ("isprime", "iscomposite") and self._is_variable(args[0]):
            self.bounds.at_least(2)
        elif name == "ispower" and self._is_variable(args[0]) and args[1] == Node("num", value=Fraction(2)):
            self.bounds.at_least(0)

    def _divides(self, divisor: Node, value: Node) -> None:
        if not self._has(divisor):
            self._congruent(value, abs(whole(self.constant(divisor))))
        elif divisor.op == "pow" and self._is_variable(divisor.args[1]) and not self._has(value):
            base, number = self.constant(divisor.args[0]), whole(self.constant(value))
            if isinstance(base, int) and base >= 2 and number:
                self.bounds.at_most(number.bit_length())  # no power of 2 or more beyond it divides the number
        elif self._is_variable(divisor) and not self._has(value):
            number = abs(whole(self.constant(value)))
            if number:
                found = divisors_of(number)
                self.bounds.among(found | {-known for known in found})

    def _congruent(self, node: Node, modulus: int) -> None:
        poly = self._polynomial(node)
        if poly is None or len(poly) != 2 or any(part.denominator != 1 for part in poly) or modulus < 1:
            return
        rest, factor = int(poly[0]), int(poly[1])
        common = gcd(factor, modulus)
        if rest % common:
            self.bounds.empty = True
            return
        modulus //= common
        if modulus > 1:
            self.bounds.modulo(-(rest // common) * pow(factor // common, -1, modulus) % modulus, modulus)

    def _relation(self, node: Node) -> None:
        left, right = node.args
        if self._counts_digits(left) and not self._has(right):
            self._digits(node.name, self._number(right))
            return
        if left.op == "call" and left.name == "lcm" and node.name == "=" and not self._has(right):
            for part in left.args:
                self._divides(part, right)
            return
        irrational = self._irrational(right) if self._is_variable(left) else None
        if irrational is not None:
            self._linear(node.name, Fraction(1), -irrational)
            return
        poly = self._polynomial(Node("sub", (left, right)))
        if poly is None or len(poly) < 2:
            return
        if len(poly) == 2:
            self._linear(node.name, poly[1], poly[0])
            return
        lead = poly[-1]
        bound = 1 + max(abs(part / lead) for part in poly[:-1])  # Cauchy: beyond it the sign does not change
        above = lead > 0
        below = above if len(poly) % 2 else not above
        if not _possible(node.name, above):
            self.bounds.at_most(bound)
        if not _possible(node.name, below):
            self.bounds.at_least(-bound)

    def _linear(self, sign: str, factor: Fraction, rest: Fraction) -> None:
        end = -rest / factor
        if factor < 0:
            sign = _FLIPPED[sign]
        if sign in ("=", ">", ">="):
            self.bounds.at_least(end if sign != ">" or end.denominator != 1 else end + 1)
        if sign in ("=", "<", "<="):
            self.bounds.at_most(end if sign != "<" or end.denominator != 1 else end - 1)

    def _digits(self, sign: str, count: Fraction) -> None:
        """A number of digits says how big a positive integer is."""
        if count.denominator != 1 or not 0 < count <= 60 or sign not in ("=", "<="):
            return
        self.bounds.at_most(10 ** int(count) - 1)
        self.bounds.at_least(10 ** int(count - 1) if sign == "=" and count > 1 else 0)

    def _counts_digits(self, node: Node) -> bool:
        return node.op == "call" and node.name == "digitcount" and self._is_variable(node.args[0])

    def _irrational(self, node: Node) -> Fraction | None:
        """Half-way between the integers that an irrational number lies between."""
        value = None if self._has(node) else self.constant(node)
        return getattr(value, "middle", None)

    def _number(self, node: Node) -> Fraction:
        value = self.constant(node)
        if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
            raise UndecidedError("a bound is no rational number")
        return Fraction(value)

    def _is_variable(self, node: Node) -> bool:
        return node.op == "sym" and node.name == self.name

    def _has(self, *nodes: Node) -> bool:
        from phi4_node.verification.checks.integer_terms import names_in

        return any(self.name in names_in(node) for node in nodes)

    def _polynomial(self, node: Node) -> Polynomial | None:
        """The coefficients of a polynomial in the variable, from the constant on; None if it is none."""
        if not self._has(node):
            value = self.constant(node)
            number = isinstance(value, (int, Fraction)) and not isinstance(value, bool)
            return _trimmed([Fraction(value)]) if number else None  # type: ignore[call-overload]  # SymPy has no types
        if self._is_variable(node):
            return [Fraction(0), Fraction(1)]
        if node.op not in ("add", "sub", "neg", "mul", "div", "pow"):
            return None
        parts = [self._polynomial(part) for part in node.args]
        first = parts[0]
        if first is None:
            return None
        if node.op == "neg":
            return [-part for part in first]
        second = parts[1]
        if second is None:
            return None
        if node.op in ("add", "sub"):
            return _sum(first, second, 1 if node.op == "add" else -1)
        if node.op == "mul":
            return _product(first, second)
        if len(second) != 1:
            return None
        if node.op == "div":
            return [part / second[0] for part in first]
        return _power(first, second[0])


def _trimmed(poly: Polynomial) -> Polynomial:
    while len(poly) > 1 and poly[-1] == 0:
        poly = poly[:-1]
    return poly if poly != [0] else []


def _sum(a: Polynomial, b: Polynomial, sign: int) -> Polynomial:
    size = max(len(a), len(b))
    left, right = a + [Fraction(0)] * (size - len(a)), b + [Fraction(0)] * (size - len(b))
    return _trimmed([x + sign * y for x, y in zip(left, right, strict=True)])


def _product(a: Polynomial, b: Polynomial) -> Polynomial | None:
    if not a or not b:
        return []
    if len(a) + len(b) > _MAX_DEGREE:
        return None
    found = [Fraction(0)] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            found[i + j] += x * y
    return found


def _power(base: Polynomial, exponent: Fraction) -> Polynomial | None:
    if exponent.denominator != 1 or not 0 < exponent <= _MAX_DEGREE:
        return None
    found: Polynomial | None = [Fraction(1)]
    for _ in range(int(exponent)):
        found = _product(found, base) if found is not None else None
    return found


def _possible(sign: str, positive: bool) -> bool:
    """Whether a difference of this sign can satisfy a relation to zero."""
    return sign in ((">", ">=") if positive else ("<", "<="))


def bounds_of(
    terms: Terms,
    condition: Node,
    name: str,
    bound: frozenset[str],
    env: dict[str, int],
    *,
    tolerant: bool = False,
) -> Bounds:
    """What a condition on the integer called `name` proves about it.

    Args:
        terms: Evaluates the rest.
        condition: What is so.
        name: The integer.
        bound: Other integers that have values.
        env: Their values.
        tolerant: Parts that cannot be evaluated, because of other unknowns, prove nothing.
    """
    reader = _Reader(terms, name, bound, env, tolerant)
    reader.read(condition)
    return reader.bounds
