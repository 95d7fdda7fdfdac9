r"""Find the boxed answers of a reply, with what belongs to them outside the box.

A box is not always the whole answer: `\boxed{21} pounds` has its unit behind it, `-\boxed{3}` its sign before
it, and in `\boxed{12}^2` the box is a part of the answer. What is dropped here is never checked, so a box
that is part of a formula gives the formula. A box that is denied (`not \boxed{5}`) is no answer.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from phi4_node.parsing.clean import BOX, balanced, clean_answer
from phi4_node.parsing.result import is_bare, unit_after, without_chain

_BARE_BOX = re.compile(r"[-+]?[\w.]{1,30}")
_ASSIGNED = re.compile(r"([A-Za-z](?:_\{?\w{1,5}\}?)?|\\[a-z]{2,8})\s*=\s*(?:\$|\\\()?\s*$")
_LONGEST_GAP = 60
_NEAR = 300
"""Characters around a box in which its formula is looked for."""

_FORMULA = re.compile(r"\$\$.+?\$\$|\\\[.+?\\\]|\\\(.+?\\\)|(?<!\\)\$(?!\$)(?:\\.|[^$\\\n])+\$", re.DOTALL)
_DENIED_BEFORE = re.compile(
    r"(?:\b(?:not|never|neither|nor)|n['’]t(?:\s+be)?|不是|不等于|不为|并非|≠|!=|\\neq?)"
    r"\s*(?:equal to\s*)?[\s$*(\[\\]*$",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(
    r"[\s$*)\]\\]*(?:(?:is|are|was|would be)\s+(?:\w+\s+)?(?:not\b|wrong|incorrect|false\b|invalid|extraneous"
    r")|(?:isn|aren|wasn)['’]t\b|不对|不正确|是?错)",
    re.IGNORECASE,
)
# What may stand between a box and the formula around it: spaces, delimiters, bold, size and colour
_WRAPPING = (
    r"(?:[\s$]|\\[,;:! ]|\*\*|\\(?:displaystyle|[lL]arge|LARGE|[hH]uge|quad|qquad)(?![A-Za-z])"
    r"|\\(?:mathbf|textbf|bm|boldsymbol)\{|\\(?:text)?color\{\w+\}\{?)"
)
_BEFORE = re.compile(rf"(?:{_WRAPPING}|\\[(\[])*$")
_AFTER = re.compile(r"(?:[\s$}]|\\[,;:! )\]]|\*\*)*")
_GLUED_BEFORE = re.compile(
    r"(?:[/^_+·×÷√∓±]|(?<=[\w)}])\*|\d\s*\(|(?:\\(?!f?boxed)[A-Za-z]+|[}^_])\s*\{|\\(?:times|cdot|div|pm|mp|sqrt|ln|log))$"
)
_GLUED_AFTER = re.compile(
    r"[-−+]\s*[$(\\]*(?:\d|\\?[A-Za-z](?![A-Za-z])(?<![aAI])|\\[a-z])|\*(?!\*)\s*[\w(\\]|/\s*[\d(\\]|[·×÷]"
    r"|\^(?!\s*\{?\s*\\circ)|\\(?:times|cdot|div|pm|mp)(?![A-Za-z])"
)
_MORE_VALUES = re.compile(
    r"\s*(?:or|and|,|;|，|、|或|和)\s*(?:or\s+|and\s+)?[$(\\\s]*[A-Za-z](?:_?\w)?\s*=(?!\s*\\f?boxed)"
)
_NUMBER = re.compile(
    r"[-−+]?\s*\\?[$€£¥]?\s*(?:\d[\d,]*(?:\.\d+)?(?:\s*/\s*\d+)?|\.\d+|\\[dt]?frac\{\d+\}\{\d+\})"
)
_SIGN_UNIT = re.compile(r"\\?%|°\s?[CF]?\b|\^\s*\{?\s*\\circ\s*\}?|\\degree\b")
_TEXT_UNIT = re.compile(r"\\(?:text|mathrm|textrm|textbf|mbox)\s*\{([^{}]{1,40})\}(?:\^\{?[23²³]\}?)?")
_UNIT_ENDS = re.compile(
    r"\s*(?:$|[.,;:!?)\]$*。，；！？）]|\\[)\]]|"
    r"(?:left|remaining|altogether|in|on|at|of|for|from|to|by|with|per|each|every|and|or|than|after|before|total)\b)"
)
_NO_UNIT = re.compile(
    r"\s*(?:correct|exactly|respectively|therefore|thus|hence|verified|done|yes|ok|solutions?|answers?|roots?|"
    r"[所因故即则满符经])",
    re.IGNORECASE,
)
_CURRENCY = re.compile(r"(?:\\\$|[€£¥￥])$")


class Box(NamedTuple):
    """A box: where it begins and ends in the text, and the answer that it gives in its place."""

    begin: int
    end: int
    answer: str


def last_box(text: str) -> tuple[int, str]:
    """Position and answer of the last box; boxes that stand together are one answer, joined by commas."""
    found = [box for box in boxes(text) if box.answer]
    if not found:
        return -1, ""
    group = [found[-1]]
    for box in reversed(found[:-1]):
        gap = text[box.end : group[0].begin]
        if box.end > group[0].begin:
            continue  # a box inside a box
        if (
            len(gap) > _LONGEST_GAP
            or re.search(r"[.。;；!?！？][\s$)\]\\]", gap)
            or "=" in re.sub(_ASSIGNED, "", gap)
        ):
            break
        group.insert(0, box)
    answers = [box.answer for box in group]
    if len(answers) > 1:
        names = [_ASSIGNED.search(text[max(0, box.begin - 40) : box.begin]) for box in group]
        if all(names):
            answers = [
                value if "=" in value else f"{name.group(1)} = {value}"
                for name, value in zip(names, answers, strict=True)
                if name
            ]
    return group[-1].begin, ", ".join(dict.fromkeys(answers))


def boxes(text: str) -> list[Box]:
    r"""Every closed `\boxed{...}` that is not denied."""
    raw = _raw_boxes(text)
    found = [Box(box.begin, box.end, _in_place(text, box)) for box in raw if box.answer.strip()]
    return [box for box in found if box.answer]


def has_box(text: str) -> bool:
    r"""Whether there is a `\boxed` at all, even one that is denied or cut off."""
    return BOX.search(text) is not None


def _raw_boxes(text: str) -> list[Box]:
    found = []
    unclosed = 0
    for match in BOX.finditer(text):
        start = match.end()
        if text[start : start + 1] == "{":
            # what is not closed once is rarely closed later; do not scan a long text for each
            end = -1 if unclosed > 3 else balanced(text, start)
            if end < 0:
                unclosed += 1
                continue
            found.append(Box(match.start(), end, text[start + 1 : end - 1]))
        elif bare := _BARE_BOX.match(text, start):
            found.append(Box(match.start(), bare.end(), bare.group()))
    return found


def _in_place(text: str, box: Box) -> str:
    """What a box says where it stands; empty if it is denied."""
    line_begin = text.rfind("\n", 0, box.begin) + 1
    line_end = text.find("\n", box.end)
    before = text[max(line_begin, box.begin - _NEAR) : box.begin]
    after = text[box.end : min(line_end if line_end >= 0 else len(text), box.end + _NEAR)]
    if _DENIED_BEFORE.search(before) or _DENIED_AFTER.match(after):
        return ""
    value = clean_answer(box.answer)
    if _is_glued_before(before) or _is_glued_after(before, after, value):
        return _formula_around(text, box, before, after)
    if not _NUMBER.fullmatch(value):
        return value
    currency = _CURRENCY.search(before.rstrip())
    if currency:
        return currency.group().removeprefix("\\") + value
    return value + _unit_behind(after)


def _is_glued_before(before: str) -> bool:
    if re.search(r"[\d.]$", before) and not re.search(r"(?:^|\s)\d{1,2}[.)]$", before):
        return True
    core = before[: match.start()] if (match := _BEFORE.search(before)) else before
    if core.endswith(("-", "−", "–")):
        left = core[:-1].rstrip(" *")
        spaced = before[len(core) :].startswith(" ")
        return not (spaced and (not left or re.search(r"[A-Za-z\u4e00-\u9fff]{2}$", left)))
    if core.strip() in ("+", "*"):
        return False  # the sign of a list item
    return _GLUED_BEFORE.search(core) is not None


def _is_glued_after(before: str, after: str, value: str) -> bool:
    if after[:1].isdigit():
        return True
    rest = after[match.end() :] if (match := _AFTER.match(after)) else after
    if _GLUED_AFTER.match(rest):
        return True
    if re.fullmatch(r"[A-Za-z]", value) and rest.startswith("="):
        return True
    return ("=" in value or _ASSIGNED.search(before) is not None) and _MORE_VALUES.match(rest) is not None


def _formula_around(text: str, box: Box, before: str, after: str) -> str:
    """The formula that a box is a part of, or the line if no formula is marked, without the boxes."""
    begin, end = box.begin - len(before), box.end + len(after)
    around = text[begin:end]
    for formula in _FORMULA.finditer(around):
        if begin + formula.start() <= box.begin and box.end <= begin + formula.end():
            more = _AFTER.match(around, formula.end())
            rest = around[more.end() if more else formula.end() :]
            if not (_GLUED_AFTER.match(rest) or _MORE_VALUES.match(rest)) and not _is_glued_before(
                around[: formula.start()]
            ):
                around = formula.group()
            break
    return without_chain(clean_answer(_unboxed(around)))


def _unboxed(text: str) -> str:
    for box in reversed(_raw_boxes(text)):
        content = box.answer.strip()
        # digits that touch are one number, however odd that is
        wrapped = content if re.fullmatch(r"[\w.]+", content) or "=" in content else f"({content})"
        text = text[: box.begin] + wrapped + text[box.end :]
    return text


def _unit_behind(after: str) -> str:
    position = match.end() if (match := _AFTER.match(after)) else 0
    if sign := _SIGN_UNIT.match(after, position):
        return sign.group().replace("\\%", "%")
    if unit := _TEXT_UNIT.match(after, position):
        inner = unit.group(1)
        return f" {unit.group()}" if is_bare(inner.strip()) and not _NO_UNIT.match(inner) else ""
    if _NO_UNIT.match(after, position):
        return ""
    spaced = f" {after[position:]}"
    unit_text = unit_after(spaced, 0)
    if not unit_text.strip() or not _UNIT_ENDS.match(spaced, len(unit_text)):
        return ""
    return unit_text
