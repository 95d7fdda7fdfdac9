"""Terms of a sum as written: a numeral times powers of bases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from phi4_node.verification.expressions.syntax import Node

ONE = Node("num", value=Fraction(1))


class NotAMonomialError(ValueError):
    """The tree is not a product of powers.

    Attributes:
        certain: Whether it certainly still contains something to carry out.
    """

    def __init__(self, message: str, *, certain: bool = False) -> None:
        super().__init__(message)
        self.certain = certain


@dataclass(frozen=True, slots=True)
class Monomial:
    """A term.

    Attributes:
        coefficient: Product of the numerals.
        powers: Bases with their exponents, as written.
        has_arithmetic: Whether several numerals are multiplied.
        repeats: Whether a base occurs twice.
    """

    coefficient: Fraction
    powers: tuple[tuple[Node, Node], ...]
    has_arithmetic: bool
    repeats: bool

    def negated(self) -> Monomial:
        """The same term with the other sign."""
        return replace(self, coefficient=-self.coefficient)


def literal(node: Node) -> Fraction | None:
    """The value of a tree that is one number as people write it: 5, -5, 0.5, 5/6, 1 1/2."""
    if node.op in ("num", "repeat"):
        return node.value
    if node.op == "neg":
        inner = literal(node.args[0])
        return None if inner is None else -inner
    if node.op == "div" and all(
        arg.op == "num" or (arg.op == "neg" and arg.args[0].op == "num") for arg in node.args
    ):
        above, below = (literal(arg) for arg in node.args)
        return above / below if above is not None and below else None
    if node.op == "mixed":
        whole, part = (literal(arg) for arg in node.args)
        return None if whole is None or part is None else whole + part
    return None


def summands(node: Node, sign: int = 1) -> Iterator[tuple[int, Node]]:
    """The terms of a sum with their signs."""
    if node.op == "add":
        yield from summands(node.args[0], sign)
        yield from summands(node.args[1], sign)
    elif node.op == "sub":
        yield from summands(node.args[0], sign)
        yield from summands(node.args[1], -sign)
    elif node.op in ("neg", "pos"):
        yield from summands(node.args[0], -sign if node.op == "neg" else sign)
    else:
        yield sign, node


def monomial(node: Node) -> Monomial:
    """Read a term.

    Raises:
        NotAMonomialError: it is not a product of powers.
    """
    coefficients: list[Fraction] = []
    powers: list[tuple[Node, Node]] = []
    _collect(node, coefficients, powers, below=False)
    value = Fraction(1)
    for coefficient in coefficients:
        value *= coefficient
    integers = [part for part in coefficients if part.denominator == 1]
    fractions = len(coefficients) - len(integers)
    # `3x/4` and `(3/4)x` have a numeral above and one below; more than that is a calculation.
    arithmetic = (
        len(integers) > 1 or fractions > 1 or (len(coefficients) > 1 and not _are_coprime(coefficients))
    )
    bases = [base for base, _ in powers]
    return Monomial(value, tuple(powers), arithmetic, len(set(bases)) < len(bases))


def _are_coprime(coefficients: list[Fraction]) -> bool:
    """3 and 1/4 may stay apart, 2 and 1/4 may not."""
    product = Fraction(1)
    for coefficient in coefficients:
        product *= coefficient
    return product.denominator == max(coefficient.denominator for coefficient in coefficients)


def _collect(
    node: Node, coefficients: list[Fraction], powers: list[tuple[Node, Node]], *, below: bool
) -> None:
    value = literal(node)
    if value is not None:
        if below and value == 0:
            raise NotAMonomialError("a division by zero", certain=True)
        coefficients.append(1 / value if below else value)
    elif node.op in ("neg", "pos"):
        coefficients.append(Fraction(-1 if node.op == "neg" else 1))
        _collect(node.args[0], coefficients, powers, below=below)
        _merge_signs(coefficients)
    elif node.op == "mul":
        for arg in node.args:
            _collect(arg, coefficients, powers, below=below)
    elif node.op == "div":
        _collect(node.args[0], coefficients, powers, below=below)
        _collect(node.args[1], coefficients, powers, below=not below)
    elif node.op == "pow":
        _collect_power(node, powers, below=below)
    elif node.op in ("sym", "call", "abs", "factorial", "floor", "ceiling", "add", "sub"):
        powers.append((node, Node("neg", (ONE,)) if below else ONE))
    else:
        raise NotAMonomialError(f"a {node.op} is not part of a polynomial")


def _collect_power(node: Node, powers: list[tuple[Node, Node]], *, below: bool) -> None:
    base, exponent = node.args
    if base.op in ("pow", "mul", "div"):
        raise NotAMonomialError("a power of a product or power is not carried out", certain=True)
    powers.append((base, Node("neg", (exponent,)) if below else exponent))


def _merge_signs(coefficients: list[Fraction]) -> None:
    """A sign is not a numeral of its own."""
    if len(coefficients) > 1:
        last = coefficients.pop()
        coefficients[-1] *= last
