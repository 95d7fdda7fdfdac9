"""What a batch came to: how many answers of each verdict, what they cost, and the same as a picture."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from phi4_node.batch.records import Record
from phi4_node.schema import Status, Word

COLOURS = {
    "verified": "#2e7d32",
    "supported": "#9ccc65",
    "unchecked": "#bdbdbd",
    "refuted": "#c62828",
    "error": "#6d4c41",
}


class Summary(Word):
    """The figures of a batch.

    Attributes:
        rows: Rows with a record.
        verdicts: How many of each status, strongest first, and `error` for rows without a result.
        attempts: Solutions drawn.
        tokens: Input and output of all rows.
        median_tokens: Of the rows that have a result.
        median_seconds: Likewise.
    """

    rows: int
    verdicts: dict[str, int]
    attempts: int
    tokens: int
    median_tokens: float
    median_seconds: float


def summarize(records: Iterable[Record]) -> Summary:
    """Count."""
    records = list(records)
    counted = Counter(_word(record) for record in records)
    solved = [record for record in records if record.status]
    return Summary(
        rows=len(records),
        verdicts={word: counted[word] for word in (*map(str, Status), "error") if counted[word]},
        attempts=sum(record.attempts for record in records),
        tokens=sum(record.tokens for record in records),
        median_tokens=statistics.median([record.tokens for record in solved]) if solved else 0,
        median_seconds=statistics.median([record.seconds for record in solved]) if solved else 0,
    )


def plot(records: Iterable[Record], path: Path) -> None:
    """Verdicts as bars, tokens and seconds as histograms by verdict; PNG, SVG or PDF by the file's name.

    Raises:
        ImportError: If matplotlib is not installed (extra `notebooks`).
    """
    from matplotlib.figure import Figure

    records = list(records)
    summary = summarize(records)
    figure = Figure(figsize=(11, 3.6), layout="constrained")
    bars, tokens, seconds = figure.subplots(1, 3)
    words = list(summary.verdicts)
    drawn = bars.bar(
        words, [summary.verdicts[word] for word in words], color=[COLOURS[word] for word in words]
    )
    bars.bar_label(drawn)
    bars.set(title="Verdicts", ylabel="problems")
    solved = [record for record in records if record.status]
    shown = [word for word in words if word != "error"]
    colours = [COLOURS[word] for word in shown]
    for axes, name, title in (
        (tokens, "tokens", "Tokens a problem"),
        (seconds, "seconds", "Seconds a problem"),
    ):
        values = [[getattr(record, name) for record in solved if record.status == word] for word in shown]
        if shown:
            axes.hist(values, bins=15, stacked=True, color=colours, label=shown)
            axes.legend(fontsize=8)
        axes.set(title=title, xlabel=name, ylabel="problems")
    figure.savefig(path, dpi=120)


def _word(record: Record) -> str:
    return record.status or "error"
