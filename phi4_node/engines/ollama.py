"""The Ollama engine: LangChain's `ChatOllama`, told what it does not know and made to say what it hides."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Self

import httpx
from langchain_core.language_models import LangSmithParams
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_ollama import ChatOllama
from pydantic import ConfigDict, PrivateAttr, model_validator

from phi4_node.engines.base import ProgressCallback
from phi4_node.engines.connections import Endpoint, requested
from phi4_node.engines.discovery import PROBE_SECONDS, Question, ask
from phi4_node.engines.errors import EngineError, ServerFailedError
from phi4_node.engines.gguf_tokenizer import GgufTokenizer
from phi4_node.engines.ollama_context import Prompt, room_for_reply
from phi4_node.engines.ollama_server import (
    REMEDY,
    FoundOllama,
    ModelFacts,
    facts_of,
    find_ollama,
    ollama_refusal,
    refuses_what_does_not_fit,
    server_headers,
    server_url,
    tokenizer_of,
    without_password,
)
from phi4_node.engines.ollama_wire import OllamaReader, options_of
from phi4_node.engines.openai_wire import http_errors
from phi4_node.engines.streamed import Json, Order, StreamedChat, body_of
from phi4_node.engines.timeouts import Clock

__all__ = ["FoundOllama", "OllamaChat", "find_ollama", "open_ollama"]


class OllamaChat(StreamedChat, ChatOllama):
    """`ChatOllama` that fails where the original succeeds silently.

    A stream that ends without its end, a missing model and a server that is down or hangs are typed errors;
    settings can be given per call under the names that all engines share; unknown settings are an error.
    `num_ctx` is always sent, and what does not fit into it is not: the prompt is counted where it may be too
    long, and the reply is asked to be no longer than the rest of the context.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    _path: ClassVar[str] = "api/chat"
    provider: ClassVar[str] = "ollama"

    num_ctx: int | None = 8192
    _facts: dict[str, ModelFacts] = PrivateAttr(default_factory=dict)
    _tokenizers: dict[str, GgufTokenizer | None] = PrivateAttr(default_factory=dict)
    _refuses: bool | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _set_clients(self) -> Self:
        """In place of the clients of `ChatOllama`, which would not be used."""
        if self.client_kwargs or self.async_client_kwargs or self.sync_client_kwargs:
            raise ValueError("client_kwargs are not used here: set timeout and max_retries")
        if self.validate_model_on_init:
            raise ValueError("validate_model_on_init is not used here: call prepare()")
        return self

    @property
    def _url(self) -> str:
        return server_url(self.base_url or "")

    @property
    def spec(self) -> str:
        """`ollama:MODEL`, with the address if one was given."""
        return f"ollama:{self.model}" + (f"@{without_password(self._url)}" if self.base_url else "")

    @property
    def max_tokens(self) -> int | None:
        """What Ollama calls `num_predict`."""
        return self.num_predict

    @property
    def request_context(self) -> int | None:
        """Tokens of context that are asked for with each request."""
        return self.num_ctx

    @property
    def url(self) -> str:
        """Where the server is."""
        return without_password(self._url)

    def prepare(self, progress: ProgressCallback | None = None) -> None:
        """Find out whether the server answers and has the model, and have it loaded.

        Raises:
            ModelNotPulledError: It does not have it.
            ServerDownError: Nothing listens there.
            ServerTimeoutError: It does not answer, or loading took longer than the first token may.
        """
        endpoint = self._endpoint()
        patience = min(PROBE_SECONDS, self.timeout.total or PROBE_SECONDS)
        with (
            http_errors(endpoint.where, endpoint.remedy, probing=True),
            requested(endpoint, "api/show", {"model": self.model}, timeout=patience) as shown,
        ):
            shown.read()
        self._must_be_json(shown, endpoint)
        clock = Clock(self.timeout, endpoint.where)
        clock.ask()
        with http_errors(endpoint.where, endpoint.remedy, clock=clock):
            body, _ = ask(endpoint, self._prepared(endpoint, Order([], None, {})), clock.left())
            with requested(endpoint, self._path, body, timeout=clock.request_timeout()) as loaded:
                loaded.read()
        self._must_be_json(loaded, endpoint)

    async def aprepare(self, progress: ProgressCallback | None = None) -> None:
        """`prepare` in a thread."""
        await asyncio.to_thread(self.prepare, progress)

    def count_tokens(self, messages: list[BaseMessage]) -> int | None:
        """Tokens of the prompt: of its texts exactly, of the template around them rather too many.

        None if the tokenizer is of a kind that cannot be rebuilt from what the server tells.
        """
        tokenizer, prompt = self._asked(self._measured(Order(messages, None, {})))
        return None if tokenizer is None else prompt.count(tokenizer)

    def get_num_tokens(self, text: str) -> int:
        """Tokens of a bare text; its bytes if the tokenizer cannot be rebuilt."""
        tokenizer = self._asked(self._tokenizer(self.model))
        return len(text.encode()) if tokenizer is None else tokenizer.count(text)

    def _endpoint(self) -> Endpoint:
        return Endpoint(where=f"Ollama at {self.url}", remedy=REMEDY, url=self._url, headers=server_headers())

    def _prepared(self, endpoint: Endpoint, order: Order) -> Question[tuple[Json, OllamaReader]]:
        body, facts = yield from self._body(order)
        if facts is not None and body["messages"]:
            yield from self._fitted(body, facts)
        return body, OllamaReader(self._url, body["model"], order.messages, self._chunk)

    def _body(self, order: Order) -> Question[tuple[Json, ModelFacts | None]]:
        """The request before anybody looked whether it fits, and what the server knows of the model."""
        model = str(order.settings.get("model") or self.model)
        facts = self._facts.get(model) or (yield from facts_of(model))
        if facts is not None:
            self._facts[model] = facts
        body = self._chat_params(order.messages, order.stop, **order.settings)
        known = facts or ModelFacts()
        if "thinking" not in known.capabilities:
            body.pop("think", None)  # it would be an error; such a model thinks in its text, or not at all
        wanted = body["options"].get("num_ctx")
        if known.context is not None and isinstance(wanted, int) and wanted > known.context:
            body["options"]["num_ctx"] = known.context
        return body, facts

    def _fitted(self, body: Json, facts: ModelFacts) -> Question[None]:
        """Limit the reply to what the context has left.

        Raises:
            ContextOverflowError: The prompt alone is too long for it.
        """
        options = body["options"]
        context, asked = options.get("num_ctx") or facts.context, options.get("num_predict") or -1
        if not isinstance(context, int) or not isinstance(asked, int):
            return  # the server will say that this is no number, or there is no context to keep to
        prompt = _prompt_of(body, facts)
        if 0 < asked <= context - prompt.at_most():
            return
        if self._refuses is None:
            self._refuses = yield from refuses_what_does_not_fit()
        if self._refuses:
            return
        tokenizer = yield from self._tokenizer(body["model"])
        counted = None if tokenizer is None else prompt.count(tokenizer)
        options["num_predict"] = room_for_reply(
            asked if asked > 0 else None, context, prompt.at_most(), counted
        )

    def _measured(self, order: Order) -> Question[tuple[GgufTokenizer | None, Prompt]]:
        body, facts = yield from self._body(order)
        tokenizer = yield from self._tokenizer(body["model"])
        return tokenizer, _prompt_of(body, facts or ModelFacts())

    def _tokenizer(self, model: str) -> Question[GgufTokenizer | None]:
        if model not in self._tokenizers:
            self._tokenizers[model] = yield from tokenizer_of(model)
        return self._tokenizers[model]

    def _asked(self, question: Question[Any]) -> Any:
        endpoint = self._endpoint()
        with http_errors(endpoint.where, endpoint.remedy, probing=True):
            return ask(endpoint, question)

    def _chat_params(
        self, messages: list[BaseMessage], stop: list[str] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        """The body of a request, from the settings of this object and those of the call."""
        options, others = options_of(kwargs)
        choice = others.pop("tool_choice", None)
        others["tools"] = _offered(others.get("tools") or (), choice)
        own = {name: options.pop(name) for name in list(options) if name in type(self).model_fields}
        if stop is not None:
            own["stop"] = None  # what is given per call replaces what was given before
        settled = self.model_copy(update=own)
        params = ChatOllama._chat_params(settled, messages, stop, **others)
        params["options"].update(options)
        params["messages"] = [_spoken(message) for message in params["messages"]]
        # newer servers then refuse what does not fit, and end a reply that outgrows the context
        params.update(stream=bool(messages), truncate=False, shift=False)
        return {name: value for name, value in params.items() if value is not None}

    def _chunk(self, part: Json) -> ChatGenerationChunk | None:
        """A part of a reply as `ChatOllama` reads it."""
        return next(self._iterate_over_stream([], parts=[part], reasoning=True), None)

    def _create_chat_stream(  # type: ignore[override]  # it is only called by `_iterate_over_stream`
        self, messages: list[BaseMessage], stop: list[str] | None = None, *, parts: list[Json], **kwargs: Any
    ) -> Iterator[Json]:
        return iter(parts)

    def _refused(self, response: httpx.Response, endpoint: Endpoint) -> EngineError:
        return ollama_refusal(response.status_code, body_of(response), self._url, self.model)

    def _must_be_json(self, response: httpx.Response, endpoint: Endpoint) -> None:
        if response.is_error:
            raise self._refused(response, endpoint)
        if not isinstance(body_of(response), dict):
            raise ServerFailedError(
                f"{endpoint.where} answers, but not as Ollama does. Is something else listening there?"
            )

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> LangSmithParams:
        params = super()._get_ls_params(stop=stop, **kwargs)
        params["ls_model_name"] = kwargs.get("model", self.model)
        return params


def open_ollama(model: str, url: str = "", *, context: int, **settings: Any) -> OllamaChat:
    """The engine for `ollama:MODEL` and `ollama:MODEL@URL`.

    Args:
        model: As Ollama names it.
        url: Where the server is; OLLAMA_HOST if empty.
        context: Tokens of context asked for.
        settings: `temperature`, `top_p`, `top_k`, `max_tokens`, `seed`, `stop`, `timeout`, `max_retries`, or
            settings of `ChatOllama`, such as `keep_alive`.

    Raises:
        BadEngineError: The address is none.
    """
    server_url(url)
    if "max_tokens" in settings:
        settings["num_predict"] = settings.pop("max_tokens")
    return OllamaChat(model=model, base_url=url or None, num_ctx=context, **settings)


def _prompt_of(body: Json, facts: ModelFacts) -> Prompt:
    return Prompt(body["messages"], body.get("tools") or (), template=facts.template, system=facts.system)


def _spoken(message: Json) -> Json:
    """A message without the fields that it leaves empty."""
    return {name: value for name, value in message.items() if value or name in ("role", "content")}


def _offered(tools: Sequence[Json], choice: Any) -> list[Json] | None:
    """The tools that Ollama is offered: it cannot be told which one to call, but it can be given no other."""
    if choice == "none":
        return None
    name = choice.get("function", {}).get("name") if isinstance(choice, dict) else None
    chosen = [tool for tool in tools if name in (None, tool.get("function", {}).get("name"))]
    return chosen or None
