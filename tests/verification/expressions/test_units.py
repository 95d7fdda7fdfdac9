"""Units: one canonical name each, exact factors, never across dimensions."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phi4_node.verification.expressions.units import convert, find_unit

NAMES = [
    ("meters", "m"),
    ("cm²", "cm^2"),
    ("cm^{2}", "cm^2"),
    ("square meters", "m^2"),
    ("平方米", "m^2"),
    ("立方厘米", "cm^3"),
    ("miles per hour", "mile/h"),
    ("km/h", "km/h"),
    ("m/s^2", "m/s^2"),
    ("dollars", "$"),
    ("元", "元"),
    ("小时", "h"),
    ("μs", "us"),
    ("℃", "°C"),
]


@pytest.mark.parametrize(("text", "name"), NAMES)
def test_canonical_name(text: str, name: str) -> None:
    unit = find_unit(text)
    assert unit is not None
    assert unit.name == name
    again = find_unit(name)
    assert again is not None
    assert again == unit


@pytest.mark.parametrize("text", ["", "foo", "m/s/s", "m m", "x" * 500, "cm^0", "per", "^2"])
def test_unknown_units_are_not_guessed(text: str) -> None:
    assert find_unit(text) is None


CONVERSIONS = [
    (Fraction(3), "km", "m", Fraction(3000)),
    (Fraction(1), "mile", "km", Fraction(1609344, 10**6)),
    (Fraction(2), "m^2", "cm^2", Fraction(20000)),
    (Fraction(1), "L", "cm^3", Fraction(1000)),
    (Fraction(36), "km/h", "m/s", Fraction(10)),
    (Fraction(1), "decade", "year", Fraction(10)),
    (Fraction(90), "min", "h", Fraction(3, 2)),
    (Fraction(5), "角", "元", Fraction(1, 2)),
]


@pytest.mark.parametrize(("value", "source", "target", "expected"), CONVERSIONS)
def test_conversions_are_exact(value: Fraction, source: str, target: str, expected: Fraction) -> None:
    assert convert(value, source, target) == expected
    assert convert(expected, target, source) == value


@pytest.mark.parametrize(
    ("source", "target"),
    [("m", "s"), ("m", "m^2"), ("$", "€"), ("°C", "K"), ("month", "day"), ("¥", "元"), ("m", "foo")],
)
def test_nothing_is_converted_across_dimensions(source: str, target: str) -> None:
    assert convert(Fraction(1), source, target) is None


@given(st.text(max_size=30))
def test_any_text_is_a_unit_or_none(text: str) -> None:
    unit = find_unit(text)
    assert unit is None or find_unit(unit.name) is not None
