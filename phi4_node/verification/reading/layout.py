r"""LaTeX that only lays out its content, and operations that a problem defines with a sign of its own.

`$x \star y = x + 2y$` becomes `F(x, y) = x + 2y` with a letter that the text does not use, and then
everything that is known of functions holds for it. An operand is what stands in brackets or alone; where a
sign of the problem's own stands beside other signs without brackets, nothing is read, for what binds
tighter is not said.
"""

from __future__ import annotations

import re

from phi4_node.verification.reading.grammar.scan import WordsError

_LEAD = re.compile(r"\\(?:displaystyle|textstyle|limits|nonumber|notag)\b")
_BRACES = (
    (re.compile(r"\\overline\s*(\d)"), r"\\overline{\1}"),
    (re.compile(r"\\([dt]?frac)\s*([A-Za-z0-9])\s*([A-Za-z0-9])"), r"\\\1{\2}{\3}"),
    (re.compile(r"\\root\s*(\d+)\s*\\of\s*\{"), r"\\sqrt[\1]{"),
    (re.compile(r"\^\s*([A-Za-z])\s*(?=\d)"), r"^{\1} \\cdot "),
)
"""What LaTeX takes one sign for is put into braces, and a digit behind an exponent is a new factor."""
_CONJUGATE = re.compile(r"\\(?:overline|bar)\s*\{\s*((?:[a-z]|\\omega)(?:_\{?\d\}?)?)\s*\}")
"""A line over a small letter; over capitals it is a segment, over digits they are repeated."""
_SPACED_POINT = re.compile(r"(?<![\d.])\.\s+(?=\\overline)")
_SPREAD = re.compile(r"\s*-?[\d./]+(?:\s*(?:\\q?quad)\s*-?[\d./]+)+\s*")
_ARRAY = re.compile(
    r"\\left\s*\\\{\s*\\begin\{array\}\s*\{[clr|\s]*\}(.+?)\\end\{array\}\s*\\right\s*\.", re.DOTALL
)
_CASES = re.compile(r"\\begin\{cases\}(.+?)\\end\{cases\}", re.DOTALL)
_ROW_END = re.compile(r"[\s,;.]*(\\\\|$)")
_ALIGNED = re.compile(
    r"\\begin\{(aligned|align\*?|array|gathered)\}(?:\{[clr|\s]*\})?(.+?)\\end\{\1\}", re.DOTALL
)


def plain(inner: str, aligned: bool = False) -> str:
    """Marked mathematics without what only lays it out."""
    inner = _LEAD.sub(" ", inner)
    for pattern, replacement in _BRACES:
        inner = pattern.sub(replacement, inner)
    inner = _CONJUGATE.sub(lambda match: rf" conjugate({match.group(1)}) ", inner)
    inner = _SPACED_POINT.sub("0.", inner)
    if _SPREAD.fullmatch(inner):
        inner = re.sub(r"\\q?quad|\\,|~", ", ", inner)
    inner = _ARRAY.sub(lambda match: rf"\begin{{cases}}{match.group(1)}\end{{cases}}", inner)
    inner = _CASES.sub(lambda match: rf"\begin{{cases}}{_rows(match.group(1))}\end{{cases}}", inner)
    whole = _ALIGNED.fullmatch(inner.strip())
    if whole is not None and "&" in inner and "=" in inner:
        inner, aligned = whole.group(2), True
    if aligned and "\\begin" not in inner:
        rows = [row.strip().strip(",;").strip() for row in inner.split("\\\\")]
        if all(re.search(r"[=<>]|\\[lg]eq?", row) for row in rows if row) and "&" in inner:
            inner = ", ".join(row.replace("&", "") for row in rows if row)
    stripped = inner.strip()
    if stripped.startswith("{") and _closing(stripped, 0) == len(stripped) - 1:
        return stripped[1:-1]
    return inner


def _rows(text: str) -> str:
    return r" \\ ".join(
        _ROW_END.sub("", row.strip()) for row in re.split(r"\\\\(?:\[[^\]]*\])?", text) if row.strip()
    )


# Operations of the problem's own ------------------------------------------------------------------

_STRANGE = (
    r"\\(?:star|clubsuit|spadesuit|heartsuit|diamondsuit|oplus|otimes|ominus|odot|oslash|Join|bowtie|Psi|Phi|nabla"
    r"|triangle|diamond|Diamond|lozenge|dagger|ddagger|sharp|natural|flat|boxplus|boxtimes|square|Box|Delta|Theta"
    r"|Omega|S|bigstar|blacksquare|triangledown|\#|\&|@|\$)(?![A-Za-z])|@|(?<!\\)\#|¤|§|♣|♠|♥|♦|⊕|⊗|⊙|☆|★|◇|△|□|※"
)
_USUAL = r"\\(?:ast|circ|bullet|cdot|wedge|vee)(?![A-Za-z])|\*|∘"
_SPACE = r"(?:\\[ ,;:!]|~|\s)*"
_WORDS = re.compile(
    r"\b(?:operations?|operators?|define[sd]?|for all|binary)\b|定义|运算|规定", re.IGNORECASE
)
_LETTERS = "FGHQKUVW"


def own_operations(text: str, begin: str, end: str) -> str:
    """The text with every operation that it defines by a sign written as a function of two numbers.

    Raises:
        WordsError: it is not clear what the sign stands between.
    """
    signs = f"{_STRANGE}|{_USUAL}" if _WORDS.search(text) else _STRANGE
    defined = re.search(
        rf"{begin}\s*\(?\s*([A-Za-z]){_SPACE}({signs}){_SPACE}([A-Za-z])\s*\)?\s*"
        rf"(?:=|{end}\s*(?:be|mean|denote|is defined))",
        text,
    )
    if defined is None or defined.group(1) == defined.group(3):
        return text
    letter = next(
        (letter for letter in _LETTERS if not re.search(rf"(?<![A-Za-z\\]){letter}(?![A-Za-z])", text)), ""
    )
    if not letter:
        raise WordsError("there is no letter left for an operation")
    sign = re.compile(rf"{_SPACE}{re.escape(defined.group(2))}(?![A-Za-z]){_SPACE}")
    segment = re.compile(rf"{begin}([^{end}]*){end}")
    return segment.sub(lambda match: f"{begin}{_as_calls(match.group(1), sign, letter)}{end}", text)


_MOST_SIGNS = 20


def _as_calls(content: str, sign: re.Pattern[str], letter: str) -> str:
    if sign.fullmatch(content.strip()):
        return letter
    for _ in range(_MOST_SIGNS):
        found = list(sign.finditer(content))
        if not found:
            return content
        for match in found:
            start, stop = _operand_before(content, match.start()), _operand_after(content, match.end())
            left, right = content[start : match.start()], content[match.end() : stop]
            if not sign.search(left) and not sign.search(right):
                _refuse_neighbours(content, start, stop)
                content = f"{content[:start]}{letter}({left}, {right}){content[stop:]}"
                break
        else:
            break
    raise WordsError("what the problem's own sign stands between is not clear")


_ATOM_BEFORE = re.compile(r"(?:[A-Za-z]|\d+(?:\.\d+)?)$")
_ATOM_AFTER = re.compile(r"-?(?:[A-Za-z](?![A-Za-z])|\d+(?:\.\d+)?)")


def _operand_before(text: str, position: int) -> int:
    head = text[:position]
    if head.endswith((")", "}")):
        closing, opening = head[-1], {")": "(", "}": "{"}[head[-1]]
        depth = 0
        for index in range(position - 1, -1, -1):
            depth += (text[index] == closing) - (text[index] == opening)
            if depth == 0:
                begin = index
                if opening == "{":
                    return _fraction_start(text, index)
                return begin - len("\\left") if text[:begin].endswith("\\left") else begin
        raise WordsError("brackets do not match")
    match = _ATOM_BEFORE.search(head)
    if match is None:
        raise WordsError("what the problem's own sign stands between is not clear")
    start = match.start()
    return start - 1 if re.search(r"(?:^|[(,={])\s*-$", head[:start]) else start


def _fraction_start(text: str, opening: int) -> int:
    match = re.search(r"\\[dt]?frac\{[^{}]*\}$|\\sqrt$", text[:opening])
    if match is None:
        raise WordsError("what the problem's own sign stands between is not clear")
    return match.start()


def _operand_after(text: str, position: int) -> int:
    rest = text[position:]
    fraction = re.match(r"-?\\[dt]?frac\{[^{}]*\}\{[^{}]*\}|-?\\sqrt\{[^{}]*\}", rest)
    if fraction:
        return position + fraction.end()
    start = position + (len("\\left") if rest.startswith("\\left") else 0)
    if text[start : start + 1] == "(":
        depth = 0
        for index in range(start, len(text)):
            depth += (text[index] == "(") - (text[index] == ")")
            if depth == 0:
                return index + 1
        raise WordsError("brackets do not match")
    match = _ATOM_AFTER.match(rest)
    if match is None:
        raise WordsError("what the problem's own sign stands between is not clear")
    return position + match.end()


def _refuse_neighbours(text: str, start: int, stop: int) -> None:
    """Only brackets, commas, relations or nothing may stand beside an operation."""
    before, after = text[:start].rstrip(" ~"), text[stop:].lstrip(" ~")
    if (
        before
        and before[-1] not in "([{=,<>|"
        and not before.endswith(("\\lfloor", "\\lceil", "\\ge", "\\le"))
    ):
        raise WordsError("what the problem's own sign stands between is not clear")
    if (
        after
        and after[0] not in ")]}=,<>|?"
        and not after.startswith(("\\right", "\\rfloor", "\\rceil", "\\text", "\\quad"))
    ):
        raise WordsError("what the problem's own sign stands between is not clear")


def _closing(text: str, opening: int) -> int:
    depth = 0
    for index in range(opening, len(text)):
        depth += (text[index] == "{") - (text[index] == "}")
        if depth == 0:
            return index
    return -1
