"""What the OpenAPI description says beyond what FastAPI finds out: keys, streams, and LangServe's streams."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

_KEYS = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A key made with `phi4-node key NAME`."},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "The same key."},
}
_OPEN = ("/", "/health", "/ready")
"""What needs no key: a load balancer has none."""

_EVENT = {
    "type": "object",
    "properties": {"event": {"type": "string"}, "data": {"type": "string", "description": "JSON."}},
}

EVENT_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Server-sent events. Each has a name and a line of JSON; docs/service.md lists them.",
        "content": {"text/event-stream": {"schema": _EVENT}},
    }
}
"""The entry of OpenAPI for an answer that comes as a stream."""


def describe(app: FastAPI, *, needs_key: bool) -> None:
    """Have the app describe its keys and streams.

    Args:
        app: The app with all its routes.
        needs_key: Whether there are keys; otherwise they may be left out.
    """
    described = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            _complete(described(), needs_key=needs_key)
        return app.openapi_schema or {}

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend it


def _complete(schema: dict[str, Any], *, needs_key: bool) -> None:
    schema.setdefault("components", {})["securitySchemes"] = _KEYS
    allowed: list[dict[str, list[str]]] = [{"bearer": []}, {"header": []}]
    if not needs_key:
        allowed.append({})
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            if path not in _OPEN:
                operation["security"] = allowed
            if path.endswith("/stream") and "LangServe" in operation.get("tags", ()):
                operation["responses"]["200"] = EVENT_STREAM[200]
