"""The tree that mathematical text is read into, before any symbolic engine sees it.

A tree keeps what was written (`6/4` stays a quotient of 6 and 4), which is what a check of the *form*
of an answer needs, and it can be measured and bounded before anything is built from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from phi4_node.errors import Phi4NodeError


class ReadError(Phi4NodeError, ValueError):
    """The text is not an expression that can be read without guessing.

    Attributes:
        reason: Why, in words for a person, with what to write instead where that is known.
        position: Index of the character where reading stopped; -1 if it is not about one place.
    """

    exit_code = 2

    def __init__(self, reason: str, position: int = -1) -> None:
        super().__init__(reason if position < 0 else f"{reason} (at character {position + 1})")
        self.reason = reason
        self.position = position


class TooLargeError(ReadError):
    """The expression is beyond the bounds that keep every calculation short."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names that the surroundings of an expression give a meaning to.

    Attributes:
        functions: Names that are functions, so that `f(x)` is a call and not a product.
        variables: Names that are variables; None if they are not known, and then every single letter
        may be one.
    """

    functions: frozenset[str] = frozenset()
    variables: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """One node of the tree.

    Attributes:
        op: What it is; see `OPS`.
        args: The parts, in the order written.
        name: Name of a symbol, function, relation, unit or bracket pair.
        value: Exact value of a numeral.
        places: Digits after the point as written; None if the numeral had no point.
    """

    op: str
    args: tuple[Node, ...] = ()
    name: str = ""
    value: Fraction | None = None
    places: int | None = None


OPS: dict[str, str] = {
    "num": "numeral: value, places",
    "sym": "symbol or constant (x, x_1, alpha, pi, e, i, oo): name",
    "text": "a word that is an answer by itself (odd, blue, C): name",
    "neg": "-a",
    "pos": "+a",
    "pm": "±a or a ± b (one or two args); name is ± or ∓",
    "add": "a + b",
    "sub": "a - b",
    "mul": "a * b, however written; name is '' when implicit",
    "div": "a / b, a ÷ b or a fraction",
    "mixed": "mixed number: whole, fraction",
    "pow": "a ^ b",
    "factorial": "a!",
    "percent": "a %",
    "degree": "a °",
    "repeat": "repeating decimal; value is its exact value, name is how it is written",
    "call": "f(a, b, ...): name; calculus.py lists what sums, integrals, limits and derivatives become",
    "abs": "|a|",
    "norm": "||a||",
    "floor": "floor",
    "ceil": "ceiling",
    "rel": "a R b; name is one of = != < <= > >= ~ (approximately) in notin subset",
    "chain": "a R b S c: args are the rels in order",
    "and": "a and b",
    "or": "a or b",
    "not": "not a",
    "implies": "a -> b",
    "iff": "a <-> b",
    "xor": "a xor b",
    "tuple": "(a, b, ...)",
    "list": "a, b, ... without brackets, or [a, b] with more or fewer than two parts",
    "set": "{a, b, ...}; no args is the empty set",
    "interval": "two ends; name is the bracket pair: '[]' '()' '[)' '(]'",
    "pair": "(a, b) with round brackets and two parts: a point or an open interval, the context decides",
    "matrix": "args are rows, each a list",
    "union": "a ∪ b",
    "intersection": "a ∩ b",
    "difference": "a \\ b",
    "quantity": "a number with a unit: name as in units.py, or what is counted (18 ways)",
    "based": "numeral in another base: name is the digits, args (base,)",
    "time": "time of day: value is minutes after midnight, name is AM, PM or empty",
    "hole": "the unknown in a pattern: ? or ...",
}

MAX_NODES = 5_000
MAX_TREE_DEPTH = 120
"""Deepest tree: walking it must not exhaust Python's stack, and a long sum is as deep as it has terms."""


def check_size(node: Node) -> None:
    """Refuse a tree that is too deep or has too many nodes.

    Raises:
        TooLargeError: If it is.
    """
    count, depth, level = 0, 0, [node]
    while level:
        depth += 1
        count += len(level)
        if depth > MAX_TREE_DEPTH or count > MAX_NODES:
            raise TooLargeError(f"more than {MAX_TREE_DEPTH} operations deep or {MAX_NODES:,} parts")
        level = [part for item in level for part in item.args]
