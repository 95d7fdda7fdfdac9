"""The setting of a puzzle about people who tell the truth or lie: the two kinds, and who is there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from phi4_node.verification.reading.logic.nouns import plurals
from phi4_node.verification.reading.logic.roles import Roles
from phi4_node.verification.reading.logic.speech import speaker_of

MAX_PEOPLE = 10

_W = r"[A-Za-z]{1,24}(?:-[A-Za-z]{1,24})?(?: [a-z]{1,24})?"
_TRUTH = (
    r"(?:always |only |can only |invariably )*(?:tells?|speaks?|says?|telling) (?:only )?(?:the truth|true "
    r"things|true statements|truthfully)"
)
_LIE = (
    r"(?:always |only |can only |invariably )*(?:lies?|tells? lies|says? false things|makes? false "
    r"statements|lying)"
)
_HAN = r"[\u4e00-\u9fff]{2,4}?"
_TRUTH_ZH = r"(?:总是|永远|只会|只|总)(?:说真话|讲真话|说实话)"
_LIE_ZH = r"(?:总是|永远|只会|只|总)(?:说谎|说假话|撒谎|说谎话)"
_DEFINITIONS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<t>{_W}?),? (?:who |which |that |will )?{_TRUTH},?(?: and| or| while| but| whereas|;|,)+ "
        rf"(?P<l>{_W}?),? (?:who |which |that |will )?{_LIE}",
        rf"(?P<l>{_W}?),? (?:who |which |that |will )?{_LIE},?(?: and| or| while| but| whereas|;|,)+ "
        rf"(?P<t>{_W}?),? (?:who |which |that |will )?{_TRUTH}",
        rf"(?P<t>{_HAN}){_TRUTH_ZH}[,;]? ?(?:而)?(?P<l>{_HAN}){_LIE_ZH}",
        rf"(?P<l>{_HAN}){_LIE_ZH}[,;]? ?(?:而)?(?P<t>{_HAN}){_TRUTH_ZH}",
    )
)
_PLACE = (
    r"(?:an?|the|this|that|some|one) (?:(?:very|special|strange|small|remote|certain|fictional|magical"
    r"|mysterious|distant|peculiar|"
    r"far-away|faraway|curious|famous|tropical|old) )*(?:island|village|town|city|planet|place|land|kingdom"
    r"|world|country|realm|"
    r"colony|tribe)(?: of (?!which)[a-z-]+(?: and [a-z-]+)?| called [A-Z][a-z]+)?"
)
BEING = (
    r"(?:person|inhabitant|islander|resident|villager|native|citizen|member|people|inhabitants|islanders"
    r"|residents|villagers|natives|citizens|individuals|individual|characters|character|folk|locals|friends"
    r"|creatures)"
)
_KINDS = r"(?:kinds|types|sorts|groups|classes) of " + BEING
_NUMBERS = {
    word: number
    for number, word in enumerate("one two three four five six seven eight nine ten".split(), start=1)
} | {"两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8}
_NAME = r"[A-Z][a-z]*|[\u4e00-\u9fff]{1,4}?"
_NAMES = rf"(?:{_NAME})(?:(?:, (?:and )?| and |和|与|,)(?:{_NAME}))+"
_SCENE = (
    r"(?:(?:(?:One|This) (?:day|morning|afternoon|evening)|There|Here|Today|Then|Now|Once|Suppose|Imagine"
    r"|On (?:the|this|your) (?:island|way|walk|trip|journey|visit)(?: there)?"
    r"|While (?:walking|strolling|visiting|exploring|travelling|traveling)(?: (?:on|around|through|across))?"
    r"(?: (?:the|this|an?) [a-z]+)?),?(?: that)? )?"
)
"""How the sentence about a meeting may begin; whatever else it says could matter."""
_POSE = (
    r"(?: (?:standing|sitting|talking|chatting|gathered|walking|waiting|living|here|there|together|before you"
    r"|in front of you|next to each other|in a row|(?:on|in|at|by|around) (?:the|this|an?) [a-z]+))*"
)
_MEETING = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:{_SCENE}[Yy]ou|[Ww]e|I) (?:meet|met|come across|came across|encounter"
        rf"|encountered|see|saw|run into|ran into|"
        rf"are approached by|were approached by|find|found|visit|talk to|talked to|speak with) (?P<n>\d+"
        rf"|[a-z]+)?(?: of (?:the|its|them))? ?"
        rf"(?:{BEING})?(?: of (?:the|this) [a-z]+)?(?: there)?(?: named| called)?\s?[:,]? "
        rf"?(?P<names>{_NAMES})",
        rf"[Tt]here are (?P<n>\d+|[a-z]+) {BEING}(?: here| there| on (?:the|this) [a-z]+)?(?: named| "
        rf"called)?\s?[:,] ?(?P<names>{_NAMES})",
        rf"(?P<n>\d+|[A-Z]?[a-z]+) {BEING}\s?[:,]? ?(?:named |called )?(?P<names>{_NAMES}),? (?:are|stand"
        rf"|sit|live|meet){_POSE}",
        rf"你?(?:遇到|遇见|碰到|看到)了?(?P<n>[\d两三四五六七八])?(?:个|位|名)?(?:居民|人|岛民|村民"
        rf"|本地人)?\s?[:,]? ?(?P<names>{_NAMES})",
        rf"(?:有|这里有)(?P<n>[\d两三四五六七八])(?:个|位|名)(?:居民|人|岛民|村民)\s?[:,]? "
        rf"?(?P<names>{_NAMES})",
    )
)


def roles_of(text: str, segments: Sequence[str]) -> Roles | None:
    """What the two kinds are called and who is there, if the text says so."""
    kinds = _kinds(text)
    if kinds is None:
        return None
    met: list[tuple[str, ...]] = []
    for segment in segments:
        for pattern in _MEETING:
            match = pattern.fullmatch(segment.rstrip(" .:"))
            if match is None:
                continue
            names = _met(match)
            if names is None or any(name.lower() in (*kinds[0], *kinds[1]) for name in names):
                return None
            met.append(names)
            break
    if any(set(names) != set(met[0]) for names in met):
        return None  # who is there is said twice, and differently
    if met:
        return Roles(kinds[0], kinds[1], met[0])
    return _speakers(segments, kinds)


def _met(match: re.Match[str]) -> tuple[str, ...] | None:
    """The names in a sentence about a meeting, if they are as many as it says."""
    names = [part for part in re.split(r", (?:and )?| and |和|与|,", match["names"]) if part]
    said = match["n"]
    count = int(said) if said and said.isdigit() else _NUMBERS.get((said or "").lower(), 0)
    if (said and not count and said.lower() not in ("some", "the")) or (count and count != len(names)):
        return None
    return tuple(names) if len(set(names)) == len(names) and 1 < len(names) <= MAX_PEOPLE else None


def _speakers(segments: Sequence[str], kinds: tuple[tuple[str, ...], tuple[str, ...]]) -> Roles | None:
    """Whoever says something, where the text introduces nobody."""
    names = [speaker_of(segment.rstrip(" .?!;:")) for segment in segments]
    people = tuple(dict.fromkeys(name for name in names if name))
    if not 1 < len(people) <= MAX_PEOPLE or any(name.lower() in (*kinds[0], *kinds[1]) for name in people):
        return None
    return Roles(kinds[0], kinds[1], people)


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
    return re.sub(
        r"^(?:.* )?(?:all|every|each|an?|the|and|of|by|with|either|or|are|people|two|that|while) ",
        "",
        f" {words.lower()}",
    ).strip()


def _forms(word: str) -> tuple[str, ...]:
    """A word for a kind of people in singular and plural; nothing if it is no such word."""
    if re.fullmatch(r"[\u4e00-\u9fff]+", word):
        return (re.sub(r"^(?:而|和|岛上|其中|所有的?)", "", word),)
    if not re.fullmatch(r"[a-z]+(?:[- ][a-z]+)?", word) or word in _NO_KINDS:
        return ()
    endings = (word[:-1], word[:-2], f"{word[:-3]}y", f"{word[:-3]}f", f"{word[:-3]}fe", f"{word[:-3]}man")
    singulars = [form for form in endings if len(form) > 2 and word in plurals(form)] or [word]
    return tuple(sorted({word, *singulars, *(plural for form in singulars for plural in plurals(form))}))


_NO_KINDS = frozenset(
    "they he she it who which that others some one ones people person inhabitants everyone always never and "
    "the former latter "
    "first second other we you i former other".split()
)


def is_setting(text: str, roles: Roles) -> bool:
    """Whether a sentence only says where we are, which kinds there are and whom one meets."""
    patterns = _settings(roles.honest, roles.liar)
    return any(pattern.fullmatch(text) for pattern in (*patterns, *_MEETING))


@lru_cache(maxsize=64)
def _settings(honest_words: tuple[str, ...], liar_words: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    honest, liar = (
        "|".join(map(re.escape, sorted(words, key=len, reverse=True))) for words in (honest_words, liar_words)
    )
    either = (
        rf"(?:an? )?(?:{honest})(?:, or| or| and|和|或)? ?(?:an? )?(?:{liar})|(?:an? )?(?:{liar})(?:, or| "
        rf"or| "
        rf"and|和|或)? ?(?:an? )?(?:{honest})"
    )
    defined = (
        rf"(?:the )?(?:{honest}),? (?:who |which |that |will )?{_TRUTH},?(?: and| or| while| but| whereas|;"
        rf"|,)+ (?:the )?(?:{liar}),? (?:who |which |that |will )?{_LIE}"
        rf"|(?:the )?(?:{liar}),? (?:who |which |that |will )?{_LIE},?(?: and| or| while| but| whereas|;"
        rf"|,)+ (?:the )?(?:{honest}),? (?:who |which |that |will )?{_TRUTH}"
    )
    everyone = (
        rf"(?:everyone|everybody|(?:every|each|all)(?: of the| the)? (?:one |of )?{BEING}|all|each|every "
        rf"one)"
    )
    here = rf"(?:(?:on|in) {_PLACE},? ?|there is {_PLACE}(?: where|,)? ?|imagine {_PLACE} where )?"
    patterns = (
        rf"{_PLACE} (?:is|was) (?:only )?(?:inhabited|populated) (?:only |entirely |solely )?by (?:{either})",
        rf"{_PLACE} (?:has|is home to) (?:only )?two {_KINDS}\s?[:,]? (?:{either}|{defined})",
        rf"{here}(?:,? ?(?:where|on which|in which) )?{everyone}(?: (?:living )?(?:here|there"
        rf"|(?:on|in) (?:the|this) [a-z]+))? (?:is|are) (?:either )?(?:{either})",
        rf"{here}there are (?:only |exactly )?two {_KINDS}\s?[:,]? (?:{either}|{defined})",
        rf"{here}(?:there )?(?:live|lives|are) (?:only )?(?:{either})",
        rf"{here}(?:{defined})",
        rf"(?:you (?:are|find yourself|arrive|have arrived)|we are|imagine you are) (?:on|in|at) "
        rf"(?!.*\b(?:of|called) (?:{honest}|{liar})$)"
        rf"{_PLACE}(?: (?:of|with|inhabited by) (?:{either}))?",
        rf"(?:{_PLACE} (?:is|was) (?:inhabited|populated) (?:only )?by )(?:{defined})",
        rf"{here}{everyone} (?:is|are) (?:either )?(?:{defined})",
        rf"(?:an? |the )?(?:{honest}) {_TRUTH}|(?:an? |the )?(?:{liar}) {_LIE}",
        rf"(?:在)?(?:一个|某个|这个)?(?:特殊的|神奇的|神秘的)?(?:岛|小岛|岛屿|村庄|村子)上?,? "
        rf"?(?:只)?(?:住着|有|居住着)(?:两种人)?[:,]? "
        rf"?(?:{either})",
        rf"(?:{_NAMES})(?:都)?(?:住|生活)在(?:一个|某个)?(?:岛|小岛|村庄|村子)上?[,]? ?(?:岛上|村里|那里)?"
        rf"(?:只有|有|住着)(?:{either})(?:[,;] ?(?:{honest}){_TRUTH_ZH}[,;]? ?(?:而)?(?:{liar}){_LIE_ZH})?",
        rf"(?:{honest}){_TRUTH_ZH}[,;]? ?(?:而)?(?:{liar}){_LIE_ZH}",
        rf"(?:{liar}){_LIE_ZH}[,;]? ?(?:而)?(?:{honest}){_TRUTH_ZH}",
        rf"(?:岛上的?)?(?:每个人|人人|每个居民|所有人)(?:要么)?(?:都)?是(?:{honest})[,]? ?"
        rf"(?:或者|或|要么)(?:都)?是?(?:{liar})",
        r"(?:they|each of them|each person|each|the (?:three|two|inhabitants)) (?:each )?(?:say|says|make"
        r"|makes|tell|tells)(?: you)?(?: the following)?(?: something| one thing| a statement| statements?)?",
        r"(?:here is what|this is what) they (?:say|said|tell you)",
    )
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
