"""What `ChatPhi4Mini` costs over a bare HTTP client, measured where nothing else is: against a server without a model.

The server, in a process of its own, streams events like llama.cpp's as fast as they are read. Bare client and
`ChatPhi4Mini` take turns, so that whatever else the machine does meets both alike.
"""

from __future__ import annotations

import json
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

from phi4_node import ChatPhi4Mini

QUESTION = "Explain step by step how to solve x^2 + 2x - 3 = 0."


RATE = 60
"""Tokens per second, twice what the model here writes."""


@dataclass(frozen=True)
class Overhead:
    """What one client takes more than the other.

    Attributes:
        bare_token: Seconds of processor time of the bare client for a token.
        our_token: The same of ChatPhi4Mini.
        bare_first: Seconds of wall time to the first token with the bare client, lower quartile.
        our_first: The same with ChatPhi4Mini.
        bare_first_cpu: Seconds of processor time to the first token with the bare client.
        our_first_cpu: The same with ChatPhi4Mini.
        bare_pace: Tokens per second of a reply that is sent at `RATE`, by the bare client's clock.
        our_pace: The same by ChatPhi4Mini's.
    """

    bare_token: float
    our_token: float
    bare_first: float
    our_first: float
    bare_first_cpu: float
    our_first_cpu: float
    bare_pace: float
    our_pace: float

    @property
    def token(self) -> float:
        """Seconds that a token takes more."""
        return self.our_token - self.bare_token

    @property
    def first(self) -> float:
        """Seconds of wall time that the first token takes more."""
        return self.our_first - self.bare_first

    @property
    def first_cpu(self) -> float:
        """Seconds of processor time that the first token takes more."""
        return self.our_first_cpu - self.bare_first_cpu


def bare(client: httpx.Client, url: str, tokens: int, **settings: Any) -> Iterator[str]:
    """The texts of a streamed reply, with nothing but the HTTP client and a JSON parser."""
    body = {
        "model": "m",
        "messages": [{"role": "user", "content": QUESTION}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_tokens": tokens,
        **settings,
    }
    with client.stream("POST", f"{url}/v1/chat/completions", json=body) as response:
        for line in response.iter_lines():
            if line.startswith("data: {"):
                choices = json.loads(line[6:])["choices"]
                if choices and choices[0]["delta"].get("content"):
                    yield choices[0]["delta"]["content"]


def ours(model: ChatPhi4Mini, tokens: int, **settings: Any) -> Iterator[str]:
    """The texts of the same reply from `ChatPhi4Mini`."""
    for chunk in model.stream(QUESTION, max_tokens=tokens, **settings):
        if chunk.text:
            yield chunk.text


def measure(*, tokens: int = 400, rounds: int = 30) -> Overhead:
    """Measure both in turn."""
    # a server that takes no time to think: what is left is the client
    with instant_server() as url, httpx.Client(timeout=60, trust_env=False) as client:
        model = ChatPhi4Mini(f"openai:m@{url}/v1")
        ways: dict[str, Callable[..., Iterator[str]]] = {
            "bare": lambda n, **more: bare(client, url, n, **more),
            "ours": lambda n, **more: ours(model, n, **more),
        }
        for way in ways.values():  # imports, certificates and what the server is are not the question
            list(way(50))
        costs: dict[str, list[float]] = {name: [] for name in ways}
        paces: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(5):
            for name, way in ways.items():
                begun = time.perf_counter()
                list(way(2 * RATE, rate=RATE))
                paces[name].append(2 * RATE / (time.perf_counter() - begun))
        firsts: dict[str, list[float]] = {name: [] for name in ways}
        firsts_cpu: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, way in ways.items():
                begun, cost = time.perf_counter(), time.process_time()
                stream = way(5)
                next(stream)
                firsts[name].append(time.perf_counter() - begun)
                firsts_cpu[name].append(time.process_time() - cost)
                list(stream)
                cost = time.process_time()
                list(way(tokens))  # tokens that come together are given on together
                costs[name].append((time.process_time() - cost - firsts_cpu[name][-1]) / tokens)
    middle = statistics.median

    def quiet(seconds: list[float]) -> float:
        """The lower quartile: wall time in which nothing else was in the way."""
        return statistics.quantiles(seconds, n=4)[0]

    return Overhead(
        bare_token=middle(costs["bare"]),
        our_token=middle(costs["ours"]),
        bare_first=quiet(firsts["bare"]),
        our_first=quiet(firsts["ours"]),
        bare_first_cpu=middle(firsts_cpu["bare"]),
        our_first_cpu=middle(firsts_cpu["ours"]),
        bare_pace=middle(paces["bare"]),
        our_pace=middle(paces["ours"]),
    )


@contextmanager
def instant_server() -> Iterator[str]:
    """The address of a server that has all tokens ready, in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.client_overhead", str(port)])
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                httpx.get(f"{url}/v1/models", trust_env=False)
                break
            except httpx.TransportError:
                time.sleep(0.05)
        yield url
    finally:
        process.kill()
        process.wait()


class _Instant(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = b'{"data": [{"id": "m", "owned_by": "llamacpp", "meta": {"n_ctx": 8192}}]}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        begun, rate = time.monotonic(), request.get("rate")
        for number in range(request["max_tokens"]):
            if rate:
                time.sleep(max(0.0, begun + number / rate - time.monotonic()))
            self._send(
                {"choices": [{"index": 0, "delta": {"content": f" word{number}"}, "finish_reason": None}]}
            )
        self._send({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        used = {"prompt_tokens": 20, "completion_tokens": request["max_tokens"], "total_tokens": 0}
        self._send({"choices": [], "usage": used})
        self.wfile.write(b"data: [DONE]\n\n")
        self.close_connection = True

    def _send(self, event: dict[str, Any]) -> None:
        head = {"created": 0, "id": "chatcmpl-0", "model": "m", "object": "chat.completion.chunk"}
        self.wfile.write(b"data: " + json.dumps(event | head).encode() + b"\n\n")
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), _Instant).serve_forever()
