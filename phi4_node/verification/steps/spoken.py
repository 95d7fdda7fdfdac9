"""Calculations that a step says in words: `half of 48 is 26`, `20% of 60 equals 15`, `3 dozen is 32`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from phi4_node.schema import Check, Outcome
from phi4_node.verification.steps.numbers import Around, around, doubt_in_words

_NUMBER = r"(?:\\?[$€£]\s?)?\d[\d,]*(?:\.\d+)?"
_SHARES = {
    "half": Fraction(1, 2), "one half": Fraction(1, 2), "a half": Fraction(1, 2),
    "a third": Fraction(1, 3), "one third": Fraction(1, 3), "two thirds": Fraction(2, 3),
    "a quarter": Fraction(1, 4), "one quarter": Fraction(1, 4), "three quarters": Fraction(3, 4),
    "one fourth": Fraction(1, 4), "a fourth": Fraction(1, 4), "three fourths": Fraction(3, 4),
    "a fifth": Fraction(1, 5), "one fifth": Fraction(1, 5), "two fifths": Fraction(2, 5),
    "three fifths": Fraction(3, 5), "four fifths": Fraction(4, 5), "a tenth": Fraction(1, 10),
    "one tenth": Fraction(1, 10), "one sixth": Fraction(1, 6), "one eighth": Fraction(1, 8),
    "twice": Fraction(2), "double": Fraction(2), "triple": Fraction(3), "two times": Fraction(2),
    "three times": Fraction(3), "four times": Fraction(4), "five times": Fraction(5),
    "six times": Fraction(6), "ten times": Fraction(10),
}  # fmt: skip
_SHARE = "|".join(re.escape(words).replace(r"\ ", "[ -]") for words in sorted(_SHARES, key=len, reverse=True))
_IS = r"(?:is equal to|equals|equal|is|are|was|were|makes|gives|=)"
# Nothing may stand before it that it could be a part of, and nothing behind it that goes on.
_BEGIN = r"(?<![\w.,%$/*+×÷^)-])(?<!and )(?<!of )(?<!by )(?<!than )(?<!times )(?<!minus )(?<!plus )"
_END = (
    r"(?![\d%/^])(?!\.\d)(?!,\d)(?!\s*(?:\\?%|percent|more|less|fewer|times|hundred|thousand|million|billion|dozen|"
    r"and|or|plus|minus|of|to|per|divided|multiplied|squared|st\b|nd\b|rd\b|th\b|am\b|pm\b|[-+*/×÷^=<>(]|x\s*\d|"
    r"\\(?:times|div|cdot)))"
)
_SPOKEN = re.compile(
    rf"{_BEGIN}(?:"
    rf"(?P<share>{_SHARE})(?: of)?(?: the| her| his| their| its)? (?P<whole>{_NUMBER})"
    rf"|(?P<percent>\d+(?:\.\d+)?)\\?(?:%| percent) of (?:the |her |his |their )?(?P<base>{_NUMBER})"
    rf"|(?P<above>\d+)/(?P<below>\d+) of (?P<amount>{_NUMBER})"
    rf"|(?P<dozens>\d+) dozen"
    rf"|(?P<left>{_NUMBER}) (?P<sign>plus|minus|times|divided by|multiplied by) (?P<right>{_NUMBER})"
    rf")(?P<unit>(?: [a-z]+){{0,2}}) {_IS} (?:also |exactly |then )?(?P<result>{_NUMBER}){_END}",
    re.IGNORECASE,
)
_NO_UNITS = frozenset(
    "is are was were equals dozen more less fewer "
    "percent times plus minus and or which that hour hours "
    "minute minutes day days week weeks month months year years feet foot inches inch yards meters "
    "kilometers dollars cents".split()
)


def spoken_checks(steps: Sequence[str], index: int) -> Iterator[Check]:
    """Check the calculations in words of one step."""
    for found in _SPOKEN.finditer(steps[index]):
        if "=" in found.group() and (found.group("percent") or found.group("above")):
            continue  # read as a chain
        if _NO_UNITS.intersection(found.group("unit").lower().split()):
            continue
        value, result = _value(found), _number(found.group("result"))
        if value is None or found.group("sign") == found.group("result"):
            continue
        spoken = _Spoken(found.group(), value, result, _places(found.group("result")))
        yield _check(spoken, around(steps, index, found.start(), found.end()), index)


@dataclass(frozen=True, slots=True)
class _Spoken:
    """What was said, what it is, and what it was said to be, with so many places after the point."""

    text: str
    value: Fraction
    result: Fraction
    places: int


def _check(spoken: _Spoken, place: Around, index: int) -> Check:
    close = abs(spoken.value - spoken.result) < Fraction(1, 10**spoken.places)
    rounded = close and (spoken.value * 10**spoken.places).denominator != 1
    if spoken.value == spoken.result or rounded:
        return _finding(Outcome.HOLDS, spoken, index, "the number is right")
    ratio = spoken.value / spoken.result if spoken.result else Fraction(0)
    doubt = doubt_in_words(place)
    if ratio in (100, Fraction(1, 100)):
        doubt = "percent or cents may not have been written"
    if "." in spoken.text:
        doubt = doubt or ("the decimals may be rounded" if abs(ratio - 1) < Fraction(1, 20) else "")
    if doubt:
        return _finding(Outcome.UNDECIDED, spoken, index, doubt)
    return _finding(Outcome.FAILS, spoken, index, "the number is wrong")


def _value(found: re.Match[str]) -> Fraction | None:
    """What the words come to."""
    if share := found.group("share"):
        return _SHARES[" ".join(re.split(r"[ -]", share.lower()))] * _number(found.group("whole"))
    if percent := found.group("percent"):
        return Fraction(percent) / 100 * _number(found.group("base"))
    if above := found.group("above"):
        below = int(found.group("below"))
        return Fraction(int(above), below) * _number(found.group("amount")) if below else None
    if dozens := found.group("dozens"):
        return Fraction(12 * int(dozens))
    left, right = _number(found.group("left")), _number(found.group("right"))
    sign = found.group("sign").lower()
    if sign == "divided by":
        return left / right if right else None
    return {"plus": left + right, "minus": left - right}.get(sign, left * right)


def _number(text: str) -> Fraction:
    return Fraction(re.sub(r"[^\d.]", "", text).rstrip("."))


def _places(text: str) -> int:
    return len(text.partition(".")[2])


def _finding(outcome: Outcome, spoken: _Spoken, index: int, reason: str) -> Check:
    left = spoken.text
    fails = outcome is Outcome.FAILS
    return Check(
        outcome=outcome,
        basis="step",
        method="exact arithmetic",
        claim={"kind": "step", "left": left, "relation": "is", "right": str(spoken.result)},
        reason=f"step {index + 1}: {left}: {reason}",
        counterexample=f"{left}: it is {spoken.value}" if fails else "",
        evidence={"left": str(spoken.value), "right": str(spoken.result), "numeric": True},
        step=index,
    )
