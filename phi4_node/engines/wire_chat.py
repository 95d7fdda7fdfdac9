"""A chat model over the OpenAI wire; the two engines that use it differ only in the server.

LangChain's own client for this wire is not used: it drops the reasoning fields of local servers, takes a
stream that ends early for a success, and cannot give a cut-off structured reply.
"""

from __future__ import annotations

import asyncio
import math
from abc import abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, ClassVar, cast

import httpx
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LangSmithParams, LanguageModelInput
from langchain_core.language_models.chat_models import agenerate_from_stream, generate_from_stream
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import ConfigDict

from phi4_node.engines.base import Engine
from phi4_node.engines.openai_wire import EventReader, http_errors, refusal, request_body

_OWN_SETTINGS = ("temperature", "top_p", "top_k", "max_tokens", "seed")
_CONNECT_SECONDS = 5.0


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


class WireChat(Engine, BaseChatModel):
    """A chat model over the OpenAI wire.

    Attributes:
        model: The model's name.
        temperature: None leaves it to the server; so do the next four.
        top_p: Share of the probability that is drawn from.
        top_k: Number of tokens that are drawn from.
        max_tokens: New tokens at most.
        seed: For repeatable sampling.
        stop: Texts that end the reply.
        timeout: Seconds without any sign of life after which a request is given up.
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
    timeout: float = 300.0

    @abstractmethod
    def _endpoint(self) -> Endpoint:
        """Where requests go; may take long the first time."""

    def _check(self, client: httpx.Client, messages: list[BaseMessage], settings: dict[str, Any]) -> None:
        """Raise if the server would not take the prompt; asks the server's tokenizer where there is one."""

    async def _acheck(
        self, client: httpx.AsyncClient, messages: list[BaseMessage], settings: dict[str, Any]
    ) -> None:
        """`_check` without blocking the event loop."""

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
        body = self._body(messages, stop, kwargs)
        reader = EventReader(self.model, self.provider, endpoint.where)
        with http_errors(endpoint.where, endpoint.remedy), self._client(endpoint) as client:
            self._check(client, messages, kwargs)
            with client.stream("POST", "chat/completions", json=body) as response:
                if response.is_error:
                    response.read()
                    raise refusal(response.status_code, content_of(response), endpoint.where)
                for line in response.iter_lines():
                    chunk = reader.read(line)
                    if chunk is None:
                        continue
                    if run_manager:
                        run_manager.on_llm_new_token(str(chunk.text), chunk=chunk)
                    yield chunk
        reader.check_complete()

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        endpoint = await asyncio.to_thread(self._endpoint)
        body = self._body(messages, stop, kwargs)
        reader = EventReader(self.model, self.provider, endpoint.where)
        with http_errors(endpoint.where, endpoint.remedy):
            async with self._aclient(endpoint) as client:
                await self._acheck(client, messages, kwargs)
                async with client.stream("POST", "chat/completions", json=body) as response:
                    if response.is_error:
                        await response.aread()
                        raise refusal(response.status_code, content_of(response), endpoint.where)
                    async for line in response.aiter_lines():
                        chunk = reader.read(line)
                        if chunk is None:
                            continue
                        if run_manager:
                            await run_manager.on_llm_new_token(str(chunk.text), chunk=chunk)
                        yield chunk
        reader.check_complete()

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        # Always a stream underneath: a request that is given up stops the model.
        return generate_from_stream(self._stream(messages, stop, run_manager, **kwargs))

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        stream = cast(
            "AsyncGenerator[ChatGenerationChunk]", self._astream(messages, stop, run_manager, **kwargs)
        )
        async with aclosing(stream):
            return await agenerate_from_stream(stream)

    def _body(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> dict[str, Any]:
        own = {name: getattr(self, name) for name in _OWN_SETTINGS}
        return request_body(self.model, messages, stop or self.stop, {**own, **kwargs})

    def _client(self, endpoint: Endpoint, *, at_most: float = math.inf) -> httpx.Client:
        return httpx.Client(**self._connection(endpoint, at_most))

    def _aclient(self, endpoint: Endpoint) -> httpx.AsyncClient:
        return httpx.AsyncClient(**self._connection(endpoint))

    def _connection(self, endpoint: Endpoint, at_most: float = math.inf) -> dict[str, Any]:
        timeout = min(self.timeout, at_most)
        return {
            "base_url": endpoint.url,
            "headers": endpoint.headers,
            "timeout": httpx.Timeout(timeout, connect=min(_CONNECT_SECONDS, timeout)),
            # llama.cpp closes a connection after a stream; one that is kept would break the next request
            "limits": httpx.Limits(max_keepalive_connections=0),
            **endpoint.options,
        }

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


def content_of(response: httpx.Response) -> Any:
    """The body as JSON if it is that, otherwise as text."""
    try:
        return response.json()
    except ValueError:
        return response.text


def json_of(response: httpx.Response, where: str) -> Any:
    """The JSON of a successful answer; our error for any other."""
    if response.is_error:
        raise refusal(response.status_code, content_of(response), where)
    try:
        return response.json()
    except ValueError as error:
        raise refusal(500, response.text, where) from error


def _tool_choice(choice: str | bool, tools: list[dict[str, Any]]) -> str | dict[str, Any]:
    if choice in ("auto", "none", "required"):
        return str(choice)
    if choice in ("any", True):
        return "required"
    names = [tool["function"]["name"] for tool in tools]
    if choice not in names:
        raise ValueError(f"tool_choice names {choice!r}; the tools are: {', '.join(names)}")
    return {"type": "function", "function": {"name": choice}}
