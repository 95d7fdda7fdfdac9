"""A model server that answers after a fixed time, on Ollama's wire: `python -m benchmarks.service.stub PORT`.

It stands for the model alone, so that what is measured is the service. A streamed reply comes as Ollama writes it, a
line for each token, all of them once the time is over.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import uvicorn

from benchmarks.service.questions import solved

LATENCY = 0.05
_NO_PROBLEM = "Answer: I do not know."


async def app(scope: Any, receive: Any, send: Any) -> None:
    """The server as an ASGI app."""
    if scope["type"] != "http":
        return
    body = b""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body += message.get("body", b"")
        more = message.get("more_body", False)
    streamed, content = await _answered(scope["path"], json.loads(body) if body else {})
    headers = [(b"content-type", b"application/x-ndjson" if streamed else b"application/json; charset=utf-8")]
    if not streamed:
        headers.append((b"content-length", str(len(content)).encode()))
    await send({"type": "http.response.start", "status": 200 if content else 404, "headers": headers})
    await send({"type": "http.response.body", "body": content})


async def _answered(path: str, request: dict[str, Any]) -> tuple[bool, bytes]:
    if path == "/api/chat":
        await asyncio.sleep(LATENCY)
        return bool(request.get("stream", True)), _reply(request)
    facts = {
        "/api/version": {"version": "0.30.0"},
        "/api/tags": {"models": [{"model": "phi4-mini-reasoning", "name": "phi4-mini-reasoning"}]},
        "/api/show": {
            "capabilities": ["completion"],
            "model_info": {"general.architecture": "phi3", "phi3.context_length": 131072},
        },
    }
    return False, json.dumps(facts[path]).encode() if path in facts else b""


def _reply(request: dict[str, Any]) -> bytes:
    model = request.get("model", "")
    asked = "\n".join(message["content"] for message in request.get("messages", ()))
    found = solved(asked)
    text = found.reply if found else _NO_PROBLEM
    pieces = [text[start : start + 4] for start in range(0, len(text), 4)]
    head = {"model": model, "created_at": "2026-01-01T00:00:00Z"}
    end = {
        **{"done": True, "done_reason": "stop", "total_duration": int(LATENCY * 1e9), "load_duration": 0},
        **{"prompt_eval_count": len(asked) // 4, "eval_count": len(pieces)},
    }
    if not request.get("stream", True):
        return json.dumps({**head, "message": {"role": "assistant", "content": text}, **end}).encode()
    parts = [{**head, "message": {"role": "assistant", "content": piece}, "done": False} for piece in pieces]
    parts.append({**head, "message": {"role": "assistant", "content": ""}, **end})
    return b"".join(json.dumps(part).encode() + b"\n" for part in parts)


if __name__ == "__main__":
    # asyncio's own loop: the timers of uvloop may end early where the machine is busy
    uvicorn.run(app, port=int(sys.argv[1]), loop="asyncio", log_level="warning", access_log=False)
