"""The words of this project as plain data; DESIGN.md explains each of them.

Everything here is JSON in and JSON out, so that it can be checkpointed, served and replayed.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from phi4_node.errors import BadInputError

MAX_PROBLEM_CHARACTERS = 100_000
"""Longest problem text that is looked at; services set a lower limit of their own."""

WORDS = "words"
"""The route of an attempt that explains itself in words; others are named after the opinion that they are."""
RULES = "rules"
"""The route of an answer that the verifier worked out by itself."""

JsonObject = dict[str, Any]

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


class Domain(StrEnum):
    """What kind of problem it is: it picks the prompt, the sampling and the checker."""

    MATH = "math"
    LOGIC = "logic"
    CODE = "code"
    GENERAL = "general"


class Outcome(StrEnum):
    """What one check found out about one claim."""

    HOLDS = "holds"
    FAILS = "fails"
    UNDECIDED = "undecided"


class Status(StrEnum):
    """How far a solution was checked, strongest first."""

    VERIFIED = "verified"
    SUPPORTED = "supported"
    REFUTED = "refuted"
    UNCHECKED = "unchecked"


class Word(BaseModel):
    """Base of the words: immutable, and unknown fields are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Problem(Word):
    """What the asker wrote.

    Attributes:
        text: The asker's own words, untouched.
        language: `en` or `zh`; None until it was looked at.
        domain: None until the problem was routed.
    """

    text: str
    language: Literal["en", "zh"] | None = None
    domain: Domain | None = None

    @field_validator("text")
    @classmethod
    def _is_text(cls, text: str) -> str:
        if not text.strip():
            raise BadInputError("The problem is empty; write the question to be solved.")
        if len(text) > MAX_PROBLEM_CHARACTERS:
            raise BadInputError(
                f"The problem has {len(text):,} characters; at most {MAX_PROBLEM_CHARACTERS:,} are read. "
                "Shorten it to the question itself."
            )
        if _CONTROL.search(text):
            raise BadInputError("The problem contains control characters; it must be plain text.")
        return text


class Solution(Word):
    """What the model said.

    Attributes:
        analysis: What kind of problem it is and what is known.
        steps: The steps, in order, each as written.
        answer: The final answer alone; empty if none could be read.
        text: The whole reply without the thinking, as it came.
        thinking: What the model thought aloud before replying.
    """

    analysis: str = ""
    steps: tuple[str, ...] = ()
    answer: str = ""
    text: str = ""
    thinking: str = ""


class Check(Word):
    """One claim tested by one method.

    Attributes:
        outcome: Whether the claim holds, fails or could not be decided.
        basis: Who read the claim: deterministic code from the asker's words (`problem`), the model's own
            formalisation of them (`model`), or the text of a step of the solution (`step`). Only `problem`
            can make a verdict `verified`.
        method: How it was tested, for example `substitution` or `numeric and symbolic comparison`.
        claim: The typed claim as JSON (see `phi4_node.verification.claims`), empty if none could be read.
        reason: One sentence for a person.
        counterexample: What shows that the claim fails; empty unless it fails.
        evidence: What the method found, enough to follow the decision by hand.
        step: Index of the step that was tested, counted from 0; None for the answer.
    """

    outcome: Outcome
    basis: Literal["problem", "model", "step"]
    method: str
    claim: JsonObject = Field(default_factory=dict)
    reason: str = ""
    counterexample: str = ""
    evidence: JsonObject = Field(default_factory=dict)
    step: int | None = None


class Verdict(Word):
    """The sum of the checks on one solution.

    Attributes:
        status: How far the solution was checked.
        reason: One sentence that says why it is not stronger, or what was proven.
        checks: Everything that was tested.
    """

    status: Status
    reason: str
    checks: tuple[Check, ...] = ()

    def __str__(self) -> str:
        return f"{self.status.value}: {self.reason}"

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        from phi4_node.display import verdict_html

        return verdict_html(self)

    @property
    def counterexample(self) -> str:
        """What shows that the solution is wrong; empty unless something does."""
        return next((check.counterexample for check in self.checks if check.counterexample), "")


class Certificate(Word):
    """A verdict that anyone can replay without a model; written and read by `verification.certificate`.

    Attributes:
        format: Version of this layout.
        problem: The asker's words.
        answer: The answer that was checked.
        steps: The steps of the solution, if any of them was checked.
        status: The verdict's status.
        checks: The checks with claims, methods and evidence.
        versions: Versions of what decided: this package, sympy, Python.
        digest: SHA-256 over all other fields in canonical JSON.
    """

    format: Literal["phi4-node/certificate/1"] = "phi4-node/certificate/1"
    problem: str
    answer: str
    steps: tuple[str, ...] = ()
    status: Status
    checks: tuple[Check, ...]
    versions: dict[str, str]
    digest: str = ""


class Usage(Word):
    """Tokens spent; `reasoning_tokens` is the part of `output_tokens` that was thinking."""

    input_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0

    @property
    def total_tokens(self) -> int:
        """Input and output together."""
        return self.input_tokens + self.output_tokens

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            reasoning_tokens=self.reasoning_tokens + other.reasoning_tokens,
        )


class Attempt(Word):
    """One solution with its verdict and what it cost.

    Attributes:
        solution: What the model said.
        verdict: How far it was checked.
        usage: Tokens of this attempt.
        seconds: Wall time of this attempt.
        flags: What was out of the ordinary without being an error: `truncated`, `unclosed_thinking`,
            `empty`, `stopped_early` (the answer was verified before the model had ended, so its stream was
            closed), ...
        calculation: The calculation or formalisation by the model that tells most about the answer, if one
            was asked for.
        route: How the solution came about: `words`, `calculation`, `formalisation`, or `rules` if the
            verifier worked it out without the model.
        votes: How many routes of the run had given this answer by then, this one included; 0 if that was not
            looked at.
        doubts: What speaks against an answer on which routes agree: quantities that were not used, numbers
            from nowhere, statements left out.
    """

    solution: Solution
    verdict: Verdict
    usage: Usage = Usage()
    seconds: float = 0.0
    flags: tuple[str, ...] = ()
    calculation: str = ""
    route: str = WORDS
    votes: int = 0
    doubts: tuple[str, ...] = ()


class Budget(Word):
    """The bound on what one problem may use; whichever ends first ends the run.

    Attributes:
        attempts: Solutions drawn at most.
        tokens: Input and output tokens at most.
        seconds: Wall time at most.
    """

    attempts: int = Field(default=3, ge=1, le=100)
    tokens: int = Field(default=16_384, ge=1)
    seconds: float = Field(default=300.0, gt=0)


class StopReason(StrEnum):
    """Why a run ended."""

    VERIFIED = "verified"
    SUPPORTED = "supported"
    ATTEMPTS = "attempts"
    TOKENS = "tokens"
    SECONDS = "seconds"
    UNCHECKABLE = "uncheckable"
    """Nothing can be checked about such an answer, so a further attempt would not be better founded."""
    AGREED = "agreed"
    """Routes differ, and most of them agree: not enough to support the answer, but a further attempt seldom
    changes which is the best."""
    REVIEWER = "reviewer"
    """Whoever was asked to review the attempts wanted no further one."""
    ERROR = "error"


class Result(Word):
    """What the caller gets.

    Attributes:
        problem: The problem with its language and domain.
        asked: What was put to the model if that was not the asker's own words: condensed, translated (the
            attempts' flags say which); otherwise empty. The verdict is on the asker's own words in any case.
        passages: What a retriever found and the model was shown, where the graph has one.
        solution: The best solution by verdict, then by agreement; None if the model said nothing usable.
        verdict: The verdict on that solution.
        certificate: Replayable without a model; None when there is nothing that could be replayed.
        attempts: All attempts in order.
        usage: Tokens of the whole run, including routing and calculations.
        stop: Why the run ended.
        seconds: Wall time of the whole run.
        model: Name of the model that answered.
        error: What went wrong if `stop` is `error`; one sentence.
    """

    problem: Problem
    asked: str = ""
    passages: tuple[str, ...] = ()
    solution: Solution | None
    verdict: Verdict
    certificate: Certificate | None = None
    attempts: tuple[Attempt, ...] = ()
    usage: Usage = Usage()
    stop: StopReason
    seconds: float = 0.0
    model: str = ""
    error: str = ""

    @property
    def answer(self) -> str:
        """The answer alone; empty if there is none."""
        return self.solution.answer if self.solution else ""

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        from phi4_node.display import result_html

        return result_html(self)
