"""Running the service: one process or several, and a drain before the end."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import parent_process
from multiprocessing.process import BaseProcess
from tempfile import TemporaryDirectory

import uvicorn
from fastapi import FastAPI
from sse_starlette.sse import AppStatus

from phi4_node.errors import BadInputError
from phi4_node.serve.app import create_app
from phi4_node.serve.callers import Gate
from phi4_node.serve.logs import configure_logs
from phi4_node.serve.settings import Settings
from phi4_node.serve.slots import FOLDER

DRAIN_SECONDS = 60
"""How long running requests may take to finish after SIGTERM."""

_KEEP_ALIVE_SECONDS = 5
_HANGING_SECONDS = 60
"""How long a process may say nothing before it is replaced; on a busy machine it takes its time to start."""


def run_service(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C; running requests are finished first.

    Raises:
        BadInputError: If the settings cannot be used together.
    """
    if settings.recycle_after and settings.workers < 2:
        raise BadInputError("recycle_after ends processes: it needs workers of 2 or more.")
    Gate(settings)  # a setting that cannot be read is told before anything starts
    _hand_down(settings)
    with _shared_metrics(settings.workers):
        uvicorn.run(
            "phi4_node.serve.run:worker_app",
            factory=True,
            # by name: a process that imports all of it before it answers uvicorn is taken for one that hangs
            http="phi4_node.serve.protocol:BoundedProtocol",
            timeout_worker_healthcheck=_HANGING_SECONDS,
            ws="none",
            host=settings.host,
            port=settings.port,
            workers=settings.workers,
            limit_max_requests=settings.recycle_after or None,
            # not all at once: then nobody would answer until the fresh ones have started
            limit_max_requests_jitter=settings.recycle_after,
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
    supervisor = parent_process()
    if supervisor is not None:
        threading.Thread(target=_end_with, args=(supervisor,), daemon=True).start()
    # streams are running requests like others: they are finished, not cut off, on SIGTERM
    AppStatus.disable_automatic_graceful_drain()  # type: ignore[no-untyped-call]
    return create_app(settings)


def _end_with(supervisor: BaseProcess) -> None:
    """Drain and end this process when the one that started it has ended, however it did."""
    supervisor.join()
    os.kill(os.getpid(), signal.SIGTERM)


def _hand_down(settings: Settings) -> None:
    """Put the settings into the environment, where worker processes, which start anew, find them.

    All of them, so that what was said on the command line goes before what was in the environment. Redis may
    be told with a password, so it stays where it was said.
    """
    for name, value in settings.model_dump(mode="json", exclude={"redis_url"}).items():
        if value is not None:
            os.environ[f"PHI4_NODE_{name.upper()}"] = value if isinstance(value, str) else json.dumps(value)


@contextmanager
def _shared_metrics(workers: int) -> Iterator[None]:
    """A folder in which several processes add up their metrics, unless there is one already."""
    if workers == 1 or FOLDER in os.environ:
        yield
        return
    with TemporaryDirectory(prefix="phi4-node-metrics-") as folder:
        os.environ[FOLDER] = folder
        yield
