"""Questions to a server beside the reply itself: what it is, which models it has, how long a prompt is.

Each question is a generator of requests that is sent their answers, so that it is written once and asked both
ways: `ask`, and `aask` in an event loop.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar

import httpx

from phi4_node.engines.connections import Endpoint, arequested, requested
from phi4_node.engines.servers import GENERIC, Json, Server, all_servers, server_named, server_that_owns
from phi4_node.engines.timeouts import PROBE_SECONDS as PROBE_SECONDS

_MOST_BYTES = 16 * 2**20

T = TypeVar("T")


@dataclass(frozen=True)
class Call:
    """One request; the answer is its JSON, or None for anything but a success."""

    path: str
    body: Json | None = None


Question = Generator[Call, Any, T]


@dataclass(frozen=True)
class Found:
    """What is known of a server.

    Attributes:
        server: Its kind.
        models: What it lists.
        context: Tokens that a request to the model may use; None if it does not say.
    """

    server: Server
    models: tuple[str, ...] = ()
    context: int | None = None


def find_out(model: str, server: str = "") -> Question[Found | None]:
    """What a server is, and what context its model has; None if it does not list its models.

    Args:
        model: The model that will be asked.
        server: The kind of server, if the caller knows.
    """
    listed = _entries((yield Call("models")))
    if listed is None:
        return Found(server_named(server)) if server else None
    kind = server_named(server) if server else server_that_owns(listed)
    if kind is None:
        kind = yield from _proven()
    entries = listed
    if kind.context_path:
        entries = _entries((yield Call(kind.context_path))) or listed
    # a server of one model often takes any name for it
    own = [entry for entry in entries if entry.get("id") == model] or (entries if len(entries) == 1 else [])
    context = kind.context_of(own[0]) if own else None
    return Found(kind, tuple(str(entry.get("id")) for entry in listed), context)


def count(server: Server, body: Json) -> Question[int | None]:
    """Tokens of a request, chat template and tools included; None if the server does not count."""
    if server.count is None:
        return None
    asked = {name: body[name] for name in ("model", "messages", "tools") if body.get(name)}
    answer = yield Call(server.count.path, asked)
    number = answer.get(server.count.field) if isinstance(answer, dict) else None
    return number if isinstance(number, int) else None


def ask(endpoint: Endpoint, question: Question[T], seconds: float | None = None) -> T:
    """Ask a server.

    Args:
        endpoint: The server.
        question: What to find out.
        seconds: How long one answer may take, if less than usual; a later one counts as none.
    """
    answer: Any = None
    try:
        call = next(question)
        while True:
            try:
                with requested(endpoint, call.path, call.body, timeout=_patience(seconds)) as response:
                    body = _Body(response)
                    for data in response.iter_bytes():
                        if body.is_too_much(data):
                            break
                answer = body.json()
            except httpx.ReadTimeout:
                answer = None
            call = question.send(answer)
    except StopIteration as end:
        found: T = end.value
        return found


async def aask(endpoint: Endpoint, question: Question[T], seconds: float | None = None) -> T:
    """`ask` without blocking the event loop."""
    answer: Any = None
    try:
        call = next(question)
        while True:
            try:
                patience = _patience(seconds)
                async with arequested(endpoint, call.path, call.body, timeout=patience) as response:
                    body = _Body(response)
                    async for data in response.aiter_bytes():
                        if body.is_too_much(data):
                            break
                answer = body.json()
            except httpx.ReadTimeout:
                answer = None
            call = question.send(answer)
    except StopIteration as end:
        found: T = end.value
        return found


def _proven() -> Question[Server]:
    """The kind of a server that does not name itself, by what only it answers."""
    for server in all_servers():
        if server.proof and isinstance((yield Call(server.proof)), dict):
            return server
    return server_named(GENERIC)


def _entries(listed: Any) -> list[Json] | None:
    data = listed.get("data") if isinstance(listed, dict) else None
    return [entry for entry in data if isinstance(entry, dict)] if isinstance(data, list) else None


def _patience(seconds: float | None) -> httpx.Timeout:
    """How long an answer may take; while all connections are busy with replies, one is waited for."""
    if seconds is None:
        return httpx.Timeout(PROBE_SECONDS, pool=None)
    seconds = max(0.001, seconds)
    return httpx.Timeout(min(PROBE_SECONDS, seconds), pool=seconds)


class _Body:
    """A small answer: what goes on and on is none."""

    def __init__(self, response: httpx.Response) -> None:
        self._is_success = response.is_success
        self._data = b""
        self._end = monotonic() + PROBE_SECONDS

    def is_too_much(self, data: bytes) -> bool:
        """Take the next bytes; whether they are more than an answer has, or took longer than one takes."""
        self._data += data
        if len(self._data) <= _MOST_BYTES and monotonic() <= self._end:
            return False
        self._is_success = False
        return True

    def json(self) -> Any:
        """The JSON of a success, otherwise None."""
        if not self._is_success:
            return None
        try:
            answer = json.loads(self._data)
        except ValueError:
            return None  # something that is no such server; the reply will tell
        # LM Studio answers 200 with an error in it to paths that it does not know
        return None if isinstance(answer, dict) and "error" in answer else answer
