"""The values of a calculation and what may be done with them: exact, and bounded before anything is built.

A value is an int, a Fraction, a bool, a text (a label, or the digits of a number), None, a list, tuple,
set, dict or range of values, a function, or a `Symbolic` for whatever needs the symbolic engine: roots,
pi, unknowns. SymPy is imported only when the first of those appears.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from phi4_node.verification.program.parser import ProgramError

Value = Any
"""One of the values above; `Symbolic` keeps everything else out of reach."""

MAX_BITS = 100_000
"""Size of an integer, numerator or denominator: about 30,000 digits."""
MAX_TEXT_DIGITS = 2_000
"""Digits of a number that is written out."""
MAX_ITEMS = 100_000
MAX_TEXT = 10_000
MAX_PARTS = 50
MAX_NODES = 4_000
"""Parts of an expression of the symbolic engine."""


@dataclass(frozen=True, slots=True)
class Symbolic:
    """An expression of the symbolic engine; only `program_algebra` looks inside."""

    expr: Any


@dataclass(frozen=True, slots=True)
class Function:
    """A function that a program may call, by its name in the white list."""

    name: str
    call: Callable[..., Value]


class Formatted(str):
    """A text made of values, as by an f-string or `str()`; `parts` are the values."""

    parts: tuple[Value, ...]

    @classmethod
    def of(cls, text: str, parts: tuple[Value, ...]) -> Formatted:
        """The text with its values."""
        made = cls(text)
        made.parts = parts[:MAX_PARTS]
        return made


def parts_of(text: str) -> tuple[Value, ...]:
    """The values that a text was made of."""
    return text.parts if isinstance(text, Formatted) else ()


class Budget:
    """What one program may still spend."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def charge(self, cost: int = 1) -> None:
        """Pay for work that is about to be done."""
        self.left -= cost
        if self.left < 0:
            raise ProgramError("the program takes too many steps")


def is_number(value: Value) -> bool:
    """Whether the value is an exact rational number."""
    return isinstance(value, int | Fraction)


def is_unknown(value: Value) -> bool:
    """Whether the value is an unknown that stands for itself."""
    return isinstance(value, Symbolic) and bool(value.expr.is_Symbol)


def exact(value: int | Fraction) -> int | Fraction:
    """A whole Fraction as an int; a number that is too large is refused."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, Fraction):
        if value.denominator != 1:
            check_bits(value.numerator)
            check_bits(value.denominator)
            return value
        value = value.numerator
    check_bits(value)
    return value


def check_bits(value: int) -> None:
    """Refuse an integer with too many digits."""
    if value.bit_length() > MAX_BITS:
        raise ProgramError("a number has too many digits")


def bits(value: int | Fraction) -> int:
    """Bits of the larger part."""
    if isinstance(value, int):
        return value.bit_length()
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def read_decimal(text: str) -> int | Fraction:
    """The exact value of a numeral as written: `0.06` is 3/50, `1_000` is 1000, `1e3` is 1000."""
    text = text.replace("_", "").strip()
    mantissa, _, exponent = text.lower().partition("e")
    digits = mantissa.lstrip("+-")
    whole, point, places = digits.partition(".")
    sized = exponent.lstrip("+-")
    valid = (whole + places).isascii() and (whole + places).isdigit()
    if not valid or (exponent and not sized.isdigit()) or (point and "." in places):
        raise ProgramError(f"{text[:40]!r} is not a number")
    if len(digits) > MAX_TEXT_DIGITS or (exponent and (len(sized) > 4 or int(sized) > MAX_TEXT_DIGITS)):
        raise ProgramError("a number has too many digits")
    value = Fraction(int(whole + places), 10 ** len(places))
    if exponent:
        value *= Fraction(10) ** int(exponent)
    return exact(-value if mantissa.startswith("-") else value)


def power(base: int | Fraction, exponent: int, budget: Budget) -> int | Fraction:
    """A whole power, refused before it is computed if it gets too large."""
    size = bits(base)
    if size > 1 and size * abs(exponent) > 2 * MAX_BITS:
        raise ProgramError("a power is too large")
    if base == 0 and exponent < 0:
        raise ProgramError("division by zero")
    budget.charge(1 + size * abs(exponent) // 64 if size > 1 else 1)
    return exact(Fraction(base) ** exponent)


def items_of(value: Value, budget: Budget) -> list[Value]:
    """The items of a collection, bounded; a text gives its characters."""
    if isinstance(value, range):
        if len(value) > MAX_ITEMS:
            raise ProgramError(f"a range has more than {MAX_ITEMS:,} numbers")
        budget.charge(len(value) // 8)
        return list(value)
    if isinstance(value, list | tuple | set | dict | str):
        budget.charge(len(value) // 8)
        return sorted(value, key=order_key) if isinstance(value, set) else list(value)
    raise ProgramError(f"{kind_of(value)} is not a collection")


def order_key(value: Value) -> tuple[int, Any]:
    """An order for sets, which have none: numbers by size, then texts."""
    if is_number(value):
        return (0, value)
    return (1, value) if isinstance(value, str) else (2, to_text(value))


def checked_items(values: Iterable[Value]) -> list[Value]:
    """A list of bounded length."""
    kept: list[Value] = []
    for value in values:
        kept.append(value)
        if len(kept) > MAX_ITEMS:
            raise ProgramError(f"a list has more than {MAX_ITEMS:,} items")
    return kept


def hashable(value: Value) -> Value:
    """The value as a key or a member of a set."""
    if isinstance(value, list | set | dict):
        raise ProgramError(f"{kind_of(value)} cannot be a key or in a set")
    if isinstance(value, tuple):
        for part in value:
            hashable(part)
    return value


def kind_of(value: Value) -> str:
    """What a value is, for messages."""
    if value is None:
        return "nothing (None)"
    if isinstance(value, bool):
        return "a truth value"
    if is_number(value):
        return "a number"
    names = {str: "a text", Symbolic: "an expression", Function: "a function"}
    return names.get(type(value), f"a {type(value).__name__}")


def to_text(value: Value, depth: int = 0) -> str:
    """The value as canonical text that the reader of expressions reads back.

    Numbers are exact (`3/50`), a list is its items with commas (`1, -3`), a tuple has round brackets, a set
    curly ones, and a dict reads as equations (`x = 1, y = 2`).
    """
    if depth > 8:
        raise ProgramError("a value is nested too deep")
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_number(value):
        if bits(value) > MAX_TEXT_DIGITS * 3:
            raise ProgramError("a number has too many digits to be written out; round it")
        return str(value)
    if isinstance(value, str):
        return value[:MAX_TEXT]
    if value is None:
        return ""
    if isinstance(value, Symbolic):
        from phi4_node.verification.program.writing import symbolic_text

        return symbolic_text(value)
    if isinstance(value, dict):
        return _joined(
            [f"{to_text(key, depth + 1)} = {to_text(part, depth + 1)}" for key, part in value.items()]
        )
    if isinstance(value, list | range):
        joined = _joined([to_text(part, depth + 1) for part in value[:MAX_ITEMS]])
        return f"[{joined}]" if depth and isinstance(value, list) else joined
    if isinstance(value, tuple):
        return f"({_joined([to_text(part, depth + 1) for part in value])})"
    if isinstance(value, set):
        return f"{{{_joined([to_text(part, depth + 1) for part in sorted(value, key=order_key)])}}}"
    raise ProgramError(f"{kind_of(value)} is no result")


def _joined(parts: list[str]) -> str:
    if sum(map(len, parts)) > MAX_TEXT:
        raise ProgramError("the result is too long to be written out")
    return ", ".join(parts)
