"""What is known of the servers that speak OpenAI's wire; the data is in servers.toml beside this module."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from phi4_node.engines.errors import BadEngineError

Json = dict[str, Any]
GENERIC = "generic"


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Count(_Data):
    """How a server counts the tokens of a request.

    Attributes:
        path: Where the request's body is sent.
        field: What holds the number in the answer.
    """

    path: str
    field: str


class Server(_Data):
    """How one kind of server speaks; servers.toml explains each field."""

    name: str
    owned_by: tuple[str, ...] = ()
    proof: str = ""
    reasoning: tuple[str, ...] = Field(min_length=1)
    tool_choice: Literal["named", "words", "ignored"]
    json_object: bool = True
    stream_usage: bool = True
    continues: dict[str, bool] | None = None
    context: str = ""
    context_path: str = ""
    count: Count | None = None

    def context_of(self, entry: Json) -> int | None:
        """Tokens that a request may use, by a model's entry in the list of models; None if not there."""
        value: Any = entry
        for name in self.context.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        return value if isinstance(value, int) and value > 0 else None

    def spoken(self, settings: Json) -> Json:
        """The settings of a call as this server takes them."""
        settings = dict(settings)
        choice = settings.get("tool_choice")
        if self.tool_choice != "named" and isinstance(choice, dict):
            # it cannot be told which tool, but it can be given no other
            name = choice.get("function", {}).get("name")
            tools = settings.get("tools") or ()
            settings["tools"] = [tool for tool in tools if tool.get("function", {}).get("name") == name]
            settings["tool_choice"] = "required"
        if self.tool_choice == "ignored" and settings.pop("tool_choice", None) == "none":
            settings.pop("tools", None)
        form = settings.get("response_format")
        if not self.json_object and isinstance(form, dict) and form.get("type") == "json_object":
            any_json = {"name": "any", "schema": {"type": "object"}}
            settings["response_format"] = {"type": "json_schema", "json_schema": any_json}
        return settings


@cache
def all_servers() -> tuple[Server, ...]:
    """All kinds of servers; the last is for those that are none of the others."""
    text = resources.files("phi4_node.engines").joinpath("servers.toml").read_text("utf-8")
    return tuple(Server.model_validate(entry) for entry in tomllib.loads(text)["server"])


def server_named(name: str) -> Server:
    """The kind of server of this name.

    Raises:
        BadEngineError: There is none.
    """
    for server in all_servers():
        if server.name == name:
            return server
    names = ", ".join(server.name for server in all_servers())
    raise BadEngineError(f"There is no server {name!r}. Name one of: {names}")


def server_that_owns(entries: list[Json]) -> Server | None:
    """The kind of server that lists such models; None if they do not say."""
    owners = {str(entry.get("owned_by")) for entry in entries}
    return next((server for server in all_servers() if owners.intersection(server.owned_by)), None)
