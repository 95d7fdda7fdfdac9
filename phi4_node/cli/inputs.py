"""Problems, answers and certificates from arguments, files and standard input; all of them untrusted."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from phi4_node.errors import BadInputError

if TYPE_CHECKING:
    from phi4_node.schema import Certificate, Problem

_OPTION = re.compile(r"--[a-z][a-z-]*(=.*)?")
_MAX_BYTES = 4 * 1024 * 1024
"""More than any problem needs; what is longer is not read at all."""


def text_argument(text: str | None) -> str | None:
    """Let an argument through that is text; for the `callback` of arguments.

    Raises:
        typer.BadParameter: If it is a mistyped option such as `--modle`, or bytes that are no text.
    """
    if text is None:
        return None
    if _OPTION.fullmatch(text):
        raise typer.BadParameter(f"There is no option {text}. If it is meant as text, put -- before it.")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise typer.BadParameter("It is not UTF-8 text.") from None
    return text


def refuse_more(words: list[str]) -> None:
    """Refuse what is left of a problem that was not quoted: the shell may have changed it.

    Raises:
        BadInputError: If there is anything.
    """
    if words:
        raise BadInputError(f"Put the text in quotes; these words were left over: {' '.join(words)}")


def read_problem(argument: str | None, file: Path | None = None) -> Problem:
    """The problem from the argument, from `file`, or from standard input (`-`, or a pipe and no argument).

    Raises:
        BadInputError: If there is none, more than one, or it is not text.
    """
    if argument is not None and file is not None:
        raise BadInputError("Give the problem either as an argument or with --file, not both.")
    if file is not None:
        return make_problem(_decode(_read(file), f"{file}"))
    if argument is not None and argument != "-":
        return make_problem(argument)
    if argument is None and sys.stdin.isatty():
        raise BadInputError('No problem given. Try: phi4-node solve "x^2 + 2x - 3 = 0"')
    return make_problem(_decode(sys.stdin.buffer.read(_MAX_BYTES), "standard input"))


def make_problem(text: str) -> Problem:
    """The text as a `Problem`.

    Raises:
        BadInputError: If it is empty, too long or not text.
    """
    from pydantic import ValidationError

    from phi4_node.schema import Problem

    try:
        return Problem(text=text)
    except ValidationError as error:
        # pydantic wraps the schema's own error, which has the sentence for the person
        own = error.errors()[0].get("ctx", {}).get("error")
        raise (
            own if isinstance(own, BadInputError) else BadInputError("The problem is not valid text.")
        ) from None


def read_text(file: Path) -> str:
    """What a text file holds.

    Raises:
        BadInputError: If it cannot be read or is not UTF-8 text.
    """
    return _decode(_read(file), f"{file}")


def read_certificate(file: Path) -> Certificate:
    """The certificate in `file`, or on standard input for `-`.

    Raises:
        BadInputError: If it cannot be read or is not a certificate.
    """
    from phi4_node import verification

    return verification.read_certificate(sys.stdin.buffer.read(_MAX_BYTES) if str(file) == "-" else file)


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(_MAX_BYTES)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise BadInputError(f"Cannot read {file}: {reason}.") from None


def _decode(data: bytes, source: str) -> str:
    try:
        return data.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise BadInputError(f"What {source} holds is not UTF-8 text.") from None
