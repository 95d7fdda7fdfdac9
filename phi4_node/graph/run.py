"""Solving one problem without knowing of graphs: a result, or a stream of events that ends with it."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, closing
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.prompt_values import PromptValue
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

from phi4_node.domains import DomainSpec
from phi4_node.errors import BadInputError
from phi4_node.graph.builder import ReasoningGraph, create_reasoning_graph
from phi4_node.graph.events import SolveEvent, read_event
from phi4_node.graph.setup import CANCEL_KEY
from phi4_node.graph.threads import ThreadedIterator
from phi4_node.schema import Budget, Domain, Problem, Result
from phi4_node.verification.facade import as_problem

Model = BaseChatModel | str | None


def solve(
    problem: str | Problem,
    model: Model = None,
    budget: Budget | None = None,
    *,
    domain: DomainSpec | Domain | str | None = None,
    graph: ReasoningGraph | None = None,
) -> Result:
    """Solve a problem. Needs no event loop and disturbs none, so it works in a notebook too.

    Args:
        problem: The asker's text.
        model: A chat model or a spec; None takes a model that is there.
        budget: Bound on attempts, tokens and seconds.
        domain: The kind of problem; None finds out.
        graph: A graph from `create_reasoning_graph` to use again instead of `model`, `budget` and `domain`.

    Raises:
        Phi4NodeError: If the problem cannot be used, or there is no model that answers.
    """
    result = None
    for event in stream_solve(problem, model, budget, domain=domain, graph=graph):
        if event.event == "result":
            result = event.result
    return _ended(result)


async def asolve(
    problem: str | Problem,
    model: Model = None,
    budget: Budget | None = None,
    *,
    domain: DomainSpec | Domain | str | None = None,
    graph: ReasoningGraph | None = None,
) -> Result:
    """Solve a problem; see `solve`."""
    used = graph or create_reasoning_graph(model, domain=domain, budget=budget)
    state = await used.ainvoke(_input(problem))
    return Result.model_validate(state["result"])


def stream_solve(
    problem: str | Problem,
    model: Model = None,
    budget: Budget | None = None,
    *,
    domain: DomainSpec | Domain | str | None = None,
    graph: ReasoningGraph | None = None,
) -> Iterator[SolveEvent]:
    """Solve a problem and tell what is going on; the last event is the result.

    Closing the iterator, or an interrupt while waiting, stops the model.
    """
    used = graph or create_reasoning_graph(model, domain=domain, budget=budget)
    given, cancel = _input(problem), threading.Event()
    config: Any = {"configurable": {CANCEL_KEY: cancel}}
    chunks = ThreadedIterator(lambda: used.stream(given, config, stream_mode="custom"))
    try:
        with closing(chunks):
            for chunk in chunks:
                yield read_event(chunk)
    finally:
        cancel.set()


async def astream_solve(
    problem: str | Problem,
    model: Model = None,
    budget: Budget | None = None,
    *,
    domain: DomainSpec | Domain | str | None = None,
    graph: ReasoningGraph | None = None,
) -> AsyncIterator[SolveEvent]:
    """Solve a problem and tell what is going on; see `stream_solve`."""
    used = graph or create_reasoning_graph(model, domain=domain, budget=budget)
    stream: Any = used.astream(_input(problem), stream_mode="custom")
    async with aclosing(stream) as chunks:
        async for chunk in chunks:
            yield read_event(chunk)


def solver(
    model: Model = None,
    budget: Budget | None = None,
    *,
    domain: DomainSpec | Domain | str | None = None,
    graph: ReasoningGraph | None = None,
) -> Runnable[Any, Result]:
    """A runnable from a problem to its `Result`, for chains.

        chain = prompt | solver("ollama:phi4-mini-reasoning") | (lambda result: result.answer)

    It takes a text, a `Problem`, messages, a prompt's value, or what the graph takes; see `solve` for the
    arguments.
    """
    used = graph or create_reasoning_graph(model, domain=domain, budget=budget)

    def sync(given: Any, config: RunnableConfig) -> Result:
        return Result.model_validate(used.invoke(_as_input(given), config)["result"])

    async def asynchronous(given: Any, config: RunnableConfig) -> Result:
        return Result.model_validate((await used.ainvoke(_as_input(given), config))["result"])

    return RunnableLambda(sync, asynchronous, name="phi4_node_solver")


def _as_input(given: Any) -> Any:
    """What a chain hands over, as the graph takes it."""
    if isinstance(given, PromptValue):
        return {"messages": given.to_messages()}
    if isinstance(given, BaseMessage):
        return {"messages": [given]}
    if isinstance(given, list):
        return {"messages": given}
    return given if isinstance(given, dict) else _input(given)


def _input(problem: str | Problem) -> Any:
    return {"problem": as_problem(problem).model_dump(mode="json")}


def _ended(result: Result | None) -> Result:
    if result is None:
        raise BadInputError("The graph ended without a result; it must come from create_reasoning_graph.")
    return result
