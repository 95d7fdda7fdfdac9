"""The FastAPI app put together."""

from __future__ import annotations

import importlib.util
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from phi4_node.serve.callers import Gate
from phi4_node.serve.errors import add_handlers
from phi4_node.serve.middleware import Around
from phi4_node.serve.openapi import describe
from phi4_node.serve.routes import about, chat, openai, solve
from phi4_node.serve.service import Service
from phi4_node.serve.settings import Settings

if TYPE_CHECKING:
    from phi4_node.chat_model import ChatPhi4Mini

_DESCRIPTION = """\
A small local model answers; a symbolic checker decides what may be believed. Every answer comes with a
verdict: **verified** (read from your own words and decided completely), **supported**, **refuted** or
**unchecked**.
"""


def create_app(settings: Settings | None = None, *, model: ChatPhi4Mini | None = None) -> FastAPI:
    """The service as an ASGI app.

    Args:
        settings: What it is told; None reads the environment, `.env` and `phi4-node.toml`.
        model: A chat model to use instead of the one that the settings name.

    Raises:
        BadInputError: If a key, an address or a rate of the settings cannot be read.
    """
    settings = settings or Settings()
    gate = Gate(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await app.state.service.start()
        try:
            yield
        finally:
            await app.state.service.close()
            await gate.close()

    app = FastAPI(
        title="phi4-node",
        version=version("phi4-node"),
        description=_DESCRIPTION,
        lifespan=lifespan,
        docs_url="/docs" if settings.docs else None,
        redoc_url="/redoc" if settings.docs else None,
        openapi_url="/openapi.json" if settings.docs else None,
    )
    app.state.settings = settings
    app.state.gate = gate
    app.state.service = Service(settings, model)
    for router in (about.router, solve.router, chat.router, openai.router):
        app.include_router(router)
    if settings.langserve and importlib.util.find_spec("langserve"):
        from phi4_node.serve.langserve import add_langserve

        add_langserve(app, app.state.service)
    add_handlers(app)
    describe(app, needs_key=gate.needs_key)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.cors_origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "X-API-Key", "X-Request-ID"],
            expose_headers=["Retry-After", "X-Request-ID"],
        )
    app.add_middleware(Around, body_bytes=settings.body_bytes, metrics=app.state.service.metrics)
    return app
