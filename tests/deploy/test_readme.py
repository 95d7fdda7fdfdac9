"""What deploy/README.md tells people to type. Commands of Docker are read, not run: there is no engine."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from phi4_node.serve.callers import read_keys
from tests.conftest import needs
from tests.deploy.compose_spec import DEPLOY, INSTALL, find_validator, resolved

README = DEPLOY / "README.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README.read_text("utf-8"), re.DOTALL)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder in which the first commands were typed."""
    needs("openssl", shutil.which("openssl") is not None, "apt-get install openssl")
    (tmp_path / "deploy").mkdir()
    shutil.copy(DEPLOY / "env.example", tmp_path / "deploy")
    here = tmp_path / "bin"
    here.mkdir()
    (here / "phi4-node").symlink_to(Path(sys.executable).parent / "phi4-node")
    first = blocks("sh")[0]
    assert "keys.toml" in first
    ended = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f"PATH={here}:$PATH\n{first}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr.count("shown this once") == 2
    return tmp_path


def test_the_first_commands_make_all_that_is_needed(site: Path) -> None:
    secrets = site / "deploy" / "secrets"
    read = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["secrets"]
    assert {path.name for path in secrets.iterdir()} == {Path(one["file"]).name for one in read.values()}
    assert secrets.stat().st_mode & 0o777 == 0o700, "nobody else on this machine"
    for path in secrets.iterdir():
        assert path.stat().st_mode & 0o777 == 0o644 and path.stat().st_size, "every container may read it"
    assert set(read_keys(secrets / "keys.toml")) == {"open-webui", "alice"}
    assert tomllib.loads((secrets / "keys.toml").read_text("utf-8"))["keys"]["open-webui"]["rate"]
    assert (site / "deploy" / ".env").read_text("utf-8").splitlines().count("OPEN_WEBUI_KEY=") == 1
    checked = subprocess.run(
        ["openssl", "x509", "-in", secrets / "certificate.pem", "-noout", "-checkhost", "localhost"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "does match" in checked.stdout


def test_more_instances(tmp_path: Path) -> None:
    program = find_validator()
    needs("Compose's validator", program is not None, INSTALL)
    (more,) = blocks("yaml")
    # `extends` looks beside the file
    (tmp_path / "more.yaml").write_text(more.replace("file: compose.yaml", f"file: {DEPLOY}/compose.yaml"))
    project = resolved(
        program or "", "ollama", tmp_path, OPEN_WEBUI_KEY="key", more=(tmp_path / "more.yaml",)
    )
    first, third = (project["services"][f"phi4-node-{number}"] for number in (1, 3))
    assert third["image"] == first["image"] and third["read_only"] and third["secrets"] == first["secrets"]


def test_commands_name_what_exists() -> None:
    services = {"phi4-node-1", "phi4-node-2", "nginx", "postgres", "open-webui", "ollama-pull", "convert"}
    files = 0
    for block in [*blocks("sh"), *re.findall(r"`(docker compose [^`]+)`", README.read_text("utf-8"))]:
        subprocess.run(["bash", "-n", "-c", block], check=True)
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line.replace("...", ""), comments=True)
            if words[:2] != ["docker", "compose"]:
                continue
            for before, word in pairwise(words):
                if before == "-f":
                    assert (DEPLOY.parent / word).is_file(), line
                    files += 1
                if before in ("exec", "-T", "restart", "logs", "--no-deps", "--rm"):
                    assert word in services or word == "-T", line
    assert files >= 8
