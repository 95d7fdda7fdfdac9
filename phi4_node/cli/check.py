"""`phi4-node check`: replay a certificate; no model is used."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from phi4_node.cli import inputs, output
from phi4_node.cli.console import COLOURS, console, plain
from phi4_node.cli.ending import Debug, ending
from phi4_node.errors import ExitCode

HELP = """\
Replay a certificate without a model.

The exit code is that of the verdict which was replayed, so 0 means: still verified or supported.

\b
Examples:
  phi4-node solve "x^2 + 2x - 3 = 0" --certificate proof.json
  phi4-node check proof.json
"""


def check(
    certificate: Annotated[
        Path, typer.Argument(metavar="CERTIFICATE", help="The file; - reads standard input.")
    ],
    debug: Debug = False,
) -> None:
    """Replay a certificate without a model."""
    with ending(debug):
        stored = inputs.read_certificate(certificate)

        from rich.text import Text

        from phi4_node import verification

        replay = verification.replay(stored)
        screen = console()
        screen.print(f"Problem: {plain(stored.problem)}")
        screen.print(f"Answer: {plain(stored.answer)}")
        if not replay.ok:
            screen.print(Text.assemble(("DOES NOT REPLAY", "bold red"), f". {plain(replay.reason)}"))
            raise typer.Exit(ExitCode.NOT_REPLAYED)
        status = stored.status.value
        screen.print(
            Text.assemble("Replayed: ", (status.upper(), COLOURS[status]), f". {plain(replay.reason)}")
        )
        for one in stored.checks:
            output.show_check(screen, one)
        raise typer.Exit(output.exit_code_of(status))
