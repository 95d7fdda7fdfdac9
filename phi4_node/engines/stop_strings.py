"""Texts that end a reply: what may be the beginning of one is looked at before it is shown."""

from __future__ import annotations

from collections.abc import Sequence


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


def _overlap(text: str, wanted: str) -> int:
    """Length of the longest end of `text` that `wanted` begins with, short of all of it."""
    longest = min(len(text), len(wanted) - 1)
    return next((size for size in range(longest, 0, -1) if wanted.startswith(text[-size:])), 0)
