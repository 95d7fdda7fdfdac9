"""A look from outside before a further attempt: the run waits in its checkpoint for an answer."""

from __future__ import annotations

from langgraph.types import interrupt
from pydantic import ValidationError

from phi4_node.graph.nodes.common import Turn, as_json
from phi4_node.graph.prompts import feedback_on
from phi4_node.schema import Attempt, JsonObject, Word


class Review(Word):
    """What the reviewer says: `Command(resume={"retry": True, "hint": "..."})`.

    Attributes:
        retry: Whether a further attempt is made; else the run ends with the best attempt so far.
        hint: What the next attempt is told besides what was wrong.
    """

    retry: bool = True
    hint: str = ""


def reviewed(turn: Turn, attempts: list[Attempt]) -> Review:
    """Ask for a review of the attempts so far; the answer comes with `Command(resume=...)`.

    `True`, `False` and a bare hint will do as well as the whole form. What cannot be read is asked for again.
    """
    asked: JsonObject = {
        "kind": "review",
        "problem": turn.problem.text,
        "attempt": as_json(attempts[-1]),
        "attempts": len(attempts),
        "feedback": feedback_on(turn.spec, turn.asked, attempts),
        "answer_with": Review.model_json_schema(),
    }
    while True:  # LangGraph tells the answers of one node apart by their order
        answer = interrupt(asked)
        try:
            return _read(answer)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "the answer"
            asked = {**asked, "error": f"{where}: {first['msg']}."}


def _read(answer: object) -> Review:
    if isinstance(answer, bool):
        return Review(retry=answer)
    if isinstance(answer, str):
        return Review(hint=answer)
    return Review.model_validate(answer)
