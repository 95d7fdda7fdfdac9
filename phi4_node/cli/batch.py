"""`phi4-node batch`: the problems of a file, solved and checked into another file."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from phi4_node.cli import output
from phi4_node.cli.console import console, plain
from phi4_node.cli.ending import Debug, ending, say
from phi4_node.cli.solve import ModelSpec, open_model
from phi4_node.errors import ExitCode

if TYPE_CHECKING:
    from phi4_node.batch import BatchRow, Record, RecordFile, Summary
    from phi4_node.graph import ReasoningGraph
    from phi4_node.schema import Budget

HELP = """\
Solve the problems of a file and write what came of them into another.

Input: JSON lines (an object or a text in each line), CSV or TSV with a header, or one problem a line.
Output: JSON lines with whole results and certificates, or a CSV table, by the file's name.

A run that was stopped goes on where it was when the same command is given again: rows that are finished and
have not changed are not solved again. A row that cannot be used is reported in the output and stops nothing.

\b
Examples:
  phi4-node batch problems.jsonl results.jsonl
  phi4-node batch questions.csv answers.csv --column question --max-attempts 2
  phi4-node batch problems.txt results.jsonl --plot results.png --concurrency 4
"""


def batch(
    source: Annotated[Path, typer.Argument(metavar="IN", help="The problems.", exists=True, dir_okay=False)],
    target: Annotated[
        Path, typer.Argument(metavar="OUT", help="The results; .jsonl or .csv.", dir_okay=False)
    ],
    model: ModelSpec = None,
    column: Annotated[
        str | None,
        typer.Option(help="Where the problem is; by default problem, question, input, prompt or text."),
    ] = None,
    concurrency: Annotated[
        int,
        typer.Option(min=1, max=64, help="Problems at once; more than the engine has slots gain nothing."),
    ] = 1,
    max_attempts: Annotated[
        int | None, typer.Option(min=1, max=100, help="Solutions drawn at most, each.")
    ] = None,
    seconds: Annotated[
        float | None, typer.Option(min=1, max=1_000_000, help="Wall time at most, each.")
    ] = None,
    tokens: Annotated[int | None, typer.Option(min=1, help="Input and output tokens at most, each.")] = None,
    plot: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Draw verdicts, tokens and seconds (.png, .svg, .pdf)."),
    ] = None,
    debug: Debug = False,
) -> None:
    """Solve the problems of a file and write what came of them into another."""
    with ending(debug):
        from phi4_node.batch import RecordFile, read_rows, summarize
        from phi4_node.schema import Budget

        _ensure_plot(plot)
        output.ensure_writable(target)
        _ensure_apart(source, target)
        # digests first: they take no time beside a model, and tell how much there is to do
        digests = {row.number: row.digest for row in read_rows(source, column)}
        records = RecordFile(target, digests)
        left = [row for row in read_rows(source, column) if row.number not in records.done]
        if records.done:
            say(f"{len(records.done)} of {len(digests)} rows are finished already; going on with the rest.")
        limits = {"attempts": max_attempts, "seconds": seconds, "tokens": tokens}
        budget = Budget(**{name: value for name, value in limits.items() if value is not None})
        try:
            if left:
                _run(_graph(model, seconds, budget), left, records, concurrency, len(digests))
        finally:
            _show(summarize(records.done.values()), target)
            if plot is not None and records.done:
                from phi4_node.batch import plot as draw

                draw(records.done.values(), plot)
                say(f"Plot: {plot}")
        lost = sum(record.lost for record in records.done.values())
        if lost:
            say(f"The model failed on {lost} rows; the same command tries them again.")
            raise typer.Exit(ExitCode.SERVER_ERROR)


def _graph(model: str | None, seconds: float | None, budget: Budget) -> ReasoningGraph:
    from phi4_node.graph import create_reasoning_graph

    return create_reasoning_graph(open_model(model, seconds), budget=budget)


def _run(
    graph: ReasoningGraph, rows: list[BatchRow], records: RecordFile, concurrency: int, total: int
) -> None:
    import asyncio
    from collections import Counter
    from contextlib import aclosing

    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    from phi4_node.batch import run_batch

    screen = console(stderr=True)
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )

    async def solve_all() -> None:
        counted = Counter(_word(record) for record in records.done.values())
        with Progress(*columns, console=screen, disable=not screen.is_terminal) as progress:
            bar = progress.add_task("", total=total, completed=len(records.done))
            async with aclosing(run_batch(graph, rows, concurrency=concurrency)) as finished:
                async for record in finished:
                    records.add(record)
                    counted[_word(record)] += 1
                    told = ", ".join(f"{count} {word}" for word, count in counted.most_common())
                    progress.update(bar, advance=1, description=told)
                    if not screen.is_terminal:
                        screen.print(
                            plain(f"row {record.row}: {_word(record)}: {record.answer or record.error}")
                        )

    with records:
        asyncio.run(solve_all())


def _word(record: Record) -> str:
    return record.status or "error"


def _show(summary: Summary, target: Path) -> None:
    from rich.table import Table
    from rich.text import Text

    from phi4_node.cli.console import COLOURS

    table = Table("verdict", "problems", "share", box=None)
    for word, count in summary.verdicts.items():
        share = f"{100 * count / summary.rows:.0f} %"
        table.add_row(Text(word, style=COLOURS.get(word, "red")), str(count), share)
    screen = console(stderr=True)
    if summary.rows:
        screen.print(table)
    screen.print(
        f"{summary.rows} rows, {summary.attempts} attempts, {summary.tokens:,} tokens; at the median "
        f"{summary.median_tokens:.0f} tokens and {summary.median_seconds:.1f} s a problem. Results: {target}"
    )


def _ensure_plot(plot: Path | None) -> None:
    """Find out before hours of work that the picture cannot be drawn.

    Raises:
        BadInputError: If matplotlib is missing or does not know the format.
    """
    if plot is None:
        return
    from phi4_node.errors import BadInputError

    if importlib.util.find_spec("matplotlib") is None:
        raise BadInputError('Plots need matplotlib: pip install "phi4-node[notebooks]"')
    if plot.suffix.lower() not in (".png", ".svg", ".pdf"):
        raise BadInputError(f"Cannot draw {plot}: name a .png, .svg or .pdf file.")
    output.ensure_writable(plot)


def _ensure_apart(source: Path, target: Path) -> None:
    from phi4_node.errors import BadInputError

    if target.exists() and source.samefile(target):
        raise BadInputError("The results would overwrite the problems; name another file.")
