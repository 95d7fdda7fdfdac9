"""Pieces of a reply that have come together are given on together.

A model writes slower than anybody reads, and then each piece comes alone. Where a server or this process is
busy, dozens of them are there at once, and each would take its own way through all that is made of a piece.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from phi4_node.engines.errors import EngineError

Json = dict[str, Any]


def joined(events: Iterable[Json | None], texts_of: Callable[[Json], Json | None]) -> Iterator[Json]:
    """The events, neighbours that hold nothing but more of the same text made one.

    Args:
        events: What has come together, in order; None is left out. Text before an error is not lost.
        texts_of: The part of an event that holds its texts by name, to be added to in place; None if the
            event holds anything else.
    """
    held: Json | None = None
    texts: Json | None = None
    names: list[str] = []
    try:
        for event in events:
            if event is None:
                continue
            more = texts_of(event)
            more_names = sorted(name for name, text in (more or {}).items() if text and name != "role")
            if texts is not None and more is not None and names == more_names:
                for name in names:
                    texts[name] += more[name]
                continue
            if held is not None:
                yield held
            held, texts, names = event, more, more_names
    except EngineError:
        if held is not None:
            yield held
        raise
    if held is not None:
        yield held


def are_texts(part: object, names: Iterable[str]) -> bool:
    """Whether a part of an event holds nothing but texts under these names, and whose turn it is."""
    if not isinstance(part, dict):
        return False
    known = {*names, "role"}
    return all(not value or (name in known and isinstance(value, str)) for name, value in part.items())
