"""Comparing answers with answers, inside the worker; JSON in and JSON out."""

from __future__ import annotations

from phi4_node.schema import JsonObject
from phi4_node.verification.answers import AnswerError, read_answer
from phi4_node.verification.equivalence import same


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
