"""Sets of integers given by what their members have in common, and how they are searched completely.

A set is never sampled: its members are found between bounds that its own conditions prove, its least one by
going up from a proven lower bound. Where there is no such bound, nothing is decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil, floor, gcd

from phi4_node.verification.checks.base import UndecidedError

MAX_SEARCHED = 1_000_000
"""How many integers are tried at most."""


@dataclass(frozen=True)
class IntegerSet:
    """The integers between two bounds for which a test is true.

    Attributes:
        test: Whether an integer belongs to it; may raise UndecidedError.
        low: No member is smaller; None if that is not proven.
        high: No member is bigger.
        modulus: All members are `residue` modulo this.
        candidates: All members are among these, in order.
    """

    test: Callable[[int], bool]
    low: int | None = None
    high: int | None = None
    modulus: int = 1
    residue: int = 0
    candidates: tuple[int, ...] | None = None

    def upwards(self) -> Iterator[int]:
        """The members from the least one on, as far as the search goes."""
        yield from self._search(range(0) if self.candidates is None else self._inside(self.candidates), 1)

    def downwards(self) -> Iterator[int]:
        """The members from the greatest one on."""
        known = self._inside(self.candidates)[::-1] if self.candidates is not None else range(0)
        yield from self._search(known, -1)

    def members(self) -> list[int]:
        """All members, in order."""
        if self.candidates is None and (self.low is None or self.high is None):
            raise UndecidedError("it is not proven that there are only finitely many such integers")
        return list(self.upwards())

    def first(self, number: int) -> list[int]:
        """The least members."""
        found: list[int] = []
        if number < 1:
            raise UndecidedError("how many are meant is not clear")
        for member in self.upwards():
            found.append(member)
            if len(found) == number:
                return found
        raise UndecidedError("there are not so many such integers")

    def _inside(self, values: tuple[int, ...] | None) -> list[int]:
        return [
            value
            for value in values or ()
            if (self.low is None or value >= self.low) and (self.high is None or value <= self.high)
        ]

    def _search(self, known: list[int] | range, step: int) -> Iterator[int]:
        places: Iterator[int] | list[int] | range = known
        if self.candidates is None:
            places = self._places(step)
        for tried, value in enumerate(places):
            if tried >= MAX_SEARCHED:
                raise UndecidedError("the search for such integers is too long")
            if self.test(value):
                yield value

    def _places(self, step: int) -> Iterator[int]:
        """Every integer of the right residue, from the one end."""
        start, end = (self.low, self.high) if step > 0 else (self.high, self.low)
        if start is None:
            raise UndecidedError("it is not proven where such integers begin")
        value = start + (self.residue - start) % self.modulus
        if step < 0 and value != start:
            value -= self.modulus
        while end is None or (value <= end if step > 0 else value >= end):
            yield value
            value += step * self.modulus


@dataclass
class Bounds:
    """What conditions prove about all integers that satisfy them."""

    low: int | None = None
    high: int | None = None
    modulus: int = 1
    residue: int = 0
    candidates: frozenset[int] | None = None
    empty: bool = False

    def at_least(self, value: object) -> None:
        """No member is smaller than this."""
        bound = ceil(value)  # type: ignore[call-overload]  # SymPy has no types
        self.low = bound if self.low is None else max(self.low, bound)

    def at_most(self, value: object) -> None:
        """No member is bigger than this."""
        bound = floor(value)  # type: ignore[call-overload]  # SymPy has no types
        self.high = bound if self.high is None else min(self.high, bound)

    def among(self, values: frozenset[int]) -> None:
        """All members are among these."""
        self.candidates = values if self.candidates is None else self.candidates & values

    def modulo(self, residue: int, modulus: int) -> None:
        """All members are congruent to `residue`."""
        common = gcd(self.modulus, modulus)
        if (residue - self.residue) % common:
            self.empty = True
            return
        step = modulus // common
        factor = (residue - self.residue) // common * pow(self.modulus // common, -1, step) if step > 1 else 0
        self.residue += self.modulus * (factor % step)
        self.modulus *= step
        self.residue %= self.modulus

    def set(self, test: Callable[[int], bool]) -> IntegerSet:
        """The set of those within these bounds that pass the test."""
        if self.empty:
            return IntegerSet(test, candidates=())
        found = None if self.candidates is None else tuple(sorted(self.candidates))
        return IntegerSet(test, self.low, self.high, self.modulus, self.residue, found)
