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
from collections import Counter
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
        self.vocabulary = Vocabulary(word for entry in self.rules for word in _words(entry.elements))
        self.first = [self.vocabulary.split(_first_words(entry.elements)) for entry in self.rules]
        self.grows = [_grows(entry) for entry in self.rules]
        self.free, self.by_word = _by_rarest_word(self.rules)
        known = builtins | {entry.category for entry in self.rules}
        for entry in self.rules:
            for slot in slots_of(entry.elements):
                if slot.category not in known:
                    raise ValueError(f"no rule and no builtin makes a {slot.category!r}: {entry.pattern!r}")

    def table(self, lower: str) -> Table:
        """The rules that a text in lower case may need: those whose words it has."""
        present = self.vocabulary.within(lower)
        found = set(self.free)
        for word in present:
            found.update(self.by_word.get(word, ()))
        rules = self.rules
        return Table(
            self, (i for i in sorted(found) if not any(words.isdisjoint(present) for words in rules[i].needs))
        )


@dataclass
class Openings:
    """Rules of one category by what they can begin with: anything, a plain word, or another sign or word."""

    anywhere: list[int] = field(default_factory=list)
    plain: dict[str, list[int]] = field(default_factory=dict)
    other: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)


class Table:
    """Some rules of a grammar by category: those that begin anew, and those that grow a thing."""

    def __init__(self, grammar: Grammar, chosen: Iterable[int]) -> None:
        self.seeds: dict[str, Openings] = {}
        self.growing: dict[str, list[Rule]] = {}
        for index in chosen:
            entry = grammar.rules[index]
            words = grammar.first[index]
            if grammar.grows[index]:
                self.growing.setdefault(entry.category, []).append(entry)
                continue
            openings = self.seeds.get(entry.category)
            if openings is None:
                openings = self.seeds[entry.category] = Openings()
            if words is None:
                openings.anywhere.append(index)
                continue
            plain, other = words
            for word in plain:
                openings.plain.setdefault(word, []).append(index)
            if other:
                openings.other.append((index, other))


def _grows(entry: Rule) -> bool:
    first = entry.elements[0]
    return isinstance(first, Slot) and first.category == entry.category


class Vocabulary:
    """The words and signs of a grammar, and which of them a text has."""

    def __init__(self, words: Iterable[str]) -> None:
        known = frozenset(words)
        self.plain = frozenset(word for word in known if _PLAIN.fullmatch(word))
        self.ascii = tuple(word for word in known - self.plain if word.isascii())
        self.other = tuple(word for word in known if not word.isascii())

    def split(self, words: frozenset[str] | None) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """The plain words among some, and the others."""
        return None if words is None else (tuple(words & self.plain), tuple(words - self.plain))

    def within(self, lower: str) -> frozenset[str]:
        """Those that stand somewhere in a text in lower case."""
        found = self.plain.intersection(_PLAIN.findall(lower)).union(
            word for word in self.ascii if word in lower
        )
        return found if lower.isascii() else found.union(word for word in self.other if word in lower)


_PLAIN = re.compile(r"[a-z0-9_]+")


def _by_rarest_word(table: tuple[Rule, ...]) -> tuple[list[int], dict[str, list[int]]]:
    """Rules that need no word, and the others under the words of that need which the fewest rules share."""
    shared = Counter(word for entry in table for words in set(entry.needs) for word in words)
    free: list[int] = []
    by_word: dict[str, list[int]] = {}
    for index, entry in enumerate(table):
        if not entry.needs:
            free.append(index)
            continue
        for word in min(entry.needs, key=lambda words: sum(shared[word] for word in words)):
            by_word.setdefault(word, []).append(index)
    return free, by_word


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
        word = _PLAIN.match(self.lower, position)
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
