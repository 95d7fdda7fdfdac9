"""The OpenAI wire, so that Open WebUI and every other client of it connects: models and chat completions.

Two models are offered. `phi4-node` is the reasoning graph: the last message of the user is the problem, what
the model tries is streamed as reasoning, and the content is the best solution with its verdict. The other one
is the engine's model itself, conversation, sampling and tools included. Both replies carry the verdict in the
field `phi4_node`, which clients that do not know it leave alone.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from langchain_core.messages import AIMessageChunk, BaseMessage
from pydantic import BaseModel
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.exceptions import HTTPException

from phi4_node.parsing import parse_solution
from phi4_node.schema import Problem
from phi4_node.serve.callers import Caller, admitted
from phi4_node.serve.completions import (
    GRAPH,
    CompletionRequest,
    Extension,
    choice_of,
    delta_of,
    extension_of,
    finish_reason,
    graph_message,
    head_of,
    last_question,
    messages_of,
    settings_of,
    usage_of,
    whole_reply,
)
from phi4_node.serve.errors import FAILURES, OpenAIErrorBody, documented, openai_error
from phi4_node.serve.leaving import while_connected
from phi4_node.serve.openapi import EVENT_STREAM
from phi4_node.serve.service import Ask, Service
from phi4_node.serve.sse import HEARTBEAT_SECONDS
from phi4_node.serve.state import service_of

router = APIRouter(tags=["OpenAI-compatible"])

Serving = Annotated[Service, Depends(service_of)]
Calling = Annotated[Caller, Depends(admitted)]


_ANSWERS = documented(*FAILURES, 404, body=OpenAIErrorBody) | {
    200: {
        "description": "A chat completion; with `stream` its chunks as server-sent events.",
        "content": {"application/json": {"schema": {"type": "object"}}, **EVENT_STREAM[200]["content"]},
    }
}


class ModelCard(BaseModel):
    """One model of the list."""

    id: str
    object: str = "model"
    created: int = 0
    owned_by: str = "phi4-node"


class ModelList(BaseModel):
    """The models."""

    object: str = "list"
    data: list[ModelCard]


@router.get("/v1/models", responses=documented(401, 403, 413, 429, body=OpenAIErrorBody))
async def models(service: Serving, caller: Calling) -> ModelList:
    """The models that may be named."""
    names = [GRAPH, *([service.model_name] if service.model_name else [])]
    return ModelList(data=[ModelCard(id=name) for name in names])


@router.post("/v1/chat/completions", responses=_ANSWERS, response_model=None)
async def completions(
    body: CompletionRequest, request: Request, service: Serving, caller: Calling
) -> Response:
    """A reply to a conversation, whole or in pieces."""
    messages = messages_of(body)
    problem = last_question(messages, service.settings.problem_characters)
    if body.model != GRAPH:
        known = (await service.model()).model_name
        if body.model != known:
            raise HTTPException(404, f"There is no model {body.model!r}; use {GRAPH!r} or {known!r}.")
    if body.stream:
        pieces = (
            _stream_graph(service, caller, problem)
            if body.model == GRAPH
            else _stream_model(service, caller, body, messages, problem)
        )
        return EventSourceResponse(_sent(pieces, body), ping=HEARTBEAT_SECONDS)
    if body.model == GRAPH:
        answer = await while_connected(request, service.solve(Ask(problem, caller=caller.name)))
        return JSONResponse(whole_reply(body, graph_message(answer.result), extension_of(answer.result)))
    reply = await while_connected(request, service.reply(messages, caller.name, **settings_of(body)))
    extension = await _judged(service, problem, reply.text)
    return JSONResponse(whole_reply(body, reply, extension))


async def _stream_graph(
    service: Service, caller: Caller, problem: Problem
) -> AsyncIterator[AIMessageChunk | Extension]:
    """Attempts as reasoning, since the first of them may be refuted; then the solution that stands."""
    async for event in service.stream(Ask(problem, caller=caller.name)):
        if event.event in ("thinking", "text"):
            yield AIMessageChunk(content="", additional_kwargs={"reasoning_content": event.text})
        elif event.event == "verdict":
            told = f"\n\n[{event.verdict}]\n\n"
            yield AIMessageChunk(content="", additional_kwargs={"reasoning_content": told})
        elif event.event == "result":
            message = graph_message(event.result)
            yield AIMessageChunk(
                content=message.content,
                usage_metadata=message.usage_metadata,
                response_metadata=message.response_metadata,
            )
            yield extension_of(event.result)


async def _stream_model(
    service: Service, caller: Caller, body: CompletionRequest, messages: list[BaseMessage], problem: Problem
) -> AsyncIterator[AIMessageChunk | Extension]:
    text = []
    async for chunk in service.stream_reply(messages, caller.name, **settings_of(body)):
        text.append(chunk.text)
        yield chunk
    yield await _judged(service, problem, "".join(text))


async def _sent(
    pieces: AsyncIterator[AIMessageChunk | Extension], body: CompletionRequest
) -> AsyncIterator[ServerSentEvent]:
    head = head_of(body, "chat.completion.chunk")
    usage: Any = None
    finish = "stop"
    yield _data({**head, "choices": [choice_of({"role": "assistant", "content": ""})]})
    try:
        async with aclosing(pieces) as stream:  # type: ignore[type-var]  # they are generators
            async for piece in stream:
                if isinstance(piece, Extension):
                    head["phi4_node"] = piece.model_dump(mode="json")
                    continue
                usage = piece.usage_metadata or usage
                finish = finish_reason(piece, finish)
                delta = delta_of(piece)
                if delta:
                    yield _data({**head, "choices": [choice_of(delta)]})
    except Exception as error:  # noqa: BLE001 - a stream that has begun can only end with an event
        yield _data(openai_error(error))
        return
    yield _data({**head, "choices": [choice_of({}, finish)]})
    if body.stream_options.include_usage:
        yield _data({**head, "choices": [], "usage": usage_of(usage)})
    yield ServerSentEvent("[DONE]")


def _data(value: dict[str, Any]) -> ServerSentEvent:
    # in ASCII, because some clients split lines at characters that JSON leaves alone
    return ServerSentEvent(json.dumps(value))


async def _judged(service: Service, problem: Problem, reply: str) -> Extension:
    solution = parse_solution(reply)
    verdict = await service.verify(problem, solution)
    return Extension(status=verdict.status, reason=verdict.reason, answer=solution.answer)
