"""Lines that structure a reply: headings and list items, in English and Chinese."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Section = Literal["analysis", "steps", "answer", "conclusion", "other"]
ItemKind = Literal["step", "heading", "number", "bullet", "bold"]

_NAMES: dict[Section, str] = {
    "analysis": """
        analysis; problem analysis; analysis of the problem; understanding; understanding the problem;
        understand the problem; given; given information; known; what is given; what we know; approach;
        strategy; plan; problem; 分析; 题目分析; 问题分析; 解题分析; 思路; 思路分析; 解题思路; 审题;
        已知; 已知条件; 理解题意
        """,
    "steps": """
        steps; solution; solution steps; steps to solve; step-by-step; step by step; step-by-step solution;
        step by step solution; step-by-step reasoning; step-by-step explanation; detailed solution; solving;
        working; workings; calculation; calculations; computation; reasoning; explanation; derivation; proof;
        the steps; 步骤; 解题步骤; 求解步骤; 计算步骤; 详细步骤; 解答步骤; 解答; 解答过程; 解题过程; 解题;
        过程; 求解;
        求解过程; 计算; 计算过程; 推理; 推理过程; 推导; 推导过程; 证明; 解析; 解; 具体步骤
        """,
    "answer": """
        answer; answers; final answer; final answers; the answer; the final answer; the answer is;
        the final answer is; final answer is; correct answer; result; final result; final solution;
        solution set;
        答案; 最终答案; 最后答案; 正确答案; 参考答案; 最终结果; 结果; 答; 答案是; 答案为; 最终答案是;
        最终答案为
        """,
    "conclusion": "conclusion; summary; 结论; 总结; 综上; 综上所述; 小结",
    "other": """
        verification; verify; check; checking; checking the answer; double check; note; notes; remark;
        remarks;
        验证; 检验; 检查; 验算; 注意; 注; 备注; 点评; 说明
        """,
}
SECTIONS: dict[str, Section] = {
    " ".join(name.split()): section for section, names in _NAMES.items() for name in names.split(";")
}
"""What a heading's words, in lower case, announce."""

_LONGEST_HEADING = 160
_PREFIX = re.compile(
    r"[\s>]*(#{0,6})\s*(?:(?:\d{1,2}|[一二三四五六七八九十]|[ivxIVX]{1,4})\s*[.)、．）]\s*)?"
)
_OPENING = re.compile(r"(?:\*{1,3}|_{1,2}|【|\[|《)+\s*")
_NAME = re.compile(r"[^:：*_】\]》]{1,60}")
_HASHES = re.compile(
    r"\s*####\s*(?!\d{1,2}[.)、]\s*\D)([-+−$€£¥(\[{\\]{0,3}\d.{0,80}|\\boxed.*|[-−]?[a-zA-Z])\s*$"
)
_PARENTHESIS = re.compile(r"\s*[(（][^()（）]{0,40}[)）]\s*$")
_CLOSING = re.compile(r"([\s*_】\]》]{0,8})([:：]?)([\s*_]{0,8})")


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that opens a section; `rest` is what stands behind the heading on the same line."""

    section: Section
    rest: str


@dataclass(frozen=True, slots=True)
class Item:
    """A line that opens a list item.

    Attributes:
        kind: What marks it.
        number: Its number; 0 if it has none.
        indent: Columns of white space before it.
        rest: The line without the marker.
    """

    kind: ItemKind
    number: int
    indent: int
    rest: str


def read_heading(line: str) -> Heading | None:
    """Read `## Steps`, `**Answer:** 42`, `答案:42`, `【分析】...`; None if the line is no known heading."""
    if hashes := _HASHES.match(line):  # how GSM8K marks its answers, and models that were trained on it
        return Heading("answer", hashes.group(1))
    prefix = _PREFIX.match(line)
    if prefix is None or not line.strip():
        return None
    marked = bool(prefix.group(1))
    position = prefix.end()
    opening = _OPENING.match(line, position)
    if opening:
        marked = True
        position = opening.end()
    name = _NAME.match(line, position)
    if name is None:
        return None
    section = SECTIONS.get(_PARENTHESIS.sub("", name.group()).strip().lower())
    if section is None:
        return None
    closing = _CLOSING.match(line, name.end())
    rest = line[closing.end() if closing else name.end() :]
    colon = bool(closing and closing.group(2))
    if rest.strip() and not (colon or (marked and opening)):
        return None  # "Answer the question", "Given a triangle": a sentence
    if not marked and not colon and len(line) > _LONGEST_HEADING:
        return None
    return Heading(section, rest.strip() if rest.strip(" *_") else "")


_CHINESE_DIGITS = {digit: index for index, digit in enumerate("一二三四五六七八九十", start=1)}
_INDENT = re.compile(r"[ \t>]{0,40}")
_STEP = re.compile(
    r"(#{1,6}\s*)?(\*{2,3}|__)?\s*(?:[Ss]tep|STEP)\s*(\d{1,3})\s*(?:[:：.)、．）-]|(?=\*|_|\s|$))\s*(.*)",
    re.DOTALL,
)
_CHINESE_STEP = re.compile(
    r"(#{1,6}\s*)?(\*{2,3}|__)?\s*(?:第\s*([一二三四五六七八九十]|\d{1,2})\s*步|步骤\s*([一二三四五六七八九十]|\d{1,2}))"
    r"\s*[:：,，、.]?\s*(.*)",
    re.DOTALL,
)
_HASHED = re.compile(r"#{1,6}\s+(?:\d{1,2}[.)、]\s*)?(.*)", re.DOTALL)
_NUMBER = re.compile(
    r"(\*{2,3})?(?:(\d{1,3})(?:[.)](?=\s|\*\*|[A-Z\u4e00-\u9fff\\$])|[、）]|．(?!\d))|[(（](\d{1,2})[)）])"
    r"(?:\s+|(?=\S))(.*)",
    re.DOTALL,
)
_CIRCLED = re.compile(r"([①-⑳])\s*(.*)", re.DOTALL)
_BULLET = re.compile(r"(?:[-+•·●▪–]|\*(?!\*))\s+(\S.*)", re.DOTALL)
_BOLD_LINE = re.compile(r"\*\*([^*\n]{1,150})\*\*\s*[:：]?\s*$")


def read_item(line: str) -> Item | None:
    """Read `1. ...`, `- ...`, `Step 2: ...`, `### Factor`, `**Factor**`, `①...`; None otherwise."""
    space = _INDENT.match(line)
    start = space.end() if space else 0
    indent = len(line[:start].expandtabs(4))
    body = line[start:].rstrip()
    if not body:
        return None
    if match := _STEP.match(body):
        rest = _unbold(match.group(2), match.group(4))
        return Item("step", int(match.group(3)), indent, rest)
    if match := _CHINESE_STEP.match(body):
        number = match.group(3) or match.group(4)
        return Item("step", _ordinal(number), indent, _unbold(match.group(2), match.group(5)))
    if match := _HASHED.match(body):
        return Item("heading", 0, indent, match.group(1).strip(" *#"))
    if match := _NUMBER.match(body):
        number = match.group(2) or match.group(3)
        return Item("number", int(number), indent, _unbold(match.group(1), match.group(4)))
    if match := _CIRCLED.match(body):
        return Item("number", ord(match.group(1)) - ord("①") + 1, indent, match.group(2))
    if match := _BULLET.match(body):
        return Item("bullet", 0, indent, match.group(1))
    if match := _BOLD_LINE.match(body):
        return Item("bold", 0, indent, match.group(1).strip().removesuffix(":").removesuffix("："))
    return None


def _ordinal(text: str) -> int:
    return _CHINESE_DIGITS.get(text) or int(text)


def _unbold(opening: str | None, rest: str) -> str:
    """Take away the end of a bold that began before the marker: `**Step 1: Factor** ...`."""
    if opening and opening in rest:
        before, _, after = rest.partition(opening)
        return (
            f"{before.rstrip(' :：')}: {after.lstrip(' :：')}".strip(" :：")
            if before.strip()
            else after.strip(" :：")
        )
    return rest.strip()
