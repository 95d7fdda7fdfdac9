"""What several commands write: verdicts, JSON and certificate files."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from phi4_node.cli.console import COLOURS, marks_for, plain
from phi4_node.cli.ending import CannotWriteError
from phi4_node.errors import ExitCode

if TYPE_CHECKING:
    from pydantic import BaseModel
    from rich.console import Console

    from phi4_node.schema import Certificate, Check, JsonObject, Verdict

_BY_STATUS = {
    "verified": ExitCode.OK,
    "supported": ExitCode.OK,
    "refuted": ExitCode.REFUTED,
    "unchecked": ExitCode.UNCHECKED,
}


def exit_code_of(status: str) -> ExitCode:
    """The exit code of a verdict."""
    return _BY_STATUS[status]


def print_json(document: BaseModel) -> None:
    """The document as JSON on stdout, in ASCII where the terminal has nothing better."""
    import json

    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    text = json.dumps(document.model_dump(mode="json"), ensure_ascii=not encoding.startswith("utf"), indent=2)
    sys.stdout.write(text + "\n")


def show_verdict(console: Console, verdict: Verdict) -> None:
    """The verdict in its colour, then each check of the answer with its mark."""
    from rich.text import Text

    status = verdict.status.value
    about_answer = [check for check in verdict.checks if check.step is None]
    told = {check.reason.rstrip(".") for check in about_answer}
    why = "" if verdict.reason.rstrip(".") in told else f" {plain(verdict.reason)}"
    console.print(Text.assemble("Verdict: ", (status.upper(), COLOURS[status]), why))
    for check in about_answer:
        show_check(console, check)


def show_check(console: Console, check: Check) -> None:
    """One check on one line: mark, why, and by which method it was decided."""
    from rich.text import Text

    outcome = check.outcome.value
    reader = {"problem": "", "model": ", from the model's own reading of the problem", "step": ", in a step"}
    what = plain(check.reason or "").rstrip(".")
    if check.counterexample and check.counterexample not in check.reason:
        what = f"{what}: {plain(check.counterexample)}" if what else plain(check.counterexample)
    how = f"({plain(check.method)}{reader[check.basis]})"
    mark = marks_for(console.file).of(outcome)
    console.print(Text.assemble("  ", (mark, COLOURS[outcome]), f" {what} " if what else " ", (how, "dim")))
    if check.claim and check.step is None:
        console.print(f"    read as {plain(claim_words(check.claim))}", style="dim")


def claim_words(claim: JsonObject) -> str:
    """A claim on one line, for a person to compare with the question."""
    return f"{claim.get('kind', 'a claim')}: {', '.join(_parts(claim))}"


def _parts(fields: JsonObject) -> Iterator[str]:
    for name, value in fields.items():
        if isinstance(value, dict):
            yield from _parts(value)
        elif isinstance(value, list) and value:
            inner = ((" ".join(_parts(item)) if isinstance(item, dict) else str(item)) for item in value)
            yield f"{name} {'; '.join(inner)}"
        elif value is True:
            yield name
        elif value and name != "kind":
            yield f"{name} {value}"


def ensure_writable(file: Path | None) -> None:
    """Refuse before the work, not after it, a file that cannot be written.

    Raises:
        CannotWriteError: If the folder is missing or may not be written.
    """
    if file is None:
        return
    if file.is_dir():
        raise CannotWriteError(f"Cannot write {file}: it is a folder.")
    target = file if file.exists() else file.parent
    if not target.exists():
        raise CannotWriteError(f"Cannot write {file}: there is no folder {target}.")
    if not os.access(target, os.W_OK):
        raise CannotWriteError(f"Cannot write {file}: no permission.")


def write_certificate(file: Path, certificate: Certificate) -> None:
    """The certificate in `file`, whole or not at all.

    Raises:
        CannotWriteError: If it cannot be written.
    """
    data = certificate.model_dump_json(indent=2) + "\n"
    try:
        if file.exists() and not file.is_file():  # a device or a pipe cannot be replaced
            file.write_text(data, encoding="utf-8")
            return
        _replace(file, data)
    except OSError as error:
        reason = os.strerror(error.errno or errno.EIO)
        raise CannotWriteError(f"Cannot write the certificate to {file}: {reason}.") from None


def _replace(file: Path, data: str) -> None:
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    draft = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        umask = os.umask(0)
        os.umask(umask)
        draft.chmod(0o666 & ~umask)  # mkstemp is stricter than an ordinary new file
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
