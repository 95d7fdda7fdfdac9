"""Many problems from a file into a file: bounded concurrency, resumable, one bad row stops nothing."""

from phi4_node.batch.records import Record, RecordFile
from phi4_node.batch.rows import BatchRow, read_rows
from phi4_node.batch.run import run_batch
from phi4_node.batch.summary import Summary, plot, summarize

__all__ = ["BatchRow", "Record", "RecordFile", "Summary", "plot", "read_rows", "run_batch", "summarize"]
