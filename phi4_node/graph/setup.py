"""How a graph is set up, and what one run of it may choose."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable, RunnableConfig
from langgraph.types import RetryPolicy
from pydantic import Field, ValidationError
from typing_extensions import TypedDict

from phi4_node.chat_model import ChatPhi4Mini
from phi4_node.domains import DOMAINS, DomainSpec
from phi4_node.errors import BadInputError, Phi4NodeError
from phi4_node.schema import Budget, Domain, Word

if TYPE_CHECKING:
    from phi4_node.verification import WorkerPool

OPTIONS_KEY = "phi4_node"
"""Where a run's options lie in `context` and in `configurable`: one key, so a host's keys stay its own."""
_KEPT_MODELS = 8
"""A server whose callers may choose must not collect models for ever."""
CANCEL_KEY = "__phi4_node_cancel"
"""Where the sync stream keeps its stop signal in `configurable`; the underscores keep it out of
checkpoints."""


MODEL_ERRORS: tuple[type[Exception], ...] = (Phi4NodeError, OSError, httpx.HTTPError)
"""What our engines raise, and what a chat model over HTTP or a socket may."""


class BudgetOptions(TypedDict, total=False):
    """See `Budget`; what is left out stays as the graph has it."""

    attempts: int
    tokens: int
    seconds: float


class Options(TypedDict, total=False):
    """What one run may choose: `graph.invoke(..., context={"phi4_node": {"domain": "math"}})`."""

    model: str
    domain: str
    budget: BudgetOptions


class ReasoningContext(TypedDict, total=False):
    """Context schema of the graph."""

    phi4_node: Options


class RunOptions(Word):
    """`Options`, checked."""

    model: str = ""
    domain: str = ""
    budget: dict[str, float] = Field(default_factory=dict)


@dataclass(frozen=True)
class Setup:
    """What a graph was built with.

    Attributes:
        model: The chat model, or its spec; None picks one that is there.
        domain: The domain that every problem belongs to; None routes each.
        domains: Domains to choose from.
        budget: Bound on one problem.
        pool: Worker processes of the verifier; None for the shared default.
        trust_callers: Whether a run may choose the model and raise the budget.
        retry: When a call to the model is made again after an error.
        model_errors: What may go wrong in a call to the model; anything else is a mistake in a program.
        stops_early: Whether a stream is closed as soon as an answer in it is verified.
        derives: Whether the answer is worked out by rules where the model's attempts end without proof.
        retriever: Where passages come from that may help the model; None for nowhere.
        reviews: Whether a run waits for a reviewer before each further attempt.
    """

    model: BaseChatModel | str | None = None
    domain: DomainSpec | None = None
    domains: tuple[DomainSpec, ...] = DOMAINS
    budget: Budget = field(default_factory=Budget)
    pool: WorkerPool | None = None
    trust_callers: bool = True
    retry: RetryPolicy | None = None
    model_errors: tuple[type[Exception], ...] = MODEL_ERRORS
    stops_early: bool = True
    derives: bool = False
    reviews: bool = False
    retriever: Runnable[str, Any] | None = None
    _models: dict[str, ChatPhi4Mini] = field(default_factory=dict, compare=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, compare=False, repr=False)

    def chat_model(self, spec: str = "") -> ChatPhi4Mini:
        """The chat model of a run; made on first use, since it may have to be looked for."""
        with self._lock:
            if spec not in self._models:
                if len(self._models) >= _KEPT_MODELS:
                    self._models.clear()
                self._models[spec] = as_chat_model(spec or self.model)
            return self._models[spec]

    def has_chat_model(self, spec: str = "") -> bool:
        """Whether the chat model of a run was made already, so that it comes at once."""
        return spec in self._models

    def spec(self, name: str) -> DomainSpec:
        """The domain of that name."""
        own: tuple[DomainSpec, ...] = () if self.domain is None else (self.domain,)
        for spec in (*own, *self.domains):  # what the caller brings goes before ours of the same name
            if spec.name == name:
                return spec
        known = ", ".join(spec.name for spec in self.domains)
        raise BadInputError(f"There is no domain “{name}”; choose one of {known}.")

    def options(self, config: RunnableConfig, context: object) -> RunOptions:
        """What this run chose, from its context or else from `configurable`.

        Raises:
            BadInputError: If a choice has no meaning, or is not the caller's to make.
        """
        given = _options_in(context) or _options_in(config.get("configurable"))
        try:
            options = RunOptions.model_validate(given or {})
            self.budget_of(options)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise BadInputError(f"The option {OPTIONS_KEY}.{where} cannot be used: {first['msg']}.") from None
        if options.model and not self.trust_callers:
            raise BadInputError("This graph does not let a run choose its model; leave the option out.")
        return options

    def budget_of(self, options: RunOptions) -> Budget:
        """The budget of a run; without trust it can be lowered but not raised."""
        wanted = Budget.model_validate({**self.budget.model_dump(), **options.budget})
        if self.trust_callers:
            return wanted
        own = self.budget
        return Budget(
            attempts=min(wanted.attempts, own.attempts),
            tokens=min(wanted.tokens, own.tokens),
            seconds=min(wanted.seconds, own.seconds),
        )


def _options_in(holder: object) -> Any:
    if isinstance(holder, Mapping):
        return holder.get(OPTIONS_KEY)
    return getattr(holder, OPTIONS_KEY, None)


def as_chat_model(model: BaseChatModel | str | None) -> ChatPhi4Mini:
    """A chat model that keeps thinking and text apart, whatever was given."""
    return model if isinstance(model, ChatPhi4Mini) else ChatPhi4Mini(model)


def as_domain_spec(
    domain: DomainSpec | Domain | str | None, domains: tuple[DomainSpec, ...]
) -> DomainSpec | None:
    """The spec that is meant by a spec, a domain or a name.

    Raises:
        BadInputError: If there is no such domain.
    """
    if domain is None or isinstance(domain, DomainSpec):
        return domain
    return Setup(domains=domains).spec(str(domain))
