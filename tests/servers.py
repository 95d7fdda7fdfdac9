"""Local HTTP servers for tests, among them the ones that hang, reset and answer nonsense."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal

Handler = Callable[[BaseHTTPRequestHandler], None]
Misbehaviour = Literal["hang", "reset", "500", "garbage", "empty", "cut"]


@contextmanager
def serving() -> Iterator[Callable[[Handler], str]]:
    """Start servers on free local ports; all of them end with the block."""
    servers: list[ThreadingHTTPServer] = []

    def start(handler: Handler) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), _request_handler(handler))
        server.daemon_threads = True
        servers.append(server)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}"

    try:
        yield start
    finally:
        for server in servers:
            _released.set()
            server.shutdown()
            server.socket.close()
        _released.clear()


_released = threading.Event()
"""Set while servers are being stopped, so that hanging requests let go."""


def _request_handler(handler: Handler) -> type[BaseHTTPRequestHandler]:
    class Request(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            try:
                handler(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # the client went away, which many tests intend

        do_GET = do_POST = do_HEAD = do_DELETE = do_PUT = handle_any

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Request


def body_of(request: BaseHTTPRequestHandler) -> bytes:
    """The request's body, read whole."""
    return request.rfile.read(int(request.headers.get("Content-Length") or 0))


def reply(
    request: BaseHTTPRequestHandler, body: bytes, status: int = 200, content_type: str = "application/json"
) -> None:
    """Answer with a body of known length."""
    request.send_response(status)
    request.send_header("Content-Type", content_type)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    if request.command != "HEAD":
        request.wfile.write(body)


@dataclass
class Client:
    """What is known of the other side of a reply.

    Attributes:
        listens: Set once the first piece of a reply was sent.
        gone: Set when the client went away in the middle of a reply.
    """

    listens: threading.Event = field(default_factory=threading.Event)
    gone: threading.Event = field(default_factory=threading.Event)


def openai_server(
    *replies: str,
    pause: float = 0.0,
    client: Client | None = None,
    hold: tuple[int, threading.Event] | None = None,
) -> Handler:
    """A server that speaks OpenAI's wire and streams planted replies in turn, the last one again and again.

    Args:
        replies: The texts.
        pause: Seconds between two pieces of a text.
        client: Told about the client.
        hold: After so many pieces, say no more until this is set, nor at all if it is not set in time.
    """
    about = client or Client()
    waiting = list(replies)

    def handle(request: BaseHTTPRequestHandler) -> None:
        body_of(request)
        if request.command == "GET":
            reply(request, json.dumps({"object": "list", "data": [{"id": "planted"}]}).encode())
            return
        text = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        request.send_response(200)
        request.send_header("Content-Type", "text/event-stream")
        request.send_header("Connection", "close")
        request.end_headers()
        try:
            for number, event in enumerate(_events(text)):
                if hold and number == hold[0] and not hold[1].wait(30):
                    break  # nobody came: end the reply in the middle, which the client must notice
                request.wfile.write(event)
                request.wfile.flush()
                about.listens.set()
                _released.wait(pause)
        except (BrokenPipeError, ConnectionResetError):
            about.gone.set()
        request.close_connection = True

    return handle


def _events(text: str) -> Iterator[bytes]:
    pieces = [text[start : start + 5] for start in range(0, len(text), 5)]
    for piece in pieces:
        yield _event({"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]})
    yield _event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    usage = {"prompt_tokens": 50, "completion_tokens": len(pieces), "total_tokens": 50 + len(pieces)}
    yield _event({"choices": [], "usage": usage})
    yield b"data: [DONE]\n\n"


def _event(data: dict[str, object]) -> bytes:
    head = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "planted"}
    return b"data: " + json.dumps(head | data).encode() + b"\n\n"


def misbehave(kind: Misbehaviour) -> Handler:
    """The handler of one kind of misbehaviour."""
    return _MISBEHAVIOURS[kind]


def _hang(request: BaseHTTPRequestHandler) -> None:
    _released.wait(timeout=120)
    request.close_connection = True


def _reset(request: BaseHTTPRequestHandler) -> None:
    body_of(request)
    # with linger on and zero seconds, closing sends RST instead of FIN
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.close_connection = True
    request.connection.close()


def _error(request: BaseHTTPRequestHandler) -> None:
    body_of(request)
    reply(request, b'{"error": {"message": "planted failure", "type": "server_error"}}', status=500)


def _garbage(request: BaseHTTPRequestHandler) -> None:
    body_of(request)
    reply(request, b"\x00\xff<html>not what you asked for", content_type="text/html")


def _empty(request: BaseHTTPRequestHandler) -> None:
    body_of(request)
    reply(request, b"")


def _cut(request: BaseHTTPRequestHandler) -> None:
    """Promise more than is sent, then close: a connection that breaks in the middle of the body."""
    body_of(request)
    request.send_response(200)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", "4096")
    request.end_headers()
    request.wfile.write(b'{"id": "1", ')
    request.wfile.flush()
    request.close_connection = True


_MISBEHAVIOURS: dict[Misbehaviour, Handler] = {
    "hang": _hang,
    "reset": _reset,
    "500": _error,
    "garbage": _garbage,
    "empty": _empty,
    "cut": _cut,
}
