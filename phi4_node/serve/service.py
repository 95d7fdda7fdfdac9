"""What every route does: a problem in, a checked result out, within limits, once for all who ask the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import structlog
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState

from phi4_node import verification
from phi4_node.chat_model import ChatPhi4Mini
from phi4_node.engines.errors import EngineError
from phi4_node.errors import BadInputError, ExitCode, Phi4NodeError
from phi4_node.graph import ReasoningGraph, create_reasoning_graph
from phi4_node.graph.events import ResultEvent, SolveEvent, read_event
from phi4_node.schema import Budget, Domain, Problem, Result, Solution, Verdict
from phi4_node.serve.admission import Admission
from phi4_node.serve.cache import MemoryStore, RedisStore, ResultCache, cache_key
from phi4_node.serve.metrics import Metrics
from phi4_node.serve.settings import Settings

_log = structlog.get_logger("phi4_node.serve")
_FAILURES_BEFORE_OPEN = 5
_OPEN_SECONDS = 15.0


class ModelDownError(Phi4NodeError):
    """The model has failed several times in a row and is left alone for a while."""

    exit_code = ExitCode.NO_MODEL


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
        self.metrics = Metrics()
        redis = settings.redis_url.get_secret_value()
        self.cache = ResultCache(
            RedisStore(redis, settings.cache_seconds)
            if redis
            else MemoryStore(settings.cache_size, settings.cache_seconds),
            count=lambda outcome: self.metrics.cache.labels(outcome).inc(),
        )
        self.why_not_ready = "the model has not been loaded yet"
        self.is_model_left_alone = False
        self._model = model
        self._graph: ReasoningGraph | None = None
        self._opening = asyncio.Lock()
        self._breakers = AsyncCircuitBreakerFactory(
            default_threshold=_FAILURES_BEFORE_OPEN,
            default_ttl=_OPEN_SECONDS,
            exclude=[(BaseException, _is_not_the_models_fault)],
        )
        self._warming: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to load the model; the service answers meanwhile, and says that it is not ready."""
        if self.settings.warm_up:
            self._warming = asyncio.create_task(self._warm_up())

    async def close(self) -> None:
        """Give no more turns and let go of everything; what runs has been waited for by the server."""
        self.admission.close()
        if self._warming is not None:
            self._warming.cancel()
            await asyncio.gather(self._warming, return_exceptions=True)
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
                self._model = await asyncio.to_thread(ChatPhi4Mini, self.settings.model or None)
            return self._model

    async def solve(self, ask: Ask) -> Answer:
        """Solve a problem, or find it solved.

        Raises:
            OverloadedError: If there is no turn to be had.
            Phi4NodeError: If the model cannot answer.
        """

        async def run() -> Result:
            async with self.admission.turn(ask.caller), self._model_at_work():
                graph = await self.graph()
                state = await graph.ainvoke(_input(ask.problem), context=self._context(ask))
                result = Result.model_validate(state["result"])
                self.metrics.count_result(result)
                return result

        result, cached = await self.cache.get_or_run(await self._key(ask), run)
        return Answer(result, cached)

    async def stream(self, ask: Ask) -> AsyncIterator[SolveEvent]:
        """Solve a problem and tell what is going on; a kept result comes at once, as the only event."""
        key = await self._key(ask)
        kept = await self.cache.find(key)
        if kept is not None:
            yield ResultEvent(result=kept)
            return
        async with self.admission.turn(ask.caller), self._model_at_work():
            graph = await self.graph()
            chunks: Any = graph.astream(_input(ask.problem), context=self._context(ask), stream_mode="custom")
            async with aclosing(chunks):
                async for chunk in chunks:
                    event = read_event(chunk)
                    if event.event == "result":
                        self.metrics.count_result(event.result)
                        await self.cache.keep(key, event.result)
                    yield event

    async def reply(self, messages: Sequence[BaseMessage], caller: str, **settings: Any) -> AIMessage:
        """The model's reply in a conversation, without the graph."""
        async with self.admission.turn(caller), self._model_at_work():
            model = await self.model()
            return await model.ainvoke(list(messages), **settings)

    async def stream_reply(
        self, messages: Sequence[BaseMessage], caller: str, **settings: Any
    ) -> AsyncIterator[AIMessageChunk]:
        """The model's reply in pieces."""
        async with self.admission.turn(caller), self._model_at_work():
            model = await self.model()
            chunks: Any = model.astream(list(messages), **settings)
            async with aclosing(chunks):
                async for chunk in chunks:
                    yield chunk

    async def verify(self, problem: Problem, answer: str | Solution) -> Verdict:
        """Check an answer; no model is used, so no turn is needed."""
        return await verification.averify(problem, answer)

    async def graph(self) -> ReasoningGraph:
        """The reasoning graph over the model."""
        if self._graph is None:
            self._graph = create_reasoning_graph(await self.model(), budget=self.settings.budget)
        return self._graph

    async def breaker_state(self) -> str:
        """`closed` while the model works, `opened` while it is left alone, `half-opened` at the next try."""
        return str((await self._breakers.get_breaker("model")).context.state)

    async def _warm_up(self) -> None:
        try:
            model = await self.model()
            await model.aprepare()
        except Phi4NodeError as error:
            self.why_not_ready = str(error)
            _log.warning("model_not_ready", reason=str(error))
            return
        self.why_not_ready = ""
        _log.info("model_ready", model=self.model_name)

    @asynccontextmanager
    async def _model_at_work(self) -> AsyncIterator[None]:
        """Count what the model fails at, and leave it alone for a while after several failures in a row."""
        try:
            async with await self._breakers.get_breaker("model"):
                yield
        except OpenedState:
            self.is_model_left_alone = True
            raise ModelDownError(
                f"The model does not answer; it is tried again within {_OPEN_SECONDS:.0f} seconds."
            ) from None
        except EngineError as error:
            self.why_not_ready = str(error)
            raise
        self.why_not_ready = ""
        self.is_model_left_alone = False

    async def _key(self, ask: Ask) -> str:
        budget = ask.budget or self.settings.budget
        model = self.settings.model or (await self.model()).model_name
        return cache_key(
            problem=ask.problem.text,
            domain=ask.domain,
            model=model,
            budget=budget.model_dump(),
            version=version("phi4-node"),
        )

    def _context(self, ask: Ask) -> Any:
        options: dict[str, Any] = {}
        if ask.domain is not None:
            options["domain"] = ask.domain.value
        if ask.budget is not None:
            options["budget"] = ask.budget.model_dump()
        return {"phi4_node": options}


def _input(problem: Problem) -> Any:
    return {"problem": problem.model_dump(mode="json")}


def _is_not_the_models_fault(error: BaseException) -> bool:
    return not isinstance(error, EngineError) or isinstance(error, BadInputError)
