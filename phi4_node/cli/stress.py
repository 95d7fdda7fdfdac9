"""`phi4-node stress`: load on a service that runs, and its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from phi4_node.cli import inputs, output
from phi4_node.cli.console import console, plain
from phi4_node.cli.ending import Debug, ending, say
from phi4_node.errors import BadInputError, ExitCode, Phi4NodeError

if TYPE_CHECKING:
    from phi4_node.cli.load import Figures

HELP = """\
Put load on a service that runs, and print requests per second and latencies.

URL is its address, or one of its routes (/chat, /v1/math/solve, /v1/chat/completions, ...). Each user asks as
soon as the answer before has come. What was asked before is answered from the cache.

\b
Examples:
  phi4-node stress http://localhost:8000
  phi4-node stress http://localhost:8000/chat --users 10 --requests 100
  phi4-node stress http://localhost:8000 --problems problems.txt --key "$KEY" --json
"""


class NotAnsweredError(Phi4NodeError):
    """The service did not answer all requests."""

    exit_code = ExitCode.SERVER_ERROR


def stress(
    url: Annotated[str, typer.Argument(help="Address of the service, or one of its routes.")],
    users: Annotated[int, typer.Option(min=1, max=1000, help="Requests at once.")] = 10,
    requests: Annotated[int, typer.Option(min=1, max=10_000_000, help="Requests in all.")] = 100,
    problems: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A problem a line, asked in turn; otherwise simple equations."),
    ] = None,
    key: Annotated[str, typer.Option(envvar="PHI4_NODE_KEY", help="API key.", show_envvar=True)] = "",
    model: Annotated[str, typer.Option(help="Model to name, for the routes that want one.")] = "",
    seconds: Annotated[float, typer.Option(min=0.1, max=86_400, help="How long an answer may take.")] = 300.0,
    json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
    debug: Debug = False,
) -> None:
    """Put load on a service and print its figures."""
    with ending(debug):
        import asyncio

        from phi4_node.cli.load import Load, Plan

        texts = _problems(problems, requests)
        plan = Plan(_route(url), texts, users, requests, seconds, key, model)
        plan.body(0)  # a route that nobody knows is told before anything starts
        with _progress(requests) as ended:
            load = Load(plan, ended)
            try:
                asyncio.run(load.run())
            except KeyboardInterrupt:
                _show(load.figures(), json)
                raise
        figures = load.figures()
        _show(figures, json)
        _complain(figures)


def _route(url: str) -> str:
    """The route: the usual one if the address has no path.

    Raises:
        BadInputError: If it is no address.
    """
    import httpx

    from phi4_node.cli.load import USUAL_PATH

    try:
        read = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise BadInputError(f"{url} is no address: {error}.") from None
    if read.scheme not in ("http", "https") or not read.host:
        raise BadInputError(f"{url} is no address; write it like http://localhost:8000")
    return url if read.path.strip("/") else str(read.copy_with(path=USUAL_PATH))


def _problems(file: Path | None, requests: int) -> list[str]:
    if file is None:
        return [f"Solve {number % 9 + 2}x + {number} = {number * 3 + 1} for x." for number in range(requests)]
    texts = [line.strip() for line in inputs.read_text(file).splitlines() if line.strip()]
    if not texts:
        raise BadInputError(f"There is no problem in {file}; write one a line.")
    return texts


@contextmanager
def _progress(requests: int) -> Iterator[Callable[[], None]]:
    """A bar on stderr, where that is a terminal."""
    screen = console(stderr=True)
    if not screen.is_terminal:
        yield lambda: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

    with Progress(
        BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=screen, transient=True
    ) as bar:
        task = bar.add_task("", total=requests)
        yield lambda: bar.advance(task)


def _show(figures: Figures, json: bool) -> None:
    if json:
        output.print_json(figures)
        return
    from rich.table import Table

    table = Table(title=plain(figures.url), show_header=False)
    table.add_row("requests", f"{figures.requests} by {figures.users} users in {figures.seconds:.2f} s")
    table.add_row("answers per second (QPS)", f"{figures.per_second:.2f}")
    for name, value in figures.latency.items():
        table.add_row(f"latency {name}", f"{1000 * value:.1f} ms")
    table.add_row("statuses", _counts(figures.statuses))
    if figures.verdicts:
        table.add_row("verdicts", _counts(figures.verdicts))
    if figures.cached:
        table.add_row("from the cache", str(figures.cached))
    console().print(table)


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} x {plain(name)}" for name, count in counts.items()) or "none"


def _complain(figures: Figures) -> None:
    """Say what went wrong, if anything did; 429 is what a service is to say when it is asked too much."""
    if figures.statuses.get("200", 0) + figures.statuses.get("429", 0) == figures.requests:
        if figures.statuses.get("429"):
            say("Some requests were told to come back (429): that is more than the service takes.")
        return
    from phi4_node.cli.load import BROKEN

    if figures.statuses.get(BROKEN) == figures.requests:
        raise NotAnsweredError(f"Nothing answers at {figures.url}. Start it with: phi4-node serve")
    raise NotAnsweredError("Not all requests were answered; the log of the service says why.")
