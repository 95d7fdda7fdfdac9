"""The problems, fixed in advance: drawn once by a hash of their text, and split into halves by the same hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from benchmarks.problems import load

Half = Literal["choose", "report"]

COUNTS = {"gsm8k": 60, "math_dev": 40}
"""Problems of each source in the half that is reported; as many again are there to choose settings on."""


@dataclass(frozen=True)
class Task:
    """One problem of the sample."""

    name: str
    source: str
    problem: str
    gold: str


def tasks(half: Half, counts: dict[str, int] | None = None) -> list[Task]:
    """The problems of one half, the same on every machine and at every time."""
    chosen = []
    for source, count in (counts or COUNTS).items():
        rows = sorted((row for row in load() if row.source == source), key=lambda row: _hash(row.problem))
        start = COUNTS[source] if half == "choose" else 0
        for place, row in enumerate(rows[start : start + count]):
            task = Task(f"{source}-{_hash(row.problem)[:8]}", source, row.problem, row.gold)
            chosen.append((place / COUNTS[source], task))
    # sources in turn, so that a run that has not come to its end has some of each
    return [task for _, task in sorted(chosen, key=lambda pair: pair[0])]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
