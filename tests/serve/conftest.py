"""The service as a client sees it: the real app and verifier, over a model server with planted replies."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager

from phi4_node.serve import Settings, create_app
from tests.servers import Handler, openai_server

RIGHT = "Analysis: a quadratic.\nSteps:\n1. (x + 3)(x - 1) = 0\n2. x = -3 or x = 1\nAnswer: x = -3 or x = 1"
PROBLEM = "x^2 + 2x - 3 = 0"

Open = Callable[..., Awaitable[httpx.AsyncClient]]


def settings(**more: Any) -> Settings:
    """Settings that nothing on this machine changes."""
    return Settings(_env_file=None, **{"warm_up": False, "docs": True, **more})


@pytest.fixture
async def serve(http_server: Callable[[Handler], str]) -> AsyncIterator[Open]:
    """Start the app; `replies` are what the model says, the other arguments are settings."""
    async with AsyncExitStack() as stack:

        async def start(*replies: str, handler: Handler | None = None, **more: Any) -> httpx.AsyncClient:
            planted = handler or openai_server(*(replies or (RIGHT,)))
            more.setdefault("model", f"openai:planted@{http_server(planted)}/v1")
            app = create_app(settings(**more))
            manager = await stack.enter_async_context(LifespanManager(app))
            transport = httpx.ASGITransport(manager.app, raise_app_exceptions=False)
            client = httpx.AsyncClient(transport=transport, base_url="http://service", timeout=120)
            return await stack.enter_async_context(client)

        yield start
