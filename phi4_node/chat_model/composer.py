"""One reply, made of one call to the engine or of several.

A model that thinks too long is made to answer, an answer that must have a form is first thought out in words,
and a tool call that must come is made to come. Each takes a further call, and whoever asked sees one reply:
thinking, then text or tool calls, then one last chunk with usage, the reason for the end, and flags.

`Composer` says what to ask next and turns what the engine streams into what the caller gets. It does no input
or output, so that the sync and the async chat model share it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.tool import ToolCallChunk
from langchain_core.outputs import ChatGenerationChunk

from phi4_node.chat_model.form import Form
from phi4_node.chat_model.tools import Offered, call_chunks
from phi4_node.chat_model.usage import Tally
from phi4_node.engines.reply import (
    EMPTY,
    ESTIMATED_USAGE,
    REPEATING,
    TRUNCATED,
    UNCLOSED_THINKING,
    ReplyReader,
)
from phi4_node.parsing.json_in_text import Found, JsonFinder
from phi4_node.parsing.thinking import CLOSE_TAG, OPEN_TAG, Kind
from phi4_node.profiles import ThinkingTags

THINKING_LIMITED = "thinking_limited"
"""The thinking was cut off, and the model was made to answer from what it had thought."""

_ENOUGH = "Considering the limited time, I have to give the answer directly from what I have thought so far."
_ANSWER_NOW = "Stop thinking now. Give your answer at once, from what you have thought so far."
_WORDS_FIRST = (
    "Think it through in words, step by step. Only after that, give the answer as one JSON object of this "
    "form:\n{form}"
)
_FORM_ONLY = "Give the answer as one JSON object of this form, and nothing else:\n{form}"
_CALL_ONLY = 'Call a function now: reply with nothing but its JSON object {"name": ..., "arguments": ...}.'


@dataclass(frozen=True)
class EngineCall:
    """One call to the engine."""

    messages: list[BaseMessage]
    stop: list[str] | None
    settings: dict[str, Any]

    def with_messages(self, messages: Sequence[BaseMessage], **settings: Any) -> EngineCall:
        """The same call with other messages and some settings more."""
        return EngineCall(list(messages), self.stop, {**self.settings, **settings})


@dataclass(frozen=True)
class Plan:
    """What a reply is to be.

    Attributes:
        call: A call without any constraint.
        constrained: The call that a constraint is added to, where `form` asks for one; with tools in words.
        tags: The model's thinking tags.
        limit: Thinking tokens at most; None for no limit.
        continues: Whether the engine goes on with a last message that is the assistant's.
        offered: Tools whose calls are looked for in the text.
        form: The form that the answer, or the call of a tool, must have.
        words_first: Whether the answer is thought out in words before it is put into the form.
        about: Metadata for a reply whose end was not waited for.
    """

    call: EngineCall
    constrained: EngineCall
    tags: ThinkingTags | None = None
    limit: int | None = None
    continues: bool = False
    offered: Offered | None = None
    form: Form | None = None
    words_first: bool = False
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def is_one_call(self) -> bool:
        """Whether this is a call like any other, whose text is given as it is."""
        return self.limit is None and self.offered is None and self.form is None

    @property
    def words_are_thinking(self) -> bool:
        """Whether what is said before the constrained call only prepares the answer."""
        return self.form is not None and self.offered is None


class Composer:
    """See the module: `first`; for each call `read` until `enough` or the end, then `following`; `last`."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._stage: Literal["free", "answer", "constrained"] = "free"
        self._call = plan.call
        self._reader = ReplyReader(plan.tags)
        self._finder: JsonFinder | None = None
        self._tally = Tally()
        self._thoughts: list[str] = []
        self._words: list[str] = []
        self._kept: list[str] = []  # a forced call, until it is whole
        self._has_text = False
        self._has_value = False
        self._blocks: list[Kind] = []  # runs of thinking and text that the caller was shown
        self._calls = 0
        self._native_calls = False
        self._cut = False
        self._limited = False
        self._said: UsageMetadata | None = None
        self._metadata: dict[str, Any] = {}
        self._flags: list[str] = []
        self._repeats = False
        self._id: str | None = None
        self._first_call: list[ChatGenerationChunk] = []

    def first(self) -> EngineCall:
        """The call to begin with."""
        plan = self._plan
        if plan.form is not None and (not plan.words_first or plan.limit == 0):
            return self._constrained_call(plan.constrained.messages)
        if plan.limit == 0 and plan.continues and plan.tags is not None:
            return self._answer_call()
        wanted = plan.offered or plan.form
        self._finder = JsonFinder(wanted.accepts) if wanted else None
        self._call = plan.call.with_messages(self._asked())
        return self._call

    def read(self, chunk: ChatGenerationChunk) -> list[ChatGenerationChunk]:
        """What the caller gets for one chunk of the engine's."""
        self._tally.came(chunk.message)
        if self._stage == "free":
            self._first_call.append(chunk)
        given = [piece for uniform in self._reader.read(chunk) for piece in self._take(uniform)]
        if self._is_over_limit():
            self._limited = self._cut = True
        return given

    @property
    def enough(self) -> bool:
        """Whether the call has said all that is wanted, so that its stream can be closed."""
        return self._cut

    def following(self) -> tuple[list[ChatGenerationChunk], EngineCall | None]:
        """After a call has ended or was closed: what was held back of it, and the next call if any."""
        given = [piece for uniform in self._reader.finish() for piece in self._take(uniform)]
        if self._finder is not None:
            given += [piece for part in self._finder.close() for piece in self._part(part)]
        if self._kept:
            given += self._kept_call()
        self._tally.ended(self._said, self._call.messages, early=self._cut)
        if self._cut:
            self._flags = [flag for flag in self._flags if flag not in (UNCLOSED_THINKING, EMPTY)]
        self._repeats = self._repeats or REPEATING in self._flags
        self._tally.estimated = self._tally.estimated or ESTIMATED_USAGE in self._flags
        if self._repeats and self._plan.limit is not None and self._thoughts and not self._has_text:
            self._limited = True  # thoughts that go round in circles lead nowhere
        done = self._has_value or self._calls or self._native_calls or self._stage == "constrained"
        if self._plan.form is not None and not done:
            self._limited = self._limited or TRUNCATED in self._flags or UNCLOSED_THINKING in self._flags
            return given, self._constrained_call(self._with_words())
        if self._stage == "free" and self._limited:
            return given, self._answer_call()
        return given, None

    def instead(self) -> EngineCall | None:
        """Another way to ask, if the engine refuses this one; None if there is none.

        Servers refuse tools that their chat template knows nothing of, or that they were not started for, and
        some refuse to go on with a message.
        """
        if self._stage == "free" and not self._first_call and self._call.settings.get("tools"):
            self._plan = replace(self._plan, call=self._plan.constrained)
            return self.first()
        if self._stage != "answer" or not self._plan.continues:
            return None
        self._plan = replace(self._plan, continues=False)
        return self._answer_call()

    def last(self) -> ChatGenerationChunk:
        """The last chunk: usage, the reason for the end, and flags."""
        flags = [flag for flag in self._flags if not (flag == EMPTY and self._calls)]
        flags += [REPEATING] if self._repeats else []
        flags += [THINKING_LIMITED] if self._limited else []
        flags += [ESTIMATED_USAGE] if self._tally.estimated else []
        about = self._plan.about if self._cut else {}
        metadata = {**about, **self._metadata, "flags": list(dict.fromkeys(flags))}
        if metadata.get("finish_reason", "") in ("", "stop") and (self._calls or self._cut):
            metadata["finish_reason"] = "tool_calls" if self._calls else "stop"
        message = AIMessageChunk(
            content="",
            id=self._id,
            usage_metadata=self._tally.usage,
            response_metadata=metadata,
            chunk_position="last",
        )
        return ChatGenerationChunk(message=message)

    @property
    def only_call(self) -> list[ChatGenerationChunk]:
        """What the engine streamed, if it was asked once and without a constraint; otherwise nothing."""
        return self._first_call if self._stage == "free" and not self._cut else []

    def _take(self, uniform: ChatGenerationChunk) -> list[ChatGenerationChunk]:
        """What the caller gets for one uniform chunk."""
        message = uniform.message
        if not isinstance(message, AIMessageChunk):
            raise TypeError(f"a reply has a {type(message).__name__} where an AIMessageChunk belongs")
        self._id = self._id or message.id
        if message.chunk_position == "last":
            self._metadata = dict(message.response_metadata)
            self._flags = list(self._metadata.pop("flags", ()))
            self._said = message.usage_metadata
            return []
        thought = message.additional_kwargs.get("reasoning_content")
        if thought:
            self._thoughts.append(thought)
            return self._thought(thought)
        message.id = self._id
        if message.tool_call_chunks:
            self._native_calls = True
            uniform.message = message.model_copy(update={"tool_call_chunks": self._after_blocks(message)})
            return [uniform]
        if not message.text or isinstance(message.content, list):
            return [uniform]
        self._has_text = True
        if self._stage == "constrained" and self._plan.offered is not None:
            self._kept.append(message.text)
            return []
        if self._finder is not None:
            return [piece for part in self._finder.feed(message.text) for piece in self._part(part)]
        self._show("text", message.text)
        return [uniform]

    def _part(self, part: str | Found) -> list[ChatGenerationChunk]:
        """What the caller gets for a piece of text in which calls or a form are looked for."""
        if isinstance(part, str):
            if self._has_value or self._calls:
                # What a small model writes after a call is the result as it imagines it: not waited for.
                self._cut = self._cut or bool(part.strip())
                return []
            begins = bool(self._thoughts) and not self._words
            self._words.append(part)
            if self._plan.words_are_thinking:
                return self._thought(f"\n\n{part}" if begins else part)
            return self._text(part)
        if self._plan.offered is None:
            if self._has_value:
                return []
            self._has_value = True
            return self._text(part.source)
        calls = self._plan.offered.read(part.value)
        chunks = call_chunks(calls, len(self._blocks) + self._calls)
        self._calls += len(calls)
        self._tally.shown("text", part.source)  # the calls that were made of it count as that
        message = AIMessageChunk(content="", tool_call_chunks=chunks, id=self._id)
        return [ChatGenerationChunk(message=message)]

    def _kept_call(self) -> list[ChatGenerationChunk]:
        """The call in a reply that was kept to the form of one; its text if it was cut off."""
        assert self._plan.offered is not None  # nothing is kept but a call of an offered tool
        finder = JsonFinder(self._plan.offered.accepts)
        parts = [*finder.feed("".join(self._kept)), *finder.close()]
        self._kept = []
        return [piece for part in parts for piece in self._part(part)]

    def _is_over_limit(self) -> bool:
        if self._plan.limit is None or self._stage != "free" or self._has_value or self._calls:
            return False
        thinks = bool(self._thoughts) and not self._has_text
        return (thinks or self._plan.words_are_thinking) and self._tally.tokens > self._plan.limit

    def _asked(self) -> list[BaseMessage]:
        """The messages of a call without constraint."""
        plan = self._plan
        if plan.words_are_thinking and plan.form is not None and plan.form.schema:
            return with_request(plan.call.messages, _WORDS_FIRST.format(form=plan.form.shown()))
        return plan.call.messages

    def _with_words(self) -> list[BaseMessage]:
        """The conversation, with what was thought and said so far as the model's own words.

        Without tags: many templates drop what stands between them in a message that is not the last.
        """
        said = "\n\n".join(("".join(self._thoughts), "".join(self._words))).strip()
        messages = self._plan.constrained.messages
        return [*messages, AIMessage(said)] if said else messages

    def _constrained_call(self, messages: list[BaseMessage]) -> EngineCall:
        """The call whose reply the engine keeps to the form."""
        form = self._plan.form
        assert form is not None  # only called where there is one
        self._begin("constrained")
        if self._plan.offered is not None:
            messages = with_request(messages, _CALL_ONLY)
        elif form.schema or messages is not self._plan.constrained.messages:
            messages = with_request(messages, _FORM_ONLY.format(form=form.shown()))
        settings: dict[str, Any] = {"response_format": form.response_format()}
        if self._thoughts or self._words:
            settings["temperature"] = 0.0  # the answer is there and only has to be written down
        self._call = self._plan.constrained.with_messages(messages, **settings)
        return self._call

    def _answer_call(self) -> EngineCall:
        """The call that makes a model answer that has thought enough."""
        self._begin("answer")
        plan, tags = self._plan, self._plan.tags
        thoughts = "".join(self._thoughts).rstrip()
        if plan.continues:
            opening = "" if tags and tags.starts_open else tags.open if tags else OPEN_TAG
            begun = f"{thoughts}\n\n{_ENOUGH}\n" if thoughts else "\n\n"
            messages = [*self._asked(), AIMessage(f"{opening}{begun}{tags.close if tags else CLOSE_TAG}\n\n")]
        else:
            messages = [
                *self._asked(),
                *([AIMessage(thoughts)] if thoughts else []),
                HumanMessage(_ANSWER_NOW),
            ]
        most = plan.call.settings.get("max_tokens")
        left = {"max_tokens": max(most - self._tally.output_tokens, 1)} if most else {}
        self._call = plan.call.with_messages(messages, **left)
        return self._call

    def _begin(self, stage: Literal["answer", "constrained"]) -> None:
        self._stage = stage
        tags = self._plan.tags
        self._reader = ReplyReader(tags.model_copy(update={"starts_open": False}) if tags else None)
        wanted = self._plan.offered if stage == "answer" else None
        self._finder = JsonFinder(wanted.accepts) if wanted else None
        self._cut = self._has_text = False
        self._said, self._metadata, self._flags = None, {}, []

    def _show(self, kind: Kind, text: str) -> None:
        """The caller is shown some thinking or text."""
        self._tally.shown(kind, text)
        if self._blocks[-1:] != [kind]:
            self._blocks.append(kind)

    def _after_blocks(self, message: AIMessageChunk) -> list[ToolCallChunk]:
        """The server's calls, numbered after the blocks before them.

        With `output_version="v1"` LangChain takes what has the same number for the same block.
        """
        return [
            {**chunk, "index": None if chunk["index"] is None else chunk["index"] + len(self._blocks)}
            for chunk in message.tool_call_chunks
        ]

    def _text(self, text: str) -> list[ChatGenerationChunk]:
        self._show("text", text)
        return [ChatGenerationChunk(message=AIMessageChunk(content=text, id=self._id))]

    def _thought(self, text: str) -> list[ChatGenerationChunk]:
        self._show("thinking", text)
        kwargs = {"reasoning_content": text}
        return [
            ChatGenerationChunk(message=AIMessageChunk(content="", additional_kwargs=kwargs, id=self._id))
        ]


def with_request(messages: Sequence[BaseMessage], request: str) -> list[BaseMessage]:
    """The conversation with a request at its end: in the last message if that is the asker's plain text."""
    last = messages[-1] if messages else None
    if isinstance(last, HumanMessage) and isinstance(last.content, str):
        return [*messages[:-1], HumanMessage(f"{last.content}\n\n{request}")]
    return [*messages, HumanMessage(request)]
