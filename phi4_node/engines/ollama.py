"""The Ollama engine: LangChain's `ChatOllama`, told what it does not know and made to say what it hides."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from typing import Any, cast

import httpx
import ollama
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import LangSmithParams
from langchain_core.language_models.chat_models import agenerate_from_stream, generate_from_stream
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_ollama import ChatOllama
from pydantic import ConfigDict

from phi4_node.engines.base import Engine, ProgressCallback
from phi4_node.engines.errors import (
    EngineError,
    ModelNotPulledError,
    PromptTooLongError,
    ServerBrokeOffError,
    ServerDownError,
    ServerFailedError,
)
from phi4_node.engines.openai_wire import PROBE_SECONDS, http_errors, refusal
from phi4_node.profiles import all_profiles

_CONNECT_SECONDS = 5.0
_PROBE_SECONDS = 1.0
_BYTES_PER_TOKEN = 10
"""No language has so long tokens on average; a prompt with more bytes than this for each token of the context
cannot fit, and Ollama would drop its beginning without a word."""

_LEAST_PARAMETERS = 1.0
"""Billions; smaller models are for tests and never picked."""

# How the settings of a call are named here
_SETTINGS = {
    "temperature": "temperature",
    "top_p": "top_p",
    "top_k": "top_k",
    "seed": "seed",
    "max_tokens": "num_predict",
}


class OllamaChat(Engine, ChatOllama):
    """`ChatOllama` that fails where the original succeeds silently.

    A stream that ends without its end, a missing model and a server that is down or hangs are typed errors;
    settings can be given per call under the names that all engines share; `num_ctx` is always sent; unknown
    settings are an error.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    @property
    def spec(self) -> str:
        """`ollama:MODEL`, with the address if one was given."""
        return f"ollama:{self.model}" + (f"@{self.base_url}" if self.base_url else "")

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
        """Where the server is, as the client understood it."""
        return str(self._client._client.base_url)

    def prepare(self, progress: ProgressCallback | None = None) -> None:
        """Find out whether the server answers and has the model."""
        usual = self._client._client
        patience = min(usual.timeout.read or PROBE_SECONDS, PROBE_SECONDS)
        probe = ollama.Client(host=self.url, headers=dict(usual.headers), timeout=patience)
        with self._errors(probing=True):
            probe.show(self.model)

    async def aprepare(self, progress: ProgressCallback | None = None) -> None:
        """`prepare` in a thread."""
        await asyncio.to_thread(self.prepare, progress)

    def _chat_params(
        self, messages: list[BaseMessage], stop: list[str] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        named = {field: kwargs.pop(name) for name, field in _SETTINGS.items() if name in kwargs}
        kwargs.pop("tool_choice", None)  # Ollama has no such thing
        kwargs.pop("reasoning", None)  # only there so that thinking is read; the server's default decides
        if stop is not None:
            named["stop"] = None  # what is given per call replaces what was given before
        self._must_fit(messages)
        settled = self.model_copy(update=named)
        return ChatOllama._chat_params(settled, messages, stop, **kwargs)

    def _must_fit(self, messages: list[BaseMessage]) -> None:
        size = sum(len(str(message.content).encode()) for message in messages)
        if self.num_ctx and size > _BYTES_PER_TOKEN * self.num_ctx:
            raise PromptTooLongError(
                f"The prompt has {size:,} bytes and cannot fit into {self.num_ctx:,} tokens of context. "
                "Shorten the problem, or give the model more context."
            )

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        done = False
        with self._errors():
            for chunk in super()._stream(messages, stop, run_manager, **{**kwargs, "reasoning": True}):
                done = done or bool((chunk.generation_info or {}).get("done"))
                yield chunk
        self._must_be_done(done)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        done = False
        kwargs["reasoning"] = True
        stream = cast(
            "AsyncGenerator[ChatGenerationChunk]", super()._astream(messages, stop, run_manager, **kwargs)
        )
        with self._errors():
            async with aclosing(stream):
                async for chunk in stream:
                    done = done or bool((chunk.generation_info or {}).get("done"))
                    yield chunk
        self._must_be_done(done)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
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

    def _must_be_done(self, done: bool) -> None:
        if not done:
            raise ServerBrokeOffError(
                f"Ollama ended the reply of {self.model} before it was finished; it does so when a model "
                "repeats itself without end, or when it was only loaded. Ask again, or with another seed."
            )

    @contextmanager
    def _errors(self, *, probing: bool = False) -> Iterator[None]:
        where = f"Ollama at {self.url}"
        remedy = "Start it with `ollama serve`, or set OLLAMA_HOST to where it runs."
        try:
            with http_errors(where, remedy, probing=probing):
                yield
        except EngineError:
            raise
        except ollama.ResponseError as error:
            if error.status_code == 404 or ("model" in error.error and "not found" in error.error):
                raise ModelNotPulledError(
                    f'Ollama at {self.url} does not have {self.model}. Run "ollama pull {self.model}"'
                ) from error
            raise refusal(error.status_code if error.status_code > 0 else 500, error.error, where) from error
        except ConnectionError as error:  # what the client makes of httpx.ConnectError
            raise ServerDownError(f"{where} does not answer. {remedy}") from error
        except (ValueError, AttributeError) as error:
            # the client reads each line as JSON and takes it for an object of the right shape
            raise ServerFailedError(
                f"{where} answers, but not as Ollama does ({error}). Is something else listening there?"
            ) from error

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> LangSmithParams:
        params = super()._get_ls_params(stop=stop, **kwargs)
        params["ls_model_name"] = kwargs.get("model", self.model)
        return params


def open_ollama(
    model: str, url: str = "", *, context: int, timeout: float = 300.0, **settings: Any
) -> OllamaChat:
    """The engine for `ollama:MODEL` and `ollama:MODEL@URL`.

    Args:
        model: As Ollama names it.
        url: Where the server is; OLLAMA_HOST if empty.
        context: Tokens of context asked for.
        timeout: Seconds without a sign of life after which a request is given up. It must cover the time that
            the server needs to load the model and to answer those who asked before.
        settings: `temperature`, `top_p`, `top_k`, `max_tokens`, `seed`, `stop`, or settings of `ChatOllama`.
    """
    if "max_tokens" in settings:
        settings["num_predict"] = settings.pop("max_tokens")
    return OllamaChat(
        model=model,
        base_url=url or None,
        num_ctx=context,
        client_kwargs={
            "timeout": httpx.Timeout(timeout, connect=min(_CONNECT_SECONDS, timeout)),
            # A kept connection belongs to one event loop; the next `asyncio.run` could not use it.
            "limits": httpx.Limits(max_keepalive_connections=0),
        },
        **settings,
    )


@dataclass(frozen=True)
class FoundOllama:
    """An Ollama server that answers.

    Attributes:
        url: Where it is.
        models: What was pulled.
    """

    url: str
    models: tuple[str, ...]

    def best_model(self) -> str:
        """The model whose profile comes first, leaving out what is unknown or too small; empty if none."""
        for profile in all_profiles():
            if not profile.is_known or (profile.parameters or 0) < _LEAST_PARAMETERS:
                continue
            for model in self.models:
                if profile.matches(model):
                    return model
        return ""


def find_ollama() -> FoundOllama | None:
    """The server at OLLAMA_HOST if it answers within a second, otherwise None."""
    try:
        client = ollama.Client(host=os.environ.get("OLLAMA_HOST") or None, timeout=_PROBE_SECONDS)
        listed = client.list()
    except (ConnectionError, httpx.HTTPError, httpx.InvalidURL, ollama.ResponseError, ValueError):
        return None  # down, slow, no such address, or something that is no Ollama
    models = tuple(entry.model for entry in listed.models if entry.model)
    return FoundOllama(str(client._client.base_url), models)
