"""Alert rules and the board: valid for the tools that read them, and about figures that the service has."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from phi4_node.serve import create_app
from tests.conftest import REPOSITORY, needs
from tests.serve.conftest import PROBLEM, RIGHT, settings
from tests.serve.live import live
from tests.servers import openai_server, serving

PROMETHEUS = REPOSITORY / "deploy" / "prometheus"
BOARD = REPOSITORY / "deploy" / "grafana" / "dashboards" / "phi4-node.json"
OF_PROMETHEUS = {"up"}
BY_SCRAPING = {"job", "instance", "le"}
"""Labels that Prometheus adds, or that a histogram has."""

Seen = dict[str, dict[str, set[str]]]


def board() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(BOARD.read_text("utf-8"))
    return read


def board_queries() -> list[str]:
    return [target["expr"] for panel in board()["panels"] for target in panel["targets"]]


def rules() -> list[dict[str, Any]]:
    read = yaml.safe_load((PROMETHEUS / "alerts.yml").read_text("utf-8"))
    return [rule for group in read["groups"] for rule in group["rules"]]


@pytest.fixture(scope="module")
def promtool() -> Callable[..., str]:
    program = shutil.which("promtool")
    needs("promtool", program is not None, "apt-get install prometheus")

    def run(*words: str | Path) -> str:
        ended = subprocess.run(
            [program or "", *map(str, words)], capture_output=True, text=True, timeout=120, check=False
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    return run


def test_prometheus_takes_its_configuration(promtool: Callable[..., str]) -> None:
    promtool("check", "config", PROMETHEUS / "prometheus.yml")
    promtool("test", "rules", PROMETHEUS / "alerts_test.yml")


def test_every_alert_is_tested_and_says_what_to_do() -> None:
    tested = yaml.safe_load((PROMETHEUS / "alerts_test.yml").read_text("utf-8"))
    named = {
        case["alertname"]
        for test in tested["tests"]
        for case in test["alert_rule_test"]
        if case.get("exp_alerts")
    }
    assert named == {rule["alert"] for rule in rules()}
    for rule in rules():
        assert rule["labels"]["severity"] in ("page", "ticket") and rule["annotations"]["description"]


def test_the_queries_of_the_board_can_be_read(promtool: Callable[..., str], tmp_path: Path) -> None:
    queries = [re.sub(r"\$__rate_interval", "5m", query) for query in board_queries()]
    group = {
        "name": "board",
        "rules": [{"record": f"q{number}", "expr": query} for number, query in enumerate(queries)],
    }
    (tmp_path / "board.yml").write_text(yaml.safe_dump({"groups": [group]}))
    promtool("check", "rules", tmp_path / "board.yml")


def test_grafana_knows_every_field_of_the_board() -> None:
    sdk = pytest.importorskip("grafana_foundation_sdk.models.dashboard", reason="pip install .[dev]")
    from grafana_foundation_sdk.cog import plugins
    from grafana_foundation_sdk.cog.encoder import JSONEncoder

    plugins.register_default_plugins()
    original = board()
    again = json.loads(JSONEncoder().encode(sdk.Dashboard.from_json(original)))
    assert list(_lost(original, again)) == []
    original["panels"][0]["targets"][0]["expresion"] = "up"
    again = json.loads(JSONEncoder().encode(sdk.Dashboard.from_json(original)))
    assert list(_lost(original, again)) == ["/panels/0/targets/0/expresion"], "a slip would be seen"


def _lost(original: Any, again: Any, path: str = "") -> Iterator[str]:
    """Where the two differ, apart from what the second has in addition."""
    if isinstance(original, dict) and isinstance(again, dict):
        for name, value in original.items():
            yield from _lost(value, again.get(name), f"{path}/{name}")
    elif isinstance(original, list) and isinstance(again, list) and len(original) == len(again):
        for index, (value, other) in enumerate(zip(original, again, strict=True)):
            yield from _lost(value, other, f"{path}/{index}")
    elif original != again:
        yield path


def test_the_board_is_in_order() -> None:
    read = board()
    names = {variable["name"] for variable in read["templating"]["list"]}
    panels = read["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    for panel in panels:
        assert panel["title"] and panel["fieldConfig"]["defaults"]["unit"], panel["title"]
        assert panel["datasource"]["uid"] == "$datasource"
        for target in panel["targets"]:
            used = set(re.findall(r"\$(\w+)", target["expr"])) - {"__rate_interval"}
            assert {"job", "instance"} == used <= names, panel["title"]


@pytest.fixture(scope="module")
def seen() -> Seen:
    """The metrics of a service that has done some work, each with its labels and their values."""
    with serving() as start:
        model = start(openai_server(RIGHT))
        with live(create_app(settings(model=f"openai:planted@{model}/v1"))) as url:
            asked = {"problem": PROBLEM}
            for _ in range(2):
                assert httpx.post(f"{url}/v1/math/solve", json=asked, timeout=240).is_success
            text = httpx.get(f"{url}/metrics", timeout=60).text
    found: Seen = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = found.setdefault(sample.name, {})
            for label, value in sample.labels.items():
                labels.setdefault(label, set()).add(value)
    return found


def test_every_figure_that_is_asked_for_exists(seen: Seen) -> None:
    for query in [*board_queries(), *(rule["expr"] for rule in rules())]:
        without_texts = re.sub(r'"[^"]*"', "", query)
        names = set(re.findall(r"\b(up|phi4_node_\w+)\b", without_texts))
        assert names and names <= set(seen) | OF_PROMETHEUS, query
        labels = set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=(?!=))", without_texts))
        for group in re.findall(r"\bby \(([^)]*)\)", without_texts):
            labels |= {label.strip() for label in group.split(",")}
        of_these = {label for name in names for label in seen.get(name, {})}
        assert labels <= of_these | BY_SCRAPING, query


def test_values_that_queries_name_exist(seen: Seen) -> None:
    assert "verified" in seen["phi4_node_verdicts_total"]["status"]
    assert seen["phi4_node_cache_total"]["outcome"] == {"misses", "hits"}
    routes = seen["phi4_node_request_seconds_bucket"]["route"]
    assert "/v1/math/solve" in routes


def test_no_figure_is_forgotten(seen: Seen) -> None:
    shown = " ".join([*board_queries(), *(rule["expr"] for rule in rules())])
    ours = {name for name in seen if name.startswith("phi4_node_") and not name.endswith("_created")}
    bases = {name.removesuffix("_count").removesuffix("_sum") for name in ours}
    assert {name for name in bases if name not in shown and f"{name}_bucket" not in shown} == set()
