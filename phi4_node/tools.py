"""The verifier and the solver as LangChain tools, for `ToolNode`, `bind_tools` and agents of any kind.

No tool raises on what a model sends: arguments that do not fit, text that cannot be read and checks that take
too long all come back as content that says what to do next.
"""

from __future__ import annotations

from typing import Any, Literal

from langchain_core.callbacks import AsyncCallbackManagerForToolRun, CallbackManagerForToolRun
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool, ToolException
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from phi4_node.errors import Phi4NodeError
from phi4_node.graph import create_reasoning_graph
from phi4_node.schema import Check, JsonObject, Outcome, Result, Solution, Verdict
from phi4_node.verification import (
    Calculation,
    Comparison,
    WorkerPool,
    acalculate,
    acheck_calculation,
    acompare_answers,
    averify,
    calculate,
    check_calculation,
    compare_answers,
    verify,
)

Answered = tuple[str, JsonObject]
"""What a tool returns: text for the model, and the whole finding as JSON for programs."""


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid")


class VerifyAnswerArguments(_Arguments):
    """What `verify_answer` needs."""

    problem: str = Field(description="The problem, word for word as the user wrote it.")
    answer: str = Field(description="The final answer alone, for example `x = 1 or x = -3`.")
    steps: list[str] = Field(
        default_factory=list, description="The steps of the solution, if they are to be checked too."
    )


class CheckCalculationArguments(_Arguments):
    """What `check_calculation` needs."""

    problem: str = Field(description="The problem, word for word as the user wrote it.")
    answer: str = Field(description="The final answer alone.")
    program: str = Field(
        description="A calculation of the answer: one assignment in each line, the value last, "
        "for example `apples = 3 * 12` and in the next line `apples - 4`."
    )


class CalculateArguments(_Arguments):
    """What `calculate` needs."""

    program: str = Field(
        description="One assignment in each line, the value last, for example `r = 5` and in the next line "
        "`pi * r^2`."
    )


class CompareAnswersArguments(_Arguments):
    """What `compare_answers` needs."""

    first: str = Field(description="One answer, as text or LaTeX.")
    second: str = Field(description="The other answer.")


def _what_does_not_fit(error: ValidationError) -> str:
    """What to say of arguments that do not fit."""
    complaints = [
        f"{'.'.join(str(part) for part in found['loc'])}: {found['msg']}" for found in error.errors()
    ]
    return f"The arguments do not fit; correct them and call again. {'; '.join(complaints)}"


class _VerifierTool(BaseTool):
    """What the tools share.

    Attributes:
        pool: The workers to use; by default one pool for the whole program.
        seconds: Deadline of one call.
    """

    pool: WorkerPool | None = Field(default=None, exclude=True)
    seconds: float = Field(default=10.0, gt=0)
    response_format: Literal["content", "content_and_artifact"] = "content_and_artifact"
    handle_tool_error: Any = True
    handle_validation_error: Any = _what_does_not_fit

    def _options(self) -> dict[str, Any]:
        return {"seconds": self.seconds, "pool": self.pool}


class VerifyAnswerTool(_VerifierTool):
    """`verify_answer`: is this the answer to this problem."""

    name: str = "verify_answer"
    description: str = (
        "Check an answer to a mathematical or logical problem exactly, without a language model. "
        "Says `verified` (proven right), `refuted` (proven wrong, with a counterexample) or `unchecked` "
        "(nothing could be decided), and why."
    )
    args_schema: Any = VerifyAnswerArguments

    def _run(
        self,
        problem: str,
        answer: str,
        steps: list[str] | None = None,
        run_manager: CallbackManagerForToolRun | None = None,
    ) -> Answered:
        try:
            return _of_verdict(verify(problem, _solution(answer, steps), **self._options()))
        except Phi4NodeError as error:
            raise ToolException(str(error)) from error

    async def _arun(
        self,
        problem: str,
        answer: str,
        steps: list[str] | None = None,
        run_manager: AsyncCallbackManagerForToolRun | None = None,
    ) -> Answered:
        try:
            return _of_verdict(await averify(problem, _solution(answer, steps), **self._options()))
        except Phi4NodeError as error:
            raise ToolException(str(error)) from error


class CheckCalculationTool(_VerifierTool):
    """`check_calculation`: does a calculation that the model wrote give its answer."""

    name: str = "check_calculation"
    description: str = (
        "Work out a calculation exactly and compare its value with an answer. Use it when verify_answer "
        "could not read the problem. The calculation is interpreted, not executed: arithmetic, assignments, "
        "functions and equations, no imports."
    )
    args_schema: Any = CheckCalculationArguments

    def _run(
        self,
        problem: str,
        answer: str,
        program: str,
        run_manager: CallbackManagerForToolRun | None = None,
    ) -> Answered:
        try:
            return _of_check(check_calculation(problem, answer, program, **self._options()))
        except Phi4NodeError as error:
            raise ToolException(str(error)) from error

    async def _arun(
        self,
        problem: str,
        answer: str,
        program: str,
        run_manager: AsyncCallbackManagerForToolRun | None = None,
    ) -> Answered:
        try:
            return _of_check(await acheck_calculation(problem, answer, program, **self._options()))
        except Phi4NodeError as error:
            raise ToolException(str(error)) from error


class CalculateTool(_VerifierTool):
    """`calculate`: exact arithmetic, algebra and number theory."""

    name: str = "calculate"
    description: str = (
        "Calculate exactly: fractions and roots stay what they are, no rounding. The calculation is "
        "interpreted, not executed: arithmetic, assignments, functions and equations, no imports."
    )
    args_schema: Any = CalculateArguments

    def _run(self, program: str, run_manager: CallbackManagerForToolRun | None = None) -> Answered:
        try:
            return _of_calculation(calculate(program, **self._options()))
        except Phi4NodeError as error:
            raise ToolException(str(error)) from error

    async def _arun(
        self, program: str, run_manager: AsyncCallbackManagerForToolRun | None = None
    ) -> Answered:
        try:
            return _of_calculation(await acalculate(program, **self._options()))
        except Phi4NodeError as error:
            raise ToolException(str(error)) from error


class CompareAnswersTool(_VerifierTool):
    """`compare_answers`: are two answers the same answer."""

    name: str = "compare_answers"
    description: str = (
        "Tell whether two answers are the same answer by value, not by spelling: 1/2 and 0.5 are, 5 cm and 5 "
        "are not. Says `same`, `different` or `undecided`, and why."
    )
    args_schema: Any = CompareAnswersArguments

    def _run(self, first: str, second: str, run_manager: CallbackManagerForToolRun | None = None) -> Answered:
        try:
            return _of_comparison(compare_answers(first, second, **self._options()))
        except Phi4NodeError as error:
            raise ToolException(str(error)) from error

    async def _arun(
        self, first: str, second: str, run_manager: AsyncCallbackManagerForToolRun | None = None
    ) -> Answered:
        try:
            return _of_comparison(await acompare_answers(first, second, **self._options()))
        except Phi4NodeError as error:
            raise ToolException(str(error)) from error


class SolveArguments(_Arguments):
    """What `solve` needs."""

    problem: str = Field(description="The problem, word for word as the user wrote it, with all its data.")


class SolveTool(BaseTool):
    """`solve`: the reasoning graph as a tool, for an agent whose own model talks better than it proves.

        tool = SolveTool(graph=create_reasoning_graph("ollama:phi4-mini-reasoning"))
        agent = create_agent(chat_model, [tool])

    Attributes:
        graph: What solves; by default a graph with a model that is there, made when it is first needed.
    """

    name: str = "solve"
    description: str = (
        "Solve a problem of mathematics, logic or programming step by step, and say how far the answer was "
        "checked: `verified` (proven), `supported` (independent routes agree), `refuted` or `unchecked`. "
        "Give the whole problem; the tool knows nothing of the conversation."
    )
    args_schema: Any = SolveArguments
    graph: Any = Field(default_factory=create_reasoning_graph, exclude=True)
    response_format: Literal["content", "content_and_artifact"] = "content_and_artifact"
    handle_tool_error: Any = True
    handle_validation_error: Any = _what_does_not_fit

    def _run(
        self,
        problem: str,
        config: RunnableConfig,
        run_manager: CallbackManagerForToolRun | None = None,
    ) -> Answered:
        try:
            return _of_result(self.graph.invoke({"problem": problem}, config)["result"])
        except Phi4NodeError as error:
            raise ToolException(str(error)) from error

    async def _arun(
        self,
        problem: str,
        config: RunnableConfig,
        run_manager: AsyncCallbackManagerForToolRun | None = None,
    ) -> Answered:
        try:
            return _of_result((await self.graph.ainvoke({"problem": problem}, config))["result"])
        except Phi4NodeError as error:
            raise ToolException(str(error)) from error


def verifier_tools(*, seconds: float = 10.0, pool: WorkerPool | None = None) -> list[BaseTool]:
    """All tools of the verifier.

    Args:
        seconds: Deadline of one call.
        pool: The workers to use; by default one pool for the whole program.
    """
    kinds = (VerifyAnswerTool, CheckCalculationTool, CalculateTool, CompareAnswersTool)
    return [kind(seconds=seconds, pool=pool) for kind in kinds]


def _solution(answer: str, steps: list[str] | None) -> Solution:
    return Solution(answer=answer, steps=tuple(steps or ()))


def _of_result(result: JsonObject) -> Answered:
    found = Result.model_validate(result)
    answer = f"Answer: {found.answer}" if found.answer else "No answer was found."
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(_steps(found), start=1))
    return "\n".join(part for part in (answer, f"Verdict: {found.verdict}", steps) if part), result


def _steps(result: Result) -> tuple[str, ...]:
    return result.solution.steps if result.solution else ()


def _of_verdict(verdict: Verdict) -> Answered:
    text = str(verdict)
    if verdict.counterexample and verdict.counterexample not in text:
        text = f"{text} Counterexample: {verdict.counterexample}"
    return text, verdict.model_dump(mode="json")


def _of_check(check: Check) -> Answered:
    meaning = {
        Outcome.HOLDS: "the calculation gives this answer",
        Outcome.FAILS: "the calculation does not give this answer",
        Outcome.UNDECIDED: "undecided",
    }
    return f"{meaning[check.outcome]}: {check.reason}", check.model_dump(mode="json")


def _of_calculation(calculation: Calculation) -> Answered:
    if calculation.error:
        raise ToolException(f"{calculation.error} Correct the calculation and call again.")
    return calculation.value, calculation.model_dump(mode="json")


def _of_comparison(comparison: Comparison) -> Answered:
    meaning = {True: "same", False: "different", None: "undecided"}
    return f"{meaning[comparison.same]}: {comparison.reason}", comparison.model_dump(mode="json")
