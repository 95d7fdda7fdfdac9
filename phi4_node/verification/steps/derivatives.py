"""Derivatives in steps: `f'(x) = 3x^2` beside the f that the problem or an earlier step defines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import sympy

from phi4_node.schema import Check, Outcome
from phi4_node.verification.answers.answer import walk
from phi4_node.verification.answers.values import value_of
from phi4_node.verification.expressions.parser import parse
from phi4_node.verification.expressions.syntax import Names, ReadError
from phi4_node.verification.steps.numbers import Around, doubt_in_words
from phi4_node.verification.steps.sides import Chain, Side
from phi4_node.verification.zero.zero import are_equal

_FUNCTION = re.compile(r"\s*([a-zA-Z])\s*\(\s*([a-z])\s*\)\s*|\s*(y)\s*")
_DERIVED = re.compile(
    r"\s*([a-zA-Z])\s*('{1,3}|\^\{?\\prime\}?)\s*\(\s*([a-z])\s*\)\s*|\s*(y)\s*('{1,3}|\^\{?\\prime\}?)\s*"
    r"|\s*\\[dt]?frac\s*\{\s*d\s*([a-z])\s*\}\s*\{\s*d\s*([a-z])\s*\}\s*"
)
_OPERATIONS = frozenset("num sym neg pos add sub mul div pow call".split())
_FUNCTIONS = frozenset("sin cos tan exp ln sqrt arcsin arccos arctan sinh cosh".split())
_MAX_CHARACTERS = 200


@dataclass(slots=True)
class Functions:
    """Functions of one variable that were defined; one that was defined twice is none."""

    known: dict[str, tuple[sympy.Symbol, sympy.Expr]] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)

    def define(self, chain: Chain) -> None:
        """Take over what a chain defines: `f(x) = x^3 + 1`, `y = x^2`."""
        if chain.relations[0] != "=" or not (name := _FUNCTION.fullmatch(chain.sides[0].text)):
            return
        letter, variable = name.group(1) or name.group(3), name.group(2) or "x"
        value = _expression(chain.sides[1], variable)
        if value is None:
            return
        if letter in self.known and self.known[letter][1] != value:
            self.lost.add(letter)
        self.known[letter] = (sympy.Symbol(variable), value)

    def derivative(self, side: Side) -> tuple[sympy.Symbol, sympy.Expr] | None:
        """The derivative that a side names, of a function that is known."""
        named = _DERIVED.fullmatch(side.text)
        if named is None:
            return None
        letter = named.group(1) or named.group(4) or named.group(6)
        variable = named.group(3) or named.group(7) or "x"
        if letter in self.lost or letter not in self.known or str(self.known[letter][0]) != variable:
            return None
        symbol, value = self.known[letter]
        marks = named.group(2) or named.group(5) or "'"
        return symbol, sympy.diff(value, symbol, marks.count("'") or 1)


def check_derivative(functions: Functions, chain: Chain, around: Around, index: int) -> Iterator[Check]:
    """Check what a chain says that the derivative of a known function is."""
    if chain.relations[0] != "=" or (found := functions.derivative(chain.sides[0])) is None:
        return
    symbol, right = found
    said = _expression(chain.sides[1], str(symbol))
    if said is None or (right.has(symbol) and not said.has(symbol)):
        return  # `f'(x) = 0` is an equation
    same = are_equal(right, said)
    if same is None:
        return
    text = f"{chain.sides[0].text.strip()} = {chain.sides[1].text.strip()}"
    doubt = "" if same else doubt_in_words(around)
    outcome = Outcome.HOLDS if same else Outcome.UNDECIDED if doubt else Outcome.FAILS
    fails = outcome is Outcome.FAILS
    why = doubt or ("the derivative is another" if fails else "it is the derivative")
    yield Check(
        outcome=outcome,
        basis="step",
        method="derivative",
        claim={"kind": "step", "left": chain.sides[0].text, "relation": "=", "right": chain.sides[1].text},
        reason=f"step {index + 1}: {text}: {why}",
        counterexample=f"{text}: the derivative is {right}" if fails else "",
        evidence={"derivative": str(right), "numeric": False},
        step=index,
    )


def _expression(side: Side, variable: str) -> sympy.Expr | None:
    """An expression in one variable from known functions; None for everything else."""
    if not side.text or len(side.text) > _MAX_CHARACTERS or side.words or side.has_percent:
        return None
    try:
        node = parse(side.text, Names())
        parts = list(walk(node))
        if any(part.op not in _OPERATIONS or (part.op == "num" and part.places) for part in parts):
            return None
        if any(part.op == "call" and part.name not in _FUNCTIONS for part in parts):
            return None
        if {part.name for part in parts if part.op == "sym"} - {variable, "e", "pi"}:
            return None
        value = value_of(node)
    except ReadError:
        return None
    return value if isinstance(value, sympy.Expr) and not value.has(sympy.nan, sympy.zoo, sympy.oo) else None
