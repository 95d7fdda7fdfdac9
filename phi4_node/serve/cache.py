"""Checked results, kept for those who ask the same again: in this process, or in Redis for all of them."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import structlog
from cachetools import TTLCache
from pydantic import ValidationError
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from phi4_node.schema import Result, Status

_log = structlog.get_logger("phi4_node.serve.cache")
_REDIS_SECONDS = 1.0
"""How long Redis may take: a cache that is slower than that is worse than none."""


_DOWN_SECONDS = 2.0


class Store(Protocol):
    """Where results are kept."""

    async def get(self, key: str) -> str | None:
        """The result under that key, or None."""
        ...

    async def set(self, key: str, value: str) -> None:
        """Keep a result."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class MemoryStore:
    """Results in this process; the oldest go first. A size of 0 keeps none."""

    def __init__(self, size: int, seconds: float) -> None:
        self._kept: TTLCache[str, str] = TTLCache(maxsize=size, ttl=seconds)

    async def get(self, key: str) -> str | None:
        """The result under that key, or None."""
        return self._kept.get(key)

    async def set(self, key: str, value: str) -> None:
        """Keep a result."""
        if self._kept.maxsize:
            self._kept[key] = value

    async def close(self) -> None:
        """Nothing to let go of."""


class RedisStore:
    """Results in Redis. When Redis does not answer, nothing is found and nothing is kept, and that is all."""

    def __init__(self, url: str, seconds: float) -> None:
        self._redis: Any = Redis.from_url(
            url,
            socket_timeout=_REDIS_SECONDS,
            socket_connect_timeout=_REDIS_SECONDS,
            retry=Retry(NoBackoff(), retries=1),  # a kept connection may be one to a server that has gone
            decode_responses=True,
        )
        self._seconds = max(1, round(seconds))
        self._down_until = 0.0

    async def get(self, key: str) -> str | None:
        """The result under that key, or None."""
        if time.monotonic() < self._down_until:
            return None
        try:
            value: str | None = await self._redis.get(f"phi4-node:{key}")
        except (RedisError, OSError) as error:
            self._leave_alone(error)
            return None
        return value

    async def set(self, key: str, value: str) -> None:
        """Keep a result."""
        if time.monotonic() < self._down_until:
            return
        try:
            await self._redis.set(f"phi4-node:{key}", value, ex=self._seconds)
        except (RedisError, OSError) as error:
            self._leave_alone(error)

    def _leave_alone(self, error: Exception) -> None:
        """Ask Redis nothing for a moment, so that its silence costs few questions their time."""
        self._down_until = time.monotonic() + _DOWN_SECONDS
        _log.warning("cache_unreachable", error=type(error).__name__)

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()


class ResultCache:
    """Results by what was asked; the same question asked twice at once is answered once.

    Only what was checked is kept: an answer that nobody could decide deserves another try.

    Args:
        store: Where results are kept.
        count: Told `hits`, `shared` or `misses` for each question.

    Attributes:
        hits: Questions answered from the store.
        shared: Questions answered by a run that somebody else had begun.
        misses: Questions that needed a run.
    """

    def __init__(self, store: Store, count: Callable[[str], None] = lambda outcome: None) -> None:
        self._store = store
        self._count = count
        self._running: dict[str, asyncio.Task[Result]] = {}
        self._waiters: dict[str, int] = {}
        self.hits = self.shared = self.misses = 0

    async def find(self, key: str) -> Result | None:
        """What is kept under that key."""
        kept = await self._store.get(key)
        if kept is None:
            return None
        try:
            result = Result.model_validate_json(kept)
        except ValidationError:
            return None  # written by another version, or by somebody else
        self.hits += 1
        self._count("hits")
        return result

    async def keep(self, key: str, result: Result) -> None:
        """Keep a result if it was checked."""
        if result.verdict.status in (Status.VERIFIED, Status.SUPPORTED) and not result.error:
            await self._store.set(key, result.model_dump_json())

    async def get_or_run(self, key: str, run: Callable[[], Awaitable[Result]]) -> tuple[Result, bool]:
        """The kept result, or that of a run; and whether no run of one's own was needed.

        When everybody who waits for a run has gone, it is stopped.
        """
        kept = await self.find(key)
        if kept is not None:
            return kept, True
        task = self._running.get(key)
        is_shared = task is not None
        if task is None:
            self.misses += 1
            self._count("misses")
            task = asyncio.create_task(self._run(key, run))
            self._running[key] = task
        else:
            self.shared += 1
            self._count("shared")
        self._waiters[key] = self._waiters.get(key, 0) + 1
        try:
            return await asyncio.shield(task), is_shared
        finally:
            self._waiters[key] -= 1
            if not self._waiters[key]:
                del self._waiters[key]
                if not task.done():
                    self._running.pop(key, None)
                    task.cancel()
                    await asyncio.gather(task, return_exceptions=True)

    async def close(self) -> None:
        """Let go of the store."""
        await self._store.close()

    async def _run(self, key: str, run: Callable[[], Awaitable[Result]]) -> Result:
        try:
            result = await run()
            await self.keep(key, result)
            return result
        finally:
            if self._running.get(key) is asyncio.current_task():
                del self._running[key]


def cache_key(**parts: Any) -> str:
    """A key for what was asked: SHA-256 over all of it in canonical JSON."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()
