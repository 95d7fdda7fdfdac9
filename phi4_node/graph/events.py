"""What a run tells while it goes on; in a graph these are the chunks of stream mode `custom`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from phi4_node.schema import WORDS, Check, Domain, JsonObject, Result, Verdict, Word


class RouteEvent(Word):
    """The problem was routed.

    Attributes:
        name: Name of the domain's spec.
        domain: The domain that the result reports.
        language: Language of the asker.
        by: Who decided: the caller, the rules, or the model because the rules were unsure.
    """

    event: Literal["route"] = "route"
    name: str
    domain: Domain
    language: Literal["en", "zh"]
    by: Literal["caller", "rules", "model"]


class AskedEvent(Word):
    """The problem is put to the model in other words than the asker's, or was meant to be.

    Attributes:
        text: What the model is asked.
        flags: `condensed` or `not_condensed`, `translated` or `not_translated`.
    """

    event: Literal["asked"] = "asked"
    text: str
    flags: tuple[str, ...]


class AttemptEvent(Word):
    """An attempt begins.

    Attributes:
        attempt: Number of the attempt, counted from 1; every later event of the attempt carries it.
        of: How many attempts the budget allows.
        feedback: What the model is told about the attempts before; empty in the first.
        route: How the answer comes about, see `Attempt`; `rules` if the model is not asked.
    """

    event: Literal["attempt"] = "attempt"
    attempt: int
    of: int
    feedback: str = ""
    route: str = WORDS


class ThinkingEvent(Word):
    """A piece of what the model thinks aloud."""

    event: Literal["thinking"] = "thinking"
    attempt: int
    text: str


class TextEvent(Word):
    """A piece of the reply."""

    event: Literal["text"] = "text"
    attempt: int
    text: str


class StepEvent(Word):
    """A step of the solution is complete; its check comes later, as a `CheckEvent` with the same index.

    Attributes:
        index: Counted from 0.
    """

    event: Literal["step"] = "step"
    attempt: int
    index: int
    text: str


class AnswerEvent(Word):
    """The answer of the attempt, as read from the whole reply; empty if none could be read."""

    event: Literal["answer"] = "answer"
    attempt: int
    text: str


class CalculationEvent(Word):
    """The model wrote a calculation, against which the answer is compared."""

    event: Literal["calculation"] = "calculation"
    attempt: int
    program: str


class CheckEvent(Word):
    """A check was made; `check.step` is the index of the step, or None for the answer."""

    event: Literal["check"] = "check"
    attempt: int
    check: Check


class VerdictEvent(Word):
    """The verdict on the attempt."""

    event: Literal["verdict"] = "verdict"
    attempt: int
    verdict: Verdict


class ResultEvent(Word):
    """The run has ended; the last event."""

    event: Literal["result"] = "result"
    result: Result


SolveEvent = Annotated[
    RouteEvent
    | AskedEvent
    | AttemptEvent
    | ThinkingEvent
    | TextEvent
    | StepEvent
    | AnswerEvent
    | CalculationEvent
    | CheckEvent
    | VerdictEvent
    | ResultEvent,
    Field(discriminator="event"),
]
"""Any of the events; `event` tells which."""

_ADAPTER: TypeAdapter[SolveEvent] = TypeAdapter(SolveEvent)


def read_event(chunk: JsonObject) -> SolveEvent:
    """The typed event of one chunk of stream mode `custom`."""
    return _ADAPTER.validate_python(chunk)
