"""The engine for servers that speak OpenAI's wire: llama.cpp, vLLM, LM Studio, SGLang and others."""

from __future__ import annotations

import asyncio
import os
from typing import Any, ClassVar

from pydantic import Field, SecretStr

from phi4_node.engines.base import ProgressCallback
from phi4_node.engines.errors import ModelNotFoundError
from phi4_node.engines.openai_wire import PROBE_SECONDS, http_errors
from phi4_node.engines.wire_chat import Endpoint, WireChat, json_of


class OpenAIChat(WireChat):
    """A chat model over a server that speaks OpenAI's wire.

    Attributes:
        url: The server's address, which usually ends in `/v1`.
        api_key: Sent if the server wants one; OPENAI_API_KEY if not given.
    """

    provider: ClassVar[str] = "openai"

    url: str
    api_key: SecretStr = Field(default_factory=lambda: SecretStr(os.environ.get("OPENAI_API_KEY", "")))

    @property
    def spec(self) -> str:
        """`openai:MODEL@URL`."""
        return f"openai:{self.model}@{self.url}"

    def prepare(self, progress: ProgressCallback | None = None) -> None:
        """Find out whether the server answers and has the model."""
        endpoint = self._endpoint()
        with (
            http_errors(endpoint.where, endpoint.remedy, probing=True),
            self._client(endpoint, at_most=PROBE_SECONDS) as client,
        ):
            listed = json_of(client.get("models"), endpoint.where)
        entries = listed.get("data") if isinstance(listed, dict) else None
        names = [str(entry.get("id")) for entry in entries or () if isinstance(entry, dict)]
        if names and self.model not in names:
            raise ModelNotFoundError(
                f"{endpoint.where} has no model {self.model!r}. It has: {', '.join(names[:20])}"
            )

    async def aprepare(self, progress: ProgressCallback | None = None) -> None:
        """`prepare` in a thread."""
        await asyncio.to_thread(self.prepare, progress)

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
