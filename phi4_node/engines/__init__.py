"""Where tokens come from; `open_engine` reads the words that name an engine, `default_engine` picks one."""

from phi4_node.engines.base import Engine
from phi4_node.engines.errors import (
    BadEngineError,
    EngineError,
    MissingExtraError,
    ModelLoadError,
    ModelNotFoundError,
    ModelNotPulledError,
    PromptTooLongError,
    RequestRefusedError,
    ServerBrokeOffError,
    ServerDownError,
    ServerFailedError,
    ServerTimeoutError,
)
from phi4_node.engines.selection import Choice, EngineSpec, default_engine, open_engine, parse_spec

__all__ = [
    "BadEngineError",
    "Choice",
    "Engine",
    "EngineError",
    "EngineSpec",
    "MissingExtraError",
    "ModelLoadError",
    "ModelNotFoundError",
    "ModelNotPulledError",
    "PromptTooLongError",
    "RequestRefusedError",
    "ServerBrokeOffError",
    "ServerDownError",
    "ServerFailedError",
    "ServerTimeoutError",
    "default_engine",
    "open_engine",
    "parse_spec",
]
