"""The embedded engine: llama.cpp in this very process, so that nothing else must be installed or running."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any, ClassVar

from pydantic import PrivateAttr

from phi4_node.engines.base import ProgressCallback
from phi4_node.engines.connections import Endpoint, requested
from phi4_node.engines.discovery import Found, Question
from phi4_node.engines.errors import BadEngineError
from phi4_node.engines.llama_server import LlamaServer, llama_server
from phi4_node.engines.openai_wire import EventReader, http_errors
from phi4_node.engines.servers import server_named
from phi4_node.engines.streamed import Order, refused
from phi4_node.engines.timeouts import Clock
from phi4_node.engines.wire_chat import WireChat
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
    _starts_server: ClassVar[bool] = True

    context: int = 8192
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

    @property
    def continues_replies(self) -> bool:
        """llama.cpp goes on with a message of the assistant's."""
        return True

    def prepare(self, progress: ProgressCallback | None = None) -> None:
        """Fetch the weights if they are not here, and load them."""
        self._server(progress)

    async def aprepare(self, progress: ProgressCallback | None = None) -> None:
        """`prepare` in a thread."""
        await asyncio.to_thread(self.prepare, progress)

    def get_num_tokens(self, text: str) -> int:
        """Tokens of a bare text."""
        endpoint = self._endpoint()
        body = {"content": text, "add_special": True, "parse_special": True}
        timeout = Clock(self.timeout, _WHERE).request_timeout()
        with (
            http_errors(_WHERE, _REMEDY),
            requested(endpoint, "/tokenize", body, timeout=timeout) as response,
        ):
            response.read()
        if response.is_error:
            raise refused(response, _WHERE)
        return len(response.json()["tokens"])

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
            # llama.cpp has a thread for each connection, and closes it after a stream in any case
            headers={"Authorization": f"Bearer {server.key}", "Connection": "close"},
            is_own=True,
        )

    def _found(self) -> Question[Found]:
        yield from ()  # nothing to ask: this server was started here
        return Found(server_named("llama.cpp"), (self.model,), self._context)

    def _prepared(self, endpoint: Endpoint, order: Order) -> Question[tuple[dict[str, Any], EventReader]]:
        named = order.settings.get("model", self.model)
        if named != self.model:
            raise BadEngineError(
                f"This engine has {self.model} loaded and cannot answer as {named}; open another."
            )
        return (yield from super()._prepared(endpoint, order))


def is_file_name(model: str) -> bool:
    """Whether a model is named by a file rather than by a name of the catalog."""
    return model.lower().endswith(".gguf") or "/" in model or "\\" in model
