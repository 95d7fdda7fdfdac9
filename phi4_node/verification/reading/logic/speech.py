"""Who said what: the many ways in which a puzzle reports a statement."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SAYS = (
    r"(?:says?|said|claims?|claimed|states?|stated|declares?|declared|asserts?|asserted|remarks?|remarked"
    r"|mentions?|mentioned|"
    r"notes?|noted|comments?|commented|expresses|expressed|announces?|announced|replies|replied|answers?"
    r"|answered|insists?|"
    r"insisted|exclaims?|exclaimed|explains?|explained|adds?|added|proclaims?|proclaimed|affirms?|affirmed"
    r"|maintains?|"
    r"maintained|observes?|observed|reports?|reported|responds?|responded|tells?(?: you| me| us)|told(?: "
    r"you| me| us)|"
    r"(?:was|is|were) (?:over)?heard (?:saying|stating|claiming|to say)|swears?|swore|confides?|confided"
    r"|whispers?|whispered|"
    r"confirms?|confirmed|offers?|offered|shouts?|shouted|says? to you|speaks up and says)"
)
_QUOTE = r"\"(?P<q>[^\"]+)\""


_WHO = r"(?P<who>[A-Z][a-z]*|[\u4e00-\u9fff]{1,4}?)"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_WHO} (?:then |also |now )?{_SAYS}(?: that)?\s?[:,]?\s?{_QUOTE}",
        rf"{_WHO}\s?:\s?{_QUOTE}",
        rf"(?:According to|As per|In the words of|In the opinion of) {_WHO}[:,]?\s?{_QUOTE}",
        rf"(?:In|As in) {_WHO}'s? (?:own )?(?:words|statement)[:,]?\s?{_QUOTE}",
        rf"In a (?:statement|remark|comment) (?:by|from|of) {_WHO}[:,]?\s?{_QUOTE}",
        rf"(?:As|Like) {_WHO} (?:put it|{_SAYS}(?: it)?)[:,]?\s?{_QUOTE}",
        rf"{_WHO}'s? (?:statement|claim|words|remark)(?: is| was| are| were)?[:,]?\s?{_QUOTE}",
        rf"{_QUOTE}\s?[,.]?\s?[-–—]+\s?{_WHO}",
        rf"{_QUOTE}\s?[,.]?\s?{_WHO} {_SAYS}",
        rf"{_QUOTE}\s?[,.]?\s?{_SAYS} {_WHO}",
        rf"{_QUOTE}\s?[,.]?\s?(?:is|was) (?:what|the claim of|the statement of) {_WHO}(?: {_SAYS})?",
        rf"{_WHO}(?:说|声称|表示|告诉你|宣称|说道)[道]?\s?[:,]?\s?{_QUOTE}",
        rf"{_WHO} (?:then |also )?{_SAYS} that\s?,? (?P<s>[^\".?!;]+)",
        rf"According to {_WHO}, (?P<s>[^\".?!;]+)",
        rf"{_WHO}(?:says| says| said|\s?:)\s?[:,]?\s(?P<s>[^\".?!;]+)",
        rf"{_WHO}(?:说|声称|表示|告诉你|宣称)[道]?\s?[:,]?\s?(?P<s>[^\".?!;]+)",
    )
)


def speaker_of(piece: str) -> str:
    """Who speaks in a sentence, whoever it is; empty if it reports nothing."""
    for pattern in _PATTERNS:
        match = pattern.fullmatch(piece.strip())
        if match and match["who"].lower() not in _NOBODY:
            return match["who"]
    return ""


_NOBODY = frozenset(
    "he she it they one both each everybody everyone nobody who i we you the 他 她 他们 谁".split()
)


def said_by(piece: str, people: Sequence[str]) -> tuple[str, str] | None:
    """Speaker and statement of a sentence, if it reports what one of these people said."""
    piece = re.sub(r"^(?:And|Then|Finally|Next|Lastly|Meanwhile|接着|最后),? ", "", piece.strip())
    for pattern in _PATTERNS:
        match = pattern.fullmatch(piece)
        if match and match["who"] in people:
            groups = match.groupdict()
            return match["who"], (groups.get("q") or groups.get("s") or "").strip()
    return None
