"""Whether an answer is worked out: to equal the right one is not enough, as the question does so too."""

from __future__ import annotations

from fractions import Fraction

import sympy

from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.checks.scope import Scope
from phi4_node.verification.claims import Context
from phi4_node.verification.expressions.syntax import Node, ReadError
from phi4_node.verification.reading.trees import walk


def unfinished(node: Node) -> str:
    """What still has to be calculated in an answer: `3 + 4`, `2*3*x`; empty if nothing."""
    for part in walk(node):
        if part.op == "neg" and part.args[0].op == "num" and part.args[0].value == 0:
            return "minus zero is not a way to write zero"
        if part.op in ("neg", "pos") and part.args[0].op in ("neg", "pos"):
            return "two signs stand in a row"
        if (_is_rational_arithmetic(part) and not _is_written_out(part)) or _is_open_function(part):
            return "the answer is a calculation that was not carried out"
        if _is_idle(part) or _is_rational_constant(part):
            return "the answer is a calculation that was not carried out"
        if is_trigonometric(part) and _is_part_of_a_turn(part.args[0]):
            return "a trigonometric function of an angle was not worked out"
    return "the answer is a number that can be written more plainly" if _hides_a_number(node) else ""


def _is_idle(node: Node) -> bool:
    """Whether a number in it does nothing: `x + 0`, `1 * sqrt(2)`, `x^0`.

    `0 + 2i` is a usual form, and so are `1x` and `x^1` where coefficients and exponents are written out.
    """
    values = [part.value if part.op == "num" else None for part in node.args]
    if node.op in ("add", "sub"):
        return 0 in values and not any(part.name == "i" for part in walk(node))
    idle = (0,) if any(part.op == "sym" for part in walk(node)) else (0, 1)
    if node.op == "mul":
        return any(value in idle for value in values)
    return (node.op == "pow" and values[1] in idle) or (node.op == "div" and values[1] == 1)


def _is_rational_constant(node: Node) -> bool:
    """Whether a function or power of constants has a plain value: the `ln 1` in `x + ln 1`."""
    if not (node.op == "pow" or (node.op == "call" and node.name in _CLOSED)):
        return False
    return isinstance(_constant_value(node), sympy.Rational)


def _constant_value(node: Node) -> sympy.Expr | None:
    """The value of functions of constants; None of plain arithmetic and of anything else."""
    parts = list(walk(node))
    if not any(part.op == "sym" or (part.op == "call" and part.name in _CLOSED) for part in parts):
        return None
    if any((part.op == "sym" and part.name not in _CONSTANTS) or part.op in _NO_NUMBERS for part in parts):
        return None
    try:
        value = Scope(Context(), {}).evaluate(node)
    except (UndecidedError, ReadError):
        return None
    return value if isinstance(value, sympy.Expr) and not value.free_symbols else None


def is_trigonometric(node: Node) -> bool:
    """Whether it is a sine, a cosine or one of their quotients."""
    return node.op == "call" and node.name in TRIGONOMETRIC


def _hides_a_number(node: Node) -> bool:
    """Whether functions or constants come to a rational number, a square root or a part of pi: `e^0`, `ln e`.

    No algorithm simplifies all of them, so what agrees with a plain number in so many digits counts as one.
    """
    value = _constant_value(node)
    if value is None:
        return False
    if value.is_Rational:
        return True
    if (value**2).is_Rational or (value / sympy.pi).is_Rational:
        return any(part.op in ("add", "sub") for part in walk(node))
    return any(_is_nearly_rational(form) for form in (value, value**2, value / sympy.pi))


def _is_nearly_rational(value: sympy.Expr) -> bool:
    digits = sympy.N(value, _DIGITS, maxn=10 * _DIGITS)
    if not (digits.is_Float and digits.is_finite) or abs(digits) > _LARGEST:
        return False
    exact = Fraction(str(digits))
    return abs(exact - exact.limit_denominator(_LARGEST)) < Fraction(1, 10 ** (_DIGITS - 15))


def _is_part_of_a_turn(angle: Node) -> bool:
    """Whether it is so many degrees or so many times pi, where roots or a plain number may say the same."""
    parts = list(walk(angle))
    is_number = all(part.name == "pi" for part in parts if part.op == "sym")
    return is_number and any(part.op == "degree" or part.name == "pi" for part in parts)


def _is_open_function(node: Node) -> bool:
    """Whether a function of rational numbers stands in place of its value: `17 mod 5`, `16^(1/2)`."""
    if any(part.op in ("sym", "percent", "degree", "quantity") for part in walk(node)):
        return False
    if node.op == "pow":
        base, exponent = (Scope(Context(), {}).evaluate(part) for part in node.args)
        if not (isinstance(base, sympy.Rational) and isinstance(exponent, sympy.Rational)):
            return False
        return exponent.q != 1 and isinstance(base**exponent, sympy.Rational)
    return node.op in _OF_NUMBERS or (node.op == "call" and node.name not in _MAY_STAY)


_CONSTANTS = frozenset(("pi", "e", "oo"))
_DIGITS = 50
_LARGEST = 10_000
"""Numerators and denominators of plain numbers; chance makes none of them in so many digits."""
TRIGONOMETRIC = frozenset(("sin", "cos", "tan", "cot", "sec", "csc"))
_OF_NUMBERS = frozenset(("abs", "norm", "floor", "ceil", "ceiling"))
_MAY_STAY = frozenset("sqrt cbrt root log ln exp subscript ratio setbuilder".split()) | frozenset(
    prefix + name + suffix for name in sorted(TRIGONOMETRIC) for prefix in ("", "a") for suffix in ("", "h")
)
"""Functions whose values at numbers may have no other name."""
_CLOSED = _MAY_STAY - {"subscript", "ratio", "setbuilder"}
_NO_NUMBERS = frozenset(("quantity", "percent", "text", "time", "hole", "rel", "chain", "or", "and", "pm"))


def _is_written_out(node: Node) -> bool:
    """Whether arithmetic of numerals is a way to write one number: `-3/4`, `3*10^8`, `1 1/2`."""
    if node.op == "div":
        return all(_is_numeral(side) for side in node.args) and not _is_division(*node.args)
    if node.op in ("add", "sub", "mul", "pow", "factorial"):
        return _is_scientific(node)
    return True


def _is_division(above: Node, below: Node) -> bool:
    """`6/2` and `1.5/2` are to be divided, while `3/4` and `6/4` are fractions."""
    numbers = [number for part in (above, below) for number in walk(part) if number.op == "num"]
    first, second = (number.value or Fraction(0) for number in numbers)
    return any(number.places for number in numbers) or (second != 0 and (first / second).denominator == 1)


def _is_rational_arithmetic(node: Node) -> bool:
    if node.op in ("num", "repeat"):
        return True
    if node.op == "pow":
        exponent = node.args[1]
        return _is_rational_arithmetic(node.args[0]) and _is_integer(exponent)
    return node.op in ("add", "sub", "mul", "div", "neg", "pos", "mixed", "factorial", "percent") and all(
        _is_rational_arithmetic(part) for part in node.args
    )


def _is_integer(node: Node) -> bool:
    while node.op in ("neg", "pos"):
        node = node.args[0]
    return node.op == "num" and node.value is not None and node.value.denominator == 1


def _is_numeral(node: Node) -> bool:
    while node.op in ("neg", "pos"):
        node = node.args[0]
    return node.op == "num"


def _is_scientific(node: Node) -> bool:
    """`3*10^8` and the `10^8` in it."""
    power = node.args[1] if node.op == "mul" else node
    return (
        power.op == "pow"
        and power.args[0].op == "num"
        and power.args[0].value == Fraction(10)
        and (node is power or _is_numeral(node.args[0]))
    )


def same_but_for_order(first: Node, second: Node) -> bool:
    """Whether two trees differ only in the order of terms and factors: `-ln 2 + ln 6`, `ln 6 - ln 2`."""
    return _ordered(first) == _ordered(second)


def _ordered(node: Node) -> object:
    if node.op in ("add", "sub", "neg", "pos"):
        return "sum", sorted(_parts(node, 1, ("add", "sub", "neg", "pos")), key=repr)
    if node.op in ("mul", "div"):
        return "product", sorted(_parts(node, 1, ("mul", "div")), key=repr)
    return node.op, node.name, node.value, node.places, tuple(map(_ordered, node.args))


def _parts(node: Node, sign: int, ops: tuple[str, ...]) -> list[tuple[int, object]]:
    """The terms of a sum with their signs, or the factors of a product, -1 for those below the line."""
    if node.op not in ops:
        return [(sign, _ordered(node))]
    last = -sign if node.op in ("sub", "neg", "div") else sign
    *before, right = node.args
    return [part for one in before for part in _parts(one, sign, ops)] + _parts(right, last, ops)
