"""The verifier's tools: LangChain's own tests of tools, a real ToolNode, and errors as content."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from langchain_tests.integration_tests import ToolsIntegrationTests
from langchain_tests.unit_tests import ToolsUnitTests
from langgraph.graph import MessagesState, StateGraph
from langgraph.prebuilt import ToolNode

from phi4_node.tools import (
    CalculateTool,
    CheckCalculationTool,
    CompareAnswersTool,
    VerifyAnswerTool,
    verifier_tools,
)
from phi4_node.verification import WorkerPool

EXAMPLES: dict[str, dict[str, Any]] = {
    "verify_answer": {"problem": "Solve x^2 + 2x - 3 = 0.", "answer": "x = 1 or x = -3"},
    "compare_answers": {"first": "1/2", "second": "0.5"},
    "calculate": {"program": "r = 1/3\nr * 6"},
    "check_calculation": {
        "problem": "A crate holds 12 apples. How many apples do 3 crates hold?",
        "answer": "36",
        "program": "crates = 3\ncrates * 12",
    },
}
KINDS: dict[str, type[BaseTool]] = {
    "verify_answer": VerifyAnswerTool,
    "compare_answers": CompareAnswersTool,
    "calculate": CalculateTool,
    "check_calculation": CheckCalculationTool,
}


class _Standard:
    """What LangChain's suites need to know about one tool."""

    tool_name: str

    @property
    def tool_constructor(self) -> type[BaseTool]:
        return KINDS[self.tool_name]

    @property
    def tool_constructor_params(self) -> dict[str, Any]:
        return {"seconds": 30.0}

    @property
    def tool_invoke_params_example(self) -> dict[str, Any]:
        return EXAMPLES[self.tool_name]


class TestVerifyAnswerUnit(_Standard, ToolsUnitTests):
    tool_name = "verify_answer"


class TestVerifyAnswerIntegration(_Standard, ToolsIntegrationTests):
    tool_name = "verify_answer"


class TestCompareAnswersUnit(_Standard, ToolsUnitTests):
    tool_name = "compare_answers"


class TestCompareAnswersIntegration(_Standard, ToolsIntegrationTests):
    tool_name = "compare_answers"


class TestCalculateUnit(_Standard, ToolsUnitTests):
    tool_name = "calculate"


class TestCalculateIntegration(_Standard, ToolsIntegrationTests):
    tool_name = "calculate"


class TestCheckCalculationUnit(_Standard, ToolsUnitTests):
    tool_name = "check_calculation"


class TestCheckCalculationIntegration(_Standard, ToolsIntegrationTests):
    tool_name = "check_calculation"


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(1) as pool:
        yield pool


def call(name: str, **arguments: object) -> AIMessage:
    return AIMessage("", tool_calls=[{"name": name, "args": arguments, "id": "1", "type": "tool_call"}])


def build_graph(pool: WorkerPool) -> Any:
    """A graph whose only node is a real ToolNode with all tools."""
    builder = StateGraph(MessagesState)
    builder.add_node("tools", ToolNode(verifier_tools(seconds=30, pool=pool)))
    builder.set_entry_point("tools")
    return builder.compile()


ANSWERS: list[tuple[str, dict[str, object], str, str]] = [
    ("verify_answer", EXAMPLES["verify_answer"], "success", "verified"),
    (
        "verify_answer",
        {"problem": "Solve x^2 + 2x - 3 = 0.", "answer": "x = 1 or x = 3"},
        "success",
        "refuted",
    ),
    ("verify_answer", {"problem": "Who was the best?", "answer": "Ada"}, "success", "unchecked"),
    ("verify_answer", {"problem": "What is 1 + 1?", "answer": ""}, "success", "There is no answer"),
    ("verify_answer", {"problem": " ", "answer": "2"}, "error", "write the question"),
    ("verify_answer", {"problem": "x" * 200_000, "answer": "2"}, "error", "Shorten it"),
    ("verify_answer", {"problem": "What is 1 + 1?"}, "error", "answer: Field required"),
    ("verify_answer", {"problem": "What is 1 + 1?", "answer": {"x": 2}}, "error", "valid string"),
    ("verify_answer", {"problem": "What is 1 + 1?", "answer": "2", "mood": "good"}, "error", "mood"),
    ("compare_answers", {"first": "1/2", "second": "0.5"}, "success", "same"),
    ("compare_answers", {"first": "5", "second": "6"}, "success", "different"),
    ("compare_answers", {"first": "5 cm", "second": "5"}, "success", "undecided"),
    ("compare_answers", {"first": "", "second": "5"}, "success", "undecided"),
    ("calculate", EXAMPLES["calculate"], "success", "2"),
    ("calculate", {"program": "import os\nos.getcwd()"}, "error", "Correct the calculation"),
    ("calculate", {"program": ""}, "error", "no calculation"),
    ("check_calculation", EXAMPLES["check_calculation"], "success", "the calculation gives this answer"),
    (
        "check_calculation",
        EXAMPLES["check_calculation"] | {"answer": "35"},
        "success",
        "the calculation does not give this answer",
    ),
    ("check_calculation", EXAMPLES["check_calculation"] | {"program": "???"}, "success", "undecided"),
    ("check_calculation", EXAMPLES["check_calculation"] | {"problem": ""}, "error", "write the question"),
]


@pytest.mark.parametrize(("name", "arguments", "status", "says"), ANSWERS)
async def test_a_tool_node_gets_an_answer_whatever_the_model_sends(
    pool: WorkerPool, name: str, arguments: dict[str, object], status: str, says: str
) -> None:
    graph = build_graph(pool)
    for state in (
        graph.invoke({"messages": [call(name, **arguments)]}),
        await graph.ainvoke({"messages": [call(name, **arguments)]}),
    ):
        message = state["messages"][-1]
        assert isinstance(message, ToolMessage)
        assert says in message.content
        assert message.status == status
        if status == "success":
            assert json.loads(json.dumps(message.artifact)) == message.artifact


def test_steps_are_checked_when_they_are_given(pool: WorkerPool) -> None:
    tool = VerifyAnswerTool(pool=pool)
    arguments = {"problem": "What is 3 + 4?", "answer": "7", "steps": ["3 + 4 = 7"]}
    assert tool.invoke(arguments).startswith("verified")


def test_a_check_that_takes_too_long_is_told(pool: WorkerPool) -> None:
    tool = VerifyAnswerTool(pool=pool, seconds=0.000_001)
    assert "took longer than" in tool.invoke(EXAMPLES["verify_answer"])


def test_a_system_that_cannot_verify_is_told_as_an_error() -> None:
    with WorkerPool(1, python="/no/such/python") as pool:
        message = VerifyAnswerTool(pool=pool).invoke(
            call("verify_answer", **EXAMPLES["verify_answer"]).tool_calls[0]
        )
    assert message.status == "error"
    assert "/no/such/python" in message.content


@pytest.mark.parametrize("tool", verifier_tools(), ids=lambda tool: tool.name)
def test_a_model_sees_names_descriptions_and_schemas(tool: BaseTool) -> None:
    schema = convert_to_openai_tool(tool)["function"]
    assert schema["name"] == tool.name
    assert len(schema["description"]) > 50
    for parameter in schema["parameters"]["properties"].values():
        assert parameter["description"]
    assert "pool" not in json.dumps(schema)
    assert set(schema["parameters"]["required"]) <= set(EXAMPLES[tool.name])
