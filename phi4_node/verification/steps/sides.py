"""What a step says: chains `a = b = c` of sides, each arithmetic that was read completely or not at all."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

MEANINGFUL = frozenset(
    "am pm noon midnight clock of half halves third thirds quarter quarters fourth fourths fifth "
    "fifths sixth sixths seventh eighth eighths ninth tenth tenths dozen dozens twice thrice double "
    "doubled triple tripled hundred hundreds thousand thousands million millions billion billions "
    "trillion score remainder rem squared cubed square cube root sqrt by than less fewer into through "
    "until versus vs mod modulo choose factorial log ln sin cos tan power exponent ratio out from "
    "between above below k m b mil bn gross percent percentage pct points more and or plus minus "
    "times divided multiplied subtract add one two three four five six seven eight nine ten eleven "
    "twelve twenty thirty".split()
)
"""Words beside a number that may change its value."""

MEANINGFUL_CHINESE = re.compile("[半倍百千万亿分之的余约比再又和与]")
"""Chinese signs beside a number that may change its value."""


@dataclass(slots=True)
class Side:
    """One side of a relation.

    Attributes:
        text: Arithmetic for the parser; empty if the side was not read.
        words: The words left out: names of things, units.
        groups: The words behind each number, in order.
        has_operator: Whether something is calculated on this side.
        has_percent: Whether a percent sign occurs.
        truncated: Whether a number goes on (`1.636...`).
        start: Where it begins in the step.
        label: The words or the letter that the side is nothing but: `Total cost`, `S`.
    """

    text: str = ""
    words: list[str] = field(default_factory=list)
    groups: list[tuple[str, ...]] = field(default_factory=list)
    has_operator: bool = False
    has_percent: bool = False
    truncated: bool = False
    start: int = 0
    label: str = ""


@dataclass(slots=True)
class Chain:
    """Sides with the relations between them; `relations[i]` stands before `sides[i + 1]`.

    Attributes:
        start: Where it begins in the step; a chain within a formula has the place of the formula.
        end: Where it ends.
        listed: Whether it stands behind a comma of the same formula, as an alternative or another equation.
    """

    sides: list[Side]
    relations: list[str]
    start: int = 0
    end: int = 0
    listed: bool = False


_IN_REMARKS = frozenset("and from of third fourth fifth sixth seventh eighth ninth tenth".split())
"""Words that change no value in a remark: `(from the third day)`; `(a third)` would."""
_BEFORE_SHARE = frozenset("a an one two three".split())
_REMARK_WORD = re.compile(r"[A-Za-z'’,-]+|[\u4e00-\u9fff]+")


def is_remark(words: list[str]) -> bool:
    """Whether words in brackets behind a number only say what it counts."""
    if not words:
        return False
    for place, word in enumerate(words):
        plain = word.lower().strip(",.")
        if not _REMARK_WORD.fullmatch(word) or (plain in MEANINGFUL and plain not in _IN_REMARKS):
            return False
        ordinal = plain in _IN_REMARKS and plain.endswith(("th", "rd"))
        if ordinal and place and words[place - 1].lower() in _BEFORE_SHARE:
            return False
        if MEANINGFUL_CHINESE.search(plain):
            return False
    return True
