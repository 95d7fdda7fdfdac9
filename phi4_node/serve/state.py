"""What hangs on the app, typed, for the routes to depend on."""

from __future__ import annotations

from fastapi import Request

from phi4_node.serve.service import Service


async def service_of(request: Request) -> Service:
    """The service of this app; not a plain function, which FastAPI would send to a thread."""
    service: Service = request.app.state.service
    return service
