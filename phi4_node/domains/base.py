"""What a domain is: a prompt, sampling settings, routing cues and, if need be, an own checker."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

from phi4_node.schema import Check, Domain, Problem, Solution, Verdict

if TYPE_CHECKING:
    from phi4_node.verification import WorkerPool

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the model draws a solution.

    Attributes:
        temperature: Of the first attempt.
        top_p: Of every attempt.
        warmer: Temperature of the attempts that look for a different solution.
        max_tokens: Longest reply of a model that does not think aloud; one that does gets what the budget
            leaves.
    """

    temperature: float = 0.3
    top_p: float = 0.9
    warmer: float = 0.8
    max_tokens: int = 1024


@dataclass(frozen=True, slots=True)
class Cue:
    """A sign in the text that a problem belongs to a domain.

    Attributes:
        weight: How strong the sign is; 3 decides when nothing speaks against it, 1 only tips a balance.
        pattern: What to look for; it is searched once, without backtracking traps.
    """

    weight: int
    pattern: re.Pattern[str]


@runtime_checkable
class Checker(Protocol):
    """What decides how far a solution can be believed; sync and async twins of one thing."""

    def check(self, problem: Problem, solution: Solution, seconds: float) -> Verdict:
        """Judge the solution within so many seconds."""
        ...

    async def acheck(self, problem: Problem, solution: Solution, seconds: float) -> Verdict:
        """Judge the solution within so many seconds."""
        ...


@runtime_checkable
class Opinion(Protocol):
    """Another way to the answer than words: a calculation, a formalisation; sync and async twins.

    It is asked for without showing the solution, so that the two are independent readings of the problem, and
    what comes back is worked out by the verifier, never run.

    Attributes:
        name: What such an attempt is called in the result.
        max_tokens: Longest reply of a model that does not think aloud.
        routes: How many routes, words and opinions together, must agree before an answer is supported.
        ways: How many different questions there are. An answer in words is weighed against one reply to each
            at most; a later attempt may ask them again, warmer.
    """

    name: str
    max_tokens: int
    routes: int
    ways: int

    def wanted(self, problem: Problem, solution: Solution) -> bool:
        """Whether such an opinion could be compared with this solution."""
        ...

    def question(self, problem: Problem, number: int) -> str:
        """What to ask the model for the `number`-th time, counted from 0; another way each time."""
        ...

    def compare(
        self, problem: Problem, answer: str, reply: str, seconds: float, pool: WorkerPool | None
    ) -> Check:
        """Compare an answer with what a reply comes to; the basis is `model`."""
        ...

    async def acompare(
        self, problem: Problem, answer: str, reply: str, seconds: float, pool: WorkerPool | None
    ) -> Check:
        """Compare an answer with what a reply comes to; the basis is `model`."""
        ...

    def solution(self, problem: Problem, reply: str, seconds: float, pool: WorkerPool | None) -> Solution:
        """A reply worked out, as a solution of its own; without an answer if it comes to none."""
        ...

    async def asolution(
        self, problem: Problem, reply: str, seconds: float, pool: WorkerPool | None
    ) -> Solution:
        """A reply worked out, as a solution of its own; without an answer if it comes to none."""
        ...

    def key(self, answer: str) -> str:
        """A plain form, equal for two answers that are the same answer, as far as that is cheap."""
        ...

    def strange(self, problem: Problem, answer: str) -> str:
        """Why nobody would expect such an answer, as half a sentence; empty if there is nothing strange."""
        ...

    def doubts(self, problem: Problem, solution: Solution, reply: str, check: Check) -> tuple[str, ...]:
        """What speaks against an answer on which words and opinion agree, each as half a sentence."""
        ...


@dataclass(frozen=True, slots=True)
class DomainSpec:
    r"""One kind of problem. A new kind is one of these in one file.

    To add a domain to a graph of yours, write a `DomainSpec` and hand it over:

        chemistry = DomainSpec(
            name="chemistry",
            domain=Domain.GENERAL,          # which of the four words the result reports
            system={"en": "Balance the equation. ...", "zh": "..."},
            cues=(cue(3, r"\b(reagent|balance the|mol)\b"),),
            checker=MyChecker(),            # optional; without it the symbolic verifier checks
        )
        graph = create_reasoning_graph(model, domains=(chemistry,))

    `docs/domains.md` shows one with a checker of its own. To add one to this
    package, put it into a file here and into `DOMAINS` in `domains/__init__.py`.

    Attributes:
        name: What it is called in state and events.
        domain: Which of the four domains of the schema it reports as.
        system: System prompt by language. Keep it short: a small model on a CPU reads 20 to 40 tokens a
            second.
        explaining: System prompt for those who ask for an explanation rather than a result; may be empty.
        sampling: How solutions are drawn.
        cues: What tells that a problem belongs here.
        other_ways: By language, what to ask for when a further, different solution is wanted.
        opinion: What answers are compared with where the asker's words decide nothing; None for nothing.
        resamples: Whether answers are short enough that further samples can agree with an unchecked one.
        checker: What checks solutions; None for the symbolic verifier.
        quotes_code: Whether a refuted reply is shown to the model whole, because it is code to be mended.
    """

    name: str
    domain: Domain
    system: Mapping[Language, str]
    sampling: Sampling = Sampling()
    cues: tuple[Cue, ...] = ()
    other_ways: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)
    opinion: Opinion | None = None
    resamples: bool = False
    checker: Checker | None = None
    quotes_code: bool = False
    explaining: Mapping[Language, str] = field(default_factory=dict)

    def system_prompt(self, language: Language, *, explaining: bool = False) -> str:
        """The system prompt in that language, or in English where there is none."""
        texts = self.explaining if explaining and self.explaining else self.system
        return texts.get(language) or texts["en"]

    def other_way(self, language: Language, number: int) -> str:
        """What to ask for in the `number`-th further attempt, counted from 0; empty if nothing is known."""
        ways = self.other_ways.get(language) or self.other_ways.get("en") or ()
        return ways[number % len(ways)] if ways else ""


def cue(weight: int, pattern: str) -> Cue:
    """A cue from a regular expression; case is ignored, and `^` is the beginning of any line."""
    return Cue(weight, re.compile(pattern, re.IGNORECASE | re.MULTILINE))
