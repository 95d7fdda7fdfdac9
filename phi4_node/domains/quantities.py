"""Which quantities a problem gives, and whether a solution uses them all and no others.

A small model's mistakes in word problems are wrong set-ups: it forgets a number, or takes one from nowhere.
Neither proves anything, so what is found here only lowers trust. Fixed rules read it, in English and Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

MAX_CHARACTERS = 20_000
_MOST = 60
"""Quantities beyond which nothing is said: that is a table, not a story."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number in the words of a problem.

    Attributes:
        value: Its value; of 20 % it is 20.
        text: As it is written.
        ways: All values in which it may appear in a calculation.
    """

    value: Fraction
    text: str
    ways: frozenset[Fraction]


_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_SMALL = {word: value for value, word in enumerate(_UNITS.split())}
_TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_LARGE = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "fourth": 4, "fourths": 4, "quarter": 4, "quarters": 4,
    "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8,
    "ninth": 9, "ninths": 9, "tenth": 10, "tenths": 10,
}  # fmt: skip
_TIMES = {
    "twice": 2, "double": 2, "doubled": 2, "doubles": 2,
    "thrice": 3, "triple": 3, "tripled": 3, "triples": 3, "quadruple": 4,
}  # fmt: skip
_WORD = "|".join([*_SMALL, *_TENS, *_LARGE])
_DIGITS = r"\d{1,3}(?:[, ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_CHINESE_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_CHINESE_TENS = {"十": 10, "百": 100, "千": 1000}
_MEASURES = (
    "个只本元米天人次岁页条棵支块张辆小分秒颗倍角吨斤公千厘月年周件盒箱袋瓶排组行层台头匹双对份杯碗朵根"
    "把间座家名位克升里步折成"
)
_FOUND = re.compile(
    rf"(?P<mixed>\d+)\s+(?P<over>\d+)/(?P<under>[1-9]\d*)"
    rf"|(?P<top>\d+)\s*/\s*(?P<bottom>[1-9]\d*)(?![\d/])"
    rf"|(?P<number>{_DIGITS})\s*(?P<percent>%|percent\b|％)?(?P<large>(?:hundred|thousand|million|billion)\b)?"
    rf"|\b(?P<count>(?:{_WORD}|an?)[\s-]+)?(?P<part>{'|'.join(_PARTS)})\b(?![\s-]+(?:{'|'.join(_PARTS)})\b)"
    rf"|\b(?P<words>(?:{_WORD})(?:[\s-]+(?:and[\s-]+)?(?:{_WORD}))*)\b"
    rf"|\b(?P<times>{'|'.join(_TIMES)})\b|\b(?P<dozen>dozens?)\b"
    rf"|百分之(?P<hundredths>[零〇一二两三四五六七八九十百\d.]+)"
    rf"|(?P<below>[零〇一二两三四五六七八九十百千\d]+)分之(?P<above>[零〇一二两三四五六七八九十百千\d]+)"
    rf"|(?P<chinese>[零〇一二两三四五六七八九十百千万]+)(?=[{_MEASURES}])"
    rf"|(?P<halved>(?<!一)半(?=[{_MEASURES}])|一半)",
    re.IGNORECASE,
)
_LABELS = re.compile(
    r"(?:\b(?:day|step|grade|chapter|page|room|no\.|number|part|question|problem|level|class|figure|phase|round|week"
    r"|line|section)\s*#?|#|第|[a-z]|\d[:：])$",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"(?:st|nd|rd|th)\b|-?(?:year|month|week|day)s?-old\b|[:：]\d\d\b|\s*[ap]\.?m\b", re.IGNORECASE
)
_CONVERSIONS = (
    "12 14 15 16 20 21 24 25 28 30 31 36 40 48 50 52 60 90 100 120 144 168 180 240 300 360 365 366 400 600 "
    "1000 1440 1760 2000 2500 3600 5280 10000 0.01 0.05 0.001 0.25 0.75 1.5 2.5 2.54 3.14 3.1416 3.14159"
)
_ALWAYS_THERE = frozenset(map(Fraction, [*_CONVERSIONS.split(), *range(11)])) | {
    Fraction(tenths, 10) for tenths in range(1, 10)
}
"""Numbers that need no source: conversions, halves, tenths, months, degrees."""


def quantities_of(text: str) -> list[Quantity]:
    """The quantities that a problem gives, in order; ordinals, labels and clock times are none."""
    text = text[:MAX_CHARACTERS]
    found = []
    for match in _FOUND.finditer(text):
        before, after = text[max(match.start() - 12, 0) : match.start()], text[match.end() : match.end() + 12]
        if match["number"] and (_LABELS.search(before) or _ORDINAL.match(after)):
            continue
        quantity = _quantity(match, after)
        if quantity is not None:
            found.append(quantity)
    return found


def _quantity(match: re.Match[str], after: str) -> Quantity | None:
    text = match.group().strip()
    if match["mixed"]:
        whole, part = Fraction(match["mixed"]), Fraction(int(match["over"]), int(match["under"]))
        return _given(whole + part, text, whole, part, Fraction(match["over"]), Fraction(match["under"]))
    if match["top"]:
        return _fraction(int(match["top"]), int(match["bottom"]), text)
    if match["number"]:
        value = Fraction(match["number"].replace(",", "").replace(" ", ""))
        if value == 1 and not match["percent"]:
            return None
        if match["large"]:
            value *= _LARGE[match["large"].strip().lower()]
        return _percent(value, text) if match["percent"] else _given(value, text)
    if match["part"]:
        return _part(match, after)
    if match["words"]:
        value = Fraction(_in_words(match["words"]))
        # "one of them", "the two girls": such words seldom enter a calculation
        return None if value <= 2 else _given(value, text)
    if match["times"]:
        value = Fraction(_TIMES[match["times"].lower()])
        return _given(value, text, 1 / value)
    if match["dozen"]:
        return _given(Fraction(12), text)
    return _chinese(match)


def _part(match: re.Match[str], after: str) -> Quantity | None:
    """`half`, `a third of`, `two fifths`; a `third` by itself is an ordinal."""
    under = _PARTS[match["part"].lower()]
    count = (match["count"] or "").strip(" -").lower()
    if not count and under != 2 and not re.match(r"\s+of\b", after):
        return None
    if count in ("", "a", "an", "one"):
        return _fraction(1, under, match.group().strip())
    if match["part"].lower().endswith("s") or under == 2:
        return _fraction(_in_words(count), under, match.group().strip())
    return None


def _chinese(match: re.Match[str]) -> Quantity | None:
    text = match.group()
    if match["halved"]:
        return _fraction(1, 2, text)
    if match["hundredths"]:
        return _percent(Fraction(_chinese_number(match["hundredths"])), text)
    if match["below"]:
        under = _chinese_number(match["below"])
        return _fraction(int(_chinese_number(match["above"])), int(under), text) if under else None
    value = _chinese_number(match["chinese"])
    return None if value <= 2 else _given(Fraction(value), text)


def _given(value: Fraction, text: str, *more: Fraction) -> Quantity:
    # 90 minutes may be 1.5 hours, 2 m may be 200 cm: a change of units keeps the quantity.
    scaled = {value * by for by in (60, 100, 1000, 12, 7, 24)} | {
        value / by for by in (60, 100, 1000, 12, 7, 24)
    }
    # The second of 18 meetings is 17 before the last.
    before = {value - 1} if value > 4 else set()
    return Quantity(value, text, frozenset({value, *before, *scaled, *more}))


def _percent(value: Fraction, text: str) -> Quantity:
    part = value / 100
    return Quantity(
        value,
        text,
        frozenset({value, part, 1 - part, 1 + part, 100 - value, 100 + value, 1 / part if part else part}),
    )


def _fraction(over: int, under: int, text: str) -> Quantity:
    value = Fraction(over, under)
    ways = {value, 1 - value, 1 + value, Fraction(under), value * 100}
    return Quantity(value, text, frozenset(ways | ({1 / value} if value else set())))


def _in_words(text: str) -> int:
    total = current = 0
    for word in re.split(r"[\s-]+", text.lower()):
        if word in _LARGE:
            current = max(current, 1) * _LARGE[word]
            if _LARGE[word] >= 1000:
                total, current = total + current, 0
        else:
            current += _SMALL.get(word, 0) + _TENS.get(word, 0)
    return total + current


def _chinese_number(text: str) -> Fraction:
    """`三百二十` or digits; 0 if it is neither."""
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return Fraction(text)
    total = section = digit = 0
    for sign in text:
        if sign in _CHINESE_DIGITS:
            digit = _CHINESE_DIGITS[sign]
        elif sign in _CHINESE_TENS:
            section, digit = section + (digit or 1) * _CHINESE_TENS[sign], 0
        elif sign == "万":
            total, section, digit = total + (section + digit) * 10_000, 0, 0
        else:
            return Fraction(0)
    return Fraction(total + section + digit)


# Use of them --------------------------------------------------------------------------------------


def unused(problem: str, *texts: str) -> list[str]:
    """The quantities of the problem, as written, that none of the texts uses.

    Args:
        problem: The asker's words.
        texts: The steps of a solution, or a calculation.
    """
    given = quantities_of(problem)
    if not given or len(given) > _MOST:
        return []
    seen = set(_numbers_in(texts))
    left = [quantity for quantity in given if not quantity.ways & seen]
    return list(dict.fromkeys(quantity.text for quantity in left))


def from_nowhere(problem: str, program: str) -> list[str]:
    """The numerals of a calculation that neither the problem nor everyday knowledge gives."""
    given = quantities_of(problem)
    if len(given) > _MOST:
        return []
    known = {way for quantity in given for way in quantity.ways} | set(_numbers_in([problem])) | _ALWAYS_THERE
    # A model may do a step in its head: what two given numbers make together is no wonder.
    values = [quantity.value for quantity in given][:20]
    for first in values:
        for second in values:
            known |= {first + second, first - second, first * second}
            if second:
                known.add(first / second)
    code = re.sub(r"#[^\n]*|(\"\"\"|''')[\s\S]*?\1|\"[^\"\n]*\"|'[^'\n]*'", "", program)
    numerals = re.findall(r"(?<![\w.])(?:\d+(?:\.\d+)?|\.\d+)(?!\w)", code.replace("_", ""))
    return list(dict.fromkeys(text for text in numerals if Fraction(text) not in known))


# What is asked -----------------------------------------------------------------------------------

_BELOW_ZERO = re.compile(
    r"-\s?\d|−|\b(?:negative|minus|below|temperature|degrees|change|differ\w*|loss|lose|loses|lost|profit|debt|owes?|owed|"
    r"balance|deficit|overdrawn|equation|solve|sum|value)\b|负|零下|温|变化|差|亏|欠|方程|海拔",
    re.IGNORECASE,
)
_IN_PARTS = (
    r"hours?|minutes?|seconds?|days?|weeks?|months?|years?|dollars?|cents?|euros?|pounds?|yuan|miles?|kilometers?|"
    r"kilometres?|met(?:er|re)s?|centimet(?:er|re)s?|feet|foot|inche?s?|yards?|acres?|square|cubic|kilograms?|grams?|"
    r"ounces?|tons?|tonnes?|lit(?:er|re)s?|gallons?|quarts?|pints?|cups?|milliliters?|tablespoons?|teaspoons?|"
    r"calories|degrees?|percent\w*|times|more|fewer|less|km|cm|mm|kg|mg|ml|units?|points?|servings?|portions?"
)
_HOW_MANY = re.compile(rf"\bhow many\s+(?!(?:{_IN_PARTS})\b)[a-z]+", re.IGNORECASE)
_ON_AVERAGE = re.compile(r"\b(?:average|mean|per|each|fraction|ratio|rate)\b|平均", re.IGNORECASE)


def may_be_negative(problem: str) -> bool:
    """Whether anything in the words speaks of numbers below zero; else the answer is hardly one."""
    return bool(_BELOW_ZERO.search(problem))


def counts_wholes(problem: str) -> bool:
    """Whether it is asked how many there are of something that does not come in parts, in English."""
    asked = re.split(r"(?<=[.!])\s+", problem.strip())[-1]
    return bool(_HOW_MANY.search(asked)) and not _ON_AVERAGE.search(asked)


def _numbers_in(texts: Iterable[str]) -> Iterator[Fraction]:
    """Every number in the texts, in words too."""
    for text in texts:
        for match in re.finditer(_DIGITS, text[:MAX_CHARACTERS]):
            yield Fraction(match.group().replace(",", "").replace(" ", ""))
        for quantity in quantities_of(text):
            yield quantity.value
            if "%" in quantity.text or "％" in quantity.text:
                yield quantity.value / 100
