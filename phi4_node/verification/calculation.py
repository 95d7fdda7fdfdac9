"""What workers do besides judging: steps, calculations, comparisons; JSON in and JSON out."""

from __future__ import annotations

from phi4_node.schema import JsonObject
from phi4_node.verification.answers import AnswerError, read_answer
from phi4_node.verification.equivalence import same
from phi4_node.verification.steps import check_steps


def steps(request: JsonObject) -> JsonObject:
    """Check what the steps of a solution claim by themselves.

    Args:
        request: `{"problem": str, "steps": [str, ...]}`

    Returns:
        `{"checks": [...]}`, each a `Check` as JSON.
    """
    found = check_steps(request["steps"], request["problem"])
    return {"checks": [check.model_dump(mode="json") for check in found]}


def compare(request: JsonObject) -> JsonObject:
    """Whether two answers are the same answer.

    Args:
        request: `{"first": str, "second": str}`

    Returns:
        `{"same": true | false | null, "reason": str}`; null is undecided.
    """
    try:
        first, second = read_answer(request["first"]), read_answer(request["second"])
    except AnswerError as error:
        return {"same": None, "reason": str(error)}
    found = same(first, second)
    return {"same": found.value, "reason": found.reason}
