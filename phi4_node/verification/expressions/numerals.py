"""Numerals as people write them: thousands, decimals, scientific, repeating, other bases, times, Chinese.

Rules for what is ambiguous:
- `1,234` is a thousand and some; `1,22` and `2,3` are lists; `1.234,5`, `1,23,456` and tight mixtures
  are errors; inside brackets, where `1,234` may also be a pair, it is an error (write `1234` or `1, 234`).
- `1 000` is one thousand: groups of exactly three digits after one to three digits.
- `2e-3` is an error (2·e - 3?), `1e-3`, `2.0e-3`, `2e-03` and `2e8` are scientific notation.
- `0.(3)` repeats; `0.5(3)` is an error; `12:30` is a time of day, a ratio otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from phi4_node.verification.expressions.syntax import ReadError, TooLargeError

MAX_DIGITS = 1_000

_PLAIN = re.compile(r"(\d*)(?:\.(\d+))?")
_EXPONENT = re.compile(r"[eE]([+-]?)(\d+)(?![A-Za-z0-9])")
_TIGHT = re.compile(r"\d+(?:\.\d+)?(?:,\d+(?:\.\d+)?)+")
_SPACED = re.compile(r"[1-9]\d{0,2}(?:(?:[ \u00a0\u2009\u202f]|\\,|\\ |\\;)\d{3})+(?!\d)")
_LATEX_GROUPS = re.compile(r"\d{1,3}(?: ?(?:\{,\}|, ?\\!) ?\d{3})+(?!\d)")
_LATEX_COMMA = re.compile(r" ?(?:\{,\}|, ?\\!) ?")
_REPEAT = re.compile(r"(\d+)\.(\d*)(?:\\overline\s*\{(\d+)\}|\\dot\{(\d)\})")
_REPEAT_BRACKET = re.compile(r"(\d+)\.(\d*)\((\d+)\)")
_TIME = re.compile(r"(\d{1,2}):([0-5]\d)(?::00)?(?:\s*([AaPp])\.?[Mm]\b\.?)?(?![\d:])")
_HOUR = re.compile(r"(\d{1,2})\s*([AaPp])\.?[Mm]\b\.?")
# "4 in base 5" is no numeral: in "3 + 4 in base 5" the words belong to the sum.
_BASED = re.compile(r"([0-9][0-9A-Za-z]*)(?:_(?:\{(\d{1,2})\}|(\d{1,2})(?!\d))|\s*\(base\s*(\d{1,2})\))")


_NAME = re.compile(r"[a-z]$|[G-Zg-z]")
_BRACKETED_BASE = re.compile(r"\(\s*([0-9][0-9A-Za-z]*)\s*\)_(?:\{(\d{1,2})\}|(\d{1,2})(?!\d))")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral as read; `name` is its digits where the value alone is not enough."""

    op: str
    value: Fraction | None
    end: int
    places: int | None = None
    name: str = ""


def read(text: str, at: int, *, in_brackets: bool, spaced: bool, variables: frozenset[str]) -> Numeral:
    """Read the numeral that begins at `at`, where a digit or a point with a digit is known to be."""
    special = _special(text, at, variables)
    if special:
        return special
    if spaced and (match := _SPACED.match(text, at)):
        _refuse_fraction_after(text, match.end(), at)
        return _number(text, at, match.end(), re.sub(r"\D", "", match.group()))
    if match := _LATEX_GROUPS.match(text, at):
        return _with_decimals(text, at, match.end(), _LATEX_COMMA.sub("", match.group()), variables)
    match = _TIGHT.match(text, at)
    if match:
        grouped = _comma_groups(match.group(), at, in_brackets)
        if grouped:
            end = at + len(match.group())
            return _number(text, at, end, grouped)
    return _with_decimals(text, at, at, "", variables)


def read_bracketed_base(text: str, at: int) -> Numeral | None:
    """Read `(1011)_2`."""
    match = _BRACKETED_BASE.match(text, at)
    return _based(match.group(1), int(match.group(2) or match.group(3)), match.end(), at) if match else None


def _special(text: str, at: int, variables: frozenset[str]) -> Numeral | None:
    if match := _BASED.match(text, at):
        base = int(next(group for group in match.groups()[1:] if group))
        digits = match.group(1)
        if (
            not digits.isdecimal()
            and match.end(1) < len(text)
            and text[match.end(1)] == "_"
            and _NAME.search(digits)
        ):
            return None  # `2a_{16}` is twice a term of a sequence, `2A_{16}` and `1f3_{16}` are numerals
        return _based(match.group(1), base, match.end(), at)
    if match := _REPEAT.match(text, at):
        return _repeating(match.group(1), match.group(2), match.group(3) or match.group(4), match.end())
    if match := _REPEAT_BRACKET.match(text, at):
        if match.group(2):
            raise ReadError('this may be a repeating decimal or a product; write 0.1\\overline{6} or "*"', at)
        return _repeating(match.group(1), "", match.group(3), match.end())
    if match := _TIME.match(text, at):
        return _time(match.group(1), match.group(2), match.group(3), match.end(), at)
    if (match := _HOUR.match(text, at)) and not {"a", "m"} <= variables:
        return _time(match.group(1), "0", match.group(2), match.end(), at)
    return None


def _refuse_fraction_after(text: str, end: int, at: int) -> None:
    rest = text[end : end + 8].lstrip()
    if rest.startswith("/"):
        raise ReadError("this may be a mixed number or digits in groups; write brackets", at)


def _with_decimals(text: str, at: int, end: int, digits: str, variables: frozenset[str]) -> Numeral:
    match = _PLAIN.match(text, end)
    assert match
    if digits:
        point = re.compile(r"\.(\d+)").match(text, end)
        whole, decimals, end = digits, point.group(1) if point else None, point.end() if point else end
    else:
        whole, decimals, end = match.group(1), match.group(2), match.end()
    if end < len(text) and text[end] == "." and text[end + 1 : end + 2].isdecimal():
        raise ReadError("a number with two points", end)
    exponent = _EXPONENT.match(text, end)
    if exponent and "e" not in variables and "E" not in variables:
        sign, power = exponent.groups()
        if sign and decimals is None and whole != "1" and not power.startswith("0"):
            raise ReadError('this may be scientific notation or contain the number e; write "*10^"', at)
        return _scientific(whole, decimals or "", sign, power, exponent.end(), at)
    plain = whole if decimals is None else f"{whole or '0'}.{decimals}"
    if text[end : end + 1] in _SCALE_SIGNS and text[end : end + 1]:
        scaled = Fraction(plain) * (_SCALES | _LARGE)[text[end]]
        return Numeral("num" if scaled.denominator == 1 else "fraction", scaled, end + 1)
    return _number(text, at, end, plain)


def _number(text: str, at: int, end: int, plain: str) -> Numeral:
    _bound(len(plain), at)
    whole, _, decimals = plain.partition(".")
    value = Fraction(int((whole or "0") + decimals), 10 ** len(decimals))
    return Numeral("num", value, end, len(decimals) if decimals else None)


def _bound(digits: int, at: int) -> None:
    if digits > MAX_DIGITS:
        raise TooLargeError(f"a number with more than {MAX_DIGITS:,} digits", at)


def _scientific(whole: str, decimals: str, sign: str, power: str, end: int, at: int) -> Numeral:
    _bound(len(whole) + len(decimals), at)
    if len(power) > 4 or int(power) > MAX_DIGITS:
        raise TooLargeError(f"a number with more than {MAX_DIGITS:,} digits", at)
    value = Fraction(int((whole or "0") + decimals), 10 ** len(decimals))
    value *= Fraction(10) ** (-int(power) if sign == "-" else int(power))
    name = f"{whole or '0'}{'.' + decimals if decimals else ''}e{'-' if sign == '-' else ''}{int(power)}"
    return Numeral("scientific", value, end, None, name)


def _comma_groups(run: str, at: int, in_brackets: bool) -> str:
    """Digits of a number with thousands commas; empty if the commas separate numbers; an error if unclear."""
    parts = run.split(",")
    if re.fullmatch(r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?", run):
        if in_brackets:
            raise ReadError(
                f'"{run}" in brackets may be one number or several; write a space after commas', at
            )
        return run.replace(",", "")
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3},\d+", run):
        raise ReadError(f'"{run}" mixes two ways of writing decimals', at)
    if re.fullmatch(r"\d{1,2}(,\d{2})+,\d{3}", run) or any(
        re.fullmatch(r"\d{3}", part) for part in parts[1:]
    ):
        if re.fullmatch(r"0,.*", run) and len(parts) == 2:
            return ""
        raise ReadError(f'"{run}" may be one number or several; write a space after commas', at)
    return ""


def _repeating(whole: str, fixed: str, block: str, end: int) -> Numeral:
    _bound(len(whole) + len(fixed) + len(block), end)
    value = Fraction(int(whole + fixed), 10 ** len(fixed))
    value += Fraction(int(block), (10 ** len(block) - 1) * 10 ** len(fixed))
    return Numeral("repeat", value, end, None, f"{whole}.{fixed}\\overline{{{block}}}")


def _time(hours: str, minutes: str, half: str | None, end: int, at: int) -> Numeral | None:
    hour = int(hours)
    if half:
        if not 1 <= hour <= 12:
            raise ReadError("an hour before am or pm must be from 1 to 12", at)
        hour = hour % 12 + (12 if half in "pP" else 0)
    elif hour > 23:
        return None
    return Numeral("time", Fraction(hour * 60 + int(minutes)), end, None, f"{half}M".upper() if half else "")


def _based(digits: str, base: int, end: int, at: int) -> Numeral:
    _bound(len(digits), at)
    if not 2 <= base <= 36:
        raise ReadError("a base must be from 2 to 36; underscores do not group digits", at)
    if any(int(digit, 36) >= base for digit in digits):
        raise ReadError(f'"{digits}" has a digit that base {base} does not have', at)
    return Numeral("based", Fraction(base), end, None, digits.upper())


_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
}
_SCALES = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_SCALE_SIGNS = "百千万亿"
_CLIPPED = re.compile(r"[百千万亿][一二两三四五六七八九壹贰](?![十百千])")
"""`三百五` is 350 to some, and `三千五` 3500; whoever means 305 writes 三百零五."""
_CHINESE = re.compile(r"[零〇一二两三四五六七八九十百千万亿]+")
_OF = re.compile(rf"({_CHINESE.pattern}|\d+)分之({_CHINESE.pattern}|\d+(?:\.\d+)?)")


def read_chinese(text: str, at: int) -> Numeral | None:
    """Read a Chinese numeral: 三百二十, 三点五, 百分之五, 二分之一, 一半, 两."""
    if text.startswith("一半", at):
        return Numeral("fraction", Fraction(1, 2), at + 2, None, "1/2")
    match = _OF.match(text, at)
    if match:
        below, above = _chinese_value(match.group(1)), _chinese_value(match.group(2))
        if below is None or above is None or below == 0:
            raise ReadError("this is not a Chinese fraction", at)
        if match.group(1) == "百":
            return Numeral("percentage", above, match.end(), None, "%")
        return Numeral("fraction", above / below, match.end(), None, f"{above}/{below}")
    match = _CHINESE.match(text, at)
    if match is None:
        return None
    value, end = _chinese_value(match.group()), match.end()
    if value is None:
        raise ReadError("this is not a Chinese numeral", at)
    decimals = re.compile("点([零〇一二三四五六七八九]+)").match(text, end)
    if decimals:
        digits = "".join(str(_DIGITS[sign]) for sign in decimals.group(1))
        value += Fraction(int(digits), 10 ** len(digits))
        return Numeral("num", value, decimals.end(), len(digits))
    return Numeral("num", value, end)


def _chinese_value(text: str) -> Fraction | None:
    if text[0].isdecimal():
        return Fraction(text) if len(text) < MAX_DIGITS else None
    if text == "百":
        return Fraction(100)
    if len(text) > 40:
        return None
    if all(sign in _DIGITS for sign in text):
        return Fraction(int("".join(str(_DIGITS[sign]) for sign in text)))
    if _CLIPPED.search(text):
        return None
    total = section = digit = large = 0
    pending = False
    smallest = 10_000
    for sign in text:
        if sign in _DIGITS:
            if pending and digit:
                return None
            digit, pending = _DIGITS[sign], True
        elif sign in _SCALES:
            if _SCALES[sign] >= smallest:
                return None  # 二十三十 are two numbers
            smallest = _SCALES[sign]
            section += (digit if pending else 1) * smallest
            digit, pending = 0, False
        else:
            section += digit
            scale = _LARGE[sign]
            if (section and scale == large) or (not section and (not total or scale < large)):
                return None
            # 一亿三千万 adds, 三万亿 multiplies
            total = total + section * scale if scale < large else (total + section) * scale
            section = digit = 0
            pending, smallest, large = False, 10_000, scale
    return Fraction(total + section + digit)
