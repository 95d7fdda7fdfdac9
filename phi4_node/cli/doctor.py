"""`phi4-node doctor`: what is here, what is not, and the command that mends it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from phi4_node.cli.console import COLOURS, console, marks_for, plain
from phi4_node.cli.ending import Debug, ending
from phi4_node.errors import ExitCode

if TYPE_CHECKING:
    from rich.console import Console

    from phi4_node.cli.diagnosis import Finding

HELP = """\
Look at what is installed, cached and reachable; each problem comes with the command that mends it.

Exit code 0 if a problem could be solved and checked now, or after a download that is possible.

\b
Examples:
  phi4-node doctor
"""


def doctor(debug: Debug = False) -> None:
    """Look at what is installed, cached and reachable; each problem comes with the command that mends it."""
    with ending(debug):
        from phi4_node.cli import diagnosis

        screen = console()
        can_answer = can_check = False
        for title, findings in diagnosis.all_sections():
            screen.print(title, style="bold")
            for finding in _shown(screen, findings):
                can_answer = can_answer or finding.gives_answers
                can_check = can_check or finding.gives_checks
        if can_answer and can_check:
            screen.print("\nReady to solve.", style=COLOURS["holds"])
            return
        missing = "no model can answer" if can_check else "answers cannot be checked"
        screen.print(f"\nNot ready: {missing}; mend what is marked above.", style=COLOURS["fails"])
        raise typer.Exit(ExitCode.NO_MODEL if can_check else ExitCode.FAILED)


def _shown(screen: Console, findings: Iterator[Finding]) -> Iterator[Finding]:
    """Each finding, once it is on the screen: the next one may take a few seconds."""
    from rich.text import Text

    marks = marks_for(screen.file)
    for finding in findings:
        mark = (f"  {marks.of(finding.outcome)} ", COLOURS[finding.outcome])
        screen.print(Text.assemble(mark, f"{finding.what}: {plain(finding.detail)}"))
        if finding.fix:
            screen.print(Text.assemble("      ", (plain(finding.fix), "bold")))
        yield finding
