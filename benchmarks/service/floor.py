"""What the libraries alone take: apps that do nothing of their own, the bounds under which no service over them can go.

`/constant` is a FastAPI route with a body and a reply like the service's; `/graph` runs a LangGraph graph of four empty
nodes before it replies; `/model` makes one streamed call to the model with httpx. What the service takes beyond their
sum is its own work: limits, log, metrics, prompts, parsing and verification.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypedDict

import httpx
from fastapi import FastAPI
from langgraph.graph import END, START, StateGraph
from pydantic import BaseModel

from benchmarks.service.load import Order, loaded
from benchmarks.service.processes import MODEL, Bench, Server
from benchmarks.service.throughput import CLIENTS, Rounds, add_round

PATHS = {
    "a FastAPI route": "/constant",
    "with a graph of four empty nodes": "/graph",
    "with one streamed call of the model": "/model",
}


class Body(BaseModel):
    """What is asked."""

    problem: str


class Reply(BaseModel):
    """What is replied."""

    problem: str
    answer: str = ""


class Kept(TypedDict, total=False):
    """The state of the empty graph."""

    problem: dict[str, Any]


async def _nothing(state: Kept) -> Kept:
    return {}


def _empty_graph() -> Any:
    graph = StateGraph(Kept)
    names = [f"node_{number}" for number in range(4)]
    for name in names:
        graph.add_node(name, _nothing)
    for before, after in zip((START, *names), (*names, END), strict=True):
        graph.add_edge(before, after)
    return graph.compile()


@asynccontextmanager
async def _client(app: FastAPI) -> AsyncIterator[None]:
    # with more connections kept httpcore looks through all pairs of them for each request
    limits = httpx.Limits(max_connections=CLIENTS, max_keepalive_connections=20)
    async with httpx.AsyncClient(
        limits=limits, timeout=60, base_url=os.environ["OLLAMA_HOST"]
    ) as app.state.client:
        yield


app = FastAPI(lifespan=_client)
_graph = _empty_graph()


@app.post("/constant")
async def constant(body: Body) -> Reply:
    """Reply."""
    return Reply(problem=body.problem)


@app.post("/graph")
async def graph(body: Body) -> Reply:
    """Run the empty graph, then reply."""
    state = await _graph.ainvoke({"problem": {"text": body.problem}})
    return Reply(problem=state["problem"]["text"])


@app.post("/model")
async def model(body: Body) -> Reply:
    """Let the model answer, then reply."""
    asked = {"model": MODEL, "messages": [{"role": "user", "content": body.problem}], "stream": True}
    async with app.state.client.stream("POST", "/api/chat", json=asked) as response:
        lines = [line async for line in response.aiter_lines()]
    return Reply(problem=body.problem, answer=str(len(lines)))


@dataclass(frozen=True)
class Floor:
    """One of the apps under the load that the service had: what it is, and its rounds."""

    what: str
    rounds: Rounds


def measure_floor(bench: Bench, stub: Server, seconds: float, rounds: int) -> list[Floor]:
    """Load each of the empty apps, in turn."""
    server = bench.app("floor", "benchmarks.service.floor:app", stub)
    measured = [Floor(what, Rounds()) for what in PATHS]
    for path in PATHS.values():
        loaded(Order(server.port, path, seconds=2, clients=CLIENTS, first=2_000_000))
    for _ in range(rounds):
        for one in measured:
            add_round(
                one.rounds, server, Order(server.port, PATHS[one.what], seconds=seconds, clients=CLIENTS)
            )
    server.stop()
    return measured
