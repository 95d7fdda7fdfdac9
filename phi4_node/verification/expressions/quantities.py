"""Units, percent signs and degrees after what they measure."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from phi4_node.verification.expressions.syntax import Node, ReadError
from phi4_node.verification.expressions.units import SINGLE_LETTER, find_unit
from phi4_node.verification.expressions.vocabulary import APPLIED, CALLS, CONSTANTS, ENGLISH, GREEK

if TYPE_CHECKING:
    from phi4_node.verification.expressions.operands import Operands
    from phi4_node.verification.expressions.tokens import Token

_DEGREES = frozenset(("degrees", "degree", "deg", "度"))
_PERCENT = frozenset(("percent", "pct", "percents"))
_NOT_MEASURABLE = frozenset(
    "quantity percent degree text time list set pair tuple interval matrix union intersection "
    "difference rel chain "
    "and or not implies iff xor".split()
)
_SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_JOINERS = frozenset(
    ("and", "not", "mod", "xor", "choose", "per", "otherwise", "then", "when", "where", "with")
)
_MANY = frozenset("dozen dozens half score pair pairs double triple times squared cubed more less".split())
_COUNTED = frozenset(("num", "mixed", "div", "neg"))


def read_unit(parser: Operands, left: Node) -> Node | None:
    """Read a unit after `left`, if one stands there."""
    token = parser.token
    if token.kind not in ("unit", "text", "word") or left.op in _NOT_MEASURABLE:
        return None
    words = token.text.rstrip(".,").strip()
    if (words in _DEGREES or words in _PERCENT) and not _is_variable(parser, words):
        if parser.prose and words in _DEGREES:
            return None
        parser.advance()
        return Node("degree" if words in _DEGREES else "percent", (left,))
    if words in _SCALES and left.op == "num" and not parser.prose:
        parser.advance()
        return Node("mul", (left, Node("num", value=Fraction(_SCALES[words]))), "*")
    unit = _take(parser, token, words, left)
    return None if unit is None else Node("quantity", (left,), unit)


def _is_variable(parser: Operands, word: str) -> bool:
    return parser.names.variables is not None and word in parser.names.variables


def _take(parser: Operands, token: Token, words: str, left: Node) -> str | None:
    if token.kind == "unit":
        parser.advance()
        return _compound(parser, token.text)
    if token.kind == "text":
        unit = find_unit(words)
        if unit is not None:
            parser.advance()
            return _compound(parser, unit.name)
        return _counted(parser, words, left)
    if _is_function(parser, token, words):
        return None
    if find_unit(words) is None:
        return None if parser.latex_text else _counted(parser, words, left)
    if _is_variable(parser, words) or parser.prose:
        return None
    if words in SINGLE_LETTER and not token.latex and not (parser.names.variables is None and _alone(parser)):
        return None
    if words in SINGLE_LETTER and token.latex and len(token.text) == token.end - token.start:
        return None
    parser.advance()
    return _compound(parser, words)


def _counted(parser: Operands, words: str, left: Node) -> str | None:
    """What is counted, at the end of the text: `18 ways`; kept as written, so that it is never dropped."""
    if (
        parser.prose
        or left.op not in _COUNTED
        or (not parser.tokens[parser.index].gap and not parser.latex_text)
    ):
        return None
    rest = parser.tokens[parser.index : -1]
    while rest and rest[-1].text == "}":
        rest.pop()  # the end of \\boxed{...}
    if parser.depth and len(rest) == len(parser.tokens) - 1 - parser.index:
        return None
    if any(token.kind not in ("word", "text") for token in rest) or len(rest) > 4:
        return None
    spelled = " ".join(token.text.rstrip(".") for token in rest)
    if not all(_is_noun(word) for word in spelled.split()):
        return None
    parser.index += len(rest)
    return spelled


def _is_function(parser: Operands, token: Token, word: str) -> bool:
    """Whether `sec` and `min` are the functions here and not the units."""
    if word not in APPLIED and word not in CALLS:
        return False
    if token.latex and token.end - token.start == len(word) + 1:
        return True
    following = parser.peek()
    return following.kind in ("num", "word", "form", "literal") or following.text in (
        "(",
        "^",
        "{",
        "√",
        "|",
        "-",
    )


def _is_noun(word: str) -> bool:
    """Whether a word can only be the name of what is counted."""
    known = (ENGLISH, APPLIED, CALLS, CONSTANTS, GREEK, _SCALES, _MANY, _JOINERS)
    return len(word) > 2 and word.isalpha() and word.islower() and not any(word in words for words in known)


def _alone(parser: Operands) -> bool:
    """Whether the text is a number and this unit and nothing else."""
    before, after = parser.tokens[: parser.index], parser.tokens[parser.index :]
    return all(token.kind in ("num", "literal") or token.text in ("-", "+") for token in before) and all(
        token.kind in ("end", "sup", "num") or token.text in ("^", "/") or find_unit(token.text)
        for token in after
    )


def _compound(parser: Operands, text: str) -> str:
    """Read the powers and quotients of units that go on here: `m^2`, `km/h`, `miles per hour`."""
    while True:
        ahead = [parser.peek(distance) for distance in range(4)]
        if ahead[0].kind == "sup":
            text += "^" + parser.advance().text
        elif ahead[0].text == "^" and ahead[1].kind == "num":
            text += f"^{ahead[1].value}"
            parser.index += 2
        elif (
            [token.text for token in ahead[:2]] == ["^", "{"]
            and ahead[2].kind == "num"
            and ahead[3].text == "}"
        ):
            text += f"^{ahead[2].value}"
            parser.index += 4
        elif (ahead[0].text in ("/", "per")) and ahead[1].kind != "num" and find_unit(ahead[1].text):
            text += "/" + ahead[1].text
            parser.index += 2
        else:
            break
    unit = find_unit(text)
    if unit is None:
        raise parser.error(f'"{text}" is not a unit')
    return unit.name


def superscript(token: Token) -> Node:
    """The exponent that raised signs spell: `x²`, `x⁻¹`, `xⁿ`."""
    text = token.text
    if text == "n":
        return Node("sym", name="n")
    digits = text.lstrip("+-")
    if not digits.isdecimal() or len(text) - len(digits) > 1:
        raise ReadError("this exponent is not a number", token.start)
    number = Node("num", value=Fraction(digits))
    return Node("neg", (number,)) if text[0] == "-" else number
