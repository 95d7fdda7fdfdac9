"""What the programs that convert weights write, read for how far they are and why they failed."""

from __future__ import annotations

import re
from collections import deque

_BAR = re.compile(r"^(?P<what>[^:|]+):\s+(?P<percent>\d+)%\|")
_READING = re.compile(r"^Reading (?:decoder )?layer (?P<layer>\d+)")
_QUANTIZING = re.compile(r"quantize /model/layers\.(?P<layer>\d+)/")
_ERROR = re.compile(r"^(?P<kind>[\w.]*(?:Error|Exception|Interrupt)): (?P<text>.+)$")
_KEPT_LINES = 60


class BuilderOutput:
    """Follows the output of one step.

    Attributes:
        fraction: How much of the step is done, from 0 to 1; never falls.
        what: What is being done, for a person.
        tail: The last lines.
    """

    def __init__(self, layers: int) -> None:
        """Begin.

        Args:
            layers: Layers of the model; 0 where the step tells no layers.
        """
        self.fraction = 0.0
        self.what = "loading torch and the weights"
        self.tail: deque[str] = deque(maxlen=_KEPT_LINES)
        self._layers = layers
        self._rest = ""

    def feed(self, data: bytes) -> None:
        """Read on; bars that are drawn over themselves count as lines."""
        *lines, self._rest = re.split(r"[\r\n]+", self._rest + data.decode("utf-8", "replace"))
        for line in lines:
            if line.strip():
                self._line(line.strip())

    def _line(self, line: str) -> None:
        if bar := _BAR.match(line):
            self._bar(bar["what"], int(bar["percent"]) / 100)
            return
        self.tail.append(line)
        if layer := _READING.match(line):
            self._layer("reading the layers", int(layer["layer"]), 0.05, 0.45)
        elif layer := _QUANTIZING.search(line):
            self._layer("quantizing the layers", int(layer["layer"]), 0.45, 0.85)

    def _bar(self, what: str, done: float) -> None:
        if what.startswith("Converting"):
            self._reach(0.1 + 0.7 * done, "unpacking the GGUF file")
        elif what.startswith("Saving"):
            self._reach(0.85 + 0.15 * done, "writing the model")

    def _layer(self, what: str, layer: int, begin: float, end: float) -> None:
        if self._layers:
            done = begin + (end - begin) * (layer + 1) / self._layers
            self._reach(done, what)

    def _reach(self, fraction: float, what: str) -> None:
        self.fraction, self.what = max(self.fraction, min(fraction, 1.0)), what


def cause(tail: deque[str]) -> str:
    """The line that names the error, or the last one."""
    for line in reversed(tail):
        if error := _ERROR.match(line):
            return f"{error['text'][:400].rstrip('.')} ({error['kind']})."
    return f"{tail[-1][:400].rstrip('.')}." if tail else "it said nothing."
