"""Where tokens come from; `open_engine` reads the words that name an engine, `default_engine` picks one."""

from phi4_node.engines.base import Engine
from phi4_node.engines.errors import (
    BadEngineError,
    ContextOverflowError,
    EngineError,
    MissingExtraError,
    ModelLoadError,
    ModelNotFoundError,
    ModelNotPulledError,
    RequestRefusedError,
    ServerBrokeOffError,
    ServerBusyError,
    ServerDownError,
    ServerFailedError,
    ServerTimeoutError,
)
from phi4_node.engines.selection import Choice, EngineSpec, default_engine, open_engine, parse_spec
from phi4_node.engines.timeouts import Timeouts

__all__ = [
    "BadEngineError",
    "Choice",
    "ContextOverflowError",
    "Engine",
    "EngineError",
    "EngineSpec",
    "MissingExtraError",
    "ModelLoadError",
    "ModelNotFoundError",
    "ModelNotPulledError",
    "RequestRefusedError",
    "ServerBrokeOffError",
    "ServerBusyError",
    "ServerDownError",
    "ServerFailedError",
    "ServerTimeoutError",
    "Timeouts",
    "default_engine",
    "open_engine",
    "parse_spec",
]
