"""Texts that show more than their value, and where the symbolic engine or Python's habits mislead."""

from __future__ import annotations

import pytest

from phi4_node.verification.program.program import calculate

_X = "x = symbols('x')\n"


@pytest.mark.parametrize(
    ("program", "value"),
    [
        ("n = 3 + 2\nprint(f'{n} apples cost ${n * 2}!')\nanswer = f'The total is {n} km.'", "5"),
        ("n = 3 + 2\nprint(f'**{n}**')", "5"),
        ("n = 3 + 2\nunit = 'km'\nanswer = f'{n} {unit}'", "5"),
        ("n = 3 + 2\nprint('n =', n)", "5"),
        ("n = 3 + 2\nanswer = 'Yes' if n > 4 else 'No'", "Yes"),
        ("n = 1 / 2 + 1\nanswer = f'x = {n}'", "3/2"),
        ("answer = sorted([sqrt(2), sqrt(10), 3])", "sqrt(2), 3, sqrt(10)"),
        ("answer = sorted([sqrt(2), sqrt(10), 3], reverse=True)[0]", "sqrt(10)"),
        ("answer = cbrt(-8)", "-2"),
        ("answer = cbrt(27)", "3"),
        ("answer = int(-(sqrt(3) - sqrt(2)) * (sqrt(3) + sqrt(2)))", "-1"),
        ("answer = int(-sqrt(2))", "-1"),
        ("answer = Fraction('0.333').limit_denominator(10)", "1/3"),
        (f"{_X}answer = integrate(1/(1 + x**4), (x, -oo, oo))", "sqrt(2)*pi/2"),
        (f"{_X}answer = integrate(abs(x - 1), (x, 0, 3))", "5/2"),
        (f"{_X}answer = integrate(log(x), (x, 0, 1))", "-1"),
        (f"{_X}answer = [r for r in solve(x**2 - 2, x) if r.is_real]", "-sqrt(2), sqrt(2)"),
        ("k = symbols('k')\nanswer = summation(k, (k, 1, 10))", "55"),
    ],
)
def test_values(program: str, value: str) -> None:
    assert calculate({"program": program})["value"] == value


@pytest.mark.parametrize(
    "program",
    [
        "n = 3 * 2\nanswer = f'1/{n}'",
        "n = 3 * 2\nanswer = f'{n}π'",
        "n = 3 * 2\nanswer = f'{n}!'",
        "n = 3 * 2\nanswer = f'-{n}'",
        "n = 3 * 2\nanswer = str(n) + '0'",
        "n = 3 * 2\nprint(f'2**{n}')",
        "n = 3 * 2\nprint('1/', n)",
        "h = 3 * 1\nm = 30 * 1\nanswer = f'{h}:{m:02d}'",
        "n = 3\nm = 4 * 2\nprint(f'{n}/{m}')",
        "n = 3\nm = 4 * 2\nprint(n, '/', m)",
        f"{_X}answer = solveset(x**3 - 3*x + 1, x, S.Reals)",
        f"{_X}answer = len([r for r in solve(x**3 - 3*x + 1, x) if r.is_real])",
        f"{_X}answer = solve(exp(x) - x - 2, x)",
        f"{_X}answer = integrate(log(x)/(1 + x), (x, 0, 1))",
        f"{_X}answer = limit(sin(1/x), x, 0)",
        f"{_X}answer = 0 < x < 5",
        "k = symbols('k')\nanswer = summation(k, (k, 5, 3))",
    ],
)
def test_no_value(program: str) -> None:
    found = calculate({"program": program})
    assert not found["value"]
    assert found["error"]
