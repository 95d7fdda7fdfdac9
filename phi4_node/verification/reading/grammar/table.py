"""The rules of a grammar, and which of them a text can need.

A grammar has thousands of rules and a text few of their words. `Grammar.table` leaves out, before anything is
read, every rule whose words the text does not have; the rest is sorted by what it can begin with.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from phi4_node.verification.reading.grammar.patterns import Choice, Element, Literal, Rule, Slot, slots_of


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
        self.plain = frozenset(word for word in known if PLAIN_WORD.fullmatch(word))
        self.ascii = tuple(word for word in known - self.plain if word.isascii())
        self.other = tuple(word for word in known if not word.isascii())

    def split(self, words: frozenset[str] | None) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """The plain words among some, and the others."""
        return None if words is None else (tuple(words & self.plain), tuple(words - self.plain))

    def within(self, lower: str) -> frozenset[str]:
        """Those that stand somewhere in a text in lower case."""
        found = self.plain.intersection(PLAIN_WORD.findall(lower)).union(
            word for word in self.ascii if word in lower
        )
        return found if lower.isascii() else found.union(word for word in self.other if word in lower)


PLAIN_WORD = re.compile(r"[a-z0-9_]+")


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
