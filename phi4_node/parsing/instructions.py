"""How to ask for the format that the parsers read best."""

from __future__ import annotations

from typing import Literal

_ENGLISH = """\
Reply in exactly this format:

## Analysis
What kind of problem it is and what is known, in one or two sentences.

## Steps
1. The first step, with its calculation.
2. The next step, and so on.

## Answer
Only the final answer, for example: x = 2"""

_CHINESE = """\
请严格按照下面的格式回答：

## 分析
用一两句话说明题目类型和已知条件。

## 步骤
1. 第一步，写出计算过程。
2. 下一步，依此类推。

## 答案
只写最终答案，例如：x = 2"""


def format_instructions(language: Literal["en", "zh"] | None = "en") -> str:
    """The words that ask a model for analysis, steps and answer, in English or Chinese."""
    return _CHINESE if language == "zh" else _ENGLISH
