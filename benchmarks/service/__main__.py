"""The service under load, next to the document's own: `python -m benchmarks.service --report benchmarks/reports/service.md`.

It needs the extra `dev`; Redis is killed only where redis-server is installed.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

from benchmarks.service.costs import measure_costs
from benchmarks.service.crashes import measure_crashes
from benchmarks.service.floor import measure_floor
from benchmarks.service.judging import WrongVerifiedError
from benchmarks.service.latency import measure_latency
from benchmarks.service.processes import Bench
from benchmarks.service.report import Figures, draw, report
from benchmarks.service.soak import measure_soak
from benchmarks.service.throughput import measure_cached, measure_throughput

PARTS = ("throughput", "workers", "floor", "costs", "cached", "latency", "soak", "crashes")


def main() -> None:
    """Measure, and write the report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--report", type=Path, help="the Markdown file; the picture lies beside it (default: printed)"
    )
    parser.add_argument("--soak-minutes", type=float, default=10.0, help="length of the overload (10)")
    parser.add_argument("--seconds", type=float, default=10.0, help="length of one round of load (10)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each service (5)")
    parser.add_argument("--workers", type=int, default=2, help="processes where several are compared (2)")
    parser.add_argument("--only", default=",".join(PARTS), help=f"some of: {', '.join(PARTS)}")
    parser.add_argument("--logs", type=Path, help="where the servers' logs go (default: thrown away)")
    asked = parser.parse_args()
    parts = asked.only.split(",")
    unknown = set(parts) - set(PARTS)
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory() as folder, Bench(asked.logs or Path(folder)) as bench:
        try:
            figures = _measured(bench, parts, asked)
        except WrongVerifiedError as error:
            sys.exit(f"A verdict was wrong: {error}")
    picture = f"{asked.report.stem}.png" if asked.report else "service.png"
    text = report(figures, picture)
    if asked.report is None:
        print(text)
        return
    asked.report.write_text(text, "utf-8")
    if figures.soak:
        draw(figures.soak, asked.report.with_name(picture))


def _measured(bench: Bench, parts: list[str], asked: argparse.Namespace) -> Figures:
    figures = Figures(_machine())
    seconds, rounds = asked.seconds, asked.rounds
    stub = bench.stub()

    def begin(what: str) -> None:
        figures.loads[what] = os.getloadavg()[0]
        print(f"measuring {what} (load of the machine {os.getloadavg()[0]:.1f})", file=sys.stderr, flush=True)

    if "throughput" in parts:
        begin("requests per second, one process each")
        figures.throughput = measure_throughput(bench, stub, seconds, rounds)
    if "workers" in parts:
        begin(f"requests per second, {asked.workers} processes each")
        figures.several = asked.workers, measure_throughput(bench, stub, seconds, rounds, asked.workers)
    if "floor" in parts:
        begin("what the libraries alone take")
        figures.floor = measure_floor(bench, stub, seconds / 2, rounds)
    if "costs" in parts:
        begin("where the time goes")
        figures.costs = measure_costs(stub)
    if "cached" in parts:
        begin("cached answers")
        figures.cached = measure_cached(bench, stub, seconds, rounds)
    if "latency" in parts:
        begin("added latency")
        figures.latency = measure_latency(bench, stub, 2 * seconds, rounds)
    if "soak" in parts:
        begin(f"{asked.soak_minutes:g} minutes at twice the capacity")
        figures.soak = measure_soak(bench, stub, asked.soak_minutes)
    if "crashes" in parts:
        begin("kill -9 under load")
        figures.crashes = measure_crashes(bench)
    return figures


def _machine() -> str:
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    priority = f", at priority {os.nice(0)}" if os.nice(0) else ""
    return (
        f"{usable} processor{'s' if usable != 1 else ''} of a {platform.machine()} {platform.system()} machine, "
        f"Python {platform.python_version()}{priority}"
    )


if __name__ == "__main__":
    main()
