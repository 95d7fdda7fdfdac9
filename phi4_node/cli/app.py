"""The commands put together, and the way in and out of the program."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from phi4_node.cli import batch, check, convert, doctor, models, pull, serve, solve, stress, verify
from phi4_node.cli.ending import (
    about_os_error,
    close_streams,
    exit_code_table,
    prepare_streams,
    report_unforeseen,
    say,
)
from phi4_node.errors import ExitCode

_HELP = """\
Local reasoning you can believe: a small model answers, a symbolic checker decides what may be believed.

\b
Examples:
  phi4-node solve "x^2 + 2x - 3 = 0"
  phi4-node verify "x^2 + 2x - 3 = 0" "x = 1 or x = -3"
  phi4-node doctor
"""

app = typer.Typer(
    name="phi4-node",
    help=_HELP,
    epilog="\b\nExit codes:\n" + "\n".join(exit_code_table()),
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help"]},
)

# unknown options are let through to the text arguments, so that "-2x = 4" and "-2" need no "--" before them;
# `inputs.text_argument` refuses what looks like a mistyped option
_TEXT = {"ignore_unknown_options": True, "allow_extra_args": True}

_SEE = "Exit codes: phi4-node --help"

app.command("solve", help=solve.HELP, epilog=_SEE, context_settings=_TEXT)(solve.solve)
app.command("batch", help=batch.HELP, epilog=_SEE)(batch.batch)
app.command("verify", help=verify.HELP, epilog=_SEE, context_settings=_TEXT)(verify.verify)
app.command("check", help=check.HELP, epilog=_SEE)(check.check)
app.command("serve", help=serve.HELP, epilog=_SEE)(serve.serve)
app.command("key", help=serve.KEY_HELP, epilog=_SEE)(serve.key)
app.command("stress", help=stress.HELP, epilog=_SEE)(stress.stress)
app.command("pull", help=pull.HELP, epilog=_SEE)(pull.pull)
app.command("convert", help=convert.HELP, epilog=_SEE)(convert.convert)
app.command("models", help=models.HELP, epilog=_SEE)(models.models)
app.command("doctor", help=doctor.HELP, epilog=_SEE)(doctor.doctor)


def _version(wanted: bool) -> None:
    if not wanted:
        return
    from importlib.metadata import version

    typer.echo(f"phi4-node {version('phi4-node')}")
    raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line and exit with one of `ExitCode`."""
    prepare_streams()
    sys.excepthook = report_unforeseen
    code: object = ExitCode.OK
    try:
        # not app(): that would put typer's own exception hook in the place of ours
        typer.main.get_command(app)()
    except SystemExit as ending:
        code = ending.code
    except OSError as error:  # the help cannot be written; commands handle their own
        code = ExitCode.CANNOT_WRITE
        say(about_os_error(error))
    except KeyboardInterrupt:  # between two commands' own handling, for example while a module is imported
        code = ExitCode.INTERRUPTED
    sys.exit(close_streams(int(code) if isinstance(code, int) else ExitCode.OK))
