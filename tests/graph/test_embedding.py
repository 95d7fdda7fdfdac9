"""The graph inside graphs that are not ours, with checkpoints, contexts and all stream modes."""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass
from typing import Annotated, Any

import pytest
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, SystemMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.graph.message import add_messages
from typing_extensions import TypedDict

from phi4_node.errors import BadInputError
from phi4_node.graph import create_reasoning_graph
from phi4_node.schema import Budget, Result, Status
from tests.graph.scripted import BAD, GOOD, ScriptedModel, table_domain

PROBLEM = "Solve x^2 + 2x - 3 = 0"


def reasoning(*replies: Any, **settings: Any) -> tuple[Any, ScriptedModel]:
    model = ScriptedModel(replies=list(replies))
    settings.setdefault("domain", table_domain())
    return create_reasoning_graph(model, **settings), model


def test_messages_alone() -> None:
    graph, model = reasoning(BAD, GOOD)
    state = graph.invoke({"messages": [SystemMessage("Be kind."), HumanMessage("Hi"), HumanMessage(PROBLEM)]})
    answer = state["messages"][-1]
    assert isinstance(answer, AIMessage) and len(state["messages"]) == 4
    assert "x = 1 or x = -3" in answer.text and "verified" in answer.text
    result = Result.model_validate(answer.response_metadata["phi4_node"])
    assert result == Result.model_validate(state["result"])
    assert answer.usage_metadata is not None and answer.usage_metadata["total_tokens"] == 60
    assert PROBLEM in model.prompts[0] and "Hi" not in model.prompts[0]


def test_no_human_message() -> None:
    graph, _ = reasoning(GOOD)
    with pytest.raises(BadInputError, match="no problem"):
        graph.invoke({"messages": [AIMessage("Hello")]})


def test_unchecked_answer_says_so_in_the_conversation() -> None:
    graph, _ = reasoning("Answer: 5", budget=Budget(attempts=1))
    answer = graph.invoke({"messages": [("human", "What is x?")]})["messages"][-1]
    assert "Verdict: unchecked" in answer.text


class HostState(TypedDict):
    """A host with keys of its own, some of which we use too."""

    messages: Annotated[list[AnyMessage], add_messages]
    attempts: int
    budget: str
    domain: str


def test_node_in_a_host_graph() -> None:
    graph, _ = reasoning(GOOD)
    host = StateGraph(HostState)
    host.add_node("before", lambda state: {"attempts": 7, "budget": "mine", "domain": "host"})
    host.add_node("reason", graph)
    host.add_node("after", lambda state: {"messages": [AIMessage(f"after {state['messages'][-1].id}")]})
    host.add_edge(START, "before")
    host.add_edge("before", "reason")
    host.add_edge("reason", "after")
    host.add_edge("after", END)
    app = host.compile(checkpointer=InMemorySaver())
    config: Any = {"configurable": {"thread_id": "1"}}
    state = app.invoke({"messages": [("human", PROBLEM)], "attempts": 0, "budget": "", "domain": ""}, config)
    assert [message.type for message in state["messages"]] == ["human", "ai", "ai"]
    assert (state["attempts"], state["budget"], state["domain"]) == (7, "mine", "host")
    assert not [key for key in state if key.startswith("phi4")]


class OtherContext(TypedDict):
    """A host's context, in which `model` means something else."""

    model: str
    budget: str


@dataclass
class ObjectContext:
    model: str = "gpt"


@pytest.mark.parametrize("context", [{"model": "gpt", "budget": "big"}, None])
def test_host_context_is_left_alone(context: Any) -> None:
    graph, _ = reasoning(GOOD)
    host = StateGraph(MessagesState, context_schema=OtherContext)
    host.add_node("reason", graph)
    host.add_edge(START, "reason")
    app = host.compile()
    assert len(app.invoke({"messages": [("human", PROBLEM)]}, context=context)["messages"]) == 2


def test_host_context_may_be_any_object() -> None:
    graph, _ = reasoning(GOOD)
    host = StateGraph(MessagesState, context_schema=ObjectContext)
    host.add_node("reason", graph)
    host.add_edge(START, "reason")
    assert host.compile().invoke({"messages": [("human", PROBLEM)]}, context=ObjectContext())["messages"]


@pytest.mark.parametrize("way", ["context", "configurable"])
def test_options_of_a_run(way: str) -> None:
    graph, model = reasoning(BAD)
    options = {"phi4_node": {"budget": {"attempts": 1}}}
    settings: Any = {"context": options} if way == "context" else {"config": {"configurable": options}}
    state = graph.invoke({"problem": PROBLEM}, **settings)
    assert state["result"]["stop"] == "attempts" and len(model.calls) == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"budget": {"attempts": 0}}, "attempts"),
        ({"budget": {"money": 5}}, "money"),
        ({"budget": 5}, "budget"),
        ({"domain": "astrology"}, "astrology"),
        ({"temper": 5}, "temper"),
        ("fast", "phi4_node"),
    ],
)
def test_options_without_meaning(options: Any, said: str) -> None:
    graph, model = reasoning(GOOD, domain=None)
    with pytest.raises(BadInputError, match=said):
        graph.invoke({"problem": PROBLEM}, context={"phi4_node": options})
    assert model.calls == []


def test_strangers_choose_no_model_and_raise_no_budget() -> None:
    graph, model = reasoning(BAD, trust_callers=False, budget=Budget(attempts=2))
    with pytest.raises(BadInputError, match="model"):
        graph.invoke({"problem": PROBLEM}, context={"phi4_node": {"model": "openai:x@http://localhost:1/v1"}})
    graph.invoke({"problem": PROBLEM}, context={"phi4_node": {"budget": {"attempts": 50}}})
    assert len(model.calls) == 2


def test_checkpoints_hold_plain_json_and_a_thread_goes_on() -> None:
    saver = InMemorySaver()
    graph, model = reasoning(BAD, GOOD, GOOD, checkpointer=saver)
    config: Any = {"configurable": {"thread_id": "1"}}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        graph.invoke({"problem": PROBLEM}, config)
        for snapshot in graph.get_state_history(config):
            values = {key: value for key, value in snapshot.values.items() if key != "messages"}
            assert json.loads(json.dumps(values)) == values
        again = graph.invoke({"messages": [("human", "Solve x = x")]}, config)
    assert "Solve x = x" in model.prompts[-1], "the problem of the first run must not linger"
    assert len(again["result"]["attempts"]) == 1, "nor must its attempts"


def test_run_goes_on_where_it_was_interrupted() -> None:
    saver = InMemorySaver()
    graph, model = reasoning(BAD, KeyError("power cut"), GOOD, checkpointer=saver)
    config: Any = {"configurable": {"thread_id": "1"}}
    with pytest.raises(KeyError):
        graph.invoke({"problem": PROBLEM}, config)
    state = graph.invoke(None, config)
    assert state["result"]["verdict"]["status"] == "verified"
    assert len(model.calls) == 3, "the first attempt was not paid for again"


@pytest.mark.parametrize("mode", ["values", "updates", "custom", "messages"])
async def test_stream_modes(mode: Any) -> None:
    graph, _ = reasoning(BAD, GOOD)
    chunks = [chunk async for chunk in graph.astream({"problem": PROBLEM}, stream_mode=mode)]
    if mode == "values":
        assert chunks[-1]["result"]["verdict"]["status"] == Status.VERIFIED
    elif mode == "updates":
        nodes = [name for chunk in chunks for name in chunk]
        assert nodes == ["route", "solve", "verify", "decide", "solve", "verify", "decide"]
    elif mode == "custom":
        assert chunks[0]["event"] == "route" and chunks[-1]["event"] == "result"
    else:
        said = "".join(message.text for message, about in chunks if about["langgraph_node"] == "solve")
        assert said == BAD + GOOD


def test_events_come_through_a_host() -> None:
    graph, _ = reasoning(GOOD)
    host = StateGraph(MessagesState)
    host.add_node("reason", graph)
    host.add_edge(START, "reason")
    stream = host.compile().stream({"messages": [("human", PROBLEM)]}, stream_mode="custom", subgraphs=True)
    assert [chunk["event"] for _, chunk in stream][-1] == "result"


def test_schemas_and_drawing_can_be_made() -> None:
    graph, _ = reasoning(GOOD)
    assert set(graph.get_input_jsonschema()["properties"]) == {"problem", "messages"}
    assert set(graph.get_output_jsonschema()["properties"]) == {"result", "messages"}
    assert "compare" in graph.get_graph().draw_mermaid()
