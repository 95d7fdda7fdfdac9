"""Around every request: an id, a bound on the body, safe headers, a log line without the text, figures."""

from __future__ import annotations

import hashlib
import re
import time
import uuid
from typing import Any

import structlog
from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from phi4_node.serve.errors import BUG, failure
from phi4_node.serve.metrics import Metrics

_log = structlog.get_logger("phi4_node.serve.requests")
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_HEADER_BYTES = 16_384

SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Around:
    """ASGI middleware; a plain one, since Starlette's base class hides that a client has left.

    Args:
        app: The app inside.
        body_bytes: Largest body.
        metrics: Where requests are counted.
    """

    def __init__(self, app: ASGIApp, body_bytes: int, metrics: Metrics) -> None:
        self._app = app
        self._body_bytes = body_bytes
        self._too_large = f"The request is larger than {body_bytes:,} bytes; send less."
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.monotonic()
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        request_id = given if _ID.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        seen: dict[str, Any] = {"status": 499, "started": False, "bytes": 0, "digest": hashlib.sha256()}

        async def receive_bounded() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                body = message.get("body", b"")
                seen["bytes"] += len(body)
                seen["digest"].update(body)
                if seen["bytes"] > self._body_bytes:
                    raise HTTPException(413, self._too_large)  # of FastAPI's, as it makes a 400 of all others
            return message

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"], seen["started"] = message["status"], True
                out = MutableHeaders(scope=message)
                out["X-Request-ID"] = request_id
                for name, value in SAFE_HEADERS.items():
                    out.setdefault(name, value)
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                if _too_large(headers, self._body_bytes):
                    refusal = failure(Request(scope), 413, self._too_large)
                    await refusal(scope, receive, send_with_headers)
                else:
                    await self._app(scope, receive_bounded, send_with_headers)
            except Exception as error:  # the outermost place: a bug ends as a body like every failure
                _log.error("unforeseen", error=type(error).__name__, exc_info=error)
                if seen["started"]:
                    raise  # the server breaks the connection off, since half a response was sent
                bug = failure(Request(scope), 500, BUG)
                await bug(scope, receive, send_with_headers)
            finally:
                self._note(scope, seen, time.monotonic() - started)

    def _note(self, scope: Scope, seen: dict[str, Any], seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "unknown")
        self._metrics.requests.labels(route, scope["method"], str(seen["status"])).inc()
        self._metrics.latency.labels(route).observe(seconds)
        client = scope.get("client")
        _log.info(
            "request",
            method=scope["method"],
            route=route,
            status=seen["status"],
            seconds=round(seconds, 4),
            client=scope["state"].get("address") or (client[0] if client else ""),
            caller=scope["state"].get("caller", ""),
            body_bytes=seen["bytes"],
            body_sha256=seen["digest"].hexdigest()[:16],
        )


def _too_large(headers: Headers, body_bytes: int) -> bool:
    length = headers.get("content-length", "0")
    said = int(length) if length.isdigit() else 0
    return said > body_bytes or sum(len(name) + len(value) for name, value in headers.raw) > _HEADER_BYTES
