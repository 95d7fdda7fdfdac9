"""What every route does: a problem in, a checked result out, within limits, once for all who ask the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import structlog
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage

from phi4_node import verification
from phi4_node.chat_model import ChatPhi4Mini
from phi4_node.domains import wants_explanation
from phi4_node.engines.errors import ServerTimeoutError
from phi4_node.errors import Phi4NodeError
from phi4_node.graph import ReasoningGraph, create_reasoning_graph
from phi4_node.graph.events import ResultEvent, SolveEvent, read_event
from phi4_node.schema import Budget, Domain, Problem, Result, Solution, Status, StopReason, Verdict
from phi4_node.serve.admission import Admission
from phi4_node.serve.cache import MemoryStore, RedisStore, ResultCache, cache_key
from phi4_node.serve.health import ModelHealth, is_models_fault
from phi4_node.serve.metrics import Metrics
from phi4_node.serve.public import public_event, public_result, public_verdict
from phi4_node.serve.settings import Settings

_log = structlog.get_logger("phi4_node.serve")
_VERSION = version("phi4-node")  # it is read from files each time


@dataclass(frozen=True)
class Ask:
    """One problem of one caller.

    Attributes:
        problem: The asker's text.
        domain: What kind of problem it is; None finds out.
        caller: Whose turn it takes.
        budget: Bound on the problem; None for the service's.
    """

    problem: Problem
    domain: Domain | None = None
    caller: str = ""
    budget: Budget | None = None


@dataclass(frozen=True)
class Answer:
    """What came of it.

    Attributes:
        result: The result.
        cached: Whether no run was needed for it.
    """

    result: Result
    cached: bool


class Service:
    """The model, the graph and the limits around them; one for each process.

    Args:
        settings: What the service was told.
        model: A chat model to use instead of the one that the settings name.
    """

    def __init__(self, settings: Settings, model: ChatPhi4Mini | None = None) -> None:
        self.settings = settings
        self.admission = Admission(settings.concurrency, settings.waiting, settings.waiting_seconds)
        checkers = 2 * verification.default_pool().size  # each has one to do and one at hand
        self.checking = Admission(checkers, settings.waiting, settings.waiting_seconds)
        self.metrics = Metrics()
        redis = settings.redis_url.get_secret_value()
        self.cache = ResultCache(
            RedisStore(redis, settings.cache_seconds)
            if redis
            else MemoryStore(settings.cache_size, settings.cache_seconds),
            count=lambda outcome: self.metrics.cache.labels(outcome).inc(),
        )
        self.health = ModelHealth(self._prepare)
        self._model = model
        self._graph: ReasoningGraph | None = None
        self._answers_of = ""
        self._opening = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to load the model; the service answers meanwhile, and says that it is not ready."""
        works = [self.metrics.keep_up_to_date(self)]
        if self.settings.warm_up:
            works += [self.health.watch(), asyncio.to_thread(verification.default_pool().warm)]
        self._tasks = [asyncio.create_task(work) for work in works]

    async def close(self) -> None:
        """Give no more turns and let go of everything; what runs has been waited for by the server."""
        self.admission.close()
        self.checking.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.metrics.snapshot(self)
        await self.cache.close()

    @property
    def model_name(self) -> str:
        """The model's name; empty until it is known."""
        return self._model.model_name if self._model else ""

    async def model(self) -> ChatPhi4Mini:
        """The chat model; looked for again each time until it is found.

        Raises:
            Phi4NodeError: If there is none.
        """
        async with self._opening:
            if self._model is None:
                self._model = await asyncio.to_thread(
                    ChatPhi4Mini, self.settings.model or None, timeout=self.settings.seconds
                )
            return self._model

    async def solve(self, ask: Ask) -> Answer:
        """Solve a problem, or find it solved. While the model is down, what can be is solved without it.

        Raises:
            OverloadedError: If there is no turn to be had.
            Phi4NodeError: If the model cannot answer, and it cannot be done without.
        """

        async def run() -> Result:
            async with self.admission.turn(ask.caller), self.health.at_work():
                graph = await self.graph()
                state = await graph.ainvoke(_input(ask.problem), context=self._context(ask))
                result = public_result(Result.model_validate(state["result"]))
                self.metrics.count_result(result)
            # A hard problem is no fault of the model's: the breaker, which ends above, does not count it.
            if _came_to_nothing(result):
                raise ServerTimeoutError("The model gave no answer in the time that a problem has.")
            return result

        try:
            result, cached = await self.cache.get_or_run(await self._key(ask), run)
        except Phi4NodeError as error:
            return Answer(await self.solve_without(error, ask.problem, ask.caller), cached=False)
        return Answer(result, cached)

    async def solve_without(self, error: Phi4NodeError, problem: Problem, caller: str) -> Result:
        """A proven answer without the model that has failed.

        Raises:
            Phi4NodeError: That error, if it was not the model's fault, or if no answer can be proven.
        """
        if not is_models_fault(error):
            raise error
        async with self.checking.turn(caller):
            result = await verification.asolve(problem)
        if result.verdict.status is not Status.VERIFIED:
            raise error
        self.metrics.count_result(result)
        self.metrics.degraded.inc()
        return result

    async def stream(self, ask: Ask) -> AsyncIterator[SolveEvent]:
        """Solve a problem and tell what is going on; a kept result comes at once, as the only event."""
        try:
            async with aclosing(self._stream(ask)) as events:
                async for event in events:
                    yield event
        except Phi4NodeError as error:
            yield ResultEvent(result=await self.solve_without(error, ask.problem, ask.caller))

    async def _stream(self, ask: Ask) -> AsyncGenerator[SolveEvent]:
        key = await self._key(ask)
        kept = await self.cache.find(key)
        if kept is not None:
            yield ResultEvent(result=kept)
            return
        async with self.admission.turn(ask.caller), self.health.at_work():
            graph = await self.graph()
            chunks: Any = graph.astream(_input(ask.problem), context=self._context(ask), stream_mode="custom")
            async with aclosing(chunks):
                async for chunk in chunks:
                    event = public_event(read_event(chunk))
                    if event.event == "result":
                        self.metrics.count_result(event.result)
                        await self.cache.keep(key, event.result)
                    yield event

    async def reply(self, messages: Sequence[BaseMessage], caller: str, **settings: Any) -> AIMessage:
        """The model's reply in a conversation, without the graph."""
        async with self.admission.turn(caller), self.health.at_work():
            model = await self.model()
            return await model.ainvoke(list(messages), **settings)

    async def stream_reply(
        self, messages: Sequence[BaseMessage], caller: str, **settings: Any
    ) -> AsyncIterator[AIMessageChunk]:
        """The model's reply in pieces."""
        async with self.admission.turn(caller), self.health.at_work():
            model = await self.model()
            chunks: Any = model.astream(list(messages), **settings)
            async with aclosing(chunks):
                async for chunk in chunks:
                    yield chunk

    async def verify(self, problem: Problem, answer: str | Solution) -> Verdict:
        """Check the model's own answer, for which a turn was had."""
        return public_verdict(await verification.averify(problem, answer))

    async def check(self, problem: Problem, answer: Solution, caller: str) -> Verdict:
        """Check an answer that a caller brought; no model is used.

        Raises:
            OverloadedError: If there is no turn to be had.
        """
        async with self.checking.turn(caller):
            return public_verdict(await verification.averify(problem, answer))

    async def graph(self) -> ReasoningGraph:
        """The reasoning graph over the model."""
        if self._graph is None:
            self._graph = create_reasoning_graph(await self.model(), budget=self.settings.budget)
        return self._graph

    async def _prepare(self) -> None:
        await (await self.model()).aprepare()

    async def _key(self, ask: Ask) -> str:
        budget = ask.budget or self.settings.budget
        if not self._answers_of:
            model = await self.model()
            # a profile that was changed makes another model of the same weights
            self._answers_of = cache_key(
                model=self.settings.model or model.model_name,
                profile=model.about.model_dump(),
                version=_VERSION,
            )
        return cache_key(
            problem=ask.problem.text, domain=ask.domain, by=self._answers_of, budget=budget.model_dump()
        )

    def _context(self, ask: Ask) -> Any:
        options: dict[str, Any] = {}
        if ask.domain is not None:
            options["domain"] = ask.domain.value
        if ask.budget is not None:
            options["budget"] = ask.budget.model_dump()
        return {"phi4_node": options}


def _came_to_nothing(result: Result) -> bool:
    """Whether the time was up before there was an answer; the beginning of an explanation is worth having."""
    is_late = result.stop is StopReason.SECONDS and not result.answer
    return is_late and not wants_explanation(result.problem.text)


def _input(problem: Problem) -> Any:
    return {"problem": problem.model_dump(mode="json")}
