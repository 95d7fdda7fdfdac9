"""A chat model over the OpenAI wire; the two engines that use it differ only in the server.

LangChain's own client for this wire is not used: it drops the reasoning fields of local servers, takes a
stream that ends early for a success, and cannot give a cut-off structured reply.
"""

from __future__ import annotations

import json
from abc import abstractmethod
from typing import Any, ClassVar

from langchain_core.language_models import LangSmithParams
from langchain_core.messages import BaseMessage
from pydantic import ConfigDict

from phi4_node.engines.connections import Endpoint
from phi4_node.engines.discovery import Found, Question, ask, count
from phi4_node.engines.errors import ContextOverflowError
from phi4_node.engines.openai_wire import EventReader, http_errors, request_body
from phi4_node.engines.streamed import Order, StreamedChat

_OWN_SETTINGS = ("temperature", "top_p", "top_k", "max_tokens", "seed")
_TEMPLATE_TOKENS = 1024
"""More than any chat template adds to a prompt of a few messages."""

Json = dict[str, Any]


class WireChat(StreamedChat):
    """A chat model over the OpenAI wire.

    Attributes:
        model: The model's name.
        temperature: None leaves it to the server; so do the next four.
        top_p: Share of the probability that is drawn from.
        top_k: Number of tokens that are drawn from.
        max_tokens: New tokens at most.
        seed: For repeatable sampling.
        stop: Texts that end the reply.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    _path: ClassVar[str] = "chat/completions"
    provider: ClassVar[str]

    model: str
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    max_tokens: int | None = None
    seed: int | None = None
    stop: list[str] | None = None

    @abstractmethod
    def _found(self) -> Question[Found]:
        """What is known of the server; asks it where that is not known yet."""

    def count_tokens(self, messages: list[BaseMessage]) -> int | None:
        """Tokens of the prompt with its chat template; None if the server cannot count them."""
        endpoint = self._endpoint()
        with http_errors(endpoint.where, endpoint.remedy):
            server = ask(endpoint, self._found()).server
            return ask(endpoint, count(server, request_body(self.model, messages, None, {}, server)))

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


def _may_overflow(body: Json, context: int) -> bool:
    """Whether it is worth asking: a token is a byte at least, so that a short prompt fits for certain."""
    written = json.dumps([body["messages"], body.get("tools")], ensure_ascii=False)
    return len(written.encode("utf-8", "surrogatepass")) + _TEMPLATE_TOKENS >= context
