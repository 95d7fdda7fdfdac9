"""The rules of a grammar, and which of them a text can need.

A grammar has thousands of rules and a text few of their words. `Grammar.table` leaves out, before anything is
read, every rule whose words the text does not have; the rest is sorted by what it can begin with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from phi4_node.verification.reading.grammar.patterns import Choice, Element, Literal, Rule, Slot, slots_of
from phi4_node.verification.reading.grammar.programs import PLAIN_WORD, Hole, program


class Grammar:
    """Rules by category."""

    def __init__(self, table: Iterable[Rule], builtins: frozenset[str]) -> None:
        self.rules = tuple(table)
        self.programs = tuple(program(entry.elements) for entry in self.rules)
        self.vocabulary = Vocabulary(word for entry in self.rules for word in _words(entry.elements))
        self.openings = tuple(self._opening(index) for index in range(len(self.rules)))
        self.seeds = self._seeds()
        members: dict[str, set[int]] = {}
        for index, entry in enumerate(self.rules):
            members.setdefault(entry.category, set()).add(index)
        self.members = {category: frozenset(found) for category, found in members.items()}
        self.needs = tuple(_all_and_some(entry.needs) for entry in self.rules)
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
            for index in self.by_word.get(word, ()):
                every, some = self.needs[index]
                if not every <= present:
                    continue
                for words in some:
                    if words.isdisjoint(present):
                        break
                else:
                    found.add(index)
        return Table(self, found)

    def _seeds(self) -> dict[str, Openings]:
        """By category: the rules that begin with a plain word, under that word."""
        seeds: dict[str, Openings] = {}
        for index, entry in enumerate(self.rules):
            words = self.vocabulary.split(_first_words(entry.elements))
            if words is None or self.openings[index].slot:
                continue
            openings = seeds.setdefault(entry.category, Openings())
            for word in words[0]:
                openings.plain.setdefault(word, []).append(index)
        return seeds

    def _opening(self, index: int) -> Opening:
        """What a rule begins with, plain words left out."""
        entry, first = self.rules[index], self.programs[index]
        if _grows(entry):
            return Opening(grows=True)
        if isinstance(first, Hole):
            return Opening(slot=first.category)
        words = self.vocabulary.split(_first_words(entry.elements))
        return Opening(words=None if words is None else words[1])


@dataclass(frozen=True, slots=True)
class Opening:
    """What one rule begins with.

    Attributes:
        grows: A thing of its own category.
        slot: A thing of this category.
        words: One of these, besides the plain words under which it is found; None for anything.
    """

    grows: bool = False
    slot: str = ""
    words: tuple[str, ...] | None = ()


@dataclass
class Openings:
    """Rules of one category by what they can begin with.

    Attributes:
        slots: A thing of another category.
        plain: A plain word.
        other: Another sign or word; one of several.
        anywhere: Anything.
    """

    slots: dict[str, list[int]] = field(default_factory=dict)
    plain: dict[str, list[int]] = field(default_factory=dict)
    other: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    anywhere: list[int] = field(default_factory=list)


_NOTHING: tuple[Openings, list[int]] = (Openings(), [])
_NO_RULES: frozenset[int] = frozenset()


class Table:
    """The rules of a grammar that one text may need; worked out for a category when it is first asked for.

    Attributes:
        chosen: Those rules.
    """

    def __init__(self, grammar: Grammar, chosen: set[int]) -> None:
        self.chosen = chosen
        self._grammar = grammar
        self._known: dict[str, tuple[Openings, list[int]]] = {}

    def rules_of(self, category: str) -> tuple[Openings, list[int]]:
        """The rules of a category that begin anew, and those that grow a thing of it.

        Under `plain` there are all rules of the grammar; which of them are chosen is looked up when the word
        occurs.
        """
        found = self._known.get(category)
        if found is None:
            found = self._known[category] = self._rules_of(category)
        return found

    def _rules_of(self, category: str) -> tuple[Openings, list[int]]:
        mine = self.chosen & self._grammar.members.get(category, _NO_RULES)
        if not mine:
            return _NOTHING
        grammar = self._grammar
        every = grammar.seeds.get(category, _NOTHING[0])
        found, growing = Openings(plain=every.plain), []
        for index in sorted(mine):
            opening = grammar.openings[index]
            if opening.grows:
                growing.append(index)
            elif opening.slot:
                found.slots.setdefault(opening.slot, []).append(index)
            elif opening.words is None:
                found.anywhere.append(index)
            elif opening.words:
                found.other.append((index, opening.words))
        return found, growing


def _grows(entry: Rule) -> bool:
    first = entry.elements[0]
    return isinstance(first, Slot) and first.category == entry.category


class Vocabulary:
    """The words and signs of a grammar, and which of them a text has."""

    def __init__(self, words: Iterable[str]) -> None:
        known = frozenset(words)
        self.plain = frozenset(word for word in known if PLAIN_WORD.fullmatch(word))
        self.ascii = tuple(word for word in known - self.plain if word.isascii())
        self.other = frozenset(word for word in known if not word.isascii())
        self.lengths = sorted({len(word) for word in self.other})
        self.signs = frozenset(sign for word in self.other for sign in word if not sign.isascii())

    def split(self, words: frozenset[str] | None) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """The plain words among some, and the others."""
        return None if words is None else (tuple(words & self.plain), tuple(words - self.plain))

    def within(self, lower: str) -> frozenset[str]:
        """Those that stand somewhere in a text in lower case."""
        found = {word for word in PLAIN_WORD.findall(lower) if word in self.plain}
        found.update(word for word in self.ascii if word in lower)
        if not self.signs.isdisjoint(lower):
            for length in self.lengths:
                pieces = {lower[at : at + length] for at in range(len(lower) - length + 1)}
                found |= pieces & self.other
        return frozenset(found)


def _all_and_some(
    needs: tuple[frozenset[str], ...],
) -> tuple[frozenset[str], tuple[frozenset[str], ...]]:
    """The words of which a text must have all, and the sets of which it must have some."""
    every = frozenset(word for words in needs if len(words) == 1 for word in words)
    return every, tuple(words for words in needs if len(words) > 1)


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
