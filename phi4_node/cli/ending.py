"""How a command ends: one clear sentence, a documented exit code, no traceback unless asked for."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Annotated

import typer

from phi4_node.errors import ExitCode, Phi4NodeError

Debug = Annotated[bool, typer.Option("--debug", help="Show the log and, on an error, the traceback.")]

MEANING = {
    ExitCode.OK: "the answer is verified or supported, or the command did what it was asked",
    ExitCode.FAILED: "something unforeseen; --debug shows where",
    ExitCode.BAD_INPUT: "bad input: command line, problem, answer or file",
    ExitCode.REFUTED: "the answer is refuted, there is a counterexample",
    ExitCode.UNCHECKED: "the answer could not be checked, or there is none",
    ExitCode.NO_MODEL: "no engine, or no such model",
    ExitCode.DOWNLOAD_FAILED: "the weights could not be fetched, checked or stored",
    ExitCode.SERVER_ERROR: "the model's server hangs, breaks off or answers with an error",
    ExitCode.NOT_REPLAYED: "the certificate does not replay",
    ExitCode.CANNOT_WRITE: "a file or the output could not be written",
    ExitCode.INTERRUPTED: "stopped by Ctrl-C",
    ExitCode.READER_GONE: "the reader of the output closed the pipe",
}


_CANNOT_WRITE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}


class CannotWriteError(Phi4NodeError):
    """A file that the command was asked to write cannot be written."""

    exit_code = ExitCode.CANNOT_WRITE


def exit_code_table() -> list[str]:
    """One line for each exit code, as shown in `--help`."""
    return [f"{code.value:>3}  {meaning}" for code, meaning in MEANING.items()]


@contextmanager
def ending(debug: bool) -> Iterator[None]:
    """Turn whatever ends the block into a sentence on stderr and an exit code.

    Args:
        debug: Show the log while the block runs, and let the traceback of an error through.
    """
    _configure_logs(debug)
    try:
        yield
    except KeyboardInterrupt:
        raise _exit("Stopped.", ExitCode.INTERRUPTED, debug) from None
    except BrokenPipeError:
        raise typer.Exit(ExitCode.READER_GONE) from None
    except Phi4NodeError as error:
        raise _exit(str(error), error.exit_code, debug) from None
    except OSError as error:
        code = ExitCode.CANNOT_WRITE if error.errno in _CANNOT_WRITE else ExitCode.FAILED
        raise _exit(about_os_error(error), code, debug) from None
    except MemoryError:
        raise _exit("Out of memory; close other programs or pick a smaller model.", 1, debug) from None


def _exit(message: str, code: int, debug: bool) -> typer.Exit:
    if debug:
        import traceback

        traceback.print_exc()
    say(message.partition("\nTraceback ")[0])  # a worker that cannot start sends its traceback along
    return typer.Exit(int(code))


def say(message: str) -> None:
    """One line on stderr, safe whatever the terminal's encoding."""
    from phi4_node.cli.console import plain

    sys.stderr.write(plain(message).rstrip() + "\n")


def about_os_error(error: OSError) -> str:
    """The error as a sentence, with the file if there is one."""
    place = f" ({error.filename})" if error.filename else ""
    what = "Cannot write: " if error.errno in _CANNOT_WRITE else ""
    return f"{what}{error.strerror or type(error).__name__}{place}."


def _configure_logs(debug: bool) -> None:
    """The command line owns the process, so unlike the library it may set up logging and warnings."""
    import logging
    import warnings

    if debug:
        sys.excepthook = sys.__excepthook__
        logging.basicConfig(
            stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s"
        )
        logging.getLogger("phi4_node").setLevel(logging.DEBUG)
        return
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)


def report_unforeseen(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What `sys.excepthook` does without `--debug`: one sentence, no traceback; Python exits with 1."""
    say(f"Unexpected error: {kind.__name__}: {error}")
    say("Run it again with --debug to see where, and please report it.")


def prepare_streams() -> None:
    """Make sure that no character can break the output: what the terminal cannot show becomes `?`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def close_streams(code: int) -> int:
    """Flush stdout while an error can still be told; the exit code, changed if the output was lost."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = ExitCode.READER_GONE
    except OSError as error:
        say(f"Cannot write the output: {os.strerror(error.errno or errno.EIO)}.")
        code = ExitCode.CANNOT_WRITE
    else:
        return code
    # the interpreter flushes once more at exit, which must not fail again
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code
