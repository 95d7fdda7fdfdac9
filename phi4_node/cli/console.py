"""What is shown: colours where there is a terminal, marks that the terminal can show, text made harmless."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

_PIPE_WIDTH = 200
_BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_CONTROL = {*range(0x20), *range(0x7F, 0xA0)} - {0x09, 0x0A}
_HARMLESS = dict.fromkeys(_CONTROL | _BIDI, "\N{REPLACEMENT CHARACTER}")


def plain(text: str) -> str:
    """The text without control characters: what a model wrote must not steer the terminal."""
    return text.replace("\r\n", "\n").translate(_HARMLESS)


@dataclass(frozen=True)
class Marks:
    """The signs before a checked step."""

    holds: str = "✓"
    fails: str = "✗"
    undecided: str = "·"

    def of(self, outcome: str) -> str:
        """The sign of an outcome; anything that is neither holds nor fails is undecided."""
        return {"holds": self.holds, "fails": self.fails}.get(outcome, self.undecided)


ASCII_MARKS = Marks(holds="ok", fails="NO", undecided="--")

COLOURS = {
    "verified": "bold green",
    "supported": "green",
    "refuted": "bold red",
    "unchecked": "yellow",
    "holds": "green",
    "fails": "red",
    "undecided": "dim",
}


def marks_for(stream: IO[str]) -> Marks:
    """The signs that the stream's encoding can show."""
    try:
        "✓✗·".encode(getattr(stream, "encoding", None) or "ascii")
    except UnicodeEncodeError:
        return ASCII_MARKS
    return Marks()


def console(*, stderr: bool = False) -> Console:
    """A console that neither wraps nor colours a pipe, and obeys NO_COLOR."""
    from rich.console import Console

    class PipeAwareConsole(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # rich itself would end the process, with another exit code than ours

    stream = sys.stderr if stderr else sys.stdout
    piped = not stream.isatty()
    return PipeAwareConsole(
        file=stream,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=piped,
        width=_PIPE_WIDTH if piped else None,
    )
