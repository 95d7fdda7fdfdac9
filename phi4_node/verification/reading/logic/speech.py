"""Who said what: the many ways in which a puzzle reports a statement."""

from __future__ import annotations

import re

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


def _patterns(names: str) -> tuple[re.Pattern[str], ...]:
    name = rf"(?P<who>{names})"
    return tuple(
        re.compile(pattern)
        for pattern in (
            rf"{name} (?:then |also |now )?{_SAYS}(?: that)?\s?[:,]?\s?{_QUOTE}",
            rf"{name}\s?:\s?{_QUOTE}",
            rf"(?:According to|As per|In the words of|In the opinion of) {name}[:,]?\s?{_QUOTE}",
            rf"(?:In|As in) {name}'s? (?:own )?(?:words|statement)[:,]?\s?{_QUOTE}",
            rf"In a (?:statement|remark|comment) (?:by|from|of) {name}[:,]?\s?{_QUOTE}",
            rf"(?:As|Like) {name} (?:put it|{_SAYS}(?: it)?)[:,]?\s?{_QUOTE}",
            rf"{name}'s? (?:statement|claim|words|remark)(?: is| was| are| were)?[:,]?\s?{_QUOTE}",
            rf"{_QUOTE}\s?[,.]?\s?[-–—]+\s?{name}",
            rf"{_QUOTE}\s?[,.]?\s?{name} {_SAYS}",
            rf"{_QUOTE}\s?[,.]?\s?{_SAYS} {name}",
            rf"{_QUOTE}\s?[,.]?\s?(?:is|was) (?:what|the claim of|the statement of) {name}(?: {_SAYS})?",
            rf"{name}(?:说|声称|表示|告诉你|宣称|说道)[道]?\s?[:,]?\s?{_QUOTE}",
            rf"{name} (?:then |also )?{_SAYS} that\s?,? (?P<s>[^\".?!;]+)",
            rf"According to {name}, (?P<s>[^\".?!;]+)",
            rf"{name}(?:says| says| said|\s?:)\s?[:,]?\s(?P<s>[^\".?!;]+)",
            rf"{name}(?:说|声称|表示|告诉你|宣称)[道]?\s?[:,]?\s?(?P<s>[^\".?!;]+)",
        )
    )


class Speech:
    """Recognises reported statements of some people."""

    def __init__(self, names: str) -> None:
        self.patterns = _patterns(names)

    def read(self, piece: str) -> tuple[str, str] | None:
        """Speaker and statement of a sentence, if it reports one."""
        piece = re.sub(r"^(?:And|Then|Finally|Next|Lastly|Meanwhile|接着|最后),? ", "", piece.strip())
        for pattern in self.patterns:
            match = pattern.fullmatch(piece)
            if match:
                groups = match.groupdict()
                return match["who"], (groups.get("q") or groups.get("s") or "").strip()
        return None
