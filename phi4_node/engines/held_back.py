"""Text that is looked at before it is shown: stop strings, and tool calls that a model writes as text."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from typing import Any

from langchain_core.messages.tool import ToolCallChunk

CALL_OPEN = "<tool_call>"
CALL_CLOSE = "</tool_call>"


class StopStrings:
    """Lets text through up to the first stop string, whatever the boundaries of the pieces."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = [stop for stop in stops if stop]
        self._held = ""
        self.found = False

    def feed(self, text: str) -> str:
        """The text that can be shown now; nothing any more once a stop string was found."""
        if self.found:
            return ""
        text = self._held + text
        places = [place for stop in self._stops if (place := text.find(stop)) >= 0]
        if places:
            self.found, self._held = True, ""
            return text[: min(places)]
        keep = max((_overlap(text, stop) for stop in self._stops), default=0)
        self._held = text[len(text) - keep :]
        return text[: len(text) - keep]

    def close(self) -> str:
        """What was held back because it might have been the beginning of a stop string."""
        held, self._held = self._held, ""
        return held


class ToolCalls:
    """Takes tool calls between `<tool_call>` tags out of the text, as the chat templates teach them."""

    def __init__(self) -> None:
        self._held = ""
        self._inside = False
        self.calls: list[ToolCallChunk] = []

    def feed(self, text: str) -> str:
        """The text that can be shown now."""
        self._held += text
        shown = ""
        while True:
            tag = CALL_CLOSE if self._inside else CALL_OPEN
            before, found, after = self._held.partition(tag)
            if not found:
                break
            shown += self._call_or_text(before) if self._inside else before
            self._inside, self._held = not self._inside, after
        if self._inside:
            return shown
        keep = _overlap(self._held, CALL_OPEN)
        ready = len(self._held) - keep
        shown, self._held = shown + self._held[:ready], self._held[ready:]
        return shown

    def close(self) -> str:
        """What is left at the end; a call whose closing tag is missing counts if it can be read."""
        held, self._held = self._held, ""
        inside, self._inside = self._inside, False
        if not inside:
            return held
        call = read_call(held, len(self.calls))
        if call is None:
            return CALL_OPEN + held
        self.calls.append(call)
        return ""

    def _call_or_text(self, written: str) -> str:
        call = read_call(written, len(self.calls))
        if call is None:
            return CALL_OPEN + written + CALL_CLOSE  # no call: it is shown as it was written
        self.calls.append(call)
        return ""


def read_call(written: str, index: int) -> ToolCallChunk | None:
    """The call in a JSON object with `name` and `arguments`; None if it is none."""
    try:
        call: Any = json.loads(written)
    except (ValueError, RecursionError):
        return None
    if not isinstance(call, dict) or not isinstance(call.get("name"), str):
        return None
    arguments = call.get("arguments", {})
    if not isinstance(arguments, dict):
        return None
    return ToolCallChunk(
        name=call["name"],
        args=json.dumps(arguments, ensure_ascii=False),
        id=f"call_{uuid.uuid4().hex[:24]}",
        index=index,
        type="tool_call_chunk",
    )


def _overlap(text: str, wanted: str) -> int:
    """Length of the longest end of `text` that `wanted` begins with, short of all of it."""
    longest = min(len(text), len(wanted) - 1)
    return next((size for size in range(longest, 0, -1) if wanted.startswith(text[-size:])), 0)
