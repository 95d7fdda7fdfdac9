"""`phi4-node verify`: check an answer that somebody else gave; no model is used."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from phi4_node.cli import inputs, output
from phi4_node.cli.console import console, plain
from phi4_node.cli.ending import Debug, ending, say

CertificateFile = Annotated[
    Path | None, typer.Option("--certificate", metavar="FILE", help="Write the replayable certificate there.")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout and nothing else.")]

HELP = """\
Check an answer without a model.

\b
Examples:
  phi4-node verify "x^2 + 2x - 3 = 0" "x = 1 or x = -3"
  phi4-node verify "What is the derivative of x^3?" "3x^2" --certificate proof.json
"""


def verify(
    context: typer.Context,
    problem: Annotated[
        str,
        typer.Argument(help="The problem; - reads it from standard input.", callback=inputs.text_argument),
    ],
    answer: Annotated[str, typer.Argument(help="The answer to check.", callback=inputs.text_argument)],
    seconds: Annotated[float, typer.Option(min=0.1, max=3600, help="Time for the check.")] = 10.0,
    certificate: CertificateFile = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Check an answer without a model."""
    with ending(debug):
        inputs.refuse_more(context.args)
        output.ensure_writable(certificate)
        asked = inputs.read_problem(problem)

        from phi4_node import verification

        verdict = verification.verify(asked, answer, seconds=seconds)
        if json:
            output.print_json(verdict)
        else:
            screen = console()
            screen.print(f"Answer: {plain(answer)}")
            output.show_verdict(screen, verdict)
        if certificate is not None:
            output.write_certificate(certificate, verification.certify(asked, answer, verdict))
            say(f"Certificate: {certificate}")
        raise typer.Exit(output.exit_code_of(verdict.status.value))
