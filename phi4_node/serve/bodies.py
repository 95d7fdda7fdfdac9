"""Requests and responses of the routes. Names and defaults are those of the documents that asked for them."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from phi4_node.parsing import parse_solution
from phi4_node.schema import Certificate, Result, Status, Usage, Verdict
from phi4_node.serve.service import Answer


class Request(BaseModel):
    """Base of the requests; unknown fields are ignored, as clients of other versions may send them."""

    model_config = ConfigDict(extra="ignore")


class VerdictBody(BaseModel):
    """How far an answer was checked.

    Attributes:
        status: The word.
        reason: One sentence.
    """

    status: Status
    reason: str

    @classmethod
    def of(cls, verdict: Verdict) -> VerdictBody:
        """The short form of a verdict."""
        return cls(status=verdict.status, reason=verdict.reason)


class MathRequest(Request):
    """A problem for `/v1/math/solve`; `steps=false` asks for the answer alone."""

    problem: str
    steps: bool = True


class LogicRequest(Request):
    """A problem for `/v1/logic/analyze`."""

    problem: str


class SolveRequest(Request):
    """A problem for `/v1/solve`.

    Attributes:
        problem: The asker's text.
        domain: What kind of problem it is; left out, the service finds out.
        attempts: Solutions drawn at most; never more than the service allows.
        seconds: Wall time at most; likewise.
    """

    problem: str
    domain: Literal["math", "logic", "code", "general"] | None = None
    attempts: int | None = Field(default=None, ge=1, le=100)
    seconds: float | None = Field(default=None, gt=0, le=86_400)


class SolveResponse(BaseModel):
    """A solved problem.

    Attributes:
        success: Always true; a failure has a status and another body.
        problem: As it was asked.
        solution: The reply as the model wrote it, or the answer alone where no steps were asked for.
        answer: The answer alone.
        analysis: What the model said about the problem.
        steps: The steps, in order.
        model: Which model answered.
        verdict: How far the answer was checked.
        certificate: Replayable without a model; null if there is nothing to replay.
        usage: Tokens.
        cached: Whether it was solved before.
    """

    success: bool = True
    problem: str
    solution: str
    answer: str
    analysis: str = ""
    steps: tuple[str, ...] = ()
    model: str
    verdict: VerdictBody
    certificate: Certificate | None = None
    usage: Usage = Usage()
    cached: bool = False

    @classmethod
    def of(cls, answer: Answer, *, steps: bool = True) -> SolveResponse:
        """The response for an answer of the service."""
        result: Result = answer.result
        solution = result.solution or parse_solution("")
        return cls(
            problem=result.problem.text,
            solution=(solution.text.strip() if steps else "") or result.answer,
            answer=result.answer,
            analysis=solution.analysis if steps else "",
            steps=solution.steps if steps else (),
            model=result.model,
            verdict=VerdictBody.of(result.verdict),
            certificate=result.certificate,
            usage=result.usage,
            cached=answer.cached,
        )


class VerifyRequest(Request):
    """An answer to be checked; no model is used."""

    problem: str
    answer: str
    steps: list[str] = Field(default_factory=list, max_length=500)


class VerifyResponse(BaseModel):
    """What came of the check."""

    success: bool = True
    verdict: Verdict
    certificate: Certificate | None = None


class Message(Request):
    """One message of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


class GeneralChatRequest(Request):
    """A conversation for `/v1/general/chat`."""

    model: str = "phi4-mini-reasoning"
    messages: list[Message] = Field(max_length=200)
    temperature: float = Field(default=0.8, ge=0, le=2)
    top_p: float = Field(default=0.95, gt=0, le=1)
    stream: bool = False


class GeneralChatResponse(BaseModel):
    """The reply, and how far what it says could be checked."""

    success: bool = True
    response: str
    model: str
    metadata: dict[str, float]
    verdict: VerdictBody


class InferenceRequest(Request):
    """A prompt for `/v1/inference`. A missing prompt is a 400 there, so it is no matter of the schema."""

    prompt: str | None = None
    system_prompt: str | None = None


class InferenceResponse(BaseModel):
    """The reply."""

    success: bool = True
    result: str
    model: str
    verdict: VerdictBody


class ReasoningRequest(Request):
    """A prompt for `/reasoning`; `max_length` counts new tokens."""

    prompt: str
    task_type: Literal["reasoning", "math", "coding"] = "reasoning"
    max_length: int = Field(default=200, ge=1, le=32_768)
    temperature: float = Field(default=0.3, ge=0, le=2)


class ReasoningResponse(BaseModel):
    """The reply; `inference_time` is in seconds."""

    generated_text: str
    task_type: str
    inference_time: float
    model: str
    verdict: VerdictBody


class ChatRequest(Request):
    """A prompt for `/chat`.

    Attributes:
        prompt: What is said now.
        max_length: New tokens at most.
        temperature: Of the sampling.
        history: What was said before: pairs of question and reply, or messages with `role` and `content`.
    """

    prompt: str
    max_length: int = Field(default=512, ge=1, le=32_768)
    temperature: float = Field(default=0.7, ge=0, le=2)
    history: list[tuple[str, str] | Message] | None = Field(default=None, max_length=200)


class ChatResponse(BaseModel):
    """The reply; `history` has the form in which it was sent, `processing_time` is in seconds."""

    response: str
    history: list[Any]
    tokens_used: int
    processing_time: float
    verdict: VerdictBody


class ChatFailure(BaseModel):
    """An item of a batch that failed; the others are not lost."""

    error: str
    type: str


class Envelope(BaseModel):
    """A body in LangServe's form: `/chat/stream` and `/chat/batch` are paths of LangServe's, too."""

    model_config = ConfigDict(extra="allow")

    input: Any = None
    inputs: list[Any] | None = None
    config: Any = None

    @model_validator(mode="after")
    def _has_input(self) -> Self:
        if self.input is None and self.inputs is None:
            raise ValueError("a prompt is missing")
        return self


class EnvelopeResponse(BaseModel):
    """What LangServe answers to a batch in its own form."""

    output: list[Any]
    metadata: dict[str, Any] = Field(default_factory=dict)


class BatchResponse(BaseModel):
    """One entry for each item, in order."""

    results: list[ChatResponse | ChatFailure]
