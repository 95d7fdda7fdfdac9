"""Conversations with the model, each reply with the verdict on it; the routes of documents 000 to 003."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Request, Response
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from pydantic import BaseModel
from sse_starlette import EventSourceResponse
from starlette.exceptions import HTTPException

from phi4_node.domains import DOMAINS
from phi4_node.errors import BadInputError, Phi4NodeError
from phi4_node.parsing import parse_solution
from phi4_node.schema import Domain, Problem
from phi4_node.serve.bodies import (
    BatchResponse,
    ChatFailure,
    ChatRequest,
    ChatResponse,
    Envelope,
    EnvelopeResponse,
    GeneralChatRequest,
    GeneralChatResponse,
    InferenceRequest,
    InferenceResponse,
    Message,
    ReasoningRequest,
    ReasoningResponse,
    VerdictBody,
)
from phi4_node.serve.callers import Caller, Gate, admitted
from phi4_node.serve.completions import last_question
from phi4_node.serve.errors import FAILURES, NAMES, public_message, status_of
from phi4_node.serve.inputs import checked_problem
from phi4_node.serve.leaving import while_connected
from phi4_node.serve.openapi import EVENT_STREAM
from phi4_node.serve.service import Ask, Service
from phi4_node.serve.sse import event_stream
from phi4_node.serve.state import service_of

router = APIRouter(tags=["conversations"])

Serving = Annotated[Service, Depends(service_of)]
Calling = Annotated[Caller, Depends(admitted)]

_TASKS = {"reasoning": Domain.LOGIC, "math": Domain.MATH, "coding": Domain.CODE}
_MESSAGES = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}


class TextPiece(BaseModel):
    """A piece of a reply that is streamed; `thinking` or `text`."""

    event: str
    text: str


class ReplyEnd(BaseModel):
    """The end of a reply that was streamed: the whole text and its verdict."""

    event: str = "result"
    response: str
    model: str
    verdict: VerdictBody


@router.post("/v1/general/chat", responses=FAILURES | EVENT_STREAM, response_model=GeneralChatResponse)
async def general_chat(
    body: GeneralChatRequest, request: Request, service: Serving, caller: Calling
) -> GeneralChatResponse | Response:
    """Go on with a conversation."""
    if not body.messages:
        raise BadInputError("The list of messages is empty; send at least one message of the user.")
    messages = _messages(body.messages)
    _last_question(service, messages)
    sampling = {"temperature": body.temperature, "top_p": body.top_p}
    if body.stream:
        return event_stream(_stream(service, caller, messages, sampling))
    reply = await while_connected(request, service.reply(messages, caller.name, **sampling))
    return GeneralChatResponse(
        response=reply.text,
        model=service.model_name,
        metadata=sampling,
        verdict=await _verdict(service, messages, reply.text),
    )


@router.post("/v1/inference", responses=FAILURES)
async def inference(
    request: Request, service: Serving, caller: Calling, body: InferenceRequest | None = None
) -> InferenceResponse:
    """Answer a prompt: as the system prompt says, or without one by solving and checking it."""
    if body is None or body.prompt is None:
        raise BadInputError("Missing 'prompt' field")
    problem = checked_problem(body.prompt, service.settings.problem_characters, is_code=True)
    if body.system_prompt is None:
        answer = await while_connected(request, service.solve(Ask(problem, caller=caller.name)))
        solution = answer.result.solution
        return InferenceResponse(
            result=(solution.text.strip() or solution.answer) if solution else "",
            model=answer.result.model,
            verdict=VerdictBody.of(answer.result.verdict),
        )
    messages = [SystemMessage(body.system_prompt), HumanMessage(body.prompt)]
    reply = await while_connected(request, service.reply(messages, caller.name))
    verdict = await _verdict(service, messages, reply.text)
    return InferenceResponse(result=reply.text, model=service.model_name, verdict=verdict)


@router.post("/reasoning", responses=FAILURES)
async def reasoning(
    body: ReasoningRequest, request: Request, service: Serving, caller: Calling
) -> ReasoningResponse:
    """Answer a prompt of a given kind in at most so many tokens; without the model where that fails."""
    started = time.monotonic()
    domain = _TASKS[body.task_type]
    problem = checked_problem(body.prompt, service.settings.problem_characters, is_code=domain is Domain.CODE)
    spec = next(spec for spec in DOMAINS if spec.domain is domain)
    messages = [SystemMessage(spec.system_prompt(problem.language or "en")), HumanMessage(body.prompt)]
    sampling = {"temperature": body.temperature, "max_tokens": body.max_length}
    try:
        reply = await while_connected(request, service.reply(messages, caller.name, **sampling))
    except Phi4NodeError as error:
        result = await while_connected(request, service.solve_without(error, problem, caller.name))
        text, model, verdict = result.answer, result.model, VerdictBody.of(result.verdict)
    else:
        text, model = reply.text, service.model_name
        verdict = await _verdict(service, messages, text)
    return ReasoningResponse(
        generated_text=text,
        task_type=body.task_type,
        inference_time=round(time.monotonic() - started, 3),
        model=model,
        verdict=verdict,
    )


@router.post("/chat", responses=FAILURES)
async def chat(body: ChatRequest, request: Request, service: Serving, caller: Calling) -> ChatResponse:
    """Say something and get the reply and the longer history."""
    return await while_connected(request, _chat(service, caller, body))


@router.post("/chat/secure", responses=FAILURES)
async def secure_chat(body: ChatRequest, request: Request, service: Serving, caller: Calling) -> ChatResponse:
    """As `/chat` for callers with a key; where the service has no keys, for nobody."""
    gate: Gate = request.app.state.gate
    if not gate.needs_key:
        hint = "This service has no keys. Make one with phi4-node key NAME, or use /chat."
        raise HTTPException(401, hint, {"WWW-Authenticate": "Bearer"})
    return await while_connected(request, _chat(service, caller, body))


@router.post("/chat/stream", responses=FAILURES | EVENT_STREAM, response_class=EventSourceResponse)
async def chat_stream(
    body: ChatRequest | Envelope, request: Request, service: Serving, caller: Calling
) -> Response:
    """The same in pieces: events `thinking` and `text`, then `result`, or `error`."""
    if isinstance(body, Envelope):
        return await _langserve(request, "stream")
    messages = _conversation(service, body)
    sampling = {"temperature": body.temperature, "max_tokens": body.max_length}
    return event_stream(_stream(service, caller, messages, sampling))


@router.post("/chat/batch", responses=FAILURES, response_model=BatchResponse | EnvelopeResponse)
async def chat_batch(
    bodies: Annotated[list[ChatRequest] | Envelope, Body()],
    request: Request,
    service: Serving,
    caller: Calling,
) -> BatchResponse | Response:
    """Several at once; one that fails is reported in its place and does not lose the others."""
    if isinstance(bodies, Envelope):
        return await _langserve(request, "batch")
    longest = service.settings.batch_size
    if not 1 <= len(bodies) <= longest:
        raise BadInputError(f"A batch has 1 to {longest} items; this one has {len(bodies)}.")

    async def one(body: ChatRequest) -> ChatResponse | ChatFailure:
        try:
            return await _chat(service, caller, body)
        except Phi4NodeError as error:
            return ChatFailure(error=public_message(error), type=NAMES.get(status_of(error), "error"))

    async def all_of_them() -> list[ChatResponse | ChatFailure]:
        return list(await asyncio.gather(*map(one, bodies)))

    return BatchResponse(results=await while_connected(request, all_of_them()))


async def _langserve(request: Request, endpoint: str) -> Response:
    """Hand a request in LangServe's form over to LangServe, which has the same paths."""
    hand_over = getattr(request.app.state, "langserve_chat", None)
    if hand_over is None:
        raise BadInputError("Send a prompt; LangServe, which takes an input, is not served here.")
    response: Response = await hand_over(endpoint, request)
    return response


async def _chat(service: Service, caller: Caller, body: ChatRequest) -> ChatResponse:
    started = time.monotonic()
    messages = _conversation(service, body)
    sampling = {"temperature": body.temperature, "max_tokens": body.max_length}
    reply = await service.reply(messages, caller.name, **sampling)
    usage = reply.usage_metadata
    return ChatResponse(
        response=reply.text,
        history=_longer(body, reply.text),
        tokens_used=usage["total_tokens"] if usage else 0,
        processing_time=round(time.monotonic() - started, 3),
        verdict=await _verdict(service, messages, reply.text),
    )


async def _stream(
    service: Service, caller: Caller, messages: list[BaseMessage], sampling: dict[str, Any]
) -> AsyncIterator[BaseModel]:
    pieces = []
    async for chunk in service.stream_reply(messages, caller.name, **sampling):
        thinking = chunk.additional_kwargs.get("reasoning_content")
        if isinstance(thinking, str) and thinking:
            yield TextPiece(event="thinking", text=thinking)
        if chunk.text:
            pieces.append(chunk.text)
            yield TextPiece(event="text", text=chunk.text)
    text = "".join(pieces)
    verdict = await _verdict(service, messages, text)
    yield ReplyEnd(response=text, model=service.model_name, verdict=verdict)


async def _verdict(service: Service, messages: Sequence[BaseMessage], reply: str) -> VerdictBody:
    """The verdict on a reply to the last question; what was said before is not looked at."""
    problem = _last_question(service, messages)
    return VerdictBody.of(await service.verify(problem, parse_solution(reply)))


def _last_question(service: Service, messages: Sequence[BaseMessage]) -> Problem:
    return last_question(messages, service.settings.problem_characters)


def _conversation(service: Service, body: ChatRequest) -> list[BaseMessage]:
    before: list[BaseMessage] = []
    for entry in body.history or ():
        if isinstance(entry, Message):
            before += _messages([entry])
        else:
            before += [HumanMessage(entry[0]), AIMessage(entry[1])]
    messages = [*before, HumanMessage(body.prompt)]
    _last_question(service, messages)
    return messages


def _messages(messages: Sequence[Message]) -> list[BaseMessage]:
    return [_MESSAGES[message.role](message.content) for message in messages]


def _longer(body: ChatRequest, reply: str) -> list[Any]:
    """The history with this turn, in the form in which it was sent; pairs where there was none."""
    history = list(body.history or ())
    if history and isinstance(history[-1], Message):
        said = [Message(role="user", content=body.prompt), Message(role="assistant", content=reply)]
        return [entry.model_dump() if isinstance(entry, Message) else entry for entry in (*history, *said)]
    return [*history, (body.prompt, reply)]
