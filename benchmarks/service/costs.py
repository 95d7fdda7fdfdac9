"""Where the service's processor time goes: `python -m benchmarks.service.costs STUB`, shares by library as JSON.

The app answers in this process, under a profiler. What a library calls in the interpreter's own functions counts as the
library's; a profiler makes many small calls look dearer than they are, so the shares are good for an order, no more.
"""

from __future__ import annotations

import asyncio
import cProfile
import json
import pstats
import re
import subprocess
import sys
import time
from collections import Counter
from typing import Any

from benchmarks.service.processes import MODEL, Server
from benchmarks.service.questions import problem

_REQUESTS = 60
_FIRST = 1_500_000
_LIBRARIES = {
    "LangGraph": ("langgraph",),
    "LangChain": ("langchain_core", "langchain_ollama", "langsmith"),
    "HTTP client to the model (httpx)": ("httpx", "httpcore", "h11", "anyio", "sniffio"),
    "web framework (FastAPI, Starlette)": ("fastapi", "starlette", "sse_starlette", "opentelemetry"),
    "pydantic": ("pydantic",),
}
_OWN = {
    "ours: engine and chat model": ("engines", "chat_model", "profiles"),
    "ours: graph, parsing, prompts": ("graph", "parsing", "domains", "schema"),
    "ours: verification, this side of the workers": ("verification",),
    "ours: serve": ("serve",),
}


def measure_costs(stub: Server) -> dict[str, float]:
    """Each library's share of the serving process's time, the largest first."""
    command = [sys.executable, "-m", "benchmarks.service.costs", stub.url]
    ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, text=True)
    shares: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])  # the app logs before it
    return shares


async def _profiled(url: str) -> cProfile.Profile:
    from phi4_node.serve import Settings, create_app

    settings = Settings(_env_file=None, model=f"ollama:{MODEL}@{url}", cache_size=0, warm_up=False)
    app = create_app(settings)
    profile = cProfile.Profile(time.process_time)
    async with app.router.lifespan_context(app):
        for number in range(10):
            await _ask(app, _FIRST + number)
        profile.enable()
        for number in range(10, 10 + _REQUESTS):
            await _ask(app, _FIRST + number)
        profile.disable()
    return profile


async def _ask(app: Any, number: int) -> None:
    """One request, without a server around the app."""
    body = json.dumps({"problem": problem(number)}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    path = "/v1/math/solve"
    scope = {
        **{
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
        },
        **{"path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": headers},
        **{"client": ("127.0.0.1", 1), "server": ("127.0.0.1", 1), "state": {}},
    }
    messages = [{"type": "http.request", "body": body, "more_body": False}]
    never = asyncio.Event()
    statuses = []

    async def receive() -> dict[str, Any]:
        if not messages:
            await never.wait()  # the client stays
        return messages.pop()

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await app(scope, receive, send)
    if statuses != [200]:
        raise RuntimeError(f"the service answered {statuses}")


def _shares(profile: cProfile.Profile) -> dict[str, float]:
    spent: Counter[str] = Counter()
    for (file, _, _), (_, _, own, _, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        if file == "~":  # the interpreter's own functions
            for (caller, _, _), (_, _, by_caller, _) in callers.items():
                spent[_name(caller)] += by_caller
        else:
            spent[_name(file)] += own
    spent.pop("", None)
    total = spent.total()
    return {name: time_ / total for name, time_ in spent.most_common()}


def _name(file: str) -> str:
    """What a file is a part of; empty for this benchmark."""
    library = re.search(r"site-packages/([^/]+)", file)
    if library:
        return next((name for name, parts in _LIBRARIES.items() if library[1] in parts), "other libraries")
    own = re.search(r"phi4_node/(\w+)", file)
    if own:
        return next((name for name, parts in _OWN.items() if own[1] in parts), "ours: the rest")
    return "" if "benchmarks" in file else "Python: event loop, JSON, threads, ..."


def main() -> None:
    """Print the shares."""
    print(json.dumps(_shares(asyncio.run(_profiled(sys.argv[1])))))


if __name__ == "__main__":
    main()
