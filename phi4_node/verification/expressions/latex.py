"""LaTeX commands with a grammar of their own: fractions, roots, binomials, matrices, systems, cases."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from phi4_node.verification.expressions import calculus
from phi4_node.verification.expressions.syntax import Node, ReadError

if TYPE_CHECKING:
    from phi4_node.verification.expressions.operands import Operands
    from phi4_node.verification.expressions.tokens import Token

_MATRICES = frozenset(("pmatrix", "bmatrix", "vmatrix", "Vmatrix", "matrix", "smallmatrix", "array"))
_SYSTEMS = frozenset(("aligned", "align", "align*", "gathered", "gather", "equation", "equation*", "split"))
_MINUS_ONE = Node("neg", (Node("num", value=Fraction(1)),))


def read_form(parser: Operands, token: Token) -> Node:
    """Read what follows a LaTeX command that has a grammar of its own."""
    command = token.text
    if command in ("frac", "dfrac", "tfrac", "cfrac"):
        derivative = calculus.read_leibniz(parser)
        return derivative if derivative is not None else _fraction(parser, token)
    if command == "sqrt":
        return _root(parser)
    if command in ("binom", "dbinom", "tbinom"):
        return Node("call", (parser.plain(parser.argument()), parser.plain(parser.argument())), "binomial")
    if command in ("boxed", "fbox"):
        return parser.argument()
    if command == "lim":
        return calculus.read_limit(parser)
    if command == "begin":
        return _environment(parser, token)
    raise ReadError(f"\\{command} is not expected here", token.start)


def _fraction(parser: Operands, token: Token) -> Node:
    above = parser.plain(parser.argument())
    below = parser.plain(parser.argument())
    if (
        parser.token.kind == "num"
        and parser.token.start == parser.tokens[parser.index - 1].end + 0
        and below.op == "num"
    ):
        raise parser.error("a digit right after a fraction: write braces")
    if below.op == "num" and below.value == 0:
        raise ReadError("division by zero", token.start)
    return Node("div", (above, below))


def _root(parser: Operands) -> Node:
    degree = None
    if parser.take("["):
        degree = parser.plain(parser.expression())
        parser.expect("]")
    long_numeral = parser.token.kind == "num" and parser.token.end - parser.token.start > 1
    if long_numeral and degree is None:
        raise parser.error("the argument of a root needs braces")
    inner = parser.plain(parser.argument())
    return Node("call", (inner,) if degree is None else (inner, degree), "sqrt" if degree is None else "root")


def _environment(parser: Operands, token: Token) -> Node:
    name = _name_in_braces(parser)
    outer = parser.enter("&", "∧")
    if name == "array" and parser.at("{"):
        _name_in_braces(parser)
    if name not in _MATRICES and name not in _SYSTEMS and name != "cases":
        raise ReadError(f"the environment {name} is not known here", token.start)
    rows = _rows(parser, aligned=name in _SYSTEMS)
    if not (parser.token.kind == "form" and parser.token.text == "end"):
        raise parser.error(f"the {name} should end here")
    parser.advance()
    if _name_in_braces(parser) != name:
        raise parser.error(f"\\end does not match \\begin{{{name}}}")
    parser.leave(outer)
    return _assembled(name, rows, token)


def _name_in_braces(parser: Operands) -> str:
    parser.expect("{")
    name = ""
    while not parser.at("}"):
        if parser.token.kind == "end":
            raise parser.error("a brace is missing")
        name += parser.advance().text
    parser.expect("}")
    return name


def _rows(parser: Operands, *, aligned: bool) -> list[list[Node]]:
    rows: list[list[Node]] = [[]]
    while not (parser.token.kind == "form" and parser.token.text == "end"):
        if parser.take("\\\\"):
            rows.append([])
            continue
        if aligned:
            _drop_alignment(parser)
            parser.closers = frozenset()
        elif rows[-1] and not parser.take("&"):
            break
        if parser.at_word("if", "otherwise", "for"):
            rows[-1].append(_condition(parser))
        else:
            rows[-1].append(parser.element())
            parser.take(",")
    return [row for row in rows if row]


def _drop_alignment(parser: Operands) -> None:
    """Remove the column marks of the aligned row that begins here: they say nothing about its meaning."""
    kept = parser.tokens[: parser.index]
    rest = parser.tokens[parser.index :]
    stop = next((i for i, token in enumerate(rest) if token.text in ("\\\\", "end")), len(rest))
    parser.tokens = [*kept, *(token for token in rest[:stop] if token.text != "&"), *rest[stop:]]


def _condition(parser: Operands) -> Node:
    if parser.advance().text == "otherwise":
        return Node("sym", name="True")
    return parser.element()


def _assembled(name: str, rows: list[list[Node]], token: Token) -> Node:
    if not rows:
        raise ReadError(f"the {name} is empty", token.start)
    if name in _MATRICES:
        if len({len(row) for row in rows}) != 1:
            raise ReadError("the rows of the matrix have different lengths", token.start)
        matrix = Node("matrix", tuple(Node("list", tuple(row)) for row in rows))
        return (
            Node("call", (matrix,), {"vmatrix": "det", "Vmatrix": "norm"}[name])
            if name[0] in "vV"
            else matrix
        )
    if all(len(row) == 1 for row in rows):
        parts = tuple(row[0] for row in rows)
        if len(parts) == 1:
            return parts[0]
        return Node(
            "and" if all(part.op in ("rel", "chain", "and", "or") for part in parts) else "list", parts
        )
    if name == "cases" and all(len(row) == 2 for row in rows):
        return Node("call", tuple(Node("pair", tuple(row)) for row in rows), "piecewise")
    raise ReadError(f"the rows of the {name} are not understood", token.start)


def read_function_power(parser: Operands, primes: int) -> tuple[bool, int] | None:
    r"""Read `^{-1}`, `^{\prime}` or `^{(n)}` after a function: is it the inverse, and how many primes has it.

    None if the function was not called: then the caret belongs to whatever comes next.
    """
    caret = parser.token
    if parser.peek().text == "'" or (parser.peek().text == "{" and parser.peek(2).text == "'"):
        braces = parser.peek().text == "{"
        parser.index += 2 if braces else 1
        while parser.at("'", "''"):
            primes += len(parser.advance().text)
        if braces:
            parser.expect("}")
        return False, primes
    ahead = [parser.peek(distance) for distance in range(1, 6)]
    if [token.text for token in ahead[:2]] == ["{", "("] and ahead[2].kind == "num" and ahead[3].text == ")":
        parser.index += 6
        return False, primes + int(ahead[2].value or 0)
    start = parser.index
    parser.index += 1
    exponent = parser.exponent()
    if exponent == _MINUS_ONE:
        return True, primes
    if parser.at("("):
        raise ReadError("a power of a function is written (f(x))^2", caret.start)
    parser.index = start
    return None
