r"""Find the answer that a reply states: a box, a marked line, "the answer is", or the last stated result.

The last explicit mark wins, because models correct themselves. A mark whose value is cut off (`\boxed{12`
at the end of a truncated reply) is no answer. Everything here is linear in the length of the text.
"""

from __future__ import annotations

import re
from itertools import takewhile

from phi4_node.parsing.boxes import has_box, last_box
from phi4_node.parsing.clean import clean_answer
from phi4_node.parsing.headings import read_heading
from phi4_node.parsing.result import is_bare, last_result, stated_result, without_chain, without_clause

_CUE = re.compile(
    r"\b(?:final|correct)?\s?answers?(?:\s+to\s+(?:the|this|your)\s+(?:problem|question))?\s*"
    r"\*{0,2}(?:is(?!n['’])|are(?!n['’])|=|[:：]|would be|should be)\*{0,2}\s*[:：]?\s*\*{0,2}"
    r"|(?:答案|最终结果|最后结果)(?:应该|应)?\*{0,2}(?:是|为|等于|[:：])\*{0,2}\s*[:：]?"
    r"|\b(?:correct|right) (?:option|choice) is\s*|(?:故|应|应该|因此|所以)选\s*(?=[A-Z])",
    re.IGNORECASE,
)
_NO_VALUE = re.compile(
    r"(?:indeed |also )?(?:correct|incorrect|right|wrong|reasonable|"
    r"not\b|that\b|as\b|given\b|based|in the|"
    r"in terms|left\b|represented|now\b|still\b|an? (?:approximation|bit|rounded)|provided|"
    r"consistent with|rounded|expressed|written|shown|independent|unique|verified|expected|"
    r"approximate\b|clear|obtained|"
    r"found|then|simply:?$|the following|below|above|正确的?[。.]?$)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?](?=\s|\*|$)(?<!\d\.\d)|[。！？]")
_LISTED = re.compile(r"(?:[-*•]|\(?\d{1,2}[.)])\s+(\S.{0,120})$")
_LIST_TITLE = re.compile(
    r"(?:\b(?:solutions?|roots?|values?|answers?|results?)\b[^.:：]{0,80}|(?:解|根|值|答案)[^。:：]{0,20})\**\s*[:：]\s*\**$",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Za-z](?:_?\d{1,2})?")
_MOST_CUES = 200
_LONGEST_LINE = 2000


def read_answer_text(text: str, section: str | None = None, conclusion: str = "") -> str:
    """Read the answer of a reply; empty if it states none.

    Args:
        text: The whole reply without the thinking.
        section: What stands under its last "Answer" heading, if it has one.
        conclusion: What stands behind its last step, if that was told apart.
    """
    position, value = _last_mark(text)
    if section is not None:
        answer = _section_answer(section)
        begin = text.rfind(section)
        if answer and begin >= position:
            return answer
        if answer and begin + len(section) >= position and not value:
            return answer
    if value:
        return value
    if section:
        return _section_answer(section)
    stripped = text.strip()
    lines = [line for line in stripped[:600].split("\n") if line.strip()]
    if 1 < len(lines) <= 6 and len(stripped) <= 600 and all(map(_is_assignment, lines)):
        return ", ".join(clean_answer(line) for line in lines)
    if is_bare(stripped) and not has_box(stripped):
        return clean_answer(stripped)
    return _closing_list(stripped) or (last_result(conclusion) if conclusion else "") or last_result(stripped)


def last_mark(text: str) -> str:
    """The value of the last box, "the answer is" or answer heading; empty if nothing is marked."""
    lines = text.split("\n")
    for index in range(len(lines) - 1, -1, -1):
        heading = read_heading(lines[index])
        if heading and heading.section == "answer":
            section = "\n".join([heading.rest, *lines[index + 1 :]])
            return _last_mark(section)[1] or _section_answer(section)
    return _last_mark(text)[1]


def _last_mark(text: str) -> tuple[int, str]:
    """Position and value of the last box or cue that has a value."""
    box_position, box = last_box(text)
    cue_position, cue = _last_cue(text, after=box_position)
    return (cue_position, cue) if cue else (box_position, box)


def _section_answer(section: str) -> str:
    _, box = last_box(section)
    if box:
        return box
    paragraphs = [part.strip() for part in re.split(r"\n[ \t]*\n", section) if part.strip()]
    if not paragraphs:
        return ""
    first = paragraphs[0]
    if first.endswith((":", "：")) and len(paragraphs) > 1:
        first = f"{first}\n{paragraphs[1]}"
    lines = [re.sub(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+", "", line).strip() for line in first.split("\n")]
    lines = [line for line in lines if line.strip("`{}[]()\\$,; ")]
    if not lines:
        return ""
    if len(lines) > 2 and lines[0].endswith((":", "：")):
        lines = lines[1:] if all(is_bare(line) for line in lines[1:]) else lines  # "The solutions are:"
    if len(lines) > 1 and all(is_bare(line) for line in lines):
        return ", ".join(clean_answer(line) for line in lines)
    return _concise(" ".join(lines))


def _closing_list(text: str) -> str:
    """The values in a list that ends the reply, under a line such as "The solutions are:"."""
    lines = [line.strip() for line in text[-1000:].split("\n") if line.strip()]
    values: list[str] = []
    while lines and (item := _LISTED.match(lines[-1])):
        value = without_chain(clean_answer(item.group(1)))
        if not is_bare(value) or not re.search(r"\d", value):
            return ""
        values.insert(0, value)
        lines.pop()
    return ", ".join(values) if len(values) > 1 and lines and _LIST_TITLE.search(lines[-1]) else ""


def _listed_values(lines: list[str]) -> str:
    """The values of a list that begins at the first line; empty if there are not at least two."""
    items = list(takewhile(bool, map(_LISTED.match, (line.strip() for line in lines))))
    values = [clean_answer(item.group(1)) for item in items if item]
    return ", ".join(values) if len(values) > 1 and all(map(is_bare, values)) else ""


def _is_assignment(line: str) -> bool:
    """`x = 5`: a reply of nothing but such lines, each with its own unknown, is an answer."""
    left, equals, right = clean_answer(line).partition("=")
    return bool(equals and _NAME.fullmatch(left.strip()) and is_bare(right.strip()) and "=" not in right)


def _concise(value: str) -> str:
    """The result in a sentence; the sentence itself if it holds none."""
    _, cue = _last_cue(value, after=-1)
    if cue:
        return cue
    cleaned = without_chain(clean_answer(without_clause(value)))
    if is_bare(cleaned):
        return cleaned
    sentences = [part for part in _SENTENCE_END.split(value) if part.strip()]
    found = [result for sentence in sentences if (result := stated_result(sentence))]
    return found[-1] if found else cleaned


def _last_cue(text: str, *, after: int) -> tuple[int, str]:
    cues = list(_CUE.finditer(text, max(after, 0)))
    for match in reversed(cues[-_MOST_CUES:]):
        value = _value_at(text, match.end())
        if value and not _NO_VALUE.match(value):
            answer = clean_answer(without_clause(value))
            if answer and not is_bare(answer):
                answer = stated_result(value) or answer
            if answer:
                return match.start(), answer
    return -1, ""


def _value_at(text: str, position: int) -> str:
    """The sentence that begins at `position`, or the next line if the mark ends its own."""
    if text[position - 1 : position] == "\n":
        position -= 1  # the mark took the end of its line along
    line_end = text.find("\n", position)
    line = text[position : line_end if line_end >= 0 else len(text)]
    if len(line) > _LONGEST_LINE:
        line = " ".join(line.split())
    if len(line) > _LONGEST_LINE:
        return ""  # half of a list is another answer
    if not line.strip(" *:"):
        following = text[line_end : line_end + 600].strip() if line_end >= 0 else ""
        if following.startswith(("\\[", "$$")):
            closing = following.find("\\]" if following.startswith("\\[") else "$$", 2)
            return following[2:closing] if closing > 0 else ""
        if listed := _listed_values(following.split("\n")):
            return listed
        line = following.split("\n", 1)[0]
        if read_heading(line):
            return ""
    end = _SENTENCE_END.search(line)
    return line[: end.start()] if end and end.start() else line
