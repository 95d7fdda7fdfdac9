"""The methods that are compared: ours, and what else can be done with the same model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langgraph.errors import GraphRecursionError
from langgraph.prebuilt import create_react_agent
from pydantic import BaseModel, Field, ValidationError

from benchmarks.reasoning.calls import LoggedChat
from phi4_node import Budget, ChatPhi4Mini, create_reasoning_graph, verification
from phi4_node.domains.math import MATH
from phi4_node.graph.prompts import calculation_prompt, solution_prompt
from phi4_node.parsing import parse_solution
from phi4_node.schema import Problem, Result, Status
from phi4_node.tools import CalculateTool

WORDS = 512
"""Longest reply in words, as in ENGINES.md."""
PROGRAM = 300


@dataclass
class Outcome:
    """What a method says to one problem.

    Attributes:
        answer: Its answer.
        trust: How far it believes it: `verified`, `supported`, ... for ours, `agreed` where two routes agree.
        tools: Tool calls that could be read; only the agent makes any.
        detail: What the report looks into.
    """

    answer: str
    trust: str = ""
    tools: int = 0
    detail: dict[str, Any] = field(default_factory=dict)


Method = Callable[[LoggedChat, str], Outcome]


PLAIN = (
    "{problem}\n\nSolve this step by step, with every calculation written out in numbers. End with a line "
    "“Answer: ” and the result alone."
)
"""What one would ask without this project: no system prompt, no form."""


def plain_greedy(model: LoggedChat, problem: str) -> Outcome:
    """One greedy sample in words, asked for plainly."""
    asked = [HumanMessage(PLAIN.format(problem=problem))]
    return Outcome(parse_solution(model.invoke(asked, temperature=0.0, max_tokens=WORDS).text).answer)


def greedy(model: LoggedChat, problem: str) -> Outcome:
    """One greedy sample in words, asked for with this project's prompt, as in all methods that follow."""
    return Outcome(_words(model, problem, 0.0))


def majority_of_3(model: LoggedChat, problem: str) -> Outcome:
    """The greedy sample in words and two with chance; the answer that most give, the first if none does."""
    answers = [_words(model, problem, temperature) for temperature in (0.0, 0.7, 0.7)]
    return Outcome(*_vote(answers))


def words_and_program(model: LoggedChat, problem: str) -> Outcome:
    """A greedy sample in words and a greedy program; trusted where they agree, else the program's value."""
    words, program = _words(model, problem, 0.0), _program(model, problem)
    if words and program and _same(words, program):
        return Outcome(words, "agreed")
    return Outcome(program or words)


def program_only(model: LoggedChat, problem: str) -> Outcome:
    """A program, written and run (PAL, Gao et al. 2022), without examples."""
    return Outcome(_program(model, problem))


def react_agent(model: LoggedChat, problem: str) -> Outcome:
    """LangGraph's prebuilt ReAct agent with the SymPy calculator as its tool."""
    chat = ChatPhi4Mini(model, temperature=0.0, max_tokens=WORDS)
    agent = create_react_agent(chat, [CalculateTool()])
    asked = {"messages": [SystemMessage(MATH.system["en"]), HumanMessage(problem)]}
    try:
        messages = agent.invoke(asked, {"recursion_limit": 8})["messages"]
    except GraphRecursionError:
        return Outcome("", detail={"error": "no end after 8 steps"})
    calls = sum(len(message.tool_calls) for message in messages if isinstance(message, AIMessage))
    return Outcome(parse_solution(messages[-1].text).answer, tools=calls)


class Reply(BaseModel):
    """The whole reply as one structure."""

    analysis: str = Field(description="What is asked and what is given.")
    steps: list[str] = Field(description="One calculation per step.")
    answer: str = Field(description="The value alone.")


def structured(model: LoggedChat, problem: str) -> Outcome:
    """Structured output in one call, constrained from the first token."""
    schema = {"type": "json_schema", "json_schema": {"name": "reply", "schema": Reply.model_json_schema()}}
    messages = [SystemMessage(MATH.system["en"]), HumanMessage(problem)]
    text = model.invoke(messages, temperature=0.0, max_tokens=WORDS, response_format=schema).text
    try:
        return Outcome(Reply.model_validate_json(text).answer)
    except ValidationError:
        return Outcome("", detail={"error": "cut off or no valid JSON"})


def phi4_node(model: LoggedChat, problem: str) -> Outcome:
    """The reasoning graph of this project, as it comes."""
    return _by_graph(model, problem, answer_by_rules=False)


def phi4_node_and_rules(model: LoggedChat, problem: str) -> Outcome:
    """The same; where the model's attempts end without proof, the verifier's own answer if it has one."""
    return _by_graph(model, problem, answer_by_rules=True)


def _by_graph(model: LoggedChat, problem: str, *, answer_by_rules: bool) -> Outcome:
    graph = create_reasoning_graph(
        ChatPhi4Mini(model, max_tokens=WORDS),
        domain="math",
        budget=Budget(attempts=3, seconds=3600),
        answer_by_rules=answer_by_rules,
    )
    result = Result.model_validate(graph.invoke({"problem": problem})["result"])
    detail = {
        "reason": result.verdict.reason,
        "attempts": len(result.attempts),
        "stop": result.stop.value,
        "read": any(
            check.claim and check.basis == "problem"
            for attempt in result.attempts
            for check in attempt.verdict.checks
        ),
        "answers": _answers_of(result),
        "doubts": [doubt for attempt in result.attempts for doubt in attempt.doubts],
        "refuted": sum(attempt.verdict.status is Status.REFUTED for attempt in result.attempts),
    }
    return Outcome(result.answer, result.verdict.status.value, detail=detail)


def _answers_of(result: Result) -> list[str]:
    """The answers of all routes, calculations too, whether or not they were given out."""
    programs = dict.fromkeys(attempt.calculation for attempt in result.attempts if attempt.calculation)
    values = [verification.calculate(program).value for program in programs]
    return [answer for answer in (*(one.solution.answer for one in result.attempts), *values) if answer]


METHODS: dict[str, Method] = {
    "greedy, plain prompt": plain_greedy,
    "greedy": greedy,
    "majority of 3": majority_of_3,
    "words and program": words_and_program,
    "program (PAL)": program_only,
    "ReAct agent": react_agent,
    "structured": structured,
    "phi4_node": phi4_node,
    "phi4_node, rules last": phi4_node_and_rules,
}


def _words(model: LoggedChat, problem: str, temperature: float) -> str:
    messages = solution_prompt(MATH, Problem(text=problem), "")
    settings: dict[str, Any] = {"top_p": 0.9} if temperature else {}
    reply = model.invoke(messages, temperature=temperature, max_tokens=WORDS, **settings)
    return parse_solution(reply.text).answer


def _program(model: LoggedChat, problem: str) -> str:
    reply = model.invoke(calculation_prompt(Problem(text=problem)), temperature=0.0, max_tokens=PROGRAM)
    return verification.calculate(reply.text).value


def _vote(answers: list[str]) -> tuple[str, str]:
    votes: Counter[str] = Counter()
    for answer in answers:
        votes[answer] = sum(_same(answer, other) for other in answers) if answer else 0
    best = max(answers, key=lambda answer: votes[answer])
    return best, "agreed" if votes[best] > 1 else ""


def _same(first: str, second: str) -> bool:
    return first == second or bool(verification.compare_answers(first, second).same)
