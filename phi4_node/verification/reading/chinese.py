"""Notation of Chinese exercises made uniform before the grammar sees it: blanks to be filled in.

A blank that stands where a value would stand asks for the value, as the words 多少 do. A blank elsewhere
is left alone, and then nothing is read.
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
_FILLED_INSIDE = re.compile(
    r"=\s*(?:_{2,}|(?:\\_){2,}|\\underline\s*\{\s*(?:\\(?:hspace|quad|qquad)\s*(?:\{[^{}]*\})?\s*|~|\s)*\})\s*\$"
)
_NUMBER = re.compile(
    r"\s*(?:\d{1,2}\s*[.,]\s*|\(\s*\d{1,2}\s*\)\s*|\u4f8b\s*\d{0,2}\s*[.:,]?\s*|\u7b2c\s*\d{1,2}\s*\u9898\s*[.:,]?\s*)"
    "(?=[\u4e00-\u9fff])(?![\u4e00\u4e8c\u4e24\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e\u5343\u4e07\u534a\u4e2a])"
)
"""The number of an exercise, before a word that is no numeral."""
_KIND = re.compile(r"\s*(?:\u586b\u7a7a|\u5224\u65ad|\u8ba1\u7b97|\u89e3\u7b54)\u9898?\s*[:.]\s*(?=\S)")
"""填空题, 计算题 and the like; 判断题 stays a word that asks for yes or no."""
_JUDGED = re.compile(r"(?<=[.?\u3002\uff1f])\s*\(\s*\)\s*$")
_ASKED = "\u591a\u5c11"


def is_chinese(text: str) -> bool:
    """Whether the text has Chinese characters."""
    return _HAN.search(text) is not None


def with_questions(text: str) -> str:
    """The text with every blank after 是, 为, 于, 得 or an equals sign as the question word 多少."""
    if not is_chinese(text):
        return text
    text = _with_school_signs(text)
    text = _NUMBER.sub("", text, count=1) if _NUMBER.match(text) else text
    text = _without_kind(text)
    text = _FILLED_INSIDE.sub(f"$={_ASKED}", text)
    text = _FILLED_MATH.sub(f"$={_ASKED}", text)
    return _FILLED.sub(_ASKED, text)


_CHOOSE = re.compile(r"(?<![A-Za-z\\])([CAP])_\{?(\d{1,3})\}?\^\{?(\d{1,3})\}?(?!\d)")
_CHOOSE_CALL = re.compile(r"(?<![A-Za-z\\\u70b9\u6570])([CAP])\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)")
_PLANE = re.compile("[点线圆角形]|坐标|函数|向量|集合|矩阵")
_COMMON_LOG = re.compile(r"(?<![A-Za-z])\\?lg\s*(\d+(?:\.\d+)?)(?![\d.]*[A-Za-z^!])")


def _chosen(match: re.Match[str]) -> str:
    """`C_5^2` is 10 and `A_5^2` is 20; the lower number is that of all things."""
    n, k = match.group(2), match.group(3)
    if int(k) > int(n):
        return match.group()
    return f"\\binom{{{n}}}{{{k}}}" if match.group(1) == "C" else f"({n}!/({n} - {k})!)"


def _with_school_signs(text: str) -> str:
    """Numbers of combinations and arrangements, and the logarithm to base 10, in signs that all share."""
    text = _CHOOSE.sub(_chosen, text)
    if not _PLANE.search(text):
        text = _CHOOSE_CALL.sub(_chosen, text)
    return _COMMON_LOG.sub(r"log_{10}(\1)", text)


def _without_kind(text: str) -> str:
    match = _KIND.match(text)
    if match is None:
        return text
    if match.group().strip().startswith("\u5224\u65ad"):
        return "\u5224\u65ad:" + _JUDGED.sub("", text[match.end() :])
    return text if match.group().strip().startswith("\u8ba1\u7b97:") else text[match.end() :]
