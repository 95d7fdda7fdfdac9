"""Route: read the problem, fix the run's settings, and pick the domain."""

from __future__ import annotations

from dataclasses import replace

from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.runtime import get_runtime
from pydantic import ValidationError

from phi4_node.domains import DomainSpec, Route, language_of, route
from phi4_node.errors import BadInputError
from phi4_node.graph.draw import Reply, Request
from phi4_node.graph.events import RouteEvent
from phi4_node.graph.nodes.common import Node, Turn, Update, as_json, quiet, teller
from phi4_node.graph.prompts import routing_prompt
from phi4_node.graph.setup import Setup
from phi4_node.graph.state import Run, Spent, State
from phi4_node.schema import JsonObject, Problem, Usage
from phi4_node.verification.facade import as_problem

_LONGEST_WAIT = 30.0
"""Seconds after which the rules' best guess is taken."""
_REPLY_TOKENS = 8


def route_node(setup: Setup) -> Node:
    """The node that every run begins with."""

    def sync(state: State, config: RunnableConfig) -> Update:
        turn, routed = _begin(setup, state, config)
        if routed is None or routed.sure:
            return _conclude(turn, routed)
        request = _request(turn)
        if request is None:
            return _conclude(turn, routed)
        return _conclude(turn, routed, turn.draw(request, Reply()), request)

    async def asynchronous(state: State, config: RunnableConfig) -> Update:
        turn, routed = _begin(setup, state, config)
        if routed is None or routed.sure:
            return _conclude(turn, routed)
        await turn.ready()
        request = _request(turn)
        if request is None:
            return _conclude(turn, routed)
        return _conclude(turn, routed, await turn.adraw(request, Reply()), request)

    return Node("route", sync, asynchronous)


def problem_in(state: State) -> Problem:
    """The problem that the state holds, in `problem` or as the last human message.

    Raises:
        BadInputError: If there is none, or it is no text.
    """
    given = state.get("problem")
    if isinstance(given, dict):
        return _problem_from(given)
    if given is not None:
        return as_problem(given)
    for message in reversed(state.get("messages") or []):
        if isinstance(message, HumanMessage):
            return as_problem(message.text)
    raise BadInputError(
        'There is no problem; give {"problem": "..."} or {"messages": [...]} with a human message.'
    )


def _problem_from(data: JsonObject) -> Problem:
    """The problem from its JSON, with the text's own error where the text is at fault."""
    as_problem(data.get("text", ""))
    try:
        return Problem.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadInputError(f"The problem's {where} cannot be used: {first['msg']}.") from None


def _begin(setup: Setup, state: State, config: RunnableConfig) -> tuple[Turn, Route | None]:
    """The run's settings, and where the rules would send the problem; None if the caller has said it."""
    options = setup.options(config, get_runtime().context)
    problem = problem_in(state)
    problem = problem.model_copy(update={"language": problem.language or language_of(problem.text)})
    chosen = setup.spec(options.domain) if options.domain else setup.domain
    if chosen is None and problem.domain is not None:
        chosen = setup.spec(problem.domain.value)
    routed = None if chosen else route(problem.text, setup.domains)
    spec = chosen or (routed.spec if routed else setup.domains[0])
    run = Run(
        problem=as_json(problem),
        domain=spec.name,
        model=options.model,
        budget=as_json(setup.budget_of(options)),
    )
    return Turn(setup=setup, state=state, run=run, spent=Spent(), config=quiet(config)), routed


def _request(turn: Turn) -> Request | None:
    """The question to the model, unless it thinks aloud: that would cost more than a wrong prompt does."""
    messages = routing_prompt(turn.problem, turn.setup.domains)
    if turn.model.about.thinking is not None or not turn.affords(messages):
        return None
    sampling = {"temperature": 0.0, "max_tokens": _REPLY_TOKENS}
    return Request(messages, sampling, min(_LONGEST_WAIT, turn.seconds_left))


def _conclude(
    turn: Turn, routed: Route | None, reply: Reply | None = None, request: Request | None = None
) -> Update:
    spec = turn.spec
    named = named_in(reply.text, turn.setup.domains) if reply else None
    if named is not None:
        spec = named
    usage = reply.usage(request.messages)[0] if reply and request else Usage()
    problem = turn.problem.model_copy(update={"domain": spec.domain})
    turn = replace(turn, run=turn.run.model_copy(update={"problem": as_json(problem), "domain": spec.name}))
    by = "caller" if routed is None else "model" if named is not None else "rules"
    teller()(RouteEvent(name=spec.name, domain=spec.domain, language=problem.language or "en", by=by))
    return {
        "phi4_run": as_json(turn.run),
        "phi4_spent": turn.charge(usage),
        "phi4_draft": None,
        "phi4_attempts": [],
        "phi4_opinions": [],
        "phi4_error": "",
        "phi4_next": "",
        "phi4_derived": False,
        "phi4_hint": "",
        "phi4_lane": None,
        "phi4_lanes": None,
    }


def named_in(reply: str, specs: tuple[DomainSpec, ...]) -> DomainSpec | None:
    """The one domain that the reply names; None if it names none or several."""
    named = [spec for spec in specs if spec.name.lower() in reply.lower()]
    return named[0] if len(named) == 1 else None
