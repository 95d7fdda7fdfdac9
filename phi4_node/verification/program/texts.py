"""Values inside texts that a program writes: `f"{n} apples"` shows n, and `f"1/{n}"` shows something else."""

from __future__ import annotations

import re

from phi4_node.verification.program.values import Formatted, Value, to_text

_BEFORE = re.compile(r"[\d/*^√]\s*$|[-.]$|\w\($|\b(?:sqrt|pi)\s*$")
_AFTER = re.compile(
    r"\d|[xyzni]\b|\s*[*^√π]|\s*pi\b|\s*sqrt|\s*[/:,.]\s*\d|\s*[-+]\s*(?:\d|[a-z]\b)|\s*(?:and|or)\s+\d"
)
_BETWEEN = re.compile(r"\s*(?:[-+*/^:.,=√π!()\s]|pi|sqrt|and|or)*")


def shown_in(text: str) -> Value | None:
    """The one value that a text shows; None if it shows several, or one beside signs that make it another."""
    parts = _numbers(text)
    if len(parts) != 1:
        return None if parts or len(text) > 200 else text or None
    before, _, after = text.partition(to_text(parts[0]))
    if before.endswith("**") and after.startswith("**"):  # bold type
        before, after = before[:-2], after[2:]
    is_factorial = after == "!" and not before
    return None if _BEFORE.search(before) or _AFTER.match(after) or is_factorial else parts[0]


def is_joined(values: tuple[Value, ...]) -> bool:
    """Whether a line shows values with nothing but signs between them: `3/8`, `3:30`, `2, 5`."""
    rest = " ".join(value if isinstance(value, str) else to_text(value) for value in values)
    parts = [part for value in values for part in (_numbers(value) if isinstance(value, str) else [value])]
    for index, part in enumerate(parts):
        between, _, rest = rest.partition(to_text(part))
        if index and _BETWEEN.fullmatch(between):
            return True
    return False


def _numbers(text: str) -> list[Value]:
    """The values in a text that are no texts themselves."""
    parts = text.parts if isinstance(text, Formatted) else ()
    return [part for part in parts if part is not None and not isinstance(part, str)]
