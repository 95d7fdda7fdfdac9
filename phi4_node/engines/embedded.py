"""The embedded engine: llama.cpp in this very process, so that nothing else must be installed or running."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any

import httpx
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LangSmithParams, LanguageModelInput
from langchain_core.language_models.chat_models import agenerate_from_stream, generate_from_stream
from langchain_core.messages import AIMessage, BaseMessage, convert_to_openai_messages
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from phi4_node.engines.base import Engine, ProgressCallback
from phi4_node.engines.errors import PromptTooLongError
from phi4_node.engines.llama_server import LlamaServer, llama_server
from phi4_node.engines.openai_wire import (
    EventReader,
    aread_events,
    http_errors,
    read_events,
    refusal,
    request_body,
)
from phi4_node.weights import fetch, find, known_model

_WHERE = "The embedded model"
_START = "Restart the program."
_UNKNOWN_KV_BYTES = 131_072


class EmbeddedChat(Engine, BaseChatModel):
    """A chat model over llama.cpp in this process.

    Weights are fetched and the model is loaded at the first call, or by `prepare`.

    Attributes:
        model: Name of known weights, or the path of a GGUF file.
        context: Tokens of context wanted for each request.
        temperature: As on the OpenAI wire; None leaves it to llama.cpp.
        top_p: Likewise.
        top_k: Likewise.
        max_tokens: New tokens at most; None for as many as fit.
        seed: For repeatable sampling.
        stop: Texts that end the reply.
        patience: Seconds without any sign of life after which a request is given up.
        verbose_log: Let llama.cpp write its log to standard error.
    """

    model: str
    context: int = 8192
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    max_tokens: int | None = None
    seed: int | None = None
    stop: list[str] | None = None
    patience: float = 120.0
    verbose_log: bool = False

    @property
    def spec(self) -> str:
        """`embedded:NAME`."""
        return f"embedded:{self.model}"

    @property
    def request_context(self) -> int | None:
        """Tokens of context of the running server; None before it was started."""
        return self._server().context

    def prepare(self, progress: ProgressCallback | None = None) -> None:
        """Fetch the weights if they are not here, and load them."""
        self._server(progress)

    async def aprepare(self, progress: ProgressCallback | None = None) -> None:
        """`prepare` in a thread."""
        await asyncio.to_thread(self.prepare, progress)

    def count_tokens(self, messages: list[BaseMessage]) -> int:
        """Tokens of the prompt as the model sees it, chat template included."""
        server = self._server()
        with http_errors(_WHERE, _START), _client(server, self.patience) as client:
            return self._count(client, messages)

    def get_num_tokens(self, text: str) -> int:
        """Tokens of a bare text."""
        server = self._server()
        with http_errors(_WHERE, _START), _client(server, self.patience) as client:
            return len(_reply(client.post("/tokenize", json={"content": text}))["tokens"])

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Offer tools; whether the model can call them is another matter (see its profile)."""
        formatted = [convert_to_openai_tool(tool) for tool in tools]
        if tool_choice is not None:
            kwargs["tool_choice"] = _tool_choice(tool_choice, formatted)
        return self.bind(tools=formatted, **kwargs)

    def _server(self, progress: ProgressCallback | None = None) -> LlamaServer:
        path, kv_bytes = self._weights(progress)
        verbose = self.verbose_log or os.environ.get("PHI4_NODE_VERBOSE") == "1"
        return llama_server(path, context=self.context, kv_bytes=kv_bytes, verbose=verbose)

    def _weights(self, progress: ProgressCallback | None) -> tuple[Path, int]:
        if is_file_name(self.model):
            return Path(self.model).expanduser().resolve(), _UNKNOWN_KV_BYTES
        known = known_model(self.model)
        return find(known.name) or fetch(known.name, progress), known.kv_bytes

    def _body(self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]) -> dict[str, Any]:
        own = {name: getattr(self, name) for name in ("temperature", "top_p", "top_k", "max_tokens", "seed")}
        return request_body(self.model, messages, stop or self.stop, {**own, **kwargs})

    def _count(self, client: httpx.Client, messages: list[BaseMessage]) -> int:
        prompt = _reply(client.post("/apply-template", json={"messages": convert_to_openai_messages(messages)}))
        return len(_reply(client.post("/tokenize", json=_tokenize(prompt["prompt"])))["tokens"])

    async def _acount(self, client: httpx.AsyncClient, messages: list[BaseMessage]) -> int:
        prompt = _reply(
            await client.post("/apply-template", json={"messages": convert_to_openai_messages(messages)})
        )
        return len(_reply(await client.post("/tokenize", json=_tokenize(prompt["prompt"])))["tokens"])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        server = self._server()
        body = self._body(messages, stop, kwargs)
        with http_errors(_WHERE, _START), _client(server, self.patience) as client:
            _must_fit(self._count(client, messages), server.context)
            with client.stream("POST", "/v1/chat/completions", json=body) as response:
                if response.is_error:
                    response.read()
                    raise refusal(response.status_code, _json(response), _WHERE)
                for chunk in read_events(response.iter_lines(), EventReader(self.model, "embedded")):
                    if run_manager:
                        run_manager.on_llm_new_token(str(chunk.message.content), chunk=chunk)
                    yield chunk

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        server = await asyncio.to_thread(self._server)  # the first call may fetch and load
        body = self._body(messages, stop, kwargs)
        with http_errors(_WHERE, _START):
            async with _aclient(server, self.patience) as client:
                _must_fit(await self._acount(client, messages), server.context)
                async with client.stream("POST", "/v1/chat/completions", json=body) as response:
                    if response.is_error:
                        await response.aread()
                        raise refusal(response.status_code, _json(response), _WHERE)
                    events = aread_events(response.aiter_lines(), EventReader(self.model, "embedded"))
                    async with aclosing(events):
                        async for chunk in events:
                            if run_manager:
                                await run_manager.on_llm_new_token(str(chunk.message.content), chunk=chunk)
                            yield chunk

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
        async with aclosing(self._astream(messages, stop, run_manager, **kwargs)) as stream:
            return await agenerate_from_stream(stream)

    @property
    def _llm_type(self) -> str:
        return "phi4-node-embedded"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        names = ("model", "context", "temperature", "top_p", "top_k", "max_tokens", "seed", "stop")
        return {name: getattr(self, name) for name in names}

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> LangSmithParams:
        params = super()._get_ls_params(stop=stop, **kwargs)
        params["ls_provider"] = "embedded"
        return params


def is_file_name(model: str) -> bool:
    """Whether a model is named by a file rather than by a name of the catalog."""
    return model.lower().endswith(".gguf") or "/" in model or "\\" in model


def _client(server: LlamaServer, patience: float) -> httpx.Client:
    return httpx.Client(**_connection(server, patience))


def _aclient(server: LlamaServer, patience: float) -> httpx.AsyncClient:
    return httpx.AsyncClient(**_connection(server, patience))


def _connection(server: LlamaServer, patience: float) -> dict[str, Any]:
    return {
        "base_url": server.url,
        "headers": {"Authorization": f"Bearer {server.key}"},
        "timeout": httpx.Timeout(patience, connect=5.0),
        "trust_env": False,  # a proxy has no business between this process and itself
        "verify": False,  # no TLS here; spares the loading of certificates
        # llama.cpp closes a connection after a stream; one that is kept would break the next request
        "limits": httpx.Limits(max_keepalive_connections=0),
    }


def _tokenize(prompt: str) -> dict[str, Any]:
    return {"content": prompt, "add_special": True, "parse_special": True}


def _json(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return response.text


def _reply(response: httpx.Response) -> Any:
    if response.is_error:
        raise refusal(response.status_code, _json(response), _WHERE)
    return response.json()


def _must_fit(tokens: int, context: int) -> None:
    if tokens >= context:
        raise PromptTooLongError(
            f"The prompt has {tokens:,} tokens and the model's context holds {context:,}. Shorten the problem, or "
            "give the model more context."
        )


def _tool_choice(choice: str, tools: list[dict[str, Any]]) -> str | dict[str, Any]:
    if choice in ("auto", "none", "required"):
        return choice
    if choice in ("any", "True"):
        return "required"
    names = [tool["function"]["name"] for tool in tools]
    if choice not in names:
        raise ValueError(f"tool_choice names {choice!r}; the tools are: {', '.join(names)}")
    return {"type": "function", "function": {"name": choice}}
