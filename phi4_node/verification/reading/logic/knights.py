"""Puzzles about people of whom each always tells the truth or always lies, whatever they are called."""

from __future__ import annotations

import re

from phi4_node.verification.claims import RolesClaim, Saying
from phi4_node.verification.reading.logic.formulas import FormulaError, canonical
from phi4_node.verification.reading.logic.notes import is_note
from phi4_node.verification.reading.logic.pieces import one_spelling
from phi4_node.verification.reading.logic.questions import question_of
from phi4_node.verification.reading.logic.roles import Roles, StatementError, StatementReader
from phi4_node.verification.reading.logic.setting import is_setting, roles_of
from phi4_node.verification.reading.logic.speech import said_by

_FORMAT = re.compile(
    r"\(?\s*\b(?:please )?(?:format|write|give|state|present|provide|return) your (?:final )?answer"
    r" (?:like|as|in (?:the |this )?(?:form|format)(?: of)?)(?: this| follows)?"
    r"\s*:?\s*\"[^\"]*\"\s*[.)]*\s*$",
    re.IGNORECASE,
)
"""How the answer is to be written says nothing about anybody."""
_NO_MARKS = {ord("⟦"): None, ord("⟧"): None}
_MAX_PARSES = 4
_MAX_SEGMENTS = 60


def read_knights(text: str) -> tuple[RolesClaim, ...]:
    """The claims of a text that is such a puzzle, one per reading; none if it is not wholly one."""
    text = _FORMAT.sub(" ", _quoted(one_spelling(text).translate(_NO_MARKS)))
    segments = _segments(text)
    roles = roles_of(text, segments) if len(segments) <= _MAX_SEGMENTS else None
    if roles is None:
        return ()
    parses = _parses(segments, roles)
    claims: list[RolesClaim] = []
    for parse in parses:
        found = _claims(parse, roles)
        if not found:
            return ()
        claims.extend(claim for claim in found if claim not in claims)
    return tuple(claims) if len(parses) <= _MAX_PARSES else ()


def _quoted(text: str) -> str:
    """Single quotation marks around a statement are double ones."""
    return re.sub(r"(?<!\w)'([^'\"]{3,200})'(?!\w)", r'"\1"', text)


def _segments(text: str) -> list[str]:
    """Cut wherever a sentence may end: after a full stop outside quotation marks, or where one closes."""
    found: list[str] = []
    start = 0
    for match in re.finditer(r"[.?!;]\"?(?=\s|$|[\u4e00-\u9fff])|\n+|(?<=[.?!]\")", text):
        if text.count('"', 0, match.end()) % 2 == 0 and match.end() > start:
            found.append(text[start : match.end()])
            start = match.end()
    found.append(text[start:])
    return [re.sub(r"\s+", " ", part).strip() for part in found if part.strip(' .?!;\n"')]


Item = tuple[str, str, str]


def _parses(segments: list[str], roles: Roles) -> list[list[Item]]:
    """The ways to understand all segments, of which two or three may make one sentence; bounded."""
    found: list[list[list[Item]]] = [[] for _ in segments] + [[[]]]
    for start in reversed(range(len(segments))):
        for width in range(1, min(3, len(segments) - start) + 1):
            rests = found[start + width]
            item = _item(" ".join(segments[start : start + width]), roles) if rests else None
            if item is not None:
                found[start] += [[item, *rest] for rest in rests]
        del found[start][_MAX_PARSES + 1 :]
    return found[0]


def _item(segment: str, roles: Roles) -> Item | None:
    """What a segment is: a saying, the question, or part of the setting; None if it is not understood."""
    bare = segment.strip().rstrip(" .?!;:").strip()
    said = said_by(bare, roles.people)
    if said is not None:
        return ("said", *said)
    asked = question_of(bare, roles)
    if asked is not None:
        return ("asked", *asked)
    if segment.count('"'):
        return None
    if is_note(bare) or is_setting(bare, roles):
        return ("setting", "", "")
    return None


def _claims(parse: list[Item], roles: Roles) -> list[RolesClaim]:
    questions = [item for item in parse if item[0] == "asked"]
    said = [item for item in parse if item[0] == "said"]
    if len(questions) != 1 or not said:
        return []
    _, who, role = questions[0]
    claims: list[RolesClaim] = []
    for exclusive in (False, True):
        sayings: list[Saying] = []
        doubtful = False
        for _, speaker, statement in said:
            reader = StatementReader(roles, speaker, exclusive)
            try:
                sayings.append(Saying(speaker=speaker, said=canonical(reader.read(statement))))
            except (StatementError, FormulaError):
                return []
            doubtful |= reader.doubtful
        claims.append(
            RolesClaim.model_validate(
                {
                    "people": roles.people,
                    "honest": roles.honest,
                    "liar": roles.liar,
                    "sayings": sayings,
                    "asked": (who,) if who else roles.people,
                    "role": role,
                }
            )
        )
        if not doubtful:
            break
    return claims
