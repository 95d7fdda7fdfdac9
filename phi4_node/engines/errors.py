"""What can go wrong between this library and a model; each message says what to do next.

Where LangChain has a word for the same thing, the error is one of those as well: code that catches
`langchain_core.exceptions.ModelTimeoutError` catches ours, and `is_retryable` tells LangChain's own retries.
"""

from __future__ import annotations

from langchain_core.exceptions import (
    ContextOverflowError as LangChainContextOverflowError,
)
from langchain_core.exceptions import (
    ModelAPIError,
    ModelConnectionError,
    ModelError,
    ModelInvalidRequestError,
    ModelRateLimitError,
    ModelTimeoutError,
)
from langchain_core.exceptions import (
    ModelNotFoundError as LangChainModelNotFoundError,
)

from phi4_node.errors import BadInputError, ExitCode, Phi4NodeError


class EngineError(Phi4NodeError, ModelError):
    """Base of every error of an engine."""

    exit_code: int = ExitCode.SERVER_ERROR


class BadEngineError(EngineError, ValueError):
    """The words that name an engine cannot be understood."""

    exit_code = ExitCode.BAD_INPUT


class MissingExtraError(EngineError, ImportError):
    """The engine needs a package that is not installed."""

    exit_code = ExitCode.NO_MODEL


class ServerDownError(EngineError, ModelConnectionError, ConnectionError):
    """Nothing listens at the server's address."""

    exit_code = ExitCode.NO_MODEL


class ModelNotFoundError(EngineError, LangChainModelNotFoundError, LookupError):
    """The engine has no such model."""

    exit_code = ExitCode.NO_MODEL


class ModelNotPulledError(ModelNotFoundError):
    """Ollama answers, but the model was never pulled."""


class ModelLoadError(EngineError):
    """The weights are there, but the embedded engine cannot load them."""

    exit_code = ExitCode.NO_MODEL


class ServerTimeoutError(EngineError, ModelTimeoutError, TimeoutError):
    """A request took longer than it may.

    Attributes:
        limit: Which of the limits of `Timeouts` was reached; empty where one only asked whether it is there.
        seconds: That limit; None if it is not one of them.
    """

    def __init__(self, message: str, *, limit: str = "", seconds: float | None = None) -> None:
        super().__init__(message)
        self.limit = limit
        self.seconds = seconds


class ServerBrokeOffError(EngineError, ModelConnectionError, ConnectionError):
    """The connection ended before the reply did.

    Attributes:
        in_reply: Whether the caller was given a part of the reply. Until then the engine asks again by
            itself; after that only the caller can, who knows what to do with the part.
    """

    in_reply: bool = False


class ServerFailedError(EngineError, ModelAPIError):
    """The server answered with an error of its own, or with something that is no reply."""


class ServerBusyError(ServerFailedError, ModelRateLimitError):
    """The server is there, but takes no request at the moment: it is starting, loading or has too many.

    Attributes:
        retry_after: Seconds after which it wants to be asked again; None if it did not say.
    """

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class RequestRefusedError(EngineError, ModelInvalidRequestError):
    """The server does not accept the request: a wrong key, or an option that it does not know."""


class ContextOverflowError(EngineError, BadInputError, LangChainContextOverflowError):
    """The prompt does not fit into the context that the model was started with.

    Attributes:
        prompt_tokens: Tokens of the prompt; None if nobody counted them.
        context: Tokens that a request may have, the reply included; None if nobody said.
    """

    exit_code = ExitCode.BAD_INPUT

    def __init__(self, message: str, *, prompt_tokens: int | None = None, context: int | None = None) -> None:
        super().__init__(message)
        self.prompt_tokens = prompt_tokens
        self.context = context
