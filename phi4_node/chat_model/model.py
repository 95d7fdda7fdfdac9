"""`ChatPhi4Mini`: an engine, what is known of its model, and the thinking taken out of the text."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator, Sequence
from contextlib import aclosing, closing
from typing import Any, Literal

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LangSmithParams, LanguageModelInput, ModelProfile
from langchain_core.language_models.chat_models import agenerate_from_stream, generate_from_stream
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, message_chunk_to_message
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable, RunnableBinding
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import ConfigDict, Field

from phi4_node.chat_model import engine_calls
from phi4_node.chat_model.composer import Composer, Plan
from phi4_node.chat_model.planning import WORDS_FIRST, name_of, plan_reply, prepared
from phi4_node.chat_model.structured import structured
from phi4_node.chat_model.tools import choice_on_the_wire
from phi4_node.engines import Engine, RequestRefusedError, default_engine, open_engine
from phi4_node.engines.base import ProgressCallback
from phi4_node.engines.reply import LATE_THINKING_TAG, ReplyReader
from phi4_node.profiles import Profile, find_profile

_SAMPLING = ("temperature", "top_p", "top_k", "max_tokens", "seed")
_OWN_SETTINGS = (*_SAMPLING, "max_thinking_tokens")


class ChatPhi4Mini(BaseChatModel):
    """A LangChain chat model for local reasoning models.

    It takes its sampling from the model's profile, splits thinking from text whatever the chunk boundaries,
    and hides nothing: usage, the reason for the end and flags are on the last chunk.

    * Thinking is in `additional_kwargs["reasoning_content"]`, where LangChain's `content_blocks` find it.
    * `response_metadata["finish_reason"]` says why the reply ended.
    * `response_metadata["flags"]` lists what was out of the ordinary without being an error: `truncated`,
      `unclosed_thinking`, `late_thinking_tag`, `empty`, `repeating`, `thinking_limited`, `estimated_usage`.
      README explains each.
    * `usage_metadata["output_token_details"]["reasoning"]` is the engine's count, or the thinking's share.
    * Closing a stream, or cancelling a call, stops the model.

    Example:
        ```python
        model = ChatPhi4Mini("embedded:qwen2.5-coder-1.5b")
        for chunk in model.stream("What is 12 * 12?"):
            print(chunk.text, end="")
        ```

    Attributes:
        inner: The engine's chat model, or any other.
        about: What is known of the model.
        note: One line on what was picked and how to choose otherwise; empty if the caller chose.
        domain: Whose sampling is used; a call may name another (`model.bind(domain="math")`).
        temperature: Overrides the profile; so do the next four.
        top_p: Share of the probability that is drawn from.
        top_k: Number of tokens that are drawn from.
        max_tokens: New tokens at most; where a reply takes two calls for its form, in each.
        max_thinking_tokens: Tokens of thinking after which the model is made to answer: the engine goes on
            behind a closing tag if it can, otherwise the model is asked once more. 0 for no thinking.
        seed: For repeatable sampling.
        stop: Texts that end the reply.
        streaming: Whether `invoke` reports tokens to callbacks as they come; None if a callback wants them.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    inner: BaseChatModel = Field(exclude=True)
    about: Profile
    note: str = ""
    domain: str | None = None
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    max_tokens: int | None = None
    max_thinking_tokens: int | None = Field(default=None, ge=0)
    seed: int | None = None
    stop: list[str] | None = None
    streaming: bool | None = None

    def __init__(self, engine: str | BaseChatModel | None = None, **settings: Any) -> None:
        """Take an engine.

        Args:
            engine: `ollama:MODEL`, `embedded:MODEL`, `openai:MODEL@http://host/v1`, any chat model, or None
                to let `default_engine` pick one.
            settings: The attributes above. `timeout` is how long a request may take: seconds, or `Timeouts`
                for each limit apart. `max_retries` is how often one is sent again where that can help and
                nothing of the reply was given out yet.
        """
        limits = {name: settings.pop(name) for name in ("timeout", "max_retries") if name in settings}
        limits = {name: limit for name, limit in limits.items() if limit is not None}
        if engine is None and "inner" not in settings:
            choice = default_engine()
            engine = choice.spec
            settings.setdefault("note", choice.note)
        if isinstance(engine, BaseChatModel):
            if limits:
                raise ValueError(
                    f"{' and '.join(limits)} belongs to the engine; set it on the chat model that you pass"
                )
            settings["inner"] = engine
        elif isinstance(engine, str):
            settings["inner"] = open_engine(engine, settings.get("about"), **limits)
        if settings.get("about") is None:
            settings["about"] = find_profile(name_of(settings["inner"]))
        super().__init__(**settings)

    @property
    def model_name(self) -> str:
        """The model's name as its engine knows it."""
        return name_of(self.inner)

    @property
    def can_skip_thinking(self) -> bool:
        """Whether `max_thinking_tokens=0` makes the model answer without thinking, rather than stop it."""
        return isinstance(self.inner, Engine) and self.inner.continues_replies

    def prepare(self, progress: ProgressCallback | None = None) -> None:
        """Fetch weights, start or find the server: what the first call would otherwise do."""
        if isinstance(self.inner, Engine):
            self.inner.prepare(progress)

    async def aprepare(self, progress: ProgressCallback | None = None) -> None:
        """`prepare` without blocking the event loop."""
        if isinstance(self.inner, Engine):
            await self.inner.aprepare(progress)

    def count_tokens(self, messages: LanguageModelInput) -> int | None:
        """Tokens of the prompt by the engine's own tokenizer, or None if it offers none."""
        asked = prepared(self._convert_input(messages).to_messages(), self.about)
        return self.inner.count_tokens(asked) if isinstance(self.inner, Engine) else None

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | bool | dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Offer tools.

        Where the profile says `tools = "native"`, the server is told of them. Otherwise they are explained in
        the system prompt, and calls and results in the conversation become text. In either case a call that
        the model writes into its text, as small models do, is read from there:

        * It counts if it is JSON with the name of an offered tool and an object of arguments; fence and tags
          around it go with it. Words before it stay text.
        * In a stream, what may become a call is held back until it is clear, so that nothing is given twice.
        * Words after a call are dropped and the stream is ended: a small model imagines the result.

        Args:
            tools: Tools, functions, pydantic models or schemas.
            tool_choice: `auto`, `none`, `any` (or `required`, or True), or the name of a tool. On our own
                engines a call that must come does come: if need be, the model is asked once more and kept
                to the form of a call.
            kwargs: Further settings of the call.
        """
        if isinstance(self.inner, Engine) or self.about.tools != "native":
            formatted = [convert_to_openai_tool(tool) for tool in tools]
            if tool_choice:
                kwargs["tool_choice"] = choice_on_the_wire(tool_choice, formatted)
            return self.bind(tools=formatted, **kwargs)
        choice: Any = tool_choice
        bound = self.inner.bind_tools(tools, tool_choice=choice, **kwargs)
        if not isinstance(bound, RunnableBinding):
            raise NotImplementedError(f"{type(self.inner).__name__}.bind_tools does not give a plain binding")
        return self.bind(**bound.kwargs)

    def with_structured_output(
        self,
        schema: dict[str, Any] | type,
        *,
        include_raw: bool = False,
        method: Literal["json_schema", "json_mode", "function_calling"] = "json_schema",
        strict: bool | None = None,
        words_first: bool | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, Any]:
        """Answer in a schema.

        A constraint from the first token on costs a small model its reasoning (17 points of GSM8K with 1.5 B
        parameters), so the model first thinks in words, knowing the form that is wanted. If it ends with
        JSON of that form, this is the answer; otherwise a second call, which sees the words, is constrained
        to the schema. With `include_raw=True` the words are the `raw` message's `reasoning_content`.

        Args:
            schema: A pydantic model, a TypedDict or a JSON schema.
            include_raw: Give `{"raw", "parsed", "parsing_error"}` instead of the parsed value.
            method: `json_schema` constrains the reply to the schema, `json_mode` to any JSON,
                `function_calling` offers the schema as a tool that must be called.
            strict: Passed on with the schema, for servers that make the difference.
            words_first: Whether to think in words first. None does, except in `json_mode` with a model that
                does not think aloud, whose prompt asks for JSON itself. False is quicker where nothing has to
                be worked out, for example when data is taken from a text.
            kwargs: None are known.
        """
        if kwargs:
            raise ValueError(f"with_structured_output does not know {', '.join(sorted(kwargs))}")
        if method == "function_calling" or not isinstance(self.inner, Engine):
            return super().with_structured_output(schema, include_raw=include_raw)
        if words_first is None:
            words_first = method == "json_schema" or self.about.thinking is not None
        return structured(
            self, schema, method, strict=strict, include_raw=include_raw, **{WORDS_FIRST: words_first}
        )

    def _settings(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        """The settings of one call: the caller's, then this object's, then the engine's, then the profile's.

        A chat model that is not one of our engines keeps the settings that it was made with.
        """
        settings = dict(kwargs)
        domain = settings.pop("domain", None) or self.domain
        for name in _OWN_SETTINGS:
            own = getattr(self, name)
            if own is not None:
                settings.setdefault(name, own)
        if isinstance(self.inner, Engine):
            for name, value in self.about.sampling_for(domain).model_dump(exclude_none=True).items():
                if getattr(self.inner, name, None) is None:
                    settings.setdefault(name, value)
        return {name: value for name, value in settings.items() if value is not None}

    def _plan(self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]) -> Plan:
        return plan_reply(self.inner, self.about, messages, stop or self.stop, self._settings(kwargs))

    def _composed(self, composer: Composer) -> Generator[ChatGenerationChunk]:
        """The reply, whatever calls it takes; closing it stops the model."""
        call = composer.first()
        while True:
            try:
                with closing(engine_calls.stream(self.inner, call)) as stream:
                    for chunk in stream:
                        yield from composer.read(chunk)
                        if composer.enough:
                            break
            except RequestRefusedError:
                other = composer.instead()
                if other is None:
                    raise
                call = other
                continue
            held_back, following = composer.following()
            yield from held_back
            if following is None:
                break
            call = following
        yield composer.last()

    async def _acomposed(self, composer: Composer) -> AsyncGenerator[ChatGenerationChunk]:
        """`_composed` without blocking the event loop."""
        call = composer.first()
        while True:
            try:
                async with aclosing(engine_calls.astream(self.inner, call)) as stream:
                    async for chunk in stream:
                        for piece in composer.read(chunk):
                            yield piece
                        if composer.enough:
                            break
            except RequestRefusedError:
                other = composer.instead()
                if other is None:
                    raise
                call = other
                continue
            held_back, following = composer.following()
            for piece in held_back:
                yield piece
            if following is None:
                break
            call = following
        yield composer.last()

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        with closing(self._composed(Composer(self._plan(messages, stop, kwargs)))) as stream:
            for chunk in stream:
                if run_manager:
                    run_manager.on_llm_new_token(str(chunk.text), chunk=chunk)
                yield chunk

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        async with aclosing(self._acomposed(Composer(self._plan(messages, stop, kwargs)))) as stream:
            async for chunk in stream:
                if run_manager:
                    await run_manager.on_llm_new_token(str(chunk.text), chunk=chunk)
                yield chunk

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        plan = self._plan(messages, stop, kwargs)
        if plan.is_one_call:
            return self._uniform(generate_from_stream(engine_calls.stream(self.inner, plan.call)))
        composer = Composer(plan)
        return self._mended(generate_from_stream(self._composed(composer)), composer)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        plan = self._plan(messages, stop, kwargs)
        if plan.is_one_call:
            async with aclosing(engine_calls.astream(self.inner, plan.call)) as stream:
                return self._uniform(await agenerate_from_stream(stream))
        composer = Composer(plan)
        async with aclosing(self._acomposed(composer)) as composed:
            return self._mended(await agenerate_from_stream(composed), composer)

    def _mended(self, result: ChatResult, composer: Composer) -> ChatResult:
        """A whole reply of several calls, in which a late thinking tag can still be put right."""
        message = result.generations[0].message
        if LATE_THINKING_TAG in message.response_metadata["flags"] and composer.only_call:
            return self._uniform(generate_from_stream(iter(composer.only_call)))
        return result

    def _uniform(self, result: ChatResult) -> ChatResult:
        message = result.generations[0].message
        if isinstance(message, AIMessageChunk):
            message = message_chunk_to_message(message)
        if not isinstance(message, AIMessage):
            raise TypeError(f"{type(self.inner).__name__} replied with a {type(message).__name__}")
        info = dict(result.generations[0].generation_info or {})
        logprobs = info.pop("logprobs", None)
        uniform = ReplyReader(self.about.thinking).whole(message, info)
        kept = {"logprobs": logprobs} if logprobs else None
        return ChatResult(generations=[ChatGeneration(message=uniform, generation_info=kept)])

    @property
    def _llm_type(self) -> str:
        return "phi4-node"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        inner = (
            self.inner.identity() if isinstance(self.inner, Engine) else dict(self.inner._identifying_params)
        )
        own = {name: getattr(self, name) for name in (*_OWN_SETTINGS, "stop", "domain")}
        return {"profile": self.about.name, "inner": inner, **own}

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> LangSmithParams:
        settings = self._settings(kwargs)
        params = LangSmithParams(
            ls_provider="phi4_node",
            ls_model_name=kwargs.get("model") or self.model_name,
            ls_model_type="chat",
            ls_stop=stop or self.stop,
        )
        if "temperature" in settings:
            params["ls_temperature"] = settings["temperature"]
        if "max_tokens" in settings:
            params["ls_max_tokens"] = settings["max_tokens"]
        return params

    def _resolve_model_profile(self) -> ModelProfile:
        about = self.about
        return ModelProfile(
            name=about.title,
            open_weights=True,
            max_input_tokens=about.request_context,
            max_output_tokens=about.max_output,
            text_inputs=True,
            text_outputs=True,
            reasoning_output=about.thinking is not None,
            tool_calling=about.tools == "native",
            structured_output=True,
        )
