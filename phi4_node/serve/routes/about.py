"""What the service says of itself: its endpoints, whether it lives, whether it can answer, its figures."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel

from phi4_node.serve.callers import Caller, admitted
from phi4_node.serve.errors import documented
from phi4_node.serve.service import Service
from phi4_node.serve.state import service_of

router = APIRouter(tags=["service"])

Serving = Annotated[Service, Depends(service_of)]

CAPABILITIES = ("reasoning", "math", "logic", "coding", "chat", "verification")


class Root(BaseModel):
    """Name and endpoints."""

    message: str
    name: str = "phi4-node"
    endpoints: list[str]


class Health(BaseModel):
    """Alive, and what the model is up to.

    Attributes:
        status: `healthy`, or `degraded` while no model answers: then answers are checked all the same, and
            problems are solved as far as that can be done without one.
        model: The model's name; empty until it is known.
        capabilities: What can be asked for.
        reason: Why it is degraded.
    """

    status: str
    service: str = "phi4-node"
    model: str
    capabilities: tuple[str, ...] = CAPABILITIES
    reason: str = ""


class Line(BaseModel):
    """The waiting room.

    Attributes:
        active: Requests that the model works on.
        waiting: Requests that wait.
        place: Place that your next request would have, counted from 1; 0 for no wait.
    """

    active: int
    waiting: int
    place: int


@router.get("/", responses=documented(413))
async def root(request: Request) -> Root:
    """The service and its endpoints."""
    paths = {
        route["path"] for route in _routes(request.app) if not route["path"].startswith(("/docs", "/openapi"))
    }
    return Root(message="phi4-node is running", endpoints=sorted(paths))


@router.get("/health", responses=documented(413))
@router.get("/v1/health", include_in_schema=False)
async def health(service: Serving) -> Health:
    """Whether the process lives; always 200 while it does."""
    reason = service.health.why_not_ready
    return Health(status="degraded" if reason else "healthy", model=service.model_name, reason=reason)


@router.get("/ready", responses=documented(413) | {503: {"model": Health}})
async def ready(service: Serving, response: Response) -> Health:
    """Whether it can answer now, with the reason if not."""
    reason = service.health.why_not_ready
    if reason:
        response.status_code = 503
    return Health(status="not ready" if reason else "ready", model=service.model_name, reason=reason)


@router.get("/v1/queue", responses=documented(401, 403, 413, 429))
async def queue(service: Serving, caller: Annotated[Caller, Depends(admitted)]) -> Line:
    """The waiting room, and the place that your next request would have."""
    line = service.admission
    return Line(active=line.active, waiting=line.waiting, place=line.place_of(caller.name))


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request, service: Serving) -> Response:
    """Prometheus metrics."""
    if not service.settings.metrics:
        return Response(status_code=404)
    content, content_type = service.metrics.exposition(service)
    return Response(content, media_type=content_type)


def _routes(app: Any) -> list[dict[str, str]]:
    return [{"path": path} for path in app.openapi()["paths"]]
