"""`langgraph dev` serves both graphs of langgraph.json, offline; a local server stands for the model."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import REPOSITORY, needs
from tests.servers import Handler

REPLY = "Analysis: a quadratic.\nSteps:\n1. (x + 3)(x - 1) = 0\nAnswer: x = 1 or x = -3"
PROBLEM = "Solve x^2 + 2x - 3 = 0"


def _speak(request: BaseHTTPRequestHandler) -> None:
    """A chat completion, streamed, as OpenAI-compatible servers send it."""
    request.rfile.read(int(request.headers.get("Content-Length") or 0))
    if request.command == "GET":
        body = json.dumps({"object": "list", "data": [{"id": "small", "object": "model"}]}).encode()
        request.send_response(200)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)
        return
    request.send_response(200)
    request.send_header("Content-Type", "text/event-stream")
    request.send_header("Connection", "close")
    request.end_headers()
    for start in range(0, len(REPLY), 9):
        _send(request, {"choices": [{"index": 0, "delta": {"content": REPLY[start : start + 9]}}]})
    _send(request, {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    usage = {"prompt_tokens": 30, "completion_tokens": 40, "total_tokens": 70}
    _send(request, {"choices": [], "usage": usage})
    request.wfile.write(b"data: [DONE]\n\n")
    request.close_connection = True


def _send(request: BaseHTTPRequestHandler, part: dict[str, Any]) -> None:
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "small", **part}
    request.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
    request.wfile.flush()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _dev_server(model: str, folder: Path) -> Iterator[str]:
    """`langgraph dev` on a free port; its log is shown if it does not come up."""
    needs("langgraph-cli", importlib.util.find_spec("langgraph_api") is not None, 'pip install -e ".[dev]"')
    port, log = _free_port(), folder / "langgraph.log"
    command = [
        sys.executable,
        "-m",
        "langgraph_cli",
        "dev",
        "--no-browser",
        "--no-reload",
        "--port",
        str(port),
    ]
    environment = {**os.environ, "PHI4_NODE_MODEL": model, "LANGSMITH_TRACING": "false", "NO_COLOR": "1"}
    with log.open("w") as out:
        process = subprocess.Popen(
            command, cwd=REPOSITORY, env=environment, stdout=out, stderr=out, start_new_session=True
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_up(address, process, log)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(20)


def _wait_until_up(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            if httpx.get(f"{address}/ok", timeout=5).json()["ok"] is True:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    pytest.fail(f"langgraph dev did not come up:\n{log.read_text()[-4000:]}")


def _solve(address: str, graph: str) -> dict[str, Any]:
    body = {"assistant_id": graph, "input": {"problem": PROBLEM}}
    reply = httpx.post(f"{address}/runs/wait", json=body, timeout=120)
    assert reply.status_code == 200, reply.text
    state: dict[str, Any] = reply.json()
    assert "result" in state, state
    return state


def test_both_graphs_are_served(http_server: Callable[[Handler], str], tmp_path: Path) -> None:
    model = f"openai:small@{http_server(_speak)}/v1"
    with _dev_server(model, tmp_path) as address:
        for graph in ("reasoning", "math"):
            state = _solve(address, graph)
            assert state["result"]["problem"]["domain"] == "math"
            assert state["result"]["verdict"]["status"] == "verified", state["result"]["verdict"]
            assert state["messages"][-1]["type"] == "ai"
        _strangers_choose_nothing(address)


def _strangers_choose_nothing(address: str) -> None:
    body = {
        "assistant_id": "math",
        "input": {"problem": PROBLEM},
        "context": {"phi4_node": {"model": "openai:other@http://127.0.0.1:9/v1"}},
    }
    reply = httpx.post(f"{address}/runs/wait", json=body, timeout=120)
    assert "does not let a run choose its model" in reply.text


@pytest.mark.model
def test_real_tokens_come_through(smollm2: str, tmp_path: Path) -> None:
    with _dev_server(smollm2, tmp_path) as address:
        state = _solve(address, "math")
    assert state["result"]["attempts"] and state["result"]["usage"]["output_tokens"] > 0
    assert state["result"]["verdict"]["status"] in {"verified", "refuted", "unchecked", "supported"}
