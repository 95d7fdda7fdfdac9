"""Problems in, checked answers out: `/v1/math/solve`, `/v1/logic/analyze`, `/v1/solve` and `/v1/verify`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sse_starlette import EventSourceResponse

from phi4_node import verification
from phi4_node.schema import Budget, Domain, Solution
from phi4_node.serve.bodies import (
    LogicRequest,
    MathRequest,
    SolveRequest,
    SolveResponse,
    VerifyRequest,
    VerifyResponse,
)
from phi4_node.serve.callers import Caller, admitted
from phi4_node.serve.errors import FAILURES, documented
from phi4_node.serve.inputs import checked_problem
from phi4_node.serve.leaving import while_connected
from phi4_node.serve.openapi import EVENT_STREAM
from phi4_node.serve.service import Ask, Service
from phi4_node.serve.sse import event_stream
from phi4_node.serve.state import service_of

router = APIRouter(tags=["problems"])

Serving = Annotated[Service, Depends(service_of)]
Calling = Annotated[Caller, Depends(admitted)]


@router.post("/v1/math/solve", responses=FAILURES)
async def solve_math(body: MathRequest, request: Request, service: Serving, caller: Calling) -> SolveResponse:
    """Solve a math problem: analysis, steps with the symbols explained, the answer and its check."""
    ask = _ask(service, caller, body.problem, Domain.MATH)
    answer = await while_connected(request, service.solve(ask))
    return SolveResponse.of(answer, steps=body.steps)


@router.post("/v1/logic/analyze", responses=FAILURES)
async def analyze_logic(
    body: LogicRequest, request: Request, service: Serving, caller: Calling
) -> SolveResponse:
    """Analyze an argument: relations, chains of inference, an idea of a proof."""
    ask = _ask(service, caller, body.problem, Domain.LOGIC)
    return SolveResponse.of(await while_connected(request, service.solve(ask)))


@router.post("/v1/solve", responses=FAILURES)
async def solve(body: SolveRequest, request: Request, service: Serving, caller: Calling) -> SolveResponse:
    """Solve a problem of any kind."""
    return SolveResponse.of(await while_connected(request, service.solve(_own(service, caller, body))))


@router.post("/v1/solve/stream", responses=FAILURES | EVENT_STREAM, response_class=EventSourceResponse)
async def solve_stream(body: SolveRequest, service: Serving, caller: Calling) -> EventSourceResponse:
    """Solve a problem and tell what is going on.

    Each event has a name and JSON data: `route`, `attempt`, `thinking`, `text`, `step`, `answer`,
    `calculation`, `check`, `verdict`, `result` at the end, or `error`; `heartbeat` while nothing happens.
    """
    return event_stream(service.stream(_own(service, caller, body)))


@router.post("/v1/verify", responses=documented(400, 401, 403, 413, 422, 429, 500))
async def verify(body: VerifyRequest, request: Request, service: Serving, caller: Calling) -> VerifyResponse:
    """Check an answer that somebody gave. No model is used."""
    problem = checked_problem(body.problem, service.settings.problem_characters)
    solution = Solution(answer=body.answer, steps=tuple(body.steps))
    verdict = await while_connected(request, service.check(problem, solution, caller.name))
    certificate = verification.certify(problem, solution, verdict) if verdict.checks else None
    return VerifyResponse(verdict=verdict, certificate=certificate)


def _own(service: Service, caller: Caller, body: SolveRequest) -> Ask:
    domain = Domain(body.domain) if body.domain else None
    limits = service.settings.budget
    budget = limits.model_copy(
        update={
            "attempts": min(body.attempts or limits.attempts, limits.attempts),
            "seconds": min(body.seconds or limits.seconds, limits.seconds),
        }
    )
    return _ask(service, caller, body.problem, domain, None if budget == limits else budget)


def _ask(
    service: Service, caller: Caller, text: str, domain: Domain | None, budget: Budget | None = None
) -> Ask:
    is_code = domain in (None, Domain.CODE)
    problem = checked_problem(text, service.settings.problem_characters, is_code=is_code)
    return Ask(problem, domain, caller.name, budget)
