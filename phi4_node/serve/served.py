"""A runnable over the service, as LangServe wants to have one, with what it leaves open closed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import aclosing
from typing import Any

import orjson
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from langchain_core.runnables import Runnable, RunnableConfig
from langserve.serialization import WellKnownLCSerializer
from pydantic import BaseModel, ValidationError

from phi4_node.errors import BadInputError, Phi4NodeError
from phi4_node.serve.errors import told
from phi4_node.serve.inputs import UNREADABLE
from phi4_node.serve.leaving import while_connected
from phi4_node.serve.playground import Piece, in_words, is_from_playground

_REQUEST = "__phi4_node_request"
_LINE_SEPARATORS = {ord(character): f"\\u{ord(character):04x}" for character in "\u2028\u2029\x85"}


Work = Callable[[Any, str], Coroutine[Any, Any, BaseModel]]
Pieces = Callable[[Any, str], AsyncIterator[Piece]]


class Served(Runnable[Any, Any]):
    """A runnable over the service, for LangServe to serve.

    Args:
        name: Its name; LangServe makes schemas from it, so no two may have the same.
        takes: The input's model.
        gives: The output's model.
        work: What is done for an input of a caller.
        pieces: The same as a stream.
        batch_size: Inputs at most in one batch.
    """

    def __init__(
        self,
        name: str,
        takes: type[BaseModel],
        gives: type[BaseModel],
        work: Work,
        pieces: Pieces,
        batch_size: int,
    ) -> None:
        self.name = name
        self._takes, self._gives = takes, gives
        self._work, self._pieces = work, pieces
        self._batch_size = batch_size

    @property
    def InputType(self) -> Any:  # LangChain's name
        """The input's model."""
        return self._takes

    @property
    def OutputType(self) -> Any:  # LangChain's name
        """The output's model."""
        return self._gives

    def invoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        """LangServe has no use for it."""
        raise NotImplementedError("This runnable lives in an event loop; use ainvoke.")

    async def ainvoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        """Do the work as long as the client is there."""
        request = _request_of(config)
        return await while_connected(request, self._work(self._takes.model_validate(input), _caller(request)))

    async def abatch(
        self,
        inputs: Sequence[Any],
        config: Any = None,
        *,
        return_exceptions: bool = False,
        **kwargs: Any,
    ) -> list[Any]:
        """Several at once, within the bound."""
        if not 1 <= len(inputs) <= self._batch_size:
            raise BadInputError(f"A batch has 1 to {self._batch_size} items; this one has {len(inputs)}.")
        request = _request_of(config[0] if isinstance(config, list) else config)
        works = [self._work(given, _caller(request)) for given in map(self._takes.model_validate, inputs)]

        async def all_of_them() -> list[Any]:
            return list(await asyncio.gather(*works, return_exceptions=return_exceptions))

        return await while_connected(request, all_of_them())

    async def astream(
        self, input: Any, config: RunnableConfig | None = None, **kwargs: Any
    ) -> AsyncIterator[Any]:
        """The work in pieces; an error is the last of them. The playground gets them in words."""
        request = _request_of(config)
        if not is_from_playground(request):
            async with aclosing(self._pieces_of(input, request)) as pieces:
                async for piece in pieces:
                    yield piece.model_dump(mode="json")
            return

        async def in_texts(inputs: AsyncIterator[Any]) -> AsyncIterator[str]:
            async for given in inputs:
                async with aclosing(self._pieces_of(given, request)) as pieces:
                    async for piece in pieces:
                        yield in_words(piece)

        # the page hangs what it shows on a run, which LangChain makes known by callbacks
        async with aclosing(self._atransform_stream_with_config(_once(input), in_texts, config)) as texts:  # type: ignore[type-var]
            async for text in texts:
                yield text

    async def _pieces_of(self, input: Any, request: Request) -> AsyncGenerator[Piece, None]:
        try:
            async with aclosing(self._pieces(self._takes.model_validate(input), _caller(request))) as stream:  # type: ignore[type-var]  # they are generators
                async for piece in stream:
                    yield piece
        except Phi4NodeError as error:
            yield Piece(event="error", data=told(error))


def reader_of(takes: type[BaseModel]) -> Callable[[Request], Awaitable[None]]:
    """The dependency that reads a body before LangServe does, which fails over many that are no good.

    Args:
        takes: The input's model.
    """

    async def read(request: Request) -> None:
        if request.method != "POST":
            return
        try:
            body = await request.json()
        except (ValueError, RecursionError):
            raise BadInputError(UNREADABLE) from None
        if not isinstance(body, dict):
            raise BadInputError('The body must be an object: {"input": ...} or {"inputs": [...]}.')
        config = body.get("config", {})
        for part in config if isinstance(config, list) else (config, body.get("kwargs", {})):
            if not isinstance(part, dict):
                raise BadInputError("config and kwargs must be objects; leave them out.")
        if "inputs" in body:
            _read_inputs(takes, body["inputs"])

    return read


def _read_inputs(takes: type[BaseModel], inputs: Any) -> None:
    if not isinstance(inputs, list):
        raise BadInputError("inputs must be a list.")
    for place, given in enumerate(inputs):
        try:
            takes.model_validate(given)
        except ValidationError as error:
            complaints = [{**each, "loc": ("body", "inputs", place, *each["loc"])} for each in error.errors()]
            raise RequestValidationError(complaints) from None


class PlainJson(WellKnownLCSerializer):
    """JSON without the characters at which clients split lines although JSON allows them."""

    def dumps(self, obj: Any) -> bytes:
        """The object as JSON."""
        plain = obj.model_dump(mode="json") if isinstance(obj, BaseModel) else obj
        return orjson.dumps(plain, default=_as_json).decode().translate(_LINE_SEPARATORS).encode()


def with_request(config: dict[str, Any], request: Request) -> dict[str, Any]:
    """Nothing that a client put into the config counts; the request does."""
    return {**config, "configurable": {_REQUEST: request}}


async def _once(value: Any) -> AsyncIterator[Any]:
    yield value


def _request_of(config: Any) -> Request:
    request: Request = config["configurable"][_REQUEST]
    return request


def _caller(request: Request) -> str:
    return str(getattr(request.state, "caller", ""))


def _as_json(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=str)
    raise TypeError(f"{type(value).__name__} is not JSON")
