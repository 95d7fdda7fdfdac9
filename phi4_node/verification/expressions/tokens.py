"""What the lexer hands to the parser: one token, with where it stands in the text."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(slots=True)
class Token:
    """One token.

    Attributes:
        kind: `num`, `word`, `sign`, `form`, `text`, `unit`, `sup`, `literal` or `end`.
        text: Canonical spelling; for `text` the words inside the braces.
        start: Where it begins.
        end: Where it ends.
        gap: Whether space comes before it.
        latex: Whether it was written as a LaTeX command.
        value: Exact value of a numeral.
        places: Digits after the point.
        name: For `literal`: the op of the node; `text` is then the node's name.
    """

    kind: str
    text: str
    start: int
    end: int
    gap: bool = False
    latex: bool = False
    value: Fraction | None = None
    places: int | None = None
    name: str = ""
