"""The loop that all engines with a server share: ask, wait, read a stream, give up in time, ask again."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterable, Iterator, Sequence
from contextlib import aclosing, closing, contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any, ClassVar, Protocol

import httpx
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import Field

from phi4_node.engines.base import Engine
from phi4_node.engines.connections import (
    Endpoint,
    aread_to_end,
    arequested,
    certificates,
    has_certificates,
    read_to_end,
    requested,
    stays_open,
)
from phi4_node.engines.discovery import Question, aask, ask
from phi4_node.engines.errors import EngineError, ServerBrokeOffError
from phi4_node.engines.openai_wire import LineSplitter, has_token, http_errors, refusal
from phi4_node.engines.retries import MAX_RETRIES, aretrying, retrying
from phi4_node.engines.timeouts import AnyTimeouts, Clock, Timeouts

Json = dict[str, Any]


@dataclass(frozen=True)
class Order:
    """One call, as it was given."""

    messages: list[BaseMessage]
    stop: list[str] | None
    settings: Json


_Begun = tuple[list[ChatGenerationChunk], Generator[ChatGenerationChunk]]
_ABegun = tuple[list[ChatGenerationChunk], AsyncGenerator[ChatGenerationChunk]]


class Reader(Protocol):
    """Reads the lines of one reply.

    Attributes:
        done: Whether the server said that nothing more comes.
    """

    done: bool

    def read(self, lines: Iterable[bytes]) -> Iterator[ChatGenerationChunk]:
        """The chunks in lines that have come together; raises `EngineError` where one reports an error."""

    def check_complete(self) -> ChatGenerationChunk | None:
        """What the end of the stream means beyond its last line, if anything.

        Raises:
            ServerBrokeOffError: It ended before the reply did.
        """


class StreamedChat(Engine):
    """A chat model over a server that streams lines.

    Attributes:
        timeout: How long a request may take: `Timeouts`, or one number of seconds for the whole of it.
        max_retries: Further attempts where they can help and nothing was given out yet.
    """

    _path: ClassVar[str]
    _starts_server: ClassVar[bool] = False
    """Whether `_endpoint` may have to start the server first."""

    timeout: AnyTimeouts = Timeouts()
    max_retries: int = Field(default=MAX_RETRIES, ge=0)

    @abstractmethod
    def _endpoint(self) -> Endpoint:
        """Where requests go; may take long the first time."""

    @abstractmethod
    def _prepared(self, endpoint: Endpoint, order: Order) -> Question[tuple[Json, Reader]]:
        """The request as this server takes it, and a reader of its reply.

        Raises:
            ContextOverflowError: The prompt does not fit, as far as one can tell before it is sent.
        """

    def _refused(self, response: httpx.Response, endpoint: Endpoint) -> EngineError:
        """The error for a response that is one; its body was read."""
        return refused(response, endpoint.where)

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: dict[str, Any] | str | bool | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Offer tools; whether the model can call them is another matter (see its profile)."""
        formatted = [convert_to_openai_tool(tool) for tool in tools]
        if tool_choice:
            kwargs["tool_choice"] = _tool_choice(tool_choice, formatted)
        return self.bind(tools=formatted, **kwargs)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        endpoint = self._reached()
        clock = Clock(self.timeout, endpoint.where)
        order = Order(messages, stop, kwargs)
        begun: _Begun = retrying(self.max_retries, clock)(self._begin, endpoint, clock, order)
        beginning, rest = begun
        with closing(rest), _in_reply():
            for chunks in (beginning, rest):
                for chunk in chunks:
                    given = monotonic()
                    if run_manager:
                        run_manager.on_llm_new_token(str(chunk.text), chunk=chunk)
                    yield chunk
                    clock.away(monotonic() - given)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        takes_long = self._starts_server or not has_certificates()
        endpoint = await asyncio.to_thread(self._reached) if takes_long else self._reached()
        clock = Clock(self.timeout, endpoint.where)
        order = Order(messages, stop, kwargs)
        begun: _ABegun = await aretrying(self.max_retries, clock)(self._abegin, endpoint, clock, order)
        beginning, rest = begun
        async with aclosing(_achain(beginning, rest)) as chunks:
            with _in_reply():
                async for chunk in chunks:
                    given = monotonic()
                    if run_manager:
                        await run_manager.on_llm_new_token(str(chunk.text), chunk=chunk)
                    yield chunk
                    clock.away(monotonic() - given)

    def _reached(self) -> Endpoint:
        """Where requests go, with all done that takes time but is none of the request's."""
        certificates()
        return self._endpoint()

    def _begin(self, endpoint: Endpoint, clock: Clock, order: Order) -> _Begun:
        """Ask, and read as far as the first token: until there a request can be sent again."""
        stream = self._attempt(endpoint, clock, order)
        beginning: list[ChatGenerationChunk] = []
        for chunk in stream:
            beginning.append(chunk)
            if has_token(chunk):
                break
        return beginning, stream

    async def _abegin(self, endpoint: Endpoint, clock: Clock, order: Order) -> _ABegun:
        stream = self._aattempt(endpoint, clock, order)
        beginning: list[ChatGenerationChunk] = []
        async for chunk in stream:
            beginning.append(chunk)
            if has_token(chunk):
                break
        return beginning, stream

    def _attempt(self, endpoint: Endpoint, clock: Clock, order: Order) -> Generator[ChatGenerationChunk]:
        clock.ask()
        with http_errors(endpoint.where, endpoint.remedy, clock=clock):
            body, reader = ask(endpoint, self._prepared(endpoint, order), clock.left())
            splitter = LineSplitter()
            with requested(endpoint, self._path, body, timeout=clock.request_timeout()) as response:
                with clock.watching(response):
                    if response.is_error:
                        response.read()
                        raise self._refused(response, endpoint)
                    pieces = response.iter_bytes()
                    for data in pieces:
                        for chunk in reader.read(splitter.feed(data)):
                            if has_token(chunk):
                                clock.token()
                            yield chunk
                        if reader.done:
                            break
                if reader.done and stays_open(response):
                    read_to_end(response, pieces)
        last = reader.check_complete()
        if last is not None:
            yield last

    async def _aattempt(
        self, endpoint: Endpoint, clock: Clock, order: Order
    ) -> AsyncGenerator[ChatGenerationChunk]:
        clock.ask()
        with http_errors(endpoint.where, endpoint.remedy, clock=clock):
            body, reader = await aask(endpoint, self._prepared(endpoint, order), clock.left())
            splitter = LineSplitter()
            timeout = clock.request_timeout()
            async with arequested(endpoint, self._path, body, timeout=timeout) as response:
                with clock.watching(response):
                    if response.is_error:
                        await response.aread()
                        raise self._refused(response, endpoint)
                    pieces = response.aiter_bytes()
                    async for data in pieces:
                        for chunk in reader.read(splitter.feed(data)):
                            if has_token(chunk):
                                clock.token()
                            yield chunk
                        if reader.done:
                            break
                if reader.done and stays_open(response):
                    await aread_to_end(response, pieces)
        last = reader.check_complete()
        if last is not None:
            yield last


def refused(response: httpx.Response, where: str) -> EngineError:
    """The error for a response that is one; its body was read."""
    after = response.headers.get("Retry-After", "")
    seconds = float(after) if after.isdecimal() else None  # a date is rare and needs a clock that agrees
    return refusal(response.status_code, body_of(response), where, seconds)


def body_of(response: httpx.Response) -> Any:
    """The body as JSON if it is that, otherwise as text."""
    try:
        return response.json()
    except ValueError:
        return response.text


@contextmanager
def _in_reply() -> Iterator[None]:
    """What breaks off here does so after something was given out."""
    try:
        yield
    except ServerBrokeOffError as error:
        error.in_reply = True
        raise


async def _achain(
    beginning: list[ChatGenerationChunk], rest: AsyncGenerator[ChatGenerationChunk]
) -> AsyncGenerator[ChatGenerationChunk]:
    async with aclosing(rest):
        for chunk in beginning:
            yield chunk
        async for chunk in rest:
            yield chunk


def _tool_choice(choice: Json | str | bool, tools: list[Json]) -> str | Json:
    if isinstance(choice, dict):
        choice = str(choice.get("function", {}).get("name"))
    if choice in ("auto", "none", "required"):
        return str(choice)
    if choice in ("any", True):
        return "required"
    names = [tool["function"]["name"] for tool in tools]
    if choice not in names:
        raise ValueError(f"tool_choice names {choice!r}; the tools are: {', '.join(names)}")
    return {"type": "function", "function": {"name": choice}}
