"""The compose files mean what they should; no engine is needed, and none is used."""

from __future__ import annotations

import re
from importlib.metadata import version
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml

from phi4_node.serve import Settings
from phi4_node.serve.callers import check_rate
from tests.conftest import needs
from tests.deploy.compose_spec import BACKENDS, DEPLOY, INSTALL, Project, find_validator, resolved

FILES = [DEPLOY / "compose.yaml", *(DEPLOY / f"compose.{backend}.yaml" for backend in BACKENDS)]
MADE_FOR_ROOT = {"ollama", "vllm", "open-webui"}
"""Images of others that do not run otherwise."""
INSTANCES = ("phi4-node-1", "phi4-node-2")
OURS = (*INSTANCES, "convert")
END_BY_THEMSELVES = ("ollama-pull", "convert")


def environment_of(service: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] | list[str] = service["environment"]
    # it comes as a list when more than one file has some of it
    return found if isinstance(found, dict) else dict(line.split("=", 1) for line in found)


@pytest.fixture(scope="module")
def program() -> str:
    found = find_validator()
    needs("Compose's validator", found is not None, INSTALL)
    return found or ""


@pytest.fixture(scope="module", params=BACKENDS)
def project(
    request: pytest.FixtureRequest, program: str, tmp_path_factory: pytest.TempPathFactory
) -> Project:
    return resolved(program, request.param, tmp_path_factory.mktemp("compose"), OPEN_WEBUI_KEY="p4n-key")


def test_what_is_wrong_is_refused(program: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="make one with phi4-node key open-webui"):
        resolved(program, "ollama", tmp_path)
    with pytest.raises(ValueError, match="many"):
        resolved(program, "ollama", tmp_path, OPEN_WEBUI_KEY="key", PHI4_NODE_HTTPS_PORT="many")


def test_all_that_was_promised(project: Project) -> None:
    services = project["services"]
    expected = {*INSTANCES, "nginx", "redis", "postgres", "prometheus", "grafana", "open-webui"}
    assert expected < set(services)
    models = {environment_of(services[name])["PHI4_NODE_MODEL"].partition("@")[0] for name in INSTANCES}
    assert models <= {"ollama:phi4-mini-reasoning", "openai:phi4-mini", "onnx:/models/phi4-mini"}
    assert len(models) == 1 and {"ollama", "vllm", "convert"} & set(services)


def test_every_image_is_pinned(project: Project) -> None:
    for name, service in project["services"].items():
        assert re.search(r":v?\d+\.\d+\.\d+|:\d+\.\d+-", service["image"]), f"{name}: {service['image']}"
        if name in OURS:
            assert service["image"].startswith(f"phi4-node:{version('phi4-node')}")


def test_nobody_has_more_rights_than_needed(project: Project) -> None:
    for name, service in project["services"].items():
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert not service.get("privileged") and "docker.sock" not in str(service.get("volumes")), name
        if name in MADE_FOR_ROOT:
            continue
        assert service["read_only"] is True and service["cap_drop"] == ["ALL"], name
        # ours is that of the Dockerfile, which has a test of its own
        assert name in OURS or not service["user"].startswith("0"), name


def test_everybody_is_watched(project: Project) -> None:
    for name, service in project["services"].items():
        # that of ours is in the Dockerfile
        assert name in (*INSTANCES, *END_BY_THEMSELVES) or service["healthcheck"]["test"], name
    for instance in INSTANCES:
        waits = {condition["condition"] for condition in project["services"][instance]["depends_on"].values()}
        assert waits <= {"service_healthy", "service_completed_successfully"}


def test_only_the_gateway_is_open_to_the_world(project: Project) -> None:
    for name, service in project["services"].items():
        for port in service.get("ports", []):
            assert name == "nginx" or port["host_ip"] == "127.0.0.1", name
    assert project["networks"]["inside"]["internal"] is True
    for name in (*INSTANCES, "redis", "postgres", "prometheus"):
        assert set(project["services"][name]["networks"]) == {"inside"}, name


@pytest.mark.parametrize("instance", INSTANCES)
def test_the_service_understands_its_settings(
    project: Project, instance: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = environment_of(project["services"][instance])
    known = {f"PHI4_NODE_{field.upper()}" for field in Settings.model_fields} | {"OLLAMA_HOST"}
    assert set(environment) <= known
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings = Settings(_env_file=None)
    assert settings.model.partition(":")[0] in ("ollama", "openai", "onnx")
    assert settings.redis_url.get_secret_value() == "redis://redis:6379/0"
    check_rate(settings.rate)
    inside = project["networks"]["inside"]["ipam"]["config"][0]["subnet"]
    gateway = project["services"]["nginx"]["networks"]["inside"]["ipv4_address"]
    assert ip_address(gateway) in ip_network(inside)
    assert settings.trusted_proxies == (gateway,)
    assert str(settings.api_keys_file) == "/run/secrets/keys"
    assert not settings.playground and not settings.docs


def test_the_example_names_every_variable() -> None:
    used = {name for file in FILES for name in re.findall(r"\$\{([A-Z0-9_]+)", file.read_text("utf-8"))}
    lines = (DEPLOY / "env.example").read_text("utf-8").splitlines()
    named = {line.partition("=")[0] for line in lines if line and not line.startswith("#")}
    assert used == named


def test_defaults_are_those_of_the_example(project: Project) -> None:
    example = dict(
        line.split("=", 1)
        for line in (DEPLOY / "env.example").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    )
    for file in FILES:
        for name, default in re.findall(r"\$\{([A-Z0-9_]+):-([^}]*)\}", file.read_text("utf-8")):
            assert example[name] == default, name


def test_secrets_are_files_that_nobody_commits(project: Project) -> None:
    ignored = (DEPLOY.parent / ".gitignore").read_text("utf-8").splitlines()
    assert "deploy/secrets/" in ignored and ".env" in ignored
    for secret in project["secrets"].values():
        assert Path(secret["file"]).parent == DEPLOY / "secrets"
    told = (DEPLOY / "README.md").read_text("utf-8")
    for secret in project["secrets"].values():
        assert Path(secret["file"]).name in told


def test_the_parts_name_each_other_rightly(project: Project) -> None:
    nginx = (DEPLOY / "nginx" / "nginx.conf").read_text("utf-8")
    assert re.findall(r"server (\S+):8000 ", nginx) == list(INSTANCES)
    scraped = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text("utf-8"))
    targets = scraped["scrape_configs"][0]["static_configs"][0]["targets"]
    assert targets == [f"{name}:8000" for name in INSTANCES]
    assert project["services"]["nginx"]["ports"][0]["target"] == 8443
    boards = yaml.safe_load((DEPLOY / "grafana/provisioning/dashboards/phi4-node.yaml").read_text("utf-8"))
    mounted = {volume["target"] for volume in project["services"]["grafana"]["volumes"]}
    assert boards["providers"][0]["options"]["path"] in mounted
    for service in project["services"].values():
        for volume in service.get("volumes", []):
            assert volume["type"] == "volume" or Path(volume["source"]).exists()
