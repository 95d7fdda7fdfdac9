"""What single sentences say, before they are put together into a claim."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from phi4_node.verification.claims import Domain
from phi4_node.verification.expressions.syntax import Node

Form = Literal[
    "simplified", "expanded", "factored", "real_factors", "lowest_terms", "collected", "mixed", "decimal"
]


@dataclass(frozen=True, slots=True)
class Define:
    """`Let f(x) be ...`, `Let y be ...`."""

    name: str
    parameters: tuple[str, ...]
    term: Node


@dataclass(frozen=True, slots=True)
class Given:
    """Equations and inequalities that hold."""

    conditions: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Assume:
    """Where variables live."""

    names: tuple[str, ...]
    domain: Domain


@dataclass(frozen=True, slots=True)
class Note:
    """Words that ask for politeness or a notation and change nothing, or name a form of the answer.

    Attributes:
        places: The answer is to be rounded to this many decimal places.
        form: The form that the answer is to have.
        base: The base of the number system that the answer is to be written in.
        significant: The answer is to be rounded to this many significant digits.
        unclear: How to round is said in a way that contradicts itself.
        domain: Which of the solutions are asked for: `enter all integer solutions`.
    """

    places: int | None = None
    form: Form | None = None
    base: int | None = None
    significant: int | None = None
    unclear: bool = False
    domain: Domain | None = None


@dataclass(frozen=True, slots=True)
class AskValue:
    """What are these things?"""

    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AskSolve:
    """Which values satisfy these conditions?

    Attributes:
        conditions: To be solved; empty means those given elsewhere.
        unknowns: What for; empty means what is not known.
        domain: Where, if the words say so.
    """

    conditions: tuple[Node, ...]
    unknowns: tuple[str, ...] = ()
    domain: Domain | None = None
    multiplicity: bool = False


@dataclass(frozen=True, slots=True)
class AskRewrite:
    """The same thing in another form."""

    term: Node
    form: Form


@dataclass(frozen=True, slots=True)
class AskTruth:
    """Is it so?"""

    statement: Node


@dataclass(frozen=True, slots=True)
class AskChoice:
    """Which of these?"""

    options: tuple[tuple[str, Node], ...]
    rank: int
    target: Node | None = None


@dataclass(frozen=True, slots=True)
class AskOrder:
    """In which order?"""

    items: tuple[Node, ...]
    descending: bool = False


@dataclass(frozen=True, slots=True)
class AskClaim:
    """A question with a claim of its own: `kind` of `claims.py`, whose `terms` are these trees.

    Attributes:
        kind: Which claim.
        terms: What it is about.
        options: Further fields of the claim with their values.
        unknowns: Letters that the answer may use as variables.
    """

    kind: str
    terms: tuple[Node, ...]
    options: tuple[tuple[str, str], ...] = ()
    unknowns: tuple[str, ...] = ()


Question = AskValue | AskSolve | AskRewrite | AskTruth | AskChoice | AskOrder | AskClaim
Statement = Define | Given | Assume | Note | Question


@dataclass(frozen=True, slots=True)
class Rounding:
    """How a value is to be rounded: to decimal places, or to a multiple of a unit."""

    call: str
    amount: Node = field(default_factory=lambda: Node("num"))
