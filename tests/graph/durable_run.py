"""A run with a checkpointer in a process of its own, so that a test can kill it: not a test itself.

    python -m tests.graph.durable_run SAVER MODEL [PROBLEM]

SAVER is `sqlite:FILE` or `postgres:CONNECTION`. Without a problem, the run goes on where its checkpoint says.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from langgraph.checkpoint.base import BaseCheckpointSaver

from phi4_node import create_reasoning_graph
from phi4_node.schema import Result

THREAD = {"configurable": {"thread_id": "one"}}


@asynccontextmanager
async def open_saver(spec: str) -> AsyncIterator[BaseCheckpointSaver[str]]:
    """The checkpointer that a spec names."""
    kind, _, where = spec.partition(":")
    if kind == "sqlite":
        from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

        async with AsyncSqliteSaver.from_conn_string(where) as saver:
            yield saver
        return
    from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver

    async with AsyncPostgresSaver.from_conn_string(where) as saver:
        await saver.setup()
        yield saver


async def main(spec: str, model: str, problem: str | None) -> None:
    """Start the run, or go on with it, and print the result."""
    async with open_saver(spec) as saver:
        graph = create_reasoning_graph(model, checkpointer=saver)
        state = await graph.ainvoke({"problem": problem} if problem else None, THREAD)
    sys.stdout.write(Result.model_validate(state["result"]).model_dump_json())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else None))
