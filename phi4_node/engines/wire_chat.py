"""A chat model over the OpenAI wire; the two engines that use it differ only in the server.

LangChain's own client for this wire is not used: it drops the reasoning fields of local servers, takes a
stream that ends early for a success, and cannot give a cut-off structured reply.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from abc import abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator, Sequence
from contextlib import aclosing, closing
from dataclasses import dataclass, field
from functools import cache
from time import monotonic
from typing import Any, ClassVar

import httpx
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import LangSmithParams, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import ConfigDict, Field

from phi4_node.engines.base import Engine
from phi4_node.engines.discovery import Found, Question, aask, ask, count
from phi4_node.engines.errors import ContextOverflowError, EngineError
from phi4_node.engines.openai_wire import (
    EventReader,
    LineSplitter,
    has_token,
    http_errors,
    refusal,
    request_body,
)
from phi4_node.engines.retries import MAX_RETRIES, aretrying, retrying
from phi4_node.engines.timeouts import AnyTimeouts, Clock, Timeouts

_OWN_SETTINGS = ("temperature", "top_p", "top_k", "max_tokens", "seed")
_TEMPLATE_TOKENS = 1024
"""More than any chat template adds to a prompt of a few messages."""

Json = dict[str, Any]


@dataclass(frozen=True)
class Endpoint:
    """Where requests go.

    Attributes:
        where: The server, for a person.
        remedy: What to do if nothing listens there.
        url: The address that ends in `/v1`.
        headers: Sent with each request.
        options: Further settings of the HTTP client.
    """

    where: str
    remedy: str
    url: str
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    options: dict[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Order:
    """One call, as it was given."""

    messages: list[BaseMessage]
    stop: list[str] | None
    settings: Json


_Begun = tuple[list[ChatGenerationChunk], Generator[ChatGenerationChunk]]
_ABegun = tuple[list[ChatGenerationChunk], AsyncGenerator[ChatGenerationChunk]]


class WireChat(Engine):
    """A chat model over the OpenAI wire.

    Attributes:
        model: The model's name.
        temperature: None leaves it to the server; so do the next four.
        top_p: Share of the probability that is drawn from.
        top_k: Number of tokens that are drawn from.
        max_tokens: New tokens at most.
        seed: For repeatable sampling.
        stop: Texts that end the reply.
        timeout: How long a request may take: `Timeouts`, or one number of seconds for the whole of it.
        max_retries: Further attempts where they can help and nothing was given out yet.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    provider: ClassVar[str]

    model: str
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    max_tokens: int | None = None
    seed: int | None = None
    stop: list[str] | None = None
    timeout: AnyTimeouts = Timeouts()
    max_retries: int = Field(default=MAX_RETRIES, ge=0)

    @abstractmethod
    def _endpoint(self) -> Endpoint:
        """Where requests go; may take long the first time."""

    @abstractmethod
    def _found(self) -> Question[Found]:
        """What is known of the server; asks it where that is not known yet."""

    def count_tokens(self, messages: list[BaseMessage]) -> int | None:
        """Tokens of the prompt with its chat template; None if the server cannot count them."""
        endpoint = self._endpoint()
        with http_errors(endpoint.where, endpoint.remedy), self._client(endpoint) as client:
            server = ask(client, self._found()).server
            return ask(client, count(server, request_body(self.model, messages, None, {}, server)))

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
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
        endpoint = self._endpoint()
        clock = Clock(self.timeout, endpoint.where)
        order = Order(messages, stop, kwargs)
        begun: _Begun = retrying(self.max_retries, clock)(self._begin, endpoint, clock, order)
        beginning, rest = begun
        with closing(rest):
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
        endpoint = await asyncio.to_thread(self._endpoint)
        clock = Clock(self.timeout, endpoint.where)
        order = Order(messages, stop, kwargs)
        begun: _ABegun = await aretrying(self.max_retries, clock)(self._abegin, endpoint, clock, order)
        beginning, rest = begun
        async with aclosing(_achain(beginning, rest)) as chunks:
            async for chunk in chunks:
                given = monotonic()
                if run_manager:
                    await run_manager.on_llm_new_token(str(chunk.text), chunk=chunk)
                yield chunk
                clock.away(monotonic() - given)

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
        with (
            http_errors(endpoint.where, endpoint.remedy, clock=clock),
            self._client(endpoint) as client,
        ):
            body, reader = ask(client, self._prepared(endpoint, order), clock.left())
            splitter = LineSplitter()
            with client.stream(
                "POST", "chat/completions", json=body, timeout=clock.request_timeout()
            ) as response:
                clock.watch(response)
                if response.is_error:
                    response.read()
                    raise refused(response, endpoint.where)
                for data in response.iter_bytes():
                    for line in splitter.feed(data):
                        chunk = reader.read(line)
                        if chunk is not None:
                            if has_token(chunk):
                                clock.token()
                            yield chunk
                    if reader.done:
                        break
        reader.check_complete()

    async def _aattempt(
        self, endpoint: Endpoint, clock: Clock, order: Order
    ) -> AsyncGenerator[ChatGenerationChunk]:
        clock.ask()
        with http_errors(endpoint.where, endpoint.remedy, clock=clock):
            async with self._aclient(endpoint) as client:
                body, reader = await aask(client, self._prepared(endpoint, order), clock.left())
                splitter = LineSplitter()
                async with client.stream(
                    "POST", "chat/completions", json=body, timeout=clock.request_timeout()
                ) as response:
                    clock.awatch(response)
                    if response.is_error:
                        await response.aread()
                        raise refused(response, endpoint.where)
                    async for data in response.aiter_bytes():
                        for line in splitter.feed(data):
                            chunk = reader.read(line)
                            if chunk is not None:
                                if has_token(chunk):
                                    clock.token()
                                yield chunk
                        if reader.done:
                            break
        reader.check_complete()

    def _prepared(self, endpoint: Endpoint, order: Order) -> Question[tuple[Json, EventReader]]:
        """The request as this server takes it, and a reader of its reply.

        Raises:
            ContextOverflowError: The prompt does not fit, as far as the server's own tokenizer can tell.
        """
        found = yield from self._found()
        own = {name: getattr(self, name) for name in _OWN_SETTINGS}
        body = request_body(
            self.model, order.messages, order.stop or self.stop, {**own, **order.settings}, found.server
        )
        if found.context is not None and _may_overflow(body, found.context):
            tokens = yield from count(found.server, body)
            if tokens is not None and tokens >= found.context:
                raise ContextOverflowError(
                    f"The prompt has {tokens:,} tokens and the model's context holds {found.context:,}. "
                    "Shorten the problem, or give the model more context.",
                    prompt_tokens=tokens,
                    context=found.context,
                )
        reader = EventReader(self.model, self.provider, endpoint.where, found.server.reasoning)
        return body, reader

    def _client(self, endpoint: Endpoint) -> httpx.Client:
        return httpx.Client(**_connection(endpoint))

    def _aclient(self, endpoint: Endpoint) -> httpx.AsyncClient:
        return httpx.AsyncClient(**_connection(endpoint))

    @property
    def _llm_type(self) -> str:
        return f"phi4-node-{self.provider}"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {**self.identity(), **{name: getattr(self, name) for name in (*_OWN_SETTINGS, "stop")}}

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> LangSmithParams:
        params = super()._get_ls_params(stop=stop, **kwargs)
        params["ls_provider"] = self.provider
        return params


def refused(response: httpx.Response, where: str) -> EngineError:
    """The error for a response that is one; its body was read."""
    after = response.headers.get("Retry-After", "")
    seconds = float(after) if after.isdecimal() else None  # a date is rare and needs a clock that agrees
    try:
        body: Any = response.json()
    except ValueError:
        body = response.text
    return refusal(response.status_code, body, where, seconds)


def _connection(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "base_url": endpoint.url,
        "headers": endpoint.headers,
        # reading the certificates anew for each client would cost more than the rest of a request
        "verify": _certificates(),
        # llama.cpp closes a connection after a stream; one that is kept would break the next request
        "limits": httpx.Limits(max_keepalive_connections=0),
        **endpoint.options,
    }


@cache
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def _may_overflow(body: Json, context: int) -> bool:
    """Whether it is worth asking: a token is a byte at least, so that a short prompt fits for certain."""
    written = json.dumps([body["messages"], body.get("tools")], ensure_ascii=False)
    return len(written.encode("utf-8", "surrogatepass")) + _TEMPLATE_TOKENS >= context


async def _achain(
    beginning: list[ChatGenerationChunk], rest: AsyncGenerator[ChatGenerationChunk]
) -> AsyncGenerator[ChatGenerationChunk]:
    async with aclosing(rest):
        for chunk in beginning:
            yield chunk
        async for chunk in rest:
            yield chunk


def _tool_choice(choice: str | bool, tools: list[dict[str, Any]]) -> str | dict[str, Any]:
    if choice in ("auto", "none", "required"):
        return str(choice)
    if choice in ("any", True):
        return "required"
    names = [tool["function"]["name"] for tool in tools]
    if choice not in names:
        raise ValueError(f"tool_choice names {choice!r}; the tools are: {', '.join(names)}")
    return {"type": "function", "function": {"name": choice}}
