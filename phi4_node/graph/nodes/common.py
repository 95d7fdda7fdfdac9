"""What every node needs: two forms, the run's settings, and somewhere to tell what is going on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from langchain_core.messages import BaseMessage
from langchain_core.runnables import Runnable, RunnableConfig
from langgraph.config import get_stream_writer
from langgraph.runtime import ExecutionInfo, get_runtime

from phi4_node.chat_model import ChatPhi4Mini
from phi4_node.domains import DomainSpec
from phi4_node.graph.draw import Reply, Request, adraw, draw
from phi4_node.graph.events import SolveEvent
from phi4_node.graph.setup import CANCEL_KEY, Setup
from phi4_node.graph.state import Draft, Run, Spent, State
from phi4_node.graph.tokens import estimate_prompt
from phi4_node.schema import Attempt, Budget, JsonObject, Problem, Usage

Update = dict[str, Any]

LEAST_SECONDS = 1.0
"""With less than this left, no call to the model is begun."""
LEAST_REPLY = 32
"""With fewer tokens than this left for the reply, no call to the model is begun."""


Sync = Callable[[State, RunnableConfig], Any]
Async = Callable[[State, RunnableConfig], Awaitable[Any]]


class Node(Runnable[State, Any]):
    """A node of the graph or a choice between nodes, with a sync and an async form.

    LangGraph reports each node to callbacks and tracers. A `RunnableLambda` would report it once more, and a
    plain function would be sent to a thread in an async run: each costs more than most of our nodes do.

    Args:
        name: For traces and drawings.
        sync: What it does in a sync run.
        asynchronous: What it does in an async one; None if it waits for nothing, so that both are the same.
    """

    def __init__(self, name: str, sync: Sync, asynchronous: Async | None = None) -> None:
        self.name = name
        self._sync = sync
        self._async = asynchronous

    def invoke(self, input: State, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        """Do the work."""
        return self._sync(input, config or {})

    async def ainvoke(self, input: State, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        """Do the work without blocking the event loop."""
        if self._async is None:
            return self._sync(input, config or {})
        return await self._async(input, config or {})


@dataclass
class Turn:
    """One node at work: the settings of the run and what it has used up, this node's share included."""

    setup: Setup
    state: State
    run: Run
    spent: Spent
    config: RunnableConfig
    started: float = field(default_factory=time.monotonic)

    @classmethod
    def of(cls, setup: Setup, state: State, config: RunnableConfig | None = None) -> Turn:
        """Begin, from what an earlier node has left; a retried node goes on counting its seconds.

        Args:
            setup: What the graph was built with.
            state: The state.
            config: The node's; None for a choice between nodes, which LangGraph makes outside of any.
        """
        tried_since = _tried_since() if config is not None else None
        return cls(
            started=time.monotonic() - (max(time.time() - tried_since, 0.0) if tried_since else 0.0),
            setup=setup,
            state=state,
            run=Run.model_validate(state["phi4_run"]),
            spent=Spent.model_validate(state["phi4_spent"]),
            config=config or {},
        )

    @cached_property
    def problem(self) -> Problem:
        """The problem, routed."""
        return Problem.model_validate(self.run.problem)

    @cached_property
    def shortened(self) -> Problem:
        """The problem as it is put to the model in the asker's language: condensed if it was too long."""
        text = self.run.shortened
        return self.problem.model_copy(update={"text": text}) if text else self.problem

    @cached_property
    def asked(self) -> Problem:
        """The problem as it is put to the model: condensed and translated where that is needed."""
        text = self.run.translated
        if not text:
            return self.shortened
        return self.problem.model_copy(update={"text": text, "language": self.run.asked_in})

    @cached_property
    def spec(self) -> DomainSpec:
        """The domain's spec."""
        return self.setup.spec(self.run.domain)

    @cached_property
    def budget(self) -> Budget:
        """The bound on this run."""
        return Budget.model_validate(self.run.budget)

    @cached_property
    def model(self) -> ChatPhi4Mini:
        """The chat model of this run."""
        return self.setup.chat_model(self.run.model)

    @cached_property
    def draft(self) -> Draft:
        """The attempt in the making."""
        return Draft.model_validate(self.state["phi4_draft"])

    @cached_property
    def attempts(self) -> list[Attempt]:
        """The finished attempts."""
        return [Attempt.model_validate(attempt) for attempt in self.state["phi4_attempts"]]

    @property
    def number(self) -> int:
        """Number of the attempt in the making, counted from 1."""
        draft = self.state.get("phi4_draft") or {}
        place = draft.get("place")
        return (len(self.state["phi4_attempts"]) + self.lane if place is None else place) + 1

    @property
    def lane(self) -> int:
        """Which of several samples drawn at once this is, counted from 0."""
        return int((self.state.get("phi4_lane") or {}).get("index", 0))

    @property
    def seconds(self) -> float:
        """Seconds since this node began."""
        return time.monotonic() - self.started

    @property
    def seconds_left(self) -> float:
        """Seconds that the budget still allows."""
        return self.budget.seconds - self.spent.seconds - self.seconds

    @property
    def tokens_left(self) -> int:
        """Tokens that the budget still allows; samples drawn at once share them."""
        sharing = int((self.state.get("phi4_lane") or {}).get("of", 1))
        return (self.budget.tokens - self.spent.usage.total_tokens) // sharing

    def affords(self, messages: list[BaseMessage]) -> bool:
        """Whether a call with this prompt may begin."""
        return self.seconds_left >= LEAST_SECONDS and self.reply_tokens(messages) >= LEAST_REPLY

    def reply_tokens(self, messages: list[BaseMessage]) -> int:
        """Tokens that are left for the reply to this prompt."""
        return self.tokens_left - estimate_prompt(messages)

    def charge(self, usage: Usage, model: str = "", *, out_of_time: bool = False) -> JsonObject:
        """What has been used up once this node has ended and used so many tokens."""
        return as_json(
            Spent(
                usage=self.spent.usage + usage,
                seconds=self.spent.seconds + self.seconds,
                model=model or self.spent.model,
                out_of_time=out_of_time or self.spent.out_of_time,
            )
        )

    def will_retry(self, error: Exception) -> bool:
        """Whether the graph makes this call again if the error is raised."""
        policy, execution = self.setup.retry, _execution()
        if policy is None or execution is None or execution.node_attempt >= policy.max_attempts:
            return False
        wanted = policy.retry_on
        if isinstance(wanted, type) or not callable(wanted):
            return isinstance(error, wanted if isinstance(wanted, type) else tuple(wanted))
        return wanted(error)

    async def ready(self) -> None:
        """Have the model looked for in a thread, since that may read files and ask servers."""
        if not self.setup.has_chat_model(self.run.model):
            await asyncio.to_thread(self.setup.chat_model, self.run.model)

    def draw(self, request: Request, reply: Reply) -> Reply:
        """Draw a reply from the run's model."""
        cancel = self.config.get("configurable", {}).get(CANCEL_KEY)
        return draw(self.model, request, reply, self.config, cancel)

    async def adraw(self, request: Request, reply: Reply) -> Reply:
        """Draw a reply from the run's model."""
        return await adraw(self.model, request, reply, self.config)


def _execution() -> ExecutionInfo | None:
    """How often this node was tried; None outside of a graph."""
    try:
        return get_runtime().execution_info
    except (RuntimeError, KeyError):
        return None


def _tried_since() -> float | None:
    execution = _execution()
    return execution.node_first_attempt_time if execution else None


def as_json(word: Any) -> JsonObject:
    """A word as plain JSON."""
    data: JsonObject = word.model_dump(mode="json")
    return data


def teller() -> Callable[[SolveEvent], None]:
    """Where to send events: to whoever streams this run in mode `custom`, else nowhere."""
    write = get_stream_writer()
    return lambda event: write(as_json(event))


def quiet(config: RunnableConfig) -> RunnableConfig:
    """The config for calls whose tokens are no part of the answer: stream mode `messages` leaves them out."""
    return {**config, "tags": [*(config.get("tags") or []), "nostream"]}
