"""What a puzzle about people who tell the truth or lie asks: who is what, or what one person is."""

from __future__ import annotations

import re
from functools import lru_cache

from phi4_node.verification.reading.logic.roles import Roles
from phi4_node.verification.reading.logic.setting import BEING

_SO = r"(?:so |then |now )?,? ?"
_FIND = (
    r"(?:can you |please )?"
    r"(?:determine|identify|find out|work out|figure out|deduce|tell|say|find|decide|state)"
)
_WHO_IS = r"(?:who is|who's|who are|which (?:of them |ones? )?(?:is|are))"
_NAME = r"(?:[A-Z][a-z]*|[\u4e00-\u9fff]{1,4}?)"
_WHAT_IS = re.compile(rf"{_SO}what (?:is|are) ", re.IGNORECASE)


def question_of(text: str, roles: Roles) -> tuple[str, str] | None:
    """Who is asked about, and about which role; two empty texts for everybody."""
    everybody, one, single = _patterns(roles.words)
    if any(pattern.fullmatch(text) for pattern in everybody):
        return _all_named(text, roles)
    match = one.fullmatch(text)
    if match:
        who = match["who"] or match["other"]
        same_kind = match["k"] and roles.role(match["k"]) == roles.role(match["o"])
        return None if same_kind or who not in roles.people else (who, "")
    match = single.fullmatch(text)
    if match:
        who, role = match["who"] or match["han"], roles.role(match["k"] or match["h"])
        return (who, "honest" if role else "liar") if who in roles.people else None
    return None


@lru_cache(maxsize=64)
def _patterns(words: str) -> tuple[tuple[re.Pattern[str], ...], re.Pattern[str], re.Pattern[str]]:
    """Questions about everybody, `is he a knight or a knave`, and `is he a knight`."""
    kind = rf"(?:an? |the )?(?:{words})"
    everybody = (
        rf"{_SO}(?:{_FIND} )?{_WHO_IS} {kind},? and {_WHO_IS} {kind}",
        rf"{_SO}{_FIND} (?:the |what )?(?:identity|type|kind|role|identities|types|roles|kinds) (?:of )?"
        r"(?:each|every|all|everyone|these|the)(?: of them)?(?: (?:person|people|inhabitants?|characters?))?"
        r"(?: (?:is|are))?",
        rf"{_SO}(?:what|which) (?:kind|type|role) (?:of person )?(?:is|has) (?:each|everyone)"
        r"(?: of them| person| inhabitant| one)?",
        rf"{_SO}{_FIND} (?:for each (?:person|of them|inhabitant) )?whether (?:he or she|they|each|"
        rf"each person|each inhabitant|everyone|he/she) (?:is|are) {kind} or {kind}",
        rf"{_SO}what (?:is|are) {_NAME}(?:(?:, and |, | and ){_NAME})*",
        rf"(?:那么|请问)?,? ?谁是{kind}[,]? ?(?:而|和)?谁是{kind}",
        r"(?:那么|请问|请判断|判断)?,? ?(?:他们|每个人|每人)(?:分别|各)?(?:是什么人|是谁|的身份)(?:是什么)?",
    )
    one = (
        rf"{_SO}(?:is (?P<who>{_NAME}) (?P<k>{kind}) or (?P<o>{kind})"
        rf"|what (?:kind|type) of {BEING} is (?P<other>{_NAME}))"
    )
    single = rf"{_SO}is (?P<who>{_NAME}) (?P<k>{kind})|(?P<han>{_NAME})是(?P<h>{kind})吗"
    compiled = tuple(re.compile(pattern, re.IGNORECASE) for pattern in everybody)
    return compiled, re.compile(one, re.IGNORECASE), re.compile(single, re.IGNORECASE)


def _all_named(text: str, roles: Roles) -> tuple[str, str] | None:
    """A question about everybody names both kinds, if it names any, and everybody, if it names anybody."""
    found = [roles.role(match) for match in re.findall(rf"\b(?:{roles.words})\b", text, re.IGNORECASE)]
    if len(found) == 2 and found[0] == found[1]:
        return None
    named = _WHAT_IS.match(text)
    if named and set(re.split(r",? and |, ", text[named.end() :])) != set(roles.people):
        return None
    return "", ""
