"""Strip what is around an answer, never what is in it."""

from __future__ import annotations

import re

BOX = re.compile(r"\\f?boxed\s*")
_LEAD = re.compile(
    r"(?:(?:so|thus|hence|therefore|and)\b,?\s*)?"
    r"(?:the\s+|my\s+|our\s+)?(?:final\s+|correct\s+)?(?:answers?|result|solutions?|roots?)\s*(?:is|are|=|:|：)\s*:?\s*"
    r"|(?:因此|所以|故|综上所述|综上)?[,，]?\s*(?:最终|最后|正确)?(?:答案|结果)(?:应该|应)?(?:是|为|等于|[:：])\s*[:：]?\s*"
    r"|答\s*[:：]\s*|(?:可以?)?解得\s*[:：]?\s*",
    re.IGNORECASE,
)
_DOLLARS = re.compile(r"\$\$\s*([^$]{1,2000}?)\s*\$\$|\$(?![\s$])([^$\n]{0,1000}?[^\s$\\])\$(?!\d)")
_BRACKETS = re.compile(r"\\\(\s*(.{1,2000}?)\s*\\\)|\\\[\s*(.{1,2000}?)\s*\\\]", re.DOTALL)
# Python's power sign is not bold: `x**2 + y**2`.
BOLD_CONTENT = r"(?:[^*\n]|\*(?!\*)(?<!\*\*)|(?<=[\w)\]])\*\*(?=[\w(-]))"
_BOLD = re.compile(
    rf"(?<![A-Za-z0-9_)\]])\*\*(?=\S)({BOLD_CONTENT}{{1,1000}})(?<=\S)\*\*(?![A-Za-z0-9_(])"
    r"|(?<!\w)__(?=\S)([^_\n]{1,1000})(?<=\S)__(?!\w)"
)
_ITALIC = re.compile(r"\*(?=[^\s*])([^*\n]{1,300})(?<=\S)\*")
_TEXT = re.compile(r"\\(?:text|textbf|mathrm|mathbf)\s*\{([^{}\\]*)\}")
_NUMBERED = re.compile(
    r"(?:^|(?<=[,，、;]\s)|(?<=[,，、;和或])|(?<=\band\s)|(?<=\bor\s)|(?<=[和或]\s))([a-z])(\d)(?=\s*=)"
)
"""`x1 = 2 and x2 = 3`: before the equals sign of a list of values it is a name, not a product."""

_LONGEST_ANSWER = 4000


def balanced(text: str, start: int) -> int:
    """Position behind the brace group that opens at `start`; -1 if it is not closed."""
    depth = 0
    position = start
    while position < len(text):
        character = text[position]
        if character == "\\":
            position += 2
            continue
        if character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
            if depth == 0:
                return position + 1
        position += 1
    return -1


def strip_markup(text: str) -> str:
    """Take away bold, code marks and math delimiters; the mathematics itself stays."""
    text = _BRACKETS.sub(lambda found: found.group(1) or found.group(2) or "", text)
    text = _DOLLARS.sub(lambda found: found.group(1) or found.group(2) or "", text)
    text = _BOLD.sub(lambda found: found.group(1) or found.group(2), text)
    if len(text) >= 2 and text[0] == text[-1] == "`":
        text = text.strip("`")
    italic = _ITALIC.fullmatch(text)
    return italic.group(1) if italic else text


def clean_answer(text: str) -> str:
    r"""Give the answer alone, without "The answer is", period, `$`, bold, and outer `\boxed` or `\text`."""
    text = text.strip()
    if len(text) > _LONGEST_ANSWER:
        return ""
    for _ in range(4):  # wrappings are nested in any order; four deep is more than models write
        before = text
        text = _unwrap(strip_markup(text).strip())
        if text == before:
            break
    return _NUMBERED.sub(r"\1_\2", text)


def _unwrap(text: str) -> str:
    lead = _LEAD.match(text)
    if lead:
        text = text[lead.end() :]
    box = BOX.match(text)
    if (
        box
        and text[box.end() : box.end() + 1] == "{"
        and balanced(text, box.end()) >= len(text.rstrip(" .。"))
    ):
        text = text[box.end() + 1 : balanced(text, box.end()) - 1]
    whole = _TEXT.fullmatch(text)
    if whole:
        text = whole.group(1)
    # No formula begins or ends with a power sign: this is half of a bold.
    text = text.strip().removeprefix("**").removesuffix("**").strip()
    if text.endswith((".", "。", ";", "；", ",", "，", "!", "！")) and not text.endswith(("...", "!!")):
        text = _without_period(text)
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" and text[0] not in text[1:-1]:
        text = text[1:-1]
    elif text[:1] == '"' and text.count('"') == 1:
        text = text[1:]  # the other mark was forgotten; at the end it could be inches
    return text.removeprefix(":").removeprefix("：").strip()


def _without_period(text: str) -> str:
    # A factorial keeps its mark: "5!" and "n!" are answers.
    if re.search(r"(?:[\d)}]|(?<![A-Za-z])[A-Za-z])!$", text):
        return text
    return text[:-1].rstrip()
