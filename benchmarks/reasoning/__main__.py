"""More right answers per token? The graph beside what else can be done with the same model on the same problems.

    python -m benchmarks.reasoning                          # everything; hours on a laptop, can be interrupted
    python -m benchmarks.reasoning --half choose --share 0.2  # a look at the half that settings are chosen on
    python -m benchmarks.reasoning --report benchmarks/reports/reasoning.md

Every call is kept in the log, so a second run only makes the calls that are new.
"""

from __future__ import annotations

import argparse
import shlex
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import platformdirs
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from benchmarks.reasoning.calls import Log, LoggedChat
from benchmarks.reasoning.grading import is_right
from benchmarks.reasoning.methods import METHODS
from benchmarks.reasoning.report import Line, write_report
from benchmarks.reasoning.sample import COUNTS, Task, tasks
from phi4_node.engines import open_engine

LOG = Path(platformdirs.user_cache_dir("phi4-node")) / "benchmarks" / "reasoning.jsonl"


def main() -> None:
    """Run the methods and write the report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="embedded:qwen2.5-coder-1.5b")
    parser.add_argument("--half", choices=["choose", "report"], default="report")
    parser.add_argument("--methods", nargs="+", choices=list(METHODS), default=list(METHODS))
    parser.add_argument(
        "--share", type=float, default=1.0, help="part of the half to do, 0.5 for its first half"
    )
    parser.add_argument(
        "--jobs",
        type=int,
        default=1,
        help="problems side by side; on few cores one is quicker, as it keeps its prompts cached",
    )
    parser.add_argument("--log", type=Path, default=LOG, help=f"default {LOG}")
    parser.add_argument("--report", type=Path, help="a Markdown file; the plot goes beside it")
    options = parser.parse_args()
    counts = {source: round(count * options.share) for source, count in COUNTS.items()}
    log = Log(options.log)
    try:
        lines = run(options.model, log, tasks(options.half, counts), options.methods, options.jobs)
    except KeyboardInterrupt:
        print(
            f"\nStopped. The calls so far are kept in {options.log}; the same command goes on.",
            file=sys.stderr,
        )
        raise SystemExit(130) from None
    command = f"python -m benchmarks.reasoning {shlex.join(sys.argv[1:])}".strip()
    text = write_report(lines, command, options.model, options.half, options.report)
    print(text)


def run(model: str, log: Log, sample: list[Task], methods: list[str], jobs: int) -> list[Line]:
    """Every method on every problem; problem by problem, so that an interrupted run has whole rows."""
    engine = open_engine(model)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    executor = ThreadPoolExecutor(jobs)
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task("problems", total=len(sample))

        def one(task: Task) -> list[Line]:
            chat = LoggedChat(engine=engine, log=log)
            lines = [_measured(chat, task, name) for name in methods]
            progress.advance(bar)
            return lines

        try:
            return [line for lines in executor.map(one, sample) for line in lines]
        finally:
            executor.shutdown(wait=False, cancel_futures=True)


def _measured(chat: LoggedChat, task: Task, name: str) -> Line:
    tally = chat.start()
    started = time.monotonic()
    outcome = METHODS[name](chat, task.problem)
    return Line(
        task=task,
        method=name,
        outcome=outcome,
        right=is_right(task.source, task.gold, outcome.answer),
        calls=tally.calls,
        input_tokens=tally.input_tokens,
        output_tokens=tally.output_tokens,
        spared_tokens=tally.spared_tokens,
        model_seconds=tally.seconds,
        seconds=time.monotonic() - started,
    )


if __name__ == "__main__":
    main()
