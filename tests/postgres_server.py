"""A PostgreSQL server of our own: in a temporary folder, on a socket, ended with the tests."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

INSTALL = "apt-get install postgresql"
_SECONDS = "120"


def find_programs() -> Path | None:
    """The folder of `initdb` and `pg_ctl`, which Debian keeps off the PATH; None if there is none."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "pg_ctl").exists()), None)


@contextmanager
def postgres(programs: Path) -> Iterator[str]:
    """A running server; gives the connection string of an empty database."""
    # a path to a socket must be short, and pytest's temporary folders are not
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    user = _user()
    try:
        if user:
            shutil.chown(folder, user)
        data = folder / "data"
        _run(user, programs / "initdb", "-D", data, "-U", "tester", "-A", "trust", "-N", "-E", "UTF8")
        options = f"-k {folder} -c listen_addresses= -c fsync=off"
        control = (programs / "pg_ctl", "-D", data, "-t", _SECONDS, "-w")
        _run(user, *control, "-l", folder / "log", "-o", options, "start")
        try:
            yield f"host={folder} user=tester dbname=postgres"
        finally:
            _run(user, *control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> str | None:
    """Who must run the server: it refuses to run as root; None if we are somebody else already."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run(user: str | None, *command: object) -> None:
    ended = subprocess.run(
        [str(part) for part in command], user=user, capture_output=True, text=True, cwd="/", check=False
    )
    if ended.returncode:
        raise RuntimeError(f"{command[0]} failed: {ended.stdout[-2000:]}{ended.stderr[-2000:]}")
