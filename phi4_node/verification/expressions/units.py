"""Units and currencies: their canonical names, what they measure and exact factors between them.

A unit is a text such as `cm^2`, `km/h` or `$`. `find_unit` reads one as people write it; `convert`
relates two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

_F = Fraction

# canonical name: (dimension, factor to the base of that dimension, other spellings)
_BASIC: dict[str, tuple[str, Fraction, str]] = {
    "m": ("length", _F(1), "meter meters metre metres 米"),
    "km": ("length", _F(1000), "kilometer kilometers kilometre kilometres 千米 公里"),
    "dm": ("length", _F(1, 10), "decimeter decimeters decimetre decimetres 分米"),
    "cm": ("length", _F(1, 100), "centimeter centimeters centimetre centimetres 厘米"),
    "mm": ("length", _F(1, 1000), "millimeter millimeters millimetre millimetres 毫米"),
    "um": ("length", _F(1, 10**6), "micrometer micrometers micrometre micrometres μm 微米"),
    "nm": ("length", _F(1, 10**9), "nanometer nanometers nanometre nanometres 纳米"),
    "inch": ("length", _F(254, 10000), "inches 英寸"),
    "ft": ("length", _F(3048, 10000), "foot feet 英尺"),
    "yd": ("length", _F(9144, 10000), "yard yards 码"),
    "mile": ("length", _F(1609344, 1000), "miles mi 英里"),
    "kg": ("mass", _F(1000), "kilogram kilograms kilogramme kilogrammes 千克 公斤"),
    "g": ("mass", _F(1), "gram grams gramme grammes gm gms 克"),
    "mg": ("mass", _F(1, 1000), "milligram milligrams 毫克"),
    "ug": ("mass", _F(1, 10**6), "microgram micrograms μg 微克"),
    "ng": ("mass", _F(1, 10**9), "nanogram nanograms 纳克"),
    "tonne": ("mass", _F(10**6), "tonnes 吨"),
    "jin": ("mass", _F(500), "斤"),
    "lb": ("mass", _F(45359237, 10**5), "lbs pound pounds 磅"),
    "oz": ("mass", _F(45359237, 16 * 10**5), "ounce ounces 盎司"),
    "s": ("time", _F(1), "second seconds sec secs 秒 秒钟"),
    "ms": ("time", _F(1, 1000), "millisecond milliseconds 毫秒"),
    "us": ("time", _F(1, 10**6), "microsecond microseconds μs 微秒"),
    "ns": ("time", _F(1, 10**9), "nanosecond nanoseconds 纳秒"),
    "min": ("time", _F(60), "minute minutes mins 分钟"),
    "h": ("time", _F(3600), "hour hours hr hrs 小时"),
    "day": ("time", _F(86400), "days 天 日"),
    "week": ("time", _F(604800), "weeks wk 周 星期"),
    "month": ("month", _F(1), "months 个月"),
    "year": ("month", _F(12), "years yr yrs 年"),
    "decade": ("month", _F(120), "decades"),
    "century": ("month", _F(1200), "centuries 世纪"),
    "millennium": ("month", _F(12000), "millennia millenniums"),
    "L": ("volume", _F(1, 1000), "l liter liters litre litres 升"),
    "mL": ("volume", _F(1, 10**6), "ml milliliter milliliters millilitre millilitres 毫升"),
    "N": ("force", _F(1), "newton newtons"),
    "J": ("energy", _F(1), "joule joules"),
    "W": ("power", _F(1), "watt watts"),
    "V": ("voltage", _F(1), "volt volts"),
    "A": ("current", _F(1), "ampere amperes amp amps"),
    "Pa": ("pressure", _F(1), "pascal pascals"),
    "Hz": ("frequency", _F(1), "hertz"),
    "mph": ("speed", _F(1609344, 3600000), ""),
    "rad": ("angle", _F(1), "radian radians 弧度"),
    "K": ("kelvin", _F(1), "kelvin kelvins"),
    "°C": ("celsius", _F(1), "℃ 摄氏度"),
    "°F": ("fahrenheit", _F(1), "℉"),
    "ha": ("area", _F(10**4), "hectare hectares 公顷"),
    "acre": ("area", _F(316160658, 78125), "acres 英亩"),
    "$": ("dollar", _F(1), "dollar dollars USD usd 美元"),
    "¢": ("dollar", _F(1, 100), "cent cents 美分"),
    "€": ("euro", _F(1), "euro euros EUR eur 欧元"),
    "£": ("sterling", _F(1), "GBP gbp 英镑"),
    "¥": ("yen or yuan", _F(1), "￥"),
    "元": ("yuan", _F(1), "yuan CNY cny RMB rmb 人民币 块 块钱"),
    "角": ("yuan", _F(1, 10), "毛"),
    "yen": ("yen", _F(1), "JPY 日元"),
    "₹": ("rupee", _F(1), "rupee rupees INR"),
}

_BY_SPELLING = {
    spelling: name for name, (_, _, others) in _BASIC.items() for spelling in (name, *others.split())
}
_SQUARE = {"平方": 2, "立方": 3, "square": 2, "sq": 2, "cubic": 3, "cu": 3}
_BASE_POWERS = {"volume": ("length", 3), "area": ("length", 2)}

SINGLE_LETTER = frozenset(
    name for name in _BY_SPELLING if len(name) == 1 and name.isascii() and name.isalpha()
)
"""Units that look like a variable; they are read as units only where nothing else is possible."""

PREFIX_CURRENCIES = frozenset("$€£¥￥₹")
"""Signs that are written before the number."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as read.

    Attributes:
        name: Canonical spelling, for example `m^2`, `km/h`, `$`.
        factor: How many of the base unit one of it is.
        dimension: Sorted pairs of what it measures and the exponent.
    """

    name: str
    factor: Fraction
    dimension: tuple[tuple[str, int], ...]


def basic_unit(word: str) -> str | None:
    """Give the canonical name of a single unit word (`meters` is `m`), or None."""
    return _BY_SPELLING.get(word)


@lru_cache(maxsize=1024)
def find_unit(text: str) -> Unit | None:
    """Read a unit as people write it: `cm^2`, `m²`, `km/h`, `miles per hour`, `square meters`, `平方米`.

    Returns:
        The unit, or None if any part of the text is not a known unit.
    """
    if len(text) > 80:
        return None
    text = text.replace("²", "^2").replace("³", "^3").replace(" per ", "/").replace("·", "*")
    parts = re.split(r"\s*([*/])\s*", text.strip())
    factors: list[tuple[str, int]] = []
    sign = 1
    for part in parts:
        if part == "/":
            if sign < 0:
                return None  # a/b/c: which one is below the line is not said
            sign = -1
            continue
        if part == "*":
            continue
        factor = _factor(part)
        if factor is None:
            return None
        factors.append((factor[0], sign * factor[1]))
    return _combine(factors)


def _factor(text: str) -> tuple[str, int] | None:
    power = 1
    match = re.fullmatch(r"(.*?)\s*\^\s*(?:\{(-?[1-9])\}|(-?[1-9]))", text)
    if match:
        text, power = match.group(1), int(match.group(2) or match.group(3))
    for word, exponent in _SQUARE.items():
        if text.startswith(word + " ") or (not word.isascii() and text.startswith(word)):
            text, power = text[len(word) :].strip(), power * exponent
            break
    name = _BY_SPELLING.get(text)
    return (name, power) if name else None


def _combine(factors: list[tuple[str, int]]) -> Unit | None:
    dimension: dict[str, int] = {}
    size = Fraction(1)
    for name, power in factors:
        kind, factor, _ = _BASIC[name]
        base, exponent = _BASE_POWERS.get(kind, (kind, 1))
        dimension[base] = dimension.get(base, 0) + exponent * power
        size *= factor**power
    above = "*".join(name if power == 1 else f"{name}^{power}" for name, power in factors if power > 0)
    below = "/".join(name if power == -1 else f"{name}^{-power}" for name, power in factors if power < 0)
    name = above + ("/" + below if below else "") if above else "*".join(f"{n}^{p}" for n, p in factors)
    return Unit(name, size, tuple(sorted((kind, power) for kind, power in dimension.items() if power)))


def convert(value: Fraction, source: str, target: str) -> Fraction | None:
    """Express an amount in another unit exactly; None if that cannot be done."""
    first, second = find_unit(source), find_unit(target)
    if first is None or second is None or first.dimension != second.dimension:
        return None
    return value * first.factor / second.factor
