"""`phi4-node solve`: the whole way from a problem to a checked answer, shown as it happens."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from phi4_node.cli import inputs, output
from phi4_node.cli.console import console, plain
from phi4_node.cli.ending import Debug, ending, say
from phi4_node.cli.verify import CertificateFile, Json
from phi4_node.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Generator

    from phi4_node.chat_model import ChatPhi4Mini
    from phi4_node.graph.events import SolveEvent
    from phi4_node.schema import Budget, Problem, Result

ModelSpec = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="ENGINE:MODEL",
        help="ollama:NAME, embedded:NAME, embedded:FILE.gguf or openai:NAME@URL; without it one is picked.",
    ),
]

_RULES_SECONDS = 5.0

HELP = """\
Solve a problem and check the answer.

The marks before the steps: ✓ holds, ✗ is false, · could not be decided.

\b
Examples:
  phi4-node solve "x^2 + 2x - 3 = 0"
  phi4-node solve --file problem.txt --certificate proof.json
  echo "What is 15% of 80?" | phi4-node solve --json
  phi4-node solve "..." --model ollama:phi4-mini-reasoning --seconds 600
  phi4-node solve "What is 15% of 80?" --no-model
"""


def solve(
    context: typer.Context,
    problem: Annotated[
        str | None,
        typer.Argument(help="The problem; - or nothing reads standard input.", callback=inputs.text_argument),
    ] = None,
    file: Annotated[Path | None, typer.Option(metavar="FILE", help="Read the problem from a file.")] = None,
    model: ModelSpec = None,
    no_model: Annotated[
        bool, typer.Option("--no-model", help="Ask no model: solve what the fixed rules can read and prove.")
    ] = False,
    max_attempts: Annotated[int | None, typer.Option(min=1, max=100, help="Solutions drawn at most.")] = None,
    seconds: Annotated[float | None, typer.Option(min=1, max=1_000_000, help="Wall time at most.")] = None,
    tokens: Annotated[int | None, typer.Option(min=1, help="Input and output tokens at most.")] = None,
    certificate: CertificateFile = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Solve a problem and check the answer."""
    with ending(debug):
        inputs.refuse_more(context.args)
        output.ensure_writable(certificate)
        if no_model and model:
            raise BadInputError("--no-model asks no model, so --model has no place beside it; leave out one.")
        asked = inputs.read_problem(problem, file)
        if no_model:
            result = _without_model(asked, seconds, quiet=json)
        else:
            chat = open_model(model, seconds)

            from phi4_node.schema import Budget

            limits = {"attempts": max_attempts, "seconds": seconds, "tokens": tokens}
            budget = Budget(**{name: value for name, value in limits.items() if value is not None})
            result = _run(asked, chat, budget, quiet=json)
            _tell_of_rules(asked, result)
        if json:
            output.print_json(result)
        if result.error:
            say(f"Stopped early by an error: {result.error}")
        if certificate is not None:
            _keep(certificate, result)
        raise typer.Exit(output.exit_code_of(result.verdict.status.value))


def open_model(spec: str | None, seconds: float | None) -> ChatPhi4Mini:
    """The model, ready to answer: its weights are fetched, with a progress bar, if they are not here yet."""
    from phi4_node.chat_model import ChatPhi4Mini
    from phi4_node.cli.progress import shown_progress

    # no server may be silent for longer than the whole run may take
    chat = ChatPhi4Mini(spec) if seconds is None else ChatPhi4Mini(spec, timeout=seconds)
    if chat.note:
        say(chat.note)
    with shown_progress() as progress:
        chat.prepare(progress)
    return chat


def _run(problem: Problem, chat: ChatPhi4Mini, budget: Budget, *, quiet: bool) -> Result:
    from phi4_node.cli.transcript import transcript
    from phi4_node.graph import stream_solve

    stream = cast("Generator[SolveEvent]", stream_solve(problem, chat, budget))
    # closing the stream stops the model, also when Ctrl-C ends the loop
    with transcript(quiet=quiet) as show, closing(stream) as events:
        for event in events:
            show(event)
            if event.event == "result":
                return event.result
    raise RuntimeError("the run ended without a result")


def _without_model(problem: Problem, seconds: float | None, *, quiet: bool) -> Result:
    from phi4_node import verification

    result = verification.solve(problem, seconds=seconds or 10.0)
    if not quiet:
        screen = console()
        if result.solution is not None:
            screen.print(f"Answer: {plain(result.answer)}")
        output.show_verdict(screen, result.verdict)
    return result


def _tell_of_rules(problem: Problem, result: Result) -> None:
    """Say so where the model came to no proven answer and the fixed rules alone would have."""
    from phi4_node import verification

    read = any(check.claim for attempt in result.attempts for check in attempt.verdict.checks)
    if not read or result.verdict.status.value in {"verified", "supported"}:
        return
    found = verification.solve(problem, seconds=_RULES_SECONDS)
    if found.solution is not None:
        answer = " ".join(plain(found.answer).split())
        say(f"The rules alone prove this answer: {answer}  (phi4-node solve --no-model)")


def _keep(file: Path, result: Result) -> None:
    if result.certificate is None:
        say("No certificate was written: there is nothing that could be replayed.")
        return
    output.write_certificate(file, result.certificate)
    say(f"Certificate: {file}  (replay it: phi4-node check {file})")
