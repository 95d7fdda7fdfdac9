"""How much do the fixed rules solve without any model, and do they ever disagree with a known answer?

    python -m benchmarks.solving        # six minutes; writes benchmarks/reports/solving.md

What the rules give out went through the same check as everybody's answer. Here it is compared with the data's own:
where that is not verified as well, the row is listed with both.
"""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections import defaultdict
from datetime import date
from pathlib import Path

from rich.progress import track

from benchmarks.oracles import gold_is_wrong
from benchmarks.problems import Row, load
from phi4_node import verification
from phi4_node.schema import Status

REPORT = Path(__file__).parent / "reports" / "solving.md"
SECONDS = 5.0


def main() -> None:
    """Solve every problem by rules and write the report."""
    rows = list(load())
    solved: dict[tuple[str, str], list[bool]] = defaultdict(list)
    seconds, apart, wrong_gold = [], [], []
    for row in track(rows, description="solving"):
        started = time.perf_counter()
        result = verification.solve(row.problem, seconds=SECONDS)
        seconds.append(time.perf_counter() - started)
        for kind in (row.module, "all"):
            solved[row.source, kind].append(result.solution is not None)
        if result.solution is None:
            continue
        verdict = verification.verify(row.problem, row.gold, seconds=SECONDS)
        if verdict.status is not Status.VERIFIED:
            told = f"{verdict.status.value}: {verdict.reason}"
            (wrong_gold if gold_is_wrong(row) else apart).append((row, result.answer, told))
    text = _report(solved, seconds, apart, wrong_gold)
    REPORT.write_text(text, encoding="utf-8")
    print(text)


def _report(
    solved: dict[tuple[str, str], list[bool]],
    seconds: list[float],
    apart: list[tuple[Row, str, str]],
    wrong_gold: list[tuple[Row, str, str]],
) -> str:
    lines = [
        "# Solved by rules, without a model\n",
        f"{date.today().isoformat()}, {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}. "
        "Command: `python -m benchmarks.solving`.\n",
        "| source | kind | rows | solved and proven |",
        "|---|---|---:|---:|",
    ]
    for (source, kind), done in sorted(solved.items(), key=lambda item: (item[0][0], item[0][1] == "all")):
        name = f"**{source}** | **all**" if kind == "all" else f"{source} | {kind}"
        lines.append(f"| {name} | {len(done)} | {100 * sum(done) / len(done):.1f} % |")
    ordered = sorted(seconds)
    lines += [
        f"\nMedian {1000 * statistics.median(ordered):.0f} ms a problem, 99th percentile "
        f"{1000 * ordered[int(0.99 * len(ordered))]:.0f} ms.\n",
        f"The data's own answer is not verified beside ours in {len(apart)} rows "
        f"(and in {len(wrong_gold)} whose answer in the data is proven wrong, see verifier.md):\n",
    ]
    for row, answer, told in apart:
        asked = " ".join(row.problem.split())
        lines.append(f"- {row.source}: “{asked[-160:]}” rules `{answer}`, data `{row.gold}`. {told}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
