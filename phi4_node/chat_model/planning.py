"""From the messages and settings of one request to the calls that it takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from phi4_node.chat_model.composer import EngineCall, Plan
from phi4_node.chat_model.form import Form
from phi4_node.chat_model.tools import Offered, in_words
from phi4_node.engines import Engine
from phi4_node.errors import BadInputError
from phi4_node.profiles import Profile

WORDS_FIRST = "words_first"
"""Setting of a call with a `response_format`: whether the answer is first thought out in words."""
THINKING_LIMIT = "max_thinking_tokens"

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_OF_TOOLS = ("tools", "tool_choice", "parallel_tool_calls")


def prepared(messages: Sequence[BaseMessage], about: Profile) -> list[BaseMessage]:
    """The messages with the profile's system prompt, if the caller wrote none.

    Raises:
        BadInputError: A text has half characters, which is what bytes that are no text become.
    """
    if any(_HALF_CHARACTER.search(message.text) for message in messages):
        raise BadInputError("The text contains bytes that are no characters; it must be UTF-8 text.")
    if not about.system_prompt or any(isinstance(message, SystemMessage) for message in messages):
        return list(messages)
    return [SystemMessage(about.system_prompt), *messages]


def without_system(messages: Sequence[BaseMessage]) -> list[BaseMessage]:
    """The conversation for a model that takes no system prompt: it goes before the first question."""
    told = "\n\n".join(message.text for message in messages if isinstance(message, SystemMessage))
    others = [message for message in messages if not isinstance(message, SystemMessage)]
    if not told:
        return others
    for index, message in enumerate(others):
        if isinstance(message, HumanMessage) and isinstance(message.content, str):
            return [*others[:index], HumanMessage(f"{told}\n\n{message.content}"), *others[index + 1 :]]
    return [HumanMessage(told), *others]


def plan_reply(
    inner: BaseChatModel,
    about: Profile,
    messages: Sequence[BaseMessage],
    stop: list[str] | None,
    settings: dict[str, Any],
) -> Plan:
    """How a request is answered; see `Composer` for what the parts of a plan do.

    Args:
        inner: What answers.
        about: What is known of the model.
        messages: The conversation as the caller wrote it.
        stop: Texts that end the reply.
        settings: All settings of the request.

    Raises:
        BadInputError: See `prepared`.
    """
    settings = dict(settings)
    words_first = settings.pop(WORDS_FIRST, None)
    limit = _thinking_limit(about, settings.pop(THINKING_LIMIT, None), settings.get("max_tokens"))
    asked = prepared(messages, about)
    offered = Offered.of(settings)
    if about.tools != "native":
        asked = in_words(asked, offered)
        settings = {name: value for name, value in settings.items() if name not in _OF_TOOLS}
    if not about.system_role:
        asked = without_system(asked)
    constrained = call = EngineCall(asked, stop, settings)
    form = None
    if offered is not None and isinstance(inner, Engine):
        if about.tools == "native":
            plain = {name: value for name, value in settings.items() if name not in _OF_TOOLS}
            constrained = EngineCall(in_words(asked, offered), stop, plain)
        if offered.forced:
            form = offered.form()
            words_first = about.tools == "native" or about.thinking is not None
    elif offered is None and words_first is not None:
        form = Form.of(settings.pop("response_format", None))
    return Plan(
        call=call,
        constrained=constrained,
        tags=about.thinking,
        limit=limit,
        continues=isinstance(inner, Engine) and inner.continues_replies,
        offered=offered,
        form=form,
        words_first=bool(words_first),
        about={"model_name": name_of(inner), "model_provider": getattr(inner, "provider", "") or "phi4_node"},
    )


def name_of(model: BaseChatModel) -> str:
    """The model's name as its engine knows it."""
    name = getattr(model, "model", None) or getattr(model, "model_name", None)
    return name if isinstance(name, str) else type(model).__name__


def _thinking_limit(about: Profile, wanted: int | None, most: int | None) -> int | None:
    """What the caller wants, or the profile's limit, which leaves the answer a quarter of the reply."""
    if wanted is not None:
        return wanted
    usual = about.max_thinking_tokens
    return usual if usual is None or most is None else min(usual, most * 3 // 4)
