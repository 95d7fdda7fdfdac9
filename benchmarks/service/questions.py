"""Problems without end, and what a model says to each of them.

A number makes a problem, and the problem's own words make the solution. So the load generator, the stub model and the
judge of the answers share this file and no state.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum


class Manner(StrEnum):
    """How the model answers a problem."""

    RIGHT = "right"
    CORRECTED = "corrected"
    """Wrong at first; right once it is told so."""
    STUBBORN = "stubborn"
    """Wrong, whatever it is told."""


@dataclass(frozen=True)
class Solved:
    """A problem with all that can be said to it.

    Attributes:
        steps: The lines of a solution, all of them true.
        right: The answer.
        wrong: Another answer.
        manner: How the model answers it.
        was_told: Whether what follows the problem names the wrong answer.
    """

    steps: tuple[str, ...]
    right: str
    wrong: str
    manner: Manner = Manner.RIGHT
    was_told: bool = False

    @property
    def reply(self) -> str:
        """The model's whole reply."""
        is_right = self.manner is Manner.RIGHT or (self.manner is Manner.CORRECTED and self.was_told)
        steps = "\n".join(f"{number}. {step}" for number, step in enumerate(self.steps, 1))
        about = "Analysis: the numbers are given, and one rule leads to the answer."
        return f"{about}\nSteps:\n{steps}\nAnswer: {self.right if is_right else self.wrong}"


@dataclass(frozen=True)
class Kind:
    """One kind of problem.

    Attributes:
        ask: Makes a problem of two numbers.
        words: Finds the problem in whatever it is wrapped in.
        solve: Solves it from the numbers in those words.
    """

    ask: Callable[[int, int], str]
    words: re.Pattern[str]
    solve: Callable[..., Solved]


_SPAN = 600
_WRONG_EVERY = 40
"""One problem in so many is answered wrongly at first, and one in so many again and again."""


def problem(number: int) -> str:
    """The problem with that number; more than a million of them differ."""
    kind, rest = KINDS[number % len(KINDS)], number // len(KINDS)
    return kind.ask(rest % _SPAN, rest // _SPAN)


def solved(text: str) -> Solved | None:
    """The solution of the problem that stands somewhere in a text; None if there is none."""
    for kind in KINDS:
        found = kind.words.search(text)
        if found:
            place = zlib.crc32(found[0].encode()) % _WRONG_EVERY
            manner = {0: Manner.CORRECTED, 1: Manner.STUBBORN}.get(place, Manner.RIGHT)
            one = kind.solve(*(int(number.replace(" ", "") or 0) for number in found.groups("")))
            return replace(one, manner=manner, was_told=one.wrong in text[found.end() :])
    return None


def _ask_roots(one: int, other: int) -> str:
    least, most = one - 300, one - 299 + other
    return f"Solve the equation x^2 {_signed(-least - most)}x {_signed(least * most)} = 0."


def _solve_roots(middle: int, last: int) -> Solved:
    root = math.isqrt(middle * middle - 4 * last)
    least, most = (-middle - root) // 2, (-middle + root) // 2
    product = f"(x {_signed(-least)})(x {_signed(-most)})"
    return Solved(
        (f"x^2 {_signed(middle)}x {_signed(last)} = {product}", f"x = {least} or x = {most}"),
        f"x = {least} or x = {most}",
        f"x = {least} or x = {most + 1}",
    )


def _ask_line(one: int, other: int) -> str:
    factor, shift = other % 8 + 2, other * 3 + 1
    return f"Solve {factor}x + {shift} = {factor * (one - 300) + shift} for x."


def _solve_line(factor: int, shift: int, total: int) -> Solved:
    root = (total - shift) // factor
    return Solved((f"{factor}x = {total - shift}", f"x = {root}"), f"x = {root}", f"x = {root + 1}")


def _solve_product(first: int, second: int, third: int) -> Solved:
    value = first * second + third
    steps = (f"{first} * {second} = {first * second}", f"{first * second} + {third} = {value}")
    return Solved(steps, str(value), str(value + 10))


def _ask_divisor(one: int, other: int) -> str:
    common = other % 23 + 2
    return f"What is the greatest common divisor of {common * (one + 5)} and {common * (other + 3)}?"


def _solve_divisor(first: int, second: int) -> Solved:
    value = math.gcd(first, second)
    steps = (f"{first} = {value} * {first // value}", f"{second} = {value} * {second // value}")
    return Solved(steps, str(value), str(value + 1))


def _ask_slope(one: int, other: int) -> str:
    return f"Find the derivative of {one + 2}x^{other % 5 + 3} + {other + 2}x with respect to x."


def _solve_slope(lead: int, power: int, middle: int) -> Solved:
    value = f"{lead * power}x^{power - 1} + {{}}"
    steps = (f"{lead} * {power} = {lead * power}", f"{power} - 1 = {power - 1}")
    return Solved(steps, value.format(middle), value.format(middle + 1))


def _signed(value: int) -> str:
    return f"{'-' if value < 0 else '+'} {abs(value)}"


_SIGNED = r"([+-] \d+)"

KINDS = (
    Kind(_ask_roots, re.compile(rf"Solve the equation x\^2 {_SIGNED}x {_SIGNED} = 0"), _solve_roots),
    Kind(_ask_line, re.compile(r"Solve (\d+)x \+ (\d+) = (-?\d+) for x"), _solve_line),
    Kind(
        lambda one, other: f"What is {one + 11} * {other + 12} + {one + other + 2}?",
        re.compile(r"What is (\d+) \* (\d+) \+ (\d+)"),
        _solve_product,
    ),
    Kind(_ask_divisor, re.compile(r"greatest common divisor of (\d+) and (\d+)"), _solve_divisor),
    Kind(_ask_slope, re.compile(r"derivative of (\d+)x\^(\d+) \+ (\d+)x"), _solve_slope),
)
