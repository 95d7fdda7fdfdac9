"""`phi4-node pull`: fetch weights for the embedded engine."""

from __future__ import annotations

import importlib.util
from typing import Annotated

import typer

from phi4_node.cli.ending import Debug, ending
from phi4_node.errors import BadInputError, ExitCode, Phi4NodeError

HELP = """\
Fetch weights for the embedded engine.

Goes on where an interrupted download stopped, and checks the SHA-256 before the file is used.

\b
Examples:
  phi4-node pull
  phi4-node pull phi4-mini-reasoning
"""


def pull(
    model: Annotated[
        str | None, typer.Argument(help="A name of `phi4-node models`.", show_default="qwen2.5-coder-1.5b")
    ] = None,
    debug: Debug = False,
) -> None:
    """Fetch weights for the embedded engine."""
    with ending(debug):
        if importlib.util.find_spec("xllamacpp") is None:
            raise NoEngineError(
                'Weights are of no use without the engine. Run: pip install "phi4-node[embedded]"'
            )

        from phi4_node.cli.progress import shown_progress
        from phi4_node.engines.selection import DEFAULT_WEIGHTS
        from phi4_node.weights import fetch, find, known_model

        known = known_model(_embedded_name(model or DEFAULT_WEIGHTS))
        path = find(known.name)
        if path is None:
            with shown_progress() as progress:
                path = fetch(known.name, progress)
        typer.echo(path)


class NoEngineError(Phi4NodeError):
    """The embedded engine is not installed."""

    exit_code = ExitCode.NO_MODEL


def _embedded_name(model: str) -> str:
    if model.startswith("ollama:"):
        raise BadInputError(f"Ollama keeps its own models. Run: ollama pull {model.removeprefix('ollama:')}")
    return model.removeprefix("embedded:")
