"""Notation of Chinese exercises made uniform before the grammar sees it: blanks to be filled in.

A blank that stands where a value would stand asks for the value, as the words 多少 do. A blank elsewhere is left
alone, and then nothing is read.
"""

from __future__ import annotations

import re

_HAN = re.compile("[\u4e00-\u9fff]")
_HOLE = (
    r"(?:_{2,}|(?:\\_){2,}|\(\s*\)|\\underline\s*\{\s*(?:\\(?:hspace|quad|qquad|hphantom)\s*(?:\{[^{}]*\})?\s*|~|\s)*\}"
    r"|\$\s*\\underline\s*\{\s*(?:\\(?:hspace|quad|qquad)\s*(?:\{[^{}]*\})?\s*|~|\s)*\}\s*\$)"
)
_FILLED = re.compile(rf"(?<=[\u662f\u4e3a\u4e8e\u5f97=])\s*{_HOLE}")
_FILLED_MATH = re.compile(rf"=\s*\$\s*{_HOLE}")
_FILLED_INSIDE = re.compile(r"=\s*(?:_{2,}|(?:\\_){2,}|\\underline\s*\{\s*(?:\\(?:hspace|quad|qquad)\s*(?:\{[^{}]*\})?\s*|~|\s)*\})\s*\$")
_ASKED = "\u591a\u5c11"


def is_chinese(text: str) -> bool:
    """Whether the text has Chinese characters."""
    return _HAN.search(text) is not None


def with_questions(text: str) -> str:
    """The text with every blank after 是, 为, 于, 得 or an equals sign as the question word 多少."""
    if not is_chinese(text):
        return text
    text = _FILLED_INSIDE.sub(f"$={_ASKED}", text)
    text = _FILLED_MATH.sub(f"$={_ASKED}", text)
    return _FILLED.sub(_ASKED, text)
