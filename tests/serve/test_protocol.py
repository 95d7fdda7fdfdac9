"""The head of a request is bounded in bytes and in time; everything else is uvicorn's."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from phi4_node.serve import create_app, protocol
from tests.serve.conftest import settings
from tests.serve.live import live

HEAD = b"GET /health HTTP/1.1\r\nHost: a\r\n"


@pytest.fixture
def url() -> Iterator[str]:
    with live(create_app(settings(model="openai:planted@http://127.0.0.1:1/v1"))) as address:
        yield address


def connect(url: str) -> socket.socket:
    where = urlsplit(url)
    return socket.create_connection((where.hostname, where.port), timeout=60)


@pytest.mark.parametrize("piece", [b"a", b"a: b\r\n"], ids=["one header", "many headers"])
def test_a_head_without_end_is_not_read(url: str, piece: bytes) -> None:
    with connect(url) as connection, pytest.raises(ConnectionError):
        connection.sendall(HEAD + (b"X-A: " if piece == b"a" else b""))
        for _ in range(1000):  # 64 MB, if anybody took them
            connection.sendall(piece * (65_536 // len(piece)))
        pytest.fail("all of it was read")
    assert httpx.get(f"{url}/health", timeout=120).status_code == 200


def test_a_head_that_is_too_large_is_answered(url: str) -> None:
    with connect(url) as connection:
        connection.sendall(HEAD + b"X-A: " + b"a" * protocol.HEAD_BYTES)
        assert connection.recv(1000).startswith(b"HTTP/1.1 431 ")


def test_a_head_that_takes_too_long(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.2)
    for begun in (b"", HEAD):
        with connect(url) as connection:
            connection.sendall(begun)
            assert connection.recv(1000) == b"", "it was closed"


def test_connections_are_kept(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.2)
    with connect(url) as connection:
        for _ in range(3):
            connection.sendall(HEAD + b"\r\n")
            assert connection.recv(10_000).startswith(b"HTTP/1.1 200 ")
            time.sleep(0.3)  # longer than a head may take, and no head has begun
        connection.sendall(HEAD)
        assert connection.recv(1000) == b"", "one that has begun is bounded as the first was"


def test_a_large_body_is_no_large_head(url: str) -> None:
    for _ in range(2):
        reply = httpx.post(
            f"{url}/v1/verify", json={"problem": "1 + 1", "answer": "2", "x": "a" * 200_000}, timeout=120
        )
        assert reply.json()["verdict"]["status"] == "verified"
