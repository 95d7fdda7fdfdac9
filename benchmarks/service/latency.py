"""What a service adds to the time that the model takes, while there is little to do."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.service.judging import judged, quantile
from benchmarks.service.load import MODEL_PATH, Order, Sample, loaded
from benchmarks.service.processes import Bench, Server
from benchmarks.service.questions import Manner, problem, solved
from benchmarks.service.stub import LATENCY
from benchmarks.service.throughput import ROOM

RATE = 10.0
"""Requests per second, at random times: a class room, far from what any of the services can take."""


@dataclass(frozen=True)
class Added:
    """Seconds that a request takes longer than the bare model, at the median and at the 99th percentile."""

    median: float
    p99: float
    requests: int


@dataclass(frozen=True)
class Latencies:
    """Seconds of the bare model, and what each service adds to them.

    Attributes:
        bare: Median and 99th percentile of the bare model.
        ours: Of problems that the model answers rightly at first, so that one call is made as by the rival.
        rival: The same.
    """

    bare: tuple[float, float]
    ours: Added
    rival: Added


def measure_latency(bench: Bench, stub: Server, seconds: float, rounds: int) -> Latencies:
    """Ask the bare model, the service and the rival in turn."""
    ours, rival = bench.ours(stub, **ROOM), bench.rival(stub)
    paths = {stub.port: MODEL_PATH}
    samples: dict[str, list[Sample]] = {server.name: [] for server in (stub, rival, ours)}
    first = 0
    for server in (stub, rival, ours):
        loaded(Order(server.port, paths.get(server.port, "/v1/math/solve"), 3, 10, RATE, 2_000_000))
    for _ in range(rounds):
        for server in (stub, rival, ours):
            path = paths.get(server.port, "/v1/math/solve")
            samples[server.name] += loaded(Order(server.port, path, seconds, 100, RATE, first))
        first += 100_000
    judged(samples["phi4-node"])
    for server in (ours, rival):
        server.stop()
    bare = _quantiles(samples["model"])
    return Latencies(bare, _added(samples["phi4-node"], bare), _added(samples["rival"], bare))


def _added(samples: list[Sample], bare: tuple[float, float]) -> Added:
    median, p99 = _quantiles(samples)
    return Added(median - bare[0], p99 - bare[1], len(samples))


def _is_right_at_once(sample: Sample) -> bool:
    found = solved(problem(sample.asked))
    return found is not None and found.manner is Manner.RIGHT


def _quantiles(samples: list[Sample]) -> tuple[float, float]:
    """Of the problems that are solved by one call; a wrong answer costs further calls, which are the model's time."""
    alike = [sample for sample in samples if sample.status == 200 and _is_right_at_once(sample)]
    ordered = sorted(sample.took for sample in alike)
    if ordered and ordered[0] < 0.9 * LATENCY:  # timers may fire a little early
        raise RuntimeError(f"an answer came after {1000 * ordered[0]:.1f} ms, without the model")
    return quantile(ordered, 0.5), quantile(ordered, 0.99)
