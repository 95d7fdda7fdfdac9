"""LangServe's routes: `/reason`, `/math`, `/logic`, `/code`, `/chat`, `/model` and `/verify`.

They need the extra `langserve`. Its licence does not allow to offer it to third parties as a hosted service,
so the service runs whole without it. What LangServe leaves open is closed here: only the endpoints that are
wanted exist, a client's config reaches nothing, batches are bounded, whoever leaves stops the model, errors
are ours, and JSON is plain.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from langchain_core.messages import BaseMessage, convert_to_messages
from langserve import APIHandler, add_routes
from pydantic import BaseModel, Field

from phi4_node.errors import BadInputError
from phi4_node.parsing import parse_solution
from phi4_node.schema import Domain, Solution, Verdict
from phi4_node.serve.bodies import SolveResponse, VerdictBody, VerifyRequest
from phi4_node.serve.callers import admitted
from phi4_node.serve.completions import last_question
from phi4_node.serve.errors import FAILURES
from phi4_node.serve.inputs import checked_problem
from phi4_node.serve.playground import Piece, as_conversation, or_left_out
from phi4_node.serve.served import PlainJson, Served, reader_of, with_request
from phi4_node.serve.service import Ask, Service

_ENDPOINTS: tuple[Any, ...] = ("invoke", "batch", "stream", "input_schema", "output_schema", "config_schema")
_PLAYGROUND_ENDPOINTS: tuple[Any, ...] = ("playground", "stream_log", "config_hashes")
"""What the playground needs; it shows prompts and cannot send a key, so it is for development."""


class ProblemInput(BaseModel):
    """A problem."""

    problem: str


class ChatInput(BaseModel):
    """A conversation: messages with `role` and `content`."""

    messages: list[dict[str, Any]] = Field(min_length=1, max_length=400, json_schema_extra=as_conversation)


class ChatOutput(BaseModel):
    """A reply, what the model thought before it, and how far what it says could be checked."""

    reply: str
    thinking: str = ""
    model: str = ""
    verdict: VerdictBody


class ModelInput(BaseModel):
    """A conversation for the model itself, and how to sample."""

    messages: list[dict[str, Any]] = Field(min_length=1, max_length=400, json_schema_extra=as_conversation)
    temperature: float | None = Field(default=None, ge=0, le=2, json_schema_extra=or_left_out)
    max_tokens: int | None = Field(default=None, ge=1, le=131_072, json_schema_extra=or_left_out)


class ModelOutput(BaseModel):
    """What the model said."""

    reply: str
    thinking: str = ""
    model: str = ""
    usage: dict[str, int] = Field(default_factory=dict)


def add_langserve(app: FastAPI, service: Service) -> None:
    """Add all of LangServe's routes to the app."""
    router = APIRouter(tags=["LangServe"], responses=FAILURES)
    endpoints = _ENDPOINTS + (_PLAYGROUND_ENDPOINTS if service.settings.playground else ())
    runnables = _runnables(service)
    for path, runnable in runnables.items():
        add_routes(
            router,
            runnable,
            path=path,
            # two of its paths are those of a document, whose route hands over what is meant for LangServe
            enabled_endpoints=[
                name for name in endpoints if path != "/chat" or name not in ("stream", "batch")
            ],
            per_req_config_modifier=with_request,
            dependencies=[Depends(admitted), Depends(reader_of(runnable.InputType))],
            serializer=PlainJson(),
        )
    app.include_router(router)
    chat = runnables["/chat"]
    handler = APIHandler(chat, path="/chat", per_req_config_modifier=with_request, serializer=PlainJson())

    async def handed_over(endpoint: str, request: Request) -> Response:
        await reader_of(chat.InputType)(request)
        response: Response = await getattr(handler, endpoint)(request)
        return response

    app.state.langserve_chat = handed_over


def _runnables(service: Service) -> dict[str, Served]:
    longest, batch_size = service.settings.problem_characters, service.settings.batch_size

    def solver(name: str, domain: Domain | None) -> Served:
        def ask(given: ProblemInput, caller: str) -> Ask:
            is_code = domain in (None, Domain.CODE)
            return Ask(checked_problem(given.problem, longest, is_code=is_code), domain, caller)

        async def work(given: ProblemInput, caller: str) -> BaseModel:
            return SolveResponse.of(await service.solve(ask(given, caller)))

        async def pieces(given: ProblemInput, caller: str) -> AsyncIterator[Piece]:
            async for event in service.stream(ask(given, caller)):
                yield Piece(event=event.event, data=event.model_dump(mode="json", exclude={"event"}))

        takes = type(f"{name}Input", (ProblemInput,), {"__doc__": "A problem."})
        gives = type(f"{name}Output", (SolveResponse,), {"__doc__": SolveResponse.__doc__})
        return Served(name, takes, gives, work, pieces, batch_size)

    async def reply(given: ModelInput, caller: str) -> BaseModel:
        said = await service.reply(_messages(given), caller, **_sampling(given))
        usage = said.usage_metadata
        return ModelOutput(
            reply=said.text,
            thinking=str(said.additional_kwargs.get("reasoning_content") or ""),
            model=service.model_name,
            usage={"input_tokens": usage["input_tokens"], "output_tokens": usage["output_tokens"]}
            if usage
            else {},
        )

    async def reply_in_pieces(given: ModelInput, caller: str) -> AsyncIterator[Piece]:
        async for chunk in service.stream_reply(_messages(given), caller, **_sampling(given)):
            thinking = chunk.additional_kwargs.get("reasoning_content")
            if thinking:
                yield Piece(event="thinking", data=thinking)
            if chunk.text:
                yield Piece(event="text", data=chunk.text)

    async def chat(given: ChatInput, caller: str) -> BaseModel:
        messages = _messages(given)
        problem = last_question(messages, longest)
        said = await service.reply(messages, caller)
        verdict = await service.verify(problem, parse_solution(said.text))
        return ChatOutput(
            reply=said.text,
            thinking=str(said.additional_kwargs.get("reasoning_content") or ""),
            model=service.model_name,
            verdict=VerdictBody.of(verdict),
        )

    async def chat_in_pieces(given: ChatInput, caller: str) -> AsyncIterator[Piece]:
        messages = _messages(given)
        problem = last_question(messages, longest)
        text = []
        async for piece in reply_in_pieces(ModelInput(messages=given.messages), caller):
            if piece.event == "text":
                text.append(piece.data)
            yield piece
        verdict = await service.verify(problem, parse_solution("".join(text)))
        yield Piece(event="verdict", data=VerdictBody.of(verdict).model_dump(mode="json"))

    async def verify(given: VerifyRequest, caller: str) -> BaseModel:
        problem = checked_problem(given.problem, longest, is_code=True)
        solution = Solution(answer=given.answer, steps=tuple(given.steps))
        return await service.check(problem, solution, caller)

    async def verify_in_pieces(given: VerifyRequest, caller: str) -> AsyncIterator[Piece]:
        yield Piece(event="result", data=(await verify(given, caller)).model_dump(mode="json"))

    return {
        "/reason": solver("Reason", None),
        "/math": solver("Math", Domain.MATH),
        "/logic": solver("Logic", Domain.LOGIC),
        "/code": solver("Code", Domain.CODE),
        "/chat": Served("Chat", ChatInput, ChatOutput, chat, chat_in_pieces, batch_size),
        "/model": Served("Model", ModelInput, ModelOutput, reply, reply_in_pieces, batch_size),
        "/verify": Served("Verify", VerifyRequest, Verdict, verify, verify_in_pieces, batch_size),
    }


def _messages(given: ChatInput | ModelInput) -> list[BaseMessage]:
    try:
        return convert_to_messages(given.messages)
    except (ValueError, KeyError, TypeError, NotImplementedError):
        raise BadInputError("The messages cannot be read; each needs a role and a content.") from None


def _sampling(given: ModelInput) -> dict[str, Any]:
    return given.model_dump(include={"temperature", "max_tokens"}, exclude_none=True)
