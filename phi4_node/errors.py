"""The errors that callers may meet; each message says what to do next."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the command line ends with; every error names the one that it leads to."""

    OK = 0
    """The answer is verified or supported, or the command did what it was asked."""
    FAILED = 1
    """Something unforeseen went wrong; `--debug` shows where."""
    BAD_INPUT = 2
    """The command line, the problem, the answer or a file cannot be used as given."""
    REFUTED = 3
    """A check failed: the answer is wrong, and there is a counterexample."""
    UNCHECKED = 4
    """Nothing could be decided about the answer, or there is none."""
    NO_MODEL = 5
    """No engine or no such model is there to answer."""
    DOWNLOAD_FAILED = 6
    """The weights could not be fetched, checked or stored."""
    SERVER_ERROR = 7
    """The model's server hangs, breaks off or answers with an error."""
    NOT_REPLAYED = 8
    """The certificate does not replay: it was changed, or another result came out."""
    CANNOT_WRITE = 9
    """A file could not be written: disk full, no permission, no such folder."""
    INTERRUPTED = 130
    """Stopped by Ctrl-C."""
    READER_GONE = 141
    """Whatever read the output closed the pipe, as `head` does."""


class Phi4NodeError(Exception):
    """Base of every error that this library raises on purpose.

    Attributes:
        exit_code: What the command line ends with when this error reaches it.
    """

    exit_code: int = ExitCode.FAILED


class BadInputError(Phi4NodeError, ValueError):
    """The caller's text cannot be a problem or an answer: empty, too long, or not text."""

    exit_code = ExitCode.BAD_INPUT
