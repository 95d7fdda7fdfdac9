"""What is closed unless it was opened, and what no answer leaves out."""

from __future__ import annotations

from typing import Any

import pytest

from phi4_node.serve.callers import Gate
from tests.serve.conftest import PROBLEM, Open, settings
from tests.serve.test_callers import request

HERE, THERE = "https://here.example", "https://there.example"
BODY = {"problem": PROBLEM, "answer": "1"}


async def test_documentation_is_off_unless_wanted(serve: Open) -> None:
    client = await serve(docs=False)
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert (await client.get(path)).status_code == 404
    client = await serve(docs=True)
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert (await client.get(path)).status_code == 200


async def test_playground_is_off_unless_wanted(serve: Open) -> None:
    assert (await (await serve()).get("/math/playground/")).status_code == 404
    assert (await (await serve(playground=True)).get("/math/playground/")).status_code == 200


async def test_metrics_can_be_turned_off(serve: Open) -> None:
    assert (await (await serve()).get("/metrics")).status_code == 200
    assert (await (await serve(metrics=False)).get("/metrics")).status_code == 404


async def test_no_other_page_may_call_unless_named(serve: Open) -> None:
    asks = {"Origin": HERE, "Access-Control-Request-Method": "POST"}
    client = await serve()
    assert (
        "access-control-allow-origin" not in (await client.get("/health", headers={"Origin": HERE})).headers
    )
    assert "access-control-allow-origin" not in (await client.options("/v1/verify", headers=asks)).headers
    client = await serve(cors_origins=(HERE,))
    allowed = await client.options("/v1/verify", headers=asks)
    assert allowed.headers["access-control-allow-origin"] == HERE
    reply = await client.post("/v1/verify", json=BODY, headers={"Origin": HERE})
    assert "Retry-After" in reply.headers["access-control-expose-headers"]
    other = await client.options("/v1/verify", headers={**asks, "Origin": THERE})
    assert "access-control-allow-origin" not in other.headers


@pytest.mark.parametrize(
    ("path", "more", "status"),
    [
        ("/health", {}, 200),
        ("/nowhere", {}, 404),
        ("/v1/verify", {}, 405),
        ("/health", {"headers": {"X-Large": "a" * 20_000}}, 413),
    ],
)
async def test_safe_headers_on_every_answer(
    serve: Open, path: str, more: dict[str, Any], status: int
) -> None:
    reply = await (await serve()).get(path, **more)
    assert reply.status_code == status
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["x-frame-options"] == "DENY"
    assert reply.headers["x-request-id"]


async def test_request_ids(serve: Open) -> None:
    client = await serve()
    kept = await client.get("/health", headers={"X-Request-ID": "mine-1"})
    assert kept.headers["x-request-id"] == "mine-1"
    for strange in ("<script>", "a" * 65, "a b"):
        assert (await client.get("/health", headers={"X-Request-ID": strange})).headers[
            "x-request-id"
        ] != strange


async def test_bodies_are_bounded(serve: Open) -> None:
    client = await serve(body_bytes=2000)
    large = {"problem": PROBLEM, "answer": "1", "steps": ["1 + 1 = 2"] * 500}
    refused = await client.post("/v1/verify", json=large)
    assert (refused.status_code, refused.json()["type"]) == (413, "too_large")

    async def pieces() -> Any:
        for _ in range(100):  # no length is announced
            yield b"[" * 100

    assert (await client.post("/v1/verify", content=pieces())).status_code == 413


async def test_a_header_in_several_lines_is_one_list() -> None:
    """The client has sent a line of its own, and the proxy has added another one."""
    gate = Gate(settings(trusted_proxies=("1.2.3.4",), allowed_ips=("10.0.0.1",)))
    asked = request("1.2.3.4")
    asked.scope["headers"] = [(b"x-forwarded-for", b"10.0.0.1"), (b"x-forwarded-for", b"6.6.6.6")]
    assert gate.address_of(asked) == "6.6.6.6"
