"""Structured logs of the service: one JSON object a line, or lines for people on a terminal."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog


def configure_logs(level: str) -> None:
    """Set up logging for the whole process; only a program that owns it may call this."""
    number = logging.getLevelNamesMapping()[level]
    logging.disable(logging.NOTSET)  # the command line had silenced it
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    render: Any = (
        structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    logging.basicConfig(handlers=[handler], level=max(number, logging.INFO), force=True)
    for quiet in ("httpx", "httpcore", "uvicorn.access"):  # the service's own line says more and less
        logging.getLogger(quiet).setLevel(logging.WARNING)
