"""Solving the rows of a batch: so many at a time, each record given as soon as it is there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable

from phi4_node.batch.records import Record, record_of, record_of_failure
from phi4_node.batch.rows import BatchRow
from phi4_node.errors import BadInputError, Phi4NodeError
from phi4_node.graph import ReasoningGraph, asolve
from phi4_node.verification.sandbox.pool import PoolClosedError

LOST_IN_A_ROW = 5
"""Rows that the model failed on, one after another, after which it is taken to be gone."""


class ModelGoneError(Phi4NodeError):
    """The model failed on several rows in a row; what was finished is kept."""


async def run_batch(
    graph: ReasoningGraph, rows: Iterable[BatchRow], *, concurrency: int = 1
) -> AsyncGenerator[Record]:
    """Solve rows and give a record for each, in the order in which they are finished.

    Closing the iterator, or cancelling the task that reads it, stops the model.

    Args:
        graph: From `create_reasoning_graph`; its budget holds for each row.
        rows: Read as they are needed.
        concurrency: Rows that are solved side by side.

    Raises:
        ModelGoneError: If the model fails on `LOST_IN_A_ROW` rows one after another.
    """
    waiting = iter(rows)
    running: set[asyncio.Task[Record]] = set()
    lost = 0
    try:
        while True:
            while len(running) < concurrency and (row := next(waiting, None)) is not None:
                running.add(asyncio.create_task(_solve(graph, row)))
            if not running:
                return
            finished, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in finished:
                record = task.result()
                lost = lost + 1 if record.lost else 0
                yield record
                if lost >= LOST_IN_A_ROW:
                    raise ModelGoneError(
                        f"The model failed on {lost} rows one after another, at last with: {record.error} "
                        "The same command goes on from here once it answers again."
                    )
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _solve(graph: ReasoningGraph, row: BatchRow) -> Record:
    if row.problem is None:
        return record_of_failure(row, row.error, lost=False)
    try:
        return record_of(row, await asolve(row.problem, graph=graph))
    except BadInputError as error:
        return record_of_failure(row, str(error), lost=False)
    except PoolClosedError:
        raise
    except Phi4NodeError as error:
        return record_of_failure(row, str(error), lost=True)
