"""Several processes that are one service: one `/metrics`, gauges of the living, counters of all."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil
import pytest

from phi4_node.serve import slots
from tests.serve.conftest import PROBLEM, RIGHT
from tests.serve.live import serving
from tests.servers import Handler, openai_server

SOLVED = 'phi4_node_requests_total{method="POST",route="/v1/math/solve",status="200"}'
COUNTED = 'phi4_node_request_seconds_count{route="/v1/math/solve"}'


def metrics_of(url: str) -> dict[str, float]:
    lines = httpx.get(f"{url}/metrics", timeout=60).text.splitlines()
    rows = [line.rsplit(" ", 1) for line in lines if line and not line.startswith("#")]
    assert len({name for name, _ in rows}) == len(rows), "no series comes twice"
    return {name: float(value) for name, value in rows}


def workers_of(process: psutil.Process) -> dict[int, psutil.Process]:
    """The processes that serve, by their ids; not their helpers."""
    children = {child.pid: child for child in process.children()}
    alive = {pid: child for pid, child in children.items() if child.status() != psutil.STATUS_ZOMBIE}
    return {pid: child for pid, child in alive.items() if "spawn_main" in " ".join(child.cmdline())}


def eventually(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.2)
    return False


def test_one_service_of_two_processes(http_server: Callable[[Handler], str]) -> None:
    model = f"openai:planted@{http_server(openai_server(RIGHT))}/v1"
    with serving(model, "--workers", "2", PHI4_NODE_CACHE_SIZE="0") as (url, process):
        assert eventually(lambda: metrics_of(url).get("phi4_node_ready") == 1.0), "both have loaded the model"
        for _ in range(20):  # a new connection each, so that both get some
            assert (
                httpx.post(f"{url}/v1/math/solve", json={"problem": PROBLEM}, timeout=120).status_code == 200
            )
        # a process notes a request once its answer is on its way, while the other one may be asked already
        assert eventually(
            lambda: metrics_of(url).get(COUNTED) == 20 and not metrics_of(url)["phi4_node_active"]
        )
        for _ in range(5):
            found = metrics_of(url)  # whoever answers, the figures are those of all
            assert found[SOLVED] == 20
            assert found['phi4_node_verdicts_total{status="verified"}'] == 20
            assert found[COUNTED] == 20
            assert found["phi4_node_active"] == 0

        before = workers_of(psutil.Process(process.pid))
        assert len(before) == 2
        pid, victim = before.popitem()
        victim.kill()
        assert eventually(lambda: len(workers_of(psutil.Process(process.pid)).keys() - {pid}) == 2)
        assert httpx.post(f"{url}/v1/math/solve", json={"problem": PROBLEM}, timeout=120).status_code == 200
        assert eventually(lambda: metrics_of(url)[SOLVED] == 21), "what the dead one had counted is not lost"
        assert eventually(lambda: metrics_of(url).get("phi4_node_ready") == 1.0)


def test_gauges_of_the_dead_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "slot-7.lock").touch()  # nobody holds it
    for name in ("gauge_livesum_7.db", "gauge_livemin_7.db", "counter_7.db"):
        (tmp_path / name).touch()
    slots.forget_the_dead(tmp_path)
    assert {path.name for path in tmp_path.glob("*.db")} == {"counter_7.db"}


def test_each_process_has_a_number_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "_held", {})
    first = slots._locked(tmp_path / "slot-0.lock")
    assert first is not None
    monkeypatch.setattr(slots.values, "ValueClass", slots.values.ValueClass)  # put back after the test
    slots.write_into(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"slot-0.lock", "slot-1.lock"}
    assert slots._locked(tmp_path / "slot-1.lock") is None, "it is held"
    held = slots._held[tmp_path]
    held.close()
    again = slots._locked(tmp_path / "slot-1.lock")
    assert again is not None, "and free when its process ends"
    again.close()
    first.close()


def test_command_line_goes_before_the_environment(http_server: Callable[[Handler], str]) -> None:
    model = f"openai:planted@{http_server(openai_server(RIGHT))}/v1"
    environment = {"PHI4_NODE_MODEL": "ollama:other", "PHI4_NODE_DOCS": "true"}
    with serving(model, "--no-docs", "--workers", "2", **environment) as (url, _):
        assert httpx.get(f"{url}/openapi.json", timeout=120).status_code == 404
        reply = httpx.post(f"{url}/v1/math/solve", json={"problem": PROBLEM}, timeout=120)
        assert re.fullmatch("planted", reply.json()["model"])
