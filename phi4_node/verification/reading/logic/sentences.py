"""One sentence about classes or an individual: `All A are B`, `Max is not a B`, `有些A不是B`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from phi4_node.verification.reading.logic.nouns import Term

Form = Literal["all", "no", "some", "some_not", "is", "is_not"]

_STOP = frozenset(
    "all no some every each any not is are was were be been and or if then that who which whom whose only "
    "but except most many "
    "few several both neither nor of in on at with by for to from as than the a an this these those they he "
    "she it we i "
    "you there here one none nothing everything something someone everyone nobody always never sometimes "
    "can cannot must may "
    "might could would should will shall do does did has have had because since while when where what how "
    "why yes also too "
    "exactly least half either so therefore thus hence either other another same such own more less my your "
    "his her their our "
    "its true false valid invalid therefore unless until also likely probably usually generally often "
    "rarely typically "
    "normally almost nearly mostly whether "
    "zero two three four five six seven eight nine ten eleven twelve dozen dozens hundreds thousands "
    "countless numerous multiple various certain plenty lots majority minority part parts "
    "hardly scarcely barely seldom rare merely solely just maybe perhaps possibly anyone anybody".split()
)
"""A class whose name has such a word in it is not that class, but a statement of another form."""
_WORD = r"[a-z]+(?:-[a-z]+)*"
_NOUNS = rf"(?:{_WORD}(?: {_WORD}){{0,2}}|[A-Z](?:'?s)?)"
_NAME = r"[A-Z][a-z]+"
_HAN = r"[\u4e00-\u9fffA-Za-z]{1,12}?"
_HAN_STOP = re.compile(r"[是不都没有些每所的任何且或和与个只位若则如果那么能否可以推出吗]")
_HAN_OTHER = re.compile(
    r"[无非仅唯除莫凡\d]|未必|单单|并非|几乎|半数|大半|大部|大多|多数|少数|很少|很多|许多|极少|极多|绝大|绝少"
    r"|最多|最少|至多|至少|可能|也许|应该|大概|或许|部分|.{0,3}分之"
)
"""How a sentence begins that says how many, or how sure it is: `很少猫是狗`, `并非猫是狗`, `仅猫是狗`."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A statement whose terms are not yet matched with those of other sentences.

    Attributes:
        form: What it says about subject and predicate.
        subject: A class, or the individual's name as it is written.
        predicate: A class.
    """

    form: Form
    subject: Term
    predicate: Term


@dataclass(frozen=True, slots=True)
class _Shape:
    pattern: re.Pattern[str]
    form: Form
    many: bool
    negative: Form | None


def _shape(pattern: str, form: Form, negative: Form | None, *, many: bool) -> _Shape:
    """A wording with subject `s`, optional `not` and predicate `p`; `negative` is what `not` makes of it."""
    return _Shape(re.compile(pattern), form, many, negative)


_TO_BE_MANY = r"are (?P<n>not )?(?P<p>.+)"
_TO_BE_ONE = r"is (?P<n>not )?(?P<p>.+)"
_SHAPES = (
    _shape(rf"(?:all|all of the|all the) (?P<s>{_NOUNS}) {_TO_BE_MANY}", "all", None, many=True),
    _shape(rf"(?:every|each|any|every single) (?P<s>{_NOUNS}) {_TO_BE_ONE}", "all", "no", many=False),
    _shape(rf"(?:no|none of the) (?P<s>{_NOUNS}) are (?P<n>(?!))?(?P<p>.+)", "no", None, many=True),
    _shape(rf"no (?P<s>{_NOUNS}) is (?P<n>(?!))?(?P<p>.+)", "no", None, many=False),
    _shape(rf"some(?: of the)? (?P<s>{_NOUNS}) {_TO_BE_MANY}", "some", "some_not", many=True),
    _shape(rf"(?:at least one|some) (?P<s>{_NOUNS}) {_TO_BE_ONE}", "some", "some_not", many=False),
    _shape(
        rf"there (?:are|exist) (?:some )?(?P<s>{_NOUNS}) (?:that|who|which) {_TO_BE_MANY}",
        "some",
        "some_not",
        many=True,
    ),
    _shape(
        rf"there (?:is|exists) (?:a|an|at least one) (?P<s>{_NOUNS}) (?:that|who|which) {_TO_BE_ONE}",
        "some",
        "some_not",
        many=False,
    ),
    _shape(rf"not all (?P<s>{_NOUNS}) are (?P<n>(?!))?(?P<p>.+)", "some_not", None, many=True),
    _shape(rf"not every (?P<s>{_NOUNS}) is (?P<n>(?!))?(?P<p>.+)", "some_not", None, many=False),
    _shape(rf"(?P<s>{_NOUNS}) {_TO_BE_MANY}", "all", "no", many=True),
    _shape(rf"(?:a|an) (?P<s>{_NOUNS}) {_TO_BE_ONE}", "all", "no", many=False),
)
_ONE = _SHAPES[-1]
_INDIVIDUAL = re.compile(rf"(?P<s>{_NAME}) is (?P<n>not )?(?P<p>.+)")
_HAN_WORDINGS: tuple[tuple[str, Form], ...] = (
    (rf"(?:所有的?|一切|凡是?|每[一]?[个只位条名]|任何)(?P<s>{_HAN})都?是(?P<p>{_HAN})", "all"),
    (rf"(?:所有的?|一切|凡是?|每[一]?[个只位条名]|任何)(?P<s>{_HAN})都不是(?P<p>{_HAN})", "no"),
    (rf"没有(?:任何|一[个只位条名])?(?P<s>{_HAN})是(?P<p>{_HAN})", "no"),
    (rf"(?:有些|有的|某些|至少有一[个只位条名])(?P<s>{_HAN})是(?P<p>{_HAN})", "some"),
    (rf"(?:有些|有的|某些|至少有一[个只位条名])(?P<s>{_HAN})不是(?P<p>{_HAN})", "some_not"),
    (rf"(?:并非|不是)所有的?(?P<s>{_HAN})都?是(?P<p>{_HAN})", "some_not"),
    (rf"(?P<s>{_HAN})是(?:一[个只位条名])?(?P<p>{_HAN})", "is"),
    (rf"(?P<s>{_HAN})不是(?:一[个只位条名])?(?P<p>{_HAN})", "is_not"),
)
_HAN_SHAPES = tuple((re.compile(pattern), form) for pattern, form in _HAN_WORDINGS)


def sentences(text: str, *, several: bool) -> tuple[tuple[Sentence, ...], ...]:
    """The readings of a sentence; each is one or more statements that all hold.

    Args:
        text: The sentence without its full stop.
        several: It may say several things about its subject ("Max is a cat and not small").
    """
    text = text.strip().rstrip(".?! ")
    han = _han(text)
    if han is not None:
        return ((han,),)
    individual = _INDIVIDUAL.fullmatch(text)
    if individual and individual["s"].lower() not in _STOP:
        subject = Term(individual["s"], False)
        return _spread(subject, "is", "is_not", bool(individual["n"]), individual["p"], False, several)
    lower = text[:1].lower() + text[1:]
    for shape in _SHAPES:
        match = shape.pattern.fullmatch(lower)
        if match is None or not _is_noun_phrase(match["s"]):
            continue
        subject = Term(_letter(match["s"]), shape.many)
        if shape.negative is None and match["n"]:
            # "All A are not B" is said of none and of not all
            readings = [
                _spread(subject, form, None, False, match["p"], shape.many, False) for form in _EITHER
            ]
            return tuple(reading for found in readings for reading in found)
        said = _spread(subject, shape.form, shape.negative, bool(match["n"]), match["p"], shape.many, several)
        if shape is _ONE and not re.match(r"an? ", match["p"]):
            # "A cat is black" is said of cats and of one cat
            said += _spread(subject, "some", "some_not", bool(match["n"]), match["p"], shape.many, False)
        return said
    return ()


_EITHER: tuple[Form, Form] = ("no", "some_not")


def _spread(
    subject: Term,
    form: Form,
    negative: Form | None,
    is_negative: bool,
    predicate: str,
    many: bool,
    several: bool,
) -> tuple[tuple[Sentence, ...], ...]:
    """One statement per part of the predicate; nothing if a part is not understood."""
    parts = re.split(r",? and |, ", predicate) if several and form in ("all", "is") else [predicate]
    if len(parts) > 1 and is_negative:
        return ()  # "not A and B"
    found: list[Sentence] = []
    for index, part in enumerate(parts):
        denied = is_negative
        if index and part.startswith("not "):
            denied, part = True, part[4:]
        term = _predicate(part, many)
        if term is None or (denied and negative is None):
            return ()
        found.append(Sentence(negative if denied and negative else form, subject, term))
    return (tuple(found),)


def _predicate(text: str, many: bool) -> Term | None:
    article = re.match(r"(?:a|an) ", text)
    words = text[article.end() :] if article else text
    if not re.fullmatch(_NOUNS, words) or not _is_noun_phrase(words):
        return None
    if article:
        return Term(_letter(words), False) if not many else None
    if words[:1].isupper():
        return Term(_letter(words), many)
    return Term(words, True if many and words.endswith("s") else None)


def _letter(words: str) -> str:
    """`As` and `A's` are written for `A`."""
    return words[0] if words[:1].isupper() else words


def _is_noun_phrase(words: str) -> bool:
    return not set(words.split()) & _STOP


def _han(text: str) -> Sentence | None:
    for pattern, form in _HAN_SHAPES:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        parts = [part.removesuffix("的") for part in match.group("s", "p")]
        if not all(
            re.search(r"[\u4e00-\u9fff]|^[A-Z]$", part) and not _HAN_STOP.search(part) for part in parts
        ):
            continue
        if form in ("is", "is_not") and _HAN_OTHER.match(parts[0]):
            return None
        return Sentence(form, Term(parts[0], False), Term(parts[1], False))
    return None


def terms_of(found: Iterator[Sentence]) -> Iterator[Term]:
    """All classes that sentences speak of."""
    for sentence in found:
        if sentence.form not in ("is", "is_not"):
            yield sentence.subject
        yield sentence.predicate
