"""A chat model that follows a script and a checker that judges by a table: no weights, no server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

from phi4_node.domains import DomainSpec, cue
from phi4_node.schema import Check, Domain, Outcome, Problem, Solution, Status, Verdict

GOOD = "Analysis: a quadratic.\nSteps:\n1. (x + 3)(x - 1) = 0\n2. x = -3 or x = 1\nAnswer: x = 1 or x = -3"
BAD = "Analysis: a quadratic.\nSteps:\n1. 1 + 2 - 3 = 0\nAnswer: x = 1"


class ScriptedModel(BaseChatModel):
    """Says the replies one after the other; a reply that is an exception is raised.

    Attributes:
        replies: What to say.
        tokens: Usage that each call reports; None for a model that reports nothing.
        pause: Seconds before each chunk.
        slots: How many requests it serves at the same time.
        calls: Messages and settings of each call.
        finished: Whether the last stream was read or closed, rather than left hanging.
    """

    replies: list[Any]
    tokens: tuple[int, int] | None = (10, 20)
    pause: float = 0.0
    slots: int = 1
    calls: list[tuple[list[BaseMessage], dict[str, Any]]] = Field(default_factory=list)
    finished: list[str] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    @property
    def prompts(self) -> list[str]:
        """The last message of each call."""
        return [messages[-1].text for messages, _ in self.calls]

    def _next(self, messages: list[BaseMessage], settings: dict[str, Any]) -> str:
        self.calls.append((list(messages), settings))
        reply = self.replies[min(len(self.calls), len(self.replies)) - 1]
        if isinstance(reply, Exception):
            raise reply
        return str(reply)

    def _chunks(self, reply: str) -> Iterator[ChatGenerationChunk]:
        for start in range(0, len(reply), 5):
            yield ChatGenerationChunk(message=AIMessageChunk(reply[start : start + 5]))
        usage = None
        if self.tokens:
            came, went = self.tokens
            usage = UsageMetadata(input_tokens=came, output_tokens=went, total_tokens=came + went)
        end = {"finish_reason": "stop", "model_name": "script"}
        yield ChatGenerationChunk(
            message=AIMessageChunk("", usage_metadata=usage, response_metadata=end, chunk_position="last")
        )

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self._next(messages, kwargs)))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        try:
            for chunk in self._chunks(self._next(messages, kwargs)):
                time.sleep(self.pause)
                yield chunk
        finally:
            self.finished.append("sync")

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        try:
            for chunk in self._chunks(self._next(messages, kwargs)):
                await asyncio.sleep(self.pause)
                yield chunk
        finally:
            self.finished.append("async")


def verdict(status: Status, reason: str, *checks: Check) -> Verdict:
    return Verdict(status=status, reason=reason, checks=checks)


COUNTEREXAMPLE = "x = -3 solves the equation and is missing"
PROVEN = Check(outcome=Outcome.HOLDS, basis="problem", method="substitution", reason="both roots fit")
MISSING = Check(
    outcome=Outcome.FAILS,
    basis="problem",
    method="substitution",
    reason="A root is missing.",
    counterexample=COUNTEREXAMPLE,
)
TABLE = {
    "x = 1 or x = -3": verdict(Status.VERIFIED, "both roots fit", PROVEN),
    "x = 1": verdict(Status.REFUTED, "A root is missing.", MISSING),
}


class TableChecker:
    """Judges an answer by a table; what is not in it is unchecked."""

    def __init__(self, table: Mapping[str, Verdict] = TABLE) -> None:
        self.table = table
        self.seen: list[str] = []

    def check(self, problem: Problem, solution: Solution, seconds: float) -> Verdict:
        self.seen.append(solution.answer)
        return self.table.get(solution.answer, verdict(Status.UNCHECKED, "It is not in the table."))

    async def acheck(self, problem: Problem, solution: Solution, seconds: float) -> Verdict:
        return self.check(problem, solution, seconds)


def table_domain(checker: TableChecker | None = None, **settings: Any) -> DomainSpec:
    """A domain that is checked by a table."""
    given: dict[str, Any] = {
        "name": "table",
        "domain": Domain.MATH,
        "system": {"en": "Solve.", "zh": "解答。"},
        "cues": (cue(50, "x"),),
        "other_ways": {"en": ("Try another way.", "Try a third way.")},
        "resamples": True,
        "checker": checker or TableChecker(),
    }
    return DomainSpec(**{**given, **settings})
