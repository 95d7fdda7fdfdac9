"""HTTP connections to model servers: kept between requests, and shared by all engines of this process.

httpx keeps and bounds the connections. Here is who shares them: all threads one client; each event loop has
one of its own, since a connection belongs to the loop that opened it, which is closed when the loop ends; a
forked child none of its parent's.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import socket
import ssl
import threading
import weakref
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from time import monotonic
from typing import Any

import httpx

MOST_CONNECTIONS = 100
"""At once, to all servers; further requests wait for one, as long as their first token may take."""
MOST_KEPT = 20
_KEPT_SECONDS = 15.0
"""A connection that nobody used for longer is not trusted: something on the way may have forgotten it."""

_END_SECONDS = 0.2
_GONE = (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)

Json = dict[str, Any]


@dataclass(frozen=True)
class Endpoint:
    """Where requests go.

    Attributes:
        where: The server, for a person.
        remedy: What to do if nothing listens there.
        url: The address of the interface, which for OpenAI's wire ends in `/v1`.
        headers: Sent with each request.
        is_own: Whether it is a part of this very process, so that no proxy has any business in between.
    """

    where: str
    remedy: str
    url: str
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    is_own: bool = False

    def address(self, path: str) -> httpx.URL:
        """The address of a path of the interface, or of the server if it begins with a slash."""
        base = httpx.URL(self.url)
        root = base.path.rstrip("/")  # a server behind a proxy may have a path of its own
        if path.startswith("/"):
            return base.copy_with(path=root.removesuffix("/v1") + path)
        return base.copy_with(path=f"{root}/{path}")


@contextmanager
def requested(
    endpoint: Endpoint, path: str, body: Json | None = None, *, timeout: httpx.Timeout | float | None
) -> Iterator[httpx.Response]:
    """The response to a request, its body not read yet; leaving it unread ends the connection.

    A server may close a connection that was kept at the very moment when it is used again, and llama.cpp
    closes it after each stream without a word. The request is then sent again at once on another one.

    Args:
        endpoint: The server.
        path: See `Endpoint.address`.
        body: What is posted; None to get.
        timeout: As httpx takes it.

    Raises:
        httpx.TransportError: There is no response.
    """
    client = _client(endpoint.is_own)
    while True:
        trace = _Trace()
        request = client.build_request(**_parts(endpoint, path, body), timeout=timeout)
        request.extensions["trace"] = trace
        try:
            response = client.send(request, stream=True)
            break
        except _GONE:
            if trace.has_connected:
                raise
    try:
        yield response
    finally:
        response.close()


@asynccontextmanager
async def arequested(
    endpoint: Endpoint, path: str, body: Json | None = None, *, timeout: httpx.Timeout | float | None
) -> AsyncIterator[httpx.Response]:
    """`requested` for an event loop."""
    client = await _client_of_this_loop(endpoint.is_own)
    while True:
        trace = _Trace()
        request = client.build_request(**_parts(endpoint, path, body), timeout=timeout)
        request.extensions["trace"] = trace.acall
        try:
            response = await client.send(request, stream=True)
            break
        except _GONE:
            if trace.has_connected:
                raise
    try:
        yield response
    finally:
        await response.aclose()


@contextmanager
def timed_reads(response: httpx.Response, left: Callable[[], float | None]) -> Iterator[None]:
    """Give each read of a body a timeout of its own, sync or async.

    httpx takes one timeout for all reads of a body, and it starts anew with every byte, so that a server that
    sends nothing but signs of life would never be found out. The network stream is the documented place to
    read from; this instance of it gets its timeout from here, until the next request uses it.

    Args:
        response: Its body is read within the block.
        left: Seconds that the next read may take, None for no limit; may raise.
    """
    stream = response.extensions["network_stream"]
    read = stream.read

    def timed(max_bytes: int, timeout: float | None = None) -> Any:
        return read(max_bytes, timeout=left())

    stream.read = timed
    try:
        yield
    finally:
        del stream.read


def stays_open(response: httpx.Response) -> bool:
    """Whether the connection can be used again once the response has come to its end."""
    is_bounded = "transfer-encoding" in response.headers or "content-length" in response.headers
    return is_bounded and "close" not in response.headers.get("connection", "").lower()


def read_to_end(response: httpx.Response, body: Iterator[bytes]) -> None:
    """Read the end of a response whose content is known to be complete, so that its connection can be kept.

    It comes with the content or at once after it; if it does not, the connection is not worth the wait.

    Args:
        response: The response.
        body: What is left of its body.
    """
    end = monotonic() + _END_SECONDS
    with suppress(httpx.TransportError), timed_reads(response, lambda: max(end - monotonic(), 0.001)):
        for _ in body:
            if monotonic() > end:
                break


async def aread_to_end(response: httpx.Response, body: AsyncIterator[bytes]) -> None:
    """`read_to_end` for an event loop."""
    end = monotonic() + _END_SECONDS
    with suppress(httpx.TransportError), timed_reads(response, lambda: max(end - monotonic(), 0.001)):
        async for _ in body:
            if monotonic() > end:
                break


@cache
def certificates() -> ssl.SSLContext:
    """Whom to trust; takes some hundredths of a second the first time, as it reads files."""
    return httpx.create_ssl_context()


def has_certificates() -> bool:
    """Whether `certificates` has read them already."""
    return certificates.cache_info().currsize > 0


def close_connections() -> None:
    """Close the connections of all threads; those of an event loop are closed when it ends.

    Replies that are being read break off. A later request opens new ones.
    """
    with _lock:
        clients = list(_clients.values())
        _clients.clear()
    for client in clients:
        client.close()


class _Trace:
    """Sees whether a request opened a connection, and remembers the sockets."""

    def __init__(self) -> None:
        self.has_connected = False

    def __call__(self, event: str, about: Json) -> None:
        if event.endswith("connect_tcp.started"):
            self.has_connected = True
        elif event.endswith(("connect_tcp.complete", "start_tls.complete")):
            opened = about["return_value"].get_extra_info("socket")
            if isinstance(opened, socket.socket):  # an event loop's are wrapped, and belong to it
                _sockets.add(opened)

    async def acall(self, event: str, about: Json) -> None:
        self(event, about)


_lock = threading.Lock()
_clients: dict[bool, httpx.Client] = {}
_sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
_OfLoop = tuple[httpx.AsyncClient, AsyncGenerator[None]]
_of_loops: dict[tuple[asyncio.AbstractEventLoop, bool], _OfLoop] = {}
_of_parent: list[object] = []


def _client(is_own: bool) -> httpx.Client:
    with _lock:
        if is_own not in _clients:
            _clients[is_own] = httpx.Client(**_settings(is_own))
        return _clients[is_own]


async def _client_of_this_loop(is_own: bool) -> httpx.AsyncClient:
    loop = asyncio.get_running_loop()
    kept = _of_loops.get((loop, is_own))
    if kept is None:
        for key in [key for key in _of_loops.copy() if key[0].is_closed()]:
            _of_loops.pop(key, None)  # it was closed without ending its generators
        client = httpx.AsyncClient(**_settings(is_own))
        kept = client, _closed_with_the_loop(client, (loop, is_own))
        _of_loops[loop, is_own] = kept
        await anext(kept[1])
    return kept[0]


async def _closed_with_the_loop(
    client: httpx.AsyncClient, key: tuple[asyncio.AbstractEventLoop, bool]
) -> AsyncGenerator[None]:
    """What a loop still has of generators it closes at its end: `asyncio.run` and all servers see to that."""
    try:
        yield
    finally:
        _of_loops.pop(key, None)
        await client.aclose()


def _settings(is_own: bool) -> dict[str, Any]:
    return {
        # reading the certificates anew for each client would cost more than the rest of a request
        "verify": certificates(),
        "trust_env": not is_own,
        # what a server tells one caller to remember is not for the others
        "cookies": CookieJar(DefaultCookiePolicy(allowed_domains=())),
        "limits": httpx.Limits(
            max_connections=MOST_CONNECTIONS,
            max_keepalive_connections=MOST_KEPT,
            keepalive_expiry=_KEPT_SECONDS,
        ),
    }


def _parts(endpoint: Endpoint, path: str, body: Json | None) -> dict[str, Any]:
    return {
        "method": "GET" if body is None else "POST",
        "url": endpoint.address(path),
        "headers": endpoint.headers,
        "json": body,
    }


def _forget_parents() -> None:
    """In a forked child: what its parent speaks on is not its own.

    Its copies of the parent's sockets are closed, or a reply that the parent gives up would go on. A loop's
    are left alone, since its selector is shared with the parent.
    """
    global _lock
    _lock = threading.Lock()
    for opened in list(_sockets):
        opened.close()
    _of_parent.extend((dict(_clients), dict(_of_loops)))
    _clients.clear()
    _of_loops.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_parents)
atexit.register(close_connections)
