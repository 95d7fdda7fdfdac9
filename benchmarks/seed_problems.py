"""Solve the problems of the documents that this project began with, and print the table that README shows.

    python benchmarks/seed_problems.py [--model embedded:qwen2.5-coder-1.5b] [--language en|zh|both]

The first two stand in the documents in Chinese, the others in English; each is asked as it stands there, and the first
two in English as well.
"""

from __future__ import annotations

import argparse
import os
import platform
import shlex
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import psutil

from phi4_node import Budget, ChatPhi4Mini, Result, create_reasoning_graph, stream_solve

PROBLEMS = (
    ("en", "Explain what the Pythagorean theorem is."),
    ("zh", "请解释什么是勾股定理"),
    ("en", "Solve x² + 2x - 3 = 0"),
    ("zh", "解方程 x² + 2x - 3 = 0"),
    (
        "en",
        "A train travels 240 km in 3 hours. If it increases its speed by 20 km/h, "
        "how long would the same journey take?",
    ),
    (
        "en",
        "Solve this step by step: If compound interest on $5000 at 6% annually for 3 years, "
        "what is the final amount?",
    ),
    (
        "en",
        "A rectangle has length 15cm and width 8cm. If we increase both dimensions by 20%, "
        "what is the percentage increase in area?",
    ),
    (
        "en",
        "If a car travels at 60 mph for 2.5 hours, then at 80 mph for 1.5 hours, "
        "what is the total distance traveled?",
    ),
    (
        "en",
        "All cats are mammals. Some mammals are carnivores. Can we conclude that some cats are carnivores?",
    ),
)


@dataclass
class Memory:
    """The most memory that this process and those that it started held at one time."""

    peak: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        me = psutil.Process()
        while not self._stop.wait(0.2):
            self.peak = max(self.peak, _resident(me))

    def stop(self) -> None:
        self._stop.set()


def _resident(process: psutil.Process) -> int:
    total = 0
    for one in (process, *process.children(recursive=True)):
        try:
            total += one.memory_info().rss
        except psutil.NoSuchProcess:
            continue  # it ended while we were counting
    return total


@contextmanager
def watched() -> Iterator[Memory]:
    memory = Memory()
    thread = threading.Thread(target=memory.watch, daemon=True)
    thread.start()
    try:
        yield memory
    finally:
        memory.stop()
        thread.join()


@dataclass(frozen=True)
class Row:
    """What came of one problem."""

    problem: str
    result: Result
    seconds: float
    first_token: float

    def cells(self) -> list[str]:
        usage, verdict = self.result.usage, self.result.verdict
        return [
            _cell(self.problem, 200),
            _cell(self.result.answer or "(none)", 90),
            f"**{verdict.status.value}**",
            str(len(self.result.attempts)),
            str(usage.total_tokens),
            f"{self.seconds:.0f}",
            _cell(verdict.reason, 160),
        ]


def _cell(text: str, longest: int) -> str:
    flat = " ".join(text.split()).replace("|", "\\|")
    return flat if len(flat) <= longest else f"{flat[: longest - 1]}…"


def solve_one(graph: object, problem: str) -> Row:
    started = time.monotonic()
    asked = first = 0.0
    result = None
    for event in stream_solve(problem, graph=graph):  # type: ignore[arg-type]
        if event.event == "attempt" and not asked:
            asked = time.monotonic()
        elif event.event in {"text", "thinking"} and not first:
            first = time.monotonic()
        elif event.event == "result":
            result = event.result
    if result is None:
        raise RuntimeError("the run ended without a result")
    return Row(problem, result, time.monotonic() - started, first - asked)


def machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    return f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="embedded:qwen2.5-coder-1.5b")
    parser.add_argument("--language", choices=["en", "zh", "both"], default="both")
    parser.add_argument("--max-attempts", type=int, default=3)
    parser.add_argument(
        "--json", type=Path, help="add the whole results to this file as they come, one a line"
    )
    options = parser.parse_args()
    chosen = [text for language, text in PROBLEMS if options.language in {language, "both"}]
    rows: list[Row] = []
    with watched() as memory:
        started = time.monotonic()
        model = ChatPhi4Mini(options.model)
        model.prepare()
        loaded = time.monotonic() - started
        graph = create_reasoning_graph(model, budget=Budget(attempts=options.max_attempts))
        for text in chosen:
            rows.append(solve_one(graph, text))
            print(f"| {' | '.join(rows[-1].cells())} |", file=sys.stderr)
            if options.json:
                with options.json.open("a", encoding="utf-8") as kept:
                    kept.write(rows[-1].result.model_dump_json() + "\n")
    print(f"{date.today().isoformat()}, {machine()}.")
    print(f"Command: `python {shlex.join(sys.argv)}`; model `{options.model}`.\n")
    print("| problem | answer | verdict | attempts | tokens | seconds | why |")
    print("|---|---|---|---:|---:|---:|---|")
    for row in rows:
        print(f"| {' | '.join(row.cells())} |")
    waits = [row.first_token for row in rows]
    print(
        f"\nModel ready after {loaded:.1f} s; first token after {statistics.median(waits):.2f} s at the median "
        f"({max(waits):.2f} s at most); peak memory {memory.peak / 2**30:.2f} GB, workers included."
    )


if __name__ == "__main__":
    main()
