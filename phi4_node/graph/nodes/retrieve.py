"""Retrieve: passages from outside that may help the model; what is verified is the asker's words alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain_core.documents import Document
from langchain_core.runnables import RunnableConfig

from phi4_node.graph.nodes.common import Node, Turn, Update, as_json, quiet
from phi4_node.graph.setup import Setup
from phi4_node.graph.state import State
from phi4_node.graph.tokens import estimate_tokens
from phi4_node.schema import Usage

MOST_TOKENS = 1500
"""Tokens of passages, roughly; a small model on a CPU reads 20 to 40 tokens a second."""


def retrieve_node(setup: Setup) -> Node:
    """The node that asks the retriever once, with the problem's text."""

    def sync(state: State, config: RunnableConfig) -> Update:
        turn = Turn.of(setup, state, config)
        return _conclude(turn, _retriever(setup).invoke(turn.problem.text, quiet(config)))

    async def asynchronous(state: State, config: RunnableConfig) -> Update:
        turn = Turn.of(setup, state, config)
        return _conclude(turn, await _retriever(setup).ainvoke(turn.problem.text, quiet(config)))

    return Node("retrieve", sync, asynchronous)


def _retriever(setup: Setup) -> Any:
    assert setup.retriever is not None, "the graph has this node only with a retriever"
    return setup.retriever


def _conclude(turn: Turn, found: Sequence[Document | str]) -> Update:
    passages: list[str] = []
    room = MOST_TOKENS
    for document in found:
        text = (document.page_content if isinstance(document, Document) else str(document)).strip()
        room -= estimate_tokens(text)
        if room < 0:
            break  # the best come first, and half a passage may say the opposite of the whole
        if text:
            passages.append(text)
    run = turn.run.model_copy(update={"passages": tuple(passages)})
    return {"phi4_run": as_json(run), "phi4_spent": turn.charge(Usage())}
