"""What a puzzle about people who tell the truth or lie asks: who is what, or what one person is."""

from __future__ import annotations

import re

from phi4_node.verification.reading.logic.roles import Roles
from phi4_node.verification.reading.logic.setting import BEING


def question_of(text: str, roles: Roles) -> tuple[str, str] | None:
    """Who is asked about, and about which role; two empty texts for everybody."""
    kind = rf"(?:an? |the )?(?:{roles.words})"
    name = rf"(?P<who>{roles.names})"
    everybody = (
        rf"(?:so |then |now )?,? ?(?:who is|who's|who are|which (?:of them |ones? )?(?:is|are)) {kind},? "
        rf"and (?:who is|who's|who are|which (?:of them |ones? )?(?:is|are)) {kind}",
        r"(?:so |then )?,? ?(?:can you |please )?(?:determine|identify|find out|work out|figure out|deduce"
        r"|tell|say|find|decide) "
        rf"(?:who is|who are|which (?:of them |ones? )?(?:is|are)) {kind},? and (?:who is|who are|which "
        rf"(?:of them |ones? )?(?:is|are)) {kind}",
        r"(?:so |then )?,? ?(?:can you |please )?(?:determine|identify|find out|work out|figure out|deduce"
        r"|find|decide) (?:the |what )?"
        r"(?:identity|type|kind|role|identities|types|roles|kinds) (?:of )?(?:each|every|all|everyone|these"
        r"|the)(?: of them)?(?: (?:person|people|inhabitants?|characters?))?(?: (?:is|are))?",
        r"(?:so |then )?,? ?(?:what|which) (?:kind|type|role) (?:of person )?(?:is|has) (?:each"
        r"|everyone)(?: of them| person| inhabitant| one)?",
        rf"(?:so |then )?,? ?(?:determine|decide|say|state) (?:for each (?:person|of them|inhabitant) "
        rf")?whether (?:he or she|they|each|each person|each inhabitant|everyone|he/she) (?:is|are) {kind} "
        rf"or {kind}",
        rf"(?:so |then )?,? ?what (?:is|are) (?:{roles.names})(?:,? (?:and )?(?:{roles.names}))*",
        rf"(?:那么|请问)?,? ?谁是{kind}[,]? ?(?:而|和)?谁是{kind}",
        r"(?:那么|请问|请判断|判断)?,? ?(?:他们|每个人|每人)(?:分别|各)?(?:是什么人|是谁|的身份)(?:是什么)?",
    )
    if any(re.fullmatch(pattern, text, re.IGNORECASE) for pattern in everybody):
        return _all_named(text, roles)
    one = re.fullmatch(
        rf"(?:so |then )?,? ?(?:is {name} (?P<k>{kind}) or (?P<o>{kind})|what (?:kind|type) of {BEING} is "
        rf"(?P<who2>{roles.names}))",
        text,
        re.IGNORECASE,
    )
    if one:
        if one["k"] and roles.role(one["k"]) == roles.role(one["o"]):
            return None
        return one["who"] or one["who2"], ""
    single = re.fullmatch(
        rf"(?:so |then )?,? ?is {name} (?P<k>{kind})|{name.replace('who', 'han')}是(?P<h>{kind})吗",
        text,
        re.IGNORECASE,
    )
    if single:
        return single["who"] or single["han"], "honest" if roles.role(single["k"] or single["h"]) else "liar"
    return None


def _all_named(text: str, roles: Roles) -> tuple[str, str] | None:
    """A question about everybody names both kinds, if it names any, and everybody, if it names anybody."""
    found = [roles.role(match) for match in re.findall(rf"\b(?:{roles.words})\b", text, re.IGNORECASE)]
    if len(found) == 2 and found[0] == found[1]:
        return None
    named = re.match(r"(?:so |then )?,? ?what (?:is|are) ", text, re.IGNORECASE)
    if named and set(re.split(r",? and |, ", text[named.end() :])) != set(roles.people):
        return None
    return "", ""
