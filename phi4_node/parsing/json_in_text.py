"""Find JSON in what a model writes, while the tokens arrive.

A small model that is to call a function, or to answer in a schema, writes the JSON into its text: bare, in a
fenced block, between tags, with words before it. `JsonFinder` streams the words and holds back only what may
become such JSON, so that nobody is shown half of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

_BEGINNING = re.compile(r'\{(?=\s*["}])|\[(?=\s*\{)')
_MAY_BEGIN = re.compile(r"[{\[]\s*\Z")
_STRUCTURE = re.compile(r'["\\{}\[\]]')
_WRAPPER = r"```[\w+-]*\s*|<\|?tool_calls?\|?>\s*|functools\s*"
_FENCE_OR_TAG = re.compile(rf"(?:{_WRAPPER})+\Z")
_HALF_WRAPPER = r"`{1,2}|<\|?[a-z_]{0,12}\|?|" + "|".join("functools"[:length] for length in range(8, 0, -1))
_MAY_WRAP = re.compile(rf"(?:{_WRAPPER})*(?:{_HALF_WRAPPER})?\Z")
_LONGEST_WRAPPER = 100
_REST_OF_WRAPPER = re.compile(r"(?:\s|[,;]|```(?!\w)|<\|?/tool_calls?\|?>)+")
_MAY_CLOSE = re.compile(r"(?:`{1,3}|<\|?/?[a-z_]{0,12}\|?)\Z")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_TRIES = 200
"""Beginnings that are looked into; a reply with more of them is no JSON, but hostile or a program."""


class Found(NamedTuple):
    """JSON that was accepted.

    Attributes:
        value: What it says.
        source: How it was written, without fence or tags.
    """

    value: Any
    source: str


class JsonFinder:
    """Divide a stream into words and accepted JSON.

    The fence or the tags around accepted JSON go with it, and so does the white space between several in a
    row. JSON that is not accepted is text, but accepted JSON may be inside it.

    Args:
        accepts: Whether a value is what is looked for.
    """

    def __init__(self, accepts: Callable[[Any], bool]) -> None:
        self._accepts = accepts
        self._held = ""
        self._from = 0  # before this, `_held` has no beginning of JSON
        self._cursor = 0
        self._depth = 0
        self._in_string = False
        self._after = False  # accepted JSON came just before
        self._tries = 0

    def feed(self, text: str) -> list[str | Found]:
        """Take the next piece of the stream; give what is certain by now."""
        self._held += text
        return self._scan(final=False)

    def close(self) -> list[str | Found]:
        """End the stream; give what was held back."""
        return self._scan(final=True)

    def _scan(self, *, final: bool) -> list[str | Found]:
        pieces: list[str | Found] = []
        while True:
            if self._after and not self._unwrapped(final=final):
                return pieces
            begins = _BEGINNING.search(self._held, self._from) if self._tries < _TRIES else None
            if begins is None:
                self._release(len(self._held) if final else self._certain(), pieces)
                return pieces
            end = self._end_of(begins.start())
            if end is None and not final:
                self._release(_before_wrapper(self._held, begins.start()), pieces)
                return pieces
            source = self._held[begins.start() : end]
            value = None if end is None else _loaded(source)
            self._tries += 1
            if end is None or value is None or not self._accepts(value):
                self._look_behind(begins.start() + 1)
                continue
            self._release(_before_wrapper(self._held, begins.start()), pieces)
            pieces.append(Found(value, source))
            self._held = self._held[self._held.index(source) + len(source) :]
            self._look_behind(0)
            self._after = True

    def _unwrapped(self, *, final: bool) -> bool:
        """Drop the rest of the wrapper after accepted JSON; False if more must come to see where it ends."""
        rest = _REST_OF_WRAPPER.match(self._held)
        self._held = self._held[rest.end() if rest else 0 :]
        if not final and (not self._held or _MAY_CLOSE.fullmatch(self._held)):
            return False
        self._after = False
        return True

    def _certain(self) -> int:
        """Length of the part that nothing to come can change."""
        opening = _MAY_BEGIN.search(self._held, self._from) if self._tries < _TRIES else None
        if opening:
            return _before_wrapper(self._held, opening.start())
        wrapper = _MAY_WRAP.search(self._held, max(0, len(self._held) - _LONGEST_WRAPPER))
        return wrapper.start() if wrapper else len(self._held)

    def _release(self, length: int, pieces: list[str | Found]) -> None:
        if length:
            pieces.append(self._held[:length])
            self._held = self._held[length:]
            self._from = max(0, self._from - length)
            self._cursor = max(0, self._cursor - length)

    def _look_behind(self, position: int) -> None:
        self._from = position
        self._cursor, self._depth, self._in_string = 0, 0, False

    def _end_of(self, start: int) -> int | None:
        """Position behind the bracket that closes the one at `start`; None if it is not there yet."""
        position = max(self._cursor, start)
        while found := _STRUCTURE.search(self._held, position):
            mark = found.group()
            if mark == "\\" and found.end() == len(self._held):
                position = found.start()
                break
            position = found.end() + (mark == "\\")
            if mark == '"':
                self._in_string = not self._in_string
            elif mark in "{[" and not self._in_string:
                self._depth += 1
            elif mark in "}]" and not self._in_string:
                self._depth -= 1
                if self._depth == 0:
                    return position
        else:
            position = len(self._held)
        self._cursor = max(position, start)
        return None


def _before_wrapper(text: str, start: int) -> int:
    wrapper = _FENCE_OR_TAG.search(text, max(0, start - _LONGEST_WRAPPER), start)
    return wrapper.start() if wrapper else start


def _loaded(source: str) -> Any:
    """The value, or None if it is no JSON; a comma too many is forgiven."""
    for text in (source, _TRAILING_COMMA.sub(r"\1", source)):
        try:
            return json.loads(text, strict=False, parse_constant=_refused)
        except (ValueError, RecursionError):
            continue
    return None


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")
