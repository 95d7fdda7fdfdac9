"""The problems, fixed in advance: drawn once by a hash of their text, and split into halves by the same hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from benchmarks.problems import load

Half = Literal["choose", "report"]

COUNTS = {"gsm8k": 60, "math_dev": 40}
"""Problems of each source in the half that is reported; as many again are there to choose settings on."""
READ = {"gsm8k": 12, "math_dev": 8}
"""Problems of each source that were reported on at first, and whose failures were read then to mend the loop: they
went over to the other half, and others came for them."""


@dataclass(frozen=True)
class Task:
    """One problem of the sample."""

    name: str
    source: str
    problem: str
    gold: str


def tasks(half: Half, counts: dict[str, int] | None = None) -> list[Task]:
    """The problems of one half, the same on every machine and at every time.

    The sources come in turn, so that a run that has not come to its end has some of each.
    """
    chosen = []
    for source, count in (counts or COUNTS).items():
        rows = sorted((row for row in load() if row.source == source), key=lambda row: _hash(row.problem))
        whole, read = COUNTS[source], READ[source]
        own = rows[read:whole] + rows[2 * whole : 2 * whole + read]
        if half == "choose":
            own = rows[whole : 2 * whole] + rows[:read]
        for place, row in enumerate(own[:count]):
            task = Task(f"{source}-{_hash(row.problem)[:8]}", source, row.problem, row.gold)
            chosen.append((place / whole, task))
    return [task for _, task in sorted(chosen, key=lambda pair: pair[0])]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
