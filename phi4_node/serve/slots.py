"""Which of several processes this is, in a folder that they share.

prometheus_client names its files by process id: after a day of recycled workers there would be thousands.
Here each process takes the lowest number that no running one has, and goes on with the counters of whoever
had it before. A number is held by a lock on a file, which the kernel releases however its process ends.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import IO

from prometheus_client import values
from prometheus_client.multiprocess import mark_process_dead

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The environment variable that names the folder; prometheus_client knows it too."""

_held: dict[Path, IO[bytes]] = {}


def shared_folder() -> Path | None:
    """The folder that the processes of this service share; None where there is but one."""
    name = os.environ.get(FOLDER, "")
    return Path(name) if name else None


def write_into(folder: Path) -> None:
    """From now on, have this process's metrics written into files of the folder."""
    if folder in _held:
        return
    number, _held[folder] = next(_free(folder))
    _forget(number, folder)  # the gauges of whoever had the number before
    values.ValueClass = values.MultiProcessValue(lambda: number)  # type: ignore[no-untyped-call]


def forget_the_dead(folder: Path) -> None:
    """Drop the gauges of processes that have ended."""
    for lock in folder.glob("slot-*.lock"):
        file = _locked(lock)
        if file is not None:
            _forget(int(lock.stem.removeprefix("slot-")), folder)
            file.close()


def _forget(number: int, folder: Path) -> None:
    mark_process_dead(number, str(folder))  # type: ignore[no-untyped-call]


def _free(folder: Path) -> Iterator[tuple[int, IO[bytes]]]:
    for number in count():
        file = _locked(folder / f"slot-{number}.lock")
        if file is not None:
            yield number, file


def _locked(path: Path) -> IO[bytes] | None:
    """The file, locked by this process; None if another one has it."""
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file
