"""A reasoning node for LangChain and LangGraph: a small model answers, a verifier says what may be believed.

Names are loaded when they are first used, so `import phi4_node` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phi4_node.chat_model import ChatPhi4Mini
    from phi4_node.errors import Phi4NodeError
    from phi4_node.graph import asolve, astream_solve, create_reasoning_graph, solve, stream_solve
    from phi4_node.parsing import SolutionParser
    from phi4_node.schema import Budget, Certificate, Check, Problem, Result, Solution, Status, Verdict
    from phi4_node.verification import averify, replay, verify

__all__ = [
    "Budget",
    "Certificate",
    "ChatPhi4Mini",
    "Check",
    "Phi4NodeError",
    "Problem",
    "Result",
    "Solution",
    "SolutionParser",
    "Status",
    "Verdict",
    "asolve",
    "astream_solve",
    "averify",
    "create_reasoning_graph",
    "replay",
    "solve",
    "stream_solve",
    "verify",
]

_HOMES = {
    "chat_model": ("ChatPhi4Mini",),
    "errors": ("Phi4NodeError",),
    "graph": ("asolve", "astream_solve", "create_reasoning_graph", "solve", "stream_solve"),
    "parsing": ("SolutionParser",),
    "schema": ("Budget", "Certificate", "Check", "Problem", "Result", "Solution", "Status", "Verdict"),
    "verification": ("averify", "replay", "verify"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(importlib.import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
