"""Problems from JSON lines, CSV or plain text; a row that cannot be used says why and ends nothing."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from phi4_node.errors import BadInputError
from phi4_node.schema import Problem

PROBLEM_COLUMNS = ("problem", "question", "input", "prompt", "text")
"""Where the problem is looked for when the caller names no column; the first that is there is taken."""

MAX_ROW_CHARACTERS = 1_000_000


@dataclass(frozen=True)
class BatchRow:
    """One row of the input.

    Attributes:
        number: Its place in the file, counted from 1; blank lines count too.
        problem: The problem; None if there is none that can be used.
        error: Why not; empty if there is one.
        digest: SHA-256 of what the row holds, by which a later run knows that it has not changed.
        name: The row's own `id`, if it has one.
    """

    number: int
    problem: Problem | None
    error: str
    digest: str
    name: str = ""


def read_rows(path: Path, column: str | None = None) -> Iterator[BatchRow]:
    """The rows of a file, one at a time.

    Args:
        path: `.jsonl` or `.ndjson` (an object or a bare string in each line), `.csv` or `.tsv` (with a
            header), anything else: one problem a line.
        column: Where the problem is; by default the first of `PROBLEM_COLUMNS` that is there.

    Raises:
        BadInputError: If the file cannot be read, or a table has no such column.
    """
    readers = {".jsonl": _json_lines, ".ndjson": _json_lines, ".csv": _table, ".tsv": _table}
    try:
        yield from readers.get(path.suffix.lower(), _plain)(path, column)
    except UnicodeDecodeError:
        raise BadInputError(f"{path} is not UTF-8 text; convert it, for example with iconv.") from None
    except OSError as error:
        raise BadInputError(f"Cannot read {path}: {error.strerror}.") from None


def _plain(path: Path, column: str | None) -> Iterator[BatchRow]:
    for number, line in enumerate(_lines(path), start=1):
        if line.strip():
            yield _row(number, line, line.strip())


def _json_lines(path: Path, column: str | None) -> Iterator[BatchRow]:
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            yield _bad(number, line, "This line is not JSON.")
            continue
        if isinstance(value, str):
            yield _row(number, line, value)
        elif isinstance(value, dict):
            yield _from_fields(number, line, value, column)
        else:
            yield _bad(number, line, "This line is neither an object nor a text.")


def _table(path: Path, column: str | None) -> Iterator[BatchRow]:
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = csv.DictReader(file, delimiter=delimiter)
        _require_column(path, table.fieldnames or [], column)
        number = 0
        while True:
            number += 1
            try:
                fields = next(table)
            except StopIteration:
                return
            except csv.Error as error:
                yield _bad(number, str(number), f"This row cannot be read: {error}.")
                continue
            named = {str(name): value for name, value in fields.items() if name is not None}
            yield _from_fields(number, json.dumps(named, ensure_ascii=False), named, column)


def _require_column(path: Path, header: object, column: str | None) -> None:
    names = [str(name) for name in header] if isinstance(header, (list, tuple)) else []
    if column is None and any(name in names for name in PROBLEM_COLUMNS):
        return
    if column is not None and column in names:
        return
    wanted = column or " or ".join(PROBLEM_COLUMNS)
    raise BadInputError(
        f"{path} has no column {wanted}; it has: {', '.join(names) or 'none'}. Name one with --column."
    )


def _from_fields(number: int, line: str, fields: dict[str, object], column: str | None) -> BatchRow:
    names = (column,) if column else PROBLEM_COLUMNS
    text = next((fields[name] for name in names if fields.get(name) is not None), None)
    if not isinstance(text, str):
        return _bad(number, line, f"This row has no text under {' or '.join(names)}.")
    name = fields.get("id")
    return _row(number, line, text, str(name) if isinstance(name, str | int) else "")


def _row(number: int, line: str, text: str, name: str = "") -> BatchRow:
    try:
        return BatchRow(number, Problem(text=text), "", _digest(line), name)
    except ValidationError as error:
        own = error.errors()[0].get("ctx", {}).get("error")
        return _bad(number, line, str(own or "The problem is not valid text."), name)


def _bad(number: int, line: str, why: str, name: str = "") -> BatchRow:
    return BatchRow(number, None, why, _digest(line), name)


def _lines(path: Path) -> Iterator[str]:
    """The lines of a file, none of them held longer than `MAX_ROW_CHARACTERS`; the rest of one is dropped.

    A line that long is more than any problem may be, so what is left of it is refused by the schema.
    """
    with path.open(encoding="utf-8-sig") as file:
        while line := file.readline(MAX_ROW_CHARACTERS):
            if not line.endswith("\n"):
                while (rest := file.readline(MAX_ROW_CHARACTERS)) and not rest.endswith("\n"):
                    pass
            yield line


def _digest(text: str) -> str:
    return hashlib.sha256(text.strip().encode("utf-8", "surrogatepass")).hexdigest()[:16]
