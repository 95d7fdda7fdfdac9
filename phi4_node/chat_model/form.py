"""The form that an answer is to have: a JSON schema, words that ask for it, and whether a value has it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

_DEEPEST = 40
_TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "null": lambda value: value is None,
}


@dataclass(frozen=True)
class Form:
    """The form of an answer.

    Attributes:
        schema: JSON schema; empty for any JSON object.
        name: What servers call it.
        strict: Passed on to servers that make the difference.
    """

    schema: Json
    name: str = "answer"
    strict: bool | None = None

    @classmethod
    def of(cls, response_format: Any) -> Form | None:
        """The form in a `response_format` of the OpenAI wire; None if it asks for none."""
        if not isinstance(response_format, dict):
            return None
        if response_format.get("type") == "json_object":
            return cls({})
        described = response_format.get("json_schema")
        if not isinstance(described, dict):
            return None
        return cls(described.get("schema") or {}, described.get("name") or "answer", described.get("strict"))

    def response_format(self) -> Json:
        """What makes a server keep a reply to this form."""
        if not self.schema:
            return {"type": "json_object"}
        described: Json = {"name": self.name, "schema": self.schema}
        if self.strict is not None:
            described["strict"] = self.strict
        return {"type": "json_schema", "json_schema": described}

    def accepts(self, value: Any) -> bool:
        """Whether a value has this form: types, required and known names, choices, references."""
        return isinstance(value, dict) if not self.schema else _fits(value, self.schema, self.schema)

    def shown(self) -> str:
        """The schema for a prompt, as short as it can be without losing what the fields mean."""
        return (
            json.dumps(_without_titles(self.schema), ensure_ascii=False) if self.schema else "any JSON object"
        )


def _fits(value: Any, schema: Any, root: Json, depth: int = 0) -> bool:
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return schema is not False
    reference = schema.get("$ref")
    if isinstance(reference, str):
        target = _target(reference, root)
        return target is None or _fits(value, target, root, depth + 1)
    for key in ("anyOf", "oneOf"):
        if key in schema and not any(_fits(value, part, root, depth + 1) for part in schema[key]):
            return False
    if not all(_fits(value, part, root, depth + 1) for part in schema.get("allOf", ())):
        return False
    if "const" in schema and value != schema["const"]:
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    kinds = schema.get("type")
    kinds = [kinds] if isinstance(kinds, str) else kinds or []
    if kinds and not any(_TYPES.get(kind, lambda _: True)(value) for kind in kinds):
        return False
    if isinstance(value, dict):
        return _members_fit(value, schema, root, depth)
    if isinstance(value, list) and "items" in schema:
        return all(_fits(part, schema["items"], root, depth + 1) for part in value)
    return True


def _members_fit(value: Json, schema: Json, root: Json, depth: int) -> bool:
    known = schema.get("properties", {})
    if any(name not in value for name in schema.get("required", ())):
        return False
    others = schema.get("additionalProperties", not known)  # a name that nobody asked for is a slip
    return all(_fits(part, known.get(name, others), root, depth + 1) for name, part in value.items())


def _target(reference: str, root: Json) -> Any:
    if not reference.startswith("#/"):
        return None
    target: Any = root
    for part in reference[2:].split("/"):
        target = target.get(part) if isinstance(target, dict) else None
    return target


def _without_titles(schema: Any) -> Any:
    """Without the titles, which repeat the names of the fields; a field that is itself called so stays."""
    if isinstance(schema, list):
        return [_without_titles(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: {name: _without_titles(part) for name, part in value.items()}
        if key in ("properties", "$defs") and isinstance(value, dict)
        else _without_titles(value)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str))
    }
