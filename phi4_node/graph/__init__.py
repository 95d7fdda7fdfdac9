"""The reasoning graph: a small model proposes, the verifier disposes."""

from phi4_node.graph.builder import RETRY, ReasoningGraph, create_reasoning_graph
from phi4_node.graph.events import (
    AnswerEvent,
    AskedEvent,
    AttemptEvent,
    CalculationEvent,
    CheckEvent,
    ResultEvent,
    RouteEvent,
    SolveEvent,
    StepEvent,
    TextEvent,
    ThinkingEvent,
    VerdictEvent,
    read_event,
)
from phi4_node.graph.review import Review
from phi4_node.graph.run import asolve, astream_solve, solve, solver, stream_solve

__all__ = [
    "RETRY",
    "AnswerEvent",
    "AskedEvent",
    "AttemptEvent",
    "CalculationEvent",
    "CheckEvent",
    "ReasoningGraph",
    "ResultEvent",
    "Review",
    "RouteEvent",
    "SolveEvent",
    "StepEvent",
    "TextEvent",
    "ThinkingEvent",
    "VerdictEvent",
    "asolve",
    "astream_solve",
    "create_reasoning_graph",
    "read_event",
    "solve",
    "solver",
    "stream_solve",
]
