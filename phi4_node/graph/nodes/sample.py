"""Sample and gather: several solutions at once, where the engine serves several requests at the same time.

Each sample is sent to a node of its own (`Send`), which draws and verifies it as `solve` and `verify` do one
after the other. `gather` keeps all of them as attempts and goes on with the one that is proven, or that most
of them agree on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from langchain_core.runnables import Runnable, RunnableConfig
from langgraph.types import Send

from phi4_node.graph.nodes.common import Node, Turn, Update, as_json
from phi4_node.graph.nodes.decide import finished
from phi4_node.graph.ranking import answer_key
from phi4_node.graph.setup import Setup
from phi4_node.graph.state import Draft, Lane, Spent, State
from phi4_node.schema import Status, Usage

Step = Runnable[State, Update]


def sends(turn: Turn, state: State) -> list[Send]:
    """One `Send` for each sample that may be drawn at once; none where they come one after the other."""
    slots = int(getattr(turn.model.inner, "slots", 1) or 1)
    many = min(slots, turn.budget.attempts - len(state["phi4_attempts"]))
    if many < 2:
        return []
    return [Send("sample", {**state, "phi4_lane": {"index": index, "of": many}}) for index in range(many)]


def sample_node(solve: Step, restate: Step, verify: Step) -> Node:
    """The node that draws one of several samples and verifies it."""

    def sync(state: State, config: RunnableConfig) -> Update:
        state = _with(state, solve.invoke(state, config))
        if state["phi4_draft"] is not None and state["phi4_run"].get("asked_in"):
            state = _with(state, restate.invoke(state, config))
        if state["phi4_draft"] is not None:
            state = _with(state, verify.invoke(state, config))
        return _handed_in(state)

    async def asynchronous(state: State, config: RunnableConfig) -> Update:
        state = _with(state, await solve.ainvoke(state, config))
        if state["phi4_draft"] is not None and state["phi4_run"].get("asked_in"):
            state = _with(state, await restate.ainvoke(state, config))
        if state["phi4_draft"] is not None:
            state = _with(state, await verify.ainvoke(state, config))
        return _handed_in(state)

    return Node("sample", sync, asynchronous)


def gather_node(setup: Setup) -> Node:
    """The node that brings the samples together."""

    def gather(state: State, config: RunnableConfig) -> Update:
        return _gathered(Turn.of(setup, state, config))

    return Node("gather", gather)


def _with(state: State, update: Update) -> State:
    return {**state, **update}  # type: ignore[typeddict-item]  # an update has keys of the state


def _handed_in(state: State) -> Update:
    lane = state["phi4_lane"] or {}
    done = Lane(
        index=lane.get("index", 0),
        draft=state["phi4_draft"],
        spent=state["phi4_spent"],
        error=state.get("phi4_error") or "",
    )
    return {"phi4_lanes": [as_json(done)]}


def _gathered(turn: Turn) -> Update:
    lanes = sorted((Lane.model_validate(one) for one in turn.state["phi4_lanes"]), key=lambda one: one.index)
    errors = [lane.error for lane in lanes if lane.error]
    drafts = [Draft.model_validate(lane.draft) for lane in lanes if lane.draft is not None]
    known = turn.state["phi4_attempts"]
    update: Update = {
        "phi4_lanes": None,
        "phi4_lane": None,
        "phi4_spent": as_json(_spent(turn, [Spent.model_validate(lane.spent) for lane in lanes])),
        "phi4_error": errors[0] if errors and not drafts else "",
    }
    if not drafts:
        return update
    best = _best(drafts)
    others = [as_json(finished(draft)) for draft in drafts if draft is not drafts[best]]
    return {
        **update,
        "phi4_attempts": [*known, *others],
        "phi4_draft": as_json(drafts[best].model_copy(update={"place": len(known) + best})),
    }


def _best(drafts: Sequence[Draft]) -> int:
    """Index of the proven sample, else of the first with the answer that most samples give."""
    for index, draft in enumerate(drafts):
        if draft.verdict is not None and draft.verdict.status is Status.VERIFIED:
            return index
    votes = Counter(answer_key(draft.solution.answer) for draft in drafts if draft.solution.answer)

    def worth(index: int) -> tuple[bool, int, int]:
        draft = drafts[index]
        is_refuted = draft.verdict is not None and draft.verdict.status is Status.REFUTED
        return not is_refuted, votes[answer_key(draft.solution.answer)], -index

    return max(range(len(drafts)), key=worth)


def _spent(turn: Turn, lanes: Sequence[Spent]) -> Spent:
    """What the samples have used together: all their tokens, but the time of the longest."""
    before = turn.spent
    usage = before.usage
    for lane in lanes:
        usage += Usage(
            input_tokens=lane.usage.input_tokens - before.usage.input_tokens,
            output_tokens=lane.usage.output_tokens - before.usage.output_tokens,
            reasoning_tokens=lane.usage.reasoning_tokens - before.usage.reasoning_tokens,
        )
    return Spent(
        usage=usage,
        seconds=max(lane.seconds for lane in lanes) + turn.seconds,
        model=next((lane.model for lane in lanes if lane.model), before.model),
        out_of_time=any(lane.out_of_time for lane in lanes),
    )
