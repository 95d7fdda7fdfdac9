from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi import Request
from starlette.exceptions import HTTPException

from phi4_node.errors import BadInputError
from phi4_node.serve.callers import Gate, hash_of, new_key
from tests.conftest import needs
from tests.redis_server import INSTALL, find_program, redis_server
from tests.serve.conftest import PROBLEM, Open, settings


def request(address: str = "9.9.9.9", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "client": (address, 1), "headers": raw})


async def status_of(gate: Gate, asked: Request) -> int:
    try:
        await gate.admit(asked)
    except HTTPException as error:
        return error.status_code
    return 200


async def test_keys() -> None:
    key, hashed = new_key()
    gate = Gate(settings(api_keys={"alice": hashed, "bob": hash_of("other")}))
    assert (await gate.admit(request(authorization=f"Bearer {key}"))).name == "alice"
    assert (await gate.admit(request(x_api_key="other"))).name == "bob"
    for headers in (
        {},
        {"authorization": "Bearer no"},
        {"authorization": key},
        {"authorization": f"Bearer {hashed}"},
    ):
        assert await status_of(gate, request(**headers)) == 401
    assert await status_of(Gate(settings()), request()) == 200


async def test_trying_keys_has_an_end() -> None:
    gate = Gate(settings(api_keys={"alice": new_key()[1]}))
    found = [await status_of(gate, request(authorization=f"Bearer {number}")) for number in range(40)]
    assert found[:30] == [401] * 30 and found[-1] == 429
    assert await status_of(gate, request("8.8.8.8", authorization="Bearer 1")) == 401


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "address"),
    [
        ((), "1.2.3.4", "5.6.7.8", "1.2.3.4"),
        (("1.2.3.4",), "1.2.3.4", "5.6.7.8", "5.6.7.8"),
        (("1.2.3.0/24",), "1.2.3.4", "6.6.6.6, 5.6.7.8", "5.6.7.8"),
        (("1.2.3.0/24",), "1.2.3.4", "5.6.7.8, 1.2.3.9", "5.6.7.8"),
        (("1.2.3.4",), "1.2.3.4", "<script>", "1.2.3.4"),
        (("1.2.3.4",), "1.2.3.4", "", "1.2.3.4"),
        (("::1",), "::1", "2001:db8::1", "2001:db8::1"),
    ],
)
def test_who_is_behind_a_proxy(proxies: tuple[str, ...], peer: str, forwarded: str, address: str) -> None:
    gate = Gate(settings(trusted_proxies=proxies))
    assert gate.address_of(request(peer, x_forwarded_for=forwarded)) == address


async def test_addresses() -> None:
    gate = Gate(settings(allowed_ips=("10.0.0.0/8", "::1")))
    assert await status_of(gate, request("10.1.2.3")) == 200
    assert await status_of(gate, request("::ffff:10.1.2.3")) == 200
    assert await status_of(gate, request("11.1.2.3")) == 403
    assert await status_of(gate, request("11.1.2.3", x_forwarded_for="10.1.2.3")) == 403, (
        "no proxy is trusted"
    )


async def test_rates(tmp_path: Path) -> None:
    keys = tmp_path / "keys.toml"
    keys.write_text(
        f'[keys.fast]\nhash = "{hash_of("f")}"\nrate = "5/hour"\n[keys.slow]\nhash = "{hash_of("s")}"\n'
    )
    gate = Gate(settings(api_keys_file=keys, rate="2/hour"))
    of_slow = [await status_of(gate, request(x_api_key="s")) for _ in range(3)]
    of_fast = [await status_of(gate, request(x_api_key="f")) for _ in range(6)]
    assert of_slow == [200, 200, 429]
    assert of_fast == [200] * 5 + [429]


async def test_rates_hold_across_processes_and_outlive_redis(tmp_path: Path) -> None:
    needs("Redis", find_program() is not None, INSTALL)
    with redis_server(tmp_path) as server:
        one, other = (Gate(settings(redis_url=server.url, rate="3/hour")) for _ in range(2))
        found = [await status_of(gate, request()) for gate in (one, other, one, other)]
        assert found == [200, 200, 200, 429]
        server.kill()
        assert await status_of(one, request()) == 200, "each process counts for itself while Redis is down"


async def test_rates_outlive_a_redis_that_is_silent(tmp_path: Path) -> None:
    needs("Redis", find_program() is not None, INSTALL)
    with redis_server(tmp_path) as server:
        gate = Gate(settings(redis_url=server.url, rate="3/hour"))
        assert await status_of(gate, request()) == 200
        with server.stopped():
            assert [await status_of(gate, request()) for _ in range(4)] == [200, 200, 200, 429]


@pytest.mark.parametrize(
    "bad",
    [
        {"rate": "often"},
        {"allowed_ips": ("here",)},
        {"trusted_proxies": ("1.2.3.4/99",)},
        {"api_keys": {"me": "my-secret"}},
        {"api_keys_file": Path("/nowhere")},
    ],
)
def test_settings_that_cannot_be_read(bad: dict[str, Any]) -> None:
    with pytest.raises(BadInputError) as caught:
        Gate(settings(**bad))
    assert "my-secret" not in str(caught.value)


async def test_over_http(serve: Open) -> None:
    key, hashed = new_key()
    client = await serve(api_keys={"alice": hashed}, rate="2/hour")
    body = {"problem": PROBLEM, "answer": "1"}
    refused = await client.post("/v1/verify", json=body)
    assert (refused.status_code, refused.json()["type"]) == (401, "unauthorized")
    assert refused.headers["www-authenticate"] == "Bearer"
    for status in (200, 200, 429):
        reply = await client.post("/v1/verify", json=body, headers={"Authorization": f"Bearer {key}"})
        assert reply.status_code == status
    assert int(reply.headers["retry-after"]) >= 1
    assert (await client.get("/health")).status_code == 200, "health needs no key"
