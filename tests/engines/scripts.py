"""What real servers send, as handlers for a local one."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.servers import Handler, body_of, reply

Json = dict[str, Any]


def lines(texts: list[str], content_type: str, seen: list[Json] | None = None) -> Handler:
    """A stream of lines that ends with the connection."""

    def handler(request: BaseHTTPRequestHandler) -> None:
        body = body_of(request)
        if request.command == "GET":  # it has no list of models
            reply(request, b"{}", status=404)
            return
        if request.path == "/api/show":  # an Ollama that knows nothing of the model
            reply(request, b"{}")
            return
        if seen is not None:
            seen.append(json.loads(body))
        _start(request, content_type)
        for text in texts:
            request.wfile.write(f"{text}\n".encode())
            request.wfile.flush()
        request.close_connection = True

    return handler


def answer(status: int, body: object) -> Handler:
    """One answer with a status."""

    def handler(request: BaseHTTPRequestHandler) -> None:
        body_of(request)
        reply(request, json.dumps(body).encode(), status=status)

    return handler


class EndlessStream:
    """A stream that goes on until the client leaves, and knows that it left."""

    def __init__(self, line: str, content_type: str) -> None:
        self.left = threading.Event()
        self._line = f"{line}\n".encode()
        self._content_type = content_type

    def __call__(self, request: BaseHTTPRequestHandler) -> None:
        body_of(request)
        _start(request, self._content_type)
        try:
            while True:
                request.wfile.write(self._line)
                request.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            self.left.set()
            raise


def sse(*events: object) -> list[str]:
    """Events of the OpenAI wire."""
    return [
        line
        for event in events
        for line in (f"data: {event if isinstance(event, str) else json.dumps(event)}", "")
    ]


def delta(**fields: object) -> Json:
    """An event with a piece of the reply."""
    return {"id": "chatcmpl-1", "choices": [{"index": 0, "delta": fields, "finish_reason": None}]}


def finish(reason: str = "stop") -> Json:
    """The event that ends the reply."""
    return {"id": "chatcmpl-1", "choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}


USAGE: Json = {
    "id": "chatcmpl-1",
    "choices": [],
    "usage": {"prompt_tokens": 5, "completion_tokens": 7, "total_tokens": 12},
}


def said(content: str = "", **fields: object) -> str:
    """A line of Ollama's stream."""
    message = {"role": "assistant", "content": content, **fields}
    return json.dumps({"model": "m", "created_at": "2025-01-01T00:00:00Z", "message": message, "done": False})


def done(reason: str = "stop") -> str:
    """The line that ends Ollama's stream."""
    return json.dumps(
        {
            "model": "m",
            "created_at": "2025-01-01T00:00:00Z",
            "message": {"role": "assistant", "content": ""},
            "done": True,
            "done_reason": reason,
            "prompt_eval_count": 5,
            "eval_count": 7,
        }
    )


def _start(request: BaseHTTPRequestHandler, content_type: str) -> None:
    request.send_response(200)
    request.send_header("Content-Type", content_type)
    request.send_header("Connection", "close")
    request.end_headers()
