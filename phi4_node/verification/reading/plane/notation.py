r"""Points, segments, angles and polygons in marked mathematics, written so that the reader keeps them.

`AB`, the length of a segment, would be a product of A and B. Where a text speaks of points, it becomes the
letter `D_{0102}`, `\angle ABC` becomes `N_{010203}` and `\triangle ABC` becomes `T_{010203}`, whose digits
are the places of the points in the alphabet; `A(2, 5)` becomes `A = (2, 5)`.
"""

from __future__ import annotations

import re

_WORDS = (
    r"(?:triangle|triangles|quadrilateral|square|squares|rectangle|parallelogram|rhombus|trapezoid|kite|pentagon"
    r"|hexagon|segment|segments|line|lines|side|sides|diagonal|diagonals|chord|hypotenuse|leg|legs|altitude|median"
    r"|bisector|base|vertex|vertices|points?|endpoints?|midpoints?|angle|angles)"
)
_LETTERS = r"[A-Z](?:\s*[A-Z]){0,5}"
_CAPITALS = re.compile(r"[A-Z]")


def _found_in(begin: str, end: str) -> tuple[re.Pattern[str], ...]:
    marked = rf"{begin}\s*({_LETTERS})\s*(?:[.,;]\s*)?{end}"
    return (
        re.compile(r"\\over(?:line|rightarrow|leftrightarrow)\s*\{\s*([A-Z]\s*[A-Z])\s*\}"),
        re.compile(rf"\\(?:triangle|bigtriangleup)\s*\{{?\s*({_LETTERS})"),
        re.compile(r"\\angle\s*\{?\s*([A-Z](?:\s*[A-Z]\s*[A-Z])?)(?![a-z])"),
        re.compile(
            rf"\b{_WORDS}[,:]?\s+(?:with\s+(?:vertices|coordinates)\s+|at\s+)?(?:{marked}[,\s]*(?:and\s+|or\s+)?)+",
            re.I,
        ),
        re.compile(
            rf"(?:{begin}|,\s*(?:\\ )?)\s*([A-Z])\s*(?:=\s*)?(?:\\"
            rf" )?\s*(?:\\left\s*)?\([^(){end}]*,[^(){end}]*\)"
        ),
    )


_CUES = re.compile(rf"{_WORDS}|\\angle|\\overline|\\triangle|coordinates|[A-Z]\s*=?\s*\([^()]*,[^()]*\)")
_HEADS = re.compile(r"[A-Z](?=\s*(?:\\ )?\s*(?:\\left\s*)?\()")
_PLACED = re.compile(
    r"(?<![A-Za-z\\_}])([A-Z])\s*(?:\\ )?\s*((?:\\left\s*)?\((?:[^()]|\([^()]*\))*,(?:[^()]|\([^()]*\))*\))"
)
_DEFINED = re.compile(r"(?<![A-Za-z\\])([A-Z])\s*\([^()]*\)\s*=")
_SEGMENT = re.compile(r"\\overline\s*\{\s*([A-Z])\s*([A-Z])\s*\}")
_ANGLE = re.compile(
    r"(?:(?<![A-Za-z\\])m\s*)?\\angle\s*(?:\{\s*([A-Z](?:\s*[A-Z]\s*[A-Z])?)\s*\}|([A-Z](?:\s*[A-Z]\s*[A-Z])?)(?![A-Za-z]))"
)
_TRIANGLE = re.compile(
    r"\\(?:triangle|bigtriangleup)\s*(?:\{\s*([A-Z]\s*[A-Z]\s*[A-Z])\s*\}|([A-Z]\s*[A-Z]\s*[A-Z])(?![A-Za-z]))"
)
_RUN = re.compile(r"(?<![A-Za-z\\_])[A-Z]{2,6}(?![A-Za-z_])")
_SUBSCRIPT = r"([DT]_\{\d+\})"
_MUTUAL = (
    (re.compile(rf"{_SUBSCRIPT}\s*\\perp\s*{_SUBSCRIPT}"), "perpendicular"),
    (re.compile(rf"{_SUBSCRIPT}\s*(?:\\parallel|\\\||\|\|)\s*{_SUBSCRIPT}"), "parallel"),
)


def named(text: str, begin: str, end: str) -> str:
    """The text with letters of their own for lengths, angles and polygons; as it is if it names no points."""
    if not _CUES.search(text):
        return text
    points = {
        letter
        for pattern in _found_in(begin, end)
        for match in pattern.finditer(text)
        for letter in _CAPITALS.findall(_without_words(match.group(), begin, end))
    }
    points -= set(_DEFINED.findall(text))
    if not points:
        return text
    alone = re.findall(rf"{begin}\s*([A-Z](?:\s*,\s*[A-Z])*)[\s,]*{end}", text)
    points |= {letter for letters in alone for letter in _CAPITALS.findall(letters)}
    return re.sub(
        rf"{begin}([^{end}]*){end}",
        lambda match: f"{begin}{_rewritten(match.group(1), points, begin, end)}{end}",
        text,
    )


def _without_words(text: str, begin: str, end: str) -> str:
    """What stands in marked mathematics there, or all of it where there are no marks."""
    inside = re.findall(rf"{begin}([^{end}]*)", text)
    content = " ".join(inside) if inside else text
    if re.search(r"\(", content):
        return " ".join(_HEADS.findall(content)) or re.sub(r"\(.*", "", content)
    return re.sub(r"\\[A-Za-z]+", " ", content)


def _rewritten(content: str, points: set[str], begin: str, end: str) -> str:
    content = _SEGMENT.sub(lambda match: _letter("D", match.group(1) + match.group(2)), content)
    content = _ANGLE.sub(lambda match: _letter("N", match.group(1) or match.group(2)), content)
    content = _TRIANGLE.sub(lambda match: _letter("T", match.group(1) or match.group(2)), content)
    content = _PLACED.sub(
        lambda match: f"{match.group(1)} = {match.group(2)}" if match.group(1) in points else match.group(),
        content,
    )
    content = _RUN.sub(lambda match: _run(match.group(), points), content)
    for pattern, word in _MUTUAL:
        content = pattern.sub(rf"\1{end} is {word} to {begin}\2", content)
    return content


def _run(letters: str, points: set[str]) -> str:
    if not set(letters) <= points or len(set(letters)) < len(letters):
        return letters
    return _letter("D" if len(letters) == 2 else "T", letters)


def _letter(kind: str, letters: str) -> str:
    return f" {kind}_{{{code(letters)}}} "


def code(letters: str) -> str:
    """Two digits for every letter."""
    return "".join(f"{ord(letter) - ord('A') + 1:02d}" for letter in letters if letter.isalpha())


def letters_in(name: str) -> str:
    """The points that a name such as `D_0102` is made of."""
    digits = name.partition("_")[2]
    return "".join(chr(ord("A") + int(digits[place : place + 2]) - 1) for place in range(0, len(digits), 2))


def is_named(name: str, kinds: str = "DNT") -> bool:
    """Whether a name stands for a length, an angle or a polygon."""
    return re.fullmatch(rf"[{kinds}]_(?:\d\d)+", name) is not None
