"""Patterns as small programs: every element knows what comes after it, so that matching copies nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from phi4_node.verification.reading.grammar.patterns import Element, Literal, Slot

PLAIN_WORD = re.compile(r"[a-z0-9_]+")
_MANY = 4


@dataclass(frozen=True, slots=True)
class Word:
    """A literal; `after` is what follows it, None at the end of the pattern.

    Attributes:
        plain: Whether it is one run of letters and digits, so that it is compared with whole runs.
    """

    text: str
    plain: bool
    after: Step | None


@dataclass(frozen=True, slots=True)
class Hole:
    """A slot."""

    category: str
    name: str
    after: Step | None


@dataclass(frozen=True, slots=True)
class Fork:
    """A choice: every branch has the rest of the pattern behind it.

    Attributes:
        branches: In their order; None is the end of the pattern.
        by_word: Places of the branches that begin with a plain word, by that word.
        others: Places of all other branches.
    """

    branches: tuple[Step | None, ...]
    by_word: dict[str, tuple[int, ...]] = field(default_factory=dict)
    others: tuple[int, ...] = ()


Step = Word | Hole | Fork


def program(elements: tuple[Element, ...], after: Step | None = None) -> Step | None:
    """The first step of a pattern."""
    step = after
    for element in reversed(elements):
        if isinstance(element, Literal):
            step = Word(element.text, PLAIN_WORD.fullmatch(element.text) is not None, step)
        elif isinstance(element, Slot):
            step = Hole(element.category, element.name, step)
        else:
            step = _fork(tuple(program(branch, step) for branch in element.branches))
    return step


def _fork(branches: tuple[Step | None, ...]) -> Fork:
    if len(branches) < _MANY:
        return Fork(branches, {}, tuple(range(len(branches))))
    by_word: dict[str, tuple[int, ...]] = {}
    others: list[int] = []
    for place, branch in enumerate(branches):
        if isinstance(branch, Word) and branch.plain:
            by_word[branch.text] = (*by_word.get(branch.text, ()), place)
        else:
            others.append(place)
    return Fork(branches, by_word, tuple(others))
