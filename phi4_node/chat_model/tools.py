"""Tools for models that do not call them as their server expects: told in words, read from the text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.messages.tool import ToolCallChunk

from phi4_node.chat_model.form import Form

Json = dict[str, Any]

_NAME_KEYS = ("name", "function", "tool", "tool_name", "function_name")
_ARGUMENT_KEYS = ("arguments", "parameters", "args", "input")
_EXPLANATION = """\
# Tools

You may call these functions:
<tools>
{tools}
</tools>

To call one, reply with nothing but a JSON object of this form, with the arguments of that function:
{{"name": "FUNCTION", "arguments": {{...}}}}
You are then given its result. If no function helps, answer in words."""


@dataclass(frozen=True)
class Call:
    """A call that was read from a text."""

    name: str
    arguments: Json


@dataclass(frozen=True)
class Offered:
    """The tools of one request.

    Attributes:
        tools: As on the OpenAI wire.
        choice: `auto`, `none`, `required`, or the name of the tool that must be called.
    """

    tools: tuple[Json, ...]
    choice: str = "auto"

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Offered | None:
        """The tools in the settings of a call; None if there are none, or none may be called."""
        tools = settings.get("tools") or ()
        choice = settings.get("tool_choice") or "auto"
        if isinstance(choice, Mapping):
            choice = (choice.get("function") or {}).get("name", "required")
        if not tools or choice == "none" or not all(_function(tool).get("name") for tool in tools):
            return None
        return cls(tuple(tools), str(choice))

    @property
    def forced(self) -> bool:
        """Whether a tool must be called."""
        return self.choice != "auto"

    def read(self, value: Any) -> list[Call]:
        """The calls that a JSON value stands for; none unless every part of it is a call of an offered tool.

        The arguments must be an object, or the JSON of one in a string. Whether they suit the tool is for the
        tool to say, which tells the model.
        """
        parts = value if isinstance(value, list) else [value]
        calls = [self._call(part) for part in parts]
        return [call for call in calls if call is not None] if None not in calls else []

    def accepts(self, value: Any) -> bool:
        """Whether a JSON value is a call, or several."""
        return bool(self.read(value))

    def form(self) -> Form:
        """The form of a forced call: one of the names that are allowed, and the arguments of that tool."""
        allowed = [tool for tool in self.tools if self.choice in ("required", _function(tool)["name"])]
        definitions: Json = {}
        variants = [_variant(_function(tool), definitions) for tool in allowed]
        schema: Json = variants[0] if len(variants) == 1 else {"anyOf": variants}
        if definitions:
            schema = {**schema, "$defs": definitions}
        return Form(schema, name="call")

    def explained(self) -> str:
        """The tools in words, for the system prompt."""
        return _EXPLANATION.format(tools="\n".join(_line(_function(tool)) for tool in self.tools))

    def _call(self, part: Any) -> Call | None:
        if not isinstance(part, dict):
            return None
        if isinstance(part.get("function"), dict):
            part = part["function"]
        name = next((part[key] for key in _NAME_KEYS if isinstance(part.get(key), str)), None)
        if name is None or name not in {_function(tool)["name"] for tool in self.tools}:
            return None
        arguments: Any = next((part[key] for key in _ARGUMENT_KEYS if key in part), {})
        if isinstance(arguments, str):
            try:
                arguments = json.loads(arguments)
            except (ValueError, RecursionError):
                return None
        return Call(name, arguments) if isinstance(arguments, dict) else None


def choice_on_the_wire(choice: str | bool | dict[str, Any], tools: Sequence[Json]) -> str | dict[str, Any]:
    """A `tool_choice` of LangChain's as the OpenAI wire has it.

    Raises:
        ValueError: It names none of the tools.
    """
    if isinstance(choice, dict):
        choice = str((choice.get("function") or {}).get("name"))
    if choice in ("auto", "none", "required"):
        return str(choice)
    if choice in ("any", True):
        return "required"
    names = [tool["function"]["name"] for tool in tools]
    if choice not in names:
        raise ValueError(f"tool_choice names {choice!r}; the tools are: {', '.join(names)}")
    return {"type": "function", "function": {"name": choice}}


def call_chunks(calls: Iterable[Call], first: int) -> list[ToolCallChunk]:
    """The calls as LangChain streams them, numbered from `first`."""
    return [
        ToolCallChunk(
            name=call.name,
            args=json.dumps(call.arguments, ensure_ascii=False),
            id=f"call_{uuid4().hex[:24]}",
            index=index,
            type="tool_call_chunk",
        )
        for index, call in enumerate(calls, first)
    ]


def in_words(messages: Sequence[BaseMessage], offered: Offered | None) -> list[BaseMessage]:
    """A conversation for a model whose template knows no tools: calls and results as text, tools explained.

    Results of several calls become one message, since many templates want the roles to alternate.
    """
    told: list[BaseMessage] = []
    results: list[str] = []
    for message in messages:
        if isinstance(message, ToolMessage):
            results.append(_result(message))
            continue
        if results:
            told.append(HumanMessage("\n".join(results)))
            results = []
        told.append(_spoken(message))
    if results:
        told.append(HumanMessage("\n".join(results)))
    if offered is None:
        return told
    if told and isinstance(told[0], SystemMessage):
        return [SystemMessage(f"{told[0].text}\n\n{offered.explained()}"), *told[1:]]
    return [SystemMessage(offered.explained()), *told]


def _spoken(message: BaseMessage) -> BaseMessage:
    if not isinstance(message, AIMessage) or not message.tool_calls:
        return message
    calls = [
        json.dumps({"name": call["name"], "arguments": call["args"]}, ensure_ascii=False)
        for call in message.tool_calls
    ]
    return AIMessage("\n".join(part for part in (message.text, *calls) if part))


def _result(message: ToolMessage) -> str:
    failed = "Error: " if message.status == "error" else ""
    return f"<tool_response>\n{failed}{message.text}\n</tool_response>"


def _function(tool: Mapping[str, Any]) -> Json:
    function = tool.get("function")
    return function if isinstance(function, dict) else {}


def _line(function: Json) -> str:
    shown = {key: function[key] for key in ("name", "description", "parameters") if function.get(key)}
    return json.dumps(shown, ensure_ascii=False)


def _variant(function: Json, definitions: Json) -> Json:
    """The schema of a call of this function; definitions of its parameters move to the top, renamed."""
    name = function["name"]
    parameters = dict(function.get("parameters") or {})
    own = {**parameters.pop("$defs", {}), **parameters.pop("definitions", {})}
    definitions.update({f"{name}.{key}": _renamed(schema, name) for key, schema in own.items()})
    arguments = {"type": "object", "properties": {}, **_renamed(parameters, name)}
    return {
        "type": "object",
        "properties": {"name": {"const": name}, "arguments": arguments},
        "required": ["name", "arguments"],
        "additionalProperties": False,
    }


def _renamed(schema: Any, name: str) -> Any:
    if isinstance(schema, list):
        return [_renamed(part, name) for part in schema]
    if not isinstance(schema, dict):
        return schema
    renamed = {key: _renamed(part, name) for key, part in schema.items()}
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference.startswith(("#/$defs/", "#/definitions/")):
        renamed["$ref"] = f"#/$defs/{name}.{reference.rsplit('/', 1)[-1]}"
    return renamed
