"""What can go wrong between this library and a model; each message says what to do next."""

from __future__ import annotations

from phi4_node.errors import BadInputError, ExitCode, Phi4NodeError


class EngineError(Phi4NodeError):
    """Base of every error of an engine."""

    exit_code: int = ExitCode.SERVER_ERROR


class BadEngineError(EngineError, ValueError):
    """The words that name an engine cannot be understood."""

    exit_code = ExitCode.BAD_INPUT


class MissingExtraError(EngineError, ImportError):
    """The engine needs a package that is not installed."""

    exit_code = ExitCode.NO_MODEL


class ServerDownError(EngineError, ConnectionError):
    """Nothing listens at the server's address."""

    exit_code = ExitCode.NO_MODEL


class ModelNotFoundError(EngineError, LookupError):
    """The engine has no such model."""

    exit_code = ExitCode.NO_MODEL


class ModelNotPulledError(ModelNotFoundError):
    """Ollama answers, but the model was never pulled."""


class ModelLoadError(EngineError):
    """The weights are there, but the embedded engine cannot load them."""

    exit_code = ExitCode.NO_MODEL


class ServerTimeoutError(EngineError, TimeoutError):
    """The server was reached and then said nothing for too long."""


class ServerBrokeOffError(EngineError, ConnectionError):
    """The connection ended before the reply did."""


class ServerFailedError(EngineError):
    """The server answered with an error of its own, or with something that is no reply."""


class RequestRefusedError(EngineError):
    """The server does not accept the request: a wrong key, or an option that it does not know."""


class PromptTooLongError(EngineError, BadInputError):
    """The prompt does not fit into the context that the model was started with."""

    exit_code = ExitCode.BAD_INPUT
