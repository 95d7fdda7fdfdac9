"""What people and models put around an answer: dollar signs, boxes, bold type, `The answer is`, a full stop.

Only surroundings with a fixed meaning are taken off. Whatever else stands there stays, and makes the reading
of the answer fail: a word that is not understood may turn the answer around.
"""

from __future__ import annotations

import re

_ADJECTIVE = (
    r"(?:final|correct|simplified|simplest|required|desired|complete|only|unique|exact|numerical|real|integer|"
    r"positive|negative|two|three|four|possible)"
)
_THING = (
    r"(?:answers?|solutions?|solution set|roots?|results?|values?|zeros?|zeroes|final answer|solution\(s\))"
)
_SUBJECT = rf"(?:(?:the|our|my|its|all)\s+)*(?:{_ADJECTIVE}\s+)*{_THING}"
_OBJECT = (
    r"(?:\s+(?:to|of|for)\s+(?:the|this|our|your)\s+(?:given\s+|original\s+)?"
    r"(?:problem|equation|question|inequality|system|system of equations))?"
)
_COPULA = r"(?:\s*(?:is|are|was|be|equals?|is equal to|=|:|：)\s*:?\s*)"
_LEADS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:so|thus|hence|therefore|then|finally|consequently|and so|that is|i\.e\.)\b\s*[,:，]?\s+",
        rf"(?:we\s+(?:find|get|have|conclude)\s+(?:that\s+)?)?{_SUBJECT}{_OBJECT}{_COPULA}",
        r"(?:final\s+)?(?:answer|ans|solution|result)s?\s*[:：=]\s*",
        r"(?:we\s+(?:find|get|have|obtain)|this\s+gives|it\s+is|it's|which\s+is)\s+(?:that\s+)?(?=[^a-z]|\S\s*=)",
        r"(?:final\s+)?answer\s+(?=[\\$])",
        r"(?:所以|因此|故|综上|因而|于是)\s*[，,：:]?\s*",
        r"(?:最终|正确|最后)?(?:的)?(?:答案|结果|解|解集|答)\s*(?:应该)?(?:是|为|等于|：|:|=)+\s*",
        r"(?:方程|该方程|原方程|不等式|方程组)的?(?:解集|解|根)\s*(?:是|为|：|:)+\s*",
    )
)
_TAILS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\s+(?:is|are)\s+{_SUBJECT}{_OBJECT}$",
        r"\s*\(?(?:exactly|only)\)?$",
    )
)
_VALUE_OF = re.compile(
    r"(?:the\s+)?value\s+of\s+\$?(?P<name>\\?[A-Za-z](?:_\{?\w+\}?)?)\$?\s+(?:is|equals|=|is equal to)\s+",
    re.IGNORECASE,
)
_CONNECTOR = re.compile(
    r"(?:\s|,|;|，|；|、|\\quad|\\qquad|\\[,; ]|~|\\text\s*\{\s*(?:and|or)\s*\}|\band\b|\bor\b|和|或|以及)*"
)
_MATH = re.compile(r"\$\$(.+?)\$\$|\$([^$]+)\$|\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
_BOX = re.compile(r"\\(?:boxed|fbox|framebox)\s*\{")
_FONT = re.compile(r"\\(?:displaystyle|textstyle|large|Large|boldsymbol|left\.|right\.)(?![A-Za-z])")
_COMMAND = re.compile(r"\\[A-Za-z]{2}")
_PAIRS = (("**", "**"), ("__", "__"), ("`", "`"), ('"', '"'), ("“", "”"), ("$$", "$$"), ("$", "$"))


def peel(text: str) -> str:
    """Take off what surrounds an answer, as long as something with a fixed meaning does."""
    text = _FONT.sub(" ", text).strip()
    if _COMMAND.search(text):
        text = re.sub(r"(?<!\\)\\ ", " ", text)  # `\ ` is a space in LaTeX, not a set difference
    while True:
        peeled = _peel_once(text)
        if peeled == text:
            return text
        text = peeled


def _peel_once(text: str) -> str:
    text = _without_full_stop(text.strip())
    text = _without_pair(text)
    text = unbox(text)
    text = _without_math_signs(text)
    return _without_lead(text).strip()


def _without_full_stop(text: str) -> str:
    if text.endswith("..") or text.endswith("…"):
        return text
    return text.rstrip(".。!！;；,，").rstrip() if not text.endswith("!") else text


def _without_pair(text: str) -> str:
    for opening, closing in _PAIRS:
        inner = text[len(opening) : -len(closing)]
        if text.startswith(opening) and text.endswith(closing) and inner.strip() and opening[0] not in inner:
            return inner
    for opening, closing in ((r"\(", r"\)"), (r"\[", r"\]")):
        if text.startswith(opening) and text.endswith(closing) and text.count(opening) == 1:
            return text[2:-2]
    return text


def _without_math_signs(text: str) -> str:
    """`$1$ and $2$` is `1 and 2`, if nothing but connectors and a lead stands outside the signs."""
    pieces = _MATH.split(text)
    if len(pieces) == 1:
        return text
    outside, inside = pieces[::5], list(zip(*[pieces[place::5] for place in range(1, 5)], strict=True))
    lead = outside[0].strip()
    if lead and not (
        _CONNECTOR.fullmatch(lead) or _without_lead(lead + " 0").strip() == "0" or _is_name(lead)
    ):
        return text
    tail = outside[-1].strip()
    if tail and not re.fullmatch(r"%|\\%|°|percent|pct|[A-Za-z]+(?:\^?[23²³])?|" + _CONNECTOR.pattern, tail):
        return text
    if not all(_CONNECTOR.fullmatch(piece) for piece in outside[1:-1]):
        return text
    joined = outside[0]
    for group, after in zip(inside, outside[1:], strict=True):
        joined += " " + next(part for part in group if part is not None) + " " + after
    return joined


def _is_name(text: str) -> bool:
    """`x = ` before the dollar sign."""
    return re.fullmatch(r"\\?[A-Za-z](?:_\{?\w+\}?)?\s*(?:=|\\in|∈)", text) is not None


_PRAISE = re.compile(
    r"(?:not\s+)?(?:correct|incorrect|right|wrong|verified|valid|对|正确|错误)(?![A-Za-z])", re.IGNORECASE
)
"""`The answer is correct` praises an answer and gives none."""


def _without_lead(text: str) -> str:
    value_of = _VALUE_OF.match(text)
    if value_of:
        return f"{value_of['name']} = {text[value_of.end() :]}"
    for pattern in _LEADS:
        match = pattern.match(text)
        if match and match.end() < len(text) and not _PRAISE.match(text, match.end()):
            return text[match.end() :]
    for pattern in _TAILS:
        match = pattern.search(text)
        if match and match.start() > 0:
            return text[: match.start()]
    return text


def closing_brace(text: str, opening: int) -> int | None:
    """Index of the brace that closes the one at `opening`."""
    depth = 0
    for place in range(opening, len(text)):
        if text[place] == "\\":
            continue
        escaped = place > 0 and text[place - 1] == "\\"
        if text[place] == "{" and not escaped:
            depth += 1
        elif text[place] == "}" and not escaped:
            depth -= 1
            if depth == 0:
                return place
    return None


def boxes(text: str) -> list[tuple[int, int, str]]:
    """All boxes that are closed: start, end and content."""
    found: list[tuple[int, int, str]] = []
    for match in _BOX.finditer(text):
        if found and match.start() < found[-1][1]:
            continue  # a box within a box
        end = closing_brace(text, match.end() - 1)
        if end is not None:
            found.append((match.start(), end + 1, text[match.end() : end]))
    return found


def unbox(text: str) -> str:
    """Boxes are decoration, as long as each holds a whole answer or a whole side of an equation."""
    found = boxes(text)
    if not found:
        return text
    if not all(content.strip() for _, _, content in found):
        return text  # an empty box holds no answer, whatever stands beside it
    pieces: list[str] = []
    last = 0
    for start, end, content in found:
        pieces += [text[last:start], content]
        last = end
    outside = [*pieces[::2], text[last:]]
    before = re.compile(r"(?:.*(?:=|\\in|∈|:|：|\bis|\bare|是|为|[,;$\s(\[]))?", re.DOTALL)
    if not before.fullmatch(outside[0]):
        return text
    return "".join(f"{piece} " if place % 2 else piece for place, piece in enumerate(pieces)) + text[last:]
