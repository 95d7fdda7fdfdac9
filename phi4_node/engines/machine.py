"""What this machine can give to an embedded model: cores and memory, container limits included."""

from __future__ import annotations

import os
from pathlib import Path

_CGROUP = Path("/sys/fs/cgroup")


def usable_cores() -> int:
    """Physical cores that this process may use.

    A second thread on the same core only gets in the way of matrix products; more threads than a container's
    quota are stopped most of the time.
    """
    import psutil

    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        cores = min(cores, len(os.sched_getaffinity(0)))
    quota, _, period = _cgroup("cpu.max").partition(" ")
    if quota.isdigit() and period.isdigit():
        cores = min(cores, round(int(quota) / int(period)))
    return max(1, cores)


def available_memory() -> int:
    """Bytes that can be taken without pushing anything else out."""
    import psutil

    available: int = psutil.virtual_memory().available
    limit, used = _cgroup("memory.max"), _cgroup("memory.current")
    if limit.isdigit() and used.isdigit():
        available = min(available, int(limit) - int(used))
    return max(0, available)


def _cgroup(name: str) -> str:
    """One setting of the container that this process runs in; empty if there is none."""
    try:
        return (_CGROUP / name).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
