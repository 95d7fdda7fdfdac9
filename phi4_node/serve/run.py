"""Running the service: one process or several, and a drain before the end."""

from __future__ import annotations

import os

import uvicorn
from fastapi import FastAPI

from phi4_node.errors import BadInputError
from phi4_node.serve.app import create_app
from phi4_node.serve.callers import Gate
from phi4_node.serve.logs import configure_logs
from phi4_node.serve.settings import Settings

DRAIN_SECONDS = 60
"""How long running requests may take to finish after SIGTERM."""

_KEEP_ALIVE_SECONDS = 5


def run_service(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C; running requests are finished first.

    Raises:
        BadInputError: If the settings cannot be used together.
    """
    if settings.recycle_after and settings.workers < 2:
        raise BadInputError("recycle_after ends processes: it needs workers of 2 or more.")
    Gate(settings)  # a setting that cannot be read is told before anything starts
    # worker processes are started anew and read their settings from the environment
    for name, value in settings.model_dump(mode="json", exclude_defaults=True, exclude={"redis_url"}).items():
        os.environ.setdefault(f"PHI4_NODE_{name.upper()}", value if isinstance(value, str) else _json(value))
    uvicorn.run(
        "phi4_node.serve.run:worker_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        limit_max_requests=settings.recycle_after or None,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        proxy_headers=False,  # the gate decides which proxies are believed
        server_header=False,
        access_log=False,
        log_config=None,
    )


def worker_app() -> FastAPI:
    """The app of one process, with the settings of the environment."""
    settings = Settings()
    configure_logs(settings.log_level)
    return create_app(settings)


def _json(value: object) -> str:
    import json

    return json.dumps(value)
