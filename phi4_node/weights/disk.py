"""The disk: is there room, is what arrived what was expected, and one clear error when it is full."""

from __future__ import annotations

import errno
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from phi4_node.weights.errors import DiskFullError, WeightsError, WrongHashError
from phi4_node.weights.progress import Progress, ProgressCallback

_MARGIN = 64 * 2**20
_BLOCK = 4 * 2**20
_FULL = (errno.ENOSPC, errno.EDQUOT)


def must_have_room(folder: Path, needed: int) -> None:
    """Raise unless that many bytes, and some to spare, are free.

    Raises:
        DiskFullError: They are not; the message says what is needed and what is free.
    """
    free = shutil.disk_usage(folder).free
    if free < needed + _MARGIN:
        raise _full(folder, needed + _MARGIN, free)


@contextmanager
def writing(folder: Path, needed: int) -> Iterator[None]:
    """Turn errors of writing in `folder` into ours.

    Raises:
        DiskFullError: The disk ran full in the meantime.
        WeightsError: The folder cannot be written for another reason.
    """
    try:
        yield
    except WeightsError:
        raise
    except OSError as error:
        if error.errno in _FULL:
            raise _full(folder, needed, shutil.disk_usage(folder).free) from error
        if error.errno is None:
            raise  # not from the file system
        raise WeightsError(
            f"{folder} cannot be written ({error.strerror}). Set PHI4_NODE_CACHE to a folder that can."
        ) from error


@contextmanager
def giving_back(part: Path) -> Iterator[None]:
    """Remove an unfinished file if the disk ran full: a full disk harms everybody else on the machine."""
    try:
        yield
    except OSError as error:
        if isinstance(error, DiskFullError) or error.errno in _FULL:
            part.unlink(missing_ok=True)
        raise


def accept(part: Path, target: Path, sha256: str, progress: ProgressCallback) -> Path:
    """Give a finished download its name, if its hash is right.

    Raises:
        WrongHashError: It is not; the download was deleted.
    """
    found = sha256_of(part, progress)
    if found != sha256:
        part.unlink()
        raise WrongHashError(
            f"What arrived for {target.name} is damaged or not the expected file (SHA-256 {found[:12]}..., "
            f"not {sha256[:12]}...). It was deleted. Try again; if it happens again, the source is not to "
            "be trusted."
        )
    return part.replace(target)


def sha256_of(path: Path, progress: ProgressCallback) -> str:
    """The SHA-256 of a file."""
    total = path.stat().st_size
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            progress(Progress(file.tell(), total, "checking"))
        return digest.hexdigest()


def _full(folder: Path, needed: int, free: int) -> DiskFullError:
    return DiskFullError(
        f"The disk is full: {_size(needed)} are needed in {folder} and {_size(free)} are free. Make room, "
        "or set PHI4_NODE_CACHE to a folder on another disk."
    )


def _size(count: int) -> str:
    return f"{count / 1e9:.2f} GB" if count >= 1e8 else f"{count / 1e6:.1f} MB"
