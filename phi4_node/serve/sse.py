"""Server-sent events with typed JSON, a heartbeat while nothing happens, and an error that says so."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

from pydantic import BaseModel
from sse_starlette import EventSourceResponse, ServerSentEvent

from phi4_node.serve.errors import told

HEARTBEAT_SECONDS = 15


def event_stream(events: AsyncIterator[BaseModel]) -> EventSourceResponse:
    """A response that sends each event under its name; a client that leaves ends the iterator."""
    return EventSourceResponse(
        _sent(events),
        ping=HEARTBEAT_SECONDS,
        ping_message_factory=lambda: ServerSentEvent("{}", event="heartbeat"),
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def event_of(name: str, data: Any) -> ServerSentEvent:
    """One event. JSON in ASCII, because clients split lines at characters that JSON leaves alone."""
    return ServerSentEvent(json.dumps(data), event=name)


async def _sent(events: AsyncIterator[BaseModel]) -> AsyncIterator[ServerSentEvent]:
    try:
        async with aclosing(events) as stream:  # type: ignore[type-var]  # it is a generator in all cases
            async for event in stream:
                data = event.model_dump(mode="json")
                yield event_of(str(data.get("event", "message")), data)
    except Exception as error:  # noqa: BLE001 - a stream that has begun can only end with an event
        yield event_of("error", {"event": "error", **told(error)})
