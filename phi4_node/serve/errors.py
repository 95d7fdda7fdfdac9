"""Which status each error has, and a body that tells what to do and nothing about the inside."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from phi4_node.engines.errors import ServerTimeoutError
from phi4_node.errors import BadInputError, ExitCode, Phi4NodeError
from phi4_node.serve.admission import OverloadedError
from phi4_node.serve.health import OPEN_SECONDS
from phi4_node.serve.inputs import UNREADABLE

_log = structlog.get_logger("phi4_node.serve")

_BY_EXIT_CODE = {
    ExitCode.BAD_INPUT: 400,
    ExitCode.NO_MODEL: 503,
    ExitCode.DOWNLOAD_FAILED: 503,
    ExitCode.SERVER_ERROR: 502,
}

NAMES = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    408: "model_timeout",
    413: "too_large",
    422: "invalid",
    429: "overloaded",
    500: "internal",
    502: "model_error",
    503: "no_model",
}


BUG = "Something went wrong inside the service."
"""All that strangers are told of an error that nobody foresaw."""


class ErrorBody(BaseModel):
    """The body of every failure.

    Attributes:
        success: Always false.
        error: One sentence for a person, which says what to do.
        detail: The same, under the name that FastAPI clients look for.
        type: One word for a program.
        request_id: By which the log can be searched.
    """

    success: bool = False
    error: str
    detail: str
    type: str
    request_id: str = ""


class OpenAIError(BaseModel):
    """What went wrong, in OpenAI's words."""

    message: str
    type: str
    param: None = None
    code: str


class OpenAIErrorBody(BaseModel):
    """The body of a failure where OpenAI's clients are at home."""

    error: OpenAIError


def documented(*statuses: int | str, body: type[BaseModel] = ErrorBody) -> dict[int | str, dict[str, Any]]:
    """The entries of OpenAPI for these statuses."""
    described = {}
    for status in statuses:
        entry: dict[str, Any] = {"model": body, "description": HTTPStatus(int(status)).phrase}
        if int(status) in (429, 502, 503):
            entry["headers"] = {
                "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}
            }
        described[status] = entry
    return described


OPENAI_PATHS = ("/v1/chat/completions", "/v1/models")
"""Where clients expect errors in OpenAI's form."""

FAILURES = documented(400, 401, 403, 408, 413, 422, 429, 500, 502, 503)
"""What any route that asks the model may answer."""


def status_of(error: Phi4NodeError) -> int:
    """The status that an error of ours has."""
    if isinstance(error, OverloadedError):
        return 429
    if isinstance(error, ServerTimeoutError):
        return 408
    if isinstance(error, BadInputError):
        return 400
    return _BY_EXIT_CODE.get(ExitCode(error.exit_code), 500)


def public_message(error: Phi4NodeError) -> str:
    """What a stranger may know: about their own request all, about the model's server nothing."""
    status = status_of(error)
    if status in (400, 429):
        return str(error)
    return {
        408: "The model took too long. Try again, or ask for less.",
        502: "The model's server failed. Try again in a moment.",
        503: "No model is available at the moment. Try again in a moment.",
    }.get(status, BUG)


def failure(
    request: Request, status: int, message: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    """A response for a failure."""
    body = ErrorBody(
        error=message,
        detail=message,
        type=NAMES.get(status, "error"),
        request_id=getattr(request.state, "request_id", ""),
    )
    if request.url.path.startswith(OPENAI_PATHS):
        wire = {"message": message, "type": body.type, "param": None, "code": body.type}
        return JSONResponse({"error": wire}, status, headers)
    return JSONResponse(body.model_dump(), status, headers)


def told(error: Exception) -> dict[str, Any]:
    """What is told of an error in the middle of a stream, where no status can be given any more."""
    if isinstance(error, Phi4NodeError):
        status = status_of(error)
        return {"error": public_message(error), "type": NAMES.get(status, "error"), "status": status}
    _log.error("unforeseen", error=type(error).__name__, exc_info=error)
    return {"error": BUG, "type": NAMES[500], "status": 500}


def openai_error(error: Exception) -> dict[str, Any]:
    """The same as OpenAI's clients expect it."""
    known = told(error)
    name = known["type"]
    return {"error": {"message": known["error"], "type": name, "param": None, "code": name}}


def add_handlers(app: FastAPI) -> None:
    """Let the app answer every error with an `ErrorBody`."""

    @app.exception_handler(Phi4NodeError)
    async def ours(request: Request, error: Phi4NodeError) -> JSONResponse:
        status = status_of(error)
        if status >= 500:
            _log.warning("failed", status=status, error=type(error).__name__, reason=str(error))
        return failure(request, status, public_message(error), _when_to_come_back(error, status))

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        return failure(request, 422, _complaint(error.errors()))

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> JSONResponse:
        headers = dict(error.headers) if error.headers else None
        return failure(request, error.status_code, str(error.detail), headers)

    @app.exception_handler(UnicodeDecodeError)
    @app.exception_handler(RecursionError)
    async def unreadable(request: Request, error: Exception) -> JSONResponse:
        return failure(request, 400, UNREADABLE)


def _when_to_come_back(error: Phi4NodeError, status: int) -> dict[str, str]:
    if isinstance(error, OverloadedError):
        return {"Retry-After": str(error.retry_after)}
    return {"Retry-After": str(OPEN_SECONDS)} if status in (502, 503) else {}


def _complaint(errors: Sequence[Any]) -> str:
    """What is wrong with a request, without repeating what it holds."""
    return "; ".join(map(_one_complaint, errors[:3]))


def _one_complaint(error: Any) -> str:
    if not isinstance(error, dict):  # LangServe's are plain texts
        return str(error)
    return f"{'.'.join(str(part) for part in error['loc'][1:]) or 'body'}: {error['msg']}"
