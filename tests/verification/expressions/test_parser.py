"""Reading text: what it becomes, and what is refused and why."""

from __future__ import annotations

import pytest

from phi4_node.verification.expressions.parser import parse, parse_prefix, prefixes
from phi4_node.verification.expressions.render import render
from phi4_node.verification.expressions.syntax import Names, Node, ReadError


def short(node: Node) -> str:
    """A tree as one line: op:name=value(args)."""
    head = (
        node.op
        + (f":{node.name}" if node.name else "")
        + (f"={node.value}" if node.value is not None else "")
    )
    return head + (f"({', '.join(short(part) for part in node.args)})" if node.args else "")


READ = [
    # numerals
    ("1,234.5", "1234.5"),
    ("1 000", "1000"),
    ("1,234,567", "1234567"),
    ("98,\\!770", "98770"),
    ("111, \\! 111, \\! 111", "111111111"),
    ("1{,}234", "1234"),
    (".4", "0.4"),
    ("3e8", "3*10^8"),
    ("1.5×10^8", "1.5*10^8"),
    ("1e-3", "1*10^(-3)"),
    ("1 1/2", "1 1/2"),
    ("1½", "1 1/2"),
    ("8\\frac47", "8 4/7"),
    ("6 \\frac{3}{4}", "6 3/4"),
    ("0.\\overline{3}", "0.\\overline{3}"),
    ("0.(3)", "0.\\overline{3}"),
    ("1011_2", "1011_2"),
    ("(1011)_2", "1011_2"),
    ("BEE", "\\text{BEE}"),
    ("2A_{16}", "2A_16"),
    ("1f3_{16}", "1F3_16"),
    ("-2423342 (base 6)", "-2423342_6"),
    ("6:49 AM", "6:49 AM"),
    ("12:00", "12:00"),
    ("11:30 p.m.", "11:30 PM"),
    ("三百二十", "320"),
    ("一万零三", "10003"),
    ("二〇二四", "2024"),
    ("三点一四", "3.14"),
    ("1.5万", "15000"),
    ("一半", "1/2"),
    ("两", "2"),
    ("百分之五", "5%"),
    ("二分之一", "1/2"),
    ("（1＋2）×3＝9。", "(1 + 2)*3 = 9"),
    ("１２％", "12%"),
    # lists
    ("1,22", "1, 22"),
    ("9,-7", "9, -7"),
    ("-1, 0, 2", "-1, 0, 2"),
    ("19, 46, and 82", "19, 46, 82"),
    ("12\\text{ and }13", "12, 13"),
    ("1, 2 or 3", "1 ∨ 2 ∨ 3"),
    ("x = 1, y = 2 or x = 3, y = 4", "list(x = 1, y = 2) ∨ list(x = 3, y = 4)"),
    ("x_1 = 2, x_2 = 3", "x_1 = 2, x_2 = 3"),
    ("\\boxed{1,2}", "1, 2"),
    ("2, 4, 6, ...", "2, 4, 6, ..."),
    # arithmetic
    ("2x+3", "2x + 3"),
    ("-2^2", "-2^2"),
    ("2^-1", "2^(-1)"),
    ("2^3^2", "2^(3^2)"),
    ("x**2", "x^2"),
    ("x²", "x^2"),
    ("x⁻¹", "x^(-1)"),
    ("x^{10}", "x^10"),
    ("x^2y", "(x^2)(y)"),
    ("2*-3", "2*(-3)"),
    ("1 - -1", "1 - (-1)"),
    ("a/b/c", "a/b/c"),
    ("6 ÷ 2 × 3", "6/2*3"),
    ("√2", "sqrt(2)"),
    ("∛8", "cbrt(8)"),
    ("\\sqrt3", "sqrt(3)"),
    ("\\sqrt[3]{x}", "root(x, 3)"),
    ("\\frac12", "1/2"),
    ("\\frac 97", "9/7"),
    ("\\dfrac{9}{4}\\pi", "(9/4)(pi)"),
    ("5!", "5!"),
    ("(5!)!", "(5!)!"),
    ("n choose k", "binomial(n, k)"),
    ("\\binom{n}{k}", "binomial(n, k)"),
    ("C(5,2)", "binomial(5, 2)"),
    ("3 \\pm 2\\sqrt{2}", "3 ± (2)(sqrt(2))"),
    ("±3", "±3"),
    ("7 mod 3", "mod(7, 3)"),
    ("3:4", "ratio(3, 4)"),
    ("50\\%", "50%"),
    ("28 pct", "28%"),
    ("90^\\circ", "90°"),
    ("69\\text{ degrees}", "69°"),
    # bars
    ("|x-1|", "abs(x - 1)"),
    ("||v||", "norm(v)"),
    ("||x|-1|", "abs(abs(x) - 1)"),
    ("|x||y|", "(abs(x))(abs(y))"),
    ("\\left|x\\right|", "abs(x)"),
    ("\\lVert v \\rVert", "norm(v)"),
    ("\\lfloor x \\rfloor", "floor(x)"),
    ("⌈x⌉", "ceiling(x)"),
    ("\\lfloor x \\rceil", "round(x)"),
    # functions
    ("sin 2x", "sin(2x)"),
    ("\\sin^2 x", "sin(x)^2"),
    ("sin(x)**2", "sin(x)^2"),
    ("\\sin^{-1} x", "asin(x)"),
    ("arctan(1)", "atan(1)"),
    ("sin x / 2", "sin(x)/2"),
    ("\\cos 13^\\circ", "cos(13°)"),
    ("\\cos \\theta _1", "cos(theta_1)"),
    ("ln x", "ln(x)"),
    ("log_2 8", "log(8, 2)"),
    ("\\log_{2}{8}", "log(8, 2)"),
    ("log x", "log(x)"),
    ("sinx", "sin(x)"),
    ("sin30°", "sin(30°)"),
    ("\\sin 2 \\pi x", "sin(((2)(pi))(x))"),
    ("f'(x)", "derivative(f(x), x, 1)"),
    ("f''(3)", "derivative(f(x), x, 2, 3)"),
    ("f(g(x))", "f(g(x))"),
    ("f^{-1}(3)", "inverse(f, 3)"),
    ("y'' + y = 0", "y'' + y = 0"),
    ("a_{n+1}", "subscript(a, n + 1)"),
    ("\\Phi (x, y)", "Phi(x, y)"),
    # calculus
    ("\\sum_{k=1}^{n} k^2 + 1", "sum(k^2, k, 1, n) + 1"),
    ("\\sum_{k=1}^{n} a_k", "sum(subscript(a, k), k, 1, n)"),
    ("\\prod_{i=1}^n i", "product(i, i, 1, n)"),
    ("\\int_0^1 x^2\\,dx", "integral(x^2, x, 0, 1)"),
    ("∫ -30*X**9 dx", "integral(-30*X^9, x)"),
    ("\\int x + 1 dx", "integral(x + 1, x)"),
    ("\\int \\frac{dx}{x} + C", "integral(1/x, x) + C"),
    ("\\lim_{x \\to 0^+} \\ln x", "limit(ln(x), x, 0, 1)"),
    ("\\frac{d}{dx} x^2 + 1", "derivative(x^2, x, 1) + 1"),
    ("\\frac{d^2}{dx^2}(x^3)", "derivative(x^3, x, 2)"),
    ("dy/dx = 2x", "derivative(y, x, 1) = 2x"),
    # relations, sets, logic
    ("-2 ≤ x < 7", "-2 <= x < 7"),
    ("x \\neq 3", "x != 3"),
    ("x = 1 or x = -3", "x = 1 ∨ x = -3"),
    ("x ∈ [1,2]", "x ∈ [1, 2]"),
    ("x \\in \\mathbb{R}", "x ∈ ℝ"),
    ("[0,1)", "[0, 1)"),
    ("(-oo, 3]", "(-oo, 3]"),
    ("(2,12) \\cup (12,102)", "(2, 12) ∪ (12, 102)"),
    ("ℝ \\ {0}", "ℝ ∖ {0}"),
    ("{1,2}", "{1, 2}"),
    ("${1,3}$", "{1, 3}"),
    ("\\{1,2\\}", "{1, 2}"),
    ("\\emptyset", "{}"),
    ("{x : x > 0}", "setbuilder(x, x > 0)"),
    ("\\{x \\mid x > 0\\}", "setbuilder(x, x > 0)"),
    ("(2,3)", "(2, 3)"),
    ("(0;0;0)", "(0, 0, 0)"),
    ("<1,2>", "tuple(1, 2)"),
    ("\\langle 1,2,3 \\rangle", "(1, 2, 3)"),
    ("[[1,2],[3,4]]", "[[1, 2], [3, 4]]"),
    ("\\begin{pmatrix}1 & 2\\\\3 & 4\\end{pmatrix}", "[[1, 2], [3, 4]]"),
    ("\\begin{vmatrix}1 & 2\\\\3 & 4\\end{vmatrix}", "det([[1, 2], [3, 4]])"),
    ("\\begin{cases} x+y=1 \\\\ x-y=2 \\end{cases}", "x + y = 1 ∧ x - y = 2"),
    ("\\begin{aligned} x &= 1 \\\\ y &= 2\\end{aligned}", "x = 1 ∧ y = 2"),
    ("17 \\equiv 2 \\pmod{5}", "congruent(17, 2, 5)"),
    ("a ≡ b (mod 7)", "congruent(a, b, 7)"),
    ("\\neg p \\land q \\to r", "¬p ∧ q -> r"),
    ("p → q → r", "p -> q -> r"),
    ("not p or q", "¬p ∨ q"),
    ("(p -> q) and r", "(p -> q) ∧ r"),
    ("p and q", "p ∧ q"),
    # units and words
    ("$5", "5 dollars"),
    ("-\\$0.50", "-0.50 dollars"),
    ("1,000.99$", "1000.99 dollars"),
    ("5元", "5 元"),
    ("15\\mbox{ cm}^2", "15 \\text{cm^2}"),
    ("60 miles per hour", "60 \\text{mile/h}"),
    ("5 m", "5 \\text{m}"),
    ("18\\text{ ways.}", "18 ways"),
    ("\\boxed{40\\text{ points}}", "40 points"),
    ("3 \\sec^2 20^\\circ", "(3)(sec(20°)^2)"),
    ("\\sin^2 100^\\circ", "sin(100°)^2"),
    ("3 sec", "3 sec".replace("sec", "\\text{s}")),
    ("2px_0 = 1", "(2p)(x_0) = 1"),
    ("2a_{16}", "(2)(a_16)"),
    ("x\\neq3", "x != 3"),
    ("\\text{gcd}(2, 3)", "gcd(2, 3)"),
    ("\\begin{aligned} x &= 1, \\\\ y &= 2. \\end{aligned}", "x = 1 ∧ y = 2"),
    ("25°C", "25 \\text{°C}"),
    ("2.5 million dollars", "(2.5*1000000) dollars"),
    ("12 and alpha", "12, alpha"),
    ("odd", "\\text{odd}"),
    ("$odd$", "\\text{odd}"),
    ("no solution", "\\text{no solution}"),
    ("\\text{(E)}", "\\text{(E)}"),
    ("\\text{13}", "13"),
    ("95b8", "\\text{95b8}"),
    ("True", "True"),
    # letters
    ("3qr + 6q", "(3q)(r) + 6q"),
    ("2(xy + xz) + x + y + z", "(2)((x)(y) + (x)(z)) + x + y + z"),
    ("xe^x", "(x)(e^x)"),
    ("2pir", "((2)(pi))(r)"),
    ("3m + 2", "(3)(m) + 2"),
    ("\\theta_1", "theta_1"),
    ("$x+1$", "x + 1"),
]


@pytest.mark.parametrize(("text", "canonical"), READ)
def test_reads(text: str, canonical: str) -> None:
    assert render(parse(text)) == canonical


@pytest.mark.parametrize("text", [text for text, _ in READ])
def test_canonical_text_reads_back_to_the_same_tree(text: str) -> None:
    node = parse(text)
    assert parse(render(node)) == node


TREES = [
    ("6/4", "div(num=6, num=4)"),
    ("2x", "mul(num=2, sym:x)"),
    ("2*x", "mul:*(num=2, sym:x)"),
    ("a + b - c", "sub(add(sym:a, sym:b), sym:c)"),
    ("-a*b", "neg(mul:*(sym:a, sym:b))"),
    ("1 < x <= 2", "chain(rel:<(num=1, sym:x), rel:<=(sym:x, num=2))"),
    ("[1, 2, 3]", "list(num=1, num=2, num=3)"),
    ("$5", "quantity:$(num=5)"),
    ("6:49 PM", "time:PM=1129"),
    ("(1, 2]", "interval:(](num=1, num=2)"),
]


@pytest.mark.parametrize(("text", "tree"), TREES)
def test_keeps_what_was_written(text: str, tree: str) -> None:
    assert short(parse(text)) == tree


def test_decimal_keeps_its_places() -> None:
    assert parse("2.50").places == 2
    assert parse("2").places is None


REFUSED = [
    ("", "nothing"),
    ("  ", "nothing"),
    ("1/2x", "product without a sign after a division"),
    ("1/2 x", "product without a sign after a division"),
    ("a/b c", "product without a sign after a division"),
    ("x 2", "a sign is missing"),
    ("1 2", "a sign is missing"),
    ("\\frac123", "a sign is missing"),
    ("\\sqrt12", "braces"),
    ("1.234,5", "two ways of writing decimals"),
    ("1,23,456", "one number or several"),
    ("(1,234)", "one number or several"),
    ("2,3,100", "one number or several"),
    ("1 000/3", "mixed number"),
    ("1 3/2", "improper"),
    ("2e-3", "scientific"),
    ("1.2.3", "two points"),
    ("0.5(3)", "repeating"),
    ("5!!", "factorial"),
    ("5!=120", "factorial"),
    ("x^2!", "brackets"),
    ("sin x(x+1)", "brackets"),
    ("sin x/2", "brackets"),
    ("sin x y", "brackets"),
    ("\\sin x y", "brackets"),
    ("\\cos x e^x", "brackets"),
    ("a_nx + 1", "subscript"),
    ("log2x + 1", "name or a product"),
    ("f^2(x)", "(f(x))^2"),
    ("ln^{-1} x", "reciprocal"),
    ("5 + 17 mod 3", "brackets"),
    ("A ∪ B ∩ C", "brackets"),
    ("x1 + 1", "name or a product"),
    ("1/0", "division by zero"),
    ("0/0", "division by zero"),
    ("\\frac{1}{0}", "division by zero"),
    ("1_000", "underscore"),
    ("1​2", "U+200B"),
    ("1﻿2", "U+FEFF"),
    ("p and q -> r", "brackets"),
    ("not p or q ↔ s", "brackets"),
    ("p ∨ q and r", "brackets"),
    ("lambda: 1", "colon"),
    ("(y:=5)+y", "missing"),
    ("(1).__class__", "attributes"),
    ("pi.evalf(10**7)", "attributes"),
    ("[c for c in ().__class__.__base__.__subclasses__()]", "attributes"),
    ("__import__('os')", "missing"),
    ('"x"', "not part"),
    ("x[1]", "square brackets"),
    ("Integral(x)", "not a known name"),
    ("Sum(x, y)", "not a known name"),
    ("expand then stop", ""),
    ("\\input{x}", "not known"),
    ("\\frac{1}", "missing"),
    ("(1, 2", "expected"),
    ("|x", "expected"),
    ("[1, 2}", "expected"),
    ("2 +", "missing"),
    ("* 2", "missing"),
    ("x = ", "missing"),
    ("\\begin{pmatrix}1 & 2\\\\3\\end{pmatrix}", "different lengths"),
    ("\\int x", "differential"),
    ("13 PM", "hour"),
    ("192_8", "digit that base 8"),
    ("~p", "approximately"),
    ("C(5)", "binomial"),
    ("lambda x: x", ""),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_refuses_with_a_reason(text: str, reason: str) -> None:
    try:
        node = parse(text)
    except ReadError as error:
        assert reason in error.reason
        assert -1 <= error.position <= len(text)
    else:
        assert node.op == "text", short(node)  # an answer that is nothing but words


def test_error_says_where() -> None:
    with pytest.raises(ReadError, match="character 9") as caught:
        parse("2 + x ; ; 3")
    assert caught.value.position == 8


NAMED = [
    ("xy", Names(variables=frozenset("xy")), "(x)(y)"),
    ("ab^2", Names(variables=frozenset("ab")), "(a)(b^2)"),
    ("5m", Names(variables=frozenset("m")), "(5)(m)"),
    ("5m + 1", Names(), "(5)(m) + 1"),
    ("k(3)", Names(functions=frozenset("k")), "k(3)"),
    ("k(3)", Names(), "(k)(3)"),
    ("h(2)", Names(variables=frozenset("h")), "(h)(2)"),
    ("2*e - 3", Names(variables=frozenset("e")), "2*e - 3"),
    ("2e", Names(variables=frozenset("e")), "(2)(e)"),
    ("x1 + y2", Names(variables=frozenset(("x1", "y2"))), "x1 + y2"),
    ("total_cost*2", Names(variables=frozenset(("total_cost",))), "total_cost*2"),
    ("k'(x)", Names(functions=frozenset("k")), "derivative(k(x), x, 1)"),
    ("remainder(7, 2)", Names(functions=frozenset(("remainder",))), "remainder(7, 2)"),
]


@pytest.mark.parametrize(("text", "names", "canonical"), NAMED)
def test_names_decide(text: str, names: Names, canonical: str) -> None:
    assert render(parse(text, names)) == canonical


PROSE = [
    ("22 a factor of 7?", ["22"]),
    ("2*x + 3 = 0 for x.", ["2*x + 3 = 0", "2*x + 3", "2*x", "2"]),
    ("3, -1, 0?", ["3"]),
    ("(1, 2) and (3, 4).", ["(1, 2)"]),
    ("f(3)?", ["f(3)", "f"]),
    ("-1/2*l**4, what is", ["-1/2*l^4", "-1/2*l", "-1/2", "-1"]),
    ("4/(2) - -1) + 3", ["4/2 - (-1)", "4/2", "4"]),
    ("2.", ["2"]),
    ("x**2.", ["x^2", "x"]),
    ("5的平方", ["5"]),
    ("what", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), PROSE)
def test_prefixes_of_prose(text: str, expected: list[str]) -> None:
    found = prefixes(text)
    assert [render(node) for node, _ in found] == expected
    assert [end for _, end in found] == sorted((end for _, end in found), reverse=True)


def test_prefix_is_the_longest_and_says_where_it_ends() -> None:
    node, end = parse_prefix("Solve 2*x - 4 = 0 for x.", 6)
    assert render(node) == "2*x - 4 = 0"
    assert end == 17
    with pytest.raises(ReadError):
        parse_prefix("Solve", 0)
