"""What a typed answer is, and what can be asked of its tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from phi4_node.errors import ExitCode, Phi4NodeError
from phi4_node.verification.expressions.syntax import Node

Kind = Literal[
    "number", "expression", "tuple", "list", "set", "interval", "assignment", "equation", "inequality",
    "matrix", "choice", "text", "truth", "time", "logic", "none", "all", "infinite", "undefined",
]  # fmt: skip
"""What an answer can be. `none`: there is no solution; `all`: every real number; `infinite`: infinitely many;
`undefined`: it does not exist."""


class AnswerError(Phi4NodeError, ValueError):
    """The text is not one answer that can be read without guessing.

    Attributes:
        reason: Why, in words for a person.
    """

    exit_code = ExitCode.BAD_INPUT

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The answer cannot be read: {reason}. Write the value alone, for example 5 or x = 5."
        )
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Answer:
    """A typed answer.

    Attributes:
        kind: What it is.
        node: The tree as written, without unit; for forms and for calculating.
        unit: `cm^2`, `%`, `°`, `$`, `base 2`; empty if none is written.
        items: The members of a tuple, list or set.
        solutions: For an assignment, its rows: `x = 1 or x = -3` has two, `x = 1, y = 2` has one.
        also: Further sides of `x = 5 + 3 = 8`, which must agree with the node.
        rounded: Approximations written beside the value (`1/3 ≈ 0.33`), which must agree when rounded.
        variable: The name in front of `∈` or `=`, if one is written.
        word: The words of a text, the letter of a choice, `true` or `false`.
    """

    kind: Kind
    node: Node
    unit: str = ""
    items: tuple[Answer, ...] = ()
    solutions: tuple[Row, ...] = ()
    also: tuple[Node, ...] = ()
    rounded: tuple[Node, ...] = ()
    variable: str = ""
    word: str = ""


Row = tuple[tuple[str, Answer], ...]
"""One solution: names with their values."""

_CONSTANTS = frozenset(("pi", "e", "i", "oo", "ℝ", "ℤ", "ℕ", "ℚ", "ℂ", "∅", "True", "False"))


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    pending = [node]
    while pending:
        part = pending.pop()
        yield part
        pending.extend(part.args)


def symbols_of(node: Node) -> frozenset[str]:
    """The names of variables in a tree; pi, e, i and infinity are constants."""
    return frozenset(part.name for part in walk(node) if part.op == "sym") - _CONSTANTS


def is_name(node: Node) -> bool:
    """Whether a left side only names the quantity: x, f(2), |AB|, NO/BO, f(1) + f(2); not 2x + z."""
    if node.op == "sym":
        return node.name not in _CONSTANTS
    if node.op == "call":
        return all(part.op in ("sym", "num", "call", "neg", "sub", "add", "mul") for part in walk(node))
    if node.op in ("add", "sub"):
        return all(arg.op == "call" and is_name(arg) for arg in _summands(node))
    if node.op in ("abs", "mul", "div"):
        return all(part.op in ("sym", "abs", "mul", "div") for part in walk(node))
    return False


def _summands(node: Node) -> list[Node]:
    if node.op not in ("add", "sub"):
        return [node]
    return [summand for arg in node.args for summand in _summands(arg)]
