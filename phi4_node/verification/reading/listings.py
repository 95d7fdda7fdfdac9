"""Lists of numerals as programs and word problems show them, and numerals of computers.

Categories:
    listing  numerals in brackets, with or without quotation marks, or beside each other: `['1', '-2.5']`
    dice_notation  `2d6`: how many dice, with how many faces
    bits     an expression with hexadecimal or binary numerals and their operators: `(0x1f << 2) + 0b11`
"""

from __future__ import annotations

import re

from phi4_node.verification.expressions.parser import parse
from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.scan import Builtin, Result, Scan
from phi4_node.verification.reading.trees import call, number

MAX_ITEMS = 200

_NUMERAL = r"[-−]?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:[eE][-+]?\d{1,2})?"
_PLAIN = r"[-−]?\d+(?:\.\d+)?(?:/\d+)?(?:[eE][-+]?\d{1,2})?"
_QUOTE = r"['\"‘’“”]?"
_ITEM = rf"\s*{_QUOTE}\s*{_PLAIN}\s*{_QUOTE}\s*"
_BRACKETED = re.compile(
    rf"\[({_ITEM}(?:,{_ITEM})*)\]|\(({_ITEM}(?:,{_ITEM}){{2,}})\)|\{{({_ITEM}(?:,{_ITEM})*)\}}"
)
_COMMAS = re.compile(
    rf"{_PLAIN}(?:\s*,\s+(?:and\s+|和)?{_PLAIN}|\s+(?:and|和|与)\s+{_PLAIN})+(?![\d%/^*+]|\.\d|\s*[-+*/^=<>]\s*[\dA-Za-z(])"
)
_SPACES = re.compile(rf"{_NUMERAL}(?:[ \t]+{_NUMERAL})+(?![\d%/^*+]|[.,]\d|\s*[-+*/^=<>]\s*[\dA-Za-z(])")
_EXACT = re.compile(_PLAIN)
_GROUPED = re.compile(r"\d,\d{3}(?!\d)")
"""`[1,000, 2,500]`: a comma without a space, beside others with one, may stand inside a numeral."""


def _node(text: str) -> Node:
    return parse(text.replace("−", "-").replace(",", "").strip("'\"‘’“” \t\n"))


def _listing(scan: Scan, position: int) -> list[Result]:
    bracketed = _BRACKETED.match(scan.text, position)
    if bracketed is not None:
        inside = next(group for group in bracketed.groups() if group is not None)
        if _GROUPED.search(inside) and re.search(r",\s", inside):
            return []
        items = inside.split(",")
        return _found(bracketed.end(), items)
    spaced = _SPACES.match(scan.text, position)
    if spaced is not None:
        return _found(spaced.end(), spaced.group().split())
    commas = _COMMAS.match(scan.text, position)
    return _found(commas.end(), _EXACT.findall(commas.group())) if commas else []


def _found(end: int, items: list[str]) -> list[Result]:
    return [(end, tuple(map(_node, items)))] if len(items) <= MAX_ITEMS else []


# Numerals of computers ----------------------------------------------------------------------------

_TOKEN = re.compile(r"\s*(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|\d+(?!\w|\.\d)|<<|>>|[-+*&|()])")
_BASES = {"x": 16, "b": 2, "o": 8}
_LEVELS: tuple[dict[str, str], ...] = (
    {"|": "bit_or"},
    {"&": "bit_and"},
    {"<<": "shift_left", ">>": "shift_right"},
    {"+": "add", "-": "sub"},
    {"*": "mul"},
)
"""Operators from loose to tight, as C, Java and Python have them. `^` is a power to some, and not read."""
_MAX_TOKENS = 200


class _Bits:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.place = 0

    def level(self, depth: int) -> Node:
        if depth == len(_LEVELS):
            return self.operand()
        left = self.level(depth + 1)
        while self.place < len(self.tokens) and self.tokens[self.place] in _LEVELS[depth]:
            name = _LEVELS[depth][self.tokens[self.place]]
            self.place += 1
            right = self.level(depth + 1)
            left = _joined(name, left, right)
        return left

    def operand(self) -> Node:
        token = self.tokens[self.place]  # IndexError at the end: there is no operand
        self.place += 1
        if token == "-":  # nosec B105  # no password
            return Node("neg", (self.operand(),))
        if token == "(":  # nosec B105  # no password
            inner = self.level(0)
            if self.tokens[self.place] != ")":
                raise IndexError
            self.place += 1
            return inner
        if not token[0].isdigit():
            raise IndexError
        base = _BASES.get(token[1:2].lower(), 10)
        digits = token[2:] if base != 10 else token
        return Node("based", (number(base),), digits.upper() if digits[0].isdigit() else f"0{digits.upper()}")


def _joined(name: str, left: Node, right: Node) -> Node:
    if name in ("add", "sub", "mul"):
        return Node(name, (left, right), "*" if name == "mul" else "")
    return call(name, left, right)


def _bits(scan: Scan, position: int) -> list[Result]:
    tokens: list[str] = []
    ends: list[int] = []
    end = position
    while len(tokens) < _MAX_TOKENS:
        match = _TOKEN.match(scan.text, end)
        if match is None:
            break
        tokens.append(match.group(1))
        end = match.end()
        ends.append(end)
    if not any(token[:2].lower() in ("0x", "0b", "0o") for token in tokens):
        return []
    reader = _Bits(tokens)
    try:
        node = reader.level(0)
    except IndexError:
        return []
    return [(ends[reader.place - 1], node)]


_DICE = re.compile(r"(\d{1,3})d(\d{1,4})(?!\w|\.\d)")


def _dice(scan: Scan, position: int) -> list[Result]:
    match = _DICE.match(scan.text, position)
    return (
        [(match.end(), (int(match.group(1)), int(match.group(2))))] if match and int(match.group(1)) else []
    )


LISTINGS: dict[str, Builtin] = {"listing": _listing, "bits": _bits, "dice_notation": _dice}
"""What stands in the text, by category."""
