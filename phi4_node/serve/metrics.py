"""Prometheus metrics: requests, latency, verdicts, tokens, the line, the cache and the breaker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

if TYPE_CHECKING:
    from phi4_node.schema import Result
    from phi4_node.serve.service import Service

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)


class Metrics:
    """The metrics of one app; a registry of its own, so that two apps in one process do not meet."""

    def __init__(self) -> None:
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
        self._active = Gauge("phi4_node_active", "Requests that the model works on.", registry=registry)
        self._waiting = Gauge("phi4_node_waiting", "Requests that wait for their turn.", registry=registry)
        self.cache = Counter(
            "phi4_node_cache", "Questions by how the cache helped.", ("outcome",), registry=registry
        )
        self._breaker = Gauge("phi4_node_breaker_open", "1 while the model is left alone.", registry=registry)
        self._ready = Gauge("phi4_node_ready", "1 while the model can answer.", registry=registry)

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
        self._breaker.set(service.is_model_left_alone)
        self._ready.set(not service.why_not_ready)


def exposition(service: Service) -> tuple[bytes, str]:
    """The metrics as text, and its content type."""
    service.metrics.snapshot(service)
    return generate_latest(service.metrics.registry), CONTENT_TYPE_LATEST
