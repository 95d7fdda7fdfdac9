"""A small combinator language for phrases, and the parser that runs it.

A rule says: text of this shape is a thing of this category, built so. The shape is written in one line::

    the remainder when {a:value} is divided by {b:value}
    [the] (greatest|highest) common (divisor|factor) of {items:values}
    {a:value}除以{b:value}的余数

Words match whatever their case and whatever the white space between them; ``[...]`` may be left out;
``(a|b)`` is either (a backslash before a bracket makes it stand for itself); ``{name:category}`` is
anything that is a thing of that category and hands it to the builder as ``name``; ``{category}`` is matched
and dropped. A rule may begin with a slot of its own category (``{a:value} squared``).

The parser finds *all* readings of a text, so that the caller can see an ambiguity instead of guessing. It is
bounded: past `MAX_STEPS` it gives up with a `WordsError`, and it remembers how far it came, which names the
first word that no rule understands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

MAX_STEPS = 60_000
MAX_DEPTH = 40
MAX_READINGS = 24
LEAVES = frozenset(("math", "quoted"))
"""Builtins that read text alone, so that what they found stays true while a phrase grows."""

Builder = Callable[..., Any]
Result = tuple[int, Any]
Builtin = Callable[["Scan", int], list[Result]]


class WordsError(Exception):
    """The words cannot be read; the message says which or why."""


@dataclass(frozen=True, slots=True)
class Literal:
    """Words or signs that stand in the text as they are."""

    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A thing of a category; an empty name drops it."""

    name: str
    category: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences; an optional part has an empty one."""

    branches: tuple[tuple[Element, ...], ...]


Element = Literal | Slot | Choice

_TOKEN = re.compile(
    r"\s*(?:\{(\w+)(?::(\w+))?\}|([\[\]()|])|([A-Za-z0-9'’-]+)|\\(.)|([^\sA-Za-z0-9{}\[\]()|\\]+))"
)


def compile_pattern(pattern: str) -> tuple[Element, ...]:
    """The elements of a pattern; ValueError if it is malformed (a mistake in our own rules)."""
    tokens = list(_TOKEN.finditer(pattern))
    if "".join(match.group() for match in tokens).strip() != pattern.strip():
        raise ValueError(f"malformed pattern: {pattern!r}")
    branches, end = _branches(tokens, 0, pattern)
    if end != len(tokens):
        raise ValueError(f"unbalanced pattern: {pattern!r}")
    return branches[0] if len(branches) == 1 else (Choice(branches),)


def _branches(
    tokens: list[re.Match[str]], index: int, pattern: str
) -> tuple[tuple[tuple[Element, ...], ...], int]:
    done: list[tuple[Element, ...]] = []
    current: list[Element] = []
    while index < len(tokens):
        first, second, bracket, word, escaped, sign = tokens[index].groups()
        if bracket in ("]", ")"):
            break
        index += 1
        if bracket == "|":
            done.append(tuple(current))
            current = []
        elif bracket:
            inner, index = _branches(tokens, index, pattern)
            closing = {"[": "]", "(": ")"}[bracket]
            if index >= len(tokens) or tokens[index].group(3) != closing:
                raise ValueError(f"unbalanced pattern: {pattern!r}")
            index += 1
            current.append(Choice((*inner, ()) if bracket == "[" else inner))
        elif first:
            current.append(Slot(first, second) if second else Slot("", first))
        else:
            current.append(Literal((word or escaped or sign).lower()))
    done.append(tuple(current))
    return tuple(done), index


@dataclass(frozen=True, slots=True)
class Rule:
    """Text that looks like `elements` is a thing of `category`; `build` may return None to decline."""

    category: str
    pattern: str
    build: Builder
    elements: tuple[Element, ...]
    needs: tuple[frozenset[str], ...]
    """Of each of these sets the text must contain one, or the rule cannot apply."""


def rule(category: str, pattern: str, build: Builder) -> Rule:
    """A rule; see the module's docstring for the pattern."""
    elements = compile_pattern(pattern)
    return Rule(category, pattern, build, elements, tuple(_needs(elements)))


def rules(category: str, patterns: Iterable[str], build: Builder) -> list[Rule]:
    """Several wordings of the same thing."""
    return [rule(category, pattern, build) for pattern in patterns]


def _needs(elements: tuple[Element, ...]) -> Iterator[frozenset[str]]:
    for element in elements:
        if isinstance(element, Literal):
            yield frozenset({element.text})
        elif isinstance(element, Choice):
            first = [next(iter(_needs(branch)), None) for branch in element.branches]
            if all(first):
                yield frozenset().union(*(words for words in first if words))


class Grammar:
    """Rules by category."""

    def __init__(self, table: Iterable[Rule], builtins: frozenset[str]) -> None:
        self.rules = tuple(table)
        self.first = {id(entry): _first_words(entry.elements) for entry in self.rules}
        self.literals = frozenset(word for entry in self.rules for word in _words(entry.elements))
        known = builtins | {entry.category for entry in self.rules}
        for entry in self.rules:
            for slot in slots_of(entry.elements):
                if slot.category not in known:
                    raise ValueError(f"no rule and no builtin makes a {slot.category!r}: {entry.pattern!r}")


def _words(elements: tuple[Element, ...]) -> Iterator[str]:
    for element in elements:
        if isinstance(element, Literal):
            yield element.text
        elif isinstance(element, Choice):
            for branch in element.branches:
                yield from _words(branch)


def slots_of(elements: tuple[Element, ...]) -> Iterator[Slot]:
    """All slots of a pattern, those in alternatives too."""
    for element in elements:
        if isinstance(element, Slot):
            yield element
        elif isinstance(element, Choice):
            for branch in element.branches:
                yield from slots_of(branch)


def _first_words(elements: tuple[Element, ...]) -> frozenset[str] | None:
    """The literals a sequence can begin with; None if it can begin with anything."""
    found: set[str] = set()
    for element in elements:
        if isinstance(element, Literal):
            return frozenset(found | {element.text})
        if isinstance(element, Slot):
            return None
        open_end = False
        for branch in element.branches:
            words = _first_words(branch)
            if words is None and branch:
                return None
            if not branch:
                open_end = True
            else:
                found |= words or frozenset()
        if not open_end:
            return frozenset(found)
    return None


@dataclass
class Scan:
    """One text being read with one grammar.

    Attributes:
        builtins: Categories that code reads instead of rules.
        prune: Leave out the rules that need a word which the text does not have; without, `furthest` is
        exact. furthest: How far any rule came; what stands there is the first word that is not understood.
    """

    grammar: Grammar
    text: str
    builtins: dict[str, Builtin]
    prune: bool = True
    lower: str = ""
    steps: int = 0
    depth: int = 0
    furthest: int = 0
    memory: dict[tuple[str, int], list[Result]] = field(default_factory=dict)
    pending: dict[tuple[str, int], list[Result]] = field(default_factory=dict)
    recursed: set[tuple[str, int]] = field(default_factory=set)
    notes: dict[tuple[int, int], Any] = field(default_factory=dict)
    """What builtins remember about a stretch of text."""
    seeds: dict[str, list[Rule]] = field(default_factory=dict)
    growing: dict[str, list[Rule]] = field(default_factory=dict)
    first: dict[int, tuple[str, ...] | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # A few characters change length in lower case; positions must stay the same.
        self.lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in self.text)
        present = frozenset(word for word in self.grammar.literals if word in self.lower)
        for entry in self.grammar.rules:
            if not self.prune or not any(words.isdisjoint(present) for words in entry.needs):
                first = entry.elements[0]
                begins = isinstance(first, Slot) and first.category == entry.category
                (self.growing if begins else self.seeds).setdefault(entry.category, []).append(entry)
        words = self.grammar.first
        self.first = {key: None if first is None else tuple(first & present) for key, first in words.items()}

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
        for entry in self.seeds.get(category, ()):
            first = self.first[id(entry)]
            if first is None or any(self._literal(word, position) >= 0 for word in first):
                self._apply(entry, entry.elements, position, {}, found)
        growing = self.growing.get(category, ())
        index = 0
        while growing and index < len(found):
            end, value = found[index]
            index += 1
            for entry in growing:
                slot = entry.elements[0]
                assert isinstance(slot, Slot)
                self._apply(entry, entry.elements[1:], end, {slot.name: value}, found)
        return found

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
            for branch in element.branches:
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
