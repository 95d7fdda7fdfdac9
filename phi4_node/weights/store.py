"""Where weights are kept, and the one way in: fetched, verified, then renamed into place."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

from phi4_node.weights.catalog import KnownModel, known_model


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


def weights_folder() -> Path:
    """Where weights are kept: `models` in PHI4_NODE_CACHE, or in the user's cache folder."""
    named = os.environ.get("PHI4_NODE_CACHE")
    root = Path(named).expanduser() if named else user_cache_path("phi4-node", appauthor=False)
    return root / "models"


def find(name: str) -> Path | None:
    """The verified file of a known model, or None if it is not on this machine yet."""
    return _find(known_model(name))


def _find(model: KnownModel) -> Path | None:
    path = weights_folder() / f"{model.name}.gguf"
    return path if path.is_file() else None


def fetch(name: str, progress: ProgressCallback | None = None) -> Path:
    """TODO."""
    path = find(name)
    assert path
    return path
