"""The embedded engine: llama.cpp in this very process, so that nothing else must be installed or running."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any, ClassVar

import httpx
from langchain_core.messages import BaseMessage, convert_to_openai_messages
from pydantic import PrivateAttr

from phi4_node.engines.base import ProgressCallback
from phi4_node.engines.errors import BadEngineError, PromptTooLongError
from phi4_node.engines.llama_server import LlamaServer, llama_server
from phi4_node.engines.openai_wire import http_errors
from phi4_node.engines.wire_chat import Endpoint, WireChat, json_of
from phi4_node.weights import fetch, find, known_model

_WHERE = "The embedded model"
_REMEDY = "Restart the program."
_UNKNOWN_KV_BYTES = 131_072


class EmbeddedChat(WireChat):
    """A chat model over llama.cpp in this process.

    Weights are fetched and the model is loaded at the first call, or by `prepare`. All objects for the same
    weights and context share one loaded model.

    Attributes:
        model: Name of known weights, or the path of a GGUF file.
        context: Tokens of context wanted for each request.
        verbose_log: Let llama.cpp write its log to standard error; PHI4_NODE_VERBOSE=1 does the same.
    """

    provider: ClassVar[str] = "embedded"

    context: int = 8192
    timeout: float = 120.0
    verbose_log: bool = False
    _context: int = PrivateAttr(default=0)

    @property
    def spec(self) -> str:
        """`embedded:NAME`."""
        return f"embedded:{self.model}"

    @property
    def request_context(self) -> int | None:
        """Tokens of context that a request has; known for sure once the model is loaded."""
        return self._context or self.context

    def prepare(self, progress: ProgressCallback | None = None) -> None:
        """Fetch the weights if they are not here, and load them."""
        self._server(progress)

    async def aprepare(self, progress: ProgressCallback | None = None) -> None:
        """`prepare` in a thread."""
        await asyncio.to_thread(self.prepare, progress)

    def count_tokens(self, messages: list[BaseMessage]) -> int:
        """Tokens of the prompt as the model sees it, chat template included."""
        with http_errors(_WHERE, _REMEDY), self._client(self._endpoint()) as client:
            return self._count(client, messages, {})

    def get_num_tokens(self, text: str) -> int:
        """Tokens of a bare text."""
        with http_errors(_WHERE, _REMEDY), self._client(self._endpoint()) as client:
            root = client.base_url.copy_with(path="/")
            return _length(client.post(root.join("tokenize"), json={"content": text}))

    def _body(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> dict[str, Any]:
        if kwargs.get("model", self.model) != self.model:
            raise BadEngineError(
                f"This engine has {self.model} loaded and cannot answer as {kwargs['model']}; open another."
            )
        return super()._body(messages, stop, kwargs)

    def _server(self, progress: ProgressCallback | None = None) -> LlamaServer:
        path, kv_bytes = self._weights(progress)
        verbose = self.verbose_log or os.environ.get("PHI4_NODE_VERBOSE") == "1"
        server = llama_server(path, context=self.context, kv_bytes=kv_bytes, verbose=verbose)
        self._context = server.context
        return server

    def _weights(self, progress: ProgressCallback | None) -> tuple[Path, int]:
        if is_file_name(self.model):
            return Path(self.model).expanduser().resolve(), _UNKNOWN_KV_BYTES
        known = known_model(self.model)
        return find(known.name) or fetch(known.name, progress), known.kv_bytes

    def _endpoint(self) -> Endpoint:
        server = self._server()
        return Endpoint(
            where=_WHERE,
            remedy=_REMEDY,
            url=f"{server.url}/v1",
            headers={"Authorization": f"Bearer {server.key}"},
            # No proxy has any business between this process and itself; and there is no TLS whose
            # certificates would have to be loaded.
            options={"trust_env": False, "verify": False},
        )

    def _check(self, client: httpx.Client, messages: list[BaseMessage], settings: dict[str, Any]) -> None:
        _must_fit(self._count(client, messages, settings), self._server().context)

    async def _acheck(
        self, client: httpx.AsyncClient, messages: list[BaseMessage], settings: dict[str, Any]
    ) -> None:
        root = client.base_url.copy_with(path="/")
        prompt = json_of(
            await client.post(root.join("apply-template"), json=_chat(messages, settings)), _WHERE
        )
        tokens = _length(await client.post(root.join("tokenize"), json=_text(prompt["prompt"])))
        _must_fit(tokens, self._server().context)

    def _count(self, client: httpx.Client, messages: list[BaseMessage], settings: dict[str, Any]) -> int:
        root = client.base_url.copy_with(path="/")
        prompt = json_of(client.post(root.join("apply-template"), json=_chat(messages, settings)), _WHERE)
        return _length(client.post(root.join("tokenize"), json=_text(prompt["prompt"])))


def is_file_name(model: str) -> bool:
    """Whether a model is named by a file rather than by a name of the catalog."""
    return model.lower().endswith(".gguf") or "/" in model or "\\" in model


def _chat(messages: list[BaseMessage], settings: dict[str, Any]) -> dict[str, Any]:
    chat: dict[str, Any] = {"messages": convert_to_openai_messages(messages)}
    if settings.get("tools"):
        chat["tools"] = settings["tools"]
    return chat


def _text(prompt: str) -> dict[str, Any]:
    return {"content": prompt, "add_special": True, "parse_special": True}


def _length(response: httpx.Response) -> int:
    return len(json_of(response, _WHERE)["tokens"])


def _must_fit(tokens: int, context: int) -> None:
    if tokens >= context:
        raise PromptTooLongError(
            f"The prompt has {tokens:,} tokens and the model's context holds {context:,}. Shorten the "
            "problem, or give the model more context."
        )
