"""LaTeX: the same grammar as plain text, so the same trees."""

from __future__ import annotations

import pytest

from phi4_node.verification.expressions.parser import parse
from phi4_node.verification.expressions.render import render
from phi4_node.verification.expressions.syntax import ReadError

SAME = [
    ("\\frac{1}{2}", "1/2"),
    ("\\dfrac{x+1}{x-1}", "(x+1)/(x-1)"),
    ("\\tfrac1{2}", "1/2"),
    ("2 \\cdot 3 \\times 4 \\div 5", "2*3*4/5"),
    ("x \\leq 3", "x <= 3"),
    ("x \\ge 3", "x >= 3"),
    ("x \\ne 3", "x != 3"),
    ("\\pi r^{2}", "pi r^2"),
    ("\\alpha + \\beta_{1}", "alpha + beta_1"),
    ("\\left( x \\right)", "x"),
    ("\\left\\{ 1, 2 \\right\\}", "{1, 2}"),
    ("\\left[ 0, 1 \\right)", "[0, 1)"),
    ("\\bigl(1, 2\\bigr)", "(1, 2)"),
    ("\\infty", "oo"),
    ("\\varnothing", "{}"),
    ("A \\cap B", "A ∩ B"),
    ("p \\land q \\lor r", "p ∧ q ∨ r"),
    ("p \\leftrightarrow q", "p ↔ q"),
    ("p \\Rightarrow q", "p → q"),
    ("\\mathrm{e}^x", "e^x"),
    ("\\operatorname{lcm}(2, 3)", "lcm(2, 3)"),
    ("\\sin\\left(x\\right)", "sin(x)"),
    ("\\arctan x", "atan(x)"),
    ("\\ln\\frac{x}{2}", "ln(x/2)"),
    ("\\log_3 9", "log(9, 3)"),
    ("\\sqrt{x^2+1}", "√(x^2+1)"),
    ("50\\%", "50%"),
    ("10\\,000", "10000"),
    ("x\\,y", "x y"),
    ("1 \\quad", "1"),
    ("\\$5", "$5"),
    ("5\\text{ cm}", "5 cm"),
    ("5~\\mathrm{m}", "5 m"),
    ("\\boxed{\\frac{1}{2}}", "1/2"),
    ("\\[ x^2 \\]", "x^2"),
    ("\\( 9 \\)", "9"),
    ("$$ 9 $$", "9"),
    ("\\begin{bmatrix} 1 \\\\ 2 \\end{bmatrix}", "[[1], [2]]"),
    ("\\left(\\begin{array}{cc} 1 & 2 \\\\ 3 & 4 \\end{array}\\right)", "[[1, 2], [3, 4]]"),
    ("\\left|\\begin{matrix} 1 & 2 \\\\ 3 & 4 \\end{matrix}\\right|", "det([[1, 2], [3, 4]])"),
    ("\\int_{0}^{\\pi} \\sin x \\, dx", "integral(sin(x), x, 0, pi)"),
    ("\\int \\frac{x\\,dx}{x^2+1}", "integral(x/(x^2+1), x)"),
    ("\\int e^{t} \\mathrm{d}t", "integral(e^t, t)"),
    ("\\int_0^1 \\int_0^2 x y \\, dx \\, dy", "integral(integral(x y, x, 0, 2), y, 0, 1)"),
    ("\\int \\theta\\, d\\theta", "integral(theta, theta)"),
    ("\\lim_{x \\to \\infty} \\frac{1}{x}", "limit(1/x, x, oo)"),
    ("\\lim_{h\\to0^{-}} h", "limit(h, h, 0, -1)"),
    ("\\frac{dy}{dx} + y", "derivative(y, x, 1) + y"),
    ("\\frac{d^2y}{dx^2}", "derivative(y, x, 2)"),
    ("\\frac{d^{2}}{dt^{2}} t^3", "derivative(t^3, t, 2)"),
    ("\\frac{\\partial f}{\\partial x}", "derivative(f, x, 1)"),
    ("f^{\\prime}(x)", "derivative(f(x), x, 1)"),
    ("f^{(3)}(x)", "derivative(f(x), x, 3)"),
    ("\\sum_{i=0}^{\\infty} \\frac{1}{2^i}", "sum(1/2^i, i, 0, oo)"),
    (
        "\\begin{cases} x^2 & \\text{if } x>0 \\\\ 0 & \\text{otherwise} \\end{cases}",
        "piecewise((x^2, x > 0), (0, True))",
    ),
]


@pytest.mark.parametrize(("latex", "plain"), SAME)
def test_is_the_same_as_plain_text(latex: str, plain: str) -> None:
    assert render(parse(latex)) == render(parse(plain))


@pytest.mark.parametrize(
    "text",
    [
        "\\frac{1}",
        "\\frac{}{2}",
        "\\sqrt[3]",
        "\\unknown{x}",
        "\\left( x",
        "x \\right)",
        "\\begin{pmatrix} 1 & 2",
        "\\begin{tikzpicture} \\end{tikzpicture}",
        "\\begin{pmatrix} 1 \\end{bmatrix}",
        "\\sum_{k} k",
        "\\sum k",
        "\\lim x",
        "\\lim_{x} x",
        "\\int_0 x dx",
        "\\text{unclosed",
        "x^{2}^{3}",
        "x_{1",
        "\\",
        "f \\circ g",
        "\\frac{d}{dx}(x)(y)",
        "\\overline{AB}",
        "\\input{/etc/passwd}",
        "\\def\\a{\\a\\a}\\a",
    ],
)
def test_what_is_broken_or_unknown_is_refused(text: str) -> None:
    with pytest.raises(ReadError):
        parse(text)
