from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from phi4_node.engines import machine


@pytest.fixture
def cgroup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(machine, "_CGROUP", tmp_path)
    monkeypatch.setattr(psutil, "cpu_count", lambda logical: 8)
    monkeypatch.setattr(machine.os, "sched_getaffinity", lambda pid: set(range(16)), raising=False)
    return tmp_path


@pytest.mark.parametrize(
    ("quota", "cores"),
    [
        ("max 100000", 8),
        ("250000 100000", 2),
        ("50000 100000", 1),
        ("1600000 100000", 8),
        ("nonsense", 8),
        ("", 8),
    ],
)
def test_a_containers_quota_bounds_the_cores(cgroup: Path, quota: str, cores: int) -> None:
    (cgroup / "cpu.max").write_text(quota)
    assert machine.usable_cores() == cores


@pytest.mark.usefixtures("cgroup")
def test_cores_that_this_process_may_not_use_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.os, "sched_getaffinity", lambda pid: {3}, raising=False)
    assert machine.usable_cores() == 1


def test_a_containers_limit_bounds_the_memory(cgroup: Path) -> None:
    everything = machine.available_memory()
    assert everything > 0
    (cgroup / "memory.current").write_text("600\n")
    (cgroup / "memory.max").write_text("max\n")
    assert machine.available_memory() > 1000
    (cgroup / "memory.max").write_text("1000\n")
    assert machine.available_memory() == 400
    (cgroup / "memory.max").write_text("500\n")
    assert machine.available_memory() == 0
