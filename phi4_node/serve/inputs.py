"""What is refused before any model sees it: too long, not text, or written to make a program do something."""

from __future__ import annotations

import re

from pydantic import ValidationError

from phi4_node.errors import BadInputError
from phi4_node.schema import Problem

UNREADABLE = "The body cannot be read; it must be JSON in UTF-8, and not deeply nested."

_DEEPEST = 20
"""Brackets within brackets; no problem that a person writes has as many."""

_INJECTIONS = (
    # LaTeX doubles braces too, but behind a command, a brace or an exponent: \\frac{{6}}{{8}}
    (re.compile(r"\$\{[^}]*\}|(?<![\w}^_{\\])\{\{[^{}]*\}\}|<%"), "a template expression"),
    (re.compile(r"<\s*/?\s*(?:script|iframe|object|embed)\b|javascript\s*:", re.IGNORECASE), "a script"),
    (re.compile(r"\b(?:exec|eval|__import__)\s*\("), "a call that executes code"),
)
_BRACKET = re.compile(r"[()\[\]{}]")


def checked_problem(text: str, longest: int, *, is_code: bool = False) -> Problem:
    """The problem, if it can be one.

    Args:
        text: What the caller sent.
        longest: Characters at most.
        is_code: Whether programs may stand in it.

    Raises:
        BadInputError: With the reason.
    """
    if len(text) > longest:
        raise BadInputError(f"The problem has {len(text):,} characters; at most {longest:,} are taken.")
    try:
        problem = Problem(text=text)
    except ValidationError as error:
        own = error.errors()[0].get("ctx", {}).get("error")
        raise BadInputError(str(own or "The problem is not valid text.")) from None
    depth = deepest = 0
    for bracket in _BRACKET.findall(text):
        depth = depth + 1 if bracket in "([{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    if deepest > _DEEPEST:
        raise BadInputError(f"Brackets are nested {deepest} deep; at most {_DEEPEST} are taken.")
    for pattern, what in () if is_code else _INJECTIONS:
        if pattern.search(text):
            raise BadInputError(f"The problem contains {what}, which is not taken here. Ask in plain words.")
    return problem
