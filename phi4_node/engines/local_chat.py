"""A chat model over weights that this program runs itself; the engines that use it differ in the library.

A library turns tokens into tokens. What a server would do around it is here: the chat template, the limits
of context and length, stop strings, tool calls, usage and the reason for the end.
"""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator, Mapping, Sequence
from contextlib import aclosing, closing
from typing import Any, ClassVar, cast

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import LangSmithParams, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, convert_to_openai_messages
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import ConfigDict, Field

from phi4_node.engines.base import Engine, ProgressCallback
from phi4_node.engines.errors import (
    BadEngineError,
    ContextOverflowError,
    RequestRefusedError,
    ServerBrokeOffError,
)
from phi4_node.engines.local_model import Json, LoadedModel, Token, Wanted
from phi4_node.engines.local_reply import LocalReply, forced_call, wanted_schema
from phi4_node.engines.timeouts import AnyTimeouts, Clock, Timeouts
from phi4_node.engines.worker import Outlet, apieces, pieces

_OWN_SETTINGS = ("temperature", "top_p", "top_k", "max_tokens", "seed")
_PER_CALL = {*_OWN_SETTINGS, "tools", "tool_choice", "response_format", "model"}


class LocalChat(Engine):
    """A chat model over weights that this program runs itself.

    The model is loaded at the first call, or by `prepare`, once for all objects that name the same.

    Attributes:
        model: Name or folder of the model.
        context: Tokens of context wanted for each request; the model's own limit if that is less.
        temperature: None leaves it to the model's files; so do the next two.
        top_p: Share of the probability that is drawn from.
        top_k: Number of tokens that are drawn from.
        max_tokens: New tokens at most; None for all that the context holds.
        seed: For repeatable sampling.
        stop: Texts that end the reply.
        timeout: How long a request may take; loading the model counts until the first token.
        max_retries: Further attempts where the library's process died before the reply began.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    provider: ClassVar[str]
    title: ClassVar[str]

    model: str
    context: int | None = Field(default=None, ge=1)
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    max_tokens: int | None = None
    seed: int | None = None
    stop: list[str] | None = None
    timeout: AnyTimeouts = Field(default_factory=Timeouts)
    max_retries: int = Field(default=2, ge=0)

    @abstractmethod
    def _load(self) -> LoadedModel:
        """The loaded model; loads it the first time."""

    @property
    def spec(self) -> str:
        """`PROVIDER:MODEL`."""
        return f"{self.provider}:{self.model}"

    @property
    def request_context(self) -> int | None:
        """Tokens of context asked for; the model's own limit, known once it is loaded, may be lower."""
        return self.context

    def prepare(self, progress: ProgressCallback | None = None) -> None:
        """Load the model."""
        self._load()

    def count_tokens(self, messages: list[BaseMessage]) -> int:
        """Tokens of the prompt as the model sees it, chat template included."""
        loaded = self._load()
        return len(loaded.encode(loaded.render(_for_template(messages), [])))

    def get_num_tokens(self, text: str) -> int:
        """Tokens of a bare text."""
        return len(self._load().encode(text))

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Offer tools in the words of the chat template; a choice constrains the reply to a call."""
        formatted = [convert_to_openai_tool(tool) for tool in tools]
        if tool_choice:
            kwargs["tool_choice"] = tool_choice
        return self.bind(tools=formatted, **kwargs)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        work, reply = self._order(messages, stop, kwargs)
        made = cast("Generator[Token]", pieces(work, self._clock(), self.spec))
        with closing(made):
            for token in made:
                for chunk in reply.read(token):
                    if run_manager:
                        run_manager.on_llm_new_token(str(chunk.text), chunk=chunk)
                    yield chunk
                if reply.is_complete:
                    break
        yield reply.finish()

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        work, reply = self._order(messages, stop, kwargs)
        made = cast("AsyncGenerator[Token]", apieces(work, self._clock(), self.spec))
        async with aclosing(made):
            async for token in made:
                for chunk in reply.read(token):
                    if run_manager:
                        await run_manager.on_llm_new_token(str(chunk.text), chunk=chunk)
                    yield chunk
                if reply.is_complete:
                    break
        yield reply.finish()

    def _clock(self) -> Clock:
        return Clock(self.timeout, f"{self.title} with {self.model}")

    def _order(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: Mapping[str, Any]
    ) -> tuple[Callable[[Outlet[Token]], None], LocalReply]:
        """What the thread has to do, and what becomes of its tokens."""
        unknown = sorted(set(kwargs) - _PER_CALL)
        if unknown:
            raise RequestRefusedError(
                f"{self.title} has no setting {', '.join(unknown)}; leave it out. "
                f"It has: {', '.join(sorted(_PER_CALL))}."
            )
        if kwargs.get("model", self.model) != self.model:
            raise BadEngineError(
                f"This engine has {self.model} loaded and cannot answer as {kwargs['model']}; open another."
            )
        settings = {name: kwargs.get(name, getattr(self, name)) for name in _OWN_SETTINGS}
        choice = kwargs.get("tool_choice")
        tools = list(kwargs.get("tools") or ()) if choice != "none" else []
        forced = bool(tools) and choice not in (None, "auto")
        schema = forced_call(tools, choice) if forced else wanted_schema(kwargs.get("response_format"))
        most = settings.pop("max_tokens")
        told = _for_template(messages)

        reply = LocalReply(
            {"model_name": self.model, "model_provider": self.provider},
            stop or self.stop or [],
            forced=forced,
        )

        def once(outlet: Outlet[Token]) -> None:
            loaded = self._load()
            prompt = loaded.encode(loaded.render(told, tools))
            reply.prompt_tokens = len(prompt)
            room = self._room(loaded, len(prompt))
            wanted = Wanted(max_tokens=min(most or room, room), schema=schema, **settings)
            if outlet.take_turn(loaded.turns):
                try:
                    loaded.generate(prompt, wanted, outlet)
                finally:
                    loaded.turns.release()

        def work(outlet: Outlet[Token]) -> None:
            for left in range(self.max_retries, -1, -1):
                try:
                    once(outlet)
                    break
                except ServerBrokeOffError as error:
                    error.in_reply = outlet.given > 0  # then it cannot be made again
                    if error.in_reply or not left:
                        raise

        return work, reply

    def _room(self, loaded: LoadedModel, prompt_tokens: int) -> int:
        """Tokens that are left for the reply."""
        context = min(self.context or loaded.context, loaded.context)
        if prompt_tokens >= context:
            raise ContextOverflowError(
                f"The prompt has {prompt_tokens:,} tokens and the model's context holds {context:,}. "
                "Shorten the problem, or give the model more context.",
                prompt_tokens=prompt_tokens,
                context=context,
            )
        return context - prompt_tokens

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


def _for_template(messages: list[BaseMessage]) -> list[Json]:
    """Messages as chat templates expect them: contents are text, arguments of calls are objects."""
    told = convert_to_openai_messages(messages, text_format="string")
    entries: list[Json] = told if isinstance(told, list) else [told]
    for entry in entries:
        if isinstance(entry.get("content"), list):
            kinds = sorted({str(block.get("type")) for block in entry["content"]} - {"text"})
            raise RequestRefusedError(f"The model reads text only; leave out: {', '.join(kinds)}.")
        # libraries in C take a zero for the end of a text
        entry["content"] = (entry.get("content") or "").replace("\x00", "\N{REPLACEMENT CHARACTER}")
        for call in entry.get("tool_calls") or ():
            call["function"]["arguments"] = json.loads(call["function"]["arguments"])
    return entries
