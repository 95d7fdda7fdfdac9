"""deploy/nginx in a real Nginx, in front of two instances of the service; the model's replies are planted."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from subprocess import Popen

import httpx
import pytest

from tests.conftest import needs
from tests.deploy.nginx_server import INSTALL, Gateway, check, find_nginx, nginx, rewritten
from tests.serve.conftest import PROBLEM, RIGHT
from tests.serve.live import serving
from tests.servers import Handler, openai_server
from tests.servers import serving as serving_model

SECONDS = 240
ASKED = {"problem": PROBLEM, "answer": "x = 1 or x = -3"}
CLIENT = "127.0.0.2"
"""Where the clients are: another address than the gateway's, for the service tells them apart by it."""


@pytest.fixture(scope="module")
def program() -> str:
    found = find_nginx()
    needs("Nginx", found is not None, INSTALL)
    return found or ""


@dataclass
class Model:
    """The model's server; each test says what it does with a request."""

    handle: Handler

    def __call__(self, request: BaseHTTPRequestHandler) -> None:
        self.handle(request)


@dataclass
class Site:
    """The gateway and what is behind it.

    Attributes:
        gateway: The gateway.
        instances: Addresses of the instances.
        processes: Their processes.
        model: What they ask.
    """

    gateway: Gateway
    instances: list[str]
    processes: list[Popen[str]]
    model: Model

    def client(self, address: str = CLIENT) -> httpx.Client:
        trusted = ssl.create_default_context(cafile=str(self.gateway.authority))
        transport = httpx.HTTPTransport(verify=trusted, local_address=address)
        return httpx.Client(transport=transport, base_url=self.gateway.url, timeout=SECONDS)


@pytest.fixture(scope="module")
def site(program: str) -> Iterator[Site]:
    """One for all tests, for instances take their time to start; the last test kills them."""
    settings = {
        "PHI4_NODE_TRUSTED_PROXIES": '["127.0.0.1"]',
        "PHI4_NODE_ALLOWED_IPS": f'["{CLIENT}"]',
        "PHI4_NODE_CACHE_SIZE": "0",
    }
    with serving_model() as start, ExitStack() as stack:
        model = Model(openai_server(RIGHT))
        url = start(model)
        running = [stack.enter_context(serving(f"openai:planted@{url}/v1", **settings)) for _ in range(2)]
        gateway = stack.enter_context(nginx(program, [int(url.rsplit(":", 1)[1]) for url, _ in running]))
        urls, processes = zip(*running, strict=True)
        yield Site(gateway, list(urls), list(processes), model)


def test_its_own_check(program: str) -> None:
    with rewritten(program, (1, 2)) as gateway:
        checked = check(program, gateway.folder / "nginx.conf")
        assert checked.returncode == 0, checked.stderr
        assert "warn" not in checked.stderr
        (gateway.folder / "nginx.conf").write_text("events {} http { server { listn 1; } }")
        assert check(program, gateway.folder / "nginx.conf").returncode != 0, "it can fail"


def test_what_the_gateway_lets_through(site: Site) -> None:
    site.model.handle = openai_server(RIGHT)
    with site.client() as client:
        answered = client.post("/v1/math/solve", json={"problem": PROBLEM})
        assert answered.json()["verdict"]["status"] == "verified"
        assert answered.headers["strict-transport-security"]
        assert "nginx/" not in answered.headers.get("server", ""), "its version is nobody's business"

        # the address that the gateway saw counts, and none that somebody wrote
        forged = {"X-Forwarded-For": "9.9.9.9"}
        assert client.post("/v1/verify", json=ASKED, headers=forged).status_code == 200
        forged = {"X-Forwarded-For": CLIENT}
        with site.client("127.0.0.3") as stranger:
            assert stranger.post("/v1/verify", json=ASKED, headers=forged).status_code == 403
        past = httpx.HTTPTransport(local_address="127.0.0.3")
        with httpx.Client(transport=past, timeout=SECONDS) as direct:
            refused = direct.post(f"{site.instances[0]}/v1/verify", json=ASKED, headers=forged)
            assert refused.status_code == 403, "only the gateway is believed"

        for closed in ("/metrics", "/ready", "/metrics/", "//metrics", "/%6detrics"):
            reply = client.get(site.gateway.url + closed)
            assert reply.status_code in (404, 307) and "phi4_node_requests" not in reply.text, closed
        assert client.get("/health").status_code == 200

        large = client.post(
            "/v1/verify", content=b" " * 300_000, headers={"Content-Type": "application/json"}
        )
        assert (large.status_code, large.json()["type"]) == (413, "too_large")

    assert "x^2" not in site.gateway.log and "/v1/math/solve 200" in site.gateway.log
    assert answered.headers["x-request-id"] in site.gateway.log, "a request is found in both logs"


def test_http2_and_nothing_old(site: Site) -> None:
    modern = ssl.create_default_context(cafile=str(site.gateway.authority))
    modern.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("127.0.0.1", site.gateway.port)) as plain,
        modern.wrap_socket(plain, server_hostname="localhost") as wrapped,
    ):
        assert wrapped.selected_alpn_protocol() == "h2"
    old = ssl.create_default_context(cafile=str(site.gateway.authority))
    old.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with pytest.warns(DeprecationWarning):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    with socket.create_connection(("127.0.0.1", site.gateway.port)) as plain, pytest.raises(ssl.SSLError):
        old.wrap_socket(plain, server_hostname="localhost")


def test_a_stream_comes_event_by_event(site: Site) -> None:
    release = threading.Event()
    site.model.handle = openai_server(RIGHT, hold=(8, release))
    seen: list[str] = []
    with (
        site.client() as client,
        client.stream("POST", "/v1/solve/stream", json={"problem": PROBLEM}) as reply,
    ):
        for line in reply.iter_lines():
            if line.startswith("event: "):
                seen.append(line.removeprefix("event: "))
            if seen[-1:] == ["text"]:
                release.set()  # the model goes on only when its first words have arrived here
    assert release.is_set() and {"step", "check", "verdict"} < set(seen)
    assert seen[-1] == "result"


def test_too_many_from_one_address(site: Site) -> None:
    with site.client("127.0.0.5") as greedy, ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(lambda _: greedy.get("/health"), range(200)))
        refused = [reply for reply in statuses if reply.status_code == 429]
        assert refused and {reply.status_code for reply in statuses} == {200, 429}
        assert refused[0].json()["type"] == "overloaded" and refused[0].headers["retry-after"] == "1"
        with site.client("127.0.0.4") as other:
            assert other.get("/health").status_code == 200, "the others notice nothing"


def test_an_instance_dies(site: Site) -> None:
    release = threading.Event()
    site.model.handle = openai_server(RIGHT, hold=(3, release))
    with site.client() as client, ThreadPoolExecutor(8) as pool:
        running = [
            pool.submit(client.post, "/v1/solve", json={"problem": problem, "domain": "math"})
            for problem in (PROBLEM, "x^2 + 2x - 3 = 0, for x")
        ]
        while not all(_active(url) for url in site.instances):
            time.sleep(0.05)
        site.processes[0].kill()
        site.processes[0].wait()
        release.set()
        others = [pool.submit(client.post, "/v1/verify", json=ASKED) for _ in range(20)]
        replies = [future.result(SECONDS) for future in (*running, *others)]
        assert [reply.status_code for reply in replies] == [200] * len(replies)
        assert replies[0].json()["answer"] == "x = -3 or x = 1", "it was asked of the other instance"

        site.processes[1].kill()
        site.processes[1].wait()
        nobody = client.post("/v1/verify", json=ASKED)
        assert (nobody.status_code, nobody.json()["success"]) == (503, False)
        assert int(nobody.headers["retry-after"]) > 0


def _active(url: str) -> bool:
    with httpx.Client(transport=httpx.HTTPTransport(local_address=CLIENT), timeout=SECONDS) as client:
        return bool(client.get(f"{url}/v1/queue").json()["active"])
