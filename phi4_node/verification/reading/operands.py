"""What may stand beside an operator that is a word: `3 + 4 times 2` must not become (3 + 4) times 2.

Brackets are not in the tree, so the text is asked: a sum that stands bare in the text is no operand of a
word. Phrases are accepted by all of these categories; where a phrase can be grouped in several ways, all
are read.

Categories:
    operand  a term, but no bare sum or difference: beside `times`, `percent of`
    divisor  no bare sum, product or quotient of letters: after `divided by`, `mod`
    tight    a numeral, a letter, a call, or anything in brackets: before `squared`; no phrase that ends with
             several things, as `the sum of the first three primes squared` may be one of their squares
    before_de  as tight, and in Chinese no calculation that is not closed by a word: before 的平方
    grouped  as operand, but `$...$` groups too: after `the square root of`
"""

from __future__ import annotations

import re
from collections.abc import Callable

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.scan import Builtin, Result, Scan

_SUMS = frozenset(("add", "sub", "pm"))
_PRODUCTS = frozenset(("mul", "quantity"))
_OPEN = frozenset(("mul", "div", "neg", "pos", "pow", "mixed", "quantity", "percent"))


def remember(scan: Scan, start: int, end: int, node: Node, marked: bool) -> None:
    """Note how the mathematics between two positions stands in the text."""
    scan.notes[start, end] = (node, marked, _is_bracketed(scan.text[start:end]))


def _is_bracketed(text: str) -> bool:
    """Whether one pair of brackets holds everything."""
    text = text.strip()
    if not text.startswith("(") or not text.endswith(")"):
        return False
    depth = 0
    for index, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return index == len(text) - 1
    return False


def _only(accepts: Callable[[Node, bool], bool]) -> Builtin:
    def read(scan: Scan, position: int) -> list[Result]:
        found = []
        for end, node in list(scan.read("term", position)):
            note = scan.notes.get((position, end))
            if note is None or note[0] != node or note[2] or accepts(node, note[1]):
                found.append((end, node))
        return found

    return read


_SEVERAL = re.compile(r"(?<![A-Za-z])[a-z]{2,}s$")


def _tight(scan: Scan, position: int) -> list[Result]:
    found = _only(lambda node, marked: _is_closed(node))(scan, position)
    return [
        (end, node)
        for end, node in found
        if not _SEVERAL.search(scan.text[position:end].rstrip()) and not _ends_open(scan, position, end)
    ]


def _is_closed(node: Node) -> bool:
    return node.op not in _SUMS | _OPEN


def _ends_open(scan: Scan, start: int, end: int) -> bool:
    """`the derivative of x^2 squared`: what a phrase ends with may be what is squared, but is not read so."""
    return any(
        last == end and first > start and not bracketed and not _is_closed(node)
        for (first, last), (node, _, bracketed) in scan.notes.items()
    )


_OPERATOR = re.compile("[加减乘]|除以|除|和|与|减去")
_CLOSED = re.compile(r"(?:[和差积商]|[)\]}\ue001])\s*$")


def _before_de(scan: Scan, position: int) -> list[Result]:
    """Before 的平方: `3加4的平方` is 3 + 4^2, and `3与4的和的平方` is (3 + 4)^2."""
    found = []
    for end, node in list(scan.read("tight", position)):
        piece = scan.text[position:end]
        if not _OPERATOR.search(piece) or _CLOSED.search(piece):
            found.append((end, node))
    return found


OPERANDS: dict[str, Builtin] = {
    "before_de": _before_de,
    "operand": _only(lambda node, marked: node.op not in _SUMS),
    "divisor": _only(lambda node, marked: node.op not in _SUMS | _PRODUCTS),
    "tight": _tight,
    "grouped": _only(lambda node, marked: marked or node.op not in _SUMS),
}
