"""Whether an answer is right, decided by somebody else's code: `math_verify`, not the verifier under test."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:/\d+)?")


def is_right(source: str, gold: str, answer: str) -> bool:
    """Whether the answer is the gold answer.

    GSM8K's gold is a number, and units or a sentence around the answer's are not held against it, as is usual
    there; MATH answers are compared as expressions.
    """
    if not answer.strip():
        return False
    if source == "gsm8k":
        found = _NUMBER.findall(answer.replace("\\", "").replace("$", ""))
        return bool(found) and _value(found[-1]) == _value(gold)
    from math_verify import parse, verify  # of the extra `benchmarks`; the report is tested without it

    return bool(
        verify(
            parse(f"${gold}$", parsing_timeout=None),
            parse(f"${answer}$", parsing_timeout=None),
            timeout_seconds=None,
        )
    )


def _value(text: str) -> float | None:
    top, _, bottom = text.replace(",", "").partition("/")
    try:
        return round(float(top) / float(bottom or 1), 6)
    except (ValueError, ZeroDivisionError):
        return None
