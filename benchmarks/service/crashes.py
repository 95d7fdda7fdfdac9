"""kill -9 in the middle of a load: of a worker, of a process that checks, of Redis, of the model's server.

Whatever dies, no answer may be wrong and no request may hang; how many fail, and for how long, is told.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.service.judging import Judged, judged
from benchmarks.service.load import Order, Running, Sample
from benchmarks.service.processes import Bench, Server, free_port

CLIENTS = 8
_BEFORE, _AFTER = 8.0, 22.0
"""Seconds of load before the kill, and after it."""
_DOWN = 5.0
"""Seconds for which the model's server stays away."""
_WORKER, _CHECKER = "spawn_main", "phi4_node.verification.sandbox"
"""What stands in the command lines of a worker of the service and of a process that checks."""


@dataclass(frozen=True)
class Crash:
    """One kill under load.

    Attributes:
        what: What was killed.
        judged: The whole load.
        failed: Requests after the kill that were not answered, by status; 0 is a broken connection.
        unproven: Answers after the kill that were given without their proof although the model was right.
        outage: Seconds from the kill to the last request that failed or lost its proof; 0 if none did.
        longest: Seconds of the longest request.
        before: Answers per second before the kill.
        after: Answers per second in the last third.
    """

    what: str
    judged: Judged
    failed: Counter[int]
    unproven: int
    outage: float
    longest: float
    before: float
    after: float

    @property
    def hung(self) -> int:
        """Requests that never came to an end."""
        return self.judged.statuses[-1]


def measure_crashes(bench: Bench) -> list[Crash]:
    """Kill one thing after the other, each in a service of its own."""
    crashes = []
    stub = bench.stub()
    ours = bench.ours(stub, workers=2, concurrency=CLIENTS, cache_size=0)
    crashes.append(_crash("a worker of the service (of two)", ours, lambda: _kill_one(ours, _WORKER)))
    ours.stop()
    ours = bench.ours(stub, concurrency=CLIENTS, cache_size=0)
    crashes.append(_crash("a process that checks", ours, lambda: _kill_one(ours, _CHECKER)))
    ours.stop()
    if shutil.which("redis-server"):
        crashes.append(_without_redis(bench, stub))
    ours = bench.ours(stub, concurrency=CLIENTS, cache_size=0)

    def away() -> None:
        stub.stop()
        time.sleep(_DOWN)
        bench.stub(stub.port)

    crashes.append(_crash(f"the model's server, for {_DOWN:.0f} s", ours, away))
    ours.stop()
    return crashes


def _without_redis(bench: Bench, stub: Server) -> Crash:
    port = free_port()
    folder = bench.folder / "redis"
    folder.mkdir(parents=True, exist_ok=True)
    redis = _redis(port, folder)
    try:
        url = f"redis://127.0.0.1:{port}/0"
        ours = bench.ours(stub, concurrency=CLIENTS, redis_url=url, rate="1000000/minute")
        crash = _crash("Redis, which holds cache and rates", ours, lambda: _killed(redis))
        ours.stop()
        return crash
    finally:
        _killed(redis)


def _redis(port: int, folder: Path) -> subprocess.Popen[bytes]:
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    time.sleep(1.0)
    return process


def _killed(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def _kill_one(server: Server, mark: str) -> None:
    victims = server.children(mark)
    if not victims:
        raise RuntimeError(f"there is no process with {mark!r} in its command line to be killed")
    os.kill(victims[0].pid, signal.SIGKILL)


def _crash(what: str, server: Server, kill: Callable[[], None]) -> Crash:
    Running(Order(server.port, seconds=3, clients=CLIENTS, first=2_000_000)).samples()
    running = Running(Order(server.port, seconds=_BEFORE + _AFTER, clients=CLIENTS))
    running.wait_until_begun()
    time.sleep(_BEFORE)
    kill()
    samples = running.samples()
    late = [one for one in samples if one.begun + one.took > _BEFORE]
    failed = [one for one in late if one.status != 200]
    unproven = [one for one in late if one.status == 200 and one.verdict == "unchecked"]
    ends = [one.begun + one.took for one in (*failed, *unproven)]
    return Crash(
        what,
        judged(samples),
        Counter(one.status for one in failed),
        len(unproven),
        max(ends, default=_BEFORE) - _BEFORE,
        max((one.took for one in samples), default=0.0),
        _rate(samples, 0.0, _BEFORE),
        _rate(samples, _BEFORE + 2 * _AFTER / 3, _BEFORE + _AFTER),
    )


def _rate(samples: list[Sample], begin: float, end: float) -> float:
    return sum(one.status == 200 and begin <= one.begun + one.took < end for one in samples) / (end - begin)
