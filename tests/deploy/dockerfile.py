"""A Dockerfile read, and its steps played in bubblewrap where there is no engine to build an image with."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import REPOSITORY

DOCKERFILE = REPOSITORY / "deploy" / "Dockerfile"
_MADE = ("/proc", "/dev", "/tmp", "/sys", "/run", "/venv", "/src", "/python")


@dataclass(frozen=True)
class Step:
    """One instruction, for example `RUN` with `pip install x`."""

    word: str
    rest: str

    @property
    def exec_form(self) -> list[str]:
        """The words of an instruction that is written as a JSON list."""
        words: list[str] = json.loads(self.rest[self.rest.index("[") :])
        return words


def stages() -> list[list[Step]]:
    """The instructions of each stage, `FROM` first."""
    text = "\n".join(
        line for line in DOCKERFILE.read_text("utf-8").splitlines() if not line.lstrip().startswith("#")
    )
    found: list[list[Step]] = []
    for line in re.sub(r"\\\n\s*", " ", text).splitlines():
        if not line.strip():
            continue
        step = Step(*line.split(maxsplit=1))
        if step.word == "FROM":
            found.append([])
        found[-1].append(step)
    return found


def only(steps: Sequence[Step], word: str) -> Step:
    """The one instruction with this word."""
    (found,) = (step for step in steps if step.word == word)
    return found


def environment(steps: Sequence[Step]) -> dict[str, str]:
    """What `ENV` sets; `$PATH` becomes that of Debian."""
    pairs = only(steps, "ENV").rest.replace("$PATH", "/usr/local/bin:/usr/bin:/bin").split()
    return dict(pair.split("=", 1) for pair in pairs)


def built(folder: Path) -> Path:
    """Play the stage `build`: its `COPY` and `RUN`; gives the virtual environment that it makes."""
    _, build, _ = stages()
    source, venv = folder / "src", folder / "venv"
    source.mkdir(parents=True)
    venv.mkdir()
    for step in build:
        if step.word == "COPY":
            *names, _ = step.rest.split()
            for name in names:
                there = REPOSITORY / name
                copy = shutil.copytree if there.is_dir() else shutil.copy
                copy(there, source / name)
    # the image has no use for a cache, which here saves minutes
    command = only(build, "RUN").rest.replace("--no-cache-dir ", "")
    arguments = dict(step.rest.split("=", 1) for step in build if step.word == "ARG")
    caller = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    subprocess.run(
        boxed(["sh", "-c", command], "/src", "--bind", str(venv), "/venv", "--bind", str(source), "/src"),
        env=caller | arguments | {"PATH": "/python:/usr/bin:/bin"},
        check=True,
        timeout=1500,
    )
    return venv


def boxed(command: Sequence[str], folder: str, *mounts: str, user: str = "") -> list[str]:
    """The command in a box in which nothing of this machine can be written to but the mounts and /tmp."""
    box = ["bwrap", "--die-with-parent", "--unshare-user", "--unshare-pid", "--unshare-ipc"]
    for entry in sorted(Path("/").iterdir()):
        if str(entry) in _MADE:
            continue
        if entry.is_symlink():
            box += ["--symlink", str(entry.readlink()), str(entry)]
        else:
            box += ["--ro-bind", str(entry), str(entry)]
    box += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--dir", "/python"]
    box += ["--symlink", str(Path(sys.base_prefix) / "bin" / "python3"), "/python/python"]
    box += [*mounts, "--remount-ro", "/", "--chdir", folder]
    if user:
        box += ["--uid", user, "--gid", user]
    return [*box, *command]


def started(venv: Path, command: Sequence[str], more: Mapping[str, str]) -> subprocess.Popen[str]:
    """Start a command of the final stage, as its user, with its environment and `more`."""
    final = stages()[-1]
    return subprocess.Popen(
        boxed(command, "/tmp", "--ro-bind", str(venv), "/venv", user=only(final, "USER").rest),
        env=environment(final) | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
