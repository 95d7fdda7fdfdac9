"""Requests per second: the service and the rival in turn over the same model, and the service from its cache."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.service.judging import Judged, judged, middle
from benchmarks.service.load import Order, loaded
from benchmarks.service.processes import Bench, Server

CLIENTS = 100
ROOM = {"concurrency": CLIENTS, "waiting": 1000, "cache_size": 0}
"""The service takes as many at once as the rival's pool has connections, and keeps no answers."""


@dataclass
class Rounds:
    """One service's rounds.

    Attributes:
        rounds: What came of each.
        first_seconds: Processor seconds of the service's first process for each answer, by round.
        other_seconds: The same of its other processes, which check.
    """

    rounds: list[Judged] = field(default_factory=list)
    first_seconds: list[float] = field(default_factory=list)
    other_seconds: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers per second, the median of the rounds."""
        return middle([one.rate for one in self.rounds])

    @property
    def statuses(self) -> Counter[int]:
        """Statuses of all rounds."""
        return sum((one.statuses for one in self.rounds), Counter())

    @property
    def verdicts(self) -> Counter[tuple[str, bool]]:
        """Verdicts of all rounds."""
        return sum((one.verdicts for one in self.rounds), Counter())


@dataclass(frozen=True)
class Throughput:
    """Both services under the same load."""

    ours: Rounds
    rival: Rounds


def measure_throughput(
    bench: Bench, stub: Server, seconds: float, rounds: int, workers: int = 1
) -> Throughput:
    """Load both in turn, so that whatever else the machine does meets both alike."""
    ours, rival = bench.ours(stub, workers, **ROOM), bench.rival(stub, workers)
    measured = Throughput(Rounds(), Rounds())
    first = 0
    for server in (rival, ours):
        loaded(Order(server.port, seconds=3, clients=CLIENTS, first=2_000_000))
    for _ in range(rounds):
        for server, into in ((rival, measured.rival), (ours, measured.ours)):
            add_round(into, server, Order(server.port, seconds=seconds, clients=CLIENTS, first=first))
        first += 200_000
    for server in (ours, rival):
        server.stop()
    return measured


def measure_cached(bench: Bench, stub: Server, seconds: float, rounds: int) -> Rounds:
    """Load one process with problems that it has solved."""
    distinct = 200
    ours = bench.ours(stub, **{**ROOM, "cache_size": 1000})
    order = Order(ours.port, seconds=seconds, clients=CLIENTS, distinct=distinct)
    loaded(Order(ours.port, seconds=5, clients=CLIENTS, distinct=distinct))
    measured = Rounds()
    for _ in range(rounds):
        add_round(measured, ours, order)
    ours.stop()
    return measured


def add_round(into: Rounds, server: Server, order: Order) -> None:
    """Carry out one round and add what came of it."""
    before = server.processor_seconds()
    samples = loaded(order)
    used = _difference(server.processor_seconds, before)
    one = judged(samples)
    into.rounds.append(one)
    into.first_seconds.append(used[0] / max(one.good, 1))
    into.other_seconds.append(used[1] / max(one.good, 1))


def _difference(now: Callable[[], tuple[float, float]], before: tuple[float, float]) -> tuple[float, float]:
    first, others = now()
    return first - before[0], max(
        others - before[1], 0.0
    )  # a worker that was replaced takes its time with it
