"""The parser that runs a grammar on a text.

It finds *all* readings, so that the caller can see an ambiguity instead of guessing. It is bounded: past
`MAX_STEPS` it gives up with a `WordsError`, and it remembers how far it came, which names the first word that
no rule understands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from phi4_node.verification.reading.grammar.patterns import Element, Literal, Rule, Slot
from phi4_node.verification.reading.grammar.table import PLAIN_WORD, Grammar, Table

MAX_STEPS = 60_000
MAX_DEPTH = 40
MAX_READINGS = 24
LEAVES = frozenset(("math", "quoted"))
"""Builtins that read text alone, so that what they found stays true while a phrase grows."""

Result = tuple[int, Any]
Builtin = Callable[["Scan", int], list[Result]]


class WordsError(Exception):
    """The words cannot be read; the message says which or why."""


@dataclass
class Scan:
    """One text being read with one grammar.

    Attributes:
        builtins: Categories that code reads instead of rules.
        furthest: How far any rule came; what stands there is the first word that is not understood.
    """

    grammar: Grammar
    text: str
    builtins: dict[str, Builtin]
    steps: int = 0
    depth: int = 0
    furthest: int = 0
    memory: dict[tuple[str, int], list[Result]] = field(default_factory=dict)
    pending: dict[tuple[str, int], list[Result]] = field(default_factory=dict)
    recursed: set[tuple[str, int]] = field(default_factory=set)
    notes: dict[tuple[int, int], Any] = field(default_factory=dict)
    """What builtins remember about a stretch of text."""
    lower: str = ""
    table: Table = field(init=False)

    def __post_init__(self) -> None:
        # A few characters change length in lower case; positions must stay the same.
        self.lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in self.text)
        self.table = self.grammar.table(self.lower)

    def skip(self, position: int) -> int:
        """Past white space."""
        while position < len(self.text) and self.text[position].isspace():
            position += 1
        return position

    def word_at(self, position: int) -> str:
        """The word that stands at a position, for a message."""
        match = re.compile(r"[\s.,;:?!]*([^\W\d_]+|\S)").match(self.text, position)
        return match.group(1) if match else ""

    def read(self, category: str, position: int) -> list[Result]:
        """Every thing of a category that begins at a position, with where it ends."""
        position = self.skip(position)
        key = (category, position)
        if key in self.memory:
            return self.memory[key]
        if key in self.pending:  # the category begins with itself, perhaps through another one: grow the seed
            self.recursed.add(key)
            return self.pending[key]
        if self.depth >= MAX_DEPTH:
            raise WordsError("the sentence is nested too deeply")
        self.depth += 1
        self.pending[key] = []
        while True:
            found = self._read(category, position)
            again = key in self.recursed and len(found) > len(self.pending[key])
            if key in self.recursed:
                self._forget(position)
            if not again:
                break
            self.pending[key] = found
        del self.pending[key]
        self.recursed.discard(key)
        self.depth -= 1
        self.memory[key] = found
        if category == "math" or category not in self.builtins:  # that something is a word says nothing
            self.furthest = max([self.furthest, *(end for end, _ in found)])
        return found

    def _forget(self, position: int) -> None:
        """Drop what was read at a position from an unfinished seed."""
        for key in [key for key in self.memory if key[1] == position and key[0] not in LEAVES]:
            del self.memory[key]

    def _read(self, category: str, position: int) -> list[Result]:
        found: list[Result] = []
        builtin = self.builtins.get(category)
        if builtin is not None:
            found.extend(builtin(self, position))
        for entry in self._seeds(category, position):
            self._apply(entry, entry.elements, position, {}, found)
        growing = self.table.growing.get(category, ())
        index = 0
        while growing and index < len(found):
            end, value = found[index]
            index += 1
            for entry in growing:
                slot = entry.elements[0]
                assert isinstance(slot, Slot)
                self._apply(entry, entry.elements[1:], end, {slot.name: value}, found)
        return found

    def _seeds(self, category: str, position: int) -> list[Rule]:
        """The rules of a category that can begin at a position, in their order."""
        openings = self.table.seeds.get(category)
        if openings is None:
            return []
        rules = self.grammar.rules
        found = list(openings.anywhere)
        word = PLAIN_WORD.match(self.lower, position)
        if word is not None and not (position and _is_letter(self.text[position - 1])):
            found += openings.plain.get(word.group(), ())
        found += [
            index for index, words in openings.other if any(self._literal(w, position) >= 0 for w in words)
        ]
        return [rules[index] for index in sorted(set(found))]

    def _apply(
        self,
        entry: Rule,
        elements: tuple[Element, ...],
        position: int,
        captures: dict[str, Any],
        found: list[Result],
    ) -> None:
        for end, caught in self._match(elements, 0, position, captures):
            value = entry.build(**{name: item for name, item in caught.items() if name})
            if value is None or (end, value) in found:
                continue
            found.append((end, value))
            if len(found) > MAX_READINGS:
                raise WordsError("the sentence has too many readings")

    def _match(
        self, elements: tuple[Element, ...], index: int, position: int, captures: dict[str, Any]
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise WordsError("the sentence is too long to be read")
        if index == len(elements):
            yield position, captures
            return
        element = elements[index]
        if isinstance(element, Literal):
            end = self._literal(element.text, position)
            if end >= 0:
                self.furthest = max(self.furthest, end)
                yield from self._match(elements, index + 1, end, captures)
        elif isinstance(element, Slot):
            for end, value in list(self.read(element.category, position)):
                yield from self._match(elements, index + 1, end, {**captures, element.name: value})
        else:
            rest = elements[index + 1 :]
            position = self.skip(position)
            for branch in element.branches:
                if branch and isinstance(
                    branch[0], Literal
                ):  # the commonest case, without a generator for nothing
                    end = self._literal(branch[0].text, position)
                    if end >= 0:
                        self.furthest = max(self.furthest, end)
                        yield from self._match(branch[1:] + rest, 0, end, captures)
                else:
                    yield from self._match(branch + rest, 0, position, captures)

    def _literal(self, word: str, position: int) -> int:
        """Where `word` ends if it stands at `position`, else -1."""
        position = self.skip(position)
        end = position + len(word)
        if not self.lower.startswith(word, position):
            return -1
        if _is_letter(word[-1]) and end < len(self.text) and _is_letter(self.text[end]):
            return -1
        if _is_letter(word[0]) and position and _is_letter(self.text[position - 1]):
            return -1
        return end


def _is_letter(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")
