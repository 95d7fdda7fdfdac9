"""The graph: route, solve, verify, compare where that helps, decide."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable, RunnableConfig
from langgraph.cache.base import BaseCache
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import CachePolicy, Checkpointer, RetryPolicy, TimeoutPolicy

from phi4_node.domains import DOMAINS, DomainSpec
from phi4_node.engines.errors import ServerBrokeOffError
from phi4_node.graph.nodes.common import Node, Turn
from phi4_node.graph.nodes.compare import compare_node
from phi4_node.graph.nodes.decide import decide_node
from phi4_node.graph.nodes.derive import derive_node
from phi4_node.graph.nodes.rephrase import prepare_node, restate_node, wants_preparing
from phi4_node.graph.nodes.retrieve import retrieve_node
from phi4_node.graph.nodes.route import route_node
from phi4_node.graph.nodes.sample import gather_node, sample_node, sends
from phi4_node.graph.nodes.solve import solve_node
from phi4_node.graph.nodes.verify import verify_node, wants_opinion
from phi4_node.graph.setup import MODEL_ERRORS, ReasoningContext, Setup, as_domain_spec
from phi4_node.graph.state import InputState, OutputState, State
from phi4_node.schema import Budget, Domain

if TYPE_CHECKING:
    from phi4_node.verification import WorkerPool


def _broke_off_in_reply(error: Exception) -> bool:
    return isinstance(error, ServerBrokeOffError) and error.in_reply


RETRY = RetryPolicy(max_attempts=2, initial_interval=0.5, retry_on=_broke_off_in_reply)
"""Asking again is the engine's, which knows what can help, and for how long. It cannot once a part of the
reply was given out, so this is left for the graph: a connection that broke off in the middle of one."""

ReasoningGraph = CompiledStateGraph[State, ReasoningContext, InputState, OutputState]


def create_reasoning_graph(
    model: BaseChatModel | str | None = None,
    *,
    domain: DomainSpec | Domain | str | None = None,
    domains: Sequence[DomainSpec] = (),
    budget: Budget | None = None,
    pool: WorkerPool | None = None,
    trust_callers: bool = True,
    model_errors: Sequence[type[Exception]] = (),
    stop_when_verified: bool = True,
    answer_by_rules: bool = False,
    review_before_retry: bool = False,
    retriever: Runnable[str, Any] | None = None,
    retry_policy: RetryPolicy | None = RETRY,
    cache_policy: CachePolicy[Any] | None = None,
    cache: BaseCache[Any] | None = None,
    timeout: float | TimeoutPolicy | None = None,
    checkpointer: Checkpointer = None,
    name: str = "phi4_node",
) -> ReasoningGraph:
    """A compiled graph that solves a problem and says how far the answer was checked.

    It runs alone, with `{"problem": "..."}`, and drops as a node into any graph whose state has `messages`:
    the last human message is the problem, and the answer is appended.

        graph = create_reasoning_graph("ollama:phi4-mini-reasoning")
        graph.invoke({"problem": "Solve x^2 + 2x - 3 = 0"})["result"]["verdict"]["status"]

    Args:
        model: A chat model, or a spec such as `embedded:qwen2.5-coder-1.5b`; None takes a model that is
            there. It is looked for when the first problem comes.
        domain: The domain of every problem; None routes each.
        domains: Domains to choose from besides the package's own, or instead of those of the same name; see
            `DomainSpec`.
        budget: Bound on one problem.
        pool: Worker processes of the verifier; None for the shared default.
        trust_callers: Whether a run may choose the model and raise the budget, through
            `context={"phi4_node": {...}}` or `configurable`. Set it to False where strangers call.
        model_errors: Errors that a chat model of your own may raise, besides those of ours, of sockets and of
            HTTP. In the first attempt they reach the caller; later they end the run with the best attempt so
            far.
        stop_when_verified: Whether the model is stopped as soon as an answer that it has streamed, in its
            thinking too, is verified; set it to False to let it finish what it says.
        answer_by_rules: Whether an answer is worked out without the model where its own attempts end without
            proof and the problem's words could be read. Such an attempt has the route `rules`.
        review_before_retry: Whether the run stops with LangGraph's `interrupt` before each further attempt;
            it goes on with `Command(resume={"retry": True, "hint": "..."})`, see `Review`. It needs a
            checkpointer.
        retriever: A LangChain retriever, or any runnable from a text to documents or texts. What it finds for
            the problem is shown to the model; opinions, routing and the verifier do not see it.
        retry_policy: When a call to the model is made again after an error that the engine's own retries
            (`max_retries`) did not mend; see `RETRY`.
        cache_policy: Caches solutions; needs `cache`. Without a key of its own, the key is what the model is
            asked.
        cache: See `StateGraph.compile`.
        timeout: Bound on each node that calls the model, as LangGraph has it (async runs only): past it the
            node fails with LangGraph's `NodeTimeoutError`. The budget's seconds end a run with its best
            attempt instead, so this is for hosts with a policy of their own.
        checkpointer: See `StateGraph.compile`; leave it out for a graph that a server or a host graph runs.
        name: Name of the compiled graph.

    Raises:
        BadInputError: If there is no such domain.
    """
    named = {spec.name for spec in domains}
    known = (*domains, *(spec for spec in DOMAINS if spec.name not in named))
    setup = Setup(
        model=model,
        domain=as_domain_spec(domain, known),
        domains=known,
        budget=budget or Budget(),
        pool=pool,
        trust_callers=trust_callers,
        retry=retry_policy,
        model_errors=(*MODEL_ERRORS, *model_errors),
        stops_early=stop_when_verified,
        derives=answer_by_rules,
        reviews=review_before_retry,
        retriever=retriever,
    )

    def after_verify(state: State, config: RunnableConfig) -> str:
        if state["phi4_draft"] is None:
            return "decide"
        turn = Turn.of(setup, state)
        return "compare" if wants_opinion(turn, turn.draft) else "decide"

    def next_attempt(state: State, config: RunnableConfig) -> Any:  # a node, or one `Send` for each sample
        return sends(Turn.of(setup, state), state) or "solve"

    def after_route(state: State, config: RunnableConfig) -> Any:
        return "prepare" if wants_preparing(Turn.of(setup, state)) else next_attempt(state, config)

    async def aafter_route(state: State, config: RunnableConfig) -> Any:
        await Turn.of(setup, state).ready()
        return after_route(state, config)

    def after_solve(state: State, config: RunnableConfig) -> str:
        if state["phi4_draft"] is None:
            return "decide"
        return "restate" if state["phi4_run"].get("asked_in") else "verify"

    def after_compare(state: State, config: RunnableConfig) -> str:
        return state["phi4_next"]

    def after_decide(state: State, config: RunnableConfig) -> Any:
        going = state.get("phi4_next")
        return next_attempt(state, config) if going == "solve" else going or END

    if cache_policy is not None and cache_policy.key_func is CachePolicy().key_func:
        cache_policy = replace(cache_policy, key_func=_sample_key(setup))
    solve, restate, verify = solve_node(setup), restate_node(setup), verify_node(setup)
    graph = StateGraph(State, ReasoningContext, input_schema=InputState, output_schema=OutputState)
    graph.add_node("route", route_node(setup), retry_policy=retry_policy, timeout=timeout)
    graph.add_node("prepare", prepare_node(setup), retry_policy=retry_policy, timeout=timeout)
    graph.add_node("solve", solve, retry_policy=retry_policy, timeout=timeout, cache_policy=cache_policy)
    graph.add_node("restate", restate, retry_policy=retry_policy, timeout=timeout)
    graph.add_node("verify", verify)
    graph.add_node("sample", sample_node(solve, restate, verify), retry_policy=retry_policy, timeout=timeout)
    graph.add_node("gather", gather_node(setup))
    graph.add_node("compare", compare_node(setup), retry_policy=retry_policy, timeout=timeout)
    graph.add_node("decide", decide_node(setup))
    graph.add_node("derive", derive_node(setup))
    graph.add_edge(START, "route")
    judged = Node("after_verify", after_verify)
    routed = "route"
    if retriever is not None:
        graph.add_node("retrieve", retrieve_node(setup))
        graph.add_edge("route", "retrieve")
        routed = "retrieve"
    graph.add_conditional_edges(
        routed, Node("after_route", after_route, aafter_route), ["prepare", "solve", "sample"]
    )
    graph.add_conditional_edges("prepare", Node("next_attempt", next_attempt), ["solve", "sample"])
    graph.add_conditional_edges("solve", Node("after_solve", after_solve), ["restate", "verify", "decide"])
    graph.add_edge("restate", "verify")
    graph.add_conditional_edges("verify", judged, ["compare", "decide"])
    graph.add_edge("sample", "gather")
    graph.add_conditional_edges("gather", judged, ["compare", "decide"])
    graph.add_conditional_edges("compare", Node("after_compare", after_compare), ["compare", "decide"])
    graph.add_edge("derive", "decide")
    graph.add_conditional_edges(
        "decide", Node("after_decide", after_decide), ["solve", "sample", "derive", END]
    )
    return graph.compile(checkpointer=checkpointer, cache=cache, name=name)


def _sample_key(setup: Setup) -> Callable[[State], str]:
    """What a cached sample belongs to: all that the prompt depends on, but not the seconds used so far."""

    def key(state: State) -> str:
        run = state["phi4_run"]
        asked = {name: value for name, value in run.items() if name != "budget"}
        before = [
            [attempt["solution"]["answer"], attempt["route"], attempt["verdict"]["reason"]]
            for attempt in state["phi4_attempts"]
        ]
        model = setup.chat_model(run["model"])
        told = [state.get("phi4_hint", ""), state["phi4_opinions"]]
        parts = [asked, before, told, model.inner.__class__.__name__, model.model_name]
        return json.dumps(parts, sort_keys=True, ensure_ascii=False)

    return key
