"""What a service can be told, from the environment, an `.env` file or a TOML file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from phi4_node.schema import Budget

TOML_FILE = "phi4-node.toml"


class Settings(BaseSettings):
    """Settings of a service.

    Each is an environment variable with `PHI4_NODE_` before its name (`PHI4_NODE_PORT=9000`), a line of
    `.env`, or a key of `phi4-node.toml` in the working folder; the first that says anything counts. Lists are
    JSON.

    Attributes:
        model: Engine and model, as in `phi4-node solve --model`; empty picks one that is there.
        host: Where the service listens; the default is this machine alone.
        port: The port.
        workers: Processes. Each has a model client of its own; an embedded model is loaded by each.
        recycle_after: Requests, up to twice as many, after which a process is replaced; 0 for never.
        warm_up: Load the model at the start, so that the first user does not wait for it.
        attempts: Solutions drawn at most for one problem; a caller may ask for fewer.
        tokens: Input and output tokens at most for one problem.
        seconds: Wall time at most for one problem, waiting for its turn not counted.
        problem_characters: Longest problem.
        body_bytes: Largest request body.
        batch_size: Most problems in one request.
        concurrency: Problems that the model works on at once, in each process.
        waiting: Requests that may wait for their turn, in each process; more are told to come back.
        waiting_seconds: Longest wait for a turn.
        cache_size: Answers kept in each process.
        cache_seconds: How long an answer is kept.
        redis_url: Where answers and rates are shared between processes; empty keeps them in each process.
        api_keys: Names and hashes of keys, `{"name": "sha256:..."}`; none lets everybody in.
        api_keys_file: A TOML file with the same and with rates; `phi4-node key` writes its lines.
        allowed_ips: Addresses and networks that may call; none lets every address in.
        trusted_proxies: Whose `X-Forwarded-For` is believed.
        rate: Requests that each caller may make, as in `10/minute`; empty for no limit.
        cors_origins: Origins whose pages may call.
        docs: Serve the API's documentation pages.
        playground: Serve LangServe's playgrounds, which cannot send a key: for development only.
        langserve: Serve the LangServe routes, where langserve is installed.
        metrics: Serve Prometheus metrics at `/metrics`.
        log_level: How much is logged.
    """

    model_config = SettingsConfigDict(
        env_prefix="PHI4_NODE_", env_file=".env", toml_file=TOML_FILE, extra="ignore", frozen=True
    )

    model: str = ""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65_535)
    workers: int = Field(default=1, ge=1, le=64)
    recycle_after: int = Field(default=0, ge=0)
    warm_up: bool = True

    attempts: int = Field(default=3, ge=1, le=100)
    tokens: int = Field(default=16_384, ge=1)
    seconds: float = Field(default=300.0, gt=0)

    problem_characters: int = Field(default=2000, ge=1, le=100_000)
    body_bytes: int = Field(default=262_144, ge=1024)
    batch_size: int = Field(default=16, ge=1, le=1000)

    concurrency: int = Field(default=4, ge=1, le=1000)
    waiting: int = Field(default=100, ge=0, le=100_000)
    waiting_seconds: float = Field(default=120.0, gt=0)

    cache_size: int = Field(default=1000, ge=0)
    cache_seconds: float = Field(default=86_400.0, gt=0)
    redis_url: SecretStr = SecretStr("")

    api_keys: dict[str, str] = Field(default_factory=dict, repr=False)
    api_keys_file: Path | None = None
    allowed_ips: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    rate: str = ""
    cors_origins: tuple[str, ...] = ()

    docs: bool = False
    playground: bool = False
    langserve: bool = True
    metrics: bool = True
    log_level: str = "INFO"

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, level: str) -> str:
        known = ("DEBUG", "INFO", "WARNING", "ERROR")
        if level.upper() not in known:
            raise ValueError(f"choose one of {', '.join(known)}")
        return level.upper()

    @property
    def budget(self) -> Budget:
        """The bound on one problem."""
        return Budget(attempts=self.attempts, tokens=self.tokens, seconds=self.seconds)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment, then `.env`, then the TOML file."""
        toml: Any = TomlConfigSettingsSource(settings_cls)
        return init_settings, env_settings, dotenv_settings, toml
