"""`ChatPhi4Mini`: an engine, what is known of its model, and the thinking taken out of the text."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator, Sequence
from contextlib import aclosing, closing
from typing import Any, Literal, cast

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LangSmithParams, LanguageModelInput, ModelProfile
from langchain_core.language_models.chat_models import agenerate_from_stream, generate_from_stream
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    SystemMessage,
    message_chunk_to_message,
)
from langchain_core.output_parsers import JsonOutputParser, PydanticOutputParser
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable, RunnableBinding, RunnableLambda, RunnablePassthrough
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_json_schema
from langchain_core.utils.pydantic import is_basemodel_subclass
from pydantic import ConfigDict, Field

from phi4_node.engines import Engine, default_engine, open_engine
from phi4_node.engines.base import ProgressCallback
from phi4_node.engines.reply import ReplyReader
from phi4_node.errors import BadInputError
from phi4_node.profiles import Profile, find_profile

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_SAMPLING = ("temperature", "top_p", "top_k", "max_tokens", "seed")


class ChatPhi4Mini(BaseChatModel):
    """A LangChain chat model for local reasoning models.

    It takes its sampling from the model's profile, splits thinking from text whatever the chunk boundaries,
    and hides nothing: usage, the reason for the end and flags are on the last chunk.

    * Thinking is in `additional_kwargs["reasoning_content"]`, where LangChain's `content_blocks` find it.
    * `response_metadata["finish_reason"]` says why the reply ended.
    * `response_metadata["flags"]` lists what went wrong without being an error: `truncated`,
      `unclosed_thinking`, `late_thinking_tag`, `empty`.
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
        max_tokens: New tokens at most.
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
    seed: int | None = None
    stop: list[str] | None = None
    streaming: bool | None = None

    def __init__(self, engine: str | BaseChatModel | None = None, **settings: Any) -> None:
        """Take an engine.

        Args:
            engine: `ollama:MODEL`, `embedded:MODEL`, `openai:MODEL@http://host/v1`, any chat model, or None
                to let `default_engine` pick one.
            settings: The attributes above; `timeout` is the seconds without a sign of life after which the
                engine gives a request up.
        """
        timeout = settings.pop("timeout", None)
        if engine is None and "inner" not in settings:
            choice = default_engine()
            engine = choice.spec
            settings.setdefault("note", choice.note)
        if isinstance(engine, BaseChatModel):
            if timeout is not None:
                raise ValueError("timeout belongs to the engine; set it on the chat model that you pass")
            settings["inner"] = engine
        elif isinstance(engine, str):
            options = {} if timeout is None else {"timeout": timeout}
            settings["inner"] = open_engine(engine, settings.get("about"), **options)
        if settings.get("about") is None:
            settings["about"] = find_profile(_name_of(settings["inner"]))
        super().__init__(**settings)

    @property
    def model_name(self) -> str:
        """The model's name as its engine knows it."""
        return _name_of(self.inner)

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
        prepared = self._prepared(self._convert_input(messages).to_messages())
        return self.inner.count_tokens(prepared) if isinstance(self.inner, Engine) else None

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Offer tools in the way that the engine wants them."""
        bound = self.inner.bind_tools(tools, tool_choice=tool_choice, **kwargs)
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
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, Any]:
        """Answer in a schema.

        Args:
            schema: A pydantic model, a TypedDict or a JSON schema.
            include_raw: Give `{"raw", "parsed", "parsing_error"}` instead of the parsed value.
            method: `json_schema` constrains the reply to the schema, `json_mode` to any JSON,
                `function_calling` offers the schema as a tool.
            strict: Passed on with the schema, for servers that make the difference.
            kwargs: None are known.
        """
        if kwargs:
            raise ValueError(f"with_structured_output does not know {', '.join(sorted(kwargs))}")
        if method == "function_calling" or not isinstance(self.inner, Engine):
            return super().with_structured_output(schema, include_raw=include_raw)
        bound = self.bind(response_format=_response_format(schema, method, strict))
        parser: Runnable[Any, Any] = (
            PydanticOutputParser(pydantic_object=schema)
            if isinstance(schema, type) and is_basemodel_subclass(schema)
            else JsonOutputParser()
        )
        if not include_raw:
            return bound | parser
        nothing: Runnable[Any, Any] = RunnableLambda(lambda _: None)
        parsed = RunnablePassthrough.assign(
            parsed=RunnableLambda(_raw) | parser, parsing_error=nothing
        ).with_fallbacks([RunnablePassthrough.assign(parsed=nothing)], exception_key="parsing_error")
        return {"raw": bound} | parsed

    def _prepared(self, messages: list[BaseMessage]) -> list[BaseMessage]:
        """The messages with the profile's system prompt, if the caller wrote none.

        Raises:
            BadInputError: A text has half characters, which is what bytes that are no text become.
        """
        if any(_HALF_CHARACTER.search(message.text) for message in messages):
            raise BadInputError("The text contains bytes that are no characters; it must be UTF-8 text.")
        if not self.about.system_prompt or any(isinstance(message, SystemMessage) for message in messages):
            return messages
        return [SystemMessage(self.about.system_prompt), *messages]

    def _settings(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        """The settings of one call: the caller's, then this object's, then the engine's, then the profile's.

        A chat model that is not one of our engines keeps the settings that it was made with.
        """
        settings = dict(kwargs)
        domain = settings.pop("domain", None) or self.domain
        for name in _SAMPLING:
            own = getattr(self, name)
            if own is not None:
                settings.setdefault(name, own)
        if isinstance(self.inner, Engine):
            for name, value in self.about.sampling_for(domain).model_dump(exclude_none=True).items():
                if getattr(self.inner, name, None) is None:
                    settings.setdefault(name, value)
        return {name: value for name, value in settings.items() if value is not None}

    def _inner_stream(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> Iterator[ChatGenerationChunk]:
        # The inner model's own methods, not its public ones: those would report every token a second time to
        # the caller's callbacks.
        messages, stop, settings = self._prepared(messages), stop or self.stop, self._settings(kwargs)
        if _overrides(self.inner, "_stream"):
            yield from self.inner._stream(messages, stop, **settings)
            return
        yield from _as_chunks(self.inner._generate(messages, stop, **settings))

    async def _inner_astream(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> AsyncGenerator[ChatGenerationChunk]:
        messages, stop, settings = self._prepared(messages), stop or self.stop, self._settings(kwargs)
        if _overrides(self.inner, "_astream") or _overrides(self.inner, "_stream"):
            stream = cast(
                "AsyncGenerator[ChatGenerationChunk]", self.inner._astream(messages, stop, **settings)
            )
            async with aclosing(stream):
                async for chunk in stream:
                    yield chunk
            return
        for chunk in _as_chunks(await self.inner._agenerate(messages, stop, **settings)):
            yield chunk

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        reader = ReplyReader(self.about.thinking)
        stream = cast("Generator[ChatGenerationChunk]", self._inner_stream(messages, stop, kwargs))
        with closing(stream):
            for chunk in stream:
                yield from _announced(reader.read(chunk), run_manager)
        yield from _announced(reader.finish(), run_manager)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        reader = ReplyReader(self.about.thinking)
        async with aclosing(self._inner_astream(messages, stop, kwargs)) as stream:
            async for chunk in stream:
                for uniform in reader.read(chunk):
                    await _aannounce(uniform, run_manager)
                    yield uniform
        for uniform in reader.finish():
            await _aannounce(uniform, run_manager)
            yield uniform

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        result = generate_from_stream(self._inner_stream(messages, stop, kwargs))
        return self._uniform(result)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        async with aclosing(self._inner_astream(messages, stop, kwargs)) as stream:
            return self._uniform(await agenerate_from_stream(stream))

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
        own = {name: getattr(self, name) for name in (*_SAMPLING, "stop", "domain")}
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


def _name_of(model: BaseChatModel) -> str:
    name = getattr(model, "model", None) or getattr(model, "model_name", None)
    return name if isinstance(name, str) else type(model).__name__


def _overrides(model: BaseChatModel, method: str) -> bool:
    return getattr(type(model), method) is not getattr(BaseChatModel, method)


def _as_chunks(result: ChatResult) -> Iterator[ChatGenerationChunk]:
    """A whole reply as the only chunk of a stream."""
    generation = result.generations[0]
    message = generation.message
    if not isinstance(message, AIMessage):
        raise TypeError(f"a chat model replied with a {type(message).__name__}")
    chunk = AIMessageChunk(**{**message.model_dump(exclude={"type"}), "tool_calls": message.tool_calls})
    yield ChatGenerationChunk(message=chunk, generation_info=generation.generation_info)


def _announced(
    chunks: list[ChatGenerationChunk], run_manager: CallbackManagerForLLMRun | None
) -> Iterator[ChatGenerationChunk]:
    for chunk in chunks:
        if run_manager:
            run_manager.on_llm_new_token(str(chunk.text), chunk=chunk)
        yield chunk


async def _aannounce(chunk: ChatGenerationChunk, run_manager: AsyncCallbackManagerForLLMRun | None) -> None:
    if run_manager:
        await run_manager.on_llm_new_token(str(chunk.text), chunk=chunk)


def _raw(value: dict[str, Any]) -> Any:
    return value["raw"]


def _response_format(schema: dict[str, Any] | type, method: str, strict: bool | None) -> dict[str, Any]:
    if method == "json_mode":
        return {"type": "json_object"}
    json_schema = convert_to_json_schema(schema)
    name = str(json_schema.get("title") or "answer")
    described: dict[str, Any] = {"name": name, "schema": json_schema}
    if strict is not None:
        described["strict"] = strict
    return {"type": "json_schema", "json_schema": described}
