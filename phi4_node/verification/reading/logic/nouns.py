"""Which words of an argument name the same class: singular and plural, and nothing that is merely similar.

A text has its own words ("each yumpus", "yumpuses"), so no dictionary is asked: two words are one class
if one is written as the regular plural of the other, or they are one of a few irregular pairs. Words that
look related in any other way (mortal, mortality; happy, unhappy; red wine, wine) make the whole text
unreadable, since whether they have to do with each other would have to be guessed.
"""

from __future__ import annotations

from dataclasses import dataclass

_IRREGULAR = dict(
    pair.split(":")
    for pair in (
        "men:man women:woman children:child people:person persons:person mice:mouse geese:goose "
        "teeth:tooth feet:foot oxen:ox policemen:policeman firemen:fireman humans:human wolves:wolf "
        "leaves:leaf knives:knife lives:life wives:wife thieves:thief elves:elf calves:calf shelves:shelf "
        "halves:half cacti:cactus fungi:fungus octopi:octopus dice:die data:datum criteria:criterion "
        "phenomena:phenomenon lice:louse fishermen:fisherman salesmen:salesman gentlemen:gentleman"
    ).split()
)
"""Plural to singular."""
_OPPOSITES = ("un", "in", "im", "ir", "il", "dis", "non", "non-", "a")
_HAN_OPPOSITES = "非不无未"
_MAX_SUFFIX = 3


@dataclass(frozen=True, slots=True)
class Term:
    """A class as the text names it.

    Attributes:
        words: In lower case.
        many: True for a plural, False for a singular, None for an adjective or what may be either.
    """

    words: str
    many: bool | None


def plurals(word: str) -> set[str]:
    """How the plural of a singular word may be written."""
    found = {
        plural for plural, singular in _IRREGULAR.items() if word == singular or word.endswith(f" {singular}")
    }
    if found:
        head = word.rpartition(" ")[0]
        return {f"{head} {plural}" if head else plural for plural in found} | {f"{word}s"}
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return {f"{word}es"}
    if word.endswith("y") and word[-2:-1] not in tuple("aeiou"):
        return {f"{word[:-1]}ies", f"{word}s"}
    if word.endswith("o"):
        return {f"{word}s", f"{word}es"}
    return {f"{word}s"}


def classes_of(terms: list[Term]) -> dict[str, str] | None:
    """The class that each wording stands for, by its shortest wording; None if that would be a guess."""
    wordings = sorted({term.words for term in terms}, key=lambda words: (len(words), words))
    many = {term.words for term in terms if term.many is not False}
    one = {term.words for term in terms if term.many is not True}
    certain_one = {term.words for term in terms if term.many is False}
    named: dict[str, str] = {}
    for words in wordings:
        singulars = [other for other in wordings if words in plurals(other) and other != words]
        if not singulars:
            named[words] = words
            continue
        singular = singulars[0]
        # "is mortal" and "are mortals": an adjective has no plural
        if (
            len(singulars) > 1
            or words not in many
            or singular not in one
            or singular not in certain_one
            or words in certain_one
        ):
            return None
        named[words] = named[singular]
    keys = sorted(set(named.values()))
    if any(_related(first, other) for index, first in enumerate(keys) for other in keys[index + 1 :]):
        return None
    return named


def _related(first: str, other: str) -> bool:
    """Whether two different classes may have to do with each other by their wording."""
    if set(first.split()) & set(other.split()):
        return True
    short, long = sorted((first, other), key=len)
    if len(short) >= 3 and long.startswith(short) and len(long) - len(short) <= _MAX_SUFFIX:
        return True
    if _IRREGULAR.get(short) == long or _IRREGULAR.get(long) == short:
        return True
    if any(long == prefix + short for prefix in _OPPOSITES):
        return True
    if long.endswith(short) and (long[0] in _HAN_OPPOSITES or (len(short) > 1 and not short.isascii())):
        return True  # 非猫 and 猫; 大学生 and 学生, as red wine and wine
    stem = _common(short, long)
    return stem >= 4 and len(short) - stem <= 2 and len(long) - stem <= _MAX_SUFFIX


def _common(first: str, other: str) -> int:
    count = 0
    for one, two in zip(first, other, strict=False):
        if one != two:
            break
        count += 1
    return count
