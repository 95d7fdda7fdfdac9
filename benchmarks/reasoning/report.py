"""The report: a table of the methods, how far each word of trust can be trusted, and a risk-coverage plot."""

from __future__ import annotations

import os
import platform
import statistics
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.reasoning.bars import bars_table
from benchmarks.reasoning.grading import is_right
from benchmarks.reasoning.methods import Outcome
from benchmarks.reasoning.sample import Task

TRUST = {"verified": 3, "supported": 2, "agreed": 2, "unchecked": 1, "": 1, "refuted": 0}
"""Order in which answers are given out when only the most trusted are; higher is given out first."""


@dataclass(frozen=True)
class Line:
    """What one method did with one problem."""

    task: Task
    method: str
    outcome: Outcome
    right: bool
    calls: int
    input_tokens: int
    output_tokens: int
    spared_tokens: int
    model_seconds: float
    seconds: float


def write_report(lines: list[Line], command: str, model: str, half: str, path: Path | None) -> str:
    """The report as Markdown; written with its plot if a path is given."""
    methods = list(dict.fromkeys(line.method for line in lines))
    sources = list(dict.fromkeys(line.task.source for line in lines))
    parts = [
        "# The reasoning graph, measured\n",
        f"{date.today().isoformat()}, {platform.machine()}, {platform.system()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}. Command: `{command}`; model `{model}`; half of the sample: {half}.\n",
        "Of how many problems each figure is stands beside it: one problem of sixty is 1.7 points.\n",
        *bars_table(lines),
        "\n## Right answers and tokens\n",
        *_methods_table(lines, methods, sources),
        "\n## How far trust can be trusted\n",
        *_trust_table(lines, methods, sources),
        "\n## What the calls were\n",
        *_notes(lines),
        "\n## What went wrong\n",
        *_causes([line for line in lines if line.method == "phi4_node"]),
    ]
    if path is not None:
        picture = path.with_suffix(".png")
        _plot(lines, methods, picture)
        parts += ["\n## Risk and coverage\n", f"![Risk and coverage]({picture.name})\n"]
    text = "\n".join(parts)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
    return text


def _methods_table(lines: list[Line], methods: list[str], sources: list[str]) -> list[str]:
    head = [*(f"{source}: right" for source in sources), *(f"{source}: tokens out" for source in sources)]
    rows = ["| method | " + " | ".join(head) + " | calls | tokens in |", "|---" * (len(head) + 3) + "|"]
    for method in methods:
        cells = [
            _right([line for line in lines if line.method == method and line.task.source == source])
            for source in sources
        ]
        cells += [
            _mean(
                [line.output_tokens for line in lines if line.method == method and line.task.source == source]
            )
            for source in sources
        ]
        own = [line for line in lines if line.method == method]
        cells += [
            f"{statistics.mean(line.calls for line in own):.1f}",
            _mean([line.input_tokens for line in own]),
        ]
        rows.append(f"| {method} | " + " | ".join(cells) + " |")
    return rows


def _trust_table(lines: list[Line], methods: list[str], sources: list[str]) -> list[str]:
    rows = ["| method | source | trust | problems | right |", "|---|---|---|---|---|"]
    for method in methods:
        for source in sources:
            own = [line for line in lines if line.method == method and line.task.source == source]
            words = sorted({line.outcome.trust for line in own}, key=lambda word: -TRUST[word])
            if words in ([], [""]):
                continue
            for word in words:
                group = [line for line in own if line.outcome.trust == word]
                rows.append(
                    f"| {method} | {source} | {word or 'none'} | {_percent(len(group), len(own))} | {_right(group)} |"
                )
    return rows


def _notes(lines: list[Line]) -> list[str]:
    agent = [line for line in lines if line.method == "ReAct agent"]
    notes = []
    if agent:
        calls = sum(line.outcome.tools for line in agent)
        notes.append(f"- Tool calls of the ReAct agent that could be read: {calls} in {len(agent)} problems.")
    ours = [line for line in lines if line.method == "phi4_node"]
    if ours:
        own = [1000 * max(line.seconds, 0.0) for line in ours]
        notes.append(
            f"- Time of the graph and its checks: {statistics.median(own):.0f} ms a problem at the median "
            "(only meaningful when every call came from the log)."
        )
        read = [line for line in ours if line.outcome.detail["read"]]
        spared, used = sum(line.spared_tokens for line in read), sum(line.output_tokens for line in read)
        notes.append(
            f"- Stopped as soon as it was verified: on the {len(read)} problems that the reader can read, "
            f"{_percent(spared, spared + used)} of the tokens were not drawn. This model does not think first; "
            "the weights of one that does cannot be had on this machine."
        )
        stops = Counter(line.outcome.detail["stop"] for line in ours)
        notes.append(
            "- Why runs ended: " + ", ".join(f"{name} {count}" for name, count in stops.most_common()) + "."
        )
        wrong = [line for line in ours if line.outcome.trust in {"supported", "verified"} and not line.right]
        notes += [
            f"- {line.outcome.trust} but wrong: {line.task.name}: {line.outcome.answer!r}, right is {line.task.gold!r}."
            for line in wrong
        ]
    return notes


def _causes(ours: list[Line]) -> list[str]:
    """Why answers were wrong, and why right ones were not trusted, by count."""
    wrong = Counter(_why_wrong(line) for line in ours if not line.right)
    untrusted = Counter(
        _why_untrusted(line) for line in ours if TRUST[line.outcome.trust] < TRUST["supported"]
    )
    return [
        f"- Wrong, {wrong.total()} of {len(ours)}: "
        + "; ".join(f"{why} {count}" for why, count in wrong.most_common())
        + ".",
        f"- Neither verified nor supported, {untrusted.total()} of {len(ours)}: "
        + "; ".join(f"{why} {count}" for why, count in untrusted.most_common())
        + ".",
    ]


def _why_wrong(line: Line) -> str:
    answers = line.outcome.detail["answers"]
    if not answers:
        return "no route gave an answer"
    if any(is_right(line.task.source, line.task.gold, answer) for answer in answers):
        return "a route was right, another was chosen"
    return "no route was right"


def _why_untrusted(line: Line) -> str:
    detail = line.outcome.detail
    if detail["doubts"]:
        return "routes agreed, but a quantity was unused or from nowhere"
    if len(detail["answers"]) < 2:
        return "fewer than two routes gave an answer"
    return "routes differed" if not detail["refuted"] else "an attempt was refuted, and the others differed"


def _plot(lines: list[Line], methods: list[str], path: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 4.5))
    for method in methods:
        own = sorted(
            (line for line in lines if line.method == method), key=lambda line: -TRUST[line.outcome.trust]
        )
        levels = sorted({TRUST[line.outcome.trust] for line in own}, reverse=True)
        points = []
        for level in levels:  # answers of one level cannot be told apart, so each level is one point
            given = [line for line in own if TRUST[line.outcome.trust] >= level]
            points.append((len(given) / len(own), 1 - sum(line.right for line in given) / len(given)))
        axes.plot(*zip(*points, strict=True), marker="o", label=method)
    axes.set(
        xlabel="coverage: share of problems answered",
        ylabel="risk: share of wrong answers among them",
        xlim=(0, 1.02),
        ylim=(0, None),
    )
    axes.legend(fontsize=8)
    axes.grid(alpha=0.3)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)


def _right(lines: list[Line]) -> str:
    return _percent(sum(line.right for line in lines), len(lines))


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} % ({part}/{whole})" if whole else "-"


def _mean(values: list[int]) -> str:
    return f"{statistics.mean(values):.0f}" if values else "-"
