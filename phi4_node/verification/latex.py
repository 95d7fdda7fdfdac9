"""The forms with a grammar of their own: fractions, roots, sums, integrals, limits, matrices, applied functions.

They are the same forms in plain text (`∑`, `sin 2x`) and in LaTeX, and live apart from the parser's core.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from phi4_node.verification.syntax import Node, ReadError

if TYPE_CHECKING:
    from phi4_node.verification.lexer import Token
    from phi4_node.verification.parser import Parser

_INVERSES = {"sin": "asin", "cos": "acos", "tan": "atan", "cot": "acot", "sec": "asec", "csc": "acsc",
             "sinh": "asinh", "cosh": "acosh", "tanh": "atanh"}  # fmt: skip


def _one(value: int = 1) -> Node:
    return Node("num", value=Fraction(value))


def read_form(parser: Parser, token: Token) -> Node:
    """Read what follows a LaTeX command that has a grammar of its own."""
    command = token.text
    if command in ("frac", "dfrac", "tfrac", "cfrac"):
        return _fraction(parser, token)
    if command == "sqrt":
        return _root(parser)
    if command in ("binom", "dbinom", "tbinom"):
        return Node("call", (parser.argument(), parser.argument()), "binomial")
    if command in ("boxed", "fbox"):
        return parser.argument()
    if command == "lim":
        return _limit(parser)
    if command == "begin":
        return _environment(parser, token)
    raise ReadError(f"\\{command} is not expected here", token.start)


def _fraction(parser: Parser, token: Token) -> Node:
    above = parser.argument()
    below = parser.argument()
    if below.op == "num" and below.value == 0:
        raise ReadError("division by zero", token.start)
    return Node("div", (parser.plain(above), parser.plain(below)))


def _root(parser: Parser) -> Node:
    if parser.take("["):
        degree = parser.sum()
        parser.expect("]")
        return Node("call", (parser.plain(parser.argument()), degree), "root")
    return Node("call", (parser.plain(parser.argument()),), "sqrt")


def _limit(parser: Parser) -> Node:
    raise parser.error("limits are not read yet")


def _environment(parser: Parser, token: Token) -> Node:
    parser.expect("{")
    name = parser.advance().text
    parser.expect("}")
    if name not in ("pmatrix", "bmatrix", "vmatrix", "matrix"):
        raise ReadError(f"the environment {name} is not known here", token.start)
    rows: list[list[Node]] = [[]]
    while not (parser.token.kind == "form" and parser.token.text == "end"):
        rows[-1].append(parser.sum())
        if parser.take("\\\\"):
            rows.append([])
        elif not parser.take("∧", "&"):
            break
    if parser.token.text != "end":
        raise parser.error("the matrix should end")
    parser.advance()
    parser.expect("{")
    parser.advance()
    parser.expect("}")
    rows = [row for row in rows if row]
    if not rows or len({len(row) for row in rows}) != 1:
        raise ReadError("the rows of the matrix have different lengths", token.start)
    matrix = Node("matrix", tuple(Node("list", tuple(row)) for row in rows))
    return Node("call", (matrix,), "det") if name == "vmatrix" else matrix


def read_applied(parser: Parser, word: str, token: Token) -> Node:
    """Read a function that needs no brackets, with its exponent, base and argument."""
    base = exponent = None
    if word in ("log", "lg", "ln") and parser.take("_"):
        base = parser.argument() if token.latex else parser.primary()
    if parser.at("^"):
        parser.advance()
        exponent = parser.exponent()
    elif parser.token.kind == "sup":
        exponent = Node("num", value=Fraction(int(parser.advance().text)))
    if parser.at("("):
        arguments = parser.arguments()
        if not arguments or len(arguments) > (2 if word == "log" and base is None else 1):
            raise ReadError(f"{word} takes one argument", token.start)
        argument = arguments[0]
        base = arguments[1] if len(arguments) > 1 else base
    else:
        argument = _applied_argument(parser)
    if exponent is not None and exponent == Node("neg", (_one(),)):
        if word not in _INVERSES:
            raise ReadError(f"{word}^-1 may be the inverse or the reciprocal", token.start)
        return Node("call", (argument,), _INVERSES[word])
    if word == "lg":
        word, base = "log", _one(10)
    call = Node("call", (argument,) if base is None else (argument, base), word)
    return call if exponent is None else Node("pow", (call, exponent))


def _applied_argument(parser: Parser) -> Node:
    if parser.at("{"):
        return parser.plain(parser.argument())
    if parser.at("-"):
        parser.advance()
        return Node("neg", (_applied_argument(parser),))
    node = parser.power()
    while parser.token.kind == "word" and _is_plain_symbol(parser) and not (
        parser.token.gap and not parser.latex_text and node.op != "num"
    ):
        node = Node("mul", (node, parser.power()))
    if parser.at("(") or (parser.at("/") and not parser.token.gap):
        raise parser.error("what the function applies to is not clear: write brackets")
    return node


def _is_plain_symbol(parser: Parser) -> bool:
    word = parser.token.text
    return len(word.partition("_")[0]) == 1 or parser.token.latex and word in ("pi", "theta", "alpha", "beta", "phi", "omega")


def read_big(parser: Parser, sign: str) -> Node:
    """Read a sum, a product or an integral."""
    raise parser.error("sums and integrals are not read yet")


def read_function_power(parser: Parser, primes: int) -> tuple[bool, int]:
    """Read `^{-1}`, `^{\\prime}` or `^{(n)}` after the name of a function."""
    caret = parser.advance()
    exponent = parser.exponent()
    if exponent == Node("neg", (_one(),)):
        return True, primes
    raise ReadError("a power of a function: write (f(x))^2", caret.start)


def derived(name: str, primes: int, arguments: tuple[Node, ...]) -> Node:
    """The call of a function, or of its derivative if it was written with primes."""
    call = Node("call", arguments, name)
    if not primes:
        return call
    argument = arguments[0]
    if argument.op == "sym":
        return Node("call", (call, argument, _one(primes)), "derivative")
    variable = Node("sym", name="x")
    return Node("call", (Node("call", (variable,), name), variable, _one(primes), argument), "derivative")
