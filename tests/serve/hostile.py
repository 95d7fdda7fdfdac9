"""What strangers send on purpose, and what no answer to them may say."""

from __future__ import annotations

import builtins
import json
import re
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlsplit

from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from pydantic import PrivateAttr

from phi4_node.engines import errors
from tests.fake_models import FakeEngine

SECRET = "hunter2"
_INSIDE = f"http://10.1.2.3:11434/{SECRET} Traceback (most recent call last): File '/opt/phi4_node/x.py'"
_EVERY = 7

_EXCEPTIONS = {name for name in dir(builtins) if name.endswith(("Error", "Exception", "Interrupt"))}
_EXCEPTIONS |= {name for name in dir(errors) if name.endswith("Error")}
_EXCEPTIONS |= {"ValidationError", "HTTPException", "RedisError", "OutputParserException", "BadInputError"}
_LEAK = re.compile(
    rf"{SECRET}|Traceback|File [\"']|site-packages|/(?:usr|home|opt|root|tmp|work|var)/|\.py\b"
    rf"|0x[0-9a-f]{{8,}}|pydantic_core|errors\.pydantic\.dev|\b(?:{'|'.join(sorted(_EXCEPTIONS))})\b"
)


def leak_in(text: str) -> str:
    """What a response tells of the inside; empty if nothing."""
    found = _LEAK.search(text)
    return found[0] if found else ""


class MoodyEngine(FakeEngine):
    """A model that fails now and then, with words that must stay inside; no real one does so to order."""

    _calls: int = PrivateAttr(0)

    async def _astream(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        self._calls += 1
        if self._calls % _EVERY == 0:
            failures = (errors.ServerFailedError, errors.ServerDownError, errors.ServerTimeoutError)
            raise failures[self._calls // _EVERY % len(failures)](_INSIDE)
        for chunk in self.chunks:
            yield ChatGenerationChunk(message=chunk)


def bodies() -> Iterator[tuple[str, bytes]]:
    """Bodies that are no good, by name."""
    text: dict[str, Any] = {
        "nan": float("nan"),
        "infinity": float("inf"),
        "nul": "1 + \x00 1",
        "half character": "\ud800 + 1",
        "line separators": "1\u2028+\u2029 1\x85",
        "right to left": "\u202e 1 + 1",
        "number": 5,
        "null": None,
        "list": ["1 + 1"],
        "object": {"$gt": ""},
        "empty": "",
        "spaces": "   ",
        "long": "9" * 100_000,
        "huge power": "9^9^9^9^9",
        "deep brackets": "(" * 1000,
        "code": "__import__('os').system('id')",
        "template": "{{7*7}} ${7*7} <%= 7*7 %>",
        "script": "<script>alert(1)</script>",
        "sql": "' OR 1=1; DROP TABLE users; --",
        "format": "%s%n{0.__class__.__mro__}",
        "path": "../../../../etc/passwd",
        "redis": "\r\nFLUSHALL\r\n",
        "emoji": "🙂" * 500,
    }
    for name, value in text.items():
        fields = ("problem", "prompt", "input", "answer")
        yield name, json.dumps(dict.fromkeys(fields, value)).encode()
        yield f"{name} as a message", json.dumps({"messages": [{"role": "user", "content": value}]}).encode()
        yield f"{name} for LangServe", json.dumps({"input": {"problem": value, "messages": [value]}}).encode()
    yield from {
        "nothing": b"",
        "no JSON": b"problem=1%2B1",
        "cut off": b'{"problem": "1 + 1"',
        "invalid UTF-8": b'{"problem": "\xff\xfe"}',
        "UTF-16": '{"problem": "1 + 1"}'.encode("utf-16"),
        "byte order mark": b'\xef\xbb\xbf{"problem": "1 + 1"}',
        "bare NaN": b'{"problem": NaN, "temperature": NaN}',
        "numbers without end": b'{"problem": "1", "seconds": 1e999, "attempts": 1' + b"0" * 5000 + b"}",
        "the same key twice": b'{"problem": "1 + 1", "problem": null, "prompt": "1", "prompt": {}}',
        "deep lists": b"[" * 50_000,
        "deep objects": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
        "a long list": b"[" + b'{"prompt": "1"},' * 5000 + b'{"prompt": "1"}]',
        "too large": b'{"problem": "' + b"1" * 400_000 + b'"}',
        "binary": bytes(range(256)) * 8,
        "XML": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        "injected config": json.dumps(INJECTED).encode(),
        "injected tools": json.dumps(
            {"messages": [{"role": "tool", "content": "x"}], "tools": [{"a": 1}]}
        ).encode(),
        "strange roles": b'{"messages": [{"role": "__proto__", "content": {}}, 7, null, []]}',
        "prototype": b'{"__proto__": {"problem": "1"}, "constructor": {"prototype": {}}}',
    }.items()


INJECTED: dict[str, Any] = {
    "input": {"problem": "1 + 1", "messages": [{"role": "user", "content": "1 + 1"}], "answer": "2"},
    "config": {
        "configurable": {
            "model": "openai:x@http://10.0.0.1/v1",
            "thread_id": "../x",
            "__phi4_node_request": 1,
        },
        "callbacks": [{"id": "x"}],
        "recursion_limit": -1,
        "max_concurrency": 0,
        "tags": [None],
        "run_name": "\x00",
    },
    "kwargs": {
        "stop": 5,
        "model": "evil",
        "context": {"phi4_node": {"model": "evil", "budget": {"attempts": 1e9}}},
    },
}

HEADERS: dict[str, dict[str, str]] = {
    "form": {"Content-Type": "application/x-www-form-urlencoded"},
    "no type": {"Content-Type": ""},
    "text": {"Content-Type": "text/plain; charset=utf-7"},
    "strange charset": {"Content-Type": "application/json; charset=latin-37"},
    "multipart": {"Content-Type": "multipart/form-data; boundary="},
    "compressed": {"Content-Encoding": "gzip"},
    "strange id": {"X-Request-ID": "<script>{{7*7}}" * 20},
    "forwarded": {"X-Forwarded-For": "127.0.0.1, ::1, \t,,,unknown", "Forwarded": "for=127.0.0.1"},
    "host": {"Host": "evil.example"},
    "other method": {"X-HTTP-Method-Override": "DELETE"},
    "range": {"Range": "bytes=0-,0-,0-"},
    "expect": {"Expect": "204-something"},
    "huge header": {"X-Huge": "a" * 20_000},
    "cookies": {"Cookie": "a=b;" * 500},
    "origin": {"Origin": "null", "Access-Control-Request-Method": "POST"},
}
"""Headers that are no good, to be sent with a body that is."""

PATHS = (
    "/../../etc/passwd",
    "/..%2f..%2fetc%2fpasswd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/v1/../v1/math/solve",
    "/math/playground/../../../etc/passwd",
    "/math/playground/index.html",
    "/math/c/N4XyA/invoke",
    "/math/stream_log",
    "/openapi.json/..",
    "//evil.example/v1/solve",
    "/%00",
    "/v1/math/solve%00.json",
    "/" + "a" * 5000,
    "/?" + "&".join(f"a{number}=b" for number in range(2000)),
    "/v1/math/solve?problem=" + "9" * 4000,
    "/.env",
    "/.git/config",
    "/metrics/../keys.toml",
)

_POST = b"POST /v1/math/solve HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n"

RAW: dict[str, bytes] = {
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n",
    "no version": b"GET /\r\n\r\n",
    "strange version": b"GET / HTTP/9.9\r\nHost: a\r\n\r\n",
    "strange method": b"BREW /v1/math/solve HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    "trace": b"TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer x\r\n\r\n",
    "connect": b"CONNECT 10.0.0.1:22 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    "whole address": b"GET http://10.0.0.1/health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    "chunks that are none": _POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
    "a chunk of half the world": _POST
    + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx\r\n0\r\n\r\n",
    "chunks and a length": _POST
    + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
    "two lengths": _POST + b"Content-Length: 2\r\nContent-Length: 20\r\n\r\n{}",
    "a negative length": _POST + b"Content-Length: -5\r\n\r\n{}",
    "a length that is none": _POST + b"Content-Length: two\r\n\r\n{}",
    "a length without end": _POST + b"Content-Length: " + b"9" * 400 + b"\r\n\r\n{}",
    "NUL in a header": _POST + b"X-A: a\x00b\r\nContent-Length: 2\r\n\r\n{}",
    "a folded header": _POST + b"X-A: a\r\n b\r\nContent-Length: 2\r\n\r\n{}",
    "a header without a name": _POST + b": a\r\nContent-Length: 2\r\n\r\n{}",
    "bytes in a header": _POST + b"Authorization: Bearer \xff\xfe\r\nContent-Length: 2\r\n\r\n{}",
    "thousands of headers": _POST + b"X-A: b\r\n" * 5000 + b"Content-Length: 2\r\n\r\n{}",
    "an upgrade": b"GET /chat/stream HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
}
"""Requests that no well-behaved client can send, byte by byte."""


def exchanged(url: str, data: bytes) -> bytes:
    """What the server answers to these bytes, until it closes or says no more."""
    where = urlsplit(url)
    received = b""
    with socket.create_connection((where.hostname, where.port), timeout=30) as connection:
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while piece := connection.recv(65_536):
                received += piece
        except ConnectionError:
            pass  # it hung up on us, which is an answer too
    return received
