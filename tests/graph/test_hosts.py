"""The graph as hosts use it that are not ours: function, tool of an agent, LCEL, policies, streams."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Annotated, Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableConfig, RunnableLambda, RunnablePassthrough
from langgraph.cache.memory import InMemoryCache
from langgraph.errors import NodeTimeoutError
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.graph.message import add_messages
from langgraph.prebuilt import create_react_agent
from langgraph.types import CachePolicy, RetryPolicy, TimeoutPolicy
from typing_extensions import TypedDict

from phi4_node.engines.errors import ServerBrokeOffError
from phi4_node.graph import create_reasoning_graph, read_event, solver
from phi4_node.schema import Problem, Result
from phi4_node.tools import SolveTool
from tests.graph.scripted import BAD, GOOD, ScriptedModel, table_domain

PROBLEM = "Solve x^2 + 2x - 3 = 0"


def reasoning(*replies: Any, **settings: Any) -> tuple[Any, ScriptedModel]:
    model = ScriptedModel(replies=list(replies), **settings.pop("model", {}))
    return create_reasoning_graph(model, **{"domain": table_domain(), **settings}), model


# A function of the host's ---------------------------------------------------------------------------


class Quiz(TypedDict, total=False):
    """A host without messages, with a list that it adds to."""

    question: str
    result: str
    problem: int
    log: Annotated[list[str], operator.add]


def test_in_a_plain_function() -> None:
    graph, _ = reasoning(BAD, GOOD)

    def ask(state: Quiz, config: RunnableConfig) -> Quiz:
        result = Result.model_validate(graph.invoke({"problem": state["question"]}, config)["result"])
        return {"result": result.answer, "log": [str(result.verdict.status)]}

    host = StateGraph(Quiz).add_node("ask", ask).add_edge(START, "ask").compile()
    state = host.invoke({"question": PROBLEM, "problem": 7, "log": ["begun"]})
    assert state == {
        "question": PROBLEM,
        "result": "x = 1 or x = -3",
        "problem": 7,
        "log": ["begun", "verified"],
    }


async def test_what_a_function_calls_is_streamed_by_the_host() -> None:
    graph, _ = reasoning(BAD, GOOD)

    async def ask(state: Quiz, config: RunnableConfig) -> Quiz:
        return {"result": (await graph.ainvoke({"problem": state["question"]}, config))["result"]["stop"]}

    host = StateGraph(Quiz).add_node("ask", ask).add_edge(START, "ask").compile()
    stream = host.astream({"question": PROBLEM}, stream_mode=["custom", "messages"], subgraphs=True)
    seen = [(mode, chunk) async for _, mode, chunk in stream]
    events = [read_event(chunk) for mode, chunk in seen if mode == "custom"]
    assert [event.attempt for event in events if event.event == "verdict"] == [1, 2]
    said = "".join(chunk[0].text for mode, chunk in seen if mode == "messages" and chunk[0].type != "ai")
    assert BAD[:20] in said


# A node between others ------------------------------------------------------------------------------


class Chat(TypedDict, total=False):
    """A host whose keys are named as ours are, and mean something else."""

    messages: Annotated[list[AnyMessage], add_messages]
    result: str
    phi4_calls: int


def test_private_keys_stay_apart() -> None:
    graph, _ = reasoning(GOOD)

    def reason(state: Chat, config: RunnableConfig) -> Chat:
        return {"messages": graph.invoke({"messages": state["messages"]}, config)["messages"][-1:]}

    host = StateGraph(Chat).add_node("reason", reason).add_edge(START, "reason").compile()
    state = host.invoke({"messages": [HumanMessage(PROBLEM)], "result": "mine", "phi4_calls": 3})
    assert (state["result"], state["phi4_calls"], len(state["messages"])) == ("mine", 3, 2)


@pytest.mark.parametrize("mode", ["values", "updates", "custom", "messages"])
def test_every_stream_mode_comes_through_a_host(mode: Any) -> None:
    graph, _ = reasoning(BAD, GOOD)
    host = StateGraph(MessagesState).add_node("reason", graph).add_edge(START, "reason").compile()
    given: Any = {"messages": [HumanMessage(PROBLEM)]}
    chunks = [chunk for _, chunk in host.stream(given, stream_mode=mode, subgraphs=True)]
    if mode == "values":
        assert chunks[-1]["messages"][-1].response_metadata["phi4_node"]["stop"] == "verified"
    elif mode == "updates":
        assert [name for chunk in chunks for name in chunk].count("solve") == 2
    elif mode == "custom":
        kinds = {chunk["event"] for chunk in chunks}
        assert {"route", "attempt", "text", "step", "answer", "check", "verdict", "result"} <= kinds
    else:
        assert BAD in "".join(message.text for message, _ in chunks)


# A tool of an agent ---------------------------------------------------------------------------------


class Caller(BaseChatModel):
    """Stands for an agent's own model: it calls the tool once and then reads out what came."""

    @property
    def _llm_type(self) -> str:
        return "caller"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Any:
        return self

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        last = messages[-1]
        if isinstance(last, ToolMessage):
            reply = AIMessage(f"The tool says: {last.text}")
        else:
            call = {"name": "solve", "args": {"problem": last.text}, "id": "1"}
            reply = AIMessage("", tool_calls=[call])  # type: ignore[list-item]
        return ChatResult(generations=[ChatGeneration(message=reply)])


@pytest.mark.parametrize("way", ["sync", "async"])
async def test_as_the_tool_of_an_agent(way: str) -> None:
    graph, _ = reasoning(BAD, GOOD)
    agent = create_react_agent(Caller(), [SolveTool(graph=graph)])
    given: Any = {"messages": [HumanMessage(PROBLEM)]}
    state = agent.invoke(given) if way == "sync" else await agent.ainvoke(given)
    tool = next(message for message in state["messages"] if isinstance(message, ToolMessage))
    assert "Answer: x = 1 or x = -3" in tool.text and "Verdict: verified" in tool.text
    assert Result.model_validate(tool.artifact).stop == "verified"
    assert "verified" in state["messages"][-1].text


def test_the_tool_tells_a_model_what_does_not_fit() -> None:
    graph, _ = reasoning(GOOD)
    tool = SolveTool(graph=graph)
    for arguments in ({}, {"problem": ""}, {"problem": 3}, {"question": PROBLEM}):
        call = {"name": "solve", "args": arguments, "id": "1", "type": "tool_call"}
        answered = tool.invoke(call)  # type: ignore[arg-type]
        assert answered.text and not answered.artifact
    assert set(tool.tool_call_schema.model_json_schema()["properties"]) == {"problem"}  # type: ignore[union-attr]


# LCEL -----------------------------------------------------------------------------------------------


async def test_in_a_chain() -> None:
    graph, model = reasoning(GOOD)
    chain = ChatPromptTemplate.from_messages([("human", "Solve {equation}")]) | solver(graph=graph)
    answer = chain | RunnableLambda(lambda result: result.answer)
    assert answer.invoke({"equation": "x^2 + 2x - 3 = 0"}) == "x = 1 or x = -3"
    assert await answer.ainvoke({"equation": "x^2 + 2x - 3 = 0"}) == "x = 1 or x = -3"
    assert model.prompts == [PROBLEM, PROBLEM]
    given = [{"equation": "x = 1"}] * 2
    assert [one.stop for one in chain.batch(given, {"max_concurrency": 2})] == ["verified"] * 2
    assert [chunk async for chunk in answer.astream({"equation": "x = 1"})] == ["x = 1 or x = -3"]


@pytest.mark.parametrize(
    "given",
    [PROBLEM, HumanMessage(PROBLEM), [HumanMessage(PROBLEM)], {"problem": PROBLEM}, Problem(text=PROBLEM)],
)
def test_what_a_chain_may_hand_over(given: Any) -> None:
    graph, _ = reasoning(GOOD)
    assert solver(graph=graph).invoke(given).answer == "x = 1 or x = -3"


async def test_the_graph_itself_is_a_runnable() -> None:
    graph, _ = reasoning(GOOD)
    chain = {"problem": RunnablePassthrough()} | graph | RunnableLambda(lambda state: state["messages"][-1])
    assert "Verdict: verified" in chain.invoke(PROBLEM).text
    assert "Verdict: verified" in (await chain.ainvoke(PROBLEM)).text


def test_bound_config_reaches_the_run() -> None:
    graph, model = reasoning(BAD)
    bound = graph.with_config({"configurable": {"phi4_node": {"budget": {"attempts": 2}}}, "tags": ["mine"]})
    assert bound.invoke({"problem": PROBLEM})["result"]["stop"] == "attempts"
    assert len(model.calls) == 2


# Policies -------------------------------------------------------------------------------------------


def test_solutions_are_cached_where_the_host_wants_it() -> None:
    graph, model = reasoning(GOOD, cache_policy=CachePolicy(), cache=InMemoryCache())
    for _ in range(3):
        assert graph.invoke({"problem": PROBLEM})["result"]["verdict"]["status"] == "verified"
    assert len(model.calls) == 1


@pytest.mark.parametrize("way", ["sync", "async"])
async def test_retries_are_the_hosts(way: str) -> None:
    policy = RetryPolicy(max_attempts=3, initial_interval=0.01, retry_on=(ServerBrokeOffError,))
    broken = ServerBrokeOffError("It broke off.")
    graph, model = reasoning(broken, broken, GOOD, retry_policy=policy)
    given = {"problem": PROBLEM}
    state = graph.invoke(given) if way == "sync" else await graph.ainvoke(given)
    assert state["result"]["verdict"]["status"] == "verified" and len(model.calls) == 3


def test_without_a_policy_nothing_is_tried_again() -> None:
    graph, model = reasoning(ServerBrokeOffError("It broke off."), GOOD, retry_policy=None)
    with pytest.raises(ServerBrokeOffError):
        graph.invoke({"problem": PROBLEM})
    assert len(model.calls) == 1


@pytest.mark.parametrize("timeout", [0.5, TimeoutPolicy(idle_timeout=0.5)])
async def test_timeouts_are_the_hosts(timeout: Any) -> None:
    graph, model = reasoning(GOOD, model={"pause": 30.0}, timeout=timeout, retry_policy=None)
    with pytest.raises(NodeTimeoutError):
        await graph.ainvoke({"problem": PROBLEM})
    assert model.finished == ["async"], "the stream of the model was closed"
