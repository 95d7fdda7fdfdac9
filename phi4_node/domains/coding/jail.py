"""Bubblewrap: an interpreter and its standard library; no network, no files, no environment, hard limits.

Without it nothing is run. The Python outside only reads lines that the inside writes; it believes them as
far as examples go, and no further.
"""

from __future__ import annotations

import functools
import json
import os
import platform
import selectors
import shutil
import subprocess
import sys
import sysconfig
import threading
import time
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from phi4_node.schema import JsonObject

MEMORY = 512 << 20
MAX_OUTPUT = 2 << 20
"""Bytes that are read from the jail; what says more is stopped."""
GLANCE = 0.1
NO_BUBBLEWRAP = "no sandbox (install bubblewrap: `apt-get install bubblewrap`, `dnf install bubblewrap`)"
_TRY_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Run:
    """What came out of the jail.

    Attributes:
        findings: The lines that it wrote, decoded; what is no JSON object is left out.
        ended: `itself`, or what stopped it: `time`, `output`, `signal`.
        trouble: The last words on standard error; empty if it ended well.
    """

    findings: tuple[JsonObject, ...]
    ended: str
    trouble: str = ""


@functools.cache
def why_no_jail() -> str:
    """Why code cannot be run here; empty if it can. Found out once, by running something."""
    if sys.platform != "linux":
        return "no sandbox (code is run on Linux only, inside bubblewrap)"
    if shutil.which("bwrap") is None:
        return NO_BUBBLEWRAP
    try:
        tried = run_jailed({"code": "x = 1", "examples": [], "function": ""}, _TRY_SECONDS)
    except OSError as error:
        return f"no sandbox (bubblewrap cannot be started: {error})"
    if tried.ended != "itself" or tried.trouble:
        why = " ".join(tried.trouble.split())[:200] or f"it was ended by {tried.ended}"
        return (
            f"no sandbox (bubblewrap cannot make one here: {why}; "
            "unprivileged user namespaces may be forbidden)"
        )
    return ""


def run_jailed(request: JsonObject, seconds: float, stop: threading.Event | None = None) -> Run:
    """Have the harness serve a request inside the jail.

    Args:
        request: See `harness.py`; its limits are added here.
        seconds: Wall time, after which everything inside is killed.
        stop: Kills it when set.

    Raises:
        OSError: Bubblewrap cannot be started.
    """
    limits = {"memory": MEMORY, "cpu_seconds": int(seconds) + 1, "filter": _filter().hex()}
    with subprocess.Popen(  # nosec B603  # our own harness, in bubblewrap
        command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={},
        close_fds=True,
        start_new_session=True,
    ) as process:
        try:
            return _read(
                process, json.dumps({**request, **limits}).encode(), time.monotonic() + seconds, stop
            )
        finally:
            process.kill()  # the process is the jail's first: with it goes everything inside


def _read(process: subprocess.Popen[bytes], given: bytes, end: float, stop: threading.Event | None) -> Run:
    """Feed the request and collect what is written, until it ends or is to be ended."""
    assert process.stdin and process.stdout and process.stderr
    out, err, ended = bytearray(), bytearray(), "itself"
    with selectors.DefaultSelector() as ready:
        os.set_blocking(process.stdin.fileno(), False)
        ready.register(process.stdin, selectors.EVENT_WRITE)
        ready.register(process.stdout, selectors.EVENT_READ, out)
        ready.register(process.stderr, selectors.EVENT_READ, err)
        open_ends = 2
        while open_ends:
            if time.monotonic() > end or (stop is not None and stop.is_set()):
                ended = "time"
                break
            for key, _ in ready.select(min(GLANCE, max(end - time.monotonic(), 0.0))):
                if key.fileobj is process.stdin:
                    given = _feed(process, ready, given)
                    continue
                piece = os.read(key.fd, 65536)
                key.data.extend(piece)
                if not piece:
                    ready.unregister(key.fileobj)
                    open_ends -= 1
            if len(out) + len(err) > MAX_OUTPUT:
                ended = "output"
                break
    process.kill() if ended != "itself" else None
    code = process.wait()
    if ended == "itself" and code and code > 128:
        ended = "signal"
    trouble = err.decode("utf-8", "replace").strip().split("\n")[-1] if code and ended == "itself" else ""
    return Run(tuple(_findings(bytes(out))), ended, trouble)


def _feed(process: subprocess.Popen[bytes], ready: selectors.BaseSelector, given: bytes) -> bytes:
    assert process.stdin
    try:
        given = given[os.write(process.stdin.fileno(), given) :]
    except BrokenPipeError:
        given = b""
    if not given:
        ready.unregister(process.stdin)
        process.stdin.close()
    return given


def _findings(out: bytes) -> list[JsonObject]:
    found = []
    for line in out.decode("utf-8", "replace").split("\n"):
        try:
            finding = json.loads(line) if line.strip() else None
        except (ValueError, RecursionError):
            continue  # the code found the way to standard output
        if isinstance(finding, dict):
            found.append(finding)
    return found


@functools.cache
def command() -> tuple[str, ...]:
    """Bubblewrap with everything unshared and nothing bound but the interpreter, to run the harness."""
    bwrap = shutil.which("bwrap") or "bwrap"
    python = _interpreter()
    source = resources.files("phi4_node.domains.coding").joinpath("harness.py").read_text("utf-8")
    bound = [part for path in _bound(python) for part in ("--ro-bind", path, path)]
    hidden = [part for path in _site_packages() for part in ("--tmpfs", path)]
    return (
        bwrap,
        *("--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"),
        *bound,
        *hidden,
        *("--remount-ro", "/", "--chdir", "/"),
        *("--", python, "-I", "-S", "-B", "-X", "utf8", "-c", source),
    )


def _interpreter() -> str:
    """The interpreter behind the virtual environment."""
    return str(Path(getattr(sys, "_base_executable", "") or sys.executable).resolve())


def _bound(python: str) -> list[str]:
    """Files and folders without which the interpreter does not start: itself, its library, shared objects."""
    paths = {python: None}
    for name in ("stdlib", "platstdlib"):
        folder = sysconfig.get_path(name, vars={"base": sys.base_prefix, "platbase": sys.base_exec_prefix})
        if folder and Path(folder).is_dir():
            paths[str(Path(folder))] = None
            paths[str(Path(folder).resolve())] = None
    modules = sorted(str(path) for folder in [*paths] for path in Path(folder).glob("lib-dynload/*.so"))
    for path in _shared_objects([python, *modules]):
        paths[path] = None
    return [path for path in paths if Path(path).exists()]


def _shared_objects(files: list[str]) -> list[str]:
    """What the dynamic linker loads for these files, by the names it looks for."""
    ldd = shutil.which("ldd")
    if ldd is None:
        return [folder for folder in ("/lib", "/lib64", "/usr/lib", "/usr/lib64") if Path(folder).is_dir()]
    command = [ldd, *files]
    said = subprocess.run(  # nosec B603  # fixed programs
        command, capture_output=True, text=True, timeout=60, check=False
    ).stdout
    found: dict[str, None] = {}
    for line in said.split("\n"):
        words = line.split()
        for word in words[:1] + words[2:3]:
            if word.startswith("/") and not word.endswith(":"):
                found[word] = None
    return list(found)


def _site_packages() -> list[str]:
    """Folders inside the standard library's that hold other people's packages; they stay outside."""
    folder = sysconfig.get_path("stdlib", vars={"base": sys.base_prefix})
    inside = [Path(folder) / name for name in ("site-packages", "dist-packages")] if folder else []
    return [str(path) for path in inside if path.is_dir()]


@functools.cache
def _filter() -> bytes:
    """The kernel's filter for system calls that the verifier's workers have; empty where there is none."""
    from phi4_node.verification.sandbox.isolation import system_call_filter

    return system_call_filter(platform.machine())
