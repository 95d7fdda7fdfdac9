import pytest
from hypothesis import given
from hypothesis import strategies as st

from phi4_node.verification.program.program import ProgramError, calculate, extract_program, run_program

VALUES = [
    # program, value
    ("2 + 3 * 4", "14"),
    ("answer = 0.06 * 5000 * 3", "900"),
    ("0.1 + 0.2", "3/10"),
    ("3.14159265358979323846264", "3.14159265358979323846264"),
    ("f'{0.25}'\nprint(f'{0.25 + 0.5}')", "3/4"),
    ("1 / 3", "1/3"),
    ("6 / 3", "2"),
    ("7 // 2, 7 % 2, -7 // 2, -7 % 2", "(3, 1, -4, 1)"),
    ("7.5 // 2", "3"),
    ("7.5 % 2", "3/2"),
    ("2 ** 10", "1024"),
    ("2 ** -2", "1/4"),
    ("4 ** 0.5", "2"),
    ("2 ** 0.5", "sqrt(2)"),
    ("8 ** (1/3)", "2"),
    ("1_000_000", "1000000"),
    ("1e3 + 2.5e-1", "4001/4"),
    ("5000 * (1 + 0.06) ** 3", "5955.08"),
    ("x = 5\nx += 2\nx *= 3\nx -= 1\nx /= 4\nx", "5"),
    ("a = b = 4\na, b = b + 1, a\nprint(a - b)", "1"),
    ("x: int = 5\nx", "5"),
    ("speed = 240 / 3\nnew = speed + 20\nprint('New speed:', new)", "100"),
    ("eggs = 16 - 3 - 4\nprint(f'She makes ${eggs * 2} a day')", "18"),
    ("x = 2 / 3\nprint(f'{x:.2f}')", "67/100"),
    ("print(round(2 / 3, 2))", "67/100"),
    ("print(round(7.5), round(2.675, 2))\nanswer = round(2.665, 2)", "133/50"),
    ("a = 3\nb = a * 2\nprint(f'{a} apples cost {b} dollars')", "6"),
    ("total = 5\nprint('done')", "5"),
    ("total = 5\nother = 6\nprint('The total is ' + str(total) + ' km')", "5"),
    ("x = 7\nif x > 5:\n    print('Yes')\nelse:\n    print('No')", "Yes"),
    ("def solution():\n    '''Doc.'''\n    eggs = 16\n    return eggs - 7\n\nprint(solution())", "9"),
    ("def solution():\n    return 9", "9"),
    ("def f(x, k=2):\n    return x ** k\nf(3) + f(2, k=3)", "17"),
    ("def fact(n):\n    return 1 if n <= 1 else n * fact(n - 1)\nfact(10)", "3628800"),
    ("def main():\n    print(12)\n\nif __name__ == '__main__':\n    main()", "12"),
    (
        "total = 0\nfor i in range(1, 11):\n    if i % 2:\n        continue\n    total += i\nprint(total)",
        "30",
    ),
    ("n = 1\nwhile n * n < 200:\n    n += 1\nn", "15"),
    ("for i in [3, 1, 2]:\n    if i == 1:\n        break\nelse:\n    i = 9\nanswer = i", "1"),
    ("sum(x ** 2 for x in range(4) if x != 2)", "10"),
    ("[x for x in range(5) if 1 < x <= 3]", "2, 3"),
    ("sorted({3, 1, 2}, reverse=True)", "3, 2, 1"),
    ("{3, 1}", "{1, 3}"),
    ("d = {'a': 1, 'b': 2}\nd['c'] = 3\nsum(d.values())", "6"),
    ("max([3, 5]), min(3, 5), abs(-2), len([1, 2])", "(5, 3, 2, 2)"),
    ("xs = []\nxs.append(4)\nxs.append(5)\nxs[-1], xs[0:1]", "(5, [4])"),
    ("sum(int(d) for d in str(2 ** 15))", "26"),
    (
        "import math\nmath.gcd(12, 18) + math.lcm(4, 6) + "
        "math.factorial(4) + math.comb(5, 2) + math.perm(5, 2)",
        "72",
    ),
    ("from math import sqrt, floor as f\nsqrt(49) + f(2.7)", "9"),
    ("import math\nmath.sqrt(2)", "sqrt(2)"),
    ("import math\nmath.pi * 3 ** 2", "9*pi"),
    (
        "import math\nmath.floor(math.pi * 100), math.ceil(2.1), math.ceil(math.pi), int(-2.5)",
        "(314, 3, 4, -2)",
    ),
    ("import math\nround(math.sqrt(2), 3)", "707/500"),
    ("import math\nmath.sqrt(2) > 1.41 and math.pi < 22 / 7", "true"),
    ("import math\nmath.sqrt(8) == 2 * math.sqrt(2)", "true"),
    ("import math\nmath.isclose(0.1 + 0.2, 0.3)", "true"),
    ("from fractions import Fraction\nFraction(1, 3) + Fraction('1/6')", "1/2"),
    ("from decimal import Decimal\nDecimal('0.1') * 3", "3/10"),
    ("from itertools import combinations\nlen([c for c in combinations(range(6), 3) if sum(c) == 6])", "3"),
    ("import statistics\nstatistics.mean([1, 2, 6]), statistics.median([4, 1, 2])", "(3, 2)"),
    ("from sympy import symbols, Eq, solve\nx = symbols('x')\nsolve(Eq(x**2 + 2*x - 3, 0), x)", "-3, 1"),
    ("import sympy as sp\nx = sp.Symbol('x')\nsp.solve(x**2 - 2, x)", "-sqrt(2), sqrt(2)"),
    (
        "from sympy import *\nx, y = symbols('x y')\n"
        "s = solve([Eq(x + y, 3), Eq(x - y, 1)], [x, y])\nprint(s[x], s[y])\nanswer = s[y]",
        "1",
    ),
    (
        "from sympy import *\nx, y = symbols('x y')\nanswer = solve([Eq(x + y, 3), Eq(x - y, 1)], (x, y))",
        "x = 2, y = 1",
    ),
    ("from sympy import *\nx = symbols('x', positive=True)\nsolve(x**2 - 9, x)[0]", "3"),
    ("from sympy import *\nx = symbols('x')\ndiff(x**3 + 2*x, x)", "3*x^2 + 2"),
    ("from sympy import *\nx = symbols('x')\nintegrate(x**2, (x, 0, 3))", "9"),
    ("from sympy import *\nx = symbols('x')\nlimit(sin(x) / x, x, 0)", "1"),
    ("from sympy import *\nk, n = symbols('k n')\nsummation(k, (k, 1, 100))", "5050"),
    ("from sympy import *\nx = symbols('x')\nexpand((x + 1)**2).subs(x, 4)", "25"),
    ("from sympy import *\nx = symbols('x')\nEq(2*x, 4)", "2*x = 4"),
    ("from sympy import *\nx = symbols('x')\nsolveset(x**4 - 16, x, domain=S.Reals)", "{-2, 2}"),
    ("import sympy as sp\nx = sp.symbols('x')\nlen(sp.solveset(x**4 - 16, x))", "4"),
    ("from sympy import *\nsolve(symbols('z')**2 + 1)", "-i, i"),
    ("from sympy import Rational\nRational(1, 2) + Rational(3, 4)", "5/4"),
    ("10 > 3 > 1, 3 in [1, 2], not True, 5 if 2 > 1 else 6", "(true, false, false, 5)"),
    ("pow(3, 200, 13)", "9"),
    ("divmod(17, 5)", "(3, 2)"),
    ("小明 = 5\n小红 = 小明 * 2\nprint(小红)", "10"),
    ("# only a comment\nx = 4  # four", "4"),
    ("    x = 4\n    y = x + 1", "5"),
    ("x = 4\r\ny = x * 2\r\nprint(y)", "8"),
    ("list(zip([1, 2], [3, 4]))", "(1, 3), (2, 4)"),
    ("sorted([(2, 'b'), (1, 'a')])[0][1]\nanswer = 3", "3"),
    ("result = 4\nother = 5", "4"),
    ("[i for i in range(2, 20) if all(i % j for j in range(2, i))][-1]", "19"),
]


def exact_text(text):
    # Expectations may be written as decimals; results are fractions.
    from fractions import Fraction

    try:
        return str(Fraction(text))
    except ValueError:
        return text


@pytest.mark.parametrize(("program", "value"), VALUES)
def test_value(program, value):
    assert run_program(program).value == exact_text(value)


def test_values_of_variables():
    found = calculate({"program": "a = 1\nb = a / 2\nname = 'x'\ndef f():\n    return 1\nprint(b)"})
    assert found == {"value": "1/2", "values": {"a": "1", "b": "1/2"}, "error": ""}


@pytest.mark.parametrize(
    "program", ["answer = 18", "print(18)", "x = -3\nprint(int(x))", "def f():\n    return 9\nf()"]
)
def test_stating_a_result_is_no_calculation(program):
    assert "calculates nothing" in calculate({"program": program})["error"]
    assert run_program(program).value


HOSTILE = [
    # program, words of the error
    ("().__class__.__bases__", "attribute '__"),
    ("__import__('os')", "'__import__'"),
    ("import os", "importing 'os'"),
    ("from os import system", "importing 'os'"),
    ("import sympy.parsing.sympy_parser as p\np.parse_expr('1')", "not allowed"),
    ("from sympy import sympify\nsympify('1')", "'sympify' is not defined"),
    ("import math\nmath.__loader__", "attribute '__loader__'"),
    ("open('/etc/passwd')", "'open' is not defined"),
    ("eval('1')", "'eval' is not defined"),
    ("exec('1')", "'exec' is not defined"),
    ("getattr(1, 'x')", "'getattr' is not defined"),
    ("globals()", "'globals' is not defined"),
    ("input()", "'input' is not defined"),
    ("''.join(['a'])", "'join'"),
    ("'{0.__class__}'.format(1)", "'format'"),
    ("f'{().__class__}'", "attribute '__class__'"),
    ("f'{1:{2}}'", None),
    ("(1).real", "attribute 'real'"),
    ("symbols('x').func", "attribute 'func'"),
    ("symbols('x').free_symbols", "attribute 'free_symbols'"),
    ("symbols('x0:1000000')", "not names"),
    ("symbols('__import__(\"os\")')", "not names"),
    ("S('__import__(\"os\")')", "is not a number"),
    ("Symbol('x', commutative=False)", "does not take commutative"),
    ("10**10**10", "line 1: a power is too large"),
    ("x = 10\nwhile True:\n    x = x * x", "too many digits"),
    ("while True:\n    pass", "too many steps"),
    ("for i in range(10**15):\n    pass", "too many steps"),
    ("list(range(10**9))", "a range has more than"),
    ("sum(1 for i in range(10**9))", "a list has more than"),
    ("[0] * 10**9", "a list has more than"),
    ("x = [1]\nfor i in range(100):\n    x = x + x", "a list has more than"),
    ("x = (1,)\nfor i in range(100):\n    x = (x, x)", "too large"),
    ("x = []\nx.append(x)\nprint(x)", "nested too deep"),
    ("x = []\nx.append(x)\nx == x.copy()", None),
    ("'a' * 10**9", "* cannot be used"),
    ("s = 'a'\nfor i in range(100):\n    s = s + s", "a text gets too long"),
    ("import math\nmath.factorial(10**9)", "between 0 and"),
    ("import math\nmath.comb(10**6, 5 * 10**5)", "too many digits"),
    ("import itertools\nlist(itertools.permutations(range(30)))", "an enumeration has more than"),
    ("import itertools\nlist(itertools.product(range(100), repeat=10))", "an enumeration has more than"),
    ("def f():\n    return f()\nf()", "deep"),
    ("def f(n):\n    return f(n - 1) + f(n - 2) if n > 1 else n\nf(35)", "too many steps"),
    ("from sympy import *\nx = symbols('x')\n(x + 1) ** 100000", "a power is too large"),
    ("from sympy import *\nx = symbols('x')\n(2 ** x).subs(x, 10**12)", "a power is too large"),
    ("from sympy import *\nexp(10**9) ** 10**9", "a power is too large"),
    ("from sympy import *\nx = symbols('x')\nif x > 1:\n    y = 1", "line 3: a condition with unknowns"),
    ("from sympy import *\nx = symbols('x')\nsolve(x ** 2 == 4, x)", "written Eq("),
    ("(" * 200 + "1" + ")" * 200, "nested more than"),
    ("[" * 100_000, "at most 20,000"),
    ("-" * 15_000 + "1", None),
    ("not " * 4_000 + "True", None),
    ("+".join(["1"] * 300), "nested more than"),
    ("+".join(["1"] * 9_000), None),
    ("x" + ".a" * 9_000, None),
    ("9" * 15_000, None),
    ("1e999999", "too many digits"),
    ("1e400", None),
    ("x = 1\n" * 100_000, "at most 20,000"),
    ("(x := 5)", "walrus"),
    ("lambda x: x", "lambda is not allowed"),
    ("@f\ndef g():\n    pass", "decorator"),
    ("try:\n    x = 1\nexcept Exception:\n    pass", "line 1: try/except"),
    ("with open('x') as f:\n    pass", "with statement"),
    ("class A:\n    pass", "a class is not allowed"),
    ("async def f():\n    pass", "async"),
    ("print(*[1, 2])", "starred"),
    ("max(**{'a': 1})", "`**` arguments"),
    ("def f(*args):\n    return 1", "plain arguments"),
    ("a, *b = [1, 2]", "starred"),
    ("raise ValueError", "raise is not allowed"),
    ("del x", "del is not allowed"),
    ("global x", "global is not allowed"),
    ("yield 1", "yield is not allowed"),
    ("x = 1j", "constant"),
    ("x = b'a'", "constant"),
    ("x = ...", "constant"),
    ("x = 5 ^ 2", "a power is written"),
    ("x = 1\x00", "control characters"),
    ("x = ", "line 1: not a valid program"),
    ("Let x be 5.", "not a valid program"),
    ("", "empty"),
    ("   \n", "empty"),
    ("def f(x):\n    return x", "no result"),
    ("x = 1\ny = x / 0", "line 2: division by zero"),
    ("5 % 0", "division by zero"),
    ("0 ** -1", "division by zero"),
    ("import math\nmath.log(0)", "division by zero or an undefined value"),
    ("[1, 2][5]", "no such item"),
    ("{}['a']", "no such key"),
    ("undefined + 1", "'undefined' is not defined"),
    ("len(5)", "has no length"),
    ("len()", "len()"),
    ("1 + 'a'", "+ cannot be used on a number and a text"),
    ("a, b = 1, 2, 3", "values are needed"),
    ("break", None),
    ("return 5", None),
    ("{[1]: 2}", "cannot be a key"),
    ("assert 1 == 2", "does not hold"),
    ("print(1, 2)", "several values"),
    ("max([1, 'a'])", None),
    ("sorted([1, [2]])", None),
    ("2 ** 'a'", "cannot be used"),
    ("5 in 'abc'", "requires string"),
    ("[1].insert(10**30, 2)", "line 1"),
    ("symbols('x').subs([(1, [2])])", "line 1"),
    ("len(range(10**14)) + [1]", "line 1"),
    ("x = 5\nx.append(1)", "the method 'append' of a number"),
    ("sorted([3, 1], key=abs, self=1)", "sorted()"),
    ("from sympy import *\nx = symbols('x')\nsolve(x**5 - x - 1, x)", "is not supported"),
    ("solve(5, 'x')", "unknowns as symbols"),
    ("10**5000", "too many digits to be written"),
    ("ｏｐｅｎ('x')", "'open' is not defined"),
    ("\u202ex = 1", None),
]


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("program", "words"), HOSTILE, ids=lambda text: repr(text)[:40])
def test_refused_with_a_reason(program, words):
    found = calculate({"program": program})
    assert found["value"] == "" or words is None
    if words is not None:
        assert words in found["error"]


def test_not_a_text():
    assert calculate({"program": 5})["error"]
    assert calculate({})["error"]


def test_error_names_the_line():
    with pytest.raises(ProgramError, match="line 3"):
        run_program("x = 1\ny = 2\nz = q\n")


@given(st.text(max_size=200))
def test_any_text_gives_a_value_or_an_error(text):
    found = calculate({"program": text, "steps": 10_000})
    assert set(found) == {"value", "values", "error"}
    assert not (found["value"] and found["error"])


TOKENS = st.lists(
    st.sampled_from(
        [
            *(
                "x",
                "=",
                "1",
                "(",
                ")",
                "[",
                "]",
                "+",
                "**",
                "for",
                "in",
                "range",
                ":",
                "\n",
                "    ",
                "if",
                "x.",
            ),
            *("def f():", "print", "f'{x}'", "solve", ",", "while", "return", "0.5", "'a'", "sqrt", "{", "}"),
            *("lambda", "not", "%"),
        ]
    ),
    max_size=30,
).map(" ".join)


@given(TOKENS)
def test_any_mixture_of_tokens_is_safe(text):
    calculate({"program": text, "steps": 5_000})


@given(st.integers(-50, 50), st.integers(-50, 50), st.sampled_from(["+", "-", "*", "//", "%", "/"]))
def test_arithmetic_agrees_with_exact_arithmetic(a, b, symbol):
    from fractions import Fraction
    from operator import add, floordiv, mod, mul, sub, truediv

    found = calculate({"program": f"{a} {symbol} ({b})"})
    if b == 0 and symbol in ("//", "%", "/"):
        assert "division by zero" in found["error"]
        return
    operation = {"+": add, "-": sub, "*": mul, "//": floordiv, "%": mod, "/": truediv}[symbol]
    assert found["value"] == str(operation(Fraction(a), Fraction(b)))


EXTRACTED = [
    ("```python\nx = 1\nprint(x)\n```", "x = 1\nprint(x)"),
    ("Here:\n```py\nx = 1\n```\nand\n```python\nprint(x)\n```\nOutput:\n```\n1\n```", "x = 1\nprint(x)"),
    ("Sure!\n```\nx = 2\n```", "x = 2"),
    ("```python\nx = 1\nprint(x)", "x = 1\nprint(x)"),
    ("x = 1\ny = x + 1\nprint(y)", "x = 1\ny = x + 1\nprint(y)"),
    ("We compute:\nx = 1\ny = x + 1\nSo it is 2.", "x = 1\ny = x + 1"),
    ("  ```python\n  x = 1\n  ```", "x = 1"),
    ("There is no program here.", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "program"), EXTRACTED)
def test_extract_program(text, program):
    assert extract_program(text) == program


@given(st.text(max_size=300))
def test_extract_program_takes_any_text(text):
    assert isinstance(extract_program(text), str)
