"""The parser that runs a grammar on a text.

It finds *all* readings, so that the caller can see an ambiguity instead of guessing. It is bounded: past
`MAX_STEPS` it gives up with a `WordsError`, and it remembers how far it came, which names the first word that
no rule understands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from phi4_node.verification.reading.grammar.patterns import Rule
from phi4_node.verification.reading.grammar.programs import PLAIN_WORD, Hole, Step, Word
from phi4_node.verification.reading.grammar.table import Grammar, Openings, Table

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
    memory: dict[int, dict[str, list[Result]]] = field(default_factory=dict)
    pending: dict[tuple[str, int], list[Result]] = field(default_factory=dict)
    recursed: set[tuple[str, int]] = field(default_factory=set)
    notes: dict[tuple[int, int], Any] = field(default_factory=dict)
    """What builtins remember about a stretch of text."""
    lower: str = ""
    table: Table = field(init=False)
    words: dict[int, str] = field(default_factory=dict)
    """The plain word that begins at a position; empty if none begins there."""
    past_space: list[int] = field(default_factory=list)
    """For every position, where the white space that begins there ends."""

    def __post_init__(self) -> None:
        self.lower = self.text.lower()
        if len(self.lower) != len(self.text):
            # A few characters change length in lower case; positions must stay the same.
            self.lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in self.text)
        self.table = self.grammar.table(self.lower)
        self.past_space = _past_space(self.text)
        self.words = _words(self.lower)

    def skip(self, position: int) -> int:
        """Past white space."""
        return self.past_space[position] if position < len(self.past_space) else position

    def word_at(self, position: int) -> str:
        """The word that stands at a position, for a message."""
        match = _WORD.match(self.text, position)
        return match.group(1) if match else ""

    def read(self, category: str, position: int) -> list[Result]:
        """Every thing of a category that begins at a position, with where it ends."""
        position = self.past_space[position]
        here = self.memory.get(position)
        if here is None:
            here = self.memory[position] = {}
        elif category in here:
            return here[category]
        key = (category, position)
        if key in self.pending:  # the category begins with itself, perhaps through another one: grow the seed
            self.recursed.add(key)
            return self.pending[key]
        if self.depth >= MAX_DEPTH:
            raise WordsError("the sentence is nested too deeply")
        self.depth += 1
        self.pending[key] = []
        while True:
            found = self._read(category, position)
            if key not in self.recursed or len(found) <= len(self.pending[key]):
                break  # whatever was read on the way has used all that there is
            self._forget(position)
            self.pending[key] = found
        del self.pending[key]
        self.recursed.discard(key)
        self.depth -= 1
        self.memory[position][category] = found
        if category == "math" or category not in self.builtins:  # that something is a word says nothing
            for end, _ in found:
                self.furthest = max(self.furthest, end)
        return found

    def _forget(self, position: int) -> None:
        """Drop what was read at a position from an unfinished seed."""
        here = self.memory[position]
        self.memory[position] = {category: here[category] for category in LEAVES if category in here}

    def _read(self, category: str, position: int) -> list[Result]:
        found: list[Result] = []
        builtin = self.builtins.get(category)
        if builtin is not None:
            found.extend(builtin(self, position))
        grammar = self.grammar
        openings, growing = self.table.rules_of(category)
        for rule in self._seeds(openings, position):
            self._apply(grammar.rules[rule], grammar.programs[rule], position, {}, found)
        index = 0
        while growing and index < len(found):
            end, value = found[index]
            index += 1
            for rule in growing:
                slot = grammar.programs[rule]
                assert isinstance(slot, Hole)
                self._apply(grammar.rules[rule], slot.after, end, {slot.name: value}, found)
        return found

    def _seeds(self, openings: Openings, position: int) -> list[int]:
        """The rules that can begin at a position, in their order."""
        found = openings.anywhere.copy()
        word = self.words.get(position)
        if word and word in openings.plain:
            chosen = self.table.chosen
            found += [index for index in openings.plain[word] if index in chosen]
        for index, words in openings.other:
            if self.lower.startswith(words, position) and any(self._literal(w, position) >= 0 for w in words):
                found.append(index)
        for category, rules in openings.slots.items():
            if self.read(category, position):
                found += rules
        return sorted(set(found)) if len(found) > 1 else found

    def _apply(
        self,
        entry: Rule,
        step: Step | None,
        position: int,
        captures: dict[str, Any],
        found: list[Result],
    ) -> None:
        matches: list[tuple[int, dict[str, Any]]] = []
        self._match(step, position, captures, matches)
        for end, caught in matches:
            value = entry.build(**{name: item for name, item in caught.items() if name})
            if value is None or (end, value) in found:
                continue
            found.append((end, value))
            if len(found) > MAX_READINGS:
                raise WordsError("the sentence has too many readings")

    def _match(
        self,
        step: Step | None,
        position: int,
        captures: dict[str, Any],
        matches: list[tuple[int, dict[str, Any]]],
    ) -> None:
        """Add every way through the rest of a pattern from a position: where it ends, what it caught."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise WordsError("the sentence is too long to be read")
        while isinstance(step, Word):
            position = self._word(step, position)
            if position < 0:
                return
            self.furthest = max(self.furthest, position)
            step = step.after
        if step is None:
            matches.append((position, captures))
        elif isinstance(step, Hole):
            for end, value in list(self.read(step.category, position)):
                self._match(step.after, end, {**captures, step.name: value}, matches)
        else:
            position = self.past_space[position]
            places = step.others
            word = self.words.get(position)
            if word and word in step.by_word:
                places = tuple(sorted((*places, *step.by_word[word])))
            for place in places:
                branch = step.branches[place]
                if isinstance(branch, Word) and self._word(branch, position) < 0:
                    continue
                self._match(branch, position, captures, matches)

    def _word(self, step: Word, position: int) -> int:
        """Where a word ends if it stands at a position, else -1."""
        position = self.past_space[position]
        if not step.plain:
            return self._literal(step.text, position)
        return position + len(step.text) if self.words.get(position) == step.text else -1

    def _literal(self, word: str, position: int) -> int:
        """Where `word` ends if it stands at `position`, else -1."""
        position = self.past_space[position]
        end = position + len(word)
        if not self.lower.startswith(word, position):
            return -1
        if _is_letter(word[-1]) and end < len(self.text) and _is_letter(self.text[end]):
            return -1
        if _is_letter(word[0]) and position and _is_letter(self.text[position - 1]):
            return -1
        return end


_WORD = re.compile(r"[\s.,;:?!]*([^\W\d_]+|\S)")
_SPACE = re.compile(r"\s+")


def _past_space(text: str) -> list[int]:
    """For every position of a text and the one behind it, where white space that begins there ends."""
    found = list(range(len(text) + 1))
    for match in _SPACE.finditer(text):
        start, end = match.span()
        found[start:end] = [end] * (end - start)
    return found


def _words(lower: str) -> dict[int, str]:
    """The plain words of a text by where they begin."""
    return {match.start(): match.group() for match in PLAIN_WORD.finditer(lower)}


def _is_letter(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")
