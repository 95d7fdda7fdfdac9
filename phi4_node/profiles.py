"""What is known of each model: sampling by domain, context, thinking tags and the like.

The data is in profiles.toml beside this module; a user's own file comes first (see `profiles_file`).
"""

from __future__ import annotations

import difflib
import os
import tomllib
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from platformdirs import user_config_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from phi4_node.errors import ExitCode, Phi4NodeError


class BadProfilesError(Phi4NodeError, ValueError):
    """The user's file of profiles cannot be used."""

    exit_code = ExitCode.BAD_INPUT


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Sampling(_Data):
    """How the next token is drawn; None leaves it to the engine."""

    temperature: float | None = Field(default=None, ge=0, le=5)
    top_p: float | None = Field(default=None, gt=0, le=1)
    top_k: int | None = Field(default=None, ge=0)
    max_tokens: int | None = Field(default=None, ge=1)


class ThinkingTags(_Data):
    """How a model marks what it thinks aloud.

    Attributes:
        open: The opening tag.
        close: The closing tag.
        server_splits: Whether servers usually take the thinking out of the text themselves.
        starts_open: Whether the chat template already wrote the opening tag, so that the reply begins inside.
    """

    open: str
    close: str
    server_splits: bool = False
    starts_open: bool = False


class Profile(_Data):
    """What is known of one model; profiles.toml explains each field.

    Attributes:
        name: Short name.
        title: For people.
        patterns: Shell-style patterns of model names that this profile describes.
        parameters: Billions of parameters; None if unknown.
        context: Tokens of context that the model was trained for.
        request_context: Tokens of context asked of an engine that must be told.
        max_output: New tokens that the model's card allows.
        condense_above: Tokens of a problem above which it is condensed before it is asked.
        max_thinking_tokens: Thinking after which it is made to answer, at most three quarters of a reply;
            None for no limit.
        tools: How it calls tools.
        language: The language in which it reasons best.
        ask_in: Language into which problems in another are translated before they are asked; None to ask in
            the asker's own.
        system_prompt: Used when the caller gives none; empty for none.
        system_prompt_required: Whether it is lost without a system prompt.
        system_role: Whether it takes system prompts; if not, what is in one goes before the first question.
        thinking: Its thinking tags; None if it does not think aloud.
        sampling: By domain; `default` is always there.
    """

    name: str
    title: str
    patterns: tuple[str, ...] = Field(min_length=1)
    parameters: float | None = None
    context: int = Field(ge=256)
    request_context: int = Field(ge=256)
    max_output: int = Field(ge=1)
    condense_above: int = Field(default=3000, ge=200)
    max_thinking_tokens: int | None = Field(default=None, ge=0)
    tools: Literal["native", "text", "none"] = "none"
    language: str = "en"
    ask_in: Literal["en", "zh"] | None = None
    system_prompt: str = ""
    system_prompt_required: bool = False
    system_role: bool = True
    thinking: ThinkingTags | None = None
    sampling: dict[str, Sampling]

    @model_validator(mode="after")
    def _has_default(self) -> Profile:
        if "default" not in self.sampling:
            raise ValueError("the sampling table needs an entry named default")
        if self.system_prompt_required and not self.system_prompt:
            raise ValueError("system_prompt_required needs a system_prompt")
        return self

    @property
    def is_known(self) -> bool:
        """Whether this describes the model itself rather than any model."""
        return "*" not in self.patterns

    def sampling_for(self, domain: str | None = None) -> Sampling:
        """The sampling for a domain: its own settings over the default ones."""
        default = self.sampling["default"]
        own = self.sampling.get(domain or "default", default)
        return default.model_copy(update=own.model_dump(exclude_none=True))

    def matches(self, model: str) -> bool:
        """Whether one of the patterns fits the model's name."""
        plain = _plain(model)
        return any(fnmatchcase(plain, pattern) for pattern in self.patterns)


def find_profile(model: str) -> Profile:
    """The first profile that fits a model's name, the user's own before the built-in ones.

    A model that nothing describes gets the built-in profile `generic`: temperature 0.7, 8192 tokens of
    context, `<think>` tags looked for.
    """
    return next(profile for profile in all_profiles() if profile.matches(model))


def all_profiles() -> tuple[Profile, ...]:
    """All profiles in the order in which they are tried."""
    path = profiles_file()
    return (_user_profiles(path) if path.is_file() else ()) + _built_in()


def built_in_profiles() -> tuple[Profile, ...]:
    """The profiles of this package."""
    return _built_in()


def profiles_file() -> Path:
    """Where the user's own profiles are looked for: PHI4_NODE_PROFILES, or the configuration folder."""
    named = os.environ.get("PHI4_NODE_PROFILES")
    if not named:
        return user_config_path("phi4-node", appauthor=False) / "profiles.toml"
    path = Path(named).expanduser()
    if not path.is_file():
        raise BadProfilesError(f"PHI4_NODE_PROFILES names {path}, which is not a file; correct or unset it.")
    return path


def _plain(model: str) -> str:
    name = model.strip().lower().replace("\\", "/").rsplit("/", 1)[-1].replace("_", "-")
    return name.removesuffix(".gguf")


@cache
def _built_in_tables() -> dict[str, Any]:
    return tomllib.loads(resources.files("phi4_node").joinpath("profiles.toml").read_text("utf-8"))


@cache
def _built_in() -> tuple[Profile, ...]:
    return _File.model_validate(_built_in_tables()).profile


def _user_profiles(path: Path) -> tuple[Profile, ...]:
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadProfilesError(
            f"Cannot read the profiles in {path}: {error}. Correct or remove the file."
        ) from error
    try:
        return _File.model_validate(_extended(data, path)).profile
    except ValidationError as error:
        faults = "; ".join(_fault(fault, data) for fault in error.errors()[:5])
        raise BadProfilesError(
            f"The profiles in {path} are not right: {faults}. "
            "The keys are explained at the top of the built-in profiles.toml."
        ) from error


def _extended(data: dict[str, Any], path: Path) -> dict[str, Any]:
    """The user's tables, with what each takes over from the profile that it `extends`."""
    known = {table["name"]: table for table in _built_in_tables()["profile"]}
    tables = []
    for table in data.get("profile", ()) if isinstance(data.get("profile"), list) else ():
        base = table.get("extends")
        if base is not None and base not in known:
            raise BadProfilesError(
                f"The profiles in {path} are not right: {_place(table)}, extends: there is no profile "
                f"{base!r}; name one of {', '.join(known)}."
            )
        own = {key: value for key, value in table.items() if key != "extends"}
        merged = _merged(known[base], own) if base is not None else own
        known[str(merged.get("name"))] = merged
        tables.append(merged)
    return {**data, "profile": tables} if tables else data


def _merged(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    merged = {**base, **own}
    for key in ("sampling", "thinking"):
        if isinstance(base.get(key), dict) and isinstance(own.get(key), dict):
            merged[key] = (
                _merged(base[key], own[key]) if key == "thinking" else _by_domain(base[key], own[key])
            )
    return merged


def _by_domain(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    domains = {**base, **own}
    return {
        name: {**base[name], **own[name]}
        if isinstance(base.get(name), dict) and isinstance(own.get(name), dict)
        else table
        for name, table in domains.items()
    }


def _place(table: dict[str, Any]) -> str:
    return f"[[profile]] {table.get('name', 'without a name')!r}"


def _fault(fault: Any, data: dict[str, Any]) -> str:
    """One fault of a user's file, with table and key and what to do about it."""
    where = [part for part in fault["loc"] if part != "Sampling"]
    if len(where) < 2 or where[0] != "profile" or not isinstance(where[1], int):
        return f"{'.'.join(map(str, where))}: {fault['msg']}; the file consists of [[profile]] tables"
    place, keys = _place(data["profile"][where[1]]), where[2:]
    key = ".".join(map(str, keys)) or "the table"
    if fault["type"] == "missing":
        return f'{place}, {key}: it is missing; add it, or take it over with extends = "NAME"'
    if fault["type"] == "extra_forbidden":
        model = Sampling if keys[0] == "sampling" else ThinkingTags if keys[0] == "thinking" else Profile
        close = difflib.get_close_matches(str(keys[-1]), model.model_fields, n=1)
        hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(model.model_fields)}"
        return f"{place}, {key}: there is no such key; {hint}"
    shown = "" if isinstance(fault["input"], dict) else f", not {fault['input']!r}"
    return f"{place}, {key}: {fault['msg'].removeprefix('Value error, ')}{shown}"


class _File(_Data):
    profile: tuple[Profile, ...] = ()
