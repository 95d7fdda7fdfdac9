"""Puzzles about people of whom each always tells the truth or always lies, whatever the two kinds are called."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phi4_node.verification.claims import RolesClaim, Saying
from phi4_node.verification.formulas import FormulaError, render_formula
from phi4_node.verification.reading.logic.nouns import plurals
from phi4_node.verification.reading.logic.notes import is_note
from phi4_node.verification.reading.logic.pieces import one_spelling
from phi4_node.verification.reading.logic.roles import Roles, StatementError, StatementReader
from phi4_node.verification.reading.logic.speech import Speech

MAX_PEOPLE = 10
_MAX_PARSES = 4

_W = r"[A-Za-z]+(?:-[a-z]+)?(?: [a-z]+)?"
_TRUTH = r"(?:always |only |can only |invariably )*(?:tells?|speaks?|says?|telling) (?:only )?(?:the truth|true things|true statements|truthfully)"
_LIE = r"(?:always |only |can only |invariably )*(?:lies?|tells? lies|says? false things|makes? false statements|lying)"
_DEFINITIONS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<t>{_W}?),? (?:who |which |that |will )?{_TRUTH},?(?: and| while| but| whereas|;|,)+ (?P<l>{_W}?),? (?:who |which |that |will )?{_LIE}",
        rf"(?P<l>{_W}?),? (?:who |which |that |will )?{_LIE},?(?: and| while| but| whereas|;|,)+ (?P<t>{_W}?),? (?:who |which |that |will )?{_TRUTH}",
        r"(?P<t>[\u4e00-\u9fff]{2,4}?)(?:总是|永远|只会|只|总)(?:说真话|讲真话|说实话)[,;]? ?(?:而)?(?P<l>[\u4e00-\u9fff]{2,4}?)(?:总是|永远|只会|只|总)(?:说谎|说假话|撒谎|说谎话)",
        r"(?P<l>[\u4e00-\u9fff]{2,4}?)(?:总是|永远|只会|只|总)(?:说谎|说假话|撒谎|说谎话)[,;]? ?(?:而)?(?P<t>[\u4e00-\u9fff]{2,4}?)(?:总是|永远|只会|只|总)(?:说真话|讲真话|说实话)",
    )
)
_PLACE = (
    r"(?:an?|the|this|that|some|one) (?:(?:very|special|strange|small|remote|certain|fictional|magical|mysterious|distant|peculiar|"
    r"far-away|faraway|curious|famous|tropical|old) )*(?:island|village|town|city|planet|place|land|kingdom|world|country|realm|"
    r"colony|tribe)(?: of [a-z]+(?: and [a-z]+)?| called [A-Z][a-z]+)?"
)
_BEING = r"(?:person|inhabitant|islander|resident|villager|native|citizen|member|people|inhabitants|islanders|residents|villagers|natives|citizens|individuals|individual|characters|character|folk|locals|friends|creatures)"
_KINDS = r"(?:kinds|types|sorts|groups|classes) of " + _BEING
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
}  # fmt: skip
_NAME = r"[A-Z][a-z]*|[\u4e00-\u9fff]{1,4}?"
_NAMES = rf"(?:{_NAME})(?:(?:, (?:and )?| and |和|与|,)(?:{_NAME}))+"
_MEETING = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:[A-Za-z ]{{0,30}}[Yy]ou|[Yy]ou|[Ww]e|I) (?:meet|met|come across|came across|encounter|encountered|see|saw|run into|ran into|"
        rf"are approached by|were approached by|find|found|visit|talk to|talked to|speak with) (?P<n>\d+|[a-z]+)?(?: of (?:the|its|them))? ?"
        rf"(?:{_BEING})?(?: of (?:the|this) [a-z]+)?(?: there)?(?: named| called)?\s?[:,]? ?(?P<names>{_NAMES})",
        rf"[Tt]here are (?P<n>\d+|[a-z]+) {_BEING}(?: here| there| on (?:the|this) [a-z]+)?(?: named| called)?\s?[:,] ?(?P<names>{_NAMES})",
        rf"(?P<n>\d+|[A-Z]?[a-z]+) {_BEING}\s?[:,]? ?(?:named |called )?(?P<names>{_NAMES}),? (?:are|stand|sit|live|meet)[a-z ,]{{0,40}}",
        rf"你?(?:遇到|遇见|碰到|看到)了?(?P<n>[\d两三四五六七八])?(?:个|位|名)?(?:居民|人|岛民|村民|本地人)?\s?[:,]? ?(?P<names>{_NAMES})",
        rf"(?:有|这里有)(?P<n>[\d两三四五六七八])(?:个|位|名)(?:居民|人|岛民|村民)\s?[:,]? ?(?P<names>{_NAMES})",
    )
)
_BOUNDARY = re.compile(r"(?<=[.?!;])\"?\s+|(?<=[.?!;]\")\s*|\n+|(?<=[\u4e00-\u9fff])[?!;]|(?<=[.?!;])$")


def read_knights(text: str) -> tuple[RolesClaim, ...]:
    """The claims of a text that is such a puzzle, one per reading; none if it is not wholly one."""
    text = _quoted(one_spelling(text))
    roles = _roles(text)
    if roles is None:
        return ()
    speech = Speech(roles.names)
    parses = list(_parses(_segments(text), roles, speech))
    claims: list[RolesClaim] = []
    for parse in parses[: _MAX_PARSES + 1]:
        found = _claims(parse, roles)
        if not found:
            return ()
        claims.extend(claim for claim in found if claim not in claims)
    return tuple(claims) if len(parses) <= _MAX_PARSES else ()


def _quoted(text: str) -> str:
    """Single quotation marks around a statement are double ones."""
    return re.sub(r"(?<!\w)'([^'\"]{3,200})'(?!\w)", r'"\1"', text)


def _segments(text: str) -> list[str]:
    """Cut wherever a sentence may end: after a full stop outside quotation marks, or after a quotation that has one."""
    found: list[str] = []
    start = 0
    for match in re.finditer(r"[.?!;]\"?(?=\s|$|[\u4e00-\u9fff])|\n+|(?<=[.?!]\")", text):
        if text.count('"', 0, match.end()) % 2 == 0 and match.end() > start:
            found.append(text[start : match.end()])
            start = match.end()
    found.append(text[start:])
    return [re.sub(r"\s+", " ", part).strip() for part in found if part.strip(' .?!;\n"')]


# The kinds and the people ------------------------------------------------------------------------------------


def _roles(text: str) -> Roles | None:
    """What the two kinds are called and who is there, if the text says so."""
    kinds = _kinds(text)
    if kinds is None:
        return None
    for segment in _segments(text):
        for pattern in _MEETING:
            match = pattern.fullmatch(segment.rstrip(" .:"))
            if match is None:
                continue
            names = [part for part in re.split(r", (?:and )?| and |和|与|,", match["names"]) if part]
            said = match["n"]
            count = int(said) if said and said.isdigit() else _NUMBERS.get((said or "").lower(), 0)
            if (said and not count and said.lower() not in ("some", "the")) or (count and count != len(names)):
                return None
            if len(set(names)) != len(names) or not 1 < len(names) <= MAX_PEOPLE:
                return None
            if any(name.lower() in (*kinds[0], *kinds[1]) for name in names):
                return None
            return Roles(kinds[0], kinds[1], tuple(names))
    return None


def _kinds(text: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    for pattern in _DEFINITIONS:
        match = pattern.search(text)
        if match:
            honest, liar = (_forms(_last_noun(match[name])) for name in "tl")
            if honest and liar and not set(honest) & set(liar):
                return honest, liar
    return None


def _last_noun(words: str) -> str:
    """`island of knights` ends with the word that is meant."""
    return re.sub(r"^(?:.* )?(?:all|every|each|an?|the|and|of|by|with|either|or|are|people|two|that|while) ", "", f" {words.lower()}").strip()


def _forms(word: str) -> tuple[str, ...]:
    """A word for a kind of people in singular and plural; nothing if it is no such word."""
    if re.fullmatch(r"[\u4e00-\u9fff]+", word):
        return (re.sub(r"^(?:而|和|岛上|其中|所有的?)", "", word),)
    if not re.fullmatch(r"[a-z]+(?:[- ][a-z]+)?", word) or word in _NO_KINDS:
        return ()
    candidates = [word[:-1], word[:-2], f"{word[:-3]}y", f"{word[:-2]}", f"{word[:-3]}f", f"{word[:-3]}fe", word[:-3] + "man"]
    candidates += [word[:-3] + "man"] if word.endswith("men") else []
    singular = next((form for form in candidates if len(form) > 2 and word in plurals(form)), word)
    return tuple(sorted({singular, *plurals(singular), word}))


_NO_KINDS = frozenset(
    "they he she it who which that others some one ones people person inhabitants everyone always never and the former latter "
    "first second other we you i former other".split()
)

# Sentences ---------------------------------------------------------------------------------------------------

Item = tuple[str, str, str]


def _parses(segments: list[str], roles: Roles, speech: Speech) -> Iterator[list[Item]]:
    """Every way to understand all segments; two or three of them may make one sentence."""

    def walk(index: int) -> Iterator[list[Item]]:
        if index == len(segments):
            yield []
            return
        for width in (1, 2, 3):
            if index + width > len(segments):
                break
            item = _item(" ".join(segments[index : index + width]), roles, speech)
            if item is not None:
                for rest in walk(index + width):
                    yield [item, *rest]

    for count, parse in enumerate(walk(0)):
        if count > _MAX_PARSES:
            return
        yield parse


def _item(segment: str, roles: Roles, speech: Speech) -> Item | None:
    """What a segment is: a saying, the question, or part of the setting; None if it is not understood."""
    bare = segment.strip().rstrip(" .?!;:").strip()
    said = speech.read(bare)
    if said is not None:
        return ("said", *said)
    asked = _question(bare, roles)
    if asked is not None:
        return ("asked", *asked)
    if segment.count('"'):
        return None
    if is_note(bare) or _is_setting(bare, roles):
        return ("setting", "", "")
    return None


def _is_setting(text: str, roles: Roles) -> bool:
    """Whether a sentence only says where we are, which kinds there are and whom one meets."""
    honest, liar = ("|".join(map(re.escape, sorted(forms, key=len, reverse=True))) for forms in (roles.honest, roles.liar))
    either = rf"(?:an? )?(?:{honest})(?:, or| or| and|和|或)? ?(?:an? )?(?:{liar})|(?:an? )?(?:{liar})(?:, or| or| and|和|或)? ?(?:an? )?(?:{honest})"
    defined = (
        rf"(?:the )?(?:{honest}),? (?:who |which |that |will )?{_TRUTH},?(?: and| while| but| whereas|;|,)+ (?:the )?(?:{liar}),? (?:who |which |that |will )?{_LIE}"
        rf"|(?:the )?(?:{liar}),? (?:who |which |that |will )?{_LIE},?(?: and| while| but| whereas|;|,)+ (?:the )?(?:{honest}),? (?:who |which |that |will )?{_TRUTH}"
    )
    everyone = rf"(?:everyone|everybody|(?:every|each|all)(?: of the| the)? (?:one |of )?{_BEING}|all|each|every one)"
    here = rf"(?:(?:on|in) {_PLACE},? ?|there is {_PLACE}(?: where|,)? ?|imagine {_PLACE} where )?"
    patterns = (
        rf"{_PLACE} (?:is|was) (?:only )?(?:inhabited|populated) (?:only |entirely |solely )?by (?:{either})",
        rf"{_PLACE} (?:has|is home to) (?:only )?two {_KINDS}\s?[:,]? (?:{either}|{defined})",
        rf"{here}(?:,? ?(?:where|on which|in which) )?{everyone}(?: (?:here|there|on (?:the|this) [a-z]+|living [a-z ]+))? (?:is|are) (?:either )?(?:{either})",
        rf"{here}there are (?:only |exactly )?two {_KINDS}\s?[:,]? (?:{either}|{defined})",
        rf"{here}(?:there )?(?:live|lives|are) (?:only )?(?:{either})",
        rf"{here}(?:{defined})",
        rf"(?:{_PLACE} (?:is|was) (?:inhabited|populated) (?:only )?by )(?:{defined})",
        rf"{here}{everyone} (?:is|are) (?:either )?(?:{defined})",
        rf"(?:an? |the )?(?:{honest}) {_TRUTH}|(?:an? |the )?(?:{liar}) {_LIE}",
        rf"(?:在)?(?:一个|某个|这个)?(?:特殊的|神奇的|神秘的)?(?:岛|小岛|岛屿|村庄|村子)上?,? ?(?:只)?(?:住着|有|居住着)(?:两种人)?[:,]? ?(?:{either})",
        r"(?:%s)(?:总是|永远|只会|只|总)(?:说真话|讲真话|说实话)[,;]? ?(?:而)?(?:%s)(?:总是|永远|只会|只|总)(?:说谎|说假话|撒谎|说谎话)" % (honest, liar),
        r"(?:%s)(?:总是|永远|只会|只|总)(?:说谎|说假话|撒谎|说谎话)[,;]? ?(?:而)?(?:%s)(?:总是|永远|只会|只|总)(?:说真话|讲真话|说实话)" % (liar, honest),
        r"(?:岛上的?)?(?:每个人|人人|每个居民|所有人)(?:要么)?(?:都)?是(?:%s)[,]? ?(?:或者|或|要么)(?:都)?是?(?:%s)" % (honest, liar),
        r"(?:they|each of them|each person|each|the (?:three|two|inhabitants)) (?:each )?(?:say|says|make|makes|tell|tells)(?: you)?(?: the following)?(?: something| one thing| a statement| statements?)?",
        r"(?:here is what|this is what) they (?:say|said|tell you)",
    )
    if any(re.fullmatch(pattern, text, re.IGNORECASE) for pattern in patterns):
        return True
    return any(pattern.fullmatch(text) for pattern in _MEETING)


def _question(text: str, roles: Roles) -> tuple[str, str] | None:
    """Who is asked about, and about which role; two empty texts for everybody."""
    kind = rf"(?:an? |the )?(?:{roles.words})"
    name = rf"(?P<who>{roles.names})"
    everybody = (
        rf"(?:so |then |now )?,? ?(?:who is|who's|who are|which (?:of them |ones? )?(?:is|are)) {kind},? and (?:who is|who's|who are|which (?:of them |ones? )?(?:is|are)) {kind}",
        r"(?:so |then )?,? ?(?:can you |please )?(?:determine|identify|find out|work out|figure out|deduce|tell|say|find|decide) "
        rf"(?:who is|who are|which (?:of them |ones? )?(?:is|are)) {kind},? and (?:who is|who are|which (?:of them |ones? )?(?:is|are)) {kind}",
        r"(?:so |then )?,? ?(?:can you |please )?(?:determine|identify|find out|work out|figure out|deduce|find|decide) (?:the |what )?"
        r"(?:identity|type|kind|role|identities|types|roles|kinds) (?:of )?(?:each|every|all|everyone|these|the)(?: of them)?(?: (?:person|people|inhabitants?|characters?))?(?: (?:is|are))?",
        r"(?:so |then )?,? ?(?:what|which) (?:kind|type|role) (?:of person )?(?:is|has) (?:each|everyone)(?: of them| person| inhabitant| one)?",
        rf"(?:so |then )?,? ?(?:determine|decide|say|state) (?:for each (?:person|of them|inhabitant) )?whether (?:he or she|they|each|each person|each inhabitant|everyone|he/she) (?:is|are) {kind} or {kind}",
        rf"(?:so |then )?,? ?what (?:is|are) (?:{roles.names})(?:,? (?:and )?(?:{roles.names}))*",
        rf"(?:那么|请问)?,? ?谁是{kind}[,]? ?(?:而|和)?谁是{kind}",
        r"(?:那么|请问|请判断|判断)?,? ?(?:他们|每个人|每人)(?:分别|各)?(?:是什么人|是谁|的身份)(?:是什么)?",
    )
    if any(re.fullmatch(pattern, text, re.IGNORECASE) for pattern in everybody):
        return _all_named(text, roles)
    one = re.fullmatch(rf"(?:so |then )?,? ?(?:is {name} (?P<k>{kind}) or (?P<o>{kind})|what (?:kind|type) of {_BEING} is (?P<who2>{roles.names}))", text, re.IGNORECASE)
    if one:
        if one["k"] and roles.role(one["k"]) == roles.role(one["o"]):
            return None
        return one["who"] or one["who2"], ""
    single = re.fullmatch(rf"(?:so |then )?,? ?is {name} (?P<k>{kind})|{name.replace('who', 'han')}是(?P<h>{kind})吗", text, re.IGNORECASE)
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
                sayings.append(Saying(speaker=speaker, said=render_formula(reader.read(statement))))
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
