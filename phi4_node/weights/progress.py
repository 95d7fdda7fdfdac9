"""How far a download is, as callers are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """How far a download is.

    Attributes:
        done_bytes: Bytes that are here.
        total_bytes: Bytes that there will be.
        what: What is being done, for a person.
    """

    done_bytes: int
    total_bytes: int
    what: str


ProgressCallback = Callable[[Progress], None]


def silent(progress: Progress) -> None:
    """Tell nobody."""
