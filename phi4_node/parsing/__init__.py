"""From what a model writes to thinking, steps and answer; for whole replies and for streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phi4_node.parsing.clean import clean_answer
from phi4_node.parsing.instructions import format_instructions
from phi4_node.parsing.solution import parse_explanation, parse_solution
from phi4_node.parsing.stream import SolutionStream
from phi4_node.parsing.thinking import Split, ThinkingSplitter, split_thinking

if TYPE_CHECKING:
    from phi4_node.parsing.output_parser import SolutionParser

__all__ = [
    "SolutionParser",
    "SolutionStream",
    "Split",
    "ThinkingSplitter",
    "clean_answer",
    "format_instructions",
    "parse_explanation",
    "parse_solution",
    "split_thinking",
]


def __getattr__(name: str) -> object:
    # LangChain takes a second to import; whoever only reads a text need not wait for it.
    if name == "SolutionParser":
        from phi4_node.parsing.output_parser import SolutionParser

        return SolutionParser
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
