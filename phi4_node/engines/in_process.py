"""A chat model over weights that run in this process; the engines that use it differ only in the library.

The library turns tokens into tokens. What a server would do around it is here: the chat template, the limits
of context and length, stop strings, tool calls, usage and the reason for the end.
"""

from __future__ import annotations

import asyncio
import json
import threading
from abc import abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator, Mapping, Sequence
from contextlib import aclosing, closing
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, cast

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import LangSmithParams, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, convert_to_openai_messages
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import ConfigDict, Field

from phi4_node.engines.base import Engine, ProgressCallback
from phi4_node.engines.errors import BadEngineError, ContextOverflowError, RequestRefusedError
from phi4_node.engines.held_back import StopStrings, ToolCalls, read_call
from phi4_node.engines.timeouts import AnyTimeouts, Clock, Timeouts
from phi4_node.engines.worker import Outlet, apieces, pieces

Json = dict[str, Any]

_OWN_SETTINGS = ("temperature", "top_p", "top_k", "max_tokens", "seed")
_PER_CALL = {*_OWN_SETTINGS, "tools", "tool_choice", "response_format", "model"}


@dataclass(frozen=True)
class Wanted:
    """How one reply is to be drawn; None leaves it to what the model's own files say.

    Attributes:
        max_tokens: New tokens at most.
        temperature: 0 takes the likeliest token each time.
        top_p: Share of the probability that is drawn from.
        top_k: Number of tokens that are drawn from.
        seed: For repeatable sampling.
        schema: JSON schema, as JSON, that the reply must keep; empty for none.
    """

    max_tokens: int
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    seed: int | None = None
    schema: str = ""


@dataclass(frozen=True)
class Token:
    """One new token.

    Attributes:
        text: What it adds to the text; empty while a character is incomplete.
        is_end: Whether it is the model's own sign for the end.
    """

    text: str
    is_end: bool = False


@dataclass(frozen=True)
class Counted:
    """The number of tokens of a prompt, before its reply."""

    tokens: int


Piece = Counted | Token


class LoadedModel(Protocol):
    """Weights in memory, with their tokenizer and chat template.

    Attributes:
        context: Tokens that a request can have, reply included.
        turns: Requests that are worked on side by side; more wait.
    """

    context: int
    turns: threading.Semaphore

    def render(self, messages: list[Json], tools: list[Json]) -> str:
        """The prompt in the words of the chat template."""

    def encode(self, text: str) -> list[int]:
        """The tokens of a text."""

    def generate(self, prompt: list[int], wanted: Wanted, outlet: Outlet[Piece]) -> None:
        """Put out one `Token` after the other, until the end, the limit, or until nobody wants more."""


class InProcessChat(Engine):
    """A chat model over weights in this process.

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

    async def aprepare(self, progress: ProgressCallback | None = None) -> None:
        """`prepare` in a thread."""
        await asyncio.to_thread(self.prepare, progress)

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
        made = cast("Generator[Piece]", pieces(work, self._clock(), self.spec))
        with closing(made):
            for piece in made:
                for chunk in reply.read(piece):
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
        made = cast("AsyncGenerator[Piece]", apieces(work, self._clock(), self.spec))
        async with aclosing(made):
            async for piece in made:
                for chunk in reply.read(piece):
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
    ) -> tuple[Callable[[Outlet[Piece]], None], _Reply]:
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

        def work(outlet: Outlet[Piece]) -> None:
            loaded = self._load()
            prompt = loaded.encode(loaded.render(told, tools))
            context = min(self.context or loaded.context, loaded.context)
            if len(prompt) >= context:
                raise ContextOverflowError(
                    f"The prompt has {len(prompt):,} tokens and the model's context holds {context:,}. "
                    "Shorten the problem, or give the model more context.",
                    prompt_tokens=len(prompt),
                    context=context,
                )
            room = context - len(prompt)
            wanted = Wanted(max_tokens=min(most or room, room), schema=schema, **settings)
            if not outlet.take_turn(loaded.turns):
                return
            try:
                outlet.put(Counted(len(prompt)))
                loaded.generate(prompt, wanted, outlet)
            finally:
                loaded.turns.release()

        reply = _Reply(self, stop or self.stop or [], offers_tools=bool(tools), forced=forced)
        return work, reply

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


class _Reply:
    """Makes chunks of tokens, and knows when and why the reply ended."""

    def __init__(self, engine: InProcessChat, stops: list[str], *, offers_tools: bool, forced: bool) -> None:
        self._metadata = {"model_name": engine.model, "model_provider": engine.provider}
        self._stops = StopStrings(stops)
        self._tools = ToolCalls() if offers_tools and not forced else None
        self._forced = forced
        self._call_text = ""
        self._prompt_tokens = 0
        self._new_tokens = 0
        self._ended = False

    @property
    def is_complete(self) -> bool:
        """Whether nothing that comes now belongs to the reply."""
        return self._ended or self._stops.found

    def read(self, piece: Piece) -> list[ChatGenerationChunk]:
        """The chunks for one piece; none while its text must be held back."""
        if isinstance(piece, Counted):
            self._prompt_tokens = piece.tokens
            return []
        self._new_tokens += 1
        self._ended = piece.is_end
        return self._shown(self._stops.feed(piece.text))

    def finish(self) -> ChatGenerationChunk:
        """The last chunk: what was held back, tool calls, usage, and the reason for the end."""
        text = "" if self._stops.found else self._stops.close()
        calls = []
        if self._forced:
            call = read_call(self._call_text + text, 0)
            calls = [call] if call else []
            text = "" if call else self._call_text + text
        elif self._tools is not None:
            text = self._tools.feed(text) + self._tools.close()
            calls = self._tools.calls
        reason = "stop" if self.is_complete else "length"
        message = AIMessageChunk(
            content=text,
            tool_call_chunks=calls,
            usage_metadata=UsageMetadata(
                input_tokens=self._prompt_tokens,
                output_tokens=self._new_tokens,
                total_tokens=self._prompt_tokens + self._new_tokens,
            ),
            response_metadata={"finish_reason": "tool_calls" if calls else reason, **self._metadata},
        )
        return ChatGenerationChunk(message=message)

    def _shown(self, text: str) -> list[ChatGenerationChunk]:
        if self._forced:
            self._call_text += text
            return []
        if self._tools is not None:
            text = self._tools.feed(text)
        return [ChatGenerationChunk(message=AIMessageChunk(content=text))] if text else []


def wanted_schema(response_format: Mapping[str, Any] | None) -> str:
    """The JSON schema in a `response_format` of the OpenAI wire; empty if it wants plain text."""
    if not response_format or response_format.get("type") == "text":
        return ""
    if response_format.get("type") == "json_object":
        return '{"type": "object"}'
    if response_format.get("type") == "json_schema":
        return json.dumps(response_format.get("json_schema", {}).get("schema", {"type": "object"}))
    raise RequestRefusedError(
        f"There is no response_format {response_format.get('type')!r}; use json_schema, json_object or text."
    )


def forced_call(tools: Sequence[Json], choice: Any) -> str:
    """The JSON schema of a call of one of the tools, or of the one that `choice` names."""
    if isinstance(choice, Mapping):
        choice = choice.get("function", {}).get("name")
    names = [tool["function"]["name"] for tool in tools]
    if choice not in ("required", "any", True, *names):
        raise RequestRefusedError(f"tool_choice names {choice!r}; the tools are: {', '.join(names)}")
    allowed = [
        tool["function"] for tool in tools if choice not in names or tool["function"]["name"] == choice
    ]
    definitions: Json = {}
    variants = []
    for function in allowed:
        parameters = dict(function.get("parameters") or {"type": "object"})
        definitions.update(parameters.pop("$defs", {}))  # references are looked up from the top
        variants.append(
            {
                "type": "object",
                "properties": {"name": {"const": function["name"]}, "arguments": parameters},
                "required": ["name", "arguments"],
                "additionalProperties": False,
            }
        )
    schema: Json = variants[0] if len(variants) == 1 else {"anyOf": variants}
    return json.dumps({**schema, "$defs": definitions} if definitions else schema)


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
