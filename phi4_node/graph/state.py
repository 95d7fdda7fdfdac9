"""State of the graph: plain JSON, so that it can be checkpointed, and keys that leave a host's keys alone."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from langchain_core.messages import AnyMessage
from langgraph.channels import EphemeralValue
from langgraph.graph.message import add_messages
from typing_extensions import TypedDict

from phi4_node.schema import WORDS, JsonObject, Solution, Usage, Verdict, Word


class InputState(TypedDict, total=False):
    """What the graph takes: a problem, or a conversation whose last human message is the problem.

    Attributes:
        problem: The asker's text, or a `Problem` as JSON. It goes before `messages` if both are given, and it
            is forgotten once it is routed, so that a thread can go on with either.
        messages: A conversation.
    """

    problem: Annotated[Any, EphemeralValue]
    messages: Annotated[list[AnyMessage], add_messages]


class OutputState(TypedDict, total=False):
    """What the graph gives.

    Attributes:
        result: The `Result` as JSON.
        messages: The conversation with the answer appended; the result is in its
            `response_metadata["phi4_node"]`.
    """

    result: JsonObject
    messages: Annotated[list[AnyMessage], add_messages]


def _collected(known: list[JsonObject] | None, more: list[JsonObject] | None) -> list[JsonObject]:
    """Samples as they come in; None empties the list."""
    return [] if more is None else [*(known or []), *more]


class State(InputState, OutputState, total=False):
    """What the nodes share; everything internal begins with `phi4_`.

    Attributes:
        phi4_run: The run's settings, fixed when the problem is routed (`Run`).
        phi4_spent: What the run has used up (`Spent`).
        phi4_draft: The attempt that is being made (`Draft`), or None.
        phi4_attempts: The finished attempts (`Attempt`), in order.
        phi4_opinions: The calculations or formalisations that the model wrote.
        phi4_error: What ended the run early; one sentence, or empty.
        phi4_next: Where the run goes on after `compare` and `decide`: the name of a node, or empty if it has
            ended.
        phi4_derived: Whether the answer was looked for without the model.
        phi4_hint: What a reviewer wants the next attempt to be told; empty otherwise.
        phi4_lane: Which of several samples drawn at once this is, `{"index": 0, "of": 2}`; None otherwise.
        phi4_lanes: The samples that were drawn at once (`Lane`), until they are gathered.
    """

    phi4_run: JsonObject
    phi4_spent: JsonObject
    phi4_draft: JsonObject | None
    phi4_attempts: list[JsonObject]
    phi4_opinions: list[str]
    phi4_error: str
    phi4_next: str
    phi4_derived: bool
    phi4_hint: str
    phi4_lane: JsonObject | None
    phi4_lanes: Annotated[list[JsonObject], _collected]


class Run(Word):
    """What holds for the whole run.

    Attributes:
        problem: `Problem` as JSON, with language and domain.
        domain: Name of the domain's spec.
        model: Spec of the model, if the run chose one itself; otherwise empty.
        budget: `Budget` as JSON.
        shortened: The problem condensed, if it was too long for the model.
        translated: The problem translated, if the model is asked in another language than the asker's.
        asked_in: The language of the translation.
        passages: What the retriever found.
        flags: What holds for every attempt: `condensed`, `translated`, ...
    """

    problem: JsonObject
    domain: str
    model: str = ""
    budget: JsonObject
    shortened: str = ""
    translated: str = ""
    asked_in: Literal["en", "zh"] | None = None
    passages: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


class Spent(Word):
    """What the run has used up so far. Seconds are those at work, so a run may rest in a checkpoint.

    Attributes:
        usage: Tokens of all model calls.
        seconds: Time at work.
        model: Name of the model as the engine reports it.
        out_of_time: Whether a call to the model was cut off because the seconds were used up.
    """

    usage: Usage = Usage()
    seconds: float = 0.0
    model: str = ""
    out_of_time: bool = False


class Draft(Word):
    """An attempt in the making: what the model said, and once it was checked, the verdict; see `Attempt`."""

    solution: Solution
    usage: Usage = Usage()
    seconds: float = 0.0
    flags: tuple[str, ...] = ()
    verdict: Verdict | None = None
    calculation: str = ""
    route: str = WORDS
    votes: int = 0
    doubts: tuple[str, ...] = ()
    place: int | None = None
    """Where the attempt belongs among those of samples drawn at once; None for the end."""


class Lane(Word):
    """One of several samples that were drawn at once.

    Attributes:
        index: Counted from 0.
        draft: The sample with its verdict; None if there is none.
        spent: What the run had used up when it was done, as far as this sample knows.
        error: Why there is none.
    """

    index: int
    draft: JsonObject | None
    spent: JsonObject
    error: str = ""
