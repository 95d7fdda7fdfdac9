"""Take what a model thinks aloud out of what it says, while the tokens arrive.

Servers that do not know a model's think tags leave them in the text, and cut them wherever a chunk happens
to end. `ThinkingSplitter` gives the same pieces for any chunk boundaries; `split_thinking` does it for a
whole text.

What counts as a tag:

* Inside thinking, every tag counts. An opening tag inside thinking may be a nested block or a mere mention
  ("I use <think> tags"); which one shows only at the next closing tag, so text after an inner closing tag
  is held back until another closing tag makes it thinking, or the end of the reply makes it text.
* In the reply, a tag inside a string of JSON, a quotation on one line, a code span or a fenced block is
  text.
* A closing tag without an opening one ("lone") means that everything before it was thinking. A stream has
  already sent that as text and cannot take it back: the tag is dropped and `lone_close` is set. Use
  `start_in_thinking` for models whose chat template opens the thinking, or `split_thinking` once the whole
  text is there.

White space between a tag and what follows it belongs to neither and is dropped.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

OPEN_TAG = "<think>"
CLOSE_TAG = "</think>"

Kind = Literal["thinking", "text"]
_Event = tuple[Literal["thinking", "text", "lone"], str]


class Split(NamedTuple):
    """A whole reply, divided.

    Attributes:
        thinking: What was thought aloud; several blocks are joined by a blank line.
        text: The reply itself.
        unclosed: Whether the reply ended while still thinking.
    """

    thinking: str
    text: str
    unclosed: bool


class ThinkingSplitter:
    """Divide a stream into thinking and text.

    Attributes:
        unclosed: After `close()`, whether the reply ended while still thinking.
        lone_close: Whether a closing tag came without an opening one: text already given was thinking.
    """

    def __init__(
        self, open_tag: str = OPEN_TAG, close_tag: str = CLOSE_TAG, *, start_in_thinking: bool = False
    ) -> None:
        if not open_tag or not close_tag or open_tag == close_tag:
            raise ValueError("Think tags must be two different, non-empty strings.")
        self._open = open_tag
        self._close = close_tag
        self._tags = re.compile(f"{re.escape(open_tag)}|{re.escape(close_tag)}")
        self._marks = re.compile(rf"{re.escape(open_tag)}|{re.escape(close_tag)}|\\[\"\\]|\"|```|`|\n")
        self.unclosed = False
        self.lone_close = False
        self._rest = ""  # may be the beginning of a tag, of an escape or of a fence
        self._depth = 1 if start_in_thinking else 0
        self._undecided: list[str] | None = None  # held back after an inner closing tag
        self._space: list[str] = []  # white space that is dropped if a tag stands on the other side of it
        self._at_edge = True  # nothing but white space since the start or the last tag
        self._after_tag = start_in_thinking
        self._in_string = self._in_span = self._in_fence = False
        self._line_blank = True
        self._quoted_opens = 0  # opening tags that were text, so that their closing tags are text too
        self._json: bool | None = None  # whether the reply is a JSON text; None until its first character

    def feed(self, text: str) -> list[tuple[Kind, str]]:
        """Take the next piece of the stream; give what is certain by now."""
        return self._public(self._scan(self._rest + text, final=False))

    def close(self) -> list[tuple[Kind, str]]:
        """End the stream; give what was held back and set `unclosed`."""
        return self._public(self._finish())

    def _public(self, events: list[_Event]) -> list[tuple[Kind, str]]:
        pieces: list[tuple[Kind, str]] = []
        for kind, text in events:
            if kind == "lone":
                self.lone_close = True
            elif pieces and pieces[-1][0] == kind:
                pieces[-1] = (kind, pieces[-1][1] + text)
            elif text:
                pieces.append((kind, text))
        return pieces

    def _finish(self) -> list[_Event]:
        events = self._scan(self._rest, final=True)
        if self._undecided is not None:
            # No further closing tag came: the inner opening tag was a mention, and this is the reply.
            held = "".join(self._undecided)
            self._undecided = None
            self._depth = 0
            self._enter(after_tag=True)
            events += self._scan(held, final=True)
        if self._at_edge and not self._after_tag:
            events.append(("text", "".join(self._space)))
        self.unclosed = self._depth > 0
        self._space = []
        return events

    def _scan(self, buffer: str, *, final: bool) -> list[_Event]:
        end = len(buffer) if final else len(buffer) - self._unsure(buffer)
        events: list[_Event] = []
        position = 0
        while position < end:
            # Quotation marks matter only in the reply; in thinking every tag counts.
            pattern = self._tags if self._depth else self._marks
            match = pattern.search(buffer, position, end)
            self._plain(buffer[position : match.start() if match else end], events)
            if match is None:
                break
            self._mark(match.group(), events)
            position = match.end()
        self._rest = buffer[end:]
        return events

    def _unsure(self, buffer: str) -> int:
        """Length of the tail that the next chunk could turn into something else."""
        longest = min(max(len(self._open), len(self._close)) - 1, len(buffer))
        for size in range(longest, 0, -1):
            tail = buffer[-size:]
            if self._open.startswith(tail) or self._close.startswith(tail):
                return size
        ticks = len(buffer) - len(buffer.rstrip("`"))
        slashes = len(buffer) - len(buffer.rstrip("\\"))
        return ticks % 3 or slashes % 2

    def _mark(self, mark: str, events: list[_Event]) -> None:
        if mark == self._open:
            self._opening(mark, events)
        elif mark == self._close:
            self._closing(mark, events)
        else:
            self._plain(mark, events)
            self._quoting(mark)

    def _opening(self, tag: str, events: list[_Event]) -> None:
        if self._undecided is not None:
            self._undecided.append(tag)
            return
        if self._depth:
            self._depth += 1
            self._plain(tag, events)
            return
        if self._quoted():
            self._quoted_opens += 1
            self._plain(tag, events)
            return
        self._depth = 1
        self._enter(after_tag=True)

    def _closing(self, tag: str, events: list[_Event]) -> None:
        if self._undecided is not None:
            events.append(("thinking", "".join(self._undecided)))
            self._undecided = None
        if self._depth > 1:
            self._depth -= 1
            self._undecided = [tag]
            return
        if self._depth == 1:
            self._depth = 0
            self._enter(after_tag=True)
            return
        if self._quoted() and (self._quoted_opens or not self._line_blank):
            self._quoted_opens = max(0, self._quoted_opens - 1)
            self._plain(tag, events)
            return
        events.append(("lone", tag))
        self._enter(after_tag=True)

    def _enter(self, *, after_tag: bool) -> None:
        self._at_edge = True
        self._after_tag = after_tag
        self._space = []
        self._json = None
        self._reset_quoting()

    def _plain(self, text: str, events: list[_Event]) -> None:
        if not text:
            return
        if self._undecided is not None:
            self._undecided.append(text)
            return
        if self._at_edge:
            stripped = text.lstrip()
            self._space.append(text[: len(text) - len(stripped)])
            if not stripped:
                return
            text = stripped if self._after_tag else "".join(self._space) + stripped
            self._at_edge = False
            self._space = []
        if self._depth:
            events.append(("thinking", text))
            return
        events.append(("text", text))
        self._line_blank = self._line_blank and not text.strip(" \t\r")
        if self._json is None:
            self._json = text.lstrip()[:1] in ("{", "[")

    def _reset_quoting(self) -> None:
        self._in_string = self._in_span = self._in_fence = False
        self._line_blank = True
        self._quoted_opens = 0

    def _quoted(self) -> bool:
        return self._in_string or self._in_span or self._in_fence

    def _quoting(self, mark: str) -> None:
        if mark == "\n":
            self._line_blank = True
            self._in_span = False
            # A quotation mark in prose may be an inch or a slip; in a small model's JSON a string may run on.
            self._in_string = self._in_string and self._json is True
        elif mark == '"':
            self._in_string = not self._in_string
        elif mark.startswith("```"):
            self._in_fence = not self._in_fence
        elif mark.startswith("`"):
            self._in_span = not self._in_span


def split_thinking(
    text: str, open_tag: str = OPEN_TAG, close_tag: str = CLOSE_TAG, *, start_in_thinking: bool = False
) -> Split:
    """Divide a whole reply into thinking and text.

    Unlike a stream this sees the end first, so that everything before a lone closing tag is thinking.
    """
    splitter = ThinkingSplitter(open_tag, close_tag, start_in_thinking=start_in_thinking)
    events = splitter._scan(text, final=False) + splitter._finish()
    lone = max((index for index, (kind, _) in enumerate(events) if kind == "lone"), default=-1)
    blocks: list[str] = []
    reply: list[str] = []
    previous = ""
    for index, (kind, piece) in enumerate(events):
        if kind == "lone":
            continue
        if kind == "text" and index > lone:
            reply.append(piece)
        elif previous == kind and blocks:
            blocks.append(piece)
        else:
            blocks.append(f"\n\n{piece}" if blocks else piece)
        previous = kind
    return Split("".join(blocks).strip(), "".join(reply).strip(), splitter.unclosed)
