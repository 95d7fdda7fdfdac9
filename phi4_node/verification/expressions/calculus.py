"""Functions without brackets, sums, products, integrals, limits and derivatives.

They become calls: `sum(f, k, a, b)`, `product(f, k, a, b)`, `integral(f, x)`, `integral(f, x, a, b)`,
`limit(f, x, a)`, `limit(f, x, a, 1)` from the right and `-1` from the left, `derivative(f, x, n)`, and
`derivative(f, x, n, a)` for its value at a.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from phi4_node.verification.expressions.syntax import Node, ReadError
from phi4_node.verification.expressions.vocabulary import APPLIED, GREEK

if TYPE_CHECKING:
    from phi4_node.verification.expressions.operands import Operands
    from phi4_node.verification.expressions.tokens import Token

_INVERSES = frozenset("sin cos tan cot sec csc sinh cosh tanh coth sech csch".split())
_SUM, _PRODUCT = 10, 11  # levels of the operators in `parser`
_LEIBNIZ = re.compile(r"d(?:\^(\d))?([a-zA-Z]?)/d([a-zA-Z]|[a-z]{2,7})(?:\^(\d))?")


def _number(value: int) -> Node:
    number = Node("num", value=Fraction(abs(value)))
    return number if value >= 0 else Node("neg", (number,))


# -- functions without brackets


def read_applied(parser: Operands, word: str, token: Token) -> Node:
    """Read a function that needs no brackets, with its base, exponent and argument."""
    base = exponent = None
    if word in ("log", "lg", "ln") and parser.at("_"):
        base = _base(parser, token)
    if parser.at("^"):
        parser.advance()
        exponent = _digit(parser, token) if _is_long(parser) else parser.exponent()
    elif parser.token.kind == "sup":
        text = parser.advance().text
        exponent = _number(int(text)) if re.fullmatch(r"-?\d+", text) else Node("sym", name=text)
    if parser.at("("):
        arguments = parser.arguments()
        if not arguments or len(arguments) > (2 if word == "log" and base is None else 1):
            raise ReadError(f"{word} takes one argument", token.start)
        argument = parser.plain(arguments[0])
        base = arguments[1] if len(arguments) > 1 else base
    else:
        argument = _bare_argument(parser)
    if exponent == _number(-1):
        if word not in _INVERSES:
            raise ReadError(f"{word}^(-1) may be the inverse or the reciprocal", token.start)
        return Node("call", (argument,), "a" + word)
    if word == "lg":
        word, base = "log", _number(10)
    call = Node("call", (argument,) if base is None else (argument, base), word)
    return call if exponent is None else Node("pow", (call, exponent))


def _is_long(parser: Operands) -> bool:
    """Whether a numeral of several digits comes next, as in `cos^210°`."""
    return parser.token.kind == "num" and len(str(parser.token.value)) > 1


def _digit(parser: Operands, token: Token) -> Node:
    r"""An exponent without braces is one digit in LaTeX: `\cos^210^\circ` is the square of cos 10°.

    Only before a degree sign is there no other reading.
    """
    following = parser.peek()
    if following.text == "^" and parser.peek(2).text == "{":
        following = parser.peek(3)
    elif following.text == "^":
        following = parser.peek(2)
    if not token.latex or following.text not in ("∘", "°"):
        raise parser.error("an exponent of several digits before a function's argument needs braces")
    return parser.digit()


def _base(parser: Operands, token: Token) -> Node:
    parser.advance()
    if parser.token.kind == "num" and token.latex and len(str(parser.token.value)) > 1:
        raise parser.error("the base of a logarithm with several digits needs braces")
    if parser.at("{"):
        return parser.argument()
    return parser.primary()


def _bare_argument(parser: Operands) -> Node:
    if parser.at("{"):
        return parser.plain(parser.argument())
    if parser.take("-"):
        outer = parser.enter(*parser.closers)
        inner = _bare_argument(parser)
        parser.leave(outer)
        return Node("neg", (inner,))
    node = parser.plain(parser.power())
    while _continues(parser, node):
        node = Node("mul", (node, parser.power()))
    if parser.at("(") or (parser.at("/") and not parser.token.gap):
        raise parser.error("what the function applies to is not clear: write brackets")
    return node


def _continues(parser: Operands, node: Node) -> bool:
    token = parser.token
    if token.kind != "word" or (parser.integrals and at_differential(parser)):
        return False
    base = token.text.partition("_")[0]
    if len(base) > 1 and base not in GREEK and base != "pi":
        return False
    before = parser.tokens[parser.index - 1]
    if token.gap and not (token.latex or before.latex) and before.kind != "num":
        if parser.prose:
            return False
        raise parser.error("what the function applies to is not clear: write brackets")
    if token.text == "e" and parser.peek().text == "^":
        raise parser.error("what the function applies to is not clear: write brackets")
    return node.op in ("num", "sym", "mul", "div", "call")


# -- sums, products, integrals, limits


def read_big(parser: Operands, sign: str) -> Node:
    """Read a sum, a product or an integral after its sign."""
    if sign == "∫":
        return _integral(parser)
    if not parser.take("_"):
        raise parser.error("the range of the sum is missing")
    lower = parser.argument()
    if not parser.take("^"):
        raise parser.error("the upper end of the sum is missing")
    upper = parser.plain(parser.exponent())
    if lower.op != "rel" or lower.name != "=" or lower.args[0].op != "sym":
        raise parser.error("the range of the sum is not understood")
    variable, low = lower.args
    body = _with_index(parser.plain(parser.expression(_PRODUCT)), variable.name)
    return Node("call", (body, variable, low, upper), "sum" if sign == "∑" else "product")


def _with_index(node: Node, index: str) -> Node:
    """In a sum over k, `a_k` is not a constant: it becomes `subscript(a, k)`."""
    if node.op == "sym" and node.name.endswith("_" + index):
        return Node(
            "call", (Node("sym", name=node.name.partition("_")[0]), Node("sym", name=index)), "subscript"
        )
    if not node.args:
        return node
    return replace(node, args=tuple(_with_index(part, index) for part in node.args))


def _integral(parser: Operands) -> Node:
    ends: dict[str, Node] = {}
    while parser.at("_", "^") and len(ends) < 2:
        side = parser.advance().text
        if side in ends:
            raise parser.error("the ends of the integral are not understood")
        ends[side] = parser.plain(parser.argument() if side == "_" else parser.exponent())
    if len(ends) == 1:
        raise parser.error("one end of the integral is missing")
    inherited, parser.differential = parser.differential, None
    parser.integrals += 1
    body = _number(1) if at_differential(parser) else parser.plain(parser.expression(_PRODUCT))
    while parser.differential is None and parser.at("+", "-"):
        op = "add" if parser.advance().text == "+" else "sub"
        body = Node(op, (body, parser.plain(parser.expression(_PRODUCT))))
    variable, parser.differential = parser.differential, inherited
    if variable is None:
        if not at_differential(parser):
            raise parser.error("the differential of the integral is missing")
        variable = take_differential(parser)
    parser.integrals -= 1
    return Node("call", (body, variable, *(ends[side] for side in "_^" if side in ends)), "integral")


def is_differential(word: str) -> bool:
    """Whether a word is a differential written together: `dx`."""
    return len(word) == 2 and word[0] == "d"


def at_differential(parser: Operands) -> bool:
    r"""Whether a differential comes next: `dx`, `d x`, `d\theta`."""
    token = parser.token
    if token.kind != "word":
        return False
    if token.text == "d":
        following = parser.peek()
        return following.kind == "word" and following.text not in APPLIED
    return is_differential(token.text) and token.text != "do"


def take_differential(parser: Operands) -> Node:
    """Take a differential; gives its variable."""
    word = parser.advance().text
    return Node("sym", name=parser.advance().text if word == "d" else word[1:])


def read_limit(parser: Operands) -> Node:
    """Read what follows the sign of a limit."""
    parser.expect("_")
    parser.expect("{")
    outer = parser.enter()
    variable = parser.advance()
    if variable.kind != "word":
        raise parser.error("the variable of the limit is missing", variable)
    parser.expect("->")
    point = parser.plain(parser.expression(_SUM))
    side: tuple[Node, ...] = ()
    if parser.take("^"):
        braces = parser.take("{")
        side = (_number(1 if parser.expect("+", "-").text == "+" else -1),)
        if braces:
            parser.expect("}")
    parser.expect("}")
    parser.leave(outer)
    body = parser.plain(parser.expression(_PRODUCT))
    return Node("call", (body, Node("sym", name=variable.text), point, *side), "limit")


# -- derivatives


def derived(name: str, primes: int, arguments: tuple[Node, ...]) -> Node:
    """The call of a function, or of its derivative if it was written with primes."""
    call = Node("call", arguments, name)
    if not primes:
        return call
    if len(arguments) != 1:
        raise ReadError("primes need a function of one variable")
    argument = arguments[0]
    if argument.op == "sym":
        return Node("call", (call, argument, _number(primes)), "derivative")
    variable = Node("sym", name="x")
    return Node("call", (Node("call", (variable,), name), variable, _number(primes), argument), "derivative")


def read_leibniz(parser: Operands) -> Node | None:
    """Read `{d}{dx} f` or `{dy}{dx}` after a fraction command; None if it is an ordinary fraction."""
    variables = parser.names.variables
    if not parser.at("{") or (variables is not None and "d" in variables):
        return None
    spelled, index = "", parser.index
    for group in range(2):
        if parser.tokens[index].text != "{":
            return None
        index += 1
        while parser.tokens[index].kind in ("word", "form", "num") or parser.tokens[index].text in ("^", "{"):
            token = parser.tokens[index]
            closing = parser.tokens[index + 2] if index + 2 < len(parser.tokens) else None
            if token.text == "{" and closing is not None and closing.text == "}":
                token = parser.tokens[index + 1]
                index += 2
            spelled += (
                "d" if token.text == "partial" else str(token.value) if token.kind == "num" else token.text
            )
            index += 1
        if parser.tokens[index].text != "}" or len(spelled) > 40:
            return None
        index += 1
        spelled += "/" if group == 0 else ""
    return _leibniz(parser, spelled, index)


def read_plain_derivative(parser: Operands) -> Node | None:
    """Read `d/dx f`, `dy/dx` and `d^2y/dx^2` after the first word; None if it is something else."""
    spelled, index = parser.tokens[parser.index - 1].text, parser.index
    while len(spelled) < 20 and not parser.tokens[index].gap:
        token = parser.tokens[index]
        if token.kind not in ("word", "num") and token.text not in ("^", "/"):
            break
        spelled += str(token.value) if token.kind == "num" else token.text
        index += 1
    return _leibniz(parser, spelled, index)


def _leibniz(parser: Operands, spelled: str, index: int) -> Node | None:
    match = _LEIBNIZ.fullmatch(spelled)
    if match is None or (match.group(1) or "1") != (match.group(4) or "1"):
        return None
    if len(match.group(3)) > 1 and match.group(3) not in GREEK:
        return None  # `d/dxx`: where the variable ends is not clear
    parser.index = index
    variable, order = Node("sym", name=match.group(3)), _number(int(match.group(1) or 1))
    if match.group(2):
        return Node("call", (Node("sym", name=match.group(2)), variable, order), "derivative")
    bracketed = parser.at("(", "[")
    body = parser.plain(parser.power() if bracketed else parser.expression(_PRODUCT))
    if bracketed and parser.starts_factor(body):
        raise parser.error("what is derived is not clear: write brackets")
    return Node("call", (body, variable, order), "derivative")
