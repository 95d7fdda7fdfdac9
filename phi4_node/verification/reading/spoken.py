"""Numbers, fractions and days as English and Chinese words; no grammar, only their tables."""

from __future__ import annotations

import re
from fractions import Fraction

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
WHOLES = {
    **{word: value for value, word in enumerate(_ONES)},
    **{word: 20 + 10 * index for index, word in enumerate(_TENS)},
    **{
        f"{ten}{joint}{one}": 20 + 10 * index + value
        for index, ten in enumerate(_TENS)
        for value, one in enumerate(_ONES[1:10], start=1)
        for joint in ("-", " ")
    },
    "hundred": 100,
    "one hundred": 100,
    "a hundred": 100,
    "one thousand": 1000,
    "a thousand": 1000,
    "a dozen": 12,
    "one dozen": 12,
}
"""Numbers in words, as far as problems spell them."""

_PARTS = {
    **{"half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7},
    **{"eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "fifteenth": 15, "sixteenth": 16},
    **{"twentieth": 20, "hundredth": 100, "thousandth": 1000},
}

_DAYS = "sunday monday tuesday wednesday thursday friday saturday".split()
WEEKDAYS = {
    **{name: index for index, name in enumerate(_DAYS)},
    **{f"{word}{sign}": i for word in ("星期", "礼拜", "周") for i, sign in enumerate("日一二三四五六")},
    **{f"{word}天": 0 for word in ("星期", "礼拜")},
}
"""Names of weekdays, in small letters; 0 is Sunday."""

_MONTHS = "january february march april may june july august september october november december".split()
MONTHS = {
    **{name: index for index, name in enumerate(_MONTHS, start=1)},
    **{name[:3]: index for index, name in enumerate(_MONTHS, start=1)},
    "sept": 9,
}
"""Names of months, in small letters."""

_WORD = "|".join(sorted(map(re.escape, WHOLES), key=len, reverse=True))
_WHOLE = re.compile(rf"(?:{_WORD})(?![A-Za-z])", re.IGNORECASE)
_BELOW = "|".join(sorted(_PARTS, key=len, reverse=True))
_PART = re.compile(rf"(?P<above>{_WORD}|a|an|\d{{1,6}})[ -](?P<below>{_BELOW})s?(?![A-Za-z])", re.IGNORECASE)


def whole_at(text: str, position: int) -> tuple[int, int] | None:
    """A number in words, and where it ends."""
    match = _WHOLE.match(text, position)
    return (WHOLES[match.group().lower()], match.end()) if match else None


def fraction_at(text: str, position: int) -> tuple[Fraction, int] | None:
    """A fraction in words, `three quarters` or `a half`, and where it ends."""
    match = _PART.match(text, position)
    if match is None:
        return None
    above = match.group("above").lower()
    value = int(above) if above.isdigit() else 1 if above in ("a", "an") else WHOLES[above]
    return Fraction(value, _PARTS[match.group("below").lower()]), match.end()
