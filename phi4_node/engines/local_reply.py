"""The reply of a model that this program runs itself: tokens made into chunks, the schema that they keep."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.messages import AIMessageChunk
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.tool import ToolCallChunk
from langchain_core.outputs import ChatGenerationChunk

from phi4_node.engines.errors import RequestRefusedError
from phi4_node.engines.local_model import Json, Token
from phi4_node.engines.stop_strings import StopStrings

_NAMED = ("properties", "patternProperties", "$defs", "definitions")
_VALUES = ("const", "enum", "default", "examples")


class LocalReply:
    """Makes chunks of tokens, and knows when and why the reply ended.

    A call that the model was free not to make stays text: `ChatPhi4Mini` reads it from there, on all engines.

    Attributes:
        prompt_tokens: To be set before the end.
    """

    def __init__(self, metadata: Mapping[str, Any], stops: Sequence[str], *, forced: bool) -> None:
        """Begin.

        Args:
            metadata: What the last chunk says of the model.
            stops: Texts that end the reply.
            forced: Whether the whole reply is a tool call.
        """
        self._metadata = dict(metadata)
        self._stops = StopStrings(stops)
        self._forced = forced
        self._call_text = ""
        self.prompt_tokens = 0
        self._new_tokens = 0
        self._ended = False

    @property
    def is_complete(self) -> bool:
        """Whether nothing that comes now belongs to the reply."""
        return self._ended or self._stops.found

    def read(self, token: Token) -> list[ChatGenerationChunk]:
        """The chunks for one token; none while its text must be held back."""
        self._new_tokens += 1
        self._ended = token.is_end
        return self._shown(self._stops.feed(token.text))

    def finish(self) -> ChatGenerationChunk:
        """The last chunk: what was held back, tool calls, usage, and the reason for the end."""
        text = "" if self._stops.found else self._stops.close()
        calls = []
        if self._forced:
            call = read_call(self._call_text + text)
            calls = [call] if call else []
            text = "" if call else self._call_text + text
        reason = "stop" if self.is_complete else "length"
        message = AIMessageChunk(
            content=text,
            tool_call_chunks=calls,
            usage_metadata=UsageMetadata(
                input_tokens=self.prompt_tokens,
                output_tokens=self._new_tokens,
                total_tokens=self.prompt_tokens + self._new_tokens,
            ),
            response_metadata={"finish_reason": "tool_calls" if calls else reason, **self._metadata},
        )
        return ChatGenerationChunk(message=message)

    def _shown(self, text: str) -> list[ChatGenerationChunk]:
        if self._forced:
            self._call_text += text
            return []
        return [ChatGenerationChunk(message=AIMessageChunk(content=text))] if text else []


def read_call(written: str) -> ToolCallChunk | None:
    """The call in a JSON object with `name` and `arguments`; None if it was cut off."""
    try:
        call = json.loads(written)
        name, arguments = call["name"], call["arguments"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    return ToolCallChunk(
        name=name,
        args=json.dumps(arguments, ensure_ascii=False),
        id=f"call_{uuid.uuid4().hex[:24]}",
        index=0,
        type="tool_call_chunk",
    )


def wanted_schema(response_format: Mapping[str, Any] | None) -> str:
    """The JSON schema in a `response_format` of the OpenAI wire; empty if it wants plain text."""
    if not response_format or response_format.get("type") == "text":
        return ""
    if response_format.get("type") == "json_object":
        return _for_grammar({"type": "object"})
    if response_format.get("type") == "json_schema":
        return _for_grammar(response_format.get("json_schema", {}).get("schema") or {"type": "object"})
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
    return _for_grammar({**schema, "$defs": definitions} if definitions else schema)


def _for_grammar(schema: Json) -> str:
    """A schema as the grammar is to take it: objects have no names that nobody asked for, spaces are usual.

    A small model left to itself goes on with further names, or with spaces, until the length limit.
    """
    spacing = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}
    return json.dumps({**_closed(schema), "x-guidance": spacing})


def _closed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    # what is listed here holds values, or names of the asker's: `properties` may be the name of a property
    closed = {
        key: {name: _closed(part) for name, part in value.items()}
        if key in _NAMED and isinstance(value, dict)
        else value
        if key in _VALUES
        else _closed(value)
        for key, value in schema.items()
    }
    if "properties" in schema:
        closed.setdefault("additionalProperties", False)
    return closed
