from __future__ import annotations

import subprocess
import sys

import pytest

import phi4_node

PROMISED = ("ChatPhi4Mini", "create_reasoning_graph", "verify", "Problem", "Solution", "Verdict", "Result")


@pytest.mark.parametrize("name", sorted({*PROMISED, *phi4_node.__all__}))
def test_public_name_is_there(name: str) -> None:
    assert getattr(phi4_node, name) is not None
    assert name in dir(phi4_node)


def test_unknown_name() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        phi4_node.nonsense  # noqa: B018


@pytest.mark.parametrize(
    ("statement", "heavy"),
    [
        ("import phi4_node", ("pydantic", "langchain_core", "langgraph", "sympy")),
        ("from phi4_node import verify, Problem", ("langchain_core", "langgraph", "sympy")),
        ("from phi4_node import create_reasoning_graph", ("sympy", "xllamacpp")),
    ],
)
def test_imports_bring_no_more_than_they_need(statement: str, heavy: tuple[str, ...]) -> None:
    code = f"{statement}\nimport sys\nprint([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
