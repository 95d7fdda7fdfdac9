"""A progress bar for downloads, on stderr."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from phi4_node.cli.console import console, plain

if TYPE_CHECKING:
    from phi4_node.weights import Progress


@contextmanager
def shown_progress() -> Iterator[Callable[[Progress], None]]:
    """A callback that draws a bar; where there is no terminal, it writes a line now and then."""
    screen = console(stderr=True)
    if not screen.is_terminal:
        yield _Lines(lambda line: screen.print(line))
        return
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(binary_units=False),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=screen, transient=True) as bar:
        task = bar.add_task("getting the model ready", total=None)

        def update(progress: Progress) -> None:
            bar.update(
                task,
                description=plain(progress.what),
                completed=progress.done_bytes,
                total=progress.total_bytes or None,
            )

        yield update


class _Lines:
    """Progress for a log: one line when something new begins, and one for each quarter."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._last: tuple[str, int] = ("", 0)

    def __call__(self, progress: Progress) -> None:
        quarter = 4 * progress.done_bytes // progress.total_bytes if progress.total_bytes else 0
        if (progress.what, quarter) == self._last:
            return
        self._last = (progress.what, quarter)
        done, total = progress.done_bytes / 1e6, progress.total_bytes / 1e6
        self._write(plain(progress.what) + (f": {done:,.0f} of {total:,.0f} MB" if quarter else ""))
