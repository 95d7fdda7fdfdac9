"""Prometheus metrics: requests, latency, verdicts, tokens, the line, the cache and the breaker.

Several processes write their figures into files of one folder, and whichever is asked adds them up
(prometheus_client's multiprocess mode). Gauges count as long as their process lives.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from phi4_node.serve import slots

if TYPE_CHECKING:
    from phi4_node.schema import Result
    from phi4_node.serve.service import Service

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)


_REFRESH_SECONDS = 1.0
"""How old another process's gauges may be."""


class Metrics:
    """The metrics of one app; a registry of its own, so that two apps in one process do not meet."""

    def __init__(self) -> None:
        self._folder = slots.shared_folder()
        if self._folder is not None:
            slots.write_into(self._folder)
        self.registry = CollectorRegistry()
        registry = self.registry
        self.requests = Counter(
            "phi4_node_requests",
            "Requests by route, method and status.",
            ("route", "method", "status"),
            registry=registry,
        )
        self.latency = Histogram(
            "phi4_node_request_seconds",
            "Time to the end of the response.",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        )
        self.verdicts = Counter(
            "phi4_node_verdicts", "Solved problems by verdict.", ("status",), registry=registry
        )
        self.tokens = Counter("phi4_node_tokens", "Tokens of the model.", ("direction",), registry=registry)
        self.attempts = Counter("phi4_node_attempts", "Solutions drawn.", registry=registry)
        self.degraded = Counter(
            "phi4_node_degraded", "Problems solved without the model, which had failed.", registry=registry
        )
        self._active = Gauge(
            "phi4_node_active",
            "Requests that the model works on.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._waiting = Gauge(
            "phi4_node_waiting",
            "Requests that wait for their turn.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self.cache = Counter(
            "phi4_node_cache", "Questions by how the cache helped.", ("outcome",), registry=registry
        )
        self._breaker = Gauge(
            "phi4_node_breaker_open",
            "1 while the model is left alone, in any process.",
            registry=registry,
            multiprocess_mode="livemax",
        )
        self._ready = Gauge(
            "phi4_node_ready",
            "1 while the model can answer, in all processes.",
            registry=registry,
            multiprocess_mode="livemin",
        )

    def count_result(self, result: Result) -> None:
        """Count a solved problem; one from the cache is not counted again."""
        self.verdicts.labels(result.verdict.status.value).inc()
        self.tokens.labels("input").inc(result.usage.input_tokens)
        self.tokens.labels("output").inc(result.usage.output_tokens)
        self.attempts.inc(len(result.attempts))

    def snapshot(self, service: Service) -> None:
        """Set the gauges to what holds now."""
        self._active.set(service.admission.active)
        self._waiting.set(service.admission.waiting)
        self._breaker.set(service.health.is_left_alone)
        self._ready.set(not service.health.why_not_ready)

    async def keep_up_to_date(self, service: Service) -> None:
        """Where several processes serve, tell the others every second what holds here."""
        while self._folder is not None:
            self.snapshot(service)
            await asyncio.sleep(_REFRESH_SECONDS)

    def exposition(self, service: Service) -> tuple[bytes, str]:
        """The metrics of all processes as text, and its content type."""
        self.snapshot(service)
        if self._folder is None:
            return generate_latest(self.registry), CONTENT_TYPE_LATEST
        slots.forget_the_dead(self._folder)
        everybody = CollectorRegistry()
        MultiProcessCollector(everybody, path=str(self._folder))  # type: ignore[no-untyped-call]
        return generate_latest(everybody), CONTENT_TYPE_LATEST
