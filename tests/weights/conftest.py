from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from phi4_node.weights import KnownModel


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of weights; nothing of this machine's configuration gets in the way."""
    constants = pytest.importorskip("huggingface_hub.constants", reason='pip install -e ".[embedded]"')
    for name in list(os.environ):
        if name.startswith(("PIP_", "UV_", "HF_", "HUGGING")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "token"))
    monkeypatch.setenv("PHI4_NODE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "models"


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Callable[[KnownModel], None]:
    """Make a model the only one that is known."""

    def only(model: KnownModel) -> None:
        monkeypatch.setattr("phi4_node.weights.catalog.known_models", lambda: (model,))

    return only
