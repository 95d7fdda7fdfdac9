"""Twice what the service can take, for minutes: it must shed the rest, and neither grow nor slow down."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from benchmarks.service.judging import Judged, judged, middle, quantile
from benchmarks.service.load import Order, Running, Sample, loaded
from benchmarks.service.processes import Bench, Server

CONCURRENCY, WAITING = 16, 48
"""A waiting room in which nobody waits for long; what does not fit is to be told so at once."""
_CAPACITY_SECONDS = 20.0
_WINDOWS = 30


@dataclass
class Memory:
    """Resident memory over time.

    Attributes:
        seconds: When it was measured.
        first: Megabytes of the process that serves.
        others: Megabytes of the processes that check.
    """

    seconds: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    others: list[float] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """The serving process at the end over the same after the first fifth: 1.0 is flat."""
        fifth = max(len(self.first) // 5, 1)
        return middle(self.first[-fifth:]) / middle(self.first[fifth : 2 * fifth])


@dataclass(frozen=True)
class Window:
    """A part of the soak.

    Attributes:
        seconds: When it begins.
        admitted: Requests that were answered with 200.
        refused: Requests that were answered with 429.
        median: Seconds of those that were answered.
        p99: Seconds of the slowest of them, but one in a hundred.
    """

    seconds: float
    admitted: int
    refused: int
    median: float
    p99: float


@dataclass(frozen=True)
class Soak:
    """What came of it.

    Attributes:
        capacity: Answers per second that the service gives where it has just enough to do.
        rate: Requests per second that it was asked.
        judged: All of them.
        windows: The same by time.
        memory: What it held meanwhile.
        bound: Seconds in which a full waiting room is worked off at the pace of the overload.
    """

    capacity: float
    rate: float
    judged: Judged
    windows: tuple[Window, ...]
    memory: Memory
    bound: float

    @property
    def other_errors(self) -> int:
        """Requests that were neither answered nor refused as they should be."""
        fine = self.judged.statuses[200] + self.judged.statuses[429]
        return self.judged.statuses.total() - fine + self.judged.strange


def measure_soak(bench: Bench, stub: Server, minutes: float) -> Soak:
    """Find the capacity, then ask twice as much for so many minutes."""
    ours = bench.ours(stub, concurrency=CONCURRENCY, waiting=WAITING, cache_size=0)
    loaded(Order(ours.port, seconds=3, clients=CONCURRENCY, first=2_000_000))
    capacity = judged(loaded(Order(ours.port, seconds=_CAPACITY_SECONDS, clients=2 * CONCURRENCY))).rate
    rate, seconds = 2 * capacity, 60 * minutes
    memory, ended = Memory(), threading.Event()
    watch = threading.Thread(target=_watch, args=(ours, memory, ended), daemon=True)
    running = Running(Order(ours.port, seconds=seconds, clients=200, rate=rate, first=100_000))
    watch.start()
    samples = running.samples()
    ended.set()
    watch.join()
    ours.stop()
    whole = judged(samples)
    bound = (WAITING + CONCURRENCY) / max(whole.rate, 1e-9)
    return Soak(capacity, rate, whole, tuple(_windows(samples, seconds)), memory, bound)


def _watch(server: Server, memory: Memory, ended: threading.Event) -> None:
    started = time.monotonic()
    while not ended.wait(1.0):
        first, others = server.megabytes()
        memory.seconds.append(time.monotonic() - started)
        memory.first.append(first)
        memory.others.append(others)


def _windows(samples: list[Sample], seconds: float) -> list[Window]:
    size = seconds / _WINDOWS
    windows = []
    for number in range(_WINDOWS):
        inside = [one for one in samples if number * size <= one.begun < (number + 1) * size]
        took = sorted(one.took for one in inside if one.status == 200)
        refused = sum(one.status == 429 for one in inside)
        windows.append(Window(number * size, len(took), refused, quantile(took, 0.5), quantile(took, 0.99)))
    return windows
