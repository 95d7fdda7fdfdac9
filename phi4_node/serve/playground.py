"""The pieces of a stream, and how LangServe's playground shows them: as growing text, the verdict at its end.

The playground puts the pieces one behind the other. Objects would come as JSON in which nobody finds the
answer, so it gets words, and messages come as a conversation.
"""

from __future__ import annotations

from typing import Any

from fastapi import Request
from pydantic import BaseModel

from phi4_node.display import MARKS


class Piece(BaseModel):
    """One piece of a stream.

    Attributes:
        event: What it is: `thinking`, `text`, `step`, ..., `result` at the end, or `error`.
        data: What belongs to it.
    """

    event: str
    data: Any = None


def as_conversation(schema: dict[str, Any]) -> None:
    """Say in the schema what a message is, so that the playground shows the list as a conversation."""
    schema.pop("minItems", None)  # it would begin with an empty message before the asker's
    schema["items"] = {
        "title": "ChatMessage",
        "type": "object",
        "properties": {
            "role": {"type": "string", "description": "`user`, `assistant` or `system`."},
            "type": {"type": "string", "description": "The same in LangChain's words, for example `human`."},
            "content": {"description": "A text, or a list of parts."},
        },
    }
    schema["extra"] = {"widget": {"type": "chat", "input": "messages"}}


def or_left_out(schema: dict[str, Any]) -> None:
    """Say of an optional field what it is, not that it may be null, which the playground cannot show."""
    schema.update(next(choice for choice in schema.pop("anyOf") if choice["type"] != "null"))
    del schema["default"]


def is_from_playground(request: Request) -> bool:
    """Whether the playground asks: nobody else uses its endpoint, which exists only for it."""
    return request.url.path.endswith("/stream_log")


def in_words(piece: Piece) -> str:
    """The piece as the playground shows it; empty for what it shows in another piece."""
    tell = _TELLERS.get(piece.event)
    return tell(piece.data) if tell else ""


def _text(data: Any) -> str:
    return data if isinstance(data, str) else str(data["text"])


def _route(data: Any) -> str:
    return f"[{data['name']}, decided by the {data['by']}]\n"


def _asked(data: Any) -> str:
    return f"[{', '.join(data['flags'])}] The model is asked:\n{data['text']}\n"


def _attempt(data: Any) -> str:
    why = f"\n{data['feedback']}" if data["feedback"] else ""
    return f"\n--- Attempt {data['attempt']} of {data['of']} ---{why}\n"


def _check(data: Any) -> str:
    check = data["check"]
    what = "answer" if check["step"] is None else f"step {check['step'] + 1}"
    return f"\n    {MARKS[check['outcome']]} {what}: {check['reason'] or check['method']}\n"


def _verdict(data: Any) -> str:
    verdict = data.get("verdict", data)
    return f"\nVerdict: {verdict['status']}. {verdict['reason']}\n"


def _result(data: Any) -> str:
    if "result" not in data:
        return _verdict(data)
    result = data["result"]
    answer = (result["solution"] or {}).get("answer") or "(none)"
    return f"\n--- Result ---\nAnswer: {answer}{_verdict(result)}"


def _error(data: Any) -> str:
    return f"\nError {data['status']}: {data['error']}\n"


_TELLERS = {
    "route": _route,
    "asked": _asked,
    "attempt": _attempt,
    "thinking": _text,
    "text": _text,
    "check": _check,
    "verdict": _verdict,
    "result": _result,
    "error": _error,
}
