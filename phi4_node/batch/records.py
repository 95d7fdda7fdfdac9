"""The output of a batch: one record a row, appended as it comes, so that nothing finished is ever lost."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from pydantic import Field, ValidationError

from phi4_node.batch.rows import BatchRow
from phi4_node.errors import BadInputError
from phi4_node.schema import Result, Word

COLUMNS = (
    "row",
    "id",
    "digest",
    "problem",
    "answer",
    "status",
    "reason",
    "attempts",
    "tokens",
    "seconds",
    "stop",
    "error",
)


class Record(Word):
    """What came of one row.

    Attributes:
        row: Its number in the input.
        id: The row's own id, if it has one.
        digest: Of the input row; a row that was changed since is solved again.
        problem: The problem's text; empty if the row has none that can be used.
        answer: The answer alone.
        status: The verdict's status; empty if there is no result.
        reason: The verdict's reason.
        attempts: Solutions drawn.
        tokens: Input and output.
        seconds: Wall time.
        stop: Why the run ended.
        error: Why there is no result.
        lost: Whether it was the model that failed and not the row: the next run tries it again.
        result: The whole result; JSON lines have it, a CSV file has not.
    """

    row: int
    id: str = ""
    digest: str
    problem: str = ""
    answer: str = ""
    status: str = ""
    reason: str = ""
    attempts: int = 0
    tokens: int = 0
    seconds: float = 0.0
    stop: str = ""
    error: str = ""
    lost: bool = False
    result: Result | None = Field(default=None)


def record_of(row: BatchRow, result: Result) -> Record:
    """The record of a row that was solved; one that the model's failure ended counts as lost."""
    return Record(
        row=row.number,
        id=row.name,
        digest=row.digest,
        problem=result.problem.text,
        answer=result.answer,
        status=result.verdict.status.value,
        reason=result.verdict.reason,
        attempts=len(result.attempts),
        tokens=result.usage.total_tokens,
        seconds=result.seconds,
        stop=result.stop.value,
        error=result.error,
        lost=bool(result.error),
        result=result,
    )


def record_of_failure(row: BatchRow, error: str, *, lost: bool) -> Record:
    """The record of a row without a result."""
    text = row.problem.text if row.problem else ""
    return Record(row=row.number, id=row.name, digest=row.digest, problem=text, error=error, lost=lost)


class RecordFile:
    """The output file, open for appending; what an earlier run finished is in `done`.

    Args:
        path: `.csv` gives a table; anything else gives JSON lines with the whole results.
        rows: Numbers and digests of the input, to tell which earlier records still hold.

    Raises:
        BadInputError: If the file is there and is not the output of an earlier run.
    """

    def __init__(self, path: Path, rows: dict[int, str]) -> None:
        self.path = path
        self.is_table = path.suffix.lower() == ".csv"
        self.done: dict[int, Record] = {}
        for record in self._earlier():
            if rows.get(record.row) == record.digest and not record.lost:
                self.done[record.row] = record
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        """Write what still holds into a new file, put it in the old one's place, and append from there."""
        draft = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        draft.write_text(self._head() + "".join(map(self._line, self.done.values())), encoding="utf-8")
        draft.replace(self.path)
        self._file = self.path.open("a", encoding="utf-8", newline="")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        if self._file:
            self._file.close()

    def add(self, record: Record) -> None:
        """Append a record; it is with the operating system when this returns."""
        if self._file is None:
            raise RuntimeError("use the RecordFile as a context manager")
        self._file.write(self._line(record))
        self._file.flush()
        self.done[record.row] = record

    def _head(self) -> str:
        return _csv_line(COLUMNS) if self.is_table else ""

    def _line(self, record: Record) -> str:
        if self.is_table:
            error = f"lost: {record.error}" if record.lost else record.error
            values = record.model_dump(exclude={"result", "lost"}) | {"error": error}
            return _csv_line([_harmless(values[column]) for column in COLUMNS])
        return record.model_dump_json(exclude_defaults=True) + "\n"

    def _earlier(self) -> Iterator[Record]:
        if not self.path.exists():
            return
        try:
            with self.path.open(encoding="utf-8", newline="") as file:
                yield from self._read_table(file) if self.is_table else self._read_lines(file)
        except (UnicodeDecodeError, csv.Error):
            raise self._not_ours() from None

    def _read_lines(self, file: IO[str]) -> Iterator[Record]:
        for line in file:
            if not line.endswith("\n"):
                return  # the run was killed in the middle of a line: that row is solved again
            try:
                yield Record.model_validate(json.loads(line))
            except (ValueError, ValidationError, RecursionError):
                raise self._not_ours() from None

    def _read_table(self, file: IO[str]) -> Iterator[Record]:
        table = csv.DictReader(file)
        if table.fieldnames is None:
            return
        if tuple(table.fieldnames) != COLUMNS:
            raise self._not_ours()
        for fields in table:
            if None in fields.values() or None in fields:
                return  # cut off in the middle of a row
            lost = fields["error"].startswith("lost: ")
            try:
                yield Record.model_validate(
                    {**fields, "lost": lost, "error": fields["error"].removeprefix("lost: ")}
                )
            except ValidationError:
                raise self._not_ours() from None

    def _not_ours(self) -> BadInputError:
        return BadInputError(
            f"{self.path} is there and is not the output of an earlier batch; name another file."
        )


def _csv_line(values: list[object] | tuple[str, ...]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(values)
    return line.getvalue()


def _harmless(value: object) -> object:
    """A text that a spreadsheet would take for a formula, made a text (OWASP: CSV injection)."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "@", "\t", "\r") else value
