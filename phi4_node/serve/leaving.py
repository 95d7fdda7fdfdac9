"""A client that leaves stops the work for it, also where nothing is streamed."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from fastapi import Request
from starlette.exceptions import HTTPException

Value = TypeVar("Value")
_CLIENT_CLOSED_REQUEST = 499


async def while_connected(request: Request, work: Coroutine[Any, Any, Value]) -> Value:
    """The result of `work`, which is cancelled when the client goes away.

    Args:
        request: A request whose body has been read.
        work: What is done for it.

    Raises:
        HTTPException: 499 if the client has left; nobody reads it but the log.
    """
    task = asyncio.ensure_future(work)
    left = asyncio.ensure_future(_until_gone(request))
    try:
        await asyncio.wait({task, left}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise HTTPException(_CLIENT_CLOSED_REQUEST, "The client has left.")
    finally:
        for unfinished in (task, left):
            unfinished.cancel()
        await asyncio.gather(task, left, return_exceptions=True)


async def _until_gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
