"""Weights from the Hugging Face hub, or from whatever HF_ENDPOINT names.

`huggingface_hub` knows the endpoint, tokens, offline mode, the user's cache and what the hub states about a
file. The bytes are fetched here, because its own download starts from zero after an interruption and leaves
what it had behind when it is killed.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from phi4_node.weights.catalog import HubSource
from phi4_node.weights.errors import SourceAwayError, SourceUnreachableError
from phi4_node.weights.progress import Progress, ProgressCallback

_PROBE_SECONDS = 3.0
_READ_SECONDS = 30.0
_TRIES = 3
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class HubFile:
    """What the hub states about a file.

    Attributes:
        url: Where the bytes are.
        headers: What must be sent to get them.
        sha256: Hash of the bytes.
        size: Their number.
    """

    url: str
    headers: dict[str, str] = field(repr=False)
    sha256: str
    size: int


def cached_copy(source: HubSource) -> tuple[Path, str] | None:
    """The file and its stated hash, if the user's hub cache has it already."""
    try:
        from huggingface_hub import try_to_load_from_cache
    except ImportError:
        return None
    found = try_to_load_from_cache(source.repo, source.file, revision=source.revision)
    if not isinstance(found, str):
        return None
    blob = Path(found).resolve()  # the cache names each file by its hash
    return (blob, blob.name) if _SHA256.fullmatch(blob.name) else None


def locate(source: HubSource) -> HubFile:
    """Ask the hub where a file is and what its hash is; one short try.

    Raises:
        SourceUnreachableError: It does not answer, does not have the file, or states no hash.
    """
    try:
        from huggingface_hub import get_hf_file_metadata, get_token, hf_hub_url
    except ImportError as error:
        raise SourceUnreachableError("huggingface-hub is not installed") from error
    endpoint = os.environ.get("HF_ENDPOINT") or None
    url = hf_hub_url(source.repo, source.file, revision=source.revision, endpoint=endpoint)
    with _hub_errors():
        metadata = get_hf_file_metadata(url, timeout=_PROBE_SECONDS)
    if not metadata.etag or not _SHA256.fullmatch(metadata.etag) or not metadata.size:
        raise SourceUnreachableError(f"it states no SHA-256 for {source.file}")
    token = get_token()
    # a signed address elsewhere is not to see the token
    same_host = urlsplit(metadata.location).netloc == urlsplit(url).netloc
    headers = {"Authorization": f"Bearer {token}"} if token and same_host else {}
    return HubFile(metadata.location, headers, metadata.etag, metadata.size)


@contextmanager
def _hub_errors() -> Iterator[None]:
    from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

    try:
        yield
    except OfflineModeIsEnabled as error:
        raise SourceAwayError("HF_HUB_OFFLINE is set") from error
    except HfHubHTTPError as error:
        first = str(error).strip().splitlines()
        raise SourceUnreachableError(f"it refuses the file: {first[0] if first else error}") from error
    except _network_errors() as error:
        raise SourceAwayError(f"it does not answer ({error})") from error


def _network_errors() -> tuple[type[Exception], ...]:
    """What the HTTP library below huggingface_hub raises; which library that is depends on its version."""
    names = (("httpx2", "HTTPError"), ("httpx", "HTTPError"), ("requests", "RequestException"))
    return tuple(getattr(sys.modules[module], name) for module, name in names if module in sys.modules)


def download(file: HubFile, part: Path, progress: ProgressCallback) -> None:
    """Fetch what is missing of a file, going on where an earlier try ended.

    Raises:
        SourceUnreachableError: The connection breaks again and again; what is here stays for the next time.
    """
    tries = _TRIES
    while True:
        before = _size(part)
        if before >= file.size:
            return
        try:
            _download_once(file, part, progress)
        except httpx.HTTPError as error:
            tries = tries - 1 if _size(part) == before else _TRIES
            if tries == 0:
                raise SourceUnreachableError(f"the download broke off ({error})") from error


def _download_once(file: HubFile, part: Path, progress: ProgressCallback) -> None:
    start = _size(part)
    headers = {**file.headers, "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
    timeout = httpx.Timeout(_READ_SECONDS, connect=_PROBE_SECONDS)
    with httpx.stream("GET", file.url, headers=headers, timeout=timeout, follow_redirects=True) as response:
        if response.is_error:
            raise SourceUnreachableError(f"it refuses the file (status {response.status_code})")
        if response.status_code != 206 or not _continues(response, start):
            start = 0  # the server sends all of it, whatever was asked for
        with part.open("r+b" if part.exists() else "wb") as out:
            out.seek(start)
            out.truncate()
            for block in response.iter_bytes():
                if out.tell() + len(block) > file.size:
                    raise SourceUnreachableError("it sends more than it announced")
                out.write(block)
                progress(Progress(out.tell(), file.size, "downloading"))


def _continues(response: httpx.Response, start: int) -> bool:
    stated: str = response.headers.get("Content-Range", "")
    return stated.startswith(f"bytes {start}-")


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
