"""The engine for servers that speak OpenAI's wire: llama.cpp, vLLM, LM Studio, SGLang and others."""

from __future__ import annotations

import asyncio
import os
from typing import Any, ClassVar

from pydantic import Field, PrivateAttr, SecretStr, field_validator

from phi4_node.engines.base import ProgressCallback
from phi4_node.engines.connections import Endpoint, requested
from phi4_node.engines.discovery import PROBE_SECONDS, Found, Question, ask, find_out
from phi4_node.engines.errors import ModelNotFoundError, ServerFailedError
from phi4_node.engines.openai_wire import http_errors
from phi4_node.engines.servers import GENERIC, server_named
from phi4_node.engines.streamed import refused
from phi4_node.engines.wire_chat import WireChat


class OpenAIChat(WireChat):
    """A chat model over a server that speaks OpenAI's wire.

    Attributes:
        url: The server's address, which usually ends in `/v1`.
        api_key: Sent if the server wants one; OPENAI_API_KEY if not given.
        server: The kind of server, a name of servers.toml; empty to find out by asking it.
    """

    provider: ClassVar[str] = "openai"

    url: str
    api_key: SecretStr = Field(default_factory=lambda: SecretStr(os.environ.get("OPENAI_API_KEY", "")))
    server: str = ""
    _known: Found | None = PrivateAttr(default=None)

    @field_validator("server")
    @classmethod
    def _is_known(cls, server: str) -> str:
        return server_named(server).name if server else ""

    @property
    def spec(self) -> str:
        """`openai:MODEL@URL`."""
        return f"openai:{self.model}@{self.url}"

    @property
    def request_context(self) -> int | None:
        """Tokens of context that a request has; None until the server was asked, or if it does not say."""
        return self._known.context if self._known else None

    @property
    def continues_replies(self) -> bool:
        """Whether the server goes on with a reply that was begun; False until it was asked what it is."""
        return self._known is not None and self._known.server.continues is not None

    def prepare(self, progress: ProgressCallback | None = None) -> None:
        """Find out whether the server answers, what it is, and whether it has the model."""
        endpoint = self._endpoint()
        patience = min(PROBE_SECONDS, self.timeout.total or PROBE_SECONDS)
        with http_errors(endpoint.where, endpoint.remedy, probing=True):
            with requested(endpoint, "models", timeout=patience) as response:
                response.read()
            if response.is_error:
                raise refused(response, endpoint.where)
            try:
                response.json()
            except ValueError as error:
                raise ServerFailedError(
                    f"{endpoint.where} answers, but not as an OpenAI-compatible server does: "
                    f"{response.text[:200]!r}. Correct the address; it usually ends in /v1."
                ) from error
            self._known = ask(endpoint, find_out(self.model, self.server))
        models = self._known.models if self._known else ()
        if models and self.model not in models:
            raise ModelNotFoundError(
                f"{endpoint.where} has no model {self.model!r}. It has: {', '.join(models[:20])}"
            )

    async def aprepare(self, progress: ProgressCallback | None = None) -> None:
        """`prepare` in a thread."""
        await asyncio.to_thread(self.prepare, progress)

    def _found(self) -> Question[Found]:
        if self._known is None:
            self._known = yield from find_out(self.model, self.server)
        return self._known or Found(server_named(GENERIC))

    def _endpoint(self) -> Endpoint:
        key = self.api_key.get_secret_value()
        return Endpoint(
            where=f"The server at {self.url}",
            remedy="Start it, or correct the address in openai:MODEL@http://host:port/v1.",
            url=self.url,
            headers={"Authorization": f"Bearer {key}"} if key else {},
        )


def open_openai(model: str, url: str, **settings: Any) -> OpenAIChat:
    """The engine for `openai:MODEL@URL`."""
    return OpenAIChat(model=model, url=url, **settings)
