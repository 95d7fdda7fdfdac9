"""Arguments about classes and individuals: syllogisms, and chains of "every A is a B"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from phi4_node.verification.claims import Categorical, SyllogismClaim
from phi4_node.verification.reading.logic.notes import is_note, options
from phi4_node.verification.reading.logic.nouns import Term, classes_of
from phi4_node.verification.reading.logic.pieces import one_spelling, pieces_of
from phi4_node.verification.reading.logic.sentences import Sentence, sentences, terms_of

Question = Literal["follows", "truth", "status"]

_MAX_READINGS = 8
_ABOVE = (
    r"(?: from (?:the |these |this )?(?:above |given |previous )?(?:statements?|premises?|facts|information"
    r"|this|these|them|it|the above))?"
)
_HOW = r"(?:logically |necessarily |validly |definitely |therefore |then )*"
_WHAT = r"(?:statement|claim|conclusion|sentence|proposition|hypothesis)"
_BASED = (
    r"(?:(?:based|relying|judging) on (?:the |these |this )?(?:above |given )?(?:statements?|premises?"
    r"|facts|information|above),? ?)?"
)
_OPEN = r"(?:unknown|uncertain|undetermined|neither|cannot be (?:determined|known))"
_FOLLOWS = tuple(
    re.compile(rf"(?:so |then |therefore |now )?{_BASED}(?:{pattern})(?P<c>.*)", re.IGNORECASE)
    for pattern in (
        rf"does it {_HOW}follow(?: logically| necessarily)?{_ABOVE} that",
        rf"(?:from (?:this|these|these statements|the above),? )?(?:can|may|could) (?:we|you|one|it be|i) "
        rf"{_HOW}"
        rf"(?:conclude|conclude[d]|infer|inferred|deduce|deduced)(?: with certainty)?{_ABOVE}(?: that)?",
        r"is it (?:logically )?(?:valid|correct|right|safe|justified) to (?:conclude|infer|deduce)(?: that)?",
        r"(?:must|is) it (?:be )?(?:necessarily|certainly|always) (?:be )?(?:true|the case) that|must it "
        r"be (?:true|the case) that",
        rf"(?:do|does) (?:these|the|this|the above)? ?(?:statements|premises|facts)? ?{_HOW}(?:imply|entail"
        rf"|mean)(?: that)?",
        rf"is the (?:following )?conclusion {_HOW}(?:valid|correct)(?: or (?:invalid|not))?",
        rf"does the (?:following )?{_WHAT} {_HOW}follow(?: logically)?{_ABOVE}",
        r"(?:那么|由此|据此|从以上前提)?(?:我们)?(?:是否|能否|能不能|可否|可不可以)(?:可以"
        r"|能)?(?:必然)?(?:推出|得出|推断出?)(?:结论)?",
    )
)
_FOLLOWS_AFTER = re.compile(
    rf"(?:does|is) (?:the (?:conclusion|statement) )?(?P<c>\".+\") (?:{_HOW}follow(?: logically)?{_ABOVE}|a "
    rf"valid conclusion)"
    r"|(?:可以|能)(?:推出|得出)(?P<d>.+?)吗",
    re.IGNORECASE,
)
_TRUTH = tuple(
    re.compile(rf"(?:so |then |now )?{_BASED}(?:{pattern})(?P<c>.*)", re.IGNORECASE)
    for pattern in (
        rf"is (?:the|this) (?:following )?{_WHAT} true or false",
        rf"(?:determine|decide|say|state) (?:whether|if) (?:the|this) following {_WHAT} is true or false",
        r"(?:is it )?true or false(?: that)?",
        r"is it true that",
    )
)
_STATUS = tuple(
    re.compile(rf"(?:so |then |now )?{_BASED}(?:{pattern})(?P<c>.*)", re.IGNORECASE)
    for pattern in (
        rf"(?:is|determine (?:whether|if)) (?:the|this) (?:following )?{_WHAT} (?:is )?true, false,? or "
        rf"{_OPEN}",
        rf"(?:is it )?true, false,? or {_OPEN}(?: that)?",
    )
)
_CONCLUSION = re.compile(
    r"(?:(?:the )?conclusion(?: is)?\s*:|therefore|hence|thus|∴|结论\s*:|所以|因此)\s*,?\s*(?P<c>.*)",
    re.IGNORECASE,
)
_NAMED = re.compile(rf"{_WHAT}\s*:\s*(?P<c>.+)", re.IGNORECASE)
_ARGUMENT = re.compile(
    rf"is (?:this|the|the above|that) (?:argument|inference|reasoning|conclusion|deduction|syllogism)(?: "
    rf"logically| deductively)? valid"
    r"|(?:is it )?valid or (?:invalid|not)"
    rf"|does the conclusion {_HOW}follow(?: logically)?{_ABOVE}|(?:这个|该|上述)?(?:论证|推理|结论"
    rf"|三段论)(?:是否)?(?:有效|成立"
    rf"|正确)(?:吗)?",
    re.IGNORECASE,
)
_INHABITED = re.compile(
    r"(?:assume|assuming|suppose|given)(?: that)? (?:all|each|every)(?: of)?(?: these| the)? "
    r"(?:classes?|categor(?:y|ies)|groups?|sets?|terms?)"
    r"(?: mentioned)? (?:is|are) (?:non-?empty|not empty|inhabited)"
    r"|(?:assume|assuming|suppose|given)(?: that)? none of (?:these |the )?"
    r"(?:classes|categories|groups|sets|terms)(?: mentioned)? (?:is|are) empty"
    r"|(?:assume|assuming|suppose)(?: that)? (?:each|every|all) (?:class|category|group|set|classes"
    r"|categories|groups|sets) "
    r"(?:has|have|contains?) at least one member",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"(?:if|given(?: that)?|suppose(?: that)?|assuming(?: that)?|assume(?: that)?|since)[: ]+(?P<p>.+?),? "
    r"(?:then )?"
    r"(?P<q>(?:does it|can we|can it|may we|must it|is it|are (?:all|some|any|no)|(?-i:is [A-Z])).+)"
    r"|(?:如果|已知|假设)(?P<r>.+?),(?P<t>(?:那么)?(?:是否|能否|能不能|可以|可否).+)",
    re.IGNORECASE,
)
_DIRECT = re.compile(
    r"(?:are|is) (?P<q>all|some|any|every|each) (?P<s>[a-z]+) (?:definitely |necessarily )?(?P<n>not "
    r")?(?P<a>an? )?(?P<p>[a-z]+)"
    r"|is (?P<name>[A-Z][a-z]+) (?:definitely |necessarily )?(?P<m>not )?(?P<rest>(?:an? )?[a-z]+)"
)
_DIRECT_CHINESE = re.compile(r"(?:那么|请问)?[,，]?\s*(?P<c>[\u4e00-\u9fff]+?是[\u4e00-\u9fff]+?)吗")
_LEAD = re.compile(
    r"(?:given|suppose|assume|we know|we are given|you know|it is known|and|also|moreover|further|we have"
    r"|consider)"
    r"(?: that)?\s*:?\s+(?=\w)|(?:已知|假设|给定|并且|而且)\s*[:,]?\s*",
    re.IGNORECASE,
)


_QUESTIONS: tuple[tuple[tuple[re.Pattern[str], ...], Question], ...] = (
    (_STATUS, "status"),
    (_FOLLOWS, "follows"),
    (_TRUTH, "truth"),
)


@dataclass
class _Argument:
    """What was read so far; each sentence with its readings."""

    premises: list[tuple[tuple[Sentence, ...], ...]] = field(default_factory=list)
    conclusions: list[tuple[tuple[Sentence, ...], ...]] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    waiting: bool = False
    inhabited: bool = False


def read_classes(text: str) -> tuple[SyllogismClaim, ...]:
    """The claims of a text that is an argument about classes, one per reading; else none."""
    body, labels = options(one_spelling(text))
    argument = _Argument()
    for piece in pieces_of(body):
        if not _piece(piece, argument):
            return ()
    if (
        len(argument.questions) != 1
        or len(argument.conclusions) != 1
        or not argument.premises
        or argument.waiting
    ):
        return ()
    readings = [*argument.premises, argument.conclusions[0]]
    if any(len(reading) != 1 for reading in argument.conclusions[0]):
        return ()
    found: list[SyllogismClaim] = []
    for number, chosen in enumerate(itertools.product(*readings)):
        claim = _claim([part for said in chosen[:-1] for part in said], chosen[-1][0], argument, labels)
        if claim is None or number >= _MAX_READINGS:
            return ()
        found.append(claim)
    return tuple(found)


def _piece(piece: str, argument: _Argument) -> bool:
    """Take in one piece; False if it is not understood."""
    if argument.waiting:
        argument.waiting = False
        return _add(argument.conclusions, piece.strip('"? '), several=False) or _skipped(piece, argument)
    if is_note(piece):
        return True
    if _INHABITED.fullmatch(piece):
        argument.inhabited = True
        return True
    if _asked(piece, argument):
        return True
    condition = _CONDITION.fullmatch(piece)
    if condition and piece.endswith("?"):
        given, asked = condition["p"] or condition["r"], condition["q"] or condition["t"]
        parts = re.split(r",? and (?:that )?|[,;] |[,，]|并且|且", given)
        return all(_add(argument.premises, part, several=True) for part in parts) and _asked(asked, argument)
    if piece.endswith("?"):
        return False
    conclusion = _CONCLUSION.fullmatch(piece) or _NAMED.fullmatch(piece)
    if conclusion:
        argument.waiting = not conclusion["c"]
        return argument.waiting or _add(argument.conclusions, conclusion["c"].strip('" '), several=False)
    lead = _LEAD.match(piece)
    piece = piece[lead.end() :] if lead else piece
    if _add(argument.premises, piece, several=True):
        return True
    parts = re.split(r",? and (?:that )?|[,，]|并且|且", piece)
    return len(parts) > 1 and all(_add(argument.premises, part, several=True) for part in parts)


def _skipped(piece: str, argument: _Argument) -> bool:
    """A header between a question and the sentence that it asks about."""
    named = _NAMED.fullmatch(piece)
    if named:
        return _add(argument.conclusions, named["c"].strip('"? '), several=False)
    argument.waiting = is_note(piece)
    return argument.waiting


def _add(place: list[tuple[tuple[Sentence, ...], ...]], text: str, *, several: bool) -> bool:
    readings = sentences(text, several=several)
    if readings:
        place.append(readings)
    return bool(readings)


def _asked(piece: str, argument: _Argument) -> bool:
    """A question, which may be about what follows or what went before."""
    bare = piece.rstrip("?").strip()
    if _ARGUMENT.fullmatch(bare):
        argument.questions.append("follows")
        return True
    after = _FOLLOWS_AFTER.fullmatch(bare)
    if after and _add(argument.conclusions, (after["c"] or after["d"]).strip('" '), several=False):
        argument.questions.append("follows")
        return True
    for patterns, question in _QUESTIONS:
        for pattern in patterns:
            match = pattern.fullmatch(bare)
            if match and _about(match["c"].strip(' :,"'), argument):
                argument.questions.append(question)
                return True
    return _direct(bare, argument)


def _about(text: str, argument: _Argument) -> bool:
    """What a question is about: the sentence in it, the one before it or the next one."""
    text = text.removesuffix("吗")
    if text:
        return _add(argument.conclusions, text, several=False)
    argument.waiting = not argument.conclusions
    return True


def _direct(asked: str, argument: _Argument) -> bool:
    """A question without a lead: `Is Max small?`, `Are some cats carnivores?`."""
    if chinese := _DIRECT_CHINESE.fullmatch(asked):
        argument.questions.append("truth")
        return _add(argument.conclusions, chinese["c"], several=False)
    match = _DIRECT.fullmatch(asked[:1].lower() + asked[1:])
    if match is None:
        return False
    if match["name"]:
        text = f"{match['name']} is {match['m'] or ''}{match['rest']}"
    else:
        quantifier = "some" if match["q"] == "any" else match["q"]
        verb = "is" if quantifier in ("every", "each") else "are"
        text = f"{quantifier} {match['s']} {verb} {match['n'] or ''}{match['a'] or ''}{match['p']}"
    if not _add(argument.conclusions, text, several=False):
        return False
    argument.questions.append("truth")
    return True


def _claim(
    premises: list[Sentence], conclusion: Sentence, argument: _Argument, labels: tuple[str, str]
) -> SyllogismClaim | None:
    everything = [*premises, conclusion]
    classes = classes_of(list(terms_of(iter(everything))))
    if classes is None:
        return None
    names = set(_names(everything))
    if any(name in classes or name.lower() in classes for name in names):
        return None
    known = {classes[term.words] for term in terms_of(iter(premises))} | set(_names(premises))
    typed = [_typed(sentence, classes) for sentence in everything]
    # A class of which nothing was said is more likely another word for one of the others.
    if not {typed[-1].subject, typed[-1].predicate} <= known:
        return None
    return SyllogismClaim(
        premises=tuple(typed[:-1]),
        conclusion=typed[-1],
        question=argument.questions[0],
        inhabited=argument.inhabited,
        labels=labels,
    )


def _names(found: list[Sentence]) -> Iterator[str]:
    for sentence in found:
        if sentence.form in ("is", "is_not"):
            yield sentence.subject.words


def _typed(sentence: Sentence, classes: dict[str, str]) -> Categorical:
    subject: Term = sentence.subject
    named = subject.words if sentence.form in ("is", "is_not") else classes[subject.words]
    return Categorical(form=sentence.form, subject=named, predicate=classes[sentence.predicate.words])
