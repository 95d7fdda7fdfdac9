"""Where settings come from, and which goes first."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from phi4_node.serve import Settings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_each_source_goes_before_the_next(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().port == 8000
    (folder / "phi4-node.toml").write_text('port = 1\nrate = "10/minute"\nallowed_ips = ["10.0.0.0/8"]\n')
    assert (Settings().port, Settings().rate, Settings().allowed_ips) == (1, "10/minute", ("10.0.0.0/8",))
    (folder / ".env").write_text("PHI4_NODE_PORT=2\n")
    assert (Settings().port, Settings().rate) == (2, "10/minute")
    monkeypatch.setenv("PHI4_NODE_PORT", "3")
    assert Settings().port == 3
    assert Settings(port=4).port == 4


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "-1"),
        ("WORKERS", "0"),
        ("SECONDS", "nan"),
        ("CONCURRENCY", "many"),
        ("API_KEYS", "[]"),
        ("LOG_LEVEL", "loud"),
        ("BATCH_SIZE", "0"),
    ],
)
def test_what_makes_no_sense(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"PHI4_NODE_{name}", value)
    with pytest.raises(ValidationError):
        Settings()


def test_secrets_do_not_show(folder: Path) -> None:
    shown = repr(Settings(redis_url="redis://:hunter2@db", api_keys={"alice": "sha256:abc"}))
    assert "hunter2" not in shown and "sha256" not in shown
