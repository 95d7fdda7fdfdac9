"""Which language the asker writes, decided without a model."""

from __future__ import annotations

import re

from phi4_node.domains.base import Language

_IDEOGRAPH = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_FENCED = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_WORD = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{2,}(?![A-Za-z])")
_NOT_WORDS = frozenset(
    [
        "sin",
        "cos",
        "tan",
        "cot",
        "sec",
        "csc",
        "arcsin",
        "arccos",
        "arctan",
        "log",
        "ln",
        "exp",
        "lim",
        "max",
        "min",
        "mod",
        "gcd",
        "lcm",
        "km",
        "cm",
        "mm",
        "kg",
    ]
)
_ENGLISH = frozenset(
    [
        "the",
        "is",
        "are",
        "was",
        "what",
        "how",
        "why",
        "who",
        "when",
        "which",
        "does",
        "do",
        "mean",
        "of",
        "and",
        "to",
        "in",
        "for",
        "if",
        "explain",
        "translate",
    ]
)

CHINESE_SHARE = 0.35
"""From this share of ideographs among ideographs and words on, a text is Chinese."""


def language_of(text: str) -> Language:
    """`zh` if the text is mainly Chinese, else `en`.

    Formulas, LaTeX commands and fenced code belong to no language. Chinese prose with English terms in it is
    Chinese; an English sentence that quotes a Chinese word is English.
    """
    prose = _FENCED.sub(" ", text)
    ideographs = len(_IDEOGRAPH.findall(prose))
    if not ideographs:
        return "en"
    words = [word.lower() for word in _WORD.findall(prose)]
    words = [word for word in words if word not in _NOT_WORDS]
    share = ideographs / (ideographs + len(words))
    frame = sum(word in _ENGLISH for word in words)
    if frame >= 2 and share < 0.7:
        return "en"
    return "zh" if share >= CHINESE_SHARE else "en"
